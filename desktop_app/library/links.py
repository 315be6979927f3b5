"""What says that two recordings are of one song. Rows in, links out; no I/O.

Every link rests on two recordings alone, never on what else is in the library. So groups can be made anew from a part
of the library: from the recordings that changed, those they may be linked to, and the groups of all of these.

Confidences are set by judgement: they order the evidence, and the person can split and join.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from desktop_app.library import songs, versions
from desktop_app.library.members import Members, Song, title_key, title_parts

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
PERHAPS, SECOND_NAME = 0.7, 0.78
"""Titles that are nearly one, or one but for a second name in brackets, and equal lengths."""
COVER_NAMED, SAME_COMPOSER = 0.8, 0.75
SAME_CODE, SAID = 0.98, 1.0
_EQUAL_MS = 2_000
_SPELLING_LENGTH, _ONE_LENGTH = 0.05, 0.02
_FEW = 2_000
"""So many titles of one artist are compared with all at once."""

Link = tuple[float, int, int]
"""Confidence and two tracks."""


def near_keys(song: str, others: Iterable[str]) -> list[str]:
    """Which song keys of the same artist may be another spelling of this one, or have one more name in brackets."""
    longer = f"{song} "
    return [
        other
        for other in others
        if other != song and (other.startswith(longer) or song.startswith(f"{other} ") or _spelling(song, other) > 0)
    ]


def links(members: Members, apart: frozenset[int]) -> Iterator[Link]:
    """All links between recordings; `apart` are tracks that someone called different from another."""
    of_artist: dict[str, list[str]] = defaultdict(list)
    for key in members.titles.first:
        artist, title = title_parts(key)
        of_artist[artist].append(title)
        if (tracks := members.titles.several.get(key)) is not None:
            same = members.of(tracks)
            yield from _generic_links(same) if songs.is_generic(title) else _links_of_title(same, apart)
    for artist, titles in of_artist.items():
        if len(titles) > 1:
            for one, other, confidence in _near_pairs(titles):
                a, b = (members.of(members.titles.of(title_key(artist, title))) for title in (one, other))
                yield from _spelling_links(a, b, confidence)
    for key, tracks in members.shorter.items():
        if key in members.titles.first and not songs.is_generic(title_parts(key)[1]):
            yield from _spelling_links(members.of(members.titles.of(key)), members.of(tracks), SECOND_NAME)
    for same in members.across():
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


def _spelling_links(ones: Sequence[Song], others: Sequence[Song], confidence: float) -> Iterator[Link]:
    """Two titles of one artist that may be spellings of one: but not on one album, and not at other lengths."""
    for a in ones:
        for b in others:
            if a.track != b.track and (a.album < 0 or a.album != b.album) and _lengths_allow(confidence, a, b):
                yield confidence, a.track, b.track


def _lengths_allow(confidence: float, a: Song, b: Song) -> bool:
    """Whether the lengths do not speak against it, or say that it is one recording, where that is needed."""
    if confidence in (PERHAPS, SECOND_NAME):
        return bool(a.duration_ms and b.duration_ms) and _length_apart(a, b) <= _ONE_LENGTH
    return confidence == JOINED_WORDS or _length_apart(a, b) <= _SPELLING_LENGTH


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

    Short words and numbers must be equal: "Vitamin C" and "Vitamin D" are two songs. PERHAPS for what may be two words
    as well: "Believer" and "Believers", "Light" and "Night", "Stranger" and "Stronger".
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
        apart = [(a, b) for a, b in zip(words, others, strict=True) if a != b]
        if any(min(len(a), len(b)) <= 3 for a, b in apart):
            return 0.0
        slip = all(_is_slip(a, b) for a, b in apart)
    elif min(len(word) for word in {*words} ^ {*others}) <= 1:
        return 0.0
    else:
        slip = False
    from rapidfuzz.distance import OSA

    allowed = 1 if min(len(joined), len(also)) < 16 else 2
    if OSA.distance(joined, also, score_cutoff=allowed) > allowed:
        return 0.0
    return MISSPELLED if slip else PERHAPS


def _is_slip(a: str, b: str) -> bool:
    """Whether two words that differ in a letter or two are one, as the other is hardly a word as well.

    Within a word a letter is missing or two are exchanged; within a long one a letter may be another.
    """
    shorter = min(len(a), len(b))
    if f"{a}g" == b or f"{b}g" == a:
        return min(a, b).endswith("in")
    return a[0] == b[0] and a[-1] == b[-1] and shorter >= (9 if len(a) == len(b) and sorted(a) != sorted(b) else 5)


def _links_across(same: Sequence[Song], apart: frozenset[int]) -> Iterator[Link]:
    """One title by several artists: one song only where something says so."""
    by_fact: dict[tuple[float, str], list[Song]] = defaultdict(list)
    wanted = {song.of_artist for song in same} - {""}
    distinctive = songs.is_distinctive(same[0].song)
    for song in same:
        for code in song.codes:
            by_fact[SAME_CODE, code].append(song)
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
