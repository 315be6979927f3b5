"""Dynamics: how loud a sound is, how far its loudness reaches, how much its peaks stand out."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import scipy.fft

from desktop_app.audio.scale import FRAMES_PER_SECOND
from desktop_app.domain.tables import Float32Array, FloatArray

ComplexArray = npt.NDArray[np.complex128]
PASS_HZ = 10_000.0
"""The shared spectrogram is trusted up to here; the resampler's filter begins to close above."""
SILENCE_LUFS = -70.0
_OFFSET = -0.691
_MOST_SHARE = 100.0


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
class Whole:
    """What the shared spectrogram lacks of the loudness: the second channel, and what lies above PASS_HZ.

    Looked at in every eighth window at the stream's own rate, about three times a second: a ratio of powers changes
    slowly, and a second whole spectrogram would cost as much as the first.
    """

    rate: int
    _window: Float32Array = field(init=False)
    _all: Float32Array = field(init=False)
    _heard: Float32Array = field(init=False)
    _channels: float = field(init=False, default=0.0)
    _mono: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        size = 1 << int(np.clip(round(np.log2(self.rate * 0.0465)), 6, 14))  # as long as a frame of the spectrogram
        self._window = np.hanning(size + 1)[:size].astype(np.float32)
        frequencies = np.asarray(np.fft.rfftfreq(size, 1 / self.rate), np.float64)
        weights = k_weighting(frequencies).astype(np.float32)
        self._all = np.repeat(weights, 2)
        self._heard = np.repeat(np.where(frequencies <= PASS_HZ, weights, np.float32(0.0)), 2)

    def add(self, samples: Float32Array, *, first_only: bool) -> None:
        """Take a block of samples, shape (n_frames, channels).

        Args:
            first_only: the spectrogram is made from the first channel alone, not from the mean of both.
        """
        size = len(self._window)
        starts = range(0, len(samples) - size + 1, 8 * size)
        if not starts:
            return
        parts = [
            samples[start : start + size, channel] * self._window
            for channel in range(samples.shape[1])
            for start in starts
        ]
        spectra: npt.NDArray[np.complex64] = scipy.fft.rfft(np.stack(parts))
        first, last = spectra[: len(starts)], spectra[-len(starts) :]
        self._channels += 2.0 / samples.shape[1] * _weighted(spectra, self._all)
        self._mono += _weighted(first, self._heard) if first_only else 0.25 * _weighted(first + last, self._heard)

    def take(self) -> float:
        """Power of all channels and frequencies for 1 that the spectrogram shows, since this was last asked."""
        share = (1e-12 + self._channels) / (5e-13 + self._mono)
        self._channels = self._mono = 0.0
        return min(share, _MOST_SHARE)


def _weighted(spectrum: npt.NDArray[np.complex64], weights: Float32Array) -> float:
    """Summed power, each real and imaginary part weighted."""
    parts = spectrum.view(np.float32)
    return float((np.square(parts) @ weights).sum())


@dataclass(frozen=True, slots=True)
class Loudness:
    """How loud a track is; mono is counted as the same sound from two sides."""

    lufs: float
    """Integrated over the track, gated."""
    range_lu: float
    """Loudness range."""
    short_range_lu: float
    """10th to 95th percentile of the loudness of 0.4 s."""
    deviation_lu: float
    """Of the loudness of 0.4 s."""


def loudness(stretches: list[FloatArray]) -> Loudness:
    """Loudness from the K-weighted power of every frame (both channels together), stretch by stretch.

    Integrated loudness as in ITU-R BS.1770-5: windows of 0.4 s, gates at -70 LUFS and 10 LU below the mean. Loudness
    range as in EBU Tech 3342: windows of 3 s, gates at -70 LUFS and 20 LU below, 10th to 95th percentile. Digital
    silence reads -100.7 LUFS and a range of 0.
    """
    momentary = np.concatenate([_means(power, 0.4) for power in stretches])
    levels = _lufs(momentary)
    gated = levels > SILENCE_LUFS
    if not gated.any():
        mean = max(float(momentary.mean()), 1e-10)
        return Loudness(float(_lufs(np.array([mean]))[0]), 0.0, 0.0, 0.0)
    mean = float(momentary[gated].mean())
    twice = gated & (levels > _OFFSET - 10.0 + 10 * np.log10(mean))
    integrated = float(_lufs(np.array([momentary[twice].mean() if twice.any() else mean]))[0])
    return Loudness(
        integrated,
        _range(np.concatenate([_means(power, 3.0) for power in stretches])),
        _spread(levels[gated]),
        float(levels[gated].std()),
    )


def _range(means: FloatArray) -> float:
    levels = _lufs(means)
    gated = levels > SILENCE_LUFS
    if not gated.any():
        return 0.0
    mean = float(means[gated].mean())
    return _spread(levels[gated & (levels > _OFFSET - 20.0 + 10 * np.log10(mean))])


def _spread(levels: FloatArray) -> float:
    return float(np.diff(np.quantile(levels, (0.1, 0.95)))[0]) if len(levels) else 0.0


def _means(power: FloatArray, seconds: float) -> FloatArray:
    """Mean power in windows that begin every 0.1 s; the one there is, where the sound is shorter."""
    window, hop = max(1, round(seconds * FRAMES_PER_SECOND)), max(1, round(0.1 * FRAMES_PER_SECOND))
    sums = np.concatenate([[0.0], np.cumsum(power)])
    if len(power) <= window:
        return np.maximum(sums[-1:] / max(1, len(power)), 1e-14)
    return np.asarray(np.maximum((sums[window::hop] - sums[:-window:hop]) / window, 1e-14), np.float64)


def _lufs(power: FloatArray) -> FloatArray:
    return np.asarray(_OFFSET + 10 * np.log10(np.maximum(power, 1e-14)), np.float64)


def crest_db(peak: float, lufs: float) -> float:
    """How far the largest sample lies above the loudness; 0 where there is no sound."""
    return float(20 * np.log10(peak) - lufs) if peak > 1e-6 else 0.0
