"""Typical: near the middle of a part of the library. What a first list rests on, before anything was played."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop_app.domain.tables import FloatArray, Int64Array
from desktop_app.recommend.protocols import Evidence
from desktop_app.recommend.situation import Situation

WEIGHT = 1.0
"""Logits of a track in the very middle of its part, with an empty log."""
ALIKE = 0.35
"""Likeness from which on a track of the same part is named beside this one: clearly more alike than any two."""
NAMED = 3
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
        count = int(np.count_nonzero(members))
        farther = int(np.count_nonzero(self.closeness[members] < self.closeness[row]))
        facts = {
            "part_tracks": float(count),
            "part_share": count / max(1, int((self.part >= 0).sum())),
            "part_place": farther / (count - 1) if count > 1 else 1.0,
            "similarity": float(self.closeness[row]),
        }
        return Evidence(tracks=self.situation.track_ids(self._nearest(row, np.flatnonzero(members))), facts=facts)

    def _nearest(self, row: int, members: Int64Array) -> Int64Array:
        """Those of the part that clearly sound like the track, nearest first; not other recordings of it."""
        work = self.situation.tracks.work
        others = members[(members != row) & ((work[members] != work[row]) | (work[members] < 0))]
        likeness = self.situation.space.likeness(row, others)
        order = np.argsort(-likeness, kind="stable")[:NAMED]
        nearest: Int64Array = others[order[likeness[order] >= ALIKE]]
        return nearest


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
