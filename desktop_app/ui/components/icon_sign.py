"""An icon that is only looked at."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui import icons, style
from desktop_app.ui.tokens import SIZE
from desktop_app.ui.widgets import paint


class IconSign(QWidget):
    """An icon in a tone of the theme, by its token's name."""

    def __init__(self, icon: str, size: int = SIZE.icon, tone: str = "sub", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._size, self._tone = icon, size, tone
        self.setFixedSize(size, size)

    def set_icon(self, icon: str, tone: str) -> None:
        """Change what is shown."""
        self._icon, self._tone = icon, tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        colour = getattr(style.colours(), self._tone)
        icons.paint(painter, QRectF(self.rect()), self._icon, colour, size=self._size)
        painter.end()
