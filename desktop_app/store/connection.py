"""The connections to user.db with derived.db attached: one that writes, one per thread that only reads."""

from __future__ import annotations

import contextlib
import functools
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from desktop_app.domain.errors import DatabaseDamaged, StorageFull
from desktop_app.store.derived import DAMAGE_MARK
from desktop_app.store.faults import full, translated
from desktop_app.store.lock import in_use
from desktop_app.store.migrations import uri
from desktop_app.store.reserve import Reserve

T = TypeVar("T")
Row = tuple[Any, ...]
_as_text = functools.partial(str, encoding="utf-8", errors="replace")
"""Text as SQLite holds it: a byte that rotted costs one letter, not the table."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AT_ONCE = 256
_MARKS = ",".join("?" * _AT_ONCE)
_WAL_LIMIT = 16 * 1024 * 1024


def to_ms(moment: datetime) -> int:
    """UTC milliseconds since 1970. Raises ValueError for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("A time without a zone cannot be stored")
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def from_ms(milliseconds: int) -> datetime:
    """The inverse of to_ms, in UTC."""
    return _EPOCH + timedelta(milliseconds=milliseconds)


class Database:
    """Both files. Errors of the disk and of damage leave as AppErrors.

    `write` is the only way to change something. Reads see what is committed, never a half-done change; a job inside
    `write` reads through the connection that it is given.
    """

    def __init__(
        self, folder: Path, *, write: bool, clock: Callable[[], datetime], reserve: Reserve | None = None
    ) -> None:
        self.folder = folder
        self.clock = clock
        self.user_path = folder / "user.db"
        self.derived_path = folder / "derived.db"
        self.damage_mark = folder / DAMAGE_MARK
        self._reserve = reserve
        self._lock = threading.RLock()
        self._depth = 0
        self._readers_lock = threading.Lock()
        self._readers: dict[int, tuple[threading.Thread, sqlite3.Connection]] = {}
        self._closed = False
        self._lost: DatabaseDamaged | None = None
        self.rescue: Callable[[sqlite3.Connection], str] | None = None
        """Copies the database through the writing connection when its file is gone; gives the name of the copy."""
        self.is_stale: Callable[[sqlite3.Connection], bool] | None = None
        """Whether derived.db does not belong to user.db as it is."""
        self.catch_up: Callable[[sqlite3.Connection], None] | None = None
        """Computes again what is stale in derived.db."""
        self._behind = False
        self._writer: sqlite3.Connection | None = self._connect(write=True) if write else None
        self._place = self.user_path.stat().st_ino

    @property
    def writable(self) -> bool:
        return self._writer is not None

    def now_ms(self) -> int:
        return to_ms(self.clock())

    def _connect(self, *, write: bool) -> sqlite3.Connection:
        mode = "rw" if write else "ro"
        with translated(self.user_path):
            con = sqlite3.connect(
                uri(self.user_path, mode), uri=True, isolation_level=None, check_same_thread=False, timeout=5.0
            )
            try:
                con.text_factory = _as_text
                with translated(self.derived_path):
                    con.execute("ATTACH ? AS derived", (uri(self.derived_path, mode),))
                for pragma in (
                    "foreign_keys = ON",
                    "trusted_schema = OFF",
                    "cell_size_check = ON",
                    "mmap_size = 0",
                    "temp_store = MEMORY",
                ):
                    con.execute(f"PRAGMA {pragma}")
                if not write:
                    con.execute("PRAGMA query_only = ON")
                    return con
                con.execute("PRAGMA main.synchronous = FULL")
                con.execute("PRAGMA derived.synchronous = NORMAL")
                con.execute(f"PRAGMA wal_autocheckpoint = {self._checkpoint_pages()}").fetchone()
                for schema in ("main", "derived"):
                    con.execute(f"PRAGMA {schema}.journal_size_limit = {_WAL_LIMIT}").fetchone()
                    (erases,) = con.execute(f"PRAGMA {schema}.secure_delete = ON").fetchone()
                    if erases != 1:  # a build without it would leave deleted text in the file
                        raise sqlite3.NotSupportedError("this SQLite cannot overwrite what is deleted")
            except BaseException:
                con.close()
                raise
            return con

    def _checkpoint_pages(self) -> int:
        """Pages in a write-ahead log before it is moved into its file.

        SQLite's own 1,000, or less where the reserve is small: once it is released, moving must not need all of it.
        """
        if self._reserve is None or not self._reserve.held:
            return 1000
        return max(16, min(1000, self._reserve.size // 4096 // 4))

    def _reader(self) -> sqlite3.Connection:
        thread = threading.current_thread()
        with self._readers_lock:
            if self._closed:
                raise RuntimeError("The store is closed")
            entry = self._readers.get(thread.ident or 0)
            if entry is not None and entry[0] is thread:
                return entry[1]
            for ident, (owner, old) in list(self._readers.items()):
                if not owner.is_alive():  # its connection goes with its thread
                    old.close()
                    del self._readers[ident]
            con = self._connect(write=False)
            self._readers[thread.ident or 0] = (thread, con)
            return con

    def all(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Every row of a query."""
        with self._watched():
            return self._reader().execute(sql, parameters).fetchall()

    def each(self, sql: str, parameters: Sequence[object] = ()) -> Iterator[Row]:
        """The rows of a query one by one, where all of them at once would take much memory."""
        with self._watched():
            yield from self._reader().execute(sql, parameters)

    def one(self, sql: str, parameters: Sequence[object] = ()) -> Row | None:
        """The first row of a query, or None."""
        with self._watched():
            row: Row | None = self._reader().execute(sql, parameters).fetchone()
            return row

    def number(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """The integer that a query gives."""
        row = self.one(sql, parameters)
        return 0 if row is None or row[0] is None else int(row[0])

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """What this thread reads within is one state of the store, whatever is written meanwhile."""
        with self._watched():
            con = self._reader()
            if con.in_transaction:
                yield
                return
            con.execute("BEGIN")
        try:
            yield
        finally:
            if con.in_transaction:
                con.execute("COMMIT")

    def distrust_derived(self, what: str) -> NoReturn:
        """Raise DatabaseDamaged for derived.db, which is computed anew at the next start."""
        raise self._derived_damage(what)

    def write(self, job: Callable[[sqlite3.Connection], T], *, urgent: bool = False) -> T:
        """Run `job` in one transaction: all of it is stored, or nothing.

        Args:
            urgent: may use up the reserve when the disk is full; for listens and for deleting.
        Raises:
            DataFolderInUse: this store was opened for reading.
            StorageFull: nothing was stored.
        """
        with self._lock:
            if self._closed:
                raise RuntimeError("The store is closed")
            con = self._writer
            if con is None:
                raise in_use(self.folder)
            if self._depth:  # inside another write of this thread: part of its transaction
                return job(con)
            self._check_place(con)
            try:
                result = self._in_step(con, job)
            except StorageFull:
                if not urgent or self._reserve is None:
                    raise
                self._reserve.release()
                self._make_room(con)
                return self._in_step(con, job)
            if self._reserve is not None and not self._reserve.held and not urgent:
                with contextlib.suppress(OSError):  # what was asked for is stored, with a reserve or without
                    self._reserve.restore()
            return result

    def _in_step(self, con: sqlite3.Connection, job: Callable[[sqlite3.Connection], T]) -> T:
        """Run a job on a derived.db that belongs to user.db, and have it so again where only user.db took the job."""
        if self._behind:
            self._catch_up(con)
        if self._behind:  # a job on top would hide what is missing
            raise full(self.derived_path, "no room to compute it again")
        result = self._transaction(con, job)
        if self._behind:
            with contextlib.suppress(StorageFull):  # the next job tries again, and so does the next start
                self._catch_up(con)
        return result

    def _catch_up(self, con: sqlite3.Connection) -> None:
        if self.catch_up is not None:
            self._transaction(con, self.catch_up)
            self._behind = self.is_stale is not None and self.is_stale(con)

    def _check_place(self, con: sqlite3.Connection) -> None:
        """Refuse to write into a file that nobody will find again: it was removed or replaced while it was open."""
        try:
            here = self.user_path.stat().st_ino == self._place
        except FileNotFoundError:
            here = False
        if here:
            return
        if self._lost is None:
            copy = f" What it held is in backups/{self.rescue(con)}." if self.rescue is not None else ""
            self._lost = DatabaseDamaged(
                f"user.db was removed or replaced while Undersong ran.{copy} Nothing is recorded any more.",
                path=os.fsencode(self.user_path),
                remedy="Quit, put the right copy in the place of user.db, and start again.",
            )
        raise self._lost

    def _make_room(self, con: sqlite3.Connection) -> None:
        """Move the write-ahead logs into the files, as far as there is room: then their space can be used again."""
        for schema in ("main", "derived"):
            with contextlib.suppress(sqlite3.OperationalError):  # no room for it: the try that follows tells
                con.execute(f"PRAGMA {schema}.wal_checkpoint(TRUNCATE)").fetchone()

    def _transaction(self, con: sqlite3.Connection, job: Callable[[sqlite3.Connection], T]) -> T:
        with self._watched():
            con.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                result = job(con)
                self._commit(con)
            except BaseException:
                if con.in_transaction:
                    con.execute("ROLLBACK")
                raise
            finally:
                self._depth -= 1
            return result

    def _commit(self, con: sqlite3.Connection) -> None:
        """Commit both files. SQLite takes them one by one: the disk may become full when user.db has it already.

        What a person did is stored then, so it must not be refused, or it would be stored once more.
        """
        try:
            con.execute("COMMIT")
        except sqlite3.Error:
            if con.in_transaction:
                con.execute("ROLLBACK")
            if self._behind or self.is_stale is None or not self.is_stale(con):
                raise
            self._behind = True

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            with translated(self.user_path):
                yield
        except DatabaseDamaged as problem:
            # of the search index only the index itself can tell, and there are such tables in derived.db alone
            code = getattr(problem.__cause__, "sqlite_errorcode", 0)
            if code == sqlite3.SQLITE_CORRUPT_VTAB or self._derived_is_damaged():
                raise self._derived_damage("is damaged") from problem
            raise

    def _derived_damage(self, what: str) -> DatabaseDamaged:
        with contextlib.suppress(OSError):  # a folder that cannot be written
            self.damage_mark.touch()
        return DatabaseDamaged(
            f"derived.db {what}. Nothing of yours is in it.",
            path=os.fsencode(self.derived_path),
            remedy="Start Undersong again: it is set aside and computed anew.",
        )

    def _derived_is_damaged(self) -> bool:
        """Which of the two files is at fault; reads all of derived.db."""
        try:
            with contextlib.closing(sqlite3.connect(uri(self.derived_path, "ro"), uri=True)) as con:
                return bool(con.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok")
        except sqlite3.DatabaseError:
            return True

    def connections(self) -> tuple[tuple[str, bool], ...]:
        """An account of the open connections: (role, whether SQLite would let it write)."""
        with self._readers_lock:
            roles: list[tuple[str, sqlite3.Connection]] = [("read", con) for _, con in self._readers.values()]
        if self._writer is not None:
            roles.append(("write", self._writer))
        return tuple((role, con.execute("PRAGMA query_only").fetchone()[0] == 0) for role, con in roles)

    def close(self) -> None:
        """Close every connection, the writing one last: it moves the rest of the WAL into the files."""
        with self._lock, self._readers_lock:
            self._closed = True
            for _, con in self._readers.values():
                con.close()
            self._readers.clear()
            if self._writer is not None:
                self._writer.close()
                self._writer = None


def as_json_list(ids: Iterable[int]) -> str:
    """Integers for `json_each(?)`: any number of them in one parameter."""
    return "[" + ",".join(str(int(i)) for i in ids) + "]"


def all_of(con: sqlite3.Connection, sql: str, values: Sequence[object]) -> Iterator[Row]:
    """The rows of a query that has `{}` where any of these values may stand: for what no JSON list can hold."""
    for start in range(0, len(values), _AT_ONCE):
        some = list(values[start : start + _AT_ONCE])
        yield from con.execute(sql.format(_MARKS), [*some, *some[-1:] * (_AT_ONCE - len(some))])


def storable(text: str) -> str:
    """Text that UTF-8 can hold: a lone surrogate becomes U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
