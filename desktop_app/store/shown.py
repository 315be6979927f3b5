"""Keeps `track_shown` and `track_search` of derived.db in step with user.db."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

from desktop_app.store import plays
from desktop_app.store.connection import as_json_list
from desktop_app.store.keys import LAST, album_key, fold, sort_key
from desktop_app.store.stamps import PLAYS, STALE, TRACKS, stamp

_BATCH = 2000
_NUMBER_LAST = 1_000_000

# The location that speaks for a track: a present one, the oldest; else the one that went away last.
_LOCATIONS = """
SELECT t.id, t.uid, t.added_ms, k.key,
       l.superseded_ms IS NULL AND f.away_ms IS NULL, f.id, f.path,
       l.title, l.artist, l.album, l.album_artist, l.genres, l.year, l.disc, l.number, l.duration_ms, l.sort_artist,
       l.original_year, k.start_75, k.end_75, l.codec, l.bitrate
FROM main.track t
JOIN main.track_key k ON k.id = (SELECT min(id) FROM main.track_key WHERE track = t.id)
JOIN main.location l ON l.track = t.id
JOIN main.file f ON f.id = l.file
WHERE t.removed_ms IS NULL AND t.id IN (SELECT value FROM json_each(?))
ORDER BY t.id, l.superseded_ms IS NULL AND f.away_ms IS NULL DESC, l.superseded_ms IS NULL DESC,
         max(coalesce(l.superseded_ms, 0), coalesce(f.away_ms, 0)) DESC, l.id
"""

_PUT_SHOWN = """
INSERT OR REPLACE INTO derived.track_shown(
  track, uid, added_ms, key, present, file, path, title, artist, album, album_artist, genre, year, disc, number,
  duration_ms, artist_key, album_key, artist_code, album_code, artist_sort, album_sort, title_sort,
  disc_sort, number_sort, original_year, start_75, end_75, codec, bitrate, copies, rating, not_music, season, corrected)
VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
"""


class _Codes:
    """Integer codes for keys, looked up or made within one transaction."""

    def __init__(self, con: sqlite3.Connection) -> None:
        self._con = con
        self._known: dict[tuple[str, str], int] = {}

    def of(self, kind: str, key: str) -> int:
        """The code of a key; -1 for the empty one."""
        if not key:
            return -1
        code = self._known.get((kind, key))
        if code is None:
            row = self._con.execute("SELECT id FROM derived.name_code WHERE kind = ? AND key = ?", (kind, key))
            found = row.fetchone()
            if found is None:
                made = self._con.execute("INSERT INTO derived.name_code(kind, key) VALUES (?, ?)", (kind, key))
                code = int(made.lastrowid or 0)
            else:
                code = int(found[0])
            self._known[kind, key] = code
        return code


def refresh(con: sqlite3.Connection, tracks: Iterable[int]) -> None:
    """Show these tracks anew, inside the caller's transaction."""
    wanted = sorted({int(t) for t in tracks})
    codes = _Codes(con)
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        rows: list[tuple[Any, ...]] = []
        texts: list[tuple[int, str]] = []
        previous = None
        for found in con.execute(_LOCATIONS, (as_json_list(batch),)):
            if found[0] == previous:
                continue  # the first location of a track speaks for it
            previous = found[0]
            rows.append(_shown_row(found, codes))
            texts.append((found[0], _search_text(found)))
        con.executemany(_PUT_SHOWN, rows)
        con.executemany("INSERT OR REPLACE INTO derived.track_search(track, text) VALUES (?, ?)", texts)
        gone = set(batch) - {row[0] for row in rows}
        for table in ("track_shown", "track_search"):
            con.executemany(f"DELETE FROM derived.{table} WHERE track = ?", [(track,) for track in gone])
    stamp(con, TRACKS)


def _shown_row(found: tuple[Any, ...], codes: _Codes) -> tuple[Any, ...]:
    (track, uid, added, key, present, file, path, title, artist, album) = found[:10]
    (album_artist, genres, year, disc, number, duration, sort_artist) = found[10:17]
    original_year, start, end, codec, bitrate = found[17:]
    artist_key = fold(artist)
    of_album = album_key(album, album_artist, path)
    return (
        track,
        uid,
        added,
        key,
        present,
        file,
        path,
        title,
        artist,
        album,
        album_artist,
        "; ".join(json.loads(genres)),
        year,
        disc,
        number,
        duration,
        artist_key,
        of_album,
        codes.of("artist", artist_key),
        codes.of("album", of_album),
        sort_key(sort_artist or artist),
        sort_key(album),
        fold(title) or LAST,
        1 if disc is None else disc,
        _NUMBER_LAST if number is None else number,
        original_year,
        start,
        end,
        codec,
        bitrate,
        1,
        None,
        "",
        "",
        "",
    )


def _search_text(found: tuple[Any, ...]) -> str:
    title, artist, album, genres = found[7], found[8], found[9], json.loads(found[11])
    return "\n".join(fold(part) for part in (title, artist, album, *genres))


def catch_up(con: sqlite3.Connection) -> None:
    """Compute again what is stale, inside the caller's transaction."""
    for (part,) in con.execute(STALE).fetchall():
        rebuild(con, part)


def rebuild(con: sqlite3.Connection, what: str) -> None:
    """Compute a part again from user.db, inside the caller's transaction."""
    if what == TRACKS:
        for table in ("track_shown", "track_search", "name_code"):
            con.execute(f"DELETE FROM derived.{table}")
        refresh(con, [row[0] for row in con.execute("SELECT id FROM main.track WHERE removed_ms IS NULL")])
    elif what == PLAYS:
        plays.rebuild(con)
    else:
        raise ValueError(f"Nothing is called {what}")
