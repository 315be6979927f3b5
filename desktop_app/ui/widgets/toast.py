"""A short message that goes by itself, with a way back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QHideEvent, QKeyEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.ui import icons, style
from desktop_app.ui.tokens import RADIUS, SPACE, TIME, TYPE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.button import Button, Kind
from desktop_app.ui.widgets.icon_button import IconButton
from desktop_app.ui.widgets.label import PlainLabel

MARGIN = 12


class Toast(QWidget):
    """Lies at the bottom centre of its parent, one message at a time; a new one takes the place of the old.

    The clock stands still while the pointer or the keyboard is on it, and is stopped when it hides. `bottom` keeps
    that many pixels of the parent free below it (the player), `set_sides` as many at its sides (the rail, a drawer).
    `undone` is told after the callback has run.
    """

    undone = Signal()

    def __init__(self, parent: QWidget, *, bottom: int = 0, milliseconds: int = TIME.toast) -> None:
        super().__init__(parent)
        self._bottom = bottom
        self._left = self._right = 0
        self._icon, self._tone = "circle-check", "good"
        self._callback: Callable[[], None] | None = None
        self._text = PlainLabel("", self, kind=TYPE.body_strong)
        self._detail = PlainLabel("", self, kind=TYPE.small, tone="sub")
        self._button = Button("", self, kind=Kind.PRIMARY, height=32)
        self._button.clicked.connect(self._act)
        self._close = IconButton("x", self.tr("Dismiss"), self, size=32, icon_size=16)
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.l + 18 + SPACE.m, SPACE.s, SPACE.s, SPACE.s)
        row.setSpacing(SPACE.m)
        row.addWidget(self._text)
        row.addWidget(self._detail, 1)
        row.addWidget(self._button)
        row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(milliseconds)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def announce(
        self,
        text: str,
        *,
        detail: str = "",
        action: str = "",
        on_action: Callable[[], None] | None = None,
        bad: bool = False,
    ) -> None:
        """Show a message; with `action` ("Undo") and what it does, a button. A bad one stays twice as long."""
        self._icon, self._tone = ("circle-alert", "bad") if bad else ("circle-check", "good")
        self._callback = on_action
        self._text.setText(text)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self._button.setText(action)
        self._button.setVisible(bool(action) and on_action is not None)
        self._button.setToolTip(paint.plain_tip(QKeySequence(QKeySequence.StandardKey.Undo).toString()))
        self.setAccessibleName(f"{text} {detail}".strip())
        paint.shadow(self, blur=32, down=8)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(TIME.toast * 2 if bad else self._timer.interval())

    def undo(self) -> None:
        """Press its button, if it shows one: for a key that need not find the way there."""
        if self.isVisible() and self._button.isVisible():
            self._act()

    def set_bottom(self, bottom: int) -> None:
        """How much of the parent's foot to keep free."""
        self._bottom = bottom
        self._place()

    def set_sides(self, left: int, right: int) -> None:
        """How much of the parent's sides to keep free."""
        self._left, self._right = left, right
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when the parent changes its size, and stop the clock when it closes."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        elif event.type() in (QEvent.Type.Close, QEvent.Type.Hide):
            self._timer.stop()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self.isVisible():
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
        self._callback = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        area = QRectF(self.rect())
        paint.box(painter, area, RADIUS.card, fill=style.qcolor(c.raised), border=style.qcolor(c.control))
        place = QRectF(SPACE.l, 0, 18, area.height())
        icons.paint(painter, place, self._icon, getattr(c, self._tone))
        painter.end()

    def _act(self) -> None:
        callback = self._callback
        self.hide()
        if callback is not None:
            callback()
            self.undone.emit()

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        between = parent.width() - self._left - self._right
        self.resize(min(self.sizeHint().width(), max(between - 2 * MARGIN, 120)), max(48, self.sizeHint().height()))
        left = self._left + (between - self.width()) // 2
        self.move(left, parent.height() - self._bottom - self.height() - MARGIN)
