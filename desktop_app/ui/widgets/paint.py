"""What the painted widgets share: rounded boxes, single lines of text, the focus ring, soft shadows."""

from __future__ import annotations

import html

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsDropShadowEffect, QWidget

from desktop_app.ui import fonts, style
from desktop_app.ui.tokens import TextStyle

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
RING = 2.0


def start(widget: QWidget) -> QPainter:
    """A painter with smooth edges on `widget`; the caller ends it."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def box(
    painter: QPainter,
    area: QRectF,
    radius: float,
    *,
    fill: QColor | None = None,
    border: QColor | None = None,
    width: float = 1.0,
) -> None:
    """A rounded box with its border inside `area`, sharp at whole pixels."""
    painter.setPen(QPen(border, width) if border is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    inset = width / 2 if border is not None else 0.0
    painter.drawRoundedRect(
        area.adjusted(inset, inset, -inset, -inset), max(0.0, radius - inset), max(0.0, radius - inset)
    )


def text(
    painter: QPainter,
    area: QRectF,
    words: str,
    kind: TextStyle,
    colour: QColor,
    align: Qt.AlignmentFlag = LEFT,
    *,
    elide: bool = True,
) -> float:
    """One line of plain text, cut with an ellipsis where it does not fit. Returns the width it takes."""
    metrics = fonts.metrics(kind)
    shown, width = words, metrics.horizontalAdvance(words)
    if elide and width > area.width():
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, area.width())
        width = metrics.horizontalAdvance(shown)
    painter.setFont(fonts.font(kind))
    painter.setPen(colour)
    painter.drawText(area, int(align) | int(Qt.TextFlag.TextSingleLine), shown)
    return width


def text_width(words: str, kind: TextStyle) -> int:
    """Whole logical pixels that a line takes."""
    return int(fonts.metrics(kind).horizontalAdvance(words) + 0.999)


def plain_tip(words: str) -> str:
    """Text for a tool tip that Qt will not take for markup: escaped, and marked as markup on purpose."""
    return f"<qt>{html.escape(words)}</qt>" if words else ""


def focus_ring(painter: QPainter, area: QRectF, radius: float) -> None:
    """The keyboard ring, two pixels wide along the inside of `area`."""
    box(painter, area, radius, border=style.qcolor(style.colours().focus), width=RING)


def shadow(widget: QWidget, *, blur: int = 32, down: int = 12) -> QGraphicsDropShadowEffect:
    """A soft shadow under a floating widget, as strong as the theme says."""
    effect = QGraphicsDropShadowEffect(widget)
    effect.setBlurRadius(blur)
    effect.setOffset(0, down)
    effect.setColor(style.qcolor("#000000", style.theme().shadow))
    widget.setGraphicsEffect(effect)
    return effect
