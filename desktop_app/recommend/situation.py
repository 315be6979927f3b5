"""All that the scorers look at for one request: library, sound, learned listens up to now, the running session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from desktop_app.domain.ids import ListenSeq, TrackId
from desktop_app.domain.tables import BoolArray, FloatArray, Int64Array, TrackTable
from desktop_app.recommend.history import GAP_MS, KEPT, Events, merged, to_events, utc_ms
from desktop_app.recommend.request import Request
from desktop_app.recommend.space import SoundSpace

if TYPE_CHECKING:
    from desktop_app.recommend.mood import LibraryMoods

HOUR_MS = 3_600_000
CONTEXT = 10
"""So many kept tracks of the session are looked at."""
NO_SEQ = -1
"""In place of a listen for a seed, which is no listen."""


def rows_of(tracks: TrackTable, ids: Sequence[int] | Int64Array) -> Int64Array:
    """Row of each id in the table, -1 for an id that is not in it."""
    wanted = np.asarray(ids, np.int64)
    if not len(tracks):
        return np.full(len(wanted), -1, np.int64)
    place = np.minimum(np.searchsorted(tracks.ids, wanted), len(tracks) - 1)
    return np.where(tracks.ids[place] == wanted, place, -1)


@dataclass(frozen=True)
class Situation:
    """One request against one state of the model. Arrays over tracks have shape (n_tracks,)."""

    request: Request
    tracks: TrackTable
    space: SoundSpace
    events: Events
    """Listens that began by `now`: the learned ones, and those of `request.session` as if they were learned.

    Their tracks may have left the library.
    """
    session: Events
    """Listens of the running session; empty when none runs."""
    moods: LibraryMoods | None = None
    """Only where the request asks for a mood."""

    @classmethod
    def of(
        cls,
        request: Request,
        tracks: TrackTable,
        space: SoundSpace,
        events: Events,
        moods: LibraryMoods | None = None,
    ) -> Situation:
        """Cut the log at `request.now` and find the running session."""
        now = utc_ms(request.now)
        # Listens later than now by more than a session's gap belong to a clock that was set back.
        events = events.part(slice(0, int(np.searchsorted(events.start_ms, now + GAP_MS))))
        if request.session:
            session = to_events(request.session)
            events = merged(events, session.part(~np.isin(session.seq, events.seq)))
        else:
            number = events.sessions()
            running = len(events) > 0 and now - int(events.finish_ms.max()) < GAP_MS
            session = events.part(number == number[-1]) if running else events.part(slice(0, 0))
        return cls(request, tracks, space, events, session, moods)

    @cached_property
    def now_ms(self) -> int:
        return utc_ms(self.request.now)

    @cached_property
    def draw_seed(self) -> int:
        return self.request.draw_seed

    @cached_property
    def size(self) -> int:
        return len(self.tracks)

    @cached_property
    def rows(self) -> Int64Array:
        """Row of each learned listen's track, -1 if it is no longer in the library."""
        return rows_of(self.tracks, self.events.track)

    @cached_property
    def hours(self) -> FloatArray:
        """Age of each learned listen in hours, >= 0."""
        return np.maximum(0.0, (self.now_ms - self.events.start_ms) / HOUR_MS)

    @cached_property
    def plays(self) -> FloatArray:
        """Summed weight of the listens of each track that were kept."""
        return self.total(self.events.kept)

    @cached_property
    def unheard(self) -> BoolArray:
        """Whether a track is new to the person: never sounded long enough to be known."""
        never: BoolArray = self.total(self.events.heard.astype(np.float64)) == 0
        return never

    @cached_property
    def play_count(self) -> float:
        """How many plays the model rests on."""
        return float(self.events.kept.sum())

    def total(self, values: FloatArray) -> FloatArray:
        """Sum of a value per listen over the listens of each track, shape (n_tracks,)."""
        inside = self.rows >= 0
        sums = np.zeros(self.size)
        np.add.at(sums, self.rows[inside], values[inside])
        return sums

    @cached_property
    def session_rows(self) -> Int64Array:
        return rows_of(self.tracks, self.session.track)

    @cached_property
    def context(self) -> tuple[Int64Array, Int64Array]:
        """What the next track should go with: rows and listen seqs, newest first; then the seeds (seq -1)."""
        kept = np.flatnonzero((self.session.kept >= KEPT) & (self.session_rows >= 0))[::-1]
        seeds = rows_of(self.tracks, list(self.request.seeds))
        seeds = seeds[seeds >= 0]
        rows = np.concatenate((self.session_rows[kept][:CONTEXT], seeds))
        seqs = np.concatenate((self.session.seq[kept][:CONTEXT], np.full(len(seeds), NO_SEQ, np.int64)))
        return rows.astype(np.int64), seqs.astype(np.int64)

    @cached_property
    def context_weight(self) -> FloatArray:
        """0.8 per step back in the session; seeds always count 1."""
        _, seqs = self.context
        return np.where(seqs == NO_SEQ, 1.0, 0.8 ** np.arange(len(seqs)))

    @cached_property
    def in_session(self) -> bool:
        """Whether something was kept in the running session, or seeds are given."""
        return len(self.context[0]) > 0

    @cached_property
    def last_row(self) -> int:
        """The track that the next one follows, -1 if there is none."""
        return int(self.context[0][0]) if self.in_session else -1

    @cached_property
    def _by_row(self) -> tuple[Int64Array, Int64Array]:
        """Places of the listens ordered by row, and where each row begins among them, shape (n_tracks + 1,)."""
        order = np.argsort(self.rows, kind="stable")
        return order, np.searchsorted(self.rows[order], np.arange(self.size + 1))

    def places_of(self, rows: Int64Array | Sequence[int]) -> Int64Array:
        """Places of the listens of different rows among all listens, grouped by row, oldest first in each."""
        order, begin = self._by_row
        parts = [order[begin[row] : begin[row + 1]] for row in rows]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def heaviest(self, places: Int64Array, weight: FloatArray, limit: int = 8) -> tuple[ListenSeq, ...]:
        """Seqs of the listens at some places, heaviest first; equal weights newest first. `weight` is theirs."""
        order = np.lexsort((-places, -weight))[:limit]
        return tuple(ListenSeq(int(seq)) for seq in self.events.seq[places[order]])

    def track_ids(self, rows: Int64Array | Sequence[int]) -> tuple[TrackId, ...]:
        return tuple(TrackId(int(i)) for i in self.tracks.ids[np.asarray(rows, np.int64)])
