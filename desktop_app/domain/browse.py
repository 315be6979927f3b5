"""Rows of albums, artists and genres, and what they are ordered by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class AlbumSort(Enum):
    """What albums are ordered by; ties fall back on artist, year, title, code."""

    ARTIST = "artist"
    TITLE = "title"
    YEAR = "year"
    ADDED = "added"
    PLAYS = "plays"


class ArtistSort(Enum):
    """What artists are ordered by; ties fall back on the sort name."""

    NAME = "name"
    TRACKS = "tracks"
    PLAYS = "plays"


@dataclass(frozen=True, slots=True)
class AlbumRow:
    """One album as a grid shows it."""

    code: int
    title: str
    artist: str
    """Its album artist, the artist of all its tracks, or "Various Artists"."""
    year: int | None
    tracks: int
    duration_ms: int
    cover: bytes
    """SHA-256 of its cover; b"" while none is known."""
    away: bool
    """Whether all of its tracks are away."""
    added_at: datetime


@dataclass(frozen=True, slots=True)
class ArtistRow:
    """One artist as a grid shows it."""

    code: int
    name: str
    albums: int
    tracks: int
    plays: int
    """Listens that count as played."""
    covers: tuple[bytes, ...]
    """SHA-256 of covers of its albums, at most four; fewer where fewer are known."""


@dataclass(frozen=True, slots=True)
class GenreRow:
    """One genre with its place in the tree."""

    name: str
    parent: str
    """The family it belongs to; "" for a family."""
    tracks: int
