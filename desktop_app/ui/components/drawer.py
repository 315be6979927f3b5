"""The drawer at the right: one panel at a time, closed with Esc or its cross."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop_app.ui import style
from desktop_app.ui.tokens import SPACE, TYPE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.icon_button import IconButton
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.words import tr

WIDTH = 352


class Drawer(QWidget):
    """Panels by key. `shown` tells the key of the open panel, "" when it closes."""

    shown = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: list[str] = []
        self._titles: dict[str, str] = {}
        self._before: QWidget | None = None
        self.setFixedWidth(WIDTH)
        self.title = PlainLabel("", kind=TYPE.heading)
        self.close_button = IconButton("x", tr("Close"))
        self.stack = QStackedWidget()
        head = QHBoxLayout()
        head.setContentsMargins(SPACE.xxl, SPACE.xl, SPACE.m, SPACE.s)
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.stack, 1)
        self.close_button.clicked.connect(self.shut)
        self.hide()

    def add(self, key: str, title: str, panel: QWidget) -> None:
        """Give it a panel."""
        self._keys.append(key)
        self._titles[key] = title
        self.stack.addWidget(panel)

    def has(self, key: str) -> bool:
        """Whether it has a panel of this key."""
        return key in self._keys

    @property
    def current(self) -> str:
        """The open panel's key, "" while it is closed."""
        return "" if self.isHidden() else self._keys[self.stack.currentIndex()]

    def open(self, key: str) -> None:
        """Show a panel."""
        self.stack.setCurrentIndex(self._keys.index(key))
        self.title.setText(self._titles[key])
        before = QApplication.focusWidget()
        if before is not None and not self.isAncestorOf(before):
            self._before = before
        self.setAccessibleName(self._titles[key])
        self.show()
        self.shown.emit(key)

    def shut(self) -> None:
        """Close it; the keyboard goes back to where it was before."""
        if not self.isHidden():
            held = QApplication.focusWidget()
            if held is not None and self.isAncestorOf(held) and self._before is not None and isValid(self._before):
                self._before.setFocus()
            self.hide()
            self.shown.emit("")

    def toggle(self, key: str) -> None:
        """Show a panel, or close it if it is the one shown."""
        if self.current == key:
            self.shut()
        else:
            self.open(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        painter.fillRect(self.rect(), style.qcolor(c.side))
        painter.fillRect(QRectF(0, 0, 1, self.height()), style.qcolor(c.line))
        painter.end()
