"""Albums, artists and genres as the window shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from desktop_app.domain.browse import AlbumRow, AlbumSort, ArtistRow, ArtistSort, GenreRow
from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Chosen, Ended, Presence, Tags
from desktop_app.services.browse import BrowseService
from desktop_app.store import Store
from tests.store.helpers import START, Clock, open_store, read_of, tags_of


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    with open_store(tmp_path / "data", clock=clock) as opened:
        yield opened


def put(store: Store, path: str, tags: Tags) -> TrackId:
    return store.library.put(store.library.add_root(b"/m"), [read_of(f"/m/{path}".encode(), path, tags)]).tracks[0]


def album_titles(
    store: Store, text: str = "", sort: AlbumSort = AlbumSort.ARTIST, descending: bool = False
) -> list[str]:
    browse = BrowseService(store)
    codes = browse.albums(text, sort, descending)
    assert codes.dtype == np.int64
    return [row.title for row in browse.album_rows(codes)]


def artist_names(
    store: Store, text: str = "", sort: ArtistSort = ArtistSort.NAME, descending: bool = False
) -> list[str]:
    browse = BrowseService(store)
    return [row.name for row in browse.artist_rows(browse.artists(text, sort, descending))]


def play(store: Store, track: TrackId, times: int) -> None:
    for _ in range(times):
        store.listens.add(track, START, 0, 180_000, 180_000, Ended.FINISHED, None, Chosen.HAND)


def some(store: Store, clock: Clock) -> dict[str, TrackId]:
    """Four albums: two of the Nordlys, one of Vega, one of various artists."""
    files = {
        "b/1": tags_of("B1", "The Nordlys", "Border", number=1, year=2010, genres=("Thrash Metal",)),
        "b/2": tags_of("B2", "The Nordlys", "Border", number=2, year=2010, genres=("Thrash Metal", "Jazz")),
        "a/1": tags_of("A1", "The Nordlys", "Amber", number=1, year=2020, genres=("hip-hop",)),
        "v/1": tags_of("V1", "Vega", "Zero", number=1, year=None, genres=("Hip Hop", "Unheard Of")),
        "x/1": tags_of("X1", "Vega", "Hits", album_artist="Various Artists", number=1, year=1990, genres=()),
        "x/2": tags_of("X2", "Oda", "Hits", album_artist="Various Artists", number=2, year=1990, genres=("Rock",)),
        "loose": tags_of("L", "Oda", "", genres=()),
    }
    found = {}
    for path, tags in files.items():
        clock.pass_time(minutes=1)
        found[path] = put(store, path, tags)
    return found


def test_an_empty_library_has_nothing(store: Store) -> None:
    browse = BrowseService(store)
    for sort in AlbumSort:
        assert browse.albums("x", sort).shape == (0,)
    for by in ArtistSort:
        assert browse.artists("x", by, descending=True).shape == (0,)
    assert browse.genres() == [] and browse.genre_tracks("Rock").shape == (0,)
    assert browse.album_rows([1]) == [] and browse.artist_rows([1]) == []
    assert browse.album_tracks(1).shape == browse.artist_albums(1).shape == browse.appears_on(1).shape == (0,)
    assert browse.album_of(TrackId(1)) is browse.artist_of(TrackId(1)) is browse.album_artist(1) is None


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (AlbumSort.ARTIST, ["Border", "Amber", "Hits", "Zero"]),
        (AlbumSort.TITLE, ["Amber", "Border", "Hits", "Zero"]),
        (AlbumSort.YEAR, ["Hits", "Border", "Amber", "Zero"]),
        (AlbumSort.ADDED, ["Border", "Amber", "Zero", "Hits"]),
        (AlbumSort.PLAYS, ["Border", "Hits", "Amber", "Zero"]),
    ],
)
def test_albums_in_every_order(store: Store, clock: Clock, sort: AlbumSort, order: list[str]) -> None:
    tracks = some(store, clock)
    play(store, tracks["v/1"], 3)
    play(store, tracks["a/1"], 1)
    assert album_titles(store, sort=sort) == order
    turned = ["Amber", "Border", "Hits", "Zero"] if sort is AlbumSort.YEAR else order[::-1]
    if sort is AlbumSort.PLAYS:  # what is played alike stays in the order of the artists
        turned = ["Zero", "Amber", "Border", "Hits"]
    assert album_titles(store, sort=sort, descending=True) == turned


def test_an_album_in_full(store: Store, clock: Clock) -> None:
    tracks = some(store, clock)
    browse = BrowseService(store)
    code = browse.album_of(tracks["b/1"])
    assert code is not None
    assert browse.album_rows([code, 999, code]) == [
        AlbumRow(code, "Border", "The Nordlys", 2010, 2, 360_000, b"", False, START + timedelta(minutes=2))
    ] * 2  # fmt: skip
    assert browse.album_tracks(code).tolist() == [tracks["b/1"], tracks["b/2"]]
    assert browse.album_artist(code) == browse.artist_of(tracks["a/1"])
    assert browse.album_of(tracks["loose"]) is None
    hits = browse.album_of(tracks["x/1"])
    assert hits is not None and browse.album_artist(hits) is None
    assert browse.album_rows([hits])[0].artist == "Various Artists"


def test_an_album_is_away_with_all_its_tracks(store: Store, clock: Clock) -> None:
    tracks = some(store, clock)
    code = BrowseService(store).album_of(tracks["b/1"])
    assert code is not None
    for path, away in (("b/1", False), ("b/2", True)):
        files = store.library.files(store.library.roots()[0].id)
        store.library.mark([files[f"/m/{path}".encode()].id], Presence.AWAY)
        assert BrowseService(store).album_rows([code])[0].away is away


def test_a_cover_stands_for_album_and_artist(store: Store, clock: Clock) -> None:
    tracks = some(store, clock)
    for path in ("b/1", "a/1"):
        (track,) = store.tracks.rows([tracks[path]])
        store._db.write(
            lambda con, values=(track.album_key, path): con.execute(  # type: ignore[misc]
                "INSERT INTO derived.cover(key, sha256, sought) VALUES (?, ?, '')", (values[0], values[1].encode() * 8)
            )
        )
    browse = BrowseService(store)
    assert [row.cover for row in browse.album_rows(browse.albums())] == [b"b/1" * 8, b"a/1" * 8, b"", b""]
    assert [row.covers for row in browse.artist_rows(browse.artists())] == [(b"a/1" * 8, b"b/1" * 8), (), ()]
    assert store.tracks.rows([tracks["b/2"]])[0].cover == b"b/1" * 8


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("bord", ["Border"]),
        ("nordlys", ["Border", "Amber"]),
        ("nordlsy", ["Border", "Amber"]),
        ("nordlys amb", ["Amber"]),
        ("1990", ["Hits"]),
        ("year:2000..2015", ["Border"]),
        ("metal", ["Border"]),
        ("b1", []),
        ("title:b1", ["Border"]),
        ("-artist:nordlys", ["Hits", "Zero"]),
        ("never:played", ["Border", "Amber", "Hits", "Zero"]),
    ],
)
def test_albums_that_fit_a_query(store: Store, clock: Clock, text: str, titles: list[str]) -> None:
    some(store, clock)
    assert album_titles(store, text) == titles


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (ArtistSort.NAME, ["The Nordlys", "Oda", "Vega"]),
        (ArtistSort.TRACKS, ["Oda", "Vega", "The Nordlys"]),
        (ArtistSort.PLAYS, ["The Nordlys", "Oda", "Vega"]),
    ],
)
def test_artists_in_every_order(store: Store, clock: Clock, sort: ArtistSort, order: list[str]) -> None:
    tracks = some(store, clock)
    play(store, tracks["v/1"], 3)
    play(store, tracks["x/2"], 1)
    assert artist_names(store, sort=sort) == order
    turned = {ArtistSort.TRACKS: ["The Nordlys", "Oda", "Vega"]}.get(sort, order[::-1])
    assert artist_names(store, sort=sort, descending=True) == turned


def test_an_artist_in_full(store: Store, clock: Clock) -> None:
    tracks = some(store, clock)
    put(store, "f/1", tags_of("F1", "Fugl feat. Vega", "Flight", artists=("Fugl", "Vega"), number=1, year=2000))
    play(store, tracks["x/1"], 2)
    browse = BrowseService(store)
    vega = browse.artist_of(tracks["v/1"])
    assert vega is not None
    assert browse.artist_rows([vega]) == [ArtistRow(vega, "Vega", albums=1, tracks=3, plays=2, covers=())]
    assert [row.title for row in browse.album_rows(browse.artist_albums(vega))] == ["Zero"]
    assert [row.title for row in browse.album_rows(browse.appears_on(vega))] == ["Hits", "Flight"]
    shown = [track.title for track in store.tracks.rows(browse.artist_tracks(vega))]
    assert shown == ["V1", "X1", "F1"]
    nordlys = browse.artist_of(tracks["a/1"])
    assert nordlys is not None
    assert [row.title for row in browse.album_rows(browse.artist_albums(nordlys))] == ["Border", "Amber"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("vega", ["Vega"]),
        ("veg", ["Vega"]),
        ("nordlsy", ["The Nordlys"]),
        ("the nord", ["The Nordlys"]),
        ("artist:oda", ["Oda"]),
        ("album:hits", ["Oda", "Vega"]),
        ("year:2020", ["The Nordlys"]),
        ("fugl", ["Fugl"]),
        ("-artist:nordlys", ["Fugl", "Oda", "Vega"]),
        ("border", []),
        ("вега", ["Vega"]),
    ],
)
def test_artists_that_fit_a_query(store: Store, clock: Clock, text: str, names: list[str]) -> None:
    some(store, clock)
    put(store, "f/1", tags_of("F1", "Fugl feat. Vega", "Flight", artists=("Fugl", "Vega"), number=1))
    assert artist_names(store, text) == names


def test_genres_are_a_tree_in_which_a_track_counts_once(store: Store, clock: Clock) -> None:
    tracks = some(store, clock)
    put(store, "m/1", tags_of("M", "Oda", "Metal", genres=("Death Metal", "Thrash Metal", "Metal")))
    browse = BrowseService(store)
    rows = {row.name: row for row in browse.genres()}
    assert rows["Metal"] == GenreRow("Metal", "", 3)
    assert rows["Thrash Metal"] == GenreRow("Thrash Metal", "Metal", 3)
    assert rows["Death Metal"].tracks == 1 and rows["Jazz"].tracks == 1
    assert rows["Unheard Of"] == GenreRow("Unheard Of", "", 1)
    hip_hop = [row for row in rows.values() if row.name.casefold().replace("-", " ") == "hip hop"]
    assert [row.tracks for row in hip_hop] == [2]  # two spellings are one genre
    for row in rows.values():
        assert not row.parent or row.parent in rows
        assert len(browse.genre_tracks(row.name)) == row.tracks
    assert [track.title for track in store.tracks.rows(browse.genre_tracks("Thrash Metal"))] == ["B1", "B2", "M"]
    assert tracks["b/1"] in browse.genre_tracks("Metal")
    assert browse.genre_tracks("No Such").shape == (0,)


def test_lists_follow_every_change(store: Store) -> None:
    with open_store(store.folder, write=False) as reader:
        for artist in ("Alfa", "Beta"):
            put(store, "a/1", replace(tags_of("T", artist, f"By {artist}", genres=(artist,))))
            for seen in (store, reader):
                assert artist_names(seen) == [artist]
                assert album_titles(seen) == [f"By {artist}"]
                assert [row.name for row in BrowseService(seen).genres()] == [artist]
