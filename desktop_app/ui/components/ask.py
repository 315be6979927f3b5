"""A question before something is done: what it means, and a button for each answer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui.tokens import SPACE, TYPE
from desktop_app.ui.widgets.button import Button, Kind
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.words import tr

WIDTH = 440


class Question(QDialog):
    """Asks without holding up the window; `verb` names what is done, and is not the answer to Enter by accident."""

    def __init__(
        self, parent: QWidget, title: str, text: str, verb: str, on_yes: Callable[[], None], *, danger: bool = False
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(WIDTH)
        self.setAccessibleDescription(text)
        self.yes = Button(verb, kind=Kind.DANGER if danger else Kind.PRIMARY)
        self.no = Button(tr("Cancel"))
        self.yes.clicked.connect(self.accept)
        self.no.clicked.connect(self.reject)
        self.accepted.connect(on_yes)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE.s)
        buttons.addStretch(1)
        buttons.addWidget(self.no)
        buttons.addWidget(self.yes)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.xxl, SPACE.xl, SPACE.xxl, SPACE.xl)
        column.setSpacing(SPACE.s)
        column.addWidget(PlainLabel(title, kind=TYPE.heading, wrap=True))
        column.addWidget(PlainLabel(text, kind=TYPE.body, tone="sub", wrap=True))
        column.addSpacing(SPACE.m)
        column.addLayout(buttons)
        self._column = column

    def showEvent(self, event: QShowEvent) -> None:
        """Make room for every line: by itself a dialog takes wrapped text for two lines at most."""
        self.setFixedHeight(self._column.totalHeightForWidth(WIDTH))
        super().showEvent(event)


def ask(
    parent: QWidget, title: str, text: str, verb: str, on_yes: Callable[[], None], *, danger: bool = False
) -> Question:
    """Open the question; `on_yes` runs once it is answered with the verb."""
    question = Question(parent.window(), title, text, verb, on_yes, danger=danger)
    question.open()
    question.no.setFocus()
    return question
