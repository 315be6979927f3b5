"""The page that shows what was heard: ways to it, what stands on it, ways out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.heard import MOODS
from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Changes, Presence
from desktop_app.services import heard_words
from desktop_app.ui.components.track_menu import TrackMenu
from desktop_app.ui.pages.heard import HeardPage
from desktop_app.ui.widgets.button import LinkButton
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.widgets.messages import Banner, EmptyState
from desktop_app.ui.widgets.mood_plane import MoodPlane
from desktop_app.ui.widgets.sound_charts import BandChart, PitchWheel, PulseChart, ShapeChart
from desktop_app.ui.widgets.surface import Card
from desktop_app.ui.widgets.tag_flow import TagFlow
from desktop_app.ui.widgets.trust_bar import TrustBar
from desktop_app.ui.window import MainWindow
from tests.ui.conftest import OpenWindow
from tests.ui.fakes import FakeServices

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


def of_genre(services: FakeServices, genre: str) -> TrackId:
    return next(t.id for t in services.library.tracks if t.genre == genre and t.analysed and t.id % 2 == 0)


def not_heard(services: FakeServices, window: MainWindow, qtbot: QtBot) -> TrackId:
    """A track that was not heard, once the window has heard all others."""
    qtbot.waitUntil(lambda: services.analysis.runs > 0 and window.desk.background.status.stage == "idle")
    track = services.library.tracks[8]
    services.library.tracks[8] = replace(track, analysed=False)
    return track.id


def shown(window: MainWindow, track: TrackId, qtbot: QtBot) -> HeardPage:
    """The page of a track, with all that stands on it."""
    with qtbot.waitSignal(window.heard.complete, timeout=10_000):
        window.desk.ways.heard.emit(track)
    return window.heard


def texts(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(PlainLabel) if label.isVisibleTo(page))


def cards(page: QWidget) -> list[str]:
    return [card.accessibleName() for card in page.findChildren(Card) if card.isEnabled()]


def test_a_track_is_shown_in_words_and_pictures(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = open_window(services)
    track = of_genre(services, "Rock")
    page = shown(window, track, qtbot)
    assert window.stack.currentWidget() is page
    heard = services.heard.of(track)
    assert page.head.title.text() == heard.track.title
    for sentence in heard_words.sentences(heard):
        assert sentence in texts(page)
    bars = [bar.accessibleName() for bar in page.findChildren(TrustBar)]
    assert len(bars) == 6 and bars[0].startswith("Energy: energetic, ")
    tags = ", ".join(flow.accessibleName() for flow in page.findChildren(TagFlow))
    assert {"metal", "guitar", "male voice", "fast"} <= set(tags.split(", "))
    for kind in (ShapeChart, PulseChart, PitchWheel, BandChart):
        (chart,) = page.findChildren(kind)
        assert len(chart.accessibleName()) > 20, "a picture is told in words as well"
    assert len(page.rows) == len(heard.neighbours)
    assert cards(page)[-2:] == ["Sounds most like", "What its words say"]


def test_the_menu_of_a_track_opens_it(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = open_window(services)
    track = services.library.tracks[of_genre(services, "Folk") - 1]
    menu = TrackMenu(window, window.desk, [track.id], [track], lambda: None)
    action = next(one for one in menu.actions() if one.text().startswith("What was heard"))
    action.trigger()
    assert window.stack.currentWidget() is window.heard and window.heard.track == track.id
    menu.deleteLater()


def test_ctrl_i_shows_the_row_that_the_keyboard_is_on_else_what_plays(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = open_window(services)
    qtbot.keyClick(window, "i", CTRL)
    assert window.stack.currentWidget() is window.home, "nothing plays and no row is chosen"
    services.player.play([services.library.tracks[3].id])
    qtbot.waitUntil(window.bar.heard.isEnabled)
    qtbot.keyClick(window, "i", CTRL)
    assert window.heard.track == services.library.tracks[3].id
    window.open_page("library")
    table = window.library.table
    qtbot.waitUntil(lambda: table.model().rowCount() > 5)
    qtbot.waitUntil(lambda: table.tracks.track_at(5) is not None)
    table.setFocus()
    table.selectRow(5)
    qtbot.waitUntil(table.hasFocus)
    qtbot.keyClick(table, "i", CTRL)
    assert window.heard.track == table.tracks.id_at(5)


def test_the_player_and_the_reasons_lead_to_it(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = open_window(services)
    assert not window.bar.heard.isEnabled()
    services.player.play([services.library.tracks[6].id])
    qtbot.waitUntil(window.bar.heard.isEnabled)
    qtbot.mouseClick(window.bar.heard, LEFT)
    assert window.heard.track == services.library.tracks[6].id
    window.explain_track(services.library.tracks[7].id)
    qtbot.waitUntil(lambda: bool(window.why.findChildren(LinkButton)))
    link = next(one for one in window.why.findChildren(LinkButton) if one.text() == "What was heard in it")
    qtbot.mouseClick(link, LEFT)
    assert window.heard.track == services.library.tracks[7].id


def test_neighbours_are_played_queued_and_opened_and_back_leads_the_same_way(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    services = FakeServices()
    window = open_window(services)
    window.open_page("library")
    track = of_genre(services, "Folk")
    page = shown(window, track, qtbot)
    row = page.rows[0]
    assert "% alike" in row.accessibleName() and row.accessibleDescription().startswith("Both: folk")
    row.play.click()
    assert services.player.played[-1][0] == [row.track.id]
    row.queue.click()
    assert services.player.state().queue[-1] == row.track.id
    with qtbot.waitSignal(page.complete, timeout=10_000):
        row.open.click()
    assert page.track == row.track.id
    with qtbot.waitSignal(page.complete, timeout=10_000):
        qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert page.track == track
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is window.library


def test_what_was_not_heard_yet_is_heard_next_and_then_fills_the_page(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = open_window(services)
    track = not_heard(services, window, qtbot)
    page = shown(window, track, qtbot)
    (empty,) = [one for one in page.findChildren(EmptyState) if one.isVisible()]
    assert empty.accessibleName() == "Not heard yet"
    assert services.hear_next.asked == [track]
    asked = len(services.heard.asked)
    services.changes.publish(Changes(features=True))
    window.desk.changes.flush()
    services.library.tracks[track - 1] = replace(services.library.tracks[track - 1], analysed=True)
    with qtbot.waitSignal(page.complete, timeout=10_000):
        services.changes.publish(Changes(features=True))
        window.desk.changes.flush()
    assert page.heard is not None and page.heard.pictures is not None
    assert len(services.heard.asked) <= asked + 2, "news of other tracks do not make it ask for everything again"


@pytest.mark.parametrize(
    ("reason", "title"),
    [
        ("It could not be heard: it is cut short.", "It could not be heard"),
        (heard_words.SILENT, "Silence"),
    ],
)
def test_why_nothing_was_heard(open_window: OpenWindow, qtbot: QtBot, reason: str, title: str) -> None:
    services = FakeServices()
    services.heard.reason = reason
    window = open_window(services)
    page = shown(window, not_heard(services, window, qtbot), qtbot)
    (empty,) = [one for one in page.findChildren(EmptyState) if one.isVisible()]
    assert (empty.accessibleName(), empty.accessibleDescription()) == (title, reason)
    assert services.hear_next.asked == []


def test_a_track_that_is_away_cannot_be_played(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    track = of_genre(services, "Folk")
    services.library.tracks[track - 1] = replace(services.library.tracks[track - 1], presence=Presence.AWAY)
    page = shown(open_window(services), track, qtbot)
    assert not page.head.play.isEnabled() and page.rows, "what was heard stays known"


def test_what_is_missing_is_said_and_nothing_made_up(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    services.heard.missing = ("The models that hear moods are not there.",)
    services.heard.excerpts = True
    page = shown(open_window(services), of_genre(services, "Ambient"), qtbot)
    assert "The models that hear moods are not there." in [one.accessibleName() for one in page.findChildren(Banner)]
    assert len(page.findChildren(TrustBar)) == 2, "only what is known has a bar"
    assert not page.findChildren(ShapeChart)
    assert "Heard in excerpts so far" in page.head.note.text()
    assert "Its place is not known." in texts(page)
    assert services.hear_next.asked == [page.track], "the whole of it is heard next"


def test_cards_stand_side_by_side_where_there_is_room(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = open_window(services)
    page = shown(window, of_genre(services, "Rock"), qtbot)
    first = [card for card in page.findChildren(Card) if card.isEnabled()][:3]
    assert first[0].y() == first[1].y() == first[2].y()
    with qtbot.waitSignal(page.complete, timeout=10_000):
        window.resize(1024, 700)
    first = [card for card in page.findChildren(Card) if card.isEnabled()][:3]
    assert first[0].y() == first[1].y() < first[2].y()


def test_titles_are_plain_text_and_every_button_has_a_name(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    track = of_genre(services, "Folk")
    services.library.tracks[track - 1] = replace(services.library.tracks[track - 1], title="<img src=x>& <b>bold</b>")
    page = shown(open_window(services), track, qtbot)
    assert page.head.title.textFormat() is Qt.TextFormat.PlainText
    assert page.head.title.text() == "<img src=x>& <b>bold</b>"
    for row in page.rows:
        for button in (row.play, row.queue, row.open):
            told = QAccessible.queryAccessibleInterface(button)
            assert row.track.title in told.text(QAccessible.Text.Name)


def test_the_menu_on_the_page_is_that_of_the_track(
    open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = FakeServices()
    page = shown(open_window(services), of_genre(services, "Folk"), qtbot)
    opened: list[QMenu] = []
    monkeypatch.setattr(TrackMenu, "popup", lambda menu, place: opened.append(menu))
    page.head.more.click()
    (menu,) = opened
    names = [action.text() for action in menu.actions()]
    assert "Versions of this song" in names
    assert not any(name.startswith("What was heard") for name in names), "that is what is shown"
    menu.deleteLater()


def test_ctrl_i_shows_the_card_or_the_row_of_the_queue_that_the_keyboard_is_on(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    services = FakeServices()
    window = open_window(services)
    grid = window.home.grid
    qtbot.waitUntil(lambda: window.home.model.rowCount() > 3)
    services.player.play([services.library.tracks[3].id])
    qtbot.waitUntil(window.bar.heard.isEnabled)
    grid.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    item = window.home.model.item_at(1)
    assert grid.ring and item is not None
    qtbot.keyClick(grid, "i", CTRL)
    assert window.heard.track == item.track.id
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is window.home
    assert grid.hasFocus(), "the keyboard is where it was"
    services.player.play([track.id for track in services.library.tracks[3:6]])
    window.drawer.open("queue")
    view = window.queue.view
    qtbot.waitUntil(lambda: window.queue.model.rowCount() == 3 and window.queue.model.track_at(2) is not None)
    view.setFocus()
    view.setCurrentIndex(window.queue.model.index(2))
    qtbot.keyClick(view, "i", CTRL)
    assert window.heard.track == services.library.tracks[5].id


def test_back_from_a_neighbour_leads_to_where_the_page_was_left(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = open_window(services)
    page = shown(window, of_genre(services, "Folk"), qtbot)
    bar, row = page.area.verticalScrollBar(), page.rows[0]
    qtbot.waitUntil(lambda: bar.maximum() > 300)
    bar.setValue(300)
    row.open.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(page.complete, timeout=10_000):
        qtbot.keyClick(row.open, Qt.Key.Key_Space)
    assert page.track == row.track.id and bar.value() == 0
    assert page.hasFocus(), "the row that had the keyboard is gone"
    with qtbot.waitSignal(page.complete, timeout=10_000):
        qtbot.keyClick(page, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: bar.value() == 300)
    assert page.rows[0].open.hasFocus(), "the row of the neighbour that was left"


def test_without_an_alike_track_the_page_says_so(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    services.heard.alike = False
    page = shown(open_window(services), of_genre(services, "Folk"), qtbot)
    assert not page.rows and heard_words.ALONE in texts(page)


def test_the_plane_says_what_is_drawn_and_rims_the_moods_that_are_named(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    track = of_genre(services, "Folk")
    page = shown(open_window(services), track, qtbot)
    (plane,) = page.findChildren(MoodPlane)
    words = texts(page)
    assert "Dots: your tracks" in words and "In a frame: a mood that it has." in words
    sentence = next(one for one in heard_words.sentences(services.heard.of(track)) if one.startswith("Within"))
    assert plane.own == {name for name in MOODS if name in sentence.replace(",", " ").replace(".", " ").split()}
