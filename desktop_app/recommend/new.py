"""New: the dial. One offset for all tracks never heard brings their share of the list near the wished one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop_app.domain.tables import BoolArray, FloatArray
from desktop_app.recommend.codes import place_within
from desktop_app.recommend.constrain import ALBUM_LIMIT, ARTIST_LIMIT
from desktop_app.recommend.protocols import Evidence
from desktop_app.recommend.situation import HOUR_MS, Situation

FRESH = 0.4
"""Logits of a track added this moment."""
FRESH_HALF_LIFE_DAYS = 14.0
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
    """Score tracks never heard so that about `request.share_new` of the best `count` are of them.

    Args:
        base: sum of all other terms, shape (n_tracks,).
        at_hand: tracks that may enter the list and that nothing speaks against, shape (n_tracks,).
    """
    s = situation
    days = np.maximum(0.0, (s.now_ms - s.tracks.added_ms) / (24 * HOUR_MS))
    fresh = FRESH * 0.5 ** (days / FRESH_HALF_LIFE_DAYS)
    value = base + np.where(s.unheard, fresh, 0.0)
    # The windows let few tracks of an artist or album in, so only those can fill the list.
    for code, limit in ((s.tracks.artist, ARTIST_LIMIT), (s.tracks.album, ALBUM_LIMIT)):
        at_hand = at_hand & (place_within(code, np.where(at_hand, value, -np.inf)) < limit)
    known = np.sort(value[at_hand & ~s.unheard])[::-1]
    unheard = np.sort(value[at_hand & s.unheard])[::-1]
    offset = _offset(known, unheard, count, s.request.share_new)
    return NewScores(np.where(s.unheard, fresh + offset, np.nan), s, offset)


def _offset(known: FloatArray, unheard: FloatArray, count: int, share: float) -> float:
    """What to add to `unheard` so that round(share * count) of the best `count` of both are unheard.

    Both sorted, highest first. Where either is too short the other fills the list and nothing is pushed beyond need.
    """
    wanted = min(round(share * count), len(unheard))
    wanted = max(wanted, min(count - len(known), len(unheard)))
    stay = count - wanted  # so many known ones in the list
    # The last wanted one has to beat the first known one left out, the first unwanted one to lose to the last known in.
    low = known[stay] - unheard[wanted - 1] if wanted > 0 and stay < len(known) else -np.inf
    high = known[stay - 1] - unheard[wanted] if 0 < stay <= len(known) and wanted < len(unheard) else np.inf
    if np.isinf(low) and np.isinf(high):
        return 0.0
    if np.isinf(low):
        middle = min(0.0, high)
    elif np.isinf(high):
        middle = max(0.0, low)
    else:
        middle = (low + high) / 2
    return float(np.clip(middle, -LIMIT, LIMIT))
