"""Roots, files and what was found in them. The only place that decides which track a file holds."""

from __future__ import annotations

import functools
import json
import sqlite3
from collections.abc import Sequence

from desktop_app.domain.errors import NotFound
from desktop_app.domain.ids import FileId, RootId, TrackId
from desktop_app.domain.records import FileStamp, Presence, ReadFile, Refusal, Root, StoredFile, Tags
from desktop_app.store import shown
from desktop_app.store.connection import Database, Row, as_json_list, storable
from desktop_app.store.keys import sort_name
from desktop_app.store.records import LibraryCounts, PutOutcome

_COUNTS = """
SELECT coalesce(sum(s.present), 0), coalesce(sum(NOT s.present), 0) FROM derived.track_shown s
"""
_FILES = """
SELECT f.id, f.root, f.path, f.size, f.mtime_ns, f.device, f.inode, f.away_ms, f.refused FROM main.file f
WHERE f.path >= ? AND f.path < ?
"""
_TAG_COLUMNS = (
    "title",
    "artist",
    "artists",
    "album",
    "album_artist",
    "genres",
    "year",
    "disc",
    "number",
    "number_total",
    "compilation",
    "duration_ms",
    "sample_rate",
    "channels",
    "bitrate",
    "codec",
    "from_name",
    "sort_artist",
    "raw",
)
_NEW_LOCATION = (
    f"INSERT INTO location(track, file, {', '.join(_TAG_COLUMNS)}) VALUES (?, ?, {', '.join('?' * len(_TAG_COLUMNS))})"
)
_RETAG = f"UPDATE location SET superseded_ms = NULL, {', '.join(f'{c} = ?' for c in _TAG_COLUMNS)} WHERE id = ?"
_INT_LIMIT = 1 << 63
_MARKED_AT_ONCE = 1000


class LibraryRepository:
    """What scans saw. A scan may say that a file is away; nothing here deletes a track."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def roots(self) -> list[Root]:
        """The folders of the library, in the order they were added."""
        rows = self._db.all("SELECT id, path, state FROM root ORDER BY id")
        return [Root(RootId(i), path, Presence(state)) for i, path, state in rows]

    def add_root(self, path: bytes) -> RootId:
        """The id of a folder, which joins the library if it is new. Raises ValueError for a relative path."""
        if not path.startswith(b"/"):
            raise ValueError(f"The path of a music folder must be absolute: {path!r}")
        tidy = path.rstrip(b"/") or b"/"
        found = self._db.one("SELECT id FROM root WHERE path = ?", (tidy,))
        if found is not None:
            return RootId(found[0])

        def add(con: sqlite3.Connection) -> int:
            con.execute(
                "INSERT INTO root(path, added_ms) VALUES (?, ?) ON CONFLICT(path) DO NOTHING",
                (tidy, self._db.now_ms()),
            )
            return int(con.execute("SELECT id FROM root WHERE path = ?", (tidy,)).fetchone()[0])

        return RootId(self._db.write(add))

    def set_root_presence(self, root: RootId, presence: Presence) -> None:
        """Say whether the folder itself could be read. Its files keep their own state."""
        self._db.write(lambda con: con.execute("UPDATE root SET state = ? WHERE id = ?", (presence.value, root)))

    def files(self, root: RootId) -> dict[bytes, StoredFile]:
        """Every file ever seen below a root, by path; also where it came in by another root inside or around it."""
        return {
            path: StoredFile(
                FileId(i),
                RootId(of),
                FileStamp(path, size, mtime, _unsigned(device), _unsigned(inode)),
                Presence.PRESENT if away is None else Presence.AWAY,
                refused,
            )
            for i, of, path, size, mtime, device, inode, away, refused in self._db.all(_FILES, self._below(root))
        }

    def put(self, root: RootId, files: Sequence[ReadFile]) -> PutOutcome:
        """Store what was read in files, all or nothing.

        The track is decided by the sound: a file with a known key is a further location of its track, whatever its
        path or tags say. A file whose sound changed moves to the other track; the old one keeps its history.
        """
        return self._db.write(lambda con: _put(con, root, files, self._db.now_ms()))

    def refuse(self, root: RootId, files: Sequence[tuple[FileStamp, str]]) -> None:
        """Set files aside, each with its reason in plain words. What they held before stays known as away."""

        def job(con: sqlite3.Connection) -> None:
            touched: set[int] = set()
            for stamp, reason in files:
                file = _put_file(con, root, stamp, storable(reason) or "unknown")
                touched.update(_supersede(con, file, self._db.now_ms()))
            shown.refresh(con, touched)

        self._db.write(job)

    def mark(self, files: Sequence[FileId], presence: Presence) -> None:
        """Say that files are there, or that they were not found. Unknown ids are passed over.

        Many files are marked in several transactions, so that a listen that ends meanwhile need not wait.
        """
        away = None if presence is Presence.PRESENT else self._db.now_ms()
        for start in range(0, len(files), _MARKED_AT_ONCE):
            ids = as_json_list(files[start : start + _MARKED_AT_ONCE])
            self._db.write(functools.partial(_mark, ids=ids, away=away))

    def counts(self) -> LibraryCounts:
        """Over the whole library; files = tracks + duplicates + refused."""
        tracks, away = self._db.all(_COUNTS)[0]
        files, refused = self._db.all("SELECT count(*), count(refused) FROM file WHERE away_ms IS NULL")[0]
        return LibraryCounts(tracks, away, files, files - refused - tracks, refused)

    def root_counts(self, root: RootId) -> LibraryCounts:
        """Over the files below one root. A track counts where the file lies that speaks for it; `away` likewise."""
        below = self._below(root)
        tracks, away = self._db.all(
            "SELECT coalesce(sum(present), 0), coalesce(sum(NOT present), 0) FROM derived.track_shown "
            "WHERE path >= ? AND path < ?",
            below,
        )[0]
        files, refused = self._db.all(
            "SELECT count(*), count(refused) FROM file WHERE away_ms IS NULL AND path >= ? AND path < ?", below
        )[0]
        return LibraryCounts(tracks, away, files, files - refused - tracks, refused)

    def refusals(self, root: RootId | None = None, limit: int | None = None) -> list[Refusal]:
        """Present files that were set aside, by path."""
        first, behind = (b"", b"\xff") if root is None else self._below(root)
        rows = self._db.all(
            "SELECT path, refused FROM file WHERE refused IS NOT NULL AND away_ms IS NULL AND path >= ? AND path < ? "
            "ORDER BY path LIMIT ?",
            (first, behind, -1 if limit is None else limit),
        )
        return [Refusal(path, reason) for path, reason in rows]

    def _below(self, root: RootId) -> tuple[bytes, bytes]:
        """The first path below a root and the first behind all of them. Raises NotFound."""
        found = self._db.one("SELECT path FROM root WHERE id = ?", (root,))
        if found is None:
            raise NotFound(f"The library has no folder with the number {root}.")
        stem = bytes(found[0]).rstrip(b"/")
        return stem + b"/", stem + b"0"  # "0" follows "/"


def _mark(con: sqlite3.Connection, *, ids: str, away: int | None) -> None:
    con.execute(
        "UPDATE file SET away_ms = ? WHERE id IN (SELECT value FROM json_each(?)) "
        "AND (away_ms IS NULL) IS NOT (? IS NULL)",  # one that is away already keeps its time
        (away, ids, away),
    )
    touched = con.execute(
        "SELECT DISTINCT track FROM location WHERE file IN (SELECT value FROM json_each(?))", (ids,)
    ).fetchall()
    shown.refresh(con, (track for (track,) in touched))


def _put(con: sqlite3.Connection, root: RootId, files: Sequence[ReadFile], now: int) -> PutOutcome:
    new = changed = 0
    tracks: list[TrackId] = []
    touched: set[int] = set()
    for read in files:
        before = con.execute(
            "SELECT id, size, mtime_ns FROM file WHERE path = ? AND refused IS NULL", (read.stamp.path,)
        ).fetchone()
        file = _put_file(con, root, read.stamp, None)
        track, is_new = _track_of(con, read.key, now)
        new += is_new
        values = tag_values(read.tags)
        known = con.execute(
            f"SELECT id, superseded_ms, {', '.join(_TAG_COLUMNS)} FROM location "
            "WHERE file = ? AND track = ? AND start_75 = 0 AND end_75 = -1",
            (file, track),
        ).fetchone()
        touched.update(_supersede(con, file, now, but=track))
        if known is None:
            con.execute(_NEW_LOCATION, (track, file, *values))
        else:
            con.execute(_RETAG, (*values, known[0]))
        if before is not None and (
            known is None or known[1:] != (None, *values) or before[1:] != (read.stamp.size, read.stamp.mtime_ns)
        ):
            changed += 1
        touched.add(track)
        tracks.append(TrackId(track))
    shown.refresh(con, touched)
    return PutOutcome(new, changed, tuple(tracks))


def _put_file(con: sqlite3.Connection, root: RootId, stamp: FileStamp, refused: str | None) -> int:
    """Store the stamp of a file that is there; a path keeps the root by which it first came in."""
    row: Row = con.execute(
        "INSERT INTO file(root, path, size, mtime_ns, device, inode, refused) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT(path) DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns, "
        "device = excluded.device, inode = excluded.inode, refused = excluded.refused, away_ms = NULL RETURNING id",
        (
            root,
            stamp.path,
            stamp.size,
            stamp.mtime_ns,
            _signed(stamp.device),
            _signed(stamp.inode),
            refused,
        ),
    ).fetchone()
    return int(row[0])


def _track_of(con: sqlite3.Connection, key: bytes, now: int) -> tuple[int, bool]:
    """The track with this sound, and whether it was made just now."""
    found = con.execute("SELECT track FROM track_key WHERE key = ? AND start_75 = 0 AND end_75 = -1", (key,)).fetchone()
    if found is not None:
        return int(found[0]), False
    made = con.execute("INSERT INTO track(uid, added_ms) VALUES (lower(hex(randomblob(16))), ?)", (now,))
    track = int(made.lastrowid or 0)
    algorithm = key.split(b":", 1)[0].decode("ascii", "replace")
    con.execute("INSERT INTO track_key(track, algorithm, key) VALUES (?, ?, ?)", (track, algorithm, key))
    return track, True


def _supersede(con: sqlite3.Connection, file: int, now: int, but: int = -1) -> list[int]:
    """End the current locations of a file, except of track `but`; the tracks that were there."""
    ended = con.execute(
        "SELECT track FROM location WHERE file = ? AND superseded_ms IS NULL AND track <> ?", (file, but)
    ).fetchall()
    if ended:
        con.execute(
            "UPDATE location SET superseded_ms = ? WHERE file = ? AND superseded_ms IS NULL AND track <> ?",
            (now, file, but),
        )
    return [int(track) for (track,) in ended]


def tag_values(tags: Tags) -> tuple[object, ...]:
    """Tags as they are stored, in the order of the columns."""
    return (
        storable(tags.title),
        storable(tags.artist),
        _json(tags.artists),
        storable(tags.album),
        storable(tags.album_artist),
        _json(tags.genres),
        _int(tags.year),
        _int(tags.disc),
        _int(tags.number),
        _int(tags.number_total),
        int(tags.compilation),
        _int(tags.duration_ms),
        _int(tags.sample_rate),
        _int(tags.channels),
        _int(tags.bitrate),
        storable(tags.codec),
        _json(tags.from_name),
        storable(sort_name(tags.raw)),
        json.dumps({name: list(values) for name, values in tags.raw.items()}),
    )


def _json(values: Sequence[str]) -> str:
    return json.dumps([storable(value) for value in values], ensure_ascii=False)


def _int(value: int | None) -> int | None:
    """A number that SQLite can hold; one beyond 64 bits says nothing."""
    return value if value is not None and -_INT_LIMIT <= value < _INT_LIMIT else None


def _signed(value: int) -> int:
    """Device and inode numbers fill 64 bits; SQLite's integers have a sign."""
    return value - 2 * _INT_LIMIT if value >= _INT_LIMIT else value


def _unsigned(value: int) -> int:
    return value + 2 * _INT_LIMIT if value < 0 else value
