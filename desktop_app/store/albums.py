"""Which tracks make one album. Numbers and folded names in, keys out; no SQL.

A folder is what a person takes for one album, whatever single tags say; tags tell several albums in one folder apart
and bring the parts of one together. See docs/decisions/10-what-is-one-album.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

VARIOUS = "various artists"
"""The folded album artist of a compilation, in all its spellings."""

_VARIOUS = frozenset(
    {
        VARIOUS, "various", "va", "v.a.", "v/a", "v. a.", "verschiedene", "verschiedene interpreten", "diverse",
        "diverse interpreten", "divers", "artistes divers", "varios", "varios artistas", "artisti vari", "aa.vv.",
        "vari", "diversen", "diverse artiesten", "blandade artister", "сборник",
    }
)  # fmt: skip
_GUESTS = (" feat. ", " feat ", " ft. ", " ft ", " featuring ", " (feat", " [feat", " (ft", " [ft", "; ")
_DENSE = 0.8
"""From this share of the numbers 1 to the highest on, tracks of many artists in one folder are one album."""

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Placed:
    """A track with what decides its album."""

    track: int
    home: int
    """A number for the folder that stands for the album."""
    owner: str
    """The folded album artist; "" where the tags name none, VARIOUS for a compilation."""
    artist: str
    """The folded first artist."""
    compilation: bool
    disc: int
    number: int | None


@dataclass(slots=True)
class _Group:
    """Tracks of one folder that belong together. `owner` "" where only the folder holds them together."""

    owner: str
    named: bool
    """Whether tags name the owner; else it is the artist of all tracks."""
    tracks: list[Placed]
    alone: bool = True
    """Whether it is the only album of this name in its folder."""
    numbered: bool = True
    """Whether all of its tracks have a number."""

    @property
    def first(self) -> int:
        return min(placed.track for placed in self.tracks)

    @property
    def home(self) -> int:
        return self.tracks[0].home


def owner_of(album_artist: str) -> str:
    """The one name under which spellings of an album artist count, from a folded one: without guests."""
    return VARIOUS if album_artist in _VARIOUS else without_guests(album_artist)


def without_guests(name: str) -> str:
    """A name up to its "feat."."""
    lowered = name.lower()
    if len(lowered) != len(name):
        return name
    ends = [at for mark in _GUESTS if (at := lowered.find(mark)) > 0 and any(map(str.isalpha, name[:at]))]
    return name[: min(ends)].rstrip() if ends else name


def is_owner(owner: str, tracks: Sequence[Placed]) -> bool:
    """Whether it is the album artist of some tracks, or their artist, for at least half of them: one odd tag is not."""
    return 2 * sum(owner in (placed.owner, placed.artist) for placed in tracks) >= len(tracks)


def album_keys(name: str, tracks: Iterable[Placed]) -> dict[int, str]:
    """The album of each track, among all tracks whose album has this folded name.

    Returns:
        Keys by track: equal for one album. They begin with the name and stay the same while files come and go, unless
        what is known now says that they were wrong.
    """
    groups: list[_Group] = []
    for placed in _by(tracks, lambda placed: placed.home).values():
        found = _of_folder(placed)
        for group in found:
            group.alone = len(found) == 1
        groups += found
    keys: dict[int, str] = {}
    for owner, apart in _by(groups, lambda group: group.owner).items():
        for key, members in _joined(name, owner, apart):
            keys.update((placed.track, key) for placed in members)
    return keys


def _of_folder(tracks: list[Placed]) -> list[_Group]:
    """One album, unless the tags of one folder tell several apart."""
    named = {placed.owner for placed in tracks} - {"", VARIOUS}
    various = any(placed.owner == VARIOUS or placed.compilation for placed in tracks)
    if not named or (len(named) == 1 and not various and not is_owner(min(named), tracks)):
        parts = _apart_by_artist(tracks)
        if len(parts) > 1 and not various:
            return [_unnamed(part) for part in parts]
        whole = _unnamed(tracks)
        if not whole.owner and various:
            whole.owner, whole.named = VARIOUS, True
        return [whole]
    if len(named) == 1 and not various:
        (owner,) = named
        return _of_owner(owner, tracks)
    if not _collide(tracks) and (various or _dense(tracks)):
        artists = {placed.artist for placed in tracks}
        return [_Group(next(iter(artists)) if len(artists) == 1 else VARIOUS, True, tracks)]
    groups = []
    rest = [placed for placed in tracks if placed.owner in ("", VARIOUS)]
    for owner in sorted(named):
        own = [placed for placed in tracks if placed.owner == owner]
        own += [placed for placed in rest if placed.owner == "" and placed.artist == owner]
        groups.append(_Group(owner, True, own))
    rest = [placed for placed in rest if placed.owner == VARIOUS or placed.artist not in named]
    if rest:
        groups.append(_Group(VARIOUS, True, rest) if various else _unnamed(rest))
    return groups


def _of_owner(owner: str, tracks: list[Placed]) -> list[_Group]:
    """The album of the one album artist that a folder names, with its guests; and what is another's."""
    own = [placed for placed in tracks if owner in (placed.owner, placed.artist)]
    taken = _places(own)
    guests: list[Placed] = []
    others: list[Placed] = []
    for placed in tracks:
        if owner not in (placed.owner, placed.artist):
            (others if _place(placed) in taken else guests).append(placed)
    groups = [_Group(owner, True, own + guests)]
    return groups + [_unnamed(part) for part in _by(others, lambda placed: placed.artist).values()]


def _unnamed(tracks: list[Placed]) -> _Group:
    artists = {placed.artist for placed in tracks}
    return _Group(artists.pop() if len(artists) == 1 else "", False, tracks)


def _apart_by_artist(tracks: list[Placed]) -> list[list[Placed]]:
    """Albums of one name by several artists in one folder: numbers are used twice, by none of the artists alone."""
    if not _collide(tracks):
        return [tracks]
    parts = list(_by(tracks, lambda placed: placed.artist).values())
    return parts if all(len(part) > 1 and not _collide(part) for part in parts) else [tracks]


def _joined(name: str, owner: str, groups: list[_Group]) -> list[tuple[str, list[Placed]]]:
    """Bring together what lies in several folders; what uses a number twice is another edition or another copy."""
    if not owner:
        return [(f"{name}\n\n{group.home:x}", group.tracks) for group in groups]
    albums: list[_Group] = []
    taken_at: list[set[tuple[int, int]]] = []
    free: dict[tuple[int, int], int] = {}
    for group in sorted(groups, key=lambda group: group.first):
        places = _places(group.tracks)
        numbered = all(placed.number for placed in group.tracks)
        sure = group.named and owner != VARIOUS
        at = max((_first_without(place, taken_at, free) for place in places), default=0) if sure or numbered else -1
        while 0 <= at < len(albums):
            album = albums[at]
            fits = (sure and album.named) or (numbered and album.numbered)
            if fits and places.isdisjoint(taken_at[at]):
                album.named |= group.named
                album.numbered &= numbered
                album.tracks += group.tracks
                taken_at[at] |= places
                break
            at += 1
        else:
            albums.append(_Group(owner, group.named, list(group.tracks), group.alone, numbered))
            taken_at.append(places)
    keyed = []
    taken = False
    for album in albums:
        home = f"{min(album.tracks, key=lambda placed: placed.track).home:x}"
        if album.named:
            key = f"{name}\n{owner}\n{home}" if taken else f"{name}\n{owner}"
            taken = True
        else:
            key = f"{name}\n\n{home}" if album.alone else f"{name}\n\n{home}\n{owner}"
        keyed.append((key, album.tracks))
    return keyed


def _place(placed: Placed) -> tuple[int, int] | None:
    return None if placed.number is None else (placed.disc, placed.number)


def _places(tracks: Iterable[Placed]) -> set[tuple[int, int]]:
    return {place for placed in tracks if (place := _place(placed)) is not None}


def _collide(tracks: Sequence[Placed]) -> bool:
    """Whether a number is used twice."""
    return len(_places(tracks)) < sum(placed.number is not None for placed in tracks)


def _first_without(
    place: tuple[int, int], albums: Sequence[set[tuple[int, int]]], free: dict[tuple[int, int], int]
) -> int:
    """The first of some albums, each by its places, without this one. They only gain places, so `free` keeps it."""
    at = free.get(place, 0)
    while at < len(albums) and place in albums[at]:
        at += 1
    free[place] = at
    return at


def _dense(tracks: Sequence[Placed]) -> bool:
    """Whether all tracks are numbered and few numbers are missing."""
    if any(placed.number is None for placed in tracks):
        return False
    highest: dict[int, int] = defaultdict(int)
    for disc, number in _places(tracks):
        highest[disc] = max(highest[disc], number)
    return len(tracks) >= _DENSE * sum(highest.values())


def _by(items: Iterable[T], of: Callable[[T], K]) -> Mapping[K, list[T]]:
    parts: dict[K, list[T]] = defaultdict(list)
    for item in items:
        parts[of(item)].append(item)
    return parts
