"""One track as a row of 52 pixels: small cover, title, artist, and a button to play it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.domain.records import Track
from desktop_app.ui import style
from desktop_app.ui.components.track_cover import TrackCover
from desktop_app.ui.models.pictures import Pictures
from desktop_app.ui.tokens import RADIUS, SIZE, SPACE, TYPE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.icon_button import IconButton
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.words import artist_text, tr


class TrackRow(QWidget):
    """Shows a track; `play_asked` when its button is pressed or it is double-clicked."""

    play_asked = Signal()

    def __init__(
        self, track: Track, parent: QWidget | None = None, *, note: str = "", pictures: Pictures | None = None
    ) -> None:
        super().__init__(parent)
        self.track = track
        self.setFixedHeight(SIZE.list_row)
        self.setAccessibleName(tr("{title} by {artist}", title=track.title, artist=artist_text(track)))
        cover = TrackCover(36, pictures, radius=RADIUS.tiny_cover)
        cover.show_track(track)
        title = PlainLabel(track.title, kind=TYPE.row)
        below = PlainLabel(note or artist_text(track), kind=TYPE.meta, tone="sub")
        for label in (title, below):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.play = IconButton("play", tr("Play {title}", title=track.title), size=SIZE.control_small, icon_size=16)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(title)
        words.addWidget(below)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.m)
        row.addWidget(cover)
        row.addLayout(words, 1)
        row.addWidget(self.play)
        self.play.clicked.connect(self.play_asked)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.play_asked.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.underMouse():
            painter = paint.start(self)
            paint.box(
                painter,
                QRectF(self.rect()).adjusted(0, 1, 0, -1),
                RADIUS.control,
                fill=style.qcolor(style.colours().hover),
            )
            painter.end()
