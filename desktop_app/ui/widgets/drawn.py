"""A picture that is drawn once for its size and theme, and then copied: scrolling past it costs nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from desktop_app.ui import style


class Drawn(QWidget):
    """Subclasses give `draw`; whoever changes what is drawn calls `redraw`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QPixmap()
        self._drawn_for: tuple[int, int, float, str] | None = None

    def draw(self, painter: QPainter) -> None:
        """Draw all of it, on nothing."""
        raise NotImplementedError

    def redraw(self) -> None:
        """What is shown has changed."""
        self._drawn_for = None
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        wanted = (self.width(), self.height(), ratio, style.theme().name)
        if wanted != self._drawn_for:
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            artist = QPainter(self._picture)
            artist.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.draw(artist)
            artist.end()
            self._drawn_for = wanted
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.end()
