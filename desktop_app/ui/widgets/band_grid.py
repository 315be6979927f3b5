"""A grid of low cards with a name, a second line and a share: genres, and whatever has no cover."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QLinearGradient, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_app.ui import cover_art, fonts, style
from desktop_app.ui.tokens import RADIUS, SPACE, TYPE
from desktop_app.ui.widgets import paint, roles
from desktop_app.ui.widgets.grid_view import GridView

_Index = QModelIndex | QPersistentModelIndex
_NARROWEST = 216
_GAP = SPACE.m
_EDGE = 6  # pixels of colour at the beginning of a card


class _BandDelegate(QStyledItemDelegate):
    def __init__(self, grid: BandGrid) -> None:
        super().__init__(grid)
        self._grid = grid

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return self._grid.gridSize()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        c = style.colours()
        area = QRectF(option.rect).adjusted(_GAP / 2, _GAP / 2, -_GAP / 2, -_GAP / 2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hovered = index == self._grid.hovered()
        fill = style.qcolor(c.raised if hovered else c.card)
        paint.box(painter, area, RADIUS.card, fill=fill, border=style.qcolor(c.line))
        inks = cover_art.inks(str(index.data(roles.COVER_SEED) or ""))
        edge = QLinearGradient(0, area.top(), 0, area.bottom())
        edge.setColorAt(0, style.qcolor(inks.ground))
        edge.setColorAt(1, style.mix(inks.ground, inks.light, 0.55))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(edge)
        painter.drawRoundedRect(QRectF(area.left() + 10, area.top() + 12, _EDGE, area.height() - 24), 3, 3)
        inner = area.adjusted(10 + _EDGE + SPACE.m, 10, -SPACE.l, -10)
        line = QRectF(inner.left(), inner.top(), inner.width(), fonts.line_height(TYPE.body_strong))
        paint.text(painter, line, str(index.data(roles.TITLE) or ""), TYPE.body_strong, style.qcolor(c.text))
        line = QRectF(inner.left(), line.bottom() + 1, inner.width(), fonts.line_height(TYPE.meta))
        paint.text(painter, line, str(index.data(roles.SUBTITLE) or ""), TYPE.meta, style.qcolor(c.sub))
        share = min(max(float(index.data(roles.SHARE) or 0), 0.0), 1.0)
        bar = QRectF(inner.left(), inner.bottom() - 3, inner.width(), 3)
        paint.box(painter, bar, 1.5, fill=style.qcolor(c.line))
        bar.setWidth(max(3.0, bar.width() * share))
        paint.box(painter, bar, 1.5, fill=style.qcolor(c.acc))
        if self._grid.ring and index == self._grid.currentIndex():
            paint.focus_ring(painter, area, RADIUS.card)
        painter.restore()


class BandGrid(GridView):
    """Cards that fill the row. A press or Enter opens one. Asks for TITLE, SUBTITLE, SHARE and COVER_SEED.

    Cards begin OVERHANG pixels inside the grid: place it that much beyond the page's edges.
    """

    OVERHANG = _GAP // 2
    open_requested = Signal(QModelIndex)

    def __init__(self, parent: QWidget | None = None, *, name: str) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setItemDelegate(_BandDelegate(self))
        self._settle()

    def columns(self) -> int:
        """How many cards lie in a row."""
        return max(1, self._room() // _NARROWEST)

    def pressable(self) -> bool:
        return self.hovered().isValid()

    def let_go(self, index: QModelIndex) -> None:
        self.open_requested.emit(index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._settle()
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.currentIndex().isValid() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_requested.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _room(self) -> int:
        return max(1, self.width() - self.verticalScrollBar().sizeHint().width() - 1)

    def _settle(self) -> None:
        tall = fonts.line_height(TYPE.body_strong) + fonts.line_height(TYPE.meta) + 20 + 12 + _GAP
        self.set_cell(QSize(self._room() // self.columns(), tall))
