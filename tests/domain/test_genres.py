from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.genres import fold_genre, genres, is_known, parent_of, root_of


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hip-Hop/Rap", "Hip-Hop"), ("hip hop", "Hip-Hop"), ("HipHop", "Hip-Hop"), ("Rap", "Hip-Hop"),
        ("ALTERNATIVE", "Alternative Rock"), ("Alternative & Punk", "Alternative Rock"), ("Indie", "Indie Rock"),
        ("Drum'n'Bass", "Drum & Bass"), ("Drum and Bass", "Drum & Bass"), ("R'n'B", "R&B"), ("Rhythm & Blues", "R&B"),
        ("Blues music", "Blues"), ("Trash Metal", "Thrash Metal"), ("rock", "Rock"), ("Rock", "Rock"),
        ("  Synth  pop ", "Synth-Pop"), ("Raï", "Arabic"), ("Christmas", "Holiday"), ("Weihnachten", "Holiday"),
        ("Hörbuch", "Audiobook"), ("audiobooks", "Audiobook"), ("Podcast", "Podcast"), ("Soundtracks", "Soundtrack"),
        ("Classique", "Classical"), ("Folk, World, & Country", "Folk"), ("", ""), (" \u200b", ""),
    ],
)  # fmt: skip
def test_many_spellings_of_one_genre(text, name):
    assert fold_genre(text) == name


def test_what_is_not_in_the_tree_stays_as_it_is_written():
    assert fold_genre("  Nordic   Yoik ") == "Nordic Yoik"
    assert parent_of("Nordic Yoik") == ""
    assert not is_known("Nordic Yoik")


def test_a_narrower_genre_lies_below_the_broader_one():
    assert parent_of("Thrash Metal") == "Metal"
    assert parent_of("Hardcore") == "Punk"
    assert root_of("Hardcore") == "Rock"
    assert parent_of("Norwegian Jazz") == "Jazz", "it ends in one that is in the tree"
    assert root_of("Norwegian Jazz") == "Jazz"
    assert parent_of("Metal") == ""


def test_the_tree_is_a_tree_and_each_name_folds_to_itself():
    names = genres()
    assert 140 <= len(names) <= 260
    assert len(set(names)) == len(names)
    for name in names:
        assert fold_genre(name) == name
        assert parent_of(name) in ("", *names)
        assert root_of(name) in names
        assert parent_of(root_of(name)) == ""


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_folding_twice_is_folding_once_and_every_genre_has_an_end_above(text):
    name = fold_genre(text)
    assert fold_genre(name) == name
    assert parent_of(root_of(text)) == ""
