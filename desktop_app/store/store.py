"""The store: opens a data folder and hands out one repository per subject."""

from __future__ import annotations

import contextlib
import errno
import functools
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop_app.domain.errors import EnvironmentProblem, StorageFull
from desktop_app.store import health, shown
from desktop_app.store.art import ArtRepository
from desktop_app.store.attempts import AttemptRepository
from desktop_app.store.backups import Backups
from desktop_app.store.browse import BrowseRepository
from desktop_app.store.columns import Columns
from desktop_app.store.connection import Database
from desktop_app.store.derived import derived_is_ready, prepare_derived
from desktop_app.store.edits import EditRepository, show_rest
from desktop_app.store.faults import damaged, translated
from desktop_app.store.features import FeatureRepository
from desktop_app.store.feedback import FeedbackRepository
from desktop_app.store.impressions import ImpressionRepository
from desktop_app.store.library import LibraryRepository
from desktop_app.store.listens import ListenRepository
from desktop_app.store.lock import FolderLock
from desktop_app.store.migrations import (
    USER_MIGRATIONS,
    Migrate,
    check_known,
    create_empty,
    migrate,
    version_of,
)
from desktop_app.store.playlists import PlaylistRepository
from desktop_app.store.queue import QueueRepository
from desktop_app.store.records import Backup
from desktop_app.store.reserve import Reserve
from desktop_app.store.search import Search
from desktop_app.store.settings import SettingRepository
from desktop_app.store.stamps import STALE, is_stale
from desktop_app.store.tracks import TrackRepository
from desktop_app.store.words import WordsRepository
from desktop_app.store.works import WorkRepository

_NO_PLACE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG)
_PREPARE_WAIT_S = 5.0


class Store:
    """A data folder. One process writes to it at a time; any number read.

    Methods of all repositories may be called from any thread; each returns once the change is on the disk.
    """

    def __init__(self, folder: Path, db: Database, lock: FolderLock, backups: Backups) -> None:
        self.folder = folder
        self.backups = backups
        self._db = db
        self._lock = lock
        self.library = LibraryRepository(db)
        columns = Columns(db)
        search = Search(db, columns)
        self._columns = columns
        self.tracks = TrackRepository(db, columns, search)
        self.browse = BrowseRepository(db, columns, search)
        self.listens = ListenRepository(db)
        self.playlists = PlaylistRepository(db)
        self.settings = SettingRepository(db)
        self.impressions = ImpressionRepository(db)
        self.queue = QueueRepository(db)
        self.features = FeatureRepository(db)
        self.attempts = AttemptRepository(db)
        self.art = ArtRepository(db)
        self.feedback = FeedbackRepository(db)
        self.edits = EditRepository(db)
        self.works = WorkRepository(db)
        self.words = WordsRepository(db)

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        write: bool,
        clock: Callable[[], datetime],
        migrations: Sequence[Migrate] = USER_MIGRATIONS,
    ) -> Self:
        """Open a data folder, which is made (0700) if it is missing.

        Args:
            write: become its one writer; else only read, also beside a writer.
            clock: the time, with a zone.
            migrations: the steps of user.db; tests bring their own.
        Raises:
            DataFolderInUse: another process writes to it, or makes or upgrades it just now.
            DatabaseTooNew, DatabaseDamaged: user.db cannot be used; it was not touched.
            StorageFull: the folder cannot be written.
        """
        folder = Path(os.path.abspath(folder))  # noqa: PTH100 (resolve() would follow a link that may change later)
        with translated(folder):
            try:
                if folder.exists() and not folder.is_dir():
                    raise EnvironmentProblem(
                        "The data folder is no folder.", path=os.fsencode(folder), remedy="Give the path of a folder."
                    )
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as problem:
                if problem.errno not in _NO_PLACE:
                    raise
                raise EnvironmentProblem(
                    f"The data folder cannot be made there ({problem.strerror}).",
                    path=os.fsencode(folder),
                    remedy="Give another place for it.",
                ) from problem
        try:
            return cls._open(folder, write, clock, migrations)
        except StorageFull:
            if not write or not Reserve(folder).release():
                raise
            return cls._open(folder, write, clock, migrations)  # even opening needs a little room

    @classmethod
    def _open(cls, folder: Path, write: bool, clock: Callable[[], datetime], steps: Sequence[Migrate]) -> Self:
        user, derived = folder / "user.db", folder / "derived.db"
        backups = Backups(user, folder / "backups")
        reserve = Reserve(folder) if write else None
        lock = FolderLock(folder)
        try:
            ready = _is_ready(user, derived, steps, backups)
            if write or not ready:
                with translated(folder):
                    lock.take(0.0 if ready else _PREPARE_WAIT_S)
                _prepare(user, derived, steps, backups, clock)
            if reserve is not None:
                with translated(folder):
                    reserve.restore()
            if not write:
                _refresh_if_free(folder, lock, clock)
                lock.release()
            db = Database(folder, write=write, clock=clock, reserve=reserve)
            try:
                if write:
                    db.rescue = lambda con: backups.make("rescued", len(steps), clock(), con).name
                    _refresh(db)
            except BaseException:
                db.close()
                raise
        except BaseException:
            lock.release()
            raise
        return cls(folder, db, lock, backups)

    @property
    def writable(self) -> bool:
        return self._db.writable

    def connections(self) -> tuple[tuple[str, bool], ...]:
        """The open connections as (role, may write): one role "write" at most, and only that one may."""
        return self._db.connections()

    def backup(self) -> Backup | None:
        """The copy of the day, if it is due; None also while a music folder or much of one is missing."""
        if self._db.number(
            "SELECT count(*) FROM root WHERE removed_ms IS NULL AND (state = 'away' OR shrunk_ms IS NOT NULL)"
        ):
            return None
        return self.backups.daily(self._db.number("PRAGMA user_version"), self._db.clock())

    def check(self) -> list[str]:
        """What is wrong with the databases, in plain sentences; empty where all is well."""
        return health.problems(self._db)

    def close(self) -> None:
        """Close all connections and give up the lock. May be called again."""
        self._db.close()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _refresh(db: Database) -> None:
    """Compute again what in derived.db does not belong to user.db, now and whenever that comes about."""
    for (part,) in db.all(STALE):
        db.write(functools.partial(shown.rebuild, what=part))
    show_rest(db)
    db.is_stale, db.catch_up = is_stale, shown.catch_up


def _refresh_if_free(folder: Path, lock: FolderLock, clock: Callable[[], datetime]) -> None:
    """Do the same before a reader starts, unless a writer is there, who has done it or is about to."""
    with contextlib.closing(Database(folder, write=False, clock=clock)) as db:
        stale = bool(db.all(STALE))
    if stale and (lock.held or lock.try_take()):
        with contextlib.closing(Database(folder, write=True, clock=clock)) as db:
            _refresh(db)


def _is_ready(user: Path, derived: Path, steps: Sequence[Migrate], backups: Backups) -> bool:
    """Whether both files can be used as they are. Raises DatabaseTooNew or DatabaseDamaged for user.db."""
    have = version_of(user)
    if have == 0 and backups.all():
        raise damaged(user, "is gone or empty, though there are copies of it")
    check_known(user, have, len(steps), backups.of_version(len(steps)))
    return have == len(steps) and derived_is_ready(derived)


def _prepare(
    user: Path, derived: Path, steps: Sequence[Migrate], backups: Backups, clock: Callable[[], datetime]
) -> None:
    """Make or upgrade both files, under the lock."""
    have = version_of(user)  # again: another process may have done it while this one waited
    check_known(user, have, len(steps), backups.of_version(len(steps)))
    if have < len(steps):
        create_empty(user)
        if have:
            backups.make("migration", have, clock())
        migrate(user, steps, have)
    prepare_derived(derived)
