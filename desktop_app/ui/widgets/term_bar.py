"""One term of a score: its name, its value as a bar and a number, what it rests on, and a way to switch it off."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.ui import style
from desktop_app.ui.tokens import RADIUS, SPACE, TYPE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.button import LinkButton
from desktop_app.ui.widgets.label import PlainLabel


def term_scale(values: Iterable[float]) -> tuple[float, float]:
    """The common range (low <= 0 <= high) on which the bars of one list are drawn; (0, 1) where all are 0."""
    numbers = list(values)
    low, high = min([0.0, *numbers]), max([0.0, *numbers])
    return (low, high) if high > low else (0.0, 1.0)


def signed(value: float) -> str:
    """+0.46, −0.12, 0.00: with a true minus sign."""
    words = f"{value:+.2f}".replace("-", "−")
    return "0.00" if words in ("+0.00", "−0.00") else words


class _Bar(QWidget):
    def __init__(self, value: float, scale: tuple[float, float], parent: QWidget) -> None:
        super().__init__(parent)
        self.value, self.scale = value, scale
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(160, 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        low, high = self.scale
        zero = self.width() * -low / (high - low)
        end = self.width() * (min(max(self.value, low), high) - low) / (high - low)
        area = QRectF(0, 1, self.width(), 4)
        paint.box(painter, area, RADIUS.bar, fill=style.qcolor(c.track))
        bar = QRectF(min(zero, end), 1, abs(end - zero), 4)
        paint.box(painter, bar, RADIUS.bar, fill=style.qcolor(c.acc if self.value >= 0 else c.bad))
        if low < 0:
            painter.fillRect(QRectF(round(zero) - 1, 0, 2, 6), style.qcolor(c.text))
        painter.end()


class TermBar(QWidget):
    """A row of the score. Positive terms are in the accent, negative ones in the colour for "bad" with a minus sign.

    `scale` is the same for all bars of a list (term_scale). `verb` ("Don't use") shows a link that tells
    `verb_activated`; `sentence` says what the term rests on.
    """

    verb_activated = Signal()

    def __init__(
        self,
        label: str,
        value: float,
        scale: tuple[float, float] = (0.0, 1.0),
        parent: QWidget | None = None,
        *,
        sentence: str = "",
        verb: str = "",
    ) -> None:
        super().__init__(parent)
        self._label = PlainLabel(label, self, kind=TYPE.button)
        self._number = PlainLabel("", self, kind=TYPE.number, tone="sub", align=paint.RIGHT)
        self._bar = _Bar(value, scale, self)
        self._sentence = PlainLabel(sentence, self, kind=TYPE.meta, tone="sub", wrap=True)
        self._sentence.setVisible(bool(sentence))
        top = QHBoxLayout()
        top.setSpacing(SPACE.m)
        top.addWidget(self._label, 1)
        top.addWidget(self._number)
        if verb:
            link = LinkButton(verb, self)
            link.setAccessibleName(f"{verb}: {label}")
            link.clicked.connect(self.verb_activated)
            top.addWidget(link)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE.xs)
        layout.addLayout(top)
        layout.addWidget(self._bar)
        layout.addWidget(self._sentence)
        self.set_value(value, scale)

    def set_value(self, value: float, scale: tuple[float, float]) -> None:
        """Change the number and the range. Raises ValueError where `scale` does not hold 0 or is empty."""
        low, high = scale
        if not low <= 0 <= high or low == high:
            raise ValueError(f"the scale {scale} must hold 0 and not be empty")
        self._bar.value, self._bar.scale = value, scale
        self._bar.update()
        self._number.setText(signed(value))
        self.setAccessibleName(f"{self._label.text()} {signed(value)}")
        self.setAccessibleDescription(self._sentence.text())
