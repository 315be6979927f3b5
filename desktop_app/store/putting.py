"""What was read in files becomes rows. Which track a file holds is decided here, by its sound alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import WHOLE, Part, ReadFile, Tags
from desktop_app.store.connection import Row, all_of, storable
from desktop_app.store.file_rows import (
    FILE_AGAIN,
    NEW_FILE,
    WHOLE_ALGORITHM,
    Place,
    algorithm_of,
    first_file,
    full_key_of,
    last_id,
    signed,
)
from desktop_app.store.records import PutOutcome
from desktop_app.store.tag_rows import COLUMNS, tag_values

_NEW_TRACK = "INSERT INTO track(id, uid, added_ms) VALUES (?, lower(hex(randomblob(16))), ?)"
_NEW_KEY = "INSERT INTO track_key(track, algorithm, key, start_75, end_75, own) VALUES (?,?,?,?,?,?)"
_NEW_LOCATION = (
    f"INSERT INTO location(id, track, file, start_75, end_75, {', '.join(COLUMNS)}) "
    f"VALUES ({', '.join('?' * (5 + len(COLUMNS)))})"
)
_RETAG = f"UPDATE location SET superseded_ms = NULL, {', '.join(f'{c} = ?' for c in COLUMNS)} WHERE id = ?"
_FILES = "SELECT path, id, size, mtime_ns, inode, refused, quick_key, full_key FROM file WHERE path IN ({})"
_TRACKS = "SELECT key, track FROM track_key WHERE key IN ({}) AND start_75 = 0 AND end_75 = -1"
_LOCATIONS = f"SELECT id, track, start_75, end_75, superseded_ms, {', '.join(COLUMNS)} FROM location WHERE file = ?"
_HEIR = (
    "SELECT full_key FROM file WHERE quick_key = ? AND full_key IS NOT NULL "
    "AND device = ? AND inode = ? AND size = ? AND mtime_ns = ? LIMIT 1"
)
_NOTHING: Row = ()
_ALIKE = 0.9
"""Two parts of a file that share this much of both are the same part, whose sheet was corrected."""


@dataclass(slots=True)
class _Known:
    """A file that was met before: its row, and its locations, also those that no longer hold."""

    id: int
    size: int
    mtime_ns: int
    inode: int
    refused: str | None
    quick_key: bytes | None
    full_key: bytes | None
    locations: list[Row]

    def current(self) -> dict[Place, int]:
        """The tracks that it holds, by their place."""
        return {(row[2], row[3]): row[1] for row in self.locations if row[4] is None}

    def location(self, track: int, place: Place) -> Row | None:
        """The location of a track in it: the one that holds, else the last that did."""
        rows = [row for row in self.locations if row[1] == track and row[2:4] == place]
        return max(rows, key=lambda row: (row[4] is None, row[4] or 0), default=None)


@dataclass(slots=True)
class _Rows:
    """Rows that wait to be written together."""

    files: list[tuple[object, ...]] = field(default_factory=list)
    files_again: list[tuple[object, ...]] = field(default_factory=list)
    tracks: list[tuple[object, ...]] = field(default_factory=list)
    keys: list[tuple[object, ...]] = field(default_factory=list)
    keys_again: list[tuple[object, ...]] = field(default_factory=list)
    superseded: list[tuple[object, ...]] = field(default_factory=list)
    locations: list[tuple[object, ...]] = field(default_factory=list)
    retagged: list[tuple[object, ...]] = field(default_factory=list)
    lyrics: list[tuple[object, ...]] = field(default_factory=list)
    silent: list[tuple[object, ...]] = field(default_factory=list)
    reads: list[tuple[object, ...]] = field(default_factory=list)


class Putting:
    """One transaction's worth of read files. `add` each, then `finish`."""

    def __init__(
        self,
        con: sqlite3.Connection,
        root: int,
        now_ms: int,
        version: int,
        beside: Mapping[bytes, int],
        files: Sequence[ReadFile],
    ) -> None:
        """Args:
        files: those that will be added: what is known of them is looked up at one go.
        """
        self._con = con
        self._root = root
        self._now = now_ms
        self._version = version
        self._beside = beside
        self._next = {table: last_id(con, table) for table in ("file", "track", "location")}
        self._rows = _Rows()
        self._waiting: set[bytes] = set()
        paths = [read.stamp.path for read in files]
        self._files = dict.fromkeys(paths, _NOTHING) | {row[0]: row[1:] for row in all_of(con, _FILES, paths)}
        keys = [key for read in files for key in (read.key, read.full_key) if key is not None]
        self._tracks: dict[tuple[bytes, Place], int | None] = dict.fromkeys(((key, WHOLE) for key in keys), None)
        self._tracks.update(((key, WHOLE), track) for key, track in all_of(con, _TRACKS, keys))
        self._whole: set[tuple[int, Place]] = set()
        self._new_tracks: set[int] = set()
        self._changed = 0
        self._result: list[TrackId] = []
        self.joined: set[int] = set()
        """Tracks that a file joined by its quick key alone."""
        self.touched: set[int] = set()

    def add(self, read: ReadFile) -> None:
        """Take in one file."""
        path = read.stamp.path
        if path in self._waiting:  # twice in one go: the second must find the first
            self._write()
            self._files.update((row[0], row[1:]) for row in all_of(self._con, _FILES, [path]))
        self._waiting.add(path)
        known = self._known(path)
        full = read.full_key or self._full_key(read, known)
        file = known.id if known else self._new_id("file")
        stamp = (read.stamp.size, read.stamp.mtime_ns, signed(read.stamp.device), signed(read.stamp.inode))
        if known is None:
            self._rows.files.append((file, self._root, path, *stamp, None, read.key, full))
        else:
            self._rows.files_again.append((*stamp, None, read.key, full, file))
        current = known.current() if known else {}
        held: dict[Place, int] = {}
        differs = known is not None and (known.size, known.mtime_ns) != stamp[:2]
        for place, tags in _parts(read):
            track = self._track_of(read, full, place, known, current)
            held[place] = track
            differs |= self._locate(read, file, track, place, tags, known, current)
        for place, track in current.items():
            if held.get(place) != track:
                self._rows.superseded.append((self._now, file, *place))
                self.touched.add(track)
        if known is not None and known.refused is None and (differs or current != held):
            self._changed += 1
        self._rows.reads.append((file, self._version, self._beside.get(path, 0), read.stamp.changed_ns))
        self.touched.update(held.values())
        self._result.append(TrackId(next(iter(held.values()))))

    def finish(self) -> PutOutcome:
        """Write what waits."""
        self._write()
        return PutOutcome(len(self._new_tracks), self._changed, tuple(self._result))

    def _known(self, path: bytes) -> _Known | None:
        row = self._files[path]
        if not row:
            return None
        file, size, mtime_ns, inode, refused, quick_key, full_key = row
        locations = self._con.execute(_LOCATIONS, (file,)).fetchall()
        return _Known(file, size, mtime_ns, inode, refused, quick_key, full_key, locations)

    def _full_key(self, read: ReadFile, known: _Known | None) -> bytes | None:
        """The key over all of its sound that a file has from an earlier look, here or where it was moved from."""
        stamp = read.stamp
        if known is not None:
            was = (known.quick_key, known.size, known.mtime_ns, known.inode)
            return known.full_key if was == (read.key, stamp.size, stamp.mtime_ns, signed(stamp.inode)) else None
        if self._by_key(read.key, WHOLE) is None and not read.parts:
            return None
        evidence = (read.key, signed(stamp.device), signed(stamp.inode), stamp.size, stamp.mtime_ns)
        row = self._con.execute(_HEIR, evidence).fetchone()
        return None if row is None else bytes(row[0])

    def _track_of(
        self, read: ReadFile, full: bytes | None, place: Place, known: _Known | None, current: Mapping[Place, int]
    ) -> int:
        """The track with this sound, made if there is none."""
        if full is not None:
            found = self._by_key(full, place)
            if found is not None:
                return found
        track = current.get(place) if known is not None and known.quick_key == read.key else None
        if track is None:
            track = self._by_key(read.key, place)
        if track is None and known is not None and place != WHOLE:
            track = self._corrected(read, full, known, place)
            if track is not None and full is not None and self._by_key(full, place) == track:
                return track
        if track is None:
            track = self._new_track()
            self._give_key(track, read.key, place)
            if full is not None:
                self._give_key(track, full, place, own=True)
        elif full is None:
            self.joined.add(track)
        elif (track, place) in self._whole or full_key_of(self._con, track, place) is not None:  # of other sound
            track = self._new_track()
            self._give_key(track, full, place, own=True)
        else:
            self._give_key(
                track, full, place, own=known is not None and first_file(self._con, track, place) == known.id
            )
        return track

    def _corrected(self, read: ReadFile, full: bytes | None, known: _Known, place: Place) -> int | None:
        """The track that was this part of the file before the sheet was corrected a little; it is this part now."""
        wanted = {where for where, _ in _parts(read)}
        before = {
            where: row[1]
            for row in known.locations
            if (where := (row[2], row[3])) not in wanted and where != WHOLE and self._by_key(read.key, where) == row[1]
        }
        was = _same_part(place, before, (read.tags.duration_ms or 0) * 75 // 1000)
        if was is None:
            return None
        track: int = before[was]
        whole = full_key_of(self._con, track, was)
        if whole is not None and full is not None and whole != full:  # of other sound
            return None
        for key in (read.key, *([] if whole is None else [whole])):
            self._tracks[key, place], self._tracks[key, was] = track, None
        self._rows.keys_again.append((*place, track, *was))
        return track

    def _by_key(self, key: bytes, place: Place) -> int | None:
        try:
            return self._tracks[key, place]
        except KeyError:
            row = self._con.execute(
                "SELECT track FROM track_key WHERE key = ? AND start_75 = ? AND end_75 = ?", (key, *place)
            ).fetchone()
            found = self._tracks[key, place] = None if row is None else int(row[0])
            return found

    def _new_track(self) -> int:
        track = self._new_id("track")
        self._new_tracks.add(track)
        self._rows.tracks.append((track, self._now))
        return track

    def _give_key(self, track: int, key: bytes, place: Place, *, own: bool = False) -> None:
        self._tracks[key, place] = track
        algorithm = algorithm_of(key)
        if algorithm == WHOLE_ALGORITHM:
            self._whole.add((track, place))
        self._rows.keys.append((track, algorithm, key, *place, int(own)))

    def _locate(
        self,
        read: ReadFile,
        file: int,
        track: int,
        place: Place,
        tags: Tags,
        known: _Known | None,
        current: Mapping[Place, int],
    ) -> bool:
        """Note where a track is and what the tags say there; whether a file that was known says something else."""
        values = tag_values(tags)
        row = known.location(track, place) if known is not None else None
        if row is None:
            location = self._new_id("location")
            self._rows.locations.append((location, track, file, *place, *values))
        else:
            location = row[0]
            if row[4] is not None or row[5:] != values:
                self._rows.retagged.append((*values, location))
        if read.lyrics is not None and place == WHOLE:
            self._rows.lyrics.append((location, int(read.lyrics.timed), storable(read.lyrics.text)))
        elif row is not None:
            self._rows.silent.append((location,))
        return known is not None and (row is None or row[4:] != (None, *values))

    def _new_id(self, table: str) -> int:
        self._next[table] += 1
        return self._next[table]

    def _write(self) -> None:
        rows, many = self._rows, self._con.executemany
        many(NEW_FILE, rows.files)
        many(FILE_AGAIN, rows.files_again)
        many(_NEW_TRACK, rows.tracks)
        many("UPDATE track_key SET start_75=?, end_75=? WHERE track=? AND start_75=? AND end_75=?", rows.keys_again)
        many(_NEW_KEY, rows.keys)
        many(
            "UPDATE location SET superseded_ms = ? "
            "WHERE file = ? AND start_75 = ? AND end_75 = ? AND superseded_ms IS NULL",
            rows.superseded,
        )
        many(_NEW_LOCATION, rows.locations)
        many(_RETAG, rows.retagged)
        many("DELETE FROM derived.lyrics WHERE location = ?", rows.silent)
        many("INSERT OR REPLACE INTO derived.lyrics(location, timed, text) VALUES (?,?,?)", rows.lyrics)
        many("INSERT OR REPLACE INTO derived.file_read(file, version, beside, changed_ns) VALUES (?,?,?,?)", rows.reads)
        self._rows = _Rows()
        self._waiting.clear()


def _parts(read: ReadFile) -> Sequence[tuple[Place, Tags]]:
    parts: Sequence[Part] = read.parts
    return [((part.start_75, part.end_75), part.tags) for part in parts] if parts else [(WHOLE, read.tags)]


def _same_part(place: Place, parts: Iterable[Place], length: int) -> Place | None:
    """The one that overlaps a part so far that it must be meant.

    Args:
        length: of the file, in 1/75 s.
    """
    start, end = place[0], length if place[1] == -1 else place[1]
    for other in parts:
        began, ended = other[0], length if other[1] == -1 else other[1]
        if min(end, ended) - max(start, began) >= _ALIKE * max(end - start, ended - began) > 0:
            return other
    return None
