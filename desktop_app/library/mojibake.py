"""Repair text that was stored in one encoding and declared in another, only where there is no doubt.

Two cases are certain enough: UTF-8 read as Latin-1 (what decodes as UTF-8 with sequences of several bytes is UTF-8),
and Windows-1251 read as Latin-1 (whole words of Cyrillic letters whose frequencies are those of Russian, which no text
in Latin letters looks like). Everything else stays as it stands in the file. The text as found is kept beside the
repaired one, so that nothing is lost by a guess.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence

_PER_MILLE = {
    "о": 109.7, "е": 84.5, "а": 80.1, "и": 73.5, "н": 67.0, "т": 62.6, "с": 54.7, "р": 47.3, "в": 45.4, "л": 44.0,
    "к": 34.9, "м": 32.1, "д": 29.8, "п": 28.1, "у": 26.2, "я": 20.1, "ы": 19.0, "ь": 17.4, "г": 17.0, "з": 16.5,
    "б": 15.9, "ч": 14.4, "й": 12.1, "х": 9.7, "ж": 9.4, "ш": 7.3, "ю": 6.4, "ц": 4.8, "щ": 3.6, "э": 3.2, "ф": 2.6,
    "ъ": 0.4, "ё": 5.0,
}  # fmt: skip
"""Letters per thousand letters of Russian text; source: the frequencies of the Russian National Corpus, but for ё,
which prose writes as е and titles of songs do not."""
_BITS = {letter: math.log2(rate / 1000 * len(_PER_MILLE)) for letter, rate in _PER_MILLE.items()}
"""Evidence of one letter for Russian against letters at random."""
_VOWELS = frozenset("аеёиоуыэюя")
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

_WORD = re.compile(r"[^\W\d_]+")


def repaired(values: Sequence[str]) -> tuple[str, ...]:
    """The texts of one file, all together, as they were meant. Texts that need no repair come back as they are."""
    mended = [_from_utf8(value) for value in values]
    suspects = [value for value in mended if _only_latin1(value)]
    if suspects and _is_cp1251(suspects):
        return tuple(_as_cp1251(value) if _only_latin1(value) else value for value in mended)
    return tuple(mended)


def decoded(data: bytes) -> str:
    """Text of a small file in whatever encoding: what its first bytes say, UTF-8, UTF-16 by its zeros, or Windows-1252
    unless its letters show another, as in `repaired`. Never fails; bytes that mean nothing are replaced."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    zeros = data.count(b"\0")
    if zeros > len(data) // 4:
        big = data[::2].count(0) > data[1::2].count(0)
        return data[: len(data) & ~1].decode("utf-16-be" if big else "utf-16-le", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    text = data.decode("latin-1")
    (mended,) = repaired([text])
    return mended if mended != text else data.decode("cp1252", "replace")


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


def _as_cp1251(text: str) -> str:
    return text.encode("latin-1").decode("cp1251", "replace")


def _is_cp1251(texts: Sequence[str]) -> bool:
    high = mixed = longest = 0
    bits, capitals = 0.0, False
    for text in texts:
        if any("\x80" <= c < "\xc0" and c not in "\xa8\xab\xb8\xbb\xa0\x85\x96\x97\xb9" for c in text):
            return False
        for word in _WORD.findall(_as_cp1251(text)):
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
