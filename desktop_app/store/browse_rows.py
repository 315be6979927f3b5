"""Keeps artists and albums in step with the tracks that are shown; called by `shown.refresh` only."""

from __future__ import annotations

import json
import operator
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from desktop_app.domain.text import fold
from desktop_app.store import albums
from desktop_app.store.albums import Placed, album_keys
from desktop_app.store.codes import codes_of
from desktop_app.store.connection import Row, as_json_list
from desktop_app.store.keys import LAST, album_name, sort_key
from desktop_app.store.search_text import searched
from desktop_app.store.shown_rows import NUMBER_LAST, Shown

T = TypeVar("T", int, bytes)
VARIOUS_ARTISTS = "Various Artists"
_VARIOUS_SORT = sort_key(VARIOUS_ARTISTS)

_SPELLINGS = """
SELECT artist, name, sort, said, count(*) FROM derived.credit_shown
WHERE artist IN (SELECT value FROM json_each(?)) GROUP BY artist, name, sort, said
"""
_TRACKS_OF_NAMES = """
SELECT s.track, s.album_home, s.album_artist, s.artist_key, s.compilation, s.disc_sort, s.number_sort, s.album,
       s.artist_code, s.year, s.duration_ms, s.added_ms, s.present, s.own_cover, s.album_code
FROM derived.album_shown a JOIN derived.track_shown s ON s.album_code = a.code
WHERE a.name IN (SELECT value FROM json_each(?))
"""
_NAMES = "SELECT name FROM derived.album_shown WHERE code IN (SELECT value FROM json_each(?))"
_PUT_ALBUM = """
INSERT OR REPLACE INTO derived.album_shown(
  code, key, name, title, artist, artist_code, title_sort, artist_sort, year, tracks, present, duration_ms,
  added_ms, own_cover)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


_NEWLY = operator.attrgetter(
    "track", "album_home", "album_artist", "artist_key", "compilation", "disc_sort", "number_sort", "album",
    "artist_code", "year", "duration_ms", "added_ms", "present", "own_cover", "album_code",
)  # fmt: skip
"""The columns of _TRACKS_OF_NAMES of a track that is just made."""


def refresh_artists(con: sqlite3.Connection, new: Sequence[Shown], batch: Sequence[int]) -> None:
    """Credit the artists of a batch of tracks; fills in their codes and where the tracks are sorted."""
    ids = as_json_list(batch)
    gone = "track IN (SELECT value FROM json_each(?))"
    touched = {code for (code,) in con.execute(f"SELECT artist FROM derived.credit_shown WHERE {gone}", (ids,))}
    con.execute(f"DELETE FROM derived.credit_shown WHERE {gone}", (ids,))
    codes = codes_of(con, "artist", {credit.key for track in new for credit in track.frame.credits})
    con.executemany(
        "INSERT INTO derived.credit_shown(track, position, artist, name, sort, said) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (track.track, position, codes[credit.key], credit.name, credit.sort, credit.said)
            for track in new
            for position, credit in enumerate(track.frame.credits)
        ],
    )
    for track in new:
        track.artist_code = codes[track.artist_key]
        track.lead_code = codes.get(track.frame.lead_key, -1)
    touched.update(codes.values())
    touched.discard(-1)
    sorts = _name_artists(con, touched)
    for track in new:
        track.artist_sort = sorts.get(track.lead_code, LAST)


def _name_artists(con: sqlite3.Connection, codes: Collection[int]) -> dict[int, str]:
    """Give artists their names, the commonest spelling of each, and where they are sorted, which is returned."""
    asked = as_json_list(codes)
    names: dict[int, Counter[str]] = defaultdict(Counter)
    sorts: dict[int, Counter[tuple[int, str]]] = defaultdict(Counter)
    for artist, name, sort, said, count in con.execute(_SPELLINGS, (asked,)):
        names[artist][name] += count
        if sort:
            sorts[artist][said, sort] += count
    known = {
        code: (name, sort)
        for code, name, sort in con.execute(
            "SELECT code, name, sort FROM derived.artist_shown WHERE code IN (SELECT value FROM json_each(?))", (asked,)
        )
    }
    found: dict[int, tuple[str, str]] = {}
    for artist, spellings in names.items():
        name = min(spellings, key=lambda text: (-spellings[text], text))
        tags = sorts.get(artist)
        tag = min(tags, key=lambda said: (-said[0], -tags[said], said[1]))[1] if tags else ""
        found[artist] = (name, sort_key(tag or name))
    con.executemany(
        "INSERT OR REPLACE INTO derived.artist_shown(code, name, sort, words) VALUES (?, ?, ?, ?)",
        [(code, *value, searched(value[0])) for code, value in found.items() if known.get(code) != value],
    )
    con.executemany("DELETE FROM derived.artist_shown WHERE code = ?", [(code,) for code in known if code not in found])
    con.executemany(
        "UPDATE derived.track_shown SET artist_sort = ? WHERE lead_code = ? "
        "AND track IN (SELECT track FROM derived.credit_shown WHERE artist = ?)",
        [(sort, code, code) for code, (_, sort) in found.items() if code in known and known[code][1] != sort],
    )
    return {code: sort for code, (_, sort) in found.items()}


@dataclass(slots=True)
class _OnAlbum:
    """A track on an album, with what its album shows of it."""

    placed: Placed
    album: str
    artist_code: int
    album_artist: str
    year: int | None
    duration_ms: int | None
    added_ms: int
    present: int
    own_cover: bytes
    code: int
    made: Shown | None


def refresh_albums(
    con: sqlite3.Connection, new: Sequence[Shown], old_codes: Collection[int], batch: Sequence[int]
) -> None:
    """Find the albums of a batch of tracks, and of those that the batch touches; fills in their codes and keys.

    Args:
        old_codes: the albums on which tracks of the batch were before.
    """
    wanted = {track.frame.album_name for track in new} - {""}
    fresh = set(batch)
    parts: dict[str, list[_OnAlbum]] = defaultdict(list)
    touched = set(old_codes) - {-1}
    wanted.update(name for (name,) in con.execute(_NAMES, (as_json_list(touched),)))  # also of what only goes
    for row in con.execute(_TRACKS_OF_NAMES, (json.dumps(sorted(wanted), ensure_ascii=False),)):
        touched.add(row[14])
        if row[0] not in fresh:
            parts[album_name(row[7])[0]].append(_on_album(row, None))
    for made in new:
        if name := made.frame.album_name:
            parts[name].append(_on_album(_NEWLY(made), made))
    found: dict[str, tuple[str, list[_OnAlbum]]] = {}
    for name, tracks in parts.items():
        keys = album_keys(name, [track.placed for track in tracks])
        for track in tracks:
            found.setdefault(keys[track.placed.track], (name, []))[1].append(track)
    codes = codes_of(con, "album", found.keys())
    moved = []
    for key, (_, tracks) in found.items():
        for track in tracks:
            if track.made is not None:
                track.made.album_code, track.made.album_key = codes[key], key
            elif track.code != codes[key]:
                moved.append((codes[key], key, track.placed.track))
    con.executemany("UPDATE derived.track_shown SET album_code = ?, album_key = ? WHERE track = ?", moved)
    _put_albums(con, {codes[key]: (key, name, tracks) for key, (name, tracks) in found.items()})
    emptied = touched - set(codes.values())
    con.executemany("DELETE FROM derived.album_shown WHERE code = ?", [(code,) for code in emptied])


def _on_album(row: Row, made: Shown | None) -> _OnAlbum:
    track, home, album_artist, artist, compilation, disc, number, album = row[:8]
    artist_code, year, duration, added, present, cover, code = row[8:]
    owner = albums.owner_of(fold(album_artist)) if album_artist else ""
    number = None if number == NUMBER_LAST else number
    placed = Placed(track, home, owner, artist, bool(compilation), disc, number)
    return _OnAlbum(placed, album, artist_code, album_artist, year, duration, added, present, cover, code, made)


def _put_albums(con: sqlite3.Connection, found: dict[int, tuple[str, str, list[_OnAlbum]]]) -> None:
    owners = codes_of(
        con, "artist", {track.placed.owner for _, _, tracks in found.values() for track in tracks} - {albums.VARIOUS}
    )
    wanted = set(owners.values()) | {track.artist_code for _, _, tracks in found.values() for track in tracks}
    artists = {
        code: (name, sort)
        for code, name, sort in con.execute(
            "SELECT code, name, sort FROM derived.artist_shown WHERE code IN (SELECT value FROM json_each(?))",
            (as_json_list(wanted),),
        )
    }
    rows = []
    for code, (key, name, tracks) in found.items():
        by_tags = {track.placed.owner for track in tracks} - {""}
        by_artist = {track.artist_code for track in tracks}
        by = -1
        owner = by_tags.pop() if len(by_tags) == 1 else ""
        if owner and owner != albums.VARIOUS and albums.is_owner(owner, [track.placed for track in tracks]):
            by = owners[owner]
        elif len(by_artist) == 1:
            by = by_artist.pop()
        nobody = ("", LAST) if by_artist == {-1} else (VARIOUS_ARTISTS, _VARIOUS_SORT)
        artist, sort = artists.get(by, nobody)
        title = _title(tracks)
        rows.append(
            (
                code, key, name, title, artist, by, sort_key(name), sort,
                _commonest([track.year for track in tracks if track.year is not None]),
                len(tracks), sum(track.present for track in tracks), sum(track.duration_ms or 0 for track in tracks),
                max(track.added_ms for track in tracks),
                _commonest([track.own_cover for track in tracks if track.own_cover]) or b"",
            )
        )  # fmt: skip
    con.executemany(_PUT_ALBUM, rows)


def _title(tracks: Sequence[_OnAlbum]) -> str:
    """The commonest spelling; where the discs have names of their own, without the number of the disc."""
    spelled = Counter(track.album for track in tracks)
    title = min(spelled, key=lambda text: (-spelled[text], text))
    if len({fold(text) for text in spelled}) == 1:
        return title
    name, disc = album_name(title)
    return title if disc is None or len(fold(title)) != len(title) else title[: len(name)]


def _commonest(values: Sequence[T]) -> T | None:
    counted = Counter(values)
    return min(counted, key=lambda value: (-counted[value], value)) if counted else None
