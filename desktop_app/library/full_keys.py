"""The work of a reader process on full keys: one message names some files and brings one open descriptor for each."""

from __future__ import annotations

import contextlib
import io
from typing import BinaryIO

from desktop_app.domain.errors import FileRefused
from desktop_app.library import identity, layout
from desktop_app.library.answering import Answer, Entry, answer_each
from desktop_app.sandbox.channel import Channel, Message


def handle(message: Message, channel: Channel) -> None:
    """Read the whole sound of each file and answer with one message per file, in order.

    The body: {"op": "key", "files": [{"path_text": str}, ...]}. An answer: {"index": int, "full_key": str} or
    {"index": int, "refused": str}.
    """
    answer_each(message, channel, _full_key)


def warm_up() -> None:
    """Make one key and refuse what is no music, so that hashes and encodings are loaded."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    for sample in (frame, "words ".encode("utf-16") * 20, "wörter ".encode() * 20, b"AIFF"):
        with contextlib.suppress(FileRefused):
            _full_key(io.BytesIO(sample), len(sample), {})


def _full_key(file: BinaryIO, size: int, entry: Entry) -> Answer:
    return {"full_key": identity.full_key_of(file, layout.find(file, size)).decode("ascii")}, b""
