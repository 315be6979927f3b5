"""Tracks as they are shown, sorted, searched and given as arrays."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.ids import TrackId
from desktop_app.domain.query import TrackQuery, TrackSort
from desktop_app.domain.records import Chosen, Ended, Presence
from desktop_app.store import Store
from desktop_app.store.keys import sort_key
from tests.store.helpers import START, Clock, fill, open_store, read_of, stamp_of, tags_of


def put(store: Store, *tags: object) -> list[TrackId]:
    root = store.library.add_root(b"/m")
    return list(store.library.put(root, [read_of(b"/m/%d" % i, i, t) for i, t in enumerate(tags)]).tracks)  # type: ignore[arg-type]


def titles(store: Store, text: str = "", sort: TrackSort = TrackSort.ARTIST, descending: bool = False) -> list[str]:
    ids = store.tracks.ids(TrackQuery(text, sort, descending))
    assert ids.dtype == np.int64
    return [track.title for track in store.tracks.rows(ids)]


def test_an_empty_library_has_no_ids_rows_or_table(store: Store) -> None:
    assert store.tracks.ids().shape == (0,)
    assert titles(store, "anything") == []
    assert store.tracks.rows([]) == [] and store.tracks.rows([5]) == []
    assert store.tracks.get(TrackId(1)) is None
    assert len(store.tracks.table()) == 0
    for sort in TrackSort:
        assert titles(store, sort=sort, descending=True) == []


def test_a_track_is_shown_with_its_tags(store: Store, clock: Clock) -> None:
    (track,) = put(
        store, tags_of("Á", "Ærø", "Ö", genres=("Folk", "Jazz"), album_artist="V", year=1999, disc=2, number=3)
    )
    (shown,) = store.tracks.rows([track])
    assert (shown.title, shown.artist, shown.album, shown.album_artist) == ("Á", "Ærø", "Ö", "V")
    assert (shown.genre, shown.year, shown.disc, shown.number) == ("Folk; Jazz", 1999, 2, 3)
    assert (shown.duration_ms, shown.added_at, shown.presence) == (180_000, clock.now, Presence.PRESENT)
    assert (shown.artist_key, shown.analysed, shown.plays) == ("aero", False, 0)
    assert store.tracks.get(track) == shown
    assert store.tracks.stamp(track) == stamp_of(b"/m/0")


def test_rows_keep_the_order_and_leave_out_the_unknown(store: Store) -> None:
    ids = fill(store, 5)
    asked = [ids[3], 999, ids[0], ids[3]]
    assert [track.id for track in store.tracks.rows(asked)] == [ids[3], ids[0], ids[3]]
    assert [track.id for track in store.tracks.rows(np.array(asked))] == [ids[3], ids[0], ids[3]]


def test_an_album_is_in_the_order_of_its_discs_and_numbers(store: Store) -> None:
    put(store, *(tags_of(f"{disc}-{n}", disc=disc, number=n) for disc in (2, 1) for n in (10, 2, 1)))
    assert titles(store) == ["1-1", "1-2", "1-10", "2-1", "2-2", "2-10"]
    assert titles(store, descending=True) == ["2-10", "2-2", "2-1", "1-10", "1-2", "1-1"]


def test_articles_do_not_count_in_any_order_and_the_sort_tag_wins(store: Store) -> None:
    names = ["The Vales", "Vales", "Theremin Club", "The The", "Los Vales"]
    put(store, *(tags_of(name, name, "The " + name) for name in names))
    by_artist = ["Los Vales", "The The", "Theremin Club", "The Vales", "Vales"]
    assert titles(store) == by_artist
    root = store.library.add_root(b"/m")
    store.library.put(root, [read_of(b"/m/9", 9, tags_of("Z", "Zed Abel", sort_artist="Abel, Zed"))])
    assert titles(store)[0] == "Z"


@pytest.mark.parametrize("sort", [TrackSort.YEAR, TrackSort.DURATION, TrackSort.PLAYS, TrackSort.ADDED])
def test_numbers_sort_both_ways_with_ties_by_artist(store: Store, clock: Clock, sort: TrackSort) -> None:
    for i, (artist, value) in enumerate([("b", 3), ("a", 3), ("c", 1), ("d", 2)]):
        clock.now = START.replace(day=value)
        root = store.library.add_root(b"/m")
        tags = tags_of(artist, artist, year=1990 + value, duration_ms=value * 60_000)
        (track,) = store.library.put(root, [read_of(b"/m/%d" % i, i, tags)]).tracks
        for _ in range(value):
            store.listens.add(track, START, 0, 60_000 * value, 60_000 * value, Ended.FINISHED, None, Chosen.HAND)
    assert titles(store, sort=sort) == ["c", "d", "a", "b"]
    assert titles(store, sort=sort, descending=True) == ["a", "b", "d", "c"]


def test_what_has_no_value_comes_last_both_ways(store: Store) -> None:
    put(store, tags_of("none", year=None), tags_of("old", year=1950), tags_of("new", year=2020))
    assert titles(store, sort=TrackSort.YEAR) == ["old", "new", "none"]
    assert titles(store, sort=TrackSort.YEAR, descending=True) == ["new", "old", "none"]


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("Björg", "bjorg"),
        ("Motörhead", "motorhead"),
        ("Sigur Rós", "ros sigur"),
        ("Ærø", "aero"),
        ("Łódź", "lodz"),
        ("Straße", "STRASSE"),
        ("İzmir", "izmir"),
        ("さくらの歌", "くら"),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_plain_letters_find_every_spelling(store: Store, name: str, query: str, form: str) -> None:
    put(store, tags_of("x", unicodedata.normalize(form, name)), tags_of("other", "Someone"))
    for text in (query, name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)):
        assert titles(store, text) == ["x"]


def test_lists_follow_every_change_of_the_library(store: Store) -> None:
    root = store.library.add_root(b"/m")
    with open_store(store.folder, write=False) as reader:  # as a command beside the window
        for i in range(4):
            store.library.put(root, [read_of(b"/m/%d" % i, i, tags_of(f"T{i}", year=2000 - i))])
            for seen in (store, reader):
                assert titles(seen) == [f"T{n}" for n in range(i + 1)]
                assert titles(seen, sort=TrackSort.YEAR) == [f"T{n}" for n in range(i, -1, -1)]
                assert titles(seen, f"t{i}") == [f"T{i}"]
        seen_ids = store.tracks.ids()
        seen_ids[:] = 0  # a caller may do as it likes with what it got
        store.library.put(root, [read_of(b"/m/0", 0, tags_of("Z", year=1900), mtime_ns=5)])
        for seen in (store, reader):
            assert titles(seen) == ["T1", "T2", "T3", "Z"]
            assert titles(seen, sort=TrackSort.YEAR, descending=True) == ["T1", "T2", "T3", "Z"]


def test_every_word_must_occur_in_some_field(store: Store) -> None:
    put(store, tags_of("Rain", "Vega", "Night", genres=("Dub Techno",)), tags_of("Rain", "Nordlys", "Day"))
    assert len(titles(store, "rain")) == 2
    assert len(titles(store, "vega rain techno night")) == 1
    assert titles(store, "vega day") == []
    assert titles(store, "rainvega") == []  # words do not reach across fields


@pytest.mark.parametrize("text", ["%", "_", "' OR 1=1 --", '"%', "*", "a* OR b", "\0", "\ud800", "(", "NEAR(", "\\"])
def test_signs_of_query_languages_are_only_letters(store: Store, text: str) -> None:
    put(store, tags_of("100% of _it_ 'or' (live)"), tags_of("plain", "x", "y", genres=()))
    assert len(titles(store, text)) <= 1


@given(st.text(max_size=20))
def test_a_name_sorts_and_compares_like_its_other_spelling(text: str) -> None:
    other = unicodedata.normalize("NFD", text)
    assert sort_key(text) == sort_key(other)


def test_the_table_is_ascending_with_equal_codes_for_equal_names(store: Store) -> None:
    ids = put(
        store,
        tags_of("X", "Rage Orchestra", "One", disc=1, number=1),
        tags_of("X (Live)", "RAGE orchestra", "Two", duration_ms=None),
        tags_of("X Road", "rage  orchestra", "One", number=2),
        tags_of("X", "", "", genres=()),
    )
    table = store.tracks.table()
    assert table.ids.tolist() == sorted(ids)
    assert table.artist[0] == table.artist[1] == table.artist[2] >= 0
    assert table.album[0] == table.album[2] != table.album[1]
    assert (table.artist[3], table.album[3]) == (-1, -1)
    assert table.duration_ms.tolist() == [180_000, -1, 180_000, 180_000]
    assert table.disc.tolist() == [1, -1, -1, -1] and table.number.tolist() == [1, -1, 2, -1]
    assert table.present.all() and table.present.dtype == np.bool_
    assert table.artist.dtype == np.int32 and table.added_ms.dtype == np.int64
