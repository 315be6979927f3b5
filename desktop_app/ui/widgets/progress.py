"""How far a job is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.ui import style
from desktop_app.ui.tokens import RADIUS, SPACE, TYPE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.icon_button import IconButton
from desktop_app.ui.widgets.label import PlainLabel


class _Progress(QWidget):
    STEP = 0.07  # how far the piece moves with each report

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.share: float | None = 0.0
        self.phase = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(4)

    def sizeHint(self) -> QSize:
        return QSize(200, 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        area = QRectF(self.rect())
        paint.box(painter, area, RADIUS.bar, fill=style.qcolor(c.track))
        if self.share is None:
            width = area.width() * 0.3
            there = 1 - abs(1 - 2 * self.phase)  # to the end and back
            bar = QRectF((area.width() - width) * there, 0, width, area.height())
        else:
            bar = QRectF(0, 0, max(area.width() * self.share, 4 if self.share > 0 else 0), area.height())
        paint.box(painter, bar, RADIUS.bar, fill=style.qcolor(c.acc))
        painter.end()


class ProgressLine(QWidget):
    """A job that goes on: what it does, how far it is, and a thin bar. Where the end is unknown, a piece
    of the bar moves on with each report, so that it stands still when nothing happens."""

    cancelled = Signal()

    def __init__(self, text: str = "", parent: QWidget | None = None, *, cancel: str = "") -> None:
        super().__init__(parent)
        self._text = PlainLabel(text, self, kind=TYPE.meta, tone="sub")
        self._count = PlainLabel("", self, kind=TYPE.figure, tone="sub", align=paint.RIGHT)
        self._bar = _Progress(self)
        row = QHBoxLayout()
        row.setSpacing(SPACE.m)
        row.addWidget(self._text, 1)
        row.addWidget(self._count)
        if cancel:
            stop = IconButton("x", cancel, self, size=24, icon_size=14)
            stop.clicked.connect(self.cancelled)
            row.addWidget(stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.xs)
        column.addLayout(row)
        column.addWidget(self._bar)
        self.setAccessibleName(text)

    def set_text(self, text: str) -> None:
        """Change what it does."""
        self._text.setText(text)
        self.setAccessibleName(text)

    def set_progress(self, done: int, total: int | None) -> None:
        """How many of how many; None where nobody knows yet."""
        self._bar.share = None if total is None else min(max(done / total, 0.0), 1.0) if total > 0 else 0.0
        if total is None:
            words = f"{done:,}" if done else ""
        else:
            words = self.tr("{done} of {total}").format(done=f"{done:,}", total=f"{total:,}")
        self._count.setText(words)
        self.setAccessibleDescription(words)
        self._bar.phase = (self._bar.phase + self._bar.STEP) % 1.0
        self._bar.update()
