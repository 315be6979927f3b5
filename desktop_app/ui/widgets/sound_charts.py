"""Small pictures of sound: loudness over time, levels of bands, pitch classes, and the strength of pulses."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.ui import style
from desktop_app.ui.tokens import TYPE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.drawn import Drawn

FOOT = 20
"""Room for the words below a chart."""


class Chart(Drawn):
    """A picture with words below it. It takes no focus; what it shows is written beside it."""

    def __init__(self, parent: QWidget | None = None, *, height: int = 140) -> None:
        super().__init__(parent)
        self._height = height
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(240, self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._height)

    def room(self) -> QRectF:
        """Where the picture lies."""
        return QRectF(0, 4, self.width(), self.height() - FOOT - 6)

    def foot(self, painter: QPainter, words: Sequence[tuple[float, str]]) -> None:
        """Words below the picture, each at its share of the width."""
        ink = style.qcolor(style.colours().sub)
        for share, text in words:
            width = paint.text_width(text, TYPE.badge) + 2.0
            left = min(max(0.0, share * self.width() - width / 2), self.width() - width)
            area = QRectF(left, self.height() - FOOT + 4, width, 16)
            paint.text(painter, area, text, TYPE.badge, ink, paint.CENTRE, elide=False)


class ShapeChart(Chart):
    """Loudness over the length as mirrored bars; the louder, the more accent."""

    def __init__(self, shape: Sequence[float] | np.ndarray, words: Sequence[tuple[float, str]],
                 parent: QWidget | None = None, *, height: int = 112) -> None:  # fmt: skip
        super().__init__(parent, height=height)
        self._shape = np.clip(np.nan_to_num(np.asarray(shape, np.float64)), 0.0, 1.0)
        self._words = tuple(words)

    def draw(self, painter: QPainter) -> None:
        c, area = style.colours(), self.room()
        count = max(1, min(int(area.width() / 5), len(self._shape)))
        edges = np.linspace(0, len(self._shape), count + 1).astype(int)
        tall: list[float] = []
        if len(self._shape):
            tall = (np.add.reduceat(self._shape, edges[:-1]) / np.maximum(np.diff(edges), 1)).tolist()
        step = area.width() / count
        top = max(tall, default=0.0)
        painter.setPen(Qt.PenStyle.NoPen)
        for number, share in enumerate(tall):
            height = max(3.0, float(share) * area.height())
            bar = QRectF(number * step + step * 0.21, area.center().y() - height / 2, step * 0.58, height)
            painter.setBrush(style.mix(c.control, c.acc, (share / top) ** 4 if top > 0 else 0.0))
            painter.drawRoundedRect(bar, bar.width() / 2, bar.width() / 2)
        self.foot(painter, self._words)


class BandChart(Chart):
    """Levels from low to high: a line for the middle, a band from the quiet to the loud tenth of the time."""

    def __init__(self, bands: np.ndarray, words: Sequence[tuple[float, str]], parent: QWidget | None = None) -> None:
        """`bands`: shape (3, n), in dB below the loudest."""
        super().__init__(parent)
        self._bands = np.asarray(bands, np.float64)
        self._words = tuple(words)

    def draw(self, painter: QPainter) -> None:
        c, area = style.colours(), self.room()
        lowest = min(-30.0, float(self._bands.min()))
        x = np.linspace(area.left(), area.right(), self._bands.shape[1])
        quiet, middle, loud = area.top() + area.height() * self._bands / lowest
        painter.setPen(QPen(style.qcolor(c.line), 1))
        for level in range(0, int(-lowest), 20):
            y = area.top() + area.height() * level / -lowest
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        around = [*zip(x, loud, strict=True), *zip(x[::-1], quiet[::-1], strict=True)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.qcolor(c.acc, 0.22))
        painter.drawPolygon(QPolygonF([QPointF(a, b) for a, b in around]))
        painter.setPen(QPen(style.qcolor(c.acc), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(QPolygonF([QPointF(a, b) for a, b in zip(x, middle, strict=True)]))
        self.foot(painter, self._words)


class PulseChart(Chart):
    """How strongly the sound repeats itself, by tempo; the tempo taken is marked, and the other octave."""

    def __init__(
        self, pulse: np.ndarray, words: Sequence[tuple[float, str]], marks: Sequence[tuple[float, str]],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """`marks`: places from 0 to 1 with a word each, the first one the main one."""
        super().__init__(parent)
        self._pulse = np.clip(np.asarray(pulse, np.float64), 0.0, 1.0)
        self._words, self._marks = tuple(words), tuple(marks)

    def draw(self, painter: QPainter) -> None:
        c, area = style.colours(), self.room().adjusted(0, 18, 0, 0)
        highest = max(0.15, float(self._pulse.max(initial=0.0)))
        points = [
            QPointF(area.left() + area.width() * place / (len(self._pulse) - 1), area.bottom() - area.height() * share)
            for place, share in enumerate((self._pulse / highest).tolist())
        ]
        line = _smooth(points)
        below = QPainterPath(line)
        below.lineTo(area.bottomRight())
        below.lineTo(area.bottomLeft())
        below.closeSubpath()
        fade = QLinearGradient(area.topLeft(), area.bottomLeft())
        fade.setColorAt(0.0, style.qcolor(c.acc, 0.34))
        fade.setColorAt(1.0, style.qcolor(c.acc, 0.04))
        painter.fillPath(below, fade)
        painter.setPen(QPen(style.qcolor(c.line), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(style.qcolor(c.acc), 2))
        painter.drawPath(line)
        for number, (share, text) in enumerate(self._marks):
            ink = style.qcolor(c.text if number == 0 else c.sub)
            at = area.left() + share * area.width()
            painter.setPen(
                QPen(ink, 2 if number == 0 else 1, Qt.PenStyle.SolidLine if number == 0 else Qt.PenStyle.DashLine)
            )
            painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()))
            width = paint.text_width(text, TYPE.figure) + 2.0
            left = min(max(0.0, at - width / 2), self.width() - width)
            paint.text(painter, QRectF(left, area.top() - 19, width, 16), text, TYPE.figure, ink, paint.CENTRE,
                       elide=False)  # fmt: skip
        self.foot(painter, self._words)


def _smooth(points: Sequence[QPointF]) -> QPainterPath:
    """A line through points with level tangents, so that it never swings above a peak."""
    path = QPainterPath(points[0])
    for before, after in itertools.pairwise(points):
        half = (after.x() - before.x()) / 2
        path.cubicTo(QPointF(before.x() + half, before.y()), QPointF(after.x() - half, after.y()), after)
    return path


class PitchWheel(Chart):
    """Twelve pitch classes in the circle of fifths, as wedges that are longer where more is heard; the first on top.

    In this order the seven notes of a scale lie side by side.
    """

    def __init__(self, pitches: np.ndarray, names: Sequence[str], centre: str, parent: QWidget | None = None) -> None:
        """`pitches` and `names` rise by semitones from the key note, values 0 to 1."""
        super().__init__(parent, height=200)
        fifths = [7 * i % 12 for i in range(12)]
        self._values = [float(min(max(pitches[i], 0.0), 1.0)) for i in fifths]
        self._names = [names[i] for i in fifths]
        self._centre = centre

    def draw(self, painter: QPainter) -> None:
        c = style.colours()
        middle = QPointF(self.width() / 2, self.height() / 2)
        radius = min(self.width(), self.height()) / 2 - 18
        hole = radius * 0.34
        for number, (value, name) in enumerate(zip(self._values, self._names, strict=True)):
            angle = 90.0 - 30.0 * number
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.qcolor(c.track, 0.55))
            painter.drawPath(_wedge(middle, hole, radius, angle))
            if value > 0:
                painter.setBrush(style.qcolor(c.acc) if number == 0 else style.mix(c.control, c.acc, value))
                painter.drawPath(_wedge(middle, hole, hole + (radius - hole) * value, angle))
            turn = math.radians(angle)
            at = QPointF(middle.x() + (radius + 10) * math.cos(turn), middle.y() - (radius + 10) * math.sin(turn))
            ink = style.qcolor(c.text if number == 0 or value >= 0.5 else c.sub)
            paint.text(painter, QRectF(at.x() - 14, at.y() - 8, 28, 16), name, TYPE.badge, ink, paint.CENTRE,
                       elide=False)  # fmt: skip
        paint.text(painter, QRectF(middle.x() - hole, middle.y() - 12, 2 * hole, 24), self._centre, TYPE.card_title,
                   style.qcolor(c.text), paint.CENTRE, elide=False)  # fmt: skip


def _wedge(middle: QPointF, inner: float, outer: float, angle: float) -> QPainterPath:
    """A piece of a ring 26 degrees wide around an angle, in degrees from the right, counter-clockwise."""
    large = QRectF(middle.x() - outer, middle.y() - outer, 2 * outer, 2 * outer)
    small = QRectF(middle.x() - inner, middle.y() - inner, 2 * inner, 2 * inner)
    path = QPainterPath()
    path.arcMoveTo(large, angle - 13)
    path.arcTo(large, angle - 13, 26)
    path.arcTo(small, angle + 13, -26)
    path.closeSubpath()
    return path
