"""Covers are kept by album and by track; pictures that nothing shows any more are let go, those of the person never."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from desktop_app.domain.records import Presence
from desktop_app.store import Store
from desktop_app.store.art import NO_COVER, CoverImage, CoverRow, track_key
from tests.store.helpers import read_of, tags_of


def image(name: str) -> CoverImage:
    return CoverImage(hashlib.sha256(name.encode()).digest(), 10, 20, b"jpeg of " + name.encode())


RED, BLUE = image("red"), image("blue")


@pytest.fixture
def ids(store: Store) -> list[int]:
    """Two tracks of an album, out of order, one of an album with an owner, one on no album."""
    root = store.library.add_root(b"/music")
    reads = [
        read_of(b"/music/a/2.ogg", "a2", tags_of("Two", album="Light", number=2)),
        read_of(b"/music/a/1.ogg", "a1", tags_of("One", album="Light", number=1)),
        read_of(b"/music/b/1.ogg", "b1", tags_of("Other", "Vega", "Best Of", album_artist="Vega", disc=2, number=7)),
        read_of(b"/music/loose.ogg", "l", tags_of("Loose", album="")),
    ]
    return [int(track) for track in store.library.put(root, reads).tracks]


def test_present_tracks_come_album_by_album_with_what_their_covers_depend_on(store: Store, ids: list[int]) -> None:
    found = list(store.art.present())
    assert [track.track for track in found if not track.album] == [ids[3]]
    assert found[0].track == ids[3], "those on no album come first"
    albums = [track.album for track in found[1:]]
    assert len(set(albums)) == 2
    assert sorted(albums) in (albums, albums[::-1])
    other = next(track for track in found if track.track == ids[2])
    assert other[2:7] == (1, "vega", 2, 7, b"/music/b/1.ogg")
    assert not next(track for track in found if track.track == ids[0]).owned
    store.library.mark(store.tracks.files(ids[3]), Presence.AWAY)
    assert ids[3] not in [track.track for track in store.art.present()]


def test_more_tracks_than_are_read_at_once_all_come(
    store: Store, monkeypatch: pytest.MonkeyPatch, ids: list[int]
) -> None:
    monkeypatch.setattr("desktop_app.store.art._PAGE", 1)
    assert sorted(track.track for track in store.art.present()) == sorted(ids)


def test_tracks_show_the_cover_of_their_album_unless_they_have_their_own(store: Store, ids: list[int]) -> None:
    album = store.tracks.rows([ids[0]])[0].album_key
    assert store.tracks.rows([ids[0]])[0].cover == b""
    assert store.art.put([CoverRow(album, RED.sha256, "x")], [RED])
    assert [track.cover for track in store.tracks.rows(ids)] == [RED.sha256, RED.sha256, b"", b""]
    assert store.art.image(RED.sha256) == RED.jpeg
    assert store.art.image(BLUE.sha256) is None
    own = [CoverRow(track_key(ids[0]), BLUE.sha256, "x"), CoverRow(track_key(ids[1]), NO_COVER, "x")]
    assert store.art.put(own, [BLUE])
    assert [track.cover for track in store.tracks.rows(ids)] == [BLUE.sha256, b"", b"", b""]
    assert store.art.sought([album, track_key(ids[0]), "nothing"]) == {album: "x", track_key(ids[0]): "x"}
    assert store.art.put([], [], [track_key(track) for track in ids])
    assert [track.cover for track in store.tracks.rows(ids[:2])] == [RED.sha256] * 2


def test_what_changes_nothing_says_so(store: Store, ids: list[int]) -> None:
    assert not store.art.put([CoverRow("a", None, "x")], [], ["b"])
    assert store.art.put([CoverRow("a", RED.sha256, "y")], [RED])
    assert not store.art.put([CoverRow("a", RED.sha256, "z")], [RED])
    assert store.art.sought(["a"]) == {"a": "z"}
    assert store.art.put([CoverRow("a", None, "z")], [])


def test_what_nothing_shows_is_let_go_and_what_the_person_chose_is_kept(store: Store, ids: list[int]) -> None:
    album = store.tracks.rows([ids[0]])[0].album_key
    rows = [CoverRow(album, RED.sha256, "x"), CoverRow("gone", BLUE.sha256, "x"), CoverRow(track_key(999), None, "x")]
    store.art.put(rows, [RED, BLUE])
    chosen = image("chosen")
    store.art.keep_own(chosen)
    store.art.tidy()
    assert store.art.image(RED.sha256) == RED.jpeg
    assert store.art.image(BLUE.sha256) is None
    assert store.art.image(chosen.sha256) == chosen.jpeg
    assert store.art.sought([album, "gone", track_key(999)]) == {album: "x"}


def test_the_cover_of_an_album_that_is_away_stays(store: Store, ids: list[int]) -> None:
    album = store.tracks.rows([ids[0]])[0].album_key
    store.art.put([CoverRow(album, RED.sha256, "x")], [RED])
    store.library.mark([file for track in ids for file in store.tracks.files(track)], Presence.AWAY)
    store.art.tidy()
    assert store.tracks.rows([ids[0]])[0].cover == RED.sha256


@pytest.fixture
def store(tmp_path) -> Iterator[Store]:
    from tests.store.helpers import open_store

    with open_store(tmp_path / "data") as opened:
        yield opened
