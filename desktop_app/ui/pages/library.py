"""The library: everything there is in four sections, and inside it albums, artists and what wants a decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain.ids import TrackId
from desktop_app.domain.query import explain
from desktop_app.domain.records import Changes
from desktop_app.ui.components.library_facts import AWAY, LibraryFacts
from desktop_app.ui.components.query_hint import QueryHint
from desktop_app.ui.components.shelves import SECTIONS, SORTS, Shelves, view_of, view_words
from desktop_app.ui.desk import Desk
from desktop_app.ui.jobs import Latest
from desktop_app.ui.pages.album import AlbumView
from desktop_app.ui.pages.artist import ArtistView
from desktop_app.ui.pages.aside import AsideView, OffersView
from desktop_app.ui.pages.page import Page
from desktop_app.ui.tokens import SIZE, SPACE, TYPE
from desktop_app.ui.widgets.choices import SegmentedControl
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.widgets.search_field import SearchField
from desktop_app.ui.widgets.sort_button import SortButton
from desktop_app.ui.words import tr

V = TypeVar("V", AlbumView, ArtistView, OffersView, AsideView)
_NAMES = {"tracks": "Tracks", "albums": "Albums", "artists": "Artists", "genres": "Genres"}


@dataclass(frozen=True, slots=True)
class Place:
    """A place inside the library: "album" or "artist" with its code, "offers" or "aside"."""

    kind: str
    code: int = -1


class LibraryPage(Page):
    """Opens on the shelves; the way back is a button, Esc, Alt+Left and the mouse's back button."""

    why_asked = Signal(object)
    """TrackId."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(tr("Library"), parent)
        self._desk = desk
        self._finding = Latest(desk.runners.reads, self)
        self._viewing = Latest(desk.runners.reads, self)
        self._touched = False
        """Whether the person chose a section before it was known how the shelves were left."""
        self._left = ""
        """How the shelves were left, as it is stored; "" until that is known."""
        self._trail: list[Place] = []

        self.search = SearchField(tr("Search the library"), hint="Ctrl F")
        self.search.setFixedWidth(320)
        self.buttons.addWidget(self.search)
        self.subtitle.hide()
        self.facts = LibraryFacts(desk)
        self.hint = QueryHint()
        self.hint.hide()
        line = QHBoxLayout()
        line.setSpacing(SPACE.m)
        line.addWidget(self.facts, 1)
        line.addWidget(self.hint)
        self.head.addLayout(line)
        self.note = PlainLabel("", kind=TYPE.body, tone="acc", wrap=True)
        self.note.hide()
        self.head.addWidget(self.note)

        self.sections = SegmentedControl([(key, tr(_NAMES[key])) for key in SECTIONS], name=tr("Section"))
        self.sort = SortButton([(key, tr(words), down) for key, words, down in SORTS["tracks"]])
        tools = QHBoxLayout()
        tools.setContentsMargins(SIZE.page_margin, 0, SIZE.page_margin, 0)
        tools.addWidget(self.sections)
        tools.addStretch(1)
        tools.addWidget(self.sort)
        self.shelves = Shelves(desk)
        self.table = self.shelves.table
        shelf = QWidget()
        inside = QVBoxLayout(shelf)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(SPACE.m)
        inside.addLayout(tools)
        inside.addWidget(self.shelves, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(shelf)
        self._shelf = shelf
        self.column.addWidget(self.stack, 1)
        self._connect()

    def _connect(self) -> None:
        desk, shelves = self._desk, self.shelves
        self.search.searched.connect(self._searched)
        self.search.left_down.connect(shelves.take_focus)
        self.sections.changed.connect(self._choose_section)
        self.sort.changed.connect(self._order)
        shelves.sorted.connect(self._show_order)
        shelves.counted.connect(self._show_facts)
        shelves.why_asked.connect(self.why_asked)
        shelves.folder_asked.connect(self.folder_asked)
        shelves.clear_asked.connect(self._clear)
        self.hint.chosen.connect(self._type)
        self.facts.away_asked.connect(lambda: self._type(AWAY))
        self.facts.aside_asked.connect(self.open_aside)
        self.facts.offers_asked.connect(self.open_offers)
        desk.changes.changed.connect(self._changed)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._show_hint)

    @cached_property
    def album(self) -> AlbumView:
        """The page of an album."""
        view = AlbumView(self._desk)
        view.gone.connect(self.back)
        view.why_asked.connect(self.why_asked)
        return self._inside(view)

    @cached_property
    def artist(self) -> ArtistView:
        """The page of an artist."""
        view = ArtistView(self._desk)
        view.gone.connect(self.back)
        view.why_asked.connect(self.why_asked)
        return self._inside(view)

    @cached_property
    def offers(self) -> OffersView:
        """Pairs that may be one recording."""
        view = OffersView(self._desk)
        view.counted.connect(self.facts.set_offers)
        return self._inside(view)

    @cached_property
    def aside(self) -> AsideView:
        """Files that could not be used."""
        return self._inside(AsideView(self._desk))

    def _inside(self, view: V) -> V:
        view.back_asked.connect(self.back)
        self.stack.addWidget(view)
        return view

    def load(self) -> None:
        """Ask for what is on screen, and the counts; at first also how the shelves were left."""
        services = self._desk.services
        if not self._left:
            self._viewing.submit(lambda job: services.settings.get().library_view, self._restore)
            return
        if self.stack.currentWidget() is self._shelf:
            if self.shelves.stale():
                self.shelves.load()
        else:
            self._show_place()
        self.facts.count_soon()

    def focus_search(self) -> None:
        """Put the keyboard into the search field, on the shelves."""
        self.to_shelves()
        self.search.setFocus()
        self.search.selectAll()

    def open_section(self, section: str) -> None:
        """Show a section of the shelves."""
        self._touched = True
        self.to_shelves()
        self.sections.set_current(section)

    def open_album(self, code: int) -> None:
        """Show an album."""
        self._go(Place("album", code))

    def open_artist(self, code: int) -> None:
        """Show an artist."""
        self._go(Place("artist", code))

    def open_offers(self) -> None:
        """Show the pairs that may be one recording."""
        self._go(Place("offers"))

    def open_aside(self) -> None:
        """Show the files that could not be used."""
        self._go(Place("aside"))

    def open_genre(self, name: str) -> None:
        """Show the tracks of a genre, as a search that can be seen and changed."""
        self.open_section("tracks")
        self.search.setText('genre:"{}"'.format(name.replace('"', " ")))
        self._searched(self.search.text())

    def show_track(self, track: TrackId) -> None:
        """Bring a track into view, without the search if that hides it."""
        self.open_section("tracks")
        if self.shelves.show_track(track):
            return
        if self.shelves.text:
            self._clear()
        self.shelves.refresh()
        self.refresh()

    def back(self) -> bool:
        """One place back; False on the shelves, where the way ends."""
        if not self._trail:
            return False
        self._trail.pop()
        self._show_place()
        return True

    def open_album_of(self, track: TrackId) -> None:
        """Show the album that a track is on."""
        browse = self._desk.services.browse
        self._finding.submit(lambda job: browse.album_of(track), self._open_found("album"))

    def open_artist_of(self, track: TrackId) -> None:
        """Show the artist of a track."""
        browse = self._desk.services.browse
        self._finding.submit(lambda job: browse.artist_of(track), self._open_found("artist"))

    def _open_found(self, kind: str) -> Callable[[int | None], None]:
        return lambda code: None if code is None else self._go(Place(kind, code))

    def to_shelves(self) -> None:
        """Leave the album or the artist."""
        self._trail.clear()
        self._show_place()

    def _go(self, place: Place) -> None:
        if not self._trail or self._trail[-1] != place:
            self._trail.append(place)
        self._show_place()

    def _show_place(self) -> None:
        place = self._trail[-1] if self._trail else None
        self.top.setVisible(place is None)
        if place is None:
            self.stack.setCurrentWidget(self._shelf)
            if self.shelves.stale():
                self.shelves.load()
            return
        view: AlbumView | ArtistView | OffersView | AsideView
        if place.kind == "album":
            view = self.album
            view.show_album(place.code)
        elif place.kind == "artist":
            view = self.artist
            view.show_artist(place.code)
        else:
            view = self.offers if place.kind == "offers" else self.aside
            view.load()
        view.back.setText(tr("Back") if len(self._trail) > 1 else tr("Library"))
        self.stack.setCurrentWidget(view)

    def _changed(self, changes: Changes) -> None:
        if changes.tracks or changes.listens:
            self.shelves.refresh(changes)
            self.refresh()

    def _searched(self, text: str) -> None:
        self.shelves.search(text)
        self._show_facts()
        self._show_hint(None, QApplication.focusWidget())

    def _clear(self) -> None:
        self.search.clear()
        self._searched("")

    def _type(self, term: str) -> None:
        """Put a term of the query language into the field."""
        text = self.search.text().rstrip()
        self.search.setText(f"{text} {term}" if text else term)
        self.search.setFocus()

    def _choose_section(self, section: str) -> None:
        self._touched = True
        self._open_section(section)

    def _open_section(self, section: str) -> None:
        key, descending = self.shelves.orders[section]
        self.sort.set_options([(k, tr(words), down) for k, words, down in SORTS[section]], key, descending)
        self.shelves.open(section)
        self._remember()

    def _order(self, key: str, descending: bool) -> None:
        self.shelves.order(key, descending)
        self._remember()

    def _show_order(self) -> None:
        self.sort.set_current(*self.shelves.orders[self.shelves.section])
        self._remember()

    def _restore(self, words: str) -> None:
        """Go on as the shelves were left, unless the person was quicker."""
        section, orders = view_of(words)
        self.shelves.orders.update(orders)
        self._left = view_words(section, orders)
        if section == self.shelves.section or self._touched:
            self._open_section(self.shelves.section)
        else:
            self.sections.set_current(section)
        self.facts.count_soon()

    def _remember(self) -> None:
        """Store how the shelves are left."""
        words, settings = view_words(self.shelves.section, self.shelves.orders), self._desk.services.settings
        if self._left and words != self._left:
            self._left = words
            self._desk.runners.writes.submit(lambda job: settings.set("library_view", words), owner=self)

    def _show_facts(self) -> None:
        self.facts.tell(self.shelves.section, self.shelves.text, self.shelves.count)
        self.note.setText(explain(self.shelves.text))
        self.note.setVisible(bool(self.note.text()))

    def _show_hint(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Terms are shown while the keyboard is in the field, unless there is something to say about what it holds."""
        self.hint.setVisible(now is self.search and not explain(self.shelves.text))
