"""Rhythm: when something begins to sound, how regularly, and how fast. The last axis of an array is time.

Everything is computed stretch by stretch and then pooled, so that excerpts and whole tracks can be compared.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import librosa
import numpy as np
from scipy.interpolate import CubicSpline
from scipy.ndimage import uniform_filter1d

from desktop_app.audio import groups
from desktop_app.audio.scale import FRAMES_PER_SECOND, HOP, N_FFT, N_MEL, RATE
from desktop_app.domain.tables import Float32Array, FloatArray

_EDGES_HZ = (0.3, 0.6, 1.0, 1.5, 2.2, 3.2, 4.6, 5.4)
_PATTERN_WINDOW_S, _PATTERN_STEP_S = 6.0, 2.0


def pattern(stretches: Sequence[Float32Array]) -> FloatArray:
    """How strongly each of 13 bands fluctuates at 7 rates from 0.3 to 5.4 Hz, as log10 shares; shape (91,).

    Fluctuation patterns as in "Computational models of music similarity" (2006, section 2.2.5), without the
    psychoacoustic weighting.

    Args:
        stretches: mel spectrograms in dB, shape (N_MEL, n_frames) each.
    """
    pooled_rate = FRAMES_PER_SECOND / 2
    window, step = round(_PATTERN_WINDOW_S * pooled_rate), round(_PATTERN_STEP_S * pooled_rate)
    rates = np.arange(window // 2 + 1) * pooled_rate / window
    found, per_band = np.zeros((len(_EDGES_HZ) - 1, 13)), N_MEL // 13
    for decibels in stretches:
        usable = decibels.shape[1] // 2 * 2
        if usable // 2 < window:
            continue
        coarse = np.add.reduceat(decibels[: 13 * per_band, :usable], np.arange(13) * per_band, axis=0) / per_band
        coarse = 0.5 * (coarse[:, ::2] + coarse[:, 1::2])
        parts = np.lib.stride_tricks.sliding_window_view(coarse, window, axis=1)[:, ::step]
        spectrum = np.abs(np.fft.rfft(parts - parts.mean(axis=2, keepdims=True), axis=2)).mean(axis=1) / window
        found += len(range(0, usable // 2 - window + 1, step)) * np.stack(
            [spectrum[:, (rates >= low) & (rates < high)].mean(axis=1) for low, high in itertools.pairwise(_EDGES_HZ)]
        )
    if not found.any():
        return np.full(groups.WIDTHS[groups.PATTERN], -2.0)
    return np.asarray(np.log10(1e-3 + found.T.reshape(-1) / (found.sum() + 1e-9)), np.float64)


def onset_curve(decibels: Float32Array) -> Float32Array:
    """Onset strength per frame, in dB: librosa's spectral flux on the mel spectrum."""
    curve: Float32Array = librosa.onset.onset_strength(S=decibels, sr=RATE, hop_length=HOP, n_fft=N_FFT)
    return curve


_TEMPI = 60.0 * 2.0 ** (np.arange(60) / 20.0 - 0.5)
"""Tempi from 42 to 328 a minute, 20 to the octave."""
_LONGEST = round(8 * FRAMES_PER_SECOND)
_LOCAL = round(4 * FRAMES_PER_SECOND)
_STEPS = 140
_CANDIDATES = 40.0 * 2.0 ** (np.arange(round(np.log2(220 / 40) * _STEPS)) / _STEPS)
"""Tempi from 40 to 220 a minute in steps of 0.5 %."""
_OFF_BEAT = 0.5
_CHANCE = 5.0
"""Noise of n frames seems to have a pulse of about this / sqrt(n)."""
_NO_BEAT = 0.03
_RELATED = (1 / 4, 1 / 3, 2 / 5, 1 / 2, 3 / 5, 2 / 3, 3 / 4, 4 / 5, 1.0, 5 / 4, 4 / 3, 3 / 2, 2.0, 5 / 2, 3.0, 4.0)
"""A clear pulse is also seen at these multiples of its tempo: they are no rivals."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is heard of time over a whole track."""

    rhythm: FloatArray
    """The group RHYTHM: tempo as octaves from 120 a minute, its strength, 20 points of the tempogram (tempi rising from
    42 a minute by 3/20 of an octave), onset mean, deviation, share of strong ones."""
    tempo_bpm: float
    """0: there is no beat."""
    other_tempo_bpm: float
    """Twice or half of it, whichever is more likely felt."""
    confidence: float
    clarity: float
    onset_rate_hz: float


def rhythm(curves: Sequence[Float32Array]) -> Rhythm:
    """Tempo, pulse and onsets of a track.

    Args:
        curves: the onset curve of every stretch, see `onset_curve`.
    """
    onsets = np.concatenate(curves)
    levels = [float(onsets.mean()), float(onsets.std()), float((onsets > onsets.mean() + onsets.std()).mean())]
    curve, frames = autocorrelation(curves)
    if not frames:
        return Rhythm(np.concatenate([np.zeros(22), levels]), 0.0, 0.0, 0.0, 0.0, onset_rate(curves))
    between = CubicSpline(np.arange(_LONGEST), curve)
    lags = 60.0 * FRAMES_PER_SECOND / _CANDIDATES
    # A beat is a period that comes again, with little half-way; the prior and its width are those of
    # librosa.feature.tempo: log-normal around 120 a minute, one octave wide.
    on_beat, off_beat = (np.maximum(_comb(between, lags, np.arange(4.0) + shift), 0.0) for shift in (1.0, 0.5))
    score = np.maximum(on_beat - _OFF_BEAT * off_beat, 0.0) * np.exp(-0.5 * np.log2(_CANDIDATES / 120.0) ** 2)
    best = int(np.argmax(score))
    tempo = _refined(between, float(_CANDIDATES[best]))
    chance = min(_CHANCE / np.sqrt(frames), 0.9)
    clarity = float(np.clip((on_beat[best] - chance) / (1.0 - chance), 0.0, 1.0))
    related = np.abs(np.log2(_CANDIDATES[:, None] / (tempo * np.array(_RELATED)))).min(axis=1) < 0.06
    tops = np.append(score[:-1] >= score[1:], True) & np.insert(score[1:] >= score[:-1], 0, True)
    rival = float(score[tops & ~related].max(initial=0.0))
    confidence = max(0.0, 1.0 - rival / max(float(score[best]), 1e-9)) * min(1.0, clarity / 0.25)
    tempogram = np.asarray(between(60.0 * FRAMES_PER_SECOND / _TEMPI))
    values = np.concatenate([[np.log2(tempo / 120.0), on_beat[best]], tempogram[::3], levels])
    if clarity < _NO_BEAT:
        return Rhythm(values, 0.0, 0.0, 0.0, clarity, onset_rate(curves))
    return Rhythm(values, tempo, _other_octave(score, tempo), confidence, clarity, onset_rate(curves))


def autocorrelation(curves: Sequence[Float32Array]) -> tuple[FloatArray, int]:
    """How alike the onset curves are to themselves 0 to 8 s later, 1 at 0 s; and on how many frames that rests.

    What is slower than 4 s is taken out first, and the curve is smoothed, so that an onset counts the same wherever it
    falls between two frames. Shape (_LONGEST,); all 0 and no frames where no stretch is longer than that, or nothing
    ever begins.
    """
    total, counts, frames = np.zeros(_LONGEST), np.zeros(_LONGEST), 0
    for curve in curves:
        if len(curve) > _LONGEST:
            beats = curve - uniform_filter1d(curve.astype(np.float64), _LOCAL, mode="nearest")
            beats = np.convolve(beats, (0.25, 0.5, 0.25), mode="same")
            total += librosa.autocorrelate(beats, max_size=_LONGEST)
            counts += len(curve) - np.arange(_LONGEST)
            frames += len(curve)
    if not frames or total[0] < 1e-6 * counts[0]:
        return np.zeros(_LONGEST), 0
    found = total / counts
    return found / found[0], frames


def _comb(between: CubicSpline, lags: FloatArray, multiples: FloatArray) -> FloatArray:
    """The mean of a curve at those multiples of each lag that it reaches; shape of `lags`."""
    places = lags[:, None] * multiples
    reached = places <= _LONGEST - 1
    values = np.where(reached, between(np.minimum(places, _LONGEST - 1)), 0.0)
    return np.asarray(values.sum(axis=1) / np.maximum(reached.sum(axis=1), 1), np.float64)


def _refined(between: CubicSpline, tempo: float) -> float:
    """The best tempo within 4 %, by up to eight periods: the more of them, the finer it can be read."""
    near = tempo * 2.0 ** np.linspace(-0.057, 0.057, 91)
    lags = 60.0 * FRAMES_PER_SECOND / near
    periods = np.arange(1.0, 1.0 + min(8.0, (_LONGEST - 1) // float(lags[0])), dtype=np.float64)
    return float(near[int(np.argmax(_comb(between, lags, periods)))])


def _other_octave(score: FloatArray, tempo: float) -> float:
    """Half or twice the tempo, as the candidates' scores have it."""
    strength = [float(np.interp(bpm, _CANDIDATES, score, left=0.0, right=0.0)) for bpm in (tempo / 2, tempo * 2)]
    if max(strength) == 0.0:
        return tempo / 2 if tempo > 120.0 else tempo * 2
    return tempo / 2 if strength[0] >= strength[1] else tempo * 2


def onset_rate(curves: Sequence[Float32Array]) -> float:
    """How many onsets there are in a second: tops of the curve that stand out of the second around them."""
    count, frames, window = 0, 0, round(FRAMES_PER_SECOND)
    for curve in curves:
        frames += len(curve)
        if len(curve) > 2:
            ground = uniform_filter1d(curve, window, mode="nearest")
            middle = curve[1:-1]
            tops = (middle > curve[:-2]) & (middle >= curve[2:]) & (middle > 1.5 * ground[1:-1] + _ONSET_DB)
            count += int(tops.sum())
    return count * FRAMES_PER_SECOND / max(1, frames)


_ONSET_DB = 1.0
"""An onset lifts the mel bands by at least this much in the mean."""
