"""The log as a list, and as a command writes to it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop_app.domain.errors import WrongUse
from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Ended, SkipKind
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.history import HistoryService
from desktop_app.store import Store
from tests.store.helpers import Clock


@pytest.fixture
def history(store: Store, clock: Clock, changes: ChangeFeed) -> HistoryService:
    return HistoryService(store, clock, changes)


def test_a_logged_listen_ends_now_unless_told_when_it_started(
    history: HistoryService, store: Store, clock: Clock, tracks: list[TrackId]
) -> None:
    (track,) = store.tracks.rows(tracks[:1])
    listen = history.log(track, Ended.FINISHED, 180_000)
    assert listen.started_at == clock() - timedelta(minutes=3)
    assert listen.offset_min == 120
    earlier = clock() - timedelta(days=9)
    assert history.log(track, Ended.FINISHED, 180_000, earlier).started_at == earlier
    assert [shown.listen.seq for shown in history.recent()] == [listen.seq, listen.seq + 1]
    assert [shown.track for shown in history.recent(1)] == [store.tracks.get(track.id)]


def test_a_skip_has_its_kind(history: HistoryService, store: Store, tracks: list[TrackId]) -> None:
    (track,) = store.tracks.rows(tracks[:1])
    assert history.log(track, Ended.SKIPPED, 20_000).skip_kind is SkipKind.NOT_NOW
    assert history.log(track, Ended.SKIPPED, 150_000).skip_kind is None
    assert history.log(track, Ended.STOPPED, 1_000).skip_kind is None


@pytest.mark.parametrize("played_ms", [-1, 10**12])
def test_impossible_lengths_are_refused(
    history: HistoryService, store: Store, tracks: list[TrackId], played_ms: int
) -> None:
    (track,) = store.tracks.rows(tracks[:1])
    with pytest.raises(WrongUse):
        history.log(track, Ended.FINISHED, played_ms)


def test_the_future_is_refused(history: HistoryService, store: Store, tracks: list[TrackId], clock: Clock) -> None:
    (track,) = store.tracks.rows(tracks[:1])
    with pytest.raises(WrongUse):
        history.log(track, Ended.FINISHED, 1000, clock() + timedelta(days=1))
    assert store.listens.count() == 0
