"""What is heard in which order, and how long it will take. Pure functions on what the store says is still unheard."""

from __future__ import annotations

import itertools
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from desktop_app.audio import groups
from desktop_app.domain.ids import TrackId
from desktop_app.store import Unheard

NEW_LIBRARY = 300
"""From so many unheard tracks on, and while they are most of the library, excerpts are heard first."""
CLOSE_FIRST = (50, 200)
"""Before the excerpts a twentieth of the tracks is heard whole and with the models, at least and at most so many."""
SHORT_MS = round(1.2 * groups.EXCERPTS * groups.EXCERPT_S * 1000)
"""Of a track up to this length the excerpts would be all of it; see `excerpts.places`."""
TYPICAL_S = 240.0
"""Taken for the length of a track of which it is not known."""
MAX_S = 1200.0
"""What lies behind this costs only decoding."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One track to be heard, for some groups, as a whole or in excerpts. `cost` is in about processor seconds."""

    track: TrackId
    groups: frozenset[str]
    excerpts: bool
    cost: float
    alone: bool = False
    """With nothing beside it, since the program was ended the last time it was in work."""


def whole(one: Unheard) -> Wish:
    """All that is still to be heard of a track; excerpts will do where only the models are missing."""
    lacking = one.lacks | one.excerpts
    return _wish(one, lacking, excerpts=lacking <= groups.LEARNED)


def plan(unheard: Sequence[Unheard], heard: int) -> list[Wish]:
    """All that is still to be heard, in order.

    Where a library is new, the tracks that tell most are heard whole, then excerpts of all others, so that lists can
    rest on everything after a fraction of the time; then the rest of each. Else every track is heard whole at once.

    Args:
        heard: how many tracks were heard already, be it in excerpts.
    """
    ordered = spread(unheard)
    never = [one for one in ordered if groups.NEEDED & one.lacks]
    if len(never) < NEW_LIBRARY or len(never) < heard:
        return [whole(one) for one in ordered]
    close = {one.track for one in never[: min(max(CLOSE_FIRST[0], len(never) // 20), CLOSE_FIRST[1])]}
    first = [whole(one) for one in never if one.track in close]
    at_once = {one.track for one in never if (one.duration_ms or MAX_S * 1000) <= SHORT_MS}
    quick = [
        whole(one)
        if one.track in at_once
        else _wish(one, one.lacks - groups.LEARNED - groups.NOT_IN_EXCERPTS, excerpts=True)
        for one in never
        if one.track not in close
    ]
    return [*first, *quick, *(whole(one) for one in ordered if one.track not in close | at_once)]


def spread(unheard: Iterable[Unheard]) -> list[Unheard]:
    """The tracks that tell most come first: every other one the most played, else from all corners of the library.

    From each artist one track, then from each of the artist's other albums one, then a second one of each album, and
    so on; what has no album counts by its folder. Within a round the order is a fixed hash of the id, so that names
    come mixed and a resumed run goes on alike. What was in work when the program was ended comes last.
    """
    mixed = sorted(unheard, key=lambda one: (_hash(one.track), one.track))
    in_album: defaultdict[Hashable, int] = defaultdict(int)
    albums_of: defaultdict[Hashable, dict[Hashable, int]] = defaultdict(dict)
    turns: dict[TrackId, tuple[int, int]] = {}
    for one in mixed:
        album: Hashable = one.album if one.album >= 0 else one.folder
        albums = albums_of[one.artist if one.artist >= 0 else album]
        turns[one.track] = in_album[album], albums.setdefault(album, len(albums))
        in_album[album] += 1
    corners = sorted(mixed, key=lambda one: turns[one.track])
    played = sorted((one for one in mixed if one.plays), key=lambda one: -one.plays)
    pairs = itertools.zip_longest(played, corners)
    in_order = {one.track: one for pair in pairs for one in pair if one is not None}.values()
    return sorted(in_order, key=lambda one: one.cut_off)


def _hash(track: int) -> int:
    return (track * 0x9E3779B97F4A7C15 & (1 << 64) - 1) >> 32  # Fibonacci hashing


def _wish(one: Unheard, wanted: frozenset[str], *, excerpts: bool) -> Wish:
    """Costs as `python -m tests.bench analyse` measures them; only how they compare with each other matters."""
    seconds = TYPICAL_S if one.duration_ms is None else one.duration_ms / 1000
    measured, learned = bool(wanted & groups.MEASURED), bool(wanted & groups.LEARNED)
    stretch = min(seconds, groups.EXCERPTS * groups.EXCERPT_S) if excerpts else seconds
    cost = 0.02 + 0.0008 * stretch + measured * 0.0007 * min(stretch, MAX_S) + learned * 0.17
    return Wish(one.track, wanted, excerpts, cost, one.cut_off)


class Work:
    """What is left of a plan. For one thread."""

    def __init__(self, wishes: Sequence[Wish], clock: Callable[[], float]) -> None:
        self._queue = deque(wishes)
        self._last = {wish.track: wish for wish in wishes}
        """The last wish of each track, which leaves nothing to be wished."""
        self._taken: set[TrackId] = set()
        self._cost = sum(wish.cost for wish in wishes)
        self._done_cost = 0.0
        self._done = 0
        self._passes = len(wishes) > len(self._last)
        self.total = len(self._last)
        self.pace = Pace(self._cost, clock)

    @property
    def done(self) -> int:
        """Out of `total`: tracks that are through; where some are heard twice, the share of the work that is done."""
        if not self._passes:
            return self._done
        return self.total if not self._cost else min(self.total, int(self.total * self._done_cost / self._cost))

    def take(self, preferred: Sequence[TrackId]) -> Wish | None:
        """The next thing to do, None at the end. What is preferred is done to the end at once."""
        for track in preferred:
            if track in self._last and track not in self._taken:
                self._taken.add(track)
                return self._last[track]
        while self._queue:
            wish = self._queue.popleft()
            if wish.track not in self._taken:
                if wish is self._last[wish.track]:
                    self._taken.add(wish.track)
                return wish
            if wish is not self._last[wish.track]:  # made needless by what was preferred
                self._account(wish.cost, dropped=True)
        return None

    def coming(self, count: int) -> list[TrackId]:
        """Tracks that will be taken next, as things stand."""
        return [wish.track for wish in itertools.islice(self._queue, count)]

    def finish(self, wish: Wish) -> None:
        """What `take` gave is done, well or not."""
        self._done += 1
        self._account(wish.cost)

    def forget(self, track: TrackId) -> None:
        """Nothing more is to be done about a track."""
        if track not in self._taken:
            self._taken.add(track)
            self._account(self._last[track].cost, dropped=True)

    def _account(self, cost: float, *, dropped: bool = False) -> None:
        self._done_cost += cost
        if dropped:
            self.pace.dropped(cost)
        else:
            self.pace.done(cost)


class Pace:
    """How long the rest takes, from how long the last part took. Times in seconds of a steady clock."""

    AT_LEAST_S = 10.0
    """Nothing is said before so much time and so many tracks have gone by: the beginning is never typical."""
    AT_LEAST = 8
    WINDOW_S = 120.0
    """The pace is that of the last while: other programs come and go."""

    def __init__(self, cost: float, clock: Callable[[], float]) -> None:
        self._left = cost
        self._clock = clock
        self._marks: list[tuple[float, float]] = [(clock(), 0.0)]
        self._done = 0.0
        self._count = 0

    def done(self, cost: float) -> None:
        """A piece of work of this cost is over."""
        self._left = max(0.0, self._left - cost)
        self._done += cost
        self._count += 1
        now = self._clock()
        self._marks.append((now, self._done))
        while len(self._marks) > 2 and now - self._marks[1][0] > self.WINDOW_S:
            del self._marks[0]

    def dropped(self, cost: float) -> None:
        """A piece of work need not be done any more."""
        self._left = max(0.0, self._left - cost)

    def held(self) -> None:
        """Nothing was done for a while, through no fault of the work: count from now."""
        self._marks = [(self._clock(), self._done)]
        self._count = 0

    def left_s(self) -> float | None:
        """None while it cannot be told."""
        (begin, before), (now, done) = self._marks[0], self._marks[-1]
        if self._count < self.AT_LEAST or now - begin < self.AT_LEAST_S or done <= before:
            return None
        return self._left * (now - begin) / (done - before)
