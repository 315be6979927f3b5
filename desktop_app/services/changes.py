"""News of what was written, for whoever shows it. Services publish; views decide what to refresh."""

from __future__ import annotations

import threading
from collections.abc import Callable

from desktop_app.domain.records import Changes

Watcher = Callable[[Changes], None]


class ChangeFeed:
    """Hands `Changes` to its watchers, on the thread of whoever wrote. Watchers only take a note and return."""

    def __init__(self) -> None:
        self._watchers: list[Watcher] = []
        self._lock = threading.Lock()

    def subscribe(self, watcher: Watcher) -> Callable[[], None]:
        """Call `watcher` from now on; the returned function ends that."""
        with self._lock:
            self._watchers.append(watcher)

        def unsubscribe() -> None:
            with self._lock:
                if watcher in self._watchers:
                    self._watchers.remove(watcher)

        return unsubscribe

    def publish(self, changes: Changes) -> Changes:
        """Tell all watchers; returns the changes, for the caller's caller."""
        if changes != Changes():
            with self._lock:
                watchers = list(self._watchers)
            for watcher in watchers:
                watcher(changes)
        return changes
