"""Brings sound features over from a damaged derived.db: they cost hours to compute, all else there costs seconds."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from desktop_app.store.migrations import uri

_CHUNK = 64
_READ = """
SELECT f.key, f.start_75, f.end_75, f.grp, f.version, {excerpts}, f.data, g.width FROM feature f
JOIN feature_group g ON g.grp = f.grp AND g.version = f.version WHERE f.id >= ? AND f.id < ?
"""
_LENGTHS = "SELECT key, start_75, end_75, duration_ms FROM true_length ORDER BY key, start_75, end_75 LIMIT ? OFFSET ?"
_READS = (_READ.format(excerpts="f.excerpts"), _READ.format(excerpts="0"))
"""As it is read now, and as before features of excerpts were told apart."""


def salvage_features(damaged: Path, fresh: Path) -> int:
    """Copy what can be read and is sound from `damaged` to the empty store at `fresh`; how many vectors those were.

    The lengths that were counted on the way come with them: what is not heard again is not counted again.

    A page that cannot be read costs the rows next to it. The damaged file is opened for reading only.
    """
    with (
        contextlib.closing(sqlite3.connect(uri(damaged, "ro"), uri=True, isolation_level=None)) as old,
        contextlib.closing(sqlite3.connect(uri(fresh, "rw"), uri=True, isolation_level=None)) as new,
    ):
        old.execute("PRAGMA writable_schema = ON")  # nonsense in the description of another table is then passed over
        try:
            (last,) = old.execute("SELECT max(id) FROM feature").fetchone()
            groups = old.execute("SELECT grp, version, width FROM feature_group").fetchall()
        except sqlite3.DatabaseError:
            return 0  # not even the first page of the table: all is computed again
        read = _READS[0]
        try:
            old.execute(read, (0, 0))
        except sqlite3.DatabaseError:
            read = _READS[1]
        kept = 0
        new.execute("BEGIN IMMEDIATE")
        for grp, version, width in groups:
            if isinstance(grp, str) and isinstance(version, int) and isinstance(width, int) and width > 0:
                new.execute(
                    "INSERT OR IGNORE INTO feature_group(grp, version, width) VALUES (?, ?, ?)", (grp, version, width)
                )
        for first in range(0, (last or 0) + 1, _CHUNK):
            for row in _readable(old, read, first, first + _CHUNK):
                if _is_sound(row):
                    new.execute(
                        "INSERT OR IGNORE INTO feature(key, start_75, end_75, grp, version, excerpts, data) "
                        "VALUES (?, ?, ?, ?, ?, ?, ?)",
                        row[:7],
                    )
                    kept += 1
        for row in _lengths(old):
            new.execute(
                "INSERT OR IGNORE INTO true_length(key, start_75, end_75, duration_ms) VALUES (?, ?, ?, ?)", row
            )
        new.execute("COMMIT")
        return kept


def _lengths(con: sqlite3.Connection) -> Iterator[tuple[object, ...]]:
    """True lengths up to the first that cannot be read; none where the store is older than they are."""
    first = 0
    with contextlib.suppress(sqlite3.DatabaseError):
        while rows := con.execute(_LENGTHS, (_CHUNK, first)).fetchall():
            first += len(rows)
            for key, start, end, length in rows:
                numbers = all(isinstance(number, int) for number in (start, end, length))
                if isinstance(key, bytes) and key and numbers and 0 <= length < 1 << 53:
                    yield key, start, end, length


def _readable(con: sqlite3.Connection, read: str, first: int, behind: int) -> list[tuple[object, ...]]:
    """Rows in a range of numbers, halving it around what cannot be read."""
    try:
        return con.execute(read, (first, behind)).fetchall()
    except sqlite3.DatabaseError:
        if behind - first == 1:
            return []
        middle = (first + behind) // 2
        return _readable(con, read, first, middle) + _readable(con, read, middle, behind)


def _is_sound(row: tuple[object, ...]) -> bool:
    key, start, end, grp, version, excerpts, data, width = row
    if not (isinstance(key, bytes) and key and isinstance(grp, str) and isinstance(version, int)):
        return False
    if not (isinstance(start, int) and isinstance(end, int) and isinstance(data, bytes) and isinstance(width, int)):
        return False
    return excerpts in (0, 1) and len(data) == 4 * width and bool(np.isfinite(np.frombuffer(data, dtype="<f4")).all())
