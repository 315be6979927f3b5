"""How a reader process answers for each file that a message brings. The other side is `exchange`."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from typing import BinaryIO, cast

from desktop_app.domain.errors import FileRefused
from desktop_app.library.found import BROKEN
from desktop_app.library.view import Source
from desktop_app.sandbox.channel import Channel, Message
from desktop_app.sandbox.files import UNREADABLE

TOGETHER = 32
_SOON_S = 0.05
"""Answers wait for others no longer than this."""
Entry = Mapping[str, object]
"""What the message says of one file."""
Answer = tuple[dict[str, object], bytes]
"""Body and blob of an answer, without the file's number."""
Read = Callable[[BinaryIO, int, Entry], Answer]
"""Given an open file, its size in bytes and its entry; may raise FileRefused and whatever hostile bytes provoke."""


def answer_each(message: Message, channel: Channel, read: Read) -> None:
    """One answer per descriptor, in order: what `read` says, or {"refused": reason}. Closes the descriptors.

    With {"together": true} they come as {"answers": [...]}, a few at a time, without blobs.
    """
    files = message.body.get("files")
    entries = files if isinstance(files, list) else []
    together = message.body.get("together") is True
    waiting: list[dict[str, object]] = []
    sent = time.monotonic()
    try:
        for index, fd in enumerate(message.fds):
            entry = entries[index] if index < len(entries) else None
            body, blob = answer(fd, entry if isinstance(entry, dict) else {}, read)
            if not together:
                channel.send({"index": index, **body}, blob=blob)
                continue
            waiting.append({"index": index, **body})
            if len(waiting) >= TOGETHER or time.monotonic() - sent > _SOON_S or index + 1 == len(message.fds):
                channel.send({"answers": waiting})
                waiting, sent = [], time.monotonic()
    finally:
        for fd in message.fds:
            os.close(fd)


def answer(fd: int, entry: Entry, read: Read) -> Answer:
    """What is to be said of one open file; every failure is a reason. The descriptor stays open."""
    try:
        source = Source(fd)
        return read(cast(BinaryIO, source), source.size, entry)
    except FileRefused as refusal:
        return {"refused": refusal.reason}, b""
    except MemoryError:
        return {"refused": "it asks for more memory than a music file needs"}, b""
    except RecursionError:
        return {"refused": "its parts are nested too deeply"}, b""
    except OSError as problem:
        return {"refused": f"{UNREADABLE} ({problem.strerror or 'the drive reports an error'})"}, b""
    except BROKEN:
        return {"refused": "it is damaged in a way that could not be read around"}, b""
