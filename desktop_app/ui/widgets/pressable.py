"""The base of every button: hover that fades, and a ring that shows where the keyboard is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop_app.ui.widgets.focus import ring_after
from desktop_app.ui.widgets.motion import Fade


class Pressable(QPushButton):
    """A QPushButton that is painted by its subclass; keyboard, screen reader and signals are Qt's own."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self._hover = Fade(self)
        self._ring = False
        self._held_ring = False

    @property
    def hover(self) -> float:
        """How far the pointer's highlight has faded in, 0 to 1."""
        return self._hover.value

    @property
    def ring(self) -> bool:
        """Whether the keyboard is here; a click with the mouse draws no ring."""
        return self._held_ring or (self._ring and self.hasFocus())

    def show_ring(self, shown: bool) -> None:
        """Show the ring although the keyboard is elsewhere, for pictures of the widget."""
        self._held_ring = shown
        self.update()

    def area(self) -> QRectF:
        """The whole widget."""
        return QRectF(self.rect())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses like the space bar does; Qt by itself heeds it only in dialogs."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        if self.isEnabled():
            self._hover.to(1.0)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover.to(0.0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = ring_after(event.reason(), self._ring)
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
