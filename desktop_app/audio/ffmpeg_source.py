"""Decode with FFmpeg through PyAV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import av
import numpy as np
from av.error import FFmpegError

from desktop_app.audio.sources import NO_SOUND, CannotDecode, checked_rate
from desktop_app.domain.tables import Float32Array
from desktop_app.sandbox.pcm import PcmFormat

FORMATS = "mp3,flac,ogg,mov,wav,aiff,aac,ape,wv,asf,mpc,mpc8,tta,dsf,iff,w64,caf,matroska,ac3,eac3,au,tak,shn"
"""Demuxers that may open a file. Playlists (hls, concat, dash, sdp) are not among them: they would open other files."""
_NO_INDEX = frozenset({"aac", "ac3", "eac3", "tak"})
"""Raw streams: FFmpeg can only guess at which byte a time lies, so they are decoded from the start."""
_PREROLL_S = 0.5
"""Decoded and dropped before a sought place: the MP3 bit reservoir and Opus' 80 ms need something to settle on."""
_MAX_ERRORS = 2_000
"""Broken packets that are skipped before the rest of a file is given up."""
_PADDING_FRAMES = 4_096
"""The most that an AAC encoder adds at the end; more than this is sound."""
MAX_CHANNELS = 16
"""More channels than third-order ambisonics has; FFmpeg's resampler holds 64 and was seen to crash beyond."""
_BROKEN = (FFmpegError, ValueError, EOFError, OSError)


class FFmpegSource:
    """A file as FFmpeg decodes it. The container is opened anew where a seek cannot be trusted."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._open()
        frames = self._frames()
        try:
            first = next(frames, None)
            if first is None or first.samples == 0:
                raise CannotDecode(NO_SOUND)
            if first.layout.nb_channels > MAX_CHANNELS:
                raise CannotDecode(
                    f"it has {first.layout.nb_channels} channels; up to {MAX_CHANNELS} can be mixed down"
                )
            self._rate = checked_rate(first.sample_rate)
            self._channels = 1 if first.layout.nb_channels == 1 else 2
        except BaseException:
            self.close()
            raise
        begin_s = None if first.pts is None else float(first.pts * first.time_base)
        # MP3 begins after its encoder delay; Vorbis may begin a block before zero, which is to be dropped.
        self._origin_s = begin_s if begin_s is None else max(begin_s, 0.0)
        self._first_frame = 0 if begin_s is None or not -0.5 < begin_s < 0 else round(begin_s * self._rate)
        self._length = self._announced()
        self._begun: tuple[Any, Iterator[Any]] | None = (first, frames)

    @property
    def form(self) -> PcmFormat:
        return PcmFormat(self._rate, self._channels, self._length)

    def blocks(self, start_frame: int) -> Iterator[Float32Array]:
        begun, self._begun = self._begun, None
        if begun is not None and start_frame < 2 * _PREROLL_S * self._rate:
            yield from self._from(start_frame, self._first_frame, _chain(*begun))
            return
        if start_frame >= 2 * _PREROLL_S * self._rate and (place := self._seek(start_frame)) is not None:
            yield from self._from(start_frame, *place)
            return
        self.close()
        self._open()
        yield from self._from(start_frame, self._first_frame, self._frames())

    def close(self) -> None:
        self._container.close()

    def _open(self) -> None:
        self._file.seek(0)
        try:
            self._container = av.open(
                self._file, mode="r", options={"format_whitelist": FORMATS}, metadata_errors="ignore", io_open=_refuse
            )
        except _BROKEN as problem:
            raise CannotDecode(NO_SOUND) from problem
        stream = self._container.streams.best("audio")
        if stream is None:
            self._container.close()
            raise CannotDecode("it holds no sound")
        self._stream: Any = stream
        try:
            self._stream.codec_context.thread_count = 1
        except AttributeError as problem:  # PyAV has no codec context where FFmpeg has no decoder
            self._container.close()
            raise CannotDecode("its sound is in a format that cannot be decoded") from problem

    def _announced(self) -> int | None:
        """The length that the container states, in frames from the first sample on."""
        stream, container = self._stream, self._container
        if stream.duration is not None and stream.time_base is not None:
            seconds = float(stream.duration * stream.time_base)
        elif container.duration is not None:
            seconds = container.duration / av.time_base
        else:
            return None
        frames = round(seconds * self._rate)
        return frames if 0 < frames < 1 << 40 else None

    def _frames(self) -> Iterator[Any]:
        """Decoded frames to the end; what is broken is left out, up to a number of times."""
        errors = 0
        packets = self._container.demux(self._stream)
        while errors < _MAX_ERRORS:
            try:
                packet = next(packets, None)
            except EOFError:
                return
            except _BROKEN:  # a generator that raised is over: ask for a new one, which goes on behind the damage
                errors += _MAX_ERRORS // 20
                packets = self._container.demux(self._stream)
                continue
            if packet is None:
                return
            try:
                yield from packet.decode()
            except EOFError:
                return
            except _BROKEN:
                errors += 1

    def _seek(self, frame: int) -> tuple[int, Iterator[Any]] | None:
        """Go to a little before `frame`. None where the place that was reached cannot be told or lies behind it."""
        if self._origin_s is None or self._container.format.name in _NO_INDEX:
            return None
        target_s = self._origin_s + frame / self._rate - _PREROLL_S
        try:
            self._container.seek(round(target_s / self._stream.time_base), stream=self._stream)
            frames = self._frames()
            first = next(frames, None)
        except _BROKEN:
            return None
        if first is None or first.pts is None:
            return None
        position = round((float(first.pts * first.time_base) - self._origin_s) * self._rate)
        return (position, _chain(first, frames)) if 0 <= position <= frame else None

    def _from(self, start_frame: int, position: int, frames: Iterator[Any]) -> Iterator[Float32Array]:
        """Samples from `start_frame` on, where the first of `frames` begins at `position`."""
        end = self._trimmed_end()
        held: list[Float32Array] = []
        for samples in self._converted(frames):
            begin, position = position, position + len(samples)
            if position <= start_frame:
                continue
            kept = samples[max(0, start_frame - begin) :]
            if end is None or position <= end:
                yield kept
                continue
            # Perhaps padding; told apart from sound by whether the file ends within it.
            beyond = min(len(kept), position - end)
            held.append(kept[len(kept) - beyond :])
            if beyond < len(kept):
                yield kept[: len(kept) - beyond]
            if position - end > _PADDING_FRAMES:
                yield from held
                held, end = [], None

    def _trimmed_end(self) -> int | None:
        """Where the sound ends by the edit list of MP4 or the last granule of Vorbis; FFmpeg decodes whole packets."""
        exact = "mp4" in self._container.format.name or self._stream.codec_context.name == "vorbis"
        return self._length if exact else None

    def _converted(self, frames: Iterator[Any]) -> Iterator[Float32Array]:
        """Frames as arrays (n_frames, channels) at our rate, whatever the stream turns into on its way."""
        layout = "mono" if self._channels == 1 else "stereo"
        resampler: Any = None
        made_for: tuple[str, str, int] | None = None
        for frame in frames:
            if frame.layout.nb_channels > MAX_CHANNELS:
                continue
            rate, form, planes = frame.sample_rate, frame.format.name, frame.planes
            if form == "fltp" and rate == self._rate and len(planes) == self._channels:
                yield _interleaved(planes, frame.samples)  # half the cost of PyAV's to_ndarray
                continue
            kind = (form, frame.layout.name, rate)
            if kind != made_for and rate > 0:
                yield from self._through(resampler, None)
                resampler = av.AudioResampler(format="flt", layout=layout, rate=self._rate)
                made_for = kind
            frame.pts = None  # a jump in time must not be filled with silence
            yield from self._through(resampler, frame)
        yield from self._through(resampler, None)

    def _through(self, resampler: Any, frame: Any) -> Iterator[Float32Array]:
        """What the resampler makes of a frame, of None at the end; nothing where it makes nothing of it."""
        try:
            converted = [] if resampler is None else resampler.resample(frame)
        except _BROKEN:
            return
        for part in converted:
            yield part.to_ndarray().reshape(-1, self._channels)


def _interleaved(planes: tuple[Any, ...], count: int) -> Float32Array:
    samples = np.empty((count, len(planes)), np.float32)
    for channel, plane in enumerate(planes):
        samples[:, channel] = np.frombuffer(plane, np.float32, count)
    return samples


def _chain(first: Any, rest: Iterator[Any]) -> Iterator[Any]:
    yield first
    yield from rest


def _refuse(url: str, flags: int, options: object) -> Any:
    raise PermissionError(f"a sound file may open no other file: {flags}")


def warm_up() -> None:
    """Decode a second of silence, so that everything FFmpeg and PyAV load late is there."""
    import io
    import wave

    memory = io.BytesIO()
    with wave.open(memory, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(np.zeros((8_000, 2), np.int16).tobytes())
    memory.seek(0)
    source = FFmpegSource(memory)
    total = sum(len(block) for block in source.blocks(0))
    total += sum(len(block) for block in source.blocks(0))
    source.close()
    if total != 16_000:
        raise RuntimeError("FFmpeg does not decode")
