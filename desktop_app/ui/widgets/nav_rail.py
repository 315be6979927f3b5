"""The rail on the left: where one can go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.ui import fonts, icons, style
from desktop_app.ui.tokens import RADIUS, SIZE, SPACE, TYPE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.pressable import Pressable


@dataclass(frozen=True, slots=True)
class NavItem:
    """One place. `section` starts a group under that heading; `bottom` puts it at the foot of the rail."""

    key: str
    label: str
    icon: str
    section: str = ""
    bottom: bool = False


class _NavButton(Pressable):
    def __init__(self, item: NavItem, parent: QWidget) -> None:
        super().__init__(item.label, parent)
        self._icon = item.icon
        self.narrow = False
        self.setCheckable(True)
        self.setAccessibleName(item.label)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(40, fonts.scaled(SIZE.control))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        area = self.area()
        on = self.isChecked()
        if on:
            paint.box(painter, area, RADIUS.control, fill=style.qcolor(c.sel))
            mark = QRectF(area.left(), area.center().y() - 10, 4, 20)
            paint.box(painter, mark, RADIUS.bar, fill=style.qcolor(c.acc))
        elif self.hover > 0 or self.isDown():
            paint.box(painter, area, RADIUS.control, fill=style.qcolor(c.press, round(self.hover, 2)))
        ink = c.acc if on else style.mix(c.sub, c.text, self.hover).name()
        left = area.left() + (0 if self.narrow else SPACE.l)
        place = QRectF(left, area.top(), area.width() if self.narrow else SIZE.icon + 2, area.height())
        icons.paint(painter, place, self._icon, ink, size=SIZE.icon + 2)
        if not self.narrow:
            room = QRectF(place.right() + SPACE.m, area.top(), area.right() - place.right() - SPACE.l, area.height())
            words = style.qcolor(c.text) if on else style.mix(c.sub, c.text, self.hover)
            paint.text(painter, room, self.text(), TYPE.body_strong if on else TYPE.row, words)
        if self.ring:
            paint.focus_ring(painter, area, RADIUS.control)
        painter.end()


class _Heading(QWidget):
    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = text
        self.narrow = False
        self.setFixedHeight(fonts.scaled(40))
        self.setAccessibleName(text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        if self.narrow:
            painter.fillRect(QRectF(SPACE.s, self.height() / 2, self.width() - 2 * SPACE.s, 1), style.qcolor(c.line))
        else:
            area = QRectF(self.rect()).adjusted(SPACE.l, SPACE.s, 0, 0)
            paint.text(painter, area, self._text.upper(), TYPE.section, style.qcolor(c.mute))
        painter.end()


class _Brand(QWidget):
    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = title
        self.narrow = False
        self.setFixedHeight(fonts.scaled(40))
        self.setAccessibleName(title)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        middle = self.height() / 2
        centre = QPointF(self.width() / 2 if self.narrow else SPACE.xl, middle)
        brand_mark(painter, centre, 11)
        if not self.narrow:
            room = QRectF(SPACE.xl + 20, 0, self.width() - SPACE.xl - 20, self.height())
            paint.text(painter, room, self._title, TYPE.card_title, style.qcolor(style.colours().text))
        painter.end()


def brand_mark(painter: QPainter, centre: QPointF, radius: float) -> None:
    """The sign of the program: a record with a quieter tune turning inside the loud one."""
    pen = QPen(style.qcolor(style.colours().acc), radius * 0.16)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(centre, radius * 0.92, radius * 0.92)
    painter.drawEllipse(centre, radius * 0.17, radius * 0.17)
    inner = QRectF(centre.x() - radius * 0.52, centre.y() - radius * 0.52, radius * 1.04, radius * 1.04)
    painter.drawArc(inner, 100 * 16, 90 * 16)
    painter.drawArc(inner, 280 * 16, 90 * 16)


class _Footer(Pressable):
    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.narrow = False
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(40, fonts.scaled(SIZE.control_small))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        area = self.area()
        ink = style.mix(c.sub, c.text, self.hover)
        place = area if self.narrow else QRectF(SPACE.l, 0, 16, area.height())
        icons.paint(painter, place, "lock", ink.name(), size=16)
        if not self.narrow:
            room = area.adjusted(SPACE.l + 16 + SPACE.s, 0, -2, 0)
            paint.text(painter, room, self.text(), TYPE.badge, ink)
        if self.ring:
            paint.focus_ring(painter, area, RADIUS.control)
        painter.end()


class NavRail(QWidget):
    """Brand, places, and a line at the foot. `activated` gives the key of the place that was chosen by the person.

    `set_narrow(True)` leaves only icons, with the words as tool tips; `fit(window_width)` does so below `narrow_below`.
    """

    activated = Signal(str)
    footer_activated = Signal()

    def __init__(
        self,
        items: Sequence[NavItem],
        parent: QWidget | None = None,
        *,
        title: str = "Undersong",
        footer: str = "",
        narrow_below: int = 1080,
    ) -> None:
        super().__init__(parent)
        self._below = narrow_below
        self._narrow = False
        self._group = QButtonGroup(self)
        self._keys: list[str] = []
        self._parts: list[_NavButton | _Heading | _Brand | _Footer] = []
        self.setAccessibleName(self.tr("Places"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(SPACE.l, SPACE.l, SPACE.l, SPACE.m)
        self._layout.setSpacing(SPACE.xs)
        self._add(_Brand(title, self))
        self._layout.addSpacing(SPACE.s)
        for item in (item for item in items if not item.bottom):
            self._add_item(item)
        self._layout.addStretch(1)
        for item in (item for item in items if item.bottom):
            self._add_item(item)
        if footer:
            foot = _Footer(footer, self)
            foot.clicked.connect(self.footer_activated)
            self._add(foot)
        self._group.idClicked.connect(lambda number: self.activated.emit(self._keys[number]))
        self.setFixedWidth(SIZE.rail)

    def set_current(self, key: str) -> None:
        """Mark a place as the one shown; does not tell. Raises ValueError for an unknown key."""
        chosen = self._group.button(self._keys.index(key))
        chosen.setChecked(True)
        for button in self._group.buttons():  # Tab comes to the marked place, the arrows go to the others
            tab = Qt.FocusPolicy.StrongFocus if button is chosen else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(tab)

    def current(self) -> str:
        """The key of the marked place, '' for none."""
        number = self._group.checkedId()
        return self._keys[number] if number >= 0 else ""

    def narrow(self) -> bool:
        """Whether only icons are shown."""
        return self._narrow

    def set_narrow(self, narrow: bool) -> None:
        """Show icons only, or icons and words."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        for part in self._parts:
            part.narrow = narrow
            if isinstance(part, Pressable):
                part.setToolTip(paint.plain_tip(part.text()) if narrow else "")
            part.update()
        side = SPACE.m if narrow else SPACE.l
        self._layout.setContentsMargins(side, SPACE.l, side, SPACE.m)
        self.setFixedWidth(SIZE.rail_narrow if narrow else SIZE.rail)

    def fit(self, window_width: int) -> None:
        """Choose the form by the width of the window."""
        self.set_narrow(window_width < self._below)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        c = style.colours()
        painter.fillRect(self.rect(), style.qcolor(c.side))
        edge = self.width() - 1 if self.layoutDirection() is Qt.LayoutDirection.LeftToRight else 0
        painter.fillRect(edge, 0, 1, self.height(), style.qcolor(c.line))
        painter.end()

    def _add_item(self, item: NavItem) -> None:
        if item.section:
            self._add(_Heading(item.section, self))
        button = _NavButton(item, self)
        self._group.addButton(button, len(self._keys))
        self._keys.append(item.key)
        self._add(button)

    def _add(self, part: _NavButton | _Heading | _Brand | _Footer) -> None:
        self._parts.append(part)
        self._layout.addWidget(part)
