"""A list of tracks that can be played, queued and asked about; the same in the library and in playlists."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.ids import TrackId
from desktop_app.domain.query import TrackSort
from desktop_app.domain.records import Chosen, Presence
from desktop_app.domain.tables import Int64Array
from desktop_app.services.shown import PlayerState
from desktop_app.ui.components.track_menu import TrackMenu, ask_to_remove, rate
from desktop_app.ui.desk import Desk
from desktop_app.ui.models.tracks import COLUMNS, TrackTableModel
from desktop_app.ui.models.tracks import Column as TrackColumn
from desktop_app.ui.widgets.track_table import CellKind, Column, TrackTable
from desktop_app.ui.words import shown_path, tr

QUEUE_MOST = 500
"""Playing from a row takes this many tracks into the queue: hours of music, and a queue that stays quick."""
CHOSEN_MOST = 10_000
"""So many chosen tracks can be acted on together."""
_LAYOUT = {
    "row": Column(CellKind.INDEX, 60),
    "number": Column(CellKind.INDEX, 52),
    "title": Column(CellKind.TITLE, 200, stretch=6),
    "artist": Column(CellKind.TEXT, 120, stretch=3),
    "album": Column(CellKind.TEXT, 120, stretch=4, hide_below=620),
    "year": Column(CellKind.NUMBER, 60, hide_below=760),
    "plays": Column(CellKind.NUMBER, 64, hide_below=520),
    "rating": Column(CellKind.STARS, 112, hide_below=700),
    "added": Column(CellKind.TEXT, 96, hide_below=1120),
    "length": Column(CellKind.NUMBER, 72),
    "versions": Column(CellKind.CHIP, 104, hide_below=600),
    "more": Column(CellKind.MORE, 44),
}


class TrackList(TrackTable):
    """Shows ids. Enter, a double click or the sign before a row plays from there; the menu does the rest."""

    why_asked = Signal(object)
    """TrackId."""
    sort_chosen = Signal(object, bool)
    """TrackSort and whether descending: a heading was pressed."""

    def __init__(
        self,
        desk: Desk,
        parent: QWidget | None = None,
        *,
        name: str,
        chosen: Chosen = Chosen.HAND,
        sorts: bool = False,
        columns: tuple[TrackColumn, ...] = COLUMNS,
        fit: bool = False,
    ) -> None:
        super().__init__([_LAYOUT[column.name] for column in columns], parent, name=name, fit=fit)
        self._desk = desk
        self._chosen = chosen
        self.tracks = TrackTableModel(desk.tracks, self, columns)
        self.setModel(self.tracks)
        self.play_requested.connect(lambda index: self.play_from(index.row()))
        self.why_requested.connect(self._why)
        self.menu_requested.connect(self._open_menu)
        self.rated.connect(self._rate)
        self.chip_pressed.connect(self._show_versions)
        self.removal_requested.connect(lambda: ask_to_remove(self, desk, self.chosen_ids(CHOSEN_MOST)))
        if sorts:
            self.horizontalHeader().setSortIndicatorShown(True)
            self.horizontalHeader().sectionClicked.connect(self._heading_pressed)
        desk.player.track_changed.connect(self._mark)
        self._mark(desk.player.state)

    def set_ids(self, ids: Int64Array, headings: Mapping[int, str] | None = None) -> None:
        """Show these tracks; the chosen rows and the place on screen stay where the new list still has them."""
        chosen = self.chosen_ids()
        top_row = self.rowAt(0)
        top = self.tracks.id_at(top_row) if top_row > 0 else None
        current = self.currentIndex().row()
        current_id = self.tracks.id_at(current) if current >= 0 else None
        self.tracks.set_ids(ids, headings)
        if current_id is not None and (row := self.tracks.row_of(current_id)) is not None:
            index = self.tracks.index(row, self.title_column)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        picked = QItemSelection()
        last = len(self.tracks.columns) - 1
        for track in chosen:
            if (row := self.tracks.row_of(track)) is not None:
                picked.select(self.tracks.index(row, 0), self.tracks.index(row, last))
        self.selectionModel().select(picked, QItemSelectionModel.SelectionFlag.Select)
        if top is not None and (row := self.tracks.row_of(top)) is not None:
            self.verticalScrollBar().setValue(self.rowViewportPosition(row) + self.verticalScrollBar().value())

    def set_sort(self, sort: TrackSort, descending: bool) -> None:
        """Show by what the ids are sorted."""
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        column = next((i for i, column in enumerate(self.tracks.columns) if column.sort is sort), -1)
        self.horizontalHeader().setSortIndicator(column, order)

    def play_from(self, row: int) -> None:
        """Play this row and what follows it, with a few before it to go back to; say why one that is away does not."""
        track = self.tracks.track_at(row)
        if track is not None and track.presence is Presence.AWAY:
            where = tr("Its file is missing: {path}", path=shown_path(track.path))
            self._desk.notices.say(tr("“{title}” is away", title=track.title), where)
            return
        place = self.tracks.place_of(row)
        first = max(0, place - 50)
        ids = [TrackId(int(i)) for i in self.tracks.ids[first : first + QUEUE_MOST]]
        self._desk.play(ids, place - first, self._chosen)

    def current_track(self) -> TrackId | None:
        """The one that the keyboard is on."""
        row = self.currentIndex().row()
        return self.tracks.id_at(row) if row >= 0 else None

    def chosen_ids(self, most: int = QUEUE_MOST) -> list[TrackId]:
        """The chosen tracks in their order, `most` at most."""
        found = [self.tracks.id_at(row) for row in self.selected_rows()[:most]]
        return [track for track in found if track is not None]

    def show_track(self, track: TrackId) -> bool:
        """Choose this track's row and bring it into view; False if it is not in the list."""
        row = self.tracks.row_of(track)
        if row is None:
            return False
        self.selectRow(row)
        self.scrollTo(self.tracks.index(row, self.title_column), TrackTable.ScrollHint.PositionAtCenter)
        return True

    def _show_versions(self, index: QModelIndex) -> None:
        track = self.tracks.id_at(index.row())
        if track is not None:
            self._desk.ways.versions.emit(track)

    def _why(self, index: QModelIndex) -> None:
        track = self.tracks.id_at(index.row())
        if track is not None:
            self.why_asked.emit(track)

    def _rate(self, index: QModelIndex, stars: int) -> None:
        """A press on a star is meant for its row, a digit for all that is chosen."""
        here = self.tracks.id_at(index.row())
        chosen = self.chosen_ids(CHOSEN_MOST)
        by_key = self._kind(index.column()) is not CellKind.STARS or self.hovered_star == 0
        if here is not None:
            rate(self._desk, chosen if by_key and chosen else [here], stars)

    def _mark(self, state: PlayerState) -> None:
        self.tracks.set_playing(state.track.id if state.track else None)

    def _heading_pressed(self, section: int) -> None:
        sort = self.tracks.columns[section].sort
        if sort is None:
            return
        header = self.horizontalHeader()
        again = header.sortIndicatorSection() == section
        first_down = sort in (TrackSort.PLAYS, TrackSort.YEAR, TrackSort.DURATION, TrackSort.RATING, TrackSort.ADDED)
        self._descending = not self._descending if again else first_down
        self.sort_chosen.emit(sort, self._descending)

    _descending = False

    def _open_menu(self, index: QModelIndex, place: QPoint) -> None:
        here = self.tracks.id_at(index.row())
        if here is None:
            return
        chosen = self.chosen_ids(CHOSEN_MOST)
        ids = chosen if here in chosen else [here]
        known = [track for track in map(self._desk.tracks.get, ids[:1]) if track is not None]
        play = (lambda: self.play_from(index.row())) if len(ids) == 1 else (lambda: self._desk.play(ids))
        TrackMenu(self, self._desk, ids, known, play).popup(place)
