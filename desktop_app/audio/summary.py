"""From the frames of a track to its feature groups. Pure functions on arrays of a few bytes per frame."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import librosa
import numpy as np

from desktop_app.audio import groups
from desktop_app.domain.tables import BoolArray, Float32Array, FloatArray

RATE, N_FFT, HOP, N_MEL = 22_050, 2_048, 1_024, 128
FRAMES_PER_SECOND = RATE / HOP
_MEL_CENTRES: Float32Array = librosa.mel_frequencies(n_mels=N_MEL + 2, fmin=0.0, fmax=RATE / 2)[1:-1].astype(np.float32)
RANGE_DB = 80.0
"""What lies further below the loudest band of a track is inaudible beside it, and differs from codec to codec."""
_SILENT = 1e-6
"""Mel power below which a band is taken for silent (the power of a full-scale sine is about 1e4 here)."""


@dataclass(frozen=True, slots=True)
class Frames:
    """Consecutive frames of a track; the last axis is time."""

    mel: Float32Array
    """Power in N_MEL bands."""
    chroma: Float32Array
    """12 pitch classes from C on, the strongest 1."""
    loudness: Float32Array
    """K-weighted power of the mono sum."""
    spectral: Float32Array
    """See `spectral_shape`."""


def spectral_shape(mel: Float32Array) -> Float32Array:
    """Centroid, bandwidth and rolloff as log2(Hz + 50), flatness as log10; shape (4, n_frames)."""
    feature, amplitude = librosa.feature, np.sqrt(mel)
    centroid = feature.spectral_centroid(S=amplitude, sr=RATE, freq=_MEL_CENTRES)
    bandwidth = feature.spectral_bandwidth(S=amplitude, sr=RATE, freq=_MEL_CENTRES, centroid=centroid)
    rolloff = feature.spectral_rolloff(S=amplitude, sr=RATE, freq=_MEL_CENTRES)
    flatness = feature.spectral_flatness(S=amplitude)
    logs = [np.log2(centroid + 50), np.log2(bandwidth + 50), np.log2(rolloff + 50), np.log10(flatness + 1e-6)]
    return np.asarray(np.concatenate(logs), np.float32)


def summarize(
    chunks: Sequence[Frames], *, peak: float, stereo_energy: float, mono_energy: float
) -> dict[str, Float32Array]:
    """All groups but SHAPE.

    Args:
        chunks: at least one, with at least one frame in all.
        peak: largest absolute sample.
        stereo_energy: summed squares of left and right (mono counted twice); mono_energy: of their mean.
    """
    mel = np.concatenate([chunk.mel for chunk in chunks], axis=1)
    chroma = np.concatenate([chunk.chroma for chunk in chunks], axis=1)
    loudness = np.concatenate([chunk.loudness for chunk in chunks])
    spectral = np.concatenate([chunk.spectral for chunk in chunks], axis=1)
    heard = _audible(mel)
    decibels: Float32Array = librosa.power_to_db(mel, amin=_SILENT, top_db=RANGE_DB)
    width = min((1e-12 + stereo_energy) / (1e-12 + mono_energy), 100.0)
    onsets = onset_curve(decibels)
    mfcc: Float32Array = librosa.feature.mfcc(S=decibels[:, heard], n_mfcc=groups.N_MFCC)
    found: dict[str, FloatArray | Float32Array] = {
        groups.TIMBRE: _mean_and_deviation(mfcc),
        groups.MOTION: motion(mfcc),
        groups.COLOUR: _mean_and_deviation(spectral[:, heard]),
        groups.BANDS: bands(decibels[:, heard]),
        groups.DYNAMICS: dynamics(loudness.astype(np.float64) * width, peak, width),
        groups.PATTERN: pattern(decibels),
        groups.RHYTHM: rhythm(onsets),
        groups.TONAL: tonal(chroma[:, heard]),
    }
    return {name: np.asarray(np.nan_to_num(values), np.float32) for name, values in found.items()}


def _audible(mel: Float32Array) -> BoolArray:
    """Frames that are more than silence beside the loudest one; all of them where too few are."""
    power = mel.sum(axis=0)
    heard: BoolArray = power > 1e-8 * max(1e-12, float(power.max()))
    return heard if int(heard.sum()) >= 16 else np.ones(len(power), np.bool_)


def _mean_and_deviation(values: Float32Array) -> Float32Array:
    return np.concatenate([values.mean(axis=1), values.std(axis=1)])


def motion(mfcc: Float32Array) -> FloatArray:
    """How much each MFCC changes over two frames (93 ms): the deviation of its differences; shape (N_MFCC,)."""
    if mfcc.shape[1] <= 2:
        return np.zeros(groups.N_MFCC)
    return np.asarray((mfcc[:, 2:] - mfcc[:, :-2]).std(axis=1), np.float64)


def bands(decibels: Float32Array) -> Float32Array:
    """The 10th, 50th and 90th percentile over time of the level in 32 bands, in dB."""
    coarse = decibels.reshape(groups.N_BANDS, -1, decibels.shape[1]).mean(axis=1)
    ordered = np.sort(coarse, axis=1)
    return np.concatenate([ordered[:, int(ordered.shape[1] * share)] for share in (0.1, 0.5, 0.9)])


def dynamics(power: FloatArray, peak: float, width: float) -> FloatArray:
    """Integrated loudness (LUFS), loudness range (LU), peak to loudness (dB), deviation of loudness, stereo width (dB).

    Gating as in ITU-R BS.1770 (-70 LUFS, then 10 LU below the mean); mono is counted as dual mono. The range is the
    10th to 95th percentile as in EBU Tech 3342, over windows of 0.4 s.
    """
    window, hop = max(1, round(0.4 * FRAMES_PER_SECOND)), max(1, round(0.1 * FRAMES_PER_SECOND))
    sums = np.concatenate([[0.0], np.cumsum(power)])
    means = (sums[window::hop] - sums[:-window:hop]) / window if len(power) > window else power
    means = np.maximum(means, 1e-14)
    levels = -0.691 + 10 * np.log10(means)
    gated = levels > -70
    mean = float(means[gated].mean()) if gated.any() else 1e-10
    twice = gated & (levels > -10.691 + 10 * np.log10(mean))
    integrated = -0.691 + 10 * np.log10(float(means[twice].mean()) if twice.any() else mean)
    ordered = np.sort(levels[gated]) if gated.any() else levels[:1]
    spread = ordered[int(0.95 * (len(ordered) - 1))] - ordered[int(0.1 * (len(ordered) - 1))]
    deviation = float(levels[gated].std()) if gated.any() else 0.0
    return np.array(
        [integrated, spread, 20 * np.log10(peak + 1e-6) - integrated, deviation, 10 * np.log10(width / 2)], np.float64
    )


_PATTERN_EDGES_HZ = (0.3, 0.6, 1.0, 1.5, 2.2, 3.2, 4.6, 5.4)


def pattern(decibels: Float32Array) -> FloatArray:
    """How strongly each of 13 bands fluctuates at 7 rates from 0.3 to 5.4 Hz, as log10 shares; shape (91,).

    Fluctuation patterns as in "Computational models of music similarity" (2006, section 2.2.5), without the
    psychoacoustic weighting.
    """
    pooled_rate = FRAMES_PER_SECOND / 2
    window = round(6 * pooled_rate)
    usable = decibels.shape[1] // 2 * 2
    count = usable // 2 // window
    if count == 0:
        return np.full(91, -2.0)
    pooled = decibels[:, :usable].reshape(N_MEL, -1, 2).mean(axis=2)
    coarse = pooled[: N_MEL // 13 * 13].reshape(13, -1, pooled.shape[1]).mean(axis=1).T
    parts = coarse[: count * window].reshape(count, window, 13)
    spectrum = np.abs(np.fft.rfft(parts - parts.mean(axis=1, keepdims=True), axis=1)) / window
    rates = np.arange(spectrum.shape[1]) * pooled_rate / window
    found = np.stack(
        [
            spectrum[:, (rates >= low) & (rates < high)].mean(axis=1)
            for low, high in itertools.pairwise(_PATTERN_EDGES_HZ)
        ],
        axis=1,
    ).sum(axis=0)
    return np.asarray(np.log10(1e-3 + found.reshape(-1) / (found.sum() + 1e-9)), np.float64)


def onset_curve(decibels: Float32Array) -> Float32Array:
    """Onset strength per frame: librosa's spectral flux on the mel spectrum."""
    curve: Float32Array = librosa.onset.onset_strength(S=decibels, sr=RATE, hop_length=HOP, n_fft=N_FFT)
    return curve


_TEMPI = 60.0 * 2.0 ** (np.arange(60) / 20.0 - 0.5)
"""Tempi from 42 to 328 a minute, 20 to the octave."""


def rhythm(onsets: Float32Array) -> FloatArray:
    """Tempo as octaves from 120 a minute, its strength, 20 points of the tempogram, onset mean, deviation, rate."""
    longest = round(8 * FRAMES_PER_SECOND)
    if len(onsets) < longest:
        return np.zeros(groups.WIDTHS[groups.RHYTHM])
    curve = librosa.autocorrelate(onsets - onsets.mean(), max_size=longest) / (len(onsets) - np.arange(longest))
    curve = curve / (abs(curve[0]) + 1e-12)
    lags = 60.0 * FRAMES_PER_SECOND / _TEMPI
    tempogram = np.interp(lags, np.arange(longest), curve)
    # The prior and its width are those of librosa.feature.tempo: log-normal around 120 a minute, one octave wide.
    best = int(np.argmax(np.log1p(1e6 * np.maximum(tempogram, 0.0)) - 0.5 * np.log2(_TEMPI / 120.0) ** 2))
    loud = float((onsets > onsets.mean() + onsets.std()).mean())
    return np.concatenate(
        [
            [np.log2(_TEMPI[best] / 120.0), tempogram[best]],
            tempogram[::3],
            [float(onsets.mean()), float(onsets.std()), loud],
        ]
    )


_MAJOR = np.array([6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88])
_MINOR = np.array([6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17])
"""Key profiles from "Tracing the dynamic changes in perceived tonal organization in a spatial representation of
musical keys", Psychological Review 89 (1982)."""


def _key_matrix() -> FloatArray:
    rows = [np.roll(profile, key) for profile in (_MAJOR, _MINOR) for key in range(12)]
    centred = np.array(rows) - np.mean(rows, axis=1, keepdims=True)
    return np.asarray(centred / np.linalg.norm(centred, axis=1, keepdims=True), np.float64)


_KEYS = _key_matrix()


def tonal(chroma: Float32Array) -> FloatArray:
    """Mean chroma with the key first (12), fit of the key, major minus minor, entropy, change (2), tonnetz (12).

    Independent of the key itself: a song and its transposition are alike.
    """
    mean = chroma.mean(axis=1).astype(np.float64)
    centred = mean - mean.mean()
    fit = _KEYS @ (centred / (np.linalg.norm(centred) + 1e-9))
    key = int(np.argmax(fit))
    share = mean / (mean.sum() + 1e-9)
    change = np.abs(np.diff(chroma[:, ::3], axis=1)).sum(axis=0) if chroma.shape[1] > 3 else np.zeros(1)
    tonnetz = librosa.feature.tonnetz(chroma=chroma[:, ::2], sr=RATE)
    return np.concatenate(
        [
            np.roll(share, -(key % 12)),
            [fit[key], fit[:12].max() - fit[12:].max(), -float(np.sum(share * np.log(share + 1e-9)))],
            [float(change.mean()), float(change.std())],
            _mean_and_deviation(tonnetz),
        ]
    )
