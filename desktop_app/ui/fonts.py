"""The bundled typeface (Inter, static cuts 400, 500, 600, 700) and fonts made from the type scale.

Static files, because Qt takes one weight from a variable font and fakes the others. Sizes are given in points, so that
the desktop's text scale is kept.
"""

from __future__ import annotations

import sys
from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QGuiApplication

from desktop_app import resources
from desktop_app.ui.tokens import TYPE, TextStyle

FAMILY = "Inter"
FILES = ("Inter-Regular.ttf", "Inter-Medium.ttf", "Inter-SemiBold.ttf", "Inter-Bold.ttf")
_POINTS_PER_PIXEL = 1.0 if sys.platform == "darwin" else 0.75  # macOS counts 72 points per inch, the others 96


_LOADED = "undersong_fonts"


def load() -> None:
    """Register the bundled files with Qt, once per application. Needs a QGuiApplication. Raises ResourcesMissing.

    Also where the system has an Inter of its own: that one may be a variable font.
    """
    app = QGuiApplication.instance()
    if app is None:
        raise RuntimeError("fonts need a QGuiApplication")
    if app.property(_LOADED):
        return
    for name in FILES:
        if QFontDatabase.addApplicationFont(str(resources.path("fonts", name))) < 0:
            raise resources.ResourcesMissing(f"The font {name} cannot be read.", remedy="Install Undersong again.")
    app.setProperty(_LOADED, True)
    for cached in (font, metrics, line_height):
        cached.cache_clear()


@lru_cache(maxsize=64)
def font(style: TextStyle = TYPE.body) -> QFont:
    """The font of one step of the type scale. Do not change the returned font: it is shared."""
    made = QFont(FAMILY)
    made.setPointSizeF(style.size * _POINTS_PER_PIXEL)
    made.setWeight(QFont.Weight(style.weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if style.spacing:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, style.spacing)
    if style.figures:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


@lru_cache(maxsize=64)
def metrics(style: TextStyle = TYPE.body) -> QFontMetricsF:
    """The measures of that font. Shared."""
    return QFontMetricsF(font(style))


@lru_cache(maxsize=64)
def line_height(style: TextStyle) -> int:
    """Height of one line in logical pixels: the token's, or more where the desktop's text scale asks for it."""
    scale = metrics(style).height() / (style.size * 1.21)  # Inter's ascent and descent: 1.21 em
    return max(style.line, round(style.line * scale))


def scaled(pixels: int) -> int:
    """A height that must grow with the text, in logical pixels."""
    return round(pixels * line_height(TYPE.body) / TYPE.body.line)
