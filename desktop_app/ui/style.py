"""Turns the tokens into what Qt understands: one QPalette and one style sheet for the whole application.

The theme is a property of the application, as its palette is; `theme()` tells a painter which one is in use. Widgets
repaint by themselves when it changes (Qt sends PaletteChange to each).
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette, QPixmapCache
from PySide6.QtWidgets import QApplication, QStyleFactory

from desktop_app.ui import fonts
from desktop_app.ui.sheet import style_sheet
from desktop_app.ui.tokens import DARK, LIGHT, THEMES, Colours, Theme

CHOICES = ("system", *THEMES)
_PROPERTY = "undersong_theme"
_PIXMAP_CACHE_KIB = 96 * 1024  # about 180 covers at 2x: several screens of a grid


def theme() -> Theme:
    """The theme in use; the dark one before `apply` was called."""
    app = QGuiApplication.instance()
    return THEMES.get(str(app.property(_PROPERTY)), DARK) if app is not None else DARK


def colours() -> Colours:
    """The colours in use."""
    return theme().colours


@lru_cache(maxsize=256)
def qcolor(colour: str, alpha: float = 1.0) -> QColor:
    """A QColor for '#rrggbb' and an opacity from 0 to 1. Shared: do not change it."""
    made = QColor(colour)
    made.setAlphaF(alpha)
    return made


def mix(one: str, other: str, share: float) -> QColor:
    """The colour `share` (0 to 1) of the way from `one` to `other`, in sRGB."""
    a, b = qcolor(one), qcolor(other)
    parts = zip((a.red(), a.green(), a.blue()), (b.red(), b.green(), b.blue()), strict=True)
    return QColor(*(round(x + (y - x) * share) for x, y in parts))


def resolve(choice: str) -> Theme:
    """The theme meant by a setting. 'system' follows the desktop, and is dark where the desktop does not say."""
    if choice in THEMES:
        return THEMES[choice]
    if choice != "system":
        raise ValueError(f"no theme {choice!r}; known: {', '.join(CHOICES)}")
    light = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light
    return LIGHT if light else DARK


def palette(theme: Theme) -> QPalette:
    """Every role of QPalette from the theme, so that a widget without a rule of ours still fits in."""
    c, made = theme.colours, QPalette()
    roles = {
        QPalette.ColorRole.Window: c.bg,
        QPalette.ColorRole.WindowText: c.text,
        QPalette.ColorRole.Base: c.card,
        QPalette.ColorRole.AlternateBase: c.raised,
        QPalette.ColorRole.Text: c.text,
        QPalette.ColorRole.PlaceholderText: c.mute,
        QPalette.ColorRole.Button: c.raised,
        QPalette.ColorRole.ButtonText: c.text,
        QPalette.ColorRole.BrightText: c.bad,
        QPalette.ColorRole.Highlight: c.acc,
        QPalette.ColorRole.HighlightedText: c.on_acc,
        QPalette.ColorRole.Accent: c.acc,
        QPalette.ColorRole.Link: c.acc,
        QPalette.ColorRole.LinkVisited: c.acc,
        QPalette.ColorRole.ToolTipBase: c.raised,
        QPalette.ColorRole.ToolTipText: c.text,
        QPalette.ColorRole.Light: c.raised,
        QPalette.ColorRole.Midlight: c.line,
        QPalette.ColorRole.Mid: c.line,
        QPalette.ColorRole.Dark: c.side,
        QPalette.ColorRole.Shadow: "#000000",
    }
    for role, colour in roles.items():
        made.setColor(role, qcolor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, qcolor(c.mute))
    return made


def apply(app: QApplication, choice: str = "system") -> Theme:
    """Load the fonts, then dress the whole application. Call again to change the theme; returns the theme used."""
    fonts.load()
    made = resolve(choice)
    QPixmapCache.setCacheLimit(_PIXMAP_CACHE_KIB)
    app.setProperty(_PROPERTY, made.name)
    if app.style().objectName() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(fonts.font())
    app.setPalette(palette(made))
    app.setStyleSheet(style_sheet(made))
    return made
