"""Rows of tracks by id, fetched by jobs and shared by every list of the window."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import JobContext
from desktop_app.domain.records import Track
from desktop_app.ui.jobs import JobRunner

KEEP_ROWS = 8192
"""Rows held at most; about 8 MB."""
WAITING = 6
"""Requests that wait at most: while a list is dragged past, only what was seen last is worth fetching."""


class TrackCache(QObject):
    """The tracks seen last, at most `KEEP_ROWS`. `get` answers at once; what is missing is fetched by a job.

    One fetch is under way at a time, the newest request first; older ones beyond `WAITING` are dropped: a view asks
    again for what it still shows when `arrived` makes it paint.
    """

    arrived = Signal()
    """Rows came in, or changed."""

    def __init__(
        self,
        fetch: Callable[[Sequence[int]], list[Track]],
        runner: JobRunner,
        parent: QObject | None = None,
        *,
        keep: int = KEEP_ROWS,
    ) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._runner = runner
        self._keep = keep
        self._rows: OrderedDict[int, Track | None] = OrderedDict()
        self._stale: set[int] = set()
        self._waiting: deque[tuple[int, ...]] = deque(maxlen=WAITING)
        self._busy = False
        self._generation = 0
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._send, Qt.ConnectionType.DirectConnection)

    def get(self, track: int) -> Track | None:
        """The row if it is here, else None. A row that changed is given as it was until the new one is here."""
        row = self._rows.get(track)
        if row is not None:
            self._rows.move_to_end(track)
        return row

    def knows(self, track: int) -> bool:
        """Whether the row need not be asked for: it is here and fresh, or the library has no such track."""
        return track in self._rows and track not in self._stale

    def want(self, tracks: Sequence[int]) -> None:
        """Have rows fetched; those that are known are skipped."""
        missing = tuple(track for track in tracks if not self.knows(track))
        if missing:
            self._waiting.append(missing)
            if not self._busy:
                self._timer.start()

    def invalidate(self) -> None:
        """Rows may have changed: each is shown as it was and fetched anew when it is asked for."""
        self._stale = set(self._rows)
        self._generation += 1
        self.arrived.emit()

    def put(self, tracks: Sequence[Track]) -> None:
        """Take in rows that are already here."""
        for track in tracks:
            self._rows[track.id] = track
            self._rows.move_to_end(track.id)
            self._stale.discard(track.id)
        self._trim()

    def _send(self) -> None:
        while self._waiting and not self._busy:
            wanted = tuple(track for track in self._waiting.pop() if not self.knows(track))
            if not wanted:
                continue
            self._busy = True
            generation = self._generation

            def work(job: JobContext, ids: tuple[int, ...] = wanted) -> list[Track]:
                job.check()
                return self._fetch(ids)

            def done(tracks: list[Track], ids: tuple[int, ...] = wanted, asked: int = generation) -> None:
                self._take(tracks, ids, asked)

            self._runner.submit(work, done, self._failed, on_cancelled=self._dropped, owner=self)

    def _take(self, tracks: list[Track], wanted: tuple[int, ...], generation: int) -> None:
        self._busy = False
        fresh = generation == self._generation
        found = {int(track.id): track for track in tracks}
        for track in wanted:
            self._rows[track] = found.get(track)
            self._rows.move_to_end(track)
            if fresh:
                self._stale.discard(track)
            else:
                self._stale.add(track)  # asked for before the library changed
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
            track, _ = self._rows.popitem(last=False)
            self._stale.discard(track)


def ids_of(tracks: Sequence[Track]) -> list[TrackId]:
    """The ids of some rows, in their order."""
    return [track.id for track in tracks]
