"""Covers: which picture stands for an album or a track, the pictures themselves, and those the person chose."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import FileStamp
from desktop_app.store.connection import Database

_PRESENT = """
SELECT s.album_code, s.track, s.album_key, s.album_artist <> '', s.artist_key, s.disc_sort, s.number_sort,
       s.path, f.size, f.mtime_ns
FROM derived.track_shown s JOIN main.file f ON f.id = s.file
WHERE s.present AND (s.album_code, s.track) > (?, ?) ORDER BY s.album_code, s.track LIMIT ?
"""
_FOLDERS = """
SELECT track, album_code, path FROM derived.track_shown WHERE present AND track > ? ORDER BY track LIMIT ?
"""
_PAGE = 2000
NO_COVER = b""
"""In place of a digest for a track of an album: it has none, whatever its album has."""


class CoverTrack(NamedTuple):
    """A present track as far as its cover goes."""

    track: TrackId
    album: str
    """The album key; "" for a track on none."""
    owned: int
    """1 where the tags name whose album it is, else 0."""
    artist: str
    """The folded name of the artist."""
    disc: int
    number: int
    path: bytes
    size: int
    mtime_ns: int

    @property
    def stamp(self) -> FileStamp:
        """The file that speaks for it; device and inode are not told."""
        return FileStamp(self.path, self.size, self.mtime_ns, 0, 0)


@dataclass(frozen=True, slots=True)
class CoverRow:
    """What was found for an album (`key` is its album key) or a track ("track:ID")."""

    key: str
    sha256: bytes | None
    """None: nothing; NO_COVER: nothing, not even that of its album."""
    sought: str
    """Names what was looked at, so that a change is noticed."""


@dataclass(frozen=True, slots=True)
class CoverImage:
    """A picture as it is kept: the SHA-256 of what it was made from, and a JPEG file of our own making."""

    sha256: bytes
    width: int
    height: int
    jpeg: bytes


def track_key(track: int) -> str:
    """The key of a row for one track."""
    return f"track:{track}"


class ArtRepository:
    """Covers by key, pictures by digest."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def present(self) -> Iterator[CoverTrack]:
        """Every present track, those on no album first, then album by album. Reads a little at a time."""
        last = (-2, 0)
        while rows := self._db.all(_PRESENT, (*last, _PAGE)):
            yield from (CoverTrack._make(row[1:]) for row in rows)
            last = rows[-1][:2]

    def folders(self) -> dict[bytes, str | None]:
        """Whose a folder is: the album key of all present tracks in it, "" where they are on none, None for several."""
        names: dict[int, str] = dict(self._db.all("SELECT DISTINCT album_code, album_key FROM derived.track_shown"))
        owners: dict[bytes, int | None] = {}
        track = 0
        while rows := self._db.all(_FOLDERS, (track, _PAGE)):
            for _, code, path in rows:
                folder = path.rpartition(b"/")[0]
                if owners.setdefault(folder, code) != code:
                    owners[folder] = None
            track = rows[-1][0]
        return {folder: None if code is None else names.get(code) for folder, code in owners.items()}

    def sought(self, keys: Sequence[str]) -> dict[str, str]:
        """What was looked at for these keys, where something was."""
        rows = self._db.all(
            "SELECT key, sought FROM derived.cover WHERE key IN (SELECT value FROM json_each(?))", (json.dumps(keys),)
        )
        return dict(rows)

    def put(self, rows: Sequence[CoverRow], images: Sequence[CoverImage], drop: Sequence[str] = ()) -> bool:
        """Store what was found, all or nothing; `drop` are keys that have nothing of their own any more.

        Returns:
            Whether another picture is shown than before anywhere.
        """

        def job(con: sqlite3.Connection) -> bool:
            con.executemany(
                "INSERT OR REPLACE INTO derived.art(sha256, width, height, thumbnail) VALUES (?, ?, ?, ?)",
                [(image.sha256, image.width, image.height, image.jpeg) for image in images],
            )
            dropped = con.execute(
                "DELETE FROM derived.cover WHERE key IN (SELECT value FROM json_each(?)) RETURNING sha256",
                (json.dumps(drop),),
            ).fetchall()
            changed = any(sha256 is not None for (sha256,) in dropped)
            for row in rows:
                before = con.execute("SELECT sha256 FROM derived.cover WHERE key = ?", (row.key,)).fetchone()
                changed = changed or (None if before is None else before[0]) != row.sha256
                con.execute(
                    "INSERT OR REPLACE INTO derived.cover(key, sha256, sought) VALUES (?, ?, ?)",
                    (row.key, row.sha256, row.sought),
                )
            return changed

        return self._db.write(job)

    def tidy(self) -> None:
        """Forget what stands for no album and no track any more, and the pictures that nothing shows."""

        def job(con: sqlite3.Connection) -> None:
            con.execute(
                "DELETE FROM derived.cover WHERE key NOT IN (SELECT album_key FROM derived.track_shown) "
                "AND key NOT IN (SELECT 'track:' || track FROM derived.track_shown)"
            )
            con.execute(
                "DELETE FROM derived.art WHERE sha256 NOT IN "
                "(SELECT sha256 FROM derived.cover WHERE sha256 IS NOT NULL)"
            )

        self._db.write(job)

    def image(self, sha256: bytes) -> bytes | None:
        """The JPEG file of a picture, found or chosen by the person; None for one that is not known."""
        row = self._db.one("SELECT thumbnail FROM derived.art WHERE sha256 = ?", (sha256,)) or self._db.one(
            "SELECT image FROM main.own_cover WHERE sha256 = ?", (sha256,)
        )
        return None if row is None else bytes(row[0])

    def keep_own(self, image: CoverImage) -> None:
        """Keep a picture that the person chose; it is not forgotten with what can be found again."""
        self._db.write(
            lambda con: con.execute(
                "INSERT OR REPLACE INTO main.own_cover(sha256, image) VALUES (?, ?)", (image.sha256, image.jpeg)
            )
        )
