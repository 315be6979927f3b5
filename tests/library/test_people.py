from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.library import people

WHOLE = ["AC/DC", "Earth, Wind & Fire", "Simon & Garfunkel", "Tyler, The Creator", "Crosby, Stills, Nash & Young",
         "Florence + the Machine", "Nordlys & the Vegas", "Nordlys and Vega", "Nordlys, Vega", "Vega x Lyra",
         "Lyra/Vega",
         "Little Feat", "Little Feat & Friends", "Man with a Mission", "Sleeping with Sirens", "The Boy with Kites",
         "+/-", "and", "Feat. of Clay", "Left", "Swift", "Nordlys vs. Vega", "John F. Nordlys", "M/A/R/R/S", "*NSYNC",
         "!!!", "The The", "Nordlys (Band)"]  # fmt: skip


@pytest.mark.parametrize("name", WHOLE)
def test_names_that_hold_separators_are_one_artist(name):
    assert people.credited((name,)) == (name, (name,))
    assert people.credited((name,), (), (name,)) == (name, (name,))


@pytest.mark.parametrize(
    ("text", "artist", "everyone"),
    [
        ("Nordlys; Vega Trio", "Nordlys, Vega Trio", ("Nordlys", "Vega Trio")),
        ("Nordlys\0Vega Trio", "Nordlys, Vega Trio", ("Nordlys", "Vega Trio")),
        ("Nordlys / Vega Trio", "Nordlys, Vega Trio", ("Nordlys", "Vega Trio")),
        ("Nordlys;Vega;nordlys", "Nordlys, Vega", ("Nordlys", "Vega")),
        ("AC / DC", "AC/DC", ("AC/DC",)),
        ("AC/DC; Nordlys", "AC/DC, Nordlys", ("AC/DC", "Nordlys")),
        ("Nordlys feat. Vega", "Nordlys feat. Vega", ("Nordlys", "Vega")),
        ("Nordlys (ft. Vega)", "Nordlys (ft. Vega)", ("Nordlys", "Vega")),
        ("Nordlys [Featuring Vega]", "Nordlys [Featuring Vega]", ("Nordlys", "Vega")),
        ("Nordlys feat Vega", "Nordlys feat Vega", ("Nordlys", "Vega")),
        ("Nordlys f. Vega", "Nordlys f. Vega", ("Nordlys", "Vega")),
        ("Nordlys w/ Vega", "Nordlys w/ Vega", ("Nordlys", "Vega")),
        ("Nordlys (with Vega)", "Nordlys (with Vega)", ("Nordlys", "Vega")),
        ("Lyra Nova with Vega", "Lyra Nova with Vega", ("Lyra Nova", "Vega")),
        ("Nordlys feat. Vega & Lyra", "Nordlys feat. Vega & Lyra", ("Nordlys", "Vega", "Lyra")),
        ("Nordlys feat. Vega, Lyra and Mira", "Nordlys feat. Vega, Lyra and Mira", ("Nordlys", "Vega", "Lyra", "Mira")),
        ("Nordlys feat. Vega & the Stars", "Nordlys feat. Vega & the Stars", ("Nordlys", "Vega & the Stars")),
        ("Nordlys feat. Simon & Garfunkel", "Nordlys feat. Simon & Garfunkel", ("Nordlys", "Simon & Garfunkel")),
        ("Nordlys feat. Tyler, The Creator & Vega", "Nordlys feat. Tyler, The Creator & Vega",
         ("Nordlys", "Tyler, The Creator", "Vega")),
        ("夜星、月光", "夜星, 月光", ("夜星", "月光")),
    ],
)  # fmt: skip
def test_names_that_are_several(text, artist, everyone):
    assert people.credited((text,)) == (artist, everyone)


def test_joined_names_are_several_where_the_album_is_by_one_of_them():
    assert people.credited(("Nordlys & Vega",), (), ("Nordlys",))[1] == ("Nordlys", "Vega")
    assert people.credited(("Nordlys, Vega & Lyra",), (), ("vega",))[1] == ("Nordlys", "Vega", "Lyra")
    assert people.credited(("Nordlys & Vega",), (), ("Lyra",))[1] == ("Nordlys & Vega",)
    assert people.credited(("Nordlyster & Vega",), (), ("Nordlys",))[1] == ("Nordlyster & Vega",)


def test_a_list_of_artists_is_believed():
    assert people.credited(("Nordlys & Vega",), ("Nordlys", "Vega")) == ("Nordlys & Vega", ("Nordlys", "Vega"))
    assert people.credited(("Nordlys feat. Vega",), ("Nordlys; Vega",))[1] == ("Nordlys", "Vega")
    assert people.credited((), ("Nordlys", "Vega")) == ("Nordlys, Vega", ("Nordlys", "Vega"))
    assert people.credited(("Simon & Garfunkel",), ("Simon & Garfunkel",))[1] == ("Simon & Garfunkel",)
    assert people.credited(("Nordlys", "Vega"), ("Nordlys",))[1] == ("Nordlys", "Vega"), "a list that leaves one out"


@pytest.mark.parametrize(
    ("title", "guests"),
    [
        ("Song (feat. Vega)", ("Vega",)), ("Song [ft. Vega & Lyra]", ("Vega", "Lyra")), ("Song feat. Vega", ("Vega",)),
        ("SONG (FEAT. VEGA)", ("VEGA",)), ("Song (Featuring Vega) [Live]", ("Vega",)), ("Feat", ()), ("Defeat", ()),
        ("The Great Defeat (Live)", ()), ("Left Behind", ()), ("A Feat of Strength", ()), ("", ()),
        ("Song (with love)", ()),
    ],
)  # fmt: skip
def test_guests_in_a_title_are_credited(title, guests):
    assert people.guests_in_title(title) == guests
    assert people.credited(("Nordlys",), (), (), guests) == ("Nordlys", ("Nordlys", *guests))


@pytest.mark.parametrize(
    "text", ["Various Artists", "various", "VA", "V.A.", "V/A", "Diverse Interpreten", "Artistes variés", "AA.VV.",
             "Varios Artistas", "Разные исполнители", "群星", "[Various Artists]"]
)  # fmt: skip
def test_spellings_of_various_artists_are_one(text):
    assert people.album_artist((text,)) == ("Various Artists", True)
    assert people.credited((text,)) == ("Various Artists", ("Various Artists",))


def test_other_album_artists():
    assert people.album_artist(("Nordlys",)) == ("Nordlys", False)
    assert people.album_artist(("Nordlys; Vega",)) == ("Nordlys, Vega", False)
    assert people.album_artist(("Unknown Artist",)) == ("", False)
    assert people.album_artist(("Varius",)) == ("Varius", False)
    assert people.album_artist(()) == ("", False)


def test_an_artist_that_only_says_unknown_is_none():
    assert people.credited(("Unknown Artist",)) == ("", ())
    assert people.credited(("<unknown>",), ("Nordlys",)) == ("Nordlys", ("Nordlys",))


@settings(max_examples=400, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=4).map(tuple), st.lists(st.text(max_size=30), max_size=3).map(tuple))
def test_any_text_gives_names_fit_to_be_shown(texts, album_artists):
    artist, everyone = people.credited(texts, (), album_artists)
    folded = [name.casefold() for name in everyone]
    assert len(set(folded)) == len(folded)
    for name in everyone:
        assert name
        assert name == name.strip()
        assert not any(c in name for c in "\0\n\r\x1b\u202e")
    assert bool(artist) == bool(everyone) or not everyone
