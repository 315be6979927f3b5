"""Keeps `play_count` of derived.db in step with the listens: how often a track was played, and when last.

The listens of all recordings that are joined count for the one that is shown.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from desktop_app.domain.counting import counts_as_played
from desktop_app.domain.records import Ended
from desktop_app.store.aliases import SHOWN_OF, with_joined
from desktop_app.store.connection import as_json_list
from desktop_app.store.stamps import PLAYS, stamp

_LISTENS = f"""
SELECT {SHOWN_OF.format("l.track")}, l.start_ms, l.played_ms, l.duration_ms, l.ended FROM main.listen l
WHERE l.track IS NOT NULL AND l.ended IS NOT NULL AND l.excluded = 0
"""


def count_play(con: sqlite3.Connection, track: int, played_ms: int, duration_ms: int | None, ended: Ended) -> None:
    """Count a listen that was just closed, inside the caller's transaction."""
    if counts_as_played(played_ms, duration_ms, ended):
        con.execute(
            f"INSERT INTO derived.play_count(track, plays, last_ms) SELECT {SHOWN_OF.format('value')}, 1, "
            "(SELECT max(start_ms) FROM main.listen l WHERE l.track = value) FROM json_each(?) WHERE true "
            "ON CONFLICT(track) DO UPDATE SET plays = plays + 1, last_ms = max(last_ms, excluded.last_ms)",
            (as_json_list([track]),),
        )
    stamp(con, PLAYS)


def recount(con: sqlite3.Connection, tracks: Iterable[int]) -> None:
    """Count anew for these tracks and all that are joined with them: recordings were joined or parted."""
    group = as_json_list(with_joined(con, tracks))
    con.execute("DELETE FROM derived.play_count WHERE track IN (SELECT value FROM json_each(?))", (group,))
    _count(con, _LISTENS + "AND l.track IN (SELECT value FROM json_each(?))", (group,))


def rebuild(con: sqlite3.Connection) -> None:
    """Count everything anew, inside the caller's transaction."""
    con.execute("DELETE FROM derived.play_count")
    _count(con, _LISTENS, ())


def _count(con: sqlite3.Connection, sql: str, parameters: tuple[object, ...]) -> None:
    plays: dict[int, int] = {}
    last: dict[int, int] = {}
    for track, started, played, duration, ended in con.execute(sql, parameters):
        if counts_as_played(played, duration, Ended(ended)):
            plays[track] = plays.get(track, 0) + 1
            last[track] = max(started, last.get(track, started))
    con.executemany(
        "INSERT INTO derived.play_count(track, plays, last_ms) VALUES (?, ?, ?)",
        [(track, count, last[track]) for track, count in plays.items()],
    )
    stamp(con, PLAYS)
