"""From scores to a list: maximal marginal relevance over sound, artist and album, with a few drawn slots."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop_app.domain.tables import BoolArray, Float32Array, FloatArray, Int32Array
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

    Args:
        scores: sum of the terms, shape (n_tracks,).
        willing: tracks that nothing speaks against, shape (n_tracks,).
    Returns:
        The placed tracks in play order, and the names of constraints that had to be loosened.
    """
    s = situation
    request, tracks = s.request, s.tracks
    before = rows_of(tracks, list(request.before))
    windows = Windows(tracks, fence, before[before >= 0], willing)
    vary, chance = "variety" not in request.off_terms, "chance" not in request.off_terms
    drawn_slots = wild_slots(request.rng, wanted_count(s)) if chance else frozenset()
    alike = np.zeros(s.size, np.float32)
    nearest = np.full(s.size, -1, np.int64)
    artists = np.zeros(int(tracks.artist.max(initial=-1)) + 2)
    albums = np.zeros(int(tracks.album.max(initial=-1)) + 2)
    placed: list[Placed] = []
    filled_ms = 0
    while not _full(s, len(placed), filled_ms):
        mask = windows.candidates()
        if not mask.any():
            break
        artists[-1] = albums[-1] = 0.0  # the last place counts the unknown code
        repeats = ARTIST_REPEAT * artists[tracks.artist] + ALBUM_REPEAT * albums[tracks.album]
        variety = -(repeats + SOUND_REPEAT * alike) if vary else np.zeros(s.size)
        value = np.where(mask, scores + variety, -np.inf)
        if len(placed) in drawn_slots:
            row, drawn, propensity = _draw(s, value, len(placed))
        else:
            row, drawn, propensity = int(np.argmax(value)), 0.0, None
        placed.append(
            Placed(
                row=row,
                variety=float(variety[row]),
                drawn=drawn,
                propensity=propensity,
                nearest=int(nearest[row]),
                likeness=float(alike[row]),
                artist_repeats=int(artists[tracks.artist[row]]),
            )
        )
        windows.take(row)
        filled_ms += _length_ms(s, row)
        artists[tracks.artist[row]] += 1
        albums[tracks.album[row]] += 1
        likeness = s.space.vectors @ s.space.vectors[row]
        closer = likeness > alike
        alike[closer], nearest[closer] = likeness[closer], row
    return placed, tuple(windows.relaxed)


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
    """How many tracks the list will hold; an estimate where a time is asked for."""
    s = situation
    if s.request.minutes is None:
        return s.request.count
    return max(1, round(s.request.minutes * 60_000 / _typical_ms(s)))


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


def _draw(s: Situation, value: FloatArray, slot: int) -> tuple[int, float, float]:
    """Draw from the softmax over the best DRAWN_FROM: adding Gumbel noise and taking the best does just that.

    Returns:
        The row, the noise that lifted it, and the probability with which it was drawn.
    """
    best = np.argsort(-value, kind="stable")[:DRAWN_FROM]
    best = best[np.isfinite(value[best])]
    noise = gumbel(s.request.rng, slot + 1, s.tracks.ids[best])
    chosen = int(np.argmax(value[best] + noise))
    weight = np.exp(value[best] - value[best].max())
    return int(best[chosen]), float(noise[chosen]), float(weight[chosen] / weight.sum())
