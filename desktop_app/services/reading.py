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
from desktop_app.library import client
from desktop_app.sandbox.files import GONE, may_pass, open_regular, same_content, stamp_from
from desktop_app.sandbox.pool import ReaderPool
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
    """Reads files of one root. May be called from several threads at once."""

    def __init__(self, attempts: AttemptRepository, readers: ReaderPool, root: bytes, job: JobContext) -> None:
        self._attempts = attempts
        self._readers = readers
        self._root = root
        self._job = job
        self._suspects = attempts.suspects("tags")

    def begin(self, files: Sequence[Wanted]) -> int:
        """Count the try of a batch before it starts; gives a number for `end`."""
        return self._attempts.begin_batch([file_signature("tags", wanted.stamp) for wanted in files])

    def end(self, batch: int) -> None:
        """A batch has come to its end, whatever came of it."""
        self._attempts.end_batch(batch)

    def read(self, files: Sequence[Wanted]) -> Batch:
        """Read files; those that vanish meanwhile are in no list of the result."""
        result = Batch()
        alone = [wanted for wanted in files if self._is_suspect(wanted)] if self._suspects else []
        left = [wanted for wanted in files if wanted not in alone] if alone else list(files)
        while left:
            self._job.check()
            died = self._read_once(left, result)
            if died is None:
                break
            culprit = next((wanted for wanted in left if wanted.stamp.path == died), left[0])
            self._attempts.begin(file_signature("tags", culprit.stamp))
            alone.append(culprit)
            handled = {culprit.stamp.path, *result.paths()}
            left = [wanted for wanted in left if wanted.stamp.path not in handled]
        for wanted in alone:
            self._job.check()
            self._read_alone(wanted, result)
        self._read_beside(files, result)
        return result

    def _is_suspect(self, wanted: Wanted) -> bool:
        return file_signature("tags", wanted.stamp) in self._suspects

    def _read_once(self, files: Sequence[Wanted], result: Batch) -> bytes | None:
        """Read files into `result`; returns the path of the one on which the reader died, if it did."""
        opened: list[tuple[int, FileStamp]] = []
        healthy = {wanted.stamp.path for wanted in files if wanted.healthy}
        try:
            for wanted in files:
                try:
                    opened.append(open_regular(wanted.stamp.path))
                except FileRefused as problem:
                    if problem.reason != GONE:
                        self._refuse(wanted.stamp, problem.reason, healthy, result)
            with self._readers.borrow() as child:
                answers = client.read_batch(child, opened, root=self._root)
                for (fd, stamp), item in zip(opened, answers, strict=True):
                    if _changed(fd, stamp):
                        result.problems.append(Refusal(stamp.path, GROWING))
                    elif isinstance(item, Refusal):
                        self._refuse(stamp, item.reason, healthy, result)
                    else:
                        result.read.append(item)
        except WorkerDied as death:
            return death.path or (opened[0][1].path if opened else None)
        finally:
            for fd, _ in opened:
                os.close(fd)
        return None

    def _refuse(self, stamp: FileStamp, reason: str, healthy: set[bytes], result: Batch) -> None:
        if stamp.path in healthy and may_pass(reason):
            result.problems.append(Refusal(stamp.path, reason))
        else:
            result.refused.append((stamp, reason))

    def _read_alone(self, wanted: Wanted, result: Batch) -> None:
        signature = file_signature("tags", wanted.stamp)
        while self._attempts.begin(signature) < MAX_TRIES:
            if self._read_once([wanted], result) is None:
                self._attempts.clear(signature)
                return
        self._attempts.fail(signature, KILLED)
        result.refused.append((wanted.stamp, KILLED))

    def _read_beside(self, files: Sequence[Wanted], result: Batch) -> None:
        """Complete what was read by the sheets and lyrics that lie beside it."""
        beside = {wanted.stamp.path: wanted.beside for wanted in files if wanted.beside is not None}
        if not beside:
            return
        result.beside = {path: found.hash_for(path) for path, found in beside.items()}
        reader = BesideReader(self._readers, self._attempts)
        for place, read in enumerate(result.read):
            found = beside.get(read.stamp.path)
            if found is not None:
                self._job.check()
                result.read[place] = reader.complete(read, found)
        result.problems += reader.problems


def _changed(fd: int, stamp: FileStamp) -> bool:
    """Whether an open file is no longer as it was when it was opened."""
    return not same_content(stamp_from(stamp.path, os.fstat(fd)), stamp)
