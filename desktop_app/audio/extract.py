"""Features of a track from its PCM, in one pass with bounded memory.

The sound is cut into blocks of one size, whatever the size of those it came in, brought to 22,050 Hz mono, and turned
into one float32 spectrogram, 12 s at a time (`spectrogram`). What is kept of it is a few hundred bytes per frame, from
which `summary` computes everything at the end.

`librosa` must be imported with the stand-in of `without_numba`, or with numba itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import soxr

from desktop_app.audio import groups, spectrogram, summary
from desktop_app.audio.dynamics import Whole
from desktop_app.audio.groups import Analysis
from desktop_app.audio.levels import Levels
from desktop_app.audio.scale import HOP, N_FFT, RATE
from desktop_app.audio.spectrogram import Frames
from desktop_app.domain.tables import Float32Array
from desktop_app.sandbox.pcm import SLOT_FRAMES

CHUNK = 1 << 18
"""Samples per spectrogram: 12 s, about 2 MB of it at a time."""
MAX_FEATURE_S = 1200
"""Features rest on the first 20 minutes; levels and length go on to the end."""
MIN_SECONDS = 1.0
"""With less sound than this nothing can be said about a track."""
_CANCELLED = 0.005
"""Where the mean of two channels holds less than this share of their energy, one of them is inverted: the first one is
then taken for the sound."""


class TooShort(Exception):
    """There was less than MIN_SECONDS of sound."""


@dataclass(slots=True)
class Extractor:
    """Push blocks of one track in order, then finish. Not for use by several threads at once."""

    rate: int
    channels: int
    sink: Callable[[Float32Array], None] | None = None
    """Is handed the sound in one channel at RATE, piece by piece, as it goes by; see `gap`."""
    measure: bool = True
    """False: nothing is computed, the sound only goes on to the sink."""
    frames: int = field(init=False, default=0)
    """How many frames were pushed."""
    _levels: Levels = field(init=False)
    _whole: Whole = field(init=False)
    _resampler: soxr.ResampleStream | None = field(init=False)
    _block: Float32Array = field(init=False)
    _held: int = field(init=False, default=0)
    """Frames in `_block` that wait until it is full."""
    _waiting: list[Float32Array] = field(init=False, default_factory=list)
    _waiting_samples: int = field(init=False, default=0)
    _stretches: list[list[Frames]] = field(init=False, default_factory=lambda: [[]])
    _feature_frames: int = field(init=False, default=0)
    _peak: float = field(init=False, default=0.0)
    _channel_energy: float = field(init=False, default=0.0)
    _mono_energy: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self._levels = Levels(self.rate)
        self._whole = Whole(self.rate)
        self._block = np.empty((SLOT_FRAMES, self.channels), np.float32)
        self._resampler = self._new_resampler()

    def _new_resampler(self) -> soxr.ResampleStream | None:
        return soxr.ResampleStream(self.rate, RATE, 1, quality="HQ") if self.rate != RATE else None

    def push(self, samples: Float32Array) -> None:
        """Take samples of shape (n_frames, channels), finite, nominally in [-1, 1]."""
        self.frames += len(samples)
        taken = 0
        while taken < len(samples):
            if not self._held and len(samples) - taken >= SLOT_FRAMES:
                self._hear(samples[taken : taken + SLOT_FRAMES])  # the usual case needs no copy
                taken += SLOT_FRAMES
                continue
            count = min(len(samples) - taken, SLOT_FRAMES - self._held)
            self._block[self._held : self._held + count] = samples[taken : taken + count]
            self._held, taken = self._held + count, taken + count
            if self._held == SLOT_FRAMES:
                self._held = 0
                self._hear(self._block)

    def gap(self) -> None:
        """What is pushed next does not follow what was pushed before: another stretch of the track.

        On return the sink has had all that was pushed before.
        """
        self._end_stretch()
        if self._stretches[-1]:
            self._stretches.append([])
        self._resampler = self._new_resampler()

    def finish(self, announced_frames: int | None = None, *, excerpts: bool = False) -> Analysis:
        """The features of all that was pushed.

        Args:
            announced_frames: the length to state instead of what was pushed, where the track was not read to its end.
            excerpts: only stretches of the track were pushed: its length is not known, and SHAPE is left out.
        Raises:
            TooShort: see the class.
        """
        if self.frames < MIN_SECONDS * self.rate:
            raise TooShort
        self._end_stretch()
        totals = summary.Totals(self._peak, self._channel_energy, self._mono_energy)
        features = summary.summarize(self._stretches, totals)
        if excerpts:
            return Analysis(features, None, True)
        total = max(self.frames, announced_frames or 0)
        features[groups.SHAPE] = self._levels.shape(groups.SHAPE_POINTS, total)
        return Analysis(features, round(total * 1000 / self.rate))

    def end(self) -> None:
        """Nothing more comes; for an extractor that measures nothing."""
        self._end_stretch()

    def _hear(self, samples: Float32Array) -> None:
        mono, first_only = self._mono(samples)
        if self.measure:
            self._levels.push(mono)
        room = MAX_FEATURE_S * self.rate - self._feature_frames
        if room <= 0:
            return
        samples, mono = samples[:room], mono[:room]
        self._feature_frames += len(mono)
        if self.measure:
            self._peak = max(self._peak, float(samples.max()), -float(samples.min()))
            self._mono_energy += float(mono @ mono)
            self._channel_energy += self._energy(samples)
            self._whole.add(samples, first_only=first_only)
        self._take(mono, last=False)

    def _mono(self, samples: Float32Array) -> tuple[Float32Array, bool]:
        """The mean of the channels; or the first one, where they cancel each other, and whether that is so."""
        if self.channels > 1:
            mono = samples[:, 0] + samples[:, 1]
            mono *= np.float32(0.5)
            if float(mono @ mono) >= _CANCELLED * self._energy(samples):
                return mono, False
        return np.ascontiguousarray(samples[:, 0]), True

    def _energy(self, samples: Float32Array) -> float:
        """Of two channels, also where there is one."""
        flat = samples.reshape(-1)
        return float(flat @ flat) * (2.0 if self.channels == 1 else 1.0)

    def _end_stretch(self) -> None:
        if self._held:
            samples, self._held = self._block[: self._held], 0
            self._hear(samples)
        self._take(np.empty(0, np.float32), last=True)
        self._waiting, self._waiting_samples = [], 0

    def _take(self, mono: Float32Array, *, last: bool) -> None:
        if self._resampler is not None:
            mono = self._resampler.resample_chunk(mono, last=last)
        if self.sink is not None and len(mono):
            self.sink(mono)
        if not self.measure:
            return
        self._waiting.append(mono)
        self._waiting_samples += len(mono)
        if self._waiting_samples < CHUNK and not last:
            return
        signal = np.concatenate(self._waiting)
        if last and 0 < len(signal) < N_FFT and not self._stretches[-1]:
            signal = np.pad(signal, (0, N_FFT - len(signal)))
        count = spectrogram.frame_count(len(signal))
        if count:
            share = self._whole.take()
            frames = spectrogram.frames_of(signal[: (count - 1) * HOP + N_FFT])
            np.multiply(frames.loudness, np.float32(share), out=frames.loudness)
            self._stretches[-1].append(frames)
        rest = signal[count * HOP :].copy()
        self._waiting, self._waiting_samples = [rest], len(rest)
