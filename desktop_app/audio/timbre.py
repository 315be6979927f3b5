"""Timbre: what colour a sound has, whatever is played. Functions on the mel spectrogram; the last axis is time."""

from __future__ import annotations

import librosa
import numpy as np

from desktop_app.audio import groups
from desktop_app.audio.scale import N_MEL, RANGE_DB, RATE, SILENT
from desktop_app.domain.tables import Float32Array, FloatArray

_MEL_CENTRES: Float32Array = librosa.mel_frequencies(n_mels=N_MEL + 2, fmin=0.0, fmax=RATE / 2)[1:-1].astype(np.float32)
_HZ_OFFSET = 50.0
_CONTRAST_BANDS = 7
_TRIANGLE = np.triu_indices(groups.N_MFCC)


def colour(mel: Float32Array) -> Float32Array:
    """Centroid, bandwidth and roll-off as log2(Hz + 50), flatness as log10; shape (4, n_frames)."""
    feature, amplitude = librosa.feature, np.sqrt(mel)
    centroid = feature.spectral_centroid(S=amplitude, sr=RATE, freq=_MEL_CENTRES)
    bandwidth = feature.spectral_bandwidth(S=amplitude, sr=RATE, freq=_MEL_CENTRES, centroid=centroid)
    rolloff = feature.spectral_rolloff(S=amplitude, sr=RATE, freq=_MEL_CENTRES)
    flatness = feature.spectral_flatness(S=amplitude)
    logs = [np.log2(hertz + _HZ_OFFSET) for hertz in (centroid, bandwidth, rolloff)]
    return np.asarray(np.concatenate([*logs, np.log10(flatness + 1e-6)]), np.float32)


def brightness(colours: Float32Array) -> float:
    """The mean centroid of `colour`, in Hz."""
    return float(2.0 ** float(colours[0].mean()) - _HZ_OFFSET)


def mfcc(decibels: Float32Array) -> Float32Array:
    """librosa's mel-frequency cepstral coefficients; shape (N_MFCC, n_frames)."""
    found: Float32Array = librosa.feature.mfcc(S=decibels, n_mfcc=groups.N_MFCC)
    return found


def mean_and_deviation(values: Float32Array) -> Float32Array:
    """Of each row; shape (2 * n_rows,)."""
    return np.concatenate([values.mean(axis=1), values.std(axis=1)])


def covariance(coefficients: Float32Array) -> FloatArray:
    """Upper triangle, row by row, of the covariance of the coefficients over time; shape (210,)."""
    centred = coefficients - coefficients.mean(axis=1, keepdims=True)
    return np.asarray((centred @ centred.T)[_TRIANGLE] / max(1, coefficients.shape[1]), np.float64)


def motion(coefficients: Float32Array) -> FloatArray:
    """How much each MFCC changes over two frames (93 ms): the deviation of its differences; shape (N_MFCC,)."""
    if coefficients.shape[1] <= 2:
        return np.zeros(groups.N_MFCC)
    return np.asarray((coefficients[:, 2:] - coefficients[:, :-2]).std(axis=1), np.float64)


def contrast(mel: Float32Array) -> Float32Array:
    """Spectral contrast (peak over valley, dB) in the octaves below 200, 400 ... 6,400 Hz and above; shape (7, n).

    librosa's function, after "Music type classification by spectral contrast feature", ICME 2002, on mel bands.
    """
    audible = np.sqrt(np.maximum(mel, max(SILENT, float(mel.max()) * 10 ** (-RANGE_DB / 10))))
    found = librosa.feature.spectral_contrast(
        S=audible, sr=RATE, freq=_MEL_CENTRES, fmin=200.0, n_bands=_CONTRAST_BANDS - 1, quantile=0.1
    )
    return np.asarray(found, np.float32)


def bands(decibels: Float32Array) -> Float32Array:
    """The 10th, 50th and 90th percentile over time of the level in 32 bands, in dB; shape (96,)."""
    coarse = decibels.reshape(groups.N_BANDS, -1, decibels.shape[1]).mean(axis=1)
    ordered = np.sort(coarse, axis=1)
    return np.concatenate([ordered[:, int(ordered.shape[1] * share)] for share in (0.1, 0.5, 0.9)])
