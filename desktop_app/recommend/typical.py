"""Typical: near the middle of a part of the library. What a first list rests on, before anything was played."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop_app.domain.tables import FloatArray, Int64Array
from desktop_app.recommend.protocols import Evidence
from desktop_app.recommend.situation import Situation

WEIGHT = 1.0
"""Logits of a track in the very middle of its part, with an empty log."""
FADES_AT = 30.0
"""After so many plays the weight is halved: own listening takes over (cold start was measured to last about 30)."""


@dataclass(frozen=True)
class TypicalScores:
    """Logits of either sign, small. No opinion on tracks that are not analysed, nor once plays are many."""

    values: FloatArray
    situation: Situation
    part: Int64Array
    closeness: FloatArray

    def evidence(self, row: int) -> Evidence:
        members = self.part == self.part[row]
        facts = {
            "part_tracks": float(np.count_nonzero(members)),
            "part_share": float(members.sum() / max(1, int((self.part >= 0).sum()))),
            "similarity": float(self.closeness[row]),
        }
        near = np.where(members, self.closeness, -np.inf)
        near[row] = -np.inf
        order = np.argsort(-near, kind="stable")[:3]
        return Evidence(tracks=self.situation.track_ids(order[np.isfinite(near[order])]), facts=facts)


class TypicalScorer:
    """Cosine similarity to the middle of the track's own part of the library."""

    term = "typical"

    def score(self, situation: Situation) -> TypicalScores:
        weight = WEIGHT * FADES_AT / (FADES_AT + situation.play_count)
        if weight < 0.05 * WEIGHT:
            nothing = np.full(situation.size, np.nan)
            return TypicalScores(nothing, situation, np.full(situation.size, -1, np.int64), nothing)
        part, closeness = situation.space.facets
        return TypicalScores(weight * closeness, situation, part, closeness)
