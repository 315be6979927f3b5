"""Look back on the listening log, and write to it as the player would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from desktop_app.domain.errors import WrongUse
from desktop_app.domain.ids import ListenSeq
from desktop_app.domain.records import Changes, Chosen, Ended, Listen, Track
from desktop_app.domain.text import clock_text
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.listening import local_offset_min, skip_kind
from desktop_app.services.shown import ListenShown
from desktop_app.store import Store

LONGEST_MS = 7 * 24 * 3_600_000
"""A listen longer than a week is a mistake."""
MOST_TIMES_OVER = 10
"""Going back within a track may make it sound longer than it is; more often than this is a mistake."""


class HistoryService:
    """The log as a list."""

    def __init__(self, store: Store, clock: Callable[[], datetime], changes: ChangeFeed) -> None:
        self._store = store
        self._clock = clock
        self._changes = changes

    def recent(self, limit: int | None = None) -> list[ListenShown]:
        """The latest listens, newest first; all of them where no limit is given."""
        return self._shown(
            self._store.listens.recent(limit) if limit is not None else self._store.listens.since(None)[::-1]
        )

    def get(self, seqs: Sequence[ListenSeq]) -> list[ListenShown]:
        """Listens by number, oldest first; those that were erased are left out."""
        return self._shown(self._store.listens.get(seqs))

    def _shown(self, listens: Sequence[Listen]) -> list[ListenShown]:
        tracks = {track.id: track for track in self._store.tracks.rows(sorted({listen.track for listen in listens}))}
        return [ListenShown(listen, tracks.get(listen.track)) for listen in listens]

    def log(self, track: Track, ended: Ended, played_ms: int, at: datetime | None = None) -> Listen:
        """Record a listen as the player would.

        Args:
            at: when it started, with its offset; None means that it ends now.
        Raises:
            WrongUse: a time or a length that cannot be.
        """
        longest = LONGEST_MS if track.duration_ms is None else MOST_TIMES_OVER * track.duration_ms + 60_000
        if not 0 <= played_ms <= min(longest, LONGEST_MS):
            length = f" of a track of {clock_text(track.duration_ms)}" if track.duration_ms is not None else ""
            raise WrongUse(f"{played_ms} ms{length} cannot have been played.", remedy="Give milliseconds heard.")
        now = self._clock()
        started = now - timedelta(milliseconds=played_ms) if at is None else at
        if started > now + timedelta(hours=1):
            raise WrongUse(f"{started.isoformat()} lies in the future.", remedy="Give the time at which it started.")
        moment = started.astimezone(UTC)
        kind = skip_kind(self._store, track.id, moment, played_ms, track.duration_ms, ended)
        offset = local_offset_min(started)
        seq = self._store.listens.add(
            track.id, moment, offset, played_ms, track.duration_ms, ended, kind, Chosen.COMMAND
        )
        self._changes.publish(Changes(listens=True))
        return self._store.listens.get([seq])[0]
