"""Folders in which something happened, collected until it is quiet, as few as say it all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from desktop_app.library.mounts import contains

QUIET_S = 1.0
"""A copy, a rip or a tagger at work makes many changes in a row; a scan amid them would be in vain."""
LATEST_S = 10.0
"""Where it never gets quiet, what happened is handed on after this time all the same."""
GROWING_LATEST_S = 120.0
"""A folder with a file that still grows waits longer, so that no half of a song is taken for a song."""
_STILL_LOOKS = 3
"""A file that is open, and as large as before for so many looks, is taken as it is."""
_MANY = 500
"""More folders than this are handed on as what they have in common: looking at all of it costs less than the list."""

Sizes = Callable[[bytes], int | None]
"""The size of a file now; None when it is gone."""


class DueFolders:
    """What is to be looked at again. Not thread-safe. Times in seconds of any steady clock.

    A file that was made and not closed yet (`writing`) keeps its folder back as long as it grows between two looks.
    """

    def __init__(self, size_of: Sizes | None = None, *, quiet_s: float = QUIET_S, latest_s: float = LATEST_S) -> None:
        self._size_of = size_of or _size
        self._quiet_s = quiet_s
        self._latest_s = latest_s
        self._since: dict[bytes, float] = {}
        self._last = 0.0
        self._not_before = 0.0
        self._writing: dict[bytes, tuple[int | None, int]] = {}

    def __bool__(self) -> bool:
        return bool(self._since)

    def note(self, folder: bytes, now: float) -> None:
        """Something happened in this folder."""
        self._since.setdefault(folder, now)
        self._last = now

    def begun(self, file: bytes, now: float, *, found: bool = False) -> None:
        """A file was made; its content is still to come. `found`: it was met in a new folder, and may well be whole."""
        self._writing[file] = self._size_of(file), _STILL_LOOKS - 1 if found else 0
        self.note(os.path.dirname(file), now)  # noqa: PTH120  paths are bytes

    def done(self, file: bytes) -> None:
        """A file was closed, moved away or removed."""
        self._writing.pop(file, None)

    def wait_s(self, now: float) -> float | None:
        """How long until `take` may give something; None while nothing is due."""
        if not self._since:
            return None
        at = min(self._last + self._quiet_s, min(self._since.values()) + self._latest_s)
        return max(0.0, max(at, self._not_before) - now)

    def take(self, now: float) -> list[bytes]:
        """The folders to look at now; those in which a file still grows stay for the next time."""
        growing = self._growing_folders()
        held = {
            folder: since
            for folder, since in self._since.items()
            if now - since < GROWING_LATEST_S and any(contains(folder, other) for other in growing)
        }
        ready = [folder for folder in self._since if folder not in held]
        self._since = held
        self._not_before = now + self._quiet_s if held else now
        return ready

    def clear(self, root: bytes) -> None:
        """Forget a root and what is below it."""
        self._since = {folder: at for folder, at in self._since.items() if not contains(root, folder)}
        self._writing = {file: size for file, size in self._writing.items() if not contains(root, file)}

    def _growing_folders(self) -> set[bytes]:
        folders = set()
        for file, (before, still) in list(self._writing.items()):
            size = self._size_of(file)
            looks = still + 1 if size == before else 0
            if size is None or looks >= _STILL_LOOKS:  # gone, or its writer sleeps: the next close tells of it anyway
                del self._writing[file]
            else:
                self._writing[file] = size, looks
                folders.add(os.path.dirname(file))  # noqa: PTH120
        return folders


def folded(folders: Iterable[bytes], roots: Iterable[bytes]) -> list[bytes]:
    """As few folders as hold all of these, each in the innermost root that it belongs to, none in another of its root.

    What lies in no root is left out. More than 500 folders of one root become those that hold them.
    """
    innermost = sorted(roots, key=len, reverse=True)
    of_root: dict[bytes, set[bytes]] = {}
    for folder in folders:
        root = next((root for root in innermost if contains(root, folder)), None)
        if root is not None:
            of_root.setdefault(root, set()).add(folder)
    found: list[bytes] = []
    for root, inside in sorted(of_root.items()):
        kept = _outermost(inside)
        while len(kept) > _MANY:
            kept = _outermost(root if folder == root else os.path.dirname(folder) for folder in kept)  # noqa: PTH120
        found += kept
    return found


def _outermost(folders: Iterable[bytes]) -> list[bytes]:
    kept: list[bytes] = []
    for folder in sorted(set(folders), key=lambda path: path.rstrip(b"/") + b"/"):
        if not kept or not contains(kept[-1], folder):
            kept.append(folder)
    return kept


def _size(file: bytes) -> int | None:
    try:
        return os.lstat(file).st_size
    except (OSError, ValueError):
        return None
