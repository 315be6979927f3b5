"""Which recordings are of one song, which tracks are parts of one thing, and what the person decided about that."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence

from desktop_app.domain.acts import Act
from desktop_app.domain.errors import NotFound
from desktop_app.domain.ids import TrackId
from desktop_app.domain.works import Credits, Decided, Recording, WorkPlace
from desktop_app.store import acts, recordings, shown
from desktop_app.store.aliases import SHOWN_OF
from desktop_app.store.connection import Database, Row, as_json_list
from desktop_app.store.told import told

_CHUNK = 500
_PLACED = "works"
_SPEAKING = """
FROM derived.track_shown s
LEFT JOIN main.location l ON l.id = (
  SELECT max(o.id) FROM main.location o WHERE o.file = s.file AND o.start_75 = s.start_75 AND o.end_75 = s.end_75)
"""
_RECORDINGS = f"""
SELECT s.track, s.title, s.artist, s.album_code, s.album, s.disc_sort, s.number_sort, s.duration_ms,
       coalesce(s.original_year, s.year), s.not_music, coalesce(l.work, ''), l.movement_number
{_SPEAKING}
"""
_RAW = f"SELECT s.track, l.raw {_SPEAKING} WHERE s.track IN (SELECT value FROM json_each(?)) AND l.raw IS NOT NULL"
_COLUMNS = ", ".join(("track", "work", "version", *WorkPlace._fields[3:]))
_PUT = f"INSERT OR REPLACE INTO derived.work_of({_COLUMNS}) VALUES ({', '.join('?' for _ in WorkPlace._fields)})"
_PLACES = f"SELECT {_COLUMNS} FROM derived.work_of"
_IN = "IN (SELECT value FROM json_each(?))"


class WorkRepository:
    """Places of tracks among the works, and the decisions of the person about them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def made_by(self) -> int:
        """The version of the rules by which all places were made; 0 where they were not, or not to the end."""
        return self._db.number("SELECT value FROM derived.meta WHERE key = ?", (_PLACED,))

    def due(self) -> dict[int, int]:
        """Tracks that were shown anew or went since their places were made, each with a mark of that change."""
        return dict(self._db.all("SELECT track, mark FROM derived.work_due"))

    def count(self) -> int:
        """How many tracks have a place."""
        return self._db.number("SELECT count(*) FROM derived.work_of")

    def by_album(self) -> Iterator[list[Recording]]:
        """All shown tracks, some at a time: those of one album come together."""
        loose = sorted(self._ids("SELECT track FROM derived.track_shown WHERE album_code < ?", 0))
        for start in range(0, len(loose), _CHUNK):
            yield self.recordings(loose[start : start + _CHUNK])
        counts = self._db.all(
            "SELECT album_code, count(*) FROM derived.track_shown WHERE album_code >= 0 GROUP BY album_code"
        )
        albums: list[int] = []
        size = 0
        for album, count in counts:
            albums.append(album)
            size += count
            if size >= _CHUNK:
                yield self.of_albums(albums)
                albums, size = [], 0
        if albums:
            yield self.of_albums(albums)

    def recordings(self, tracks: Iterable[int]) -> list[Recording]:
        """What is known of these tracks; those that are not shown are left out."""
        return list(map(Recording._make, self._db.all(f"{_RECORDINGS} WHERE s.track {_IN}", (as_json_list(tracks),))))

    def of_albums(self, albums: Iterable[int]) -> list[Recording]:
        """All shown tracks of albums."""
        sql = f"{_RECORDINGS} WHERE s.album_code {_IN} AND s.album_code >= 0"
        return list(map(Recording._make, self._db.all(sql, (as_json_list(albums),))))

    def credits(self, tracks: Iterable[int]) -> dict[int, Credits]:
        """Composers and codes in the tags of shown tracks."""
        return {track: told(raw) for track, raw in self._db.all(_RAW, (as_json_list(tracks),))}

    def places(self, tracks: Iterable[int]) -> dict[int, WorkPlace]:
        """The stored places of tracks."""
        rows = self._db.all(f"{_PLACES} WHERE track {_IN}", (as_json_list(tracks),))
        return {row[0]: WorkPlace._make(row) for row in rows}

    def members(self, works: Iterable[int]) -> set[int]:
        """The tracks of works."""
        return self._ids(f"SELECT track FROM derived.work_of WHERE work {_IN}", as_json_list(works))

    def with_songs(self, songs: Iterable[str]) -> set[int]:
        """Tracks whose song has one of these keys, by any artist."""
        return self._ids(f"SELECT track FROM derived.work_of WHERE song {_IN}", json.dumps(list(songs)))

    def of_artist(self, artist: str, songs: Iterable[str]) -> set[int]:
        """Tracks of an artist whose song has one of these keys."""
        sql = f"SELECT track FROM derived.work_of WHERE artist = ? AND song {_IN}"
        return self._ids(sql, artist, json.dumps(list(songs)))

    def songs_of(self, artist: str) -> list[str]:
        """The keys of all songs of an artist."""
        rows = self._db.all("SELECT DISTINCT song FROM derived.work_of WHERE artist = ?", (artist,))
        return [song for (song,) in rows]

    def _ids(self, sql: str, *parameters: str | int) -> set[int]:
        return {track for (track,) in self._db.all(sql, parameters)}

    def decided(self, kind: str) -> list[Decided]:
        """What the person decided about pairs of tracks: of kind "work" under the tracks they are shown as."""
        rows = self._db.all(
            f"SELECT {SHOWN_OF.format('a.id')}, {SHOWN_OF.format('b.id')}, d.same FROM main.decision d "
            "JOIN main.track a ON a.uid = d.a_uid JOIN main.track b ON b.uid = d.b_uid "
            "WHERE d.kind = ? AND d.undone_ms IS NULL ORDER BY d.id",
            (kind,),
        )
        last = {(min(a, b), max(a, b)): bool(same) for a, b, same in rows if a != b}
        return [Decided(a, b, same) for (a, b), same in last.items()]

    def said(self) -> list[Decided]:
        """The decisions about works by which the stored places were made."""
        return [Decided(a, b, bool(same)) for a, b, same in self._db.all("SELECT a, b, same FROM derived.work_said")]

    def begin_all(self) -> None:
        """Places are about to be made anew for all: until `end_all` they count as not made."""
        self._db.write(_forget_all)

    def put(
        self,
        places: Sequence[WorkPlace],
        done: Iterable[tuple[int, int]],
        gone: Iterable[int] = (),
        said: Iterable[Decided] | None = None,
    ) -> None:
        """Store places, all or none.

        Args:
            done: what of `due` is settled by this.
            gone: tracks that have no place any more.
            said: the decisions that hold, if all is settled.
        """

        def job(con: sqlite3.Connection) -> None:
            con.executemany("DELETE FROM derived.work_of WHERE track = ?", ((track,) for track in gone))
            con.executemany(_PUT, places)
            con.executemany("DELETE FROM derived.work_due WHERE track = ? AND mark = ?", done)
            if said is not None:
                _say(con, said)

        self._db.write(job)

    def end_all(self, version: int, done: Mapping[int, int], said: Iterable[Decided]) -> None:
        """Places were made for all by a version of the rules and by these decisions; `done`: what else is settled."""
        there = "SELECT track FROM derived.track_shown"
        gone = sorted(self._ids(f"SELECT track FROM derived.work_of WHERE track NOT IN ({there})"))
        left = list(done.items())
        for start in range(0, max(len(gone), len(left)), _CHUNK):
            self.put((), left[start : start + _CHUNK], gone[start : start + _CHUNK])

        def job(con: sqlite3.Connection) -> None:
            _say(con, said)
            con.execute("INSERT OR REPLACE INTO derived.meta(key, value) VALUES (?, ?)", (_PLACED, str(version)))

        self._db.write(job)

    def versions(self, track: TrackId) -> list[tuple[TrackId, str, float]]:
        """The other recordings of a track's song: (track, kind, confidence), nearest to the song first."""
        rows = self._db.all(
            "SELECT o.track, o.version, min(o.confidence, w.confidence) FROM derived.work_of w "
            "JOIN derived.work_of o ON o.work = w.work AND o.track <> w.track "
            "WHERE w.track = ? ORDER BY o.rank, o.track",
            (int(track),),
        )
        return [(TrackId(found), kind, confidence) for found, kind, confidence in rows]

    def parts(self, track: TrackId) -> list[TrackId]:
        """The parts of the whole that a track is a part of, in their order on the album; none where it is none."""
        rows = self._db.all(
            "SELECT o.track FROM derived.work_of w JOIN derived.track_shown a ON a.track = w.track "
            "JOIN derived.track_shown s ON s.album_code = a.album_code "
            "JOIN derived.work_of o ON o.track = s.track AND o.part_of = w.part_of "
            "WHERE w.track = ? AND w.part_of >= 0 ORDER BY s.disc_sort, s.number_sort, o.part, o.track",
            (int(track),),
        )
        return [TrackId(found) for (found,) in rows]

    def shown_as(self, track: TrackId) -> TrackId:
        """The track under which a track is shown: itself, unless it was joined with another."""
        return TrackId(self._db.number(f"SELECT {SHOWN_OF.format('?1')}", (int(track),)))

    def namesakes(self) -> list[tuple[int, str, str, int, int | None, str, str]]:
        """Shown tracks that share artist and song with another.

        Rows are (track, title, artist, album code, length in ms, artist key, song key), those of one song together.
        """
        return self._db.all(
            "SELECT s.track, s.title, s.artist, s.album_code, s.duration_ms, w.artist, w.song "
            "FROM (SELECT artist, song FROM derived.work_of WHERE song <> '' "
            "      GROUP BY artist, song HAVING count(*) > 1) g "
            "JOIN derived.work_of w ON w.artist = g.artist AND w.song = g.song "
            "JOIN derived.track_shown s ON s.track = w.track ORDER BY w.artist, w.song, s.track"
        )

    def named(self, tracks: Iterable[int]) -> list[tuple[int, str, str, int, int | None, str, str]]:
        """The same of any shown tracks; the keys are "" where they have none."""
        return self._db.all(
            "SELECT s.track, s.title, s.artist, s.album_code, s.duration_ms, "
            "       coalesce(w.artist, ''), coalesce(w.song, '') "
            f"FROM derived.track_shown s LEFT JOIN derived.work_of w ON w.track = s.track WHERE s.track {_IN}",
            (as_json_list(tracks),),
        )

    def lengths(self) -> dict[int, int]:
        """The lengths in ms of all shown tracks, where they are known."""
        return dict(self._db.all("SELECT track, duration_ms FROM derived.track_shown WHERE duration_ms > 0"))

    def state(self) -> tuple[Row | None, ...]:
        """Equal as long as neither tracks nor features nor decisions change."""
        return (
            self._db.one("SELECT value FROM derived.meta WHERE key = 'stamp_tracks'"),
            self.sound_state(),
            self._db.one("SELECT count(*), max(id), count(undone_ms) FROM main.decision"),
        )

    def sound_state(self) -> Row | None:
        """Equal as long as no track is analysed."""
        return self._db.one("SELECT (SELECT max(id) FROM derived.feature), (SELECT count(*) FROM derived.true_length)")

    def decide(self, kind: str, pairs: Iterable[tuple[int, int]], same: bool, act: str, words: str) -> Act:
        """Keep the person's word on pairs of tracks, as an act that can be undone.

        Args:
            kind: "work" or "recording".
            act: what the act is called, as a short name.
        Raises:
            NotFound: a track is not in the library.
        """

        def job(con: sqlite3.Connection) -> Act:
            return _decide(con, kind, pairs, same, "person", None, acts.new_act(con, act, words, self._db.now_ms()))

        return self._db.write(job, urgent=True)

    def join_found(self, pairs: Sequence[tuple[int, int, float]], act: str, words: str) -> Act:
        """Join recordings that the program found to be one, (track, track, confidence), as one act."""

        def job(con: sqlite3.Connection) -> Act:
            made = acts.new_act(con, act, words, self._db.now_ms())
            for a, b, confidence in pairs:
                _decide(con, "recording", [(a, b)], True, "program", confidence, made)
            return made

        return self._db.write(job)


def _decide(
    con: sqlite3.Connection,
    kind: str,
    pairs: Iterable[tuple[int, int]],
    same: bool,
    by: str,
    confidence: float | None,
    act: Act,
) -> Act:
    touched: set[int] = set()
    (now,) = con.execute("SELECT at_ms FROM main.act WHERE id = ?", (act.id,)).fetchone()
    for a, b in pairs:
        uids = sorted(_uid(con, track) for track in (a, b))
        con.execute(
            "INSERT INTO main.decision(kind, a_uid, b_uid, same, decided_by, confidence, made_ms, act) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (kind, *uids, int(same), by, confidence, now, act.id),
        )
        touched |= {a, b}
    if kind == "recording":
        shown.refresh(con, recordings.settle(con, touched))
    return act


def _uid(con: sqlite3.Connection, track: int) -> str:
    row = con.execute("SELECT uid FROM main.track WHERE id = ?", (track,)).fetchone()
    if row is None:
        raise NotFound(f"There is no track {track}.")
    return str(row[0])


def _forget_all(con: sqlite3.Connection) -> None:
    con.execute("DELETE FROM derived.meta WHERE key = ?", (_PLACED,))


def _say(con: sqlite3.Connection, said: Iterable[Decided]) -> None:
    con.execute("DELETE FROM derived.work_said")
    con.executemany(
        "INSERT INTO derived.work_said(a, b, same) VALUES (?, ?, ?)", ((one.a, one.b, int(one.same)) for one in said)
    )
