"""The model as a whole: true accounts, repeatable lists, movement in answer to listening."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone

import numpy as np
import pytest

from desktop_app.domain.errors import NotFound, WrongUse
from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Ended, SkipKind
from desktop_app.domain.tables import FeatureTable
from desktop_app.recommend import MODES, TERMS, RankedList, Recommender, Request
from tests.recommend.worlds import NOW, World, evening, history, listen, skip, world


def order(ranked: RankedList) -> list[int]:
    return [pick.track for pick in ranked.picks]


def mean_rank(ranked: RankedList, ids: list[int], missing: int = 60) -> float:
    place = {track: rank for rank, track in enumerate(order(ranked))}
    return float(np.mean([place.get(TrackId(i), missing) for i in ids]))


def assert_true_account(ranked: RankedList) -> None:
    for rank, pick in enumerate(ranked.picks, 1):
        assert pick.rank == rank
        assert pick.terms
        assert sum(term.value for term in pick.terms) == pytest.approx(pick.score, abs=1e-9)
        assert {term.term for term in pick.terms} <= TERMS.keys()
        assert len({term.term for term in pick.terms}) == len(pick.terms)
        assert all(np.isfinite(list(term.facts.values())).all() for term in pick.terms)


class TestEmptyLog:
    def test_the_first_list_covers_the_library_and_spreads_artists(self) -> None:
        made = world()
        ranked = made.model().recommend(Request(NOW, count=20))
        assert_true_account(ranked)
        rows = np.searchsorted(made.tracks.ids, order(ranked))
        assert len(set(made.folder[rows[:10]])) >= 8
        assert np.bincount(made.folder[rows]).max() <= 3
        assert ranked.relaxed == ()

    def test_every_pick_has_a_reason_in_facts(self) -> None:
        ranked = world().model().recommend(Request(NOW, count=20))
        for pick in ranked.picks:
            typical = next(term for term in pick.terms if term.term == "typical")
            assert typical.facts["part_tracks"] >= 1 and 0 <= typical.facts["part_place"] <= 1
            new = next(term for term in pick.terms if term.term == "new")
            assert new.facts["unheard"] == new.facts["tracks"] == 60
            assert new.facts["days_in_library"] == pytest.approx(1.0)

    def test_one_play_does_not_say_that_its_own_sound_suits(self) -> None:
        made = world()
        played, other = made.ids(1)[:2]
        model = made.model([listen(1, played, NOW - timedelta(minutes=5))])
        assert "sound" not in {term.term for term in model.explain(Request(NOW), TrackId(played)).terms}
        sound = next(term for term in model.explain(Request(NOW), TrackId(other)).terms if term.term == "sound")
        assert sound.value > 0 and sound.tracks == (TrackId(played),)

    def test_tracks_without_analysis_are_reached_and_have_no_sound_term(self) -> None:
        made = world(analysed=0.5)
        ranked = made.model(evening(made.ids(0)[:3], NOW - timedelta(minutes=20))).recommend(Request(NOW, count=60))
        bare = [pick for pick in ranked.picks if pick.track not in made.features.ids]
        assert len(bare) > 10
        assert not [pick for pick in bare if {"sound", "typical"} & {term.term for term in pick.terms}]
        assert [pick for pick in ranked.picks if "sound" in {term.term for term in pick.terms}]

    def test_a_library_without_any_analysis_still_gives_a_list(self) -> None:
        made = world(analysed=0.0)
        ranked = made.model().recommend(Request(NOW, count=20))
        assert len(ranked.picks) == 20
        assert_true_account(ranked)


class TestSameInSameOut:
    def test_a_second_call_is_equal(self) -> None:
        made = world()
        model = made.model(history(made, 30))
        request = Request(NOW, count=60, rng=5)
        assert model.recommend(request) == model.recommend(request)
        assert model.recommend(request) == made.model(history(made, 30)).recommend(request)

    @pytest.mark.parametrize("mode", ["for-you", "explore"])
    def test_what_is_forgotten_leaves_the_lists_and_accounts_as_if_never_learned(self, mode: str) -> None:
        made = world(folders=20)
        listens = history(made, 60) + evening(made.ids(1)[:4], NOW - timedelta(minutes=15), 5000)
        erased = [one for one in listens if one.track in made.ids(3) or one.seq % 7 == 0]
        model = made.model(listens)
        model.forget(erased)
        never = made.model([one for one in listens if one not in erased])
        assert model.listens == never.listens
        for rng in range(3):
            request = Request(NOW, mode=mode, rng=rng, count=40)
            assert model.recommend(request) == never.recommend(request)

    def test_another_seed_gives_a_somewhat_different_list(self) -> None:
        made = world(folders=40)
        model = made.model(history(made, 60))
        lists = [order(model.recommend(Request(NOW, rng=seed))) for seed in range(6)]
        common = [len(set(lists[0]) & set(other)) for other in lists[1:]]
        assert all(other != lists[0] for other in lists[1:])
        assert np.mean(common) >= 12

    def test_without_chance_the_seed_changes_nothing(self) -> None:
        made = world()
        model = made.model(history(made, 30))
        first, second = (
            order(model.recommend(Request(NOW, rng=seed, off_terms=frozenset({"chance"})))) for seed in (1, 2)
        )
        assert first == second

    def test_what_is_drawn_hangs_on_what_is_asked_for(self) -> None:
        made = world(folders=40)
        model = made.model()
        drawn: list[int] = []
        for seed in made.tracks.ids[::20].tolist():
            request = Request(NOW, mode="radio", seeds=(TrackId(seed),))
            ranked = model.recommend(request)
            assert model.recommend(request) == ranked
            drawn += {pick.track for pick in ranked.picks if pick.propensity is not None}
        assert len(drawn) >= 50
        assert max(drawn.count(track) for track in drawn) <= 4, "of 12 lists"

    def test_the_start_of_chance(self) -> None:
        asked = Request(NOW, mode="radio", seeds=(TrackId(1), TrackId(2)), rng=3)
        same = replace(asked, now=NOW + timedelta(hours=2), seeds=(TrackId(2), TrackId(1)), count=7)
        assert asked.draw_seed == same.draw_seed == 2420630687027665657, "in every run of the program"
        others = [
            replace(asked, rng=4),
            replace(asked, mode="for-you"),
            replace(asked, seeds=(TrackId(1),)),
            replace(asked, seeds=(TrackId(1),), not_seeds=(TrackId(2),)),
            replace(asked, now=NOW + timedelta(days=2)),
            replace(asked, now=NOW.astimezone(timezone(timedelta(hours=9)))),  # another day on the wall there
        ]
        assert len({one.draw_seed for one in [asked, *others]}) == 7

    def test_drawn_slots_carry_their_probability(self) -> None:
        made = world()
        ranked = made.model(history(made, 30)).recommend(Request(NOW, count=25, rng=3))
        drawn = [pick for pick in ranked.picks if pick.propensity is not None]
        assert len(drawn) == 5
        assert all(0 < pick.propensity <= 1 for pick in drawn)  # type: ignore[operator]
        assert ranked.picks[0].propensity is None


class TestListeningMovesTheList:
    """Six finished tracks of one folder, six skips of another."""

    @pytest.mark.parametrize("seed", range(8))
    @pytest.mark.parametrize("tags", [True, False])
    def test_one_folder_rises_the_other_does_not(self, seed: int, tags: bool) -> None:
        made = world(per_folder=8, seed=seed, folders=7)
        if not tags:
            unknown = np.full(len(made.tracks), -1, np.int32)
            made = made.with_tracks(artist=unknown, album=unknown)
        liked, disliked = made.ids(1), made.ids(2)
        model = made.model()
        request = Request(NOW, count=60, rng=seed, dial=0)
        before = model.recommend(request)
        start = NOW - timedelta(minutes=22)
        learned = evening(liked[:6], start)
        learned += [skip(100 + i, t, start + timedelta(seconds=1080 + 25 * i)) for i, t in enumerate(disliked[:6])]
        model.learn(learned)
        after = model.recommend(request)
        assert_true_account(after)
        assert mean_rank(after, liked[6:]) < mean_rank(before, liked[6:])
        bottom = len(made.tracks) - len(disliked) - 6  # with the six that rest
        assert mean_rank(after, disliked[6:]) >= min(mean_rank(before, disliked[6:]), bottom)
        assert mean_rank(after, liked[:6]) > 25  # heard this evening: not right back

        seqs = {one.seq for one in learned[:6]}
        for track in liked[6:]:
            why = model.explain(request, TrackId(track))
            best = max((term for term in why.terms if term.term != "chance"), key=lambda term: term.value)
            assert best.term in ("sound", "artist") and best.value > 0
            assert seqs & set(best.listens)
        for track in disliked[6:]:
            why = model.explain(request, TrackId(track))
            against = next(term for term in why.terms if term.term == "skips")
            assert against.value < 0 and {one.seq for one in learned[6:]} & set(against.listens)

    @pytest.mark.parametrize("seed", range(8))
    def test_repeated_listens_to_few_tracks_do_so_too(self, seed: int) -> None:
        made = world(per_folder=8, seed=seed, folders=7)
        liked, disliked = made.ids(3), made.ids(4)[:3]
        model = made.model()
        request = Request(NOW, count=60, rng=3, dial=0)
        before = model.recommend(request)
        at = NOW - timedelta(seconds=20)
        plays = [
            listen(i, t, at + timedelta(seconds=i), played_ms=60_000, duration_ms=205_000)
            for i, t in enumerate(liked[:5] * 2)
        ]
        plays += [skip(50 + i, disliked[0], NOW - timedelta(seconds=9 - i), played_ms=8_000) for i in range(5)]
        model.learn(plays)
        after = model.recommend(request)
        assert mean_rank(after, liked[5:]) < mean_rank(before, liked[5:])
        bottom = len(made.tracks) - len(disliked) - 5
        assert mean_rank(after, disliked[1:]) >= min(mean_rank(before, disliked[1:]), bottom)

    def test_a_run_of_hunting_skips_says_nothing_against_a_track(self) -> None:
        made = world()
        hunted = [
            replace(skip(i, t, NOW - timedelta(seconds=60 - i), played_ms=2_000), skip_kind=SkipKind.HUNTING)
            for i, t in enumerate(made.ids(1))
        ]
        model = made.model(hunted)
        assert "skips" not in {
            term.term for pick in model.recommend(Request(NOW, count=60)).picks for term in pick.terms
        }

    def test_a_favourite_of_long_ago_comes_back_while_this_mornings_play_rests(self) -> None:
        made = world()
        old, fresh = made.ids(1)[0], made.ids(2)[0]
        listens = [listen(i, old, NOW - timedelta(days=10 + i)) for i in range(12)]
        listens += [listen(50 + i, fresh, NOW - timedelta(days=10 + i)) for i in range(12)]
        listens += [listen(90, fresh, NOW - timedelta(hours=1))]
        ranked = made.model(listens).recommend(Request(NOW, count=60, dial=0, off_terms=frozenset({"chance"})))
        assert order(ranked).index(TrackId(old)) < 5
        assert order(ranked).index(TrackId(fresh)) > 25


class TestDeepLists:
    def test_sixty_of_many_never_repeat(self) -> None:
        made = world(folders=40)
        ranked = made.model(history(made, 50)).recommend(Request(NOW, count=60))
        assert len(set(order(ranked))) == 60
        assert_true_account(ranked)

    def test_more_than_there_are_gives_all(self) -> None:
        made = world(folders=3, per_folder=20, artists_per_folder=1)
        ranked = made.model(history(made, 20)).recommend(Request(NOW, count=1000))
        assert sorted(order(ranked)) == made.tracks.ids.tolist()
        assert {"artist_window", "album_window"} <= set(ranked.relaxed)

    @pytest.mark.parametrize("seed", range(10))
    def test_looking_at_the_best_few_gives_the_list_of_the_whole(
        self, seed: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = world(folders=60, per_folder=10, seed=seed, artists_per_folder=1 + seed % 3, analysed=0.9)
        model = made.model(history(made, 60, seed=seed) + evening(made.ids(1), NOW - timedelta(minutes=30), 5000))
        request = Request(NOW, count=(3, 12, 29)[seed % 3], rng=seed)
        quick = model.recommend(request)
        monkeypatch.setattr("desktop_app.recommend.rerank.FIRST_LOOK", 1000)
        assert model.recommend(request) == quick

    def test_minutes_fill_the_time(self) -> None:
        made = world(folders=40)
        ranked = made.model().recommend(Request(NOW, minutes=60))
        length = dict(zip(made.tracks.ids.tolist(), made.tracks.duration_ms.tolist(), strict=True))
        total = sum(length[i] for i in order(ranked))
        assert total >= 3_600_000 > total - length[order(ranked)[-1]]

    def test_more_time_than_the_library_fills_costs_no_more_than_all_of_it(self) -> None:
        made = world(folders=10)
        everything = made.model().recommend(Request(NOW, count=made.tracks.ids.size))
        assert made.model().recommend(Request(NOW, minutes=1e12)) == everything


class TestDial:
    def test_the_share_of_new_tracks_rises_with_the_dial(self) -> None:
        made = world(folders=40, per_folder=10)
        model = made.model(history(made, 40))
        shares = []
        for dial in (0.0, 0.3, 0.6, 1.0):
            ranked = model.recommend(Request(NOW, dial=dial, off_terms=frozenset({"chance"})))
            shares.append(np.mean(["new" in {term.term for term in pick.terms} for pick in ranked.picks]))
        assert shares == sorted(shares) and len(set(shares)) == 4
        assert shares[0] <= 0.1 and shares[1] == pytest.approx(0.3, abs=0.15) and shares[3] >= 0.9

    def test_explore_mode_is_mostly_new_whatever_the_dial(self) -> None:
        made = world(folders=40, per_folder=10)
        ranked = made.model(history(made, 40)).recommend(Request(NOW, mode="explore", dial=0.1))
        assert np.mean(["new" in {term.term for term in pick.terms} for pick in ranked.picks]) >= 0.6

    def test_explore_mode_does_not_begin_with_what_is_known(self) -> None:
        made = world(folders=40, per_folder=10)
        quiet = frozenset({"chance"})
        ranked = made.model(history(made, 40)).recommend(Request(NOW, mode="explore", off_terms=quiet))
        assert all("new" in {term.term for term in pick.terms} for pick in ranked.picks[:10])

    def test_a_track_that_was_only_looked_into_gains_nothing(self) -> None:
        made = world(folders=40, per_folder=10)
        past, track = history(made, 40), TrackId(made.ids(9)[0])
        model = made.model(past)
        before = model.explain(Request(NOW), track)
        glance = listen(10_001, int(track), NOW - timedelta(minutes=1), ended=Ended.STOPPED, played_ms=3_000)
        model.learn([glance])
        after = model.explain(Request(NOW), track)
        assert "memory" not in {term.term for term in after.terms}
        assert after.score <= before.score + 0.5


class TestRadio:
    def test_a_seed_brings_its_sound(self) -> None:
        made = world(folders=20, per_folder=10, artists_per_folder=10)
        model = made.model(history(made, 20))
        seed = made.ids(7)[0]
        ranked = model.recommend(Request(NOW, mode="radio", seeds=(TrackId(seed),), count=10))
        rows = np.searchsorted(made.tracks.ids, order(ranked))
        assert TrackId(seed) not in order(ranked)
        assert np.count_nonzero(made.folder[rows] == 7) >= 3
        best = max(ranked.picks[0].terms, key=lambda term: term.value)
        assert best.term == "sound" and TrackId(seed) in best.tracks

    def test_not_seeds_push_away(self) -> None:
        made = world(folders=20, per_folder=10, artists_per_folder=10)
        model = made.model(history(made, 20))
        request = Request(NOW, mode="radio", seeds=(TrackId(made.ids(7)[0]),), count=200)
        away = made.ids(8)
        pushed = replace(request, not_seeds=tuple(map(TrackId, away[:2])))
        assert mean_rank(model.recommend(pushed), away[2:], 200) > mean_rank(model.recommend(request), away[2:], 200)

    def test_a_session_that_is_not_learned_steers_and_leaves_no_trace(self) -> None:
        made = world(folders=20)
        model = made.model(history(made, 20))
        plain = Request(NOW, count=60, rng=1)
        before = model.recommend(plain)
        session = evening(made.ids(5)[:3], NOW - timedelta(minutes=9), first_seq=10_000)
        steered = model.recommend(replace(plain, session=tuple(session)))
        assert mean_rank(steered, made.ids(5)[3:]) < mean_rank(before, made.ids(5)[3:])
        assert model.recommend(plain) == before

    def test_a_skip_in_the_session_moves_the_next_picks_at_once(self) -> None:
        made = world(folders=20)
        model = made.model()
        request = Request(NOW, mode="radio", seeds=(TrackId(made.ids(5)[0]),), count=100)
        skipped = tuple(skip(900 + i, t, NOW - timedelta(seconds=60 - 20 * i)) for i, t in enumerate(made.ids(6)[:2]))
        rest = made.ids(6)[2:]
        after = model.recommend(replace(request, session=skipped))
        assert mean_rank(after, rest, 100) > mean_rank(model.recommend(request), rest, 100)


class TestTerms:
    @pytest.mark.parametrize("term", sorted(TERMS))
    def test_a_term_switched_off_is_gone_at_once(self, term: str) -> None:
        made = world(analysed=0.9).heard()
        model = made.model(history(made, 12) + evening(made.ids(1)[:3], NOW - timedelta(minutes=10), 5000))
        mode = "mood:calm" if term == "mood" else "for-you"
        ranked = model.recommend(Request(NOW, mode=mode, count=40))
        off = model.recommend(Request(NOW, mode=mode, count=40, off_terms=frozenset({term})))
        assert term in {one.term for pick in ranked.picks for one in pick.terms}
        assert term not in {one.term for pick in off.picks for one in pick.terms}
        assert_true_account(off)

    def test_with_everything_off_picks_still_say_so(self) -> None:
        made = world()
        ranked = made.model(history(made, 12)).recommend(Request(NOW, off_terms=frozenset(TERMS)))
        assert all(pick.score == 0 and [term.value for term in pick.terms] == [0.0] for pick in ranked.picks)

    def test_explain_agrees_with_the_list(self) -> None:
        made = world()
        model = made.model(history(made, 12))
        request = Request(NOW, count=20)
        ranked = model.recommend(request)
        for pick in ranked.picks:
            assert model.explain(request, pick.track) == pick
        outside = next(i for i in made.tracks.ids.tolist() if i not in order(ranked))
        why = model.explain(request, TrackId(outside))
        assert why.rank == 0 and why.terms
        assert sum(term.value for term in why.terms) == pytest.approx(why.score, abs=1e-9)

    def test_explaining_an_unknown_track_is_refused(self) -> None:
        with pytest.raises(NotFound):
            world().model().explain(Request(NOW), TrackId(999_999))


class TestRequests:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"mode": "polka"},
            {"dial": 1.2},
            {"dial": float("nan")},
            {"count": 0},
            {"minutes": 0.0},
            {"off_terms": frozenset({"nonsense"})},
            {"now": NOW.replace(tzinfo=None)},
        ],
    )
    def test_wrong_use_is_refused(self, wrong: dict[str, object]) -> None:
        with pytest.raises(WrongUse):
            Request(**({"now": NOW} | wrong))  # type: ignore[arg-type]

    @pytest.mark.parametrize("mode", sorted(MODES))
    def test_an_empty_library_gives_an_empty_list(self, mode: str) -> None:
        made = world()
        none = made.tracks.ids[:0]
        tracks = type(made.tracks)(**{name: getattr(made.tracks, name)[:0] for name in made.tracks.__slots__})
        model = Recommender(tracks, FeatureTable(none, {}))
        model.learn([listen(1, 5)])
        assert model.recommend(Request(NOW, mode=mode)).picks == ()

    def test_open_and_failed_listens_say_nothing(self) -> None:
        made = world()
        track = made.ids(0)[0]
        model = made.model([listen(1, track, ended=None), listen(2, track, ended=Ended.FAILED)])
        assert model.listens == 0
        assert model.recommend(Request(NOW)) == made.model().recommend(Request(NOW))

    def test_listens_after_now_have_not_happened_yet(self) -> None:
        made = world()
        later = evening(made.ids(0), NOW + timedelta(days=2))
        assert made.model(later).recommend(Request(NOW)) == made.model().recommend(Request(NOW))

    def test_newer_features_keep_what_was_learned(self) -> None:
        made = world(analysed=0.3)
        full = world(analysed=1.0)
        listens = history(made, 20)
        model = made.model(listens)
        model.replace_features(full.features)
        other = World(made.tracks, full.features, made.folder).model(listens)
        assert model.recommend(Request(NOW)) == other.recommend(Request(NOW))
