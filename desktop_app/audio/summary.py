"""From the frames of a track to its feature groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from desktop_app.audio import dynamics, groups, harmony, rhythm, timbre
from desktop_app.audio.spectrogram import Frames
from desktop_app.domain.tables import BoolArray, Float32Array, FloatArray


@dataclass(frozen=True, slots=True)
class Totals:
    """What is counted over the samples of a track."""

    peak: float
    """Largest absolute sample."""
    channels: float
    """Energy of left and right together, counted as two channels also for mono."""
    mono: float
    """Energy of their mean."""

    @property
    def width_db(self) -> float:
        """How much more all channels hold than their mean: 0 for mono, 3 for two that have nothing in common."""
        return float(10 * np.log10(min((1e-12 + self.channels) / (5e-13 + self.mono), 200.0) / 2))


def summarize(stretches: Sequence[list[Frames]], totals: Totals) -> dict[str, Float32Array]:
    """All measured groups but SHAPE.

    Args:
        stretches: of the track, each in consecutive chunks; at least one with one frame. They are emptied: of a long
            track there is no room for twice the same.
    """
    chunks = [chunk for stretch in stretches for chunk in stretch]
    ends = np.cumsum([sum(chunk.mel.shape[1] for chunk in stretch) for stretch in stretches])[:-1]
    mel = np.concatenate([chunk.mel for chunk in chunks], axis=1)
    colours = np.concatenate([chunk.colour for chunk in chunks], axis=1)
    partials = harmony.joined([chunk.peaks for chunk in chunks])
    loudness = dynamics.loudness(
        [np.concatenate([c.loudness for c in stretch]).astype(np.float64) for stretch in stretches if stretch]
    )
    del chunks
    for stretch in stretches:
        stretch.clear()
    heard = _audible(mel)
    amplitude = timbre.audible_amplitude(_columns(mel, heard))
    decibels = timbre.levels_db(mel)
    del mel
    levels = np.split(decibels, ends, axis=1)
    beats = rhythm.rhythm([rhythm.onset_curve(part) for part in levels if part.shape[1]])
    audible, colour = _columns(decibels, heard), _columns(colours, heard)
    crest = dynamics.crest_db(totals.peak, loudness.lufs)
    tuned = harmony.tuning(partials)
    pitches = harmony.chroma(partials, tuned)
    tones = harmony.harmony(pitches)
    mfcc = timbre.mfcc(audible)
    read = {
        "loudness_lufs": loudness.lufs,
        "range_lu": loudness.range_lu,
        "crest_db": crest,
        "tempo_bpm": beats.tempo_bpm,
        "other_tempo_bpm": beats.other_tempo_bpm,
        "tempo_confidence": beats.confidence,
        "pulse_clarity": beats.clarity,
        "onset_rate_hz": beats.onset_rate_hz,
        "key": tones.key,
        "minor": tones.minor,
        "key_confidence": tones.confidence,
        "tuning_cents": 100.0 * tuned,
        "brightness_hz": timbre.brightness(colour),
        "width_db": totals.width_db,
    }
    found: dict[str, FloatArray | Float32Array] = {
        groups.TIMBRE: timbre.mean_and_deviation(mfcc),
        groups.COVARIANCE: timbre.covariance(mfcc),
        groups.MOTION: timbre.motion(mfcc),
        groups.COLOUR: timbre.mean_and_deviation(colour),
        groups.CONTRAST: timbre.mean_and_deviation(timbre.contrast(amplitude)),
        groups.BANDS: timbre.bands(audible),
        # Loudness (LUFS), range and deviation of 0.4 s (LU), with the crest (dB) between them, and width (dB).
        groups.DYNAMICS: np.array(
            [loudness.lufs, loudness.short_range_lu, crest, loudness.deviation_lu, totals.width_db]
        ),
        groups.PATTERN: rhythm.pattern(levels),
        groups.RHYTHM: beats.rhythm,
        groups.TONAL: tones.tonal,
        groups.READING: np.array([float(read[name]) for name in groups.READINGS]),
    }
    return {name: np.asarray(np.nan_to_num(values), np.float32) for name, values in found.items()}


def _audible(mel: Float32Array) -> BoolArray:
    """Frames that are more than silence beside the loudest one; all of them where too few are."""
    power = mel.sum(axis=0)
    heard: BoolArray = power > 1e-8 * max(1e-12, float(power.max()))
    return heard if int(heard.sum()) >= 16 else np.ones(len(power), np.bool_)


def _columns(values: Float32Array, wanted: BoolArray) -> Float32Array:
    """Those that are wanted, at least one; without a copy where they lie together, as between two silences."""
    places = np.flatnonzero(wanted)
    first, end = int(places[0]), int(places[-1]) + 1
    return values[:, first:end] if end - first == len(places) else np.take(values, places, axis=1)
