"""SQLite's errors in the program's words. What is not named here is our own bug and goes up as it is."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from desktop_app.domain.errors import AppError, DatabaseDamaged, StorageFull
from desktop_app.store.lock import in_use

_REFUSED = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)


def damaged(path: Path, what: str) -> DatabaseDamaged:
    """The file cannot be used as it is; nothing was changed in it."""
    return DatabaseDamaged(
        f"{path.name} {what}. It was left as it is.",
        path=os.fsencode(path),
        remedy="Move it aside and put a copy from the folder 'backups' in its place.",
    )


def full(path: Path, detail: str) -> StorageFull:
    return StorageFull(
        f"The data folder cannot be written ({detail}).",
        path=os.fsencode(path),
        remedy="Free some space on this disk, or see that the folder may be written; nothing stored before is lost.",
    )


def in_words(problem: sqlite3.Error, path: Path) -> AppError | None:
    """What a SQLite error means to a person; None for a bug of ours."""
    code = getattr(problem, "sqlite_errorcode", None)
    if code is None:
        return None
    primary = code & 0xFF
    if primary in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
        return full(path, str(problem))
    if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(path, f"is damaged ({problem})")
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return in_use(path if path.is_dir() else path.parent)
    return None


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Let errors of the machine leave as AppErrors about `path`."""
    try:
        yield
    except sqlite3.Error as problem:
        meaning = in_words(problem, path)
        if meaning is None:
            raise
        raise meaning from problem
    except UnicodeDecodeError as problem:  # SQLite names a part of the file in its message, and that part is no text
        raise damaged(path, "is damaged") from problem
    except OSError as problem:
        if problem.errno in _REFUSED:
            raise full(path, str(problem.strerror)) from problem
        raise
