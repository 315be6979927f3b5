"""From listens to lists and back: what is heard moves the list, what is off is off, and every reason is true."""

from __future__ import annotations

import itertools
import math
from datetime import timedelta

import pytest

from desktop_app.domain.errors import EmptyLibrary, RecommendationsOff, WrongUse
from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Changes, Chosen, Ended, Mix, Presence, SkipKind
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.preferences import SettingsService
from desktop_app.services.recommending import RecommendService
from desktop_app.store import Store
from tests.services.world import add_features
from tests.store.helpers import Clock


def hear(store: Store, clock: Clock, track: TrackId, ended: Ended = Ended.FINISHED, played_ms: int = 180_000) -> int:
    kind = SkipKind.NOT_NOW if ended is Ended.SKIPPED else None
    started = clock() - timedelta(milliseconds=played_ms)
    return store.listens.add(track, started, 120, played_ms, 180_000, ended, kind, Chosen.COMMAND)


def ids(mix: Mix) -> list[TrackId]:
    return [item.track.id for item in mix.items]


def mean_rank(mix: Mix, tracks: list[TrackId]) -> float:
    places = {track: place for place, track in enumerate(ids(mix))}
    return sum(places.get(track, len(places)) for track in tracks) / len(tracks)


@pytest.fixture
def analysed(store: Store, tracks: list[TrackId]) -> list[TrackId]:
    add_features(store, tracks)
    return tracks


def test_terms_sum_to_the_score_and_every_pick_has_a_reason(
    recommend: RecommendService, analysed: list[TrackId], store: Store, clock: Clock
) -> None:
    for track in analysed[:5]:
        hear(store, clock, track)
    mix = recommend.mix(count=20)
    assert len(mix.items) == 20
    for item in mix.items:
        assert item.reasons
        assert math.isclose(sum(reason.value for reason in item.reasons), item.pick.score, abs_tol=1e-6)
        assert all(reason.text.endswith(".") and reason.label for reason in item.reasons)


def test_the_same_call_gives_the_same_list(recommend: RecommendService, analysed: list[TrackId]) -> None:
    assert ids(recommend.mix(rng=1)) == ids(recommend.mix(rng=1))


def test_no_artist_runs_twice_while_others_are_at_hand(recommend: RecommendService, analysed: list[TrackId]) -> None:
    artists = [item.track.artist for item in recommend.mix(count=18).items]
    assert all(a != b for a, b in itertools.pairwise(artists))


def test_listening_moves_the_list_and_the_reasons_name_it(
    recommend: RecommendService, analysed: list[TrackId], store: Store, clock: Clock
) -> None:
    liked, disliked = analysed[:4], analysed[4:8]
    before = recommend.mix(count=24, dial=0.0)
    finished = hear(store, clock, liked[0])
    hear(store, clock, liked[1])
    skipped = [hear(store, clock, disliked[0], Ended.SKIPPED, 20_000) for _ in range(3)]
    after = recommend.mix(count=24, dial=0.0)
    assert mean_rank(after, liked[2:]) < mean_rank(before, liked[2:])
    assert mean_rank(after, disliked[1:]) >= mean_rank(before, disliked[1:])
    why = {reason.term: reason for reason in recommend.why(liked[2]).reasons}
    assert finished in why["sound"].listens
    assert "“Song 0.0”" in why["sound"].text
    against = {reason.term: reason for reason in recommend.why(disliked[1]).reasons}["skips"]
    assert against.value < 0
    assert set(skipped) & set(against.listens)


def test_a_listen_that_is_gone_leaves_no_trace(
    recommend: RecommendService, analysed: list[TrackId], store: Store, clock: Clock, settings: SettingsService
) -> None:
    hear(store, clock, analysed[0])
    kept = recommend.mix(count=20)
    extra = hear(store, clock, analysed[9])
    assert ids(recommend.mix(count=20)) != ids(kept) or recommend.why(analysed[10]).pick != kept.items[0].pick
    everything = store.listens.since
    store.listens.since = lambda moment: [x for x in everything(moment) if x.seq != extra]  # type: ignore[method-assign]
    store.listens.count = lambda: 1  # type: ignore[method-assign]
    again = recommend.mix(count=20)
    assert [item.pick for item in again.items] == [item.pick for item in kept.items]


def test_off_scores_nothing_and_logs_nothing_and_on_is_as_before(
    recommend: RecommendService, analysed: list[TrackId], store: Store
) -> None:
    before = ids(recommend.mix(log=True))
    shown = store.impressions.count()
    assert shown == len(before)
    assert recommend.set_enabled(False) == Changes(settings=True, recommending=True)
    assert not recommend.enabled()
    for call in (lambda: recommend.mix(log=True), lambda: recommend.why(analysed[0])):
        with pytest.raises(RecommendationsOff):
            call()
    assert store.impressions.count() == shown
    recommend.set_enabled(True)
    assert ids(recommend.mix()) == before


def test_impressions_are_logged_only_where_a_list_is_shown(
    recommend: RecommendService, analysed: list[TrackId], store: Store
) -> None:
    quiet = recommend.mix(count=7)
    assert (store.impressions.count(), quiet.run) == (0, None)
    mix = recommend.mix(count=7, log=True)
    assert store.impressions.count() == 7
    assert mix.run is not None
    assert len({item.impression for item in mix.items}) == 7


def test_a_reason_that_is_switched_off_is_not_used(
    recommend: RecommendService, analysed: list[TrackId], store: Store, clock: Clock
) -> None:
    for track in analysed[:4]:
        hear(store, clock, track)
    before = recommend.mix(count=20)
    assert any(reason.term == "sound" for item in before.items for reason in item.reasons)
    recommend.use_term("sound", False)
    after = recommend.mix(count=20)
    assert not any(reason.term == "sound" for item in after.items for reason in item.reasons)
    assert ids(after) != ids(before)
    assert {term.name for term in recommend.terms() if term.off} == {"sound"}
    recommend.use_term("sound", True)
    assert ids(recommend.mix(count=20)) == ids(before)
    with pytest.raises(WrongUse):
        recommend.use_term("astrology", False)


def test_coverage_and_what_is_not_analysed(recommend: RecommendService, store: Store, tracks: list[TrackId]) -> None:
    add_features(store, tracks[:8])
    mix = recommend.mix(count=24)
    assert (mix.coverage.analysed, mix.coverage.tracks) == (8, 24)
    for item in mix.items:
        if item.track.id not in tracks[:8]:
            assert "sound" not in {reason.term for reason in item.reasons}
    assert {item.track.id for item in mix.items} - set(tracks[:8])


def test_new_tracks_and_features_are_noticed(
    recommend: RecommendService, changes: ChangeFeed, store: Store, tracks: list[TrackId], clock: Clock
) -> None:
    hear(store, clock, tracks[0])
    assert "sound" not in {reason.term for reason in recommend.why(tracks[2]).reasons}
    add_features(store, tracks)
    changes.publish(Changes(features=True))
    assert "sound" in {reason.term for reason in recommend.why(tracks[2]).reasons}


def test_an_empty_library_says_so(recommend: RecommendService, store: Store) -> None:
    with pytest.raises(EmptyLibrary):
        recommend.mix()


def test_a_library_that_is_away_says_so(
    recommend: RecommendService, store: Store, tracks: list[TrackId], changes: ChangeFeed
) -> None:
    files = store.library.files(store.library.roots()[0].id)
    recommend.mix()
    store.library.mark([file.id for file in files.values()], Presence.AWAY)
    changes.publish(Changes(tracks=True))
    for _ in range(2):  # nor does the list of before come back the second time
        with pytest.raises(EmptyLibrary):
            recommend.mix()


def test_radio_starts_from_its_seeds(recommend: RecommendService, analysed: list[TrackId]) -> None:
    with pytest.raises(WrongUse):
        recommend.mix("radio")
    first = ids(recommend.mix("radio", seeds=[analysed[8]], count=3))
    assert analysed[8] not in first
    assert set(first) & set(analysed[9:12])
