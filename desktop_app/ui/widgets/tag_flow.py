"""Words as labels in as many lines as they need. They are read, not pressed: none has a rim, as buttons have."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.ui import fonts, style
from desktop_app.ui.tokens import RADIUS, SPACE, TYPE
from desktop_app.ui.widgets import paint

_HEIGHT, _GAP = 22, SPACE.xs


class TagFlow(QWidget):
    """Each word has a strength from 0 to 1: the stronger, the more of the accent lies behind it."""

    def __init__(self, tags: Sequence[tuple[str, float]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tags = tuple(tags)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(", ".join(word for word, _ in self._tags))

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(max(240, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, fonts.scaled(_HEIGHT))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        places = self._places(width)
        return int(places[-1].bottom() + 0.999) if places else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != self.width():
            self.setFixedHeight(max(1, self.heightForWidth(self.width())))

    def _places(self, width: int) -> list[QRectF]:
        found, x, y, height = [], 0.0, 0.0, float(fonts.scaled(_HEIGHT))
        for word, _ in self._tags:
            wide = min(float(width), paint.text_width(word, TYPE.meta_strong) + 2.0 * SPACE.s)
            if x and x + wide > width:
                x, y = 0.0, y + height + _GAP
            found.append(QRectF(x, y, wide, height))
            x += wide + _GAP
        return found

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        for (word, strength), place in zip(self._tags, self._places(self.width()), strict=True):
            fill = style.mix(c.raised, c.acc, 0.3 * min(1.0, strength / 0.6))
            paint.box(painter, place, RADIUS.tiny_cover, fill=fill)
            inner = place.adjusted(SPACE.xs, 0, -SPACE.xs, 0)
            paint.text(painter, inner, word, TYPE.meta_strong, style.qcolor(c.text), paint.CENTRE)
        painter.end()
