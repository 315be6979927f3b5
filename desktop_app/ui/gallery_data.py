"""What the gallery shows: invented albums and tracks, and how a sheet is laid out."""

from __future__ import annotations

import math
import random

from PySide6.QtCore import QPointF
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget

from desktop_app.ui import cover_art, style
from desktop_app.ui.tokens import SPACE, TYPE
from desktop_app.ui.widgets import (
    CellKind,
    Column,
    NavItem,
    PlainLabel,
    roles,
)

PLACES = (
    NavItem("home", "Home", "house"),
    NavItem("library", "Library", "library"),
    NavItem("explore", "Explore", "compass"),
    NavItem("moods", "Moods", "smile"),
    NavItem("playlists", "Playlists", "list-music"),
    NavItem("insights", "Insights", "chart-no-axes-column", section="You"),
    NavItem("taste", "Taste", "fingerprint"),
    NavItem("privacy", "Privacy", "shield"),
    NavItem("settings", "Settings", "settings", bottom=True),
)
ALBUMS = (
    ("Slow Harbour", "Mira Vale", "Close to “Tidal”, slower"),
    ("Copper Rain", "The Loam", "You replayed its twin 4×"),
    ("Night Bus 9", "Okapi Radio", "Same pulse, new artist"),
    ("Glass Weather", "Ana Ferro", "Bridge to ambient"),
    ("Understory", "Fen & Field", "From a forgotten album"),
    ("Salt Letters", "Jun Aoki", "Evenings, you like this"),
    ("Parallax", "Low Ceiling", "A wild card"),
    ("Ember Days", "Ruth Okoye", "Warm voice, after nine"),
    ("Concrete Garden", "Delta Nine", "Rarely played, well rated"),
    ("Polar Bloom", "Hollow Ferns", "Same key, next in arc"),
)


class Page(QWidget):
    """A page in the colour of the window."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), style.qcolor(style.colours().bg))
        painter.end()


def hover(widget: QWidget) -> QWidget:
    """Make a widget believe that the pointer is on it."""
    place = QPointF(4, 4)
    widget.enterEvent(QEnterEvent(place, place, place))
    return widget


def shape(points: int = 1000) -> list[float]:
    """A loudness that swells, breaks and comes back."""
    dice, values = random.Random(7), []
    for i in range(points):
        x = i / points
        swell = 0.35 + 0.5 * math.sin(math.pi * min(1.0, x * 1.15)) ** 0.7
        dip = 0.35 if 0.52 < x < 0.62 else 1.0
        grain = 0.55 + 0.3 * dice.random() + 0.15 * math.sin(i * 0.11)
        values.append(min(1.0, swell * dip * grain * (min(1.0, x * 14) if x < 0.1 else min(1.0, (1 - x) * 9))))
    return values


def albums() -> QStandardItemModel:
    """Ten invented albums with the roles of a grid."""
    model = QStandardItemModel()
    for number, (title, artist, reason) in enumerate(ALBUMS):
        item = QStandardItem(title)
        item.setData(title, roles.TITLE)
        item.setData(artist, roles.SUBTITLE)
        item.setData(reason, roles.REASON)
        item.setData(cover_art.seed(artist, title), roles.COVER_SEED)
        item.setData(number == 5, roles.PLAYING)
        model.appendRow(item)
    return model


TRACKS = (
    ("Harbour Lights Out", "The Loam", "4:12", 41, 0.97, "Yesterday", "", ""),
    ("Lantern Street", "The Loam", "3:20", 38, 0.95, "Now", "", ""),
    ("Small Fires", "The Loam", "3:58", 33, 0.93, "Sunday", "", ""),
    ("Low Tide Atlas", "The Loam", "5:06", 27, 0.84, "Sunday", "", ""),
    ("Interlude: Gulls", "The Loam", "0:38", 11, 0.6, "in May", "not in mixes", ""),
    ("Copper Wire", "The Loam", "3:31", 9, 0.45, "in May", "", ""),
    ("Two Rooms Away", "The Loam", "4:02", 8, 0.4, "in April", "", ""),
    (
        "A Letter to Nobody in Particular, Read Aloud Twice on the Night Ferry",
        "The Loam and Friends of the Loam",
        "6:14",
        5,
        0.3,
        "in April",
        "",
        "",
    ),
    ("Low Water", "The Loam", "–", 0, 0.0, "", "", "The file is cut short after 1:12. It is left out."),
    ("Small Fires", "The Loam", "7:45", 0, 0.0, "Never", "live", ""),
)
COLUMNS = (
    Column(CellKind.INDEX, 56),
    Column(CellKind.TITLE, 200, stretch=3),
    Column(CellKind.TEXT, 120, stretch=1),
    Column(CellKind.NUMBER, 72),
    Column(CellKind.NUMBER, 72),
    Column(CellKind.SHARE, 180, hide_below=800),
    Column(CellKind.TEXT, 120),
)


def tracks() -> QStandardItemModel:
    """Ten invented tracks with the roles of a table."""
    model = QStandardItemModel(0, 7)
    model.setHorizontalHeaderLabels(["#", "Title", "Artist", "Length", "Plays", "How far you get", "Last played"])
    for number, (title, artist, length, plays, share, last, badge, notice) in enumerate(TRACKS):
        row = [QStandardItem(text) for text in (str(number + 1), title, artist, length, str(plays), "", last)]
        row[1].setData(number == 1, roles.PLAYING)
        row[1].setData(badge, roles.BADGE)
        row[1].setData(notice, roles.NOTICE)
        row[4].setData(True, roles.STRONG)
        row[5].setData(None if notice else share, roles.SHARE)
        model.appendRow(row)
    return model


def row(*parts: QWidget | QLayout | int, spacing: int = SPACE.m) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(spacing)
    for part in parts:
        if isinstance(part, int):
            line.addSpacing(part)
        elif isinstance(part, QLayout):
            line.addLayout(part)
        else:
            line.addWidget(part)
    line.addStretch(1)
    return line


def label(text: str) -> PlainLabel:
    return PlainLabel(text, kind=TYPE.meta, tone="sub")
