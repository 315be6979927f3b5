"""A track that sounds alike: how much, what both have, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.domain.heard import Neighbour
from desktop_app.domain.ids import TrackId
from desktop_app.ui import style
from desktop_app.ui.components.track_cover import TrackCover
from desktop_app.ui.models.pictures import Pictures
from desktop_app.ui.tokens import RADIUS, SIZE, SPACE, TYPE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.hover_row import HoverRow
from desktop_app.ui.widgets.icon_button import IconButton
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.words import artist_text, tr

HEIGHT = 56


class _Likeness(QWidget):
    """The share as a short bar with its figure."""

    def __init__(self, share: float, parent: QWidget) -> None:
        super().__init__(parent)
        self._share = min(max(share, 0.0), 1.0)
        self.setFixedSize(QSize(92, HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        bar = QRectF(0, self.height() / 2 - 2, 48, 4)
        paint.box(painter, bar, RADIUS.bar, fill=style.qcolor(c.track))
        bar.setWidth(bar.width() * self._share)
        paint.box(painter, bar, RADIUS.bar, fill=style.qcolor(c.acc))
        words = tr("{n} %", n=round(100 * self._share))
        paint.text(painter, QRectF(54, 0, 38, self.height()), words, TYPE.figure, style.qcolor(c.sub), paint.RIGHT)
        painter.end()


class NeighbourRow(HoverRow):
    """Signals tell what was pressed; a double click plays."""

    queue_asked = Signal()
    heard_asked = Signal()

    def __init__(self, near: Neighbour, pictures: Pictures | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.track = track = near.track
        self.setFixedHeight(HEIGHT)
        shared = tr(" · ").join(tr(word) for word in near.shared[:4])
        cover = TrackCover(40, pictures, radius=RADIUS.tiny_cover)
        cover.show_track(track)
        title = PlainLabel(track.title, kind=TYPE.row)
        below = PlainLabel(
            tr(" · ").join(part for part in (artist_text(track), shared) if part), kind=TYPE.meta, tone="sub"
        )
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        for label in (title, below):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            words.addWidget(label)
        words.addStretch(1)
        self.play = _small("play", tr("Play {title}", title=track.title))
        self.queue = _small("list-plus", tr("Add {title} to the queue", title=track.title))
        self.open = _small("audio-lines", tr("What was heard in {title}", title=track.title))
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.xs, 0, SPACE.xs, 0)
        row.setSpacing(SPACE.xs)
        row.addWidget(cover)
        row.addSpacing(SPACE.s)
        row.addLayout(words, 1)
        row.addSpacing(SPACE.s)
        row.addWidget(_Likeness(near.likeness, self))
        row.addSpacing(SPACE.s)
        for button in (self.play, self.queue, self.open):
            row.addWidget(button)
        self.play.clicked.connect(self.play_asked)
        self.queue.clicked.connect(self.queue_asked)
        self.open.clicked.connect(self.heard_asked)
        self.setAccessibleName(
            tr(
                "{title} by {artist}, {n} % alike",
                title=track.title,
                artist=artist_text(track),
                n=round(100 * near.likeness),
            )
        )
        if shared:
            self.setAccessibleDescription(tr("Both: {words}", words=shared))

    def current_track(self) -> TrackId:
        """The one that its buttons are about."""
        return self.track.id


def _small(icon: str, name: str) -> IconButton:
    return IconButton(icon, name, size=SIZE.control_small, icon_size=16)
