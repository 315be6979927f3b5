"""Everything there is, in four sections: tracks, albums, artists, genres, each searched and sorted by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, TypeVar

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain.browse import AlbumSort, ArtistSort, GenreRow
from desktop_app.domain.ids import TrackId
from desktop_app.domain.query import TrackQuery, TrackSort
from desktop_app.domain.records import Changes, Chosen
from desktop_app.services.shown import PlayerState
from desktop_app.ui.components import collect
from desktop_app.ui.components.query_hint import meant
from desktop_app.ui.components.track_list import TrackList
from desktop_app.ui.desk import Desk
from desktop_app.ui.jobs import Latest
from desktop_app.ui.models import genres
from desktop_app.ui.models.shelf import AlbumModel, ArtistModel, album_title
from desktop_app.ui.tokens import SIZE, SPACE
from desktop_app.ui.widgets.band_grid import BandGrid
from desktop_app.ui.widgets.messages import EmptyState
from desktop_app.ui.widgets.tile_grid import TileGrid
from desktop_app.ui.widgets.track_table import TrackTable
from desktop_app.ui.words import tr

W = TypeVar("W", bound=QWidget)
SECTIONS = ("tracks", "albums", "artists", "genres")
SORTS: dict[str, tuple[tuple[str, str, bool], ...]] = {
    "tracks": (
        (TrackSort.ARTIST.value, "Artist", False),
        (TrackSort.ALBUM.value, "Album", False),
        (TrackSort.TITLE.value, "Title", False),
        (TrackSort.YEAR.value, "Year", True),
        (TrackSort.ADDED.value, "Added", True),
        (TrackSort.PLAYS.value, "Most played", True),
        (TrackSort.LAST_PLAYED.value, "Last played", True),
        (TrackSort.RATING.value, "Rating", True),
        (TrackSort.DURATION.value, "Length", True),
        (TrackSort.GENRE.value, "Genre", False),
        (TrackSort.BITRATE.value, "Bit rate", True),
        (TrackSort.PATH.value, "Folder", False),
    ),
    "albums": (
        (AlbumSort.ARTIST.value, "Artist", False),
        (AlbumSort.TITLE.value, "Title", False),
        (AlbumSort.YEAR.value, "Year", True),
        (AlbumSort.ADDED.value, "Added", True),
        (AlbumSort.PLAYS.value, "Most played", True),
    ),
    "artists": (
        (ArtistSort.NAME.value, "Name", False),
        (ArtistSort.TRACKS.value, "Most tracks", True),
        (ArtistSort.PLAYS.value, "Most played", True),
    ),
    "genres": (("name", "Name", False), ("tracks", "Most tracks", True)),
}
"""Orders of each section: key, words, and whether it begins with the largest. The first is the usual one."""


_NONE_OF = {"albums": "No albums", "artists": "No artists", "genres": "No genres"}


def view_words(section: str, orders: Mapping[str, tuple[str, bool]]) -> str:
    """How the shelves are left, as it is stored: only orders that are not the usual ones."""
    usual = {name: (sorts[0][0], sorts[0][2]) for name, sorts in SORTS.items()}
    changed = [name for name in SECTIONS if orders[name] != usual[name]]
    words = [f"{name}:{orders[name][0]}:{'down' if orders[name][1] else 'up'}" for name in changed]
    return " ".join([section, *words])


def view_of(words: str) -> tuple[str, dict[str, tuple[str, bool]]]:
    """The stored view; whatever in it is unknown takes its usual value."""
    orders = {name: (sorts[0][0], sorts[0][2]) for name, sorts in SORTS.items()}
    section = SECTIONS[0]
    for word in words.split():
        name, *order = word.split(":")
        if name in SECTIONS and not order:
            section = name
        elif name in SECTIONS and len(order) == 2 and order[0] in {key for key, _, _ in SORTS[name]}:
            orders[name] = (order[0], order[1] == "down")
    return section, orders


class Shelves(QWidget):
    """One section at a time; the others are asked for when they are opened. Search and sort are queries."""

    folder_asked = Signal()
    clear_asked = Signal()
    why_asked = Signal(object)
    """TrackId."""
    counted = Signal()
    """How many there are in the open section is known."""
    sorted = Signal()
    """Another order was chosen in a heading."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asking = Latest(desk.runners.reads, self)
        self._codes = Latest(desk.runners.reads, self)
        self.text = ""
        self.section = SECTIONS[0]
        self.orders: dict[str, tuple[str, bool]] = {key: (sorts[0][0], sorts[0][2]) for key, sorts in SORTS.items()}
        self.count: int | None = None
        self._stale = set(SECTIONS)
        self._wanted: TrackId | None = None
        self._genres: list[GenreRow] = []

        self.table = TrackList(desk, name=tr("Tracks"), sorts=True)
        self.albums = AlbumModel(desk.albums, self)
        self.artists = ArtistModel(desk.artists, self)
        self.genres = genres.GenreModel(self)
        self.waiting = QWidget()
        self._views: dict[str, Callable[[], QWidget]] = {
            "tracks": lambda: self.table,
            "albums": lambda: self.album_grid,
            "artists": lambda: self.artist_grid,
            "genres": lambda: self.genre_grid,
        }
        self.stack = QStackedWidget()
        self._holders: dict[QWidget, QWidget] = {}
        self._hold(self.waiting)
        self._hold(self.table, TrackTable.OVERHANG)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)

        self.table.sort_chosen.connect(self._heading)
        self.table.why_asked.connect(self.why_asked)
        desk.pictures.arrived.connect(self._repaint)
        desk.player.track_changed.connect(self._mark)

    # All but the tracks is made when it is first shown: the page opens sooner.

    @cached_property
    def album_grid(self) -> TileGrid:
        """The albums, as covers."""
        desk = self._desk
        grid = TileGrid(name=tr("Albums"), reasons=False, opens=True, pictures=desk.pictures.get)
        grid.setModel(self.albums)
        grid.open_requested.connect(lambda index: desk.ways.album.emit(self.albums.code_at(index.row())))
        grid.play_requested.connect(lambda index: collect.play(desk, self._album(index), Chosen.ALBUM))
        grid.menu_requested.connect(self._album_menu)
        return self._hold(grid, TileGrid.OVERHANG)

    @cached_property
    def artist_grid(self) -> TileGrid:
        """The artists, as round covers."""
        desk = self._desk
        grid = TileGrid(name=tr("Artists"), tile=156, reasons=False, opens=True, round=True, pictures=desk.pictures.get)
        grid.setModel(self.artists)
        grid.open_requested.connect(lambda index: desk.ways.artist.emit(self.artists.code_at(index.row())))
        grid.play_requested.connect(lambda index: collect.play(desk, self._artist(index)))
        grid.menu_requested.connect(self._artist_menu)
        return self._hold(grid, TileGrid.OVERHANG)

    @cached_property
    def genre_grid(self) -> BandGrid:
        """The genres, as bands."""
        ways = self._desk.ways
        grid = BandGrid(name=tr("Genres"))
        grid.setModel(self.genres)
        grid.open_requested.connect(lambda index: ways.genre.emit(self.genres.row_at(index.row()).name))
        grid.menu_requested.connect(self._genre_menu)
        return self._hold(grid, BandGrid.OVERHANG)

    @cached_property
    def empty(self) -> EmptyState:
        """There is no library yet."""
        text = tr("Give Undersong a folder. It reads the files where they are and never changes them.")
        state = EmptyState("library", tr("No music yet"), text, tr("Add a folder"), button_icon="folder-plus")
        state.activated.connect(self.folder_asked)
        return self._hold(state)

    @cached_property
    def nothing(self) -> EmptyState:
        """A search found nothing."""
        state = EmptyState("search", tr("Nothing found"), "", tr("Clear the search"))
        state.activated.connect(self.clear_asked)
        return self._hold(state)

    @cached_property
    def none(self) -> EmptyState:
        """There are tracks, but the section is empty."""
        return self._hold(EmptyState("library", "", tr("The files that were found name none.")))

    def current(self) -> QWidget:
        """What is on screen: the section's list, or the state that takes its place."""
        holder = self.stack.currentWidget()
        return next((inside for inside, held in self._holders.items() if held is holder), self.waiting)

    def open(self, section: str) -> None:
        """Show a section."""
        self.section = section
        if section in self._stale:
            self._show(self._views[section]() if self._rows(section) else self.waiting)
            self.load()
        else:
            self._show_found(self._rows(section))

    def search(self, text: str) -> None:
        """Show only what is found."""
        if text != self.text:
            self.text = text
            self._stale = set(SECTIONS)
            self.load()

    def order(self, key: str, descending: bool) -> None:
        """Order the open section otherwise."""
        self.orders[self.section] = (key, descending)
        view = self._views[self.section]()
        if isinstance(view, (TrackTable, TileGrid, BandGrid)):
            view.scrollToTop()
        self.load()

    def refresh(self, changes: Changes | None = None) -> None:
        """What is shown may have changed; None: all of it."""
        plays = changes is not None and not changes.tracks
        self._stale |= {key for key in SECTIONS if not plays or self.orders[key][0] == "plays"}

    def stale(self) -> bool:
        """Whether the open section has to be asked for again."""
        return self.section in self._stale

    def load(self) -> None:
        """Ask for the open section."""
        section, text = self.section, self.text
        key, descending = self.orders[section]
        services = self._desk.services
        asks: dict[str, Callable[[], Any]] = {
            "tracks": lambda: services.library.track_ids(TrackQuery(text, TrackSort(key), descending)),
            "albums": lambda: services.browse.albums(text, AlbumSort(key), descending),
            "artists": lambda: services.browse.artists(text, ArtistSort(key), descending),
            "genres": services.browse.genres,
        }

        def take(found: Any) -> None:
            self._stale.discard(section)
            self._take(section, found)

        self._asking.submit(lambda job: asks[section](), take)

    def show_track(self, track: TrackId) -> bool:
        """Bring a track into view in the section of tracks; False if it is hidden by the search."""
        if self.current() is self.table and not self.stale() and self.table.show_track(track):
            return True
        self._wanted = track
        return False

    def _take(self, section: str, found: Any) -> None:
        if section == "tracks":
            self.table.set_ids(found)
            key, descending = self.orders[section]
            self.table.set_sort(TrackSort(key), descending)
        elif section == "albums":
            self.albums.set_codes(found)
            self._mark(self._desk.player.state)
        elif section == "artists":
            self.artists.set_codes(found)
        else:
            self._genres = found
            by, descending = self.orders[section]
            self.genres.set_rows(genres.in_order(genres.found(found, self.text), by == "tracks", descending))
        if section == self.section:
            self._show_found(self._rows(section))
        if section == "tracks" and self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.table.show_track(wanted)

    def _rows(self, section: str) -> int:
        models = {"tracks": self.table.tracks, "albums": self.albums, "artists": self.artists, "genres": self.genres}
        return models[section].rowCount()

    def _show_found(self, count: int) -> None:
        self.count = count
        if count:
            self._show(self._views[self.section]())
        elif self.text:
            words = tr("Nothing here fits “{text}”.", text=self.text)
            if term := meant(self.text):
                words = f"{words}\n{tr('Did you mean “{term}”?', term=term)}"
            self.nothing.set_text(tr("Nothing found"), words)
            self._show(self.nothing)
        elif self.section == "tracks" or not self.table.tracks.rowCount():
            self._show(self.empty)
        else:
            self.none.set_text(tr(_NONE_OF[self.section]), tr("The files that were found name none."))
            self._show(self.none)
        self.counted.emit()

    def _hold(self, inside: W, overhang: int = 0) -> W:
        """Each list begins so far from the page's edge that its covers or words stand on the same line."""
        holder = QWidget()
        box = QHBoxLayout(holder)
        box.setContentsMargins(SIZE.page_margin - overhang, 0, SPACE.m, 0)
        box.addWidget(inside)
        self._holders[inside] = holder
        self.stack.addWidget(holder)
        return inside

    def _show(self, state: QWidget) -> None:
        self.stack.setCurrentWidget(self._holders[state])

    def _heading(self, sort: TrackSort, descending: bool) -> None:
        self.order(sort.value, descending)
        self.sorted.emit()

    def _repaint(self) -> None:
        view = self.current()
        if isinstance(view, TileGrid):
            view.viewport().update()

    def _mark(self, state: PlayerState) -> None:
        """The album that plays."""
        track = state.track
        if track is None or not len(self.albums.codes):
            self.albums.set_playing(-1)
            return
        playing, browse = track.id, self._desk.services.browse

        def work(job: object) -> int:
            code = browse.album_of(playing)
            return -1 if code is None else code

        self._codes.submit(work, self.albums.set_playing)

    def _album(self, index: QModelIndex) -> collect.Fetch:
        code, browse = self.albums.code_at(index.row()), self._desk.services.browse
        return lambda: browse.album_tracks(code)

    def _artist(self, index: QModelIndex) -> collect.Fetch:
        code, browse = self.artists.code_at(index.row()), self._desk.services.browse
        return lambda: browse.artist_tracks(code)

    def _album_menu(self, index: QModelIndex, place: QPoint) -> None:
        row = self.albums.row_at(index.row())
        name = album_title(row) if row is not None else ""
        collect.open_menu(self, self._desk, place, self._album(index), name=name, chosen=Chosen.ALBUM)

    def _artist_menu(self, index: QModelIndex, place: QPoint) -> None:
        row = self.artists.row_at(index.row())
        name = row.name if row is not None else ""
        collect.open_menu(self, self._desk, place, self._artist(index), name=name, chosen=Chosen.HAND)

    def _genre_menu(self, index: QModelIndex, place: QPoint) -> None:
        name, browse = self.genres.row_at(index.row()).name, self._desk.services.browse
        collect.open_menu(self, self._desk, place, lambda: browse.genre_tracks(name), name=name, chosen=Chosen.HAND)

    def take_focus(self) -> None:
        """The keyboard goes into the list."""
        self.current().setFocus(Qt.FocusReason.TabFocusReason)
