"""The mood that a list is asked for: which tracks may enter it, and how well each fits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop_app.domain.heard import ATTRIBUTES, MOODS
from desktop_app.domain.tables import BoolArray, FeatureTable, FloatArray, Int64Array, TrackTable
from desktop_app.recommend.attributes import GROUPS, attributes
from desktop_app.recommend.moods import MOOD_RULES, MoodMap
from desktop_app.recommend.protocols import Evidence
from desktop_app.recommend.situation import Situation

WEIGHT = 2.0
"""Logits from the middle to the utmost of a mood. Within its region tracks differ by about a third of it, as much as
sound and a few plays do: the mood leads, the person's taste still counts. A judgement: nobody was measured with it."""
CLEAR = 1.0
"""Logits of a clear case beside one that merely comes nearest."""


class LibraryMoods:
    """The moods of a library by the rows of its track table: arrays of shape (n_tracks,).

    Percentiles are taken over the music that is there and may be recommended.
    """

    def __init__(self, tracks: TrackTable, features: FeatureTable) -> None:
        features = FeatureTable(features.ids, {name: features.groups[name] for name in GROUPS & features.groups.keys()})
        place = np.minimum(np.searchsorted(tracks.ids, features.ids), max(0, len(tracks) - 1))
        inside = tracks.ids[place] == features.ids if len(tracks) else np.zeros(len(features), np.bool_)
        fit = tracks.present & ~tracks.not_music & ~tracks.never
        counted = np.zeros(len(features), np.bool_)
        counted[inside] = fit[place[inside]]
        self.attributes = attributes(features)
        self.map = MoodMap(self.attributes, features, counted)
        self.row: Int64Array = np.full(len(tracks), -1, np.int64)
        """Row of each track in the map, -1 where it was not heard."""
        self.row[place[inside]] = np.flatnonzero(inside)

    def region(self, name: str) -> BoolArray:
        """See MoodMap; never a track that was not heard."""
        return self._mask(self.map.region(name))

    def members(self, name: str) -> BoolArray:
        """See MoodMap; never a track that was not heard."""
        return self._mask(self.map.members(name))

    def strength(self, name: str) -> FloatArray:
        """See MoodMap; NaN for a track that was not heard."""
        found = np.full(len(self.row), np.nan)
        found[self.row >= 0] = self.map.strength(name)[self.row[self.row >= 0]]
        return found

    def measured(self, name: str) -> BoolArray:
        """Whether a track was placed without a model, by measurements alone."""
        places = [ATTRIBUTES.index(axis) for axis in MOOD_RULES[name].needs]
        return self._mask(np.asarray(self.attributes.measured[:, places].any(axis=1), np.bool_))

    def _mask(self, own: BoolArray) -> BoolArray:
        found = np.zeros(len(self.row), np.bool_)
        found[self.row >= 0] = own[self.row[self.row >= 0]]
        return found


@dataclass(frozen=True)
class MoodScores:
    """Logits of either sign. No opinion outside mood modes, nor on a track that cannot be placed."""

    values: FloatArray
    name: str = ""
    moods: LibraryMoods | None = None

    def evidence(self, row: int) -> Evidence:
        """The mood by its place in MOODS, and the percentiles of which the strength is made, by their axes."""
        if self.moods is None:
            return Evidence()
        own, mood_map = int(self.moods.row[row]), self.moods.map
        needs = [ATTRIBUTES.index(axis) for axis in MOOD_RULES[self.name].needs]
        facts = {
            "mood": float(MOODS.index(self.name)),
            "strength": float(mood_map.strength(self.name)[own]),
            "clear": float(mood_map.members(self.name)[own]),
            "near": float(mood_map.region(self.name)[own]),
            "measured": float(self.moods.attributes.measured[own, needs].any()),
            "placed": float(np.count_nonzero(np.isfinite(mood_map.strength(self.name)))),
        }
        for axis in MOOD_RULES[self.name].weights:
            place = float(mood_map.percentiles[axis][own])
            if np.isfinite(place):
                facts[axis] = place
        return Evidence(facts=facts)


class MoodScorer:
    """How well a track fits the mood that is asked for, and a step for being a clear case of it."""

    term = "mood"

    def score(self, situation: Situation) -> MoodScores:
        name, moods = situation.request.mood, situation.moods
        if not name or moods is None:
            return MoodScores(np.full(situation.size, np.nan))
        values = WEIGHT * (2.0 * moods.strength(name) - 1.0) + CLEAR * moods.members(name)
        return MoodScores(values, name, moods)
