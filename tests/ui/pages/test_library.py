"""The library: searching, sorting, playing, and the files that were set aside."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desktop_app.domain.ids import TrackId
from desktop_app.domain.query import TrackSort
from desktop_app.domain.records import Changes, Refusal
from desktop_app.ui.components.track_menu import TrackMenu
from desktop_app.ui.pages.library import LibraryPage
from desktop_app.ui.widgets import roles
from desktop_app.ui.window import MainWindow
from tests.ui.conftest import OpenWindow
from tests.ui.fakes import FakeServices, make_tracks

LEFT = Qt.MouseButton.LeftButton


def opened(open_window: OpenWindow, services: FakeServices, qtbot: QtBot) -> tuple[MainWindow, LibraryPage]:
    window = open_window(services)
    window.open_page("library")
    page = window.library
    if services.library.tracks:
        qtbot.waitUntil(lambda: page.shelves.current() is page.table and page.table.tracks.track_at(0) is not None)
    return window, page


def titles(page: LibraryPage) -> list[str]:
    return [str(page.table.tracks.index(row, 1).data()) for row in range(page.table.tracks.rowCount())]


def cell(page: LibraryPage, row: int) -> QPoint:
    return page.table.visualRect(page.table.tracks.index(row, 1)).center()


def test_typing_searches_and_clearing_shows_all(open_window: OpenWindow, qtbot: QtBot) -> None:
    _, page = opened(open_window, FakeServices(), qtbot)
    page.focus_search()
    qtbot.keyClicks(page.search, "okapi ferry")
    qtbot.waitUntil(lambda: page.table.tracks.rowCount() == 1)
    qtbot.waitUntil(lambda: page.facts.text().startswith("1 of 46 tracks"))
    qtbot.keyClicks(page.search, " nothing like it")
    qtbot.waitUntil(lambda: page.shelves.current() is page.shelves.nothing)
    page.shelves.nothing.activated.emit()
    qtbot.waitUntil(lambda: page.table.tracks.rowCount() == 46 and page.shelves.current() is page.table)
    assert page.search.text() == ""


def test_sorting_by_the_segments_and_by_a_heading(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    _, page = opened(open_window, services, qtbot)
    page.sort._choose(TrackSort.TITLE.value, False)
    qtbot.waitUntil(lambda: titles(page) == sorted(titles(page), key=str.casefold) and "" not in titles(page))
    header = page.table.horizontalHeader()
    plays = next(i for i, column in enumerate(page.table.tracks.columns) if column.name == "plays")
    place = QPoint(header.sectionViewportPosition(plays) + 20, 10)
    qtbot.mouseClick(header.viewport(), LEFT, pos=place)
    most = max(track.plays for track in services.library.tracks)
    qtbot.waitUntil(lambda: page.table.tracks.track_at(0) is not None and page.table.tracks.track_at(0).plays == most)
    assert page.sort.current() == (TrackSort.PLAYS.value, True)
    qtbot.mouseClick(header.viewport(), LEFT, pos=place)
    qtbot.waitUntil(lambda: page.table.tracks.track_at(0) is not None and page.table.tracks.track_at(0).plays < most)


def test_enter_and_a_double_click_play_from_the_row(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    _, page = opened(open_window, services, qtbot)
    qtbot.mouseClick(page.table.viewport(), LEFT, pos=cell(page, 3))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    ids, start, _, _ = services.player.played[-1]
    assert ids[start] == page.table.tracks.ids[3] and len(ids) == 46
    qtbot.mouseClick(page.table.viewport(), LEFT, pos=cell(page, 5))
    qtbot.mouseDClick(page.table.viewport(), LEFT, pos=cell(page, 5))
    ids, start, _, _ = services.player.played[-1]
    assert ids[start] == page.table.tracks.ids[5]
    qtbot.waitUntil(lambda: page.table.tracks.index(5, 1).data(roles.PLAYING) is True)


def test_playing_from_a_large_library_takes_a_queue_that_stays_quick(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices(3000)
    _, page = opened(open_window, services, qtbot)
    page.table.play_from(2000)
    ids, start, _, _ = services.player.played[-1]
    assert len(ids) == 500 and ids[start] == page.table.tracks.ids[2000]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_queues_what_is_chosen(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window, page = opened(open_window, services, qtbot)
    services.player.play([TrackId(40)])
    qtbot.mouseClick(page.table.viewport(), LEFT, pos=cell(page, 1))
    qtbot.mouseClick(page.table.viewport(), LEFT, Qt.KeyboardModifier.ShiftModifier, cell(page, 3))
    chosen = [int(i) for i in page.table.tracks.ids[1:4]]

    def choose(words: str) -> None:
        page.table.menu_requested.emit(page.table.tracks.index(2, 1), page.table.mapToGlobal(cell(page, 2)))
        menu = page.table.findChildren(TrackMenu)[-1]
        every = [*menu.actions(), *(action for inner in menu.findChildren(QMenu) for action in inner.actions())]
        next(action for action in every if action.text() == words).trigger()
        menu.close()

    choose("Add to queue")
    assert list(services.player.state().queue) == [40, *chosen]
    choose("Play next")
    assert list(services.player.state().queue) == [40, *chosen, *chosen]
    qtbot.waitUntil(window.toast.isVisible)
    choose("New playlist")
    qtbot.waitUntil(lambda: bool(services.playlists.lists))
    assert list(next(iter(services.playlists.lists.values()))[1]) == chosen


def test_files_set_aside_are_listed_with_their_reasons(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    services.library.refused = [
        Refusal(b"/music/cut.mp3", "it is cut short"),
        Refusal(b"/music/odd \xff\n name.mp3", "no audio in it"),
    ]
    _, page = opened(open_window, services, qtbot)
    qtbot.waitUntil(lambda: page.facts.link("2 files set aside") is not None)
    qtbot.mouseClick(page.facts.link("2 files set aside"), LEFT)
    assert page.stack.currentWidget() is page.aside
    rows = page.aside.list.rows
    qtbot.waitUntil(lambda: rows.rowCount() == 2)
    assert rows.index(0).data() == "cut.mp3"
    assert rows.index(0).data(roles.NOTICE) == "it is cut short"
    assert "\n" not in rows.index(1).data() and rows.index(1).data().isprintable()
    page.aside.list.setCurrentIndex(rows.index(0))
    qtbot.mouseClick(page.aside.again, LEFT)
    qtbot.waitUntil(lambda: services.library.retried == [b"/music/cut.mp3"] and services.library.scans[-1] is None)
    qtbot.mouseClick(page.aside.back, LEFT)
    assert page.shelves.current() is page.table
    services.library.refused = []
    services.changes.publish(Changes(tracks=True))
    qtbot.waitUntil(lambda: "set aside" not in page.facts.text())


def test_the_chosen_row_stays_while_the_library_grows(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices(30)
    _, page = opened(open_window, services, qtbot)
    qtbot.mouseClick(page.table.viewport(), LEFT, pos=cell(page, 4))
    chosen = page.table.chosen_ids()
    services.library.tracks.extend(make_tracks(46)[30:])
    services.changes.publish(Changes(tracks=True))
    qtbot.waitUntil(lambda: page.table.tracks.rowCount() == 46)
    assert page.table.chosen_ids() == chosen


def test_the_title_in_the_bar_leads_to_its_row(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices(1000)
    window, page = opened(open_window, services, qtbot)
    page.search.setText("no such thing")
    qtbot.waitUntil(lambda: page.table.tracks.rowCount() == 0)
    window.open_page("home")
    services.player.play([TrackId(777)])
    qtbot.waitUntil(lambda: window.desk.player.track_id == 777)
    qtbot.mouseClick(window.bar, LEFT, pos=window.bar.cover.geometry().center() + window.bar._left.pos())
    qtbot.waitUntil(lambda: page.table.tracks.rowCount() == 1000 and page.table.chosen_ids() == [777])
    assert window.stack.currentWidget() is page


def test_an_empty_library_offers_a_folder(open_window: OpenWindow, qtbot: QtBot) -> None:
    _, page = opened(open_window, FakeServices(0), qtbot)
    qtbot.waitUntil(lambda: page.shelves.current() is page.shelves.empty)


def test_a_track_that_is_away_says_so(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    _, page = opened(open_window, services, qtbot)
    row = page.table.tracks.row_of(37)
    assert row is not None
    qtbot.waitUntil(lambda: page.table.tracks.track_at(row) is not None)
    assert "away" in page.table.tracks.index(row, 1).data(roles.NOTICE)
    assert page.table.tracks.index(row, 1).data(roles.AWAY) is True
    qtbot.waitUntil(lambda: "1 away" in page.facts.text())
