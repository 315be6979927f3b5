"""The stored lists by name, with how much is in each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_app.domain.ids import PlaylistId
from desktop_app.domain.records import Playlist
from desktop_app.ui import cover_art, style
from desktop_app.ui.tokens import RADIUS, SPACE, TYPE
from desktop_app.ui.widgets import paint, roles
from desktop_app.ui.words import length_text, tr, tracks_text

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()
_PLAYLIST = int(Qt.ItemDataRole.UserRole) + 101
COVER = 44


def amount_text(playlist: Playlist) -> str:
    """How much is in it: "25 tracks · 1 h 40 min"."""
    if not playlist.count:
        return tracks_text(0)
    return f"{tracks_text(playlist.count)} · {length_text(playlist.duration_ms)}"


class PlaylistModel(QAbstractListModel):
    """Playlists as rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Playlist] = []

    def set_rows(self, rows: Sequence[Playlist]) -> None:
        """Show these."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def at(self, row: int) -> Playlist | None:
        """The playlist in this row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, playlist: PlaylistId) -> int | None:
        """The row of a playlist."""
        return next((row for row, shown in enumerate(self._rows) if shown.id == playlist), None)

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        playlist = self.at(index.row()) if index.isValid() else None
        if playlist is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return playlist.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{playlist.name}, {amount_text(playlist)}"
        if role == roles.SUBTITLE:
            return amount_text(playlist)
        if role == roles.COVER_SEED:
            return cover_art.seed(str(playlist.uid), playlist.name)
        if role == _PLAYLIST:
            return playlist
        return None


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: PlaylistList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, 64)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        c = style.colours()
        row = QRectF(option.rect).adjusted(0, 1, 0, -1)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or hovered:
            paint.box(painter, row, RADIUS.control, fill=style.qcolor(c.sel if chosen else c.hover))
        if chosen:
            mark = QRectF(row.left(), row.top() + 20, 4, row.height() - 40)
            paint.box(painter, mark, RADIUS.bar, fill=style.qcolor(c.acc))
        ratio = painter.device().devicePixelRatio()
        picture = cover_art.pixmap(str(index.data(roles.COVER_SEED)), COVER, ratio, RADIUS.inner)
        painter.drawPixmap(round(row.left()) + SPACE.m, round(row.center().y() - COVER / 2), picture)
        left = row.left() + SPACE.m + COVER + SPACE.m
        line = QRectF(left, row.center().y() - 20, row.right() - left - SPACE.s, 20)
        kind = TYPE.body_strong if chosen else TYPE.row
        paint.text(painter, line, str(index.data()), kind, style.qcolor(c.text))
        paint.text(painter, line.translated(0, 20), str(index.data(roles.SUBTITLE)), TYPE.meta, style.qcolor(c.sub))
        if self._view.ring and index == self._view.currentIndex():
            paint.focus_ring(painter, row, RADIUS.control)
        painter.restore()


class PlaylistList(QListView):
    """One may be chosen; Enter or a double click plays it."""

    chosen = Signal(object)
    """Playlist, or None when none is chosen."""
    play_asked = Signal()
    rename_asked = Signal()
    delete_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ring = False
        self.rows = PlaylistModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Delegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Playlists"))
        self.selectionModel().currentChanged.connect(lambda now, _: self.chosen.emit(self.rows.at(now.row())))
        self.doubleClicked.connect(lambda _: self.play_asked.emit())

    def current(self) -> Playlist | None:
        """The chosen playlist."""
        return self.rows.at(self.currentIndex().row())

    def choose(self, row: int) -> None:
        """Choose a row."""
        self.setCurrentIndex(self.rows.index(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.ring = True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.play_asked.emit()
        elif event.key() == Qt.Key.Key_F2:
            self.rename_asked.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.ring = False
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.ring = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.ring = False
        super().focusOutEvent(event)
