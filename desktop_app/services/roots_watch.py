"""The roots of the library under watch, from one start to its stop."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from desktop_app.domain.errors import EnvironmentProblem, JobCancelled
from desktop_app.domain.records import Changes, Presence, Root
from desktop_app.library import due, mounts
from desktop_app.library.due import DueFolders
from desktop_app.library.mounts import Mount
from desktop_app.library.watch import FolderWatch, WatchLimit
from desktop_app.services.changes import ChangeFeed
from desktop_app.settings import Settings

Kind = Literal["live", "interval", "away"]
_END_PATIENCE_S = 0.45
OFF = "Changes are not looked for; scan to find them."


@dataclass(frozen=True, slots=True)
class RootWatch:
    """How one folder of the library is watched: live, by looking through it now and then, or not while it is away."""

    root: bytes
    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class WatchState:
    """How the library is watched. `words` is one sentence about all of it; roots not looked at yet are left out."""

    on: bool
    roots: tuple[RootWatch, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Times:
    """In seconds. `look_s`: between two looks whether the roots are there, one `stat` each. `interval_s`: between two
    times that a folder is read through that nobody tells of; a slow one is left alone for ten times as long as it took.
    """

    look_s: float = 10.0
    interval_s: float = 600.0
    quiet_s: float = due.QUIET_S
    latest_s: float = due.LATEST_S


class KnowsRoots(Protocol):
    """The library."""

    def roots(self) -> list[Root]: ...


class KnowsSettings(Protocol):
    """The settings."""

    def get(self) -> Settings: ...


@dataclass(slots=True)
class _Watched:
    """What is known of one root. `identity`: device and inode of the folder as it is watched."""

    path: bytes
    kind: Kind | None = None
    words: str = ""
    identity: tuple[int, int] | None = None
    mounts: tuple[Mount, ...] = ()
    next_at: float = float("inf")
    handed_at: float = 0.0


class RootsWatch:
    """Three threads: one hears the kernel, one looks after the roots (a network folder may hang it), one hands on.

    It is also what the kernel's watch tells (library.watch.Sink).
    """

    def __init__(
        self,
        library: KnowsRoots,
        settings: KnowsSettings,
        times: Times,
        table: Callable[[], tuple[Mount, ...]],
        clock: Callable[[], float],
        on_due: Callable[[Sequence[bytes]], None],
        tell: Callable[[WatchState], None],
    ) -> None:
        self._library = library
        self._settings = settings
        self._times = times
        self._table = table
        self._clock = clock
        self._on_due = on_due
        self._tell = tell
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._news = threading.Condition()
        self._due = DueFolders(quiet_s=times.quiet_s, latest_s=times.latest_s)
        self._lost: dict[bytes, WatchLimit | None] = {}
        self._watched: dict[bytes, _Watched] = {}
        self._watch: FolderWatch | None = None
        self._threads = [
            threading.Thread(target=self._look_after, name="watch-roots", daemon=True),
            threading.Thread(target=self._hand_on, name="watch-due", daemon=True),
        ]
        self._leave: Callable[[], None] = lambda: None

    def start(self, changes: ChangeFeed) -> None:
        self._leave = changes.subscribe(self._heard)
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._leave()
        self._stopping.set()
        self._wake.set()
        with self._news:
            self._news.notify_all()
        for thread in self._threads:
            thread.join(_END_PATIENCE_S)

    def rescanned(self, folders: Sequence[bytes]) -> None:
        now = self._clock()
        for folder in folders:
            one = self._watched.get(folder)
            if one is not None and one.kind == "interval":
                one.next_at = now + max(self._times.interval_s, 10 * (now - one.handed_at))

    def _heard(self, changes: Changes) -> None:
        if changes.settings:
            self._wake.set()

    # What the kernel's watch tells.

    def changed(self, folder: bytes) -> None:
        with self._news:
            asleep = not self._due  # else it wakes by itself and sees that it has to wait for longer
            self._due.note(folder, self._clock())
            if asleep:
                self._news.notify_all()

    def begun(self, file: bytes, *, found: bool) -> None:
        with self._news:
            asleep = not self._due
            self._due.begun(file, self._clock(), found=found)
            if asleep:
                self._news.notify_all()

    def closed(self, file: bytes) -> None:
        with self._news:
            self._due.done(file)

    def gone(self, root: bytes) -> None:
        self._lost.setdefault(root, None)
        self._wake.set()

    def limited(self, root: bytes, problem: WatchLimit) -> None:
        self._lost[root] = problem
        self._wake.set()

    # The thread that hands on.

    def _hand_on(self) -> None:
        while True:
            with self._news:
                while not self._stopping.is_set():
                    wait = self._due.wait_s(self._clock())
                    if wait == 0:
                        break
                    self._news.wait(wait)
                if self._stopping.is_set():
                    return
                folders = self._due.take(self._clock())
            folders = due.folded(folders, list(self._watched))
            if folders:
                self._on_due(folders)

    # The thread that looks after the roots.

    def _look_after(self) -> None:
        missed = False  # what happened while it was switched off
        try:
            while not self._stopping.is_set():
                self._wake.clear()
                on = self._settings.get().watch_folders
                self._look(self._library.roots() if on else [])
                if on and missed:
                    for path in self._watched:
                        self.changed(path)
                missed = not on
                self._tell_state(on)
                self._wake.wait(self._times.look_s if on else None)
        except JobCancelled:
            pass  # stopped while a large root was being set up
        finally:
            if self._watch is not None:
                self._watch.close()

    def _look(self, roots: Sequence[Root]) -> None:
        paths = {root.path for root in roots}
        for path in set(self._watched) - paths:
            self._let_go(path)
            del self._watched[path]
            with self._news:
                self._due.clear(path)
        table = self._table()
        for root in roots:
            self._check()
            one = self._watched.get(root.path)
            first = one is None
            if one is None:
                one = self._watched[root.path] = _Watched(root.path)
            self._look_at(one, table, paths - {root.path}, known_away=first and root.presence is Presence.AWAY)
            if one.kind == "interval" and self._clock() >= one.next_at:
                self._read_through(one)
        if self._watch is not None and not any(one.kind == "live" for one in self._watched.values()):
            self._watch.close()
            self._watch = None

    def _look_at(self, one: _Watched, table: tuple[Mount, ...], others: set[bytes], *, known_away: bool) -> None:
        """See whether a root is as it was; set it up, or away, where it is not."""
        first = one.kind is None
        lost = one.path in self._lost
        limit = self._lost.pop(one.path, None)
        identity = _identity(one.path)
        hanging = mounts.concerning(one.path, table)
        if identity is None:
            if one.kind != "away":
                self._let_go(one.path)
                one.kind, one.words = "away", "It is not there now; it is looked for, and read again once it is back."
                if not known_away:
                    self.changed(one.path)
        elif limit is not None:
            self._let_go(one.path)
            self._by_interval(one, limit)
            self.changed(one.path)
        elif first or lost or identity != one.identity or hanging != one.mounts:
            self._let_go(one.path)
            one.mounts = hanging
            self._set_up(one, others)
            if not first:
                self.changed(one.path)
        one.identity = identity

    def _set_up(self, one: _Watched, others: set[bytes]) -> None:
        remote = next((mount.kind for mount in one.mounts if mounts.is_remote(mount.kind)), None)
        if remote is not None:
            self._by_interval(one, f"It lies on a drive ({remote}) that does not tell of changes.")
            return
        try:
            if self._watch is None:
                self._watch = FolderWatch(self)
            self._watch.add(one.path, others, self._check)
        except EnvironmentProblem as problem:
            self._by_interval(one, problem)
        except OSError as problem:
            self._by_interval(one, f"The system cannot watch it ({problem.strerror}).")
        else:
            one.kind, one.words = "live", "Changes are noticed at once."

    def _by_interval(self, one: _Watched, why: EnvironmentProblem | str) -> None:
        one.kind = "interval"
        one.next_at = self._clock() + self._times.interval_s
        minutes = round(self._times.interval_s / 60)
        then = f"So it is looked through every {f'{minutes} minutes' if minutes > 1 else 'minute'}."
        if isinstance(why, str):
            one.words = f"{why} {then}"
        else:
            one.words = f"{why.message} {then} {why.remedy}".strip()

    def _read_through(self, one: _Watched) -> None:
        one.handed_at = self._clock()
        one.next_at = one.handed_at + self._times.interval_s
        self.changed(one.path)

    def _let_go(self, path: bytes) -> None:
        if self._watch is not None:
            self._watch.remove(path)

    def _check(self) -> None:
        if self._stopping.is_set():
            raise JobCancelled

    def _tell_state(self, on: bool) -> None:
        roots = tuple(RootWatch(one.path, one.kind, one.words) for one in self._watched.values() if one.kind)
        self._tell(WatchState(on, roots, _words(roots) if on else OFF))


def _identity(root: bytes) -> tuple[int, int] | None:
    try:
        status = os.stat(root)  # noqa: PTH116  paths are bytes
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def _words(roots: Sequence[RootWatch]) -> str:
    """One sentence about all roots."""
    live = sum(root.kind == "live" for root in roots)
    interval = sum(root.kind == "interval" for root in roots)
    away = sum(root.kind == "away" for root in roots)
    if not roots:
        return "There is no folder to watch yet."
    if live == len(roots):
        return "Changes in your folders are noticed at once."
    said = []
    if live:
        said.append(f"changes in {_folders(live)} are noticed at once")
    if interval:
        said.append(f"{_folders(interval)} {'is' if interval == 1 else 'are'} looked through now and then")
    if away:
        said.append(f"{_folders(away)} {'is' if away == 1 else 'are'} not there now")
    sentence = ", ".join(said)
    return sentence[0].upper() + sentence[1:] + "."


def _folders(count: int) -> str:
    return "1 folder" if count == 1 else f"{count} folders"
