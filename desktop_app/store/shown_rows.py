"""One row of `track_shown` from a track's location and what the person said of it. No SQL but the columns' names."""

from __future__ import annotations

import functools
import json
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from desktop_app.domain.not_music import classify, season_of
from desktop_app.domain.text import fold, path_text
from desktop_app.store import albums
from desktop_app.store.keys import LAST, album_name, folder_disc, home_of, sort_key

NUMBER_LAST = 1_000_000
"""Stands for the number of a track that has none: behind those that have one."""
LOSSLESS = frozenset({"flac", "alac", "pcm", "ape", "wavpack", "tta", "tak", "dsd"})
_INT_LIMIT = 1 << 31


class Location(NamedTuple):
    """The location that speaks for a track, as SQL gives it."""

    track: int
    id: int
    file: int
    path: bytes
    start_75: int
    end_75: int
    title: str
    artist: str
    artists: str
    album: str
    album_artist: str
    genres: str
    year: int | None
    original_year: int | None
    disc: int | None
    number: int | None
    compilation: int
    duration_ms: int | None
    codec: str
    bitrate: int | None
    sort_title: str
    sort_artist: str
    sort_album: str
    sort_album_artist: str


class Credit(NamedTuple):
    """An artist named on a track."""

    key: str
    name: str
    sort: str
    said: int


@dataclass(slots=True)
class Shown:
    """A track as it is shown, while it is made; codes and the album are filled in once the whole batch is known."""

    track: int
    uid: str
    key: bytes
    start_75: int
    end_75: int
    present: int
    copies: int
    added_ms: int
    duration_ms: int | None
    year: int | None
    original_year: int | None
    disc: int | None
    number: int | None
    rating: float | None
    not_music: str
    season: str
    corrected: str
    compilation: int
    artist_code: int
    lead_code: int
    album_code: int
    album_home: int
    genre_code: int
    codec_code: int
    disc_sort: int
    number_sort: int
    artist_sort: str
    album_sort: str
    title_sort: str
    title: str
    artist: str
    album: str
    album_artist: str
    genre: str
    artist_key: str
    album_key: str
    codec: str
    bitrate: int | None
    lossless: int
    own_cover: bytes
    location: int
    file: int
    path: bytes
    credits: tuple[Credit, ...]
    genres: tuple[str, ...]
    album_name: str
    lead_key: str

    def row(self) -> tuple[Any, ...]:
        """The values of COLUMNS."""
        return _values(self)


COLUMNS = tuple(Shown.__dataclass_fields__)[:-4]
_values = operator.attrgetter(*COLUMNS)


class Said(NamedTuple):
    """What is known of a track besides the location that speaks for it."""

    track: int
    uid: str
    key: bytes
    root: bytes
    added_ms: int
    present: bool
    copies: int
    corrections: Mapping[str, str]
    rating: float | None
    rule: bool


def shown(location: Location, said: Said) -> Shown:
    """Everything about a track that does not depend on other tracks."""
    corrections = said.corrections
    text = corrections.get if corrections else None
    title, artist, album, album_artist = location.title, location.artist, location.album, location.album_artist
    artists, genres = _names(location.artists), _names(location.genres)
    year, disc, number = location.year, location.disc, location.number
    compilation, sort_artist, sort_album = location.compilation, location.sort_artist, location.sort_album
    sort_title, sort_album_artist = location.sort_title, location.sort_album_artist
    said_sort = False
    if text is not None:
        if (value := text("title")) is not None:
            title, sort_title = value, ""
        if (value := text("artist")) is not None:
            artist, artists, sort_artist = value, _parted(value), ""
        if (value := text("album")) is not None:
            album, sort_album = value, ""
        if (value := text("album_artist")) is not None:
            album_artist, sort_album_artist = value, ""
        if (value := text("genre")) is not None:
            genres = _parted(value)
        if (value := text("sort_artist")) is not None:
            sort_artist, said_sort = value, True
        year, disc, number = (
            _number(corrections, field, old) for field, old in (("year", year), ("disc", disc), ("number", number))
        )
        compilation = int(text("compilation", str(compilation)) == "1")
    name, title_disc = album_name(album)
    home, folder_disc, below = _place(location.path.rpartition(b"/")[0], said.root)
    disc_sort = disc or title_disc or folder_disc or 1
    credits_ = _credits(artist, artists, sort_artist, said_sort, album_artist, sort_album_artist)
    artist_key = credits_[0].key if credits_ and artist else ""
    owner = albums.owner_of(fold(album_artist)) if album_artist else ""
    return Shown(
        track=said.track,
        uid=said.uid,
        key=said.key,
        start_75=location.start_75,
        end_75=location.end_75,
        present=int(said.present),
        copies=said.copies,
        added_ms=said.added_ms,
        duration_ms=location.duration_ms,
        year=year,
        original_year=location.original_year,
        disc=disc,
        number=number,
        rating=said.rating,
        not_music=classify(
            genres=genres,
            title=title,
            artist=artist,
            album=album,
            duration_ms=location.duration_ms,
            folder=below,
            codec=location.codec,
            rule=said.rule,
            said=corrections.get("music"),
        ),
        season=season_of(genres=genres, title=title, album=album),
        corrected=",".join(sorted(corrections)),
        compilation=compilation,
        artist_code=-1,
        lead_code=-1,
        album_code=-1,
        album_home=home,
        genre_code=-1,
        codec_code=-1,
        disc_sort=min(disc_sort, _INT_LIMIT),
        number_sort=NUMBER_LAST if number is None else min(number, _INT_LIMIT),
        artist_sort=LAST,
        album_sort=_sort(sort_album or name),
        title_sort=_sort(sort_title or title),
        title=title,
        artist=artist,
        album=album,
        album_artist=album_artist,
        genre="; ".join(genres),
        artist_key=artist_key,
        album_key="",
        codec=location.codec,
        bitrate=location.bitrate,
        lossless=int(location.codec in LOSSLESS),
        own_cover=_cover(corrections),
        location=location.id,
        file=location.file,
        path=location.path,
        credits=credits_,
        genres=genres,
        album_name=name,
        lead_key=owner if owner and owner != albums.VARIOUS and name else artist_key,
    )


@functools.lru_cache(maxsize=1024)
def _credits(
    artist: str, artists: tuple[str, ...], sort: str, said_sort: bool, album_artist: str, album_sort: str
) -> tuple[Credit, ...]:
    """The artists of a track, then its album artist where that is another one."""
    found: dict[str, Credit] = {}
    named = artists or ((artist,) if artist else ())
    sorts = [part.strip() for part in sort.split(";")] if len(named) > 1 else [sort]
    if said_sort or len(sorts) != len(named):  # of several artists in one name, or the person's word: of the first
        sorts = [sort if said_sort else "", *[""] * len(named)]
    for at, name in enumerate(named):
        key = fold(name)
        if key and key not in found:
            found[key] = Credit(key, name, sorts[at], int(said_sort and at == 0))
    key = albums.owner_of(fold(album_artist)) if album_artist else ""
    if key and key != albums.VARIOUS:
        known = found.get(key)
        if known is None:
            found[key] = Credit(key, albums.without_guests(album_artist), album_sort, 0)
        elif not known.sort and album_sort:
            found[key] = known._replace(sort=album_sort)
    return tuple(found.values())


@functools.lru_cache(maxsize=4096)
def _names(packed: str) -> tuple[str, ...]:
    return tuple(json.loads(packed))


def _parted(text: str) -> tuple[str, ...]:
    """Names as a person writes several of them into one field."""
    return tuple(part for piece in text.split(";") if (part := piece.strip()))


def _number(corrections: Mapping[str, str], field: str, old: int | None) -> int | None:
    value = corrections.get(field)
    if value is None:
        return old
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def _cover(corrections: Mapping[str, str]) -> bytes:
    try:
        return bytes.fromhex(corrections.get("cover", ""))
    except ValueError:
        return b""


_sort = functools.lru_cache(maxsize=4096)(sort_key)


@functools.lru_cache(maxsize=1024)
def _place(folder: bytes, root: bytes) -> tuple[int, int | None, str]:
    """Of a file's folder: its number as the home of an album, the disc in its name, and the folders below the root."""
    below = folder[len(root) :].lstrip(b"/") if folder.startswith(root) else folder
    return home_of(folder), folder_disc(folder), path_text(below)


def in_folder(path: bytes, folders: Sequence[bytes]) -> bool:
    """Whether a path lies below one of some folders, or is one of them."""
    return any(path.startswith(folder.rstrip(b"/") + b"/") or path == folder for folder in folders)
