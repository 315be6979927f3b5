"""Inside the library: sections, albums, artists, genres, the way back, and what is remembered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desktop_app.domain.browse import AlbumSort, ArtistSort
from desktop_app.domain.records import Changes, Chosen, Presence
from desktop_app.ui import cover_art, style
from desktop_app.ui.components.cover_head import wash
from desktop_app.ui.components.query_hint import QueryHint, meant
from desktop_app.ui.components.shelves import SECTIONS, SORTS, view_of, view_words
from desktop_app.ui.pages.library import LibraryPage
from desktop_app.ui.tokens import contrast
from desktop_app.ui.widgets import roles
from desktop_app.ui.widgets.button import LinkButton
from desktop_app.ui.window import MainWindow
from tests.ui.conftest import OpenWindow
from tests.ui.fakes import FakeServices

LEFT = Qt.MouseButton.LeftButton
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def opened(open_window: OpenWindow, services: FakeServices, qtbot: QtBot) -> tuple[MainWindow, LibraryPage]:
    window = open_window(services)
    window.open_page("library")
    page = window.library
    qtbot.waitUntil(lambda: page.shelves.count is not None)
    return window, page


def album(window: MainWindow, services: FakeServices, title: str, qtbot: QtBot) -> int:
    code = next(row.code for row in services.browse.album_rows(services.browse.albums()) if row.title == title)
    window.desk.ways.album.emit(code)
    page = window.library
    qtbot.waitUntil(lambda: page.album.shown is not None and page.album.shown.row.code == code)
    return code


# --- sections --------------------------------------------------------------------------------------------------------


def test_each_section_is_asked_for_when_it_is_opened_and_counts(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    _, page = opened(open_window, services, qtbot)
    shelves = page.shelves
    page.sections.set_current("albums")
    qtbot.waitUntil(lambda: shelves.current() is shelves.album_grid and shelves.albums.rowCount() == 13)
    qtbot.waitUntil(lambda: page.facts.text().startswith("13 albums"))
    page.sections.set_current("artists")
    qtbot.waitUntil(lambda: shelves.current() is shelves.artist_grid and page.facts.text().startswith("12 artists"))
    page.sections.set_current("genres")
    qtbot.waitUntil(lambda: shelves.current() is shelves.genre_grid and page.facts.text().startswith("7 genres"))
    page.sections.set_current("tracks")
    qtbot.waitUntil(lambda: shelves.current() is shelves.table and page.facts.text().startswith("46 tracks"))


def test_one_search_for_all_sections(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    _, page = opened(open_window, services, qtbot)
    page.focus_search()
    qtbot.keyClicks(page.search, "okapi")
    qtbot.waitUntil(lambda: page.facts.text().startswith("4 of 46"))
    page.sections.set_current("albums")
    qtbot.waitUntil(lambda: page.shelves.albums.rowCount() == 1)
    page.sections.set_current("artists")
    qtbot.waitUntil(lambda: page.shelves.artists.rowCount() == 1)
    page.sections.set_current("genres")
    qtbot.waitUntil(lambda: page.shelves.current() is page.shelves.nothing)
    page.shelves.nothing.activated.emit()
    qtbot.waitUntil(lambda: page.shelves.genres.rowCount() == 7)


def test_terms_are_offered_while_the_keyboard_is_in_the_search(open_window: OpenWindow, qtbot: QtBot) -> None:
    _, page = opened(open_window, FakeServices(), qtbot)
    assert not page.hint.isVisible()
    page.focus_search()
    qtbot.waitUntil(page.hint.isVisible)
    link = next(one for one in page.findChild(QueryHint).findChildren(LinkButton) if one.text() == "never:played")
    qtbot.mouseClick(link, LEFT)
    assert page.search.text() == "never:played" and page.search.hasFocus()
    page.search.setText("year:19x5")
    qtbot.waitUntil(lambda: "year" in page.note.text())
    page.search.setText("theme:?")
    qtbot.waitUntil(lambda: page.note.text().endswith("death."))
    qtbot.waitUntil(lambda: page.note.height() >= page.note.heightForWidth(page.note.width()))
    assert page.note.wordWrap(), "the whole list is to be read"
    page.search.setText("tide")
    qtbot.waitUntil(lambda: not page.note.isVisible())
    page.shelves.table.setFocus()
    qtbot.waitUntil(lambda: not page.hint.isVisible())


@pytest.mark.parametrize(
    ("text", "term"), [("ratng:>3", "rating:"), ("albm:tide", "album:"), ("rating:>3", ""), ("Re: hello", ""), ("", "")]
)
def test_a_term_that_there_is_not_may_mean_another(text: str, term: str) -> None:
    assert meant(text) == term


def test_the_view_is_remembered(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    _, page = opened(open_window, services, qtbot)
    page.sections.set_current("albums")
    page.sort._choose(AlbumSort.YEAR.value, True)
    qtbot.waitUntil(lambda: services.settings.value.library_view == "albums albums:year:down")
    second = open_window(services)
    second.open_page("library")
    qtbot.waitUntil(lambda: second.library.shelves.current() is second.library.shelves.album_grid)
    assert second.library.sort.current() == ("year", True)
    rows = services.browse.album_rows(second.library.shelves.albums.codes.tolist())
    assert [row.year for row in rows] == sorted((row.year for row in rows), reverse=True)


def test_what_the_person_asks_for_at_once_wins_over_what_is_remembered(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    services.settings.value = replace(services.settings.value, library_view="albums")
    window = open_window(services)
    window.guide.library().show_track(services.library.tracks[20].id)
    table = window.library.table
    qtbot.waitUntil(lambda: table.chosen_ids() == [services.library.tracks[20].id])
    assert window.library.shelves.current() is table


def test_a_stored_view_that_is_unknown_is_the_usual_one() -> None:
    usual = {name: (sorts[0][0], sorts[0][2]) for name, sorts in SORTS.items()}
    assert view_of("") == view_of("nonsense albums:colour:down x:y") == (SECTIONS[0], usual)
    section, orders = view_of("artists artists:plays:down tracks:title:up")
    assert (section, orders["artists"], orders["tracks"]) == ("artists", ("plays", True), ("title", False))
    assert view_of(view_words(section, orders)) == (section, orders)


def test_genres_open_as_a_search_that_can_be_changed(open_window: OpenWindow, qtbot: QtBot) -> None:
    _, page = opened(open_window, FakeServices(), qtbot)
    page.sections.set_current("genres")
    qtbot.waitUntil(lambda: page.shelves.genres.rowCount() == 7)
    grid = page.shelves.genre_grid
    QTest.mouseClick(grid.viewport(), LEFT, pos=grid.visualRect(page.shelves.genres.index(0)).center())
    assert page.search.text() == 'genre:"Ambient"' and page.shelves.section == "tracks"


def test_a_tile_plays_and_its_menu_does_the_rest(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    _, page = opened(open_window, services, qtbot)
    page.sections.set_current("albums")
    qtbot.waitUntil(lambda: page.shelves.albums.row_at(0) is not None)
    grid, code = page.shelves.album_grid, page.shelves.albums.code_at(0)
    tracks = services.browse.album_tracks(code).tolist()
    grid.play_requested.emit(page.shelves.albums.index(0))
    qtbot.waitUntil(lambda: bool(services.player.played))
    ids, start, chosen, _ = services.player.played[-1]
    assert (ids, start, chosen) == (tracks, 0, Chosen.ALBUM)
    qtbot.waitUntil(lambda: page.shelves.albums.index(0).data(roles.PLAYING) is True)

    def choose(words: str) -> None:
        grid.menu_requested.emit(page.shelves.albums.index(1), QPoint(300, 300))
        menu = page.shelves.findChildren(QMenu)[-1]
        next(action for action in menu.actions() if action.text() == words).trigger()
        menu.close()

    second = services.browse.album_tracks(page.shelves.albums.code_at(1)).tolist()
    choose("Add to queue")
    qtbot.waitUntil(lambda: list(services.player.state().queue) == [*tracks, *second])
    choose("Shuffle")
    qtbot.waitUntil(lambda: services.player.played[-1][2] is Chosen.SHUFFLE)
    assert sorted(services.player.played[-1][0]) == sorted(second)
    choose("Save as playlist")
    qtbot.waitUntil(lambda: [one.name for one, _ in services.playlists.lists.values()] == ["Concrete Garden"])
    choose("Start radio")
    qtbot.waitUntil(lambda: services.player.played[-1][2] is Chosen.RADIO)
    assert services.recommend.mixes[-1]["mode"] == "radio"


# --- an album --------------------------------------------------------------------------------------------------------


def test_an_album_shows_its_discs_and_plays(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window, page = opened(open_window, services, qtbot)
    code = album(window, services, "Understory", qtbot)
    view = page.album
    assert page.stack.currentWidget() is view and not page.top.isVisible()
    assert (view.head.title.text(), view.head.kicker.text()) == ("Understory", "Album, 2020")
    assert view.head.links.text().startswith("Fen & Field · 4 tracks · ")
    model = view.table.tracks
    assert [model.index(row, 1).data() for row in range(6)] == [
        "Disc 1", "Understory", "Half Light", "Disc 2", "Moss", "A Letter to Nobody",
    ]  # fmt: skip
    tracks = services.browse.album_tracks(code).tolist()
    view.table.play_from(4)
    assert services.player.played[-1][:3] == (tracks, 2, Chosen.ALBUM)
    view.table.selectAll()
    assert view.table.chosen_ids() == tracks, "headings are not chosen"
    qtbot.mouseClick(view.head.shuffle, LEFT)
    qtbot.waitUntil(lambda: services.player.played[-1][2] is Chosen.SHUFFLE)
    qtbot.mouseClick(view.head.queue, LEFT)
    assert list(services.player.state().queue)[-4:] == tracks


def test_an_album_of_several_artists_names_them_and_one_alone_does_not(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    tracks = services.library.tracks
    tracks[0] = replace(tracks[0], artist="Jun Aoki", artist_key="jun aoki")
    tracks[1] = replace(tracks[1], album_artist="Others")
    window, page = opened(open_window, services, qtbot)
    album(window, services, "Tidal", qtbot)
    column = page.album._artist_column
    assert not page.album.table.isColumnHidden(column)
    assert page.album.head.kicker.text() == "Compilation, 2021"
    assert page.album.head.links.link("Various Artists") is None, "various artists are nobody's page"
    album(window, services, "Grid", qtbot)
    assert page.album.table.isColumnHidden(column)


def test_an_album_that_is_away_cannot_be_played_and_tells_where_to_look(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    services.library.tracks = [
        replace(track, presence=Presence.AWAY) if track.album == "Grid" else track for track in services.library.tracks
    ]
    window, page = opened(open_window, services, qtbot)
    album(window, services, "Grid", qtbot)
    assert not page.album.head.play.isEnabled()
    link = page.album.head.note.link("3 tracks are away")
    assert link is not None
    qtbot.mouseClick(link, LEFT)
    assert window.stack.currentWidget() is window.settings


def test_versions_of_an_albums_tracks_are_one_press_away(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices(300)
    window, page = opened(open_window, services, qtbot)
    window.resize(1400, 900)
    album(window, services, "Night Bus", qtbot)
    table = page.album.table
    column = page.album._versions_column
    qtbot.waitUntil(lambda: table.tracks.index(0, column).data() == "5 versions" and not table.isColumnHidden(column))
    cell = table.visualRect(table.tracks.index(0, column))
    qtbot.mouseClick(table.viewport(), LEFT, pos=cell.center())
    assert window.drawer.current == "versions"


def test_an_album_that_is_removed_leads_back(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window, page = opened(open_window, services, qtbot)
    code = album(window, services, "Grid", qtbot)
    services.edits.remove(services.browse.album_tracks(code).tolist())
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page._shelf)
    assert window.stack.currentWidget() is page


# --- an artist -------------------------------------------------------------------------------------------------------


def test_an_artist_shows_albums_and_what_is_played_most(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices(300)
    window, page = opened(open_window, services, qtbot)
    code = int(services.browse.artists("loam", ArtistSort.NAME)[0])
    window.desk.ways.artist.emit(code)
    view = page.artist
    qtbot.waitUntil(lambda: view.shown is not None)
    assert view.head.title.text() == "The Loam"
    years = [row.year for row in services.browse.album_rows(view.albums.codes.tolist())]
    assert years == sorted(years, reverse=True)
    best = services.library.rows(view.table.tracks.ids.tolist())
    assert len(best) == 10 and [t.plays for t in best] == sorted((t.plays for t in best), reverse=True)
    qtbot.mouseClick(view.radio, LEFT)
    qtbot.waitUntil(lambda: bool(services.player.played) and services.player.played[-1][2] is Chosen.RADIO)
    view.grid.open_requested.emit(view.albums.index(0))
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.album)
    assert page.album.back.text() == "Back"


# --- ways ------------------------------------------------------------------------------------------------------------


def test_button_escape_alt_left_and_the_mouse_lead_back(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window, page = opened(open_window, services, qtbot)
    window.desk.ways.artist.emit(2)
    album(window, services, "Grid", qtbot)
    album(window, services, "Hours", qtbot)
    qtbot.mouseClick(page.album.back, LEFT)
    qtbot.waitUntil(lambda: page.album.shown is not None and page.album.shown.row.title == "Grid")
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.artist
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert page.stack.currentWidget() is page._shelf
    album(window, services, "Hours", qtbot)
    qtbot.mouseClick(page.album.head, Qt.MouseButton.BackButton)
    assert page.stack.currentWidget() is page._shelf
    assert not page.back()


def test_escape_shuts_the_drawer_first(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window, page = opened(open_window, services, qtbot)
    album(window, services, "Grid", qtbot)
    window.drawer.open("queue")
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.drawer.current == "" and page.stack.currentWidget() is page.album
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page._shelf


def test_the_rail_leads_from_an_album_to_the_shelves_and_ctrl_f_to_the_search(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    services = FakeServices()
    window, page = opened(open_window, services, qtbot)
    album(window, services, "Grid", qtbot)
    window.rail.activated.emit("library")
    assert page.stack.currentWidget() is page._shelf
    album(window, services, "Grid", qtbot)
    window.open_page("home")
    window.open_page("library")
    assert page.stack.currentWidget() is page.album, "another page and back changes nothing"
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.stack.currentWidget() is page._shelf and page.search.hasFocus()


def test_a_corrected_album_is_shown_at_once(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window, page = opened(open_window, services, qtbot)
    code = album(window, services, "Grid", qtbot)
    services.edits.correct(services.browse.album_tracks(code).tolist(), {"album": "Grids"})
    qtbot.waitUntil(lambda: page.album.head.title.text() == "Grids")


def test_away_is_counted_and_leads_to_its_tracks(open_window: OpenWindow, qtbot: QtBot) -> None:
    _, page = opened(open_window, FakeServices(), qtbot)
    qtbot.waitUntil(lambda: page.facts.link("1 away") is not None)
    qtbot.mouseClick(page.facts.link("1 away"), LEFT)
    assert page.search.text() == "is:away"


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_text_stays_readable_on_the_colour_of_a_cover(qapp, theme: str) -> None:
    style.apply(qapp, theme)
    c = style.colours()
    for colour in ("#ffffff", "#000000", "#ff0000", "#00ff00", "#2020ff", "#ffff00", "#e8a33d", "#7f7f7f"):
        ground = wash(QColor(colour)).name()
        assert min(contrast(ink, ground) for ink in (c.text, c.sub, c.acc)) >= 4.5, colour
    seeds = [cover_art.inks(str(number)) for number in range(40)]
    assert len({wash(QColor(inks.ground)).name() for inks in seeds}) > 5, "covers differ in colour"


def test_the_cover_gives_the_page_its_colour(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window, page = opened(open_window, services, qtbot)

    def top() -> QColor:
        image: QImage = page.album.grab().toImage()
        return image.pixelColor(image.width() // 2, 2)

    seen = set()
    for title in ("Tidal", "Night Bus", "Glass Weather"):
        album(window, services, title, qtbot)
        sha = services.browse.album_rows([page.album._code])[0].cover
        qtbot.waitUntil(lambda sha=sha: not sha or window.desk.pictures.colour(sha) is not None)
        seen.add(top().name())
    assert len(seen) == 3


def test_what_changes_elsewhere_is_asked_for_again_when_the_page_is_opened(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    services = FakeServices()
    window, page = opened(open_window, services, qtbot)
    page.sections.set_current("albums")
    qtbot.waitUntil(lambda: page.shelves.albums.rowCount() == 13)
    window.open_page("home")
    services.library.removed.update(t.id for t in services.library.tracks if t.album == "Grid")
    services.changes.publish(Changes(tracks=True))
    window.desk.changes.flush()
    window.open_page("library")
    qtbot.waitUntil(lambda: page.shelves.albums.rowCount() == 12)


def test_beside_the_drawer_the_head_keeps_to_what_it_has_room_for(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window, page = opened(open_window, services, qtbot)
    album(window, services, "Tidal", qtbot)
    head = page.album.head
    assert head.queue.isVisible()
    page.album.setFixedWidth(600)
    qtbot.waitUntil(lambda: not head.queue.isVisible())
    assert head.play.isVisible()
    assert head.more.isVisible()
    qtbot.waitUntil(lambda: page.album.area.page.width() <= page.album.width())
