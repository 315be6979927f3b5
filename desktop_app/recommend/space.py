"""The library in a space of sound: one unit vector per analysed track, and how alike two tracks are in it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from desktop_app.domain.tables import BoolArray, FeatureTable, Float32Array, FloatArray, Int64Array
from desktop_app.recommend.blocks import Block, blocks

NEAR = 10
"""The surroundings of a track are so many near tracks."""
REFERENCES = 1000
"""Surroundings are looked for among all tracks of a library of so many, else among so many of a part at most."""
NEIGHBOURHOOD = 100
"""So many tracks at least are taken for what may be near."""
SLOTS = 64
"""So many near tracks are kept on the way."""
LEAST_ROOM = 1e-3
"""Room of a track amid copies of itself."""
CHUNK = 4096
"""Tracks whose surroundings are looked for at once."""
FACET_SAMPLE = 4000
"""The middles of the parts are found on about so many tracks at most."""
FACETS = 24
"""At most this many parts of the library are told apart by sound."""

Rows = Int64Array | slice


class SoundSpace:
    """How alike the tracks of the library sound; rows as in the track table.

    The cosine of two tracks is the weighted mean of the cosines in each block of features (see `blocks`) that both
    have. In spaces of so many dimensions some tracks, the hubs, are near to everything, and others to nothing. So the
    distance 1 - cosine is measured in the room that both tracks have, which is the mean distance to their nearest:

        likeness = 1 - scale * distance / sqrt(room of one * room of the other)

    with the scale that makes 0 of the median of all pairs: 0 is no more alike than any two tracks, 1 the same, below 0
    less alike than any two. This is the non-iterative contextual dissimilarity measure ("Accurate image search using
    the contextual dissimilarity measure", IEEE TPAMI 32, 2010; for music in "Local and global scaling reduce hubs in
    space", JMLR 13, 2012).
    """

    def __init__(self, track_ids: Int64Array, features: FeatureTable, weights: Mapping[str, float] | None) -> None:
        self.known = np.zeros(len(track_ids), np.bool_)
        """Whether a track is analysed and can be told from the middle of the library, shape (n_tracks,)."""
        place = np.searchsorted(track_ids, features.ids)
        inside = place < len(track_ids)
        inside[inside] = track_ids[place[inside]] == features.ids[inside]
        if not inside.all():
            features = FeatureTable(features.ids[inside], {name: v[inside] for name, v in features.groups.items()})
        self._place(place[inside], blocks(features, weights))
        self._scale()

    def _place(self, rows: Int64Array, found: list[Block]) -> None:
        """Join the blocks to one unit vector a track."""
        n = len(self.known)
        self._weights = np.array([block.weight for block in found], np.float32)
        self._has: BoolArray = np.zeros((n, len(found)), np.bool_)
        self.vectors: Float32Array = np.zeros((n, sum(block.vectors.shape[1] for block in found)), np.float32)
        """Unit vectors, shape (n_tracks, dimensions); zero for a track that is not known. Inner products are cosines,
        somewhat too small between a track that lacks a block and one that has it."""
        at = 0
        for column, block in enumerate(found):
            self._has[rows, column] = block.known
            end = at + block.vectors.shape[1]
            self.vectors[rows, at:end] = block.vectors * np.sqrt(block.weight)
            at = end
        total = self._has @ self._weights
        self.known = total > 0
        self._length: Float32Array = np.sqrt(total).astype(np.float32)
        """Of the joined vectors before they were scaled to 1, shape (n_tracks,)."""
        np.divide(self.vectors, self._length[:, None], out=self.vectors, where=self.known[:, None])
        self._uneven = bool(self.known.any()) and not self._has[self.known].all()

    def _scale(self) -> None:
        """Find out how much room each track has, and what likeness any two have."""
        self._closeness: Float32Array = np.ones(len(self.known), np.float32)
        """Square root of scale / room, shape (n_tracks,)."""
        known = np.flatnonzero(self.known)
        if len(known) < 2:
            return
        room = np.ones(len(self.known))
        room[known] = self._rooms(known)
        some, others = _thinned(known, 300), _thinned(known, 1000)
        apart = (1.0 - self._cosine(some, others)) / np.sqrt(room[some, None] * room[others])
        typical = float(np.median(apart[some[:, None] != others]))
        self._closeness = (1.0 / np.sqrt(max(typical, 1e-6) * room)).astype(np.float32)

    def _rooms(self, known: Int64Array) -> FloatArray:
        """Mean distance of each known track to its nearest, shape (len(known),).

        They are looked for in its part of the library and those next to it. The best of each SLOTS-th reference are
        compared: for so few nearest hardly any is missed, and nothing long is sorted.
        """
        label = np.zeros(len(known), np.int64)
        looks: BoolArray = np.ones((len(known), 1), np.bool_)
        if len(known) > REFERENCES:
            to_middles = self.vectors[known] @ self._parts.T
            order = np.argsort(-to_middles, axis=1, kind="stable")
            label = order[:, 0]
            there = np.cumsum(np.bincount(label, minlength=len(self._parts))[order], axis=1)
            enough = np.maximum(1, np.argmax(there >= NEIGHBOURHOOD, axis=1))  # the next part at least
            looks = np.zeros(to_middles.shape, np.bool_)
            np.put_along_axis(looks, order, np.arange(order.shape[1]) <= enough[:, None], axis=1)
        nearest = np.full((len(known), SLOTS), -1.0, np.float32)
        for part in range(looks.shape[1]):
            references, members = _thinned(known[label == part], REFERENCES), np.flatnonzero(looks[:, part])
            for start in range(0, len(members) if len(references) else 0, CHUNK):
                rows = members[start : start + CHUNK]
                cosine = self._cosine(known[rows], references)
                cosine[known[rows, None] == references] = -1.0  # the track itself
                best = nearest[rows]
                for column in range(0, len(references), SLOTS):
                    share = cosine[:, column : column + SLOTS]
                    np.maximum(best[:, : share.shape[1]], share, out=best[:, : share.shape[1]])
                nearest[rows] = best
        near = min(NEAR, len(known) - 1)
        best = np.partition(nearest, SLOTS - near, axis=1)[:, SLOTS - near :]
        room: FloatArray = np.maximum(1.0 - best.mean(axis=1, dtype=np.float64), LEAST_ROOM)
        return room

    def _cosine(self, rows: Rows, others: Rows) -> Float32Array:
        """Cosines in the blocks that both have, shape (rows, others)."""
        cosine: Float32Array = self.vectors[rows] @ self.vectors[others].T
        if self._uneven:
            both = (self._has[rows] * self._weights) @ self._has[others].T.astype(np.float32)
            cosine *= self._length[rows][:, None] * self._length[others]
            np.divide(cosine, both, out=cosine, where=both > 0)
        return cosine

    def _likeness(self, rows: Rows, others: Rows) -> Float32Array:
        """Shape (rows, others), -1..1; 0 where either is not known, or they have no block in common."""
        result = self._cosine(rows, others)
        result -= 1.0
        result *= self._closeness[rows][:, None]
        result *= self._closeness[others]
        result += 1.0
        np.clip(result, -1.0, 1.0, out=result)
        if self._uneven:
            has = self._has.astype(np.float32)
            result *= has[rows] @ has[others].T > 0
        elif not self.known.all():
            result *= self.known[rows][:, None]
            result *= self.known[others]
        return result

    def similarity(self, rows: Int64Array) -> Float32Array:
        """Likeness of every track to the given rows, shape (n_tracks, len(rows)), -1..1; 0 if not known."""
        return self._likeness(slice(None), rows)

    def likeness(self, row: int, rows: Int64Array) -> FloatArray:
        """Likeness of one track to the given rows, shape (len(rows),), -1..1; 0 if not known."""
        result: FloatArray = self._likeness(slice(row, row + 1), rows)[0].astype(np.float64)
        return result

    def neighbours(self, row: int, count: int) -> tuple[Int64Array, FloatArray]:
        """The rows of the most alike other tracks, best first, and their likeness, 0..1; both of shape (<= count,).

        Equal likeness, to six digits, goes by row. A track that is not known has no neighbours.
        """
        if count <= 0 or not self.known[row]:
            return np.zeros(0, np.int64), np.zeros(0)
        likeness = np.where(self.known, np.round(self._likeness(slice(row, row + 1), slice(None))[0], 6), -2.0)
        likeness[row] = -2.0
        count = min(count, int(np.count_nonzero(self.known)) - 1)
        if count <= 0:
            return np.zeros(0, np.int64), np.zeros(0)
        least = np.partition(likeness, len(likeness) - count)[len(likeness) - count]
        rows = np.flatnonzero(likeness >= least)
        rows = rows[np.argsort(-likeness[rows], kind="stable")][:count]
        return rows, np.clip(likeness[rows], 0.0, 1.0)

    @cached_property
    def facets(self) -> tuple[Int64Array, FloatArray]:
        """Parts of the library by sound: the part of each track (-1: not analysed) and its similarity to the middle."""
        part = np.full(len(self.known), -1, np.int64)
        closeness = np.full(len(self.known), np.nan)
        rows = np.flatnonzero(self.known)
        if not len(rows):
            return part, closeness
        likeness = self.vectors[rows] @ self._parts.T
        label = np.argmax(likeness, axis=1)
        part[rows] = label
        closeness[rows] = likeness[np.arange(len(rows)), label]
        return part, closeness

    @cached_property
    def _parts(self) -> Float32Array:
        """Middles of the parts of the library, shape (parts, dimensions), of length 1.

        Spherical k-means ("Concept decompositions for large sparse text data using clustering", Machine Learning 42,
        2001) from farthest-first centres, so that no chance is involved.
        """
        return _middles(self.vectors[_thinned(np.flatnonzero(self.known), FACET_SAMPLE)])


def _thinned(rows: Int64Array, most: int) -> Int64Array:
    """So many rows at most, evenly taken."""
    return rows[:: max(1, -(-len(rows) // most))]


def _middles(x: Float32Array) -> Float32Array:
    """Middles of the parts of unit vectors of shape (n, dimensions); shape (parts, dimensions), of length 1."""
    wanted = max(1, min(FACETS, round(np.sqrt(len(x) / 2))))
    chosen = [int(np.argmax(x @ x.mean(axis=0)))]
    nearest = x @ x[chosen[0]]
    while len(chosen) < wanted:
        chosen.append(int(np.argmin(nearest)))
        nearest = np.maximum(nearest, x @ x[chosen[-1]])
    middles: Float32Array = x[chosen]
    for _ in range(10):
        label = np.argmax(x @ middles.T, axis=1)
        sums = np.stack([x[label == k].sum(axis=0) for k in range(wanted)])
        length = np.linalg.norm(sums, axis=1, keepdims=True)
        middles = np.where(length > 1e-9, sums / np.maximum(length, 1e-9), middles)
    return middles
