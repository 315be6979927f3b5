"""Which recordings are of one song. Rows in, groups out; no I/O.

Every link rests on two recordings alone, never on what else is in the library. So groups can be made anew from a part
of the library: from the recordings that changed, those they may be linked to, and the groups of all of these.

Confidences are set by judgement: they order the evidence, and the person can split and join.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from desktop_app.domain.works import Recording
from desktop_app.library import songs, versions

NOT_SONGS = frozenset({"audiobook", "podcast", "effect", "spoken"})
"""Reasons of domain.not_music for which a recording is of no song."""
CONFIDENCE: dict[str, float] = {
    versions.PLAIN: 0.95,
    versions.REMASTER: 0.97,
    versions.STEREO: 0.97,
    versions.MONO: 0.97,
    versions.EXPLICIT: 0.97,
    versions.CLEAN: 0.97,
    versions.FEATURING: 0.95,
    versions.EDIT: 0.95,
    versions.LIVE: 0.95,
    versions.RE_RECORDED: 0.95,
    versions.MIXED: 0.93,
    versions.EXTENDED: 0.93,
    versions.ACOUSTIC: 0.93,
    versions.SESSION: 0.93,
    versions.DEMO: 0.93,
    versions.ALTERNATE: 0.92,
    versions.LANGUAGE: 0.92,
    versions.INSTRUMENTAL: 0.92,
    versions.A_CAPPELLA: 0.92,
    versions.ARRANGEMENT: 0.9,
    versions.REMIX: 0.9,
    versions.COVER: 0.85,
    versions.KARAOKE: 0.85,
}
"""That two recordings of one title by one artist are one song, by the less certain of their kinds."""
OTHER_LENGTH = 0.8
"""The same where the plain recordings differ in length by more than a third."""
GENERIC = 0.75
"""One generic title, one album in two issues, equal lengths."""
JOINED_WORDS, MISSPELLED = 0.9, 0.8
COVER_NAMED, SAME_COMPOSER = 0.8, 0.75
SAME_ID, SAID = 0.98, 1.0
_EQUAL_MS = 2_000
_SPELLING_LENGTH = 0.05
_ISSUES = ("edition", "remaster", "deluxe", "expanded", "anniversary", "reissue", "bonus", "version")
_NOBODY: frozenset[str] = frozenset()
_FEW = 2_000
"""So many titles of one artist are compared with all at once."""


@dataclass(frozen=True, slots=True)
class Song:
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
    composers: frozenset[str] = frozenset()
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grouped:
    """The place of a recording among the works."""

    work: int
    """The lowest track of the group: equal for recordings of one song."""
    kind: str
    confidence: float
    """Of the strongest link to another recording of the group; 1.0 where it is alone."""


Link = tuple[float, int, int]


def song_of(recording: Recording) -> Song:
    """Take a recording's title apart."""
    if recording.not_music in NOT_SONGS or not recording.title:
        return Song(recording.track, "", "", versions.PLAIN)
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
        frozenset(songs.artist_key(name) for name in recording.composers) - {""} if recording.composers else _NOBODY,
        recording.ids,
    )


def _issue(album_title: str) -> str:
    """The name of an album without that of the issue: "First Light (Deluxe Edition)"."""
    name = songs.latin(album_title)
    head, bracket, inner = name.rstrip(")]").replace("[", "(").rpartition("(")
    return songs.song_key(head if bracket and any(word in inner for word in _ISSUES) else name)


def near_spellings(song: str, others: Iterable[str]) -> list[str]:
    """Which song keys of the same artist may be another spelling of this one."""
    return [other for other in others if other != song and _spelling(song, other) > 0]


def group(
    members: Sequence[Song],
    same: Iterable[tuple[int, int]] = (),
    different: Iterable[tuple[int, int]] = (),
) -> dict[int, Grouped]:
    """Group recordings by song.

    Args:
        members: in any order.
        same: pairs of tracks that the person called one song; they win over everything.
        different: pairs that the person called different songs: no evidence brings them together.
    """
    members = sorted(members, key=lambda song: song.track)
    by_track = {song.track: song for song in members}
    groups = _Groups(by_track, different)
    for a, b in sorted(same):
        if a in by_track and b in by_track:
            groups.join(SAID, a, b, by_force=True)
    for confidence, a, b in sorted(_links(members, groups.kept_apart), key=lambda link: (-link[0], link[1], link[2])):
        groups.join(confidence, a, b)
    kinds = _kinds(by_track, groups)
    return {track: Grouped(groups.lowest(track), kinds[track], groups.confidence.get(track, 1.0)) for track in by_track}


class _Groups:
    """Sets that are joined, link by link, unless a pair in them is called different."""

    def __init__(self, tracks: Iterable[int], different: Iterable[tuple[int, int]]) -> None:
        self._parent = {track: track for track in tracks}
        self.confidence: dict[int, float] = {}
        self._apart: dict[int, set[int]] = defaultdict(set)
        for a, b in different:
            if a in self._parent and b in self._parent:
                self._apart[a].add(b)
                self._apart[b].add(a)

    @property
    def kept_apart(self) -> frozenset[int]:
        """Tracks that are called different from another."""
        return frozenset(self._apart)

    def lowest(self, track: int) -> int:
        """The lowest track of its set."""
        while self._parent[track] != track:
            self._parent[track] = self._parent[self._parent[track]]
            track = self._parent[track]
        return track

    def join(self, confidence: float, a: int, b: int, by_force: bool = False) -> None:
        """Join the sets of two tracks by a link. Links come strongest first, but for forced ones, which come before."""
        one, other = sorted((self.lowest(a), self.lowest(b)))
        if one != other:
            if not by_force and any(self.lowest(track) == other for track in self._apart.get(one, ())):
                return
            self._parent[other] = one
            if moved := self._apart.pop(other, None):
                self._apart[one] |= moved
        for track in (a, b):
            self.confidence.setdefault(track, confidence)


def _links(members: Sequence[Song], apart: frozenset[int]) -> Iterator[Link]:
    by_artist: dict[str, dict[str, list[Song]]] = defaultdict(lambda: defaultdict(list))
    by_song: dict[str, list[Song]] = defaultdict(list)
    for song in members:
        if not song.song:
            continue
        if song.artist:
            by_artist[song.artist][song.song].append(song)
        by_song[song.song].append(song)
    for titles in by_artist.values():
        for title, same in titles.items():
            if len(same) > 1:
                yield from _generic_links(same) if songs.is_generic(title) else _links_of_title(same, apart)
        if len(titles) > 1:
            yield from _spelling_links(titles)
    for same in by_song.values():
        if len(same) > 1 and len({song.artist or song for song in same}) > 1 and not songs.is_generic(same[0].song):
            yield from _links_across(same, apart)


def _pairs(ordered: Sequence[Song], apart: frozenset[int]) -> Iterator[tuple[Song, Song]]:
    """Pairs that link all of them: with the first, or all pairs where the person took one out of their number."""
    for i, one in enumerate(ordered):
        if i and apart.isdisjoint(song.track for song in ordered):
            return
        for other in ordered[i + 1 :]:
            yield one, other


def _links_of_title(same: Sequence[Song], apart: frozenset[int]) -> Iterator[Link]:
    """One title by one artist, in any versions."""
    ordered = sorted(same, key=lambda song: (versions.RANK[song.kind], song.track))
    for one, other in _pairs(ordered, apart):
        confidence = min(CONFIDENCE[one.kind], CONFIDENCE[other.kind])
        if one.kind == other.kind == versions.PLAIN and _length_apart(one, other) > 1 / 3:
            confidence = OTHER_LENGTH
        yield confidence, one.track, other.track


def _generic_links(same: Sequence[Song]) -> Iterator[Link]:
    """One generic title by one artist: only two issues of one album, at equal lengths."""
    issues: dict[str, list[Song]] = defaultdict(list)
    for song in same:
        if song.duration_ms and song.issue:
            issues[song.issue].append(song)
    for found in issues.values():
        ordered = sorted(found, key=lambda song: (song.duration_ms or 0, song.track))
        for i, one in enumerate(ordered):
            for other in ordered[i + 1 :]:
                if (other.duration_ms or 0) - (one.duration_ms or 0) > _EQUAL_MS:
                    break
                if one.album != other.album:
                    yield GENERIC, one.track, other.track


def _spelling_links(titles: Mapping[str, Sequence[Song]]) -> Iterator[Link]:
    for one, other, confidence in _near_pairs(list(titles)):
        for a in titles[one]:
            for b in titles[other]:
                if (a.album < 0 or a.album != b.album) and (
                    confidence == JOINED_WORDS or _length_apart(a, b) <= _SPELLING_LENGTH
                ):
                    yield confidence, a.track, b.track


def _near_pairs(titles: Sequence[str]) -> Iterator[tuple[str, str, float]]:
    """Pairs of one artist's song keys that may be spellings of one."""
    import numpy as np
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cdist

    ordered = sorted(titles)
    joined = [title.replace(" ", "") for title in ordered]
    for start in range(0, len(ordered), _FEW):
        block = joined[start : start + _FEW]
        apart = cdist(block, joined, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)
        rows, columns = np.nonzero(apart <= 2)
        for i, j in zip((rows + start).tolist(), columns.tolist(), strict=True):
            if i < j and (confidence := _spelling(ordered[i], ordered[j])) and not songs.is_generic(ordered[i]):
                yield ordered[i], ordered[j], confidence


def _spelling(one: str, other: str) -> float:
    """That two song keys of one artist are spellings of one, 0.0 if they are not: "Good Bye", "Radiohed".

    Short words and numbers must be equal: "Vitamin C" and "Vitamin D" are two songs.
    """
    joined, also = one.replace(" ", ""), other.replace(" ", "")
    if min(len(joined), len(also)) < 6 or songs.numbers(one) != songs.numbers(other):
        return 0.0
    if joined == also:
        return JOINED_WORDS
    if min(len(joined), len(also)) < 8 or abs(len(joined) - len(also)) > 2:
        return 0.0
    words, others = one.split(), other.split()
    if len(words) == len(others):
        if any(a != b and min(len(a), len(b)) <= 3 for a, b in zip(words, others, strict=True)):
            return 0.0
    elif min(len(word) for word in {*words} ^ {*others}) <= 1:
        return 0.0
    from rapidfuzz.distance import OSA

    allowed = 1 if min(len(joined), len(also)) < 16 else 2
    return MISSPELLED if OSA.distance(joined, also, score_cutoff=allowed) <= allowed else 0.0


def _links_across(same: Sequence[Song], apart: frozenset[int]) -> Iterator[Link]:
    """One title by several artists: one song only where something says so."""
    by_fact: dict[tuple[float, str], list[Song]] = defaultdict(list)
    wanted = {song.of_artist for song in same} - {""}
    distinctive = songs.is_distinctive(same[0].song)
    for song in same:
        for code in song.ids:
            by_fact[SAME_ID, code].append(song)
        for composer in song.composers if distinctive else ():
            by_fact[SAME_COMPOSER, composer].append(song)
        for artist in {song.of_artist, song.artist} & wanted:
            by_fact[COVER_NAMED, artist].append(song)
    for (confidence, _), found in by_fact.items():
        for one, other in _pairs(found, apart):
            yield confidence, one.track, other.track


def _length_apart(a: Song, b: Song) -> float:
    """The difference of two lengths as a share of the longer; 0.0 where one is not known."""
    one, other = a.duration_ms or 0, b.duration_ms or 0
    return abs(one - other) / max(one, other) if one and other else 0.0


def _kinds(by_track: Mapping[int, Song], groups: _Groups) -> dict[int, str]:
    """The kind of each recording; a plain one by an artist who came to the song later is a cover."""
    first: dict[int, tuple[int, str]] = {}
    artists: dict[int, set[str]] = defaultdict(set)
    for track, song in by_track.items():
        work = groups.lowest(track)
        artists[work].add(song.artist)
        if song.year and song.kind == versions.PLAIN:
            first[work] = min(first.get(work, (9999, "")), (song.year, song.artist))
    kinds = {}
    for track, song in by_track.items():
        work, kind = groups.lowest(track), song.kind
        if kind == versions.PLAIN and len(artists[work]) > 1:
            year, artist = first.get(work, (9999, ""))
            if song.year and song.year > year and song.artist != artist:
                kind = versions.COVER
        kinds[track] = kind
    return kinds
