"""What a decoder gives: the format once, then samples from any place on. And the choice between the two decoders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import BinaryIO, Protocol

import numpy as np

from desktop_app.domain.errors import FileRefused
from desktop_app.domain.tables import Float32Array
from desktop_app.sandbox.pcm import PcmFormat

MIN_RATE = 1_000
"""Below this a sample rate is an error in the header, not music."""
MAX_RATE = 384_000
"""Above this sound is brought down on the way (DSD reaches 2.8 MHz)."""
_HIGHEST_CLAIM = 12_000_000
MAX_LOUD = 16.0
"""Samples beyond this (24 dB above full scale) are no sound: they are brought into range, as are NaN and infinity."""

DAMAGED = "it is damaged"
NO_SOUND = "it holds no sound that can be decoded"


class CannotDecode(Exception):
    """This decoder makes nothing of the file; another one may."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Source(Protocol):
    """One open file. `form` is known from the first decoded samples, not from what the header claims."""

    @property
    def form(self) -> PcmFormat: ...

    @property
    def end(self) -> int | None:
        """Where the sound truly ends; None until something was decoded up to there."""
        ...

    def blocks(self, start_frame: int) -> Iterator[Float32Array]:
        """Samples of shape (n_frames, channels) from `start_frame` on; exact to the frame in the stream's own count.

        A block may be overwritten by the next one. Ends at the end of the sound, or where the file is broken beyond
        repair. May be called again: from a place ahead on it goes without decoding anything twice.
        """
        ...

    def close(self) -> None: ...


Opener = Callable[[BinaryIO], Source]


def open_source(file: BinaryIO) -> Source:
    """Open a file with the decoder that suits it, else with the other: some real files open in only one of the two.

    libsndfile is the faster one for WAV and FLAC and knows their exact length; FFmpeg for Vorbis. MP3 is FFmpeg's too,
    although libsndfile takes less time for it: it ends where a lying header says, and seeks by guessing.

    Raises:
        FileRefused: no decoder gets a single sample out of it.
    """
    from desktop_app.audio.ffmpeg_source import FFmpegSource
    from desktop_app.audio.sndfile_source import SndfileSource

    order: list[Opener] = [FFmpegSource, partial(_Mended, SndfileSource, FFmpegSource)]
    head = _head(file)
    if head[:4] in (b"fLaC", b"RIFF", b"RF64", b"FORM"):
        order.reverse()
    reasons: list[str] = []
    for opener in order:
        file.seek(0)
        try:
            return opener(file)
        except CannotDecode as problem:
            reasons.append(problem.reason)
    told = [reason for reason in reasons if reason != NO_SOUND]
    raise FileRefused(told[0] if told else NO_SOUND)


class _Mended:
    """One decoder, and from the first damage on another one that knows how to go on behind it."""

    def __init__(self, first: Opener, second: Opener, file: BinaryIO) -> None:
        self._source = first(file)
        self._form = self._source.form
        self._file = file
        self._second: Opener | None = second

    @property
    def form(self) -> PcmFormat:
        return self._form

    @property
    def end(self) -> int | None:
        return self._source.end

    def blocks(self, start_frame: int) -> Iterator[Float32Array]:
        position = start_frame
        try:
            for block in self._source.blocks(start_frame):
                yield block
                position += len(block)
        except CannotDecode:
            if self._take_second():
                yield from self._source.blocks(position)

    def close(self) -> None:
        self._source.close()

    def _take_second(self) -> bool:
        if self._second is None:
            return False
        opener, self._second = self._second, None
        self._file.seek(0)
        try:
            source = opener(self._file)
        except CannotDecode:
            return False
        if (source.form.rate, source.form.channels) != (self._form.rate, self._form.channels):
            source.close()
            return False
        self._source.close()
        self._source = source
        return True


class PartOf:
    """A stretch of another source as a source of its own: its frame 0 is where the stretch begins.

    Args:
        source: closed with this one.
        start_75: where it begins, in 1/75 s, the frame of a CUE sheet.
        end_75: where it ends; -1 for the end of the source.
    """

    def __init__(self, source: Source, start_75: int, end_75: int) -> None:
        self._source = source
        form = source.form
        self._start = frame_of(start_75, form.rate)
        self._end = None if end_75 < 0 else max(self._start, frame_of(end_75, form.rate))
        frames = form.frames
        if self._end is not None:
            frames = self._end if frames is None else min(frames, self._end)
        length = None if frames is None else frames - self._start
        self._form = PcmFormat(form.rate, form.channels, length if length is not None and length > 0 else None)

    @property
    def form(self) -> PcmFormat:
        return self._form

    @property
    def end(self) -> int | None:
        end = self._source.end
        if end is None:
            return None
        return max(0, (end if self._end is None else min(end, self._end)) - self._start)

    def blocks(self, start_frame: int) -> Iterator[Float32Array]:
        position = self._start + start_frame
        if self._end is not None and position >= self._end:
            return
        for block in self._source.blocks(position):
            left = len(block) if self._end is None else self._end - position
            yield block[:left]
            position += len(block)
            if self._end is not None and position >= self._end:
                return

    def close(self) -> None:
        self._source.close()


def frame_of(place_75: int, rate: int) -> int:
    """The frame at a place in 1/75 s, rounded to the nearest: where one part ends the next one begins."""
    return (place_75 * rate + 37) // 75


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    head = file.read(10)
    if head[:3] == b"ID3" and len(head) == 10:  # some taggers put an ID3 tag before FLAC; sizes are 4 times 7 bits
        with suppress(OSError):
            file.seek(10 + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]))
            return b"ID3+" + file.read(4)
    return head


def checked_rate(rate: int) -> int:
    """The rate at which the sound is handed on, for a rate that a file claims.

    Raises:
        CannotDecode: the rate is no rate.
    """
    if not MIN_RATE <= rate <= _HIGHEST_CLAIM:
        raise CannotDecode(f"its sample rate ({rate} Hz) makes no sense")
    return rate if rate <= MAX_RATE else 96_000


def in_range(samples: Float32Array) -> Float32Array:
    """The samples, without NaN, infinity or absurd values; nearly free where there are none."""
    flat = samples.reshape(-1)
    with np.errstate(over="ignore", invalid="ignore"):
        energy = float(flat @ flat)
    if energy <= MAX_LOUD * MAX_LOUD:  # not even one sample can be out of range
        return samples
    if np.isfinite(energy) and np.max(np.abs(flat)) <= MAX_LOUD:
        return samples
    return np.clip(np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0), -1.0, 1.0)
