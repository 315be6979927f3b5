"""A grid of equal cells: where each lies is computed, never laid out, so that any number of them costs nothing."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QStyleOptionViewItem, QWidget

from desktop_app.ui.widgets.focus import ring_after

_Move = QAbstractItemView.CursorAction
_Index = QModelIndex | QPersistentModelIndex


class GridView(QListView):
    """Items in rows of `columns()` cells of `gridSize()`, scrolled by the pixel. Subclasses say how many and how large.

    A QListView, so that screen readers find a list; Qt's own layout, which takes 0.1 s for 20,000 items, never runs.
    Reads from right to left where the layout does. Knows the cell under the pointer, the cell that a press began on,
    and whether to draw the keyboard's ring; a right click or the menu key on a cell asks for a menu.
    """

    menu_requested = Signal(QModelIndex, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pointer = QPoint(-1, -1)
        self._pressed: QPersistentModelIndex | None = None
        self.ring = False
        self._cell = QSize(200, 200)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.verticalScrollBar().setSingleStep(48)

    def pressable(self) -> bool:
        """Whether a press where the pointer is does more than choose."""
        return False

    def let_go(self, index: QModelIndex) -> None:
        """A press where the pointer is was let go on the cell that it began on."""

    def columns(self) -> int:
        """How many cells lie in a row; at least 1."""
        raise NotImplementedError

    def gridSize(self) -> QSize:
        """The size of a cell in pixels."""
        return self._cell

    def set_cell(self, cell: QSize) -> None:
        """Change the size of the cells; what stood at the top stays in view."""
        if cell == self._cell:
            return
        top = self.indexAt(QPoint(self._cell.width() // 2, 1))
        self._cell = cell
        self.updateGeometries()
        if top.row() > 0:
            self.scrollTo(top, QAbstractItemView.ScrollHint.PositionAtTop)
        self.viewport().update()

    def rows_of_cells(self) -> int:
        """How many rows the items take."""
        count = self._count()
        return -(-count // self.columns()) if count else 0

    def visualRect(self, index: _Index) -> QRect:
        """Where an item lies in the viewport."""
        if not index.isValid():
            return QRect()
        line, place = divmod(index.row(), self.columns())
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            left = self.viewport().width() - (place + 1) * self._cell.width()
        else:
            left = place * self._cell.width()
        return QRect(QPoint(left, line * self._cell.height() - self.verticalOffset()), self._cell)

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The item at a place of the viewport; an invalid index for none."""
        model = self.model()
        across = point.x()
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            across = self.viewport().width() - 1 - across
        place = across // self._cell.width()
        down = point.y() + self.verticalOffset()
        if model is None or point.x() < 0 or point.y() < 0 or not 0 <= place < self.columns() or down < 0:
            return QModelIndex()
        row = down // self._cell.height() * self.columns() + place
        return model.index(row, 0) if row < self._count() else QModelIndex()

    def scrollTo(
        self, index: _Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring an item into view."""
        box, bar, room = self.visualRect(index), self.verticalScrollBar(), self.viewport().height()
        if not index.isValid():
            return
        hints = QAbstractItemView.ScrollHint
        if hint is hints.PositionAtTop or (hint is hints.EnsureVisible and box.top() < 0):
            bar.setValue(bar.value() + box.top())
        elif hint is hints.PositionAtCenter:
            bar.setValue(bar.value() + box.center().y() - room // 2)
        elif hint is hints.PositionAtBottom or box.bottom() >= room:
            bar.setValue(bar.value() + min(box.bottom() - room + 1, box.top()))

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, _index: _Index) -> bool:
        return False

    def moveCursor(self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Arrows walk over the cells, Page Up and Down by what is on screen."""
        model, count, columns = self.model(), self._count(), self.columns()
        if model is None or count == 0:
            return QModelIndex()
        here = self.currentIndex().row()
        if here < 0:
            return model.index(0, 0)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        page = max(1, self.viewport().height() // self._cell.height()) * columns
        steps = {
            _Move.MoveLeft: 1 if mirrored else -1,
            _Move.MoveRight: -1 if mirrored else 1,
            _Move.MovePrevious: -1,
            _Move.MoveNext: 1,
            _Move.MoveUp: -columns,
            _Move.MoveDown: columns,
            _Move.MovePageUp: -page,
            _Move.MovePageDown: page,
        }
        if action is _Move.MoveHome:
            return model.index(0, 0)
        if action is _Move.MoveEnd:
            return model.index(count - 1, 0)
        goal = here + steps.get(action, 0)
        if goal < 0:
            goal = here if action is _Move.MoveUp else here % columns if action is _Move.MovePageUp else 0
        elif goal >= count:
            last_line = here // columns == (count - 1) // columns
            goal = here if action is _Move.MoveDown and last_line else count - 1
        return model.index(goal, 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Choose what lies in a part of the viewport."""
        chooser = self.selectionModel()
        picked = QItemSelection()
        for row in self._rows_in(rect.normalized()):
            index = self.model().index(row, 0)
            if self.visualRect(index).intersects(rect.normalized()):
                picked.select(index, index)
        chooser.select(picked, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show another model."""
        super().setModel(model)
        self.updateGeometries()

    def updateGeometries(self) -> None:
        """Fit the scroll bar to what there is."""
        QAbstractItemView.updateGeometries(self)
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(room)
        bar.setRange(0, max(0, self.rows_of_cells() * self._cell.height() - room))

    def resizeEvent(self, event: QResizeEvent) -> None:
        QAbstractItemView.resizeEvent(self, event)
        self.updateGeometries()

    def doItemsLayout(self) -> None:
        """Nothing to lay out."""
        self.updateGeometries()
        self.viewport().update()

    def keyboardSearch(self, _text: str) -> None:
        """Letters find nothing here: Qt would ask the model for every row there is."""

    def hovered(self) -> QModelIndex:
        """The cell under the pointer; an invalid index for none."""
        return self.indexAt(self._pointer)

    def hover_at(self, place: QPoint) -> None:
        """The pointer is here now, in the viewport's pixels; (-1, -1) when it has left."""
        before, self._pointer = self.hovered(), place
        shape = Qt.CursorShape.PointingHandCursor if self.pressable() else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        for index in (before, self.hovered()):
            if index.isValid():
                self.update(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hover_at(event.position().toPoint())
        super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.ring = False
        self._pointer = event.position().toPoint()
        index = self.indexAt(self._pointer)
        left = event.button() is Qt.MouseButton.LeftButton
        self._pressed = QPersistentModelIndex(index) if left and index.isValid() and self.pressable() else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position().toPoint()
        index, begun = self.indexAt(self._pointer), self._pressed
        self._pressed = None
        super().mouseReleaseEvent(event)
        if begun is not None and index.isValid() and QPersistentModelIndex(index) == begun:
            self.let_go(index)

    def leaveEvent(self, event: QEvent) -> None:
        self.hover_at(QPoint(-1, -1))
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.ring = ring_after(event.reason(), self.ring)
        super().focusInEvent(event)
        model = self.model()
        if self.ring and model is not None and not self.currentIndex().isValid() and model.rowCount() > 0:
            self.setCurrentIndex(model.index(0, 0))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.ring = self.ring and event.reason() is Qt.FocusReason.ActiveWindowFocusReason
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.ring = True
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells that are to be seen."""
        painter = QPainter(self.viewport())
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        chooser, delegate, model = self.selectionModel(), self.itemDelegate(), self.model()
        if model is None or delegate is None:
            painter.end()
            return
        plain = option.state & ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)
        for row in self._rows_in(event.rect()):
            index = model.index(row, 0)
            option.rect = self.visualRect(index)
            chosen = chooser is not None and chooser.isSelected(index)
            option.state = plain | QStyle.StateFlag.State_Selected if chosen else plain
            delegate.paint(painter, option, index)
        painter.end()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The right button means the cell under it, the menu key the one with the keyboard."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            place = self.visualRect(index).center() if by_key else event.pos()
            self.menu_requested.emit(index, self.viewport().mapToGlobal(place))

    def _count(self) -> int:
        model = self.model()
        return model.rowCount(self.rootIndex()) if model is not None else 0

    def _rows_in(self, area: QRect) -> range:
        tall, columns = self._cell.height(), self.columns()
        first = max(0, (area.top() + self.verticalOffset()) // tall) * columns
        last = max(0, (area.bottom() + self.verticalOffset()) // tall + 1) * columns
        return range(first, min(last, self._count()))
