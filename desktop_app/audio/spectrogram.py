"""The one spectrogram that all features rest on: 22,050 Hz mono, float32, one product with librosa's mel filters.

`librosa` must be imported with the stand-in of `without_numba`, or with numba itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import librosa
import numpy as np

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
    filters: Float32Array
    """Rows: mel bands, K-weighting; shape (N_MEL + 1, N_FFT // 2 + 1)."""


@lru_cache(maxsize=1)
def _plan() -> _Plan:
    # A float32 window keeps librosa's FFT in single precision.
    window = np.hanning(N_FFT + 1)[:N_FFT].astype(np.float32)
    mel = librosa.filters.mel(sr=RATE, n_fft=N_FFT, n_mels=N_MEL)
    scale = float(np.sum(np.square(window, dtype=np.float64))) * N_FFT / 2.0  # power of a frame = sum of bins / scale
    frequencies = librosa.fft_frequencies(sr=RATE, n_fft=N_FFT)
    weighting = np.where(frequencies <= PASS_HZ, k_weighting(frequencies), 0.0) / scale
    return _Plan(window, np.ascontiguousarray(np.concatenate([mel, weighting[None]]).astype(np.float32)))


def frame_count(samples: int) -> int:
    """How many frames fit into so many samples."""
    return 1 + (samples - N_FFT) // HOP if samples >= N_FFT else 0


def frames_of(signal: Float32Array) -> Frames:
    """Everything that is kept of one stretch of RATE mono sound, at least N_FFT samples long."""
    plan = _plan()
    spectrum = librosa.stft(signal, n_fft=N_FFT, hop_length=HOP, window=plan.window, center=False)
    # librosa returns Fortran order, so the transpose is contiguous and real and imaginary parts lie side by side.
    parts = np.ascontiguousarray(spectrum.T).view(np.float32)
    np.multiply(parts, parts, out=parts)
    power = parts[:, ::2] + parts[:, 1::2]
    product: Float32Array = np.matmul(power, plan.filters.T)
    mel = np.ascontiguousarray(product[:, :N_MEL].T)
    return Frames(mel, product[:, -1].copy(), timbre.colour(mel), harmony.peaks(power))
