"""Buttons and choices: by mouse, by key, by screen reader."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.ui.widgets import (
    Button,
    Chip,
    IconButton,
    Kind,
    LinkButton,
    PlayButton,
    SegmentedControl,
    Switch,
    motion,
)

EVERY = {
    **{kind.value: (lambda kind=kind: Button("Play", kind=kind, icon="play")) for kind in Kind},
    "link": lambda: LinkButton("Don’t use"),
    "icon": lambda: IconButton("heart", "Like"),
    "play": PlayButton,
    "chip": lambda: Chip("Calm"),
}


@pytest.mark.parametrize("make", EVERY.values(), ids=EVERY.keys())
@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_every_button_is_pressed_by_key(qtbot, make, key: Qt.Key) -> None:
    button = make()
    qtbot.addWidget(button)
    button.show()
    with qtbot.waitSignal(button.clicked, timeout=1000):
        QTest.keyClick(button, key)


@pytest.mark.parametrize("make", EVERY.values(), ids=EVERY.keys())
def test_every_button_has_a_name_a_role_and_room(qtbot, make) -> None:
    button = make()
    qtbot.addWidget(button)
    button.show()
    face = QAccessible.queryAccessibleInterface(button)
    assert face.text(QAccessible.Text.Name)
    assert face.role() in (QAccessible.Role.Button, QAccessible.Role.CheckBox)
    assert min(button.width(), button.height()) >= 24
    assert button.sizeHint() == button.minimumSizeHint()


@pytest.mark.parametrize("make", EVERY.values(), ids=EVERY.keys())
def test_the_keyboard_draws_a_ring_and_the_mouse_does_not(qtbot, make) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    other, button = QPushButton(holder), make()
    button.setParent(holder)
    holder.resize(300, 100)
    with qtbot.waitActive(holder):
        holder.show()
        holder.activateWindow()
    other.setFocus()
    plain = button.grab().toImage()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(button.hasFocus, timeout=1000)
    assert button.ring
    assert button.grab().toImage() != plain
    button.clearFocus()
    button.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not button.ring


@pytest.mark.parametrize("make", EVERY.values(), ids=EVERY.keys())
def test_a_disabled_button_looks_it_and_stays_quiet(qtbot, make) -> None:
    button = make()
    qtbot.addWidget(button)
    button.show()
    on = button.grab().toImage()
    button.setEnabled(False)
    assert button.grab().toImage() != on
    with qtbot.assertNotEmitted(button.clicked):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("name", ["", "  "])
def test_an_icon_without_a_name_is_refused(qtbot, name: str) -> None:
    with pytest.raises(ValueError, match="needs a name"):
        IconButton("heart", name)
    with pytest.raises(ValueError, match="needs a name"):
        Switch(name)


def test_a_name_from_a_file_is_no_markup_in_the_tool_tip(qtbot) -> None:
    button = IconButton("play", 'Play <img src="file:///etc/passwd">')
    qtbot.addWidget(button)
    assert "<img" not in button.toolTip()
    assert "&lt;img" in button.toolTip()


def test_the_play_button_says_what_a_press_will_do(qtbot) -> None:
    button = PlayButton()
    qtbot.addWidget(button)
    assert button.accessibleName() == "Play"
    button.set_playing(True)
    assert (button.accessibleName(), button.playing()) == ("Pause", True)


def test_a_longer_label_makes_a_wider_button(qtbot) -> None:
    short, long = Button("Go"), Button("Go on for a good while")
    for button in (short, long):
        qtbot.addWidget(button)
    assert long.sizeHint().width() > short.sizeHint().width()
    before = short.sizeHint().width()
    short.set_icon("play")
    assert short.sizeHint().width() > before


def test_a_switch_turns_by_mouse_and_by_key(qtbot) -> None:
    switch = Switch("Recommend", on=True)
    qtbot.addWidget(switch)
    switch.show()
    assert switch.isChecked()
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert not switch.isChecked()
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert switch.isChecked()
    face = QAccessible.queryAccessibleInterface(switch)
    assert face.role() == QAccessible.Role.CheckBox
    assert face.state().checked


def test_a_switch_set_by_the_program_does_not_slide(qtbot) -> None:
    motion.set_reduced(False)
    switch = Switch("Recommend")
    qtbot.addWidget(switch)
    switch.show()
    switch.setChecked(True)
    there = switch.grab().toImage()
    assert not switch._slide.running()
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert switch._slide.running()
    qtbot.waitUntil(lambda: not switch._slide.running(), timeout=2000)
    assert switch.grab().toImage() != there


def test_a_switch_shows_on_without_leaning_on_colour(qtbot) -> None:
    on, off = Switch("a", on=True), Switch("b")
    for switch in (on, off):
        qtbot.addWidget(switch)
        switch.show()

    def middle_of_mass(switch: Switch) -> float:
        image = switch.grab().toImage()
        ink = [
            x for x in range(image.width()) for y in (image.height() // 2,) if image.pixelColor(x, y).lightness() > 60
        ]
        return sum(ink) / len(ink)

    assert middle_of_mass(on) != middle_of_mass(off)


def test_segments_move_by_arrow_and_tell_the_key(qtbot) -> None:
    control = SegmentedControl([("t", "Tracks"), ("a", "Albums"), ("r", "Artists")], name="View", current="t")
    qtbot.addWidget(control)
    control.show()
    control.activateWindow()
    told: list[str] = []
    control.changed.connect(told.append)
    first = control._group.button(0)
    first.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(first.hasFocus, timeout=1000)
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert (control.current(), told) == ("a", ["a"])
    control.set_current("r")
    assert told == ["a", "r"]
    control.set_current("r")
    assert told == ["a", "r"]
    with pytest.raises(ValueError, match="x"):
        control.set_current("x")


def test_a_control_without_options_is_empty(qtbot) -> None:
    control = SegmentedControl([])
    qtbot.addWidget(control)
    assert control.current() == ""
