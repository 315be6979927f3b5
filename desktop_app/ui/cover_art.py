"""Covers for music without artwork: drawn from the names alone, so that an album looks the same on every day.

A cover is one of ten drawings (rings, waves, sun, ridges, initials ...) in one of fourteen colour sets, varied by
numbers that come from a hash of the names. Drawn ones stay in Qt's pixmap cache.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QLinearGradient, QPainter, QPainterPath, QPen, QPixmap, QPixmapCache

from desktop_app.ui import fonts, style
from desktop_app.ui.tokens import RADIUS, TYPE


@dataclass(frozen=True, slots=True)
class Inks:
    """A colour set: the ground runs from `deep` to `ground`, the drawing is in `light`."""

    deep: str
    ground: str
    light: str


INKS = (
    Inks("#29485a", "#2a9d8f", "#f0c667"),
    Inks("#3a0a1c", "#9b1238", "#ffb0c4"),
    Inks("#12042e", "#4d1c86", "#dba6ff"),
    Inks("#052f52", "#0b8b9c", "#c9f0ee"),
    Inks("#1b3327", "#578a5b", "#e4ead8"),
    Inks("#331800", "#a6581b", "#fffbe2"),
    Inks("#25263c", "#565a7c", "#f6ebe6"),
    Inks("#08191c", "#c86200", "#ffa61f"),
    Inks("#1d1e21", "#69727a", "#ffffff"),
    Inks("#26083f", "#d43b6c", "#ffd264"),
    Inks("#0c0222", "#b8051c", "#ff9d1e"),
    Inks("#0a2342", "#3d7fb8", "#dcecf8"),
    Inks("#3b1f1a", "#bd6a4c", "#ffe3d0"),
    Inks("#1f240d", "#7d8a31", "#f1f3bc"),
)
_SEPARATOR = "\n"  # cannot be in a cleaned name


def seed(artist: str, album: str) -> str:
    """What a cover is drawn from; the value of the role COVER_SEED."""
    return f"{artist}{_SEPARATOR}{album}"


def initials(seed: str) -> str:
    """One or two letters for the album, or for the artist where the album has no name; '' where neither has letters."""
    artist, _, album = seed.partition(_SEPARATOR)
    words = [word for word in (album or artist).split() if word[0].isalnum()]
    skip = {"the", "a", "an", "of", "and", "der", "die", "das", "le", "la", "les", "el", "los"}
    chosen = [word for word in words if word.casefold() not in skip] or words
    return "".join(word[0] for word in chosen[:2]).upper()


def inks(seed: str) -> Inks:
    """The colour set of a cover, for pages that take their colours from it."""
    return INKS[_digest(seed)[0] % len(INKS)]


def pixmap(seed: str, size: int, ratio: float = 1.0, radius: float = RADIUS.control) -> QPixmap:
    """The cover, `size` logical pixels wide, with rounded corners and a thin light rim."""
    key = f"cover {_digest(seed).hex()} {size} {ratio} {radius}"
    image = QPixmap()
    if QPixmapCache.find(key, image):
        return image
    square = QImage(round(size * ratio), round(size * ratio), QImage.Format.Format_RGB32)
    square.setDevicePixelRatio(ratio)
    painter = QPainter(square)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter, seed, size)
    painter.end()
    image = QPixmap.fromImage(_frame(square, size, ratio, radius))
    QPixmapCache.insert(key, image)
    return image


def framed(picture: QPixmap, size: int, ratio: float = 1.0, radius: float = RADIUS.control) -> QPixmap:
    """A real artwork in the same frame: cut to a square, scaled, with rounded corners and the rim."""
    key = f"art {picture.cacheKey()} {size} {ratio} {radius}"
    image = QPixmap()
    if QPixmapCache.find(key, image):
        return image
    image = QPixmap.fromImage(framed_image(picture.toImage(), size, ratio, radius))
    QPixmapCache.insert(key, image)
    return image


def framed_image(picture: QImage, size: int, ratio: float = 1.0, radius: float = RADIUS.control) -> QImage:
    """The same on an image, which any thread may do."""
    side = min(picture.width(), picture.height())
    square = picture.copy((picture.width() - side) // 2, (picture.height() - side) // 2, side, side)
    scaled = square.scaledToWidth(round(size * ratio), Qt.TransformationMode.SmoothTransformation)
    scaled.setDevicePixelRatio(ratio)
    return _frame(scaled, size, ratio, radius)


def _frame(square: QImage, size: int, ratio: float, radius: float) -> QImage:
    image = QImage(round(size * ratio), round(size * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(square))  # as a brush, because a clip would leave hard corners
    painter.drawRoundedRect(QRectF(0, 0, size, size), radius, radius)
    rim(painter, QRectF(0, 0, size, size), radius)
    painter.end()
    return image


def rim(painter: QPainter, box: QRectF, radius: float) -> None:
    """A hair of light along the edge, which lifts a dark cover off a dark page."""
    painter.setPen(QPen(QColor(255, 255, 255, 30), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


def draw(painter: QPainter, seed: str, size: float) -> None:
    """Paint the square cover at 0, 0 with any painter that smooths edges."""
    digest = _digest(seed)
    ink = inks(seed)
    dice = random.Random(digest)  # its own generator: the same names give the same numbers
    start, end = dice.choice((((0, 0), (1, 1)), ((1, 0), (0, 1)), ((0.5, 0), (0.5, 1))))
    ground = QLinearGradient(start[0] * size, start[1] * size, end[0] * size, end[1] * size)
    ground.setColorAt(0, QColor(ink.deep))
    ground.setColorAt(1, QColor(ink.ground))
    painter.fillRect(QRectF(0, 0, size, size), ground)
    names = initials(seed)
    drawings = _DRAWINGS if names else _DRAWINGS[:-1]
    drawings[digest[1] % len(drawings)](painter, size, ink, dice, names)


def _digest(seed: str) -> bytes:
    return hashlib.blake2b(seed.casefold().encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _tone(colour: str, alpha: float) -> QColor:
    made = QColor(colour)
    made.setAlphaF(alpha)
    return made


def _rings(painter: QPainter, s: float, ink: Inks, dice: random.Random, _: str) -> None:
    centre = QPointF(s * dice.uniform(0.36, 0.66), s * dice.uniform(0.34, 0.66))
    painter.setPen(Qt.PenStyle.NoPen)
    scale = dice.uniform(0.85, 1.15)
    for radius, alpha in ((0.50, 0.24), (0.40, 0.26), (0.31, 0.36), (0.22, 0.5), (0.12, 0.9)):
        painter.setBrush(_tone(ink.light, alpha))
        painter.drawEllipse(centre, s * radius * scale, s * radius * scale)


def _waves(painter: QPainter, s: float, ink: Inks, dice: random.Random, _: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    turn, pitch, drift = dice.uniform(0, math.tau), dice.uniform(0.6, 1.4), dice.uniform(-0.9, 0.9)
    swell, top, layers = dice.uniform(0.03, 0.075), dice.uniform(0.2, 0.42), dice.choice((5, 6, 7))
    for layer in range(layers):
        height = top + layer * (0.9 - top) / layers
        path = QPainterPath(QPointF(0, s))
        for step in range(33):
            x = step / 32
            path.lineTo(x * s, s * (height + swell * math.sin(x * math.tau * pitch + turn + layer * drift)))
        path.lineTo(s, s)
        path.closeSubpath()
        painter.setBrush(_tone(ink.light, 0.16 + 0.48 * layer / layers))
        painter.drawPath(path)


def _tiles(painter: QPainter, s: float, ink: Inks, dice: random.Random, _: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    count = dice.choice((4, 5, 6))
    step, gap, corner = s / count, s * 0.028, dice.choice((0.012, 0.012, 0.5))
    for row in range(count):
        for column in range(count):
            painter.setBrush(_tone(ink.light, 0.06 + 0.84 * dice.random() ** 2.2))
            box = QRectF(column * step + gap / 2, row * step + gap / 2, step - gap, step - gap)
            painter.drawRoundedRect(box, min(s * corner, box.width() / 2), min(s * corner, box.width() / 2))


def _arches(painter: QPainter, s: float, ink: Inks, dice: random.Random, _: str) -> None:
    painter.setPen(QPen(_tone(ink.light, 0.95), max(1.0, s * dice.uniform(0.009, 0.014))))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    base, middle, step = s * 0.955, s * dice.uniform(0.22, 0.78), s * dice.uniform(0.05, 0.075)
    for number in range(1, int(s * 0.8 / step) + 2):
        radius = step * number
        path = QPainterPath(QPointF(middle - radius, base))
        path.lineTo(middle - radius, base - radius * 0.35)
        path.arcTo(QRectF(middle - radius, base - radius * 1.35, radius * 2, radius * 2), 180, -180)
        path.lineTo(middle + radius, base)
        painter.drawPath(path)


def _sun(painter: QPainter, s: float, ink: Inks, dice: random.Random, _: str) -> None:
    radius, centre = s * dice.uniform(0.2, 0.31), QPointF(s * dice.uniform(0.36, 0.64), s * dice.uniform(0.4, 0.5))
    painter.setPen(Qt.PenStyle.NoPen)
    for spread, alpha in ((1.9, 0.05), (1.5, 0.08), (1.2, 0.12)):
        painter.setBrush(_tone(ink.light, alpha))
        painter.drawEllipse(centre, radius * spread, radius * spread)
    disc = QLinearGradient(0, centre.y() - radius, 0, centre.y() + radius)
    disc.setColorAt(0, _tone(ink.light, 1))
    disc.setColorAt(1, _tone(ink.light, 0.78))
    painter.setBrush(disc)
    painter.drawEllipse(centre, radius, radius)
    horizon = centre.y() + radius * dice.uniform(-0.1, 0.35)
    line = 0
    while horizon + line * s * 0.048 < s:
        y = horizon + line * s * 0.048
        painter.fillRect(QRectF(0, y, s, s * (0.008 + 0.0017 * line)), _tone(ink.deep, 0.85))
        line += 1


def _bars(painter: QPainter, s: float, ink: Inks, dice: random.Random, _: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    count, turns, phase = dice.choice((7, 9, 11)), dice.choice((0.5, 1, 1.5)), dice.uniform(0, math.tau)
    centred = dice.random() < 0.5
    step = s * 0.8 / count
    width = step * 0.6
    for number in range(count):
        swell = 0.5 + 0.5 * math.sin(math.tau * turns * number / count + phase)
        height = s * (0.14 + 0.56 * (0.65 * swell + 0.35 * dice.random()))
        top = s * 0.5 - height / 2 if centred else s * 0.88 - height
        box = QRectF(s * 0.1 + number * step + (step - width) / 2, top, width, height)
        shade = QLinearGradient(0, box.top(), 0, box.bottom())
        shade.setColorAt(0, _tone(ink.light, 0.95))
        shade.setColorAt(1, _tone(ink.light, 0.95 if centred else 0.4))
        painter.setBrush(shade)
        painter.drawRoundedRect(box, width / 2, width / 2)


def _dots(painter: QPainter, s: float, ink: Inks, dice: random.Random, _: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    count, x0, y0 = 11, dice.uniform(0.1, 0.9), dice.uniform(0.1, 0.9)
    step = s / count
    for row in range(count):
        for column in range(count):
            x, y = (column + 0.5) / count, (row + 0.5) / count
            near = max(0.0, 1 - math.hypot(x - x0, y - y0) / 1.05)
            painter.setBrush(_tone(ink.light, 0.25 + 0.7 * near))
            painter.drawEllipse(QPointF(x * s, y * s), step * 0.47 * near, step * 0.47 * near)


def _ridges(painter: QPainter, s: float, ink: Inks, dice: random.Random, _: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_tone(ink.light, 0.9))
    moon = s * dice.uniform(0.07, 0.12)
    painter.drawEllipse(QPointF(s * dice.uniform(0.2, 0.8), s * dice.uniform(0.18, 0.3)), moon, moon)
    for layer in range(4):
        base = 0.4 + layer * 0.15
        path = QPainterPath(QPointF(0, s))
        x = -dice.uniform(0, 0.2)
        up = dice.random() < 0.5
        while x < 1.3:
            path.lineTo(x * s, s * (base + (-0.13 if up else 0.05) * dice.uniform(0.5, 1)))
            x, up = x + dice.uniform(0.14, 0.26), not up
        path.lineTo(s * 1.3, s)
        path.closeSubpath()
        painter.setBrush(style.mix(ink.deep, ink.light, 0.52 - 0.15 * layer))
        painter.drawPath(path)


def _discs(painter: QPainter, s: float, ink: Inks, dice: random.Random, _: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    turn, radius = dice.uniform(0, math.tau), s * dice.uniform(0.26, 0.32)
    count = dice.choice((2, 3, 3))
    for number in range(count):
        angle = turn + math.tau * number / count
        away = s * 0.15
        painter.setBrush(_tone(ink.light, (0.85, 0.42, 0.3)[number]))
        painter.drawEllipse(QPointF(s / 2 + away * math.cos(angle), s / 2 + away * math.sin(angle)), radius, radius)


def _initials(painter: QPainter, s: float, ink: Inks, dice: random.Random, names: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_tone(ink.light, 0.14))
    corner = dice.choice((0.0, 1.0))
    painter.drawEllipse(QPointF(s * corner, s), s * 0.78, s * 0.78)
    painter.setBrush(_tone(ink.light, 0.12))
    painter.drawEllipse(QPointF(s * (1 - corner), 0), s * 0.42, s * 0.42)
    letters = QPainterPath()
    letters.setFillRule(Qt.FillRule.WindingFill)  # strokes of one letter overlap in the font
    letters.addText(0, 0, fonts.font(TYPE.hero), names)
    box = letters.boundingRect()
    scale = min(s * 0.6 / max(box.width(), 1), s * 0.36 / max(box.height(), 1))
    painter.save()
    painter.translate(s * 0.5, s * 0.5)
    painter.scale(scale, scale)
    painter.translate(-box.center())
    painter.fillPath(letters, _tone(ink.light, 0.96))
    painter.restore()


_Drawing = Callable[[QPainter, float, Inks, random.Random, str], None]
_DRAWINGS: tuple[_Drawing, ...] = (
    _rings,
    _waves,
    _tiles,
    _arches,
    _sun,
    _bars,
    _dots,
    _ridges,
    _discs,
    _initials,  # the last: left out for names without letters
)
