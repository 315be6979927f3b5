from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.library.names import Guess, guess

ROOT = b"/home/person/Music"


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        ("01 - Nordlys - First Light.mp3", Guess("First Light", "Nordlys", "", None, None, 1)),
        ("Nordlys - First Light.flac", Guess("First Light", "Nordlys")),
        ("First Light.ogg", Guess("First Light")),
        ("Nordlys/Polar Night/03 First Light.ogg", Guess("First Light", "Nordlys", "Polar Night", None, None, 3)),
        ("Nordlys/Polar Night/03. First Light.ogg", Guess("First Light", "Nordlys", "Polar Night", None, None, 3)),
        ("Nordlys/Polar Night/03-First Light.ogg", Guess("First Light", "Nordlys", "Polar Night", None, None, 3)),
        ("Nordlys/Polar Night/(03) First Light.ogg", Guess("First Light", "Nordlys", "Polar Night", None, None, 3)),
        ("Nordlys/Polar Night/2-03 First Light.ogg", Guess("First Light", "Nordlys", "Polar Night", None, 2, 3)),
        (
            "Nordlys/1999 - Polar Night/03 First Light.ogg",
            Guess("First Light", "Nordlys", "Polar Night", 1999, None, 3),
        ),
        (
            "Nordlys/Polar Night (1999)/03 First Light.ogg",
            Guess("First Light", "Nordlys", "Polar Night", 1999, None, 3),
        ),
        (
            "Nordlys/[1999] Polar Night/03 First Light.ogg",
            Guess("First Light", "Nordlys", "Polar Night", 1999, None, 3),
        ),
        ("Nordlys/Polar Night/CD1/03 First Light.ogg", Guess("First Light", "Nordlys", "Polar Night", None, 1, 3)),
        ("Nordlys/Polar Night/Disc 2 - Live/03 X.ogg", Guess("X", "Nordlys", "Polar Night", None, 2, 3)),
        ("Nordlys - Polar Night/03 First Light.ogg", Guess("First Light", "Nordlys", "Polar Night", None, None, 3)),
        ("Nordlys - Polar Night (1999)/03 X.ogg", Guess("X", "Nordlys", "Polar Night", 1999, None, 3)),
        ("Nordlys - 03 - First Light.mp3", Guess("First Light", "Nordlys", "", None, None, 3)),
        ("Nordlys - Polar Night - 03 - First Light.mp3", Guess("First Light", "Nordlys", "", None, None, 3)),
        ("Nordlys/Nordlys - First Light.mp3", Guess("First Light", "Nordlys")),
        ("Downloads/Nordlys - First Light.mp3", Guess("First Light", "Nordlys")),
        ("Nordlys - Song - Live.mp3", Guess("Song - Live", "Nordlys")),
        ("some_old_rip.mp3", Guess("some old rip")),
        ("Track 07.mp3", Guess("Track 07", "", "", None, None, 7)),
        ("07.mp3", Guess("07", "", "", None, None, 7)),
        ("99 Luftballons.mp3", Guess("Luftballons", "", "", None, None, 99)),
        ("1999.mp3", Guess("1999")),
        ("10,000 Days.mp3", Guess("10,000 Days")),
        ("7.5 Miles.mp3", Guess("7.5 Miles")),
        ("AC/DC - T.N.T.mp3", Guess("T.N.T", "DC", "AC")),  # a slash in a name cannot be told from a folder
        ("Björk – Jóga.mp3", Guess("Jóga", "Björk")),
        ("x.mp3", Guess("x")),
    ],
)
def test_shapes_of_names(below, expected):
    assert guess(ROOT + b"/" + below.encode(), ROOT) == expected


def test_folders_above_the_root_say_nothing():
    assert guess(b"/data/Nordlys/Polar Night/03 X.mp3", b"/data/Nordlys/Polar Night") == Guess("X", number=3)
    assert guess(b"/data/Nordlys/Polar Night/03 X.mp3", b"/data/Nordlys") == Guess("X", "", "Polar Night", number=3)


def test_without_a_root_reading_upwards_ends_at_a_folder_of_no_meaning():
    assert guess(b"/home/person/Music/03 X.mp3") == Guess("X", number=3)
    assert guess(b"/home/person/Music/Polar Night/X.mp3") == Guess("X", "", "Polar Night")


def test_names_that_are_no_utf8_are_read_as_well_as_possible():
    assert guess(b"/m/Bj\xf6rk - J\xf3ga.mp3", b"/m") == Guess("Jóga", "Björk")
    assert guess(b"/m/\xff\xfe\x01.mp3", b"/m").title


@settings(max_examples=500, deadline=None)
@given(
    st.lists(st.binary(max_size=60).map(lambda b: b.replace(b"/", b" ").replace(b"\0", b" ")), min_size=1, max_size=6)
)
def test_any_path_gives_a_guess_fit_to_be_shown(parts):
    read = guess(b"/" + b"/".join(parts), b"/" + parts[0] if len(parts) > 1 else None)
    for text in (read.title, read.artist, read.album):
        assert text.isprintable()
        assert text == text.strip()
        text.encode("utf-8")
    assert read.number is None or 0 < read.number < 1000
    assert read.disc is None or 0 < read.disc < 100


@settings(max_examples=300, deadline=None)
@given(
    st.integers(1, 99),
    st.text("abcdefgh ijklmnö'&!", min_size=1, max_size=20).map(str.strip).filter(bool),
    st.text("abcdefgh ijklmnö'&!", min_size=1, max_size=20).map(str.strip).filter(bool),
)
def test_what_a_ripper_writes_is_read_back(number, artist, title):
    artist, title = " ".join(artist.split()), " ".join(title.split())
    read = guess(f"/m/{number:02d} - {artist} - {title}.mp3".encode(), b"/m")
    assert (read.number, read.artist, read.title) == (number, artist, title)
