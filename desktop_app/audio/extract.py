"""Features of a track from its PCM, in one pass with bounded memory.

The sound is brought to 22,050 Hz mono; of every 12 s one float32 spectrogram is made and multiplied once with
librosa's mel and chroma filters and the loudness weighting. Everything else is computed from these products: librosa's
shape functions run on the 128 mel bands instead of on 1,025 bins.

`librosa` must be imported with the stand-in of `without_numba`, or with numba itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import librosa
import numpy as np
import numpy.typing as npt
import soxr

from desktop_app.audio import groups, summary
from desktop_app.audio.groups import Analysis
from desktop_app.audio.levels import Levels
from desktop_app.audio.summary import HOP, N_FFT, N_MEL, RATE, Frames
from desktop_app.domain.tables import Float32Array, FloatArray

ComplexArray = npt.NDArray[np.complex128]

CHUNK = 1 << 18
"""Samples per spectrogram: 12 s, about 2 MB of it at a time."""
MAX_FEATURE_S = 1200
"""Features rest on the first 20 minutes; levels and length go on to the end."""
MIN_SECONDS = 1.0
"""With less sound than this nothing can be said about a track."""


class TooShort(Exception):
    """There was less than MIN_SECONDS of sound."""


@dataclass(frozen=True, slots=True)
class _Plan:
    window: Float32Array
    filters: Float32Array
    """Rows: mel bands, 12 chroma, K-weighting; shape (N_MEL + 13, N_FFT // 2 + 1)."""


@lru_cache(maxsize=1)
def _plan() -> _Plan:
    # A float32 window keeps librosa's FFT in single precision.
    window = np.hanning(N_FFT + 1)[:N_FFT].astype(np.float32)
    mel = librosa.filters.mel(sr=RATE, n_fft=N_FFT, n_mels=N_MEL)
    chroma = librosa.filters.chroma(sr=RATE, n_fft=N_FFT, tuning=0.0)
    scale = float(np.sum(np.square(window, dtype=np.float64))) * N_FFT / 2.0  # power of a frame = sum of bins / scale
    weighting = k_weighting(librosa.fft_frequencies(sr=RATE, n_fft=N_FFT)) / scale
    filters = np.ascontiguousarray(np.concatenate([mel, chroma, weighting[None]]).astype(np.float32))
    return _Plan(window, filters)


def k_weighting(frequencies: FloatArray) -> FloatArray:
    """Power gain of the K-weighting at the given frequencies in Hz.

    Source: ITU-R BS.1770-5, annex 1: a high shelf and a high pass, given there for 48 kHz. The analogue prototypes
    (centre, Q, gain) that reproduce its coefficients are evaluated at the frequencies that the bilinear transform
    maps to; 1.0051 is the pass-band gain of its high pass, whose numerator is not normalised.
    """
    warped = np.tan(np.pi * np.minimum(frequencies, 23_999.0) / 48_000.0)

    def place(centre: float) -> ComplexArray:
        return np.asarray(1j * warped / np.tan(np.pi * centre / 48_000.0))

    s, q, gain = place(1681.974450955533), 0.7071752369554196, 10 ** (3.999843853973347 / 20)
    shelf = (gain * s * s + gain**0.4996667741545416 / q * s + 1) / (s * s + s / q + 1)
    s, q = place(38.13547087602444), 0.5003270373238773
    high_pass = 1.0051 * s * s / (s * s + s / q + 1)
    return np.asarray(np.square(np.abs(shelf * high_pass)), np.float64)


@dataclass(slots=True)
class _Energies:
    """Sums over the pushed samples, for peak and stereo width."""

    channels: float = 0.0
    """Energy of left and right together, counted as two channels also for mono."""
    mono: float = 0.0
    peak: float = 0.0


@dataclass(slots=True)
class Extractor:
    """Push blocks of one track in order, then finish. Not for use by several threads at once."""

    rate: int
    channels: int
    _levels: Levels = field(init=False)
    _resampler: soxr.ResampleStream | None = field(init=False)
    _waiting: list[Float32Array] = field(init=False, default_factory=list)
    _waiting_samples: int = field(init=False, default=0)
    _energies: _Energies = field(init=False, default_factory=_Energies)
    _chunks: list[Frames] = field(init=False, default_factory=list)
    _feature_frames: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._levels = Levels(self.rate, self.channels)
        self._resampler = soxr.ResampleStream(self.rate, RATE, 1, quality="HQ") if self.rate != RATE else None

    @property
    def frames(self) -> int:
        """How many frames were pushed."""
        return self._levels.frames

    def push(self, samples: Float32Array) -> None:
        """Take samples of shape (n_frames, channels), finite, nominally in [-1, 1]."""
        self._levels.push(samples)
        room = MAX_FEATURE_S * self.rate - self._feature_frames
        if room > 0 and len(samples):
            samples = samples[:room]
            self._feature_frames += len(samples)
            self._take(self._mono(samples), last=False)

    def finish(self, announced_frames: int | None = None) -> Analysis:
        """The features of all that was pushed.

        Args:
            announced_frames: the length to state instead of what was pushed, where the track was not read to its end.
        Raises:
            TooShort: see the class.
        """
        if self.frames < MIN_SECONDS * self.rate:
            raise TooShort
        self._take(np.empty(0, np.float32), last=True)
        total = max(self.frames, announced_frames or 0)
        energies = self._energies
        features = summary.summarize(
            self._chunks, peak=energies.peak, stereo_energy=energies.channels, mono_energy=energies.mono
        )
        features[groups.SHAPE] = self._levels.shape(groups.SHAPE_POINTS, total)
        return Analysis(features, round(total * 1000 / self.rate))

    def _mono(self, samples: Float32Array) -> Float32Array:
        energies = self._energies
        energies.peak = max(energies.peak, float(samples.max()), -float(samples.min()))
        if self.channels == 1:
            mono = np.ascontiguousarray(samples[:, 0])
            energy = both = float(mono @ mono)
            both *= 2
        else:
            mono = (samples[:, 0] + samples[:, 1]) * np.float32(0.5)
            flat = samples.reshape(-1)
            energy, both = float(mono @ mono), float(flat @ flat)
            if energy < 0.005 * both:  # the channels cancel each other (one is inverted): one of them is the sound
                mono = np.ascontiguousarray(samples[:, 0])
                energy = float(mono @ mono)
        energies.mono += energy
        energies.channels += both
        return mono

    def _take(self, mono: Float32Array, *, last: bool) -> None:
        if self._resampler is not None:
            mono = self._resampler.resample_chunk(mono, last=last)
        self._waiting.append(mono)
        self._waiting_samples += len(mono)
        if self._waiting_samples < CHUNK and not last:
            return
        signal = np.concatenate(self._waiting)
        if last and len(signal) < N_FFT and not self._chunks:
            signal = np.pad(signal, (0, N_FFT - len(signal)))
        count = 1 + (len(signal) - N_FFT) // HOP if len(signal) >= N_FFT else 0
        if count:
            self._chunks.append(_analyse(signal[: (count - 1) * HOP + N_FFT]))
        rest = signal[count * HOP :].copy()
        self._waiting, self._waiting_samples = [rest], len(rest)


def _analyse(signal: Float32Array) -> Frames:
    """Everything that is kept of one chunk of 22,050 Hz mono sound."""
    plan = _plan()
    spectrum = librosa.stft(signal, n_fft=N_FFT, hop_length=HOP, window=plan.window, center=False)
    # librosa returns Fortran order, so the transpose is contiguous and real and imaginary parts lie side by side.
    parts = np.ascontiguousarray(spectrum.T).view(np.float32)
    np.multiply(parts, parts, out=parts)
    power = parts[:, ::2] + parts[:, 1::2]
    product: Float32Array = np.matmul(power, plan.filters.T)
    mel = np.ascontiguousarray(product[:, :N_MEL].T)
    return Frames(
        mel=mel,
        chroma=np.asarray(librosa.util.normalize(product[:, N_MEL:-1].T, norm=np.inf), np.float32),
        loudness=product[:, -1].copy(),
        spectral=summary.spectral_shape(mel),
    )
