"""How tracks are asked for. Sorting and filtering are queries that give new ids."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class TrackSort(Enum):
    """What a list of tracks is ordered by; ties fall back on artist, album, disc, number, title, id."""

    ARTIST = "artist"
    ALBUM = "album"
    TITLE = "title"
    ADDED = "added"
    DURATION = "duration"
    PLAYS = "plays"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class TrackQuery:
    """Every word of `text` must occur in title, artist, album or genre, letters folded. "" asks for all."""

    text: str = ""
    sort: TrackSort = TrackSort.ARTIST
    descending: bool = False
