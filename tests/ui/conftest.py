"""Every test of the window runs offscreen, with the bundled typeface, and leaves no thread or window behind."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui import style
from desktop_app.ui.desk import Desk, close_desk, make_desk
from desktop_app.ui.window import MainWindow
from tests.ui.fakes import FakeServices

OpenWindow = Callable[[FakeServices], MainWindow]


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test after which more threads run than before it, or which leaves a window open."""
    before = set(threading.enumerate())
    yield
    left = [thread.name for thread in threading.enumerate() if thread not in before and thread.is_alive()]
    assert not left, f"threads left behind: {left}"
    app = QApplication.instance()
    if isinstance(app, QApplication):
        QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))
        shown = [widget for widget in app.topLevelWidgets() if widget.isVisible()]
        assert not shown, f"windows left behind: {shown}"


@pytest.fixture
def open_window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[OpenWindow]:
    """Opens the whole window over services, past its first question."""
    windows: list[MainWindow] = []
    style.apply(qapp, "dark")

    def make(services: FakeServices) -> MainWindow:
        window = MainWindow(services, tmp_path, theme="dark")
        windows.append(window)
        with qtbot.waitActive(window):
            window.show()
        window.start()
        qtbot.waitUntil(lambda: window.outer.currentIndex() > 0)
        return window

    yield make
    for window in windows:
        window.close()
        window.deleteLater()


@pytest.fixture
def make_a_desk(qtbot: QtBot, qapp: QApplication) -> Iterator[Callable[[FakeServices], Desk]]:
    """Makes what a component needs, and ends it."""
    desks: list[Desk] = []
    style.apply(qapp, "dark")

    def make(services: FakeServices) -> Desk:
        desks.append(make_desk(services, qapp))
        return desks[-1]

    yield make
    for desk in desks:
        close_desk(desk)
        for part in (desk.tracks, desk.player, desk.changes, desk.background, desk.notices, *desk.runners.all()):
            part.deleteLater()
