"""What is asked of the recommender, and what it answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop_app.domain.errors import WrongUse
from desktop_app.domain.heard import MOODS
from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Listen, Pick

MOOD_MODE = "mood:"
MODES: dict[str, str] = {
    "for-you": "What suits you now, from all you have played",
    "explore": "Mostly music you have not played yet, near your taste",
    "radio": "Music that goes with the tracks you start from",
    **{f"{MOOD_MODE}{name}": f"The music of your library that sounds {name}" for name in MOODS[:6]},
    **{f"{MOOD_MODE}{name}": f"Music for {name}" for name in MOODS[6:]},
}
"""Name of a mode and what it gives, in one line."""

TERMS: dict[str, str] = {
    "mood": "Fits the mood you asked for",
    "sound": "Sounds like what you play",
    "memory": "Your own plays of it",
    "sessions": "Played together before",
    "artist": "Artist and album you play",
    "skips": "Skipped before",
    "typical": "Typical of your library",
    "new": "New to you",
    "variety": "Variety within the list",
    "chance": "A little chance",
}
"""Name of a score term and its label."""

EXPLORE_DIAL = 0.75
"""Explore mode never turns the dial below this."""


@dataclass(frozen=True, slots=True)
class Request:
    """One wish for a list. The same request on the same model gives the same list.

    Raises:
        WrongUse: an unknown mode or term, a dial outside 0..1, nothing asked for, or a time without a zone.
    """

    now: datetime
    mode: str = "for-you"
    session: Sequence[Listen] = ()
    """Listens of the running session, oldest first. Empty: the last learned session, if it still runs at `now`."""
    seeds: Sequence[TrackId] = ()
    not_seeds: Sequence[TrackId] = ()
    dial: float = 0.3
    """The wished share of tracks never played before: 0 familiar ... 1 explore."""
    off_terms: frozenset[str] = frozenset()
    rng: int = 0
    """Another number, another list. What is drawn also hangs on what is asked for, see `draw_seed`."""
    count: int = 25
    minutes: float | None = None
    """Fill this much time instead of `count` tracks."""
    min_duration_ms: int = 46_000
    holiday_months: frozenset[int] = frozenset({12})
    """Months of `now`, 1 to 12, in which holiday music may enter without a seed of it."""
    exclude: frozenset[TrackId] = frozenset()
    before: Sequence[TrackId] = ()
    """Tracks that the list follows, in play order (an endless queue): they count in the artist and album windows."""

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise WrongUse(f"There is no mode “{self.mode}”.", remedy=f"Choose one of: {', '.join(MODES)}.")
        if unknown := self.off_terms - TERMS.keys():
            raise WrongUse(f"There is no term “{min(unknown)}”.", remedy=f"Choose from: {', '.join(TERMS)}.")
        if not 0.0 <= self.dial <= 1.0:
            raise WrongUse(f"The dial goes from 0 to 1, not to {self.dial}.")
        if self.count < 1 or (self.minutes is not None and not self.minutes > 0):
            raise WrongUse("A list needs at least one track.", remedy="Ask for a count or a time above 0.")
        if self.now.tzinfo is None:
            raise WrongUse("The time of the request has no time zone.")

    @property
    def mood(self) -> str:
        """The mood that is asked for, "" for none."""
        return self.mode.removeprefix(MOOD_MODE) if self.mode.startswith(MOOD_MODE) else ""

    @property
    def draw_seed(self) -> int:
        """Where chance starts from, in 0..2**64-1: from `rng`, the mode, the seeds and the local day of `now`.

        From `rng` alone, the track with the luckiest number would come up in every list of the library. The same call
        gives the same number in every run of the program; the order of the seeds does not matter.
        """
        seeds, not_seeds = sorted(map(int, self.seeds)), sorted(map(int, self.not_seeds))
        asked = [int(self.rng), self.mode, seeds, not_seeds, self.now.date().isoformat()]
        return int.from_bytes(hashlib.blake2b(json.dumps(asked).encode(), digest_size=8).digest(), "big")

    @property
    def share_new(self) -> float:
        """The share of never-played tracks to aim at, in 0..1."""
        return max(self.dial, EXPLORE_DIAL) if self.mode == "explore" else self.dial


@dataclass(frozen=True, slots=True)
class MoodFound:
    """How much of a library has the mood that was asked for: counts of the tracks that are there."""

    name: str
    clear: int
    """Those that clearly have it."""
    region: int
    """Those that come nearest to it in this library; the clear ones are among them."""
    placed: int
    """Those that were heard well enough to be placed at all."""
    tracks: int
    measured: int
    """Those that were placed by measurements alone, because no model was run on them."""


@dataclass(frozen=True, slots=True)
class RankedList:
    """Picks in play order. `relaxed` names the constraints that were loosened because too little was left."""

    picks: tuple[Pick, ...]
    relaxed: tuple[str, ...] = ()
    mood: MoodFound | None = None
    """Only where a mood was asked for."""
