"""Keys over all of a recording's sound: what they confirm, and what they tell apart.

A file joins a track by its quick key, which reads a few pieces of the sound. Where that is not enough, because another
file of that track is there or the track's whole key is known, the file is in doubt until its own whole key is known.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from desktop_app.domain.records import FileStamp
from desktop_app.store.connection import Row, as_json_list
from desktop_app.store.file_rows import WHOLE_ALGORITHM, Place, algorithm_of, first_file, full_key_of
from desktop_app.store.tag_rows import COLUMNS

_DOUBTFUL = f"""
f.full_key IS NULL AND f.quick_key IS NOT NULL AND f.away_ms IS NULL AND f.refused IS NULL AND EXISTS (
  SELECT 1 FROM location l WHERE l.file = f.id AND l.superseded_ms IS NULL AND (
    EXISTS (SELECT 1 FROM track_key k WHERE k.track = l.track AND k.algorithm = '{WHOLE_ALGORITHM}'
            AND k.start_75 = l.start_75 AND k.end_75 = l.end_75)
    OR EXISTS (SELECT 1 FROM location o JOIN file g ON g.id = o.file
               WHERE o.track = l.track AND o.superseded_ms IS NULL AND o.file <> f.id AND g.away_ms IS NULL)))
"""


def suspect(con: sqlite3.Connection, tracks: Iterable[int]) -> None:
    """Mark the files of these tracks that may hold other sound than their track."""
    con.execute(
        "UPDATE file AS f SET doubt = 1 WHERE f.id IN (SELECT l.file FROM location l "
        f"WHERE l.superseded_ms IS NULL AND l.track IN (SELECT value FROM json_each(?))) AND {_DOUBTFUL}",
        (as_json_list(tracks),),
    )


def drop_doubts(con: sqlite3.Connection) -> None:
    """Forget doubts that came to nothing: the other file was this one before it was moved."""
    con.execute(f"UPDATE file AS f SET doubt = 0 WHERE f.doubt = 1 AND NOT ({_DOUBTFUL})")


def settle(con: sqlite3.Connection, keys: Sequence[tuple[FileStamp, bytes]], now_ms: int) -> tuple[int, set[int]]:
    """Note whole keys and tell apart what they show to be different.

    Returns:
        How many times something went to another track, and the tracks touched.
    """
    known = []
    for stamp, key in keys:
        row = con.execute(
            "UPDATE file SET full_key = ?, doubt = 0 "
            "WHERE path = ? AND size = ? AND mtime_ns = ? AND refused IS NULL RETURNING id",
            (key, stamp.path, stamp.size, stamp.mtime_ns),
        ).fetchone()
        if row is not None:  # else it changed meanwhile
            known.append((int(row[0]), key))
    settling = _Settling(con, now_ms)
    for file, key in sorted(known):
        settling.place(file, key)
    return settling.moved, settling.touched


class _Settling:
    """One transaction's worth of whole keys."""

    def __init__(self, con: sqlite3.Connection, now_ms: int) -> None:
        self._con = con
        self._now = now_ms
        self.moved = 0
        self.touched: set[int] = set()

    def place(self, file: int, key: bytes) -> None:
        """Let the locations of a file speak for the tracks that have this whole key."""
        for location, track, start, end in self._con.execute(
            "SELECT id, track, start_75, end_75 FROM location WHERE file = ? AND superseded_ms IS NULL", (file,)
        ).fetchall():
            place = (start, end)
            owner = self._con.execute(
                "SELECT track FROM track_key WHERE key = ? AND start_75 = ? AND end_75 = ?", (key, *place)
            ).fetchone()
            rival = full_key_of(self._con, track, place)
            if owner is not None:
                if owner[0] != track:
                    self._move(location, track, owner[0])
            elif rival is None:
                self._give_key(track, key, place, own=first_file(self._con, track, place) == file)
            elif _is_heir(self._con, track, location, rival, place):
                self._send_off(track, rival, place)
                self._give_key(track, key, place, own=first_file(self._con, track, place) == file)
            else:
                new = self._new_track()
                self._give_key(new, key, place, own=True)
                self._move(location, track, new)

    def _send_off(self, track: int, rival: bytes, place: Place) -> None:
        """Let what has the rival's sound be a track of its own."""
        new = self._new_track()
        self._con.execute("UPDATE track_key SET track = ? WHERE track = ? AND key = ?", (new, track, rival))
        for (location,) in self._con.execute(
            "SELECT l.id FROM location l JOIN file f ON f.id = l.file "
            "WHERE l.track = ? AND l.start_75 = ? AND l.end_75 = ? AND f.full_key = ?",
            (track, *place, rival),
        ).fetchall():
            self._move(location, track, new)

    def _move(self, location: int, old: int, new: int) -> None:
        """Let a location speak for another track. One that is all that is known of its track leaves a trace there."""
        self.moved += 1
        self.touched |= {old, new}
        (others,) = self._con.execute(
            "SELECT count(*) FROM location WHERE track = ? AND id <> ?", (old, location)
        ).fetchone()
        if others:
            self._con.execute("UPDATE location SET track = ? WHERE id = ?", (new, location))
            return
        self._con.execute("UPDATE location SET superseded_ms = ? WHERE id = ?", (self._now, location))
        columns = ", ".join(COLUMNS)
        made = self._con.execute(
            f"INSERT INTO location(track, file, start_75, end_75, {columns}) "
            f"SELECT ?, file, start_75, end_75, {columns} FROM location WHERE id = ?",
            (new, location),
        )
        self._con.execute(
            "INSERT INTO derived.lyrics(location, timed, text) "
            "SELECT ?, timed, text FROM derived.lyrics WHERE location = ?",
            (made.lastrowid, location),
        )

    def _new_track(self) -> int:
        made = self._con.execute(
            "INSERT INTO track(uid, added_ms) VALUES (lower(hex(randomblob(16))), ?)", (self._now,)
        )
        return int(made.lastrowid or 0)

    def _give_key(self, track: int, key: bytes, place: Place, *, own: bool) -> None:
        self._con.execute(
            "INSERT INTO track_key(track, algorithm, key, start_75, end_75, own) VALUES (?, ?, ?, ?, ?, ?)",
            (track, algorithm_of(key), key, *place, int(own)),
        )


def _is_heir(con: sqlite3.Connection, track: int, location: int, rival: bytes, place: Place) -> bool:
    """Whether a track and its history belong to this location rather than to those that have the rival's sound.

    To the one that came first; where that one is gone and its whole sound was never read, to the one more like it.
    """
    (own,) = con.execute(
        "SELECT own FROM track_key WHERE key = ? AND start_75 = ? AND end_75 = ?", (rival, *place)
    ).fetchone()
    if own:  # the first held the rival's sound, whatever lies at its place by now
        return False
    rows = con.execute(
        "SELECT l.id, f.full_key, f.device, f.inode, f.path, l.title, l.artist, l.album, l.number "
        "FROM location l JOIN file f ON f.id = l.file "
        "WHERE l.track = ? AND l.start_75 = ? AND l.end_75 = ? ORDER BY l.id",
        (track, *place),
    ).fetchall()
    mine = next(row for row in rows if row[0] == location)
    others = [row for row in rows if row[1] == rival]
    first = rows[0]
    if not others or first[1] == rival:  # none: this very file held the other sound before it was changed
        return False
    if first is mine:
        return True
    like, other_like = _likeness(first, mine), max(_likeness(first, other) for other in others)
    return like > other_like or (like == other_like and mine[0] < others[0][0])


def _likeness(first: Row, other: Row) -> tuple[bool, bool, bool]:
    """How much speaks for two locations to be of one file that was moved; more is greater."""
    name, other_name = (bytes(row[4]).rpartition(b"/")[2] for row in (first, other))
    return first[2:4] == other[2:4], name == other_name, first[5:] == other[5:]
