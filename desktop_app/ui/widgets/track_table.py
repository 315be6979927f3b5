"""A calm table of tracks: rows that light up as a whole, a sign for what plays, bars for shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from desktop_app.ui import fonts
from desktop_app.ui.tokens import SIZE
from desktop_app.ui.widgets.focus import ring_after


class CellKind(Enum):
    """How a column is painted."""

    INDEX = "index"  # a number at the right; a play sign under the pointer, a wave for what plays, a tick when chosen
    TITLE = "title"  # full tone, with badge and notice
    TEXT = "text"
    NUMBER = "number"  # at the right, tabular figures
    SHARE = "share"  # roles.SHARE as bars


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how it is painted, how wide it is (logical pixels), and below which table width it is left out.

    A column with `stretch` > 0 takes that part of the width that the others leave; its `width` is then the least.
    """

    kind: CellKind
    width: int
    stretch: int = 0
    hide_below: int = 0


class TrackTable(QTableView):
    """Shows any table model whose columns are described by `columns`. Rows are chosen as a whole, several at a time.

    Asked for besides DisplayRole: PLAYING, NOTICE and BADGE at the title, SHARE and STRONG at their cells.
    Enter or a double click plays, W asks why, the menu key or the right button asks for a menu; each gives the index.
    The highlight stands out OVERHANG pixels on both sides: place the table that much beyond the page's edges.
    """

    OVERHANG = 12
    play_requested = Signal(QModelIndex)
    why_requested = Signal(QModelIndex)
    menu_requested = Signal(QModelIndex, QPoint)

    def __init__(
        self, columns: Sequence[Column], parent: QWidget | None = None, *, name: str = "", row_height: int = SIZE.row
    ) -> None:
        from desktop_app.ui.widgets.track_rows import RowDelegate, RowHeader

        super().__init__(parent)
        self.columns = tuple(columns)
        self.title_column = next((i for i, column in enumerate(self.columns) if column.kind is CellKind.TITLE), 0)
        """The column with the title; 0 where none says so."""
        self.hovered_row = -1
        self.ring = False
        self.setAccessibleName(name or self.tr("Tracks"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)  # Tab leaves the table
        self.setCornerButtonEnabled(False)
        self.setItemDelegate(RowDelegate(self))
        header = RowHeader(self)
        self.setHorizontalHeader(header)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(self.verticalHeader().ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(fonts.scaled(row_height))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.doubleClicked.connect(self.play_requested)
        self.setMinimumWidth(240)

    def selected_rows(self) -> list[int]:
        """The chosen rows, from top to bottom."""
        chosen = self.selectionModel()
        return sorted(index.row() for index in chosen.selectedRows()) if chosen is not None else []

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show another model."""
        super().setModel(model)
        self.hovered_row = -1
        self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.ring = True
        index = self.currentIndex()
        if index.isValid() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.play_requested.emit(index)
            return
        if index.isValid() and event.key() == Qt.Key.Key_W and not event.modifiers():
            self.why_requested.emit(index)
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.ring = False
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        super().mouseReleaseEvent(event)
        plain = event.button() is Qt.MouseButton.LeftButton and not event.modifiers()
        if plain and index.isValid() and self._kind(index.column()) is CellKind.INDEX:
            self.play_requested.emit(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.hover_at(event.position().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hover_at(QPoint(-1, -1))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.ring = ring_after(event.reason(), self.ring)
        super().focusInEvent(event)
        model = self.model()
        if self.ring and model is not None and not self.currentIndex().isValid() and model.rowCount() > 0:
            chosen = self.selectionModel()
            chosen.setCurrentIndex(model.index(0, self.title_column), chosen.SelectionFlag.NoUpdate)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.ring = self.ring and event.reason() is Qt.FocusReason.ActiveWindowFocusReason
        super().focusOutEvent(event)
        self.viewport().update()

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.verticalHeader().defaultSectionSize() * 3)

    def _kind(self, column: int) -> CellKind:
        return self.columns[column].kind if column < len(self.columns) else CellKind.TEXT

    def hover_at(self, place: QPoint) -> None:
        """The pointer is here now, in the viewport's pixels; (-1, -1) when it has left."""
        row = self.rowAt(place.y()) if place.y() >= 0 else -1
        if row == self.hovered_row:
            return
        for changed in (self.hovered_row, row):
            if changed >= 0:
                top, height = self.rowViewportPosition(changed), self.rowHeight(changed)
                self.viewport().update(QRect(0, top, self.viewport().width(), height))
        self.hovered_row = row

    def room(self) -> int:
        """Width that the columns share: the same with and without a scroll bar, so that they never jump."""
        return max(0, self.width() - self.verticalScrollBar().sizeHint().width())

    def _share_width(self) -> None:
        model = self.model()
        if model is None:
            return
        room = self.room()
        shown = [i for i, column in enumerate(self.columns[: model.columnCount()]) if column.hide_below <= room]
        parts = sum(self.columns[i].stretch for i in shown)
        left = max(0, room - sum(self.columns[i].width for i in shown))
        for number, column in enumerate(self.columns[: model.columnCount()]):
            self.setColumnHidden(number, number not in shown)
            extra = left * column.stretch // parts if parts else 0
            self.horizontalHeader().resizeSection(number, column.width + extra)

    def _menu(self, place: QPoint) -> None:
        index = self.indexAt(place)
        if index.isValid():
            self.menu_requested.emit(index, self.viewport().mapToGlobal(place))


Index = QModelIndex | QPersistentModelIndex
