"""The listening log: a listen is opened when it starts, kept up while it sounds, closed when it stops."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from desktop_app.domain.errors import NotFound
from desktop_app.domain.ids import ImpressionId, ListenSeq, TrackId, Uid
from desktop_app.domain.records import Chosen, Ended, Listen, SkipKind
from desktop_app.store import plays
from desktop_app.store.aliases import SHOWN_OF
from desktop_app.store.connection import Database, Row, as_json_list, from_ms, to_ms
from desktop_app.store.faults import damaged

_LISTENS = f"""
SELECT seq, uid, {SHOWN_OF.format("listen.track")}, start_ms, offset_min, played_ms, duration_ms, ended, skip_kind,
       chosen, source, impression
FROM listen WHERE track IS NOT NULL AND ended IS NOT NULL AND excluded = 0
"""


class ListenRepository:
    """Plays of tracks that the person owns. Order is that of their start; at the same moment that of their number.

    A listen names the track that was played, or the one under which that is shown where recordings were joined.
    Closing may use the reserve: a listen that was heard is stored even on a full disk.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def open(
        self,
        track: TrackId,
        started_at: datetime,
        offset_min: int,
        duration_ms: int | None,
        chosen: Chosen,
        impression: ImpressionId | None = None,
    ) -> ListenSeq:
        """Note that a track starts to sound. Raises NotFound for an unknown track."""
        return self._db.write(
            lambda con: _insert(con, track, started_at, offset_min, 0, duration_ms, None, None, chosen, impression),
            urgent=True,
        )

    def progress(self, seq: ListenSeq, played_ms: int) -> None:
        """Note how much was heard so far. Never goes back; nothing happens to a listen that is closed."""
        self._db.write(
            lambda con: con.execute(
                "UPDATE listen SET played_ms = max(played_ms, ?) WHERE seq = ? AND ended IS NULL", (played_ms, seq)
            ),
            urgent=True,
        )

    def close(self, seq: ListenSeq, played_ms: int, ended: Ended, skip_kind: SkipKind | None) -> None:
        """Note how a listen ended. Raises ValueError if it is not open, or for a skip kind without a skip."""
        _check_end(played_ms, ended, skip_kind)

        def job(con: sqlite3.Connection) -> None:
            row = con.execute(
                "UPDATE listen SET played_ms = ?, ended = ?, skip_kind = ? WHERE seq = ? AND ended IS NULL "
                "RETURNING track, duration_ms",
                (played_ms, ended.value, skip_kind.value if skip_kind else None, seq),
            ).fetchone()
            if row is None:
                raise ValueError(f"Listen {seq} is not open")
            plays.count_play(con, row[0], played_ms, row[1], ended)

        self._db.write(job, urgent=True)

    def add(
        self,
        track: TrackId,
        started_at: datetime,
        offset_min: int,
        played_ms: int,
        duration_ms: int | None,
        ended: Ended,
        skip_kind: SkipKind | None,
        chosen: Chosen,
        impression: ImpressionId | None = None,
    ) -> ListenSeq:
        """Store a listen that is over. Raises NotFound for an unknown track, ValueError for an impossible one."""
        _check_end(played_ms, ended, skip_kind)

        def job(con: sqlite3.Connection) -> ListenSeq:
            seq = _insert(
                con, track, started_at, offset_min, played_ms, duration_ms, ended, skip_kind, chosen, impression
            )
            plays.count_play(con, track, played_ms, duration_ms, ended)
            return seq

        return self._db.write(job, urgent=True)

    def recover(self) -> int:
        """Close what a crash left open, as STOPPED at its last progress; how many those were."""
        if not self._db.number("SELECT count(*) FROM listen WHERE ended IS NULL"):
            return 0

        def job(con: sqlite3.Connection) -> int:
            rows = con.execute(
                "UPDATE listen SET ended = 'STOPPED' WHERE ended IS NULL RETURNING track, played_ms, duration_ms"
            ).fetchall()
            for track, played_ms, duration_ms in rows:
                if track is not None:
                    plays.count_play(con, track, played_ms, duration_ms, Ended.STOPPED)
            return len(rows)

        return self._db.write(job, urgent=True)

    def since(self, moment: datetime | None) -> list[Listen]:
        """Closed listens that started at `moment` or later, oldest first; None: all."""
        if moment is None:
            return self._read(self._db.all(_LISTENS + "ORDER BY start_ms, seq"))
        rows = self._db.all(_LISTENS + "AND start_ms >= ? ORDER BY start_ms, seq", (to_ms(moment),))
        return self._read(rows)

    def recent(self, limit: int) -> list[Listen]:
        """The last closed listens, newest first."""
        rows = self._db.all(_LISTENS + "ORDER BY start_ms DESC, seq DESC LIMIT ?", (max(0, limit),))
        return self._read(rows)

    def get(self, seqs: Sequence[int]) -> list[Listen]:
        """Closed listens by number, in the order asked; unknown ones are left out."""
        sql = _LISTENS + "AND seq IN (SELECT value FROM json_each(?))"
        found = {listen.seq: listen for listen in self._read(self._db.all(sql, (as_json_list(seqs),)))}
        return [found[ListenSeq(int(seq))] for seq in seqs if int(seq) in found]

    def _read(self, rows: Sequence[Row]) -> list[Listen]:
        try:
            return [_listen(row) for row in rows]
        except ValueError as problem:
            raise damaged(self._db.user_path, f"holds a listen that makes no sense ({problem})") from problem

    def count(self) -> int:
        """How many closed listens there are."""
        return self._db.number(
            "SELECT count(*) FROM listen WHERE track IS NOT NULL AND ended IS NOT NULL AND excluded = 0"
        )

    def plays_of(self, track: TrackId) -> int:
        """How many listens of a track, and of all that are joined with it, count as played."""
        return self._db.number(
            f"SELECT p.plays FROM json_each(?) JOIN derived.play_count p ON p.track = {SHOWN_OF.format('value')}",
            (as_json_list([track]),),
        )


def _check_end(played_ms: int, ended: Ended, skip_kind: SkipKind | None) -> None:
    if played_ms < 0:
        raise ValueError(f"A listen cannot last {played_ms} ms")
    if skip_kind is not None and ended is not Ended.SKIPPED:
        raise ValueError(f"A listen that ended {ended.value} has no skip kind")


def _insert(
    con: sqlite3.Connection,
    track: TrackId,
    started_at: datetime,
    offset_min: int,
    played_ms: int,
    duration_ms: int | None,
    ended: Ended | None,
    skip_kind: SkipKind | None,
    chosen: Chosen,
    impression: ImpressionId | None,
) -> ListenSeq:
    if con.execute("SELECT 1 FROM track WHERE id = ?", (int(track),)).fetchone() is None:
        raise NotFound(f"There is no track {track}.")
    made = con.execute(
        "INSERT INTO listen(uid, track, start_ms, offset_min, played_ms, duration_ms, ended, skip_kind, chosen, "
        "impression) VALUES (lower(hex(randomblob(16))), ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            int(track),
            to_ms(started_at),
            offset_min,
            played_ms,
            duration_ms,
            ended.value if ended else None,
            skip_kind.value if skip_kind else None,
            chosen.value,
            impression,
        ),
    )
    return ListenSeq(int(made.lastrowid or 0))


def _listen(row: Row) -> Listen:
    return Listen(
        seq=ListenSeq(row[0]),
        uid=Uid(row[1]),
        track=TrackId(row[2]),
        started_at=from_ms(row[3]),
        offset_min=row[4],
        played_ms=row[5],
        duration_ms=row[6],
        ended=Ended(row[7]),
        skip_kind=None if row[8] is None else SkipKind(row[8]),
        chosen=Chosen(row[9]),
        source=row[10],
        impression=None if row[11] is None else ImpressionId(row[11]),
    )
