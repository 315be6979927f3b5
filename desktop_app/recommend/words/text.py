"""Lyrics as clauses of words, without times, marks of parts, credits and markup; each line once, with its number.

All of it takes time in proportion to the text, of which no more than LONGEST characters are read.
"""

from __future__ import annotations

import html
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

LONGEST = 64 << 10
"""Characters of a text that are read."""
MOST_WORDS = 5_000
"""Words of different lines that are read; the longest songs have some 2,000."""
LONGEST_WORD = 32
"""Letters; a longer one is no word."""
BREAK = ","
"""Stands for every sign that ends a clause."""

_PILED = re.compile(r"([^\w\s]{8})[^\w\s]+")
"""Signs without end, and accents heaped on one letter, which take long to put in order."""
_TIME = re.compile(r"[\[<](?:\d{1,3}:){1,2}\d{1,3}(?:[.:]\d{1,3})?[\]>]")
_MARKUP = re.compile(r"</?[A-Za-z!][^<>\n]{0,300}>")
_MARK = re.compile(r"\[[^\[\]\n]{0,80}\]|\{[^{}\n]{0,80}\}")
_LINK = re.compile(r"(?:https?://|www\.)\S{0,500}|\S{1,100}@\S{1,100}")


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_TIMES = re.compile(r"\b(?:x ?\d{1,2}|\d{1,2} ?x)\b")
_GAPS = re.compile(r"\n{2,}")
_PARTS = _listed(
    """
    intro outro chorus chor verse vers strophe refrain bridge pre post prechorus postchorus hook break interlude coda
    instrumental solo repeat couplet pont estribillo estrofa coro verso puente zwischenspiel strofa ritornello skit
    spoken
    """
)
_PART = re.compile(
    rf"[ \t(*]{{0,8}}(?:{'|'.join(_PARTS)})(?:-?chorus)?(?: ?\d{{1,2}})?[ \t]{{0,3}}"
    r"(?:[:)*]|\( {0,3}\)|$)[ \t:)*]*"
)
_ROLES = _listed(
    """
    lyric lyrics words music text songtext songwriter songwriters writer writers author composer composers written
    source composed produced producer producers arranged performed recorded mixed mastered artist title album track
    musik texte texter komponist autor autores paroles musique auteur auteurs compositeur compositeurs interprete
    interprète letra musica música compositor compositores copyright publisher credit credits label
    """
)
_ROLE = "|".join(sorted(_ROLES, key=len, reverse=True))
_CREDIT = re.compile(
    rf"[ \t]{{0,8}}(?:{_ROLE})(?: {{0,3}}(?:,|/|&|\+|and|und|et|y|e) {{0,3}}(?:{_ROLE})){{0,5}} {{0,3}}"
    r"(?::|\bby\b|\bvon\b|\bpar\b|\bpor\b|\bdi\b)"
)
_MARKED = frozenset({*_PARTS, *_ROLES})
_FIRST = re.compile(r"[ \t(*]{0,8}([^\W\d_]+)")
_RIGHTS = (
    "©", "℗", "(c) ", "all rights reserved", "alle rechte vorbehalten", "tous droits", "transcribed by", "lyrics from",
    "you might also like", "lyricfind", "musixmatch", "genius.com",
)  # fmt: skip
_APOSTROPHES = "’‘ʼʹ`´′＇"
_ELIDED = re.compile(r"\b(?:qu|jusqu|lorsqu|puisqu|quelqu|dell|nell|all|un|[ldjmtscn])'(?=\w)")
_OWNED = re.compile(r"'s\b")
_SIGNS = re.compile(r"[.,;:!?…()]+")
_WORD = re.compile(rf"[^\W\d_]+|{BREAK}")

Line = tuple[str, ...]
"""Words in small letters and NFKC, and BREAK between clauses."""


def lines_of(text: str) -> Counter[Line]:
    """The lines of lyrics, in their order, each with how often it is sung."""
    text = _TIMES.sub(" ", _MARK.sub(" ", _TIME.sub(" ", _plain(text))))
    rights = [sign for sign in _RIGHTS if sign in text]
    found: Counter[Line] = Counter()
    left = MOST_WORDS
    for line, times in Counter(map(str.strip, text.split("\n"))).items():
        words = _words(_sung(line, rights))
        if not words:
            continue
        if words not in found:
            left -= len(words)
            if left < 0:
                break
        found[words] += times
    return found


def _sung(line: str, rights: Sequence[str]) -> str:
    """A line without the name of a part in front; "" for one that tells who wrote the song."""
    if rights and any(sign in line for sign in rights):
        return ""
    first = _FIRST.match(line)
    if first is None or first[1] not in _MARKED:
        return line
    if _CREDIT.match(line):
        return ""
    part = _PART.match(line)
    return line if part is None else line[part.end() :]


def words_of(text: str) -> Line:
    """The words of a title, a genre or a comment."""
    return _words(_plain(text[:4096]).replace("\n", " , "))


def _plain(text: str) -> str:
    text = _GAPS.sub("\n", text[:LONGEST].replace("\0", "\n").replace("\r", "\n"))
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _PILED.sub(r"\1", text))[:LONGEST]
        for sign in _APOSTROPHES:
            text = text.replace(sign, "'")
    if "&" in text:
        text = html.unescape(text)[:LONGEST]
    if "<" in text:
        text = _MARKUP.sub("\n", _TIME.sub(" ", text))
    if "://" in text or "www." in text or "@" in text:
        text = _LINK.sub(" ", text)
    return text.casefold()[:LONGEST]


def _words(line: str) -> Line:
    """Words, a break for any signs between two of them, and no word twice running."""
    if "'" in line:
        line = _OWNED.sub("", _ELIDED.sub(lambda match: match[0][:-1] + " ", line)).replace("'", "")
    words = tuple(word for word, _ in itertools.groupby(_WORD.findall(_SIGNS.sub(BREAK, line))))
    if words in ((), (BREAK,)):
        return ()
    if max(map(len, words)) > LONGEST_WORD:
        words = tuple(word for word in words if len(word) <= LONGEST_WORD)
    return words
