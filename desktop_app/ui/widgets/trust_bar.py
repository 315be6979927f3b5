"""A value between 0 and 1 whose bar is as sharp as it is sure."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QLinearGradient, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.ui import style
from desktop_app.ui.tokens import RADIUS, SPACE, TYPE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.label import PlainLabel

BLUR = 0.35
"""Half of the width, as a share of the bar, over which the end fades where nothing is sure."""
FAINTEST = 0.4


class _Fading(QWidget):
    def __init__(self, value: float, confidence: float, parent: QWidget) -> None:
        super().__init__(parent)
        self.value, self.confidence = value, confidence
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(160, 10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        width = float(self.width())
        area = QRectF(0, 2, width, 6)
        paint.box(painter, area, 3, fill=style.qcolor(c.track))
        blur = BLUR * (1.0 - self.confidence)
        start, end = max(0.0, self.value - blur), min(1.0, self.value + blur)
        strength = FAINTEST + (1.0 - FAINTEST) * self.confidence
        fade = QLinearGradient(start * width, 0, max(end * width, start * width + 1.0), 0)
        fade.setColorAt(0.0, style.qcolor(c.acc, round(strength, 2)))
        fade.setColorAt(1.0, style.qcolor(c.acc, 0.0))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fade)
        painter.save()
        painter.setClipRect(QRectF(0, 0, end * width, 10))
        painter.drawRoundedRect(area, 3, 3)
        painter.restore()
        at = min(max(self.value * width, 2.0), width - 2.0)
        paint.box(painter, QRectF(at - 1.5, 0, 3, 10), RADIUS.bar - 0.5, fill=style.qcolor(c.text))
        painter.end()


class TrustBar(QWidget):
    """`words` say the value, `sure` how far to trust it; both stand above the bar: no colour is the only sign."""

    def __init__(
        self, label: str, value: float, confidence: float, words: str, sure: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.bar = _Fading(min(max(value, 0.0), 1.0), min(max(confidence, 0.0), 1.0), self)
        name = PlainLabel(label, self, kind=TYPE.button)
        said = PlainLabel(words, self, kind=TYPE.small, tone="text")
        doubt = PlainLabel(f"· {sure}", self, kind=TYPE.meta, tone="mute")
        for part in (said, doubt):
            part.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        top = QHBoxLayout()
        top.setSpacing(SPACE.xs)
        top.addWidget(name, 1)
        top.addWidget(said)
        top.addWidget(doubt)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self.bar)
        self.setAccessibleName(f"{label}: {words}, {sure}")
