"""The library: everything there is in four sections, and inside it albums, artists and what wants a decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import JobContext
from desktop_app.domain.query import TrackQuery, explain
from desktop_app.domain.records import Changes
from desktop_app.ui.components.fact_line import Fact, FactLine
from desktop_app.ui.components.query_hint import QueryHint
from desktop_app.ui.components.shelves import SECTIONS, SORTS, Shelves, view_of, view_words
from desktop_app.ui.desk import Desk
from desktop_app.ui.jobs import Latest
from desktop_app.ui.pages.album import AlbumView
from desktop_app.ui.pages.artist import ArtistView
from desktop_app.ui.pages.aside import REFUSALS_MOST, AsideView, OffersView
from desktop_app.ui.pages.page import Page
from desktop_app.ui.tokens import SIZE, SPACE
from desktop_app.ui.widgets.choices import SegmentedControl
from desktop_app.ui.widgets.search_field import SearchField
from desktop_app.ui.widgets.sort_button import SortButton
from desktop_app.ui.words import albums_text, counted, number, tr, tracks_text

V = TypeVar("V", AlbumView, ArtistView, OffersView, AsideView)
_NAMES = {"tracks": "Tracks", "albums": "Albums", "artists": "Artists", "genres": "Genres"}
_COUNTS: dict[str, Callable[[int], str]] = {
    "tracks": tracks_text,
    "albums": albums_text,
    "artists": lambda n: counted(n, "{n} artist", "{n} artists"),
    "genres": lambda n: counted(n, "{n} genre", "{n} genres"),
}


COUNT_AFTER_MS = 250
"""So long after the list the counts are asked for: they must not keep its rows waiting."""
AWAY = "is:away"
"""The search for what is away."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the line of facts tells: tracks, those of them that are away, files set aside."""

    tracks: int = 0
    away: int = 0
    aside: int = 0


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
        self._counting = Latest(desk.runners.reads, self)
        self._offering = Latest(desk.runners.reads, self)
        self._finding = Latest(desk.runners.reads, self)
        self._viewing = Latest(desk.runners.reads, self)
        self._counts = Counts()
        self._offers = 0
        self._left = ""
        """How the shelves were left, as it is stored; "" until that is known."""
        self._trail: list[Place] = []
        self._later = QTimer(self, singleShot=True, interval=COUNT_AFTER_MS)
        self._later.timeout.connect(self._count)

        self.search = SearchField(tr("Search the library"), hint="Ctrl F")
        self.search.setFixedWidth(320)
        self.buttons.addWidget(self.search)
        self.subtitle.hide()
        self.facts = FactLine()
        self.hint = QueryHint()
        self.hint.hide()
        line = QHBoxLayout()
        line.setSpacing(SPACE.m)
        line.addWidget(self.facts, 1)
        line.addWidget(self.hint)
        self.head.addLayout(line)

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
        self.sections.changed.connect(self._open_section)
        self.sort.changed.connect(self._order)
        shelves.sorted.connect(self._show_order)
        shelves.counted.connect(self._show_facts)
        shelves.why_asked.connect(self.why_asked)
        shelves.folder_asked.connect(self.folder_asked)
        shelves.clear_asked.connect(self._clear)
        self.hint.chosen.connect(self._type)
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
        view.counted.connect(self._count_offers)
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
        self._later.start()

    def _count(self) -> None:
        """What the line of facts tells, asked for once the list itself is on screen."""
        services = self._desk.services

        def counts(job: JobContext) -> Counts:
            library = services.library
            tracks, away = (len(library.track_ids(TrackQuery(text))) for text in ("", AWAY))
            return Counts(tracks, away, len(library.refusals(REFUSALS_MOST)))

        self._counting.submit(counts, self._show_counts)
        self._offering.submit(lambda job: len(services.works.offers()), self._count_offers)

    def focus_search(self) -> None:
        """Put the keyboard into the search field, on the shelves."""
        self.to_shelves()
        self.search.setFocus()
        self.search.selectAll()

    def open_section(self, section: str) -> None:
        """Show a section of the shelves."""
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
        self.to_shelves()
        self.sections.set_current("tracks")
        self.search.setText(f'genre:"{name}"')
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

    def _clear(self) -> None:
        self.search.clear()
        self._searched("")

    def _type(self, term: str) -> None:
        """Put a term of the query language into the field."""
        text = self.search.text().rstrip()
        self.search.setText(f"{text} {term}" if text else term)
        self.search.setFocus()

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
        if self.shelves.section == SECTIONS[0] and section != SECTIONS[0] and not self._trail:
            self.sections.set_current(section)
        else:
            self._open_section(self.shelves.section)
        self._later.start()

    def _remember(self) -> None:
        """Store how the shelves are left."""
        words, settings = view_words(self.shelves.section, self.shelves.orders), self._desk.services.settings
        if self._left and words != self._left:
            self._left = words
            self._desk.runners.writes.submit(lambda job: settings.set("library_view", words), owner=self)

    def _show_counts(self, counts: Counts) -> None:
        self._counts = counts
        self._show_facts()

    def _count_offers(self, count: int) -> None:
        self._offers = count
        self._show_facts()

    def _show_facts(self) -> None:
        shelves, counts, count = self.shelves, self._counts, self.shelves.count
        section = shelves.section
        if shelves.text:
            facts = [Fact(self._found(section, count))] if count is not None else []
            facts.append(Fact(explain(shelves.text), tone="acc"))
            self.facts.set_facts(facts)
            return
        facts = [Fact(tracks_text(counts.tracks))]
        if section != "tracks" and count is not None:
            facts.insert(0, Fact(_COUNTS[section](count)))
        if counts.away:
            facts.append(Fact(tr("{n} away", n=number(counts.away)), lambda: self._type(AWAY)))
        if counts.aside:
            facts.append(Fact(counted(counts.aside, "{n} file set aside", "{n} files set aside"), self.open_aside))
        if self._offers:
            words = counted(self._offers, "{n} pair: same recording?", "{n} pairs: same recording?")
            facts.append(Fact(words, self.open_offers))
        self.facts.set_facts(facts)

    def _found(self, section: str, count: int) -> str:
        if section != "tracks":
            return _COUNTS[section](count)
        return tr("{n} of {tracks}", n=number(count), tracks=tracks_text(self._counts.tracks))

    def _show_hint(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Terms are shown while the keyboard is in the field."""
        self.hint.setVisible(now is self.search)
