"""Make the full keys of files behind the scan, which decides by quick keys: at the speed of a disk that is idle."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from desktop_app.domain.errors import FileRefused, JobCancelled
from desktop_app.domain.ids import AudioKey, FileId
from desktop_app.domain.jobs import JobContext, Progress
from desktop_app.domain.records import Changes, FileStamp, Refusal, StoredFile
from desktop_app.domain.text import path_text
from desktop_app.sandbox.files import open_regular, same_content, stamp_from
from desktop_app.sandbox.pool import ReaderPool
from desktop_app.services.attempting import CHANGED, given_up, is_transient, twice
from desktop_app.services.changes import ChangeFeed
from desktop_app.store import Store, file_signature

STORED_AT_ONCE = 16
STORED_AT_LEAST_EVERY = 256 << 20
"""Bytes after which keys are stored although they are few: so much reading a stop may cost."""
_ASKED_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class KeyReport:
    """What a run did: keys made, files that turned out to hold another recording than was thought, and failures."""

    made: int
    split: int
    failed: tuple[Refusal, ...]


def idle_readers() -> ReaderPool:
    """One reader that leaves disk and processor to everybody else."""
    return ReaderPool(1, "idle-reader")


class KeyService:
    """Full keys for all files that have none. One run at a time; `make_readers` starts the process for one run."""

    def __init__(
        self, store: Store, changes: ChangeFeed, make_readers: Callable[[], ReaderPool] = idle_readers
    ) -> None:
        self._store = store
        self._changes = changes
        self._make_readers = make_readers

    def run(self, job: JobContext, limit: int | None = None, *, doubtful: bool = False) -> KeyReport:
        """Make what is missing. Stopping ends the reader at once and loses the last few keys at most.

        Args:
            limit: at most so many files; None for all.
            doubtful: only those without which it is not sure which track a file holds.
        """
        library = self._store.library
        run = _Run(self._store, self._changes, library.doubtful if doubtful else library.unkeyed)
        readers = self._make_readers()
        try:
            while limit is None or run.done < limit:
                job.check()
                files = run.next_files()
                if not files:
                    break
                for file in files[: None if limit is None else limit - run.done]:
                    job.check()
                    run.take(file.stamp, self._key_of(file.stamp, readers, job))
                    job.report(Progress("keys", run.done, None, path_text(file.stamp.path)))
                run.store()
        except JobCancelled:
            run.store()
            raise
        finally:
            readers.close()
        return KeyReport(run.made, run.split, tuple(run.failed))

    def _key_of(self, known: FileStamp, readers: ReaderPool, job: JobContext) -> AudioKey | Refusal | None:
        """The key of one file, why there is none, or None for a file that is not to be read now."""
        signature = file_signature("key", known)
        if given_up(self._store, signature):
            return None
        try:
            return twice(self._store, signature, lambda: _read(known, readers, job))
        except FileRefused as problem:
            return None if is_transient(problem.reason) else Refusal(known.path, problem.reason)


class _Run:
    """What one run has done so far."""

    def __init__(
        self, store: Store, changes: ChangeFeed, ask: Callable[[int, FileId | None], list[StoredFile]]
    ) -> None:
        self._store = store
        self._changes = changes
        self._ask = ask
        self.made = self.split = 0
        self.failed: list[Refusal] = []
        self._waiting: list[tuple[FileStamp, AudioKey]] = []
        self._after: FileId | None = None

    @property
    def done(self) -> int:
        """Files with a key or a reason for none."""
        return self.made + len(self._waiting) + len(self.failed)

    def next_files(self) -> list[StoredFile]:
        """A few files without a key that this run has not come to yet; none where it has been through all."""
        files = self._ask(_ASKED_AT_ONCE, self._after)
        if files:
            self._after = files[-1].id
        return files

    def take(self, stamp: FileStamp, result: AudioKey | Refusal | None) -> None:
        """Keep what came of one file; None where it was not to be read."""
        if isinstance(result, Refusal):
            self.failed.append(result)
        elif result is not None:
            self._waiting.append((stamp, result))
        bytes_read = sum(waiting.size for waiting, _ in self._waiting)
        if len(self._waiting) >= STORED_AT_ONCE or bytes_read >= STORED_AT_LEAST_EVERY:
            self.store()

    def store(self) -> None:
        """Put the keys that wait."""
        keys, self._waiting = self._waiting, []
        if keys:
            split = self._store.library.put_full_keys(keys)
            self.made, self.split = self.made + len(keys), self.split + split
            if split:
                self._changes.publish(Changes(tracks=True))


def _read(known: FileStamp, readers: ReaderPool, job: JobContext) -> AudioKey:
    """Have a reader hash a file, if it is the one that is known, and still is afterwards.

    Raises:
        FileRefused, WorkerDied, JobCancelled.
    """
    from desktop_app.library import client  # not for the window's start

    fd, stamp = open_regular(known.path)
    try:
        if not same_content(known, stamp):
            raise FileRefused(CHANGED, path=known.path)
        with readers.borrow() as child:
            (result,) = client.full_keys(child, [(fd, stamp)], look=job.check)
        if isinstance(result, Refusal):
            raise FileRefused(result.reason, path=known.path)
        if not same_content(stamp_from(stamp.path, os.fstat(fd)), stamp):
            raise FileRefused(CHANGED, path=known.path)
        return result[1]
    finally:
        os.close(fd)
