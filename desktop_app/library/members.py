"""Recordings as they are compared: taken apart, and found by what they share. Rows in, rows out."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from desktop_app.domain.works import Credits, Recording
from desktop_app.library import songs, versions

NOT_SONGS = frozenset({"audiobook", "podcast", "effect", "spoken"})
"""Reasons of domain.not_music for which a recording is of no song."""
_ISSUES = ("edition", "remaster", "deluxe", "expanded", "anniversary", "reissue", "bonus", "version")
_NOBODY = frozenset({""})
_NO_CREDITS = Credits()
_BETWEEN = "\x1f"
"""A sign that no key holds: it counts as a space, and those are joined."""


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
    """None or 0 where it is not known, as the year."""
    year: int | None = None
    album: int = -1
    issue: str = ""
    """The name of its album without that of the issue, where the title alone tells no song."""
    shorter: str = ""
    """The key of the song without a second name in brackets; "" where it has none."""
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
        songs.song_key(title.shorter) if title.shorter else "",
    )


def _issue(album_title: str) -> str:
    """The name of an album without that of the issue: "First Light (Deluxe Edition)"."""
    name = songs.latin(album_title)
    head, bracket, inner = name.rstrip(")]").replace("[", "(").rpartition("(")
    return songs.song_key(head if bracket and any(word in inner for word in _ISSUES) else name)


class Alike:
    """Tracks by a key that most of them do not share."""

    def __init__(self) -> None:
        self.first: dict[str, int] = {}
        """One track of each key."""
        self.several: dict[str, list[int]] = {}
        """All tracks of the keys that more than one has."""

    def add(self, key: str, track: int) -> None:
        first = self.first.setdefault(key, track)
        if first != track:
            found = self.several.get(key)
            if found is None:
                self.several[key] = [first, track]
            else:
                found.append(track)

    def of(self, key: str) -> list[int]:
        return self.several.get(key) or [self.first[key]]


class Members:
    """Recordings by track, and what they share.

    They are kept as text, in dictionaries of text and numbers, which the collector of garbage never looks into: each
    time that it looks at hundreds of thousands of objects, it halts the whole program for a tenth of a second.
    """

    def __init__(self, found: Iterable[Song]) -> None:
        self._rows: dict[int, str] = {}
        self._credits: dict[int, Credits] = {}
        self.titles = Alike()
        """Tracks by `title_key`."""
        self.songs = Alike()
        """Tracks by song."""
        self.shorter: dict[str, list[int]] = {}
        """Tracks by the `title_key` that they would have without a second name in brackets."""
        for song in found:
            track, artist, title, kind, of_artist, duration_ms, year, album, issue, shorter, *_ = song
            self._rows[track] = _BETWEEN.join(
                (artist, title, kind, of_artist, str(duration_ms or 0), str(year or 0), str(album), issue, shorter)
            )
            if title:
                self.songs.add(title, track)
                if artist:
                    self.titles.add(title_key(artist, title), track)
                    if shorter:
                        self.shorter.setdefault(title_key(artist, shorter), []).append(track)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, track: int) -> bool:
        return track in self._rows

    def __iter__(self) -> Iterator[Song]:
        """All, in the order in which they came."""
        return map(self._song, self._rows)

    def _song(self, track: int) -> Song:
        artist, title, kind, of_artist, duration_ms, year, album, issue, shorter = self._rows[track].split(_BETWEEN)
        composers, codes = self._credits.get(track, _NO_CREDITS)
        return Song(
            track,
            artist,
            title,
            kind,
            of_artist,
            int(duration_ms),
            int(year),
            int(album),
            issue,
            shorter,
            composers,
            codes,
        )

    def of(self, tracks: Iterable[int]) -> list[Song]:
        """These, by track."""
        return list(map(self._song, sorted(tracks)))

    def drain(self, size: int) -> Iterator[list[Song]]:
        """All likewise, so many at a time; what was given is forgotten, so that not all goes at once in the end."""
        self.titles, self.songs, self.shorter = Alike(), Alike(), {}
        while self._rows:
            tracks = list(itertools.islice(self._rows, size))
            yield list(map(self._song, tracks))
            for track in tracks:
                del self._rows[track]

    def across(self) -> Iterator[list[Song]]:
        """The recordings of each title that several artists have, if it is one that tells a song."""
        for title, tracks in self.songs.several.items():
            same = self.of(tracks)
            if len({song.artist or song for song in same}) > 1 and not songs.is_generic(title):
                yield same

    def tell(self, credits_: Mapping[int, Credits]) -> None:
        """What else is known of some: it is only asked for where it tells something, of what is in `across`."""
        for track, (names, codes) in credits_.items():
            if names or codes:
                composers = sorted({songs.artist_key(name) for name in names} - _NOBODY)
                self._credits[track] = Credits(tuple(composers), codes)


def title_key(artist: str, song: str) -> str:
    """Of a song of an artist."""
    return f"{artist}{_BETWEEN}{song}"


def title_parts(key: str) -> list[str]:
    """The inverse of title_key: artist and song."""
    return key.split(_BETWEEN)
