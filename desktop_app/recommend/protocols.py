"""What every scorer is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from desktop_app.domain.ids import ListenSeq, TrackId
from desktop_app.domain.tables import FloatArray
from desktop_app.recommend.situation import Situation


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one value rests on: listens and tracks, heaviest first, and the numbers that its sentence needs."""

    listens: tuple[ListenSeq, ...] = ()
    tracks: tuple[TrackId, ...] = ()
    facts: Mapping[str, float] = field(default_factory=dict)


class Scores(Protocol):
    """The opinion of one scorer on every track, with its account."""

    @property
    def values(self) -> FloatArray:
        """In logits, shape (n_tracks,), rows as in the track table; NaN = no opinion, which adds 0."""
        ...

    def evidence(self, row: int) -> Evidence:
        """What the value of one row rests on, from the numbers that made it. Only for rows with an opinion."""
        ...


class Scorer(Protocol):
    """A pure function of a situation. What was learned is in the situation's listens, so un-learning is exact."""

    @property
    def term(self) -> str:
        """Its name in TERMS."""
        ...

    def score(self, situation: Situation) -> Scores: ...
