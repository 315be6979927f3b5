"""The queue panel and the status of the background work."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Coverage
from desktop_app.ui.background import Status
from desktop_app.ui.components.hearing_card import Hearing, HearingCard, go_on_anyway, heard_text
from desktop_app.ui.components.playlist_list import PlaylistModel
from desktop_app.ui.components.queue_panel import QueueDelegate, QueuePanel
from desktop_app.ui.components.refusal_list import RefusalModel
from desktop_app.ui.components.scan_status import ScanStatus, count_text, left_text
from desktop_app.ui.components.track_row import TrackRow
from desktop_app.ui.components.why_panel import WhyPanel
from desktop_app.ui.desk import Desk, Notice
from desktop_app.ui.widgets.label import PlainLabel
from tests.ui.fakes import FakeServices

LEFT = Qt.MouseButton.LeftButton
MakeDesk = Callable[[FakeServices], Desk]


def queue_of(services: FakeServices, make_a_desk: MakeDesk, qtbot: QtBot) -> QueuePanel:
    services.player.play([TrackId(n) for n in (4, 5, 6, 7)])
    panel = QueuePanel(make_a_desk(services))
    qtbot.addWidget(panel)
    panel.resize(352, 600)
    with qtbot.waitExposed(panel):
        panel.show()
    qtbot.waitUntil(lambda: panel.model.track_at(3) is not None)
    return panel


def test_a_double_click_plays_a_place(make_a_desk: MakeDesk, qtbot: QtBot) -> None:
    services = FakeServices()
    panel = queue_of(services, make_a_desk, qtbot)
    place = panel.view.visualRect(panel.model.index(2)).center()
    qtbot.mouseClick(panel.view.viewport(), LEFT, pos=place)
    qtbot.mouseDClick(panel.view.viewport(), LEFT, pos=place)
    assert services.player.state().current == 2
    qtbot.waitUntil(lambda: panel.model.current == 2)


def test_the_cross_and_delete_take_a_place_out(make_a_desk: MakeDesk, qtbot: QtBot) -> None:
    services = FakeServices()
    panel = queue_of(services, make_a_desk, qtbot)
    cross = QueueDelegate.cross(panel.view.visualRect(panel.model.index(1))).center()
    qtbot.mouseClick(panel.view.viewport(), LEFT, pos=cross)
    assert services.player.state().queue == (4, 6, 7)
    qtbot.waitUntil(lambda: panel.model.rowCount() == 3)
    panel.view.setCurrentIndex(panel.model.index(2))
    qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    assert services.player.state().queue == (4, 6)


def test_the_queue_says_how_much_is_to_come(make_a_desk: MakeDesk, qtbot: QtBot) -> None:
    services = FakeServices()
    panel = queue_of(services, make_a_desk, qtbot)
    assert panel._count.text() == "3 tracks to come"
    services.player.play_index(3)
    qtbot.waitUntil(lambda: panel._count.text() == "0 tracks to come")


def test_the_status_shows_what_goes_on_and_pauses_it(make_a_desk: MakeDesk, qtbot: QtBot) -> None:
    services = FakeServices()
    services.library.gate = threading.Event()
    desk = make_a_desk(services)
    status = ScanStatus(desk.background)
    qtbot.addWidget(status)
    desk.background.start()
    qtbot.waitUntil(status.isVisible)
    assert status.stop.isVisible()
    qtbot.mouseClick(status.pause, LEFT)
    assert desk.background.status.paused and status.pause.accessibleName() == "Go on"
    services.library.gate.set()
    qtbot.waitUntil(lambda: desk.background._job is None)
    qtbot.mouseClick(status.pause, LEFT)
    qtbot.waitUntil(lambda: desk.background.status == Status())
    assert not status.isVisible()


def test_a_narrow_rail_shows_a_ring_that_pauses(make_a_desk: MakeDesk, qtbot: QtBot) -> None:
    services = FakeServices()
    services.library.gate = threading.Event()
    desk = make_a_desk(services)
    status = ScanStatus(desk.background)
    qtbot.addWidget(status)
    status.set_narrow(True)
    desk.background.start()
    status.show()
    qtbot.waitUntil(status.ring.isVisible)
    qtbot.mouseClick(status.ring, LEFT)
    assert desk.background.status.paused
    services.library.gate.set()


def test_counts_are_told_with_what_is_known() -> None:
    assert count_text(Status("scan", 1234, None)) == "1,234"
    assert count_text(Status("analyse", 212, 1310)) == "212 of 1,310"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""), (20.0, "less than a minute left"), (130.0, "about 2 min left"), (1400.0, "about 25 min left"),
        (3900.0, "about 1 h left"), (5000.0, "about 1 h 20 min left"), (90_000.0, "about 25 h left"),
    ],
)  # fmt: skip
def test_the_time_left_is_told_no_more_exactly_than_it_is_known(seconds: float | None, text: str) -> None:
    assert left_text(seconds) == text


def test_the_status_tells_the_time_left_and_why_it_waits(make_a_desk: MakeDesk, qtbot: QtBot) -> None:
    desk = make_a_desk(FakeServices())
    status = ScanStatus(desk.background)
    qtbot.addWidget(status)
    status.show()
    desk.background._set(Status("analyse", 212, 1310, "Mira Vale – Tidal", left_s=1200))
    assert status.detail.text() == "about 20 min left" and not status.anyway.isVisible()
    assert status.accessibleName() == "Analysing: 212 of 1,310, about 20 min left"
    desk.background._set(Status("analyse", 3, 1310, "Mira Vale – Tidal"))
    assert status.detail.text() == "Mira Vale – Tidal", "the title while the time is not known"
    desk.background._set(Status("analyse", 212, 1310, held="heat"))
    assert "too hot" in status.accessibleName() and not status.anyway.isVisible()
    desk.background._set(Status("analyse", 212, 1310, held="battery"))
    with qtbot.waitSignal(status.anyway_asked):
        qtbot.mouseClick(status.anyway, LEFT)


def test_going_on_anyway_is_a_setting_that_can_be_undone(make_a_desk: MakeDesk, qtbot: QtBot) -> None:
    services = FakeServices()
    desk = make_a_desk(services)
    told: list[Notice] = []
    desk.notices.said.connect(told.append)
    go_on_anyway(desk)
    qtbot.waitUntil(lambda: services.settings.value.analyse_on_battery)
    assert told[0].undo is not None
    told[0].undo()
    qtbot.waitUntil(lambda: not services.settings.value.analyse_on_battery)


def test_how_much_was_heard_in_words() -> None:
    assert heard_text(Coverage(0, 0)) == "There is nothing to hear yet."
    assert heard_text(Coverage(5, 5)) == "All 5 tracks were heard."
    assert heard_text(Coverage(20, 1310)) == "20 of 1,310 tracks were heard."
    assert heard_text(Coverage(1310, 1310, 0, 1000)) == (
        "1,310 of 1,310 tracks were heard, 310 of them whole, the others in excerpts so far."
    )


def test_the_hearing_card_shows_models_and_what_is_set_aside(qtbot: QtBot) -> None:
    card = HearingCard()
    qtbot.addWidget(card)
    card.show()
    asked: list[tuple[str, object]] = []
    card.set_asked.connect(lambda key, value: asked.append((key, value)))
    card.show_hearing(Hearing(Coverage(5, 7, 2), ()), on_battery=True)
    assert card.battery.isChecked() and asked == []
    assert card.aside_link.text() == "2 tracks cannot be heard: see why"

    def words() -> str:
        return "\n".join(label.text() for label in card.findChildren(PlainLabel) if label.isVisible())

    qtbot.waitUntil(lambda: "All three are there" in words())
    qtbot.mouseClick(card.battery, LEFT)
    assert asked == [("analyse_on_battery", False)]
    card.show_hearing(Hearing(Coverage(7, 7), ("The model that hears moods cannot be used.",)), on_battery=False)
    assert not card.aside_link.isVisible()
    qtbot.waitUntil(lambda: "The model that hears moods cannot be used." in words())
    assert "All three" not in words()


def test_the_small_models_obey_qt(qtbot: QtBot) -> None:
    services = FakeServices()
    lists, refusals = PlaylistModel(), RefusalModel()
    for model in (lists, refusals):
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    services.playlists.save("A", [TrackId(1)])
    lists.set_rows(services.playlists.all())
    assert lists.rowCount() == 1 and lists.row_of(services.playlists.all()[0].id) == 0
    lists.set_rows([])


def test_evidence_that_comes_late_does_not_stand_below_another_track(make_a_desk: MakeDesk, qtbot: QtBot) -> None:
    services = FakeServices()
    desk = make_a_desk(services)
    panel = WhyPanel(desk)
    qtbot.addWidget(panel)
    item = services.recommend.why(services.library.tracks[3].id)
    bare = replace(item, reasons=tuple(replace(reason, listens=(), tracks=()) for reason in item.reasons))
    panel.show_item(item)
    panel.show_item(bare)
    qtbot.waitUntil(lambda: not desk.runners.reads.busy)
    assert not panel.findChildren(TrackRow)


def test_the_account_follows_the_list_that_is_shown(make_a_desk: MakeDesk, qtbot: QtBot) -> None:
    services = FakeServices()
    panel = WhyPanel(make_a_desk(services))
    qtbot.addWidget(panel)
    mix = services.recommend.mix("for-you")
    panel.show_item(mix.items[0])
    moved = replace(mix.items[0], pick=replace(mix.items[0].pick, rank=7))
    panel.follow(replace(mix, items=(*mix.items[1:7], moved)))
    assert any("Number 7" in label.text() for label in panel.findChildren(PlainLabel))
    panel.follow(replace(mix, items=mix.items[1:3]))
    assert any("Number 7" in label.text() for label in panel.findChildren(PlainLabel)), "it is not in that one"
