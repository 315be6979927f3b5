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
ROUNDING_MS = 200
"""Two lengths this near are one: what an encoder adds at both ends, and the thousandths that tags leave out."""
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


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What the tracks of an album mostly have in common. One object for equal tags, so that it is a key by itself."""

    credits: tuple[Credit, ...]
    artist_key: str
    lead_key: str
    """Of the artist under whom the track is sorted."""
    album_name: str
    """Folded, without the number of a disc."""
    disc: int | None
    """The disc in the name of the album."""
    album_sort: str
    genres: tuple[str, ...]
    genre: str


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
    frame: Frame

    def row(self) -> tuple[Any, ...]:
        """The values of COLUMNS."""
        return _values(self)


COLUMNS = tuple(Shown.__dataclass_fields__)[:-1]
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
    true_ms: int | None = None
    """Its length as it was counted while decoding; None while it was not heard whole."""


def shown(location: Location, said: Said) -> Shown:
    """Everything about a track that does not depend on other tracks."""
    corrections = said.corrections
    if corrections:
        location = _corrected(location, corrections)
    if said.true_ms and not same_length(location.duration_ms, said.true_ms):
        location = location._replace(duration_ms=said.true_ms)
    frame = _frame(
        location.artist,
        location.artists,
        location.sort_artist,
        "sort_artist" in corrections,
        location.album,
        location.album_artist,
        location.sort_album,
        location.sort_album_artist,
        location.genres,
    )
    title, disc, number, codec = location.title, location.disc, location.number, location.codec
    home, folder_disc, below = _place(location.path.rpartition(b"/")[0], said.root)
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
        year=location.year,
        original_year=location.original_year,
        disc=disc,
        number=number,
        rating=said.rating,
        not_music=classify(
            genres=frame.genres,
            title=title,
            artist=location.artist,
            album=location.album,
            duration_ms=location.duration_ms,
            folder=below,
            codec=codec,
            rule=said.rule,
            said=corrections.get("music"),
        ),
        season=season_of(genres=frame.genres, title=title, album=location.album),
        corrected=",".join(sorted(corrections)) if corrections else "",
        compilation=location.compilation,
        artist_code=-1,
        lead_code=-1,
        album_code=-1,
        album_home=home,
        genre_code=-1,
        codec_code=-1,
        disc_sort=min(disc or frame.disc or folder_disc or 1, _INT_LIMIT),
        number_sort=NUMBER_LAST if number is None else min(number, _INT_LIMIT),
        artist_sort=LAST,
        album_sort=frame.album_sort,
        title_sort=sort_key(location.sort_title or title),
        title=title,
        artist=location.artist,
        album=location.album,
        album_artist=location.album_artist,
        genre=frame.genre,
        artist_key=frame.artist_key,
        album_key="",
        codec=codec,
        bitrate=location.bitrate,
        lossless=int(codec in LOSSLESS),
        own_cover=_cover(corrections) if corrections else b"",
        location=location.id,
        file=location.file,
        path=location.path,
        frame=frame,
    )


def same_length(stated_ms: int | None, true_ms: int) -> bool:
    """Whether a stated length is the true one but for rounding."""
    return stated_ms is not None and abs(stated_ms - true_ms) <= ROUNDING_MS


def _corrected(location: Location, corrections: Mapping[str, str]) -> Location:
    """What a location says after the person's corrections; the sort tag of a corrected name goes with it."""
    found: dict[str, Any] = {
        field: corrections[field]
        for field in ("title", "artist", "album", "album_artist", "sort_artist")
        if field in corrections
    }
    for field in ("title", "artist", "album", "album_artist"):
        if field in found:
            found.setdefault(f"sort_{field}", "")
    if "artist" in found:
        found["artists"] = json.dumps(_parted(found["artist"]))
    if "genre" in corrections:
        found["genres"] = json.dumps(_parted(corrections["genre"]))
    for field in ("year", "disc", "number"):
        if field in corrections:
            found[field] = _number(corrections[field])
    if "year" in found:
        found["original_year"] = None
    if "compilation" in corrections:
        found["compilation"] = int(corrections["compilation"] == "1")
    return location._replace(**found)


@functools.lru_cache(maxsize=1024)
def _frame(
    artist: str,
    artists: str,
    sort_artist: str,
    said_sort: bool,
    album: str,
    album_artist: str,
    sort_album: str,
    sort_album_artist: str,
    genres: str,
) -> Frame:
    named = tuple(json.loads(artists))
    credited = _credits(artist, named, sort_artist, said_sort, album_artist, sort_album_artist)
    name, disc = album_name(album)
    artist_key = credited[0].key if credited and artist else ""
    owner = albums.owner_of(fold(album_artist)) if album_artist else ""
    names = tuple(json.loads(genres))
    return Frame(
        credits=credited,
        artist_key=artist_key,
        lead_key=owner if owner and owner != albums.VARIOUS and name else artist_key,
        album_name=name,
        disc=disc,
        album_sort=sort_key(sort_album or name),
        genres=names,
        genre="; ".join(names),
    )


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


def _parted(text: str) -> tuple[str, ...]:
    """Names as a person writes several of them into one field."""
    return tuple(part for piece in text.split(";") if (part := piece.strip()))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _cover(corrections: Mapping[str, str]) -> bytes:
    try:
        return bytes.fromhex(corrections.get("cover", ""))
    except ValueError:
        return b""


@functools.lru_cache(maxsize=1024)
def _place(folder: bytes, root: bytes) -> tuple[int, int | None, str]:
    """Of a file's folder: its number as the home of an album, the disc in its name, and the folders below the root."""
    below = folder[len(root) :].lstrip(b"/") if folder.startswith(root) else folder
    return home_of(folder), folder_disc(folder), path_text(below)


def in_folder(path: bytes, folders: Sequence[bytes]) -> bool:
    """Whether a path lies below one of some folders, or is one of them."""
    return any(path.startswith(folder.rstrip(b"/") + b"/") or path == folder for folder in folders)
