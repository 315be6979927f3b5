"""Tracks that share a code: artist, album or work. The code -1 means unknown and is shared with nobody."""

from __future__ import annotations

import numpy as np

from desktop_app.domain.tables import BoolArray, FloatArray, Int32Array, Int64Array


def spread(code: Int32Array, values: FloatArray) -> FloatArray:
    """Sum of a value over all tracks of one code, given to each of them; 0 where the code is unknown."""
    inside = code >= 0
    if not inside.any():
        return np.zeros(len(code))
    sums = np.bincount(code[inside], weights=values[inside])
    return np.where(inside, sums[np.maximum(code, 0)], 0.0)


def same(code: Int32Array, row: int) -> BoolArray:
    """Whether each track shares the code of a row; never where it is unknown."""
    alike: BoolArray = (code == code[row]) & (code[row] >= 0)
    return alike


def place_within(code: Int32Array, values: FloatArray) -> Int64Array:
    """Place of each track by value among those of its code, 0 the highest; 0 for all where the code is unknown."""
    order = np.lexsort((-values, code))
    ordered = code[order]
    index = np.arange(len(code), dtype=np.int64)
    first = np.concatenate(([True], ordered[1:] != ordered[:-1])) if len(code) else np.zeros(0, np.bool_)
    start = np.maximum.accumulate(np.where(first, index, 0))
    place = np.zeros(len(code), np.int64)
    place[order] = np.where(ordered >= 0, index - start, 0)
    return place
