"""A file that only holds space: given up when the disk is full, so that the last listens can still be stored."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

RESERVE_BYTES = 16 * 1024 * 1024


class Reserve:
    """The file "reserve" in the data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / "reserve"
        self._held = self._path.exists()

    @property
    def held(self) -> bool:
        return self._held

    @property
    def size(self) -> int:
        """Bytes that are set aside."""
        return self._path.stat().st_size if self._held else 0

    def restore(self) -> bool:
        """Set space aside if there is plenty: 16 MB, or a quarter of the free space where that is less."""
        if self._held:
            return True
        free = shutil.disk_usage(self._folder).free
        size = min(RESERVE_BYTES, free // 4)
        if size < 64 * 1024:
            return False
        fd = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(fd, 0, size)
        except OSError as problem:
            self._path.unlink()
            if problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EOPNOTSUPP, errno.EINVAL):
                return False  # no room, or a file system that cannot set space aside: the program works without
            raise
        finally:
            os.close(fd)
        self._held = True
        return True

    def release(self) -> bool:
        """Give the space back. False if there was none, or if the folder became one that cannot be written."""
        if not self._held:
            return False
        try:
            self._path.unlink(missing_ok=True)
        except OSError:
            return False
        self._held = False
        return True
