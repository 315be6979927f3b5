"""The fence and the windows of a list."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest

from desktop_app.domain.ids import TrackId
from desktop_app.recommend import RankedList, Request
from tests.recommend.worlds import NOW, World, evening, history, skip, world


def codes(made: World, tracks: list[int], column: str) -> list[int]:
    return getattr(made.tracks, column)[np.searchsorted(made.tracks.ids, tracks)].tolist()


def order(ranked: RankedList) -> list[int]:
    return [int(pick.track) for pick in ranked.picks]


def assert_windows_hold(artists: list[int]) -> None:
    assert all(one != other or one < 0 for one, other in pairwise(artists))
    for start in range(max(1, len(artists) - 24)):
        counts = Counter(code for code in artists[start : start + 25] if code >= 0)
        assert not counts or max(counts.values()) <= 3


class TestWindows:
    @pytest.mark.parametrize("seed", range(5))
    def test_no_artist_floods_a_list(self, seed: int) -> None:
        made = world(folders=30, per_folder=8, artists_per_folder=1, seed=seed)
        listens = history(made, 30, seed=seed) + evening(made.ids(3), NOW - timedelta(minutes=30), 5000)
        ranked = made.model(listens).recommend(Request(NOW, count=60, rng=seed, dial=0.5))
        assert ranked.relaxed == ()
        assert_windows_hold(codes(made, order(ranked), "artist"))

    def test_an_endless_radio_keeps_them_across_lists(self) -> None:
        made = world(folders=10, per_folder=40, artists_per_folder=1)
        seed = TrackId(made.ids(0)[0])
        model, queue = made.model(), [int(seed)]
        while len(queue) < 100:
            request = Request(NOW, mode="radio", seeds=(seed,), count=5, before=tuple(map(TrackId, queue)))
            ranked = model.recommend(request)
            assert ranked.relaxed == ()
            queue += order(ranked)
        assert len(set(queue)) == len(queue)
        assert_windows_hold(codes(made, queue[1:], "artist"))

    def test_what_was_loosened_is_said(self) -> None:
        made = world(folders=2, per_folder=20, artists_per_folder=1)
        ranked = made.model().recommend(Request(NOW, count=20))
        assert set(ranked.relaxed) == {"artist_window", "album_window"}
        artists = codes(made, order(ranked), "artist")
        assert all(one != other for one, other in pairwise(artists))

    def test_one_artist_alone_may_run_on(self) -> None:
        made = world(folders=1, per_folder=20, artists_per_folder=1)
        ranked = made.model().recommend(Request(NOW, count=20))
        assert len(ranked.picks) == 20
        assert "artist_running" in ranked.relaxed

    def test_unknown_artists_and_albums_are_not_one(self) -> None:
        made = world()
        unknown = np.full(len(made.tracks), -1, np.int32)
        ranked = made.with_tracks(artist=unknown, album=unknown).model().recommend(Request(NOW, count=60))
        assert len(ranked.picks) == 60 and ranked.relaxed == ()

    def test_in_a_small_library_variety_does_not_bring_back_what_was_skipped(self) -> None:
        made = world(folders=4, per_folder=10, artists_per_folder=1)
        disliked = made.ids(2)
        model = made.model([skip(i, t, NOW - timedelta(minutes=9 - i)) for i, t in enumerate(disliked[:8])])
        ranked = model.recommend(Request(NOW, count=25, off_terms=frozenset({"chance"})))
        assert not set(disliked) & set(order(ranked))


class TestFence:
    def test_away_and_excluded_tracks_never_come(self) -> None:
        made = world()
        present = made.tracks.present.copy()
        present[::3] = False
        away = set(made.tracks.ids[::3].tolist())
        excluded = set(made.tracks.ids[1::3].tolist())
        ranked = (
            made.with_tracks(present=present)
            .model(history(made, 20))
            .recommend(Request(NOW, count=60, exclude=frozenset(map(TrackId, excluded | {999_999}))))
        )
        assert set(order(ranked)) == set(made.tracks.ids.tolist()) - away - excluded

    def test_a_work_comes_once(self) -> None:
        made = world()
        work = made.tracks.work.copy()
        work[:8] = 0
        made = made.with_tracks(work=work)
        same = set(made.tracks.ids[:8].tolist())
        for rng in range(20):
            ranked = made.model().recommend(Request(NOW, count=60, rng=rng))
            assert len(same & set(order(ranked))) == 1
            assert len(ranked.picks) == 53

    def test_other_recordings_of_a_seed_stay_out(self) -> None:
        made = world()
        work = made.tracks.work.copy()
        work[:4] = 0
        made = made.with_tracks(work=work)
        first = TrackId(int(made.tracks.ids[0]))
        ranked = made.model().recommend(Request(NOW, mode="radio", seeds=(first,), count=60))
        assert not set(made.tracks.ids[:4].tolist()) & set(order(ranked))

    def test_short_tracks_stay_out_and_unknown_lengths_come_in(self) -> None:
        made = world()
        length = made.tracks.duration_ms.copy()
        length[:3], length[3:6] = (20_000, 30_000, 44_999), (-1, 45_000, 45_001)
        ranked = made.with_tracks(duration_ms=length).model().recommend(Request(NOW, count=60))
        assert not set(made.tracks.ids[:3].tolist()) & set(order(ranked))
        assert set(made.tracks.ids[3:6].tolist()) <= set(order(ranked))
        assert "length" not in ranked.relaxed

    def test_where_all_are_short_the_length_is_loosened_and_said(self) -> None:
        made = world()
        short = np.full(len(made.tracks), 20_000, np.int64)
        ranked = made.with_tracks(duration_ms=short).model().recommend(Request(NOW, count=10))
        assert len(ranked.picks) == 10 and "length" in ranked.relaxed

    def test_nothing_allowed_is_an_empty_list(self) -> None:
        made = world()
        request = Request(NOW, exclude=frozenset(map(TrackId, made.tracks.ids.tolist())))
        assert made.model().recommend(request).picks == ()
        assert made.model().recommend(replace(request, minutes=20)).picks == ()
