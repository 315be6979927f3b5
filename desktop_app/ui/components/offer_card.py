"""Two tracks that may be one recording: side by side, why it seems so, and the person's answer."""

from __future__ import annotations

import os

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.acts import SameOffer
from desktop_app.domain.records import Presence, Track
from desktop_app.domain.text import clock_text
from desktop_app.ui.components.icon_sign import IconSign
from desktop_app.ui.components.track_row import TrackRow
from desktop_app.ui.components.versions_panel import sure_text
from desktop_app.ui.models.pictures import Pictures
from desktop_app.ui.tokens import SPACE, TYPE
from desktop_app.ui.widgets.button import Button, Kind
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.widgets.surface import Card
from desktop_app.ui.words import artist_text, codec_text, counted, shown_path, tr


def sound_text(track: Track) -> str:
    """What kind of file it is: FLAC, 320 kbit/s, 3:12."""
    rate = tr("{n} kbit/s", n=round(track.bitrate / 1000)) if track.bitrate else ""
    plays = counted(track.plays, "{n} play", "{n} plays") if track.plays else ""
    away = tr("away") if track.presence is Presence.AWAY else ""
    return " · ".join(
        word for word in (codec_text(track.codec), rate, clock_text(track.duration_ms), plays, away) if word
    )


class OfferCard(Card):
    """`joined` and `refused` give the answer; `played` the track that the person wants to hear first."""

    joined = Signal()
    refused = Signal()
    played = Signal(object)
    """TrackId."""

    def __init__(self, offer: SameOffer, pictures: Pictures | None, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, padding=SPACE.l)
        self.offer = offer
        self.body.setSpacing(SPACE.s)
        both = QHBoxLayout()
        both.setSpacing(SPACE.xl)
        for place, track in enumerate((offer.a, offer.b)):
            if place:
                both.addWidget(IconSign("arrow-left-right"))
            both.addLayout(self._side(track, pictures), 1)
        self.body.addLayout(both)
        why = " · ".join(word for word in (offer.why.rstrip("."), sure_text(offer.confidence)) if word)
        self.join = Button(tr("One recording"), kind=Kind.SOFT, icon="link-2", height=32)
        self.differ = Button(tr("They differ"), kind=Kind.GHOST, icon="split", height=32)
        names = {"one": offer.a.title, "other": offer.b.title}
        self.join.setAccessibleName(tr("“{one}” and “{other}” are one recording", **names))
        self.differ.setAccessibleName(tr("“{one}” and “{other}” differ", **names))
        self.join.clicked.connect(self.joined)
        self.differ.clicked.connect(self.refused)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE.s)
        foot.addWidget(PlainLabel(why, kind=TYPE.small, tone="sub"), 1)
        foot.addWidget(self.differ)
        foot.addWidget(self.join)
        self.body.addLayout(foot)

    def _side(self, track: Track, pictures: Pictures | None) -> QVBoxLayout:
        note = " · ".join(dict.fromkeys(word for word in (artist_text(track), track.album) if word))
        row = TrackRow(track, note=note, pictures=pictures)
        row.play.setEnabled(track.presence is Presence.PRESENT)
        row.play_asked.connect(lambda: self.played.emit(track.id))
        path = PlainLabel(shown_path(os.path.basename(track.path)), kind=TYPE.meta, tone="mute")  # noqa: PTH119 - bytes
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(row)
        column.addWidget(PlainLabel(sound_text(track), kind=TYPE.meta, tone="sub"))
        column.addWidget(path)
        return column
