"""What was heard in a library, whoever listens to it: where each track lies, what it is called, what is near it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from desktop_app.domain.heard import ATTRIBUTES, MOODS, PLANE, Attribute, MoodPlane, SoundTag
from desktop_app.domain.tables import Int64Array, TrackTable
from desktop_app.recommend.mood import LibraryMoods
from desktop_app.recommend.sound_tags import SoundTags
from desktop_app.recommend.space import SoundSpace

COPY = 0.97
"""Likeness from which on two tracks of one length are taken for copies of one recording (another file format)."""
SAME_LENGTH_MS = 1500
SAME_LENGTH = 0.005
"""Copies differ in length by no more than this, in milliseconds or as a share: encoders pad, and some lengths are
estimates."""


@dataclass(frozen=True, slots=True)
class Near:
    """A neighbour: its track, 0 (no more alike than any two) to 1, and the words that both have."""

    track: int
    likeness: float
    shared: tuple[str, ...]


@dataclass(frozen=True)
class LibrarySound:
    """Every question takes a track id; what was not heard has no answer."""

    tracks: TrackTable
    space: SoundSpace
    """Rows as in `tracks`."""
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
        """The tracks that sound most alike, nearest first; of each recording one, and none of the track itself.

        Left out are other recordings of the same work, and near copies: as good as equal in sound and length.
        """
        row = self._row(track)
        if row < 0 or not self.space.known[row]:
            return ()
        look = count
        while True:
            rows, likeness = self.space.neighbours(row, look)
            chosen = self._different(row, rows, count)
            if len(chosen) >= count or len(rows) < look:
                break
            look *= 4
        rows, likeness = rows[chosen], likeness[chosen]
        own = int(self.moods.row[row])
        return tuple(
            Near(int(self.tracks.ids[other]), float(like), self.tags.shared(own, int(self.moods.row[other])))
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

    def _different(self, row: int, rows: Int64Array, count: int) -> list[int]:
        """Places in `rows` of the first `count` that repeat neither the track at `row` nor one chosen before."""
        kept, chosen = [row], list[int]()
        for place, other in enumerate(rows.tolist()):
            if len(chosen) >= count:
                break
            if not self._repeats(other, np.array(kept, np.int64)):
                kept.append(other)
                chosen.append(place)
        return chosen

    def _repeats(self, row: int, kept: Int64Array) -> bool:
        """Whether a track is the same work as one of these, or a copy of it."""
        work, length = self.tracks.work, self.tracks.duration_ms
        if work[row] >= 0 and (work[kept] == work[row]).any():
            return True
        apart = np.abs(length[kept] - length[row])
        equal = (apart <= np.maximum(SAME_LENGTH_MS, SAME_LENGTH * length[row])) & (length[kept] > 0)
        return length[row] > 0 and bool((self.space.likeness(row, kept[equal]) >= COPY).any())

    def _row(self, track: int) -> int:
        ids = self.tracks.ids
        row = int(np.searchsorted(ids, track))
        return row if row < len(ids) and int(ids[row]) == track else -1

    def _heard_row(self, track: int) -> int:
        row = self._row(track)
        return int(self.moods.row[row]) if row >= 0 else -1
