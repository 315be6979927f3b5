"""The queue as it was left, so that the next start can go on with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from desktop_app.domain.errors import NotFound
from desktop_app.domain.ids import TrackId
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
        """The tracks, the index of the one that played and its position in ms; ([], 0, 0) before the first save."""
        rows = self._db.all("SELECT track FROM queue_item ORDER BY position")
        state = self._db.one("SELECT current, position_ms FROM queue_state")
        if not rows or state is None:
            return [], 0, 0
        inside = state[0] < len(rows)
        return [TrackId(track) for (track,) in rows], state[0] if inside else 0, state[1] if inside else 0
