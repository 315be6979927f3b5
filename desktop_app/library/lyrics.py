"""The words of a song: from tags, from timed frames, from `.lrc` files. One form comes out of all of them.

Timed words are lines that begin with [mm:ss.xx], in order of time. Words that are timed one by one within a line lose
those finer times.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from desktop_app.domain.records import Lyrics
from desktop_app.library.mojibake import decoded
from desktop_app.library.values import shown

MAX_TEXT = 64 << 10
"""Characters that are kept; what is longer is cut after a line."""
MAX_FILE = 1 << 20
"""Bytes of an `.lrc` file; a larger one is something else."""
MAX_LINES = 5_000
_MAX_LINE = 1_000
_MAX_WRITTEN = 4_096
"""Characters of a line with all its stamps."""
_STAMP = re.compile(r"\[(?:(\d{1,2}):)?(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?\]")
_WORD_STAMP = re.compile(r"<(?:\d{1,3}:)?\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?>")
_OFFSET = re.compile(r"\[offset:\s*([+-]?\d{1,7})\s*\]", re.IGNORECASE)
_HEAD = re.compile(
    r"\[(?:ar|ti|al|au|by|re|ve|length|offset|la|tool|id|encoding|lr|kana|total|hash|sign|qq)\s*:[^\]]*\]",
    re.IGNORECASE,
)
_CLOCK = 99 * 60_000 + 59_990
"""The last time that the form can tell, in milliseconds."""


def from_texts(texts: Sequence[str]) -> Lyrics | None:
    """Lyrics from the values of a tag; None where there are no words. Stamps as in `.lrc` are understood."""
    found = [lyrics for lyrics in map(from_text, texts) if lyrics is not None]
    return next((lyrics for lyrics in found if lyrics.timed), found[0] if found else None)


def from_text(text: str) -> Lyrics | None:
    """Lyrics from text that may hold stamps."""
    lines = [line[:_MAX_WRITTEN] for line in text.replace("\0", "\n").splitlines()[: MAX_LINES * 2]]
    if sum(_STAMP.match(line.lstrip()) is not None for line in lines) >= 2:
        return timed(_stamped(lines))
    kept = [_line(line) for line in lines if not _HEAD.fullmatch(line.strip())]
    text = _joined(_without_gaps(kept[:MAX_LINES]))
    return Lyrics(text) if text else None


def parse(data: bytes) -> Lyrics:
    """The words in an `.lrc` or text file.

    Raises:
        ValueError: a plain reason for which there are none.
    """
    if len(data) > MAX_FILE:
        raise ValueError("it is too large for the words of a song")
    if data.count(b"\0") > len(data) // 2 + 2:
        raise ValueError("it is no text")
    found = from_text(decoded(data))
    if found is None:
        raise ValueError("there are no words in it")
    return found


def timed(lines: Iterable[tuple[int, str]]) -> Lyrics | None:
    """Timed lyrics from (milliseconds, text), in any order; None where no line has words."""
    kept = sorted(((max(0, ms), text) for ms, text in lines if ms <= _CLOCK), key=lambda line: line[0])[:MAX_LINES]
    if not any(text for _, text in kept):
        return None
    return Lyrics(
        _joined(f"[{ms // 60_000:02d}:{ms % 60_000 // 1000:02d}.{ms % 1000 // 10:02d}]{t}" for ms, t in kept), True
    )


def _stamp(ms: int) -> str:
    return f"[{ms // 60_000:02d}:{ms % 60_000 // 1000:02d}.{ms % 1000 // 10:02d}]"


def from_sylt(pieces: Iterable[tuple[int, str]]) -> Lyrics | None:
    """Timed lyrics from the pieces of a SYLT frame: lines, or syllables where some pieces begin a new line."""
    listed = list(pieces)
    syllables = sum("\n" in text or "\r" in text for _, text in listed) < 0.9 * len(listed) and any(
        text[:1] in ("\n", "\r") for _, text in listed[1:]
    )
    lines: list[tuple[int, str]] = []
    for ms, text in listed:
        if syllables and lines and text[:1] not in ("\n", "\r"):
            lines[-1] = (lines[-1][0], lines[-1][1] + text)
        else:
            lines.append((ms, text))
    return timed((ms, _line(text)) for ms, text in lines)


def _stamped(lines: Iterable[str]) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    offset, stamps = 0, [0]
    for line in lines:
        rest = line.strip().lstrip("\ufeff")
        if match := _OFFSET.match(rest):
            offset = int(match[1])
            continue
        own: list[int] = []
        while match := _STAMP.match(rest):
            own.append(_milliseconds(match))
            rest = rest[match.end() :].lstrip()
        if not own and (not rest or _HEAD.fullmatch(rest)):
            continue
        stamps = own or stamps[-1:]  # a line without a time is sung right after the one before it
        words = _line(_WORD_STAMP.sub("", rest))
        found.extend((ms, words) for ms in stamps)
        if len(found) > MAX_LINES:
            break
    return [(ms - offset, text) for ms, text in found]


def _milliseconds(match: re.Match[str]) -> int:
    hours, minutes, seconds, fraction = match.groups()
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((fraction or "0").ljust(3, "0"))


def _line(text: str) -> str:
    return shown(text, _MAX_LINE)


def _without_gaps(lines: Sequence[str]) -> list[str]:
    """Lines with at most one empty one between two verses."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _joined(lines: Iterable[str]) -> str:
    kept: list[str] = []
    size = 0
    for line in lines:
        size += len(line) + 1
        if size > MAX_TEXT:
            break
        kept.append(line)
    return "\n".join(kept)
