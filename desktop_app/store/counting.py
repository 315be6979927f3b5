"""Where the files of the library stand: how many there are of each kind, and how many are missing."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.store.connection import Database, as_json_list
from desktop_app.store.records import LibraryCounts

# A file speaks for a track if the track is shown with its path; one of music speaks for music at least once.
_SPEAKING = """
SELECT count(*), count(DISTINCT file), count(DISTINCT CASE WHEN not_music IN ('', 'short') THEN file END),
  coalesce(sum(NOT (start_75 = 0 AND end_75 = -1)), 0)
FROM derived.track_shown WHERE present = ? AND path >= ? AND path < ?
"""
# The same over the whole library, where no path has to be looked at: whole files speak for one track each, and of parts
# and of what is no music there are few, which have indexes of their own.
_TRACKS = "SELECT coalesce(sum(present), 0), count(*) FROM derived.track_shown"
_PARTS = """
SELECT count(*), count(DISTINCT file), count(DISTINCT CASE WHEN not_music IN ('', 'short') THEN file END)
FROM derived.track_shown WHERE (start_75 <> 0 OR end_75 <> -1) AND present = 1
"""
_WHOLE_ASIDE = """
SELECT count(*) FROM derived.track_shown
WHERE not_music NOT IN ('', 'short') AND present = 1 AND start_75 = 0 AND end_75 = -1
"""
IN_USE = "root NOT IN (SELECT id FROM root WHERE removed_ms IS NOT NULL)"
"""SQL: a file of a folder that was not taken out."""
_THERE = f"SELECT count(*), count(refused) FROM main.file WHERE away_ms IS NULL AND {IN_USE}"
_OUTSIDE = "SELECT EXISTS (SELECT 1 FROM main.file WHERE path < ?) OR EXISTS (SELECT 1 FROM main.file WHERE path >= ?)"
# Present files that hold nothing but tracks which the person took out.
_TAKEN_OUT = """
SELECT count(DISTINCT f.id) FROM track t CROSS JOIN location l ON l.track = t.id AND l.superseded_ms IS NULL
CROSS JOIN file f ON f.id = l.file
WHERE t.removed_ms IS NOT NULL AND f.away_ms IS NULL AND f.path >= ? AND f.path < ?
AND f.root NOT IN (SELECT id FROM root WHERE removed_ms IS NOT NULL) AND NOT EXISTS (
  SELECT 1 FROM location o JOIN track u ON u.id = o.track
  WHERE o.file = f.id AND o.superseded_ms IS NULL AND u.removed_ms IS NULL)
"""
# Files that hold tracks of the library of which no file is there.
_LOST = """
SELECT count(DISTINCT f.id) FROM file f JOIN location l ON l.file = f.id AND l.superseded_ms IS NULL
JOIN track t ON t.id = l.track AND t.removed_ms IS NULL
WHERE {0} AND NOT EXISTS (
  SELECT 1 FROM location o JOIN file g ON g.id = o.file
  WHERE o.track = t.id AND o.superseded_ms IS NULL AND g.away_ms IS NULL {1})
AND NOT EXISTS (
  SELECT 1 FROM derived.recording_of r JOIN location o ON o.track IN (r.track, r.shown) JOIN file g ON g.id = o.file
  WHERE r.shown = coalesce((SELECT a.shown FROM derived.recording_of a WHERE a.track = t.id), t.id)
  AND o.superseded_ms IS NULL AND g.away_ms IS NULL {1})
"""


def tracks(db: Database) -> int:
    """How many tracks are there."""
    return int(db.all(_TRACKS)[0][0])


def counts(db: Database, first: bytes, behind: bytes) -> LibraryCounts:
    """Over the paths from `first` on and before `behind`."""
    if not db.number(_OUTSIDE, (first, behind)):
        return _of_all(db, first, behind)
    found, speaking, singles, cue_tracks = db.all(_SPEAKING, (1, first, behind))[0]
    away = db.number(_SPEAKING, (0, first, behind))
    files, refused = db.all(f"{_THERE} AND path >= ? AND path < ?", (first, behind))[0]
    return _counts(db, first, behind, found, away, files, refused, speaking, singles, cue_tracks)


def _of_all(db: Database, first: bytes, behind: bytes) -> LibraryCounts:
    found, owned = db.all(_TRACKS)[0]
    cue_tracks, cut_files, cut_singles = db.all(_PARTS)[0]
    whole = found - cue_tracks
    singles = whole - db.number(_WHOLE_ASIDE) + cut_singles
    files, refused = db.all(_THERE)[0]
    return _counts(db, first, behind, found, owned - found, files, refused, whole + cut_files, singles, cue_tracks)


def _counts(
    db: Database,
    first: bytes,
    behind: bytes,
    found: int,
    away: int,
    files: int,
    refused: int,
    speaking: int,
    singles: int,
    cue_tracks: int,
) -> LibraryCounts:
    files -= db.number(_TAKEN_OUT, (first, behind))
    duplicates = files - refused - speaking
    return LibraryCounts(found, away, files, duplicates, refused, singles, speaking - singles, cue_tracks)


def lost(db: Database, going: Sequence[int]) -> int:
    """How many of these files hold tracks that would be nowhere, were all of them to go."""
    wanted = _LOST.format(
        "f.id IN (SELECT value FROM json_each(?1))", "AND g.id NOT IN (SELECT value FROM json_each(?1))"
    )
    return db.number(wanted, (as_json_list(going),))


def still_lost(db: Database, root: int, first: bytes, behind: bytes) -> int:
    """How many files with such paths went since their root shrank and hold tracks that are nowhere."""
    since = "f.away_ms >= (SELECT shrunk_ms FROM root WHERE id = ?) AND f.path >= ? AND f.path < ?"
    return db.number(_LOST.format(since, ""), (root, first, behind))
