"""From scores to a list: maximal marginal relevance over sound, artist and album, with a few drawn slots."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop_app.domain.tables import BoolArray, Float32Array, FloatArray, Int32Array, Int64Array
from desktop_app.recommend.chance import gumbel, wild_slots
from desktop_app.recommend.codes import same
from desktop_app.recommend.constrain import Fence, Windows
from desktop_app.recommend.situation import Situation, rows_of

ARTIST_REPEAT = 0.3
ALBUM_REPEAT = 0.15
"""Logits per earlier track of the same artist or album in the list. On real histories 0.3 costs 2 % of NDCG and beats
hard limits of equal diversity."""
SOUND_REPEAT = 1.0
"""Logits at a sound equal to that of an earlier track of the list."""
FIRST_LOOK = 20
"""The list is first tried from so many times its length."""
DRAWN_FROM = 50
"""A drawn slot is filled from so many of the best."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One track of the list, and what its place did to its score."""

    row: int
    variety: float
    drawn: float
    """Logits by which the draw lifted it; 0 outside drawn slots."""
    propensity: float | None
    nearest: int
    """Row of the earlier track of the list that sounds most alike, -1 if none does."""
    likeness: float
    artist_repeats: int


def build(
    situation: Situation, scores: FloatArray, fence: Fence, willing: BoolArray
) -> tuple[list[Placed], tuple[str, ...]]:
    """Fill the list greedily: at each place the best of score and variety among those that the windows let in.

    Variety only ever lowers a score, so a track whose score is below what a place was filled with need not be looked
    at: the list is made from the best few, and made again from more where that cannot be shown to be the same.

    Args:
        scores: sum of the terms, shape (n_tracks,).
        willing: tracks that nothing speaks against, shape (n_tracks,).
    Returns:
        The placed tracks in play order, and the names of constraints that had to be loosened.
    """
    at_hand = fence.allowed & willing
    size = FIRST_LOOK * wanted_count(situation)
    while size < situation.size:
        order = np.argsort(np.where(at_hand, -scores, np.inf), kind="stable")
        beyond = float(scores[order[size]]) if at_hand[order[size]] else -np.inf
        filled = _fill(situation, scores, fence, willing, np.sort(order[:size]), beyond)
        if filled is not None:
            return filled
        size *= 8
    whole = _fill(situation, scores, fence, willing, np.arange(situation.size), None)
    assert whole is not None  # only a part of the library can be too little
    return whole


def _fill(
    s: Situation, scores: FloatArray, fence: Fence, willing: BoolArray, rows: Int64Array, beyond: float | None
) -> tuple[list[Placed], tuple[str, ...]] | None:
    """The list made from some rows; None if a row left out might belong in it.

    Args:
        beyond: the best score of a willing track left out; None if no track is.
    """
    request, tracks = s.request, s.tracks
    before = rows_of(tracks, list(request.before))
    windows = Windows(tracks, rows, fence, willing, before[before >= 0])
    vary, chance = "variety" not in request.off_terms, "chance" not in request.off_terms
    drawn_slots = wild_slots(s.draw_seed, wanted_count(s)) if chance else frozenset()
    own, vectors, artist, album = scores[rows], s.space.vectors[rows], tracks.artist[rows], tracks.album[rows]
    alike = np.zeros(len(rows), np.float32)
    nearest = np.full(len(rows), -1, np.int64)
    artist_repeats, repeats = np.zeros(len(rows), np.int64), np.zeros(len(rows))
    placed: list[Placed] = []
    filled_ms = 0
    while not _full(s, len(placed), filled_ms):
        mask, strict = windows.candidates()
        if beyond is not None and not strict:
            return None
        if not mask.any():
            break
        variety = -(repeats + SOUND_REPEAT * alike) if vary else np.zeros(len(rows))
        value = np.where(mask, own + variety, -np.inf)
        if len(placed) in drawn_slots:
            best = np.argsort(-value, kind="stable")[:DRAWN_FROM]
            place, drawn, propensity = _draw(s, value[best], rows[best], len(placed))
            place, least = int(best[place]), float(value[best[-1]])
        else:
            place, drawn, propensity = int(np.argmax(value)), 0.0, None
            least = float(value[place])
        if beyond is not None and least <= beyond:
            return None
        placed.append(
            Placed(
                row=int(rows[place]),
                variety=float(variety[place]),
                drawn=drawn,
                propensity=propensity,
                nearest=int(nearest[place]),
                likeness=float(alike[place]),
                artist_repeats=int(artist_repeats[place]),
            )
        )
        windows.take(place)
        filled_ms += _length_ms(s, int(rows[place]))
        artist_repeats += same(artist, place)
        repeats += ARTIST_REPEAT * same(artist, place) + ALBUM_REPEAT * same(album, place)
        likeness = vectors @ vectors[place]
        closer = likeness > alike
        alike[closer], nearest[closer] = likeness[closer], rows[place]
    return placed, (*fence.relaxed, *windows.relaxed)


def most_relevant(
    scores: FloatArray, vectors: Float32Array, artist: Int32Array, album: Int32Array, count: int
) -> list[int]:
    """Places of the `count` best by score and variety, in list order, without windows and draws.

    Args:
        scores: shape (n,), n >= count; `vectors` (n, dimensions), `artist` and `album` codes (n,) belong to them.
    """
    left = scores.astype(np.float64)
    alike = np.zeros(len(scores), np.float32)
    chosen: list[int] = []
    for _ in range(count):
        row = int(np.argmax(left - SOUND_REPEAT * alike))
        chosen.append(row)
        left -= ARTIST_REPEAT * same(artist, row) + ALBUM_REPEAT * same(album, row)
        left[row] = -np.inf
        np.maximum(alike, vectors @ vectors[row], out=alike)
    return chosen


def wanted_count(situation: Situation) -> int:
    """How many tracks the list may hold; an estimate where a time is asked for."""
    s = situation
    wanted = s.request.count if s.request.minutes is None else round(s.request.minutes * 60_000 / _typical_ms(s))
    return max(1, min(wanted, s.size))


def _full(s: Situation, count: int, filled_ms: int) -> bool:
    if s.request.minutes is None:
        return count >= s.request.count
    return filled_ms >= s.request.minutes * 60_000


def _typical_ms(s: Situation) -> int:
    known = s.tracks.duration_ms[s.tracks.duration_ms > 0]
    return int(np.median(known)) if len(known) else 240_000


def _length_ms(s: Situation, row: int) -> int:
    own = int(s.tracks.duration_ms[row])
    return own if own > 0 else _typical_ms(s)


def _draw(s: Situation, value: FloatArray, rows: Int64Array, slot: int) -> tuple[int, float, float]:
    """Draw from the softmax over values, best first: adding Gumbel noise and taking the best does just that.

    Returns:
        The place among the values, the noise that lifted it, and the probability with which it was drawn.
    """
    noise = gumbel(s.draw_seed, slot + 1, s.tracks.ids[rows])
    chosen = int(np.argmax(value + noise))
    weight = np.exp(value - value[0])
    return chosen, float(noise[chosen]), float(weight[chosen] / weight.sum())
