"""What the person said about tracks, artists and reasons. It is said and taken back by acts (`store.edits`)."""

from __future__ import annotations

import json

from desktop_app.domain.ids import TrackId, Uid
from desktop_app.store.aliases import SHOWN_OF
from desktop_app.store.connection import Database, from_ms
from desktop_app.store.records import Feedback

# Of what excludes each other the last word holds.
_ACTIVE = """
WITH held AS (
  SELECT id, kind, target_uid, value, scope, at_ms, until_ms, source,
         row_number() OVER (
           PARTITION BY target_uid, scope, CASE WHEN kind IN ('like', 'dislike') THEN 'opinion' ELSE kind END
           ORDER BY id DESC) AS age
  FROM feedback WHERE undone_ms IS NULL AND (until_ms IS NULL OR until_ms > ?))
SELECT id, kind, target_uid, value, scope, at_ms, until_ms, source FROM held
WHERE age = 1 AND (kind <> 'rating' OR value IS NOT NULL) AND (? IS NULL OR kind = ?) ORDER BY id
"""


_BARRING = ("dislike", "not-now", "tired")
_BARRED = f"""
SELECT {SHOWN_OF.format("t.id")} FROM track t WHERE t.uid IN (SELECT value FROM json_each(?1))
UNION SELECT s.track FROM derived.track_shown s
WHERE s.artist_key IN (SELECT key FROM artist WHERE uid IN (SELECT value FROM json_each(?2)))
"""


class FeedbackRepository:
    """Kinds: like, dislike, not-now, tired, mute-artist, mute-reason, rating (its value 0 to 1)."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def active(self, kind: str | None = None) -> list[Feedback]:
        """What holds now: not undone, not run out, not said otherwise since; oldest first."""
        return [
            Feedback(i, kind, Uid(target), value, scope, from_ms(at), None if until is None else from_ms(until), source)
            for i, kind, target, value, scope, at, until, source in self._db.all(
                _ACTIVE, (self._db.now_ms(), kind, kind)
            )
        ]

    def ratings(self) -> dict[Uid, float]:
        """What tracks were given, 0 to 1."""
        return {said.target_uid: said.value for said in self.active("rating") if said.value is not None}

    def barred(self) -> set[TrackId]:
        """Tracks that no list should hold now: disliked, put off for a while, or of a muted artist."""
        said = self.active()
        barring = [one.target_uid for one in said if one.kind in _BARRING]
        muted = [one.target_uid for one in said if one.kind == "mute-artist"]
        if not barring and not muted:
            return set()
        return {TrackId(track) for (track,) in self._db.all(_BARRED, (json.dumps(barring), json.dumps(muted)))}
