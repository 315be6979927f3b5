"""A page that scrolls as a whole, its right edge where it is whether or not there is a scroll bar."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget


class PageScroll(QScrollArea):
    """Put things into `column`. `left`, `top`, `right` and `bottom` are its margins in pixels."""

    def __init__(
        self, parent: QWidget | None = None, *, left: int = 0, top: int = 0, right: int = 0, bottom: int = 0
    ) -> None:
        super().__init__(parent)
        self._margins = (left, top, right, bottom)
        self.page = QWidget()
        self.page.setObjectName("page")
        self.column = QVBoxLayout(self.page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the focus of what is inside
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self.page)
        self._bar = self.verticalScrollBar().sizeHint().width()
        self.verticalScrollBar().rangeChanged.connect(lambda _, most: self._keep(most > 0))
        self._keep(False)

    def _keep(self, scrolls: bool) -> None:
        left, top, right, bottom = self._margins
        self.column.setContentsMargins(left, top, max(0, right - (self._bar if scrolls else 0)), bottom)
