"""A list of tracks that can be played, queued and asked about; the same in the library and in playlists."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import JobContext
from desktop_app.domain.query import TrackSort
from desktop_app.domain.records import Chosen, Playlist
from desktop_app.domain.tables import Int64Array
from desktop_app.services.shown import PlayerState
from desktop_app.ui.desk import Desk
from desktop_app.ui.models.tracks import COLUMNS, TrackTableModel
from desktop_app.ui.widgets.track_table import CellKind, Column, TrackTable
from desktop_app.ui.words import tr

QUEUE_MOST = 500
"""Playing from a row takes this many tracks into the queue: hours of music, and a queue that stays quick."""
_LAYOUT = {
    "row": Column(CellKind.INDEX, 64),
    "title": Column(CellKind.TITLE, 180, stretch=5),
    "artist": Column(CellKind.TEXT, 120, stretch=3),
    "album": Column(CellKind.TEXT, 120, stretch=4, hide_below=620),
    "year": Column(CellKind.NUMBER, 56, hide_below=760),
    "plays": Column(CellKind.NUMBER, 60, hide_below=520),
    "length": Column(CellKind.NUMBER, 72),
}


class TrackList(TrackTable):
    """Shows ids. Enter, a double click or the sign before a row plays from there; the menu does the rest."""

    why_asked = Signal(object)
    """TrackId."""
    sort_chosen = Signal(object, bool)
    """TrackSort and whether descending: a heading was pressed."""

    def __init__(
        self, desk: Desk, parent: QWidget | None = None, *, name: str, chosen: Chosen = Chosen.HAND, sorts: bool = False
    ) -> None:
        super().__init__([_LAYOUT[column.name] for column in COLUMNS], parent, name=name)
        self._desk = desk
        self._chosen = chosen
        self.tracks = TrackTableModel(desk.tracks, self)
        self.setModel(self.tracks)
        self.play_requested.connect(lambda index: self.play_from(index.row()))
        self.why_requested.connect(lambda index: self.why_asked.emit(self._id_at(index.row())))
        self.menu_requested.connect(self._open_menu)
        if sorts:
            self.horizontalHeader().setSortIndicatorShown(True)
            self.horizontalHeader().sectionClicked.connect(self._heading_pressed)
        desk.player.track_changed.connect(self._mark)
        self._mark(desk.player.state)

    def set_ids(self, ids: Int64Array) -> None:
        """Show these tracks; the chosen rows and the place on screen stay where the new list still has them."""
        chosen = [self._id_at(row) for row in self.selected_rows()[:QUEUE_MOST]]
        top_row = self.rowAt(0)
        top = self._id_at(top_row) if top_row > 0 else None
        current = self.currentIndex().row()
        current_id = self._id_at(current) if current >= 0 else None
        self.tracks.set_ids(ids)
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
        """Play this row and what follows it, with a few before it to go back to."""
        first = max(0, row - 50)
        ids = [TrackId(int(i)) for i in self.tracks.ids[first : first + QUEUE_MOST]]
        self._desk.play(ids, row - first, self._chosen)

    def chosen_ids(self) -> list[TrackId]:
        """The chosen tracks in their order, `QUEUE_MOST` at most."""
        return [self._id_at(row) for row in self.selected_rows()[:QUEUE_MOST]]

    def show_track(self, track: TrackId) -> bool:
        """Choose this track's row and bring it into view; False if it is not in the list."""
        row = self.tracks.row_of(track)
        if row is None:
            return False
        self.selectRow(row)
        self.scrollTo(self.tracks.index(row, self.title_column), TrackTable.ScrollHint.PositionAtCenter)
        return True

    def _id_at(self, row: int) -> TrackId:
        return TrackId(int(self.tracks.ids[row]))

    def _mark(self, state: PlayerState) -> None:
        self.tracks.set_playing(state.track.id if state.track else None)

    def _heading_pressed(self, section: int) -> None:
        sort = self.tracks.columns[section].sort
        if sort is None:
            return
        header = self.horizontalHeader()
        again = header.sortIndicatorSection() == section
        first_down = sort in (TrackSort.PLAYS, TrackSort.YEAR, TrackSort.DURATION)
        self._descending = not self._descending if again else first_down
        self.sort_chosen.emit(sort, self._descending)

    _descending = False

    def _open_menu(self, index: QModelIndex, place: QPoint) -> None:
        ids = self.chosen_ids() or [self._id_at(index.row())]
        menu = QMenu(self)
        menu.addAction(tr("Play"), lambda: self.play_from(index.row()) if len(ids) == 1 else self._desk.play(ids))
        menu.addAction(tr("Play next"), lambda: self._desk.enqueue(ids, next_up=True))
        menu.addAction(tr("Add to queue"), lambda: self._desk.enqueue(ids))
        menu.addSeparator()
        menu.addAction(tr("New playlist from this") if len(ids) == 1 else tr("New playlist from these"),
                       lambda: self._save(ids))  # fmt: skip
        if len(ids) == 1:
            menu.addAction(tr("Why this track"), lambda: self.why_asked.emit(ids[0]))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _save(self, ids: list[TrackId]) -> None:
        playlists, writes = self._desk.services.playlists, self._desk.runners.writes

        def work(job: JobContext) -> Playlist:
            return playlists.save(tr("New playlist"), ids)

        def saved(playlist: Playlist) -> None:
            def undo() -> None:
                writes.submit(lambda job: playlists.delete(playlist.id))

            name = tr("Saved as “{name}”", name=playlist.name)
            self._desk.notices.say(name, tr("Rename it under Playlists."), undo)

        writes.submit(work, saved, owner=self)
