"""Random stamps in both databases tell whether what derived.db shows belongs to what user.db holds."""

from __future__ import annotations

import sqlite3

TRACKS = "tracks"
PLAYS = "plays"

STALE = """
SELECT substr(k.key, 7) FROM (SELECT key FROM main.meta UNION SELECT key FROM derived.meta) k
WHERE k.key IN ('stamp_tracks', 'stamp_plays')
  AND (SELECT value FROM main.meta WHERE key = k.key) IS NOT (SELECT value FROM derived.meta WHERE key = k.key)
ORDER BY k.key DESC
"""
"""Which parts of derived.db do not belong to user.db: after a power cut, a restore, or when it was set aside.

The tracks come first: plays are counted for those that are shown.
"""


def stamp(con: sqlite3.Connection, what: str) -> None:
    """Mark both files as belonging together in `what`."""
    (value,) = con.execute("SELECT lower(hex(randomblob(8)))").fetchone()
    for schema in ("main", "derived"):
        con.execute(f"INSERT OR REPLACE INTO {schema}.meta(key, value) VALUES (?, ?)", (f"stamp_{what}", value))


def is_stale(con: sqlite3.Connection) -> bool:
    """Whether any part of derived.db does not belong to user.db."""
    return con.execute(STALE).fetchone() is not None
