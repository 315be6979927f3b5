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


class Source(io.RawIOBase):
    """An open file, read piece by piece in any order with few calls of the system: its beginning is read at once (all
    of a small file), and of any other place the bytes behind it are kept. Closing it closes no file."""

    def __init__(self, fd: int) -> None:
        super().__init__()
        status = os.fstat(fd)
        self._fd, self._position = fd, 0
        self.size, self.mtime = status.st_size, status.st_mtime
        self._head = self._read(_SMALL if self.size <= _SMALL else _HEAD, 0)
        self._near, self._near_at = b"", 0

    def at(self, offset: int, count: int) -> bytes:
        """As `read_at`."""
        end = offset + count
        if end <= len(self._head) or len(self._head) >= self.size:
            return self._head[offset:end]
        start = offset - self._near_at
        if start >= 0 and start + count <= len(self._near):
            return self._near[start : start + count]
        if offset >= self.size:
            return b""
        if count >= _NEAR:
            return self._read(count, offset)
        self._near, self._near_at = self._read(_NEAR, offset), offset
        return self._near[:count]

    def _read(self, count: int, offset: int) -> bytes:
        try:
            data = os.pread(self._fd, min(count, max(0, self.size - offset)), offset)
            while len(data) < count and offset + len(data) < self.size:
                more = os.pread(self._fd, min(count, self.size - offset) - len(data), offset + len(data))
                if not more:
                    break
                data += more
        except OSError as problem:
            raise FileRefused(refusal_for(problem)) from problem
        return data

    def fileno(self) -> int:
        return self._fd

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise OSError(errno.EINVAL, "a place before the beginning")
        self._position = min(base + offset, 1 << 62)
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any writable buffer
        data = self.at(self._position, len(buffer))
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)


_SMALL = 48 << 10
"""Files up to this size are read whole."""
_HEAD = 16 << 10
_NEAR = 4 << 10


def changed_at(file: BinaryIO) -> float:
    """When an open file was last changed, in seconds since 1970."""
    return file.mtime if isinstance(file, Source) else os.fstat(file.fileno()).st_mtime


def read_at(file: BinaryIO, offset: int, count: int) -> bytes:
    """Up to `count` bytes at `offset`; fewer at the end of the file, none beyond it.

    Raises:
        FileRefused: the drive reports an error. No parser may take that for a broken tag: the file may be whole.
    """
    if isinstance(file, Source):
        return file.at(offset, count)
    if offset >= 1 << 62:  # what a hostile size adds up to; more than a file system can hold
        return b""
    try:
        file.seek(offset)
        return file.read(count)
    except OSError as problem:
        raise FileRefused(refusal_for(problem)) from problem
