"""Timbre: what colour a sound has, whatever is played. Functions on the mel spectrogram; the last axis is time."""

from __future__ import annotations

import librosa
import numpy as np

from desktop_app.audio import groups
from desktop_app.audio.scale import N_MEL, RANGE_DB, RATE, SILENT
from desktop_app.domain.tables import Float32Array, FloatArray

_MEL_CENTRES: Float32Array = librosa.mel_frequencies(n_mels=N_MEL + 2, fmin=0.0, fmax=RATE / 2)[1:-1].astype(np.float32)
_MOMENTS: Float32Array = np.stack([(_MEL_CENTRES / 1000) ** power for power in range(3)], axis=1).astype(np.float32)
"""Kilohertz to the power of 0, 1 and 2; shape (N_MEL, 3)."""
_HZ_OFFSET = 50.0
_ROLLOFF = 0.85
"""Share of the amplitude that lies below the roll-off."""
_FLAT_FLOOR = np.float32(1e-10)
"""Power below which a band does not make a sound less flat, as in librosa."""
_CONTRAST_BANDS = 7
_TRIANGLE = np.triu_indices(groups.N_MFCC)


def colour(mel: Float32Array) -> Float32Array:
    """Centroid, bandwidth and roll-off as log2(Hz + 50), flatness as log10; shape (4, n_frames).

    What librosa's four functions of these names give on the amplitude of the bands, from one product: each of them
    would go over the whole spectrogram several times.

    Args:
        mel: power, shape (n_frames, N_MEL).
    """
    amplitude = np.sqrt(mel)
    level, first, second = (amplitude @ _MOMENTS).T
    share = np.where(level > 0, 1 / np.maximum(level, np.float32(1e-30)), np.float32(0))
    centroid = first * share
    bandwidth = np.sqrt(np.maximum(second * share - np.square(centroid), 0))
    sums = np.cumsum(amplitude, axis=1)
    rolloff = _MEL_CENTRES[np.argmax(sums >= np.float32(_ROLLOFF) * sums[:, -1:], axis=1)]
    floored = np.maximum(mel, _FLAT_FLOOR)
    flatness = np.exp(np.log(floored).mean(axis=1)) / floored.mean(axis=1)
    hertz = [1000 * centroid, 1000 * bandwidth, rolloff]
    return np.asarray([*(np.log2(value + _HZ_OFFSET) for value in hertz), np.log10(flatness + 1e-6)], np.float32)


def levels_db(mel: Float32Array) -> Float32Array:
    """Levels of the bands; what is inaudible beside the loudest one (RANGE_DB) is raised to that floor.

    As librosa.power_to_db, by the natural logarithm, which takes a third of the time.
    """
    levels: Float32Array = np.maximum(mel, _floor(mel))
    np.log(levels, out=levels)
    levels *= np.float32(10 / np.log(10))
    return levels


def audible_amplitude(mel: Float32Array) -> Float32Array:
    """Of every second frame, with the floor of `levels_db`."""
    amplitude: Float32Array = np.maximum(mel[:, ::2], _floor(mel))
    return np.asarray(np.sqrt(amplitude, out=amplitude), np.float32)


def _floor(mel: Float32Array) -> np.float32:
    return np.float32(max(SILENT, float(mel.max()) * 10 ** (-RANGE_DB / 10)))


def brightness(colours: Float32Array) -> float:
    """The mean centroid of `colour`, in Hz."""
    return float(2.0 ** float(colours[0].mean()) - _HZ_OFFSET)


def mfcc(decibels: Float32Array) -> Float32Array:
    """librosa's mel-frequency cepstral coefficients; shape (N_MFCC, n_frames)."""
    found: Float32Array = librosa.feature.mfcc(S=decibels, n_mfcc=groups.N_MFCC)
    return found.copy()  # it is the first rows of all N_MEL coefficients, which need not be kept


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


def contrast(amplitude: Float32Array) -> Float32Array:
    """Spectral contrast (peak over valley, dB) in the octaves below 200, 400 ... 6,400 Hz and above; shape (7, n).

    librosa's function, after "Music type classification by spectral contrast feature", ICME 2002, on mel bands.
    """
    found = librosa.feature.spectral_contrast(
        S=amplitude, sr=RATE, freq=_MEL_CENTRES, fmin=200.0, n_bands=_CONTRAST_BANDS - 1, quantile=0.1
    )
    return np.asarray(found, np.float32)


def bands(decibels: Float32Array) -> Float32Array:
    """The 10th, 50th and 90th percentile over time of the level in 32 bands, in dB; shape (96,)."""
    coarse = decibels.reshape(groups.N_BANDS, -1, decibels.shape[1]).mean(axis=1)
    ordered = np.sort(coarse, axis=1)
    return np.concatenate([ordered[:, int(ordered.shape[1] * share)] for share in (0.1, 0.5, 0.9)])
