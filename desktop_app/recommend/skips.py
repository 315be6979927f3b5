"""Skips: a decaying penalty for what was skipped, its artist, and what sounds like it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop_app.domain.tables import FloatArray, Int64Array
from desktop_app.recommend.codes import same, spread
from desktop_app.recommend.protocols import Evidence
from desktop_app.recommend.situation import Situation

# On real histories no skip term changes the accuracy of the next track; the penalties are there because a person who
# skips expects to be heeded. They are judgements, not fits.
TRACK = 2.0
ARTIST = 1.0
ALBUM = 0.5
SOUND = 1.0
"""Logits at the first fresh skip of a track, of its artist, its album, and of a track that sounds the same."""
# The album has the artist's half-life.
HALF_LIFE_H = {"track": 24.0 * 30, "artist": 24.0 * 3, "sound": 12.0}
SKIPPED_LATELY = 16
"""So many of the freshest skips are compared by sound."""


@dataclass(frozen=True)
class SkipScores:
    """Logits below 0. No opinion where nothing speaks against a track."""

    values: FloatArray
    situation: Situation
    by_sound: FloatArray
    lately: Int64Array

    def evidence(self, row: int) -> Evidence:
        s = self.situation
        by_artist, by_album = same(s.tracks.artist, row), same(s.tracks.album, row)
        use = by_artist | by_album
        use[row] = True
        tracks: Int64Array = np.zeros(0, np.int64)
        if len(self.lately) and self.by_sound[row] < 0:
            likeness = s.space.likeness(row, self.lately)
            order = np.argsort(-likeness, kind="stable")
            tracks = self.lately[order[likeness[order] > 0]][:3]
            use[tracks] = True
        places = s.places_of(np.flatnonzero(use))
        places = places[s.events.skip[places] > 0]
        rows = s.rows[places]
        here = rows == row
        facts = {
            "skips": float(np.count_nonzero(here)),
            "artist_skips": float(np.count_nonzero(by_artist[rows] & ~here)),
            "album_skips": float(np.count_nonzero(by_album[rows] & ~here)),
            "sound": float(self.by_sound[row]),
        }
        decay = 0.5 ** (s.hours[places] / HALF_LIFE_H["artist"])
        listens = s.heaviest(places, s.events.skip[places] * decay * np.where(here, 3.0, 1.0))
        return Evidence(listens=listens, tracks=s.track_ids(tracks), facts=facts)


class SkipScorer:
    """log2(1 + decayed skips), less what was kept in the same time; skips in a hunting run weigh nothing."""

    term = "skips"

    def score(self, situation: Situation) -> SkipScores:
        s = situation
        track = np.maximum(0.0, _balance(s, "track"))
        artist = np.maximum(0.0, spread(s.tracks.artist, _balance(s, "artist")))
        lately, strength = self._lately(s)
        by_sound = np.zeros(s.size)
        if len(lately):
            likeness = np.maximum(0.0, s.space.similarity(lately)).astype(np.float64)
            by_sound = -SOUND * np.log2(1.0 + (likeness**2 * strength).sum(axis=1))
        album = np.maximum(0.0, spread(s.tracks.album, _balance(s, "artist")))
        values = by_sound - sum(
            weight * np.log2(1.0 + excess) for weight, excess in ((TRACK, track), (ARTIST, artist), (ALBUM, album))
        )
        return SkipScores(np.where(values < 0, values, np.nan), s, by_sound, lately)

    @staticmethod
    def _lately(s: Situation) -> tuple[Int64Array, FloatArray]:
        """Rows of analysed tracks with the strongest fresh skips, and that strength."""
        strength = np.where(s.space.known, s.total(s.events.skip * 0.5 ** (s.hours / HALF_LIFE_H["sound"])), 0.0)
        order = np.argsort(-strength, kind="stable")[:SKIPPED_LATELY]
        order = order[strength[order] > 0.05]
        return order, strength[order]


def _balance(s: Situation, kind: str) -> FloatArray:
    """Decayed skips less decayed kept plays of each track, shape (n_tracks,)."""
    return s.total((s.events.skip - s.events.kept) * 0.5 ** (s.hours / HALF_LIFE_H[kind]))
