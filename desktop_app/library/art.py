"""The work of a reader process on pictures: one message names some files and brings one open descriptor for each."""

from __future__ import annotations

import hashlib
from typing import BinaryIO

from desktop_app.domain.errors import FileRefused
from desktop_app.library import layout, pictures, thumbnails
from desktop_app.library.answering import Answer, Entry, answer_each
from desktop_app.library.view import read_at
from desktop_app.sandbox import limits
from desktop_app.sandbox.channel import Channel, Message

SECONDS = 2.0
"""Processor time for one picture; what takes more ends the process, and so costs that picture only."""

SMALLEST = 16
"""Pixels of the longer side; a smaller picture is a mark that there is none."""


def handle(message: Message, channel: Channel) -> None:
    """Find the picture of each file, decode it, and answer with one message per file, in order.

    The body: {"op": "art", "files": [{"path_text": str}, ...]}; a file is music with a picture in it, or, with
    "image": true in the body, a picture itself. An answer: {"index": int, "sha256": hex, "width": int, "height": int}
    and the pixels as blob (three bytes each), {"index": int, "none": true} for music without a picture, or
    {"index": int, "refused": str}.
    """
    whole = message.body.get("image") is True

    def read(file: BinaryIO, size: int, entry: Entry) -> Answer:
        with limits.cpu_time(SECONDS):
            return _picture(file, size, whole=whole)

    answer_each(message, channel, read)


def _picture(file: BinaryIO, size: int, *, whole: bool) -> Answer:
    if whole:
        if size > pictures.MAX_PICTURE:
            raise FileRefused(pictures.TOO_LARGE)
        data: bytes | None = read_at(file, 0, size)
    else:
        data = pictures.front_cover(file, layout.find(file, size))
    if data is None:
        return {"none": True}, b""
    small = thumbnails.thumbnail(data)
    if max(small.width, small.height) < SMALLEST:
        return {"none": True}, b""
    digest = hashlib.sha256(data).hexdigest()
    return {"sha256": digest, "width": small.width, "height": small.height}, small.rgb


def warm_up() -> None:
    """Load what decoding pictures needs."""
    thumbnails.warm_up()
    hashlib.sha256(b"").hexdigest()
