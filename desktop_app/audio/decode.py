"""The reader's half of a sound stream: one open file in, PCM in shared memory out.

Runs in a sealed process: after `warm_up` no file can be opened and nothing can be imported.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from desktop_app.audio.sources import NO_SOUND, PartOf, Source, in_range, open_source
from desktop_app.domain.errors import FileRefused
from desktop_app.domain.tables import Float32Array
from desktop_app.sandbox.channel import Channel, Message
from desktop_app.sandbox.pcm import SLOT_FRAMES, PcmClosed, PcmWriter, SeekRequested

TOO_LARGE = "it needs more memory than a file may take"


def handle(message: Message, channel: Channel) -> None:
    """Do one job of op "decode".

    The body holds "start_frame" and "follow_seeks", and "part" as [start, end] in 1/75 s where only a part of the file
    is wanted: frames then count from its beginning. The descriptors are the file and the two of a PcmWriter. When the
    job is over, one reply says so: {"decoded": true, "refused": reason or null}. With "follow_seeks" it is over only
    when the consumer closes its end.
    """
    file_fd, control, memory = message.fds
    body = message.body
    start, follow = int(body.get("start_frame", 0)), bool(body.get("follow_seeks", False))
    part = (int(body["part"][0]), int(body["part"][1])) if "part" in body else None
    refused: str | None = None
    writer = PcmWriter((control, memory))
    try:
        with os.fdopen(file_fd, "rb") as file, contextlib.suppress(PcmClosed):
            try:
                _decode(file, writer, part, max(0, start), follow)
            except FileRefused as problem:
                refused = problem.reason
            except MemoryError:
                refused = TOO_LARGE
            if refused is not None:
                writer.fail(refused)
    finally:
        writer.close()
    channel.send({"decoded": True, "refused": refused})


def warm_up() -> None:
    """Import both decoders and run each once."""
    from desktop_app.audio import ffmpeg_source, sndfile_source

    ffmpeg_source.warm_up()
    sndfile_source.warm_up()


def _decode(file: BinaryIO, writer: PcmWriter, part: tuple[int, int] | None, start: int, follow: bool) -> None:
    source: Source = open_source(file)
    if part is not None:
        source = PartOf(source, *part)
    try:
        writer.begin(source.form)
        place = start
        while True:
            try:
                end = _write(source, writer, place)
                if end == 0 and place == 0:
                    raise FileRefused(NO_SOUND)
                writer.end(end)
                if not follow:
                    return
                place = writer.wait_for_seek()
            except SeekRequested as seek:
                place = seek.frame
    finally:
        source.close()


def _write(source: Source, writer: PcmWriter, start: int) -> int:
    """Write everything from `start` on; returns where the sound ends."""
    position = start
    for block in even(source.blocks(start), source.form.channels):
        writer.write(in_range(block), position)
        position += len(block)
    if position == start and source.form.frames is not None:  # a place behind the end was asked for
        return min(start, source.form.frames)
    return position


def even(blocks: Iterator[Float32Array], channels: int) -> Iterator[Float32Array]:
    """The same samples in blocks of SLOT_FRAMES (the last one shorter). A block is overwritten by the next one.

    The same file is thus cut in the same way every time, and a message is sent per second rather than per packet.
    """
    buffer, held = np.empty((SLOT_FRAMES, channels), np.float32), 0
    for block in blocks:
        taken = 0
        while taken < len(block):
            count = min(len(block) - taken, SLOT_FRAMES - held)
            buffer[held : held + count] = block[taken : taken + count]
            held, taken = held + count, taken + count
            if held == SLOT_FRAMES:
                yield buffer
                held = 0
    if held:
        yield buffer[:held]
