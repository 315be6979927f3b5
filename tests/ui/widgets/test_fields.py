"""Search field, seek bar, volume."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from desktop_app.ui.widgets import SearchField, SeekBar, VolumeSlider


@pytest.fixture
def field(qtbot) -> SearchField:
    made = SearchField("Search", hint="Ctrl K", delay_ms=30)
    qtbot.addWidget(made)
    made.resize(300, 36)
    made.show()
    return made


def test_typing_asks_once_after_a_pause(qtbot, field: SearchField) -> None:
    told: list[str] = []
    field.searched.connect(told.append)
    QTest.keyClicks(field, "harbour ")
    assert told == []
    qtbot.waitUntil(lambda: told == ["harbour"], timeout=2000)
    QTest.keyClick(field, Qt.Key.Key_Backspace)  # only the blank at the end: the same question
    assert not field._timer.isActive()


def test_enter_asks_at_once_and_not_again(field: SearchField) -> None:
    told: list[str] = []
    field.searched.connect(told.append)
    QTest.keyClicks(field, "loam")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert told == ["loam"]
    assert not field._timer.isActive()


def test_escape_empties_then_leaves(qtbot, field: SearchField) -> None:
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus, timeout=1000)
    field.setText("loam")
    QTest.keyClick(field, Qt.Key.Key_Return)
    told: list[str] = []
    field.searched.connect(told.append)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), told, field.hasFocus()) == ("", [""], True)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not field.hasFocus()


def test_the_cross_shows_with_text_and_empties(field: SearchField) -> None:
    assert not field._clear.isVisible()
    field.setText("loam")
    assert field._clear.isVisible()
    QTest.mouseClick(field._clear, Qt.MouseButton.LeftButton)
    assert field.text() == ""


def test_a_hidden_field_asks_nothing(field: SearchField) -> None:
    field.setText("loam")
    field.hide()
    assert not field._timer.isActive()


def test_a_pasted_book_is_cut(field: SearchField) -> None:
    field.setText("x" * 100_000)
    assert len(field.text()) == 200


def test_focus_can_be_seen(qtbot, field: SearchField) -> None:
    field.activateWindow()
    field.clearFocus()
    plain = field.grab().toImage()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus, timeout=1000)
    assert field.grab().toImage() != plain


# --- seek bar --------------------------------------------------------------------------------------------------------


@pytest.fixture
def bar(qtbot) -> SeekBar:
    made = SeekBar()
    qtbot.addWidget(made)
    made.resize(400, 40)
    made.set_track(200_000, np.linspace(0, 1, 1000, dtype=np.float32))
    made.show()
    return made


def test_a_click_seeks_to_its_place(bar: SeekBar) -> None:
    told: list[int] = []
    bar.seek_requested.connect(told.append)
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(100, 20))
    assert told == [50_000]


def test_news_waits_while_the_mouse_is_held(bar: SeekBar) -> None:
    told: list[int] = []
    bar.seek_requested.connect(told.append)
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(200, 20))
    bar.set_position(3_000)
    assert bar.value() == 100_000
    QTest.mouseMove(bar, QPoint(300, 20))
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(300, 20))
    assert told == [150_000]
    bar.set_position(3_000)
    assert (bar.value(), told) == (3_000, [150_000])


def test_another_track_ends_a_drag(bar: SeekBar) -> None:
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(200, 20))
    bar.set_track(60_000)
    bar.set_position(1_000)
    assert bar.value() == 1_000


@pytest.mark.parametrize(
    ("key", "place"),
    [
        (Qt.Key.Key_Right, 105_000),
        (Qt.Key.Key_Left, 95_000),
        (Qt.Key.Key_PageUp, 130_000),
        (Qt.Key.Key_PageDown, 70_000),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, 200_000),
    ],
)
def test_keys_seek(bar: SeekBar, key: Qt.Key, place: int) -> None:
    told: list[int] = []
    bar.set_position(100_000)
    bar.seek_requested.connect(told.append)
    QTest.keyClick(bar, key)
    assert told == [place]


def test_a_screen_reader_hears_place_and_length(bar: SeekBar) -> None:
    bar.set_position(95_000)
    QTest.keyClick(bar, Qt.Key.Key_Right)
    face = QAccessible.queryAccessibleInterface(bar)
    assert face.role() == QAccessible.Role.Slider
    assert face.text(QAccessible.Text.Name) == "Place in the track"
    assert face.text(QAccessible.Text.Description) == "1:40 of 3:20"


@pytest.mark.parametrize("shape", [None, [], [0.5], [math.nan] * 10, [9.0, -3.0, math.inf], [0.0] * 1000], ids=str)
def test_any_shape_can_be_drawn(bar: SeekBar, shape: list[float] | None) -> None:
    bar.set_track(1000, shape)
    for width in (1, 7, 8, 90, 1500):
        bar.resize(width, 40)
        assert not bar.grab().isNull()


def test_louder_parts_are_taller(bar: SeekBar) -> None:
    image = bar.grab().toImage()

    def inked(x0: int, x1: int) -> int:
        ground = image.pixelColor(0, 0)
        return sum(image.pixelColor(x, y) != ground for x in range(x0, x1) for y in range(40))

    assert inked(300, 400) > 2 * inked(0, 100)


def test_the_played_part_grows(bar: SeekBar) -> None:
    images = []
    for place in (20_000, 100_000, 180_000):
        bar.set_position(place)
        images.append(bar.grab().toImage())
    assert images[0] != images[1] != images[2]


def test_without_a_track_nothing_can_be_sought(bar: SeekBar) -> None:
    bar.set_track(0)
    told: list[int] = []
    bar.seek_requested.connect(told.append)
    bar.set_position(5_000)  # late news of the track before
    bar.hover_at(100)
    bar.grab()
    assert (told, bar.isEnabled(), bar.value()) == ([], False, 0)


# --- volume ----------------------------------------------------------------------------------------------------------


def test_volume_by_mouse_key_and_code(qtbot) -> None:
    slider = VolumeSlider(width=116)
    qtbot.addWidget(slider)
    slider.show()
    told: list[float] = []
    slider.volume_changed.connect(told.append)
    slider.set_volume(0.3)
    assert (told, slider.volume()) == ([], 0.3)
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(58, 14))
    assert told == [0.5]
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert told[-1] == pytest.approx(0.55)
    slider.set_volume(7)
    assert slider.volume() == 1.0
    assert slider.accessibleName() == "Volume"
