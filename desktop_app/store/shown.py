"""Keeps what lists show in step with user.db: tracks, artists, albums, and the words they are searched by.

Every writer calls `refresh` with the tracks it touched, inside its own transaction.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from desktop_app.store import browse_rows, plays, recordings, search_index
from desktop_app.store.aliases import with_joined
from desktop_app.store.codes import codes_of
from desktop_app.store.connection import as_json_list
from desktop_app.store.shown_rows import COLUMNS, LOSSLESS, Location, Said, Shown, in_folder, shown
from desktop_app.store.stamps import PLAYS, STALE, TRACKS, stamp

_BATCH = 2000


def _sql(field: str) -> str:
    """A field of Location in SQL."""
    return {"file": "f.id", "path": "f.path"}.get(field, f"l.{field}")


_JOINED = "SELECT track, shown FROM derived.recording_of WHERE track IN (SELECT value FROM json_each(?))"
_MEMBERS = """
SELECT id, uid, added_ms FROM main.track WHERE removed_ms IS NULL AND id IN (SELECT value FROM json_each(?))
"""
_KEYS = """
SELECT track, key, start_75, end_75 FROM main.track_key WHERE track IN (SELECT value FROM json_each(?)) ORDER BY id DESC
"""
_LOCATIONS = f"""
SELECT l.superseded_ms, f.away_ms, f.root, {", ".join(_sql(name) for name in Location._fields)}
FROM main.location l JOIN main.file f ON f.id = l.file WHERE l.track IN (SELECT value FROM json_each(?))
"""
_CORRECTIONS = """
SELECT t.id, o.field, o.value FROM main.track t
CROSS JOIN main.override o ON o.kind = 'track' AND o.uid = t.uid AND o.undone_ms IS NULL
WHERE t.id IN (SELECT value FROM json_each(?)) ORDER BY o.id
"""
_RATINGS = """
SELECT t.id, f.value FROM main.track t
CROSS JOIN main.feedback f ON f.target_uid = t.uid AND f.kind = 'rating' AND f.undone_ms IS NULL
WHERE t.id IN (SELECT value FROM json_each(?)) ORDER BY f.at_ms, f.id
"""
_LENGTHS = """
SELECT k.key, t.start_75, t.end_75, t.duration_ms FROM (
  SELECT DISTINCT key FROM main.track_key WHERE track IN (SELECT value FROM json_each(?))
) k JOIN derived.true_length t ON t.key = k.key
"""
_ALL = "SELECT id FROM main.track UNION SELECT track FROM derived.search_text"
"""What may have to be shown, and what the search index, which is kept in step by itself, may have to forget."""
_ROOTS = "SELECT id, path, removed_ms IS NULL FROM main.root"
_RULES = "SELECT path FROM main.folder_rule WHERE undone_ms IS NULL AND rule = 'never'"
_OLD = f"SELECT {', '.join(COLUMNS)} FROM derived.track_shown WHERE track IN (SELECT value FROM json_each(?))"
_PUT = f"INSERT OR REPLACE INTO derived.track_shown({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
_ALBUM_CODE = COLUMNS.index("album_code")
_ID, _TRACK, _CODEC, _BITRATE = (3 + Location._fields.index(name) for name in ("id", "track", "codec", "bitrate"))
_NOTHING: dict[str, str] = {}


def refresh(con: sqlite3.Connection, tracks: Iterable[int]) -> None:
    """Show these tracks anew, and what is joined with them, inside the caller's transaction.

    What a track shows is computed from its locations, the person's corrections and ratings, the rules for folders,
    `derived.recording_of` and `derived.true_length`; whoever changes one of these calls this with the tracks concerned.
    """
    wanted = {int(track) for track in tracks}
    heads: dict[int, int] = {}
    if _any(con, "derived.recording_of"):
        wanted = with_joined(con, wanted)
        heads = dict(con.execute(_JOINED, (as_json_list(wanted),)))
    ordered = sorted(wanted, key=lambda track: (heads.get(track, track), track))
    for start in _cuts(ordered, heads):
        _refresh(con, ordered[start], heads)
    stamp(con, TRACKS)


def _cuts(ordered: Sequence[int], heads: Mapping[int, int]) -> Iterator[slice]:
    """Batches in which what is joined stays together."""
    start = 0
    while start < len(ordered):
        end = min(start + _BATCH, len(ordered))
        while end < len(ordered) and heads.get(ordered[end]) == heads.get(ordered[end - 1], ordered[end - 1]):
            end += 1
        yield slice(start, end)
        start = end


def _any(con: sqlite3.Connection, table: str) -> bool:
    return bool(con.execute(f"SELECT EXISTS (SELECT 1 FROM {table})").fetchone()[0])


def _refresh(con: sqlite3.Connection, batch: Sequence[int], heads: Mapping[int, int]) -> None:
    ids = as_json_list(batch)
    old = {row[0]: row for row in con.execute(_OLD, (ids,))}
    new = _made(con, ids, heads)
    genres = codes_of(con, "genre", {track.genre for track in new})
    codecs = codes_of(con, "codec", {track.codec for track in new})
    for track in new:
        track.genre_code, track.codec_code = genres[track.genre], codecs[track.codec]
    browse_rows.refresh_artists(con, new, batch)
    browse_rows.refresh_albums(con, new, {row[_ALBUM_CODE] for row in old.values()}, batch)
    rows = [row for track in new if old.get((row := track.row())[0]) != row]
    con.executemany(_PUT, rows)
    shown_now = {track.track for track in new}
    con.executemany(
        "DELETE FROM derived.track_shown WHERE track = ?", [(track,) for track in old if track not in shown_now]
    )
    search_index.refresh(con, new, batch)


def _made(con: sqlite3.Connection, ids: str, heads: Mapping[int, int]) -> list[Shown]:
    """The tracks of a batch that are shown, by id; none for one that is removed or joined to another."""
    members: dict[int, tuple[str, int]] = {track: (uid, ms) for track, uid, ms in con.execute(_MEMBERS, (ids,))}
    keys: dict[int, dict[tuple[int, int], bytes]] = defaultdict(dict)
    for track, key, begin, end in con.execute(_KEYS, (ids,)):  # the oldest comes last
        keys[track][begin, end] = key
    added: dict[int, int] = {}
    for track, (_, added_ms) in members.items():
        head = heads.get(track, track)
        added[head] = min(added_ms, added.get(head, added_ms))
    roots = {number: (bytes(path), used) for number, path, used in con.execute(_ROOTS)}
    spoken, copies = _speaking(con, ids, members, heads, {number for number, (_, used) in roots.items() if used})
    corrections = _corrections(con, ids, heads)
    ratings = _ratings(con, ids, heads)
    rules = [bytes(path) for (path,) in con.execute(_RULES)]
    lengths: dict[tuple[bytes, int, int], int] = {}
    if _any(con, "derived.true_length"):
        lengths = {(key, begin, end): ms for key, begin, end, ms in con.execute(_LENGTHS, (ids,))}
    found = []
    for head in sorted(spoken):
        location, root = spoken[head]
        own = keys[location.track]
        key = own.get((location.start_75, location.end_75)) or next(reversed(own.values()))
        said = Said(
            head,
            members[head][0],
            key,
            roots[root][0],
            added[head],
            copies[head] > 0,
            copies[head],
            corrections.get(head, _NOTHING),
            ratings.get(head),
            bool(rules) and in_folder(location.path, rules),
            lengths.get((key, location.start_75, location.end_75)),
        )
        found.append(shown(location, said))
    return found


def _speaking(
    con: sqlite3.Connection,
    ids: str,
    members: Mapping[int, tuple[str, int]],
    heads: Mapping[int, int],
    roots: Set[int],
) -> tuple[dict[int, tuple[Location, int]], dict[int, int]]:
    """The location that speaks for each track with its root, and how many are present.

    One that is present in one of `roots` comes first, then the better sound, then the oldest. Of those that are gone,
    one whose file holds other sound now comes behind one that is only away, and then the one speaks that went last.
    """
    best: dict[int, tuple[tuple[int, ...], tuple[Any, ...]]] = {}
    copies: dict[int, int] = defaultdict(int)
    for row in con.execute(_LOCATIONS, (ids,)):
        superseded, away, track = row[0], row[1], row[_TRACK]
        head = heads.get(track, track)
        if track not in members or head not in members:
            continue
        used = row[2] in roots
        present = used and superseded is None and away is None
        copies[head] += present
        rank = (
            present,
            used,
            superseded is None,
            0 if present else max(superseded or 0, away or 0),
            row[_CODEC] in LOSSLESS,
            row[_BITRATE] or 0,
            -row[_ID],
        )
        if head not in best or rank > best[head][0]:
            best[head] = (rank, row)
    return {head: (Location._make(row[3:]), row[2]) for head, (_, row) in best.items()}, copies


def _corrections(con: sqlite3.Connection, ids: str, heads: Mapping[int, int]) -> dict[int, dict[str, str]]:
    """What the person corrected, by shown track: the newest word on each field, of the shown track before others."""
    found: dict[int, dict[str, str]] = {}
    if not _any(con, "main.override"):
        return found
    own: dict[int, dict[str, str | None]] = defaultdict(dict)
    for track, field, value in con.execute(_CORRECTIONS, (ids,)):
        own[track][field] = value
    for track in sorted(own, key=lambda track: track not in heads):
        found.setdefault(heads.get(track, track), {}).update(
            {field: value for field, value in own[track].items() if value is not None}
        )
    return found


def _ratings(con: sqlite3.Connection, ids: str, heads: Mapping[int, int]) -> dict[int, float | None]:
    """The newest rating of each shown track, whichever of its recordings it was given to."""
    if not _any(con, "main.feedback"):
        return {}
    return {heads.get(track, track): value for track, value in con.execute(_RATINGS, (ids,))}


def catch_up(con: sqlite3.Connection) -> None:
    """Compute again what is stale, inside the caller's transaction."""
    for (part,) in con.execute(STALE).fetchall():
        rebuild(con, part)


def rebuild(con: sqlite3.Connection, what: str) -> None:
    """Compute a part again from user.db, inside the caller's transaction."""
    if what == TRACKS:
        for table in ("track_shown", "credit_shown", "artist_shown", "album_shown", "name_code"):
            con.execute(f"DELETE FROM derived.{table}")
        recordings.rebuild(con)
        refresh(con, [track for (track,) in con.execute(_ALL)])
    elif what == PLAYS:
        plays.rebuild(con)
    else:
        raise ValueError(f"Nothing is called {what}")
