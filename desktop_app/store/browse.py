"""Albums, artists and genres as they are shown. Everything here only reads."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from desktop_app.domain.browse import AlbumRow, AlbumSort, ArtistRow, ArtistSort
from desktop_app.domain.ids import TrackId
from desktop_app.domain.query import Field, Query, Words, parse
from desktop_app.domain.tables import Int64Array
from desktop_app.store.columns import UNKNOWN, Array, Columns
from desktop_app.store.connection import Database, as_json_list, from_ms, storable
from desktop_app.store.search import PLAYS, Alternative, Search, typed_words

_COVERS = 4
"""Pictures of an artist's albums that are shown together."""
_ALBUM_TIES = "artist_sort, year IS NULL, year, title_sort, code"
_ALBUM_ORDERS = {
    AlbumSort.ARTIST: _ALBUM_TIES,
    AlbumSort.TITLE: f"title_sort, {_ALBUM_TIES}",
}
_ALBUM_VALUES = {AlbumSort.YEAR: "year", AlbumSort.ADDED: "added_ms"}
_ALBUM_ROWS = """
SELECT a.code, a.title, a.artist, a.year, a.tracks, a.duration_ms, a.present, a.added_ms,
       coalesce(nullif(a.own_cover, x''), (SELECT c.sha256 FROM derived.cover c WHERE c.key = a.key), x'')
FROM derived.album_shown a WHERE a.code IN (SELECT value FROM json_each(?))
"""
_ARTIST_ROWS = """
SELECT a.code, a.name, (SELECT count(*) FROM derived.album_shown m WHERE m.artist_code = a.code),
       count(*), coalesce(sum(p.plays), 0)
FROM derived.artist_shown a JOIN derived.credit_shown c ON c.artist = a.code
LEFT JOIN derived.play_count p ON p.track = c.track
WHERE a.code IN (SELECT value FROM json_each(?)) GROUP BY a.code
"""
_COVERS_OF_ALBUMS = """
SELECT m.artist_code, coalesce(nullif(m.own_cover, x''), c.sha256) AS sha256
FROM derived.album_shown m LEFT JOIN derived.cover c ON c.key = m.key
WHERE m.artist_code IN (SELECT value FROM json_each(?)) AND sha256 IS NOT NULL
ORDER BY m.artist_code, m.year IS NULL, m.year DESC, m.code DESC
"""
_IN_ALBUM = "disc_sort, number_sort, title_sort, track"
_OF_ARTIST = f"""
SELECT group_concat(track) FROM (
  SELECT s.track AS track FROM derived.credit_shown c JOIN derived.track_shown s ON s.track = c.track
  LEFT JOIN derived.album_shown m ON m.code = s.album_code
  WHERE c.artist = ?
  ORDER BY m.code IS NULL, m.artist_code <> c.artist, m.year IS NULL, m.year, m.title_sort, m.code,
           s.{_IN_ALBUM.replace(", ", ", s.")})
"""
_ON_ALBUMS = """
SELECT group_concat(code) FROM (
  SELECT DISTINCT m.code AS code, m.year, m.title_sort FROM derived.credit_shown c
  JOIN derived.track_shown s ON s.track = c.track JOIN derived.album_shown m ON m.code = s.album_code
  WHERE c.artist = ?1 AND m.artist_code <> ?1 ORDER BY m.year IS NULL, m.year, m.title_sort, m.code)
"""


class BrowseRepository:
    """Albums and artists by their codes, which hold until derived.db is made anew."""

    def __init__(self, db: Database, columns: Columns, search: Search) -> None:
        self._db = db
        self._columns = columns
        self._search = search

    def albums(self, text: str = "", sort: AlbumSort = AlbumSort.ARTIST, descending: bool = False) -> Int64Array:
        """Codes of the albums with a track that a query asks for, in an order. Words are looked for in the names of
        artists and albums, in genres and years, not in titles. What has no year comes last."""
        with self._db.snapshot():
            codes = self._columns.remembered(("albums", sort, descending), lambda: self._album_order(sort, descending))
            asked = parse(text)
            if asked.terms:
                found = self._search.matching(asked, (Field.ARTIST, Field.ALBUM, Field.GENRE))
                codes = _kept(codes, self._columns.values("album_code")[found])
        return codes.astype(np.int64)

    def _album_order(self, sort: AlbumSort, descending: bool) -> Array:
        order = _ALBUM_ORDERS.get(sort, _ALBUM_TIES)
        (codes,) = self._columns.packed(
            f"SELECT group_concat(code) FROM (SELECT code FROM derived.album_shown ORDER BY {order})"
        )
        if sort in _ALBUM_ORDERS:
            return (codes[::-1] if descending else codes).astype(np.int32)
        if sort is AlbumSort.PLAYS:
            values = self._plays_by(self._columns.values("album_code"), self._plays(), codes)
        else:
            column = _ALBUM_VALUES[sort]
            own, packed = self._columns.packed(
                f"SELECT group_concat(code), group_concat(coalesce({column}, {UNKNOWN})) FROM derived.album_shown"
            )
            values = np.zeros(int(codes.max(initial=0)) + 1, dtype=np.int64)
            values[own] = packed
            values = values[codes]
        key = np.where(values == UNKNOWN, np.iinfo(np.int64).max, -values if descending else values)
        return codes[np.argsort(key, kind="stable")].astype(np.int32)

    def _plays(self) -> Array:
        plays = self._columns.of_tracks(PLAYS)
        return np.where(plays == UNKNOWN, 0, plays)

    @staticmethod
    def _plays_by(owner: Array, plays: Array, codes: Array) -> Array:
        """The sums of plays of tracks by a code of each, for these codes."""
        known = owner >= 0
        size = max(int(codes.max(initial=0)), int(owner.max(initial=0))) + 1
        sums: Array = np.bincount(owner[known], weights=plays[known], minlength=size)[codes].astype(np.int64)
        return sums

    def album_rows(self, codes: Sequence[int]) -> list[AlbumRow]:
        """The albums with these codes, in the order asked; unknown ones are left out."""
        found = {
            row[0]: AlbumRow(
                code=row[0],
                title=row[1],
                artist=row[2],
                year=row[3],
                tracks=row[4],
                duration_ms=row[5],
                cover=bytes(row[8]),
                away=row[6] == 0,
                added_at=from_ms(row[7]),
            )
            for row in self._db.all(_ALBUM_ROWS, (as_json_list(codes),))
        }
        return [found[int(code)] for code in codes if int(code) in found]

    def album_tracks(self, code: int) -> Int64Array:
        """The tracks of an album in the order of its discs and numbers."""
        return self._columns.packed(
            "SELECT group_concat(track) FROM "
            f"(SELECT track FROM derived.track_shown WHERE album_code = ? ORDER BY {_IN_ALBUM})",
            (int(code),),
        )[0]

    def album_of(self, track: TrackId) -> int | None:
        """The album on which a track is; None for none."""
        return self._code_of("album_code", track)

    def artist_of(self, track: TrackId) -> int | None:
        """The first artist of a track; None where none is known."""
        return self._code_of("artist_code", track)

    def _code_of(self, column: str, track: TrackId) -> int | None:
        row = self._db.one(f"SELECT {column} FROM derived.track_shown WHERE track = ?", (int(track),))
        return None if row is None or row[0] < 0 else int(row[0])

    def album_artist(self, code: int) -> int | None:
        """The artist whose album it is; None for various artists."""
        row = self._db.one("SELECT artist_code FROM derived.album_shown WHERE code = ?", (int(code),))
        return None if row is None or row[0] < 0 else int(row[0])

    def artists(self, text: str = "", sort: ArtistSort = ArtistSort.NAME, descending: bool = False) -> Int64Array:
        """Codes of all who are named on tracks, in an order. Words are looked for in their names; all other terms of
        a query hold for at least one of their tracks."""
        with self._db.snapshot():
            codes = self._columns.remembered(
                ("artists", sort, descending), lambda: self._artist_order(sort, descending)
            )
            asked = parse(text)
            if asked.terms:
                credited, tracks = self._credits()
                found = self._search.matching(asked, (Field.ARTIST,))
                codes = _kept(codes, credited[found[tracks]])
                codes = self._named(codes, asked)
        return codes.astype(np.int64)

    def _artist_order(self, sort: ArtistSort, descending: bool) -> Array:
        (codes,) = self._columns.packed(
            "SELECT group_concat(code) FROM (SELECT code FROM derived.artist_shown ORDER BY sort, name, code)"
        )
        if sort is ArtistSort.NAME:
            return (codes[::-1] if descending else codes).astype(np.int32)
        credited, tracks = self._credits()
        weights = self._plays()[tracks] if sort is ArtistSort.PLAYS else np.ones(len(tracks), dtype=np.int64)
        values = self._plays_by(credited, weights, codes)
        return codes[np.argsort(-values if descending else values, kind="stable")].astype(np.int32)

    def _credits(self) -> tuple[Array, Array]:
        """Every naming of an artist on a track: codes, and places of the tracks in `columns.ids()`."""

        def make() -> Array:
            artists, tracks = self._columns.packed(
                "SELECT group_concat(artist), group_concat(track) FROM derived.credit_shown"
            )
            places = np.searchsorted(self._columns.ids(), tracks)
            return np.stack([artists, places]).astype(np.int32)

        both = self._columns.remembered("credits", make)
        return both[0], both[1]

    def _named(self, codes: Array, asked: Query) -> Array:
        """Those of some artists whose own names have the words of a query; they may only share a track with one."""
        for term in asked.terms:
            if not isinstance(term.what, Words) or term.negated or term.what.field not in (Field.ANY, Field.ARTIST):
                continue
            for word in typed_words(storable(term.what.text)):
                spelled = self._search.spellings(word, (Field.ARTIST,))
                rows = self._db.all(
                    "SELECT code, words FROM derived.artist_shown WHERE code IN (SELECT value FROM json_each(?))",
                    (as_json_list(codes.tolist()),),
                )
                having = [code for code, words in rows if any(_has(words, way) for way in spelled)]
                codes = _kept(codes, np.array(having, dtype=np.int64))
        return codes

    def artist_rows(self, codes: Sequence[int]) -> list[ArtistRow]:
        """The artists with these codes, in the order asked; unknown ones are left out."""
        asked = (as_json_list(codes),)
        covers: dict[int, list[bytes]] = {}
        for artist, cover in self._db.all(_COVERS_OF_ALBUMS, asked):
            known = covers.setdefault(artist, [])
            if len(known) < _COVERS and cover not in known:
                known.append(bytes(cover))
        found = {
            code: ArtistRow(code, name, albums, tracks, plays, tuple(covers.get(code, ())))
            for code, name, albums, tracks, plays in self._db.all(_ARTIST_ROWS, asked)
        }
        return [found[int(code)] for code in codes if int(code) in found]

    def artist_albums(self, code: int) -> Int64Array:
        """The albums of an artist, the oldest first."""
        return self._columns.packed(
            "SELECT group_concat(code) FROM (SELECT code FROM derived.album_shown WHERE artist_code = ? "
            "ORDER BY year IS NULL, year, title_sort, code)",
            (int(code),),
        )[0]

    def appears_on(self, code: int) -> Int64Array:
        """Albums of others on which an artist is named, the oldest first."""
        return self._columns.packed(_ON_ALBUMS, (int(code),))[0]

    def artist_tracks(self, code: int) -> Int64Array:
        """The tracks on which an artist is named, alone or among others: on own albums first, in their order."""
        return self._columns.packed(_OF_ARTIST, (int(code),))[0]

    def genres(self) -> list[tuple[str, int]]:
        """Genres as tracks show them, several of one track joined by "; ", and how many tracks have them."""
        with self._db.snapshot():
            codes = self._columns.values("genre_code")
            counts = np.bincount(codes[codes >= 0])
            names = self._db.all("SELECT id, key FROM derived.name_code WHERE kind = 'genre'")
        return [(name, int(counts[code])) for code, name in names if code < len(counts) and counts[code]]

    def with_genres(self, genres: Sequence[str]) -> Int64Array:
        """The tracks with one of these genres, given as `genres` gives them, by artist and album."""
        with self._db.snapshot():
            wanted = set(genres)
            names = self._db.all("SELECT id, key FROM derived.name_code WHERE kind = 'genre'")
            codes = [code for code, name in names if name in wanted]
            found = np.isin(self._columns.values("genre_code"), np.array(codes, dtype=np.int64))
            return self._columns.packed(
                "SELECT group_concat(track) FROM (SELECT s.track AS track FROM json_each(?) j "
                "JOIN derived.track_shown s ON s.track = j.value "
                f"ORDER BY s.artist_sort, s.album_sort, s.album_code, s.{_IN_ALBUM.replace(', ', ', s.')})",
                (as_json_list(self._columns.ids()[found].tolist()),),
            )[0]


def _has(words: str, way: Alternative) -> bool:
    """Whether words with spaces around each have all of an alternative."""
    return all(f" {word[:-1]}" in words if word.endswith("*") else f" {word} " in words for word in way)


def _kept(codes: Array, wanted: Array) -> Array:
    """Those of some codes that are wanted, in their order."""
    wanted = wanted[wanted >= 0]
    marks = np.zeros(max(int(codes.max(initial=0)), int(wanted.max(initial=0))) + 1, dtype=np.bool_)
    marks[wanted] = True
    kept: Array = codes[marks[codes]]
    return kept
