"""The library as dots on the plane of two feelings, the names of its moods, and one place marked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.ui import style
from desktop_app.ui.tokens import RADIUS, SPACE, TYPE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.drawn import Drawn

_PILL = 22
_NAMED_APART = 2.0


class MoodPlane(Drawn):
    """Dots are larger where more of the library lies. Nothing on it can be pressed."""

    def __init__(self, parent: QWidget | None = None, *, axes: tuple[str, str, str, str]) -> None:
        """`axes` name the ends: left, right, bottom, top."""
        super().__init__(parent)
        self._axes = axes
        self._density = np.zeros((0, 0), np.float32)
        self._names: tuple[tuple[str, float, float], ...] = ()
        self._place: tuple[float, float] | None = None
        self.own: frozenset[str] = frozenset()
        """Names with a rim: those that hold for the one that is marked."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(300)

    def sizeHint(self) -> QSize:
        return QSize(360, 320)

    def set_library(self, density: np.ndarray, names: Sequence[tuple[str, float, float]]) -> None:
        """Shares of 0 to 1, shape (rows, columns) from the bottom left; names with their places, 0 to 1."""
        self._density, self._names = density, tuple(names)
        self.redraw()

    def set_place(self, place: tuple[float, float] | None, own: Sequence[str] = ()) -> None:
        """Where the one lies (from the left, from the bottom), and the names that hold for it."""
        self._place, self.own = place, frozenset(own)
        self.redraw()

    def draw(self, painter: QPainter) -> None:
        c = style.colours()
        area = QRectF(self.rect()).adjusted(SPACE.xxl, SPACE.xxl, -SPACE.xxl, -SPACE.xxl)
        ink = style.qcolor(c.sub)
        left, right, bottom, top = self._axes
        paint.text(painter, QRectF(0, 0, self.width(), 20), top, TYPE.meta_strong, ink, paint.CENTRE)
        paint.text(
            painter, QRectF(0, self.height() - 20, self.width(), 20), bottom, TYPE.meta_strong, ink, paint.CENTRE
        )
        for words, x, angle in ((left, 10.0, -90.0), (right, self.width() - 10.0, 90.0)):
            painter.save()
            painter.translate(x, area.center().y())
            painter.rotate(angle)
            paint.text(painter, QRectF(-area.height() / 2, -10, area.height(), 20), words, TYPE.meta_strong, ink,
                       paint.CENTRE)  # fmt: skip
            painter.restore()
        painter.setPen(QPen(style.qcolor(c.line), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(area.left(), area.center().y()), QPointF(area.right(), area.center().y()))
        painter.drawLine(QPointF(area.center().x(), area.top()), QPointF(area.center().x(), area.bottom()))
        self._paint_dots(painter, area)
        taken = self._paint_place(painter, area)
        self._paint_names(painter, area, taken)

    def _paint_dots(self, painter: QPainter, area: QRectF) -> None:
        c = style.colours()
        rows, columns = self._density.shape
        if not rows:
            return
        step_x, step_y = area.width() / columns, area.height() / rows
        largest = min(step_x, step_y) * 0.46
        painter.setPen(Qt.PenStyle.NoPen)
        for row, column in zip(*np.nonzero(self._density), strict=True):
            share = float(self._density[row, column])
            painter.setBrush(style.mix(c.track, c.control, min(1.0, 0.35 + share)))
            size = largest * (0.35 + 0.65 * share**0.5)
            centre = QPointF(area.left() + (column + 0.5) * step_x, area.bottom() - (row + 0.5) * step_y)
            painter.drawEllipse(centre, size, size)

    def _paint_place(self, painter: QPainter, area: QRectF) -> list[QRectF]:
        if self._place is None:
            return []
        c = style.colours()
        at = QPointF(area.left() + self._place[0] * area.width(), area.bottom() - self._place[1] * area.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.qcolor(c.acc, 0.18))
        painter.drawEllipse(at, 22, 22)
        painter.setBrush(style.qcolor(c.acc))
        painter.setPen(QPen(style.qcolor(c.card), 3))
        painter.drawEllipse(at, 9, 9)
        return [QRectF(at.x() - 12, at.y() - 12, 24, 24)]

    def _paint_names(self, painter: QPainter, area: QRectF, taken: list[QRectF]) -> None:
        c = style.colours()
        for name, x, y in sorted(self._names, key=lambda one: one[0] not in self.own):
            width = paint.text_width(name, TYPE.meta_strong) + 2 * SPACE.s + 2
            pill = QRectF(0, 0, width, _PILL)
            pill.moveCenter(QPointF(area.left() + x * area.width(), area.bottom() - y * area.height()))
            pill = _apart(pill, taken, area)
            taken.append(pill)
            own = name in self.own
            border = style.qcolor(c.acc) if own else None
            paint.box(
                painter, pill, RADIUS.tiny_cover, fill=style.qcolor(c.card, 0.8), border=border
            )  # read, not pressed
            paint.text(painter, pill, name, TYPE.meta_strong, style.qcolor(c.text if own else c.sub), paint.CENTRE,
                       elide=False)  # fmt: skip


def _apart(pill: QRectF, taken: Sequence[QRectF], area: QRectF) -> QRectF:
    """The nearest place above or below (then beside) its own where it covers no other."""
    inside = QRectF(pill)
    inside.moveLeft(min(max(pill.left(), area.left()), area.right() - pill.width()))
    inside.moveTop(min(max(pill.top(), area.top()), area.bottom() - pill.height()))
    step = _PILL + _NAMED_APART
    for across in (0.0, -0.6, 0.6, -1.1, 1.1):
        for down in (0, -1, 1, -2, 2, -3, 3, -4, 4):
            moved = inside.translated(across * pill.width(), down * step)
            if area.adjusted(-12, -2, 12, 2).contains(moved) and not any(moved.intersects(other) for other in taken):
                return moved
    return inside
