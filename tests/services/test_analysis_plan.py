"""In which order a library is heard, and how long it will take."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from desktop_app.audio import groups
from desktop_app.domain.ids import TrackId
from desktop_app.services.analysis_plan import NEW_LIBRARY, Pace, Wish, Work, plan, spread, whole
from desktop_app.store import Unheard

EVERY = frozenset(groups.WIDTHS)


def unheard(track: int, artist: int = 0, album: int = 0, plays: int = 0, folder: bytes = b"/m") -> Unheard:
    return Unheard(TrackId(track), EVERY, frozenset(), folder, artist, album, 200_000, plays)


def library(artists: int = 40, albums: int = 3, songs: int = 10) -> list[Unheard]:
    """Big blocks of one artist after the other, as a scan finds them."""
    return [
        unheard(1 + (a * albums + b) * songs + s, a, a * albums + b)
        for a in range(artists)
        for b in range(albums)
        for s in range(songs)
    ]


def test_a_twentieth_of_a_library_touches_every_artist_and_then_every_album() -> None:
    order = spread(library())
    assert len({one.track for one in order}) == len(order) == 1200
    assert {one.artist for one in order[:40]} == set(range(40))
    assert {one.album for one in order[:120]} == set(range(120))
    assert [one.album for one in order[:40]] != sorted(one.album for one in order[:40]), "names come mixed"


def test_the_order_does_not_depend_on_how_tracks_were_listed() -> None:
    tracks = library()
    mixed = random.Random(5).sample(tracks, len(tracks))
    assert spread(mixed) == spread(tracks)


def test_what_is_played_is_heard_among_the_first() -> None:
    tracks = [replace(one, plays=one.track % 7 == 0 and one.track) for one in library()]
    order = spread(tracks)
    assert [one.plays for one in order[:6:2]] == [1197, 1190, 1183]
    assert sum(one.plays > 0 for one in order[:60]) >= 30
    assert len({one.artist for one in order[1:60:2]}) >= 25, "the other half comes from everywhere"


def test_without_tags_folders_take_the_place_of_albums() -> None:
    tracks = [unheard(i, -1, -1, folder=b"/m/%d" % (i // 50)) for i in range(500)]
    assert {one.folder for one in spread(tracks)[:10]} == {b"/m/%d" % i for i in range(10)}


def test_a_small_library_is_heard_whole_at_once() -> None:
    wishes = plan(library(2, 2, 5), heard=0)
    assert len(wishes) == 20 and not any(wish.excerpts for wish in wishes)
    assert all(wish.groups == EVERY for wish in wishes)


def test_a_new_library_is_heard_in_excerpts_first_but_for_what_tells_most() -> None:
    tracks = library()
    wishes = plan(tracks, heard=0)
    first, quick, rest = wishes[:60], wishes[60:1200], wishes[1200:]
    assert [wish.track for wish in first] == [one.track for one in spread(tracks)[:60]]
    assert all(wish.groups == EVERY and not wish.excerpts for wish in first + rest)
    assert all(wish.excerpts and wish.groups == groups.MEASURED - groups.NOT_IN_EXCERPTS for wish in quick)
    assert sorted(wish.track for wish in first + rest) == [one.track for one in tracks]
    assert sum(wish.cost for wish in quick) < 0.5 * sum(wish.cost for wish in rest)


def test_short_tracks_are_not_heard_twice() -> None:
    tracks = [replace(one, duration_ms=60_000) if one.track % 2 else one for one in library()]
    wishes = plan(tracks, heard=0)
    short = [wish for wish in wishes if wish.track % 2]
    assert len(short) == 600 and not any(wish.excerpts for wish in short)
    assert len(wishes) - len(short) > 1100


def test_a_few_new_tracks_in_a_known_library_are_heard_whole() -> None:
    assert not any(wish.excerpts for wish in plan(library(), heard=5000))
    assert NEW_LIBRARY < 1200


def test_excerpts_are_followed_by_the_rest_and_models_alone_need_no_more_than_excerpts() -> None:
    quick = replace(unheard(1), lacks=groups.LEARNED | {groups.SHAPE}, excerpts=groups.MEASURED - {groups.SHAPE})
    assert whole(quick) == replace(whole(unheard(1)), groups=EVERY)
    deaf = replace(unheard(2), lacks=groups.LEARNED)
    assert whole(deaf).excerpts and whole(deaf).groups == groups.LEARNED
    assert whole(deaf).cost < whole(unheard(2)).cost


def wishes_of(*tracks: int, excerpts: bool = False) -> list[Wish]:
    return [Wish(TrackId(track), EVERY, excerpts, 0.1 if excerpts else 0.4) for track in tracks]


def test_what_is_preferred_is_done_at_once_whole_and_only_once() -> None:
    plan_of = [*wishes_of(1, 2, 3, excerpts=True), *wishes_of(1, 2, 3)]
    work = Work(plan_of, lambda: 0.0)
    assert work.total == 3
    taken = [work.take([]), work.take([TrackId(3), TrackId(9)])]
    assert taken == [plan_of[0], plan_of[5]]
    rest = []
    while (wish := work.take([TrackId(3)])) is not None:
        rest.append(wish)
    assert rest == [plan_of[1], plan_of[3], plan_of[4]]
    for wish in [*taken, *rest]:
        work.finish(wish)
    assert work.done == 3


def test_what_failed_is_not_tried_whole() -> None:
    work = Work([*wishes_of(1, 2, excerpts=True), *wishes_of(1, 2)], lambda: 0.0)
    first = work.take([])
    assert first is not None
    work.finish(first)
    work.forget(first.track)
    assert [wish.track for wish in iter(lambda: work.take([]), None)] == [2, 2]


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("busy", [False, True])
def test_the_time_left_is_right_within_a_fifth_after_a_minute(busy: bool) -> None:
    """Costs that are wrong by a third either way, a start that takes five seconds, a machine that becomes busy."""
    rng, clock = random.Random(3), Clock()
    costs = [rng.uniform(0.1, 0.6) for _ in range(5000)]
    took = [cost * 0.7 * rng.uniform(0.67, 1.5) * (2 if busy and i > 900 else 1) for i, cost in enumerate(costs)]
    pace = Pace(sum(costs), clock)
    clock.now += 5
    for i, (cost, seconds) in enumerate(zip(costs, took, strict=True)):
        clock.now += seconds
        pace.done(cost)
        left, truth = pace.left_s(), sum(took[i + 1 :]) if i % 100 == 0 else 0.0
        if truth and clock.now > 1060 and not (busy and i < 1400):
            assert left is not None and abs(left / truth - 1) < 0.2
    assert pace.left_s() == pytest.approx(0, abs=1e-6)


def test_no_time_is_told_at_the_beginning_or_right_after_a_wait() -> None:
    clock = Clock()
    pace = Pace(100.0, clock)
    assert pace.left_s() is None
    for _ in range(20):
        clock.now += 1
        pace.done(1)
    assert pace.left_s() == pytest.approx(80)
    clock.now += 3600
    pace.held()
    assert pace.left_s() is None
    for _ in range(20):
        clock.now += 1
        pace.done(1)
    assert pace.left_s() == pytest.approx(60)
