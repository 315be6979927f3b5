"""The fence and the windows of a list."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest

from desktop_app.domain.ids import TrackId
from desktop_app.recommend import MODES, RankedList, Request
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

    def test_of_a_song_comes_the_version_played_most_else_the_song_as_it_is(self) -> None:
        made = world()
        work, version = made.tracks.work.copy(), made.tracks.version.copy()
        work[:4], version[:4] = 0, (12, 0, 3, 0)
        made = made.with_tracks(work=work, version=version)
        same = made.tracks.ids[:4].tolist()
        first = made.model().recommend(Request(NOW, count=60))
        assert [track for track in order(first) if track in same] == [same[1]]
        heard = evening([same[0]] * 3, NOW - timedelta(days=9))
        assert [t for t in order(made.model(heard).recommend(Request(NOW, count=60))) if t in same] == [same[0]]

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
        length[:3], length[3:6] = (20_000, 30_000, 45_999), (-1, 46_000, 46_001)
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


class TestWhatIsKeptOut:
    """D16 and its kind: a rule holds in every mode, or the list says that it was given up."""

    JULY, DECEMBER = NOW.replace(month=7, day=15), NOW.replace(month=12, day=15)

    @staticmethod
    def marked(column: str, rows: slice) -> tuple[World, set[int]]:
        made = world(folders=30, per_folder=10)
        flags = np.zeros(len(made.tracks), np.bool_)
        flags[rows] = True
        return made.with_tracks(**{column: flags}), set(made.tracks.ids[rows].tolist())

    @pytest.mark.parametrize("mode", sorted(MODES))
    def test_holiday_music_stays_in_its_season_in_every_mode(self, mode: str) -> None:
        made, holiday = self.marked("holiday", slice(0, 300, 60))
        model = made.heard().model(history(made, 30))
        seeds = (TrackId(made.ids(1)[0]),) if mode == "radio" else ()
        request = Request(self.JULY, mode=mode, seeds=seeds)
        for rng in range(5 if request.mood else 50):  # all moods go one way
            assert not holiday & set(order(model.recommend(replace(request, rng=rng))))
        in_season = replace(request, now=self.DECEMBER, count=300)
        if request.mood:
            holiday &= set(made.tracks.ids[model.moods.region(request.mood)].tolist())
        assert holiday <= set(order(model.recommend(in_season)))
        assert not holiday & set(order(model.recommend(replace(in_season, holiday_months=frozenset()))))

    def test_a_seed_of_it_asks_for_it(self) -> None:
        made, holiday = self.marked("holiday", slice(0, 5))
        seed = TrackId(min(holiday))
        ranked = made.model().recommend(Request(self.JULY, mode="radio", seeds=(seed,), count=300))
        assert holiday - {int(seed)} <= set(order(ranked))

    def test_what_is_not_music_comes_only_with_a_seed_of_its_kind(self) -> None:
        made, books = self.marked("not_music", slice(0, 20))
        for rng in range(20):
            assert not books & set(order(made.model().recommend(Request(NOW, count=300, rng=rng))))
        ranked = made.model().recommend(Request(NOW, mode="radio", seeds=(TrackId(min(books)),), count=300))
        assert books - {min(books)} <= set(order(ranked))

    def test_what_may_never_come_does_not_even_where_nothing_else_is_left(self) -> None:
        made, never = self.marked("never", slice(0, 299))
        (left,) = set(made.tracks.ids.tolist()) - never
        assert order(made.model().recommend(Request(NOW))) == [left]
        assert order(made.model().recommend(Request(NOW, mode="radio", seeds=(TrackId(left),)))) == []

    @pytest.mark.parametrize("column", ["not_music", "holiday"])
    def test_where_nothing_else_is_left_the_rule_is_given_up_and_said(self, column: str) -> None:
        made, _ = self.marked(column, slice(0, 300))
        ranked = made.model().recommend(Request(self.JULY, count=10))
        assert len(ranked.picks) == 10 and ranked.relaxed[:1] == (column,)

    def test_only_as_much_is_given_up_as_is_needed(self) -> None:
        made, books = self.marked("not_music", slice(0, 299))
        short = np.full(len(made.tracks), 20_000, np.int64)
        ranked = made.with_tracks(duration_ms=short).model().recommend(Request(NOW, count=10))
        assert not books & set(order(ranked)) and ranked.relaxed == ("length",)


class TestWholes:
    @staticmethod
    def made(parts: int = 6) -> tuple[World, set[int]]:
        made = world()
        whole = made.tracks.whole.copy()
        whole[:parts] = 7
        return made.with_tracks(whole=whole), set(made.tracks.ids[:parts].tolist())

    def test_one_part_of_a_whole_at_most(self) -> None:
        made, parts = self.made()
        for rng in range(20):
            ranked = made.model().recommend(Request(NOW, count=50, rng=rng))
            assert len(parts & set(order(ranked))) <= 1

    def test_a_part_that_was_just_played_counts(self) -> None:
        made, parts = self.made()
        ranked = made.model().recommend(Request(NOW, count=50, before=(TrackId(min(parts)),)))
        assert not parts & set(order(ranked))

    def test_a_seed_opens_its_whole(self) -> None:
        made, parts = self.made()
        ranked = made.model().recommend(Request(NOW, mode="radio", seeds=(TrackId(min(parts)),), count=59))
        assert parts - {min(parts)} <= set(order(ranked))

    def test_a_library_of_one_whole_still_fills_a_list_and_says_so(self) -> None:
        made, _ = self.made(60)
        ranked = made.model().recommend(Request(NOW, count=20))
        assert len(ranked.picks) == 20 and "whole" in ranked.relaxed
