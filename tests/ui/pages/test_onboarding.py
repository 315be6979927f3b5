"""The first minute: a folder, then music while it is still being read."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.domain.records import Changes
from desktop_app.ui.components.track_row import TrackRow
from desktop_app.ui.window import MainWindow
from tests.ui.conftest import OpenWindow
from tests.ui.fakes import FakeServices, make_tracks

LEFT = Qt.MouseButton.LeftButton


def begun(open_window: OpenWindow, services: FakeServices) -> MainWindow:
    window = open_window(services)
    assert window.outer.currentWidget() is window.onboarding
    return window


def test_a_new_library_begins_with_the_question_for_a_folder(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = begun(open_window, FakeServices(0, folders=()))
    page = window.onboarding
    assert not page.open.isEnabled()
    page.folder_asked.disconnect()
    with qtbot.waitSignal(page.folder_asked):
        qtbot.mouseClick(page.add, LEFT)


def test_a_library_with_a_folder_opens_at_home(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(FakeServices())
    assert window.outer.currentWidget() is window.main


def test_music_plays_while_files_are_still_being_read(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices(0, folders=())
    window = begun(open_window, services)
    page = window.onboarding
    qtbot.waitUntil(lambda: window.desk.background.status.stage == "idle")
    services.library.gate = threading.Event()
    window.add_folders([Path("/music")])
    qtbot.waitUntil(page.progress.isVisible)
    services.library.tracks.extend(make_tracks(12))
    services.changes.publish(Changes(tracks=True))
    qtbot.waitUntil(lambda: page.count.text() == "12 tracks found")
    assert page.found.rows(), "files appear while they are found"
    qtbot.waitUntil(page.play.isEnabled)
    qtbot.mouseClick(page.play, LEFT)
    assert len(services.player.played[-1][0]) == 12
    qtbot.waitUntil(page.play.playing)
    assert window.desk.background.status.stage == "scan"
    qtbot.mouseClick(page.open, LEFT)
    assert window.outer.currentWidget() is window.main
    qtbot.waitUntil(lambda: window.home.model.rowCount() == 12)
    services.library.gate.set()
    qtbot.waitUntil(lambda: window.desk.background.status.stage == "idle")


def test_a_found_track_plays_and_rows_that_do_not_fit_wait(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices(0, folders=())
    window = begun(open_window, services)
    window.resize(1024, 640)
    services.library.tracks.extend(make_tracks(30))
    window.add_folders([Path("/music")])
    page = window.onboarding
    qtbot.waitUntil(lambda: bool(page.found.rows()) and page.found.rows()[0].isVisible())
    small = sum(row.isVisible() for row in page.found.rows())
    window.resize(1280, 1000)
    qtbot.waitUntil(lambda: sum(row.isVisible() for row in page.found.rows()) > small)
    row = page.found.rows()[0]
    assert isinstance(row, TrackRow)
    qtbot.mouseClick(row.play, LEFT)
    assert services.player.played[-1][0] == [row.track.id]


def test_the_first_guess_is_made_anew_once_more_is_known_and_nothing_plays(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    services = FakeServices(0, folders=())
    window = begun(open_window, services)
    page = window.onboarding
    services.library.tracks.extend(replace(track, analysed=False) for track in make_tracks(30))
    services.changes.publish(Changes(tracks=True))
    qtbot.waitUntil(page.play.isEnabled)
    made = len(services.recommend.mixes)
    services.changes.publish(Changes(features=True))
    qtbot.waitUntil(lambda: not window.desk.runners.reads.busy)
    assert len(services.recommend.mixes) == made, "as little is known as before"
    services.library.tracks = [replace(track, analysed=True) for track in services.library.tracks]
    services.changes.publish(Changes(features=True))
    qtbot.waitUntil(lambda: len(services.recommend.mixes) == made + 1)
    services.changes.publish(Changes(features=True))
    qtbot.waitUntil(lambda: not window.desk.runners.reads.busy)
    assert len(services.recommend.mixes) == made + 1, "once is enough"
