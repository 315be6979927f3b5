"""One artist: albums, what is played most, and where else they can be heard."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QModelIndex, QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.browse import ArtistRow
from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import JobContext
from desktop_app.domain.records import Chosen, Presence, Track
from desktop_app.domain.tables import Int64Array
from desktop_app.ui import cover_art
from desktop_app.ui.components import collect
from desktop_app.ui.components.fact_line import Fact
from desktop_app.ui.components.track_list import TrackList
from desktop_app.ui.desk import Desk
from desktop_app.ui.jobs import Latest
from desktop_app.ui.models.shelf import AlbumModel, album_title, year_and_tracks
from desktop_app.ui.models.tracks import columns
from desktop_app.ui.pages.detail import Detail
from desktop_app.ui.tokens import SIZE, SPACE, TYPE
from desktop_app.ui.widgets.button import Button
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.widgets.tile_grid import TileGrid
from desktop_app.ui.words import albums_text, counted, tr, tracks_text

MOST_PLAYED = 10


@dataclass(frozen=True, slots=True)
class ArtistShown:
    """An artist as their page shows them."""

    row: ArtistRow
    albums: Int64Array
    """Their own, newest first."""
    appears: Int64Array
    """Albums of others that hold tracks of theirs."""
    tracks: Int64Array
    best: tuple[Track, ...]
    """What was played most, or what there is where nothing was played."""


class _Section(QWidget):
    """A heading with something below it; hidden while there is nothing."""

    def __init__(self, title: str, inside: QWidget) -> None:
        super().__init__()
        self.title = PlainLabel(title, kind=TYPE.heading)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.xs)
        line = QHBoxLayout()
        line.setContentsMargins(TileGrid.OVERHANG, 0, TileGrid.OVERHANG, 0)
        line.addWidget(self.title)
        column.addLayout(line)
        column.addWidget(inside)
        self.hide()


class ArtistView(Detail):
    """Shows one artist at a time."""

    gone = Signal()
    """The library has no track of theirs any more."""
    why_asked = Signal(object)
    """TrackId."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent, round=True)
        self._loading = Latest(desk.runners.reads, self)
        self._code = -1
        self.shown: ArtistShown | None = None
        self.albums = AlbumModel(desk.albums, self, line=year_and_tracks)
        self.grid = self._grid(tr("Albums"), self.albums)
        self.elsewhere = AlbumModel(desk.albums, self)
        self.other_grid = self._grid(tr("Appears on"), self.elsewhere)
        names = ("row", "title", "album", "year", "plays", "rating", "length", "more")
        self.table = TrackList(desk, name=tr("Most played"), columns=columns(*names), fit=True)
        self._albums_box = _Section(tr("Albums"), self.grid)
        self._tracks_box = _Section(tr("Most played"), self.table)
        self._other_box = _Section(tr("Appears on"), self.other_grid)
        self.body.setSpacing(SPACE.xxl)
        for box in (self._albums_box, self._tracks_box, self._other_box):
            self.body.addWidget(box)
        head = self.head
        self.radio = Button(tr("Radio"), icon="radio", height=SIZE.control_large)
        head.buttons.insertWidget(2, self.radio)
        head.queue.hide()
        head.optional = [self.radio]
        head.kicker.setText(tr("Artist"))
        head.play.clicked.connect(lambda: collect.play(desk, self._fetch))
        head.shuffle.clicked.connect(lambda: collect.shuffle(desk, self._fetch))
        self.radio.clicked.connect(lambda: collect.radio(desk, self._fetch))
        head.more.clicked.connect(self._more)
        self.table.why_asked.connect(self.why_asked)
        desk.pictures.arrived.connect(self._repaint)

    def show_artist(self, code: int) -> None:
        """Show another artist, from the top."""
        if code != self._code:
            self._code = code
            self.shown = None
            self.area.verticalScrollBar().setValue(0)
        self.load()

    def load(self) -> None:
        """Ask for what is shown."""
        code, services = self._code, self._desk.services

        def work(job: JobContext) -> ArtistShown | None:
            rows = services.browse.artist_rows([code])
            if not rows:
                return None
            tracks = services.browse.artist_tracks(code)
            best = sorted(services.library.rows(tracks.tolist()), key=lambda track: -track.plays)
            return ArtistShown(
                rows[0],
                services.browse.artist_albums(code)[::-1],
                services.browse.appears_on(code)[::-1],
                tracks,
                tuple(track for track in best if track.presence is Presence.PRESENT)[:MOST_PLAYED],
            )

        self._loading.submit(work, self._show)

    def _grid(self, name: str, model: AlbumModel) -> TileGrid:
        desk = self._desk
        grid = TileGrid(name=name, tile=156, reasons=False, opens=True, fit=True, pictures=desk.pictures.get)
        grid.setModel(model)
        grid.open_requested.connect(lambda index: desk.ways.album.emit(model.code_at(index.row())))
        grid.play_requested.connect(lambda index: collect.play(desk, self._album(model, index), Chosen.ALBUM))
        grid.menu_requested.connect(lambda index, place: self._album_menu(model, index, place))
        return grid

    def _album(self, model: AlbumModel, index: QModelIndex) -> collect.Fetch:
        code, browse = model.code_at(index.row()), self._desk.services.browse
        return lambda: browse.album_tracks(code)

    def _album_menu(self, model: AlbumModel, index: QModelIndex, place: QPoint) -> None:
        row = model.row_at(index.row())
        name = album_title(row) if row is not None else ""
        collect.open_menu(self, self._desk, place, self._album(model, index), name=name, chosen=Chosen.ALBUM)

    def _fetch(self) -> Int64Array:
        return self.shown.tracks if self.shown is not None else np.zeros(0, dtype=np.int64)

    def _show(self, shown: ArtistShown | None) -> None:
        if shown is None:
            self.gone.emit()
            return
        self.shown = shown
        row, head = shown.row, self.head
        self._desk.tracks.put(shown.best)
        name = row.name or tr("Unknown artist")
        head.set_cover(row.covers[0] if row.covers else b"", cover_art.seed(row.name, ""))
        head.title.setText(name)
        played = counted(row.plays, "played once", "{n} plays") if row.plays else tr("not played yet")
        facts = [albums_text(row.albums) if row.albums else "", tracks_text(row.tracks), played]
        head.links.set_facts([Fact(words) for words in facts])
        self.albums.set_codes(shown.albums)
        self.elsewhere.set_codes(shown.appears)
        ids: list[TrackId] = [track.id for track in shown.best]
        self.table.set_ids(np.array(ids, dtype=np.int64))
        self._tracks_box.title.setText(tr("Most played") if row.plays else tr("Tracks"))
        for box, some in (
            (self._albums_box, len(shown.albums)), (self._tracks_box, len(ids)), (self._other_box, len(shown.appears)),
        ):  # fmt: skip
            box.setVisible(bool(some))
        self.setAccessibleName(tr("Artist {name}", name=name))
        self.update()

    def _more(self) -> None:
        place = self.head.more.mapToGlobal(self.head.more.rect().bottomLeft())
        name = self.shown.row.name if self.shown is not None else ""
        collect.open_menu(self, self._desk, place, self._fetch, name=name, chosen=Chosen.HAND)

    def _repaint(self) -> None:
        for grid in (self.grid, self.other_grid):
            grid.viewport().update()
