"""Which tracks the person took out of the library: one by one, or with a folder. Nothing of theirs is deleted.

`track.removed_ms` says whether a track is out; it is computed here from the removals and the roots that hold, so that
any of them can be undone at any time. A file belongs (`file.root`) to the innermost root in use that covers it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from desktop_app.store import recordings
from desktop_app.store.aliases import with_joined
from desktop_app.store.connection import as_json_list

# Out: by a removal that holds; or it has files (current ones, if it has any), and none of them in a root in use.
_SETTLE = """
WITH asked(track) AS (SELECT value FROM json_each(?1)),
     member(track, of) AS (
       SELECT a.track, a.track FROM asked a
       UNION SELECT a.track, r.track FROM asked a JOIN derived.recording_of r ON r.shown = a.track),
     place(track, used, current) AS (
       SELECT m.track, o.removed_ms IS NULL, l.superseded_ms IS NULL
       FROM member m JOIN location l ON l.track = m.of JOIN file f ON f.id = l.file JOIN root o ON o.id = f.root),
     kept(track, out) AS (
       SELECT track, CASE WHEN max(current) THEN NOT max(current AND used) ELSE NOT max(used) END
       FROM place GROUP BY track),
     held(track) AS (
       SELECT DISTINCT r.track FROM removal r JOIN act ON act.id = r.act
       WHERE r.ended_ms IS NULL AND act.undone_ms IS NULL AND r.track IN (SELECT track FROM asked)),
     state(track, out) AS (
       SELECT a.track, EXISTS (SELECT 1 FROM held h WHERE h.track = a.track) OR coalesce(k.out, 0)
       FROM asked a LEFT JOIN kept k USING (track))
UPDATE track SET removed_ms = CASE WHEN s.out THEN coalesce(removed_ms, ?2) END
FROM state s WHERE s.track = track.id AND (track.removed_ms IS NOT NULL) <> s.out
"""


def settle(con: sqlite3.Connection, tracks: Iterable[int], now_ms: int) -> None:
    """Say anew of these tracks whether they are out, inside the caller's transaction. Showing them is the caller's."""
    con.execute(_SETTLE, (as_json_list(tracks), now_ms))


def remove(con: sqlite3.Connection, act: int, tracks: Iterable[int], now_ms: int) -> set[int]:
    """Take tracks out, with all that are joined with them; those touched."""
    touched = with_joined(con, tracks)
    con.execute(
        "INSERT OR IGNORE INTO removal(act, track, was_away) "
        "SELECT ?, t.id, NOT EXISTS (SELECT 1 FROM location l JOIN file f ON f.id = l.file "
        "  WHERE l.track = t.id AND l.superseded_ms IS NULL AND f.away_ms IS NULL) "
        "FROM track t WHERE t.id IN (SELECT value FROM json_each(?))",
        (act, as_json_list(touched)),
    )
    settle(con, touched, now_ms)
    return touched


def removed_by(con: sqlite3.Connection, act: int) -> set[int]:
    """The tracks that an act took out by name."""
    return {int(track) for (track,) in con.execute("SELECT track FROM removal WHERE act = ?", (act,))}


def found_again(con: sqlite3.Connection, tracks: Iterable[int], now_ms: int) -> None:
    """A scan has just met files of these tracks: whoever was taken out while it was away is back.

    One that was taken out while its file was there stays out. To be called before the tracks are shown anew.
    """
    out = _out(con, tracks)
    if not out:
        return
    out = _out(con, with_joined(con, out))  # one file speaks for all that are joined
    con.execute(
        "UPDATE removal SET ended_ms = ? WHERE ended_ms IS NULL AND was_away = 1 "
        "AND track IN (SELECT value FROM json_each(?))",
        (now_ms, as_json_list(out)),
    )
    settle(con, out, now_ms)
    recordings.settle(con, out)


def _out(con: sqlite3.Connection, tracks: Iterable[int]) -> list[int]:
    """Those of some tracks that are taken out."""
    rows = con.execute(
        "SELECT id FROM track WHERE removed_ms IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
        (as_json_list(tracks),),
    )
    return [int(track) for (track,) in rows]


def take_out_root(con: sqlite3.Connection, root: int, act: int, now_ms: int) -> set[int]:
    """Take a folder out; its tracks leave unless they also lie in another. The tracks touched."""
    touched = tracks_of_root(con, root)
    con.execute("UPDATE root SET removed_ms = ?, act = ? WHERE id = ?", (now_ms, act, root))
    rehome(con, _path_of(con, root))
    settle(con, touched, now_ms)
    return touched


def put_root_back(con: sqlite3.Connection, root: int, now_ms: int) -> set[int]:
    """A folder is in use, for the first time or again, and with it what is known to lie below it. The tracks touched.

    If an act had taken it out, that act counts as undone.
    """
    con.execute(
        "UPDATE act SET undone_ms = ? WHERE undone_ms IS NULL AND id = "
        "(SELECT act FROM root WHERE id = ? AND removed_ms IS NOT NULL)",
        (now_ms, root),
    )
    con.execute("UPDATE root SET removed_ms = NULL, act = NULL WHERE id = ?", (root,))
    path = _path_of(con, root)
    rehome(con, path)
    touched = tracks_below(con, path)
    settle(con, touched, now_ms)
    return touched


def tracks_of_root(con: sqlite3.Connection, root: int) -> set[int]:
    """Tracks with files that belong to a root, and all that are joined with them."""
    rows = con.execute("SELECT l.track FROM file f JOIN location l ON l.file = f.id WHERE f.root = ?", (root,))
    return with_joined(con, {track for (track,) in rows})


def tracks_below(con: sqlite3.Connection, folder: bytes) -> set[int]:
    """Tracks with files below a folder, and all that are joined with them."""
    rows = con.execute(
        "SELECT l.track FROM file f JOIN location l ON l.file = f.id WHERE f.path >= ? AND f.path < ?", below(folder)
    )
    return with_joined(con, {track for (track,) in rows})


def below(folder: bytes) -> tuple[bytes, bytes]:
    """The first path below a folder and the first behind all of them."""
    stem = folder.rstrip(b"/")
    return stem + b"/", stem + b"0"  # "0" follows "/"


def _path_of(con: sqlite3.Connection, root: int) -> bytes:
    return bytes(con.execute("SELECT path FROM root WHERE id = ?", (root,)).fetchone()[0])


def rehome(con: sqlite3.Connection, folder: bytes) -> None:
    """Give files below a folder to the innermost root in use that covers them, where one does."""
    first, behind = below(folder)
    used = con.execute("SELECT id, path FROM root WHERE removed_ms IS NULL").fetchall()
    for root, path in sorted(used, key=lambda one: len(one[1])):  # the inner ones come last and keep them
        start, end = below(bytes(path))
        start, end = max(start, first), min(end, behind)
        if start < end:
            con.execute("UPDATE file SET root = ? WHERE path >= ? AND path < ? AND root <> ?", (root, start, end, root))
