"""A grid of covers with a title, a second line and the reason why each is there."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.ui import cover_art, fonts, icons, style
from desktop_app.ui.tokens import RADIUS, SIZE, SPACE, TYPE
from desktop_app.ui.widgets import paint, roles
from desktop_app.ui.widgets.focus import ring_after

PLAY = 42  # diameter of the play button on a cover
_Index = QModelIndex | QPersistentModelIndex


class TileDelegate(QStyledItemDelegate):
    """Paints one tile, and knows where its parts lie."""

    def __init__(self, grid: TileGrid) -> None:
        super().__init__(grid)
        self._grid = grid

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """The cell that the grid has computed."""
        return self._grid.gridSize()

    def cover_box(self, cell: QRect) -> QRect:
        """Where the cover lies in a cell."""
        side = cell.width() - 2 * TileGrid.OVERHANG
        return QRect(cell.left() + TileGrid.OVERHANG, cell.top() + TileGrid.OVERHANG, side, side)

    def play_box(self, cell: QRect) -> QRect:
        """Where the play button lies."""
        cover = self.cover_box(cell)
        return QRect(cover.right() - PLAY - 7, cover.bottom() - PLAY - 7, PLAY, PLAY)

    def reason_box(self, cell: QRect) -> QRect:
        """Where the reason can be pressed; at least 24 pixels high."""
        cover = self.cover_box(cell)
        top = cover.bottom() + 1 + SPACE.s + fonts.line_height(TYPE.body_strong) + fonts.line_height(TYPE.small)
        return QRect(cover.left(), top, cover.width(), max(SIZE.target, fonts.line_height(TYPE.meta) + SPACE.s))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Highlight, cover, play button, three lines."""
        c = style.colours()
        cell = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hovered = index == self._grid.hovered()
        focused = self._grid.ring and index == self._grid.currentIndex()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected) and self._grid.selects()
        playing = bool(index.data(roles.PLAYING))
        cover = self.cover_box(cell)
        reason = str(index.data(roles.REASON) or "")
        back = QRectF(cover.adjusted(-8, -8, 8, self._grid.text_height(bool(self._grid.reasons)) + 8))
        if hovered or chosen:
            paint.box(painter, back, RADIUS.card, fill=style.qcolor(c.sel if chosen else c.card))
        self._paint_cover(painter, cover, index)
        if hovered or focused or playing:
            self._paint_play(painter, self.play_box(cell), playing and not hovered)
        self._paint_words(painter, cover, index, playing)
        if reason:
            self._paint_reason(painter, self.reason_box(cell), reason, hovered)
        if focused:
            paint.focus_ring(painter, back, RADIUS.card)
        painter.restore()

    def _paint_cover(self, painter: QPainter, cover: QRect, index: _Index) -> None:
        picture = index.data(int(Qt.ItemDataRole.DecorationRole))
        ratio = painter.device().devicePixelRatio()
        if isinstance(picture, QPixmap) and not picture.isNull():
            painter.drawPixmap(cover.topLeft(), cover_art.framed(picture, cover.width(), ratio))
        else:
            seed = str(index.data(roles.COVER_SEED) or "")
            painter.drawPixmap(cover.topLeft(), cover_art.pixmap(seed, cover.width(), ratio))

    def _paint_play(self, painter: QPainter, place: QRect, playing: bool) -> None:
        c = style.colours()
        area = QRectF(place)
        for spread in (3.0, 2.0, 1.0):
            shade = area.translated(0, 2).adjusted(-spread, -spread, spread, spread)
            paint.box(painter, shade, shade.width() / 2, fill=style.qcolor("#000000", 0.1))
        held = self._grid.holds_play()
        paint.box(painter, area, PLAY / 2, fill=style.qcolor(c.acc_hover if held else c.acc))
        name = "audio-lines" if playing else "play"
        icons.paint(painter, area.translated(0 if playing else 1, 0), name, c.on_acc, size=20, filled=not playing)

    def _paint_words(self, painter: QPainter, cover: QRect, index: _Index, playing: bool) -> None:
        c = style.colours()
        title = str(index.data(roles.TITLE) or index.data(int(Qt.ItemDataRole.DisplayRole)) or "")
        line = QRectF(cover.left(), cover.bottom() + 1 + SPACE.s, cover.width(), fonts.line_height(TYPE.body_strong))
        paint.text(painter, line, title, TYPE.body_strong, style.qcolor(c.acc if playing else c.text))
        line = QRectF(line.left(), line.bottom(), line.width(), fonts.line_height(TYPE.small))
        paint.text(painter, line, str(index.data(roles.SUBTITLE) or ""), TYPE.small, style.qcolor(c.sub))

    def _paint_reason(self, painter: QPainter, place: QRect, reason: str, hovered: bool) -> None:
        ink = style.colours().acc
        icons.paint(painter, QRectF(place.left(), place.top(), 13, place.height()), "sparkles", ink, size=13)
        room = QRectF(place.adjusted(18, 0, 0, 0))
        width = paint.text(painter, room, reason, TYPE.meta, style.qcolor(ink))
        if hovered and self._grid.over_reason():
            painter.fillRect(QRectF(room.left(), room.center().y() + 8, width, 1), style.qcolor(ink))


class TileGrid(QListView):
    """Tiles that fill the row: as many columns as fit, their covers grown to leave no margin at the right.

    The model answers the roles TITLE, SUBTITLE, REASON, COVER_SEED and PLAYING (widgets/roles.py), and DisplayRole or
    AccessibleTextRole for the screen reader. A press on the
    cover's button, a double click or Enter plays; a press on the reason, or W, asks why; both give the index.

    Covers begin OVERHANG pixels inside the grid, room for the highlight: place it that much beyond the page's edges.
    `fit=True` makes it as high as its tiles, for a page that scrolls as a whole; `rows` then limits how many rows show.
    """

    OVERHANG = 12
    play_requested = Signal(QModelIndex)
    why_requested = Signal(QModelIndex)
    menu_requested = Signal(QModelIndex, QPoint)

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        name: str = "",
        tile: int = SIZE.cover_tile,
        reasons: bool = True,
        fit: bool = False,
        rows: int = 0,
    ) -> None:
        super().__init__(parent)
        self._tile = tile
        self.reasons = reasons
        self._fit = fit
        self._rows = rows
        self._pointer = QPoint(-1, -1)
        self._pressed: QPersistentModelIndex | None = None
        self.ring = False
        self.setAccessibleName(name or self.tr("Tiles"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if fit:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.verticalScrollBar().setSingleStep(48)
        self._delegate = TileDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.doubleClicked.connect(self._double)
        self._settle()

    def selects(self) -> bool:
        """Whether the chosen tile is marked when the keyboard is elsewhere."""
        return self.selectionMode() is QAbstractItemView.SelectionMode.ExtendedSelection

    def text_height(self, with_reason: bool = True) -> int:
        """Height of the lines below a cover."""
        lines = SPACE.s + fonts.line_height(TYPE.body_strong) + fonts.line_height(TYPE.small)
        return lines + (max(SIZE.target, fonts.line_height(TYPE.meta) + SPACE.s) if with_reason else 0)

    def columns(self) -> int:
        """How many tiles lie in a row."""
        return max(1, self._room() // (self._tile + 2 * self.OVERHANG))

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show another model."""
        old = self.model()
        if old is not None and self._fit:
            for signal in (old.rowsInserted, old.rowsRemoved, old.modelReset, old.layoutChanged):
                signal.disconnect(self._settle)
        super().setModel(model)
        if model is not None and self._fit:
            for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset, model.layoutChanged):
                signal.connect(self._settle)
        self._settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._settle()
        super().resizeEvent(event)

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

    def hovered(self) -> QModelIndex:
        """The tile under the pointer; an invalid index for none."""
        return self.indexAt(self._pointer)

    def hover_at(self, place: QPoint) -> None:
        """The pointer is here now, in the viewport's pixels; (-1, -1) when it has left."""
        before, self._pointer = self.hovered(), place
        over = self.holds_play() or self.over_reason()
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
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
        special = self.holds_play() or self.over_reason()
        left = event.button() is Qt.MouseButton.LeftButton
        self._pressed = QPersistentModelIndex(index) if left and special else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position().toPoint()
        index, pressed = self.indexAt(self._pointer), self._pressed
        self._pressed = None
        super().mouseReleaseEvent(event)
        if pressed is None or not index.isValid() or QPersistentModelIndex(index) != pressed:
            return
        if self.holds_play():
            self.play_requested.emit(index)
        elif self.over_reason():
            self.why_requested.emit(index)

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

    def holds_play(self) -> bool:
        """Whether the pointer is on a play button."""
        index = self.indexAt(self._pointer)
        return index.isValid() and self._delegate.play_box(self.visualRect(index)).contains(self._pointer)

    def over_reason(self) -> bool:
        """Whether the pointer is on a reason."""
        index = self.indexAt(self._pointer)
        if not index.isValid() or not index.data(roles.REASON):
            return False
        return self._delegate.reason_box(self.visualRect(index)).contains(self._pointer)

    def sizeHint(self) -> QSize:
        """With `fit`, as high as the tiles."""
        if not self._fit:
            return super().sizeHint()
        return QSize(self._tile * 4, self._fitted())

    def _room(self) -> int:
        bar = 0 if self._fit else self.verticalScrollBar().sizeHint().width()
        return max(self.width() - bar - 1, 1)  # Qt wraps a row that fills the width to the last pixel

    def _settle(self) -> None:
        columns = self.columns()
        width = max(self._room() // columns, 48)
        cover = width - 2 * self.OVERHANG
        height = cover + 2 * self.OVERHANG + self.text_height(self.reasons)
        if self.gridSize() != QSize(width, height):
            self.setGridSize(QSize(width, height))
        if self._fit:
            self.setFixedHeight(self._fitted())

    def _fitted(self) -> int:
        model = self.model()
        count = model.rowCount() if model is not None else 0
        rows = -(-count // self.columns())
        if self._rows:
            rows = min(rows, self._rows)
        return max(rows, 1) * self.gridSize().height()

    def _double(self, index: QModelIndex) -> None:
        if not (self.holds_play() or self.over_reason()):  # the two presses were already heard
            self.play_requested.emit(index)

    def _menu(self, place: QPoint) -> None:
        index = self.indexAt(place)
        if index.isValid():
            self.menu_requested.emit(index, self.viewport().mapToGlobal(place))
