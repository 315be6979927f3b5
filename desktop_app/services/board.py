"""The player's state as all others see it, and the news of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from desktop_app.services.shown import PlayerEvent, PlayerNews, PlayerState
from desktop_app.services.watchers import Watchers


class Board:
    """Written by one thread, read by any."""

    def __init__(self, state: PlayerState) -> None:
        self.state = state
        self._watchers: Watchers[PlayerEvent] = Watchers()

    def subscribe(self, watcher: Callable[[PlayerEvent], None]) -> Callable[[], None]:
        """Call `watcher` on the writer's thread for all that changes; the returned function ends that."""
        return self._watchers.subscribe(watcher)

    def tell(self, kind: PlayerNews, **changes: object) -> None:
        """Change fields of the state and tell everyone."""
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]  # names are those of PlayerState
        self._watchers.tell(PlayerEvent(kind, self.state))
