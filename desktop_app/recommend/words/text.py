"""Lyrics as clauses of words, without times, marks of parts, credits and markup; each line once, with its number.

All of it takes time in proportion to the text, of which no more than LONGEST characters are read.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

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
_PARTS = (
    r"intro|outro|chorus|chor|verse|vers|strophe|refrain|bridge|pre-?chorus|post-?chorus|hook|break|interlude"
    r"|instrumental|solo|coda|repeat|couplet|pont|estribillo|estrofa|coro|verso|puente|zwischenspiel|strofa|ritornello|spoken|skit"
)
_PART = re.compile(
    rf"^[ \t(*]{{0,8}}(?:{_PARTS})(?: ?\d{{1,2}})?[ \t]{{0,3}}(?:[:)*]|\(?x ?\d|\(?\d ?x|$)[ \t:)*]*",
    re.IGNORECASE | re.MULTILINE,
)
_TIMES = re.compile(r"\b(?:x ?\d{1,2}|\d{1,2} ?x)\b", re.IGNORECASE)
_GAPS = re.compile(r"\n{2,}")
_ROLES = (
    r"lyrics?|words|music|text|songtext|songwriters?|writers?|author|composers?|written|composed|produced|producers?"
    r"|arranged|performed|recorded|mixed|mastered|artist|title|album|track|musik|texte?r?|komponist|autor(?:es)?|paroles|musique"
    r"|auteurs?|compositeurs?|interpr[eè]te|letra|m[uú]sica|compositor(?:es)?|copyright|publisher|credits?|label|source"
)
_CREDIT = re.compile(
    rf"^[ \t]{{0,8}}(?:{_ROLES})(?: {{0,3}}(?:,|/|&|\+|and|und|et|y|e) {{0,3}}(?:{_ROLES})){{0,5}} {{0,3}}"
    r"(?::|\bby\b|\bvon\b|\bpar\b|\bpor\b|\bdi\b)[^\n]*$"
    r"|^[^\n]{0,200}(?:©|\(c\)\s?\d{4}|℗|all rights reserved|alle rechte vorbehalten|tous droits|transcribed by"
    r"|lyrics from|you might also like|lyricfind|musixmatch|genius\.com)[^\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼʹ`´′＇", "'"))
_ELIDED = re.compile(r"\b(?:qu|jusqu|lorsqu|puisqu|quelqu|dell|nell|all|un|[ldjmtscn])'(?=\w)")
_OWNED = re.compile(r"'s\b")
_WORD = re.compile(r"[^\W\d_]+|[.,;:!?…()\n]")
_SIGNS = frozenset(".,;:!?…()\n")

Line = tuple[str, ...]
"""Words in small letters and NFKC, and BREAK between clauses."""


def lines_of(text: str) -> Counter[Line]:
    """The lines of lyrics, in their order, each with how often it is sung."""
    text = _TIME.sub(" ", _plain(text))
    text = _TIMES.sub(" ", _CREDIT.sub("", _PART.sub("", _MARK.sub(" ", text))))
    found: Counter[Line] = Counter()
    left = MOST_WORDS
    for line in text.split("\n"):
        words = _words(line)
        if not words:
            continue
        if words not in found:
            left -= len(words)
            if left < 0:
                break
        found[words] += 1
    return found


def words_of(text: str) -> Line:
    """The words of a title, a genre or a comment."""
    return _words(_plain(text[:4096]).replace("\n", " , "))


def _plain(text: str) -> str:
    text = _GAPS.sub("\n", text[:LONGEST].replace("\0", "\n").replace("\r", "\n"))
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _PILED.sub(r"\1", text))[:LONGEST].translate(_APOSTROPHES)
    if "&" in text:
        text = html.unescape(text)[:LONGEST]
    if "<" in text:
        text = _MARKUP.sub("\n", _TIME.sub(" ", text))
    if "://" in text or "www." in text or "@" in text:
        text = _LINK.sub(" ", text)
    return text


def _words(line: str) -> Line:
    line = line.casefold()
    if "'" in line:
        line = _OWNED.sub("", _ELIDED.sub(lambda match: match[0][:-1] + " ", line)).replace("'", "")
    return tuple(_kept(line))


def _kept(line: str) -> Iterator[str]:
    """Words, a break for any signs between two of them, and no word twice running."""
    before = BREAK
    for found in _WORD.findall(line):
        word = BREAK if found in _SIGNS else found
        if word != before and len(word) <= LONGEST_WORD:
            yield word
            before = word
