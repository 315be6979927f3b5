"""Decode with libsndfile through soundfile."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import soundfile

from desktop_app.audio.sources import DAMAGED, MAX_RATE, NO_SOUND, CannotDecode, checked_rate
from desktop_app.domain.tables import Float32Array
from desktop_app.sandbox.pcm import SLOT_FRAMES, PcmFormat

_UNREAD_BYTES = 1 << 16
"""What may lie behind the sound of a FLAC: tags. With more the header was wrong about the length."""
_BROKEN = (soundfile.SoundFileError, RuntimeError, ValueError, OSError, TypeError)


class SndfileSource:
    """A file as libsndfile decodes it.

    It cannot go on behind damage, and stops at the length that the header states: where there is more, or less,
    `blocks` ends with CannotDecode, and another decoder goes on from there.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._end: int | None = None
        try:
            self._sound = soundfile.SoundFile(file, "r")
        except _BROKEN as problem:
            raise CannotDecode(NO_SOUND) from problem
        try:
            rate, channels = self._sound.samplerate, self._sound.channels
            if checked_rate(rate) != rate or channels > 2:
                raise CannotDecode(f"{channels} channels at {rate} Hz (at most {MAX_RATE} Hz) are left to FFmpeg")
            frames = self._sound.frames
            self._form = PcmFormat(rate, channels, frames if 0 < frames < 1 << 40 else None)
            self._block = np.empty((SLOT_FRAMES, channels), np.float32)
            self._first: Float32Array | None = self._read()
            if len(self._first) == 0:
                raise CannotDecode(NO_SOUND)
        except BaseException:
            self.close()
            raise

    @property
    def form(self) -> PcmFormat:
        return self._form

    @property
    def end(self) -> int | None:
        return self._end

    def blocks(self, start_frame: int) -> Iterator[Float32Array]:
        first, self._first = self._first, None
        position = start_frame
        if first is not None and start_frame < len(first):
            position = len(first)
            yield first[start_frame:]
        elif first is None or start_frame > len(first):
            try:
                self._sound.seek(start_frame)
            except _BROKEN as problem:
                raise CannotDecode(DAMAGED) from problem
        while len(block := self._read()):
            position += len(block)
            yield block
        if position != self._form.frames or self._more_follows():
            raise CannotDecode(DAMAGED)
        self._end = position

    def close(self) -> None:
        self._sound.close()

    def _more_follows(self) -> bool:
        """Whether a FLAC goes on although all that its header states was read."""
        if self._sound.format != "FLAC":
            return False
        here = self._file.tell()
        size = self._file.seek(0, os.SEEK_END)
        self._file.seek(here)
        return size - here > _UNREAD_BYTES

    def _read(self) -> Float32Array:
        """The next samples; none at the end."""
        try:
            block: Float32Array = self._sound.read(out=self._block)
        except _BROKEN as problem:
            raise CannotDecode(DAMAGED) from problem
        return block


def warm_up() -> None:
    """Decode a little silence from FLAC, so that everything that is loaded late is there."""
    import io

    memory = io.BytesIO()
    soundfile.write(memory, np.zeros((8_000, 2), np.float32), 8_000, format="FLAC")
    memory.seek(0)
    source = SndfileSource(memory)
    if sum(len(block) for block in source.blocks(0)) != 8_000:
        raise RuntimeError("libsndfile does not decode")
    source.close()
