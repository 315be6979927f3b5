"""Home: the picks, what they rest on, and the ways to change or keep them."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from desktop_app.domain.errors import EmptyLibrary
from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Changes, Coverage, MixItem, Pick, Reason
from desktop_app.ui.models.mix import short_reason
from desktop_app.ui.pages.home import coverage_text
from tests.ui.conftest import OpenWindow
from tests.ui.fakes import FakeServices, make_tracks

LEFT = Qt.MouseButton.LeftButton


def test_coverage_is_told_in_true_numbers() -> None:
    assert coverage_text(Coverage(24, 1310), 40) == (
        "From the sound of 24 of 1,310 tracks so far · still learning, from 40 listens"
    )
    assert coverage_text(Coverage(1310, 1310), 1) == (
        "From the sound of all 1,310 tracks · still learning, from 1 listen"
    )
    assert "nothing listened to yet" in coverage_text(Coverage(0, 5), 0)
    assert coverage_text(Coverage(5, 5), 4000).endswith("and 4,000 listens")
    assert coverage_text(Coverage(5, 7, 2), 4000).startswith("From the sound of 5 of 7 tracks; the others cannot")
    assert coverage_text(Coverage(7, 7, 0, 3), 0).startswith("From excerpts of all 7 tracks so far")


def test_a_mood_makes_the_picks_those_for_it(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = open_window(services)
    home = window.home
    qtbot.waitUntil(lambda: home.model.rowCount() == 25)
    assert home.moods.current() == "" and not home.notes.isVisible()
    qtbot.mouseClick(home.moods.chips["calm"], LEFT)
    qtbot.waitUntil(home.notes.isVisible)
    assert services.recommend.mixes[-1]["mode"] == "mood:calm"
    assert home.title.text() == "Calm" and home.notes.text().startswith("Few tracks")
    qtbot.mouseClick(home.again, LEFT)
    qtbot.waitUntil(lambda: services.recommend.mixes[-1]["rng"] == 1)
    assert services.recommend.mixes[-1]["mode"] == "mood:calm", "other picks are for the same mood"
    qtbot.mouseClick(home.save, LEFT)
    qtbot.waitUntil(lambda: bool(services.playlists.all()))
    assert services.playlists.all()[0].name.startswith("Calm, ")
    home.moods.chips["calm"].setFocus()
    qtbot.keyClick(home.moods.chips["calm"], Qt.Key.Key_Right)
    qtbot.mouseClick(home.moods.chips[""], LEFT)
    qtbot.waitUntil(lambda: services.recommend.mixes[-1]["mode"] == "for-you")
    qtbot.waitUntil(lambda: not home.notes.isVisible())
    assert home.title.text() == "For you"


def test_a_mood_of_what_was_not_heard_says_so_and_leads_back(
    open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = FakeServices()
    window = open_window(services)
    home = window.home
    qtbot.waitUntil(lambda: home.model.rowCount() == 25)
    before = services.recommend.mix

    def mix(mode: str, **options: object) -> object:
        if mode.startswith("mood:"):
            raise EmptyLibrary("No mood of any track is known yet.")
        return before(mode, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(services.recommend, "mix", mix)
    qtbot.mouseClick(home.moods.chips["sad"], LEFT)
    qtbot.waitUntil(lambda: home.stack.currentWidget() is home.broken)
    assert home.broken.accessibleName() == "No moods yet" and home.moods.isVisible()
    qtbot.mouseClick(home.moods.chips[""], LEFT)
    qtbot.waitUntil(lambda: home.stack.currentWidget() is home.grid)


def test_a_short_reason_is_the_weightiest_that_speaks_for_the_track() -> None:
    (track,) = make_tracks(1)

    def item(*values: float) -> MixItem:
        reasons = tuple(Reason("sound", "", value, "", f"reason {i}") for i, value in enumerate(values))
        return MixItem(track, Pick(track.id, 1, sum(values), ()), reasons)

    assert short_reason(item(-2.0, 1.0, 0.5)) == "reason 1"
    assert short_reason(item(-2.0)) == "", "what speaks against it is no reason for it"


def test_a_double_click_plays_from_there(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = open_window(services)
    home = window.home
    qtbot.waitUntil(lambda: home.model.rowCount() == 25)
    place = home.grid.visualRect(home.model.index(2)).center()
    qtbot.mouseClick(home.grid.viewport(), LEFT, pos=place)
    qtbot.mouseDClick(home.grid.viewport(), LEFT, pos=place)
    ids, start, chosen, _ = services.player.played[-1]
    assert (len(ids), start, chosen.value) == (25, 2, "mix")
    qtbot.waitUntil(lambda: window.bar.title.text() == home.model.item_at(2).track.title)


def test_enter_plays_and_w_explains(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = open_window(services)
    qtbot.waitUntil(lambda: window.home.model.rowCount() == 25)
    window.home.grid.setCurrentIndex(window.home.model.index(1))
    qtbot.keyClick(window.home.grid, Qt.Key.Key_Return)
    assert services.player.played[-1][1] == 1
    qtbot.keyClick(window.home.grid, Qt.Key.Key_W)
    assert window.drawer.current == "why"


def test_play_plays_the_list_and_other_picks_makes_another(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = open_window(services)
    home = window.home
    qtbot.waitUntil(lambda: home.model.rowCount() == 25)
    first = home.model.ids()
    qtbot.mouseClick(home.play, LEFT)
    assert services.player.played[-1][:2] == (first, 0)
    qtbot.mouseClick(home.again, LEFT)
    qtbot.waitUntil(lambda: home.model.ids() not in ([], first))
    assert [mix["rng"] for mix in services.recommend.mixes] == [0, 1]
    assert all(mix["log"] for mix in services.recommend.mixes), "what is shown is logged as shown"


def test_the_picks_are_saved_and_the_saving_undone(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = open_window(services)
    qtbot.waitUntil(lambda: window.home.model.rowCount() == 25)
    qtbot.mouseClick(window.home.save, LEFT)
    qtbot.waitUntil(window.toast.isVisible)
    (saved, ids) = next(iter(services.playlists.lists.values()))
    assert saved.name.startswith("For you, ") and list(ids) == window.home.model.ids()
    undo = next(b for b in window.toast.findChildren(QAbstractButton) if b.text() == "Undo")
    qtbot.mouseClick(undo, LEFT)
    qtbot.waitUntil(lambda: not services.playlists.lists)


def test_off_says_so_and_a_button_switches_on(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    services.settings.set("recommendations", False)
    window = open_window(services)
    home = window.home
    qtbot.waitUntil(lambda: home.stack.currentWidget() is home.off)
    assert not home.play.isVisible() and not home.save.isVisible()
    services.player.play([services.library.tracks[0].id])
    assert services.player.state().playing, "the player needs no recommendations"
    button = next(b for b in home.off.findChildren(QAbstractButton) if b.isVisible())
    qtbot.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: home.model.rowCount() == 25 and home.grid.isVisible())


def test_an_empty_library_offers_a_folder(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices(0)
    window = open_window(services)
    home = window.home
    qtbot.waitUntil(lambda: home.stack.currentWidget() is home.empty)
    button = next(b for b in home.empty.findChildren(QAbstractButton) if b.isVisible())
    home.folder_asked.disconnect()
    with qtbot.waitSignal(home.folder_asked):
        qtbot.mouseClick(button, LEFT)


def test_a_fault_is_told_and_can_be_tried_again(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    working = services.recommend.mix
    services.recommend.mix = lambda *args, **more: 1 / 0  # type: ignore[assignment,method-assign]
    window = open_window(services)
    home = window.home
    qtbot.waitUntil(lambda: home.stack.currentWidget() is home.broken)
    services.recommend.mix = working  # type: ignore[method-assign]
    qtbot.mouseClick(next(b for b in home.broken.findChildren(QAbstractButton) if b.isVisible()), LEFT)
    qtbot.waitUntil(lambda: home.model.rowCount() == 25)


def test_the_list_stays_while_analysis_goes_on_but_a_better_one_is_offered(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    services = FakeServices()
    services.analysis.gate = threading.Event()
    window = open_window(services)
    home = window.home
    qtbot.waitUntil(lambda: home.model.rowCount() == 25)
    shown = home.model.ids()
    services.analysis.gate.set()
    qtbot.waitUntil(lambda: "all 46 tracks" in home.subtitle.text())
    assert home.model.ids() == shown
    assert home.grown.isVisible() == (home.model.mix.coverage.analysed * 1.5 <= 46)


def test_a_short_list_grows_by_itself_while_files_are_found(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices(3)
    window = open_window(services)
    qtbot.waitUntil(lambda: window.home.model.rowCount() == 3)
    services.library.tracks.extend(make_tracks(10)[3:])
    services.changes.publish(Changes(tracks=True))
    qtbot.waitUntil(lambda: window.home.model.rowCount() == 10)


def test_what_plays_is_marked(open_window: OpenWindow, qtbot: QtBot) -> None:
    from desktop_app.ui.widgets import roles

    services = FakeServices()
    window = open_window(services)
    model = window.home.model
    qtbot.waitUntil(lambda: model.rowCount() == 25)
    track: TrackId = model.ids()[7]
    services.player.play([track])
    qtbot.waitUntil(lambda: model.index(7).data(roles.PLAYING) is True)


def test_what_was_heard_offers_a_new_list_here_and_brings_one_at_the_next_visit(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    services = FakeServices()
    window = open_window(services)
    home = window.home
    qtbot.waitUntil(lambda: home.model.rowCount() == 25)
    services.changes.publish(Changes(listens=True))
    qtbot.waitUntil(home.grown.isVisible)
    assert len(services.recommend.mixes) == 1, "the list under the eyes stays"
    window.open_page("library")
    services.changes.publish(Changes(listens=True))
    qtbot.waitUntil(lambda: home._due)
    window.open_page("home")
    qtbot.waitUntil(lambda: len(services.recommend.mixes) == 2)
    qtbot.waitUntil(lambda: not home.grown.isVisible())


def test_beside_an_open_drawer_every_mood_is_in_reach(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(FakeServices())
    home = window.home
    qtbot.waitUntil(lambda: home.model.rowCount() == 25)
    window.resize(1320, 860)
    window.drawer.open("queue")
    chips = home.moods.chips.values()
    qtbot.waitUntil(lambda: len({chip.y() for chip in chips}) == 2)
    qtbot.waitUntil(lambda: all(home.moods.rect().contains(chip.geometry()) for chip in chips))
    assert home.moods.minimumHeight() == home.moods.height(), "a page short of room takes no line away"
    window.resize(1900, 860)
    qtbot.waitUntil(lambda: len({chip.y() for chip in chips}) == 1)
    assert home.moods.height() == home.moods.minimumHeight()
