from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.text import clean
from desktop_app.library import people, values

NEWEST = 2027


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2001-00-00", 2001), ("19990101", 1999), ("1993- 2-22", 1993), ("0000", None),
        ("2010-01-01; 2010-01-01", 2010), ("1998 - 2001", 1998), ("", None), ("01/02/1999", 1999), ("22.02.1993", 1993),
        ("2001-05-07T10:11:12", 2001), ("20010507T101112", 2001), ("c. 1972", 1972), ("MMXX", None), ("99", None),
        ("3005", None), ("0999", None), ("2027", 2027), ("2028", None), ("123456", None), ("1234567890123", None),
        ("2028; 1999", 1999), ("1999\x002000", 1999), ("١٩٩٩", 1999),
    ],
)  # fmt: skip
def test_years(text, expected):
    assert values.year([text], NEWEST) == expected


@settings(max_examples=400, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=4))
def test_a_year_is_never_outside_its_bounds(texts):
    found = values.year(texts, NEWEST)
    assert found is None or values.FIRST_YEAR <= found <= NEWEST


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1/12", (1, 12)), ("01", (1, None)), ("1", (1, None)), (" 03 / 9 ", (3, 9)), ("3 of 9", (3, 9)),
        ("0", (None, None)),        ("0/0", (None, None)), ("", (None, None)), ("A1", (None, None)),
        ("7/", (7, None)), ("-5", (None, None)),
        ("12 Song", (12, None)), ("9" * 400, (999_999, None)),
    ],
)  # fmt: skip
def test_numbers(text, expected):
    assert values.number_of(text) == expected


def test_names_are_cut_at_semicolon_and_nul_only_and_each_is_kept_once():
    assert values.names(["AC/DC"]) == ("AC/DC",)
    assert values.names(["Nordlys\0Vega Trio"]) == ("Nordlys", "Vega Trio")
    assert values.names(["Nordlys; Vega Trio", "nordlys"]) == ("Nordlys", "Vega Trio")
    assert values.names(["Earth, Wind & Fire"]) == ("Earth, Wind & Fire",)
    assert values.names(["", " \u200b ", ";;"]) == ()
    assert len(values.names([";".join(map(str, range(1000)))])) == values.MAX_NAMES


@pytest.mark.parametrize(
    ("artist", "expected"),
    [
        ("Nordlys feat. Vega", ("Nordlys", "Vega")),
        ("Nordlys (ft. Vega)", ("Nordlys", "Vega")),
        ("Nordlys [Featuring Vega]", ("Nordlys", "Vega")),
        ("Little Feat", ("Little Feat",)),
        ("Feat. of Clay", ("Feat. of Clay",)),
        ("Lefty", ("Lefty",)),
    ],
)
def test_guests_are_artists_of_their_own(artist, expected):
    assert people.with_guests([artist]) == expected


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=300), st.integers(1, 50))
def test_shown_text_is_clean_and_the_fast_way_changes_nothing(text, limit):
    assert values.shown(text, limit).strip() == clean(text, limit).strip()
    shown = values.shown(text)
    assert shown == values.shown(shown)
    assert not any(c in shown for c in "\n\r\t\0\x1b\u202e\u2066\u200b")


@pytest.mark.parametrize(
    "text",
    ['<img src="file:///x.png">', "&lt;", "%s%n", "{0.__class__}", "$(id)", "'); DROP TABLE track;--", "=HYPERLINK(1)"],
)
def test_markup_and_code_stay_the_literal_text(text):
    assert values.shown(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\u202egnp.3pm", "gnp.3pm"), ("a\nb\0c", "a bc"), ("\x1b[2J", "[2J"), (" \u200b\u2066 ", ""), ("\ud800x", "x"),
        ("e\u0301", "é"), ("A" * 1_000_000, "A" * values.SHOWN_LIMIT),
    ],
)  # fmt: skip
def test_what_would_trick_the_eye_is_removed(text, expected):
    assert values.shown(text) == expected
