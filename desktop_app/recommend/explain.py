"""The account of a pick: its terms, each with what it rests on. Built from the numbers that made the list."""

from __future__ import annotations

import math

from desktop_app.domain.records import Pick, ScoreTerm
from desktop_app.recommend.blend import Blend
from desktop_app.recommend.protocols import Evidence
from desktop_app.recommend.rerank import Placed
from desktop_app.recommend.situation import Situation


def pick(situation: Situation, blend: Blend, placed: Placed, rank: int) -> Pick:
    """The pick with all terms that had an opinion, weightiest (by size) first. Their values sum to the score.

    Args:
        rank: from 1; 0 for a track outside the list.
    """
    terms = []
    for name, scores in blend.terms.items():
        value = float(scores.values[placed.row])
        if name == "chance":
            value += placed.drawn
        if math.isnan(value):
            continue
        terms.append(_term(name, value, scores.evidence(placed.row)))
    if placed.variety:
        facts = {"similarity": placed.likeness, "artist_repeats": float(placed.artist_repeats)}
        tracks = situation.track_ids([placed.nearest]) if placed.nearest >= 0 else ()
        terms.append(_term("variety", placed.variety, Evidence(tracks=tracks, facts=facts)))
    if not terms:
        # With every term switched off nothing speaks for one track over another, and the account says so.
        terms.append(ScoreTerm("chance", 0.0))
    terms.sort(key=lambda term: -abs(term.value))
    return Pick(
        track=situation.track_ids([placed.row])[0],
        rank=rank,
        score=math.fsum(term.value for term in terms),
        terms=tuple(terms),
        propensity=placed.propensity,
    )


def _term(name: str, value: float, evidence: Evidence) -> ScoreTerm:
    return ScoreTerm(name, value, evidence.listens, evidence.tracks, evidence.facts)
