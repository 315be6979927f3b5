"""Playlists: play, rename in place, export, delete with a way back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from desktop_app.domain.ids import TrackId
from desktop_app.ui.pages.playlists import PlaylistsPage, file_name
from desktop_app.ui.window import MainWindow
from tests.ui.conftest import OpenWindow
from tests.ui.fakes import FakeServices

LEFT = Qt.MouseButton.LeftButton
IDS = [TrackId(n) for n in (7, 3, 12)]


@pytest.fixture
def services() -> FakeServices:
    made = FakeServices()
    made.playlists.save("Older", [TrackId(1)])
    made.playlists.save("Slow mornings", IDS, "Made by hand")
    return made


@pytest.fixture
def window(open_window: OpenWindow, services: FakeServices, qtbot: QtBot) -> MainWindow:
    made = open_window(services)
    made.open_page("playlists")
    qtbot.waitUntil(lambda: made.playlists.table.tracks.rowCount() == 3)
    return made


def shown(page: PlaylistsPage) -> list[str]:
    return [str(page.lists.rows.index(row).data()) for row in range(page.lists.rows.rowCount())]


def test_the_newest_is_open_and_plays(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    page = window.playlists
    assert page.name.text() == "Slow mornings"
    assert "3 tracks" in page.hint.text() and "Made by hand" in page.hint.text()
    assert page.table.tracks.ids.tolist() == IDS
    qtbot.mouseClick(page.play, LEFT)
    assert services.player.played[-1][:2] == (IDS, 0)
    assert services.player.played[-1][2].value == "playlist"


def test_the_arrow_opens_the_next_one(window: MainWindow, qtbot: QtBot) -> None:
    page = window.playlists
    page.lists.setFocus()
    qtbot.keyClick(page.lists, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.name.text() == "Older" and page.table.tracks.ids.tolist() == [1])


def test_enter_renames_and_escape_keeps(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    page = window.playlists
    top = page.table.mapTo(page, QPoint()).y()
    hint = page.hint.text()
    qtbot.mouseClick(page.rename, LEFT)
    assert page.field.isVisible() and page.field.text() == "Slow mornings"
    assert page.table.mapTo(page, QPoint()).y() == top
    page.field.clear()
    qtbot.keyClicks(page.field, "Kitchen soul")
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown(page) == ["Kitchen soul", "Older"])
    assert page.name.text() == "Kitchen soul" and page.name.isVisible()
    qtbot.mouseClick(page.rename, LEFT)
    page.field.clear()
    qtbot.keyClicks(page.field, "Never")
    qtbot.keyClick(page.field, Qt.Key.Key_Escape)
    assert not page.field.isVisible()
    assert page.hint.text() == hint
    assert page.name.text() == "Kitchen soul"
    assert [record.name for record, _ in services.playlists.lists.values()] == ["Older", "Kitchen soul"]


def test_deleting_can_be_undone(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    page = window.playlists
    page.lists.setFocus()
    qtbot.keyClick(page.lists, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: shown(page) == ["Older"] and window.toast.isVisible())
    qtbot.waitUntil(lambda: page.name.text() == "Older")
    undo = next(b for b in window.toast.findChildren(QAbstractButton) if b.text() == "Undo")
    qtbot.mouseClick(undo, LEFT)
    qtbot.waitUntil(lambda: page.name.text() == "Slow mornings" and page.table.tracks.ids.tolist() == IDS)


def test_the_last_one_deleted_leaves_a_helpful_page(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    page = window.playlists
    for left in (1, 0):
        qtbot.mouseClick(page.delete, LEFT)
        qtbot.waitUntil(lambda n=left: page.lists.rows.rowCount() == n)
    assert page.stack.currentWidget() is page.empty
    page.empty.activated.emit()
    assert window.stack.currentWidget() is window.home


def test_exporting_writes_the_tracks_in_order(
    window: MainWindow, services: FakeServices, qtbot: QtBot, tmp_path: Path
) -> None:
    window.playlists.export_to(tmp_path / "out.m3u8")
    qtbot.waitUntil(lambda: services.playlists.exported == [(IDS, tmp_path / "out.m3u8")])
    qtbot.waitUntil(window.toast.isVisible)
    assert "3 tracks exported" in window.toast.accessibleName()


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Slow mornings", "Slow mornings"),
        ("a/b:c*?", "a_b_c__"),
        ("...", "Playlist"),
        ("Ärger & Übermut", "Ärger _ Übermut"),
    ],
)
def test_a_file_name_is_one_that_every_system_takes(name: str, file: str) -> None:
    assert file_name(name) == file
    assert len(file_name("x" * 500)) == 100
