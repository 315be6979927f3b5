"""The items of a mix, in play order, each with its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Mix, MixItem
from desktop_app.ui.widgets import roles
from desktop_app.ui.words import artist_text, counted, cover_seed, tr

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()


class MixRole(IntEnum):
    """Roles beside Qt's own and those of widgets/roles.py."""

    ITEM = int(Qt.ItemDataRole.UserRole) + 101
    """The MixItem."""


def short_reason(item: MixItem, names: Mapping[TrackId, str]) -> str:
    """The heaviest reason that speaks for the track, in a few words; "" if none does.

    `names` gives titles of the tracks that reasons rest on; the whole sentence stands in the account of the pick.
    """
    reason = next((reason for reason in item.reasons if reason.value > 0), None)
    if reason is None:
        return ""
    near = next((names[track] for track in reason.tracks if track in names and track != item.track.id), "")
    plays = round(reason.facts.get("plays", 0))
    if reason.term == "sound" and near:
        return tr("Close to “{title}”", title=near)
    if reason.term == "sessions" and near:
        return tr("Goes with “{title}”", title=near)
    if reason.term == "memory" and plays > 0:
        return counted(plays, "You played it once", "You played it {n} times")
    if reason.term == "artist" and item.track.artist:
        return tr("You play {artist}", artist=item.track.artist)
    if reason.term == "new":
        return tr("New to you")
    if reason.term == "chance":
        return tr("A wild card")
    return reason.label


def evidence_ids(mix: Mix) -> list[TrackId]:
    """The tracks that the short reasons of a mix name."""
    first = (next((reason for reason in item.reasons if reason.value > 0), None) for item in mix.items)
    return list(dict.fromkeys(track for reason in first if reason is not None for track in reason.tracks[:2]))


class MixModel(QAbstractListModel):
    """One mix as a list."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mix: Mix | None = None
        self._names: Mapping[TrackId, str] = {}
        self._playing: TrackId | None = None

    @property
    def mix(self) -> Mix | None:
        """The mix that is shown."""
        return self._mix

    def set_mix(self, mix: Mix | None, names: Mapping[TrackId, str] | None = None) -> None:
        """Show this mix; `names` are the titles of the tracks that its reasons rest on."""
        self.beginResetModel()
        self._mix = mix
        self._names = names or {}
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
            reason = short_reason(item, self._names)
            return f"{words}. {reason}" if reason else words
        if role == MixRole.ITEM:
            return item
        if role == roles.TITLE:
            return item.track.title
        if role == roles.SUBTITLE:
            return artist_text(item.track)
        if role == roles.REASON:
            return short_reason(item, self._names)
        if role == roles.COVER_SEED:
            return cover_seed(item.track)
        if role == roles.TRACK_ID:
            return int(item.track.id)
        if role == roles.PLAYING:
            return item.track.id == self._playing
        return None
