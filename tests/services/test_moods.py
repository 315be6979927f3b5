"""Lists for a mood, and what is said of them."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from desktop_app.domain.errors import EmptyLibrary
from desktop_app.domain.heard import MOODS
from desktop_app.domain.ids import TrackId
from desktop_app.recommend import MoodFound
from desktop_app.services import mood_words
from desktop_app.services.recommending import RecommendService, modes
from desktop_app.store import Store
from tests.services.world import add_features

FULL = MoodFound("happy", clear=20, region=30, placed=80, tracks=80, measured=0)


def notes(relaxed: tuple[str, ...] = (), *, short: bool = False, **changed: object) -> str:
    return " ".join(mood_words.notes(replace(FULL, **changed), relaxed, short=short))  # type: ignore[arg-type]


class TestNotes:
    def test_of_a_full_list_there_is_nothing_to_say(self) -> None:
        assert mood_words.notes(FULL, ("artist_window",), short=False) == ()

    def test_few(self) -> None:
        said = notes(("mood",), clear=3)
        assert said == "3 of the 80 tracks heard are clearly happy music; the others come nearest to it."
        assert notes(("mood",), clear=1, name="sleep").startswith(
            "1 of the 80 tracks heard is clearly music for sleep;"
        )

    def test_none(self) -> None:
        assert notes(("mood",), clear=0) == (
            "None of the 80 tracks heard is clearly happy music: this list has what comes nearest to it."
        )

    def test_a_guess_is_called_one(self) -> None:
        assert "All of the 80 tracks heard were placed by loudness" in notes(measured=80)
        assert "7 of the 80 tracks heard were placed by loudness" in notes(measured=7)

    def test_what_was_not_heard(self) -> None:
        assert notes(tracks=100) == "20 of 100 tracks were not heard yet and cannot be in this list."

    def test_a_short_list(self) -> None:
        assert "30 tracks of your library come near" in notes(short=True)


class TestMixes:
    def test_a_mix_for_every_mood_with_true_reasons(
        self, recommend: RecommendService, tracks: list[TrackId], store: Store
    ) -> None:
        add_features(store, tracks)
        for name in MOODS:
            mix = recommend.mix(f"mood:{name}", count=5)
            assert mix.items and mix.mode == f"mood:{name}" in modes()
            clear = []
            for item in mix.items:
                assert math.isclose(sum(reason.value for reason in item.reasons), item.pick.score, abs_tol=1e-6)
                (reason,) = (reason for reason in item.reasons if reason.term == "mood")
                assert mood_words.MUSIC[name] in reason.text.lower() and reason.facts["near"] == 1
                clear.append(bool(reason.facts["clear"]))
                assert reason.text.startswith("Not clearly") is not clear[-1]
            assert all(clear) or "mood" in mix.relaxed
            assert ("mood" in mix.relaxed) is any("clearly" in note for note in mix.notes)

    def test_while_nothing_was_heard_it_is_refused_with_what_to_do(
        self, recommend: RecommendService, tracks: list[TrackId]
    ) -> None:
        with pytest.raises(EmptyLibrary) as problem:
            recommend.mix("mood:calm")
        assert "analyse" in problem.value.remedy
        assert recommend.mix("for-you").items

    def test_half_heard(self, recommend: RecommendService, tracks: list[TrackId], store: Store) -> None:
        heard = tracks[: len(tracks) // 2]
        add_features(store, heard)
        mix = recommend.mix("mood:energetic")
        assert {item.track.id for item in mix.items} <= set(heard)
        assert f"{len(tracks) - len(heard)} of {len(tracks)} tracks were not heard yet" in " ".join(mix.notes)

    def test_why_in_a_mood(self, recommend: RecommendService, tracks: list[TrackId], store: Store) -> None:
        add_features(store, tracks)
        item = recommend.why(tracks[0], "mood:sleep")
        assert "music for sleep" in next(reason.text for reason in item.reasons if reason.term == "mood")
