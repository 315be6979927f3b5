"""Which tracks make one album, whatever single tags say."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.records import Tags
from desktop_app.store import Store, shown
from desktop_app.store import albums as albums_module
from desktop_app.store.albums import VARIOUS, Placed, album_keys, owner_of, without_guests
from tests.store.helpers import read_of, tags_of


def put(store: Store, files: Mapping[str, Tags]) -> None:
    root = store.library.add_root(b"/m")
    store.library.put(root, [read_of(f"/m/{path}".encode(), path, tags) for path, tags in files.items()])


def albums(store: Store) -> list[tuple[str, str, list[str]]]:
    """Title, artist and the titles of the tracks of every album."""
    codes = store.browse.albums()
    rows = store.browse.album_rows(codes)
    assert len(rows) == len(codes)
    found = []
    for row in rows:
        tracks = store.tracks.rows(store.browse.album_tracks(row.code))
        assert row.tracks == len(tracks) and row.duration_ms == sum(track.duration_ms or 0 for track in tracks)
        assert len({track.album_key for track in tracks}) == 1
        found.append((row.title, row.artist, [track.title for track in tracks]))
    return found


def test_guests_do_not_split_an_album_without_an_album_artist(store: Store) -> None:
    artists = ["Nordlys", "Nordlys feat. Vega", "Nordlys & Vega Trio", "Nordlys"]
    put(store, {f"a/{n}": tags_of(f"T{n}", artist, "Light", number=n) for n, artist in enumerate(artists, 1)})
    assert [(title, tracks) for title, _, tracks in albums(store)] == [("Light", ["T1", "T2", "T3", "T4"])]


def test_guests_in_the_artist_leave_the_album_to_its_artist(store: Store) -> None:
    put(
        store,
        {
            "a/1": tags_of("T1", "Nordlys", "Light", artists=("Nordlys",), number=1),
            "a/2": tags_of("T2", "Nordlys feat. Vega", "Light", artists=("Nordlys", "Vega"), number=2),
        },
    )
    assert albums(store) == [("Light", "Nordlys", ["T1", "T2"])]


def test_album_artists_with_guests_are_one(store: Store) -> None:
    owners = ["Nordlys", "Nordlys feat. Vega", "Nordlys ft. Oda", ""]
    put(
        store,
        {f"a/{n}": tags_of(f"T{n}", "Nordlys", "Light", album_artist=o, number=n) for n, o in enumerate(owners, 1)},
    )
    assert albums(store) == [("Light", "Nordlys", ["T1", "T2", "T3", "T4"])]


def test_folders_and_names_of_discs_are_one_album_in_their_order(store: Store) -> None:
    put(
        store,
        {
            "a/CD 2/1": tags_of("2-1", "Nordlys", "Light", number=1),
            "a/CD 1/2": tags_of("1-2", "Nordlys", "Light", number=2),
            "a/CD 1/1": tags_of("1-1", "Nordlys", "Light", number=1),
        },
    )
    assert albums(store) == [("Light", "Nordlys", ["1-1", "1-2", "2-1"])]


@pytest.mark.parametrize(
    "name", ["Light (Disc {})", "Light [CD{}]", "Light - cd {}", "Light, Disk {}", "Light CD No. {}"]
)
def test_numbers_of_discs_in_the_name_of_the_album_do_not_split_it(store: Store, name: str) -> None:
    put(store, {f"a {d}/{n}": tags_of(f"{d}-{n}", "Nordlys", name.format(d), number=n) for d in (2, 1) for n in (1, 2)})
    assert albums(store) == [("Light", "Nordlys", ["1-1", "1-2", "2-1", "2-2"])]


def test_years_and_capitals_do_not_split_an_album(store: Store) -> None:
    names = [("Light", 1999), ("LIGHT", 2001), ("light ", 1999), ("Light", None)]
    put(store, {f"a/{n}": tags_of(f"T{n}", "Nordlys", a, year=y, number=n) for n, (a, y) in enumerate(names, 1)})
    assert albums(store) == [("Light", "Nordlys", ["T1", "T2", "T3", "T4"])]
    (row,) = store.browse.album_rows(store.browse.albums())
    assert row.year == 1999


def test_one_odd_album_artist_makes_nobody_the_owner(store: Store) -> None:
    artists = ["Oda", "Vega", "Vega", "Fugl", "Hest"]
    put(
        store,
        {
            f"a/{n}": tags_of(f"T{n}", artist, "Game", album_artist="4" if n == 1 else "", number=max(n, 2))
            for n, artist in enumerate(artists, 1)
        },
    )
    assert albums(store) == [("Game", "Various Artists", ["T1", "T2", "T3", "T4", "T5"])]


def test_various_artists_in_one_file_and_names_in_others_are_one_compilation(store: Store) -> None:
    owners = ["Various Artists", "Alfa", "", "Beta", "VA"]
    artists = ["Gamma", "Alfa", "Delta", "Beta", "Epsilon"]
    put(
        store,
        {
            f"a/{n}": tags_of(f"T{n}", artist, "Hits", album_artist=owner, number=n)
            for n, (artist, owner) in enumerate(zip(artists, owners, strict=True), 1)
        },
    )
    assert albums(store) == [("Hits", "Various Artists", ["T1", "T2", "T3", "T4", "T5"])]


def test_a_compilation_on_which_each_track_names_its_own_artist_as_that_of_the_album(store: Store) -> None:
    names = ["Alfa", "Beta", "Gamma", "Delta", "Epsilon"]
    put(store, {f"a/{n}": tags_of(f"T{n}", a, "Hits", album_artist=a, number=n) for n, a in enumerate(names, 1)})
    assert albums(store) == [("Hits", "Various Artists", ["T1", "T2", "T3", "T4", "T5"])]


def test_the_flag_of_a_compilation_by_one_artist_makes_nobody_various(store: Store) -> None:
    put(store, {f"a/{n}": tags_of(f"T{n}", "Alfa", "Best Of", compilation=True, number=n) for n in (1, 2)})
    assert albums(store) == [("Best Of", "Alfa", ["T1", "T2"])]


def test_albums_of_one_name_by_two_artists_stay_apart_in_two_folders_and_in_one(store: Store) -> None:
    put(store, {f"{a}/{n}": tags_of(f"{a}{n}", a, "Best Of", number=n) for a in ("Alfa", "Beta") for n in (1, 2)})
    put(store, {f"all/{a}{n}": tags_of(f"{a}{n}", a, "Greatest", number=n) for a in ("Alfa", "Beta") for n in (1, 2)})
    put(
        store,
        {
            f"mixed/{a}{n}": tags_of(f"{a}{n}", a, "Live", album_artist=a, number=n)
            for a, numbers in (("Alfa", (2, 7)), ("Beta", (1, 9)))
            for n in numbers
        },
    )
    assert albums(store) == [
        ("Best Of", "Alfa", ["Alfa1", "Alfa2"]),
        ("Greatest", "Alfa", ["Alfa1", "Alfa2"]),
        ("Live", "Alfa", ["Alfa2", "Alfa7"]),
        ("Best Of", "Beta", ["Beta1", "Beta2"]),
        ("Greatest", "Beta", ["Beta1", "Beta2"]),
        ("Live", "Beta", ["Beta1", "Beta9"]),
    ]


def test_two_editions_by_one_artist_that_use_the_same_numbers_stay_apart(store: Store) -> None:
    for year in (1994, 2001):
        put(
            store,
            {
                f"{year}/{n}": tags_of(f"{year}-{n}", "Nordlys", "Nordlys", album_artist="Nordlys", number=n, year=year)
                for n in (1, 2)
            },
        )
    assert [tracks for _, _, tracks in albums(store)] == [["1994-1", "1994-2"], ["2001-1", "2001-2"]]


def test_an_album_that_lies_in_two_folders_is_one(store: Store) -> None:
    put(store, {"a/1": tags_of("T1", "Nordlys", "Light", album_artist="Nordlys", number=1)})
    put(store, {"late/2": tags_of("T2", "Nordlys", "Light", album_artist="Nordlys", number=2)})
    put(store, {"later/3": tags_of("T3", "Nordlys", "Light", number=3)})  # names no album artist
    assert albums(store) == [("Light", "Nordlys", ["T1", "T2", "T3"])]


def test_what_names_no_album_is_on_none(store: Store) -> None:
    put(store, {f"a/{n}": tags_of(f"T{n}", "A", name) for n, name in enumerate(["", "Unknown Album", "[unknown]"])})
    assert albums(store) == []
    assert all(track.album_key == "" for track in store.tracks.rows(store.tracks.ids()))


def test_retagging_one_track_leaves_the_same_named_album_of_another_alone(store: Store) -> None:
    """strawberrymusicplayer/strawberry#288"""
    put(store, {f"{a[0]}/{n}": tags_of(f"{a}{n}", a, "Best Of", number=n) for a in ("Alfa", "Beta") for n in (1, 2)})
    before = {track.title: track.album_key for track in store.tracks.rows(store.tracks.ids())}
    put(store, {"B/2": tags_of("Beta2", "Gamma", "Best Of", number=2)})
    assert albums(store) == [
        ("Best Of", "Alfa", ["Alfa1", "Alfa2"]),
        ("Best Of", "Various Artists", ["Beta1", "Beta2"]),
    ]
    after = {track.title: track.album_key for track in store.tracks.rows(store.tracks.ids())}
    assert before == after
    put(store, {"B/2": tags_of("Beta2", "Beta", "Best Of", number=2)})
    assert [artist for _, artist, _ in albums(store)] == ["Alfa", "Beta"]


def test_an_album_goes_with_its_last_track(store: Store) -> None:
    put(store, {"a/1": tags_of("T1", "Nordlys", "Light")})
    put(store, {"a/1": tags_of("T1", "Nordlys", "Dark")})
    assert albums(store) == [("Dark", "Nordlys", ["T1"])]


def test_albums_do_not_depend_on_the_order_in_which_files_came(store: Store) -> None:
    """What is shown track by track is the same as what is computed at once."""
    rng = random.Random(4)
    files = {
        f"{folder}/{n}": tags_of(
            f"{folder}{n}", rng.choice(["Alfa", "Beta"]), rng.choice(["Best Of", "Light"]),
            album_artist=rng.choice(["", "Alfa", "Various Artists"]), number=rng.choice([n, None]),
        )
        for folder in ("a", "b", "c")
        for n in range(1, 6)
    }  # fmt: skip
    for path, tags in rng.sample(sorted(files.items()), len(files)):
        put(store, {path: tags})
    one_by_one = albums(store)
    store._db.write(lambda con: shown.rebuild(con, shown.TRACKS))
    assert albums(store) == one_by_one


@pytest.mark.parametrize("name", ["various artists", "va", "v.a.", "verschiedene interpreten", "artistes divers"])
def test_various_artists_have_many_names(name: str) -> None:
    assert owner_of(name) == VARIOUS


@pytest.mark.parametrize(
    ("name", "alone"),
    [
        ("Nordlys feat. Vega", "Nordlys"),
        ("Nordlys (ft. Vega)", "Nordlys"),
        ("Feat", "Feat"),
        ("Softly", "Softly"),
        ("10 Ft. Fern", "10 Ft. Fern"),
    ],
)
def test_a_name_without_its_guests(name: str, alone: str) -> None:
    assert without_guests(name) == alone


PLACED = st.builds(
    Placed,
    track=st.integers(1, 10_000),
    home=st.integers(0, 3),
    owner=st.sampled_from(["", VARIOUS, "alfa", "beta"]),
    artist=st.sampled_from(["", "alfa", "beta", "gamma"]),
    compilation=st.booleans(),
    disc=st.integers(1, 2),
    number=st.one_of(st.none(), st.integers(1, 5)),
)


@given(st.lists(PLACED, max_size=30, unique_by=lambda placed: placed.track), st.randoms())
def test_every_track_has_an_album_whatever_the_order(tracks: list[Placed], rng: random.Random) -> None:
    keys = album_keys("x", tracks)
    assert keys.keys() == {placed.track for placed in tracks}
    shuffled = rng.sample(tracks, len(tracks))
    assert album_keys("x", shuffled) == keys
    by_key = defaultdict(list)
    for placed in tracks:
        by_key[keys[placed.track]].append(placed)
    for together in by_key.values():  # what lies in several folders uses no number twice between them
        places = [(p.home, p.disc, p.number) for p in together if p.number is not None]
        homes = defaultdict(set)
        for home, disc, number in places:
            homes[disc, number].add(home)
        assert all(len(found) == 1 for found in homes.values())


def test_one_album_in_very_many_folders_is_looked_at_folder_by_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    folders = 300
    tracks = [Placed(n, n // 2, "vega", "vega", False, 1, n % 2 + 1) for n in range(2 * folders)]
    looked = Mock(wraps=albums_module._places)
    monkeypatch.setattr(albums_module, "_places", looked)
    keys = album_keys("light", tracks)
    assert len(set(keys.values())) == folders  # they all use the same numbers
    assert looked.call_count <= 5 * folders


@pytest.mark.parametrize("owner", ["", "Vega"])
def test_an_edition_that_loses_a_track_stays_an_album_of_its_own(store: Store, owner: str) -> None:
    put(
        store,
        {
            f"{folder}/{n}": tags_of(f"{folder}{n}", "Vega", "Light", album_artist=owner, number=n)
            for folder in "ab"
            for n in (1, 2, 3)
        },
    )

    def both() -> list[list[str]]:
        return sorted(titles for _, _, titles in albums(store))

    assert both() == [["a1", "a2", "a3"], ["b1", "b2", "b3"]]
    for gone in ("b2", "a1"):
        (track,) = [track.id for track in store.tracks.rows(store.tracks.ids()) if track.title == gone]
        act = store.edits.remove([track], "")
        assert [len(titles) for titles in both()] == ([3, 2] if gone == "b2" else [2, 3])
        store.edits.undo(act.id)
        assert both() == [["a1", "a2", "a3"], ["b1", "b2", "b3"]]


def test_what_no_longer_clashes_comes_together(store: Store) -> None:
    put(store, {path: tags_of(path, "Vega", "Light", number=int(path[2:])) for path in ("a/1", "a/2", "b/2", "b/3")})
    assert len(albums(store)) == 2
    (track,) = [track.id for track in store.tracks.rows(store.tracks.ids()) if track.title == "b/2"]
    store.edits.remove([track], "")
    assert [titles for _, _, titles in albums(store)] == [["a/1", "a/2", "b/3"]]
