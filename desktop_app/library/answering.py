"""How a reader process answers for each file that a message brings. The other side is `exchange`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import BinaryIO, cast

from desktop_app.domain.errors import FileRefused
from desktop_app.library.found import BROKEN
from desktop_app.library.view import Source
from desktop_app.sandbox.channel import Channel, Message
from desktop_app.sandbox.files import UNREADABLE

Entry = Mapping[str, object]
"""What the message says of one file."""
Answer = tuple[dict[str, object], bytes]
"""Body and blob of an answer, without the file's number."""
Read = Callable[[BinaryIO, int, Entry], Answer]
"""Given an open file, its size in bytes and its entry; may raise FileRefused and whatever hostile bytes provoke."""


def answer_each(message: Message, channel: Channel, read: Read) -> None:
    """One answer per descriptor, in order: what `read` says, or {"refused": reason}. Closes the descriptors."""
    files = message.body.get("files")
    entries = files if isinstance(files, list) else []
    try:
        for index, fd in enumerate(message.fds):
            entry = entries[index] if index < len(entries) else None
            body, blob = answer(fd, entry if isinstance(entry, dict) else {}, read)
            channel.send({"index": index, **body}, blob=blob)
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
