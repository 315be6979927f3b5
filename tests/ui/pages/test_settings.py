"""Settings are stored at once, and show what is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from desktop_app.domain.ids import RootId
from desktop_app.domain.records import Presence, Root
from desktop_app.ui.background import Status
from desktop_app.ui.components.ask import Question
from desktop_app.ui.components.folder_card import RootShown, state_text
from desktop_app.ui.pages.settings import SettingsPage, nearest_dial, network_text
from desktop_app.ui.tokens import SIZE
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.widgets.surface import Card
from desktop_app.ui.window import MainWindow
from tests.ui.conftest import OpenWindow
from tests.ui.fakes import TERMS, FakeServices

LEFT = Qt.MouseButton.LeftButton
TODAY = date(2026, 11, 25)


def opened(open_window: OpenWindow, services: FakeServices, qtbot: QtBot) -> SettingsPage:
    window = open_window(services)
    window.open_page("settings")
    qtbot.waitUntil(lambda: len(window.settings.terms) == len(TERMS))
    return window.settings


def words(page: SettingsPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(PlainLabel))


def test_recommendations_go_off_and_on(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    page = opened(open_window, services, qtbot)
    qtbot.mouseClick(page.recommend, LEFT)
    qtbot.waitUntil(lambda: not services.settings.value.recommendations)
    qtbot.waitUntil(lambda: not page.terms["sound"].isEnabled())
    qtbot.mouseClick(page.recommend, LEFT)
    qtbot.waitUntil(lambda: services.settings.value.recommendations and page.terms["sound"].isEnabled())


def test_a_reason_is_switched_off_and_on(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    page = opened(open_window, services, qtbot)
    qtbot.mouseClick(page.terms["memory"], LEFT)
    qtbot.waitUntil(lambda: services.settings.value.off_terms == ("memory",))
    qtbot.keyClick(page.terms["memory"], Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: services.settings.value.off_terms == ())


def test_what_is_stored_is_shown_without_storing_it_again(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    services.settings.value = replace(
        services.settings.value, theme="light", dial=0.72, min_track_seconds=47, off_terms=("new",)
    )
    stored = services.settings.value
    page = opened(open_window, services, qtbot)
    assert page.theme.current() == "light"
    assert page.dial.current() == "0.7"
    assert page.mixes.shortest.value == 47
    assert not page.terms["new"].isChecked() and page.terms["sound"].isChecked()
    assert services.settings.value == stored


def test_seconds_go_up_and_down(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    page = opened(open_window, services, qtbot)
    qtbot.mouseClick(page.mixes.shortest.more, LEFT)
    qtbot.waitUntil(lambda: services.settings.value.min_track_seconds == 50)
    for _ in range(2):
        qtbot.mouseClick(page.mixes.shortest.less, LEFT)
    qtbot.waitUntil(lambda: services.settings.value.min_track_seconds == 40)


def test_the_theme_is_chosen_by_a_click(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    page = opened(open_window, services, qtbot)
    button = next(b for b in page.theme.findChildren(QAbstractButton) if b.text() == "Light")
    qtbot.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: services.settings.value.theme == "light")


def test_folders_are_listed_added_and_looked_through_again(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices(folders=["/music", "/drive/Archive"])
    services.library.folders[1] = replace(services.library.folders[1], presence=Presence.AWAY)
    page = opened(open_window, services, qtbot)
    assert "/drive/Archive" in words(page) and "Not there now." in words(page)
    page.folder_asked.disconnect()
    with qtbot.waitSignal(page.folder_asked):
        qtbot.mouseClick(page.folders.add, LEFT)
    scans = len(services.library.scans)
    qtbot.waitUntil(page.folders.rescan.isEnabled)
    qtbot.mouseClick(page.folders.rescan, LEFT)
    qtbot.waitUntil(lambda: len(services.library.scans) == scans + 1)


def test_the_data_folder_is_shown_and_can_be_copied(open_window: OpenWindow, qtbot: QtBot, tmp_path: object) -> None:
    page = opened(open_window, FakeServices(), qtbot)
    assert str(tmp_path) in words(page)
    copy = next(b for b in page.findChildren(QAbstractButton) if b.accessibleName() == "Copy the path")
    qtbot.mouseClick(copy, LEFT)
    assert QGuiApplication.clipboard().text() == str(tmp_path)


@pytest.mark.parametrize(("dial", "key"), [(0.0, "0.1"), (0.3, "0.3"), (0.49, "0.3"), (1.0, "0.7")])
def test_a_dial_between_the_steps_shows_the_nearest(dial: float, key: str) -> None:
    assert nearest_dial(dial) == key


def test_only_linux_claims_that_the_system_enforces_it() -> None:
    assert "kernel refuses" in network_text("linux")
    assert "does not enforce" in network_text("win32").replace("\n", " ")


@pytest.mark.parametrize(("width", "columns"), [(1024, 2), (1280, 2), (1920, 3)])
def test_a_wide_window_is_used(open_window: OpenWindow, qtbot: QtBot, width: int, columns: int) -> None:
    page = opened(open_window, FakeServices(), qtbot)
    page.window().resize(width, 800)
    cards = [card for card in page.findChildren(Card) if card.isVisible()]
    qtbot.waitUntil(lambda: len({card.mapTo(page, QPoint()).x() for card in cards}) == columns)
    end = page.width() - SIZE.page_margin
    qtbot.waitUntil(lambda: max(card.mapTo(page, card.rect().topRight()).x() for card in cards) == end - 1)


@pytest.mark.parametrize("width", [1024, 1320])
def test_beside_an_open_drawer_no_card_is_cut(open_window: OpenWindow, qtbot: QtBot, width: int) -> None:
    page = opened(open_window, FakeServices(), qtbot)
    window = page.window()
    assert isinstance(window, MainWindow)
    window.resize(width, 860)
    window.drawer.open("queue")
    cards = [card for card in page.findChildren(Card) if card.isVisible()]
    qtbot.waitUntil(lambda: len({card.mapTo(page, QPoint()).x() for card in cards}) == 1)
    end = page.width() - SIZE.page_margin
    qtbot.waitUntil(lambda: max(card.mapTo(page, card.rect().topRight()).x() for card in cards) == end - 1)
    window.drawer.shut()
    qtbot.waitUntil(lambda: len({card.mapTo(page, QPoint()).x() for card in cards}) == 2)


def test_without_a_folder_there_is_nothing_to_look_at_again(open_window: OpenWindow, qtbot: QtBot) -> None:
    page = opened(open_window, FakeServices(0, folders=()), qtbot)
    page._desk.background.status_changed.emit(Status("analyse"))
    assert not page.folders.rescan.isEnabled()


# --- folders ---------------------------------------------------------------------------------------------------------


def shown(root: Root, tracks: int = 1204, away: int = 0, watched: str = "") -> RootShown:
    return RootShown(root, tracks, away, watched)


def test_how_a_folder_stands_is_said() -> None:
    root = Root(RootId(1), b"/music", Presence.PRESENT)
    since = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
    assert state_text(shown(root, watched="Changes are noticed at once."), TODAY) == (
        "1,204 tracks · Changes are noticed at once."
    )
    assert state_text(shown(root, 1200, 4), TODAY) == "1,200 tracks · 4 away"
    away = replace(root, presence=Presence.AWAY)
    assert state_text(shown(away, 0, 310), TODAY) == "Not there now. Its 310 tracks are kept, and come back with it."
    assert "since 12 Nov" in state_text(shown(replace(away, shrunk_at=since), 0, 1), TODAY)
    assert state_text(shown(replace(root, shrunk_at=since), 900, 300), TODAY) == (
        "Far fewer files than before since 12 Nov: 300 tracks are away."
    )


def test_a_folder_that_moved_is_found_again_and_undone(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    services = FakeServices(folders=["/music", "/drive/Archive"])
    services.library.folders[1] = replace(services.library.folders[1], presence=Presence.AWAY)
    page = opened(open_window, services, qtbot)
    qtbot.waitUntil(lambda: [row.elsewhere.isVisible() for row in page.folders.rows] == [False, True])
    assert [row.gone.isVisible() for row in page.folders.rows] == [False, False]
    page.folders.relocate(services.library.folders[1], tmp_path)
    qtbot.waitUntil(lambda: services.library.folders[1].path == bytes(tmp_path) and services.library.scans[-1] is None)
    assert services.edits.done[-1].kind == "relocate"


def test_what_is_gone_on_purpose_is_accepted(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    services.library.folders[0] = replace(services.library.folders[0], shrunk_at=datetime(2026, 11, 12, tzinfo=UTC))
    page = opened(open_window, services, qtbot)
    qtbot.waitUntil(page.folders.rows[0].gone.isVisible)
    qtbot.mouseClick(page.folders.rows[0].gone, LEFT)
    qtbot.waitUntil(lambda: services.library.folders[0].shrunk_at is None)
    qtbot.waitUntil(lambda: not page.folders.rows[0].gone.isVisible())


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_folder_is_removed_after_a_question(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices(folders=["/music", "/drive/Archive"])
    page = opened(open_window, services, qtbot)
    qtbot.mouseClick(page.folders.rows[1].remove, LEFT)
    question = page.window().findChildren(Question)[-1]
    qtbot.mouseClick(question.yes, LEFT)
    qtbot.waitUntil(lambda: [root.path for root in services.library.folders] == [b"/music"])
    qtbot.waitUntil(lambda: len(page.folders.rows) == 1 and page.window().toast.isVisible())


def test_watching_same_recordings_and_months_are_set(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    page = opened(open_window, services, qtbot)
    stored = services.settings.value
    assert (page.folders.watch.isChecked(), page.folders.same.current()) == (True, "ask")
    assert page.mixes.months.chosen() == (12,)
    page.folders.watch.click()
    page.folders.same.set_current("auto")
    qtbot.mouseClick(page.mixes.months.months[10], LEFT)
    wanted = replace(stored, watch_folders=False, join_same_recordings="auto", holiday_months=(11, 12))
    qtbot.waitUntil(lambda: services.settings.value == wanted)


def test_a_rule_is_listed_and_taken_back(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    services.edits.never = [b"/music/Samples"]
    page = opened(open_window, services, qtbot)
    assert "/music/Samples" in words(page)
    qtbot.mouseClick(page.mixes.again[0], LEFT)
    qtbot.waitUntil(lambda: services.edits.never == [])
    qtbot.waitUntil(lambda: page.mixes.again == [])
