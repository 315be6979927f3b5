"""Settings as text; what they mean is known to the layer above."""

from __future__ import annotations

import sqlite3

from desktop_app.store.connection import Database, storable


class SettingRepository:
    """Only what differs from the defaults is stored."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self) -> dict[str, str]:
        return dict(self._db.all("SELECT key, value FROM setting ORDER BY key"))

    def set(self, key: str, value: str | None) -> None:
        """Store a value; None returns to the default."""

        def job(con: sqlite3.Connection) -> None:
            if value is None:
                con.execute("DELETE FROM setting WHERE key = ?", (key,))
            else:
                con.execute(
                    "INSERT OR REPLACE INTO setting(key, value) VALUES (?, ?)",
                    (key, storable(value)),
                )

        self._db.write(job)
