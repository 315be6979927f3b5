"""What plays next: the queue of the player as a list."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Track
from desktop_app.ui.models.cache import TrackCache
from desktop_app.ui.widgets import roles
from desktop_app.ui.words import artist_text, cover_seed, tr

PAGE = 64
Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()


class QueueRole(IntEnum):
    """Roles beside Qt's own and those of widgets/roles.py."""

    TRACK = int(Qt.ItemDataRole.UserRole) + 101
    """The Track, or None while it is being fetched."""
    PLAYED = int(Qt.ItemDataRole.UserRole) + 102
    """Whether it lies before the current place."""


class QueueModel(QAbstractListModel):
    """The queue; a track may stand in it more than once, so rows are places, not tracks."""

    def __init__(self, cache: TrackCache, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cache = cache
        self._ids: tuple[TrackId, ...] = ()
        self._current = -1
        self._asked: set[int] = set()
        cache.arrived.connect(self._rows_arrived)

    @property
    def current(self) -> int:
        """The place that plays; -1 for none."""
        return self._current

    def set_queue(self, ids: Sequence[TrackId], current: int) -> None:
        """Show this queue. If only the place moved, only the rows concerned change."""
        queue = tuple(ids)
        if queue != self._ids:
            self.beginResetModel()
            self._ids, self._current = queue, current
            self._asked.clear()
            self.endResetModel()
        elif current != self._current:
            low, high = sorted((max(self._current, 0), max(current, 0)))
            self._current = current
            if self._ids:
                self.dataChanged.emit(self.index(low), self.index(min(high, len(self._ids) - 1)))

    def track_at(self, row: int) -> Track | None:
        """The track at this place; None while it is being fetched."""
        if not 0 <= row < len(self._ids):
            return None
        track = self._ids[row]
        if not self._cache.knows(track):
            page = row // PAGE
            if page not in self._asked:
                self._asked.add(page)
                self._cache.want(self._ids[page * PAGE : (page + 1) * PAGE])
        return self._cache.get(track)

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            track = self.track_at(index.row())
            return "" if track is None else track.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            track = self.track_at(index.row())
            return "" if track is None else tr("{title} by {artist}", title=track.title, artist=artist_text(track))
        if role == roles.PLAYING:
            return index.row() == self._current
        if role == QueueRole.PLAYED:
            return index.row() < self._current
        track = self.track_at(index.row())
        if track is None:
            return None
        if role == QueueRole.TRACK:
            return track
        if role == roles.TITLE:
            return track.title
        if role == roles.SUBTITLE:
            return artist_text(track)
        if role == roles.COVER_SEED:
            return cover_seed(track)
        return None

    def _rows_arrived(self) -> None:
        self._asked.clear()
        if self._ids:
            self.dataChanged.emit(self.index(0), self.index(len(self._ids) - 1))
