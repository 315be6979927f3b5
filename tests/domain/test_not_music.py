"""What is kept out of lists, and what must never be."""

from __future__ import annotations

import csv
import gzip
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.domain.not_music import REASONS, classify, season_of

MINUTE = 60_000
PERSONS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "persons"


def reason(
    title: str = "Harbour",
    minutes: float | None = 3.5,
    *,
    genres: tuple[str, ...] = (),
    artist: str = "Nordlys",
    album: str = "First Light",
    folder: str = "",
    codec: str = "mp3",
    rule: bool = False,
    said: str | None = None,
) -> str:
    return classify(
        genres=genres,
        title=title,
        artist=artist,
        album=album,
        duration_ms=None if minutes is None else round(minutes * MINUTE),
        folder=folder,
        codec=codec,
        rule=rule,
        said=said,
    )


@pytest.mark.parametrize(
    ("genre", "expected"),
    [
        ("Audiobook", "audiobook"),
        ("Hörspiel", "audiobook"),
        ("HÖRBUCH", "audiobook"),
        ("livre audio", "audiobook"),
        ("Audiolibro", "audiobook"),
        ("Аудиокнига", "audiobook"),
        ("オーディオブック", "audiobook"),
        ("Audio Theatre", "audiobook"),
        ("(183)", "audiobook"),
        ("Podcast", "podcast"),
        ("186", "podcast"),
        ("Sound Effects", "effect"),
        ("Bruitages", "effect"),
        ("Spoken Word", "spoken"),
        ("Speech", "spoken"),
        ("Stand-Up Comedy", "spoken"),
        ("101", "spoken"),
        ("Rock", ""),
        ("Comedy", ""),
        ("Soundtrack", ""),
        ("Bookish Pop", ""),
        ("Speechless", ""),
    ],
)
def test_genres(genre: str, expected: str) -> None:
    assert reason(genres=(genre,)) == expected


def test_music_beside_a_genre_of_speech_is_music_and_a_book_stays_a_book() -> None:
    assert reason(genres=("Hip-Hop", "Spoken Word")) == ""
    assert reason(genres=("Fantasy", "Audiobook")) == "audiobook"


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("Audiobooks/Some Author", "audiobook"),
        ("audio_books", "audiobook"),
        ("Kinder/Hörspiele/Band 3", "audiobook"),
        ("Аудиокниги", "audiobook"),
        ("Podcasts/Weekly", "podcast"),
        ("SFX", "effect"),
        ("Sound Effects/Doors", "effect"),
        ("Samples", ""),
        ("My Podcasts Are Songs", ""),
        ("Books", ""),
    ],
)
def test_folders(folder: str, expected: str) -> None:
    assert reason(folder=folder) == expected


def test_raw_material_is_short_and_has_no_genre() -> None:
    assert reason("kick 04", 0.05, album="", folder="Samples/Drums") == "effect"
    assert reason("Harbour", 1.2, folder="Samples", genres=("Indie",)) == ""
    assert reason("Harbour", 3.2, folder="Samples") == ""


@pytest.mark.parametrize(
    ("title", "minutes", "expected"),
    [
        ("Kapitel 3", 6, "audiobook"),
        ("Chapter 12", None, "audiobook"),
        ("07 - Chapter 7: The Well", 22, "audiobook"),
        ("Chapitre 4", 9, "audiobook"),
        ("Глава 5", 9, "audiobook"),
        ("The Long Walk (Unabridged)", 48, "audiobook"),
        ("Chapter One", 4, ""),
        ("Chapter Twelve", 4, ""),
        ("Chapters", 4, ""),
        ("Storytelling: Chapter 3 (Live at the Mill)", 7, ""),
        ("Episode 14", 31, "podcast"),
        ("Folge 9 - Der Turm", 44, "podcast"),
        ("S02E05 Return", 40, "podcast"),
        ("Episode 14", 4, ""),
        ("Episode 14", None, ""),
        ("Dr. Moss (Skit)", 1.2, "interlude"),
        ("Skit #2", 1, "interlude"),
        ("Steam - Skit", None, "interlude"),
        ("Skitter", 3, ""),
        ("Mosskit", 3, ""),
        ("Skit", 6, ""),
        ("Interlude", 1.2, "interlude"),
        ("Interlude II", 1.2, "interlude"),
        ("Rain (Interlude)", 1.4, "interlude"),
        ("Interlude: Rain", 1.4, "interlude"),
        ("Interlude", 1.6, ""),
        ("Interlude", None, ""),
        ("Intro", 0.9, "interlude"),
        ("[Outro]", 0.9, "interlude"),
        ("Intro", 1.1, ""),
        ("Introvert", 0.9, ""),
        ("Interlude", 0.5, "short"),
        ("Harbour", 0.75, "short"),
        ("Harbour", 0.766, "short"),
        ("Harbour", 0.767, ""),
        ("Harbour", 0, ""),
        ("", 3, ""),
    ],
)
def test_titles(title: str, minutes: float | None, expected: str) -> None:
    assert reason(title, minutes) == expected


def test_a_chapter_on_an_album_of_rock_is_a_song() -> None:
    assert reason("Chapter 12", genres=("Rock",)) == ""
    assert reason("Episode 14", 12, genres=("Post-Rock",)) == ""
    assert reason("Chapter 12", genres=("Other",)) == "audiobook"


@pytest.mark.parametrize(
    ("title", "album", "minutes", "genres", "expected"),
    [
        ("Summer Mix 2014", "", 61, (), "long-mix"),
        ("Live at the Mill", "Live", 75, ("Techno",), "long-mix"),
        ("2019-04-01", "", 58, (), "long-mix"),
        ("Sleeper", "Sleeper", 63, ("Doom",), "long-mix"),
        ("Sleeper", "The Stone", 63, ("Doom",), ""),
        ("Summer Mix 2014", "", 54, (), ""),
        ("Symphony No. 3", "Works", 98, ("Classical",), ""),
        ("Rain", "Works", 130, (), "long-mix"),
    ],
)
def test_mixes_of_an_hour(title: str, album: str, minutes: float, genres: tuple[str, ...], expected: str) -> None:
    assert reason(title, minutes, album=album, genres=genres) == expected


@pytest.mark.parametrize(
    ("title", "artist", "genres", "expected"),
    [
        ("SoundBible.com Must Credit", "SoundBible.com Must Credit", (), "effect"),
        ("door_slam", "freesound.org", (), "effect"),
        ("Zapsplat whoosh 3", "", (), "effect"),
        ("Freesound", "Nordlys", ("Ambient",), ""),
        ("The Sound Bible", "Nordlys", (), ""),
        ("Sounds of the Sea", "Sound Foundry", (), ""),
    ],
)
def test_collections_of_effects_name_themselves(
    title: str, artist: str, genres: tuple[str, ...], expected: str
) -> None:
    assert reason(title, artist=artist, genres=genres) == expected


def test_albums_say_it_too() -> None:
    assert reason("Track 7", album="The Long Walk (Unabridged)") == "audiobook"
    assert reason("Teil 2", album="Der Turm - gelesen von A. Moss") == "audiobook"
    assert reason("Door", 1, album="100 Sound Effects") == "effect"
    assert reason("Friday", 30, album="The Harbour Podcast") == "podcast"
    assert reason("Harbour", album="Sound Effects", genres=("Dub",)) == ""


def test_a_rule_and_the_persons_word() -> None:
    assert reason(rule=True) == "folder"
    assert reason(rule=True, said="music") == ""
    assert reason(genres=("Podcast",), said="music") == ""
    assert reason(said="not-music") == "said"
    assert set(REASONS) >= {"folder", "said", "short"}


def test_codecs_of_speech() -> None:
    assert reason(codec="speex") == "spoken"
    assert reason(codec="speex", genres=("Folk",)) == ""


@pytest.mark.parametrize(
    ("title", "album", "genre", "expected"),
    [
        ("Last Christmas", "Hits", "Pop", True),
        ("Harbour", "A Merry Xmas", "", True),
        ("Harbour", "First Light", "Christmas", True),
        ("Harbour", "First Light", "Holiday", True),
        ("Harbour", "First Light", "Weihnachtslieder", True),
        ("Stille Nacht", "", "", True),
        ("O du fröhliche", "", "", True),
        ("Weihnachten bin ich zu Haus", "", "", True),
        ("Petit Papa Noël", "", "", True),
        ("Noël", "", "", True),
        ("Feliz Navidad", "", "", True),
        ("Jul", "", "", True),
        ("Julsång", "", "", True),
        ("God Jul önskar vi er", "", "", True),
        ("Buon Natale", "", "", True),
        ("В лесу родилась ёлочка", "", "", True),
        ("クリスマス・イブ", "", "", True),
        ("고요한 밤", "", "", True),
        ("Let It Snow! Let It Snow!", "", "", True),
        ("Jingle Bells", "", "", True),
        ("Santa Claus Is Coming to Town", "", "", True),
        ("Holiday", "Holiday", "Rock", False),
        ("July", "July Flame", "Folk", False),
        ("Julia", "", "", False),
        ("Julie", "", "", False),
        ("In the Heat of the Morning", "Noel Moss' Flying Birds", "Rock", False),
        ("Noel's Theme", "", "", False),
        ("Natalie", "", "", False),
        ("Natal Chart", "", "", False),
        ("Santa Fe", "", "", False),
        ("Santa Monica", "", "", False),
        ("Snow", "", "", False),
        ("Merry Christmas, Mr. Moss", "", "", False),
        ("Christmas Steps", "", "", False),
        ("Harbour", "A Long Sentence of an Album That Happens to Speak of Christmas Among Much Else", "", False),
        ("Kerstin", "", "", False),
        ("Advent", "", "", False),
        ("Joy to the World", "", "", False),
    ],
)
def test_the_season(title: str, album: str, genre: str, expected: bool) -> None:
    assert (season_of(genres=(genre,) if genre else (), title=title, album=album) == "holiday") is expected


def names_of_people() -> Iterator[tuple[str, str, str]]:
    for path in sorted(PERSONS.glob("p0?.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                yield row["artist"], row["album"] or "", row["track"]


@pytest.mark.skipif(not PERSONS.is_dir(), reason="the listening histories are not here")
def test_what_people_listened_to_is_music() -> None:
    names = sorted(set(names_of_people()))
    out = [name for name in names if reason(name[2], None, artist=name[0], album=name[1])]
    assert len(out) < 0.001 * len(names)  # most of them are skits and podcasts indeed


def test_a_title_of_any_shape_takes_no_time() -> None:
    began = time.process_time()
    for text in ("a " * 20_000, "(" * 20_000, "- skit" * 5_000, "chapter 1 " * 5_000, "christ mas jul " * 5_000):
        reason(text, 1.2, album=text)
        reason(text, 70, album=text, folder=text)
        season_of(genres=(text,), title=text, album=text)
    assert time.process_time() - began < 2
