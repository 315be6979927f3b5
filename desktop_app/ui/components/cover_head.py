"""The head of an album or an artist: a large cover whose colour lies over the page, names, facts and what to do."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui import cover_art, style
from desktop_app.ui.components.fact_line import FactLine
from desktop_app.ui.models.pictures import Pictures
from desktop_app.ui.tokens import RADIUS, SIZE, SPACE, TYPE, contrast
from desktop_app.ui.widgets.button import Button, Kind
from desktop_app.ui.widgets.cover import Cover
from desktop_app.ui.widgets.icon_button import IconButton
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.words import tr

SIDE, SMALL_SIDE = 192, 168
WASH_HEIGHT = 360
_SHARES = (0.42, 0.36, 0.3, 0.24, 0.18, 0.12, 0.06, 0.0)
_LEAST = 4.6
"""Contrast that every text keeps on the wash: WCAG's 4.5 and a little for rounding."""


def wash(colour: QColor) -> QColor:
    """The window's ground with as much of a colour in it as leaves every text readable."""
    c = style.colours()
    for share in _SHARES:
        ground = style.mix(c.bg, colour.name(), share)
        if all(contrast(ink, ground.name()) >= _LEAST for ink in (c.text, c.sub, c.acc)):
            return ground
    return style.qcolor(c.bg)


def paint_wash(painter: QPainter, area: QRectF, colour: QColor) -> None:
    """Lay the colour of a cover over the top of a page, fading into the page's own."""
    fade = QLinearGradient(area.topLeft(), QPointF(area.left(), area.bottom()))
    ground, tint = style.qcolor(style.colours().bg), wash(colour)
    fade.setColorAt(0.0, tint)
    fade.setColorAt(0.45, style.mix(tint.name(), ground.name(), 0.45))
    fade.setColorAt(1.0, ground)
    painter.fillRect(area, fade)


class CoverHead(QWidget):
    """`kicker` above the title, `links` and `note` below it, then buttons. Owners fill it and listen to its buttons."""

    def __init__(self, pictures: Pictures | None, parent: QWidget | None = None, *, round: bool = False) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._sha, self._seed = b"", ""
        self._round = round
        self.cover = Cover(SIDE, radius=SIDE // 2 if round else RADIUS.card)
        self.kicker = PlainLabel("", kind=TYPE.meta_strong, tone="sub")
        self.title = PlainLabel("", kind=TYPE.hero)
        self.links = FactLine()
        self.note = FactLine()
        self.play = Button(tr("Play"), kind=Kind.PRIMARY, icon="play", filled_icon=True, height=SIZE.control_large)
        self.shuffle = Button(tr("Shuffle"), icon="shuffle", height=SIZE.control_large)
        self.queue = Button(tr("Add to queue"), icon="list-plus", height=SIZE.control_large)
        self.more = IconButton("ellipsis", tr("More"), size=SIZE.control_large, bordered=True)
        self.optional: list[Button] = [self.queue]
        words = QVBoxLayout()
        words.setSpacing(SPACE.xs)
        for line in (self.kicker, self.title, self.links, self.note):
            words.addWidget(line)
        words.addStretch(1)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(SPACE.m)
        for button in (self.play, self.shuffle, self.queue, self.more):
            self.buttons.addWidget(button)
        self.buttons.addStretch(1)
        words.addLayout(self.buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.xxl)
        row.addWidget(self.cover, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        if pictures is not None:
            pictures.arrived.connect(self._show_cover)

    def set_cover(self, sha: bytes, seed: str) -> None:
        """The real cover by its SHA-256, b"" for none, and what it is drawn from without one."""
        self._sha, self._seed = sha, seed
        self._show_cover()

    def set_small(self, small: bool) -> None:
        """Take less room."""
        side = SMALL_SIDE if small else SIDE
        self.cover.set_side(side)
        if self._round:
            self.cover.set_radius(side // 2)
        self.title.set_kind(TYPE.page if small else TYPE.hero)
        self._show_cover()

    def set_narrow(self, narrow: bool) -> None:
        """Keep to Play, Shuffle and the menu, which holds the rest."""
        for button in self.optional:
            button.setVisible(not narrow)

    def colour(self) -> QColor:
        """What the cover is remembered by."""
        real = self._pictures.colour(self._sha) if self._sha and self._pictures is not None else None
        if real is not None:
            return real
        inks = cover_art.inks(self._seed)
        return style.mix(inks.deep, inks.ground, 0.7)

    def _show_cover(self) -> None:
        side = self.cover.sizeHint().width()
        radius = side / 2 if self._round else RADIUS.card
        if not self._sha or self._pictures is None:
            self.cover.set_art(self._seed, None)
        else:
            found = self._pictures.get(self._sha, side, self.devicePixelRatioF(), radius)
            self.cover.set_art(self._seed, found, waiting=found is None)
        parent = self.parentWidget()
        if parent is not None:
            parent.window().update()
