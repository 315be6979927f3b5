"""One cover, in any size."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.ui import cover_art, style
from desktop_app.ui.tokens import RADIUS
from desktop_app.ui.widgets import paint


class Cover(QWidget):
    """A square cover: drawn from the names, or a real picture. Decoration: the words stand beside it."""

    def __init__(self, side: int, parent: QWidget | None = None, *, radius: int = RADIUS.control) -> None:
        super().__init__(parent)
        self._side = side
        self._radius = radius
        self._seed = ""
        self._picture: QPixmap | None = None
        self._art: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_seed(self, seed: str, picture: QPixmap | None = None) -> None:
        """cover_art.seed(artist, album), '' for an empty place; `picture` wins over the drawing."""
        self._seed = seed
        self._picture, self._art = picture, None
        self.update()

    def set_art(self, seed: str, framed: QPixmap | None, *, waiting: bool = False) -> None:
        """A cover that is framed already, as wide as this widget; the drawing where it is None or null.

        `waiting` keeps the place empty while the picture is on its way.
        """
        self._seed = "" if waiting else seed
        self._picture, self._art = None, framed if framed is not None and not framed.isNull() else None
        self.update()

    def radius(self) -> int:
        """Of the corners, in pixels."""
        return self._radius

    def set_radius(self, radius: int) -> None:
        """Change the corners; half of the side makes a disc."""
        self._radius = radius
        self.update()

    def set_side(self, side: int) -> None:
        """Change the size."""
        self._side = side
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._side, self._side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        ratio = self.devicePixelRatioF()
        if self._art is not None:
            painter.drawPixmap(0, 0, self._art)
        elif self._picture is not None:
            painter.drawPixmap(0, 0, cover_art.framed(self._picture, self._side, ratio, self._radius))
        elif self._seed:
            painter.drawPixmap(0, 0, cover_art.pixmap(self._seed, self._side, ratio, self._radius))
        else:
            c = style.colours()
            area = QRectF(0, 0, self._side, self._side)
            paint.box(painter, area, self._radius, fill=style.qcolor(c.raised), border=style.qcolor(c.line))
        painter.end()
