"""The library as arrays, for layers that compute. Row i of every array is the same track."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Int64Array = npt.NDArray[np.int64]
Int32Array = npt.NDArray[np.int32]
BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TrackTable:
    """Every track of the library, in ascending order of id; shape (n_tracks,) each.

    `artist`, `album` and `work` are codes: equal codes mean the same folded artist, album and song; -1 means unknown.
    """

    ids: Int64Array
    artist: Int32Array
    album: Int32Array
    work: Int32Array
    version: Int32Array
    """How near a recording is to its song as it is known: 0 for the song itself, more for live, remix, karaoke."""
    duration_ms: Int64Array
    """-1 where it is not known."""
    disc: Int32Array
    number: Int32Array
    added_ms: Int64Array
    present: BoolArray
    """False for tracks that are away: never recommended."""
    not_music: BoolArray
    """True for what stays out of mixes unless it is asked for: audiobooks, effects, folders never to recommend from."""
    never: BoolArray
    """True for what the person never wants recommended: by a rule on its folder, or by their own word on it."""
    holiday: BoolArray
    """True for music that belongs to its season."""
    whole: Int32Array
    """A code: equal codes mean parts of one whole (movements, parts of a mix or an audio play); -1 for none."""

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class FeatureTable:
    """Sound features of the analysed tracks: `ids` ascending, shape (n_analysed,); each group (n_analysed, width)."""

    ids: Int64Array
    groups: Mapping[str, Float32Array]

    def __len__(self) -> int:
        return len(self.ids)
