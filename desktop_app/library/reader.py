"""The work of a reader process on tags: one message names some files and brings one open descriptor for each.

It runs sealed: after `warm_up` no file can be opened and no module imported any more.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import os
from datetime import UTC, datetime
from typing import BinaryIO

from desktop_app.domain.errors import FileRefused
from desktop_app.domain.text import path_bytes
from desktop_app.library import identity, layout, names, tags, wire
from desktop_app.library.found import BROKEN
from desktop_app.sandbox.channel import Channel, Message

_EARLIEST_NEWEST_YEAR = 2027
"""A file cannot know a year later than the one after its last change; a clock that was wrong then is allowed for."""
_ENCODINGS = ("ascii", "latin1", "utf8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "cp1252")


def warm_up() -> None:
    """Use once whatever is imported or opened late."""
    for encoding in _ENCODINGS:
        codecs.lookup(encoding)  # decoding alone takes short cuts round the modules of the commonest ones
    wire.to_json(tags.with_guess(tags.interpret((), _EARLIEST_NEWEST_YEAR), names.guess(b"a/b/01 - c - d.mp3")))
    for sample in _samples():
        with contextlib.suppress(FileRefused):
            _read(io.BytesIO(sample), len(sample), 0, b"warm/up.mp3", None)


def handle(message: Message, channel: Channel) -> None:
    """Read the tags of each file and answer with one message per file, in order.

    The body: {"op": "tags", "files": [{"path_text": str}, ...], "root_text": str or null}. An answer: {"index": int,
    "tags": {...}, "key": str} or {"index": int, "refused": str}.
    """
    files = message.body.get("files")
    entries = files if isinstance(files, list) else []
    root = message.body.get("root_text")
    try:
        for index, fd in enumerate(message.fds):
            entry = entries[index] if index < len(entries) else None
            channel.send({"index": index, **answer(fd, entry, path_bytes(root) if isinstance(root, str) else None)})
    finally:
        for fd in message.fds:
            os.close(fd)


def answer(fd: int, entry: object, root: bytes | None) -> dict[str, object]:
    """What is to be said of one open file; every failure is a reason. The descriptor stays open."""
    try:
        status = os.fstat(fd)
        with open(fd, "rb", buffering=8192, closefd=False) as file:
            path_text = entry.get("path_text") if isinstance(entry, dict) else None
            path = path_bytes(path_text) if isinstance(path_text, str) else b""
            return _read(file, status.st_size, status.st_mtime, path, root)
    except FileRefused as refusal:
        return {"refused": refusal.reason}
    except MemoryError:
        return {"refused": "it asks for more memory than a music file needs"}
    except RecursionError:
        return {"refused": "its parts are nested too deeply"}
    except OSError as problem:
        return {"refused": f"it cannot be read ({problem.strerror or 'the drive reports an error'})"}
    except BROKEN:
        return {"refused": "it is damaged in a way that could not be read around"}


def _read(file: BinaryIO, size: int, mtime: float, path: bytes, root: bytes | None) -> dict[str, object]:
    found = layout.find(file, size)
    key = identity.key_of(file, found)
    read = tags.read(file, found, _newest_year(mtime))
    if not (read.title and read.artist and read.number and read.disc):
        read = tags.with_guess(read, names.guess(path, root))
    return {"tags": wire.to_json(read), "key": key.decode("ascii")}


def _newest_year(mtime: float) -> int:
    try:
        return max(_EARLIEST_NEWEST_YEAR, datetime.fromtimestamp(mtime, UTC).year + 1)
    except (ValueError, OverflowError, OSError):
        return _EARLIEST_NEWEST_YEAR


def _samples() -> tuple[bytes, ...]:
    """Small files that walk through every parser once."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    id3_tag = b"ID3\x03\0\0\0\0\0\x17TIT2\0\0\0\x0d\0\0\x01\xff\xfea\0b\0c\0d\0e\0"
    fmt = b"fmt \x10\0\0\0\x01\0\x01\0\x44\xac\0\0\x88\x58\x01\0\x02\0\x10\0"
    return (id3_tag + frame * 8, b"RIFF\x30\0\0\0WAVE" + fmt + b"data\x08\0\0\0" + bytes(8), b"<html>", b"")
