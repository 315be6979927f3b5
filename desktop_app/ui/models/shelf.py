"""Albums and artists for a grid: an array of codes, and the rows that are on screen."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Generic, TypeVar

import numpy as np
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.domain.browse import AlbumRow, ArtistRow
from desktop_app.domain.tables import Int64Array
from desktop_app.ui import cover_art
from desktop_app.ui.models.cache import RowCache
from desktop_app.ui.widgets import roles
from desktop_app.ui.words import albums_text, counted, tr, tracks_text

PAGE = 64
"""Rows fetched together."""
Index = QModelIndex | QPersistentModelIndex
R = TypeVar("R")
_NONE = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)


class ShelfRole(IntEnum):
    """Roles beside Qt's own and those of widgets/roles.py."""

    ROW = int(Qt.ItemDataRole.UserRole) + 101
    """The row, or None while it is being fetched."""


class ShelfModel(QAbstractListModel, Generic[R]):
    """Rows by code in the order given. One that is not here yet reads "" and is fetched with its page."""

    def __init__(self, cache: RowCache[R], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cache = cache
        self._codes: Int64Array = np.zeros(0, dtype=np.int64)
        self._asked: set[int] = set()
        self._playing = -1
        cache.arrived.connect(self._rows_arrived)

    @property
    def codes(self) -> Int64Array:
        """The codes in order, shape (n_rows,)."""
        return self._codes

    def set_codes(self, codes: Int64Array) -> None:
        """Show these. Equal codes change nothing."""
        if np.array_equal(codes, self._codes):
            return
        self.beginResetModel()
        self._codes = np.ascontiguousarray(codes, dtype=np.int64)
        self._asked.clear()
        self.endResetModel()

    def code_at(self, row: int) -> int:
        """The code in this row."""
        return int(self._codes[row])

    def place_of(self, code: int) -> int | None:
        """The place at which a code stands; None if it does not."""
        rows = np.flatnonzero(self._codes == code)
        return int(rows[0]) if len(rows) else None

    def row_at(self, row: int) -> R | None:
        """What stands in this row; None while it is being fetched (and then it is on its way)."""
        if not 0 <= row < len(self._codes):
            return None
        code = int(self._codes[row])
        if not self._cache.knows(code):
            page = row // PAGE
            if page not in self._asked:
                self._asked.add(page)
                self._cache.want(self._codes[page * PAGE : (page + 1) * PAGE].tolist())
        return self._cache.get(code)

    def set_playing(self, code: int) -> None:
        """Mark what plays now; -1 for none of these."""
        before, self._playing = self._playing, code
        if before != code:
            for changed in (before, code):
                if (row := self.place_of(changed)) is not None:
                    self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._codes)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        row = self.row_at(index.row())
        if role == ShelfRole.ROW:
            return row
        if role == roles.PLAYING:
            return self._playing >= 0 and int(self._codes[index.row()]) == self._playing
        if role == _DISPLAY:
            return "" if row is None else self.title(row)
        return None if row is None else self.answer(row, role)

    def title(self, row: R) -> str:
        """What it is called."""
        raise NotImplementedError

    def answer(self, row: R, role: int) -> object:
        """The other roles of a row that is here."""
        raise NotImplementedError

    def _rows_arrived(self) -> None:
        self._asked.clear()
        if len(self._codes):  # only what is on screen is asked for again
            self.dataChanged.emit(self.index(0), self.index(len(self._codes) - 1))


def album_title(row: AlbumRow) -> str:
    """An album's name, or a word where it has none."""
    return row.title or tr("No album")


def album_seed(row: AlbumRow) -> str:
    """What the drawn cover of an album depends on."""
    return cover_art.seed(row.artist, row.title)


def artist_and_year(row: AlbumRow) -> str:
    """The second line of an album among those of many artists."""
    return " · ".join(word for word in (row.artist, str(row.year or "")) if word)


def year_and_tracks(row: AlbumRow) -> str:
    """The second line of an album among those of one artist."""
    return " · ".join(word for word in (str(row.year or ""), tracks_text(row.tracks)) if word)


class AlbumModel(ShelfModel[AlbumRow]):
    """Albums with their covers; `line` gives the words below a title."""

    def __init__(
        self,
        cache: RowCache[AlbumRow],
        parent: QObject | None = None,
        *,
        line: Callable[[AlbumRow], str] = artist_and_year,
    ) -> None:
        super().__init__(cache, parent)
        self._line = line

    def title(self, row: AlbumRow) -> str:
        return album_title(row)

    def answer(self, row: AlbumRow, role: int) -> object:
        if role == roles.TITLE:
            return album_title(row)
        if role == roles.SUBTITLE:
            return " · ".join(word for word in (self._line(row), tr("away") if row.away else "") if word)
        if role == roles.COVER:
            return row.cover
        if role == roles.COVER_SEED:
            return album_seed(row)
        if role == roles.AWAY:
            return row.away
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = tr("{title} by {artist}", title=album_title(row), artist=row.artist or tr("Unknown artist"))
            rest = [str(row.year or ""), tracks_text(row.tracks), tr("away") if row.away else ""]
            return ", ".join(word for word in (words, *rest) if word)
        return None


def artist_line(row: ArtistRow) -> str:
    """The second line of an artist."""
    parts = [albums_text(row.albums)] if row.albums else []
    return " · ".join((*parts, tracks_text(row.tracks)))


class ArtistModel(ShelfModel[ArtistRow]):
    """Artists, each with the cover of an album of theirs."""

    def title(self, row: ArtistRow) -> str:
        return row.name or tr("Unknown artist")

    def answer(self, row: ArtistRow, role: int) -> object:
        if role == roles.TITLE:
            return self.title(row)
        if role == roles.SUBTITLE:
            return artist_line(row)
        if role == roles.COVER:
            return row.covers[0] if row.covers else b""
        if role == roles.COVER_SEED:
            return cover_art.seed(row.name, "")
        if role == roles.AWAY:
            return False
        if role == Qt.ItemDataRole.AccessibleTextRole:
            plays = counted(row.plays, "{n} play", "{n} plays")
            return f"{self.title(row)}, {artist_line(row)}, {plays}"
        return None
