"""Stored lists."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from desktop_app.domain.errors import NotFound
from desktop_app.domain.ids import PlaylistId, RunId, TrackId, Uid
from desktop_app.domain.records import Playlist
from desktop_app.store.aliases import SHOWN_OF
from desktop_app.store.connection import Database, Row, from_ms, storable

_PLAYLISTS = f"""
SELECT p.id, p.uid, p.name, p.rule, p.created_ms, count(s.track), coalesce(sum(s.duration_ms), 0)
FROM playlist p
LEFT JOIN playlist_item i ON i.playlist = p.id AND i.track IS NOT NULL
LEFT JOIN derived.track_shown s ON s.track = {SHOWN_OF.format("i.track")}
"""


class PlaylistRepository:
    """Lists keep their tracks, order and repeats whatever happens to files. Unknown durations count as 0.

    A track that was removed from the library is kept in its place, but left out where a list is counted, shown and
    played; of recordings that were joined the one that is shown stands for all.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def create(self, name: str, rule: str, track_ids: Sequence[int], run: RunId | None = None) -> PlaylistId:
        """Store a list. Raises NotFound if a track or the run is unknown; nothing is stored then."""

        def job(con: sqlite3.Connection) -> PlaylistId:
            try:
                made = con.execute(
                    "INSERT INTO playlist(uid, name, rule, run, created_ms) "
                    "VALUES (lower(hex(randomblob(16))), ?, ?, ?, ?)",
                    (storable(name), storable(rule), run, self._db.now_ms()),
                )
                con.executemany(
                    "INSERT INTO playlist_item(playlist, position, track) VALUES (?, ?, ?)",
                    ((made.lastrowid, position, int(track)) for position, track in enumerate(track_ids)),
                )
            except sqlite3.IntegrityError as problem:
                raise NotFound("A track of this list is not in the library.") from problem
            return PlaylistId(int(made.lastrowid or 0))

        return self._db.write(job)

    def append(self, playlist: PlaylistId, track_ids: Sequence[int]) -> int:
        """Add tracks at the end of a list; gives the position of the first. Raises NotFound; nothing is stored then."""

        def job(con: sqlite3.Connection) -> int:
            (first,) = con.execute(
                "SELECT coalesce(max(position) + 1, 0) FROM playlist_item WHERE playlist = ?", (playlist,)
            ).fetchone()
            try:
                con.executemany(
                    "INSERT INTO playlist_item(playlist, position, track) VALUES (?, ?, ?)",
                    ((playlist, first + place, int(track)) for place, track in enumerate(track_ids)),
                )
            except sqlite3.IntegrityError as problem:
                raise NotFound("This playlist, or a track for it, does not exist any more.") from problem
            return int(first)

        return self._db.write(job)

    def cut(self, playlist: PlaylistId, first: int, count: int) -> None:
        """Take `count` positions from `first` on out of a list."""

        def job(con: sqlite3.Connection) -> None:
            con.execute(
                "DELETE FROM playlist_item WHERE playlist = ? AND position >= ? AND position < ?",
                (playlist, first, first + count),
            )

        self._db.write(job)

    def rename(self, playlist: PlaylistId, name: str) -> None:
        """Raises NotFound."""

        def job(con: sqlite3.Connection) -> None:
            if not con.execute("UPDATE playlist SET name = ? WHERE id = ?", (storable(name), playlist)).rowcount:
                raise NotFound(f"There is no playlist {playlist}.")

        self._db.write(job)

    def delete(self, playlist: PlaylistId) -> None:
        """Raises NotFound."""

        def job(con: sqlite3.Connection) -> None:
            if not con.execute("DELETE FROM playlist WHERE id = ?", (playlist,)).rowcount:
                raise NotFound(f"There is no playlist {playlist}.")

        self._db.write(job, urgent=True)

    def all(self) -> list[Playlist]:
        """Every list, oldest first."""
        return [_playlist(row) for row in self._db.all(_PLAYLISTS + "GROUP BY p.id ORDER BY p.id")]

    def get(self, playlist: PlaylistId) -> Playlist | None:
        row = self._db.one(_PLAYLISTS + "WHERE p.id = ? GROUP BY p.id", (playlist,))
        return None if row is None else _playlist(row)

    def tracks(self, playlist: PlaylistId) -> list[TrackId]:
        """Its tracks in order, present or away, without those that were removed from the library."""
        rows = self._db.all(
            "SELECT s.track FROM playlist_item i "
            f"JOIN derived.track_shown s ON s.track = {SHOWN_OF.format('i.track')} "
            "WHERE i.playlist = ? ORDER BY i.position",
            (playlist,),
        )
        return [TrackId(track) for (track,) in rows]

    def stored(self, playlist: PlaylistId) -> list[TrackId]:
        """All that is kept in it, in order, each track as it was put in: from this it can be made anew."""
        rows = self._db.all(
            "SELECT track FROM playlist_item WHERE playlist = ? AND track IS NOT NULL ORDER BY position", (playlist,)
        )
        return [TrackId(track) for (track,) in rows]


def _playlist(row: Row) -> Playlist:
    return Playlist(PlaylistId(row[0]), Uid(row[1]), row[2], row[3], from_ms(row[4]), row[5], row[6])
