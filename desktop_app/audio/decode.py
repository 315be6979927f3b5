"""The reader's half of a sound stream: one open file in, PCM in shared memory out.

Runs in a sealed process: after `warm_up` no file can be opened and nothing can be imported.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from desktop_app.audio import excerpts
from desktop_app.audio.sources import NO_SOUND, PartOf, Source, in_range, open_source
from desktop_app.domain.errors import FileRefused
from desktop_app.domain.tables import Float32Array
from desktop_app.sandbox.channel import Channel, Message
from desktop_app.sandbox.pcm import SLOT_FRAMES, PcmClosed, PcmWriter, SeekRequested

TOO_LARGE = "it needs more memory than a file may take"


def handle(message: Message, channel: Channel) -> None:
    """Do one job of op "decode".

    The body holds "start_frame" and "follow_seeks", and "part" as [start, end] in 1/75 s where only a part of the file
    is wanted: frames then count from its beginning. With "excerpts" only the stretches that `excerpts.places` names
    are decoded, as far as the announced length can be believed; blocks say where they lie. The descriptors are the
    file and the two of a PcmWriter. When the job is over, one reply says so: {"decoded": true, "refused": reason or
    null}. With "follow_seeks" it is over only when the consumer closes its end.
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
                if body.get("excerpts"):
                    _decode_excerpts(file, writer, part)
                else:
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


def _open(file: BinaryIO, part: tuple[int, int] | None) -> Source:
    source: Source = open_source(file)
    return source if part is None else PartOf(source, *part)


def _decode_excerpts(file: BinaryIO, writer: PcmWriter, part: tuple[int, int] | None) -> None:
    source = _open(file, part)
    try:
        form = source.form
        writer.begin(form)
        wanted = [] if form.frames is None else excerpts.places(form.frames, form.rate)
        if len(wanted) < 2:  # too short to choose from, or of unknown length
            end = _write(source, writer, 0)
        else:
            end = _write_places(source, writer, wanted)
        if end == 0:
            raise FileRefused(NO_SOUND)
        writer.end(end)
    finally:
        source.close()


def _write_places(source: Source, writer: PcmWriter, wanted: list[tuple[int, int]]) -> int:
    """Write these stretches; returns where the last one ends, 0 where there is nothing at all.

    Where the sound ends before the stated length, what is left of it is heard at places that suit its true length.
    """
    end = 0
    for start, count in wanted:
        reached = _write(source, writer, start, count)
        if reached > start:
            end = reached
        if reached < start + count:
            break
    else:
        return end
    if not source.end:
        return end or _write(source, writer, 0)
    for start, count in excerpts.places(source.end, source.form.rate):
        if start >= end:
            end = _write(source, writer, start, count)
    return end


def _decode(file: BinaryIO, writer: PcmWriter, part: tuple[int, int] | None, start: int, follow: bool) -> None:
    source = _open(file, part)
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


def _write(source: Source, writer: PcmWriter, start: int, count: int | None = None) -> int:
    """Write everything from `start` on, or `count` frames of it; returns where that, or the sound, ends."""
    position = start
    for block in even(source.blocks(start), source.form.channels):
        wanted = block if count is None else block[: start + count - position]
        writer.write(in_range(wanted), position)
        position += len(wanted)
        if count is not None and position >= start + count:
            return position
    ends = source.form.frames if source.end is None else source.end
    return position if position > start or ends is None else min(start, ends)  # a place behind the end was asked for


def even(blocks: Iterator[Float32Array], channels: int) -> Iterator[Float32Array]:
    """The same samples in blocks of SLOT_FRAMES (the last one shorter). A block is overwritten by the next one.

    The same file is thus cut in the same way every time, and a message is sent per second rather than per packet.
    """
    buffer, held = np.empty((SLOT_FRAMES, channels), np.float32), 0
    for block in blocks:
        if not held and len(block) == SLOT_FRAMES:  # both decoders give such: nothing to copy
            yield block
            continue
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
