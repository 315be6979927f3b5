"""What every page has: a title line with buttons at its end, and margins."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui.tokens import SIZE, SPACE, TYPE
from desktop_app.ui.widgets.label import PlainLabel


class Page(QWidget):
    """A page behind the rail. Loads when it is first shown, and again when something it shows has changed meanwhile."""

    folder_asked = Signal()
    """The person wants to add a folder."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._due = True
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a click beside everything leaves the search field
        self.setAccessibleName(title)
        self.title = PlainLabel(title, kind=TYPE.page)
        self.subtitle = PlainLabel("", kind=TYPE.body, tone="sub")
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(SPACE.s)
        line = QHBoxLayout()
        line.setSpacing(SPACE.l)
        line.addWidget(self.title, 1)
        line.addLayout(self.buttons)
        self.top = QWidget()
        """The title line and what stands below it."""
        self.head = QVBoxLayout(self.top)
        self.head.setContentsMargins(SIZE.page_margin, SPACE.xxl, SIZE.page_margin, 0)
        self.head.setSpacing(SPACE.xs)
        self.head.addLayout(line)
        self.head.addWidget(self.subtitle)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(SPACE.m)
        self.column.addWidget(self.top)

    def place(
        self, widget: QWidget, stretch: int = 0, *, left: int = SIZE.page_margin, right: int = SIZE.page_margin
    ) -> None:
        """Put a widget below what is there, with these margins at its sides."""
        box = QHBoxLayout()
        box.setContentsMargins(left, 0, right, 0)
        box.addWidget(widget)
        self.column.addLayout(box, stretch)

    def load(self) -> None:
        """Fetch what the page shows, by jobs."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Load now if the page is open, else when it is opened."""
        if self.isVisible():
            self._due = False
            self.load()
        else:
            self._due = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._due and not event.spontaneous():
            self._due = False
            self.load()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
