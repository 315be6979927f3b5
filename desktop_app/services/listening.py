"""The listening log as the player writes it: a row opened when a track starts, closed when it stops.

A disk that is full, or a database that is locked or gone, must not stop the music: a listen that could not be stored is
kept in memory and stored as soon as that works again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from desktop_app.domain import counting
from desktop_app.domain.errors import EnvironmentProblem
from desktop_app.domain.ids import ImpressionId, ListenSeq, TrackId
from desktop_app.domain.records import Changes, Chosen, Ended, Listen, SkipKind
from desktop_app.services.changes import ChangeFeed
from desktop_app.store import Store

KEPT_UNSTORED = 1000
"""Listens kept in memory at most, three days of music; beyond that the oldest are lost."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A listen on its way into the store; `seq` is None while it has no row."""

    track: TrackId
    started_at: datetime
    offset_min: int
    duration_ms: int | None
    chosen: Chosen
    impression: ImpressionId | None
    seq: ListenSeq | None = None
    played_ms: int = 0
    ended: Ended | None = None


def local_offset_min(moment: datetime) -> int:
    """Minutes between the moment's own local time and UTC; 0 where it carries none."""
    offset = moment.utcoffset()
    return 0 if offset is None else round(offset.total_seconds() / 60)


class ListenLog:
    """Writes one listen at a time. Used from one thread.

    `clock` gives the local time with its offset; heard milliseconds come from the player's own monotonic clock.
    """

    def __init__(self, store: Store, clock: Callable[[], datetime], changes: ChangeFeed) -> None:
        self._store = store
        self._clock = clock
        self._changes = changes
        self._open: _Entry | None = None
        self._unstored: deque[_Entry] = deque(maxlen=KEPT_UNSTORED)
        self.problem = ""
        """Why the last write failed, for the screen; "" while all is well."""

    def start(
        self, track: TrackId, duration_ms: int | None, chosen: Chosen, impression: ImpressionId | None = None
    ) -> None:
        """A track begins to sound. One that is still open is closed as stopped."""
        if self._open is not None:
            self.finish(Ended.STOPPED, self._open.played_ms)
        now = self._clock()
        entry = _Entry(track, now.astimezone(UTC), local_offset_min(now), duration_ms, chosen, impression)
        self._open = entry
        self._attempt(self._open_row)

    def progress(self, heard_ms: int) -> None:
        """So much of the open listen was heard by now."""
        if self._open is None or heard_ms <= self._open.played_ms:
            return
        self._open = replace(self._open, played_ms=heard_ms)
        self._attempt(self._write_progress)

    def finish(self, ended: Ended, heard_ms: int) -> None:
        """The open listen is over."""
        if self._open is None:
            return
        entry, self._open = replace(self._open, played_ms=max(heard_ms, 0), ended=ended), None
        self._unstored.append(entry)
        self._attempt(self._store_waiting)

    def _attempt(self, write: Callable[[], None]) -> None:
        try:
            write()
        except EnvironmentProblem as problem:
            self.problem = f"Listening is not being recorded: {problem}"
        else:
            self.problem = ""

    def _open_row(self) -> None:
        self._store_waiting()
        entry = self._open
        if entry is not None and entry.seq is None:
            seq = self._store.listens.open(
                entry.track, entry.started_at, entry.offset_min, entry.duration_ms, entry.chosen, entry.impression
            )
            self._open = replace(entry, seq=seq)

    def _write_progress(self) -> None:
        self._open_row()
        if self._open is not None and self._open.seq is not None:
            self._store.listens.progress(self._open.seq, self._open.played_ms)

    def _store_waiting(self) -> None:
        while self._unstored:
            entry = self._unstored.popleft()  # one that fails by a fault of ours must not keep the others back
            try:
                self._store_entry(entry)
            except EnvironmentProblem:
                self._unstored.appendleft(entry)
                raise
            self._changes.publish(Changes(listens=True))

    def _store_entry(self, entry: _Entry) -> None:
        ended = entry.ended or Ended.STOPPED
        kind = skip_kind(self._store, entry.track, entry.started_at, entry.played_ms, entry.duration_ms, ended)
        if entry.seq is not None:
            self._store.listens.close(entry.seq, entry.played_ms, ended, kind)
        else:
            self._store.listens.add(
                entry.track,
                entry.started_at,
                entry.offset_min,
                entry.played_ms,
                entry.duration_ms,
                ended,
                kind,
                entry.chosen,
                entry.impression,
            )


def skip_kind(
    store: Store, track: TrackId, started_at: datetime, played_ms: int, duration_ms: int | None, ended: Ended
) -> SkipKind | None:
    """The kind of a skip by the listens just before it; None for what is no skip."""
    if ended is not Ended.SKIPPED or counting.counts_as_played(played_ms, duration_ms, ended):
        return None
    before = [listen for listen in store.listens.recent(5) if listen.ended is not None]
    before = [listen for listen in reversed(before) if listen.started_at <= started_at]
    session: list[Listen] = []
    if before:
        last = counting.sessions(before)[-1]
        end = max(listen.started_at.timestamp() + listen.played_ms / 1000 for listen in last)
        if started_at.timestamp() - end < counting.SESSION_GAP.total_seconds():
            session = last
    return counting.skip_kind(played_ms, duration_ms, session, store.listens.plays_of(track))
