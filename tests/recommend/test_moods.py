"""Moods as parts of the library's own plane, and lists for them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from desktop_app.domain.errors import WrongUse
from desktop_app.domain.heard import MOODS
from desktop_app.domain.ids import TrackId
from desktop_app.domain.sound_words import MOOD_NAMES, MTT_NAMES
from desktop_app.domain.tables import FeatureTable, FloatArray
from desktop_app.recommend import MODES, Request
from desktop_app.recommend.attributes import attributes
from desktop_app.recommend.mood import LibraryMoods
from desktop_app.recommend.moods import AXES, MOOD_RULES, MoodMap, percentiles
from tests.recommend.test_attributes import reading, scores, table
from tests.recommend.worlds import NOW, World, world


def mood_rows(energy: FloatArray, valence: FloatArray) -> FloatArray:
    rows = np.full((len(energy), len(MOOD_NAMES)), 0.5)
    rows[:, MOOD_NAMES.index("energy")], rows[:, MOOD_NAMES.index("valence")] = energy, valence
    return rows


def plane(energy: object, valence: object, **more: object) -> MoodMap:
    """Tracks at some places of the plane."""
    e, v = np.atleast_1d(np.asarray(energy, np.float64)), np.atleast_1d(np.asarray(valence, np.float64))
    features = table(len(e), mood=mood_rows(e, v), **more)
    return MoodMap(attributes(features), features)


def spread(n: int = 400, seed: int = 0, low: float = 0.0, high: float = 1.0) -> MoodMap:
    random = np.random.default_rng(seed)
    return plane(random.uniform(low, high, n), random.uniform(low, high, n))


class TestPercentiles:
    def test_equal_values_share_the_middle(self) -> None:
        every = np.ones(4, np.bool_)
        assert percentiles(np.array([3.0, 1.0, 1.0, 2.0]), every).tolist() == [0.875, 0.25, 0.25, 0.625]
        assert percentiles(np.full(4, 0.3), every).tolist() == [0.5] * 4
        assert percentiles(np.array([7.0]), every[:1]).tolist() == [0.5]

    def test_what_is_not_known_has_no_place_and_moves_none(self) -> None:
        place = percentiles(np.array([np.nan, 1.0, 2.0]), np.ones(3, np.bool_))
        assert np.isnan(place[0]) and place[1:].tolist() == [0.25, 0.75]
        assert np.isnan(percentiles(np.full(3, np.nan), np.ones(3, np.bool_))).all()

    def test_only_what_counts_moves_the_scale(self) -> None:
        counted = np.array([True, True, False, False])
        place = percentiles(np.array([1.0, 3.0, 2.0, 9.0]), counted)
        assert place.tolist() == [0.25, 0.75, 0.5, 1.0]
        assert percentiles(np.array([1.0, 2.0]), np.zeros(2, np.bool_)).tolist() == [0.25, 0.75]


class TestRegions:
    @pytest.mark.parametrize("name", MOODS)
    @pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (0.7, 0.95), (0.02, 0.2)])
    def test_every_mood_has_its_part_of_every_library(self, name: str, low: float, high: float) -> None:
        found = spread(low=low, high=high)
        share = found.region(name).mean()
        assert 0.03 <= share <= 0.6
        assert not (found.members(name) & ~found.region(name)).any()
        strength = found.strength(name)
        assert ((strength >= 0) & (strength <= 1)).all()
        assert strength[found.region(name)].mean() > strength[~found.region(name)].mean()

    @pytest.mark.parametrize("name", ["calm", "sleep", "romantic"])
    @pytest.mark.parametrize("low", [0.0, 0.7])
    def test_what_is_quiet_is_never_of_the_louder_half(self, name: str, low: float) -> None:
        found = spread(low=low)
        assert found.place[found.region(name), 1].max() <= 0.5

    @pytest.mark.parametrize(
        ("name", "axis", "upper"), [("energetic", 1, True), ("happy", 0, True), ("dark", 0, False)]
    )
    def test_the_others_lie_on_their_side(self, name: str, axis: int, upper: bool) -> None:
        found = spread()
        place = found.place[found.region(name), axis]
        assert (place.min() >= 0.5) if upper else (place.max() <= 0.5)

    def test_a_sad_library_has_few_happy_tracks_and_says_so(self) -> None:
        random = np.random.default_rng(2)
        valence = random.uniform(0.0, 0.3, 200)
        valence[:3] = 0.8
        found = plane(random.uniform(0.2, 0.9, 200), valence)
        assert set(np.flatnonzero(found.members("happy"))) <= {0, 1, 2}
        assert found.members("happy").sum() >= 2 and found.region("happy").sum() > 40

    def test_nothing_in_a_loud_library_is_clearly_calm_but_some_of_it_is_the_calmest(self) -> None:
        found = spread(low=0.8)
        assert not found.members("calm").any() and not found.members("sleep").any()
        assert found.region("calm").any()
        assert all("calm" not in found.of(row) for row in range(len(found)))

    def test_what_is_hardly_trusted_is_clearly_nothing(self) -> None:
        random = np.random.default_rng(3)
        rows = [
            reading(minor=float(random.integers(2)), key_confidence=1.0, loudness_lufs=-30 * random.random())
            for _ in range(50)
        ]
        features = table(50, reading=np.array(rows))
        found = MoodMap(attributes(features), features)
        assert found.region("happy").any() and not found.members("happy").any()
        assert found.members("calm").any()  # energy may be measured

    def test_a_quick_clear_pulse_is_not_calm(self) -> None:
        energy = np.linspace(0.05, 0.9, 40)
        rows = np.tile(reading(tempo_bpm=82.5, other_tempo_bpm=165.0, tempo_confidence=0.9, pulse_clarity=0.9), (40, 1))
        rows[0] = reading(tempo_bpm=165.0, other_tempo_bpm=82.5, tempo_confidence=0.9, pulse_clarity=0.9)
        found = plane(energy, np.full(40, 0.5), reading=rows)
        for name in ("calm", "sleep", "romantic"):
            assert not found.region(name)[0]
            assert found.region(name)[1:].any()

    def test_the_loudest_are_not_calm_however_little_energy_they_have(self) -> None:
        rows = np.tile(reading(loudness_lufs=-18.0), (40, 1))
        rows[0] = reading(loudness_lufs=-7.0)
        found = plane(np.linspace(0.05, 0.9, 40), np.full(40, 0.5), reading=rows)
        assert not found.region("calm")[0] and found.region("calm")[1:].any()
        assert not found.members("sleep")[0]

    def test_of_names_the_moods_strongest_first(self) -> None:
        found = plane(np.linspace(0.05, 0.95, 50), np.linspace(0.05, 0.95, 50))
        assert "happy" in found.of(49) and "energetic" in found.of(49)
        strengths = [float(found.strength(name)[49]) for name in found.of(49)]
        assert strengths == sorted(strengths, reverse=True)
        assert {"calm", "sleep"} <= set(found.of(0))


class TestLittle:
    def test_an_empty_library(self) -> None:
        found = plane([], [])
        assert found.place.shape == (0, 2)
        assert all(found.region(name).shape == found.strength(name).shape == (0,) for name in MOODS)

    @pytest.mark.parametrize("name", MOODS)
    def test_one_track_is_all_there_is_of_every_mood(self, name: str) -> None:
        assert plane(0.5, 0.5).region(name).tolist() == [True]

    def test_of_two_tracks_one_is_the_calmer(self) -> None:
        found = plane([0.8, 0.2], [0.2, 0.8])
        assert found.region("calm").tolist() == [False, True]
        assert found.region("energetic").tolist() == [True, False]
        assert found.region("happy").tolist() == [False, True]

    def test_ten_tracks(self) -> None:
        found = plane(np.linspace(0, 1, 10), np.linspace(1, 0, 10))
        assert found.region("calm").sum() == 4
        assert all(found.region(name).any() for name in MOODS)

    @pytest.mark.parametrize("name", MOODS)
    def test_where_all_are_alike_all_are_in(self, name: str) -> None:
        assert plane(np.full(30, 0.5), np.full(30, 0.5)).region(name).all()

    def test_rows_that_are_not_known_are_nowhere(self) -> None:
        energy, valence = np.linspace(0, 1, 40), np.linspace(0, 1, 40)
        energy[::2] = np.nan
        found = plane(energy, valence)
        for name in MOODS:
            assert not found.region(name)[::2].any() and not found.members(name)[::2].any()
            assert np.isnan(found.strength(name)[::2]).all() and found.region(name).any()
        assert np.isnan(found.place[::2]).all() and found.of(0) == ()

    def test_what_no_model_heard_has_no_part(self) -> None:
        features = table(3, mtt_tags=np.full((3, len(MTT_NAMES)), np.nan))
        found = MoodMap(attributes(features), features)
        assert not any(found.region(name).any() or found.members(name).any() for name in MOODS)

    def test_the_rules_speak_of_what_there_is(self) -> None:
        for mood in MOOD_RULES.values():
            assert mood.weights.keys() <= set(AXES)
            assert mood.floor.keys() <= {"energy", "valence", "danceability", "voice"}


def library(seed: int = 0, *, happy: int | None = None, **sizes: int) -> World:
    """A world whose tracks lie all over the plane; with `happy`, only so many of them are."""
    made = world(**{"folders": 30, "per_folder": 10, **sizes}, seed=seed)
    random = np.random.default_rng(seed)
    n = len(made.features)
    energy, valence = random.random(n), random.random(n)
    if happy is not None:
        valence = random.uniform(0, 0.3, n)
        valence[random.choice(n, happy, replace=False)] = 0.9
        energy = random.uniform(0.5, 0.9, n)
    nobody_sings = np.tile(scores(MTT_NAMES, no_vocals=0.4), (n, 1))
    groups = {**made.features.groups, "mood": mood_rows(energy, valence).astype(np.float32), "mtt_tags": nobody_sings}
    return replace(made, features=FeatureTable(made.features.ids, groups))


def ids_in(made: World, mask: np.ndarray) -> set[int]:
    return set(made.tracks.ids[mask].tolist())


class TestLists:
    @pytest.mark.parametrize("name", MOODS)
    def test_a_list_has_only_what_clearly_has_the_mood(self, name: str) -> None:
        made = library()
        model = made.model()
        ranked = model.recommend(Request(NOW, mode=f"mood:{name}"))
        moods = LibraryMoods(made.tracks, made.features)
        tracks = {int(pick.track) for pick in ranked.picks}
        assert len(tracks) == 25 and "mood" not in ranked.relaxed
        assert tracks <= ids_in(made, moods.members(name))
        assert ranked.mood is not None and (ranked.mood.placed, ranked.mood.tracks) == (300, 300)
        for pick in ranked.picks:
            (term,) = (term for term in pick.terms if term.term == "mood")
            assert term.value > 0 and MOODS[int(term.facts["mood"])] == name and term.facts["clear"] == 1
            assert sum(one.value for one in pick.terms) == pytest.approx(pick.score)

    def test_the_strength_is_made_of_the_places_that_the_reason_names(self) -> None:
        made = library()
        ranked = made.model().recommend(Request(NOW, mode="mood:happy"))
        weights = MOOD_RULES["happy"].weights
        for pick in ranked.picks:
            facts = next(term.facts for term in pick.terms if term.term == "mood")
            parts = [abs(w) * (facts[axis] if w > 0 else 1 - facts[axis]) for axis, w in weights.items()]
            assert facts["strength"] == pytest.approx(sum(parts) / sum(map(abs, weights.values())))

    def test_too_few_clear_ones_bring_what_is_near_and_say_so(self) -> None:
        made = library(happy=4)
        ranked = made.model().recommend(Request(NOW, mode="mood:happy"))
        moods = LibraryMoods(made.tracks, made.features)
        assert "mood" in ranked.relaxed
        assert ranked.mood is not None and ranked.mood.clear == moods.members("happy").sum() <= 4
        tracks = [int(pick.track) for pick in ranked.picks]
        assert set(tracks) <= ids_in(made, moods.region("happy"))
        assert ids_in(made, moods.members("happy")) <= set(tracks)

    def test_a_small_region_gives_a_short_list_rather_than_another_mood(self) -> None:
        made = library(folders=5, per_folder=2)
        ranked = made.model().recommend(Request(NOW, mode="mood:calm", count=25))
        moods = LibraryMoods(made.tracks, made.features)
        assert {int(pick.track) for pick in ranked.picks} == ids_in(made, moods.region("calm"))
        assert 0 < len(ranked.picks) < 10

    def test_what_was_not_heard_stays_out(self) -> None:
        made = library()
        features = FeatureTable(
            made.features.ids[::2], {name: values[::2] for name, values in made.features.groups.items()}
        )
        made = replace(made, features=features)
        ranked = made.model().recommend(Request(NOW, mode="mood:sad"))
        assert {int(pick.track) for pick in ranked.picks} <= set(features.ids.tolist())
        assert ranked.mood is not None and (ranked.mood.placed, ranked.mood.tracks) == (150, 300)

    def test_where_nothing_was_heard_the_list_is_empty(self) -> None:
        ranked = world().model().recommend(Request(NOW, mode="mood:calm"))
        assert ranked.picks == () and ranked.mood is not None and ranked.mood.placed == 0

    def test_other_rules_hold_inside_a_mood(self) -> None:
        made = library()
        present = np.arange(len(made.tracks)) % 4 != 0
        barred = frozenset(map(TrackId, made.tracks.ids[1::4].tolist()))
        work = np.where(np.arange(len(made.tracks)) % 4 == 2, 7, made.tracks.work).astype(np.int32)
        made = made.with_tracks(present=present, work=work)
        ranked = made.model().recommend(Request(NOW, mode="mood:calm", count=60, exclude=barred))
        rows = np.searchsorted(made.tracks.ids, [int(pick.track) for pick in ranked.picks])
        assert len(rows) and (rows % 4 != 0).all() and (rows % 4 != 1).all() and (rows % 4 == 2).sum() <= 1

    def test_percentiles_are_those_of_the_music_that_may_come(self) -> None:
        made = library()
        calm = made.model().moods.region("calm")
        books = made.with_tracks(not_music=calm)
        moods = books.model().moods
        assert 0.3 < (moods.region("calm") & ~calm).sum() / (~calm).sum() < 0.5
        ranked = books.model().recommend(Request(NOW, mode="mood:calm"))
        assert not {int(pick.track) for pick in ranked.picks} & ids_in(made, calm)

    def test_the_term_may_be_switched_off_and_the_mood_still_holds(self) -> None:
        made = library()
        ranked = made.model().recommend(Request(NOW, mode="mood:dark", off_terms=frozenset({"mood"})))
        members = ids_in(made, made.model().moods.members("dark"))
        assert {int(pick.track) for pick in ranked.picks} <= members
        assert not [term for pick in ranked.picks for term in pick.terms if term.term == "mood"]

    def test_newer_features_move_the_moods(self) -> None:
        made, other = library(0), library(1)
        model = made.model()
        before = model.recommend(Request(NOW, mode="mood:calm"))
        model.replace_features(other.features)
        after = model.recommend(Request(NOW, mode="mood:calm"))
        assert (
            before != after == replace(made, features=other.features).model().recommend(Request(NOW, mode="mood:calm"))
        )

    def test_every_mood_is_a_mode_and_no_other_word_is(self) -> None:
        assert {f"mood:{name}" for name in MOODS} < MODES.keys()
        for wrong in ("mood:", "mood:angry", "mood"):
            with pytest.raises(WrongUse):
                Request(NOW, mode=wrong)
        assert Request(NOW).mood == "" and Request(NOW, mode="mood:calm").mood == "calm"

    def test_why_says_of_a_track_outside_that_it_is_far(self) -> None:
        made = library()
        model = made.model()
        loudest = int(made.tracks.ids[np.nanargmin(model.moods.strength("calm"))])
        why = model.explain(Request(NOW, mode="mood:calm"), TrackId(loudest))
        assert why.rank == 0 and next(term.value for term in why.terms if term.term == "mood") < 0
