"""Which recordings are of one song. Rows in, groups out; no I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from desktop_app.library import versions
from desktop_app.library.links import SAID, links
from desktop_app.library.members import Members


class Grouped(NamedTuple):
    """The place of a recording among the works."""

    work: int
    """The lowest track of the group: equal for recordings of one song."""
    kind: str
    confidence: float
    """Of the strongest link to another recording of the group; 1.0 where it is alone."""


def group(
    members: Members,
    same: Iterable[tuple[int, int]] = (),
    different: Iterable[tuple[int, int]] = (),
) -> dict[int, Grouped]:
    """Group recordings by song.

    Args:
        same: pairs of tracks that the person called one song; they win over everything.
        different: pairs that the person called different songs: no evidence brings them together.
    Returns:
        The places of all recordings that are not alone with their song.
    """
    groups = _Groups(different)
    for a, b in sorted(same):
        if a in members and b in members:
            groups.join(SAID, a, b, by_force=True)
    by_confidence: dict[float, list[tuple[int, int]]] = defaultdict(list)
    for confidence, a, b in links(members, groups.kept_apart):
        by_confidence[confidence].append((a, b))
    for confidence in sorted(by_confidence, reverse=True):
        for a, b in sorted(by_confidence.pop(confidence)):
            groups.join(confidence, a, b)
    kinds = _kinds(members, groups)
    return {
        track: Grouped(groups.lowest(track), kinds[track], confidence)
        for track, confidence in groups.confidence.items()
    }


class _Groups:
    """Sets that are joined, link by link, unless a pair in them is called different."""

    def __init__(self, different: Iterable[tuple[int, int]]) -> None:
        self._lower: dict[int, int] = {}
        """A lower track of the same set, for each but the lowest."""
        self.confidence: dict[int, float] = {}
        """Of each track that is not alone."""
        self._apart: dict[int, set[int]] = defaultdict(set)
        for a, b in different:
            self._apart[a].add(b)
            self._apart[b].add(a)

    @property
    def kept_apart(self) -> frozenset[int]:
        """Tracks that are called different from another."""
        return frozenset(self._apart)

    def lowest(self, track: int) -> int:
        """The lowest track of its set."""
        while (lower := self._lower.get(track)) is not None:
            if (lowest := self._lower.get(lower)) is not None:
                self._lower[track] = lowest
            track = lower
        return track

    def join(self, confidence: float, a: int, b: int, by_force: bool = False) -> None:
        """Join the sets of two tracks by a link. Links come strongest first, but for forced ones, which come before."""
        one, other = sorted((self.lowest(a), self.lowest(b)))
        if one != other:
            if not by_force and any(self.lowest(track) == other for track in self._apart.get(one, ())):
                return
            self._lower[other] = one
            if moved := self._apart.pop(other, None):
                self._apart[one] |= moved
        for track in (a, b):
            self.confidence.setdefault(track, confidence)


def _kinds(members: Members, groups: _Groups) -> dict[int, str]:
    """The kind of each that is not alone; a plain one by an artist who came to the song later is a cover."""
    first: dict[int, tuple[int, str]] = {}
    artists: dict[int, set[str]] = defaultdict(set)
    found = members.of(groups.confidence)
    for song in found:
        work = groups.lowest(song.track)
        artists[work].add(song.artist)
        if song.year and song.kind == versions.PLAIN:
            first[work] = min(first.get(work, (9999, "")), (song.year, song.artist))
    kinds = {}
    for song in found:
        work, kind = groups.lowest(song.track), song.kind
        if kind == versions.PLAIN and len(artists[work]) > 1:
            year, artist = first.get(work, (9999, ""))
            if song.year and song.year > year and song.artist != artist:
                kind = versions.COVER
        kinds[song.track] = kind
    return kinds
