"""Bring the store up to date with a folder: find files, read what is new or changed, set aside what is gone.

Nothing is ever deleted: a file that is not there is *away*. A file that cannot be used is a row with its reason.
"""

from __future__ import annotations

import os
import stat
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from desktop_app.domain.errors import AppError, JobCancelled
from desktop_app.domain.ids import FileId
from desktop_app.domain.jobs import JobContext, Progress
from desktop_app.domain.records import Changes, Presence, Refusal, Root
from desktop_app.domain.text import path_text
from desktop_app.library import walk
from desktop_app.library.formats import READER_VERSION
from desktop_app.sandbox.files import fitting, may_pass, stamp_from
from desktop_app.sandbox.pool import ReaderPool
from desktop_app.services import beside
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.reading import Asked, Batch, BatchReader, Wanted
from desktop_app.store import KnownFile, Store

BATCH = 128
"""Files read at one go: large enough to hide the cost of a message, small enough to keep all readers busy."""
STORED_AT_ONCE = 512
"""Files stored in one transaction, at most: a listen that ends meanwhile waits for it."""
STORED_EVERY_S = 1.0
"""On a slow drive, what was read shows after this long."""
SHRUNK_FILES = 50
SHRUNK_SHARE = 0.2
"""More files than this, or a larger share of a root, gone in one scan and found nowhere else: a drive or a part of one
is missing, or something went wrong. The person is told, and no backup is made until it is over."""


@dataclass(slots=True)
class ScanOutcome:
    """What a scan changed, summed over its roots; `unlisted` and `problems` as in ScanReport."""

    new: int = 0
    changed: int = 0
    unlisted: list[Refusal] = field(default_factory=list)
    problems: list[Refusal] = field(default_factory=list)


class RootScan:
    """One scan of one root, or of some folders in it: first `look`, and once all roots were looked at, `settle`."""

    def __init__(
        self,
        store: Store,
        readers: ReaderPool,
        changes: ChangeFeed,
        job: JobContext,
        root: Root,
        outcome: ScanOutcome,
        *,
        within: Sequence[bytes] | None = None,
        but: Sequence[bytes] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Args:
        outcome: counts what is found; shared by the scans of several roots.
        within: only these folders of the root, none inside another; None for all of it.
        but: folders that are not gone into: other roots inside this one, to which their files belong.
        """
        self._store = store
        self._library = store.library
        self._readers = readers
        self._changes = changes
        self._job = job
        self._root = root
        self._outcome = outcome
        self._whole = within is None
        self._starts = [root.path] if within is None else list(within)
        self._but = [path for path in but if path.startswith(root.path.rstrip(b"/") + b"/")]
        self._clock = clock
        self._unlisted: list[Refusal] = []
        self._known: dict[bytes, KnownFile] = {}
        self._before = 0
        self._back: list[FileId] = []
        self._markers: set[bytes] = set()
        self._met = False

    def look(self) -> None:
        """Find and read what is new or changed. Nothing is set away yet: it may be found again in another root.

        Raises:
            FolderProblem: the root is missing or cannot be read.
        """
        self._known = self._files_known()
        self._before = self._library.present(self._root.id)
        done = 0
        with closing(self._read_all(self._wanted())) as batches, closing(self._grouped(batches)) as groups:
            for batch in groups:
                done += len(batch)
                self._keep(batch)
                last = batch.read[-1].stamp.path if batch.read else self._root.path
                self._job.report(Progress("scan", done, None, path_text(last.rpartition(b"/")[2])))
        self._library.mark(self._back, Presence.PRESENT)

    def settle(self) -> None:
        """Set away what was not met, say so where it is much, and follow the markers that came or went."""
        root = self._root
        gone = self._gone()
        presence = Presence.PRESENT
        if not self._whole:
            presence = root.presence
        elif not self._met and (gone or root.presence is Presence.AWAY):
            presence = Presence.AWAY  # an empty place where a drive belongs
        lost = self._library.lost(gone) if gone else 0
        if lost and (is_much(lost, self._before) or self._library.on_drives_of_their_own(root.id, gone)):
            self._library.set_shrunk(root.id, shrunk=True)
            if presence is Presence.PRESENT:
                self._outcome.problems.append(Refusal(root.path, missing_words(root.path, lost, self._before)))
        self._library.mark(gone, Presence.AWAY)
        self._library.set_root_presence(root.id, presence)
        marked = self._follow_markers()
        self._outcome.unlisted += self._unlisted
        if self._back or gone or marked or root.presence is not presence:  # what was read was told as it came
            self._changes.publish(Changes(tracks=True))

    def _files_known(self) -> dict[bytes, KnownFile]:
        known: dict[bytes, KnownFile] = {}
        for start in self._starts:
            known |= self._library.known(start)
        others = tuple(path + b"/" for path in self._but)
        return {path: file for path, file in known.items() if not path.startswith(others)} if others else known

    def _wanted(self) -> Iterator[Wanted]:
        """What is new or changed. What is met is taken out of what is known: the rest of that is gone."""
        for start in self._starts:
            for folder in walk.folders(self._root.path, self._unlisted.append, start=start, but=self._but):
                self._job.check()
                if folder.marked:
                    self._markers.add(folder.path)
                self._met = self._met or bool(folder.files)
                lying = beside.of_folder(folder.beside)
                for path, status in folder.files:
                    file = self._known.pop(path, None)
                    if (
                        file is None
                        or (status.st_mtime_ns != file.mtime_ns and fitting(status.st_mtime_ns) != file.mtime_ns)
                        or status.st_size != file.size
                        or (status.st_ctime_ns != file.changed_ns and fitting(status.st_ctime_ns) != file.changed_ns)
                        or file.version != READER_VERSION
                        or file.beside != (0 if lying is None else lying.hash_for(path))
                        or (file.refused is not None and may_pass(file.refused))
                    ):
                        yield Wanted(stamp_from(path, status), lying, file is not None and file.refused is None)
                    elif not file.present:
                        self._back.append(file.id)

    def _gone(self) -> list[FileId]:
        """What was not met, but for what may still lie where nothing could be seen."""
        hidden = {problem.path for problem in self._unlisted}
        below = tuple(path.rstrip(b"/") + b"/" for path in hidden)
        return [
            file.id
            for path, file in self._known.items()
            if file.present and not ((path in hidden or path.startswith(below)) and _may_exist(path))
        ]

    def _follow_markers(self) -> bool:
        """Let markers that came keep music out of lists, and those that went no longer; whether there were any."""
        before: set[bytes] = set()
        for start in self._starts:
            before |= self._library.markers(start)
        hidden = (*self._but, *(problem.path for problem in self._unlisted))
        unseen = tuple(path.rstrip(b"/") + b"/" for path in hidden)
        new = self._markers - before
        went = {path for path in before - self._markers if not (path + b"/").startswith(unseen)}
        if new or went:
            self._library.change_markers(new, went)
        return bool(new or went)

    def _keep(self, batch: Batch) -> None:
        self._unlisted += batch.problems
        if batch.read:
            put = self._library.put(self._root.id, batch.read, version=READER_VERSION, beside=batch.beside)
            self._outcome.new += put.new
            self._outcome.changed += put.changed
        if batch.refused:
            self._library.refuse(self._root.id, batch.refused, version=READER_VERSION, beside=batch.beside)
        if len(batch):
            self._changes.publish(Changes(tracks=True))

    def _grouped(self, batches: Iterable[Batch]) -> Generator[Batch, None, None]:
        """Larger and larger groups: the first files show at once. What waits comes out when reading ends ill, too."""
        group, limit, last = Batch(), 4, self._clock()
        try:
            for batch in batches:
                group.take(batch)
                if len(group) >= limit or self._clock() - last > STORED_EVERY_S:
                    limit, last = min(STORED_AT_ONCE, limit * 4), self._clock()
                    full, group = group, Batch()
                    yield full
        except (AppError, JobCancelled):
            yield group
            raise
        yield group

    def _read_all(self, files: Iterable[Wanted]) -> Generator[Batch, None, None]:
        """Read batches on several readers at once; results come in order.

        All is done on this one thread, which has enough to do with storing: threads would only keep each other, and
        the readers, waiting.
        """
        reader = BatchReader(self._store.attempts, self._readers, self._root.path, self._job)
        running: deque[Asked] = deque()
        try:
            for batch in _batches(files, BATCH):
                asked = reader.ask(batch, wait=not running)
                while asked is None:
                    yield running.popleft().take()
                    asked = reader.ask(batch, wait=not running)
                running.append(asked)
            while running:
                yield running.popleft().take()
        finally:
            for asked in running:
                asked.close()


def missing_words(root: bytes, lost: int, before: int) -> str:
    """How a person is told that files are missing."""
    return (
        f"{lost} of {before} files below {path_text(root)} are missing: their tracks are kept as away, and no backup "
        "is made until they are back or you say that they are gone for good."
    )


def is_much(lost: int, before: int) -> bool:
    """Whether so many files are missing, of those that were there before, that a drive may be missing."""
    return lost > SHRUNK_FILES or lost > SHRUNK_SHARE * before


def _may_exist(path: bytes) -> bool:
    """Whether a file that was there may be there still."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True


def _batches(files: Iterable[Wanted], size: int) -> Iterator[list[Wanted]]:
    batch: list[Wanted] = []
    limit = 4  # the first files show at once; then the batches grow
    for wanted in files:
        batch.append(wanted)
        if len(batch) >= limit:
            yield batch
            batch, limit = [], min(size, limit * 2)
    if batch:
        yield batch
