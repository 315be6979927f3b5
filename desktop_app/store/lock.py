"""One writer for a data folder: a kernel lock that ends with its process, so that no crash leaves it behind."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from desktop_app.domain.errors import DataFolderInUse

_PAUSE_S = 0.02


class FolderLock:
    """An exclusive `flock` on the file "lock". Held from `take` to `release` or to the end of the process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._fd: int | None = None

    @property
    def held(self) -> bool:
        return self._fd is not None

    def try_take(self) -> bool:
        """Take the lock if nobody holds it."""
        fd = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return False
        except BaseException:
            os.close(fd)
            raise
        self._fd = fd
        return True

    def take(self, wait_s: float = 0.0) -> None:
        """Take the lock, trying for `wait_s` seconds. Raises DataFolderInUse."""
        until = time.monotonic() + wait_s
        while not self.try_take():
            if time.monotonic() >= until:
                raise in_use(self._folder)
            time.sleep(_PAUSE_S)

    def release(self) -> None:
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None


def in_use(folder: Path) -> DataFolderInUse:
    """The refusal to write beside another writer."""
    return DataFolderInUse(
        "Another Undersong writes to this data folder.",
        path=os.fsencode(folder),
        remedy="Close it, or use its window.",
    )
