"""By what a list is ordered, and in which direction: one button with a menu."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QActionGroup, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.ui import fonts, icons, style
from desktop_app.ui.tokens import RADIUS, SIZE, SPACE, TYPE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.pressable import Pressable

_ICON = 16


class SortButton(Pressable):
    """`options` are key, label and whether that order begins with the largest. `changed` gives key and direction."""

    changed = Signal(str, bool)

    def __init__(self, options: Sequence[tuple[str, str, bool]], parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._options = list(options)
        self._current = self._options[0][0]
        self._descending = self._options[0][2]
        self.setFont(fonts.font(TYPE.button))
        self.clicked.connect(self._open)
        self._name_it()

    def set_options(self, options: Sequence[tuple[str, str, bool]], current: str, descending: bool) -> None:
        """Offer other orders; tells nothing."""
        self._options = list(options)
        self.set_current(current, descending)

    def set_current(self, key: str, descending: bool) -> None:
        """Show an order; a key that is not offered shows no name. Tells nothing."""
        self._current, self._descending = key, descending
        self._name_it()
        self.updateGeometry()
        self.update()

    def current(self) -> tuple[str, bool]:
        """Key and whether descending."""
        return self._current, self._descending

    def sizeHint(self) -> QSize:
        """As wide as its longest label, so that nothing moves when another is chosen."""
        widest = max(paint.text_width(label, TYPE.button) for _, label, _ in self._options)
        return QSize(widest + 2 * _ICON + 2 * SPACE.s + 2 * SPACE.m, fonts.scaled(SIZE.control))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        if not self.isEnabled():
            painter.setOpacity(0.5)
        area = self.area()
        wash = style.qcolor(c.press, 1.0 if self.isDown() else round(self.hover, 2))
        paint.box(painter, area, RADIUS.control, fill=wash, border=style.qcolor(c.line))
        inner = area.adjusted(SPACE.m, 0, -SPACE.m, 0)
        arrow = "arrow-down" if self._descending else "arrow-up"
        icons.paint(painter, QRectF(inner.left(), inner.top(), _ICON, inner.height()), arrow, c.acc, size=_ICON)
        room = inner.adjusted(_ICON + SPACE.s, 0, -_ICON - SPACE.s, 0)
        paint.text(painter, room, self._label(), TYPE.button, style.qcolor(c.text))
        place = QRectF(inner.right() - _ICON, inner.top(), _ICON, inner.height())
        icons.paint(painter, place, "chevron-down", c.sub, size=_ICON)
        if self.ring:
            paint.focus_ring(painter, area, RADIUS.control)
        painter.end()

    def _label(self) -> str:
        return next((label for key, label, _ in self._options if key == self._current), "")

    def _name_it(self) -> None:
        way = self.tr("descending") if self._descending else self.tr("ascending")
        self.setAccessibleName(self.tr("Sorted by {label}, {way}").format(label=self._label(), way=way))
        self.setToolTip(paint.plain_tip(self.tr("Sort by")))

    def _open(self) -> None:
        menu = QMenu(self)
        group = QActionGroup(menu)
        for key, label, first_down in self._options:
            action = menu.addAction(label)
            action.setCheckable(True)
            action.setChecked(key == self._current)
            group.addAction(action)
            action.triggered.connect(lambda _=False, k=key, d=first_down: self._choose(k, d))
        menu.addSeparator()
        back = menu.addAction(self.tr("The other way round"))
        back.triggered.connect(lambda: self._choose(self._current, not self._descending))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _choose(self, key: str, descending: bool) -> None:
        if (key, descending) != (self._current, self._descending):
            self.set_current(key, descending)
            self.changed.emit(key, descending)
