"""Harmony: which pitches sound together, in which tuning and key, and how fast that changes.

A frame of 93 ms cannot tell neighbouring semitones apart by its bins below about 500 Hz, but the place of a partial can
be read between the bins. Chroma therefore comes from the partials, which also shows how the track is tuned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import librosa
import numpy as np

from desktop_app.audio.scale import N_FFT, RATE
from desktop_app.audio.timbre import mean_and_deviation
from desktop_app.domain.tables import Float32Array, FloatArray, Int32Array

EVERY = 4
"""Partials are looked for in every so many frames, 5.4 times a second."""
_LOWEST_HZ, _HIGHEST_HZ = 60.0, 3_600.0
_LOW, _HIGH = round(_LOWEST_HZ * N_FFT / RATE), round(_HIGHEST_HZ * N_FFT / RATE)
_FLOOR = np.float32(1e-4)
"""Partials more than 40 dB below the strongest one of the frame are left out."""
_TUNED = 0.15
"""Partials that agree less than this on a tuning (length of the mean vector) are taken for tuned to 440 Hz."""


@dataclass(frozen=True, slots=True)
class Peaks:
    """Partials of some frames, shape (n_peaks,) each."""

    frame: Int32Array
    """Which of the frames, from 0 on."""
    semitone: Float32Array
    """Above the A of 440 Hz, with fractions."""
    weight: Float32Array
    """Square root of the amplitude beside the strongest partial of the frame, 0 to 1."""
    frames: int
    """How many frames were looked at."""


def peaks(power: Float32Array) -> Peaks:
    """The partials of every EVERYth frame.

    Args:
        power: shape (n_frames, N_FFT // 2 + 1).
    """
    looked = power[::EVERY, _LOW - 1 : _HIGH + 1]
    middle = looked[:, 1:-1]
    strongest = middle.max(axis=1)
    above = (middle > looked[:, :-2]) & (middle >= looked[:, 2:]) & (middle > (strongest * _FLOOR + 1e-9)[:, None])
    frame, place = np.nonzero(above)
    # A parabola through the logarithms of three bins finds the top of a Hann window's lobe within 2 % of a bin.
    left, top, right = (np.log(looked[frame, place + shift] + np.float32(1e-12)) for shift in range(3))
    bins = place + _LOW + 0.5 * (left - right) / np.minimum(left - 2 * top + right, -1e-6)
    semitone = 12.0 * np.log2(bins * (RATE / N_FFT / 440.0))
    weight = (middle[frame, place] / strongest[frame]) ** 0.25
    return Peaks(frame.astype(np.int32), semitone.astype(np.float32), weight.astype(np.float32), len(looked))


def joined(parts: Sequence[Peaks]) -> Peaks:
    """Consecutive ones as one."""
    begins = np.concatenate([[0], np.cumsum([part.frames for part in parts])]).astype(np.int32)
    return Peaks(
        np.concatenate([part.frame + begin for part, begin in zip(parts, begins, strict=False)]),
        np.concatenate([part.semitone for part in parts]),
        np.concatenate([part.weight for part in parts]),
        int(begins[-1]),
    )


def tuning(found: Peaks) -> float:
    """How far the track is tuned from 440 Hz, in semitones, -0.5 to 0.5; 0 where its partials agree on no tuning."""
    total = float(found.weight.sum())
    if total < 1e-9:
        return 0.0
    angle = np.float32(2 * np.pi) * (found.semitone - np.rint(found.semitone))
    mean = complex(float(found.weight @ np.cos(angle)), float(found.weight @ np.sin(angle))) / total
    return float(np.angle(mean)) / (2 * np.pi) if abs(mean) > _TUNED else 0.0


def chroma(found: Peaks, tuned: float) -> Float32Array:
    """How present each pitch class is, from C on, the strongest of a frame 1 (none: all 0); shape (12, n_frames).

    Args:
        tuned: in semitones, see `tuning`.
    """
    steps = found.semitone - np.float32(tuned)
    nearest = np.rint(steps)
    weight = found.weight * np.square(np.cos(np.pi * (steps - nearest)))  # between two pitches lies none
    cell = found.frame.astype(np.int64) * 12 + (nearest.astype(np.int64) + 9) % 12
    sums = np.bincount(cell, weight, found.frames * 12).reshape(found.frames, 12).T
    return np.asarray(sums / np.maximum(sums.max(axis=0, initial=0.0), 1e-9), np.float32)


_MAJOR = np.array([6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88])
_MINOR = np.array([6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17])
"""Key profiles from "Tracing the dynamic changes in perceived tonal organization in a spatial representation of
musical keys", Psychological Review 89 (1982)."""


_FIFTH, _THIRD = 0.3, 0.2
"""How much of its own weight a note adds to the pitch of its third and fifth partial.

That profiles must allow for partials is from "Tonal description of polyphonic audio for music content processing",
INFORMS Journal on Computing 18 (2006). The shares are about those of the weights that `peaks` gives to partials that
fall by 9 dB an octave; from 0.2 and 0.1 on they read single chords, scales and cadences in all keys alike.
"""


def _key_matrix() -> FloatArray:
    profiles = [profile + _FIFTH * np.roll(profile, 7) + _THIRD * np.roll(profile, 4) for profile in (_MAJOR, _MINOR)]
    rows = [np.roll(profile, key) for profile in profiles for key in range(12)]
    centred = np.array(rows) - np.mean(rows, axis=1, keepdims=True)
    return np.asarray(centred / np.linalg.norm(centred, axis=1, keepdims=True), np.float64)


_KEYS = _key_matrix()


@dataclass(frozen=True, slots=True)
class Harmony:
    """What is heard of pitch over a whole track."""

    tonal: FloatArray
    """The group TONAL: mean chroma with the key first, as shares (12), fit of the key, major minus minor, entropy,
    change (mean, deviation), tonnetz (12). Independent of the key itself: a song and its transposition are alike."""
    key: int
    """Semitones from C."""
    minor: bool
    confidence: float
    """0 to 1: how tonal the sound is, and how far the key lies before the next best."""


def harmony(pitches: Float32Array) -> Harmony:
    """Key, mode and the rest of a track.

    Args:
        pitches: see `chroma`, at least one frame.
    """
    mean = pitches.mean(axis=1).astype(np.float64)
    centred = mean - mean.mean()
    strength = float(np.linalg.norm(centred))
    fit = _KEYS @ (centred / (strength + 1e-9))
    key = int(np.argmax(fit))
    share = mean / (mean.sum() + 1e-9)
    change = np.abs(np.diff(pitches, axis=1)).sum(axis=0) if pitches.shape[1] > 1 else np.zeros(1)
    tonnetz = librosa.feature.tonnetz(chroma=pitches, sr=RATE)
    next_best = float(np.sort(fit)[-2])
    tonal_sound = min(1.0, strength / (float(np.linalg.norm(mean)) + 1e-9) / 0.5)
    confidence = max(0.0, float(fit[key])) * tonal_sound * min(1.0, (float(fit[key]) - next_best) / 0.15)
    tonal = np.concatenate(
        [
            np.roll(share, -(key % 12)),
            [fit[key], fit[:12].max() - fit[12:].max(), -float(np.sum(share * np.log(share + 1e-9)))],
            [float(change.mean()), float(change.std())],
            mean_and_deviation(tonnetz),
        ]
    )
    return Harmony(tonal, key % 12, key >= 12, confidence)
