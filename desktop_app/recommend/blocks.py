"""From groups of features to blocks of the space of sound: unit vectors of equal meaning, and who has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from desktop_app.domain.tables import BoolArray, FeatureTable, Float32Array, FloatArray

NOT_FOR_SIMILARITY = frozenset({"shape", "reading", "msd_tags", "mtt_tags", "mood"})
"""Groups that are kept for showing, not for comparing."""
APART = ("msd", "mtt")
"""Embeddings of learned models: a block each, which a track may lack. All other groups together are one block."""
WHOLE, PART = 64, 32
"""Principal components kept, of the common block and of an embedding. On 201 game tracks 64 of 314 lose no mean
average precision, without whitening; of an embedding, 32 served as well as all 400 on the two sets of music that
`groups.SIMILARITY_WEIGHTS` names."""
CLIP = 4.0
"""Standard scores are cut here, so that one broken value cannot rule a distance."""
TRIM = 0.01
"""This share of the sample at either end (one value at least) has no say in the spread of a feature beyond its rank."""
SAMPLE = 4000
"""Middle and spread of a feature, and the principal axes, are taken over so many tracks at most."""
CHUNK = 4096
"""Rows that are worked on at once: bounds the memory beside the result."""


@dataclass(frozen=True, slots=True)
class Block:
    """One aspect of sound. `vectors` has shape (n, dimensions), of length 1, or 0 where `known`, shape (n,), is False.

    `weight` is its part in the similarity of two tracks that both have it.
    """

    vectors: Float32Array
    known: BoolArray
    weight: float


@dataclass(frozen=True, slots=True)
class _Scale:
    """Standard scores of one group, with its weight."""

    centre: FloatArray
    factor: Float32Array

    @classmethod
    def of(cls, values: Float32Array, weight: float) -> _Scale:
        """Winsorised mean and standard deviation of each column of a sample of shape (n, width).

        The values beyond the trimmed order statistics count as these ("Robust Estimation of Location and Scale",
        winsorised variance; Wiley StatsRef). Median and MAD were worse on three sets of music: embeddings hold columns
        that are near 0 for most tracks, which a MAD blows up.
        """
        sample = values.astype(np.float64)
        for column in np.flatnonzero(~np.isfinite(sample).all(axis=0)):
            broken = ~np.isfinite(sample[:, column])
            sample[broken, column] = 0.0 if broken.all() else np.median(sample[~broken, column])
        n = len(sample)
        trim = max(1, int(TRIM * n)) if n >= 8 else 0
        ordered = np.partition(sample, (trim, n - 1 - trim), axis=0)
        sample = np.clip(sample, ordered[trim], ordered[n - 1 - trim])
        centre = sample.mean(axis=0)
        spread = np.sqrt(np.mean(np.square(sample - centre), axis=0))
        moves = spread > np.maximum(1e-6 * np.abs(centre), 1e-30)  # float32 has seven digits: less is rounding
        factor = np.divide(weight / np.sqrt(sample.shape[1]), spread, out=np.zeros_like(spread), where=moves)
        return cls(centre, factor.astype(np.float32))

    def scores(self, values: Float32Array, weight: float) -> Float32Array:
        """Weighted scores of rows of shape (n, width); 0 for what is not finite."""
        limit = np.float32(CLIP * weight / np.sqrt(values.shape[1]))
        with np.errstate(over="ignore", invalid="ignore"):
            result = (values - self.centre.astype(np.float32)) * self.factor
        result[~np.isfinite(values)] = 0.0
        result[np.isnan(result)] = 0.0  # a difference beyond float32 in a column that is not used
        clipped: Float32Array = np.clip(result, -limit, limit)
        return clipped


def blocks(features: FeatureTable, weights: Mapping[str, float] | None) -> list[Block]:
    """The blocks that the features give, the common one first; rows as in the table.

    Args:
        weights: of each group. Those of the common block weigh against each other, and the block counts 1; the weight
            of an embedding is that of its block. A group without a weight has no part; None: 1 each, embeddings 0.5.
    """
    groups = features.groups
    if weights is None:
        weights = {name: 0.5 if name in APART else 1.0 for name in groups if name not in NOT_FOR_SIMILARITY}
    used = [name for name in sorted(weights) if weights[name] > 0 and name in groups]
    found = [_block([(groups[name], weights[name]) for name in used if name not in APART], 1.0, WHOLE)]
    found += [_block([(groups[name], 1.0)], weights[name], PART) for name in APART if name in used]  # one in memory
    return [block for block in found if block.known.any()]


def _block(groups: Sequence[tuple[Float32Array, float]], weight: float, dimensions: int) -> Block:
    """Groups joined, centred, turned onto their first principal components and scaled to length 1.

    A track that lacks all of the groups lacks the block; one that lacks some is average in them.
    """
    groups = [(values, share) for values, share in groups if values.size]
    n = len(groups[0][0]) if groups else 0
    known = np.zeros(n, np.bool_)
    for values, _ in groups:
        for rows in _chunks(n):
            known[rows] |= np.isfinite(values[rows]).any(axis=1)
    have = np.flatnonzero(known)
    if not len(have):
        return Block(np.zeros((n, 0), np.float32), known, weight)
    sample = have[:: -(-len(have) // SAMPLE)]
    scales = [_Scale.of(values[sample], share) for values, share in groups]

    def joined(rows: slice | np.ndarray) -> Float32Array:
        parts = [scale.scores(values[rows], share) for scale, (values, share) in zip(scales, groups, strict=True)]
        return np.concatenate(parts, axis=1)

    seen = joined(sample)
    centre = seen.mean(axis=0)
    seen -= centre
    axes = _axes(seen, dimensions) if seen.shape[1] > dimensions else None
    vectors = np.zeros((n, seen.shape[1] if axes is None else axes.shape[1]), np.float32)
    for rows in _chunks(n):
        points = joined(rows) - centre
        points = points if axes is None else points @ axes
        length = np.linalg.norm(points, axis=1)
        known[rows] &= length > 1e-6 * weight
        np.divide(points, length[:, None], out=vectors[rows], where=known[rows, None])
    return Block(vectors, known, weight)


def _axes(centred: Float32Array, most: int) -> Float32Array:
    """The first principal axes of rows around 0, as columns of shape (width, <= most).

    From the smaller of the two products of the rows with themselves: both have the same axes, and that of few tracks
    takes a hundredth of the time.
    """
    rows = centred.astype(np.float64)
    if rows.shape[0] >= rows.shape[1]:
        turned = np.linalg.eigh(rows.T @ rows)[1][:, ::-1]
        return turned[:, :most].astype(np.float32)
    powers, left = np.linalg.eigh(rows @ rows.T)
    powers, left = powers[::-1][:most], left[:, ::-1][:, :most]
    real = powers > max(float(powers[0]), 0.0) * 1e-12
    axes: Float32Array = (rows.T @ (left[:, real] / np.sqrt(powers[real]))).astype(np.float32)
    return axes


def _chunks(n: int) -> Iterator[slice]:
    return (slice(start, start + CHUNK) for start in range(0, n, CHUNK))
