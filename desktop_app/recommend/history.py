"""The learned listens as arrays. This is all that the recommender learns, so forgetting is exact for every scorer.

Nothing derived is kept between requests: no decayed sums, no counters. What is left after a removal is what would be
there had the listens never been learned.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta

import numpy as np

from desktop_app.domain.counting import HUNTING_MS, SESSION_GAP, is_played, is_skip, played_threshold_ms
from desktop_app.domain.records import Ended, Listen, SkipKind
from desktop_app.domain.tables import BoolArray, FloatArray, Int64Array

GAP_MS = SESSION_GAP // timedelta(milliseconds=1)
KEPT = 0.5
"""From this weight on a listen counts as kept: it takes part in sessions and in "what you play"."""
FINISHED_AT_LEAST = 0.5
"""A track that ran to its end says something even where little of it was heard."""
SKIP_STRENGTH = {SkipKind.HUNTING: 0.0, SkipKind.NOT_NOW: 1.0, SkipKind.TIRED: 1.5, SkipKind.DISLIKE: 3.0}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def utc_ms(moment: datetime) -> int:
    """Milliseconds since 1970 of a moment with a time zone."""
    return (moment - _EPOCH) // _MS


@dataclass(frozen=True, slots=True)
class Events:
    """Closed listens in order of start (then seq); every array has shape (n_listens,)."""

    seq: Int64Array
    track: Int64Array
    start_ms: Int64Array
    finish_ms: Int64Array
    kept: FloatArray
    """How much the listen says "I play this", 0..1: 1 when it counts as played, else the share of that heard."""
    skip: FloatArray
    """How much it says "not this", >= 0; 0 for anything but a skip."""
    heard: BoolArray
    """Whether the person knows the track from it: it was kept, or at least 5 s sounded."""

    def __len__(self) -> int:
        return len(self.seq)

    def part(self, which: slice | Int64Array | BoolArray) -> Events:
        """The chosen listens, in the order given."""
        return Events(*(getattr(self, field.name)[which] for field in fields(self)))

    def sessions(self) -> Int64Array:
        """Number of the session of each listen, ascending from 0 (same cut as `counting.sessions`)."""
        if not len(self):
            return np.zeros(0, np.int64)
        latest = np.maximum.accumulate(self.finish_ms)
        starts = np.concatenate(([False], self.start_ms[1:] - latest[:-1] >= GAP_MS))
        return np.cumsum(starts, dtype=np.int64)


def kept_weight(listen: Listen) -> float:
    """How much a closed listen says that the person plays the track, 0..1."""
    if listen.ended is Ended.FAILED or listen.skip_kind is SkipKind.DISLIKE or is_skip(listen):
        return 0.0
    if is_played(listen):
        return 1.0
    share = min(1.0, max(0, listen.played_ms) / max(1, played_threshold_ms(listen.duration_ms)))
    if listen.ended is Ended.FINISHED:
        return max(share, FINISHED_AT_LEAST)
    return share if share >= KEPT else 0.0  # a track that was only looked into says nothing for it


def skip_strength(listen: Listen) -> float:
    """How much a closed listen says against the track, >= 0."""
    if listen.skip_kind is SkipKind.DISLIKE or is_skip(listen):
        return SKIP_STRENGTH[listen.skip_kind or SkipKind.NOT_NOW]
    return 0.0


def to_events(listens: Iterable[Listen]) -> Events:
    """Closed listens as arrays, ordered; open and failed ones say nothing and are left out."""
    rows = []
    for listen in listens:
        if listen.ended is None or listen.ended is Ended.FAILED:
            continue
        start = utc_ms(listen.started_at)
        kept = kept_weight(listen)
        heard = kept >= KEPT or listen.played_ms >= HUNTING_MS
        rows.append(
            (listen.seq, listen.track, start, start + max(0, listen.played_ms), kept, skip_strength(listen), heard)
        )
    rows.sort(key=lambda row: (row[2], row[0]))
    columns = list(zip(*rows, strict=True)) if rows else [()] * 7
    kinds = (np.int64, np.int64, np.int64, np.int64, np.float64, np.float64, np.bool_)
    return Events(*(np.array(column, kind) for column, kind in zip(columns, kinds, strict=True)))


def merged(first: Events, second: Events) -> Events:
    """Two sets of different listens as one, ordered."""
    if not len(second):
        return first
    joined = Events(
        *(np.concatenate((getattr(first, field.name), getattr(second, field.name))) for field in fields(Events))
    )
    return joined.part(np.lexsort((joined.seq, joined.start_ms)))


class ListenLog:
    """The set of learned listens, by seq. Learning a seq again replaces it; forgetting an unknown one does nothing."""

    def __init__(self) -> None:
        self._events = to_events(())

    def __len__(self) -> int:
        return len(self._events)

    @property
    def events(self) -> Events:
        return self._events

    def learn(self, listens: Sequence[Listen]) -> None:
        """Add listens in any order."""
        added = to_events({listen.seq: listen for listen in listens}.values())
        self.forget(listens)
        self._events = merged(self._events, added)

    def forget(self, listens: Sequence[Listen]) -> None:
        """Take listens away as if they had never been learned."""
        gone = np.array([listen.seq for listen in listens], np.int64)
        touched = np.isin(self._events.seq, gone)
        if touched.any():
            self._events = self._events.part(~touched)
