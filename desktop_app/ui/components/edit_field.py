"""One field of the details: what is shown, what the file says, and the way back to that."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_app.ui import fonts
from desktop_app.ui.tokens import SPACE, TYPE
from desktop_app.ui.widgets.button import LinkButton
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.words import tr

LONGEST = 1000
"""Letters of a corrected name, as the service keeps them."""


def common(values: Sequence[str]) -> str | None:
    """The one value of all, or None where they differ."""
    return values[0] if len(set(values)) == 1 else None


class EditField(QWidget):
    """A label above a line to type in. Several tracks that differ show "several values" until something is typed."""

    edited = Signal()

    def __init__(self, name: str, label: str, parent: QWidget | None = None, *, most: int = LONGEST) -> None:
        super().__init__(parent)
        self.name = name
        self._shown: str | None = ""
        self._file: str | None = ""
        self._back = False
        """Whether the file's value is wanted back."""
        self._label = PlainLabel(label, kind=TYPE.meta_strong, tone="sub")
        self.line = QLineEdit()
        self.line.setMaxLength(most)
        self.line.setFont(fonts.font(TYPE.body))
        self.line.setAccessibleName(label)
        self._note = PlainLabel("", kind=TYPE.meta, tone="sub")
        self.back = LinkButton(tr("Back to the file’s value"))
        self.back.setAccessibleName(tr("{label}: back to the file’s value", label=label))
        self._said = QWidget()
        row = QHBoxLayout(self._said)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.xs)
        row.addWidget(self._note)
        row.addWidget(self.back)
        row.addStretch(1)
        self._said.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.xs)
        column.addWidget(self._label)
        column.addWidget(self.line)
        column.addWidget(self._said)
        column.addStretch(1)
        self.line.textEdited.connect(self._typed)
        self.back.clicked.connect(self._go_back)

    def show_values(self, shown: Sequence[str], file: Sequence[str], corrected: bool) -> None:
        """The values of all tracks, as they are shown and as the files have them."""
        self._shown, self._file, self._back = common(shown), common(file), False
        self.line.setText(self._shown or "")
        self.line.setPlaceholderText(tr("Several values") if self._shown is None else "")
        if self._file is None:
            words = tr("The files differ.")
        elif self._file:
            words = tr("The file says “{value}”.", value=self._file)
        else:
            words = tr("The file says nothing.")
        self._note.setText(words)
        self.line.setAccessibleDescription(words if corrected else "")
        self._said.setVisible(corrected)

    def value(self) -> tuple[bool, str | None]:
        """Whether it is to be changed, and to what; None for what the file says."""
        text = self.line.text().strip()
        if self._back:
            return True, None
        if text == (self._shown or ""):
            return False, None
        if self._file is not None and text == self._file:
            return True, None
        return True, text

    def _typed(self, _text: str) -> None:
        self._back = False
        self.edited.emit()

    def _go_back(self) -> None:
        self._back = True
        self.line.setText(self._file or "")
        if self._file is None:
            self.line.setPlaceholderText(tr("What each file says"))
        self._said.hide()
        self.line.setFocus()
        self.edited.emit()
