"""The queue as it was left, so that the next start can go on with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from desktop_app.domain.errors import NotFound
from desktop_app.domain.ids import TrackId
from desktop_app.store.aliases import SHOWN_OF
from desktop_app.store.connection import Database


class QueueRepository:
    """One queue. Saving a changed position alone costs one row."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def save(self, track_ids: Sequence[int], current: int, position_ms: int) -> None:
        """Store the queue.

        Args:
            current: index of the track that plays; 0 for an empty queue.
        Raises:
            ValueError: `current` lies outside, or the position is negative.
            NotFound: a track is unknown.
        """
        ids = [int(track) for track in track_ids]
        if not 0 <= current < max(1, len(ids)) or position_ms < 0:
            raise ValueError(f"No place in a queue of {len(ids)}: {current} at {position_ms} ms")

        def job(con: sqlite3.Connection) -> None:
            stored = [track for (track,) in con.execute("SELECT track FROM queue_item ORDER BY position")]
            if stored != ids:
                con.execute("DELETE FROM queue_item")
                try:
                    con.executemany("INSERT INTO queue_item(position, track) VALUES (?, ?)", enumerate(ids))
                except sqlite3.IntegrityError as problem:
                    raise NotFound("A track of the queue is not in the library.") from problem
            con.execute(
                "INSERT OR REPLACE INTO queue_state(id, current, position_ms) VALUES (1, ?, ?)", (current, position_ms)
            )

        self._db.write(job)

    def load(self) -> tuple[list[TrackId], int, int]:
        """The tracks, the index of the one that played and its position in ms; ([], 0, 0) before the first save.

        What was removed from the library since is left out; if it was what played, the next one begins.
        """
        rows = self._db.all(
            f"SELECT q.position, s.track FROM queue_item q "
            f"LEFT JOIN derived.track_shown s ON s.track = {SHOWN_OF.format('q.track')} ORDER BY q.position"
        )
        state = self._db.one("SELECT current, position_ms FROM queue_state")
        tracks = [TrackId(track) for _, track in rows if track is not None]
        if not tracks or state is None:
            return [], 0, 0
        current, position_ms = state
        before = sum(track is not None for _, track in rows[:current])
        same = current < len(rows) and rows[current][1] is not None
        inside = before < len(tracks) and current < len(rows)
        return tracks, before if inside else 0, position_ms if same else 0
