"""Decode with libsndfile through soundfile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import soundfile

from desktop_app.audio.sources import DAMAGED, MAX_RATE, NO_SOUND, CannotDecode, checked_rate
from desktop_app.domain.tables import Float32Array
from desktop_app.sandbox.pcm import SLOT_FRAMES, PcmFormat

_BROKEN = (soundfile.SoundFileError, RuntimeError, ValueError, OSError, TypeError)


class SndfileSource:
    """A file as libsndfile decodes it. It cannot go on behind damage: `blocks` then ends with CannotDecode."""

    def __init__(self, file: BinaryIO) -> None:
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
            self._first: Float32Array | None = self._read()
            if len(self._first) == 0:
                raise CannotDecode(NO_SOUND)
        except BaseException:
            self.close()
            raise

    @property
    def form(self) -> PcmFormat:
        return self._form

    def blocks(self, start_frame: int) -> Iterator[Float32Array]:
        first, self._first = self._first, None
        if first is not None and start_frame < len(first):
            yield first[start_frame:]
        else:
            try:
                self._sound.seek(start_frame)
            except _BROKEN as problem:
                if self._form.frames is not None and start_frame >= self._form.frames:
                    return
                raise CannotDecode(DAMAGED) from problem
        while len(block := self._read()):
            yield block

    def close(self) -> None:
        self._sound.close()

    def _read(self) -> Float32Array:
        """The next samples; none at the end."""
        try:
            block: Float32Array = self._sound.read(SLOT_FRAMES, dtype="float32", always_2d=True)
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
