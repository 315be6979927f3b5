"""Recordings as they are compared: taken apart, and found by what they share. Rows in, rows out."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from desktop_app.domain.works import Credits, Recording
from desktop_app.library import songs, versions

NOT_SONGS = frozenset({"audiobook", "podcast", "effect", "spoken"})
"""Reasons of domain.not_music for which a recording is of no song."""
_ISSUES = ("edition", "remaster", "deluxe", "expanded", "anniversary", "reissue", "bonus", "version")
_NOBODY = frozenset({""})
K = TypeVar("K")


class Song(NamedTuple):
    """What of a recording is compared."""

    track: int
    artist: str
    """songs.artist_key; "" where no artist is named, or no song is to be found."""
    song: str
    """songs.song_key; "" where no song is to be found."""
    kind: str
    of_artist: str = ""
    """songs.artist_key of the artist whose song the title says it is."""
    duration_ms: int | None = None
    year: int | None = None
    album: int = -1
    issue: str = ""
    """The name of its album without that of the issue, where the title alone tells no song."""
    composers: tuple[str, ...] = ()
    """songs.artist_key of each, in the order of the alphabet."""
    codes: tuple[str, ...] = ()


def song_of(recording: Recording) -> Song:
    """Take a recording's title apart."""
    if recording.not_music in NOT_SONGS or not recording.title:
        return Song(recording.track, "", "", versions.PLAIN, album=recording.album)
    title = versions.take_apart(recording.title)
    key = songs.song_key(title.song)
    return Song(
        recording.track,
        sys.intern(songs.artist_key(recording.artist)),
        key,
        title.kind,
        songs.artist_key(title.of_artist) if title.of_artist else "",
        recording.duration_ms,
        recording.year,
        recording.album,
        _issue(recording.album_title) if songs.is_generic(key) else "",
    )


def _issue(album_title: str) -> str:
    """The name of an album without that of the issue: "First Light (Deluxe Edition)"."""
    name = songs.latin(album_title)
    head, bracket, inner = name.rstrip(")]").replace("[", "(").rpartition("(")
    return songs.song_key(head if bracket and any(word in inner for word in _ISSUES) else name)


class Alike(Generic[K]):
    """Tracks by a key that most of them do not share."""

    def __init__(self) -> None:
        self.first: dict[K, int] = {}
        """One track of each key."""
        self.several: dict[K, list[int]] = {}
        """All tracks of the keys that more than one has."""

    def add(self, key: K, track: int) -> None:
        first = self.first.setdefault(key, track)
        if first != track:
            found = self.several.get(key)
            if found is None:
                self.several[key] = [first, track]
            else:
                found.append(track)

    def of(self, key: K) -> list[int]:
        return self.several.get(key) or [self.first[key]]


class Members:
    """Recordings by track, and what they share.

    They are kept as plain tuples of plain values, which the collector of garbage never looks at: with hundreds of
    thousands of other objects it halts the whole program for a while, again and again.
    """

    def __init__(self, found: Iterable[Song]) -> None:
        self._rows: dict[int, tuple[Any, ...]] = {}
        self.titles: Alike[tuple[str, str]] = Alike()
        """Tracks by (artist, song)."""
        self.songs: Alike[str] = Alike()
        """Tracks by song."""
        for song in found:
            self._rows[song.track] = tuple(song)
            if song.song:
                self.songs.add(song.song, song.track)
                if song.artist:
                    self.titles.add((song.artist, song.song), song.track)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, track: int) -> bool:
        return track in self._rows

    def __iter__(self) -> Iterator[Song]:
        """All, in the order in which they came."""
        return map(Song._make, self._rows.values())

    def of(self, tracks: Iterable[int]) -> list[Song]:
        """These, by track."""
        return [Song._make(self._rows[track]) for track in sorted(tracks)]

    def portions(self, size: int) -> Iterator[list[Song]]:
        """All likewise, so many at a time."""
        left = iter(self)
        while some := list(itertools.islice(left, size)):
            yield some

    def across(self) -> Iterator[list[Song]]:
        """The recordings of each title that several artists have, if it is one that tells a song."""
        for title, tracks in self.songs.several.items():
            same = self.of(tracks)
            if len({song.artist or song for song in same}) > 1 and not songs.is_generic(title):
                yield same

    def tell(self, credits_: Mapping[int, Credits]) -> None:
        """What else is known of some: it is only asked for where it tells something, of what is in `across`."""
        for track, (names, codes) in credits_.items():
            composers = tuple(sorted({songs.artist_key(name) for name in names} - _NOBODY))
            self._rows[track] = tuple(Song._make(self._rows[track])._replace(composers=composers, codes=codes))
