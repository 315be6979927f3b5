"""What an album and an artist have in common as places inside the library: a way back, a head, a page that scrolls."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui.components.cover_head import WASH_HEIGHT, CoverHead, paint_wash
from desktop_app.ui.desk import Desk
from desktop_app.ui.tokens import SIZE, SPACE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.button import Button, Kind
from desktop_app.ui.widgets.page_scroll import PageScroll
from desktop_app.ui.widgets.track_table import TrackTable
from desktop_app.ui.words import tr

ROOMY = 820
"""Width from which the head shows a large cover."""
NARROW = 700
"""Width below which the head has no room for all its buttons."""


class Detail(QWidget):
    """`back_asked` when the person wants to go back; `body` is the column below the head."""

    back_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None, *, round: bool = False) -> None:
        super().__init__(parent)
        self._desk = desk
        self.back = Button(tr("Library"), kind=Kind.GHOST, icon="arrow-left")
        self.back.clicked.connect(self.back_asked)
        self.head = CoverHead(desk.pictures, round=round)
        over = TrackTable.OVERHANG  # the highlights of rows and tiles stand out so far
        side = SIZE.page_margin - over
        self.area = PageScroll(left=side, top=SPACE.s, right=side, bottom=SPACE.huge)
        self.area.viewport().setAutoFillBackground(False)
        self.area.verticalScrollBar().valueChanged.connect(self.update)
        column = self.area.column
        column.setSpacing(SPACE.xl)
        top = QHBoxLayout()
        top.setContentsMargins(over, 0, over, 0)
        top.addWidget(self.head)
        column.addLayout(top)
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACE.m)
        column.addLayout(self.body)
        column.addStretch(1)
        bar = QHBoxLayout()
        bar.setContentsMargins(SIZE.page_margin - SPACE.m, SPACE.m, SIZE.page_margin, 0)
        bar.addWidget(self.back)
        bar.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(bar)
        outer.addWidget(self.area, 1)
        desk.pictures.arrived.connect(self.update)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.head.set_small(self.width() < ROOMY or self.height() < 600)
        self.head.set_narrow(self.width() < NARROW)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        down = self.area.verticalScrollBar().value()
        paint_wash(painter, QRectF(0, -down, self.width(), WASH_HEIGHT), self.head.colour())
        painter.end()
