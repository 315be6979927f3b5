"""One setting: its name, what it does, and its control at the end."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui.components.icon_sign import IconSign
from desktop_app.ui.tokens import SPACE, TYPE
from desktop_app.ui.widgets.label import PlainLabel


class SettingRow(QWidget):
    """Name and explanation at the left, the control at the right, or `below` them where it is wide."""

    def __init__(
        self,
        title: str,
        text: str,
        control: QWidget | None = None,
        parent: QWidget | None = None,
        *,
        icon: str = "",
        below: bool = False,
    ) -> None:
        super().__init__(parent)
        self.title = PlainLabel(title, kind=TYPE.body_strong, wrap=True)
        self.text = PlainLabel(text, kind=TYPE.small, tone="sub", wrap=True)
        if not text:  # showing what has no place yet would open it as a window
            self.text.hide()
        words = QVBoxLayout()
        words.setSpacing(2)
        if not text:  # a name alone stands level with its control
            words.addStretch(1)
        words.addWidget(self.title)
        words.addWidget(self.text)
        if not text:
            words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, SPACE.xs, 0, SPACE.xs)
        row.setSpacing(SPACE.m)
        self.sign = IconSign(icon) if icon else None
        if self.sign is not None:
            row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        if control is not None and below:
            words.addSpacing(SPACE.s)
            words.addWidget(control, 0, Qt.AlignmentFlag.AlignLeft)
        elif control is not None:
            row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
