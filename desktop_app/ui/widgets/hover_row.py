"""A row that lights up under the mouse and asks to be played when it is double-clicked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui import style
from desktop_app.ui.tokens import RADIUS
from desktop_app.ui.widgets import paint


class HoverRow(QWidget):
    """The ground of rows that stand for a track; what is on it is up to them."""

    play_asked = Signal()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.play_asked.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.underMouse():
            painter = paint.start(self)
            area = QRectF(self.rect()).adjusted(0, 1, 0, -1)
            paint.box(painter, area, RADIUS.control, fill=style.qcolor(style.colours().hover))
            painter.end()
