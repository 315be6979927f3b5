"""A bounded, read-only look at a part of an open file, for parsers that trust what they read."""

from __future__ import annotations

import errno
import io
import os
from typing import BinaryIO

from desktop_app.domain.errors import FileRefused
from desktop_app.sandbox.files import refusal_for

READ_BUDGET = 32 << 20
"""Bytes that one parser may read of one file. Tags of music are smaller; what needs more is a trap or a picture
book."""


MAX_READS = 200_000
"""Calls of `read` by one parser. Some go round in circles for ever on a hostile size (mutagen's Musepack does)."""


class ReadsTooMuch(ValueError):
    """A parser asked for more than the budget, or more often than a file of music needs."""


class _Part(io.RawIOBase):
    def __init__(self, file: BinaryIO, start: int, end: int, budget: int) -> None:
        super().__init__()
        self._file, self._start, self._size, self._budget = file, start, max(0, end - start), budget
        self._position = 0
        self.failure: FileRefused | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError(errno.EINVAL, "a place before the beginning")
        self._position = min(base + offset, 1 << 62)
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any writable buffer
        count = min(len(buffer), self._size - self._position)
        if count <= 0:
            return 0
        self._budget -= count
        if self._budget < 0:
            raise ReadsTooMuch("more was to be read than tags need")
        try:
            data = read_at(self._file, self._start + self._position, count)
        except FileRefused as failure:
            self.failure = failure
            raise
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)


class _View(io.BufferedReader):
    def __init__(self, raw: _Part) -> None:
        super().__init__(raw, 8192)
        self._reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self._reads += 1
        if self._reads > MAX_READS:
            raise ReadsTooMuch("it was read again and again")
        return super().read(size)


def part(file: BinaryIO, start: int, end: int, *, budget: int = READ_BUDGET) -> io.BufferedReader:
    """The bytes [start, end) of `file` as a file of their own. Reading more than `budget` bytes, or more often
    than MAX_READS, raises ReadsTooMuch."""
    return _View(_Part(file, start, end, budget))


def raise_failure(view: io.BufferedReader) -> None:
    """Raise the error of the drive that a view met, if it met one: some parsers turn every exception into their own."""
    if isinstance(view.raw, _Part) and view.raw.failure is not None:
        raise view.raw.failure


def read_at(file: BinaryIO, offset: int, count: int) -> bytes:
    """Up to `count` bytes at `offset`; fewer at the end of the file, none beyond it.

    Raises:
        FileRefused: the drive reports an error. No parser may take that for a broken tag: the file may be whole.
    """
    if offset >= 1 << 62:  # what a hostile size adds up to; more than a file system can hold
        return b""
    try:
        file.seek(offset)
        return file.read(count)
    except OSError as problem:
        raise FileRefused(refusal_for(problem)) from problem
