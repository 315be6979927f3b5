"""Which recordings are of one song. Rows in, groups out; no I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from desktop_app.library import versions
from desktop_app.library.links import SAID, links
from desktop_app.library.members import Members, Song


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
) -> Groups:
    """Group recordings by song.

    Args:
        same: pairs of tracks that the person called one song; they win over everything.
        different: pairs that the person called different songs: no evidence brings them together.
    """
    groups = Groups(different)
    for a, b in sorted(same):
        if a in members and b in members:
            groups.join(SAID, a, b, by_force=True)
    by_confidence: dict[float, list[tuple[int, int]]] = defaultdict(list)
    for confidence, a, b in links(members, groups.kept_apart):
        by_confidence[confidence].append((a, b))
    for confidence in sorted(by_confidence, reverse=True):
        for a, b in sorted(by_confidence.pop(confidence)):
            groups.join(confidence, a, b)
    groups.find_covers(members)
    return groups


class Groups:
    """Sets that are joined, link by link, unless a pair in them is called different."""

    def __init__(self, different: Iterable[tuple[int, int]]) -> None:
        self._lower: dict[int, int] = {}
        """A lower track of the same set, for each but the lowest."""
        self._confidence: dict[int, float] = {}
        """Of each track that is not alone."""
        self._covers: set[int] = set()
        self._apart: dict[int, set[int]] = defaultdict(set)
        for a, b in different:
            self._apart[a].add(b)
            self._apart[b].add(a)

    @property
    def kept_apart(self) -> frozenset[int]:
        """Tracks that are called different from another."""
        return frozenset(self._apart)

    def place(self, song: Song) -> Grouped:
        """Where a recording came to stand."""
        kind = versions.COVER if song.track in self._covers else song.kind
        return Grouped(self._lowest(song.track), kind, self._confidence.get(song.track, 1.0))

    def _lowest(self, track: int) -> int:
        """The lowest track of its set."""
        while (lower := self._lower.get(track)) is not None:
            if (lowest := self._lower.get(lower)) is not None:
                self._lower[track] = lowest
            track = lower
        return track

    def join(self, confidence: float, a: int, b: int, by_force: bool = False) -> None:
        """Join the sets of two tracks by a link. Links come strongest first, but for forced ones, which come before."""
        one, other = sorted((self._lowest(a), self._lowest(b)))
        if one != other:
            if not by_force and any(self._lowest(track) == other for track in self._apart.get(one, ())):
                return
            self._lower[other] = one
            if moved := self._apart.pop(other, None):
                self._apart[one] |= moved
        for track in (a, b):
            self._confidence.setdefault(track, confidence)

    def find_covers(self, members: Members) -> None:
        """Of several artists of a song, whoever came to it later with a plain recording covers it.

        So does whoever names another as its artist elsewhere: "Home (Vega cover)" beside "Home".
        """
        found = [(self._lowest(song.track), song) for song in members.of(self._confidence)]
        artist: dict[int, str] = {}
        mixed = {work for work, song in found if artist.setdefault(work, song.artist) != song.artist}
        found = [(work, song) for work, song in found if work in mixed]
        says_so = {(work, song.artist) for work, song in found if song.of_artist not in ("", song.artist)}
        plain = [(work, song) for work, song in found if song.kind == versions.PLAIN]
        first: dict[int, tuple[int, str]] = {}
        for work, song in plain:
            if song.year:
                first[work] = min(first.get(work, (9999, "")), (song.year, song.artist))
        for work, song in plain:
            year, original = first.get(work, (9999, ""))
            if (work, song.artist) in says_so or (song.artist != original and (song.year or 0) > year):
                self._covers.add(song.track)
