"""The groups of sound features: what each holds, how wide it is, its version, its part in similarity.

A group's version goes up when its values change for the same sound; tracks are then heard again for that group alone,
and what was stored of the older version serves until the new one covers as much.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desktop_app.domain.tables import Float32Array

TIMBRE = "timbre"
COVARIANCE = "covariance"
MOTION = "motion"
COLOUR = "colour"
CONTRAST = "contrast"
BANDS = "bands"
DYNAMICS = "dynamics"
PATTERN = "pattern"
RHYTHM = "rhythm"
TONAL = "tonal"
READING = "reading"
SHAPE = "shape"

MSD = "msd"
MTT = "mtt"
MSD_TAGS = "msd_tags"
MTT_TAGS = "mtt_tags"
MOOD = "mood"

N_MFCC, N_BANDS, SHAPE_POINTS = 20, 32, 1000
N_TAGS, N_EMBEDDING = 50, 200

READINGS = (
    "loudness_lufs",
    "range_lu",
    "crest_db",
    "tempo_bpm",
    "other_tempo_bpm",
    "tempo_confidence",
    "pulse_clarity",
    "onset_rate_hz",
    "key",
    "minor",
    "key_confidence",
    "tuning_cents",
    "brightness_hz",
    "width_db",
)
"""What a person may read of a track, in the order of READING. `key` counts semitones from C, `minor` is 0 or 1,
confidences and clarity run from 0 to 1; a tempo of 0 means that there is no beat to be heard."""

WIDTHS: dict[str, int] = {
    TIMBRE: 2 * N_MFCC,
    COVARIANCE: N_MFCC * (N_MFCC + 1) // 2,
    MOTION: N_MFCC,
    COLOUR: 8,
    CONTRAST: 14,
    BANDS: 3 * N_BANDS,
    DYNAMICS: 5,
    PATTERN: 91,
    RHYTHM: 25,
    TONAL: 29,
    READING: len(READINGS),
    SHAPE: SHAPE_POINTS,
    MSD: 2 * N_EMBEDDING,
    MTT: 2 * N_EMBEDDING,
    MSD_TAGS: N_TAGS,
    MTT_TAGS: N_TAGS,
    MOOD: 7,
}
"""Number of float32 values of each group; the modules that `summary` calls, and `learned`, say what they are."""

LEARNED = frozenset({MSD, MTT, MSD_TAGS, MTT_TAGS, MOOD})
"""Groups that the shipped models give. They are heard in excerpts, and may be missing: a model may not be there, and
of silence or of less than three seconds a model would only talk nonsense."""
MEASURED = frozenset(WIDTHS) - LEARNED
"""Groups that are computed from the sound of the whole track; every heard track has all of them, of silence all but
SHAPE empty."""
NOT_IN_EXCERPTS = frozenset({SHAPE})
"""What the first, quick pass over excerpts cannot tell."""
NEEDED = frozenset({TIMBRE})
"""A track that has these counts as heard. The measured groups come together, but after an upgrade some may be older."""

VERSIONS: dict[str, int] = dict.fromkeys(WIDTHS, 1) | dict.fromkeys(
    (TIMBRE, MOTION, COLOUR, BANDS, DYNAMICS, PATTERN, RHYTHM, TONAL, SHAPE), 2
)
"""The version that is computed now."""

SIMILARITY_WEIGHTS: dict[str, float] = {
    TIMBRE: 1.0,
    MOTION: 1.0,
    COLOUR: 0.5,
    CONTRAST: 1.0,
    BANDS: 1.0,
    DYNAMICS: 1.0,
    PATTERN: 1.0,
    RHYTHM: 0.5,
    TONAL: 1.0,
    MSD: 0.4,
    MTT: 0.4,
}
"""Weight of each group in sound similarity; groups for the eye have none.

The measured groups weigh against each other in one block, which counts 1; each embedding is a block that a track may
lack. See `recommend.blocks` and `recommend.space`. Three sets of game music were at hand: A, 58 tracks of 10 games, the
sample of `tests.quality sound`; B, 201 to 205 tracks of 22 games, heard by a prototype; C, 184 tracks of 21 other
games. A change had to gain on one of them and lose on none. Mean average precision without and with embeddings is .464
and .494 on A, .342 and .351 on C.

All measured groups count 1, so that nothing is fitted, but for these. RHYTHM with a full part loses .020 on A and .010
on C, and B gained .013 without it; yet it is what people mean by tempo, so it keeps half. COLOUR: half instead of 1
gains .012 on C and .002 on A; its eight numbers say again what BANDS says. CONTRAST gained .010 on B, and .001 to .002
on A and C. COVARIANCE has no part: it loses .005 on A and gains .001 on C.

The embeddings together have 0.44 of the whole. B was best with 0.38 (1.5 each against eight groups of weight 1), A with
0.44, C with 0.3; from 0.3 to 0.5 neither A nor C changes by more than .010.
"""

EXCERPTS, EXCERPT_S = 6, 10.0
"""The quick pass and the models hear so many stretches of so many seconds, spread evenly over a track."""


def of(names: Iterable[str]) -> dict[str, int]:
    """The current versions of some groups."""
    return {name: VERSIONS[name] for name in sorted(names)}


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was heard of one track.

    `features` holds the groups that were asked for, each float32, finite, of its width, or empty where the sound gives
    nothing to go by (silence; for a model, too little). `duration_ms` is counted while decoding the whole track; None
    where only excerpts were heard, or not all of hours.
    """

    features: dict[str, Float32Array]
    duration_ms: int | None
    excerpts: bool = False
    """Whether the measured groups rest on excerpts only."""
