"""Buttons with only an icon: a name for the screen reader is asked for, and shown as the tool tip."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui import icons, style
from desktop_app.ui.tokens import RADIUS, SIZE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.pressable import Pressable


class IconButton(Pressable):
    """A square button. `name` is read to those who do not see the icon, and shown on hover; it cannot be empty.

    Checkable ones show the accent when on, with the icon filled where `fill_when_on` (a heart).
    """

    def __init__(
        self,
        icon: str,
        name: str,
        parent: QWidget | None = None,
        *,
        size: int = SIZE.control,
        icon_size: int = SIZE.icon,
        checkable: bool = False,
        fill_when_on: bool = False,
        bordered: bool = False,
    ) -> None:
        super().__init__("", parent)
        self._icon = icon
        self._side = size
        self._icon_size = icon_size
        self._fill_when_on = fill_when_on
        self._bordered = bordered
        self._filled = False
        self.setCheckable(checkable)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """Change what it is called. Raises ValueError for an empty name."""
        if not name.strip():
            raise ValueError("a button without words needs a name")
        self.setAccessibleName(name)
        self.setToolTip(paint.plain_tip(name))

    def set_icon(self, icon: str, *, filled: bool = False) -> None:
        """Change the icon."""
        if (icon, filled) != (self._icon, self._filled):
            self._icon, self._filled = icon, filled
            self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._side, self._side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        if not self.isEnabled():
            painter.setOpacity(0.5)
        area = self.area()
        wash = style.qcolor(c.press, 1.0 if self.isDown() else round(self.hover, 2))
        border = style.qcolor(c.control) if self._bordered else None
        paint.box(painter, area, RADIUS.control, fill=wash, border=border)
        on = self.isChecked()
        ink = c.acc if on else style.mix(c.sub, c.text, self.hover).name()
        filled = self._filled or (on and self._fill_when_on)
        icons.paint(painter, area, self._icon, ink, size=self._icon_size, filled=filled)
        if on and not self._fill_when_on:
            dot = QRectF(area.center().x() - 2, area.bottom() - 5, 4, 4)
            paint.box(painter, dot, 2, fill=style.qcolor(c.acc))
        if self.ring:
            paint.focus_ring(painter, area, RADIUS.control)
        painter.end()


class PlayButton(Pressable):
    """The round button that plays or pauses; 32 to 60 pixels wide."""

    def __init__(self, parent: QWidget | None = None, *, size: int = SIZE.control_large) -> None:
        super().__init__("", parent)
        self._side = size
        self._playing = False
        self.set_playing(False)

    def set_playing(self, playing: bool) -> None:
        """Show what a press will do: pause while it plays, else play."""
        self._playing = playing
        name = self.tr("Pause") if playing else self.tr("Play")
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def playing(self) -> bool:
        """Whether it shows the sign for pause."""
        return self._playing

    def sizeHint(self) -> QSize:
        """A square around the circle."""
        return QSize(self._side, self._side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        if not self.isEnabled():
            painter.setOpacity(0.45)
        area = self.area()
        fill = style.qcolor(c.acc_press) if self.isDown() else style.mix(c.acc, c.acc_hover, self.hover)
        paint.box(painter, area, self._side / 2, fill=fill)
        icon = round(self._side * 0.45)
        shift = 0 if self._playing else max(1, self._side // 40)
        place = area.translated(shift, 0)
        icons.paint(painter, place, "pause" if self._playing else "play", c.on_acc, size=icon, filled=True)
        if self.ring:
            ring = style.qcolor(c.on_acc)
            paint.box(painter, area.adjusted(3, 3, -3, -3), self._side / 2 - 3, border=ring, width=2)
        painter.end()
