"""Text cut into the words that are searched: folded, and in Latin letters too; the same for what is typed.

A word is a run of letters and digits. "AC/DC" is "ac", "dc" and "acdc"; "don't" is "dont"; a name of signs alone
("!!!") is one word. Where a script puts no spaces between words (Chinese, Japanese, Thai), each pair of letters is a
word, so that any part of a name is found. The words of other scripts are also given as anyascii writes them in Latin
letters ("мумий" is "mumiy").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from desktop_app.domain.text import fold

_APOSTROPHES = "'’‘ʼʹʻ`´′"
_DENSE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3031-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\U00020000-\U0003ffff]+"
)
"""Thai, Lao, Burmese, Khmer, kana and Han."""
_SIGN_BASE = 0xE000
"""Signs that are a word of their own are kept as letters of the private use area, which the index takes for letters."""
LONGEST = 64
"""Letters of a word that count."""


class _Letters(dict[int, str]):
    """What becomes of each character within a word: itself, nothing, or a gap."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in _APOSTROPHES:
            kept = ""
        else:
            kept = char if unicodedata.category(char)[0] in "LNM" else " "
        self[code] = kept
        return kept


_letters = _Letters()


def words(text: str) -> tuple[list[str], list[str]]:
    """The words of a text in their order, and further words under which it is found."""
    return cut(fold(text), transliterated(text))


def searched(text: str) -> str:
    """All words of a text with a space before and behind each."""
    ordered, extra = words(text)
    return spaced([*ordered, *extra])


def spaced(found: Sequence[str]) -> str:
    """Words with a space before and behind each; "" for none."""
    return f" {' '.join(found)} " if found else ""


def cut(folded: str, latin: str = "") -> tuple[list[str], list[str]]:
    """The same for text that is folded already; `latin` is its transliteration."""
    if folded.isascii() and folded.replace(" ", "").isalnum():
        return folded.split() if len(folded) <= LONGEST else [word[:LONGEST] for word in folded.split()], []
    ordered: list[str] = []
    extra: list[str] = []
    for chunk in folded.split():
        if chunk.isascii() and chunk.isalnum():
            ordered.append(chunk[:LONGEST])
            continue
        parts = chunk.translate(_letters).split()
        if not parts:
            ordered.append(_signs(chunk))
            continue
        for part in parts:
            _append(ordered, part)
        if len(parts) > 1:
            extra.append("".join(parts)[:LONGEST])
    if latin:
        extra += [word for word in cut(latin)[0] if word not in ordered]
    return ordered, extra


def _append(ordered: list[str], part: str) -> None:
    """Add a word, or the pairs of letters of what a dense script runs together."""
    if part.isascii() or _DENSE.search(part) is None:
        ordered.append(part[:LONGEST])
        return
    at = 0
    for run in _DENSE.finditer(part):
        if run.start() > at:
            ordered.append(part[at : run.start()][:LONGEST])
        ordered.extend(run[0][i : i + 2] for i in range(len(run[0])))
        at = run.end()
    if at < len(part):
        ordered.append(part[at:][:LONGEST])


def _signs(chunk: str) -> str:
    """A word of signs alone, in letters of the private use area."""
    return "".join(chr(_SIGN_BASE + ord(char) % 0x800) if char.isascii() else char for char in chunk[:LONGEST])


def transliterated(text: str) -> str:
    """A text in Latin letters, folded; "" where folding alone leaves no others."""
    if text.isascii() or fold(text).isascii():
        return ""
    from anyascii import anyascii  # when a name in another script is met, which need not delay a start

    latin = fold(anyascii(unicodedata.normalize("NFC", text)))
    return "" if latin == fold(text) else latin
