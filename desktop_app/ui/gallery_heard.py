"""The sheet of the gallery with what was heard: bars, the plane of moods, the small pictures, rows, pills."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui.components.mood_row import MoodRow
from desktop_app.ui.gallery_data import Page, label, shape
from desktop_app.ui.tokens import SPACE
from desktop_app.ui.widgets.mood_plane import MoodPlane
from desktop_app.ui.widgets.sound_charts import BandChart, PitchWheel, PulseChart, ShapeChart
from desktop_app.ui.widgets.surface import Card
from desktop_app.ui.widgets.tag_flow import TagFlow
from desktop_app.ui.widgets.trust_bar import TrustBar

_FIFTHS = ("A", "B♭", "B", "C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "G♯")
_MOODS = (("happy", 0.8, 0.6), ("calm", 0.5, 0.2), ("energetic", 0.5, 0.8), ("dark", 0.2, 0.6), ("sleep", 0.5, 0.1))


def _plane(place: tuple[float, float] | None) -> MoodPlane:
    plane = MoodPlane(axes=("Sadder", "Happier", "Calmer", "More energy"))
    x, y = np.meshgrid(np.linspace(-1, 1, 24), np.linspace(-1, 1, 24))
    density = np.exp(-2.2 * ((x - y) ** 2 + 0.6 * (x + y) ** 2))
    plane.set_library(np.where(density > 0.05, density, 0.0).astype(np.float32), _MOODS)
    plane.set_place(place, ("energetic",) if place else ())
    return plane


def heard() -> QWidget:
    """Sure and unsure, much and nothing."""
    page = Page()
    page.resize(1240, 1010)
    column = QVBoxLayout(page)
    column.setContentsMargins(32, 24, 32, 24)
    column.setSpacing(SPACE.m)
    moods = MoodRow()
    moods.chips["calm"].setChecked(True)
    column.addWidget(moods)
    top = QHBoxLayout()
    top.setSpacing(SPACE.l)
    bars = Card("What it feels like")
    for words, value, sure in (
        ("sure", 0.9, 0.95),
        ("half sure", 0.6, 0.5),
        ("unsure", 0.5, 0.1),
        ("none of it", 0, 1),
    ):
        bars.body.addWidget(TrustBar("Energy", value, sure, f"{round(100 * value)} %", words))
    bars.body.addWidget(label("Words as pills, the stronger the warmer"))
    bars.body.addWidget(TagFlow([("metal", 0.8), ("guitar", 0.6), ("drums", 0.4), ("fast", 0.2), ("male voice", 0.15)]))
    bars.body.addStretch(1)
    top.addWidget(bars, 1)
    for title, place in (("A place that is known", (0.3, 0.9)), ("One that is not", None)):
        card = Card(title)
        card.body.addWidget(_plane(place), 1)
        top.addWidget(card, 1)
    column.addLayout(top)
    loudness = Card("Loudness")
    loudness.body.addWidget(ShapeChart(shape(), [(0.0, "0:00"), (0.5, "2:02"), (1.0, "4:05")]))
    column.addWidget(loudness)
    places = np.arange(20)
    pulse = 0.7 * np.exp(-((places - 12.9) ** 2)) + 0.4 * np.exp(-((places - 6.3) ** 2))
    levels = -50 * np.linspace(0, 1, 32) ** 1.3
    low = QHBoxLayout()
    low.setSpacing(SPACE.l)
    axis = [(0.27, "80"), (0.53, "120"), (0.79, "180")]
    charts: tuple[tuple[str, QWidget], ...] = (
        ("Beat", PulseChart(pulse, axis, [(0.68, "160"), (0.33, "80")])),
        ("No beat", PulseChart(np.zeros(20), axis, [])),
        ("Notes", PitchWheel(np.array([1, 0, 0.6, 0.8, 0.1, 0.7, 0, 0.9, 0.5, 0.1, 0.6, 0]), _FIFTHS, "Am")),
        ("Low to high", BandChart(np.stack([levels - 12, levels, levels + 5]), [(0.0, "bass"), (1.0, "treble")])),
    )
    for title, chart in charts:
        card = Card(title)
        card.body.addWidget(chart)
        card.body.addStretch(1)
        low.addWidget(card, 1)
    column.addLayout(low)
    column.addStretch(1)
    return page
