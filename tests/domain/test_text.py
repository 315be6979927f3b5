"""Folding, cleaning and showing of text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop_app.domain import text
from desktop_app.domain.records import Changes


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Björk", "BJORK"),
        ("Sigur Rós", "sigur ros"),
        ("Motörhead", "motorhead"),
        ("Straße", "STRASSE"),
        ("Ænima", "aenima"),
        ("Søn", "son"),
        ("  two   words ", "two words"),
        ("é", "e\u0301"),
        ("Ｆｕｌｌ", "full"),
    ],
)
def test_spellings_that_a_person_takes_for_one_are_equal(one: str, other: str) -> None:
    assert text.fold(one) == text.fold(other)


def test_what_differs_stays_apart() -> None:
    assert len({text.fold(name) for name in ("Абба", "ABBA", "アバ", "AC/DC", "ACDC")}) == 5


@example("𝓐")
@example("℃")
@given(st.text())
def test_folding_twice_changes_nothing(value: str) -> None:
    assert text.fold(text.fold(value)) == text.fold(value)


def test_cleaning_removes_what_would_control_the_screen() -> None:
    assert text.clean("a\u202eb\x00c\x1b[31m\n d\t\te\ufeff") == "abc[31m d e"
    assert text.clean("e\u0301") == "é"
    assert len(text.clean("x" * 10_000)) == 4096


@given(st.text())
def test_cleaned_text_is_one_line_of_nothing_but_signs(value: str) -> None:
    cleaned = text.clean(value)
    assert cleaned == cleaned.strip()
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in cleaned)


@given(st.binary())
def test_a_path_of_any_bytes_comes_back_whole(path: bytes) -> None:
    assert text.path_bytes(text.path_text(path)) == path


def test_what_controls_a_terminal_is_shown_as_an_escape() -> None:
    assert text.printable("a\x1b[2Jb\udcff ü") == "a\\x1b[2Jb\\udcff ü"


@pytest.mark.parametrize(
    ("milliseconds", "shown"),
    [(0, "0:00"), (187_000, "3:07"), (3_765_000, "1:02:45"), (None, "–"), (59_999, "0:59")],
)
def test_durations(milliseconds: int | None, shown: str) -> None:
    assert text.clock_text(milliseconds) == shown


def test_changes_add_up() -> None:
    both = Changes(tracks=True) | Changes(listens=True, recommending=True)
    assert both == Changes(tracks=True, listens=True, recommending=True)
    assert Changes() | Changes() == Changes()
