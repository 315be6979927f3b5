"""Stored lists, and their export as M3U8."""

from __future__ import annotations

import errno
import os
import tempfile
import urllib.parse
from collections.abc import Sequence
from pathlib import Path

from desktop_app.domain.errors import EnvironmentProblem, NotFound, StorageFull, WrongUse
from desktop_app.domain.ids import PlaylistId, RunId, TrackId
from desktop_app.domain.records import Changes, Playlist, Track
from desktop_app.domain.text import clean
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.shown import DeletedPlaylist
from desktop_app.store import Store

SUFFIXES = (".m3u8", ".m3u")
LONGEST_NAME = 200


class PlaylistService:
    """Playlists of the person. Music files are only named in them, never touched."""

    def __init__(self, store: Store, changes: ChangeFeed) -> None:
        self._store = store
        self._changes = changes

    def all(self) -> list[Playlist]:
        """All playlists, in the order in which they were made."""
        return self._store.playlists.all()

    def get(self, playlist: PlaylistId) -> Playlist:
        """One playlist.

        Raises:
            NotFound: it was deleted meanwhile.
        """
        found = self._store.playlists.get(playlist)
        if found is None:
            raise NotFound("This playlist does not exist any more.")
        return found

    def tracks(self, playlist: PlaylistId) -> list[Track]:
        """Its tracks in order; tracks that are away are among them."""
        return self._store.tracks.rows(self._store.playlists.tracks(playlist))

    def save(self, name: str, tracks: Sequence[TrackId], rule: str = "", run: RunId | None = None) -> Playlist:
        """Store a list under a name.

        Raises:
            WrongUse: the name is empty.
        """
        playlist = self._store.playlists.create(_checked_name(name), rule, list(tracks), run)
        self._changes.publish(Changes(playlists=True))
        return self.get(playlist)

    def add(self, playlist: PlaylistId, tracks: Sequence[TrackId]) -> int:
        """Add tracks at the end of a stored list.

        Returns:
            The position of the first, for `take_back`.
        Raises:
            NotFound: the list, or a track, does not exist any more.
        """
        first = self._store.playlists.append(playlist, list(tracks))
        self._changes.publish(Changes(playlists=True))
        return first

    def take_back(self, playlist: PlaylistId, first: int, count: int) -> Changes:
        """Undo `add`: take `count` tracks from the position `first` on out of a list."""
        self._store.playlists.cut(playlist, first, count)
        return self._changes.publish(Changes(playlists=True))

    def rename(self, playlist: PlaylistId, name: str) -> Changes:
        """Give it another name.

        Raises:
            WrongUse: the name is empty.
            NotFound: it was deleted meanwhile.
        """
        self.get(playlist)
        self._store.playlists.rename(playlist, _checked_name(name))
        return self._changes.publish(Changes(playlists=True))

    def delete(self, playlist: PlaylistId) -> DeletedPlaylist:
        """Delete it; the returned record brings it back."""
        found = self.get(playlist)
        gone = DeletedPlaylist(found.name, found.rule, tuple(self._store.playlists.stored(playlist)))
        self._store.playlists.delete(playlist)
        self._changes.publish(Changes(playlists=True))
        return gone

    def restore(self, deleted: DeletedPlaylist) -> Playlist:
        """Bring a deleted list back."""
        return self.save(deleted.name, deleted.tracks, deleted.rule)

    def export_m3u8(self, tracks: Sequence[TrackId], path: Path) -> int:
        """Write tracks as an extended M3U in UTF-8 (names that are not UTF-8 as their own bytes), whole or not at all.

        Returns:
            How many tracks it names.
        Raises:
            WrongUse: the file's name does not end in .m3u8 or .m3u, so it may be something else, music even.
            EnvironmentProblem: the file cannot be written there.
        """
        if path.suffix.lower() not in SUFFIXES:
            raise WrongUse(f"{path} does not end in .m3u8.", remedy="Give the playlist a name that ends in .m3u8.")
        rows = self._store.tracks.rows(list(tracks))
        lines = [b"#EXTM3U"]
        for track in rows:
            seconds = -1 if track.duration_ms is None else round(track.duration_ms / 1000)
            label = f"{track.artist} - {track.title}" if track.artist else track.title
            lines.append(f"#EXTINF:{seconds},{clean(label)}".encode("utf-8", "replace"))
            lines.append(_entry(track.path))
        _write_whole(path, b"\n".join(lines) + b"\n")
        return len(rows)


def _checked_name(name: str) -> str:
    cleaned = " ".join(name.split())[:LONGEST_NAME]
    if not cleaned:
        raise WrongUse("A playlist needs a name.", remedy="Type one.")
    return cleaned


def _entry(path: bytes) -> bytes:
    """A path as one line; a file URI where a line break would make two of it, or a reader strip space at its ends."""
    if b"\n" in path or b"\r" in path or path != path.strip():
        return b"file://" + urllib.parse.quote_from_bytes(path).encode("ascii")
    return path


def _write_whole(path: Path, content: bytes) -> None:
    try:
        handle, name = tempfile.mkstemp(prefix=".undersong-", suffix=path.suffix, dir=path.parent)
    except OSError as problem:
        raise _cannot_write(path, problem) from problem
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as problem:
        temporary.unlink(missing_ok=True)
        raise _cannot_write(path, problem) from problem


def _cannot_write(path: Path, problem: OSError) -> EnvironmentProblem:
    kind = StorageFull if problem.errno == errno.ENOSPC else EnvironmentProblem
    return kind(
        f"{path} cannot be written ({problem.strerror}).",
        path=os.fsencode(path),
        remedy="Choose another folder for the playlist.",
    )
