"""Recordings as they are grouped into works (recordings of one song) and wholes (parts of one thing)."""

from __future__ import annotations

from typing import NamedTuple


class Recording(NamedTuple):
    """What is known of one shown track. Codes are -1 and texts "" where nothing is.

    A tuple, as a library has hundreds of thousands of them at once, and making other records takes five times as long.
    """

    track: int
    title: str
    artist: str
    album: int = -1
    """Equal for tracks of one album."""
    album_title: str = ""
    disc: int = 1
    number: int = 1
    """With the disc the order on its album."""
    duration_ms: int | None = None
    year: int | None = None
    """Of its first release, where that is known."""
    not_music: str = ""
    work: str = ""
    """The whole that its tags name it a movement of."""
    movement_number: int | None = None


class Credits(NamedTuple):
    """What else the tags of a track say of its song."""

    composers: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    """What only recordings of one song share: ISRC, the id of a work."""


class WorkPlace(NamedTuple):
    """Where a track stands among the works, as it is stored."""

    track: int
    work: int
    """Equal for recordings of one song: the lowest track among them."""
    kind: str
    """Kind of version: "" for the song as it is, live, remix, demo ..."""
    rank: int
    """How near that is to the song as it is known; 0 nearest."""
    confidence: float
    """That it belongs to its work, 0 to 1."""
    album: int
    artist: str
    song: str
    """Keys by which it is compared; "" where it is compared with nothing."""
    seen: int
    """A hash of all that its place was made from."""
    part_of: int = -1
    """Equal for parts of one thing: the lowest track among them; -1 for no part of anything."""
    part: int | None = None
    """Its number among them; None where it has none."""


class Decided(NamedTuple):
    """Two tracks that someone called the same or not. `a` < `b`."""

    a: int
    b: int
    same: bool
