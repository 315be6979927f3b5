"""What the person does to the library, and what the program asks them about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Track


@dataclass(frozen=True, slots=True)
class Act:
    """One act of the person on the library; undone as a whole."""

    id: int
    kind: str
    words: str
    """What was done, as it is told."""
    at: datetime
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """A recording of the same song."""

    track: Track
    kind: str
    """live, remix, demo ...; "" for the song as it is."""
    confidence: float
    """That it is the same song, 0 to 1."""


@dataclass(frozen=True, slots=True)
class SameOffer:
    """Two tracks that may be one recording, to be joined or kept apart by the person."""

    a: Track
    b: Track
    confidence: float
    """0 to 1."""
    why: str


@dataclass(frozen=True, slots=True)
class Details:
    """The fields of one track that can be corrected, by name: as they are shown, and as its file has them."""

    track: TrackId
    shown: Mapping[str, str]
    """Genres joined by "; ", compilation "1" or "0", cover the hexadecimal SHA-256; "" for none."""
    file: Mapping[str, str]
    """The same before any correction; for `cover` what was found in or beside the file."""
    corrected: frozenset[str]
