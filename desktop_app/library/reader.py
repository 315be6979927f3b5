"""The work of a reader process on tags: one message names some files and brings one open descriptor for each.

It runs sealed: after `warm_up` no file can be opened and no module imported any more.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import time
from typing import BinaryIO

from desktop_app.domain.errors import FileRefused
from desktop_app.domain.text import path_bytes
from desktop_app.library import cue, identity, layout, lyrics, names, tags, wire
from desktop_app.library.answering import Answer, Entry, answer_each
from desktop_app.library.answering import answer as answer_one
from desktop_app.library.values import EARLIEST_NEWEST_YEAR
from desktop_app.library.view import changed_at
from desktop_app.sandbox.channel import Channel, Message

_ENCODINGS = ("ascii", "latin1", "utf8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1250", "cp1251", "cp1252",
              "cp932", "euc_kr", "gb2312", "gbk", "big5")  # fmt: skip


def warm_up() -> None:
    """Use once whatever is imported or opened late."""
    for encoding in _ENCODINGS:
        codecs.lookup(encoding)  # decoding alone takes short cuts round the modules of the commonest ones
    wire.to_json(tags.with_guess(tags.interpret((), EARLIEST_NEWEST_YEAR), names.guess(b"a/b/01 - c - d.mp3")))
    for sample in _samples():
        with contextlib.suppress(FileRefused):
            _read(io.BytesIO(sample), len(sample), 0, b"warm/up.mp3", None)


def handle(message: Message, channel: Channel) -> None:
    """Read the tags of each file and answer with one message per file, in order.

    The body: {"op": "tags", "files": [{"path_text": str}, ...], "root_text": str or null}. An answer: {"index": int,
    "tags": {...}, "key": str}, with "full_key", "lyrics" and "sheet" where there are such, or {"index": int,
    "refused": str}.
    """
    root_text = message.body.get("root_text")
    root = path_bytes(root_text) if isinstance(root_text, str) else None
    answer_each(message, channel, lambda file, size, entry: (_tags(file, size, entry, root), b""))


def handle_sheets(message: Message, channel: Channel) -> None:
    """Read CUE sheets: {"op": "cue", "files": [...]}; an answer is {"index": int, "sheet": {...}} or refused."""
    answer_each(message, channel, _sheet)


def handle_lyrics(message: Message, channel: Channel) -> None:
    """Read `.lrc` files: {"op": "lyrics", "files": [...]}; an answer is {"index": int, "lyrics": {...}} or refused."""
    answer_each(message, channel, _lyrics)


def answer(fd: int, entry: Entry, root: bytes | None) -> dict[str, object]:
    """What is to be said of one open file; every failure is a reason. The descriptor stays open."""
    return answer_one(fd, entry, lambda file, size, entry: (_tags(file, size, entry, root), b""))[0]


def _tags(file: BinaryIO, size: int, entry: Entry, root: bytes | None) -> dict[str, object]:
    path_text = entry.get("path_text")
    path = path_bytes(path_text) if isinstance(path_text, str) else b""
    return _read(file, size, changed_at(file), path, root)


def _read(file: BinaryIO, size: int, mtime: float, path: bytes, root: bytes | None) -> dict[str, object]:
    found = layout.find(file, size)
    key, full_key = identity.keys_of(file, found)
    said: dict[str, object] = {"key": key.decode("ascii")}
    if full_key is not None:
        said["full_key"] = full_key.decode("ascii")
    read = tags.read(file, found, _newest_year(mtime))
    shown = read.tags
    if not (shown.title and shown.artist and shown.number):
        shown = tags.with_guess(shown, names.guess(path, root))
    elif not shown.disc and (disc := names.disc_of(path, root)):
        shown = tags.with_guess(shown, names.Guess(disc=disc))
    said["tags"] = wire.to_json(shown)
    if read.lyrics is not None:
        said["lyrics"] = wire.lyrics_to_json(read.lyrics)
    if read.sheet is not None:
        said["sheet"] = wire.sheet_to_json(read.sheet)
    return said


def _sheet(file: BinaryIO, size: int, entry: Entry) -> Answer:
    mtime = changed_at(file)
    try:
        sheet = cue.parse(file.read(cue.MAX_SHEET + 1), _newest_year(mtime))
    except ValueError as problem:
        raise FileRefused(str(problem)) from problem
    return {"sheet": wire.sheet_to_json(sheet)}, b""


def _lyrics(file: BinaryIO, size: int, entry: Entry) -> Answer:
    try:
        words = lyrics.parse(file.read(lyrics.MAX_FILE + 1))
    except ValueError as problem:
        raise FileRefused(str(problem)) from problem
    return {"lyrics": wire.lyrics_to_json(words)}, b""


def _newest_year(mtime: float) -> int:
    try:
        return max(EARLIEST_NEWEST_YEAR, time.gmtime(mtime).tm_year + 1)
    except (ValueError, OverflowError, OSError):
        return EARLIEST_NEWEST_YEAR


def _samples() -> tuple[bytes, ...]:
    """Small files that walk through every parser once."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    id3_tag = b"ID3\x03\0\0\0\0\0\x17TIT2\0\0\0\x0d\0\0\x01\xff\xfea\0b\0c\0d\0e\0"
    fmt = b"fmt \x10\0\0\0\x01\0\x01\0\x44\xac\0\0\x88\x58\x01\0\x02\0\x10\0"
    return (id3_tag + frame * 8, b"RIFF\x30\0\0\0WAVE" + fmt + b"data\x08\0\0\0" + bytes(8), b"<html>", b"")
