"""Rows by id, fetched by jobs and shared by every list of the window."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import JobContext
from desktop_app.domain.records import Track
from desktop_app.ui.jobs import JobRunner

T = TypeVar("T")
KEEP_ROWS = 8192
"""Rows held at most; of tracks about 8 MB."""
WAITING = 6
"""Requests that wait at most: while a list is dragged past, only what was seen last is worth fetching."""


class RowCache(QObject, Generic[T]):
    """The rows seen last, at most `KEEP_ROWS`. `get` answers at once; what is missing is fetched by a job.

    One fetch is under way at a time, the newest request first; older ones beyond `WAITING` are dropped: a view asks
    again for what it still shows when `arrived` makes it paint.
    """

    arrived = Signal()
    """Rows came in, or changed."""

    def __init__(
        self,
        fetch: Callable[[Sequence[int]], list[T]],
        identity: Callable[[T], int],
        runner: JobRunner,
        parent: QObject | None = None,
        *,
        keep: int = KEEP_ROWS,
    ) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._identity = identity
        self._runner = runner
        self._keep = keep
        self._rows: OrderedDict[int, T | None] = OrderedDict()
        self._stale: set[int] = set()
        self._waiting: deque[tuple[int, ...]] = deque(maxlen=WAITING)
        self._busy = False
        self._generation = 0
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._send, Qt.ConnectionType.DirectConnection)

    def get(self, key: int) -> T | None:
        """The row if it is here, else None. A row that changed is given as it was until the new one is here."""
        row = self._rows.get(key)
        if row is not None:
            self._rows.move_to_end(key)
        return row

    def knows(self, key: int) -> bool:
        """Whether the row need not be asked for: it is here and fresh, or the library has no such row."""
        return key in self._rows and key not in self._stale

    def want(self, keys: Sequence[int]) -> None:
        """Have rows fetched; those that are known are skipped."""
        missing = tuple(key for key in keys if not self.knows(key))
        if missing:
            self._waiting.append(missing)
            if not self._busy:
                self._timer.start()

    def invalidate(self) -> None:
        """Rows may have changed: each is shown as it was and fetched anew when it is asked for."""
        self._stale = set(self._rows)
        self._generation += 1
        self.arrived.emit()

    def put(self, rows: Sequence[T]) -> None:
        """Take in rows that are already here."""
        for row in rows:
            key = self._identity(row)
            self._rows[key] = row
            self._rows.move_to_end(key)
            self._stale.discard(key)
        self._trim()

    def _send(self) -> None:
        while self._waiting and not self._busy:
            wanted = tuple(key for key in self._waiting.pop() if not self.knows(key))
            if not wanted:
                continue
            self._busy = True
            generation = self._generation

            def work(job: JobContext, keys: tuple[int, ...] = wanted) -> list[T]:
                job.check()
                return self._fetch(keys)

            def done(rows: list[T], keys: tuple[int, ...] = wanted, asked: int = generation) -> None:
                self._take(rows, keys, asked)

            self._runner.submit(work, done, self._failed, on_cancelled=self._dropped, owner=self)

    def _take(self, rows: list[T], wanted: tuple[int, ...], generation: int) -> None:
        self._busy = False
        fresh = generation == self._generation
        found = {self._identity(row): row for row in rows}
        for key in wanted:
            self._rows[key] = found.get(key)
            self._rows.move_to_end(key)
            if fresh:
                self._stale.discard(key)
            else:
                self._stale.add(key)  # asked for before the library changed
        self._trim()
        self.arrived.emit()
        self._send()

    def _failed(self, problem: Exception) -> None:
        self._dropped()
        self._runner.failed.emit(problem)

    def _dropped(self) -> None:
        self._busy = False
        self._waiting.clear()

    def _trim(self) -> None:
        while len(self._rows) > self._keep:
            key, _ = self._rows.popitem(last=False)
            self._stale.discard(key)


class TrackCache(RowCache[Track]):
    """Tracks by their id."""

    def __init__(
        self,
        fetch: Callable[[Sequence[int]], list[Track]],
        runner: JobRunner,
        parent: QObject | None = None,
        *,
        keep: int = KEEP_ROWS,
    ) -> None:
        super().__init__(fetch, lambda track: track.id, runner, parent, keep=keep)


def ids_of(tracks: Sequence[Track]) -> list[TrackId]:
    """The ids of some rows, in their order."""
    return [track.id for track in tracks]
