"""Have files read by readers that may die on them: in batches, and alone where one went wrong.

A file is tried at most twice, counted on disk before each try, then set aside until it changes or the person asks.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from desktop_app.domain.errors import FileRefused, WorkerDied
from desktop_app.domain.jobs import JobContext
from desktop_app.domain.records import FileStamp, ReadFile, Refusal
from desktop_app.sandbox.files import GONE, fitting, may_pass, open_regular
from desktop_app.sandbox.pool import ReaderPool
from desktop_app.sandbox.process import Child
from desktop_app.services.beside import Beside, BesideReader
from desktop_app.store import MAX_TRIES, AttemptRepository, file_signature

KILLED = "reading it ended the reader twice; it is set aside until it changes"
GROWING = "it is being written just now; the next scan reads it"


class Wanted(NamedTuple):
    """A file to be read."""

    stamp: FileStamp
    beside: Beside | None
    healthy: bool
    """Whether it is known and holds tracks: what may pass leaves it as it is."""


@dataclass(slots=True)
class Batch:
    """What came of some files."""

    read: list[ReadFile] = field(default_factory=list)
    refused: list[tuple[FileStamp, str]] = field(default_factory=list)
    beside: dict[bytes, int] = field(default_factory=dict)
    """By path, a hash of what was read with it."""
    problems: list[Refusal] = field(default_factory=list)
    """Files that could not be looked at for the moment, and sheets that could not be used."""

    def __len__(self) -> int:
        return len(self.read) + len(self.refused)

    def paths(self) -> Iterator[bytes]:
        """Files of which something came."""
        yield from (read.stamp.path for read in self.read)
        yield from (stamp.path for stamp, _ in self.refused)
        yield from (problem.path for problem in self.problems)

    def take(self, other: Batch) -> None:
        """Add what another one holds."""
        self.read += other.read
        self.refused += other.refused
        self.beside |= other.beside
        self.problems += other.problems


class BatchReader:
    """Reads files of one root. Batches are asked for one after another, each of another reader, and then taken."""

    def __init__(self, attempts: AttemptRepository, readers: ReaderPool, root: bytes, job: JobContext) -> None:
        self._attempts = attempts
        self._readers = readers
        self._root = root
        self._job = job
        self._suspects = attempts.suspects("tags")

    def ask(self, files: Sequence[Wanted], *, wait: bool) -> Asked | None:
        """Have a reader begin with some files; None where all readers are at work and nobody is to `wait` for one."""
        child = self._readers.lend(wait=wait)
        if child is None:
            return None
        lent = _Lent(self._readers, child)
        alone = [one for one in files if file_signature("tags", one.stamp) in self._suspects] if self._suspects else []
        return Asked(self._attempts, lent, self._root, self._job, files, alone)


class Asked:
    """A batch that a reader is at work on: `take` what comes of it, or `close` it."""

    def __init__(
        self,
        attempts: AttemptRepository,
        reader: _Lent,
        root: bytes,
        job: JobContext,
        files: Sequence[Wanted],
        alone: Sequence[Wanted],
    ) -> None:
        """Args:
        alone: those of the files on which a reader, or the whole program, has died before.
        """
        self._attempts = attempts
        self._reader = reader
        self._root = root
        self._job = job
        self._files = files
        self._alone = alone
        self._result = Batch()
        self._batch = attempts.begin_batch([file_signature("tags", one.stamp) for one in files])
        try:
            self._round = self._begin([one for one in files if one not in alone] if alone else files, together=True)
        except BaseException:
            self.close()
            raise

    def take(self) -> Batch:
        """Wait for what comes; files that vanish meanwhile are in no list of it. The batch is closed then.

        Raises:
            JobCancelled: the reader is ended.
        """
        try:
            if self._round.listen(self._result) is not None:
                self._one_by_one(self._left())
            for wanted in self._alone:
                self._read_alone(wanted)
            self._read_beside()
        finally:
            self.close()
        return self._result

    def close(self) -> None:
        """Let go of the reader, which is ended where it is still at work. May be called again."""
        if hasattr(self, "_round"):
            self._round.close()
        self._reader.close()
        if self._batch:
            self._attempts.end_batch(self._batch)
            self._batch = 0

    def _begin(self, files: Sequence[Wanted], *, together: bool) -> _Round:
        self._job.check()
        return _Round(files, self._reader.child(), self._root, self._job, self._result, together=together)

    def _left(self) -> list[Wanted]:
        """Files of the last round of which nothing has come."""
        done = {*self._result.paths()}
        return [one for one in self._round.files if one.stamp.path not in done]

    def _one_by_one(self, left: list[Wanted]) -> None:
        """The second try of what was not answered for: each by itself, so that it is known on which the reader dies."""
        while left:
            self._round = self._begin(left, together=False)
            died = self._round.listen(self._result)
            left = self._left() if died is not None else []
            if left:
                culprit = next((one for one in left if one.stamp.path == died), left[0])
                self._give_up(culprit)
                left.remove(culprit)

    def _read_alone(self, wanted: Wanted) -> None:
        signature = file_signature("tags", wanted.stamp)
        while self._attempts.begin(signature) < MAX_TRIES:
            self._round = self._begin([wanted], together=False)
            if self._round.listen(self._result) is None:
                self._attempts.clear(signature)
                return
        self._give_up(wanted)

    def _give_up(self, wanted: Wanted) -> None:
        self._attempts.fail(file_signature("tags", wanted.stamp), KILLED)
        self._result.refused.append((wanted.stamp, KILLED))

    def _read_beside(self) -> None:
        """Complete what was read by the sheets and lyrics that lie beside it."""
        beside = {wanted.stamp.path: wanted.beside for wanted in self._files if wanted.beside is not None}
        if not beside:
            return
        result = self._result
        result.beside = {path: found.hash_for(path) for path, found in beside.items()}
        reader = BesideReader(self._reader.child, self._attempts)
        for place, read in enumerate(result.read):
            found = beside.get(read.stamp.path)
            if found is not None:
                self._job.check()
                result.read[place] = reader.complete(read, found)
        result.problems += reader.problems


class _Round:
    """Some files, opened and handed to a reader."""

    def __init__(
        self,
        files: Sequence[Wanted],
        child: Child,
        root: bytes,
        job: JobContext,
        result: Batch,
        *,
        together: bool,
    ) -> None:
        """Args:
        result: takes what cannot be opened, but for what is gone.
        """
        from desktop_app.library import client  # not for the window's start

        self.files: list[Wanted] = []
        """Those that could be opened."""
        self._open: list[tuple[int, FileStamp]] = []
        try:
            for wanted in files:
                try:
                    self._open.append(open_regular(wanted.stamp.path))
                    self.files.append(wanted)
                except FileRefused as problem:
                    if problem.reason != GONE:
                        _refuse(wanted, wanted.stamp, problem.reason, result)
            self._answers = client.read_batch(child, self._open, root=root, look=job.check, together=together)
        except BaseException:
            self._close_files()
            raise

    def listen(self, result: Batch) -> bytes | None:
        """Take all answers; the path of the file on which the reader died, or may have died, if it did."""
        try:
            for wanted, (fd, stamp), item in zip(self.files, self._open, self._answers, strict=True):
                status = os.fstat(fd)
                if status.st_size != stamp.size or fitting(status.st_mtime_ns) != stamp.mtime_ns:
                    result.problems.append(Refusal(stamp.path, GROWING))
                elif isinstance(item, Refusal):
                    _refuse(wanted, stamp, item.reason, result)
                else:
                    result.read.append(item)
        except WorkerDied as death:
            return death.path or b""
        finally:
            self._close_files()
        return None

    def close(self) -> None:
        """Stop listening. May be called again, and after `listen`."""
        self._answers.close()
        self._close_files()

    def _close_files(self) -> None:
        while self._open:
            os.close(self._open.pop()[0])


class _Lent:
    """A reader that was lent, and another one where it has died."""

    def __init__(self, readers: ReaderPool, child: Child) -> None:
        self._readers = readers
        self._child: Child | None = child

    def child(self) -> Child:
        """A reader that lives."""
        if self._child is not None and not self._child.alive():
            self.close()
        if self._child is None:
            self._child = self._readers.lend(wait=True)
        assert self._child is not None
        return self._child

    def close(self) -> None:
        """Give it back. May be called again."""
        if self._child is not None:
            child, self._child = self._child, None
            self._readers.give_back(child)


def _refuse(wanted: Wanted, stamp: FileStamp, reason: str, result: Batch) -> None:
    if wanted.healthy and may_pass(reason):
        result.problems.append(Refusal(stamp.path, reason))
    else:
        result.refused.append((stamp, reason))
