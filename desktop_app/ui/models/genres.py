"""Genres as a list: each family, and after it what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.domain.browse import GenreRow
from desktop_app.domain.text import fold
from desktop_app.ui import cover_art
from desktop_app.ui.widgets import roles
from desktop_app.ui.words import tr, tracks_text

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()


def found(rows: Sequence[GenreRow], text: str) -> list[GenreRow]:
    """The genres in whose names all words of `text` occur, letters folded."""
    words = fold(text).split()
    return [row for row in rows if all(word in fold(f"{row.name} {row.parent}") for word in words)]


def in_order(rows: Sequence[GenreRow], by_tracks: bool, descending: bool) -> list[GenreRow]:
    """By name or by how many tracks they have; ties by name."""
    if by_tracks:
        return sorted(rows, key=lambda row: (-row.tracks if descending else row.tracks, fold(row.name)))
    return sorted(rows, key=lambda row: fold(row.name), reverse=descending)


class GenreModel(QAbstractListModel):
    """Genres; SHARE is a genre's part of the largest one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[GenreRow] = []
        self._most = 1

    def set_rows(self, rows: Sequence[GenreRow]) -> None:
        """Show these. Equal rows change nothing."""
        if list(rows) == self._rows:
            return
        self.beginResetModel()
        self._rows = list(rows)
        self._most = max((row.tracks for row in rows), default=1) or 1
        self.endResetModel()

    def row_at(self, row: int) -> GenreRow:
        """The genre in this row."""
        return self._rows[row]

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role in (int(Qt.ItemDataRole.DisplayRole), roles.TITLE):
            return row.name
        if role == roles.SUBTITLE:
            inside = row.parent if row.parent != row.name else ""
            return " · ".join(word for word in (tracks_text(row.tracks), inside) if word)
        if role == roles.SHARE:
            return row.tracks / self._most
        if role == roles.COVER_SEED:
            return cover_art.seed("", row.parent or row.name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = f"{row.name}, {tracks_text(row.tracks)}"
            return tr("{words}, part of {parent}", words=words, parent=row.parent) if row.parent else words
        return None
