"""Bring the store up to date with the folders: find files, read what is new or changed, set aside what is gone.

Nothing is ever deleted: a file that is not there is *away*. A file that cannot be used is a row with its reason.
Readers may die on a file; it is tried at most twice, alone the second time, counted on disk, then set aside.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from desktop_app.domain.errors import FileRefused, WorkerDied
from desktop_app.domain.ids import FileId, RootId
from desktop_app.domain.jobs import JobContext, Progress
from desktop_app.domain.records import Changes, FileStamp, Presence, ReadFile, Refusal, Root, StoredFile
from desktop_app.domain.text import path_text
from desktop_app.library import client, walk
from desktop_app.sandbox.files import GONE, PASSING, open_regular
from desktop_app.sandbox.pool import ReaderPool
from desktop_app.services.changes import ChangeFeed
from desktop_app.store import MAX_TRIES, Store, file_signature

BATCH = 32
"""Files read at one go: large enough to hide the cost of a message, small enough to show files while they are found."""
KILLED = "reading it ended the reader twice; it is set aside until it changes"


@dataclass(slots=True)
class ScanOutcome:
    """What a scan changed, summed over its roots; `unlisted` are folders below them that could not be listed."""

    new: int = 0
    changed: int = 0
    unlisted: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _BatchResult:
    read: list[ReadFile]
    refused: list[tuple[FileStamp, str]]


class RootScan:
    """One scan of one root."""

    def __init__(self, store: Store, readers: ReaderPool, width: int, changes: ChangeFeed, job: JobContext) -> None:
        self._store = store
        self._readers = readers
        self._width = width
        self._changes = changes
        self._job = job
        self._root = b""

    def run(self, root: Root, other_roots: Sequence[bytes], outcome: ScanOutcome) -> None:
        """Scan a root and count in `outcome`; files below another root inside this one belong to that one.

        Raises:
            FolderProblem: the root is missing or cannot be read; nothing was changed.
        """
        self._root = root.path
        unlisted: list[Refusal] = []
        known = self._store.library.files(root.id)
        inside = tuple(path + b"/" for path in other_roots if path.startswith(root.path.rstrip(b"/") + b"/"))
        seen: set[bytes] = set()
        back: list[FileId] = []
        found = walk.audio_files(root.path, unlisted.append)

        def fresh() -> Iterator[FileStamp]:
            for stamp in found:
                self._job.check()
                if inside and stamp.path.startswith(inside):
                    continue
                seen.add(stamp.path)
                stored = known.get(stamp.path)
                if stored is None or not _same(stored.stamp, stamp) or stored.refused in PASSING:
                    yield stamp  # new, changed, or refused for something that may have passed
                elif stored.presence is Presence.AWAY:
                    back.append(stored.id)

        done = 0
        for result in self._read_all(fresh()):
            done += len(result.read) + len(result.refused)
            self._keep(root.id, result, outcome)
            last = result.read[-1].stamp.path if result.read else root.path
            self._job.report(Progress("scan", done, None, path_text(os.path.basename(last))))  # noqa: PTH119
        if back:
            self._store.library.mark(back, Presence.PRESENT)
        outcome.unlisted += unlisted
        gone = self._set_aside_missing(known, seen, unlisted)
        self._store.library.set_root_presence(root.id, Presence.PRESENT)
        if back or gone or root.presence is Presence.AWAY:  # what was read was told as it came
            self._changes.publish(Changes(tracks=True))

    def _set_aside_missing(self, known: dict[bytes, StoredFile], seen: set[bytes], unlisted: list[Refusal]) -> int:
        """What was not met is away, but for what may still lie under a folder that could not be listed.

        Returns:
            How many files went away.
        """
        below = tuple(folder.path.rstrip(b"/") + b"/" for folder in unlisted)
        gone = [
            stored.id
            for path, stored in known.items()
            if path not in seen
            and stored.presence is Presence.PRESENT
            and not (path.startswith(below) and _may_exist(path))
        ]
        if gone:
            self._store.library.mark(gone, Presence.AWAY)
        return len(gone)

    def _keep(self, root: RootId, result: _BatchResult, outcome: ScanOutcome) -> None:
        if result.read:
            put = self._store.library.put(root, result.read)
            outcome.new += put.new
            outcome.changed += put.changed
        if result.refused:
            self._store.library.refuse(root, result.refused)
        if result.read or result.refused:
            self._changes.publish(Changes(tracks=True))

    def _read_all(self, stamps: Iterable[FileStamp]) -> Iterator[_BatchResult]:
        """Read batches on `width` readers at once; results come as they are ready."""
        waiting: set[Future[_BatchResult]] = set()
        with ThreadPoolExecutor(self._width, thread_name_prefix="scan") as threads:
            try:
                for batch in _batches(stamps, BATCH):
                    waiting.add(threads.submit(self._read, batch))
                    if len(waiting) >= self._width * 2:
                        ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                        for future in ready:
                            yield future.result()
                for future in list(waiting):
                    yield future.result()
            finally:
                for future in waiting:
                    future.cancel()

    def _read(self, stamps: Sequence[FileStamp]) -> _BatchResult:
        result = _BatchResult([], [])
        left = list(stamps)
        while left:
            self._job.check()
            died = self._read_once(left, result)
            if died is None:
                break
            handled = {item.stamp.path for item in result.read} | {stamp.path for stamp, _ in result.refused}
            rest = [stamp for stamp in left if stamp.path not in handled and stamp.path != died.path]
            self._retry_alone([stamp for stamp in left if stamp.path == died.path], result)
            left = rest
        return result

    def _read_once(self, stamps: Sequence[FileStamp], result: _BatchResult) -> FileStamp | None:
        """Read files into `result`; returns the file on which the reader died, if it did."""
        opened: list[tuple[int, FileStamp]] = []
        try:
            for expected in stamps:
                try:
                    opened.append(open_regular(expected.path))
                except FileRefused as problem:
                    if problem.reason != GONE:
                        result.refused.append((expected, problem.reason))
            with self._readers.borrow() as child:
                stamp_of = {stamp.path: stamp for _, stamp in opened}
                for item in client.read_batch(child, opened, root=self._root):
                    if isinstance(item, Refusal):
                        result.refused.append((stamp_of[item.path], item.reason))
                    else:
                        result.read.append(item)
        except WorkerDied as death:
            return next((stamp for _, stamp in opened if stamp.path == death.path), opened[0][1] if opened else None)
        finally:
            for fd, _ in opened:
                os.close(fd)
        return None

    def _retry_alone(self, stamps: Sequence[FileStamp], result: _BatchResult) -> None:
        for stamp in stamps:
            signature = file_signature("tags", stamp)
            self._store.attempts.begin(signature)  # the try in a batch that has just failed
            if self._store.attempts.begin(signature) < MAX_TRIES and self._read_once([stamp], result) is None:
                self._store.attempts.clear(signature)
                continue
            self._store.attempts.fail(signature, KILLED)
            result.refused.append((stamp, KILLED))


def _may_exist(path: bytes) -> bool:
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _same(a: FileStamp, b: FileStamp) -> bool:
    """Whether a file is as it was. Device and inode do not count: a drive may be mounted anew."""
    return a.size == b.size and a.mtime_ns == b.mtime_ns


def _batches(stamps: Iterable[FileStamp], size: int) -> Iterator[list[FileStamp]]:
    batch: list[FileStamp] = []
    limit = 4  # the first files show at once; then the batches grow
    for stamp in stamps:
        batch.append(stamp)
        if len(batch) >= limit:
            yield batch
            batch, limit = [], min(size, limit * 2)
    if batch:
        yield batch
