"""News of the services, brought from their threads to the UI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Changes
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.player import PlayerService
from desktop_app.services.shown import PlayerEvent, PlayerState

GATHER_MS = 250
"""Changes of a running scan are gathered this long, so that pages refresh a few times a second at most."""


class PlayerBridge(QObject):
    """The player as the window sees it: its last state, and a signal for each kind of news."""

    track_changed = Signal(object)
    """PlayerState: another track plays, or none."""
    queue_changed = Signal(object)
    state_changed = Signal(object)
    """PlayerState: playing or paused, volume, output."""
    position_changed = Signal(object)
    noticed = Signal(str)
    """A sentence for the person: no output, a file that cannot be played."""
    _posted = Signal(object)

    def __init__(self, player: PlayerService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.player = player
        self.state: PlayerState = player.state()
        self._posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe: Callable[[], None] | None = player.subscribe(self._posted.emit)

    @property
    def track_id(self) -> TrackId | None:
        """The track that plays or is paused."""
        return self.state.track.id if self.state.track is not None else None

    def close(self) -> None:
        """Hear no more."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    def _deliver(self, event: PlayerEvent) -> None:
        if self._unsubscribe is None:
            return
        before, self.state = self.state, event.state
        if event.kind == "position":
            self.position_changed.emit(self.state)
            return
        if event.kind == "track" or before.track != self.state.track:
            self.track_changed.emit(self.state)
        if event.kind == "queue" or (before.queue, before.current) != (self.state.queue, self.state.current):
            self.queue_changed.emit(self.state)
        self.state_changed.emit(self.state)
        if event.kind == "notice" and self.state.notice:
            self.noticed.emit(self.state.notice)


class ChangesBridge(QObject):
    """What services wrote, gathered for `GATHER_MS` and told on the UI thread."""

    changed = Signal(object)
    """Changes."""
    _posted = Signal(object)

    def __init__(self, changes: ChangeFeed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gathered = Changes()
        self._timer = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._timer.timeout.connect(self.flush)
        self._posted.connect(self._gather, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe: Callable[[], None] | None = changes.subscribe(self._posted.emit)

    def flush(self) -> None:
        """Tell what was gathered now."""
        self._timer.stop()
        gathered, self._gathered = self._gathered, Changes()
        if gathered != Changes():
            self.changed.emit(gathered)

    def close(self) -> None:
        """Hear no more."""
        self._timer.stop()
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    def _gather(self, changes: Changes) -> None:
        if self._unsubscribe is None:
            return
        self._gathered = self._gathered | changes
        if not self._timer.isActive():
            self._timer.start()
