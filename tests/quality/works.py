"""How well recordings of one song are found: `python -m tests.quality works`.

Over labelled pairs (tests.quality.work_pairs): precision and recall of "one song", and how often the kind of version
is right. Over the names in six published listening histories, which nobody labelled: how many groups are made, how
large they are, and some of them at random, to be looked at.

Options: `--show N` (0: groups shown), `--seed N` (1), `--links` (of the groups shown, only those of unequal titles).
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.domain.works import Credits, Recording
from desktop_app.library.members import Members, song_of
from desktop_app.library.works import Grouped, group
from tests.quality import persons
from tests.quality.work_pairs import Pair, pairs


@dataclass(frozen=True)
class Score:
    """Of labelled pairs; each figure from 0 to 1."""

    precision: float
    recall: float
    kinds: float
    wrong: list[str]
    """Each pair that was judged otherwise than labelled."""


def judge(pair: Pair) -> tuple[bool, str]:
    """Whether the two are grouped, and the kind of the second. They lie on two albums."""
    recordings = [
        Recording(track, title, artist, track, f"Album {track}", duration_ms=1000 * seconds)
        for track, (title, artist, seconds) in enumerate(zip(pair.titles, pair.artists, pair.seconds, strict=True), 1)
    ]
    members = Members(map(song_of, recordings))
    if pair.composer:
        members.tell({track: Credits((pair.composer,)) for track in (1, 2)})
    groups = group(members)
    one, other = map(groups.place, members)
    return one.work == other.work, other.kind


def score() -> Score:
    """Judge all labelled pairs."""
    labelled, wrong = pairs(), []
    right: Counter[tuple[bool, bool]] = Counter()
    kinds = 0
    for pair in labelled:
        same, kind = judge(pair)
        right[pair.same, same] += 1
        kinds += kind == pair.kind
        told = " | ".join((*pair.titles, *dict.fromkeys(pair.artists)))
        if same != pair.same:
            wrong.append(f"{'missed' if pair.same else 'wrongly one song'}: {told}")
        if kind != pair.kind:
            wrong.append(f'"{kind}" instead of "{pair.kind}": {told}')
    found, there = right[True, True] + right[False, True], right[True, True] + right[True, False]
    return Score(right[True, True] / found, right[True, True] / there, kinds / len(labelled), wrong)


Groups = list[list[tuple[Recording, Grouped]]]


def real_groups() -> tuple[int, Groups]:
    """How many recordings the histories name, and all groups of more than one, each in the order of ids."""
    named: dict[tuple[str, str, str], None] = {}
    for name in persons.NAMES:
        for row in persons._rows(name):
            named[row["artist"], row["track"], row["album"]] = None
    albums: dict[tuple[str, str], int] = {}
    recordings = [
        Recording(i, title, artist, albums.setdefault((artist, album), len(albums)) if album else -1, album)
        for i, (artist, title, album) in enumerate(named, 1)
    ]
    members = Members(map(song_of, recordings))
    groups = group(members)
    by_work: dict[int, list[tuple[Recording, Grouped]]] = defaultdict(list)
    for recording, song in zip(recordings, members, strict=True):
        place = groups.place(song)
        by_work[place.work].append((recording, place))
    return len(recordings), [found for found in by_work.values() if len(found) > 1]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.quality works")
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--links", action="store_true")
    options = parser.parse_args(arguments)
    found = score()
    print(f"{len(pairs())} labelled pairs: precision {found.precision:.3f}, recall {found.recall:.3f}, ", end="")
    print(f"kind right in {found.kinds:.3f}")
    print(*(f"  {line}" for line in found.wrong), sep="\n")
    if not persons.available():
        print("The listening histories are not here.")
        return 0
    count, groups = real_groups()
    inside = sum(map(len, groups))
    sizes = Counter(min(len(one), 6) for one in groups)
    several = sum(len({song_of(recording).artist for recording, _ in one}) > 1 for one in groups)
    print(
        f"{count:,} recordings in histories: {len(groups):,} groups of more than one hold {inside / count:.1%} of them"
    )
    print("  sizes:", ", ".join(f"{size}{'+' if size == 6 else ''}: {n:,}" for size, n in sorted(sizes.items())))
    print(f"  of several artists: {several:,}")
    if options.links:
        groups = [one for one in groups if len({song_of(recording).song for recording, _ in one}) > 1]
        print(f"  of several titles: {len(groups):,}")
    for one in random.Random(options.seed).sample(groups, min(options.show, len(groups))):
        print()
        for recording, place in one:
            named = " | ".join((recording.artist, recording.title, recording.album_title))
            print(f"  {place.confidence:.2f} {place.kind:12} {named}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
