"""The one spectrogram that all features rest on: 22,050 Hz mono, float32, one product with librosa's mel filters.

`librosa` must be imported with the stand-in of `without_numba`, or with numba itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import librosa
import numpy as np
import numpy.typing as npt
import scipy.fft
from numpy.lib.stride_tricks import sliding_window_view

from desktop_app.audio import harmony, timbre
from desktop_app.audio.dynamics import PASS_HZ, k_weighting
from desktop_app.audio.harmony import Peaks
from desktop_app.audio.scale import HOP, N_FFT, N_MEL, RATE
from desktop_app.domain.tables import Float32Array


@dataclass(frozen=True, slots=True)
class Frames:
    """Consecutive frames of a track; the last axis is time."""

    mel: Float32Array
    """Power in N_MEL bands, shape (N_MEL, n_frames)."""
    loudness: Float32Array
    """K-weighted power of the mono sum up to PASS_HZ, shape (n_frames,)."""
    colour: Float32Array
    """See `timbre.colour`; shape (4, n_frames)."""
    peaks: Peaks
    """The partials of every `harmony.EVERY`th frame, from the first on."""


@dataclass(frozen=True, slots=True)
class _Plan:
    window: Float32Array
    bands: tuple[tuple[int, int, int, Float32Array], ...]
    """Neighbouring mel filters together: first band, first bin, end of the bins, filters of shape (bins, bands)."""
    weighting: Float32Array
    """K-weighting of power, shape (N_FFT // 2 + 1,)."""


_TOGETHER = 16
"""A filter is narrow: multiplied with so many neighbours at a time, a quarter of the products is left to do."""


@lru_cache(maxsize=1)
def _plan() -> _Plan:
    # A float32 window keeps the FFT in single precision.
    window = np.hanning(N_FFT + 1)[:N_FFT].astype(np.float32)
    mel: Float32Array = librosa.filters.mel(sr=RATE, n_fft=N_FFT, n_mels=N_MEL)
    bands = []
    for first in range(0, N_MEL, _TOGETHER):
        filters = mel[first : first + _TOGETHER]
        bins = np.flatnonzero(filters.any(axis=0))
        begin, end = int(bins[0]), int(bins[-1]) + 1
        bands.append((first, begin, end, np.ascontiguousarray(filters[:, begin:end].T, np.float32)))
    scale = float(np.sum(np.square(window, dtype=np.float64))) * N_FFT / 2.0  # power of a frame = sum of bins / scale
    frequencies = librosa.fft_frequencies(sr=RATE, n_fft=N_FFT)
    weighting = np.where(frequencies <= PASS_HZ, k_weighting(frequencies), 0.0) / scale
    return _Plan(window, tuple(bands), weighting.astype(np.float32))


def frame_count(samples: int) -> int:
    """How many frames fit into so many samples."""
    return 1 + (samples - N_FFT) // HOP if samples >= N_FFT else 0


def frames_of(signal: Float32Array) -> Frames:
    """Everything that is kept of one stretch of RATE mono sound, at least N_FFT samples long."""
    plan = _plan()
    # To the last bit what librosa.stft gives with center=False, without turning the axes there and back.
    windows = sliding_window_view(signal, N_FFT)[::HOP] * plan.window
    spectrum: npt.NDArray[np.complex64] = scipy.fft.rfft(windows, axis=1, overwrite_x=True)
    power = np.square(spectrum.real) + np.square(spectrum.imag)
    mel = np.empty((len(power), N_MEL), np.float32)
    for first, begin, end, filters in plan.bands:
        np.matmul(power[:, begin:end], filters, out=mel[:, first : first + filters.shape[1]])
    return Frames(np.ascontiguousarray(mel.T), power @ plan.weighting, timbre.colour(mel), harmony.peaks(power))
