"""Copies of user.db: one before every migration, one a day. Each is checked before it counts."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop_app.domain.errors import DatabaseDamaged
from desktop_app.store.faults import damaged, translated
from desktop_app.store.migrations import uri
from desktop_app.store.records import Backup

DAILY_KEPT = 5
WEEKLY_KEPT = 3
SHRINK_LIMIT = 0.10
"""A copy that lost more than this share of tracks or listens does not push out the last fuller one."""
_NAME = re.compile(r"^user-(\d{8}-\d{6})-v(\d+)-([a-z]+)\.db$")
_TIME = "%Y%m%d-%H%M%S"


class Backups:
    """The folder "backups". Copies are whole databases that any SQLite opens."""

    def __init__(self, source: Path, folder: Path) -> None:
        self._source = source
        self._folder = folder

    def path(self, backup: Backup) -> Path:
        return self._folder / backup.name

    def all(self) -> list[Backup]:
        """Every copy, oldest first."""
        found = []
        for path in self._folder.glob("user-*.db") if self._folder.is_dir() else ():
            match = _NAME.match(path.name)
            if match is not None:
                made = datetime.strptime(match[1], _TIME).replace(tzinfo=UTC)
                found.append(Backup(path.name, made, match[3], path.stat().st_size))
        return sorted(found, key=lambda backup: (backup.made_at, backup.name))

    def of_version(self, at_most: int) -> list[Path]:
        """Copies with a schema up to `at_most`, oldest first."""
        names = [backup.name for backup in self.all()]
        return [self._folder / name for name in names if (m := _NAME.match(name)) and int(m[2]) <= at_most]

    def make(self, kind: str, version: int, now: datetime, source: sqlite3.Connection | None = None) -> Backup:
        """Copy user.db as it is now, beside any reader and writer.

        Args:
            source: an open connection to copy through, where the file itself is gone.

        Raises:
            DatabaseDamaged: the copy does not pass SQLite's integrity check; it is not kept.
            StorageFull: there is no room for it; nothing is left behind.
        """
        with translated(self._source):
            self._folder.mkdir(mode=0o700, exist_ok=True)
            name = f"user-{now.astimezone(UTC).strftime(_TIME)}-v{version}-{kind}.db"
            for left_by_a_crash in self._folder.glob("*.part*"):
                left_by_a_crash.unlink(missing_ok=True)
            half = self._folder / f"{name}.part"
            os.close(os.open(half, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            try:
                self._copy(half, source)
                with half.open("rb") as file:
                    os.fsync(file.fileno())
                half.rename(self._folder / name)
            except BaseException:
                for leftover in self._folder.glob(f"{name}.part*"):
                    leftover.unlink(missing_ok=True)
                raise
            self._sync_folder()
        return Backup(name, now.replace(microsecond=0), kind, (self._folder / name).stat().st_size)

    def _copy(self, target: Path, source: sqlite3.Connection | None) -> None:
        with contextlib.ExitStack() as stack:
            if source is None:
                opened = sqlite3.connect(uri(self._source, "ro"), uri=True, isolation_level=None)
                source = stack.enter_context(contextlib.closing(opened))
            copy = sqlite3.connect(uri(target, "rw"), uri=True, isolation_level=None)
            stack.enter_context(contextlib.closing(copy))
            source.backup(copy)  # all pages in one step: the state of one moment
            copy.execute("PRAGMA journal_mode = DELETE").fetchone()  # one file that stands alone
            (verdict,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
            if verdict != "ok":
                raise damaged(self._source, f"does not pass the check of its copy ({verdict})")

    def _sync_folder(self) -> None:
        fd = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)

    def daily(self, version: int, now: datetime) -> Backup | None:
        """The copy of the day, if the last one is older than a day; then drop what is not needed any more.

        Kept are the last days, the first copy of the last weeks, and the newest copy that holds a tenth more tracks or
        listens than this one: whatever emptied the library, the state before it survives.
        """
        routine = [backup for backup in self.all() if backup.kind == "daily" and backup.made_at <= now]
        if routine and now - routine[-1].made_at < timedelta(days=1):
            return None  # what a clock that was ahead once has dated later neither counts nor goes
        made = self.make("daily", version, now)
        kept = {backup.name for backup in routine[1 - DAILY_KEPT :]} | {made.name}
        weeks: dict[tuple[int, int], Backup] = {}
        for backup in routine:
            weeks.setdefault(backup.made_at.isocalendar()[:2], backup)
        kept.update(backup.name for backup in list(weeks.values())[-WEEKLY_KEPT:])
        fuller = [backup.name for backup in routine if self._shrunk(self.path(backup), self.path(made))]
        kept.update(fuller[-1:])
        for backup in routine:
            if backup.name not in kept:
                self.path(backup).unlink(missing_ok=True)
        return made

    def _shrunk(self, old: Path, new: Path) -> bool:
        """Whether `new` holds too much less than `old`. One that cannot be read is no better copy."""
        try:
            before, after = _sizes(old), _sizes(new)
        except DatabaseDamaged:
            return False
        return any(b - a > SHRINK_LIMIT * b for b, a in zip(before, after, strict=True))


def _sizes(path: Path) -> Sequence[int]:
    with translated(path), contextlib.closing(sqlite3.connect(uri(path, "ro"), uri=True)) as con:
        return [con.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("track", "listen")]
