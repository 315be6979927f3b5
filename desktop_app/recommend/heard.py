"""What was heard in a library, whoever listens to it: where each track lies, what it is called, what is near it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from desktop_app.domain.heard import ATTRIBUTES, MOODS, PLANE, Attribute, MoodPlane, SoundTag
from desktop_app.domain.tables import Int64Array
from desktop_app.recommend.mood import LibraryMoods
from desktop_app.recommend.sound_tags import SoundTags
from desktop_app.recommend.space import SoundSpace


@dataclass(frozen=True, slots=True)
class Near:
    """A neighbour: its track, 0 (no more alike than any two) to 1, and the words that both have."""

    track: int
    likeness: float
    shared: tuple[str, ...]


@dataclass(frozen=True)
class LibrarySound:
    """Every question takes a track id; what was not heard has no answer."""

    ids: Int64Array
    """Of all tracks, ascending, shape (n,)."""
    space: SoundSpace
    """Rows as in `ids`."""
    moods: LibraryMoods
    tags: SoundTags
    """Rows as in `moods.map`."""

    def attributes(self, track: int) -> tuple[Attribute, ...]:
        """Those that are known, in the order of ATTRIBUTES."""
        row = self._heard_row(track)
        if row < 0:
            return ()
        values, trust = self.moods.attributes.values[row], self.moods.attributes.confidence[row]
        return tuple(
            Attribute(name, float(value), float(sure))
            for name, value, sure in zip(ATTRIBUTES, values, trust, strict=True)
            if np.isfinite(value)
        )

    def words(self, track: int) -> tuple[SoundTag, ...]:
        """What its sound is called, strongest first."""
        row = self._heard_row(track)
        return self.tags.of(row) if row >= 0 else ()

    def moods_of(self, track: int) -> tuple[str, ...]:
        """The moods that it clearly has, strongest first."""
        row = self._heard_row(track)
        return self.moods.map.of(row) if row >= 0 else ()

    def place(self, track: int) -> tuple[float, float] | None:
        """Valence and energy as places within the library, 0 to 1."""
        row = self._heard_row(track)
        if row < 0:
            return None
        valence, energy = (float(self.moods.map.percentiles[axis][row]) for axis in ("valence", "energy"))
        return (valence, energy) if np.isfinite(valence) and np.isfinite(energy) else None

    def near(self, track: int, count: int) -> tuple[Near, ...]:
        """The tracks that sound most alike, nearest first."""
        row = self._row(track)
        if row < 0 or not self.space.known[row]:
            return ()
        rows, likeness = self.space.neighbours(row, count)
        own = int(self.moods.row[row])
        return tuple(
            Near(int(self.ids[other]), float(like), self.tags.shared(own, int(self.moods.row[other])))
            for other, like in zip(rows.tolist(), likeness.tolist(), strict=True)
        )

    @cached_property
    def plane(self) -> MoodPlane:
        """All heard tracks on the plane of valence and energy."""
        places = self.moods.map.place
        known = np.isfinite(places).all(axis=1)
        fields = np.minimum((places[known] * PLANE).astype(np.int64), PLANE - 1)
        counts = np.bincount(fields[:, 1] * PLANE + fields[:, 0], minlength=PLANE * PLANE)
        density = (counts.reshape(PLANE, PLANE) / max(1, int(counts.max()))).astype(np.float32)
        names = []
        for name in MOODS:
            inside = places[self.moods.map.region(name) & known]
            if len(inside):
                valence, energy = np.median(inside, axis=0)
                names.append((name, float(valence), float(energy)))
        return MoodPlane(density, tuple(names), int(np.count_nonzero(known)))

    def _row(self, track: int) -> int:
        row = int(np.searchsorted(self.ids, track))
        return row if row < len(self.ids) and int(self.ids[row]) == track else -1

    def _heard_row(self, track: int) -> int:
        row = self._row(track)
        return int(self.moods.row[row]) if row >= 0 else -1
