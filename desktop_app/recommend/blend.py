"""A log-linear blend: the score is the sum of the terms that are in use; NaN adds nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from desktop_app.domain.tables import BoolArray, FloatArray
from desktop_app.recommend.constrain import Fence
from desktop_app.recommend.memory import MemoryScores
from desktop_app.recommend.new import new_scores
from desktop_app.recommend.protocols import Scorer, Scores
from desktop_app.recommend.rerank import wanted_count
from desktop_app.recommend.situation import Situation

AGAINST = -1.0
"""Logits of rest or of skips below which something speaks against a track."""


@dataclass(frozen=True)
class Blend:
    """The terms in use, and their sum for each track."""

    terms: Mapping[str, Scores]
    total: FloatArray
    willing: BoolArray
    """Tracks that nothing speaks against: not heard just now, not skipped nor like what was."""


def blend(situation: Situation, scorers: Sequence[Scorer], fence: Fence) -> Blend:
    """Score every track with every term that the request does not switch off; then set the dial."""
    off = situation.request.off_terms
    terms: dict[str, Scores] = {scorer.term: scorer.score(situation) for scorer in scorers if scorer.term not in off}
    total = np.zeros(situation.size)
    for scores in terms.values():
        total += np.nan_to_num(scores.values, nan=0.0)
    willing = np.ones(situation.size, np.bool_)
    if isinstance(memory := terms.get("memory"), MemoryScores):
        willing &= memory.rest > AGAINST
    if "skips" in terms:
        willing &= ~(terms["skips"].values < AGAINST)
    if "new" not in off:
        new = new_scores(situation, total, fence.allowed & willing, wanted_count(situation))
        terms["new"] = new
        total = total + np.nan_to_num(new.values, nan=0.0)
    return Blend(terms, total, willing)
