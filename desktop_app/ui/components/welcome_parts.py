"""The drawn parts of the first page: the name, three covers, the numbered steps."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop_app.ui import cover_art, style
from desktop_app.ui.tokens import SPACE, TYPE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.nav_rail import brand_mark


class Fan(QWidget):
    """Three drawn covers, as they come to music without artwork."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(208, 128)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for seed, angle, shift in (("two", -9, -52), ("nine", 9, 52), ("one", 0, 0)):
            side = 88 if angle else 104
            painter.save()
            painter.translate(104 + shift, 64)
            painter.rotate(angle)
            painter.setOpacity(0.75 if angle else 1.0)
            image = cover_art.pixmap(cover_art.seed("", seed), side, self.devicePixelRatioF() * 2)
            painter.drawPixmap(QRectF(-side / 2, -side / 2, side, side), image, QRectF(image.rect()))
            painter.restore()
        painter.end()


class BrandLine(QWidget):
    """The sign and the name of the program."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(32)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        brand_mark(painter, QPointF(13, 16), 12)
        paint.text(painter, QRectF(36, 0, 300, 32), "Undersong", TYPE.card_title, style.qcolor(style.colours().text))
        painter.end()


class Step(QWidget):
    """A numbered step: done, now or later."""

    def __init__(self, number: int, title: str) -> None:
        super().__init__()
        self._number, self._title = number, title
        self._state = "now" if number == 1 else "later"
        self.setFixedHeight(28)
        self.setAccessibleName(title)

    def set_state(self, state: str) -> None:
        """done, now or later."""
        self._state = state
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter: QPainter = paint.start(self)
        c = style.colours()
        circle = QRectF(1, 2, 24, 24)
        if self._state == "done":
            paint.box(painter, circle, 12, fill=style.qcolor(c.acc))
            painter.setPen(QPen(style.qcolor(c.on_acc), 2))
            painter.drawPolyline([QPointF(8, 14), QPointF(12, 18), QPointF(18, 10)])
        else:
            ink = c.acc if self._state == "now" else c.control
            paint.box(painter, circle, 12, border=style.qcolor(ink), width=2)
            tone = c.acc if self._state == "now" else c.sub
            paint.text(painter, circle, str(self._number), TYPE.meta_strong, style.qcolor(tone), paint.CENTRE)
        tone = c.sub if self._state == "later" else c.text
        width = paint.text(
            painter, QRectF(40, 0, self.width() - 40, 28), self._title, TYPE.card_title, style.qcolor(tone)
        )
        left = 40 + width + SPACE.m
        line = QRectF(left, 13, max(0.0, self.width() - left), 2)
        painter.fillRect(line, style.qcolor(c.acc if self._state == "done" else c.line))
        painter.end()
