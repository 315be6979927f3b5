"""Decode with FFmpeg through PyAV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import av
import numpy as np
from av.error import FFmpegError

from desktop_app.audio.sources import NO_SOUND, CannotDecode, checked_rate
from desktop_app.domain.tables import Float32Array
from desktop_app.sandbox.pcm import SLOT_FRAMES, PcmFormat

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
_COLLECTED = 1 << 14
"""So many frames FFmpeg collects before Python touches them: a packet of Vorbis may hold 3 ms of sound."""
MAX_CHANNELS = 16
"""More channels than third-order ambisonics has; FFmpeg's resampler holds 64 and was seen to crash beyond."""
_BROKEN = (FFmpegError, ValueError, EOFError, OSError)


class FFmpegSource:
    """A file as FFmpeg decodes it. The container is opened anew where a seek cannot be trusted."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._end: int | None = None
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
        self._seeks = self._origin_s is not None and self._container.format.name not in _NO_INDEX
        self._run = self._run_from(self._first_frame, _chain(first, frames))

    @property
    def form(self) -> PcmFormat:
        return PcmFormat(self._rate, self._channels, self._length)

    @property
    def end(self) -> int | None:
        return self._end

    def blocks(self, start_frame: int) -> Iterator[Float32Array]:
        if self._end is not None and start_frame >= self._end:
            return
        self._go_to(start_frame)
        yield from self._from(start_frame, self._run)

    def close(self) -> None:
        self._container.close()

    def _go_to(self, frame: int) -> None:
        """Have the run begin at `frame` or before it, as near as it can be."""
        ahead = frame - self._run.position
        near = 0 <= ahead < 2 * _PREROLL_S * self._rate
        if near and not self._run.over:
            return
        if frame >= 2 * _PREROLL_S * self._rate and self._seeks:
            if (place := self._seek(frame)) is not None:
                self._run = self._run_from(*place)
                return
        elif ahead >= 0 and not self._run.over:
            return
        self.close()
        self._open()
        self._run = self._run_from(self._first_frame, self._frames())

    def _run_from(self, position: int, frames: Iterator[Any]) -> _Run:
        return _Run(position, self._converted(frames))

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
        """Go to a little before `frame`; None where that failed, for good unless it only lay behind the end."""
        if self._origin_s is None:
            return None
        self._seeks = False
        target_s = self._origin_s + frame / self._rate - _PREROLL_S
        try:
            self._container.seek(round(target_s / self._stream.time_base), stream=self._stream)
            frames = self._frames()
            first = next(frames, None)
        except _BROKEN:
            return None
        if first is not None and first.pts is None:
            return None
        self._seeks = True
        if first is None:
            return None
        position = round((float(first.pts * first.time_base) - self._origin_s) * self._rate)
        self._seeks = 0 <= position <= frame
        return (position, _chain(first, frames)) if self._seeks else None

    def _from(self, start_frame: int, run: _Run) -> Iterator[Float32Array]:
        """Samples from `start_frame` on, in blocks of SLOT_FRAMES; each is overwritten by the next one."""
        end = self._trimmed_end()
        block, held = np.empty((SLOT_FRAMES, self._channels), np.float32), 0
        while (columns := run.next()) is not None:
            count = len(columns[0])
            run.position += count
            taken = max(0, count - (run.position - start_frame))
            while taken < count:
                part = min(count - taken, SLOT_FRAMES - held)
                for channel, column in enumerate(columns):
                    block[held : held + part, channel] = column[taken : taken + part]
                held, taken = held + part, taken + part
                if held < SLOT_FRAMES:
                    continue
                run.kept = [column[taken:] for column in columns] if taken < count else None
                run.position -= count - taken
                # What lies behind the stated end may be padding: told apart from sound by whether the file ends there.
                beyond = 0 if end is None else run.position - end
                if not 0 < beyond <= _PADDING_FRAMES:
                    yield block
                    held = 0
                else:
                    yield block[: SLOT_FRAMES - beyond]
                    block[:beyond] = block[SLOT_FRAMES - beyond :].copy()
                    held = beyond
                break
        run.over = True
        beyond = 0 if end is None else run.position - end
        if 0 < beyond <= _PADDING_FRAMES:
            held -= min(held, beyond)
            run.position = end or 0
        self._end = max(0, run.position)
        if held:
            yield block[:held]

    def _trimmed_end(self) -> int | None:
        """Where the sound ends by the edit list of MP4 or the last granule of Vorbis; FFmpeg decodes whole packets."""
        exact = "mp4" in self._container.format.name or self._stream.codec_context.name == "vorbis"
        return self._length if exact else None

    def _converted(self, frames: Iterator[Any]) -> Iterator[Sequence[Float32Array]]:
        """Sound as one column a channel, at our rate, whatever the stream turns into on its way.

        Frames of one kind are collected before anything is done with them.
        """
        kind: tuple[str, int | str, int] | None = None
        fifo: Any = None
        resampler: Any = None
        for frame in frames:
            layout, rate, form = frame.layout, frame.sample_rate, frame.format.name
            channels = layout.nb_channels
            if channels > MAX_CHANNELS or rate <= 0:
                continue
            found = (form, channels if channels <= 2 else layout.name, rate)
            if found != kind:
                yield from self._emptied(fifo, resampler)
                kind, fifo, resampler = found, av.AudioFifo(), None
                if found != ("fltp", self._channels, self._rate):
                    wanted = "mono" if self._channels == 1 else "stereo"
                    resampler = av.AudioResampler(format="fltp", layout=wanted, rate=self._rate)
            frame.pts = None  # a jump in time must not be filled with silence
            fifo.write(frame)
            if fifo.samples >= _COLLECTED:
                yield from self._through(resampler, fifo.read())
        yield from self._emptied(fifo, resampler)

    def _emptied(self, fifo: Any, resampler: Any) -> Iterator[Sequence[Float32Array]]:
        """What is left in both."""
        if fifo is not None and fifo.samples:
            yield from self._through(resampler, fifo.read())
        if resampler is not None:
            yield from self._through(resampler, None)

    def _through(self, resampler: Any, frame: Any) -> Iterator[Sequence[Float32Array]]:
        """What the resampler makes of a frame, of None at the end; nothing where it makes nothing of it."""
        if resampler is None:
            yield _columns(frame)
            return
        if frame is not None:
            frame.pts = None
        try:
            converted = resampler.resample(frame)
        except _BROKEN:
            return
        for part in converted:
            yield _columns(part)


@dataclass(slots=True)
class _Run:
    """Decoding onwards from one place of a file."""

    position: int
    """Of the next sample."""
    columns: Iterator[Sequence[Float32Array]]
    kept: Sequence[Float32Array] | None = None
    """What was decoded and not yet given."""
    over: bool = False

    def next(self) -> Sequence[Float32Array] | None:
        """The next samples, one column a channel; None at the end."""
        kept, self.kept = self.kept, None
        return next(self.columns, None) if kept is None else kept


def _columns(frame: Any) -> list[Float32Array]:
    """The samples of a planar frame, one column a channel; PyAV's to_ndarray is slower."""
    return [np.frombuffer(plane, np.float32, frame.samples) for plane in frame.planes]


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
