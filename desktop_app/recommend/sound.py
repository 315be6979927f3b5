"""Sound: likeness to what was kept lately, to the seeds, and to what the person plays most; and away from skips."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop_app.domain.ids import ListenSeq
from desktop_app.domain.tables import BoolArray, Float32Array, FloatArray, Int64Array
from desktop_app.recommend.memory import activation
from desktop_app.recommend.protocols import Evidence
from desktop_app.recommend.situation import NO_SEQ, Situation, rows_of

SESSION_WEIGHT = 0.5
TASTE_WEIGHT = 0.25
"""Logits per standard deviation of likeness over the library. Starting values: no listener with sound was measured."""
NEW_FACTOR = 2.0
"""A track never heard has nothing but its sound to speak for it."""
SEED_FACTOR = 4.0
"""Where the person names seeds, likeness to them leads."""
FAVOURITES = 64
"""The taste is what the most active so many tracks sound like."""
NEAREST = 5
"""Likeness to the taste is the mean over so many of the nearest favourites."""


@dataclass(frozen=True)
class SoundScores:
    """Logits around 0. No opinion on tracks that are not analysed, or where nothing was played or given."""

    values: FloatArray
    situation: Situation
    context: Int64Array
    context_weight: FloatArray
    favourites: Int64Array
    z_session: FloatArray
    z_taste: FloatArray

    def evidence(self, row: int) -> Evidence:
        s = self.situation
        likeness = s.space.likeness(row, self.anchors)
        strength = likeness * self.anchor_weight
        order = np.argsort(-strength, kind="stable")
        order = order[self.anchors[order] != row]  # a track is no evidence for itself
        rows = list(dict.fromkeys(self.anchors[order].tolist()))[:5]
        listens: list[ListenSeq] = []
        for anchor in rows:
            mine = s.places_of([anchor])
            mine = mine[s.events.kept[mine] > 0]
            listens.extend(ListenSeq(int(seq)) for seq in s.events.seq[mine[-1:]])  # the newest
        facts = {
            "similarity": float(likeness[order].max(initial=-1.0)),
            "z_session": float(self.z_session[row]),
            "z_taste": float(self.z_taste[row]),
        }
        return Evidence(listens=tuple(listens), tracks=s.track_ids(rows), facts=facts)

    @property
    def anchors(self) -> Int64Array:
        return np.concatenate((self.context, self.favourites))

    @property
    def anchor_weight(self) -> FloatArray:
        taste = np.full(len(self.favourites), 0.5)
        return np.concatenate((self.context_weight, taste))


class SoundScorer:
    """Likeness to the session (0.8 decay) and to the favourites, both as z-scores over the analysed library.

    The likeness of `SoundSpace` is measured in the room that both tracks have, so that no track is near to whatever
    was played: what lies in the middle of all music gains nothing by it. A track is compared with the others only: that
    it was played says nothing about how well its sound fits.
    """

    term = "sound"

    def score(self, situation: Situation) -> SoundScores:
        s = situation
        rows, seqs = s.context
        known = s.space.known[rows] if len(rows) else np.zeros(0, np.bool_)
        context, weight, seeds = rows[known], s.context_weight[known], seqs[known] == NO_SEQ
        against = rows_of(s.tracks, list(s.request.not_seeds))
        against = against[against >= 0]
        favourites = self._favourites(s)
        z_session, z_taste = np.zeros(s.size), np.zeros(s.size)
        by_session, by_taste = np.zeros(s.size, np.bool_), np.zeros(s.size, np.bool_)
        if len(context):
            likeness, by_session = _mean(s.space.similarity(context), context, weight)
            z_session = _z(s, likeness, by_session)
        if len(against):
            z_session = z_session - _z(s, s.space.similarity(against).mean(axis=1))
        if len(favourites):
            likeness, by_taste = _nearest_mean(s.space.similarity(favourites), favourites)
            z_taste = _z(s, likeness, by_taste)
        lead = SEED_FACTOR if seeds.any() or len(against) else 1.0
        values = SESSION_WEIGHT * lead * z_session + TASTE_WEIGHT * z_taste
        values *= np.where(s.unheard, NEW_FACTOR, 1.0)
        opinion = s.space.known & (by_session | by_taste | bool(len(against)))
        return SoundScores(np.where(opinion, values, np.nan), s, context, weight, favourites, z_session, z_taste)

    @staticmethod
    def _favourites(s: Situation) -> Int64Array:
        """Rows of the analysed tracks with the highest activation, best first."""
        strength = np.where(s.space.known, activation(s, 0.5), 0.0)
        order = np.argsort(-strength, kind="stable")[:FAVOURITES]
        return order[strength[order] > 0]


def _mean(likeness: Float32Array, anchors: Int64Array, weight: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Weighted mean likeness of each track to the anchors but itself, and whether there are any; shape (n_tracks,).

    Args:
        likeness: shape (n_tracks, n); `anchors` (n,) are the rows that its columns belong to, `weight` (n,) theirs.
    """
    columns = np.arange(len(anchors))
    total, left = likeness @ weight, np.full(len(likeness), weight.sum())
    np.subtract.at(total, anchors, likeness[anchors, columns] * weight)
    np.subtract.at(left, anchors, weight)
    some: BoolArray = left > 1e-9
    return np.divide(total, left, out=np.zeros(len(total)), where=some), some


def _nearest_mean(likeness: Float32Array, anchors: Int64Array) -> tuple[FloatArray, BoolArray]:
    """Like `_mean`, over the NEAREST of different anchors, all of one weight. `likeness` is changed."""
    likeness[anchors, np.arange(len(anchors))] = -np.inf  # the track itself
    nearest = min(NEAREST, len(anchors))
    top = np.partition(likeness, len(anchors) - nearest, axis=1)[:, -nearest:].astype(np.float64)
    others = np.isfinite(top)
    count = others.sum(axis=1)
    return np.where(others, top, 0.0).sum(axis=1) / np.maximum(1, count), count > 0


def _z(s: Situation, likeness: FloatArray, among: BoolArray | None = None) -> FloatArray:
    """Standard scores over the analysed tracks, or those of them that have a likeness; 0 for the others."""
    known = s.space.known if among is None else s.space.known & among
    if not known.any():
        return np.zeros(s.size)
    spread = float(likeness[known].std())
    if spread < 1e-9:
        return np.zeros(s.size)
    return np.where(known, (likeness - likeness[known].mean()) / spread, 0.0)
