"""Hear of changes below folders from the kernel (inotify), folder by folder as the walk would visit them.

watchdog's own wrapper around inotify is used, not its recursive observer: that one passes in silence over a full table
of watches below the root, has other rules of what to visit, and logs an error at every stop. On 100,000 folders both
take about 30 µs a folder to set up; this one 0.8 KiB with its names, the observer 0.6.

inotify(7) names folders by number, and the numbers follow a folder when it is moved; so the names are kept as a tree,
and a moved folder is let go where it was and watched anew where it came to. Everything that is missed on the way (files
made before their folder's watch, a full queue) ends as a folder to be looked at again, never as an assumption.
"""

from __future__ import annotations

import errno
import itertools
import os
from collections.abc import Callable, Collection
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Protocol, cast

from desktop_app.domain.errors import EnvironmentProblem
from desktop_app.library.formats import (
    LYRICS_EXTENSION,
    NOT_MUSIC_MARKER,
    SHEET_EXTENSION,
    is_audio_name,
    is_skipped_folder,
)
from desktop_app.library.walk import MAX_DEPTH

if TYPE_CHECKING:
    from watchdog.observers.inotify_c import CallbackId, InotifyEvent, InotifyFD, Mask, WatchDescriptor

_CREATE, _DELETE, _FROM, _TO, _CLOSED, _ATTRIBUTES = 0x100, 0x200, 0x40, 0x80, 0x8, 0x4
_SELF_DELETED, _SELF_MOVED, _UNMOUNTED, _OF_FOLDER = 0x400, 0x800, 0x2000, 0x4000_0000
_FOLDERS_ONLY, _NO_LINK, _NOT_UNLINKED = 0x0100_0000, 0x0200_0000, 0x0400_0000
_MASK = _CREATE | _DELETE | _FROM | _TO | _CLOSED | _ATTRIBUTES | _SELF_DELETED | _SELF_MOVED
_MASK |= _FOLDERS_ONLY | _NOT_UNLINKED
"""Bits of inotify(7). IN_MODIFY is not among them: a long copy would be told thousands of times; its end is enough."""
_BESIDE = frozenset({SHEET_EXTENSION, LYRICS_EXTENSION, b"jpg", b"jpeg", b"png", b"webp"})
_LIMIT_ERRORS = (errno.ENOSPC, errno.EMFILE, errno.ENFILE, errno.ENOMEM)
_SERIALS = itertools.count(1)  # trees may share a folder, and watchdog takes a number once for each
_LIMITS = Path("/proc/sys/fs/inotify")


class WatchLimit(EnvironmentProblem):
    """The system gives no more watches."""

    code = "watch_limit"


class WatchUnavailable(EnvironmentProblem):
    """This system has no inotify."""

    code = "watch_unavailable"


class Sink(Protocol):
    """Told of what happens, on a thread of the watch; returns at once."""

    def changed(self, folder: bytes) -> None:
        """Something in this folder is new, different or gone; or the folder itself is."""

    def begun(self, file: bytes, *, found: bool) -> None:
        """A file was made that is still to be filled; `closed` follows when that is done. `found`: or it was before."""

    def closed(self, file: bytes) -> None:
        """A file is complete, or gone."""

    def gone(self, root: bytes) -> None:
        """The root was removed, renamed or unmounted; nothing more is heard of it."""

    def limited(self, root: bytes, problem: WatchLimit) -> None:
        """A new folder below this root could not be watched any more."""


def matters(name: bytes) -> bool:
    """Whether a change of a file of this name (without folders) may change the library."""
    return is_audio_name(name) or name.rpartition(b".")[2].lower() in _BESIDE or name == NOT_MUSIC_MARKER


class FolderWatch:
    """Watches of many roots over one inotify instance and one thread."""

    def __init__(self, sink: Sink) -> None:
        """Raises WatchLimit, or WatchUnavailable on a system without inotify."""
        try:
            from watchdog.observers.inotify_c import InotifyFD
        except (ImportError, AttributeError, OSError) as problem:
            raise WatchUnavailable("This system cannot tell of changes in folders.") from problem
        except Exception as problem:  # watchdog's own error for a C library without inotify
            raise WatchUnavailable("The C library of this system knows no inotify.") from problem
        self._sink = sink
        self._trees: dict[bytes, _Tree] = {}
        try:
            self._inotify = InotifyFD()
        except OSError as problem:
            raise _limit(problem) from problem
        self._inotify._is_reading = False  # else, stopped before its first read, it keeps its descriptors (7.1)
        self._inotify.name = "watch-inotify"
        self._inotify.start()

    def add(self, root: bytes, others: Collection[bytes] = (), check: Callable[[], None] = lambda: None) -> int:
        """Watch a root and everything below it that a walk visits.

        Args:
            root: absolute, not watched yet.
            others: roots of their own, which are left out where they lie inside this one.
            check: called before every folder; what it raises ends the set-up.
        Returns:
            How many folders are watched.
        Raises:
            WatchLimit: the system gives no more watches; none is kept for this root.
            OSError: the root cannot be watched.
        """
        tree = _Tree(self._inotify, root, frozenset(others), self._sink)
        try:
            count = tree.grow(check)
        except BaseException:
            tree.let_go()
            raise
        self._trees[root] = tree
        return count

    def remove(self, root: bytes) -> None:
        """Watch a root no longer; one that is not watched is none."""
        tree = self._trees.pop(root, None)
        if tree is not None:
            tree.let_go()

    def close(self, timeout_s: float = 0.8) -> None:
        """End it and wait for its thread. Safe to call twice."""
        for tree in self._trees.values():
            tree.silence()
        self._trees.clear()
        with self._inotify._lock:  # the kernel drops them all with the instance; one by one 100,000 take a second (7.1)
            self._inotify._watch_for_wd.clear()
        self._inotify.stop()
        self._inotify.join(timeout_s)


class _Node:
    """A watched folder. Its path is made of the names up to the root, so that a large library keeps each name once."""

    __slots__ = ("below", "callback", "name", "parent", "wd")

    def __init__(self, name: bytes, parent: _Node | None, wd: int, callback: int) -> None:
        self.name = name
        self.parent = parent
        self.wd = wd
        self.callback = callback
        self.below: dict[bytes, _Node] | None = None


class _Tree:
    """The folders of one root. Its lock is held while it grows, so that events wait for a whole tree."""

    def __init__(self, inotify: InotifyFD, root: bytes, others: frozenset[bytes], sink: Sink) -> None:
        self._inotify = inotify
        self._root = root
        self._others = others
        self._sink = sink
        self._lock = RLock()
        self._nodes: dict[int, _Node] = {}
        self._top: _Node | None = None
        self._silent = False

    def grow(self, check: Callable[[], None] = lambda: None) -> int:
        """See FolderWatch.add."""
        with self._lock:
            self._top = self._watch(self._root, self._root, None)
            if self._top is None:
                raise PermissionError(errno.EACCES, "the folder may not be read")
            self._grow_below(self._top, 0, check=check)
            return len(self._nodes)

    def let_go(self) -> None:
        """Give all watches back."""
        with self._lock:
            self._silent = True
            self._forget(list(self._nodes.values()))
            self._top = None

    def silence(self) -> None:
        """Say nothing more; the watches end with the inotify instance."""
        self._silent = True

    # What watchdog calls, on its thread.

    def on_event(self, event: InotifyEvent) -> None:
        """An event of a watched folder."""
        with self._lock:
            node = self._nodes.get(event.wd)
            if node is None or self._silent:
                return
            if not event.name:
                if event.mask & (_SELF_DELETED | _SELF_MOVED | _UNMOUNTED) and node is self._top:
                    self._lose_root()
                elif event.mask & _UNMOUNTED and node.parent is not None:
                    self._sink.changed(self._path(node.parent))
                return
            folder = self._path(node)
            if event.mask & _OF_FOLDER:
                self._folder_event(node, folder, event)
            elif matters(event.name):
                self._file_event(folder, event)

    def on_watch_deleted(self, wd: WatchDescriptor) -> None:
        """The kernel dropped a watch, because its folder is gone."""
        with self._lock:
            node = self._nodes.get(wd)
            if node is None or self._silent:
                return
            if node is self._top:
                self._lose_root()
            else:
                self._forget_below(node)

    def on_queue_overflow(self) -> None:
        """Events were lost: everything may have changed, new folders among it."""
        with self._lock:
            if self._silent or self._top is None:
                return
            self._sink.changed(self._root)
            self._forget(list(self._nodes.values()))
            try:
                self.grow()
            except WatchLimit as problem:
                self._sink.limited(self._root, problem)
            except OSError:
                self._lose_root()

    # Below: with the lock held.

    def _folder_event(self, node: _Node, folder: bytes, event: InotifyEvent) -> None:
        path = _join(folder, event.name)
        if is_skipped_folder(event.name) or path in self._others:
            return
        known = (node.below or {}).get(event.name)
        if event.mask & (_DELETE | _FROM | _TO | _CREATE) and known is not None:
            self._forget_below(known)
            known = None
        if event.mask & (_CREATE | _TO | _ATTRIBUTES) and known is None:
            depth = self._depth(node) + 1
            if depth <= MAX_DEPTH:
                self._add_below(node, event.name, path, depth, made=bool(event.mask & _CREATE))
        self._sink.changed(path)

    def _file_event(self, folder: bytes, event: InotifyEvent) -> None:
        path = _join(folder, event.name)
        if event.mask & _CREATE:
            self._sink.begun(path, found=False)
            return
        if event.mask & (_CLOSED | _DELETE | _FROM | _TO):
            self._sink.closed(path)
        self._sink.changed(folder)

    def _lose_root(self) -> None:
        self.let_go()
        self._sink.gone(self._root)

    def _add_below(self, parent: _Node, name: bytes, path: bytes, depth: int, *, made: bool) -> None:
        try:
            node = self._watch(path, name, parent)
            if node is not None:
                self._grow_below(node, depth, made=made)
        except WatchLimit as problem:
            self._sink.limited(self._root, problem)

    def _grow_below(
        self, node: _Node, depth: int, *, made: bool = False, check: Callable[[], None] = lambda: None
    ) -> None:
        """Watch all below a folder. `made`: it is new, so the files in it may still be being written."""
        pending = [(node, self._path(node), depth)]
        while pending:
            parent, folder, deep = pending.pop()
            folders, files = _entries(folder)
            for name in files if made else ():
                self._sink.begun(_join(folder, name), found=True)
            for name in folders if deep < MAX_DEPTH else ():
                check()
                path = _join(folder, name)
                if path in self._others:
                    continue
                child = (parent.below or {}).get(name) or self._watch(path, name, parent)
                if child is not None:
                    pending.append((child, path, deep + 1))

    def _watch(self, path: bytes, name: bytes, parent: _Node | None) -> _Node | None:
        """Watch one folder; None where that cannot be, or where it is watched under another path (a bind mount)."""
        callback = next(_SERIALS)
        mask = _MASK | (_NO_LINK if parent is not None else 0)
        try:
            wd = self._inotify.add_callback(path, cast("Mask", mask), self, cast("CallbackId", callback))
        except OSError as problem:
            if problem.errno in _LIMIT_ERRORS:
                raise _limit(problem) from problem
            if parent is None:
                raise
            return None  # gone again, or no folder
        if wd == -1 or wd in self._nodes:  # -1: watchdog's way to say that it may not be read
            self._inotify.remove_callbacks([(wd, cast("CallbackId", callback))])
            return None
        node = _Node(name, parent, wd, callback)
        self._nodes[wd] = node
        if parent is not None:
            if parent.below is None:
                parent.below = {}
            parent.below[name] = node
        return node

    def _forget_below(self, node: _Node) -> None:
        if node.parent is not None and node.parent.below is not None:
            node.parent.below.pop(node.name, None)
        found, pending = [], [node]
        while pending:
            one = pending.pop()
            found.append(one)
            pending.extend((one.below or {}).values())
        self._forget(found)

    def _forget(self, nodes: Collection[_Node]) -> None:
        for node in nodes:
            self._nodes.pop(node.wd, None)
        self._inotify.remove_callbacks(
            [(cast("WatchDescriptor", node.wd), cast("CallbackId", node.callback)) for node in nodes]
        )

    def _path(self, node: _Node) -> bytes:
        names = []
        one: _Node | None = node
        while one is not None:
            names.append(one.name)
            one = one.parent
        names.reverse()
        return b"/".join(names).replace(b"//", b"/", 1) if names[0] == b"/" else b"/".join(names)

    def _depth(self, node: _Node) -> int:
        depth = 0
        while node.parent is not None:
            node, depth = node.parent, depth + 1
        return depth


def _entries(folder: bytes) -> tuple[list[bytes], list[bytes]]:
    """Names of the folders that a walk would visit, and of the files that matter."""
    folders, files = [], []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    if matters(entry.name):
                        files.append(entry.name)
                elif not is_skipped_folder(entry.name):
                    folders.append(entry.name)
    except (OSError, ValueError):  # the walk tells the person of it
        return [], []
    return folders, files


def _join(folder: bytes, name: bytes) -> bytes:
    return folder + name if folder.endswith(b"/") else folder + b"/" + name


def _limit(problem: OSError) -> WatchLimit:
    if problem.errno == errno.ENOSPC:
        name, what = "max_user_watches", "folders"
    else:
        name, what = "max_user_instances", "watching programs"
    try:
        most = f"{int((_LIMITS / name).read_text(encoding='ascii')):,} {what}"
    except (OSError, ValueError):
        most = f"a limited number of {what}"
    raised = "1048576" if problem.errno == errno.ENOSPC else "1024"
    return WatchLimit(
        f"This system keeps watch over {most} of one person at most, and all of that is in use.",
        remedy=f"To have changes noticed at once, raise the limit: sudo sysctl fs.inotify.{name}={raised}",
    )
