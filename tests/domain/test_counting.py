"""The rules by which listens are counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import counting
from desktop_app.domain.ids import ListenSeq, TrackId, Uid
from desktop_app.domain.records import Chosen, Ended, Listen, SkipKind

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def listen(
    at_s: float = 0.0,
    played_ms: int = 180_000,
    ended: Ended | None = Ended.FINISHED,
    duration_ms: int | None = 180_000,
    kind: SkipKind | None = None,
) -> Listen:
    started = NOON + timedelta(seconds=at_s)
    return Listen(
        ListenSeq(1), Uid("0" * 32), TrackId(1), started, 0, played_ms, duration_ms, ended, kind, Chosen.HAND
    )  # fmt: skip


@pytest.mark.parametrize(
    ("duration_ms", "threshold_ms"),
    [(180_000, 90_000), (480_000, 240_000), (3_600_000, 240_000), (31_000, 15_500), (30_000, 30_000), (None, 30_000)],
)
def test_half_or_four_minutes_whichever_is_less(duration_ms: int | None, threshold_ms: int) -> None:
    assert counting.played_threshold_ms(duration_ms) == threshold_ms
    assert counting.counts_as_played(threshold_ms, duration_ms, Ended.STOPPED)
    assert not counting.counts_as_played(threshold_ms - 4_000, duration_ms, Ended.STOPPED)


def test_a_short_track_must_be_heard_to_its_end() -> None:
    assert not counting.counts_as_played(20_000, 30_000, Ended.SKIPPED)
    assert counting.counts_as_played(29_500, 30_000, Ended.FINISHED)


def test_what_failed_was_not_played() -> None:
    assert not counting.counts_as_played(180_000, 180_000, Ended.FAILED)


def test_a_skip_is_moving_on_before_it_counts() -> None:
    assert counting.is_skip(listen(played_ms=20_000, ended=Ended.SKIPPED))
    assert not counting.is_skip(listen(played_ms=100_000, ended=Ended.SKIPPED))
    assert not counting.is_skip(listen(played_ms=20_000, ended=Ended.REPLACED))
    assert not counting.is_skip(listen(played_ms=20_000, ended=None))


def test_kinds_of_skips() -> None:
    hunting = [listen(played_ms=2_000, ended=Ended.SKIPPED)]
    assert counting.skip_kind(2_000, 180_000, hunting, 0) is SkipKind.HUNTING
    assert counting.skip_kind(2_000, 180_000, [], 0) is SkipKind.NOT_NOW
    assert counting.skip_kind(20_000, 180_000, hunting, 0) is SkipKind.NOT_NOW
    assert counting.skip_kind(20_000, 180_000, [], 12) is SkipKind.TIRED


def test_sessions_are_cut_where_half_an_hour_passed_in_silence() -> None:
    three_minutes = 180
    listens = [
        listen(0),
        listen(three_minutes),
        listen(2 * three_minutes + 1799),
        listen(3 * three_minutes + 1799 + 1800),
    ]
    assert [len(session) for session in counting.sessions(listens)] == [3, 1]
    assert counting.sessions([]) == []


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**7)), max_size=30))
def test_sessions_keep_every_listen_in_order(spans: list[tuple[int, int]]) -> None:
    listens = [listen(at, played) for at, played in sorted(spans)]
    cut = counting.sessions(listens)
    assert [item for session in cut for item in session] == listens
    assert all(cut)


@given(st.integers(0, 10**8), st.integers(1, 10**8))
def test_hearing_more_never_counts_for_less(played_ms: int, duration_ms: int) -> None:
    if counting.counts_as_played(played_ms, duration_ms, Ended.STOPPED):
        assert counting.counts_as_played(played_ms + 1, duration_ms, Ended.STOPPED)
