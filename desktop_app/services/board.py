"""The player's state as all others see it, and the news of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from desktop_app.services.shown import PlayerEvent, PlayerNews, PlayerState


class Board:
    """Written by one thread, read by any."""

    def __init__(self, state: PlayerState) -> None:
        self.state = state
        self._watchers: list[Callable[[PlayerEvent], None]] = []
        self._lock = threading.Lock()

    def subscribe(self, watcher: Callable[[PlayerEvent], None]) -> Callable[[], None]:
        """Call `watcher` on the writer's thread for all that changes; the returned function ends that."""
        with self._lock:
            self._watchers.append(watcher)

        def unsubscribe() -> None:
            with self._lock:
                if watcher in self._watchers:
                    self._watchers.remove(watcher)

        return unsubscribe

    def tell(self, kind: PlayerNews, **changes: object) -> None:
        """Change fields of the state and tell everyone."""
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]  # names are those of PlayerState
        with self._lock:
            watchers = list(self._watchers)
        for watcher in watchers:
            watcher(PlayerEvent(kind, self.state))
