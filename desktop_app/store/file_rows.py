"""Rows of files and what goes with them: stamps, keys of their sound, places within them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from desktop_app.domain.records import FileStamp
from desktop_app.store.connection import as_json_list

_INT_LIMIT = 1 << 63
NEW_FILE = (
    "INSERT INTO file(id, root, path, size, mtime_ns, device, inode, refused, quick_key, full_key) "
    "VALUES (?,?,?,?,?,?,?,?,?,?)"
)
FILE_AGAIN = (
    "UPDATE file SET size = ?, mtime_ns = ?, device = ?, inode = ?, refused = ?, quick_key = ?, full_key = ?, "
    "away_ms = NULL, doubt = 0 WHERE id = ?"
)
WHOLE_ALGORITHM = "f1"
"""Of keys over all of the sound."""

Place = tuple[int, int]
"""Start and end within a file, in 1/75 s."""


def put_refused(
    con: sqlite3.Connection,
    root: int,
    files: Sequence[tuple[FileStamp, str]],
    now_ms: int,
    version: int,
    beside: Mapping[bytes, int],
) -> set[int]:
    """Set files aside, each with its reason; the tracks that they held before."""
    touched: set[int] = set()
    for stamp, reason in files:
        values = (stamp.size, stamp.mtime_ns, signed(stamp.device), signed(stamp.inode), reason)
        row = con.execute("SELECT id FROM file WHERE path = ?", (stamp.path,)).fetchone()
        if row is None:
            file = last_id(con, "file") + 1
            con.execute(NEW_FILE, (file, root, stamp.path, *values, None, None))
        else:
            file = int(row[0])
            con.execute(FILE_AGAIN, (*values, None, None, file))
            touched.update(supersede(con, file, now_ms))
        con.execute(
            "INSERT OR REPLACE INTO derived.file_read(file, version, beside, changed_ns) VALUES (?,?,?,?)",
            (file, version, beside.get(stamp.path, 0), stamp.changed_ns),
        )
    return touched


def supersede(con: sqlite3.Connection, file: int, now_ms: int) -> list[int]:
    """End the current locations of a file; the tracks that were there."""
    ended = con.execute(
        "UPDATE location SET superseded_ms = ? WHERE file = ? AND superseded_ms IS NULL RETURNING track",
        (now_ms, file),
    )
    return [int(track) for (track,) in ended.fetchall()]


def full_key_of(con: sqlite3.Connection, track: int, place: Place) -> bytes | None:
    """The key over all of its sound that a track has."""
    row = con.execute(
        "SELECT key FROM track_key WHERE track = ? AND algorithm = ? AND start_75 = ? AND end_75 = ?",
        (track, WHOLE_ALGORITHM, *place),
    ).fetchone()
    return None if row is None else bytes(row[0])


def first_file(con: sqlite3.Connection, track: int, place: Place) -> int | None:
    """The file by which a track was made, or the first of it that is known."""
    row = con.execute(
        "SELECT file FROM location WHERE track = ? AND start_75 = ? AND end_75 = ? ORDER BY id LIMIT 1", (track, *place)
    ).fetchone()
    return None if row is None else int(row[0])


def algorithm_of(key: bytes) -> str:
    """The name with which a key begins."""
    return key.partition(b":")[0].decode("ascii", "replace")


def signed(value: int) -> int:
    """Device and inode numbers fill 64 bits; SQLite's integers have a sign."""
    return value - 2 * _INT_LIMIT if value >= _INT_LIMIT else value


def unsigned(value: int) -> int:
    """The inverse of `signed`."""
    return value + 2 * _INT_LIMIT if value < 0 else value


def tracks_in(con: sqlite3.Connection, files: Iterable[int]) -> set[int]:
    """The tracks that files hold."""
    rows = con.execute(
        "SELECT DISTINCT track FROM location WHERE file IN (SELECT value FROM json_each(?))", (as_json_list(files),)
    )
    return {int(track) for (track,) in rows}


def last_id(con: sqlite3.Connection, table: str) -> int:
    row = con.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return 0 if row is None else int(row[0])
