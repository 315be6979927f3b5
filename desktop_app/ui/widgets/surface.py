"""Surfaces: the card and the line."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui import style
from desktop_app.ui.tokens import RADIUS, SPACE, TYPE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.label import PlainLabel


class Card(QWidget):
    """A surface with rounded corners. Put things into `body`; `aside` is the right end of the title line."""

    def __init__(
        self,
        title: str = "",
        parent: QWidget | None = None,
        *,
        subtitle: str = "",
        raised: bool = False,
        radius: int = RADIUS.card,
        padding: int = SPACE.xl,
    ) -> None:
        super().__init__(parent)
        self._raised = raised
        self._radius = radius
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(SPACE.m)
        self.aside = QHBoxLayout()
        self.aside.setSpacing(SPACE.s)
        self._title = PlainLabel(title, self, kind=TYPE.card_title)
        self._subtitle = PlainLabel(subtitle, self, kind=TYPE.meta, tone="sub")
        self._subtitle.setVisible(bool(subtitle))
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        head.addLayout(words, 1)
        head.addLayout(self.aside)
        if title or subtitle:
            self.body.addLayout(head)
        else:
            self._title.hide()
        if title:
            self.setAccessibleName(title)

    def set_title(self, title: str) -> None:
        """Change the title of a card that was made with one."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        fill = c.raised if self._raised else c.card
        paint.box(painter, QRectF(self.rect()), self._radius, fill=style.qcolor(fill), border=style.qcolor(c.line))
        painter.end()


class Line(QWidget):
    """A thin line between things, horizontal."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        painter.fillRect(self.rect(), style.qcolor(style.colours().line))
        painter.end()
