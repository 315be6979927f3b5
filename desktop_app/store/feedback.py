"""What the person said about tracks, artists and reasons. Undoing keeps the row and its time."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from desktop_app.domain.errors import NotFound
from desktop_app.domain.ids import Uid
from desktop_app.store.connection import Database, from_ms, to_ms
from desktop_app.store.records import Feedback


class FeedbackRepository:
    """Kinds: like, dislike, not-now, tired, mute-artist, mute-reason."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(
        self,
        kind: str,
        target: Uid,
        *,
        value: float | None = None,
        scope: str = "",
        until: datetime | None = None,
        source: str = "undersong",
    ) -> int:
        """Store it; its number. Raises ValueError for an unknown kind."""

        def job(con: sqlite3.Connection) -> int:
            try:
                made = con.execute(
                    "INSERT INTO feedback(kind, target_uid, value, scope, at_ms, until_ms, source) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (kind, target, value, scope, self._db.now_ms(), to_ms(until) if until else None, source),
                )
            except sqlite3.IntegrityError as problem:
                raise ValueError(f"There is no feedback of the kind {kind}") from problem
            return int(made.lastrowid or 0)

        return self._db.write(job)

    def undo(self, feedback: int) -> None:
        """Take it back. Raises NotFound if it is unknown or taken back already."""

        def job(con: sqlite3.Connection) -> None:
            if not con.execute(
                "UPDATE feedback SET undone_ms = ? WHERE id = ? AND undone_ms IS NULL", (self._db.now_ms(), feedback)
            ).rowcount:
                raise NotFound(f"There is no feedback {feedback} to undo.")

        self._db.write(job, urgent=True)

    def active(self, kind: str | None = None) -> list[Feedback]:
        """What holds now: not undone, not run out; oldest first."""
        rows = self._db.all(
            "SELECT id, kind, target_uid, value, scope, at_ms, until_ms, source FROM feedback "
            "WHERE undone_ms IS NULL AND (until_ms IS NULL OR until_ms > ?) AND (? IS NULL OR kind = ?) ORDER BY id",
            (self._db.now_ms(), kind, kind),
        )
        return [
            Feedback(
                i,
                kind,
                Uid(target),
                value,
                scope,
                from_ms(at),
                None if until is None else from_ms(until),
                source,
            )
            for i, kind, target, value, scope, at, until, source in rows
        ]
