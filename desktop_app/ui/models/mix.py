"""The items of a mix, in play order, each with its reasons."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Mix, MixItem
from desktop_app.ui.widgets import roles
from desktop_app.ui.words import artist_text, cover_seed, tr

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()


class MixRole(IntEnum):
    """Roles beside Qt's own and those of widgets/roles.py."""

    ITEM = int(Qt.ItemDataRole.UserRole) + 101
    """The MixItem."""


def short_reason(item: MixItem) -> str:
    """The heaviest reason that speaks for the track, in a few words; "" if none does."""
    return next((reason.short for reason in item.reasons if reason.value > 0), "")


class MixModel(QAbstractListModel):
    """One mix as a list."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mix: Mix | None = None
        self._playing: TrackId | None = None

    @property
    def mix(self) -> Mix | None:
        """The mix that is shown."""
        return self._mix

    def set_mix(self, mix: Mix | None) -> None:
        """Show this mix."""
        self.beginResetModel()
        self._mix = mix
        self.endResetModel()

    def item_at(self, row: int) -> MixItem | None:
        """The item in this row."""
        if self._mix is None or not 0 <= row < len(self._mix.items):
            return None
        return self._mix.items[row]

    def ids(self) -> list[TrackId]:
        """The tracks in play order."""
        return [] if self._mix is None else [item.track.id for item in self._mix.items]

    def set_playing(self, track: TrackId | None) -> None:
        """Mark what plays now."""
        if track == self._playing:
            return
        before, self._playing = self._playing, track
        for row, shown in enumerate(self.ids()):
            if shown in (before, track):
                self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() or self._mix is None else len(self._mix.items)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        item = self.item_at(index.row()) if index.isValid() else None
        if item is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return item.track.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = tr("{title} by {artist}", title=item.track.title, artist=artist_text(item.track))
            reason = short_reason(item)
            return f"{words}. {reason}" if reason else words
        if role == MixRole.ITEM:
            return item
        if role == roles.TITLE:
            return item.track.title
        if role == roles.SUBTITLE:
            return artist_text(item.track)
        if role == roles.REASON:
            return short_reason(item)
        if role == roles.COVER:
            return item.track.cover
        if role == roles.COVER_SEED:
            return cover_seed(item.track)
        if role == roles.TRACK_ID:
            return int(item.track.id)
        if role == roles.PLAYING:
            return item.track.id == self._playing
        return None
