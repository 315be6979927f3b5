"""Artist and album: what the person plays of a track's artist, and whether it continues the session's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop_app.domain.tables import FloatArray
from desktop_app.recommend.codes import same, spread
from desktop_app.recommend.history import KEPT
from desktop_app.recommend.memory import saturating
from desktop_app.recommend.protocols import Evidence
from desktop_app.recommend.situation import NO_SEQ, Situation

# Pooled from a conditional logit on the next play of six real listeners, rounded.
SHARE_AT_START = 0.10  # the fit gives 0.23, which costs NDCG@10 at session starts (0.115, with this 0.118)
SHARE_IN_SESSION = -0.15
ARTIST_IN_SESSION = 0.30
ALBUM_IN_SESSION = 0.04
SAME_ARTIST = 1.13
SAME_ALBUM = 0.02
NEW_OF_ARTIST = 1.54
NEW_OF_ALBUM = 1.98
EPSILON = 1e-2
RADIO_FACTOR = 0.5
"""From seeds a listener wants more like them rather than more by them."""


@dataclass(frozen=True)
class ArtistScores:
    """Logits. No opinion on tracks whose artist and album were never played."""

    values: FloatArray
    situation: Situation
    share: FloatArray

    def evidence(self, row: int) -> Evidence:
        s = self.situation
        by_artist = same(s.tracks.artist, row)
        near = by_artist | same(s.tracks.album, row)
        mine = s.places_of(np.flatnonzero(near))
        mine = mine[s.events.kept[mine] > 0]
        plays = s.events.kept[mine[by_artist[s.rows[mine]]]] >= KEPT
        listens = s.heaviest(mine, s.events.kept[mine] * (s.hours[mine] + 1.0) ** -0.5)
        context, seqs = s.context
        seeds = context[seqs == NO_SEQ]
        facts = {
            "artist_plays": float(np.count_nonzero(plays)),
            "artist_share": float(self.share[row]),
            "same_artist": float(s.in_session and by_artist[s.last_row]),
            "same_album": float(s.in_session and same(s.tracks.album, row)[s.last_row]),
        }
        return Evidence(listens=listens, tracks=s.track_ids(seeds[near[seeds]]), facts=facts)


class ArtistScorer:
    """Share of the artist in past plays, its part in the session, and whether the last kept track was of the same."""

    term = "artist"

    def score(self, situation: Situation) -> ArtistScores:
        s = situation
        artist, album = s.tracks.artist, s.tracks.album
        strength = s.total(s.events.kept * (s.hours + 1.0) ** -0.5)
        share = spread(artist, strength) / max(float(strength.sum()), 1e-12)
        known = spread(artist, s.plays) > 0
        known |= spread(album, s.plays) > 0
        if not s.in_session:
            return ArtistScores(np.where(known, SHARE_AT_START * saturating(share, EPSILON), np.nan), s, share)
        in_context = np.zeros(s.size)
        np.add.at(in_context, s.context[0], s.context_weight)
        artist_now, album_now = spread(artist, in_context), spread(album, in_context)
        same_artist, same_album = same(artist, s.last_row), same(album, s.last_row)
        values = (
            SHARE_IN_SESSION * saturating(share, EPSILON)
            + ARTIST_IN_SESSION * saturating(artist_now, EPSILON)
            + ALBUM_IN_SESSION * saturating(album_now, EPSILON)
            + SAME_ARTIST * same_artist
            + SAME_ALBUM * same_album
            + np.where(s.unheard, NEW_OF_ARTIST * same_artist + NEW_OF_ALBUM * same_album, 0.0)
        )
        if s.request.seeds:
            values *= RADIO_FACTOR
        known |= (artist_now > 0) | (album_now > 0)
        return ArtistScores(np.where(known, values, np.nan), s, share)
