"""A whole number with a button for less and one for more."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.ui.tokens import SIZE, SPACE, TYPE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.icon_button import IconButton
from desktop_app.ui.widgets.label import PlainLabel


class Stepper(QWidget):
    """From `low` to `high` in steps; `shown` puts a value into words. `changed` tells what the person chose."""

    changed = Signal(int)

    def __init__(
        self,
        low: int,
        high: int,
        step: int,
        *,
        less: str,
        more: str,
        shown: Callable[[int], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._low, self._high, self._step, self._words = low, high, step, shown
        self._value = low
        self.less = IconButton("minus", less, size=SIZE.control_small, icon_size=16, bordered=True)
        self.more = IconButton("plus", more, size=SIZE.control_small, icon_size=16, bordered=True)
        for button in (self.less, self.more):
            button.setAutoRepeat(True)
        self._label = PlainLabel("", kind=TYPE.body_strong, align=paint.CENTRE)
        self._label.setFixedWidth(72)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.xs)
        for widget in (self.less, self._label, self.more):
            row.addWidget(widget)
        self.less.clicked.connect(lambda: self._move(-self._step))
        self.more.clicked.connect(lambda: self._move(self._step))
        self.set_value(low)

    @property
    def value(self) -> int:
        """The value shown."""
        return self._value

    def set_value(self, value: int) -> None:
        """Show a value, kept within the bounds; does not tell."""
        self._value = min(max(value, self._low), self._high)
        self._label.setText(self._words(self._value))
        self.less.setEnabled(self._value > self._low)
        self.more.setEnabled(self._value < self._high)
        self.setAccessibleDescription(self._words(self._value))

    def _move(self, by: int) -> None:
        before = self._value
        self.set_value(before + by)
        if self._value != before:
            self.changed.emit(self._value)
