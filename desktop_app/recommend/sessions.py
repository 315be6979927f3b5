"""Session neighbours: what was played after the tracks of this session in the person's earlier sessions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop_app.domain.ids import ListenSeq
from desktop_app.domain.tables import BoolArray, FloatArray, Int64Array
from desktop_app.recommend.history import KEPT
from desktop_app.recommend.memory import saturating
from desktop_app.recommend.protocols import Evidence
from desktop_app.recommend.situation import CONTEXT, Situation

REACH = 10
"""A track counts as a neighbour up to so many kept tracks later: the sequential rules of "Evaluation of session-based
recommendation algorithms", User Modeling and User-Adapted Interaction 28 (2018)."""
HARMONIC = sum(1 / k for k in range(1, REACH + 1))
DECAY = 0.7
"""Weight per step back in the running session."""
STEP_WEIGHT = 0.40
RULE_WEIGHT = 0.49
# Pooled from a conditional logit on the next play of six real listeners, rounded.
EPSILON = 1e-3


@dataclass(frozen=True)
class SessionScores:
    """Logits, 0 or more. No opinion on tracks that never followed one of the session's tracks."""

    values: FloatArray
    situation: Situation
    target: Int64Array
    """Row of the following track, one entry per pair (context track, later listen)."""
    source: Int64Array
    """Row of the context track of the pair."""
    place: Int64Array
    """Place of the following listen among the learned listens."""
    weight: FloatArray

    def evidence(self, row: int) -> Evidence:
        mine = self.target == row
        order = np.lexsort((-self.place[mine], -self.weight[mine]))
        places, sources = self.place[mine][order], self.source[mine][order]
        unique = list(dict.fromkeys(places.tolist()))
        lead = list(dict.fromkeys(sources.tolist()))
        s = self.situation
        first = lead[0]
        facts = {
            "times": float(len(unique)),
            "followed": float(len(np.unique(self.place[mine & (self.source == first)]))),
            "of": float(np.count_nonzero(s.events.kept[s.places_of([first])] >= KEPT)),
        }
        return Evidence(
            listens=tuple(ListenSeq(int(s.events.seq[i])) for i in unique[:8]),
            tracks=s.track_ids(lead[:3]),
            facts=facts,
        )


class SessionScorer:
    """One-step transitions and sequential rules over ten steps, counted anew from the sessions for each request."""

    term = "sessions"

    def score(self, situation: Situation) -> SessionScores:
        s = situation
        kept = np.flatnonzero(s.events.kept >= KEPT)  # rows outside the library keep their place in the order
        rows = s.rows[kept]
        number = s.events.sessions()[kept]
        context, _ = s.context
        steps = np.zeros(s.size)
        rules = np.zeros(s.size)
        found: list[tuple[Int64Array, Int64Array, Int64Array, FloatArray]] = []
        nothing = np.zeros(0, np.int64)
        hits = np.flatnonzero(np.isin(rows, context)) if len(context) else nothing
        for back, row in enumerate(context):
            at = hits[rows[hits] == row]
            if not len(at):
                continue
            # Seeds after a long session still count: beyond ten steps the weight no longer falls.
            decay = DECAY ** min(back, CONTEXT)
            for ahead in range(1, REACH + 1):
                to = at + ahead
                to = to[to < len(rows)]
                to = to[(number[to] == number[to - ahead]) & (rows[to] >= 0) & (rows[to] != row)]
                if not len(to):
                    continue
                weight = np.full(len(to), decay / ahead / (len(at) * HARMONIC))
                rules += np.bincount(rows[to], weights=weight, minlength=s.size)
                found.append((rows[to], np.full(len(to), row, np.int64), kept[to], weight))
                if back == 0 and ahead == 1:
                    steps = np.bincount(rows[to], minlength=s.size) / (len(at) + 1.0)
        values = STEP_WEIGHT * saturating(steps, EPSILON) + RULE_WEIGHT * saturating(rules, EPSILON)
        seen: BoolArray = rules > 0
        found.append((nothing, nothing, nothing, np.zeros(0)))
        return SessionScores(
            np.where(seen, values, np.nan),
            s,
            target=np.concatenate([part[0] for part in found]),
            source=np.concatenate([part[1] for part in found]),
            place=np.concatenate([part[2] for part in found]),
            weight=np.concatenate([part[3] for part in found]),
        )
