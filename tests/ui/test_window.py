"""The window as a person uses it: real keys and clicks over invented services."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui import style
from desktop_app.ui.window import MainWindow
from tests.ui.fakes import FakeServices

Open = Callable[[FakeServices], MainWindow]


@pytest.fixture
def open_window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Open]:
    windows: list[MainWindow] = []
    style.apply(qapp, "dark")

    def make(services: FakeServices) -> MainWindow:
        window = MainWindow(services, tmp_path)
        windows.append(window)
        with qtbot.waitExposed(window):
            window.show()
        window.start()
        qtbot.waitUntil(lambda: window.outer.currentIndex() > 0)
        return window

    yield make
    for window in windows:
        window.close()
        window.deleteLater()


def test_home_fills_and_a_double_click_plays_from_there(open_window: Open, qtbot: QtBot) -> None:
    services = FakeServices()
    window = open_window(services)
    qtbot.waitUntil(lambda: window.home.model.rowCount() == 25)
    place = window.home.grid.visualRect(window.home.model.index(2)).center()
    qtbot.mouseClick(window.home.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(window.home.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    ids, start, chosen, _ = services.player.played[-1]
    assert (len(ids), start, chosen.value) == (25, 2, "mix")
    qtbot.waitUntil(lambda: window.bar.title.text() == window.home.model.item_at(2).track.title)


def test_space_plays_and_pauses(open_window: Open, qtbot: QtBot) -> None:
    services = FakeServices()
    window = open_window(services)
    qtbot.waitUntil(lambda: window.home.model.rowCount() == 25)
    services.player.play([services.library.tracks[0].id])
    qtbot.waitUntil(lambda: window.bar.play.playing())
    qtbot.keyClick(window.home.grid, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not window.bar.play.playing())
