"""Memory: how present a track is in the person's own plays, and rest for what was heard just now."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop_app.domain.tables import FloatArray
from desktop_app.recommend.history import KEPT
from desktop_app.recommend.protocols import Evidence
from desktop_app.recommend.situation import HOUR_MS, Situation


@dataclass(frozen=True, slots=True)
class MemoryWeights:
    """Weights of the logit. `never` is what a track never played is worth: memory counts from there."""

    slow: float
    """Of base-level activation with exponent 0.5."""
    fast: float
    """Of base-level activation with exponent 1."""
    plays: float
    in_session: float
    never: float


# Pooled from a conditional logit on the next play of six real listeners (228,056 plays), rounded.
AT_START = MemoryWeights(slow=0.32, fast=0.63, plays=-0.19, in_session=0.0, never=3.71)
IN_SESSION = MemoryWeights(slow=1.06, fast=-0.15, plays=-0.66, in_session=-2.08, never=3.16)
EPSILON_SLOW = 1e-3
EPSILON_FAST = 1e-4
REST = 8.0
"""Logits taken from a track that was heard this moment.

A judgement, not a fit: people often do start again with what they just played, and at session starts the rest costs
more than half of NDCG@10 (0.10 to 0.04). But a list that brings back what was just heard is what listeners complain of.
"""
REST_HALF_LIFE_H = 2.0
"""The rest is halved in this time: strong for an evening, gone by the next day."""


def saturating(value: FloatArray, epsilon: float) -> FloatArray:
    """log(value + epsilon) - log(epsilon): 0 at 0, steep at first, flat later."""
    raised: FloatArray = np.log(value + epsilon) - np.log(epsilon)
    return raised


def activation(situation: Situation, exponent: float) -> FloatArray:
    """Base-level activation of each track: sum over its plays of weight * (hours + 1) ** -exponent, shape (n_tracks,).

    Source: "Reflections of the environment in memory", Psychological Science 2 (1991); on music "Predicting music
    relistening behavior using the ACT-R framework", RecSys 2021.
    """
    return situation.total(situation.events.kept * (situation.hours + 1.0) ** -exponent)


@dataclass(frozen=True)
class MemoryScores:
    """Logits against a track never played. No opinion on tracks without plays."""

    values: FloatArray
    situation: Situation
    rest: FloatArray

    def evidence(self, row: int) -> Evidence:
        s = self.situation
        mine = s.places_of([row])
        mine = mine[s.events.kept[mine] > 0]
        newest = s.events.start_ms[mine].max()
        facts = {
            "plays": float(np.count_nonzero(s.events.kept[mine] >= KEPT)),
            "days_since": max(0.0, (s.now_ms - float(newest)) / (24 * HOUR_MS)),
            "rest": float(self.rest[row]),
        }
        weight = s.events.kept[mine] * (s.hours[mine] + 1.0) ** -0.5
        return Evidence(listens=s.heaviest(mine, weight), facts=facts)


class MemoryScorer:
    """Activation of own plays; different weights before the first track of a session and within one."""

    term = "memory"

    def __init__(self, rest: float = REST) -> None:
        self._rest = rest

    def score(self, situation: Situation) -> MemoryScores:
        w = IN_SESSION if situation.in_session else AT_START
        s = situation
        value = (
            w.slow * saturating(activation(s, 0.5), EPSILON_SLOW)
            + w.fast * saturating(activation(s, 1.0), EPSILON_FAST)
            + w.plays * np.log1p(s.plays)
            - w.never
        )
        if w.in_session:
            now_playing = np.zeros(s.size, np.bool_)
            now_playing[s.session_rows[(s.session_rows >= 0) & (s.session.kept >= KEPT)]] = True
            value += w.in_session * now_playing
        rest = -self._rest * _freshness(s)
        return MemoryScores(np.where(s.plays > 0, value + rest, np.nan), s, rest)


def _freshness(s: Situation) -> FloatArray:
    """1 for a track kept this moment, halved every REST_HALF_LIFE_H; 0 for one never kept. Shape (n_tracks,)."""
    fresh = np.zeros(s.size)
    use = (s.rows >= 0) & (s.events.kept > 0)
    hours = np.maximum(0.0, (s.now_ms - s.events.finish_ms[use]) / HOUR_MS)
    np.maximum.at(fresh, s.rows[use], s.events.kept[use] * 0.5 ** (hours / REST_HALF_LIFE_H))
    return fresh
