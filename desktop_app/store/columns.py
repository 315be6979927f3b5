"""Numbers of all tracks as arrays, read once and remembered until the library changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from desktop_app.domain.tables import Int64Array
from desktop_app.store.connection import Database, Row

UNKNOWN = -(1 << 62)
"""Stands for a number that is not known."""
_OF_INTEGERS = frozenset("0123456789-,")
KEPT_BYTES = 16 * 1024 * 1024
"""Of numbers and orders remembered: at 200,000 tracks a number takes 1.6 MB, an order 0.8."""
BRIEF_BYTES = 4 * 1024 * 1024
"""Of what words found: 0.2 MB each; while a query is typed, only its last words count."""
MOST = 64
"""Arrays on each of the two shelves."""
BY_ARTIST = "artist_sort, album_sort, album_code, disc_sort, number_sort, title_sort, track"
"""The order in which a library is opened."""
_STAMPS = """
SELECT (SELECT value FROM derived.meta WHERE key = 'stamp_tracks'),
       (SELECT value FROM derived.meta WHERE key = 'stamp_plays')
"""
Array = npt.NDArray[Any]


class _Shelf:
    """Arrays with the state of the library that they belong to; the one used longest ago makes room."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._arrays: OrderedDict[object, tuple[Row | None, Array]] = OrderedDict()
        self._lock = threading.Lock()
        self.nbytes = 0

    def get(self, name: object, stamps: Row | None) -> Array | None:
        with self._lock:
            known = self._arrays.get(name)
            if known is None or known[0] != stamps:
                return None
            self._arrays.move_to_end(name)
            return known[1]

    def put(self, name: object, stamps: Row | None, made: Array) -> None:
        with self._lock:
            replaced = self._arrays.pop(name, None)
            self._arrays[name] = (stamps, made)
            self.nbytes += made.nbytes - (0 if replaced is None else replaced[1].nbytes)
            while len(self._arrays) > MOST or (self.nbytes > self._most_bytes and len(self._arrays) > 1):
                self.nbytes -= self._arrays.popitem(last=False)[1][1].nbytes


class Columns:
    """Results over all tracks, remembered under a name until tracks or plays change. May be used from any thread."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._kept = _Shelf(KEPT_BYTES)
        self._brief = _Shelf(BRIEF_BYTES)

    def remembered(self, name: object, make: Callable[[], Array], *, brief: bool = False) -> Array:
        """The array of this name, made anew if tracks or plays changed since. Not to be written to.

        What belongs together is asked for within one `Database.snapshot`.

        Args:
            brief: it is soon not needed any more.
        """
        stamps = self._db.one(_STAMPS)
        shelf = self._brief if brief else self._kept
        known = shelf.get(name, stamps)
        if known is None:
            known = make()
            known.flags.writeable = False
            shelf.put(name, stamps, known)
        return known

    def size(self) -> int:
        """Bytes of all that is remembered."""
        return self._kept.nbytes + self._brief.nbytes

    def packed(self, sql: str, parameters: Sequence[object] = ()) -> list[Int64Array]:
        """Columns of integers that the query joined by commas: a fifth of the time of a row each."""
        row = self._db.one(sql, parameters) or ()
        return [self._integers("" if column is None else str(column)) for column in row]

    def _integers(self, text: str) -> Int64Array:
        if not text:
            return np.zeros(0, dtype=np.int64)
        if not set(text) <= _OF_INTEGERS:
            self._db.distrust_derived("holds a text in place of a number")
        return np.fromstring(text, dtype=np.int64, sep=",")

    def by_artist(self) -> Array:
        """All tracks that are shown, in the order of BY_ARTIST, int32."""
        return self.remembered("by artist", lambda: self.ordered(BY_ARTIST).astype(np.int32))

    def ordered(self, order: str) -> Int64Array:
        """All tracks that are shown, in an order of ours over the columns of `track_shown`."""
        (tracks,) = self.packed(  # naming the one column keeps this a walk over one index
            f"SELECT group_concat(track) FROM (SELECT track FROM derived.track_shown ORDER BY {order})"
        )
        return tracks

    def ids(self) -> Array:
        """All tracks that are shown, ascending, int32."""
        return self.remembered("ids", lambda: np.sort(self.by_artist()))

    def values(self, column: str) -> Array:
        """A number of each track of `ids`, in that order; UNKNOWN where it is not known.

        Args:
            column: an expression of ours over the columns of `track_numbers`.
        """
        sql = (
            f"SELECT group_concat(value) FROM (SELECT coalesce({column}, {UNKNOWN}) AS value "
            "FROM derived.track_shown INDEXED BY track_numbers ORDER BY track)"
        )
        return self.remembered(("value", column), lambda: self.packed(sql)[0])

    def mask(self, found: Int64Array) -> Array:
        """Which of `ids` are among these ids, as booleans."""
        ids = self.ids()
        marks = np.zeros(max(int(ids[-1]) if len(ids) else 0, int(found.max(initial=0))) + 1, dtype=np.bool_)
        marks[found] = True
        return marks[ids]

    def of_tracks(self, pairs: str) -> Array:
        """A number of each track of `ids` from a query of ours for (track, value); UNKNOWN where it gives none."""

        def make() -> Array:
            tracks, values = self.packed(f"SELECT group_concat(t), group_concat(v) FROM ({pairs})")
            ids = self.ids()
            spread = np.full(max(int(ids[-1]) if len(ids) else 0, int(tracks.max(initial=0))) + 1, UNKNOWN)
            spread[tracks] = values
            found: Array = spread[ids]
            return found

        return self.remembered(("of", pairs), make)
