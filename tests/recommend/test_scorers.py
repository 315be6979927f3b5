"""What single scorers say: numbers worked out by hand on small logs."""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np
import pytest

from desktop_app.domain.ids import ListenSeq, TrackId
from desktop_app.domain.records import Ended, Listen, SkipKind
from desktop_app.domain.tables import FeatureTable
from desktop_app.recommend import Request
from desktop_app.recommend.artists import ArtistScorer
from desktop_app.recommend.history import ListenLog, kept_weight, skip_strength, to_events
from desktop_app.recommend.memory import AT_START, MemoryScorer, activation
from desktop_app.recommend.new import new_scores
from desktop_app.recommend.sessions import HARMONIC, SessionScorer
from desktop_app.recommend.situation import Situation
from desktop_app.recommend.skips import SkipScorer
from desktop_app.recommend.sound import SoundScorer
from desktop_app.recommend.space import SoundSpace
from desktop_app.recommend.typical import ALIKE, TypicalScorer, TypicalScores
from tests.recommend.worlds import NOW, World, evening, hubby, listen, skip, world

MADE = world()
SPACE = SoundSpace(MADE.tracks.ids, MADE.features, None)
DAY = timedelta(days=1)


def situation(listens: list[Listen], made: World = MADE, **request: object) -> Situation:
    log = ListenLog()
    log.learn(listens)
    return Situation.of(Request(NOW, **request), made.tracks, SPACE, log.events)  # type: ignore[arg-type]


def row(track: int) -> int:
    return int(np.searchsorted(MADE.tracks.ids, track))


class TestListenWeights:
    @pytest.mark.parametrize(
        ("ended", "played_ms", "duration_ms", "kept", "against"),
        [
            (Ended.FINISHED, 180_000, 180_000, 1.0, 0.0),
            (Ended.FINISHED, 60_000, 205_000, 60_000 / 102_500, 0.0),
            (Ended.FINISHED, 1_000, 600_000, 0.5, 0.0),  # reached by a seek
            (Ended.STOPPED, 9_000, 180_000, 0.0, 0.0),  # only looked into
            (Ended.STOPPED, 63_000, 180_000, 0.7, 0.0),
            (Ended.REPLACED, 95_000, 180_000, 1.0, 0.0),
            (Ended.SKIPPED, 20_000, 180_000, 0.0, 1.0),
            (Ended.SKIPPED, 100_000, 180_000, 1.0, 0.0),  # moved on late: it counts as played
            (Ended.FAILED, 180_000, 180_000, 0.0, 0.0),
        ],
    )
    def test_how_it_ended_decides(
        self, ended: Ended, played_ms: int, duration_ms: int, kept: float, against: float
    ) -> None:
        one = listen(1, 5, ended=ended, played_ms=played_ms, duration_ms=duration_ms)
        assert kept_weight(one) == pytest.approx(kept)
        assert skip_strength(one) == against

    def test_kinds_of_skip_weigh_more_and_more(self) -> None:
        strengths = [
            skip_strength(listen(1, 5, ended=Ended.SKIPPED, played_ms=3_000, skip_kind=kind)) for kind in SkipKind
        ]
        assert strengths[0] == 0 and strengths == sorted(strengths) and len(set(strengths)) == 4

    def test_sessions_are_cut_as_the_counting_rules_cut_them(self) -> None:
        from desktop_app.domain.counting import sessions
        from tests.recommend.worlds import history

        listens = sorted(history(MADE, 40), key=lambda one: (one.started_at, one.seq))
        cut = [number for number, part in enumerate(sessions(listens)) for _ in part]
        assert to_events(listens).sessions().tolist() == cut


class TestMemory:
    def test_activation_is_the_sum_over_plays(self) -> None:
        track = MADE.ids(0)[0]
        s = situation([listen(1, track, NOW - DAY), listen(2, track, NOW - 4 * DAY)])
        assert activation(s, 0.5)[row(track)] == pytest.approx(25**-0.5 + 97**-0.5)

    def test_value_at_the_start_of_a_session(self) -> None:
        track = MADE.ids(0)[0]
        s = situation([listen(1, track, NOW - 40 * DAY)])
        hours = 40 * 24 + 1
        by_hand = (
            AT_START.slow * (math.log(hours**-0.5 + 1e-3) - math.log(1e-3))
            + AT_START.fast * (math.log(1 / hours + 1e-4) - math.log(1e-4))
            + AT_START.plays * math.log(2)
            - AT_START.never
        )
        scores = MemoryScorer().score(s)
        assert scores.values[row(track)] == pytest.approx(by_hand, abs=1e-9)
        assert scores.evidence(row(track)).facts["days_since"] == pytest.approx(40)
        assert np.isnan(scores.values).sum() == len(MADE.tracks) - 1

    def test_more_and_later_plays_weigh_more_once_rested(self) -> None:
        often, once, late = MADE.ids(0)[0], MADE.ids(1)[0], MADE.ids(2)[0]
        listens = [listen(i, often, NOW - (20 + i) * DAY) for i in range(10)]
        listens += [listen(50, once, NOW - 20 * DAY), listen(51, late, NOW - 3 * DAY)]
        values = MemoryScorer().score(situation(listens)).values
        assert values[row(often)] > values[row(once)]
        assert values[row(late)] > values[row(once)]

    def test_what_was_heard_just_now_rests_and_is_back_next_day(self) -> None:
        track = MADE.ids(0)[0]
        values = [
            MemoryScorer().score(situation([listen(1, track, NOW - timedelta(hours=h))])).values[row(track)]
            for h in (1, 6, 24)
        ]
        assert values == sorted(values) and values[0] < -2 and values[2] > 0


class TestSessions:
    def test_counts_what_followed_in_earlier_sessions(self) -> None:
        a, b, c, other = MADE.ids(0)[:4]
        listens = evening([a, b, c], NOW - 5 * DAY, 1) + evening([a, b], NOW - 3 * DAY, 10)
        listens += evening([other, a], NOW - timedelta(minutes=7), 20)
        scores = SessionScorer().score(situation(listens))
        assert scores.values[row(b)] > scores.values[row(c)] > 0
        assert np.isnan(scores.values[row(other)])  # it came before, never after
        evidence = scores.evidence(row(b))
        assert evidence.listens == (ListenSeq(11), ListenSeq(2))
        assert evidence.tracks == (TrackId(a),)
        assert evidence.facts == {"times": 2, "followed": 2, "of": 3}
        steps, rules = 2 / 4, (2 * 1.0) / (3 * HARMONIC)
        by_hand = 0.40 * math.log((steps + 1e-3) / 1e-3) + 0.49 * math.log((rules + 1e-3) / 1e-3)
        assert scores.values[row(b)] == pytest.approx(by_hand)

    def test_nothing_follows_across_a_gap_or_a_skip_as_its_target(self) -> None:
        a, b, c = MADE.ids(0)[:3]
        listens = [listen(1, a, NOW - 5 * DAY), listen(2, b, NOW - 4 * DAY)]
        listens += [listen(3, a, NOW - 3 * DAY), skip(4, c, NOW - 3 * DAY + timedelta(minutes=3))]
        scores = SessionScorer().score(situation(listens, seeds=(TrackId(a),)))
        assert np.isnan(scores.values).all()


class TestSound:
    def test_likeness_to_the_session_leads_within_its_folder(self) -> None:
        scores = SoundScorer().score(situation(evening(MADE.ids(4)[:3], NOW - timedelta(minutes=10))))
        rest = scores.values[[row(t) for t in MADE.ids(4)[3:]]]
        others = np.delete(scores.values, [row(t) for t in MADE.ids(4)])
        assert rest.min() > np.percentile(others, 90)
        evidence = scores.evidence(row(MADE.ids(4)[4]))
        assert set(evidence.tracks) <= set(MADE.ids(4)[:3]) and set(evidence.listens) <= {1, 2, 3}
        assert 0 < evidence.facts["similarity"] <= 1

    def test_no_track_suits_whatever_is_played(self) -> None:
        made = world(folders=50, per_folder=8)
        space = SoundSpace(made.tracks.ids, FeatureTable(made.tracks.ids, {"timbre": hubby(400)}), None)
        suited, near = np.zeros(400), np.zeros(400)
        for seed in range(400):
            request = Request(NOW, seeds=(TrackId(int(made.tracks.ids[seed])),))
            scores = SoundScorer().score(Situation.of(request, made.tracks, space, ListenLog().events))
            suited[np.argsort(-scores.values, kind="stable")[:5]] += 1
            suited[seed] += 1  # of itself a seed says nothing
            near[np.argsort(-(space.vectors @ space.vectors[seed]), kind="stable")[:6]] += 1
        assert suited.max() < 0.75 * near.max()
        assert (suited == 1).sum() < 0.5 * (near == 1).sum()  # suited to nothing but themselves

    def test_a_track_is_no_evidence_for_itself(self) -> None:
        played = MADE.ids(4)[:2]
        scores = SoundScorer().score(situation(evening(played, NOW - timedelta(minutes=10))))
        assert set(scores.evidence(row(played[0])).tracks) == {played[1]}

    def test_own_listens_do_not_speak_for_its_sound(self) -> None:
        alike, odd = MADE.ids(4)[:3], MADE.ids(7)[0]
        lately = SoundScorer().score(situation(evening([*alike, odd], NOW - timedelta(minutes=12))))
        assert lately.z_session[row(odd)] < lately.z_session[[row(t) for t in alike]].min()
        before = SoundScorer().score(situation(evening([*alike, odd], NOW - 9 * DAY)))
        assert before.z_taste[row(odd)] < before.z_taste[[row(t) for t in alike]].min()
        by_hand = SPACE.likeness(row(odd), np.array([row(t) for t in alike])).mean()
        everyone = SPACE.similarity(np.array([row(t) for t in [*alike, odd]])).mean(axis=1)
        assert by_hand < everyone[row(odd)] - 0.2

    def test_alone_it_has_nothing_to_be_compared_with(self) -> None:
        one = MADE.ids(4)[0]
        for listens in (evening([one, one], NOW - timedelta(minutes=10)), [listen(1, one, NOW - 9 * DAY)]):
            values = SoundScorer().score(situation(listens)).values
            assert np.flatnonzero(np.isnan(values)).tolist() == [row(one)]

    def test_scaling_a_feature_changes_nothing(self) -> None:
        scaled = type(MADE.features)(MADE.features.ids, {n: v * 1000 + 7 for n, v in MADE.features.groups.items()})
        other = SoundSpace(MADE.tracks.ids, scaled, None)
        rows = np.arange(5)
        np.testing.assert_allclose(SPACE.similarity(rows), other.similarity(rows), atol=1e-3)

    def test_broken_values_do_no_harm(self) -> None:
        groups = {name: values.copy() for name, values in MADE.features.groups.items()}
        groups["timbre"][3, 2], groups["timbre"][4, 2], groups["timbre"][5, 2] = np.nan, np.inf, 1e30
        groups["rhythm"][:, 1] = np.nan
        groups["loudness"][:] = 3.0
        space = SoundSpace(MADE.tracks.ids, type(MADE.features)(MADE.features.ids, groups), None)
        assert np.isfinite(space.vectors).all() and space.known.all()

    def test_weights_choose_the_groups(self) -> None:
        only = SoundSpace(MADE.tracks.ids, MADE.features, {"rhythm": 1.0, "not there": 1.0, "timbre": 0.0})
        assert only.vectors.shape[1] == MADE.features.groups["rhythm"].shape[1]
        nothing = SoundSpace(MADE.tracks.ids, MADE.features, {"not there": 1.0})
        assert not nothing.known.any()

    def test_tracks_that_left_the_library_are_passed_over(self) -> None:
        ids = MADE.features.ids.copy()
        ids[-1] += 1000
        space = SoundSpace(MADE.tracks.ids, type(MADE.features)(ids, MADE.features.groups), None)
        assert space.known.sum() == len(ids) - 1 and not space.known[-1]

    def test_many_dimensions_are_reduced_without_changing_neighbours_much(self) -> None:
        random = np.random.default_rng(0)
        low = random.normal(size=(len(MADE.tracks), 8))
        wide = (low @ random.normal(size=(8, 200))).astype(np.float32)
        space = SoundSpace(MADE.tracks.ids, type(MADE.features)(MADE.tracks.ids, {"wide": wide}), None)
        assert 8 <= space.vectors.shape[1] <= 64
        np.testing.assert_allclose(np.linalg.norm(space.vectors, axis=1), 1, atol=1e-5)


class TestTypical:
    def scores(self, made: World = MADE) -> TypicalScores:
        return TypicalScorer().score(situation([], made))

    def test_the_nearest_in_its_part_are_named_and_only_what_is_alike(self) -> None:
        scores = self.scores()
        named = 0
        for place in range(len(MADE.tracks)):
            others = np.array([i for i in np.flatnonzero(scores.part == scores.part[place]) if i != place])
            likeness = SPACE.likeness(place, others)
            near = [int(i) for i in others[np.argsort(-likeness, kind="stable")][:3]]
            alike = [i for i in near if SPACE.likeness(place, np.array([i]))[0] >= ALIKE]
            assert [row(t) for t in scores.evidence(place).tracks] == alike
            named += len(alike)
        assert 0 < named < 3 * len(MADE.tracks)

    def test_another_recording_of_it_is_not_named(self) -> None:
        place = 7
        near = [row(t) for t in self.scores().evidence(place).tracks]
        work = MADE.tracks.work.copy()
        work[near[0]] = work[place]
        twin = MADE.with_tracks(work=work)
        assert near[0] not in [row(t) for t in self.scores(twin).evidence(place).tracks]

    def test_its_place_in_the_part_is_the_share_that_lies_farther_out(self) -> None:
        scores = self.scores()
        members = np.flatnonzero(scores.part == scores.part[0])
        order = members[np.argsort(scores.closeness[members])]
        places = [scores.evidence(int(i)).facts["part_place"] for i in order]
        np.testing.assert_allclose(places, np.linspace(0, 1, len(order)))


class TestArtists:
    def test_the_artist_of_the_session_leads_and_the_unplayed_have_no_opinion(self) -> None:
        first = MADE.ids(3)[0]
        scores = ArtistScorer().score(situation([listen(1, first, NOW - timedelta(minutes=4))]))
        same_artist, same_album = row(MADE.ids(3)[2]), row(MADE.ids(3)[1])
        assert scores.values[same_artist] > scores.values[same_album] > 0
        assert np.isnan(np.delete(scores.values, [row(t) for t in MADE.ids(3)])).all()
        evidence = scores.evidence(same_artist)
        assert evidence.listens == (ListenSeq(1),)
        assert evidence.facts["artist_plays"] == 1 and evidence.facts["same_artist"] == 1


class TestSkips:
    def test_track_then_artist_then_album(self) -> None:
        folder = MADE.ids(3)
        scores = SkipScorer().score(situation([skip(1, folder[0], NOW - timedelta(minutes=4))]))
        track, artist, album = (scores.values[row(t)] for t in (folder[0], folder[2], folder[1]))
        assert track < artist < album < 0
        assert scores.evidence(row(folder[0])).facts["skips"] == 1
        assert scores.evidence(row(folder[2])).facts["artist_skips"] == 1
        assert scores.evidence(row(folder[2])).listens == (ListenSeq(1),)

    def test_plays_outweigh_and_time_heals(self) -> None:
        track = MADE.ids(3)[0]
        fresh = SkipScorer().score(situation([skip(1, track, NOW)])).values[row(track)]
        old = SkipScorer().score(situation([skip(1, track, NOW - 90 * DAY)])).values[row(track)]
        played = [listen(2, track, NOW - timedelta(hours=1)), listen(3, track, NOW - timedelta(hours=2))]
        loved = SkipScorer().score(situation([skip(1, track, NOW - timedelta(hours=3)), *played])).values[row(track)]
        assert fresh < old < 0
        assert np.isnan(loved) or loved > fresh / 2


class TestDialOffset:
    def test_it_shifts_by_no_more_than_needed(self) -> None:
        known = MADE.ids(0) + MADE.ids(1) + MADE.ids(2)
        listens = [listen(i, t, NOW - (30 + i) * DAY) for i, t in enumerate(known)]
        base = np.linspace(1, 0, len(MADE.tracks))
        at_hand = np.ones(len(base), np.bool_)
        offsets = [new_scores(situation(listens, dial=dial), base, at_hand, 10).offset for dial in (0.0, 0.3, 0.6, 1.0)]
        assert offsets == sorted(offsets) and len(set(offsets)) >= 3

    @pytest.mark.parametrize("dial", [0.0, 1.0])
    def test_with_one_kind_only_there_is_nothing_to_shift(self, dial: float) -> None:
        base = np.zeros(len(MADE.tracks))
        at_hand = np.ones(len(base), np.bool_)
        assert new_scores(situation([], dial=dial), base, at_hand, 10).offset == 0
