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
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from desktop_app.ui import fonts
from desktop_app.ui.tokens import SIZE, SPACE
from desktop_app.ui.widgets import roles
from desktop_app.ui.widgets.focus import ring_after

PAD = SPACE.s
"""Room at both sides of a cell."""
STAR = 17
"""From one star to the next."""


class CellKind(Enum):
    """How a column is painted."""

    INDEX = "index"  # a number at the right; a play sign under the pointer, a wave for what plays, a tick when chosen
    TITLE = "title"  # full tone, with badge and notice
    TEXT = "text"
    NUMBER = "number"  # at the right, tabular figures
    SHARE = "share"  # roles.SHARE as bars
    STARS = "stars"  # roles.STARS; a press rates
    CHIP = "chip"  # its text in a pill that can be pressed; nothing where there is no text
    MORE = "more"  # three dots under the pointer; a press asks for the menu


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

    Asked for besides DisplayRole: PLAYING, NOTICE, BADGE, MARK and TIP at the title, SHARE, STARS and STRONG at their
    cells, HEADING at every cell. Enter or a double click plays, W asks why, 1 to 5 give stars and 0 takes them away,
    Delete asks for removal, the menu key or the right button asks for a menu; each gives the index.
    The highlight stands out OVERHANG pixels on both sides: place the table that much beyond the page's edges.
    `fit=True` makes it as high as its rows, for a page that scrolls as a whole.
    """

    OVERHANG = 12
    play_requested = Signal(QModelIndex)
    why_requested = Signal(QModelIndex)
    menu_requested = Signal(QModelIndex, QPoint)
    rated = Signal(QModelIndex, int)
    """Stars 1 to 5, 0 for none: a star was pressed, or a digit (then it is meant for all chosen rows)."""
    removal_requested = Signal()
    chip_pressed = Signal(QModelIndex)

    def __init__(
        self,
        columns: Sequence[Column],
        parent: QWidget | None = None,
        *,
        name: str = "",
        row_height: int = SIZE.row,
        fit: bool = False,
    ) -> None:
        from desktop_app.ui.widgets.track_rows import RowDelegate, RowHeader

        super().__init__(parent)
        self.columns = tuple(columns)
        self.title_column = next((i for i, column in enumerate(self.columns) if column.kind is CellKind.TITLE), 0)
        """The column with the title; 0 where none says so."""
        self.hovered_row = -1
        self.hovered_star = 0
        self.ring = False
        self._fit = fit
        self._hidden: set[int] = set()
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
        self.doubleClicked.connect(self.play_requested)
        self.setMinimumWidth(240)
        if fit:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def selected_rows(self) -> list[int]:
        """The chosen rows, from top to bottom."""
        chosen = self.selectionModel()
        return sorted(index.row() for index in chosen.selectedRows()) if chosen is not None else []

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show another model."""
        super().setModel(model)
        self.hovered_row = -1
        self._share_width()
        if model is not None and self._fit:
            for signal in (model.modelReset, model.rowsInserted, model.rowsRemoved):
                signal.connect(self._fit_rows)
            self._fit_rows()

    def _fit_rows(self) -> None:
        model = self.model()
        rows = model.rowCount() if model is not None else 0
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + self.rowHeight(0) * rows + 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.ring = True
        index = self.currentIndex()
        if index.isValid() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.play_requested.emit(index)
            return
        plain = index.isValid() and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() == Qt.Key.Key_W:
            self.why_requested.emit(index)
        elif plain and Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_5:
            self.rated.emit(index, int(event.key()) - int(Qt.Key.Key_0))
        elif plain and event.key() == Qt.Key.Key_Delete:
            self.removal_requested.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Letters find nothing here: Qt would ask the model for every row there is."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.ring = False
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        super().mouseReleaseEvent(event)
        plain = event.button() is Qt.MouseButton.LeftButton and not event.modifiers()
        if not plain or not index.isValid() or index.data(roles.HEADING):
            return
        kind = self._kind(index.column())
        if kind is CellKind.INDEX:
            self.play_requested.emit(index)
        elif kind is CellKind.CHIP and index.data():
            self.chip_pressed.emit(index)
        elif kind is CellKind.MORE:
            self.menu_requested.emit(index, event.globalPosition().toPoint())
        elif kind is CellKind.STARS and (star := self._star_at(index, event.position().toPoint())):
            given = index.data(roles.STARS)
            self.rated.emit(index, 0 if given is not None and round(float(given)) == star else star)

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
        index = self.indexAt(place)
        stars = index.isValid() and self._kind(index.column()) is CellKind.STARS
        star = self._star_at(index, place) if stars else 0
        if (row, star) == (self.hovered_row, self.hovered_star):
            return
        self.hovered_star = star
        for changed in (self.hovered_row, row):
            if changed >= 0:
                top, height = self.rowViewportPosition(changed), self.rowHeight(changed)
                self.viewport().update(QRect(0, top, self.viewport().width(), height))
        self.hovered_row = row

    def _star_at(self, index: QModelIndex, place: QPoint) -> int:
        """The star, 1 to 5, at a place of the viewport; 0 beside them."""
        across = place.x() - self.visualRect(index).left() - PAD
        return across // STAR + 1 if 0 <= across < 5 * STAR else 0

    def room(self) -> int:
        """Width that the columns share: the same with and without a scroll bar, so that they never jump."""
        return max(0, self.width() - (0 if self._fit else self.verticalScrollBar().sizeHint().width()))

    def hide_column(self, column: int, hidden: bool) -> None:
        """Leave a column out however much room there is."""
        (self._hidden.add if hidden else self._hidden.discard)(column)
        self._share_width()

    def _share_width(self) -> None:
        model = self.model()
        if model is None:
            return
        room = self.room()
        given = enumerate(self.columns[: model.columnCount()])
        shown = [i for i, column in given if column.hide_below <= room and i not in self._hidden]
        parts = sum(self.columns[i].stretch for i in shown)
        left = max(0, room - sum(self.columns[i].width for i in shown))
        for number, column in enumerate(self.columns[: model.columnCount()]):
            self.setColumnHidden(number, number not in shown)
            extra = left * column.stretch // parts if parts else 0
            self.horizontalHeader().resizeSection(number, column.width + extra)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The right button means the row under it, the menu key the one with the keyboard."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid() and not index.data(roles.HEADING):
            place = self.visualRect(index).center() if by_key else event.pos()
            self.menu_requested.emit(index, self.viewport().mapToGlobal(place))


Index = QModelIndex | QPersistentModelIndex
