"""Repair text that was stored in one encoding and declared in another, only where there is no doubt.

Certain enough are: UTF-8 read as Latin-1 (what decodes as UTF-8 with sequences of several bytes is UTF-8);
Windows-1251 read as Latin-1 (whole words of Cyrillic letters whose frequencies are those of Russian, which no text in
Latin letters looks like); the encodings of Chinese, Japanese and Korean (see `east_asian`); Windows-1250 by letters of
Polish or Czech in places where Latin-1 has signs, or letters that no language uses together; and Windows-1252, which
has signs of punctuation where Latin-1 has nothing. One guess holds for all texts of a file. Everything else stays as it
stands in the file. The text as found is kept beside the repaired one, so that nothing is lost by a guess.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence

from desktop_app.library import east_asian

_PER_MILLE = {
    "о": 109.7, "е": 84.5, "а": 80.1, "и": 73.5, "н": 67.0, "т": 62.6, "с": 54.7, "р": 47.3, "в": 45.4, "л": 44.0,
    "к": 34.9, "м": 32.1, "д": 29.8, "п": 28.1, "у": 26.2, "я": 20.1, "ы": 19.0, "ь": 17.4, "г": 17.0, "з": 16.5,
    "б": 15.9, "ч": 14.4, "й": 12.1, "х": 9.7, "ж": 9.4, "ш": 7.3, "ю": 6.4, "ц": 4.8, "щ": 3.6, "э": 3.2, "ф": 2.6,
    "ъ": 0.4, "ё": 5.0, "і": 40.0, "ї": 6.0, "є": 5.0, "ґ": 0.3,
}  # fmt: skip
"""Letters per thousand letters of Russian text; source: the frequencies of the Russian National Corpus, but for ё,
which prose writes as е and titles of songs do not, and for the letters of Ukrainian."""
_BITS = {letter: math.log2(rate / 1000 * len(_PER_MILLE)) for letter, rate in _PER_MILLE.items()}
"""Evidence of one letter for Russian against letters at random."""
_VOWELS = frozenset("аеёиоуыэюяіїє")
_SIGNS = frozenset("ьъ")
_TURN, _NO_TURN = math.log2(0.70 / 0.42), math.log2(0.30 / 0.58)
"""Evidence of a vowel beside a consonant, and of two of a kind: Russian turns in seven of ten pairs of letters, letters
at random (three in ten of them vowels) in 0.42."""
ENOUGH_BITS = -2.0
"""Evidence asked for beside the shape of the words. Words that are capitals and small letters as Windows-1251 has them,
with no byte that is no letter there, are themselves worth more than two bits: at this bound 95 % of pairs of Russian
artist and title are found, and none of Greek or Hebrew ones."""
ENOUGH_BITS_WITHOUT_CAPITALS = 10.0
"""Hebrew looks like small Cyrillic letters, so that texts without a capital need more."""

_IN_CYRILLIC = frozenset("\xa8\xab\xb8\xbb\xa0\x85\x96\x97\xb9\xb2\xb3\xaf\xbf\xaa\xba\xa5\xb4")
"""Below the letters of Windows-1251: ё, those of Ukrainian, quotation marks, dashes."""
_WORD = re.compile(r"[^\W\d_]+")


def repaired(values: Sequence[str]) -> tuple[str, ...]:
    """The texts of one file, all together, as they were meant. Texts that need no repair come back as they are."""
    mended = [_from_utf8(_from_utf8(value)) for value in values]  # some were misread twice
    suspects = [value for value in mended if _only_latin1(value)]
    encoding = _encoding_of(suspects) if suspects else None
    if encoding is not None:
        return tuple(_decoded(value, encoding) if _only_latin1(value) else value for value in mended)
    controls = sum(len(_CONTROLS.findall(value)) for value in suspects)
    if controls and controls * 3 <= sum(map(len, mended)):  # signs of punctuation; more would be another encoding
        return tuple(_with_punctuation(value) for value in mended)
    return tuple(mended)


def _encoding_of(suspects: Sequence[str]) -> str | None:
    """The encoding that these texts must be in; None where they may be what they seem."""
    found = east_asian.encoding_of([text.encode("latin-1") for text in suspects])
    if found is not None:
        return found
    if _is_cp1251(suspects):
        return "cp1251"
    return "cp1250" if _is_cp1250(suspects) else None


def _decoded(text: str, encoding: str) -> str:
    return text.encode("latin-1").decode(encoding, "replace").rstrip("\ufffd")


def _with_punctuation(text: str) -> str:
    """What Latin-1 has no signs for as Windows-1252 has them."""
    return _CONTROLS.sub(lambda match: match[0].encode("latin-1").decode("cp1252", "replace"), text)


_CONTROLS = re.compile("[\x80\x84-\x87\x8a-\x8c\x8e\x91-\x97\x99-\x9c\x9e\x9f]")
"""Those that are signs of punctuation or letters in Windows-1252."""
_POLISH = re.compile(r"(?<=[^\W\d_])[³¹¿](?=[^\W\d_])|\b[³¹](?=[a-zêæñó]{2})|(?<=[a-zêæñó]{2})[³¹](?![\w³¹²])")
"""Signs of Latin-1 in the middle, at the beginning or at the end of a word: ł, ą and ż."""
_NOT_POLISH = re.compile(r"[^\W\d_a-zA-ZąćęłńóśźżĄĆĘŁŃÓŚŹŻäöüéÄÖÜÉß]")
_CZECH_TOGETHER = re.compile("[ìèùò\x9a\x9e\x8a\x8e]")
_NORDIC = re.compile("[æåäÆÅÄ]")


def _is_cp1250(texts: Sequence[str]) -> bool:
    whole = "\n".join(texts)
    if _POLISH.search(whole) and not _NOT_POLISH.search(_decoded(whole, "cp1250")):
        return True
    # ř beside ě, č, ů, ň, š or ž: no language has the letters that Latin-1 has in their places
    return "ø" in whole and _CZECH_TOGETHER.search(whole) is not None and _NORDIC.search(whole) is None


def decoded(data: bytes) -> str:
    """Text of a small file in whatever encoding: what its first bytes say, UTF-8, UTF-16 by its zeros, or Windows-1252
    unless its letters show another, as in `repaired`. Never fails; bytes that mean nothing are replaced."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    even, odd = data[::2].count(0), data[1::2].count(0)
    if max(even, odd) > max(8 * min(even, odd), len(data) // 100):  # the upper halves of spaces and line ends, at least
        return data[: len(data) & ~1].decode("utf-16-be" if even > odd else "utf-16-le", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return repaired([data.decode("latin-1")])[0]


_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def _from_utf8(text: str) -> str:
    if text.isascii():
        return text
    for encoding in ("latin-1", "cp1252"):
        try:
            mended = text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        if all(c.isprintable() or c.isspace() for c in mended):
            return mended
    return text


def _only_latin1(text: str) -> bool:
    return not text.isascii() and all(c <= "\xff" for c in text)


def _is_cp1251(texts: Sequence[str]) -> bool:
    high = mixed = longest = 0
    bits, capitals = 0.0, False
    for text in texts:
        if any("\x80" <= c < "\xc0" and c not in _IN_CYRILLIC for c in text):
            return False
        for word in _WORD.findall(_decoded(text, "cp1251")):
            cyrillic = [c for c in word.casefold() if c in _BITS]
            if not cyrillic:
                continue
            if len(cyrillic) < len(word):
                mixed += len(word)
                continue
            if not (word.islower() or word.isupper() or word[1:].islower()) or not _can_be_said(word.casefold()):
                return False
            high += len(word)
            capitals = capitals or not word.islower()
            longest = max(longest, len(word))
            bits += sum(_BITS[c] for c in cyrillic) + _turns(word.casefold())
    enough = ENOUGH_BITS if capitals else ENOUGH_BITS_WITHOUT_CAPITALS
    return longest >= 4 and high >= 4 * mixed and bits >= enough


def _can_be_said(word: str) -> bool:
    """A soft or hard sign only ever follows a consonant."""
    previous = "ь"
    for letter in word:
        if letter in _SIGNS and (previous in _VOWELS or previous in _SIGNS):
            return False
        previous = letter
    return True


def _turns(word: str) -> float:
    letters = [letter in _VOWELS for letter in word if letter not in _SIGNS]
    return sum(_TURN if left != right else _NO_TURN for left, right in itertools.pairwise(letters))
