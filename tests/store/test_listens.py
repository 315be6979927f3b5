"""The listening log."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.counting import is_played
from desktop_app.domain.errors import NotFound
from desktop_app.domain.ids import ListenSeq, TrackId
from desktop_app.domain.records import Chosen, Ended, SkipKind
from desktop_app.store import Store
from tests.store.helpers import START, fill, open_store


def test_a_listen_is_opened_kept_up_and_closed(store: Store) -> None:
    (track,) = fill(store, 1)
    seq = store.listens.open(TrackId(track), START, 60, 180_000, Chosen.ALBUM)
    assert store.listens.count() == 0 and store.listens.since(None) == []  # open: not yet told
    store.listens.progress(seq, 50_000)
    store.listens.close(seq, 120_000, Ended.SKIPPED, SkipKind.NOT_NOW)
    (listen,) = store.listens.since(None)
    assert (listen.seq, listen.track, listen.started_at, listen.offset_min) == (seq, track, START, 60)
    assert (listen.played_ms, listen.duration_ms, listen.ended) == (120_000, 180_000, Ended.SKIPPED)
    assert (listen.skip_kind, listen.chosen, listen.source) == (SkipKind.NOT_NOW, Chosen.ALBUM, "undersong")
    assert len(listen.uid) == 32
    assert store.listens.plays_of(TrackId(track)) == 1  # more than half was heard
    store.listens.progress(seq, 180_000)
    assert store.listens.get([seq])[0].played_ms == 120_000  # late news of a closed listen
    with pytest.raises(ValueError, match="not open"):
        store.listens.close(seq, 1, Ended.FINISHED, None)
    with pytest.raises(ValueError, match="not open"):
        store.listens.close(ListenSeq(99), 1, Ended.FINISHED, None)


def test_a_crash_costs_only_what_came_after_the_last_progress(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        track = TrackId(fill(store, 1)[0])
        seq = store.listens.open(track, START, 0, 180_000, Chosen.HAND)
        store.listens.progress(seq, 100_000)
        store.listens.progress(seq, 90_000)
    with open_store(tmp_path) as store:
        assert store.listens.recover() == 1
        assert store.listens.recover() == 0
        (listen,) = store.listens.recent(5)
        assert (listen.ended, listen.played_ms) == (Ended.STOPPED, 100_000)
        assert store.listens.plays_of(track) == 1


def test_impossible_listens_are_refused(store: Store) -> None:
    (track,) = fill(store, 1)
    with pytest.raises(NotFound, match="99"):
        store.listens.open(TrackId(99), START, 0, None, Chosen.HAND)
    with pytest.raises(ValueError, match="zone"):
        store.listens.open(TrackId(track), datetime(2026, 1, 1), 0, None, Chosen.HAND)  # noqa: DTZ001
    with pytest.raises(ValueError, match="-1"):
        store.listens.add(TrackId(track), START, 0, -1, None, Ended.FINISHED, None, Chosen.HAND)
    with pytest.raises(ValueError, match="skip kind"):
        store.listens.add(TrackId(track), START, 0, 1, None, Ended.FINISHED, SkipKind.TIRED, Chosen.HAND)
    assert store.listens.count() == 0


def test_listens_are_in_the_order_of_their_start(store: Store) -> None:
    track = TrackId(fill(store, 1)[0])
    hours = [5, 1, 3, 3]
    seqs = [
        store.listens.add(track, START + timedelta(hours=h), 0, 1000, None, Ended.STOPPED, None, Chosen.HAND)
        for h in hours
    ]
    ordered = [seqs[1], seqs[2], seqs[3], seqs[0]]
    assert [listen.seq for listen in store.listens.since(None)] == ordered
    assert [listen.seq for listen in store.listens.recent(3)] == ordered[:0:-1]
    assert [listen.seq for listen in store.listens.since(START + timedelta(hours=3))] == ordered[1:]
    assert [listen.seq for listen in store.listens.get([seqs[0], 999, seqs[1]])] == [seqs[0], seqs[1]]


def test_the_hour_of_a_listen_is_kept_to_the_millisecond(store: Store) -> None:
    track = TrackId(fill(store, 1)[0])
    at = START.replace(microsecond=123_000)
    store.listens.add(track, at, -210, 1000, None, Ended.FINISHED, None, Chosen.COMMAND)
    (listen,) = store.listens.recent(1)
    assert (listen.started_at, listen.offset_min) == (at, -210)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 2),
            st.integers(0, 400_000),
            st.sampled_from([None, 0, 20_000, 30_000, 60_000, 600_000]),
            st.sampled_from(list(Ended)),
        ),
        max_size=12,
    )
)
def test_plays_are_counted_by_the_rules_also_after_a_rebuild(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[int, int, int | None, Ended]]
) -> None:
    folder = tmp_path_factory.mktemp("plays")
    with open_store(folder) as store:
        ids = fill(store, 3)
        for which, played, duration, ended in drawn:
            store.listens.add(TrackId(ids[which]), START, 0, played, duration, ended, None, Chosen.HAND)
        told = store.listens.since(None)
        want = {track: sum(is_played(x) for x in told if x.track == track) for track in ids}
        assert {track: store.listens.plays_of(TrackId(track)) for track in ids} == want
        assert {track.id: track.plays for track in store.tracks.rows(ids)} == want
    (folder / "derived.db").unlink()
    with open_store(folder) as store:
        assert {track.id: track.plays for track in store.tracks.rows(ids)} == want
