"""Which recordings are of one song, and which are parts of one whole."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.works import Credits, Recording
from desktop_app.library.links import near_keys
from desktop_app.library.members import Members, song_of
from desktop_app.library.wholes import wholes
from desktop_app.library.works import Grouped, group

PERSONS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "persons"


def made(*named: tuple[str, str], **more: object) -> list[Recording]:
    return [
        Recording(track, title, artist, album=track, album_title=f"Album {track}", duration_ms=200_000, **more)  # type: ignore[arg-type]
        for track, (title, artist) in enumerate(named, 1)
    ]


Pairs = Sequence[tuple[int, int]]


def grouped(
    recordings: list[Recording], same: Pairs = (), different: Pairs = (), credits_: Credits | None = None
) -> dict[int, Grouped]:
    members = Members(map(song_of, recordings))
    if credits_ is not None:
        members.tell({song.track: credits_ for song in members})
    groups = group(members, same, different)
    return {song.track: groups.place(song) for song in members}


def works(recordings: list[Recording], **more: Any) -> list[int]:
    found = grouped(recordings, **more)
    return [found[recording.track].work for recording in recordings]


def test_versions_by_one_artist_are_one_work_with_their_kinds() -> None:
    titles = ("X", "X (Live)", "X - Remastered 2011", "X (Radio Edit)", "X Road", "X (feat. Vega)", "Х")
    found = grouped(made(*((title, "Nordlys") for title in titles[:6])))
    assert [found[i].work for i in range(1, 7)] == [1, 1, 1, 1, 5, 1]
    assert [found[i].kind for i in range(1, 7)] == ["", "live", "remaster", "edit", "", "featuring"]
    assert found[5].confidence == 1.0 and all(0.85 < found[i].confidence < 1 for i in (1, 2, 3, 4, 6))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Harbour Lights", "Nordlys"), ("harbour lights (demo)", "NORDLYS feat. Vega")),
        (("Группа крови", "Кино"), ("Gruppa krovi", "Kino")),
        (("Definately Not a Song", "Nordlys"), ("Definitely Not a Song", "Nordlys")),
        (("Off Broadway", "Nordlys"), ("Offbroadway", "Nordlys")),
        (("Harbour (Nordlys cover)", "Vega"), ("Harbour", "Nordlys")),
        (("Harbour (Nordlys cover)", "Vega"), ("Harbour [Nordlys Cover]", "Rage Orchestra")),
        (("Harbour (Originally Performed by Nordlys)", "Party Band"), ("Harbour", "Nordlys")),
    ],
)
def test_one_song(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert works(made(one, other)) == [1, 1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("X", "Nordlys"), ("X Road", "Nordlys")),
        (("Harbour", "Nordlys"), ("Harbour", "Vega")),
        (("Harbour", ""), ("Harbour", "")),
        (("Harbour", "Various Artists"), ("Harbour", "Various Artists")),
        (("Shine On, Pt. 1", "Nordlys"), ("Shine On, Pt. 2", "Nordlys")),
        (("Harbour I", "Nordlys"), ("Harbour II", "Nordlys")),
        (("Harbour 2", "Nordlys"), ("Harbour 3", "Nordlys")),
        (("Intro", "Nordlys"), ("Intro", "Nordlys")),
        (("Untitled", "Nordlys"), ("Untitled", "Nordlys")),
        (("Track 1", "Nordlys"), ("Track 1", "Nordlys")),
        (("Vitamin Song C", "Nordlys"), ("Vitamin Song D", "Nordlys")),
        (("Harbour (Reprise)", "Nordlys"), ("Harbour", "Nordlys")),
        (("Home (Vega cover)", "Nordlys"), ("Home", "Rage Orchestra")),
    ],
)
def test_two_songs(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert works(made(one, other)) == [1, 2]


def test_close_spellings_on_one_album_or_of_other_lengths_are_two_songs() -> None:
    one = Recording(1, "Memorial Song", "Nordlys", album=7, duration_ms=200_000)
    assert works([one, Recording(2, "Memoriam Song", "Nordlys", album=7, duration_ms=200_000)]) == [1, 2]
    assert works([one, Recording(2, "Memoriam Song", "Nordlys", album=8, duration_ms=260_000)]) == [1, 2]
    assert works([one, Recording(2, "Memoriam Song", "Nordlys", album=8, duration_ms=201_000)]) == [1, 1]
    assert near_keys("memorial song", ["memorial song", "memoriam song", "other"]) == ["memoriam song"]


def test_a_composer_or_a_code_brings_artists_together_where_the_title_is_their_own() -> None:
    def pair(title: str, *credits_: object) -> list[int]:
        return works(made((title, "Nordlys"), (title, "Vega")), credits_=Credits(*credits_))  # type: ignore[arg-type]

    assert pair("Song of the Harbour") == [1, 2]
    assert pair("Song of the Harbour", ("A. Moss",)) == [1, 1]
    assert pair("Home", ("A. Moss",)) == [1, 2]
    assert pair("Home", (), ("work:1",)) == [1, 1]
    assert pair("Allegro", ("A. Moss",)) == [1, 2]


def test_who_came_later_to_a_song_plays_a_cover() -> None:
    found = grouped(
        [
            Recording(1, "Song of the Harbour", "Nordlys", year=1970),
            Recording(2, "Song of the Harbour", "Vega", year=1999),
        ],
        credits_=Credits(("A. Moss",)),
    )
    assert [found[1].kind, found[2].kind] == ["", "cover"]
    assert found[1].confidence < 0.8


def test_a_generic_title_needs_two_issues_of_one_album() -> None:
    def issue(track: int, album_title: str, duration_ms: int) -> Recording:
        return Recording(track, "Intro", "Nordlys", album=track, album_title=album_title, duration_ms=duration_ms)

    assert works([issue(1, "First Light", 61_000), issue(2, "First Light (Deluxe Edition)", 61_800)]) == [1, 1]
    assert works([issue(1, "First Light", 61_000), issue(2, "First Light (Deluxe Edition)", 70_000)]) == [1, 2]
    assert works([issue(1, "First Light", 61_000), issue(2, "Second Light", 61_000)]) == [1, 2]


def test_what_is_no_song_is_of_no_work() -> None:
    chapters = [Recording(i, "The Well", "A. Moss", album=i, not_music="audiobook") for i in (1, 2)]
    assert works(chapters) == [1, 2]


def test_the_persons_word_wins() -> None:
    same = made(*((f"Harbour{suffix}", "Nordlys") for suffix in ("", " (Live)", " (Demo)", " (Remix)")))
    assert works(same, different=[(1, 2), (1, 3), (1, 4)]) == [1, 2, 2, 2]  # the first goes, the rest stays together
    assert works(same, different=[(1, 3), (2, 3), (3, 4)]) == [1, 1, 3, 1]
    others = made(("Harbour", "Nordlys"), ("Coast", "Vega"), ("Coast (Live)", "Vega"))
    found = grouped(others, same=[(1, 2)])
    assert [found[i].work for i in (1, 2, 3)] == [1, 1, 1] and found[1].confidence == 1.0
    assert works(others, same=[(1, 2)], different=[(1, 3)]) == [1, 1, 3]
    assert works(others, same=[(1, 2), (8, 9)], different=[(7, 3)]) == [1, 1, 1]  # tracks that are not here


NAMES = st.sampled_from(
    [
        "Harbour",
        "Harbour (Live)",
        "Harbour (Vega cover)",
        "Harbour Lights",
        "Harbor Lights",
        "Intro",
        "Harbour Pt. 2",
        "",
    ]
)
ROWS = st.lists(st.tuples(NAMES, st.sampled_from(["Nordlys", "NORDLYS", "Vega", ""])), min_size=2, max_size=9)


@given(ROWS, st.randoms(), st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), max_size=4))
@settings(max_examples=150, deadline=None)
def test_the_order_of_rows_does_not_matter(
    rows: list[tuple[str, str]], random: object, pairs: list[tuple[int, int]]
) -> None:
    different = sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})
    recordings = made(*rows)
    before = grouped(recordings, different=different)
    random.shuffle(recordings)  # type: ignore[attr-defined]
    assert grouped(recordings, different=different[::-1]) == before
    for track, place in before.items():
        assert place.work == min(other for other, there in before.items() if there.work == place.work) <= track


@pytest.mark.skipif(not PERSONS.is_dir(), reason="the listening histories are not here")
def test_real_names_fall_into_sensible_works() -> None:
    names = set()
    for path in sorted(PERSONS.glob("p0[12].csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            names |= {(row["track"], row["artist"]) for row in csv.DictReader(file)}
    recordings = [Recording(i, title, artist, album=i) for i, (title, artist) in enumerate(sorted(names), 1)]
    found = grouped(recordings)
    members: dict[int, list[Recording]] = defaultdict(list)
    for recording in recordings:
        members[found[recording.track].work].append(recording)
    several = [group for group in members.values() if len(group) > 1]
    across = [group for group in several if len({song_of(one).artist for one in group}) > 1]
    assert 0.02 < len(several) / len(members) < 0.2
    assert len(across) < 0.02 * len(several) + 20
    assert max(map(len, several)) < 20


def parts(*titles: str, album: str = "First Light", **more: object) -> list[tuple[int, int | None] | None]:
    pieces = [
        Recording(i, title, "Nordlys", album=1, album_title=album, number=i, **more)  # type: ignore[arg-type]
        for i, title in enumerate(titles, 1)
    ]
    found = wholes(pieces)
    return [found.get(piece.track) for piece in pieces]


def test_movements_of_a_work_are_one_whole() -> None:
    first, second = "Symphony No. 5 in C Minor, Op. 67", "Symphony No. 6"
    assert parts(
        f"{first}: I. Allegro con brio",
        f"{first}: II. Andante",
        f"{second}: I. Allegro",
        f"{second}: II. Andante",
        "Egmont",
    ) == [(1, 1), (1, 2), (3, 1), (3, 2), None]
    assert parts("Sonata No. 14 - 1. Adagio", "Sonata No. 14 - 2. Allegretto") == [(1, 1), (1, 2)]
    assert parts("Suite BWV 1007: Prélude", "Suite BWV 1007: Allemande") == [(1, None), (1, None)]
    assert parts("Allegro", "Andante", work="Symphony No. 5") == [(1, None), (1, None)]


def test_parts_of_songs_are_one_whole() -> None:
    assert parts("Shine On, Pt. 1", "Money", "Shine On (Part 2)") == [(1, 1), None, (1, 2)]
    assert parts("Harbour I", "Harbour II", "Coast") == [(1, 1), (1, 2), None]


def test_mixes_and_books_are_one_whole() -> None:
    assert parts("a", "b", album="Club Nights (Mixed by Vega)") == [(1, 1), (1, 2)]
    assert parts("a (Mixed)", "b (Mixed)", "c [Mixed]", "d") == [(1, 1), (1, 2), (1, 3), None]
    assert parts("Kapitel 1", "Kapitel 2", not_music="audiobook") == [(1, 1), (1, 2)]


def test_what_is_no_whole() -> None:
    assert parts("Song 1", "Song 2", "Song 3") == [None] * 3
    assert parts("Track 1", "Track 2", "Interlude I", "Interlude II") == [None] * 4
    assert parts("Symphony No. 1", "Symphony No. 2") == [None] * 2
    assert parts("Harbour", "Coast", album="Mixed Emotions") == [None] * 2
    assert parts("Shine On, Pt. 1") == [None]
    pieces = [Recording(i, f"Shine On, Pt. {i}", "Nordlys", album=-1) for i in (1, 2)]
    assert wholes(pieces) == {}
