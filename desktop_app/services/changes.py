"""News of what was written, for whoever shows it. Services publish; views decide what to refresh."""

from __future__ import annotations

from collections.abc import Callable

from desktop_app.domain.records import Changes
from desktop_app.services.watchers import Watchers


class ChangeFeed:
    """Hands `Changes` to its watchers, on the thread of whoever wrote. Watchers only take a note and return."""

    def __init__(self) -> None:
        self._watchers: Watchers[Changes] = Watchers()

    def subscribe(self, watcher: Callable[[Changes], None]) -> Callable[[], None]:
        """Call `watcher` from now on; the returned function ends that."""
        return self._watchers.subscribe(watcher)

    def publish(self, changes: Changes) -> Changes:
        """Tell all watchers; returns the changes, for the caller's caller."""
        if changes != Changes():
            self._watchers.tell(changes)
        return changes
