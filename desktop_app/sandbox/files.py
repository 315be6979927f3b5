"""Open a file that nobody vouches for."""

from __future__ import annotations

import errno
import os
import stat

from desktop_app.domain.errors import FileRefused
from desktop_app.domain.records import FileStamp

_LAST_NS = (1 << 63) - 1
GONE = "the file is gone"
_FORBIDDEN = "the file may not be read"
_DRIVE_ERROR = "the drive reports an error"
_NETWORK_DRIVE_GONE = "the network drive is gone"
PASSING = (_FORBIDDEN, _DRIVE_ERROR, _NETWORK_DRIVE_GONE)
"""Reasons that say nothing of the file itself: the same file may be read the next time."""
UNREADABLE = "it cannot be read"
"""Begins what is said of a file that opens and then gives no bytes."""
_REASONS = {
    errno.ENOENT: GONE,
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.ELOOP: "it is a link, not a file",
    errno.EIO: _DRIVE_ERROR,
    errno.ENXIO: "it is no regular file",
    errno.ENAMETOOLONG: "its path is too long",
    errno.ENODEV: "it is no regular file",
    errno.ESTALE: _NETWORK_DRIVE_GONE,
}


def may_pass(reason: str) -> bool:
    """Whether a reason says nothing of the file itself."""
    return reason in PASSING or reason.startswith(UNREADABLE)


def refusal_for(problem: OSError) -> str:
    """A plain phrase for what the operating system said."""
    return _REASONS.get(problem.errno or 0, f"it cannot be opened ({problem.strerror})")


def open_regular(path: bytes) -> tuple[int, FileStamp]:
    """Open a regular file for reading, without following a link and without waiting on a pipe or a device.

    Returns:
        The descriptor (the caller closes it) and the stamp of exactly this open file.
    Raises:
        FileRefused: with a plain reason.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        fd = os.open(path, flags)
    except OSError as problem:
        raise FileRefused(refusal_for(problem), path=path) from problem
    except ValueError as problem:  # a NUL in the name
        raise FileRefused("its name cannot be used", path=path) from problem
    status = os.fstat(fd)
    if not stat.S_ISREG(status.st_mode):
        os.close(fd)
        raise FileRefused("it is no regular file", path=path)
    return fd, stamp_from(path, status)


def stamp_from(path: bytes, status: os.stat_result) -> FileStamp:
    """The stamp of a file."""
    changed_ns = fitting(status.st_ctime_ns)
    return FileStamp(path, status.st_size, fitting(status.st_mtime_ns), status.st_dev, status.st_ino, changed_ns)


def fitting(mtime_ns: int) -> int:
    """A file's time that goes into 64 bits; beyond the year 2262 it is the last one that does."""
    return max(-_LAST_NS - 1, min(_LAST_NS, mtime_ns))


def same_content(a: FileStamp, b: FileStamp) -> bool:
    """Whether a file is as it was. Device and inode do not count: a drive may be mounted anew."""
    return (a.size, a.mtime_ns) == (b.size, b.mtime_ns)
