"""Tracks as they are shown, sorted, searched and computed with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from desktop_app.domain.ids import AudioKey, FileId, TrackId, Uid
from desktop_app.domain.query import TrackQuery, TrackSort, parse
from desktop_app.domain.records import FileStamp, Presence, Track
from desktop_app.domain.tables import Int64Array, TrackTable
from desktop_app.store.columns import BY_ARTIST, UNKNOWN, Array, Columns
from desktop_app.store.connection import Database, Row, as_json_list, from_ms
from desktop_app.store.keys import sort_key
from desktop_app.store.search import LAST_PLAYED, PLAYS, Search

_ORDERS = {
    TrackSort.ARTIST: BY_ARTIST,
    TrackSort.ALBUM: "album_sort, album_code, disc_sort, number_sort, title_sort, track",
    TrackSort.TITLE: "title_sort, artist_sort, album_sort, disc_sort, number_sort, track",
    TrackSort.PATH: "path, start_75, track",
}
_VALUES = {
    TrackSort.ADDED: "added_ms",
    TrackSort.DURATION: "duration_ms",
    TrackSort.YEAR: "coalesce(original_year, year)",
    TrackSort.NUMBER: "number",
    TrackSort.BITRATE: "bitrate",
    TrackSort.RATING: "CAST(round(rating * 1000) AS INTEGER)",
}
_COUNTS = {TrackSort.PLAYS: PLAYS, TrackSort.LAST_PLAYED: LAST_PLAYED}
_NAMES = {TrackSort.GENRE: "genre", TrackSort.CODEC: "codec"}
_LAST = np.iinfo(np.int64).max

_ROWS = """
SELECT s.track, s.uid, s.title, s.artist, s.album, s.album_artist, s.genre, s.year, s.disc, s.number, s.duration_ms,
       s.added_ms, s.present, s.path, s.key, s.artist_key, s.album_key,
       EXISTS (SELECT 1 FROM derived.feature f
               WHERE f.key = s.key AND f.start_75 = s.start_75 AND f.end_75 = s.end_75),
       coalesce((SELECT p.plays FROM derived.play_count p WHERE p.track = s.track), 0),
       s.original_year, s.start_75, s.end_75, s.copies, s.rating, s.not_music, s.season, s.corrected, s.codec,
       s.bitrate,
       coalesce(nullif(s.own_cover, x''), (SELECT c.sha256 FROM derived.cover c WHERE c.key = 'track:' || s.track),
                (SELECT c.sha256 FROM derived.cover c WHERE c.key = s.album_key), x'')
FROM derived.track_shown s
"""

_JOINED = "SELECT track, shown FROM derived.recording_of WHERE track IN (SELECT value FROM json_each(?))"
_WITH_WORK = "derived.track_shown s INDEXED BY track_numbers LEFT JOIN derived.work_of w ON w.track = s.track"


class TrackRepository:
    """Every track that the person owns, present or away. Everything here only reads."""

    def __init__(self, db: Database, columns: Columns, search: Search) -> None:
        self._db = db
        self._columns = columns
        self._search = search

    def ids(self, query: TrackQuery | None = None) -> Int64Array:
        """The tracks of a query in its order, shape (n,); what its text may say stands in `domain.query`.

        What has no value to sort by comes last. `descending` turns the sorted value around; for texts the whole order.
        """
        query = query or TrackQuery()
        with self._db.snapshot():
            order = self._order(query.sort, query.descending)
            asked = parse(query.text)
            if asked.terms:
                order = order[self._search.matching(asked)[order]]
            ids: Int64Array = self._columns.ids()[order].astype(np.int64)
        return ids

    def _order(self, sort: TrackSort, descending: bool) -> Array:
        """Places in `columns.ids()` in an order, int32."""
        if sort in _ORDERS:
            order = self._columns.remembered(("order", sort), lambda: self._text_order(sort))
            return order[::-1] if descending else order

        def make() -> Array:
            order = self._order(TrackSort.ARTIST, False)
            values = self._sorted_by(sort)[order]
            key = np.where(values == UNKNOWN, _LAST, -values if descending else values)
            found: Array = order[np.argsort(key, kind="stable")]
            return found

        return self._columns.remembered(("order", sort, descending), make)

    def _sorted_by(self, sort: TrackSort) -> Array:
        if sort in _COUNTS:
            values = self._columns.of_tracks(_COUNTS[sort])
            return np.where(values == UNKNOWN, 0, values) if sort is TrackSort.PLAYS else values
        if sort in _NAMES:
            return self._ranks(_NAMES[sort])
        return self._columns.values(_VALUES[sort])

    def _ranks(self, kind: str) -> Array:
        """Where the name of a kind that each track has stands among all names."""
        codes = self._columns.values(f"{kind}_code")
        names = self._db.all("SELECT id, key FROM derived.name_code WHERE kind = ?", (kind,))
        ranks = np.full(max((code for code, _ in names), default=0) + 2, UNKNOWN)  # the last one is for -1: no name
        for rank, (code, _) in enumerate(sorted(names, key=lambda name: (sort_key(name[1]), name[1]))):
            ranks[code] = rank
        found: Array = ranks[codes]
        return found

    def _text_order(self, sort: TrackSort) -> Array:
        by_artist = sort is TrackSort.ARTIST
        tracks = self._columns.by_artist() if by_artist else self._columns.ordered(_ORDERS[sort])
        return np.searchsorted(self._columns.ids(), tracks).astype(np.int32)

    def rows(self, ids: Sequence[int]) -> list[Track]:
        """The tracks with these ids, in the order asked, repeated where asked twice; unknown ones are left out.

        A recording that was joined to another gives the track under which it is shown.
        """
        sql = _ROWS + "WHERE s.track IN (SELECT value FROM json_each(?))"
        found = {int(track.id): track for track in map(_track, self._db.all(sql, (as_json_list(ids),)))}
        missing = [int(i) for i in ids if int(i) not in found]
        if missing:
            joined: dict[int, int] = dict(self._db.all(_JOINED, (as_json_list(missing),)))
            heads = map(_track, self._db.all(sql, (as_json_list(joined.values()),))) if joined else ()
            shown = {int(track.id): track for track in heads}
            found.update({track: shown[head] for track, head in joined.items() if head in shown})
        return [found[int(i)] for i in ids if int(i) in found]

    def get(self, track: TrackId) -> Track | None:
        """One track, or None."""
        return next(iter(self.rows([track])), None)

    def by_path(self, path: bytes) -> list[Track]:
        """The tracks that a file holds by the last look, also while it is away: none, one, or the parts of a CUE."""
        rows = self._db.all(
            "SELECT l.track FROM main.file f JOIN main.location l ON l.file = f.id AND l.superseded_ms IS NULL "
            "WHERE f.path = ? ORDER BY l.start_75, l.track",
            (path,),
        )
        return self.rows([track for (track,) in rows])

    def stamp(self, track: TrackId) -> FileStamp | None:
        """The file that speaks for a track, as it was at the last look."""
        row = self._db.one(
            "SELECT f.path, f.size, f.mtime_ns, f.device, f.inode FROM derived.track_shown s "
            "JOIN main.file f ON f.id = s.file WHERE s.track = ?",
            (int(track),),
        )
        return None if row is None else FileStamp(row[0], row[1], row[2], row[3] % (1 << 64), row[4] % (1 << 64))

    def files(self, track: TrackId) -> list[FileId]:
        """The present files of a track, the one that speaks for it first."""
        rows = self._db.all(
            "SELECT f.id FROM main.location l JOIN main.file f ON f.id = l.file AND f.away_ms IS NULL "
            "LEFT JOIN derived.track_shown s ON s.track = ?1 "
            "WHERE (l.track = ?1 OR l.track IN (SELECT track FROM derived.recording_of WHERE shown = ?1)) "
            "AND l.superseded_ms IS NULL ORDER BY l.id IS NOT s.location, l.id",
            (int(track),),
        )
        return [FileId(i) for (i,) in rows]

    def table(self) -> TrackTable:
        """The whole library as arrays, ascending by id. Codes hold within one data folder until it is rebuilt."""
        columns = (
            "s.track",
            "artist_code",
            "album_code",
            "coalesce(work, -1)",
            "coalesce(rank, 0)",
            "coalesce(duration_ms, -1)",
            "coalesce(disc, -1)",
            "coalesce(number, -1)",
            "added_ms",
            "present",
            "not_music NOT IN ('', 'short')",  # length has a rule of its own
            "not_music IN ('folder', 'said')",
            "season <> ''",
            "coalesce(part_of, -1)",
        )
        named = ", ".join(f"{column} AS c{i}" for i, column in enumerate(columns))
        joined = ", ".join(f"group_concat(c{i})" for i in range(len(columns)))
        packed = self._columns.packed(f"SELECT {joined} FROM (SELECT {named} FROM {_WITH_WORK} ORDER BY s.track)")
        ids, artist, album, work, version, duration, disc, number, added, present, *flags, whole = packed
        not_music, never, holiday = flags
        return TrackTable(
            ids=ids,
            artist=artist.astype(np.int32),
            album=album.astype(np.int32),
            work=work.astype(np.int32),
            version=version.astype(np.int32),
            duration_ms=duration,
            disc=disc.clip(-1, 1 << 30).astype(np.int32),
            number=number.clip(-1, 1 << 30).astype(np.int32),
            added_ms=added,
            present=present.astype(np.bool_),
            not_music=not_music.astype(np.bool_),
            never=never.astype(np.bool_),
            holiday=holiday.astype(np.bool_),
            whole=whole.astype(np.int32),
        )


def _track(row: Row) -> Track:
    return Track(
        id=TrackId(row[0]),
        uid=Uid(row[1]),
        title=row[2],
        artist=row[3],
        album=row[4],
        album_artist=row[5],
        genre=row[6],
        year=row[7],
        disc=row[8],
        number=row[9],
        duration_ms=row[10],
        added_at=from_ms(row[11]),
        presence=Presence.PRESENT if row[12] else Presence.AWAY,
        path=row[13],
        key=AudioKey(row[14]),
        artist_key=row[15],
        album_key=row[16],
        analysed=bool(row[17]),
        plays=row[18],
        original_year=row[19],
        start_75=row[20],
        end_75=row[21],
        copies=row[22],
        rating=row[23],
        not_music=row[24],
        season=row[25],
        corrected=frozenset(row[26].split(",")) - {""},
        codec=row[27],
        bitrate=row[28],
        cover=bytes(row[29]),
    )
