"""The groups of sound features: what each holds, how wide it is, its version, its weight in similarity.

A group's version goes up when its values change for the same sound; tracks are then analysed again for that group.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.domain.tables import Float32Array

TIMBRE = "timbre"
MOTION = "motion"
COLOUR = "colour"
BANDS = "bands"
DYNAMICS = "dynamics"
PATTERN = "pattern"
RHYTHM = "rhythm"
TONAL = "tonal"
SHAPE = "shape"

N_MFCC, N_BANDS, SHAPE_POINTS = 20, 32, 1000

WIDTHS: dict[str, int] = {
    TIMBRE: 2 * N_MFCC,
    MOTION: N_MFCC,
    COLOUR: 8,
    BANDS: 3 * N_BANDS,
    DYNAMICS: 5,
    PATTERN: 91,
    RHYTHM: 25,
    TONAL: 29,
    SHAPE: SHAPE_POINTS,
}
"""Number of float32 values of each group; `extract` says what they are."""

VERSIONS: dict[str, int] = dict.fromkeys(WIDTHS, 1)
"""The version that `extract` computes now."""

SIMILARITY_WEIGHTS: dict[str, float] = {
    TIMBRE: 1.0,
    MOTION: 1.0,
    COLOUR: 1.0,
    BANDS: 1.0,
    DYNAMICS: 1.0,
    PATTERN: 1.0,
    RHYTHM: 0.5,
    TONAL: 1.0,
}
"""Weight of each group in sound similarity; SHAPE is for the eye and has none.

Equal, so that nothing is fitted to the small sample of `tests/quality/sound.py`, but for RHYTHM: leaving it out raised
the retrieval on two samples of music, yet it is what people mean by tempo, so it keeps a part.

Similarity is meant as: every column z-scored over the library, every group multiplied by weight / sqrt(width), then
the cosine of the joined vectors.
"""


@dataclass(frozen=True, slots=True)
class Analysis:
    """Features of one track by group, each float32, finite, of its width; and the true length of its sound."""

    features: dict[str, Float32Array]
    duration_ms: int
