"""Correcting, rating, removing and joining from the window: each an act that is told with Undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desktop_app.domain.errors import WrongUse
from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Presence
from desktop_app.ui.components.ask import Question
from desktop_app.ui.components.edit_dialog import EditDialog
from desktop_app.ui.components.track_menu import TrackMenu, plain
from desktop_app.ui.widgets import roles
from desktop_app.ui.widgets.button import LinkButton
from desktop_app.ui.window import MainWindow
from tests.ui.conftest import OpenWindow
from tests.ui.fakes import FakeServices

LEFT = Qt.MouseButton.LeftButton
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def dialog(window: MainWindow, ids: list[int], qtbot: QtBot) -> EditDialog:
    window.desk.ways.edit.emit(ids)
    qtbot.waitUntil(lambda: bool(window.findChildren(EditDialog)))
    return window.findChildren(EditDialog)[-1]


def typed(qtbot: QtBot, made: EditDialog, field: str, text: str) -> None:
    line = made.fields[field].line
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)


def press(menu: TrackMenu, words: str) -> None:
    every = [*menu.actions(), *(action for inner in menu.findChildren(QMenu) for action in inner.actions())]
    next(action for action in every if action.text().split("\t")[0] == words).trigger()
    menu.close()


def table_menu(window: MainWindow, row: int) -> TrackMenu:
    table = window.library.table
    table.menu_requested.emit(table.tracks.index(row, 1), QPoint(200, 200))
    return table.findChildren(TrackMenu)[-1]


def opened(open_window: OpenWindow, services: FakeServices, qtbot: QtBot) -> MainWindow:
    window = open_window(services)
    window.open_page("library")
    table = window.library.table
    qtbot.waitUntil(lambda: table.tracks.rowCount() > 0 and table.tracks.track_at(0) is not None)
    return window


# --- the dialog ------------------------------------------------------------------------------------------------------


def test_a_title_is_corrected_told_and_undone(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = open_window(services)
    before = services.library.tracks[6].title
    made = dialog(window, [7], qtbot)
    typed(qtbot, made, "title", "Lantern & <b>Street</b>")
    assert made.changes() == {"title": "Lantern & <b>Street</b>"}
    qtbot.mouseClick(made.save, LEFT)
    qtbot.waitUntil(lambda: services.library.tracks[6].title.startswith("Lantern &"))
    qtbot.waitUntil(window.toast.isVisible)
    window.toast.undo()
    qtbot.waitUntil(lambda: services.library.tracks[6].title == before)


def test_several_values_stay_unless_something_is_typed(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    made = dialog(open_window(services), [1, 7, 12], qtbot)
    assert made.fields["artist"].line.text() == ""
    assert made.fields["artist"].line.placeholderText() == "Several values"
    assert made.fields["title"].isHidden() and made.fields["number"].isHidden()
    assert made.changes() == {}
    typed(qtbot, made, "genre", "Folk; Sea songs")
    qtbot.mouseClick(made.save, LEFT)
    qtbot.waitUntil(lambda: {services.library.tracks[i].genre for i in (0, 6, 11)} == {"Folk; Sea songs"})
    assert services.library.tracks[0].artist != services.library.tracks[6].artist


def test_a_corrected_field_shows_the_files_value_and_goes_back_to_it(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    track = next(track for track in services.library.tracks if track.corrected)
    made = dialog(open_window(services), [track.id], qtbot)
    title, artist = made.fields["title"], made.fields["artist"]
    assert title.back.isVisible() and not artist.back.isVisible()
    assert title.line.accessibleDescription() == "The file says “Lantern Street (file)”."
    qtbot.mouseClick(title.back, LEFT)
    assert title.line.text() == "Lantern Street (file)"
    assert made.changes() == {"title": None}
    typed(qtbot, made, "artist", artist.line.text() + "!")
    typed(qtbot, made, "artist", track.artist)
    assert made.changes() == {"title": None}, "typed back to what it was"
    qtbot.mouseClick(made.cancel, LEFT)
    assert services.edits.done == []


def test_a_refused_value_is_told_in_the_dialog(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()

    def refuse(ids: object, fields: object) -> None:
        raise WrongUse('"19x9" is no year.', remedy="Give a number from 1000 to 2100.")

    services.edits.correct = refuse  # type: ignore[method-assign, assignment]
    made = dialog(open_window(services), [7], qtbot)
    typed(qtbot, made, "year", "19x9")
    qtbot.mouseClick(made.save, LEFT)
    qtbot.waitUntil(made.problem.isVisible)
    assert made.isVisible() and "19x9" in made.problem.accessibleName() and made.save.isEnabled()
    made.reject()


def test_a_cover_is_chosen_shown_and_taken_back(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    made = dialog(open_window(services), [6], qtbot)
    assert not made.restore.isVisible()
    made.take_picture(Path("/home/ada/front.jpg"))
    qtbot.waitUntil(lambda: "cover" in made.changes())
    assert services.covers.chosen == [Path("/home/ada/front.jpg")]
    sha = made.changes()["cover"]
    assert sha is not None and len(bytes.fromhex(sha)) == 32
    qtbot.waitUntil(lambda: bytes.fromhex(sha) in services.covers.asked)
    qtbot.mouseClick(made.restore, LEFT)
    assert made.changes() == {"cover": None}
    if made.remove.isVisible():
        qtbot.mouseClick(made.remove, LEFT)
        assert made.changes() == {"cover": ""}
    made.reject()


def test_compilation_is_changed_only_by_a_press(open_window: OpenWindow, qtbot: QtBot) -> None:
    made = dialog(open_window(FakeServices()), [1, 2, 3], qtbot)
    assert made.changes() == {}
    made.compilation.click()
    assert made.changes() == {"compilation": "1"}
    made.compilation.click()
    assert made.changes() == {}
    made.reject()


# --- the menu and the keys -------------------------------------------------------------------------------------------


def test_delete_asks_removes_and_is_undone(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = opened(open_window, services, qtbot)
    table = window.library.table
    table.selectRow(2)
    chosen = table.chosen_ids()
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    question = window.findChildren(Question)[-1]
    assert question.no.hasFocus() or not question.isActiveWindow()
    qtbot.mouseClick(question.no, LEFT)
    assert services.library.removed == set()
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    qtbot.mouseClick(window.findChildren(Question)[-1].yes, LEFT)
    qtbot.waitUntil(lambda: services.library.removed == set(chosen))
    qtbot.waitUntil(lambda: table.tracks.rowCount() == 45 and window.toast.isVisible())
    window.toast.undo()
    qtbot.waitUntil(lambda: table.tracks.rowCount() == 46)


def test_digits_and_stars_rate(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = opened(open_window, services, qtbot)
    window.resize(1600, 900)
    table = window.library.table
    table.selectRow(1)
    table.selectionModel().select(
        table.tracks.index(2, 0),
        table.selectionModel().SelectionFlag.Select | table.selectionModel().SelectionFlag.Rows,
    )
    both = table.chosen_ids()
    qtbot.keyClick(table, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: [services.library.track(i).rating for i in both] == [0.8, 0.8])
    column = next(i for i, one in enumerate(table.tracks.columns) if one.name == "rating")
    cell = table.visualRect(table.tracks.index(5, column))
    third = QPoint(cell.left() + 8 + 2 * 17 + 5, cell.center().y())
    table.hover_at(third)
    assert table.hovered_star == 3
    track = table.tracks.id_at(5)
    qtbot.mouseClick(table.viewport(), LEFT, pos=third)
    qtbot.waitUntil(lambda: services.library.track(track).rating == 0.6)
    qtbot.waitUntil(lambda: table.tracks.index(5, column).data(roles.STARS) == pytest.approx(3.0))
    table.hover_at(third)
    qtbot.mouseClick(table.viewport(), LEFT, pos=third)
    qtbot.waitUntil(lambda: services.library.track(track).rating is None)
    assert [services.library.track(i).rating for i in both] == [0.8, 0.8], "a press on a star is for its row"


def test_tracks_are_added_to_a_playlist_and_taken_back(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    saved = services.playlists.save("Rock && roll", [TrackId(1)])
    window = opened(open_window, services, qtbot)
    window.library.table.selectRow(3)
    (chosen,) = window.library.table.chosen_ids()
    menu = table_menu(window, 3)
    name = plain("Rock && roll")
    qtbot.waitUntil(lambda: any(a.text() == name for m in menu.findChildren(QMenu) for a in m.actions()))
    press(menu, name)
    qtbot.waitUntil(lambda: services.playlists.lists[saved.id][1] == (1, chosen))
    qtbot.waitUntil(window.toast.isVisible)
    window.toast.undo()
    qtbot.waitUntil(lambda: services.playlists.lists[saved.id][1] == (1,))


def test_the_menu_says_music_folder_and_path(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = opened(open_window, services, qtbot)
    track = window.library.table.tracks.track_at(0)
    assert track is not None
    press(table_menu(window, 0), "Never recommend from its folder")
    qtbot.waitUntil(lambda: services.edits.never == [track.path.rpartition(b"/")[0]])
    press(table_menu(window, 0), "Copy the file’s path")
    assert QGuiApplication.clipboard().text() == track.path.decode()
    press(table_menu(window, 0), "Not music: keep it out of mixes")
    qtbot.waitUntil(lambda: services.edits.done[-1].kind == "correct")
    assert "music" in services.library.track(track.id).corrected


def test_two_chosen_tracks_are_said_to_be_one_recording(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = opened(open_window, services, qtbot)
    table = window.library.table
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.visualRect(table.tracks.index(0, 1)).center())
    place = table.visualRect(table.tracks.index(1, 1)).center()
    qtbot.mouseClick(table.viewport(), LEFT, Qt.KeyboardModifier.ShiftModifier, place)
    chosen = table.chosen_ids()
    press(table_menu(window, 0), "These are the same recording")
    qtbot.waitUntil(lambda: services.works.settled == [(chosen[0], chosen[1])])


def test_a_menu_on_a_row_that_is_not_chosen_is_for_that_row(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = opened(open_window, services, qtbot)
    window.library.table.selectRow(0)
    press(table_menu(window, 4), "Add to queue")
    assert services.player.state().queue == (window.library.table.tracks.id_at(4),)


def test_what_is_away_is_not_played_and_says_why(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = opened(open_window, services, qtbot)
    table = window.library.table
    row = table.tracks.row_of(37)
    assert row is not None
    qtbot.waitUntil(lambda: table.tracks.track_at(row) is not None)
    table.play_from(row)
    assert services.player.played == []
    qtbot.waitUntil(window.toast.isVisible)
    assert "is away" in window.toast.accessibleName() and "/music/" in window.toast.accessibleName()


# --- versions and the same recording ---------------------------------------------------------------------------------


def test_versions_are_shown_played_and_parted(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices(300)
    window = open_window(services)
    track = next(t for t in services.library.tracks if len(services.works.versions(t.id)) >= 3)
    window.desk.ways.versions.emit(track.id)
    assert window.drawer.current == "versions"
    qtbot.waitUntil(lambda: len(window.versions.rows()) >= 4)
    second = window.versions.rows()[1]
    qtbot.mouseClick(second.play, LEFT)
    qtbot.waitUntil(lambda: window.desk.player.track_id == second.track.id)

    link = next(
        one for one in window.versions.findChildren(LinkButton) if "is not the same song" in one.accessibleName()
    )
    qtbot.mouseClick(link, LEFT)
    qtbot.waitUntil(lambda: bool(services.edits.done) and services.edits.done[-1].kind == "split")


def test_pairs_are_joined_refused_and_joined_together(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = open_window(services)
    window.open_page("library")
    page = window.library
    qtbot.waitUntil(lambda: page.facts.link("3 pairs: same recording?") is not None)
    qtbot.mouseClick(page.facts.link("3 pairs: same recording?"), LEFT)
    view = page.offers
    qtbot.waitUntil(lambda: len(view.cards) == 3)
    assert view.join_all.text() == "Join the one that is sure"
    assert [round(card.offer.confidence, 2) for card in view.cards] == [0.99, 0.93, 0.81]
    qtbot.mouseClick(view.cards[1].differ, LEFT)
    qtbot.waitUntil(lambda: services.works.settled == [(12, 17)] and len(view.cards) == 2)
    window.toast.undo()
    qtbot.mouseClick(view.join_all, LEFT)
    qtbot.waitUntil(lambda: (3, 8) in services.works.settled)
    qtbot.waitUntil(lambda: len(view.cards) == 1 and not view.join_all.isVisible())
    qtbot.mouseClick(view.cards[0].join, LEFT)
    qtbot.waitUntil(lambda: view.stack.currentWidget() is view.empty)


def test_a_track_away_in_a_pair_cannot_be_played(make_a_desk: Callable[..., object], qtbot: QtBot) -> None:
    from desktop_app.ui.components.offer_card import OfferCard, sound_text
    from desktop_app.ui.components.track_row import TrackRow

    services = FakeServices()
    desk = make_a_desk(services)
    offer = services.works.offers()[0]
    offer = replace(offer, b=replace(offer.b, presence=Presence.AWAY, bitrate=None))
    card = OfferCard(offer, desk.pictures)  # type: ignore[attr-defined]
    qtbot.addWidget(card)
    assert [row.play.isEnabled() for row in card.findChildren(TrackRow)] == [True, False]
    assert sound_text(offer.b).startswith("MP3 · ") and sound_text(offer.b).endswith("away")
