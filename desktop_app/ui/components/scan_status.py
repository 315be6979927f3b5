"""What goes on in the background, in the rail: reading folders, analysing sound; how long yet, with pause and stop."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui import icons, style
from desktop_app.ui.background import Background, Status
from desktop_app.ui.tokens import SIZE, SPACE, TYPE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.button import LinkButton
from desktop_app.ui.widgets.icon_button import IconButton
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.widgets.pressable import Pressable
from desktop_app.ui.widgets.progress import ProgressLine
from desktop_app.ui.words import number, tr


def status_text(status: Status) -> str:
    """What goes on, in a few words; "" when nothing does."""
    if status.stage == "idle":
        return ""
    if status.paused:
        return tr("Paused")
    if status.held:
        return tr("Waits: battery") if status.held == "battery" else tr("Waits: too hot")
    return tr("Reading files") if status.stage == "scan" else tr("Analysing")


def count_text(status: Status) -> str:
    """How far it is: "212 of 1,310", or only the count while the total is not known."""
    if status.total is None:
        return number(status.done)
    return tr("{done} of {total}", done=number(status.done), total=number(status.total))


def left_text(seconds: float | None) -> str:
    """How long a job will go on, no more exact than it is known; "" where that cannot be told."""
    if seconds is None:
        return ""
    minutes = round(seconds / 60)
    if seconds < 50:
        return tr("less than a minute left")
    if minutes < 60:
        return tr("about {n} min left", n=minutes if minutes < 10 else 5 * round(minutes / 5))
    if minutes < 600:
        hours, rest = divmod(10 * round(minutes / 10), 60)
        return tr("about {h} h {m} min left", h=hours, m=rest) if rest else tr("about {h} h left", h=hours)
    return tr("about {h} h left", h=round(minutes / 60))


class _Ring(Pressable):
    """The narrow form: a ring that fills; a press pauses or goes on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.status = Status()
        self.setFixedSize(40, 40)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        area = QRectF(6, 6, 28, 28)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(style.qcolor(c.track), 3))
        painter.drawEllipse(area)
        total = self.status.total or 0
        share = self.status.done / total if total else 0.15
        painter.setPen(QPen(style.qcolor(c.acc), 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(area, 90 * 16, -round(360 * 16 * min(share, 1.0)))
        icons.paint(painter, area, "play" if self.status.paused else "pause", c.sub, size=12)
        if self.ring:
            paint.focus_ring(painter, self.area(), 8)
        painter.end()


class ScanStatus(QWidget):
    """Shown only while something goes on, waits or is paused."""

    anyway_asked = Signal()
    """On battery: the person wants the analysis to go on all the same."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._narrow = False
        self.line = ProgressLine()
        self.detail = PlainLabel("", kind=TYPE.badge, tone="mute")
        self.pause = IconButton("pause", tr("Pause"), size=SIZE.target, icon_size=14)
        self.stop = IconButton("x", tr("Stop reading folders"), size=SIZE.target, icon_size=14)
        self.anyway = LinkButton(tr("Go on anyway"), inset=0)
        self.anyway.hide()
        self.ring = _Ring(self)
        self._wide = QWidget()
        wide = QVBoxLayout(self._wide)
        wide.setContentsMargins(SPACE.s, 0, 0, 0)
        wide.setSpacing(SPACE.xs)
        wide.addWidget(self.line)
        foot = QHBoxLayout()
        foot.setSpacing(0)
        foot.addWidget(self.anyway)
        foot.addWidget(self.detail, 1)
        foot.addWidget(self.pause)
        foot.addWidget(self.stop)
        wide.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._wide)
        column.addWidget(self.ring, 0, Qt.AlignmentFlag.AlignHCenter)
        self.pause.clicked.connect(self._toggle)
        self.ring.clicked.connect(self._toggle)
        self.stop.clicked.connect(background.stop_scan)
        self.anyway.clicked.connect(self.anyway_asked)
        background.status_changed.connect(self._show_status)
        self._show_status(background.status)

    def set_narrow(self, narrow: bool) -> None:
        """A ring instead of words."""
        self._narrow = narrow
        self._show_status(self._background.status)

    def _toggle(self) -> None:
        if self._background.status.paused:
            self._background.resume()
        else:
            self._background.pause()

    def _show_status(self, status: Status) -> None:
        words = status_text(status)
        self.setVisible(bool(words))
        self._wide.setVisible(not self._narrow)
        self.ring.setVisible(self._narrow)
        if not words:
            return
        self.line.set_text(words)
        self.line.set_progress(status.done, status.total)
        left = left_text(status.left_s)
        self.detail.setText("" if status.paused or status.held else left or status.detail)
        self.anyway.setVisible(status.held == "battery" and not status.paused)
        verb = tr("Go on") if status.paused else tr("Pause")
        self.pause.set_icon("play" if status.paused else "pause")
        self.pause.set_name(verb)
        self.stop.setVisible(status.stage == "scan")
        self.ring.status = status
        self.ring.setAccessibleName(verb)
        how_far = ", ".join(part for part in (count_text(status), left) if part)
        self.ring.setToolTip(paint.plain_tip(f"{words}: {how_far}. {verb}"))
        self.setAccessibleName(f"{words}: {how_far}")
        self.ring.update()
