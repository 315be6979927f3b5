"""The library: every track, searched and sorted, and the files that could not be used."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import JobContext
from desktop_app.domain.query import TrackQuery, TrackSort
from desktop_app.domain.records import Changes, Refusal, Stats
from desktop_app.domain.tables import Int64Array
from desktop_app.ui.components.refusal_list import RefusalList
from desktop_app.ui.components.track_list import TrackList
from desktop_app.ui.desk import Desk
from desktop_app.ui.jobs import Latest
from desktop_app.ui.pages.page import Page
from desktop_app.ui.tokens import SIZE, SPACE, TYPE
from desktop_app.ui.widgets.button import LinkButton
from desktop_app.ui.widgets.choices import SegmentedControl
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.widgets.messages import EmptyState
from desktop_app.ui.widgets.search_field import SearchField
from desktop_app.ui.widgets.track_table import TrackTable
from desktop_app.ui.words import counted, number, tr, tracks_text

SORTS = (
    (TrackSort.ARTIST, "Artist", False),
    (TrackSort.ALBUM, "Album", False),
    (TrackSort.TITLE, "Title", False),
    (TrackSort.ADDED, "Newest", True),
    (TrackSort.PLAYS, "Most played", True),
)
REFUSALS_MOST = 10_000


class LibraryPage(Page):
    """Search and sort are queries; the table gets ids and fetches the rows that are on screen."""

    why_asked = Signal(object)
    """TrackId."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(tr("Library"), parent)
        self._desk = desk
        self._query = TrackQuery()
        self._asking = Latest(desk.runners.reads, self)
        self._counting = Latest(desk.runners.reads, self)
        self._listing = Latest(desk.runners.reads, self)
        self._wanted: TrackId | None = None
        self._stats = Stats(0, 0, 0, 0, 0)

        self.search = SearchField(tr("Search the library"), hint="Ctrl F")
        self.search.setFixedWidth(300)
        self.buttons.addWidget(self.search)
        self.sort = SegmentedControl([(sort.value, tr(words)) for sort, words, _ in SORTS], name=tr("Sort by"))
        self.refused = LinkButton("")
        self.refused.hide()
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.sort)
        self.told = PlainLabel(
            tr("These files could not be used. They were not changed, and are tried again once they change."),
            kind=TYPE.small, tone="sub",
        )  # fmt: skip
        self.told.hide()
        row.addWidget(self.told)
        row.addStretch(1)
        row.addWidget(self.refused)
        tools.setFixedHeight(self.sort.sizeHint().height())
        self.place(tools)

        self.table = TrackList(desk, name=tr("Tracks"), sorts=True)
        self.waiting = QWidget()
        self.empty = EmptyState(
            "library", tr("No music yet"),
            tr("Give Undersong a folder. It reads the files where they are and never changes them."),
            tr("Add a folder"), button_icon="folder-plus",
        )  # fmt: skip
        self.nothing = EmptyState("search", tr("Nothing found"), "", tr("Clear the search"))
        self.refusals = RefusalList()
        self.stack = QStackedWidget()
        for state in (self.waiting, self.table, self.empty, self.nothing, self.refusals):
            self.stack.addWidget(state)
        self.place(self.stack, 1, left=SIZE.page_margin - TrackTable.OVERHANG, right=SPACE.m)

        self.search.searched.connect(self._searched)
        self.search.left_down.connect(lambda: self.table.setFocus(Qt.FocusReason.TabFocusReason))
        self.sort.changed.connect(self._sorted)
        self.table.sort_chosen.connect(self._sort_by)
        self.table.why_asked.connect(self.why_asked)
        self.refused.clicked.connect(self._toggle_refusals)
        self.empty.activated.connect(self.folder_asked)
        self.nothing.activated.connect(self._clear)
        desk.changes.changed.connect(self._changed)

    def load(self) -> None:
        """Ask for the ids, the counts and the refusals."""
        query = self._query

        def ids(job: JobContext) -> Int64Array:
            return self._desk.services.library.track_ids(query)

        def counts(job: JobContext) -> tuple[Stats, list[Refusal]]:
            library = self._desk.services.library
            return library.stats(), library.refusals(REFUSALS_MOST)

        self._asking.submit(ids, self._show_ids)
        self._counting.submit(counts, self._show_counts)

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self.search.setFocus()
        self.search.selectAll()

    def show_track(self, track: TrackId) -> None:
        """Bring a track into view, without the search if that hides it."""
        if self.stack.currentWidget() is self.table and self.table.show_track(track):
            return
        self._wanted = track
        if self._query.text:
            self.search.clear()
            self._query = replace(self._query, text="")
        self.refresh()

    def _changed(self, changes: Changes) -> None:
        if changes.tracks or (changes.listens and self._query.sort is TrackSort.PLAYS):
            self.refresh()

    def _searched(self, text: str) -> None:
        self._query = replace(self._query, text=text)
        if self.stack.currentWidget() is self.refusals:
            self.stack.setCurrentWidget(self.table)
            self._name_link()
        self.load()

    def _clear(self) -> None:
        self.search.clear()
        self._searched("")

    def _sorted(self, key: str) -> None:
        sort, _, descending = next(entry for entry in SORTS if entry[0].value == key)
        if sort is not self._query.sort:
            self._sort_by(sort, descending)

    def _sort_by(self, sort: TrackSort, descending: bool) -> None:
        self._query = replace(self._query, sort=sort, descending=descending)
        self.table.set_sort(sort, descending)
        if any(sort is entry[0] for entry in SORTS):
            self.sort.set_current(sort.value)
        self.table.scrollToTop()
        self.load()

    def _show_ids(self, ids: Int64Array) -> None:
        self.table.set_ids(ids)
        self.table.set_sort(self._query.sort, self._query.descending)
        if self.stack.currentWidget() is not self.refusals:
            if len(ids):
                self.stack.setCurrentWidget(self.table)
            elif self._query.text:
                text = tr("No title, artist, album or genre contains “{text}”.", text=self._query.text)
                self.nothing.set_text(tr("Nothing found"), text)
                self.stack.setCurrentWidget(self.nothing)
            else:
                self.stack.setCurrentWidget(self.empty)
        self._show_subtitle()
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.table.show_track(wanted)

    def _show_counts(self, counts: tuple[Stats, list[Refusal]]) -> None:
        self._stats, refusals = counts
        self.refusals.rows.set_rows(refusals)
        self._refusal_words = counted(len(refusals), "{n} file set aside", "{n} files set aside")
        self.refused.setVisible(bool(refusals))
        if not refusals and self.stack.currentWidget() is self.refusals:
            self.stack.setCurrentWidget(self.table)
        self._name_link()
        self._show_subtitle()

    _refusal_words = ""

    def _name_link(self) -> None:
        open_now = self.stack.currentWidget() is self.refusals
        self.sort.setVisible(not open_now)
        self.told.setVisible(open_now)
        self.refused.setText(tr("Back to the tracks") if open_now else self._refusal_words)
        self.refused.updateGeometry()

    def _show_subtitle(self) -> None:
        words = [tracks_text(self._stats.tracks)]
        if self._query.text:
            words = [tr("{n} of {tracks}", n=number(self.table.tracks.rowCount()), tracks=words[0])]
        if self._stats.away:
            one, many = "{n} away: its drive or folder is missing", "{n} away: their drive or folder is missing"
            words.append(counted(self._stats.away, one, many))
        self.subtitle.setText(" · ".join(words))

    def _toggle_refusals(self) -> None:
        back = self.stack.currentWidget() is self.refusals
        self.stack.setCurrentWidget(self.table if back else self.refusals)
        self._name_link()
