"""Named moods as regions of the valence-energy plane, drawn on the library itself.

"Calm" means calm for this library: places in the plane are percentiles, and each mood takes a part of the plane, its
region. So a region is empty only where nothing was heard, and what is calm is never of the more energetic half. Beside
the region stands what the mood means anywhere, its floor: a track is *clearly* happy if it lies in the region and
sounds happy by itself; a library of sad music has a region of its happiest tracks, and few or no clear ones.

Within a region tracks are ordered by a weighted mean of percentiles, the strength. Regions, weights and floors are
judgements, set by reading lists and by 686 released songs with a stated mood and with scores of the kind that VibeNet
learned to give (tests/quality/test_moods.py): of the 50 strongest 100 % are labelled calm, 76 % energetic, 72 % happy,
42 % sad, and the rest of the sad calm. Nobody's labels say what is romantic, dark, for focus, a workout or a party.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from desktop_app.domain.heard import ATTRIBUTES, MOODS
from desktop_app.domain.tables import BoolArray, FeatureTable, FloatArray, Int64Array
from desktop_app.recommend.attributes import AttributeTable, Heard

AXES = (*ATTRIBUTES, "loudness", "speed", "sadness", "between")
"""What moods are made of: attributes; the loudness in LUFS; two that only the tag models know, fast against slow and
sad against happy; and nearness of the energy to BETWEEN."""
BETWEEN = 0.35
"""Percentile of energy of what neither rouses nor lulls: sad songs had their median at 0.40, calm ones at 0.16."""
SURE = 0.25
"""An attribute with less confidence makes no track clearly anything."""
QUICK_BPM, CLEAR_PULSE = 140.0, 0.5
"""A pulse so quick and so clear does not calm, whatever else is heard."""
LOUD = 0.75
"""Nor does what is louder than this share of the library: the models hear all tracks at one level, people do not."""

Span = tuple[float, float]
_ALL: Span = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Mood:
    """What one mood asks for."""

    weights: Mapping[str, float]
    """Of AXES in the strength; a negative weight counts from above."""
    valence: Span = _ALL
    energy: Span = _ALL
    """The region: from which to which percentile of the library."""
    floor: Mapping[str, Span] = field(default_factory=dict)
    """From which to which value an attribute lies in a clear case."""
    restful: bool = False
    """Whether a quick and clear pulse, or being among the loudest, keeps a track out."""

    @property
    def needs(self) -> tuple[str, ...]:
        """The attributes that draw the region: a track of which they are not known cannot be placed."""
        return ("energy",) if self.valence == _ALL else ("valence", "energy")


MOOD_RULES: Mapping[str, Mood] = {
    "happy": Mood(
        {"valence": 1.0, "energy": 0.3, "danceability": 0.3},
        valence=(0.6, 1.0),
        energy=(0.25, 1.0),
        floor={"valence": (0.5, 1.0)},
    ),
    "sad": Mood(
        {"valence": -0.7, "between": 0.7, "sadness": 0.4},
        valence=(0.0, 0.5),
        energy=(0.1, 0.6),
        floor={"valence": (0.0, 0.4), "energy": (0.0, 0.6)},
    ),
    "calm": Mood(
        {"energy": -1.0, "acousticness": 0.3, "loudness": -0.2, "speed": -0.2},
        energy=(0.0, 0.4),
        floor={"energy": (0.0, 0.45)},
        restful=True,
    ),
    "energetic": Mood(
        {"energy": 1.0, "speed": 0.3},
        energy=(0.6, 1.0),
        floor={"energy": (0.6, 1.0)},
    ),
    "romantic": Mood(
        {"between": 0.7, "valence": 0.4, "acousticness": 0.4, "danceability": -0.3, "speed": -0.3},
        valence=(0.3, 0.9),
        energy=(0.05, 0.5),
        floor={"valence": (0.25, 1.0), "energy": (0.0, 0.6)},
        restful=True,
    ),
    "dark": Mood(
        {"valence": -1.0, "brightness": -0.3, "acousticness": -0.2},
        valence=(0.0, 0.35),
        energy=(0.15, 1.0),
        floor={"valence": (0.0, 0.3)},
    ),
    "focus": Mood(
        {"between": 1.0, "voice": -0.6, "speed": -0.2},
        energy=(0.1, 0.6),
        floor={"voice": (0.0, 0.5), "energy": (0.0, 0.7)},
    ),
    "workout": Mood(
        {"energy": 1.0, "danceability": 0.6, "speed": 0.4},
        energy=(0.6, 1.0),
        floor={"energy": (0.6, 1.0), "danceability": (0.4, 1.0)},
    ),
    "party": Mood(
        {"danceability": 1.0, "energy": 0.7, "valence": 0.5},
        valence=(0.4, 1.0),
        energy=(0.5, 1.0),
        floor={"danceability": (0.5, 1.0), "energy": (0.5, 1.0)},
    ),
    "sleep": Mood(
        {"energy": -1.0, "acousticness": 0.4, "brightness": -0.3, "loudness": -0.3, "speed": -0.3},
        energy=(0.0, 0.25),
        floor={"energy": (0.0, 0.3)},
        restful=True,
    ),
}
"""Focus is a heuristic of ours, not a mood that anybody measured: neither lulling nor rousing, and nobody sings."""
assert tuple(MOOD_RULES) == MOODS


class MoodMap:
    """Where the heard tracks lie; rows as in the attribute table.

    Args:
        counted: rows that the percentiles are taken over, shape (n,), such as the music that may be recommended; None
            takes all. The others are placed among them.
    """

    def __init__(self, attributes: AttributeTable, features: FeatureTable, counted: BoolArray | None = None) -> None:
        self.ids: Int64Array = attributes.ids
        self._attributes = attributes
        counted = np.ones(len(attributes), np.bool_) if counted is None else counted
        heard = Heard(features)
        values = {name: attributes.column(name) for name in ATTRIBUTES}
        values["loudness"] = heard.column("reading", "loudness_lufs")
        values["speed"] = heard.share("mtt_tags", ("fast", "loud"), ("slow", "quiet", "soft"))
        values["sadness"] = heard.share("msd_tags", ("sad",), ("happy",))
        self.percentiles: dict[str, FloatArray] = {name: percentiles(v, counted) for name, v in values.items()}
        """Of each axis, shape (n,), 0 to 1; NaN where it is not known."""
        self.percentiles["between"] = 1.0 - np.abs(self.percentiles["energy"] - BETWEEN) / (1.0 - BETWEEN)
        with np.errstate(invalid="ignore"):
            self._restless = _quick_pulse(heard) | (self.percentiles["loudness"] > LOUD)
        self._strength: dict[str, FloatArray] = {}
        self._region: dict[str, BoolArray] = {}
        self._members: dict[str, BoolArray] = {}

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def place(self) -> FloatArray:
        """Valence and energy as percentiles of the library, shape (n, 2), 0 to 1; NaN where not known."""
        return np.stack([self.percentiles["valence"], self.percentiles["energy"]], axis=1)

    def strength(self, name: str) -> FloatArray:
        """How well each track fits a mood, in the region or not: shape (n,), 0 to 1; NaN where not known.

        The weighted mean of percentiles; one that is not known counts as the middle.
        """
        if name not in self._strength:
            mood = MOOD_RULES[name]
            total = np.zeros(len(self))
            for axis, weight in mood.weights.items():
                part = np.nan_to_num(self.percentiles[axis], nan=0.5)
                total += abs(weight) * (part if weight > 0 else 1.0 - part)
            total /= sum(abs(weight) for weight in mood.weights.values())
            self._strength[name] = np.where(self._known(mood), total, np.nan)
        return self._strength[name]

    def region(self, name: str) -> BoolArray:
        """The tracks of a mood's part of the library, shape (n,): none only where no track can be placed."""
        if name not in self._region:
            self._region[name] = self._find_region(name)
        return self._region[name]

    def members(self, name: str) -> BoolArray:
        """The tracks that are clearly of a mood, shape (n,): in its region, above its floor, and surely so."""
        if name not in self._members:
            self._members[name] = self._find_members(name)
        return self._members[name]

    def _find_members(self, name: str) -> BoolArray:
        clear = self.region(name).copy()
        measured = self._attributes.measured
        for axis, (low, high) in MOOD_RULES[name].floor.items():
            value = self._attributes.column(axis)
            with np.errstate(invalid="ignore"):
                clear &= (value >= low) & (value <= high) & (self._attributes.trust(axis) >= SURE)
            if axis != "energy":  # loudness and onsets tell that; nothing measured tells sad from happy for sure
                clear &= ~measured[:, ATTRIBUTES.index(axis)]
        return clear & ~(self._restless if MOOD_RULES[name].restful else np.zeros_like(clear))

    def of(self, row: int) -> tuple[str, ...]:
        """The moods that a track clearly has, strongest first."""
        own = [name for name in MOODS if self.members(name)[row]]
        return tuple(sorted(own, key=lambda name: -float(self.strength(name)[row])))

    def _known(self, mood: Mood) -> BoolArray:
        """Whether all that draws the region is known of a track."""
        known: BoolArray = np.all([np.isfinite(self.percentiles[axis]) for axis in mood.needs], axis=0)
        return known

    def _find_region(self, name: str) -> BoolArray:
        mood, known = MOOD_RULES[name], self._known(MOOD_RULES[name])
        if mood.restful and (known & ~self._restless).any():
            known = known & ~self._restless
        inside = known.copy()
        for axis, (low, high) in (("valence", mood.valence), ("energy", mood.energy)):
            part = np.nan_to_num(self.percentiles[axis], nan=0.5)
            inside &= (part >= low) & (part <= high)
        if inside.any():
            return inside
        # A small library, or one where all are alike: what comes nearest, of the right half where there is one.
        for axis, (low, high) in (("energy", mood.energy), ("valence", mood.valence)):
            part = np.nan_to_num(self.percentiles[axis], nan=0.5)
            half = part <= 0.5 if high <= 0.5 else part >= 0.5 if low >= 0.5 else np.ones_like(known)
            if (known & half).any():
                known = known & half
        strength = np.where(known, self.strength(name), -1.0)
        nearest: BoolArray = known & (strength >= strength.max(initial=0.0) - 1e-9)
        return nearest


def percentiles(values: FloatArray, counted: BoolArray) -> FloatArray:
    """The share of the counted values below each one, equal ones counting half: shape (n,), 0 to 1.

    NaN stays NaN. Where no value counts, all that are known do.
    """
    known = np.isfinite(values)
    among = np.sort(values[known & counted if (known & counted).any() else known])
    if not len(among):
        return np.full(len(values), np.nan)
    below, upto = (np.searchsorted(among, values[known], side=side) for side in ("left", "right"))
    place = np.full(len(values), np.nan)
    place[known] = (below + upto) / (2.0 * len(among))
    return place


def _quick_pulse(heard: Heard) -> BoolArray:
    """Whether a quick and clear pulse was measured, shape (n,)."""
    reading = {name: heard.column("reading", name) for name in ("tempo_bpm", "tempo_confidence", "pulse_clarity")}
    with np.errstate(invalid="ignore"):
        quick: BoolArray = (
            (reading["tempo_bpm"] >= QUICK_BPM)
            & (reading["tempo_confidence"] >= CLEAR_PULSE)
            & (reading["pulse_clarity"] >= CLEAR_PULSE)
        )
    return quick
