"""Pictures of sound: each draws what it is given, at any size, and nothing breaks on what is empty or flat."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui import style
from desktop_app.ui.components.mood_row import MoodRow
from desktop_app.ui.widgets.mood_plane import MoodPlane, _apart
from desktop_app.ui.widgets.sound_charts import BandChart, PitchWheel, PulseChart, ShapeChart
from desktop_app.ui.widgets.tag_flow import TagFlow
from desktop_app.ui.widgets.trust_bar import TrustBar

NAMES = tuple("CDEFGAHcdefg")


def picture(widget: QWidget, qtbot: QtBot, width: int = 300, height: int = 200) -> QImage:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    return widget.grab().toImage()


def accent(image: QImage, area: tuple[int, int, int, int] | None = None) -> int:
    """How many pixels have about the accent's colour."""
    left, top, right, bottom = area or (0, 0, image.width(), image.height())
    wanted = QColor(style.colours().acc)
    return sum(
        abs(seen.red() - wanted.red()) + abs(seen.green() - wanted.green()) + abs(seen.blue() - wanted.blue()) < 40
        for x in range(left, right)
        for y in range(top, bottom)
        for seen in (image.pixelColor(x, y),)
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda: ShapeChart(np.zeros(1000), []),
        lambda: ShapeChart(np.zeros(0), [(0.0, "0:00")]),
        lambda: ShapeChart(np.full(10, np.nan), []),
        lambda: BandChart(np.zeros((3, 32)), []),
        lambda: PulseChart(np.zeros(20), [(2.0, "far right")], [(-1.0, "far left")]),
        lambda: PitchWheel(np.zeros(12), NAMES, "C"),
        lambda: MoodPlane(axes=("", "", "", "")),
        lambda: TagFlow([]),
        lambda: TrustBar("Energy", 2.0, -1.0, "much", "unsure"),
    ],
)
@pytest.mark.parametrize("size", [(20, 30), (300, 200)])
def test_what_is_empty_or_out_of_range_is_drawn_all_the_same(
    qtbot: QtBot, make: Callable[[], QWidget], size: tuple[int, int]
) -> None:
    assert not picture(make(), qtbot, *size).isNull()


def test_an_unsure_bar_is_fainter_than_a_sure_one(qtbot: QtBot) -> None:
    sure, unsure = (picture(TrustBar("", 0.6, one, "", ""), qtbot, 300, 44) for one in (1.0, 0.1))
    assert accent(sure) > 4 * max(1, accent(unsure)), "only what is sure has the full colour"


def test_the_place_on_the_plane_lies_where_it_is_said_to(qtbot: QtBot) -> None:
    plane = MoodPlane(axes=("Sad", "Happy", "Calm", "Energetic"))
    plane.set_place((0.9, 0.9))
    image = picture(plane, qtbot, 400, 400)
    assert accent(image, (300, 20, 380, 100)) > 100 and accent(image, (20, 300, 100, 380)) == 0
    plane.set_place((0.1, 0.1))
    image = plane.grab().toImage()
    assert accent(image, (20, 300, 100, 380)) > 100 and accent(image, (300, 20, 380, 100)) == 0


def test_names_on_the_plane_do_not_cover_each_other() -> None:
    area, taken = QRectF(0, 0, 300, 300), []
    for _ in range(8):
        pill = _apart(QRectF(120, 140, 60, 22), taken, area)
        assert not any(pill.intersects(other) for other in taken)
        taken.append(pill)


def test_the_strongest_pitch_has_the_longest_wedge(qtbot: QtBot) -> None:
    pitches = np.full(12, 0.1)
    pitches[0] = 1.0
    image = picture(PitchWheel(pitches, NAMES, "C"), qtbot, 200, 200)
    assert accent(image, (60, 15, 140, 60)) > 5 * max(1, accent(image, (60, 140, 140, 185)))


def test_pills_take_the_lines_they_need(qtbot: QtBot) -> None:
    flow = TagFlow([(f"word {number}", 0.5) for number in range(12)])
    qtbot.addWidget(flow)
    assert flow.heightForWidth(2000) < flow.heightForWidth(300) < flow.heightForWidth(120)
    assert flow.accessibleName().startswith("word 0, word 1")


def test_chips_of_moods_stay_in_one_line_while_they_can(qtbot: QtBot) -> None:
    row = MoodRow()
    qtbot.addWidget(row)
    one = row.chips[""].sizeHint().height()
    assert row.heightForWidth(2000) == one < row.heightForWidth(400)
    row.resize(400, row.heightForWidth(400))
    row.show()
    chips = list(row.chips.values())
    assert all(row.rect().contains(chip.geometry()) for chip in chips)
    assert not any(a.geometry().intersects(b.geometry()) for a in chips for b in chips if a is not b)


def test_a_picture_is_drawn_anew_only_when_it_changed(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[object] = []
    before = MoodPlane.draw
    monkeypatch.setattr(MoodPlane, "draw", lambda self, painter: (drawn.append(1), before(self, painter))[1])
    plane = MoodPlane(axes=("", "", "", ""))
    picture(plane, qtbot)
    plane.grab()
    assert len(drawn) == 1
    plane.set_place((0.5, 0.5))
    plane.grab()
    plane.resize(310, 200)
    plane.grab()
    assert len(drawn) == 3
