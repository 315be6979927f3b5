"""The library in a space of sound: one unit vector per analysed track; inner products are similarity."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from desktop_app.domain.tables import FeatureTable, Float32Array, FloatArray, Int64Array

NOT_FOR_SIMILARITY = frozenset({"shape"})
"""Groups that are kept for drawing, not for comparing."""
DIMENSIONS = 64
"""Principal components kept. On 201 game tracks 64 of 314 lose no mean average precision, without whitening."""
CLIP = 4.0
"""Robust z-scores are cut here, so that one broken value cannot rule a distance."""
SPREAD_SAMPLE = 4000
"""Median and spread of a feature, and the principal axes, are taken over about so many tracks at most."""
FACET_SAMPLE = 4000
"""The middles of the parts are found on about so many tracks at most."""
FACETS = 24
"""At most this many parts of the library are told apart by sound."""


def robust_z(values: Float32Array) -> Float32Array:
    """Column-wise (x - median) / (1.4826 MAD), cut at +-CLIP; the standard deviation where the MAD is 0.

    Median and MAD are taken over every k-th row where there are many.

    Args:
        values: shape (n, width), n > 0; values that are not finite count as the median.
    Returns:
        shape (n, width); columns without spread are 0.
    """
    sample = values[:: len(values) // SPREAD_SAMPLE + 1].astype(np.float64)
    sample[~np.isfinite(sample)] = np.nan
    usable = ~np.isnan(sample).all(axis=0)
    centre, spread = np.zeros(values.shape[1]), np.zeros(values.shape[1])
    known = sample[:, usable]
    centre[usable] = np.nanmedian(known, axis=0)
    away = np.abs(known - centre[usable])
    mad = 1.4826 * np.nanmedian(away, axis=0)  # equals the standard deviation for a normal distribution
    spread[usable] = np.where(mad > 1e-12, mad, np.sqrt(np.nanmean(away**2, axis=0)))
    scale = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 1e-12)
    with np.errstate(over="ignore", invalid="ignore"):
        z = (values - centre.astype(np.float32)) * scale.astype(np.float32)
    z[~np.isfinite(values)] = 0.0
    clipped: Float32Array = np.clip(np.nan_to_num(z, nan=0.0, posinf=CLIP, neginf=-CLIP), -CLIP, CLIP)
    return clipped


class SoundSpace:
    """Vectors of all tracks of the library; rows as in the track table.

    Each group is standardised robustly, divided by the root of its width and multiplied by its weight, so that
    groups count by weight and not by how many numbers they have. The joined vectors are centred, turned onto their
    first principal components and scaled to length 1.
    """

    def __init__(self, track_ids: Int64Array, features: FeatureTable, weights: Mapping[str, float] | None) -> None:
        self.known = np.zeros(len(track_ids), np.bool_)
        """Whether a track is analysed, shape (n_tracks,)."""
        place = np.searchsorted(track_ids, features.ids)
        inside = place < len(track_ids)
        inside[inside] = track_ids[place[inside]] == features.ids[inside]
        points = _points({name: values[inside] for name, values in features.groups.items()}, weights)
        self.vectors: Float32Array = np.zeros((len(track_ids), points.shape[1]), np.float32)
        """Unit vectors, shape (n_tracks, dimensions); zero for a track that is not analysed."""
        if points.shape[1]:
            rows = place[inside]
            length = np.linalg.norm(points, axis=1)
            usable = length > 1e-9
            self.vectors[rows[usable]] = points[usable] / length[usable, None]
            self.known[rows[usable]] = True

    def similarity(self, rows: Int64Array) -> Float32Array:
        """Cosine similarity of every track to the given rows, shape (n_tracks, len(rows)), -1..1; 0 if not analysed."""
        result: Float32Array = self.vectors @ self.vectors[rows].T
        return result

    def likeness(self, row: int, rows: Int64Array) -> FloatArray:
        """Cosine similarity of one track to the given rows, shape (len(rows),); 0 if not analysed."""
        cosine: FloatArray = (self.vectors[rows] @ self.vectors[row]).astype(np.float64)
        return cosine

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


def _points(groups: Mapping[str, Float32Array], weights: Mapping[str, float] | None) -> Float32Array:
    """Weighted, joined and reduced features, shape (n, dimensions)."""
    if weights is None:
        weights = {name: 1.0 for name in groups if name not in NOT_FOR_SIMILARITY}
    blocks = [
        robust_z(groups[name]) * np.float32(weight / np.sqrt(groups[name].shape[1]))
        for name, weight in sorted(weights.items())
        if weight > 0 and name in groups and groups[name].shape[0] and groups[name].shape[1]
    ]
    if not blocks:
        return np.zeros((len(next(iter(groups.values()), ())), 0), np.float32)
    joined = np.concatenate(blocks, axis=1)
    joined -= joined.mean(axis=0)
    if joined.shape[1] <= DIMENSIONS:
        return joined
    sample = joined[:: len(joined) // SPREAD_SAMPLE + 1]
    _, axes = np.linalg.eigh((sample.T @ sample).astype(np.float64))
    reduced: Float32Array = joined @ axes[:, ::-1][:, :DIMENSIONS].astype(np.float32)
    return reduced
