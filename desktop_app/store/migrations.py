"""Numbered steps from any older schema to the newest. Each is one transaction; a released step is never edited."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from desktop_app.domain.errors import DatabaseTooNew
from desktop_app.store import schema_derived, schema_user, schema_user_2
from desktop_app.store.faults import damaged, translated
from desktop_app.store.schema_user import APPLICATION_ID

_SMALLEST = 512
"""Bytes of the smallest page."""
Migrate = Callable[[sqlite3.Connection], None]

USER_MIGRATIONS: tuple[Migrate, ...] = (schema_user.first_schema, schema_user_2.second_schema)
DERIVED_MIGRATIONS: tuple[Migrate, ...] = (
    schema_derived.first_schema,
    schema_derived.second_schema,
    schema_derived.third_schema,
)


def uri(path: Path, mode: str) -> str:
    """A file as SQLite wants it; `mode` is ro or rw. Neither creates a file.

    Beside a database with a write-ahead log even a reader makes files. Where it cannot (a read-only medium), one that
    was closed in good order, so that nothing waits in its log, is read as one that nobody changes.
    """
    fixed = mode == "ro" and not os.access(path.parent, os.W_OK) and not _log_waits(path)
    return f"{path.as_uri()}?mode={mode}" + ("&immutable=1" if fixed else "")


def _log_waits(path: Path) -> bool:
    log, index = (path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))
    return index.exists() or (log.exists() and log.stat().st_size > 0)


def version_of(path: Path) -> int:
    """The schema number of a database, read without touching it; 0 for a file that is missing or empty.

    Raises:
        DatabaseDamaged: it is no database, not ours, or cannot be read.
    """
    if not path.exists() or path.stat().st_size == 0:
        return 0
    if path.stat().st_size < _SMALLEST:  # SQLite would take it for an empty one and write over it
        raise damaged(path, "is no database")
    with translated(path):
        con = sqlite3.connect(uri(path, "ro"), uri=True, isolation_level=None)
        try:
            (version,) = con.execute("PRAGMA user_version").fetchone()
            (ours,) = con.execute("PRAGMA application_id").fetchone()
            (objects,) = con.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            con.close()
    if objects and ours != APPLICATION_ID:
        raise damaged(path, "is a database of another program")
    return int(version)


def check_known(path: Path, have: int, known: int, copies: Sequence[Path] = ()) -> None:
    """Refuse a database from the future. Raises DatabaseTooNew, which names `copies` made before the upgrade."""
    if have <= known:
        return
    offer = f" Or put back the copy {copies[-1].name}, made before the upgrade." if copies else ""
    raise DatabaseTooNew(
        f"{path.name} was written by a newer Undersong: its schema is {have}, this version knows up to {known}. "
        "It was not touched.",
        path=os.fsencode(path),
        remedy=f"Use the version that wrote it.{offer}",
    )


def create_empty(path: Path) -> None:
    """Make the file, readable by its owner only, before SQLite does; -wal and -shm take over its mode."""
    if path.exists():  # opening and closing it here would drop the locks that SQLite holds on it in this process
        return
    with translated(path):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def migrate(path: Path, steps: Sequence[Migrate], have: int) -> None:
    """Bring the database at `path` from schema `have` to len(steps). A crash leaves a whole schema, old or new."""
    with translated(path):
        con = sqlite3.connect(uri(path, "rw"), uri=True, isolation_level=None)
        try:
            con.execute("PRAGMA journal_mode = WAL").fetchone()
            con.execute("PRAGMA synchronous = FULL")
            con.execute("PRAGMA secure_delete = ON").fetchone()
            for number, step in enumerate(steps[have:], have + 1):
                con.execute("BEGIN IMMEDIATE")
                try:
                    step(con)
                    con.execute(f"PRAGMA user_version = {number}")
                    con.execute("COMMIT")
                except BaseException:
                    if con.in_transaction:
                        con.execute("ROLLBACK")
                    raise
        finally:
            con.close()
