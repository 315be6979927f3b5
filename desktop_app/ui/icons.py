"""Lucide icons in the colours of the theme, drawn at the device's resolution and kept in Qt's pixmap cache."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from desktop_app import resources
from desktop_app.ui.tokens import SIZE

SOLID = frozenset({"play", "pause", "skip-back", "skip-forward"})  # signs of a player are solid, as people know them
STROKE = 1.75  # Lucide draws with 2; a little lighter sits better beside Inter 500


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")


def svg(name: str, colour: str, filled: bool = False) -> bytes:
    """The drawing `name` (a file in resources/icons) in `colour`, '#rrggbb'. Raises FileNotFoundError."""
    text = _source(name).replace('stroke-width="2"', f'stroke-width="{STROKE}"').replace("currentColor", colour)
    if filled or name in SOLID:
        text = text.replace('fill="none"', f'fill="{colour}"', 1)
    return text.encode()


def pixmap(name: str, colour: str, size: int = SIZE.icon, ratio: float = 1.0, filled: bool = False) -> QPixmap:
    """The icon as a square pixmap, `size` logical pixels wide, for a screen with `ratio` device pixels each."""
    key = f"icon {name} {colour} {size} {ratio} {filled}"
    image = QPixmap()
    if QPixmapCache.find(key, image):
        return image
    drawing = QSvgRenderer(QByteArray(svg(name, colour, filled)))
    image = QPixmap(round(size * ratio), round(size * ratio))
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    drawing.render(painter, QRectF(0, 0, size, size))
    painter.end()
    QPixmapCache.insert(key, image)
    return image


def icon(name: str, colour: str, size: int = SIZE.icon, filled: bool = False) -> QIcon:
    """The icon for menus and actions, sharp at 1x, 2x and 3x."""
    made = QIcon()
    for ratio in (1.0, 2.0, 3.0):
        made.addPixmap(pixmap(name, colour, size, ratio, filled))
    return made


def paint(
    painter: QPainter, box: QRectF, name: str, colour: str, *, size: int = SIZE.icon, filled: bool = False
) -> None:
    """Draw the icon, `size` logical pixels wide, centred in `box`."""
    image = pixmap(name, colour, size, painter.device().devicePixelRatio(), filled)
    painter.drawPixmap(QPointF(round(box.center().x() - size / 2), round(box.center().y() - size / 2)), image)
