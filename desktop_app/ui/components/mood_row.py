"""One press from the picks for the person to those for a mood."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QWidget

from desktop_app.domain.heard import MOODS
from desktop_app.ui.tokens import SPACE
from desktop_app.ui.widgets.choices import Chip
from desktop_app.ui.words import tr

NAMES = {
    "": "For you", "happy": "Happy", "sad": "Sad", "calm": "Calm", "energetic": "Energetic", "romantic": "Romantic",
    "dark": "Dark", "focus": "Focus", "workout": "Workout", "party": "Party", "sleep": "Sleep",
}  # fmt: skip
"""What stands on the chips, by mood; "" for none."""


class MoodRow(QWidget):
    """Chips in as many lines as they need, one of them on. Arrow keys move within, `chosen` gives the mood."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Mood"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.chips = {name: Chip(tr(NAMES[name]), self) for name in ("", *MOODS)}
        self._group = QButtonGroup(self)
        for name, chip in self.chips.items():
            self._group.addButton(chip)
            chip.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))
        self.chips[""].setChecked(True)

    def current(self) -> str:
        """The mood that is on, "" for none."""
        return next((name for name, chip in self.chips.items() if chip.isChecked()), "")

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay_out(width, move=False)

    def sizeHint(self) -> QSize:
        return QSize(480, self.heightForWidth(max(480, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.chips[""].sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        height = self._lay_out(self.width(), move=True)
        if height != self.minimumHeight():  # no page that is short of room may take a line away
            self.setFixedHeight(height)

    def _lay_out(self, width: int, *, move: bool) -> int:
        sizes = [chip.sizeHint() for chip in self.chips.values()]
        words, gaps = sum(size.width() for size in sizes), len(sizes) - 1
        tight = words + SPACE.xs * gaps <= width < words + SPACE.s * gaps
        gap = SPACE.xs if tight else SPACE.s  # one line where that is enough for it
        x = y = height = 0
        for chip, size in zip(self.chips.values(), sizes, strict=True):
            if x and x + size.width() > width:
                x, y = 0, y + height + SPACE.s
            if move:
                chip.setGeometry(x, y, size.width(), size.height())
            x, height = x + size.width() + gap, size.height()
        return y + height
