"""What can be corrected of a track: as it is shown, and as its file has it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence

from desktop_app.domain.acts import Details
from desktop_app.domain.ids import TrackId
from desktop_app.store.connection import Database, as_json_list

_FIELDS = ("title", "artist", "album", "album_artist", "genre", "year", "disc", "number", "compilation", "sort_artist")
_ROWS = """
SELECT s.track, s.corrected, s.title, s.artist, s.album, s.album_artist, s.genre, s.year, s.disc, s.number,
       s.compilation, l.sort_artist, s.own_cover,
       l.title, l.artist, l.album, l.album_artist, l.genres, l.year, l.disc, l.number, l.compilation, l.sort_artist,
       coalesce((SELECT c.sha256 FROM derived.cover c WHERE c.key = 'track:' || s.track),
                (SELECT c.sha256 FROM derived.cover c WHERE c.key = s.album_key), x'')
FROM derived.track_shown s JOIN location l ON l.id = s.location
WHERE s.track IN (SELECT value FROM json_each(?)) ORDER BY s.track
"""
_SORTS = """
SELECT s.track, o.value FROM derived.track_shown s
JOIN override o ON o.kind = 'track' AND o.uid = s.uid AND o.field = 'sort_artist' AND o.undone_ms IS NULL
WHERE s.track IN (SELECT value FROM json_each(?)) ORDER BY o.id
"""


def details(db: Database, tracks: Sequence[TrackId]) -> list[Details]:
    """The details of tracks, in the order asked; those that are not shown are left out."""
    ids = as_json_list(tracks)
    sorts: dict[int, str | None] = defaultdict(lambda: None, db.all(_SORTS, (ids,)))  # the last word counts
    found: dict[int, Details] = {}
    width = len(_FIELDS)
    for row in db.all(_ROWS, (ids,)):
        track = TrackId(row[0])
        corrected = frozenset(filter(None, str(row[1]).split(",")))
        shown = _named(row[2 : 2 + width])
        file = _named(row[3 + width : 3 + 2 * width])
        genres = [str(name) for name in json.loads(file["genre"] or "[]")]
        file["genre"] = "; ".join(genres)
        if (said := sorts[track]) is not None:
            shown["sort_artist"] = said
        file["cover"] = bytes(row[3 + 2 * width]).hex()
        shown["cover"] = bytes(row[2 + width]).hex() or file["cover"]
        found[track] = Details(track, shown, file, corrected)
    return [found[track] for track in tracks if track in found]


def _named(values: Sequence[object]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in zip(_FIELDS, values, strict=True)}
