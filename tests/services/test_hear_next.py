"""What plays is heard first, then what was asked about, then the queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from desktop_app.domain.ids import TrackId
from desktop_app.services.hear_next import AHEAD, ASKED_MOST, HearNext
from desktop_app.services.shown import PlayerEvent, PlayerState
from tests.services.test_heard_words import some_track


class Player:
    """Tells its watchers what the test says."""

    def __init__(self) -> None:
        self.watchers: list[Callable[[PlayerEvent], None]] = []

    def subscribe(self, watcher: Callable[[PlayerEvent], None]) -> Callable[[], None]:
        self.watchers.append(watcher)
        return lambda: self.watchers.remove(watcher)

    def tell(self, kind: str, queue: Sequence[int], current: int) -> None:
        track = replace(some_track(), id=TrackId(queue[current])) if current >= 0 else None
        state = PlayerState(track=track, queue=tuple(TrackId(one) for one in queue), current=current)
        for watcher in list(self.watchers):
            watcher(PlayerEvent(kind, state))  # type: ignore[arg-type]


@pytest.fixture
def player() -> Player:
    return Player()


@pytest.fixture
def told() -> list[tuple[TrackId, ...]]:
    return []


@pytest.fixture
def hear_next(player: Player, told: list[tuple[TrackId, ...]]) -> HearNext:
    return HearNext(lambda tracks: told.append(tuple(tracks)), player.subscribe)


def test_the_playing_track_then_what_follows(
    player: Player, told: list[tuple[TrackId, ...]], hear_next: HearNext
) -> None:
    player.tell("track", [5, 6, 7, 8], 1)
    assert told == [(6, 7, 8)]
    player.tell("queue", [5, 6, 9, 7], 1)
    assert told[-1] == (6, 9, 7)


def test_news_that_change_nothing_are_not_passed_on(
    player: Player, told: list[tuple[TrackId, ...]], hear_next: HearNext
) -> None:
    player.tell("track", [1, 2], 0)
    player.tell("track", [1, 2], 0)
    player.tell("position", [3, 4], 0)
    assert told == [(1, 2)]


def test_what_is_asked_about_comes_right_after_what_plays(
    player: Player, told: list[tuple[TrackId, ...]], hear_next: HearNext
) -> None:
    player.tell("track", [1, 2, 3], 0)
    hear_next.ask(TrackId(40))
    hear_next.ask(TrackId(3))
    assert told[-1] == (1, 3, 40, 2)
    for track in range(100, 100 + ASKED_MOST):
        hear_next.ask(TrackId(track))
    assert 40 not in told[-1], "what was asked about long ago is forgotten"


def test_a_long_queue_is_heard_a_stretch_ahead(
    player: Player, told: list[tuple[TrackId, ...]], hear_next: HearNext
) -> None:
    player.tell("track", range(500), 0)
    assert len(told[-1]) == 1 + AHEAD


def test_closed_it_hears_no_more(player: Player, told: list[tuple[TrackId, ...]], hear_next: HearNext) -> None:
    hear_next.close()
    player.tell("track", [1], 0)
    assert told == [] and player.watchers == []
