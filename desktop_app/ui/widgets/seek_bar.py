"""Where the music is: the loudness of the whole track as bars, filled as far as it has played."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from desktop_app.domain.text import clock_text
from desktop_app.ui import style
from desktop_app.ui.tokens import RADIUS, SPACE, TYPE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.focus import ring_after

STEP_MS, PAGE_MS = 5_000, 30_000


class SeekBar(QSlider):
    """A slider over milliseconds. `seek_requested` gives the place that the person chose, by mouse, key or reader.

    While the mouse is held, the shown place follows it and news from the player waits. Left and right arrows move by
    5 s, Page Up and Down by 30 s, Home and End to the ends.
    """

    seek_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None, *, height: int = 40) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._height = height
        self._shape: np.ndarray | None = None
        self._bars = QPainterPath()
        self._pictures: dict[tuple[str, float], QPixmap] = {}
        self._hover_x: float | None = None
        self._ring = False
        self._quiet = False
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # time runs to the right in every script
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Place in the track"))
        self.setSingleStep(STEP_MS)
        self.setPageStep(PAGE_MS)
        self.setRange(0, 0)
        self.valueChanged.connect(self._moved)
        self.setEnabled(False)

    def set_track(self, duration_ms: int, shape: Sequence[float] | np.ndarray | None = None) -> None:
        """Show another track: its length (0 for none or unknown) and its loudness, any number of points in 0 to 1."""
        self._quiet = True
        self.setSliderDown(False)
        self.setRange(0, max(0, duration_ms))
        self.setValue(0)
        self._quiet = False
        self.setEnabled(duration_ms > 0)
        self.set_shape(shape)
        self._describe()

    def set_shape(self, shape: Sequence[float] | np.ndarray | None) -> None:
        """The loudness alone, when it comes later; None draws a plain line."""
        self._shape = None if shape is None or len(shape) == 0 else np.clip(np.nan_to_num(shape), 0.0, 1.0)
        self._lay_out()
        self.update()

    def set_position(self, position_ms: int) -> None:
        """News from the player; ignored while the mouse is held."""
        if self.isSliderDown() or position_ms == self.value():
            return
        self._quiet = True
        self.setValue(position_ms)
        self._quiet = False

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(240, self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self._height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        at = self._x(self.value())
        rest = style.qcolor(c.control if self.isEnabled() else c.track)
        if self._shape is None:
            self._paint_line(painter, at, rest)
        else:
            self._blit(painter, QRectF(0, 0, at, self.height()), c.acc)
            self._blit(painter, QRectF(at, 0, self.width() - at, self.height()), rest.name())
            if self._hover_x is not None or self.isSliderDown():
                painter.fillRect(QRectF(at - 1, 0, 2, self.height()), style.qcolor(c.text))
        if self._hover_x is not None and self.isEnabled():
            self._paint_hover(painter, self._hover_x)
        if self.hasFocus() and self._ring:
            paint.focus_ring(painter, QRectF(self.rect()), RADIUS.inner)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setSliderDown(True)
        self._follow(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hover_at(event.position().x())
        if self.isSliderDown():
            self._follow(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or not self.isSliderDown():
            event.ignore()
            return
        self._follow(event.position().x())
        self.setSliderDown(False)
        self.seek_requested.emit(self.value())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hover_at(None)

    def hover_at(self, x: float | None) -> None:
        """The pointer is here now, in pixels from the left; None when it has left."""
        self._hover_x = x
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = ring_after(event.reason(), self._ring)
        super().focusInEvent(event)
        self._describe()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _follow(self, x: float) -> None:
        self._quiet = True
        self.setValue(self._ms(x))
        self._quiet = False
        self.update()

    def _moved(self, value: int) -> None:
        if not self._quiet:
            self.seek_requested.emit(value)
            self._describe()
        self.update()

    def _describe(self) -> None:
        place, length = clock_text(self.value()), clock_text(self.maximum())
        self.setAccessibleDescription(self.tr("{place} of {length}").format(place=place, length=length))

    def _x(self, value: int) -> float:
        return self.width() * value / self.maximum() if self.maximum() > 0 else 0.0

    def _ms(self, x: float) -> int:
        return round(min(max(x / max(self.width(), 1), 0.0), 1.0) * self.maximum())

    def _lay_out(self) -> None:
        self._bars = QPainterPath()
        self._pictures.clear()
        if self._shape is None or self.width() < 8:
            return
        pitch = 6.0 if self.height() >= 64 else 4.0
        width = pitch * 0.58
        count = max(1, min(int(self.width() / pitch), len(self._shape)))
        edges = np.linspace(0, len(self._shape), count + 1).astype(int)
        heights = (
            np.maximum.reduceat(self._shape, edges[:-1]) * 0.5
            + np.add.reduceat(self._shape, edges[:-1]) / np.maximum(np.diff(edges), 1) * 0.5
        )  # a peak in every bar flattens the picture, a mean alone hides hits
        step, middle, room = self.width() / count, self.height() / 2, self.height() - 4
        for number, share in enumerate(heights.tolist()):
            tall = max(3.0, share * room)
            left = number * step + (step - width) / 2
            self._bars.addRoundedRect(QRectF(left, middle - tall / 2, width, tall), width / 2, width / 2)

    def _blit(self, painter: QPainter, area: QRectF, colour: str) -> None:
        ratio = self.devicePixelRatioF()
        picture = self._pictures.get((colour, ratio))
        if picture is None:  # two hundred rounded bars take 15 ms: drawn once per colour, copied ever after
            picture = QPixmap(self.size() * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            artist = QPainter(picture)
            artist.setRenderHint(QPainter.RenderHint.Antialiasing)
            artist.fillPath(self._bars, style.qcolor(colour))
            artist.end()
            if len(self._pictures) > 4:  # a change of theme or screen leaves old ones behind
                self._pictures.clear()
            self._pictures[colour, ratio] = picture
        source = QRectF(area.left() * ratio, 0, area.width() * ratio, area.height() * ratio)
        painter.drawPixmap(area, picture, source)

    def _paint_line(self, painter: QPainter, at: float, rest: QColor) -> None:
        c, middle = style.colours(), self.height() / 2
        paint.box(painter, QRectF(0, middle - 2, self.width(), 4), RADIUS.bar, fill=rest)
        if not self.isEnabled():
            return
        paint.box(painter, QRectF(0, middle - 2, at, 4), RADIUS.bar, fill=style.qcolor(c.acc))
        knob = QPointF(min(max(at, 6.0), self.width() - 6.0), middle)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.qcolor(c.text if self._hover_x is not None else c.acc))
        painter.drawEllipse(knob, 6, 6)

    def _paint_hover(self, painter: QPainter, x: float) -> None:
        c = style.colours()
        words = clock_text(self._ms(x))
        width = paint.text_width(words, TYPE.figure) + 2 * SPACE.xs + 4
        left = min(max(x - width / 2, 0.0), self.width() - width)
        painter.fillRect(QRectF(x - 0.5, 0, 1, self.height()), style.qcolor(c.text, 0.7))
        place = QRectF(left, 0, width, 18)
        paint.box(painter, place, RADIUS.tiny_cover, fill=style.qcolor(c.raised), border=style.qcolor(c.control))
        paint.text(painter, place, words, TYPE.figure, style.qcolor(c.text), paint.CENTRE, elide=False)


class VolumeSlider(QSlider):
    """A thin slider from 0 to 100 per cent. `volume_changed` gives 0 to 1."""

    volume_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None, *, name: str = "", width: int = 96) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._width = width
        self._ring = False
        self.setAccessibleName(name or self.tr("Volume"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setRange(0, 100)
        self.setSingleStep(5)
        self.setPageStep(10)
        self.setValue(80)
        self.valueChanged.connect(self._moved)

    def volume(self) -> float:
        """0 to 1."""
        return self.value() / 100

    def set_volume(self, volume: float) -> None:
        """Show a volume from 0 to 1; does not tell."""
        before = self.blockSignals(True)
        self.setValue(round(min(max(volume, 0.0), 1.0) * 100))
        self.blockSignals(before)
        self.update()

    def sizeHint(self) -> QSize:
        """The line, its knob and the ring."""
        return QSize(self._width, 28)

    def minimumSizeHint(self) -> QSize:
        return QSize(48, 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        if not self.isEnabled():
            painter.setOpacity(0.5)
        middle, span = self.height() / 2, self.width() - 2 * _KNOB
        at = _KNOB + span * (self.value() - self.minimum()) / max(1, self.maximum() - self.minimum())
        rest = QRectF(_KNOB, middle - 1.5, span, 3)
        paint.box(painter, rest, 1.5, fill=style.qcolor(c.control))
        paint.box(painter, QRectF(_KNOB, middle - 2, at - _KNOB, 4), 2, fill=style.qcolor(c.acc))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.qcolor(c.text))
        painter.drawEllipse(QPointF(at, middle), _KNOB - 1, _KNOB - 1)
        if self.hasFocus() and self._ring:
            paint.focus_ring(painter, QRectF(self.rect()), RADIUS.inner)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setSliderDown(True)
        self._follow(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._follow(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = ring_after(event.reason(), self._ring)
        super().focusInEvent(event)

    def _follow(self, x: float) -> None:
        share = (x - _KNOB) / max(1, self.width() - 2 * _KNOB)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            share = 1 - share
        self.setValue(round(self.minimum() + min(max(share, 0.0), 1.0) * (self.maximum() - self.minimum())))

    def _moved(self, value: int) -> None:
        self.volume_changed.emit(value / 100)
        self.update()


_KNOB = 8
