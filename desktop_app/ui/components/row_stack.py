"""Rows of one height, as many as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.ui.tokens import SIZE


class RowStack(QWidget):
    """Shows the first rows that fit wholly; the others wait, hidden, until there is more room."""

    def __init__(self, parent: QWidget | None = None, *, row: int = SIZE.list_row) -> None:
        super().__init__(parent)
        self._height = row
        self._rows: list[QWidget] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)

    def set_rows(self, rows: Sequence[QWidget]) -> None:
        """Take these rows instead of those before, which are deleted."""
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = list(rows)
        for row in self._rows:
            row.setParent(self)
        self._place()

    def rows(self) -> list[QWidget]:
        """The rows, shown or not."""
        return list(self._rows)

    def sizeHint(self) -> QSize:
        """All rows."""
        return QSize(200, self._height * len(self._rows))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        for number, row in enumerate(self._rows):
            row.setGeometry(0, number * self._height, self.width(), self._height)
            row.setVisible((number + 1) * self._height <= self.height())
