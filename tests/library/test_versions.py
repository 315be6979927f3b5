"""Titles taken apart, and the keys by which songs and artists are compared."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.library.songs import artist_key, is_distinctive, is_generic, part, song_key
from desktop_app.library.versions import RANK, take_apart


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Hymn", ""),
        ("Hymn (Live)", "live"),
        ("HYMN [live at the Old Hall, 2003]", "live"),
        ("Hymn - Live at the Mill - Remastered", "live"),
        ("Hymn (En Vivo)", "live"),
        ("Hymn（ライブ）", "live"),
        ("Hymn - Remastered 2011", "remaster"),
        ("Hymn (2011 Remaster)", "remaster"),
        ("Hymn Remastered", "remaster"),
        ("Hymn – Radio Edit", "edit"),
        ("Hymn (Single Version)", "edit"),
        ("Hymn Radio Edit", "edit"),
        ("Hymn (Acoustic Version)", "acoustic"),
        ("Hymn (Unplugged)", "acoustic"),
        ("Hymn (Demo)", "demo"),
        ("Hymn (Live Demo)", "demo"),
        ("Hymn (Mono) [Remastered]", "mono"),
        ("Hymn (feat. Vega Trio)", "featuring"),
        ("Hymn feat. Vega Trio", "featuring"),
        ("Hymn (feat. The Dirty Live Orchestra)", "featuring"),
        ("Hymn (feat. Vega) [Someone's Remix]", "remix"),
        ("Hymn (Someone's Remix)", "remix"),
        ("Hymn - Club Mix", "remix"),
        ("Hymn (Extended Mix)", "extended"),
        ('Hymn (12" Version)', "extended"),
        ("Hymn - Original Mix", ""),
        ("Hymn (Album Version)", ""),
        ("Hymn (Bonus Track)", ""),
        ('Hymn (From "The Film")', ""),
        ("Hymn (Instrumental)", "instrumental"),
        ("Hymn (Karaoke Version)", "karaoke"),
        ("Hymn [Explicit]", "explicit"),
        ("Hymn (Clean Version)", "clean"),
        ("Hymn (Vega's Version)", "re-recorded"),
        ("Hymn (Re-Recorded)", "re-recorded"),
        ("Hymn (Piano Version)", "arrangement"),
        ("Hymn (English Version)", "language"),
        ("Hymn (Radio Session)", "session"),
        ("Hymn (Mixed)", "mixed"),
        ("Hýmn (A Cappella)", "a cappella"),
        ("Hymn - Single Version / Remastered 1992", "edit"),
    ],
)
def test_versions_of_one_song(title: str, kind: str) -> None:
    found = take_apart(title)
    assert (song_key(found.song), found.kind) == ("hymn", kind)
    assert kind in RANK


@pytest.mark.parametrize(
    "title",
    [
        "Hymn Road",
        "Hymn (Part 2)",
        "Hymn - Pt. 1 / Radio Edit",
        "Hymn No. 5",
        "Hymn II",
        "Live Hymn",
        "Hymn (Love Theme)",
        "Hymn - Interlude",
        "Hymn (Deliver Me)",
        "Hymn (Without You)",
        "Hymn (With Me)",
        "Hymn - Cover",
        "Hymn (Covers a Multitude)",
        "Hymn (Reprise)",
        "Mixed Hymn",
    ],
)
def test_other_songs_stay_apart(title: str) -> None:
    assert song_key(take_apart(title).song) != "hymn"


@pytest.mark.parametrize(
    ("title", "artist"),
    [
        ("Hymn (Nordlys cover)", "nordlys"),
        ("Hymn - Nordlys Cover", "nordlys"),
        ("Hymn [cover of Nordlys]", "nordlys"),
        ("Hymn (Originally Performed by Nordlys) [Karaoke Version]", "nordlys"),
        ("Hymn (In the Style of Nordlys)", "nordlys"),
        ("Hymn (Cover)", ""),
        ("Hymn (Acoustic Cover)", ""),
        ("Hymn (Piano Cover)", ""),
    ],
)
def test_whose_song_it_is(title: str, artist: str) -> None:
    found = take_apart(title)
    assert (song_key(found.song), found.of_artist) == ("hymn", artist)
    assert found.kind in ("cover", "karaoke", "acoustic", "arrangement")


def test_a_title_that_is_only_a_suffix_stays() -> None:
    assert take_apart("(Live)").song == "(live)"
    assert take_apart("").song == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Shine On, Pt. 2", "Shine On (Part II)"),
        ("Shine On, Pt. 2", "Shine On part two"),
        ("Harbour II", "Harbour 2"),
        ("Rockin' All Night", "Rocking all night"),
        ("Don’t Stop", "Dont stop"),
        ("You & Me", "You and Me"),
        ("The Harbour", "Harbour"),
        ("Группа крови", "Gruppa krovi"),
        ("Ágætis Byrjun", "agaetis byrjun"),
        ("Straße", "Strasse"),
    ],
)
def test_spellings_of_one_title(one: str, other: str) -> None:
    assert song_key(take_apart(one).song) == song_key(take_apart(other).song)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Harbour 2", "Harbour 3"), ("Harbour", "Harbour 2"), ("1979", "1980"), ("+", "÷"), ("Part 1", "Part 2")],
)
def test_numbers_tell_songs_apart(one: str, other: str) -> None:
    assert song_key(take_apart(one).song) != song_key(take_apart(other).song)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Beatles", "beatles"),
        ("AC/DC", "AC-DC"),
        ("Кино", "Kino"),
        ("Мумий Тролль", "Mumiy Troll"),
        ("Guns N' Roses", "Guns and Roses"),
        ("Simon & Garfunkel", "Simon and Garfunkel"),
        ("Björk", "Bjork"),
        ("Nordlys feat. Vega Trio", "Nordlys"),
        ("Nordlys; Vega Trio", "NORDLYS"),
    ],
)
def test_spellings_of_one_artist(one: str, other: str) -> None:
    assert artist_key(one) == artist_key(other) != ""


def test_no_artist_is_no_artist() -> None:
    assert [artist_key(name) for name in ("", "Various Artists", "VA", "Unknown Artist")] == ["", "", "", ""]
    assert artist_key("The The") and artist_key("!!!") == "!!!"


@pytest.mark.parametrize(
    "title",
    ["Intro", "Untitled", "Track 1", "Interlude", "Prelude", "Skit 2", "Allegro ma non troppo", "7",
     "Étude Op. 10 No. 4", "Main Theme", "Piano Solo", "III", "Chapter 12", "Bonus Track"],
)  # fmt: skip
def test_generic_titles(title: str) -> None:
    assert is_generic(song_key(take_apart(title).song))


@pytest.mark.parametrize("title", ["X", "1979", "22", "Song 2", "The End", "Introvert", "Harbour", "Track of Time"])
def test_titles_that_tell_a_song(title: str) -> None:
    assert not is_generic(song_key(take_apart(title).song))


def test_distinctive_titles() -> None:
    assert is_distinctive("song of the harbour") and is_distinctive("constellation")
    assert not is_distinctive("home") and not is_distinctive("intro") and not is_distinctive("my love")


def test_parts() -> None:
    assert part(song_key("shine on, pt. 2")) == ("shine on", 2)
    assert part(song_key("shine on")) is None and part("part 2") is None


@given(st.text(max_size=30))
def test_normal_forms_are_one_spelling(text: str) -> None:
    other = unicodedata.normalize("NFD", text)
    assert song_key(take_apart(text).song) == song_key(take_apart(other).song)
    assert artist_key(text) == artist_key(other)


@pytest.mark.parametrize(
    "title",
    [
        "x " + "- live " * 700,
        "x " + "- live " * 40,
        "(" * 3000,
        "x (live " + "2001 " * 15 + "x)",
        "a " * 2000,
        "a " * 140 + "mix",
        ") - " * 70,
        "feat. " * 50,
        "x (" + "a cover " * 9 + ")",
    ],
)
def test_no_title_takes_long(title: str) -> None:
    start = time.process_time()
    song_key(take_apart(title).song)
    artist_key(title)
    assert time.process_time() - start < 0.2
