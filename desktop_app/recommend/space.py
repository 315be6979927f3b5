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
"""Surroundings are looked for among so many tracks at most, taken evenly from the library."""
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
    space", JMLR 13, 2012), with the distance to the nearest of NEAR equal parts of the library as surroundings, so
    that it takes one matrix product and no sorting.
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
        n = len(self.known)
        self._closeness: Float32Array = np.ones(n, np.float32)
        """Square root of scale / room, shape (n_tracks,)."""
        known = np.flatnonzero(self.known)
        if len(known) < 2:
            return
        references = known[:: -(-len(known) // REFERENCES)]
        near = max(1, min(NEAR, len(references) // 2))  # no part of the track itself alone
        room = np.ones(n)
        for start in range(0, n, CHUNK):
            rows = slice(start, start + CHUNK)
            cosine = self._cosine(rows, references)
            itself = np.flatnonzero((references >= start) & (references < start + CHUNK))
            cosine[references[itself] - start, itself] = -1.0
            nearest = np.stack([cosine[:, part::near].max(axis=1) for part in range(near)])
            room[rows] = np.maximum(1.0 - nearest.mean(axis=0), LEAST_ROOM)
        step = -(-len(references) // 300)
        some = references[::step]
        apart = (1.0 - self._cosine(some, references)) / np.sqrt(room[some, None] * room[references])
        others = some[:, None] != references
        self._closeness = (1.0 / np.sqrt(max(float(np.median(apart[others])), 1e-6) * room)).astype(np.float32)

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
        """Parts of the library by sound: the part of each track (-1: not analysed) and its similarity to the middle.

        Spherical k-means ("Concept decompositions for large sparse text data using clustering", Machine Learning 42,
        2001) from farthest-first centres, so that no chance is involved.
        """
        part = np.full(len(self.known), -1, np.int64)
        closeness = np.full(len(self.known), np.nan)
        rows = np.flatnonzero(self.known)
        if not len(rows):
            return part, closeness
        likeness = self.vectors[rows] @ _middles(self.vectors[rows[:: len(rows) // FACET_SAMPLE + 1]]).T
        label = np.argmax(likeness, axis=1)
        part[rows] = label
        closeness[rows] = likeness[np.arange(len(rows)), label]
        return part, closeness


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
