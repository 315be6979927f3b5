"""Chance from a seed: the same seed and track give the same draw, whatever else is in the library."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop_app.domain.tables import FloatArray, Int64Array
from desktop_app.recommend.protocols import Evidence
from desktop_app.recommend.situation import Situation

EULER = 0.5772156649015329
"""Mean of the standard Gumbel distribution."""
SMALL = 0.06
"""Logits: enough to order ties (tracks of one album never heard score alike), too little to turn real differences."""
WHILE_UNSURE = 0.02
"""Logits added with an empty log, halved after 30 plays: what is not known may vary, but a reason must lead."""
WILD_EVERY = 5
"""One slot in so many is drawn from a distribution instead of taking the best."""
_MASK = 0xFFFFFFFFFFFFFFFF


def gumbel(seed: int, stream: int, ids: Int64Array) -> FloatArray:
    """Standard Gumbel numbers, a pure function of (seed, stream, id). Shape of `ids`.

    The uniforms come from the finaliser of SplitMix64 ("Fast splittable pseudorandom number generators", OOPSLA 2014).
    """
    key = np.uint64(_mix((_mix(seed & _MASK) + stream) & _MASK))
    z = ids.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + key
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    uniform = ((z >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53
    return -np.log(-np.log(uniform))


def wild_slots(seed: int, count: int) -> frozenset[int]:
    """Places of the list, from 0, that are drawn: one in each block of WILD_EVERY, never the very first place."""
    chosen = set()
    for block in range(0, count, WILD_EVERY):
        first = max(block, 1)
        chosen.add(first + _mix(_mix(seed & _MASK) ^ (block + 1)) % (block + WILD_EVERY - first))
    return frozenset(chosen)


def _mix(value: int) -> int:
    """SplitMix64 of one number."""
    z = (value + 0x9E3779B97F4A7C15) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


@dataclass(frozen=True)
class ChanceScores:
    """Centred noise for every track."""

    values: FloatArray
    scale: float

    def evidence(self, row: int) -> Evidence:
        return Evidence(facts={"scale": self.scale})


class ChanceScorer:
    """Gumbel noise, small, a little larger while hardly anything was played."""

    term = "chance"

    def score(self, situation: Situation) -> ChanceScores:
        scale = SMALL + WHILE_UNSURE * 30.0 / (30.0 + situation.play_count)
        noise = gumbel(situation.draw_seed, 0, situation.tracks.ids) - EULER
        return ChanceScores(scale * noise, scale)
