"""What every scorer keeps, whatever it looks at."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Ended, Listen, SkipKind
from desktop_app.recommend import TERMS, Request
from desktop_app.recommend.artists import ArtistScorer
from desktop_app.recommend.chance import ChanceScorer
from desktop_app.recommend.history import ListenLog
from desktop_app.recommend.memory import MemoryScorer
from desktop_app.recommend.mood import LibraryMoods, MoodScorer
from desktop_app.recommend.protocols import Scorer
from desktop_app.recommend.sessions import SessionScorer
from desktop_app.recommend.situation import Situation
from desktop_app.recommend.skips import SkipScorer
from desktop_app.recommend.sound import SoundScorer
from desktop_app.recommend.space import SoundSpace
from desktop_app.recommend.typical import TypicalScorer
from tests.recommend.worlds import NOW, World, evening, history, listen, world

MADE = world(analysed=0.8).heard()
SPACE = SoundSpace(MADE.tracks.ids, MADE.features, None)
MOODS = LibraryMoods(MADE.tracks, MADE.features)
KNOWN = MADE.tracks.ids.tolist()
GONE = [5, 99_999]
"""Ids of tracks that have left the library."""

listens_ = st.lists(
    st.builds(
        lambda track, minutes, ended, played, duration, kind: (track, minutes, ended, played, duration, kind),
        st.sampled_from(KNOWN[:12] + GONE),
        st.integers(-40, 60 * 24 * 40),
        st.sampled_from([*Ended, None]),
        st.integers(0, 300_000),
        st.sampled_from([None, 20_000, 180_000, 400_000]),
        st.sampled_from([*SkipKind, None]),
    ),
    max_size=25,
).map(
    lambda rows: [
        listen(
            seq,
            track,
            NOW - timedelta(minutes=minutes),
            ended=ended,
            played_ms=played,
            duration_ms=duration,
            skip_kind=kind if ended is Ended.SKIPPED else None,
        )
        for seq, (track, minutes, ended, played, duration, kind) in enumerate(rows, 1)
    ]
)
requests_ = st.builds(
    lambda mode, seeds, rng, hours: Request(
        NOW + timedelta(hours=hours), mode=mode, seeds=tuple(map(TrackId, seeds)), rng=rng
    ),
    st.sampled_from(["for-you", "mood:sad"]),
    st.lists(st.sampled_from(KNOWN + GONE), max_size=2),
    st.integers(0, 3),
    st.sampled_from([0, 0, 3, 500]),
)
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def situation(log: ListenLog, request: Request, made: World = MADE, space: SoundSpace = SPACE) -> Situation:
    return Situation.of(request, made.tracks, space, log.events, MOODS if request.mood else None)


def log_of(*parts: list[Listen]) -> ListenLog:
    log = ListenLog()
    for part in parts:
        log.learn(part)
    return log


Make = Callable[[], Scorer]
SCORERS = [MoodScorer, SoundScorer, MemoryScorer, SessionScorer, ArtistScorer, SkipScorer, TypicalScorer, ChanceScorer]
SPEAK_ON_EMPTY_LOG = {TypicalScorer, ChanceScorer}
every_scorer = pytest.mark.parametrize("make", SCORERS, ids=lambda made: made.term)


@every_scorer
def test_its_term_is_named(make: Make) -> None:
    assert make().term in TERMS


@every_scorer
def test_without_listens_it_has_no_opinion_or_says_it_speaks(make: Make) -> None:
    values = make().score(situation(ListenLog(), Request(NOW))).values
    assert values.shape == (len(KNOWN),)
    assert bool(np.isfinite(values).any()) is (make in SPEAK_ON_EMPTY_LOG)


@every_scorer
@quick
@given(listens_, requests_)
def test_values_are_finite_or_no_opinion(make: Make, listens: list[Listen], request: Request) -> None:
    values = make().score(situation(log_of(listens), request)).values
    assert values.shape == (len(KNOWN),)
    assert not np.isinf(values).any()


@every_scorer
@quick
@given(listens_, listens_, requests_)
def test_forgotten_is_never_learned(make: Make, first: list[Listen], second: list[Listen], request: Request) -> None:
    second = [listen_with_seq(one, 1000 + one.seq) for one in second]
    both = first + second
    random.Random(len(both)).shuffle(both)
    log = log_of(both)
    log.forget(second)
    assert_equal(make, log, log_of(first), request)


@every_scorer
@quick
@given(listens_, st.integers(0, 25), requests_)
def test_learned_in_parts_and_any_order_is_learned_at_once(
    make: Make, listens: list[Listen], cut: int, request: Request
) -> None:
    assert_equal(make, log_of(listens[cut:], listens[:cut], listens[:3]), log_of(listens), request)


@every_scorer
@quick
@given(listens_, requests_)
def test_evidence_names_what_exists(make: Make, listens: list[Listen], request: Request) -> None:
    scores = make().score(situation(log_of(listens), request))
    for row in np.flatnonzero(~np.isnan(scores.values))[:10]:
        evidence = scores.evidence(int(row))
        assert set(evidence.listens) <= {one.seq for one in listens}
        assert len(set(evidence.listens)) == len(evidence.listens)
        assert set(evidence.tracks) <= set(KNOWN)
        assert np.isfinite(list(evidence.facts.values())).all()


@every_scorer
def test_the_same_question_has_the_same_answer(make: Make) -> None:
    listens = history(MADE, 10) + evening(MADE.ids(1)[:3], NOW - timedelta(minutes=12), 900)
    log = log_of(listens)
    request = Request(NOW, mode="mood:sad" if make is MoodScorer else "for-you", rng=7)
    first, second = (make().score(situation(log, request)) for _ in range(2))
    np.testing.assert_array_equal(first.values, second.values)
    row = int(np.flatnonzero(~np.isnan(first.values))[0])
    assert first.evidence(row) == second.evidence(row)


def assert_equal(make: Make, one: ListenLog, other: ListenLog, request: Request) -> None:
    first, second = (make().score(situation(log, request)) for log in (one, other))
    np.testing.assert_allclose(first.values, second.values, rtol=0, atol=1e-6)
    for row in np.flatnonzero(~np.isnan(first.values))[:5]:
        assert first.evidence(int(row)).listens == second.evidence(int(row)).listens


def listen_with_seq(one: Listen, seq: int) -> Listen:
    return listen(
        seq,
        one.track,
        one.started_at,
        ended=one.ended,
        played_ms=one.played_ms,
        duration_ms=one.duration_ms,
        skip_kind=one.skip_kind,
    )
