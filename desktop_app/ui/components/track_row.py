"""One track as a row of 52 pixels: small cover, title, artist, and a button to play it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.domain.records import Track
from desktop_app.ui.components.track_cover import TrackCover
from desktop_app.ui.models.pictures import Pictures
from desktop_app.ui.tokens import RADIUS, SIZE, SPACE, TYPE
from desktop_app.ui.widgets.hover_row import HoverRow
from desktop_app.ui.widgets.icon_button import IconButton
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.words import artist_text, tr


class TrackRow(HoverRow):
    """Shows a track; `play_asked` when its button is pressed or it is double-clicked."""

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
