"""Buttons with words."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui import fonts, icons, style
from desktop_app.ui.tokens import RADIUS, SIZE, SPACE, TYPE, TextStyle
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.pressable import Pressable


class Kind(Enum):
    """How much a button asks for attention. At most one PRIMARY in a view."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    SOFT = "soft"
    GHOST = "ghost"
    DANGER = "danger"


class Button(Pressable):
    """A button with a label and, if wanted, an icon before it. `height`: 32, 36 or 44 (tokens.SIZE)."""

    def __init__(
        self,
        text: str,
        parent: QWidget | None = None,
        *,
        kind: Kind = Kind.SECONDARY,
        icon: str = "",
        filled_icon: bool = False,
        height: int = SIZE.control,
    ) -> None:
        super().__init__(text, parent)
        self._kind = kind
        self._icon = icon
        self._filled = filled_icon
        self._height = height
        self.setFont(fonts.font(TYPE.button))

    def set_icon(self, name: str, *, filled: bool = False) -> None:
        """Change the icon; '' for none."""
        self._icon, self._filled = name, filled
        self.updateGeometry()
        self.update()

    def set_kind(self, kind: Kind) -> None:
        """Change how it looks."""
        self._kind = kind
        self.update()

    def sizeHint(self) -> QSize:
        """Label, icon and padding."""
        padding = SPACE.m if self._kind is Kind.GHOST else SPACE.l + (SPACE.xs if self._height > SIZE.control else 0)
        width = paint.text_width(self.text(), TYPE.button) + 2 * padding
        if self._icon:
            width += SIZE.icon + SPACE.s
        return QSize(max(width, self._height), fonts.scaled(self._height))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        if not self.isEnabled():
            painter.setOpacity(0.5)
        fill, border, ink = self._colours()
        area = self.area()
        paint.box(painter, area, RADIUS.control, fill=fill, border=border)
        self._paint_content(area, painter, ink)
        if self.ring:
            gap = 3.0 if self._kind is Kind.PRIMARY else 0.0
            if gap:
                ring = style.qcolor(style.colours().on_acc)
                paint.box(painter, area.adjusted(gap, gap, -gap, -gap), RADIUS.control - gap, border=ring, width=2)
            else:
                paint.focus_ring(painter, area, RADIUS.control)
        painter.end()

    def _paint_content(self, area: QRectF, painter: QPainter, ink: QColor) -> None:
        words = paint.text_width(self.text(), TYPE.button)
        icon = SIZE.icon + SPACE.s if self._icon else 0
        left = max(area.left() + SPACE.s, area.center().x() - (words + icon) / 2)
        if self._icon:
            place = QRectF(left, area.top(), SIZE.icon, area.height())
            icons.paint(painter, place, self._icon, ink.name(), filled=self._filled)
        room = QRectF(left + icon, area.top(), area.right() - SPACE.xs - left - icon, area.height())
        paint.text(painter, room, self.text(), TYPE.button, ink)

    def _colours(self) -> tuple[QColor | None, QColor | None, QColor]:
        c = style.colours()
        held = self.isDown()
        if self._kind is Kind.PRIMARY:
            fill = style.qcolor(c.acc_press) if held else style.mix(c.acc, c.acc_hover, self.hover)
            return fill, None, style.qcolor(c.on_acc)
        if self._kind is Kind.SOFT:
            fill = style.qcolor(c.track) if held else style.mix(c.line, c.track, self.hover)
            return fill, None, style.qcolor(c.text)
        wash = style.qcolor(c.press, 1.0) if held else style.qcolor(c.press, round(self.hover, 2))
        if self._kind is Kind.GHOST:
            return wash, None, style.qcolor(c.text)
        if self._kind is Kind.DANGER:
            return wash, style.qcolor(c.bad), style.qcolor(c.bad)
        return wash, style.qcolor(c.control), style.qcolor(c.text)


class LinkButton(Pressable):
    """A verb in the accent colour within a text, for example "Don't use"; at least 24 pixels high.

    `kind` is the step of the type scale of the text that it stands in, `inset` the room at its sides.
    """

    def __init__(
        self,
        text: str,
        parent: QWidget | None = None,
        *,
        kind: TextStyle = TYPE.meta_strong,
        inset: int = SPACE.xs,
    ) -> None:
        super().__init__(text, parent)
        self._kind = kind
        self._inset = inset
        self.setFont(fonts.font(kind))

    def sizeHint(self) -> QSize:
        """The words and a small border for the ring."""
        return QSize(paint.text_width(self.text(), self._kind) + 2 * self._inset, fonts.scaled(SIZE.target))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        area = self.area()
        ink = style.qcolor(c.acc if self.isEnabled() else c.mute)
        inner = area.adjusted(self._inset, 0, -self._inset, 0)
        width = paint.text(painter, inner, self.text(), self._kind, ink)
        if self.hover > 0.5:
            painter.fillRect(QRectF(inner.left(), inner.center().y() + 8, width, 1), ink)
        if self.ring:
            paint.focus_ring(painter, area, RADIUS.inner)
        painter.end()
