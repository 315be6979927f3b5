"""Folding and showing of text. Stages: raw (as in the file), cleaned (shown), key (compared)."""

from __future__ import annotations

import functools
import unicodedata

_LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}


class _Bare(dict[int, str]):
    """What is left of each decomposed character: nothing of an accent."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kept = "" if unicodedata.combining(char) else _LETTERS.get(char, char)
        self[code] = kept
        return kept


_bare = _Bare()


@functools.lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """A key under which spellings that a person takes for one are equal: case, accents and spacing are gone.

    Letters that Unicode does not decompose (ß, æ, ø, ł ...) are folded by a short table. The last names are remembered,
    as they come again and again; for long texts there is `fold_text`.
    """
    return fold_text(name)


def fold_text(text: str) -> str:
    """The same for texts that come once."""
    if text.isascii():  # most names; nothing to decompose
        return " ".join(text.casefold().split())
    lowered = unicodedata.normalize("NFKD", text).casefold()  # 𝓐 shows its case only once it is decomposed
    return " ".join(unicodedata.normalize("NFKD", lowered).translate(_bare).split())


def clean(text: str, limit: int = 4096) -> str:
    """Text fit to be shown: NFC, controls and bidirectional marks removed, white space joined, shortened."""
    normal = unicodedata.normalize("NFC", text[: limit * 4])
    kept = "".join(c for c in normal if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return " ".join(kept.split())[:limit]


def printable(text: str) -> str:
    """Text for a terminal: what would control it is shown as an escape, bytes that are no text as well."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def path_text(path: bytes) -> str:
    """A path for the screen and for JSON: UTF-8, other bytes as surrogate escapes."""
    return path.decode("utf-8", "surrogateescape")


def path_bytes(text: str) -> bytes:
    """The inverse of path_text."""
    return text.encode("utf-8", "surrogateescape")


def clock_text(milliseconds: int | None) -> str:
    """A duration as 3:07 or 1:02:45; an en dash where it is not known."""
    if milliseconds is None:
        return "–"
    seconds = milliseconds // 1000
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
