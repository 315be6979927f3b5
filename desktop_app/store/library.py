"""Roots and the files below them, as scans saw them."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence

from desktop_app.domain.errors import NotFound
from desktop_app.domain.ids import AudioKey, FileId, RootId
from desktop_app.domain.records import WHOLE, FileStamp, Presence, ReadFile, Refusal, Root, StoredFile
from desktop_app.store import counting, recordings, removals, shown, whole_keys
from desktop_app.store.attempts import FILE_JOBS, file_signature
from desktop_app.store.connection import Database, Row, as_json_list, from_ms, storable
from desktop_app.store.edits import AT_ONCE, show_rest
from desktop_app.store.file_rows import put_refused, tracks_in, unsigned
from desktop_app.store.putting import Putting
from desktop_app.store.records import KnownFile, LibraryCounts, PutOutcome
from desktop_app.store.stamps import TRACKS, stamp

_FILES = "SELECT f.id, f.root, f.path, f.size, f.mtime_ns, f.device, f.inode, f.away_ms, f.refused FROM main.file f"
_KNOWN = """
SELECT f.path, f.id, f.size, f.mtime_ns, f.away_ms IS NULL, f.refused, r.version, r.beside, r.changed_ns
FROM main.file f LEFT JOIN derived.file_read r ON r.file = f.id WHERE f.path >= ? AND f.path < ?
"""
_EVERYWHERE = (b"", b"\xff")
_MARKED_AT_ONCE = 1000


class LibraryRepository:
    """What scans saw. A scan may say that a file is away; nothing here deletes a track."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def roots(self) -> list[Root]:
        """The folders of the library that are in use, in the order they were added."""
        rows = self._db.all("SELECT id, path, state, shrunk_ms FROM root WHERE removed_ms IS NULL ORDER BY id")
        return [
            Root(RootId(i), path, Presence(state), None if shrunk is None else from_ms(shrunk))
            for i, path, state, shrunk in rows
        ]

    def add_root(self, path: bytes) -> RootId:
        """The id of a folder, which joins the library if it is new or was taken out of it.

        Raises:
            ValueError: for a relative path.
        """
        if not path.startswith(b"/"):
            raise ValueError(f"The path of a music folder must be absolute: {path!r}")
        tidy = path.rstrip(b"/") or b"/"
        found = self._db.one("SELECT id FROM root WHERE path = ? AND removed_ms IS NULL", (tidy,))
        if found is not None:
            return RootId(found[0])

        def add(con: sqlite3.Connection) -> int:
            now = self._db.now_ms()
            con.execute("INSERT INTO root(path, added_ms) VALUES (?, ?) ON CONFLICT(path) DO NOTHING", (tidy, now))
            root = int(con.execute("SELECT id FROM root WHERE path = ?", (tidy,)).fetchone()[0])
            _show_soon(con, recordings.settle(con, removals.put_root_back(con, root, now)))
            return root

        root = RootId(self._db.write(add))
        show_rest(self._db)
        return root

    def set_root_presence(self, root: RootId, presence: Presence) -> None:
        """Say whether the folder itself could be read. Its files keep their own state."""
        self._db.write(lambda con: con.execute("UPDATE root SET state = ? WHERE id = ?", (presence.value, root)))

    def set_shrunk(self, root: RootId, shrunk: bool) -> None:
        """Say whether far fewer files are there than before. The first time of it is kept until it is over."""
        since = self._db.now_ms() if shrunk else None
        self._db.write(
            lambda con: con.execute(
                "UPDATE root SET shrunk_ms = CASE WHEN ?1 IS NULL THEN NULL ELSE coalesce(shrunk_ms, ?1) END "
                "WHERE id = ?2",
                (since, root),
            )
        )

    def files(self, root: RootId) -> dict[bytes, StoredFile]:
        """Every file ever seen below a root, by path; also where it came in by another root inside or around it."""
        rows = self._db.all(f"{_FILES} WHERE f.path >= ? AND f.path < ?", self._below(root))
        return {file.stamp.path: file for file in map(_stored, rows)}

    def known(self, folder: bytes) -> dict[bytes, KnownFile]:
        """What a scan of a folder has to compare with, by path."""
        return {file.path: file for file in map(KnownFile._make, self._db.each(_KNOWN, removals.below(folder)))}

    def put(
        self, root: RootId, files: Sequence[ReadFile], *, version: int = 0, beside: Mapping[bytes, int] | None = None
    ) -> PutOutcome:
        """Store what was read in files, all or nothing.

        The track is decided by the sound: a file with a known key is a further location of its track, whatever its
        path or tags say. A file whose sound changed moves to the other track; the old one keeps its history.

        Args:
            version: of the reader; a later one reads the files again.
            beside: by path, a hash of what lay beside the file and was read with it.
        """

        def job(con: sqlite3.Connection) -> PutOutcome:
            now = self._db.now_ms()
            putting = Putting(con, root, now, version, beside or {}, files)
            for read in files:
                putting.add(read)
            outcome = putting.finish()
            whole_keys.suspect(con, putting.joined)
            removals.found_again(con, putting.touched, now)
            shown.refresh(con, putting.touched)
            return outcome

        return self._db.write(job)

    def refuse(
        self,
        root: RootId,
        files: Sequence[tuple[FileStamp, str]],
        *,
        version: int = 0,
        beside: Mapping[bytes, int] | None = None,
    ) -> None:
        """Set files aside, each with its reason in plain words. What they held before stays known as away."""
        reasons = [(stamp, storable(reason) or "unknown") for stamp, reason in files]
        self._db.write(
            lambda con: shown.refresh(con, put_refused(con, root, reasons, self._db.now_ms(), version, beside or {}))
        )

    def mark(self, files: Sequence[FileId], presence: Presence) -> None:
        """Say that files are there, or that they were not found. Unknown ids are passed over.

        Many files are marked in several transactions, so that a listen that ends meanwhile need not wait.
        """
        now = self._db.now_ms()
        for start in range(0, len(files), _MARKED_AT_ONCE):
            ids = as_json_list(files[start : start + _MARKED_AT_ONCE])
            self._db.write(functools.partial(_mark, ids=ids, present=presence is Presence.PRESENT, now=now))

    def lost(self, going: Sequence[FileId]) -> int:
        """How many of these files hold tracks that would be nowhere, were all of them to go."""
        return counting.lost(self._db, going)

    def still_lost(self, root: RootId) -> int:
        """How many files of a root went since it shrank and hold tracks that are nowhere."""
        return counting.still_lost(self._db, root, *self._below(root))

    def is_empty(self, root: RootId) -> bool:
        """Whether no file is there below a root."""
        found = self._db.one(
            "SELECT 1 FROM file WHERE away_ms IS NULL AND path >= ? AND path < ? LIMIT 1", self._below(root)
        )
        return found is None

    def present(self, root: RootId) -> int:
        """How many files below a root are there and hold tracks."""
        return self._db.number(
            "SELECT count(*) FROM file WHERE away_ms IS NULL AND refused IS NULL AND path >= ? AND path < ?",
            self._below(root),
        )

    def on_drives_of_their_own(self, root: RootId, going: Sequence[FileId]) -> bool:
        """Whether files that go are all that was there on a drive, while the root has others on another drive."""
        drives = (
            "SELECT DISTINCT device FROM file WHERE id {0} IN (SELECT value FROM json_each(?)) AND away_ms IS NULL "
            "AND path >= ? AND path < ?"
        )
        values = (as_json_list(going), *self._below(root))
        gone = {drive for (drive,) in self._db.all(drives.format(""), values)}
        left = {drive for (drive,) in self._db.all(drives.format("NOT"), values)}
        return bool(left) and bool(gone - left)

    def markers(self, folder: bytes) -> set[bytes]:
        """Folders from this one downwards that a file in them keeps out of lists."""
        rows = self._db.all(
            "SELECT path FROM folder_rule WHERE source = 'file' AND undone_ms IS NULL "
            "AND (path = ? OR path >= ? AND path < ?)",
            (folder, *removals.below(folder)),
        )
        return {bytes(path) for (path,) in rows}

    def change_markers(self, new: Collection[bytes], gone: Collection[bytes]) -> None:
        """Keep out of lists what lies below the folders `new`; no longer what lies below those `gone`."""

        def job(con: sqlite3.Connection) -> None:
            now = self._db.now_ms()
            con.executemany(
                "INSERT OR IGNORE INTO folder_rule(path, rule, source, made_ms) VALUES (?, 'never', 'file', ?)",
                ((folder, now) for folder in new),
            )
            con.executemany(
                "UPDATE folder_rule SET undone_ms = ? WHERE path = ? AND source = 'file' AND undone_ms IS NULL",
                ((now, folder) for folder in gone),
            )
            touched: set[int] = set()
            for folder in (*new, *gone):
                touched |= removals.tracks_below(con, folder)
            _show_soon(con, touched)

        self._db.write(job)
        show_rest(self._db)

    def doubtful(self, limit: int, after: FileId | None = None) -> list[StoredFile]:
        """Files that joined their track by the quick key alone, where that may be wrong: their whole key decides."""
        if self._db.one("SELECT 1 FROM file WHERE doubt = 1 LIMIT 1") is None:
            return []
        self._db.write(whole_keys.drop_doubts)
        rows = self._db.all(f"{_FILES} WHERE f.doubt = 1 AND f.id > ? ORDER BY f.id LIMIT ?", (after or 0, limit))
        return [_stored(row) for row in rows]

    def unkeyed(self, limit: int, after: FileId | None = None) -> list[StoredFile]:
        """Files whose whole key is not known, those with a number above `after`, by it."""
        rows = self._db.all(
            f"{_FILES} WHERE f.full_key IS NULL AND f.quick_key IS NOT NULL AND f.away_ms IS NULL "
            "AND f.refused IS NULL AND f.id > ? ORDER BY f.id LIMIT ?",
            (after or 0, limit),
        )
        return [_stored(row) for row in rows]

    def put_full_keys(self, keys: Sequence[tuple[FileStamp, AudioKey]]) -> int:
        """Store whole keys; files that have changed since are passed over.

        Returns:
            How many times a file turned out to hold other sound than its track, and one of the two got its own.
        """

        def job(con: sqlite3.Connection) -> int:
            moved, touched = whole_keys.settle(con, keys, self._db.now_ms())
            if touched:
                shown.refresh(con, touched)
            return moved

        return self._db.write(job)

    def retry(self, paths: Collection[bytes] | None) -> int:
        """Forget that these files failed (None: all that did), so that they are tried again; how many were set aside.

        What they are set aside for stays said until the next scan has read them.
        """

        def job(con: sqlite3.Connection) -> int:
            if paths is None:
                con.execute("DELETE FROM derived.attempt")
                where: list[tuple[str, tuple[bytes, ...]]] = [("refused IS NOT NULL", ())]
            else:
                where = [("path = ?", (path,)) for path in paths]
            return sum(_try_again(con, condition, values) for condition, values in where)

        return self._db.write(job)

    def counts(self) -> LibraryCounts:
        """Over the whole library."""
        return counting.counts(self._db, *_EVERYWHERE)

    def root_counts(self, root: RootId) -> LibraryCounts:
        """Over the files below one root. A track counts where the file lies that speaks for it; `away` likewise."""
        return counting.counts(self._db, *self._below(root))

    def tracks(self) -> int:
        """How many tracks are there now: `counts().tracks` alone, for less."""
        return counting.tracks(self._db)

    def refusals(self, root: RootId | None = None, limit: int | None = None) -> list[Refusal]:
        """Present files that were set aside, by path."""
        first, behind = _EVERYWHERE if root is None else self._below(root)
        rows = self._db.all(
            "SELECT path, refused FROM file WHERE refused IS NOT NULL AND away_ms IS NULL AND path >= ? AND path < ? "
            f"AND {counting.IN_USE} ORDER BY path LIMIT ?",
            (first, behind, -1 if limit is None else limit),
        )
        return [Refusal(path, reason) for path, reason in rows]

    def _below(self, root: RootId) -> tuple[bytes, bytes]:
        """The first path below a root and the first behind all of them. Raises NotFound."""
        found = self._db.one("SELECT path FROM root WHERE id = ?", (root,))
        if found is None:
            raise NotFound(f"The library has no folder with the number {root}.")
        return removals.below(bytes(found[0]))


def _stored(row: Row) -> StoredFile:
    i, of, path, size, mtime, device, inode, away, refused = row
    known = FileStamp(path, size, mtime, unsigned(device), unsigned(inode))
    presence = Presence.PRESENT if away is None else Presence.AWAY
    return StoredFile(FileId(i), RootId(of), known, presence, refused)


def _mark(con: sqlite3.Connection, *, ids: str, present: bool, now: int) -> None:
    changed = con.execute(
        "UPDATE file SET away_ms = ? WHERE id IN (SELECT value FROM json_each(?)) "
        "AND (away_ms IS NULL) <> ? RETURNING id",  # one that is away already keeps its time
        (None if present else now, ids, present),
    ).fetchall()
    touched = tracks_in(con, [file for (file,) in changed])
    if present:
        whole_keys.suspect(con, touched)
        removals.found_again(con, touched, now)
    shown.refresh(con, touched)


def _try_again(con: sqlite3.Connection, where: str, values: tuple[bytes, ...]) -> int:
    """Forget what failed on files; how many of them were set aside."""
    rows = con.execute(f"SELECT id, path, size, mtime_ns, refused FROM file WHERE {where}", values).fetchall()
    for file, path, size, mtime_ns, refused in rows:
        if refused is not None:
            con.execute("DELETE FROM derived.file_read WHERE file = ?", (file,))
        places = con.execute("SELECT DISTINCT start_75, end_75 FROM location WHERE file = ?", (file,)).fetchall()
        known = FileStamp(path, size, mtime_ns, 0, 0)
        signatures = {file_signature(job, known, place) for job in FILE_JOBS for place in (WHOLE, *places)}
        con.executemany("DELETE FROM derived.attempt WHERE signature = ?", ((s,) for s in signatures))
    return sum(row[4] is not None for row in rows)


def _show_soon(con: sqlite3.Connection, tracks: Iterable[int]) -> None:
    """Show tracks anew: a few at once, more in steps afterwards, by `show_rest`."""
    touched = set(tracks)
    if len(touched) <= AT_ONCE:
        shown.refresh(con, touched)
    else:
        con.executemany("INSERT OR IGNORE INTO derived.unshown(track) VALUES (?)", ((track,) for track in touched))
        stamp(con, TRACKS)
