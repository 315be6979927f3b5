"""What a track shows: the location that speaks, corrections, ratings, rules, sort names, credits."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace

import pytest

from desktop_app.domain.ids import TrackId
from desktop_app.domain.query import TrackQuery, TrackSort
from desktop_app.domain.records import Lyrics, Part, Presence, Track
from desktop_app.store import Store, search_index, shown
from desktop_app.store.keys import LAST, album_folder, album_name, folder_disc, sort_key
from tests.store.helpers import Clock, fill, read_of, tags_of


def put(store: Store, path: str, sound: object, *, root: bytes = b"/m", **tags: object) -> TrackId:
    read = read_of(root + b"/" + path.encode(), str(sound), tags_of(**tags))  # type: ignore[arg-type]
    return store.library.put(store.library.add_root(root), [read]).tracks[0]


def get(store: Store, track: TrackId) -> Track:
    found = store.tracks.get(track)
    assert found is not None
    return found


def write(store: Store, job: Callable[[sqlite3.Connection], object], *tracks: int) -> None:
    def both(con: sqlite3.Connection) -> None:
        job(con)
        shown.refresh(con, tracks)

    store._db.write(both)


def correct(store: Store, track: TrackId, **fields: str | None) -> None:
    def job(con: sqlite3.Connection) -> None:
        con.executemany(
            "INSERT INTO override(kind, uid, field, value, made_ms) "
            "SELECT 'track', uid, ?, ?, 1 FROM track WHERE id = ?",
            [(field, value, track) for field, value in fields.items()],
        )

    write(store, job, track)


def rate(store: Store, track: TrackId, value: float | None, at: int) -> None:
    write(
        store,
        lambda con: con.execute(
            "INSERT INTO feedback(kind, target_uid, value, at_ms) SELECT 'rating', uid, ?, ? FROM track WHERE id = ?",
            (value, at, track),
        ),
        track,
    )


def join(store: Store, track: TrackId, head: TrackId) -> None:
    write(
        store,
        lambda con: con.execute("INSERT INTO derived.recording_of(track, shown) VALUES (?, ?)", (track, head)),
        track,
        head,
    )


def artist_names(store: Store) -> list[str]:
    return [row.name for row in store.browse.artist_rows(store.browse.artists())]


class TestTheLocationThatSpeaks:
    def test_a_present_one_then_the_oldest(self, store: Store) -> None:
        track = put(store, "first", "x", title="First")
        assert put(store, "second", "x", title="Second") == track
        assert (get(store, track).title, get(store, track).copies) == ("First", 2)
        files = store.library.files(store.library.roots()[0].id)
        store.library.mark([files[b"/m/first"].id], Presence.AWAY)
        assert (get(store, track).title, get(store, track).copies) == ("Second", 1)
        assert store.tracks.files(track) == [files[b"/m/second"].id]
        store.library.mark([files[b"/m/second"].id], Presence.AWAY)
        assert (get(store, track).presence, get(store, track).copies) == (Presence.AWAY, 0)
        store.library.mark([file.id for file in files.values()], Presence.PRESENT)
        assert (get(store, track).title, get(store, track).copies) == ("First", 2)

    def test_of_joined_recordings_the_better_sound(self, store: Store) -> None:
        lossy = put(store, "a.mp3", "mp3", title="Lossy", codec="mp3", bitrate=320_000)
        better = put(store, "b.flac", "flac", title="Lossless", codec="flac", bitrate=900_000)
        poorer = put(store, "c.mp3", "poor", title="Poor", codec="mp3", bitrate=128_000)
        join(store, better, lossy)
        join(store, poorer, lossy)
        assert store.tracks.ids().tolist() == [lossy]
        for asked in (lossy, better, poorer):
            track = get(store, asked)
            assert (track.id, track.title, track.path, track.codec, track.copies) == (
                lossy,
                "Lossless",
                b"/m/b.flac",
                "flac",
                3,
            )
        files = store.library.files(store.library.roots()[0].id)
        assert store.tracks.files(lossy)[0] == files[b"/m/b.flac"].id
        store.library.mark([files[b"/m/b.flac"].id], Presence.AWAY)
        assert get(store, lossy).title == "Lossy"
        assert [track.id for track in store.tracks.by_path(b"/m/c.mp3")] == [lossy]
        assert [track.id for track in store.tracks.rows([poorer, lossy, 99, better])] == [lossy] * 3

    def test_of_joined_recordings_what_the_person_said_of_any_holds(self, store: Store, clock: Clock) -> None:
        first = put(store, "a", "a", title="A")
        clock.pass_time(days=9)
        second = put(store, "b", "b", title="B")
        rate(store, second, 0.6, at=5)
        correct(store, second, album="Second", year="1990")
        join(store, second, first)
        track = get(store, first)
        assert (track.rating, track.album, track.year) == (0.6, "Second", 1990)
        correct(store, first, album="First")
        rate(store, first, 1.0, at=9)
        assert (get(store, first).album, get(store, first).rating) == ("First", 1.0)
        write(store, lambda con: con.execute("DELETE FROM derived.recording_of"), first, second)
        assert get(store, second).album == "Second" and get(store, first).year is None

    def test_parts_of_a_file_are_tracks(self, store: Store) -> None:
        parts = tuple(
            Part(start, end, tags_of(f"P{start}", number=n)) for n, (start, end) in enumerate([(0, 750), (750, -1)])
        )
        read = replace(read_of(b"/m/whole.flac", "w"), parts=parts)
        store.library.put(store.library.add_root(b"/m"), [read])
        rows = store.tracks.by_path(b"/m/whole.flac")
        assert [(row.title, row.start_75, row.end_75) for row in rows] == [("P0", 0, 750), ("P750", 750, -1)]


class TestCorrections:
    def test_every_field(self, store: Store) -> None:
        track = put(store, "a", "a", title="T", year=1999, disc=1, number=1)
        correct(
            store, track, title="New", artist="One; Two", album="Other", album_artist="Three", genre="Jazz; Dub",
            year="2001", disc="2", number="7", sort_artist="Zed", cover="ab" * 32,
        )  # fmt: skip
        row = get(store, track)
        assert (row.title, row.artist, row.album, row.album_artist) == ("New", "One; Two", "Other", "Three")
        assert (row.genre, row.year, row.disc, row.number, row.cover) == (
            "Jazz; Dub",
            2001,
            2,
            7,
            bytes.fromhex("ab" * 32),
        )
        assert row.corrected == {
            "title", "artist", "album", "album_artist", "genre", "year", "disc", "number", "sort_artist", "cover",
        }  # fmt: skip
        assert set(artist_names(store)) == {"One", "Two", "Three"}
        assert store.tracks.ids(TrackQuery("is:corrected new two jazz 2001")).tolist() == [track]
        assert store.tracks.ids(TrackQuery("nordlys")).tolist() == []
        (album,) = store.browse.album_rows(store.browse.albums())
        assert (album.title, album.artist, album.cover) == ("Other", "Three", bytes.fromhex("ab" * 32))

    def test_the_last_word_holds_and_none_says_nothing(self, store: Store) -> None:
        track = put(store, "a", "a", title="T", year=1999)
        correct(store, track, title="A", year="2001")
        correct(store, track, title="B", year="")
        assert (get(store, track).title, get(store, track).year) == ("B", None)
        correct(store, track, title=None, year=None)
        assert (get(store, track).title, get(store, track).year, get(store, track).corrected) == (
            "T",
            1999,
            frozenset(),
        )

    def test_numbers_that_are_none_are_not_known(self, store: Store) -> None:
        track = put(store, "a", "a", year=1999)
        for value in ("x", "-5", "²", "9" * 30):
            correct(store, track, year=value)
            assert get(store, track).year is None

    def test_what_is_music_is_for_the_person_to_say(self, store: Store) -> None:
        track = put(store, "a", "a", genres=("Audiobook",))
        assert get(store, track).not_music == "audiobook"
        correct(store, track, music="music")
        assert get(store, track).not_music == ""
        correct(store, track, music="not-music")
        assert get(store, track).not_music == "said"

    def test_a_scan_keeps_them(self, store: Store) -> None:
        track = put(store, "a", "a", title="T")
        correct(store, track, title="Mine")
        put(store, "a", "a", title="Theirs")
        assert get(store, track).title == "Mine"


def test_the_newest_rating_holds(store: Store) -> None:
    track = put(store, "a", "a")
    rate(store, track, 0.4, at=10)
    rate(store, track, 0.8, at=20)
    rate(store, track, 0.2, at=5)
    assert get(store, track).rating == 0.8
    write(store, lambda con: con.execute("UPDATE feedback SET undone_ms = 1 WHERE value = 0.8"), track)
    assert get(store, track).rating == 0.4
    rate(store, track, None, at=30)
    assert get(store, track).rating is None


def test_rules_for_folders_hold_for_all_below(store: Store) -> None:
    inside, deep, beside = (put(store, path, path) for path in ("fx/a", "fx/b/c", "fxx/d"))
    write(
        store,
        lambda con: con.execute(
            "INSERT INTO folder_rule(path, rule, source, made_ms) VALUES (?, 'never', 'person', 1)", (b"/m/fx",)
        ),
        inside, deep, beside,
    )  # fmt: skip
    assert [get(store, track).not_music for track in (inside, deep, beside)] == ["folder", "folder", ""]
    table = store.tracks.table()
    assert table.never.tolist() == table.not_music.tolist() == [True, True, False]


def test_seasons(store: Store) -> None:
    track = put(store, "a", "a", genres=("Christmas",))
    assert get(store, track).season == "holiday"
    assert store.tracks.table().holiday.tolist() == [True]


def test_what_is_unchanged_is_not_written(store: Store) -> None:
    fill(store, 30)
    before = store._db.all("SELECT * FROM derived.track_shown")
    seen: list[str] = []

    def job(con: sqlite3.Connection) -> int:
        con.set_trace_callback(seen.append)
        changes = con.total_changes
        shown.refresh(con, range(1, 31))
        con.set_trace_callback(None)
        return con.total_changes - changes

    store._db.write(job)
    assert not any("track_shown(" in sql or "search_names(" in sql for sql in seen)
    assert store._db.all("SELECT * FROM derived.track_shown") == before


def test_computed_at_once_is_as_computed_step_by_step(store: Store) -> None:
    first, *_ = (TrackId(track) for track in fill(store, 60))
    correct(store, first, artist="Other", sort_artist="Zz")
    put(store, "sung", "sung", title="Sung", artist="artist 1")

    def state() -> tuple[object, ...]:
        albums = store.browse.album_rows(store.browse.albums())
        return (
            store.tracks.rows(store.tracks.ids()),
            [replace(row, code=0) for row in albums],
            [replace(row, code=0) for row in store.browse.artist_rows(store.browse.artists())],
            store._db.all("SELECT track, names, lyrics FROM derived.search_text ORDER BY track"),
        )

    before = state()
    store._db.write(lambda con: shown.rebuild(con, shown.TRACKS))
    assert state() == before


class TestSortNames:
    def test_the_sort_tag_of_some_files_holds_for_all_of_an_artist(self, store: Store) -> None:
        put(store, "a/1", 1, title="1", artist="Björk", album="A", number=1, sort_artist="Guðmundsdóttir, Björk")
        put(store, "b/1", 2, title="2", artist="Björk", album="B", number=1)
        put(store, "c/1", 3, title="3", artist="Fugl", album="C", number=1)
        put(store, "d/1", 4, title="4", artist="Hest", album="D", number=1)
        by_artist = [track.title for track in store.tracks.rows(store.tracks.ids())]
        assert by_artist == ["3", "1", "2", "4"]
        assert artist_names(store) == ["Fugl", "Björk", "Hest"]

    def test_the_person_outvotes_the_tags(self, store: Store) -> None:
        first = put(store, "a/1", 1, title="1", artist="Björk", sort_artist="Zz")
        put(store, "a/2", 2, title="2", artist="Björk", sort_artist="Zz")
        put(store, "b/1", 3, title="3", artist="Hest", album="D")
        assert artist_names(store) == ["Hest", "Björk"]
        correct(store, first, sort_artist="Aa")
        assert artist_names(store) == ["Björk", "Hest"]
        correct(store, first, sort_artist=None)
        assert artist_names(store) == ["Hest", "Björk"]

    def test_one_rule_in_all_views(self, store: Store) -> None:
        """squentin/gmusicbrowser#234"""
        names = ["The The", "The Vales", "Vales", "Theremin Club", "Los Vales"]
        for i, name in enumerate(names):
            put(store, f"{i}/1", i, title=name, artist=name, album=name)
        order = ["Los Vales", "The The", "Theremin Club", "The Vales", "Vales"]
        for sort in (TrackSort.ARTIST, TrackSort.ALBUM, TrackSort.TITLE):
            assert sorted(order) == sorted(names)
            assert [t.title for t in store.tracks.rows(store.tracks.ids(TrackQuery(sort=sort)))] == order
        assert artist_names(store) == order
        assert [row.title for row in store.browse.album_rows(store.browse.albums())] == order

    def test_capitals_make_one_artist_in_the_commonest_spelling(self, store: Store) -> None:
        """strawberrymusicplayer/strawberry#1331"""
        spellings = ["Rage Orchestra"] * 6 + ["rage orchestra"] * 2 + ["RAGE ORCHESTRA"]
        for i, name in enumerate(spellings):
            put(store, str(i), i, artist=name, number=i)
        (row,) = store.browse.artist_rows(store.browse.artists())
        assert (row.name, row.tracks, row.albums) == ("Rage Orchestra", 9, 1)
        assert len(set(store.tracks.table().artist.tolist())) == 1
        assert {track.artist for track in store.tracks.rows(store.tracks.ids())} == set(spellings)

    @pytest.mark.parametrize(
        "ordered",
        [
            ["Track 1", "Track 2", "Track 10", "Track 0011"],
            ["2 Unlimited", "10 Years", "100 Gecs", "Abba"],
            ["bjork", "Björk 2", "Bjorn"],
            ["A Band", "The Bands", "An Offer", "Theremin"],
            ["(hed) p.e.", "“Héros”", "...Zebra"],
            ["A", "The", "Zz"],
            ["Part 9", "Part 99999999999999999999", "Part A"],
        ],
    )
    def test_natural_order(self, ordered: list[str]) -> None:
        turned = ordered[::-1]
        assert sorted(turned, key=sort_key) == ordered

    def test_the_nameless_come_last(self) -> None:
        assert sort_key("") == sort_key(" ") == LAST > sort_key("ÿ") and sort_key("!!!") == "!!!"


class TestCredits:
    def test_several_artists_of_one_track(self, store: Store) -> None:
        put(store, "1", 1, artist="AC/DC")
        put(store, "2", 2, artist="Nordlys; Vega Trio", artists=("Nordlys", "Vega Trio"), album="X")
        put(store, "3", 3, artist="Nordlys feat. Vega Trio", artists=("Nordlys", "Vega Trio"), album="X")
        rows = store.browse.artist_rows(store.browse.artists())
        assert [(row.name, row.tracks) for row in rows] == [("AC/DC", 1), ("Nordlys", 2), ("Vega Trio", 2)]
        table = store.tracks.table()
        assert table.artist[1] == table.artist[2] != table.artist[0]

    def test_a_guest_does_not_tear_an_album_apart_in_the_list(self, store: Store) -> None:
        put(store, "a/1", 1, title="1", artist="Nordlys", album="B", album_artist="Nordlys", number=1)
        put(store, "a/2", 2, title="2", artist="Oda & Nordlys", album="B", album_artist="Nordlys", number=2)
        put(store, "a/3", 3, title="3", artist="Nordlys", album="B", album_artist="Nordlys", number=3)
        put(store, "b/1", 4, title="4", artist="Nordlys", album="C", album_artist="Nordlys", number=1)
        assert [t.title for t in store.tracks.rows(store.tracks.ids())] == ["1", "2", "3", "4"]

    def test_an_artist_goes_with_the_last_track(self, store: Store) -> None:
        put(store, "1", 1, artist="Nordlys")
        put(store, "1", 1, artist="Vega")
        assert artist_names(store) == ["Vega"]


def test_names_of_albums_and_discs() -> None:
    assert album_name("Light (Disc 2)") == ("light", 2)
    assert album_name("Disc 2") == ("disc 2", None)
    assert album_name("ABCD 2") == ("abcd 2", None)
    assert album_name("Unknown  Album") == ("", None)
    assert album_folder(b"/m/A/cd 2 (live)") == b"/m/A" and album_folder(b"/m/Disco 2") == b"/m/Disco 2"
    assert folder_disc(b"/m/A/CD2") == 2 and folder_disc(b"/m/CDs") is None
    for hostile in ("x" * 5000, "cd " * 2000, "(" * 5000, "x " + "- " * 5000 + "1"):
        assert album_name(hostile)[1] is None


def test_lyrics_that_did_not_change_are_not_cut_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    root = store.library.add_root(b"/m")
    store.library.put(root, [replace(read_of(b"/m/1", 1), lyrics=Lyrics("amber hills"))])
    cut: list[str] = []
    known = search_index.cut
    monkeypatch.setattr(search_index, "cut", lambda text: cut.append(text) or known(text))
    store._db.write(lambda con: shown.refresh(con, [1]))
    assert "amber hills" not in cut
    assert len(store.tracks.ids(TrackQuery("lyrics:amber"))) == 1
