"""Choosing among few things: chips, a segmented control, a switch."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QCheckBox, QHBoxLayout, QSizePolicy, QWidget

from desktop_app.ui import fonts, icons, style
from desktop_app.ui.tokens import RADIUS, SIZE, SPACE, TIME, TYPE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.focus import ring_after
from desktop_app.ui.widgets.motion import Fade
from desktop_app.ui.widgets.pressable import Pressable


class Chip(Pressable):
    """A pill that is on or off. Put several into a QButtonGroup where only one may be on."""

    def __init__(self, text: str, parent: QWidget | None = None, *, icon: str = "") -> None:
        super().__init__(text, parent)
        self._icon = icon
        self.setCheckable(True)
        self.setFont(fonts.font(TYPE.button))

    def sizeHint(self) -> QSize:
        """Label, icon and padding."""
        width = paint.text_width(self.text(), TYPE.button) + 2 * SPACE.l + (16 + SPACE.s if self._icon else 0)
        return QSize(width, fonts.scaled(SIZE.control_small))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        if not self.isEnabled():
            painter.setOpacity(0.5)
        area = self.area()
        radius = area.height() / 2
        if self.isChecked():
            fill, border, ink = style.mix(c.acc, c.acc_hover, self.hover), None, c.on_acc
        else:
            wash = 1.0 if self.isDown() else round(self.hover, 2)
            fill, border, ink = style.qcolor(c.press, wash), style.qcolor(c.control), c.text
        paint.box(painter, area, radius, fill=fill, border=border)
        left = area.left() + SPACE.l
        if self._icon:
            icons.paint(painter, QRectF(left, area.top(), 16, area.height()), self._icon, ink, size=16)
            left += 16 + SPACE.s
        room = QRectF(left, area.top(), area.right() - SPACE.s - left, area.height())
        paint.text(painter, room, self.text(), TYPE.button, style.qcolor(ink))
        if self.ring:
            inset = 3.0 if self.isChecked() else 0.0
            ring = style.qcolor(c.on_acc if self.isChecked() else c.focus)
            paint.box(painter, area.adjusted(inset, inset, -inset, -inset), radius - inset, border=ring, width=2)
        painter.end()


class _Segment(Pressable):
    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setCheckable(True)
        self.setFont(fonts.font(TYPE.button))

    def sizeHint(self) -> QSize:
        return QSize(paint.text_width(self.text(), TYPE.button) + 2 * SPACE.l, fonts.scaled(28))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        area = self.area()
        if self.isChecked():
            paint.box(painter, area, RADIUS.inner, fill=style.qcolor(c.sel), border=style.qcolor(c.acc))
        elif self.hover > 0:
            paint.box(painter, area, RADIUS.inner, fill=style.qcolor(c.press, round(self.hover, 2)))
        ink = style.qcolor(c.text if self.isChecked() else c.sub)
        paint.text(painter, area, self.text(), TYPE.button if self.isChecked() else _QUIET, ink, paint.CENTRE)
        if self.ring:
            paint.focus_ring(painter, area, RADIUS.inner)
        painter.end()


_QUIET = TYPE.button.__class__(13, 20, 500)


class SegmentedControl(QWidget):
    """One of two to six. `options` are pairs of key and label; arrow keys move, `changed` gives the key."""

    changed = Signal(str)

    def __init__(
        self, options: Sequence[tuple[str, str]], parent: QWidget | None = None, *, name: str = "", current: str = ""
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._keys: list[str] = []
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE.xs, SPACE.xs, SPACE.xs, SPACE.xs)
        layout.setSpacing(0)
        for number, (key, label) in enumerate(options):
            button = _Segment(label, self)
            self._group.addButton(button, number)
            self._keys.append(key)
            layout.addWidget(button)
        self._group.idToggled.connect(self._toggled)
        self._quiet = True
        if self._keys:
            self.set_current(current or self._keys[0])
        self._quiet = False

    def buttons(self) -> list[QAbstractButton]:
        """The options in their order, for whoever sets the order of the keyboard."""
        return self._group.buttons()

    def current(self) -> str:
        """The key of the chosen option; '' where there is none."""
        number = self._group.checkedId()
        return self._keys[number] if number >= 0 else ""

    def set_current(self, key: str) -> None:
        """Choose by key. Raises ValueError for an unknown one. Tells `changed` like a click does."""
        self._group.button(self._keys.index(key)).setChecked(True)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        area = QRectF(self.rect())
        paint.box(painter, area, RADIUS.control + 1, fill=style.qcolor(c.card), border=style.qcolor(c.line))
        painter.end()

    def _toggled(self, number: int, on: bool) -> None:
        if on and not self._quiet:
            self.changed.emit(self._keys[number])


class Switch(QCheckBox):
    """On or off, at once. The label is for the screen reader where the page writes it beside the switch itself."""

    WIDTH, HEIGHT = 40, 24

    def __init__(self, name: str, parent: QWidget | None = None, *, on: bool = False) -> None:
        super().__init__(parent)
        if not name.strip():
            raise ValueError("a switch needs a name")
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._slide = Fade(self, milliseconds=TIME.move)
        self._ring = False
        self._pressed = False
        self.toggled.connect(self._turned)
        self.setChecked(on)

    def sizeHint(self) -> QSize:
        """The track and a border for the ring."""
        return QSize(self.WIDTH + 8, self.HEIGHT + 8)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def nextCheckState(self) -> None:
        """A press slides the knob; a value set by the program is there at once."""
        self._pressed = True
        super().nextCheckState()
        self._pressed = False

    def _turned(self, on: bool) -> None:
        goal = 1.0 if on else 0.0
        if self._pressed:
            self._slide.to(goal)
        else:
            self._slide.jump(goal)

    def hitButton(self, pos: object) -> bool:
        """The whole widget answers to a click."""
        return True

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = ring_after(event.reason(), self._ring)
        super().focusInEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        if not self.isEnabled():
            painter.setOpacity(0.5)
        area = QRectF(4, (self.height() - self.HEIGHT) / 2, self.WIDTH, self.HEIGHT)
        place = self._slide.value
        on = self.isChecked()
        fill = style.qcolor(c.acc, round(place, 2)) if place > 0 else None
        border = style.qcolor(c.acc) if on else style.qcolor(c.sub if self.underMouse() else c.control)
        paint.box(painter, area, self.HEIGHT / 2, fill=fill, border=border, width=1.5)
        knob = 12 + 6 * place
        centre = QPointF(area.left() + 12 + 16 * place, area.center().y())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.mix(c.control, c.on_acc, place))
        painter.drawEllipse(centre, knob / 2, knob / 2)
        if place > 0.6:
            tick = QPen(style.qcolor(c.acc), 1.75)
            tick.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(tick)
            x, y = centre.x(), centre.y()
            painter.drawPolyline([QPointF(x - 3.4, y + 0.2), QPointF(x - 0.9, y + 2.6), QPointF(x + 3.6, y - 2.4)])
        if self.hasFocus() and self._ring:
            paint.focus_ring(painter, area.adjusted(-4, -4, 4, 4), self.HEIGHT / 2 + 4)
        painter.end()
