"""The table of tracks: an array of ids, and the rows that are on screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.domain.ids import TrackId
from desktop_app.domain.query import TrackSort
from desktop_app.domain.records import Presence, Track
from desktop_app.domain.tables import Int64Array
from desktop_app.domain.text import clock_text
from desktop_app.ui.models.cache import TrackCache
from desktop_app.ui.widgets import paint, roles
from desktop_app.ui.words import badge_text, counted, cover_seed, day_text, number, remark_text, shown_year, tr

PAGE = 128
"""Rows fetched together; ids are 8 bytes each, so 100,000 tracks cost 0.8 MB here."""
Index = QModelIndex | QPersistentModelIndex


class TrackRole(IntEnum):
    """Roles beside Qt's own and those of widgets/roles.py."""

    TRACK = int(Qt.ItemDataRole.UserRole) + 101
    """The Track, or None while it is being fetched."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, how a track's cell reads, and the sort behind a click on its heading."""

    name: str
    title: str
    text: Callable[[Track], str]
    sort: TrackSort | None = None
    figures: bool = False
    """Numbers stand right-aligned in tabular figures."""


def added_text(track: Track) -> str:
    """When it came into the library, by the clock of this place."""
    here = datetime.now().astimezone()
    return day_text(track.added_at.astimezone(here.tzinfo), here.date())


def stars_text(track: Track) -> str:
    """Its rating for those who do not see the stars."""
    return "" if track.rating is None else counted(round(track.rating * 5), "{n} star", "{n} stars")


_ALL = (
    Column("row", "#", lambda track: "", figures=True),
    Column("number", "#", lambda track: str(track.number or ""), figures=True),
    Column("title", "Title", lambda track: track.title, TrackSort.TITLE),
    Column("artist", "Artist", lambda track: track.artist, TrackSort.ARTIST),
    Column("album", "Album", lambda track: track.album, TrackSort.ALBUM),
    Column("year", "Year", lambda track: str(shown_year(track) or ""), TrackSort.YEAR, figures=True),
    Column("plays", "Plays", lambda track: number(track.plays) if track.plays else "", TrackSort.PLAYS, figures=True),
    Column("rating", "Rating", stars_text, TrackSort.RATING),
    Column("added", "Added", added_text, TrackSort.ADDED),
    Column("length", "Length", lambda track: clock_text(track.duration_ms), TrackSort.DURATION, figures=True),
    Column("versions", "", lambda track: ""),
    Column("more", "", lambda track: ""),
)
_BY_NAME = {column.name: column for column in _ALL}


def columns(*names: str) -> tuple[Column, ...]:
    """Columns by their names, in this order."""
    return tuple(_BY_NAME[name] for name in names)


COLUMNS = columns("row", "title", "artist", "album", "year", "plays", "rating", "added", "length", "more")
"""Of the library and of playlists."""
_REMARKS: Mapping[int, Callable[[Track], object]] = {
    roles.NOTICE: lambda track: tr("away") if track.presence is Presence.AWAY else "",
    roles.BADGE: badge_text,
    roles.MARK: lambda track: "pencil" if track.corrected else "",
    roles.TIP: remark_text,
    roles.COVER: lambda track: track.cover,
    roles.COVER_SEED: cover_seed,
}
_HEADING = -1
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_ALIGN = int(Qt.ItemDataRole.TextAlignmentRole)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NONE = QModelIndex()


class TrackTableModel(QAbstractTableModel):
    """Tracks by id in the order given. A row that is not here yet reads "" and is fetched with its page.

    Between the tracks may stand headings (the discs of an album); they cannot be chosen.
    """

    def __init__(self, cache: TrackCache, parent: QObject | None = None, columns: tuple[Column, ...] = COLUMNS) -> None:
        super().__init__(parent)
        self.columns = columns
        self._cache = cache
        self._ids: Int64Array = np.zeros(0, dtype=np.int64)
        self._headings: dict[int, str] = {}
        self._versions: Mapping[int, int] = {}
        self._asked: set[int] = set()
        self._playing: TrackId | None = None
        cache.arrived.connect(self._rows_arrived)

    @property
    def ids(self) -> Int64Array:
        """The ids of the tracks in order, shape (n_tracks,)."""
        return self._ids[self._ids != _HEADING] if self._headings else self._ids

    def set_ids(self, ids: Int64Array, headings: Mapping[int, str] | None = None) -> None:
        """Show these tracks. Equal ids change nothing.

        Args:
            headings: words to stand before the track at that place of `ids`.
        """
        rows = np.ascontiguousarray(ids, dtype=np.int64)
        places = sorted(headings or {})
        shown = {place + before: (headings or {})[place] for before, place in enumerate(places)}
        if places:
            rows = np.insert(rows, places, _HEADING)
        if np.array_equal(rows, self._ids) and shown == self._headings:
            return
        self.beginResetModel()
        self._ids, self._headings = rows, shown
        self._asked.clear()
        self.endResetModel()

    def set_versions(self, counts: Mapping[int, int]) -> None:
        """How many recordings of its song there are, by track; those without others are left out."""
        if counts != self._versions:
            self._versions = dict(counts)
            self._emit_rows(0, len(self._ids) - 1)

    def id_at(self, row: int) -> TrackId | None:
        """The track in this row; None for a heading."""
        track = int(self._ids[row])
        return None if track == _HEADING else TrackId(track)

    def place_of(self, row: int) -> int:
        """The place within `ids` of the track in this row; of a heading, that of the track below it."""
        return row - sum(1 for heading in self._headings if heading < row)

    def row_of(self, track: int) -> int | None:
        """The first row that shows this track."""
        rows = np.flatnonzero(self._ids == track)
        return int(rows[0]) if len(rows) else None

    def track_at(self, row: int) -> Track | None:
        """The track in this row; None while it is being fetched (and then it is on its way)."""
        if not 0 <= row < len(self._ids) or self._ids[row] == _HEADING:
            return None
        track = int(self._ids[row])
        if not self._cache.knows(track):
            page = row // PAGE
            if page not in self._asked:
                self._asked.add(page)
                ids = self._ids[page * PAGE : (page + 1) * PAGE]
                self._cache.want(ids[ids != _HEADING].tolist())
        return self._cache.get(track)

    def set_playing(self, track: TrackId | None) -> None:
        """Mark what plays now."""
        before, self._playing = self._playing, track
        for changed in {before, track} - {None}:
            if changed is not None and before != track and (row := self.row_of(changed)) is not None:
                self._emit_rows(row, row)

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.NoItemFlags if index.row() in self._headings else super().flags(index)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        if self._headings and index.row() in self._headings:
            says = role == roles.HEADING or (role == _DISPLAY and self.columns[index.column()].name == "title")
            return self._headings[index.row()] if says else None
        if role == _DISPLAY:
            if self.columns[index.column()].name == "row":
                return number(index.row() + 1)
            if self.columns[index.column()].name == "versions":
                count = self._versions.get(int(self._ids[index.row()]), 0)
                return counted(count, "", "{n} versions") if count > 1 else ""
            track = self.track_at(index.row())
            return "" if track is None else self.columns[index.column()].text(track)
        if role == _ALIGN:
            return _RIGHT if self.columns[index.column()].figures else _LEFT
        if role == _TOOL_TIP and self.columns[index.column()].name == "title":
            track = self.track_at(index.row())
            return paint.plain_tip(remark_text(track)) if track is not None else None
        if role < int(Qt.ItemDataRole.UserRole):
            return None  # Qt asks every role at every paint: this is the short way
        if role == roles.PLAYING:
            return self._playing is not None and int(self._ids[index.row()]) == self._playing
        if role == roles.TRACK_ID:
            return int(self._ids[index.row()])
        track = self.track_at(index.row())
        if track is None:
            return None
        if role == TrackRole.TRACK:
            return track
        if role == roles.AWAY:
            return track.presence is Presence.AWAY
        if role == roles.STARS:
            return None if track.rating is None else track.rating * 5
        remark = _REMARKS.get(role)
        return remark(track) if remark is not None else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if orientation is Qt.Orientation.Vertical or not 0 <= section < len(self.columns):
            return None
        if role == _DISPLAY:
            return tr(self.columns[section].title)
        if role == _ALIGN:
            return _RIGHT if self.columns[section].figures else _LEFT
        return None

    def _rows_arrived(self) -> None:
        asked, self._asked = self._asked, set()
        for page in asked:
            self._emit_rows(page * PAGE, min((page + 1) * PAGE, len(self._ids)) - 1)
        if not asked and len(self._ids):  # rows were marked as changed: whatever is on screen is asked for anew
            self._emit_rows(0, len(self._ids) - 1)

    def _emit_rows(self, first: int, last: int) -> None:
        if 0 <= first <= last < len(self._ids):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
