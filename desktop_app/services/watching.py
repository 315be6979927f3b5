"""Notice what changes in the folders of the library while the program runs, and say which of them to read again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from desktop_app.library import mounts
from desktop_app.library.mounts import Mount
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.roots_watch import OFF, KnowsRoots, KnowsSettings, RootsWatch, RootWatch, Times, WatchState
from desktop_app.services.watchers import Watchers

__all__ = ["RootWatch", "Times", "WatchService", "WatchState"]


class WatchService:
    """Watches all roots between `start` and `stop`, while the setting `watch_folders` is on. Any thread may call."""

    def __init__(
        self,
        library: KnowsRoots,
        settings: KnowsSettings,
        changes: ChangeFeed,
        *,
        times: Times | None = None,
        table: Callable[[], tuple[Mount, ...]] = mounts.mounts,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._library = library
        self._settings = settings
        self._changes = changes
        self._times = times or Times()
        self._table = table
        self._clock = clock
        self._watchers: Watchers[WatchState] = Watchers()
        self._life = threading.Lock()
        self._run: RootsWatch | None = None
        self._state = WatchState(False, (), OFF)

    def start(self, on_due: Callable[[Sequence[bytes]], None]) -> None:
        """Begin, in the background. Where it has begun already, nothing happens.

        Args:
            on_due: called with folders to read again: absolute paths in or equal to roots, none inside another; one
                that is no longer there was moved or removed. On a thread of the watch; returns at once. What goes on
                before the call is not among them, so scan after `start`.
        """
        with self._life:
            if self._run is None:
                self._run = RootsWatch(
                    self._library, self._settings, self._times, self._table, self._clock, on_due, self._tell
                )
                self._run.start(self._changes)

    def stop(self) -> None:
        """End it; within a second all its threads are gone, but for one that hangs on a dead network drive."""
        with self._life:
            run, self._run = self._run, None
            if run is not None:
                run.stop()
                self._tell(WatchState(False, (), OFF))

    def state(self) -> WatchState:
        """How the roots are watched now."""
        return self._state

    def subscribe(self, watcher: Callable[[WatchState], None]) -> Callable[[], None]:
        """Be told of every new state, on a thread of the watch; the returned function ends that."""
        return self._watchers.subscribe(watcher)

    def rescanned(self, folders: Sequence[bytes]) -> None:
        """Folders that were handed on have been read; a slow root is left alone for longer after that."""
        run = self._run
        if run is not None:
            run.rescanned(folders)

    def _tell(self, state: WatchState) -> None:
        if state != self._state:
            self._state = state
            self._watchers.tell(state)
