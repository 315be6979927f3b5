"""Tracks as they are shown, sorted, searched and computed with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from desktop_app.domain.ids import AudioKey, FileId, TrackId, Uid
from desktop_app.domain.query import TrackQuery, TrackSort
from desktop_app.domain.records import FileStamp, Presence, Track
from desktop_app.domain.tables import Int64Array, TrackTable
from desktop_app.domain.text import fold
from desktop_app.store.connection import Database, Row, as_json_list, from_ms, storable

_ORDERS = {
    TrackSort.ARTIST: "artist_sort, album_sort, disc_sort, number_sort, title_sort, track",
    TrackSort.ALBUM: "album_sort, artist_sort, disc_sort, number_sort, title_sort, track",
    TrackSort.TITLE: "title_sort, artist_sort, album_sort, disc_sort, number_sort, track",
}
_VALUES = {TrackSort.ADDED: "added_ms", TrackSort.DURATION: "duration_ms", TrackSort.YEAR: "year"}
_UNKNOWN = -(1 << 62)
_OF_INTEGERS = frozenset("0123456789-,")

_ROWS = """
SELECT s.track, s.uid, s.title, s.artist, s.album, s.album_artist, s.genre, s.year, s.disc, s.number, s.duration_ms,
       s.added_ms, s.present, s.path, s.key, s.artist_key, s.album_key,
       EXISTS (SELECT 1 FROM derived.feature f
               WHERE f.key = s.key AND f.start_75 = s.start_75 AND f.end_75 = s.end_75),
       coalesce((SELECT p.plays FROM derived.play_count p WHERE p.track = s.track), 0),
       s.original_year, s.start_75, s.end_75, s.copies, s.rating, s.not_music, s.season, s.corrected, s.codec,
       s.bitrate,
       coalesce((SELECT c.sha256 FROM derived.cover c WHERE c.key = 'track:' || s.track),
                (SELECT c.sha256 FROM derived.cover c WHERE c.key = s.album_key), x'')
FROM derived.track_shown s
"""

_WITH_WORK = "derived.track_shown s LEFT JOIN derived.work_of w ON w.track = s.track"


class TrackRepository:
    """Every track that the person owns, present or away. Everything here only reads."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._columns: dict[tuple[str, TrackSort], tuple[Row | None, Int64Array]] = {}

    def ids(self, query: TrackQuery | None = None) -> Int64Array:
        """The tracks of a query in its order, shape (n,).

        Every word of the text must occur, letters folded, in the title, the artist, the album or a genre. What has no
        value to sort by comes last. `descending` turns the sorted value around; for texts the whole order.
        """
        query = query or TrackQuery()
        ids = self._sorted(query)
        words = storable(fold(query.text)).split()
        if not words or not len(ids):
            return ids
        test = " AND ".join(["instr(text, ?)"] * len(words))
        found = self._packed(f"SELECT group_concat(track) FROM derived.track_search WHERE {test}", words)[0]
        wanted = np.zeros(max(int(ids.max()), int(found.max(initial=0))) + 1, dtype=np.bool_)
        wanted[found] = True
        return ids[wanted[ids]]

    def _sorted(self, query: TrackQuery) -> Int64Array:
        if query.sort in _ORDERS:
            ids = self._column("track", query.sort)
            return ids[::-1].copy() if query.descending else ids.copy()
        ids = self._column("track", TrackSort.ARTIST)
        if query.sort is TrackSort.PLAYS:
            values = self._plays(ids)
        else:
            values = self._column(_VALUES[query.sort], TrackSort.ARTIST)
        if len(values) != len(ids):  # tracks came in between the two
            self._columns.clear()
            return self._sorted(query)
        key = np.where(values == _UNKNOWN, np.iinfo(np.int64).max, -values if query.descending else values)
        return ids[np.argsort(key, kind="stable")]

    def _plays(self, ids: Int64Array) -> Int64Array:
        played, plays = self._packed("SELECT group_concat(track), group_concat(plays) FROM derived.play_count")
        counts = np.zeros(max(int(ids.max(initial=0)), int(played.max(initial=0))) + 1, dtype=np.int64)
        counts[played] = plays
        values: Int64Array = counts[ids]
        return values

    def _column(self, column: str, order: TrackSort) -> Int64Array:
        """One column of all tracks in an order, remembered until the library changes. Not to be written to."""
        stamp = self._db.one("SELECT value FROM derived.meta WHERE key = 'stamp_tracks'")
        known = self._columns.get((column, order))
        if known is not None and known[0] == stamp:
            return known[1]
        value = column if column == "track" else f"coalesce({column}, {_UNKNOWN})"
        (values,) = self._packed(
            # naming the one column keeps this a walk over one index
            f"SELECT group_concat({value}) FROM (SELECT {column} FROM derived.track_shown ORDER BY {_ORDERS[order]})"
        )
        self._columns[column, order] = (stamp, values)  # the stamp was read first: at worst it is read again
        return values

    def _packed(self, sql: str, parameters: Sequence[object] = ()) -> list[Int64Array]:
        """Columns of integers that the query joined by commas: a fifth of the time of a row each."""
        row = self._db.one(sql, parameters) or ()
        return [self._integers("" if column is None else str(column)) for column in row]

    def _integers(self, text: str) -> Int64Array:
        if not text:
            return np.zeros(0, dtype=np.int64)
        if not set(text) <= _OF_INTEGERS:
            self._db.distrust_derived("holds a text in place of a number")
        return np.fromstring(text, dtype=np.int64, sep=",")

    def rows(self, ids: Sequence[int]) -> list[Track]:
        """The tracks with these ids, in the order asked, repeated where asked twice; unknown ones are left out."""
        sql = _ROWS + "WHERE s.track IN (SELECT value FROM json_each(?))"
        found = {track.id: track for track in map(_track, self._db.all(sql, (as_json_list(ids),)))}
        return [found[TrackId(int(i))] for i in ids if int(i) in found]

    def get(self, track: TrackId) -> Track | None:
        """One track, or None."""
        found = self._db.one(_ROWS + "WHERE s.track = ?", (int(track),))
        return None if found is None else _track(found)

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
            "WHERE l.track = ? AND l.superseded_ms IS NULL ORDER BY l.id",
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
        packed = self._packed(f"SELECT {joined} FROM (SELECT {named} FROM {_WITH_WORK} ORDER BY s.track)")
        ids, artist, album, work, duration, disc, number, added, present, not_music, never, holiday, whole = packed
        return TrackTable(
            ids=ids,
            artist=artist.astype(np.int32),
            album=album.astype(np.int32),
            work=work.astype(np.int32),
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
