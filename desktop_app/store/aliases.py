"""Recordings that were joined: one of them is shown, and what was said and heard of the others counts for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from desktop_app.store.connection import as_json_list

SHOWN_OF = "coalesce((SELECT r.shown FROM derived.recording_of r WHERE r.track = {0}), {0})"
"""SQL: the track under which the track {0} is shown. Name the table of {0} where it has one: a bare "track" would be
the column of `recording_of` itself."""

_GROUPS = """
WITH asked(track) AS (SELECT value FROM json_each(?)),
     heads(track) AS (SELECT coalesce(r.shown, a.track) FROM asked a LEFT JOIN derived.recording_of r USING (track))
SELECT track FROM asked UNION SELECT track FROM heads
UNION SELECT r.track FROM derived.recording_of r JOIN heads h ON r.shown = h.track
"""


def with_joined(con: sqlite3.Connection, tracks: Iterable[int]) -> set[int]:
    """These tracks and all that are joined with one of them."""
    return {int(track) for (track,) in con.execute(_GROUPS, (as_json_list(tracks),))}
