"""New: the dial. One offset for all tracks never heard brings their share of the list near the wished one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop_app.domain.tables import BoolArray, FloatArray, Int64Array
from desktop_app.recommend.codes import place_within
from desktop_app.recommend.constrain import ALBUM_LIMIT, ARTIST_LIMIT, WINDOW
from desktop_app.recommend.protocols import Evidence
from desktop_app.recommend.rerank import most_relevant
from desktop_app.recommend.situation import HOUR_MS, Situation

FRESH = 0.4
"""Logits of a track added this moment."""
FRESH_HALF_LIFE_DAYS = 14.0
LOOK_AT = 40
"""The pool of either kind is chosen among so many times the list's length."""
STEPS = 7
"""Halvings of the search for the offset: to 0.05 logits."""
EXPLORE_LEAD = 3.0
"""Logits by which what was never heard leads at least where the person asks to explore. A judgement: about what a few
plays are worth to a track, so that known ones come in late, not first."""
LIMIT = 6.0
"""The offset stays within +-LIMIT: the dial leans on the list, it does not overrule everything else."""


@dataclass(frozen=True)
class NewScores:
    """The offset and a little for tracks just added. No opinion on tracks heard before."""

    values: FloatArray
    situation: Situation
    offset: float

    def evidence(self, row: int) -> Evidence:
        s = self.situation
        days = max(0.0, (s.now_ms - float(s.tracks.added_ms[row])) / (24 * HOUR_MS))
        facts = {
            "days_in_library": days,
            "dial": s.request.share_new,
            "offset": self.offset,
            "unheard": float(np.count_nonzero(s.unheard & s.tracks.present)),
            "tracks": float(np.count_nonzero(s.tracks.present)),
        }
        return Evidence(facts=facts)


def new_scores(situation: Situation, base: FloatArray, at_hand: BoolArray, count: int) -> NewScores:
    """Score tracks never heard so that about `request.share_new` of a list of `count` are of them.

    Args:
        base: sum of all other terms, shape (n_tracks,).
        at_hand: tracks that may enter the list and that nothing speaks against, shape (n_tracks,).
    """
    s = situation
    days = np.maximum(0.0, (s.now_ms - s.tracks.added_ms) / (24 * HOUR_MS))
    fresh = FRESH * 0.5 ** (days / FRESH_HALF_LIFE_DAYS)
    value = base + np.where(s.unheard, fresh, 0.0)
    offset = _offset(s, value, _pool(s, value, at_hand, count), count)
    if s.request.mode == "explore":
        offset = max(offset, EXPLORE_LEAD)
    return NewScores(np.where(s.unheard, fresh + offset, np.nan), s, offset)


def _pool(s: Situation, value: FloatArray, at_hand: BoolArray, count: int) -> Int64Array:
    """Rows from which a list would be filled: the best known and the best unheard ones that the windows let in."""
    rounds = -(-count // WINDOW)
    parts = []
    for kind in (s.unheard, ~s.unheard):
        rows = np.flatnonzero(at_hand & kind)
        rows = rows[np.argsort(-value[rows], kind="stable")[: LOOK_AT * count]]
        for code, limit in ((s.tracks.artist, ARTIST_LIMIT), (s.tracks.album, ALBUM_LIMIT)):
            rows = rows[place_within(code[rows], value[rows]) < limit * rounds]
        parts.append(rows[: 3 * count])
    return np.concatenate(parts)


def _offset(s: Situation, value: FloatArray, pool: Int64Array, count: int) -> float:
    """The smallest offset, of either sign, with which the wished number of a list's tracks is unheard."""
    unheard = s.unheard[pool]
    known = int(np.count_nonzero(~unheard))
    count = min(count, len(pool))
    wanted = min(round(s.request.share_new * count), len(pool) - known)
    wanted = max(wanted, count - known)
    if not 0 < known < len(pool):
        return 0.0
    tracks = s.tracks
    vectors, artist, album = s.space.vectors[pool], tracks.artist[pool], tracks.album[pool]
    if "variety" in s.request.off_terms:
        vectors, artist, album = np.zeros_like(vectors), np.full_like(artist, -1), np.full_like(album, -1)

    def unheard_with(offset: float) -> int:
        chosen = most_relevant(value[pool] + offset * unheard, vectors, artist, album, count)
        return int(np.count_nonzero(unheard[chosen]))

    start = unheard_with(0.0)
    if start == wanted:
        return 0.0
    sign = 1.0 if start < wanted else -1.0
    low, high = 0.0, LIMIT
    for _ in range(STEPS):
        middle = (low + high) / 2
        if sign * (unheard_with(sign * middle) - wanted) >= 0:
            high = middle
        else:
            low = middle
    return sign * high
