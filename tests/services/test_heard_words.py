"""The sentences about a track: each says what the record says, with its doubt."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from desktop_app.domain.heard import Attribute, Heard, Key, Loudness, Pictures, SoundTag, Tempo, Words
from desktop_app.domain.ids import TrackId, Uid
from desktop_app.domain.records import Presence, Track
from desktop_app.services import heard_words
from tests.store.helpers import key_of

PICTURES = Pictures(None, np.zeros((3, 32), np.float32), np.zeros(12, np.float32), np.zeros(20, np.float32))


def some_track() -> Track:
    return Track(
        id=TrackId(1), uid=Uid("1" * 32), title="Rebar", artist="Delta Nine", album="", album_artist="", genre="",
        year=None, disc=None, number=None, duration_ms=200_000, added_at=datetime(2026, 1, 1, tzinfo=UTC),
        presence=Presence.PRESENT, path=b"/music/rebar.flac", key=key_of("rebar"), artist_key="", album_key="",
        analysed=True, plays=0,
    )  # fmt: skip


def heard(**known: object) -> Heard:
    """A loud metal track of which everything is sure, but for what is given."""
    full = Heard(
        track=some_track(),
        attributes=(Attribute("energy", 0.9, 0.8), Attribute("valence", 0.1, 0.6)),
        tags=(SoundTag("metal", "genre", 0.8), SoundTag("guitar", "instrument", 0.6)),
        moods=("energetic", "dark", "workout"),
        tempo=Tempo(165.2, 82.6, 0.8, 0.6),
        key=Key(4, True, 0.4),
        loudness=Loudness(-8.0, 3.0, 9.0),
        pictures=PICTURES,
        words=None,
        neighbours=(),
        excerpts=False,
        missing=(),
    )
    return replace(full, **known)  # type: ignore[arg-type]


def test_a_metal_track_reads_as_one() -> None:
    first, moods = heard_words.sentences(heard())
    assert first == (
        "Loud, driving, dark metal with guitar, about 165 beats a minute (83 if felt in half time), probably E minor."
    )
    assert moods == "Within your library it counts as energetic and dark, and is good for workout."


def test_every_mood_is_named() -> None:
    moods = ("energetic", "dark", "party", "workout")
    assert all(name in heard_words.sentences(heard(moods=moods))[1] for name in moods)


def test_what_is_calm_is_not_called_loud() -> None:
    calm = heard(attributes=(Attribute("energy", 0.1, 0.8), Attribute("valence", 0.1, 0.6)), tags=(), moods=())
    (only,) = heard_words.sentences(calm)
    assert only.startswith("Calm, sombre music, about 165")


@pytest.mark.parametrize(
    ("confidence", "text"), [(0.9, "in E minor"), (0.4, "probably E minor"), (0.15, "perhaps E minor"), (0.05, "")]
)
def test_a_key_is_said_with_its_doubt(confidence: float, text: str) -> None:
    assert heard_words.key_text(heard(key=Key(4, True, confidence))) == text


def test_notes_are_spelled_as_in_their_key() -> None:
    assert heard_words.signs(6, True)[:3] == ("F♯", "G", "G♯")
    assert heard_words.signs(3, False)[:6] == ("E♭", "E", "F", "G♭", "G", "A♭")
    assert heard_words.key_name(1, False) == "D flat major" and heard_words.key_name(1, True) == "C sharp minor"


def test_a_tempo_is_said_with_its_doubt() -> None:
    assert heard_words.tempo_text(heard(tempo=Tempo(60.0, 120.0, 0.1, 0.5))).startswith(
        "perhaps 60 beats a minute (120"
    )
    assert heard_words.tempo_text(heard(tempo=Tempo(80.0, 40.0, 0.9, 0.5))) == "about 80 beats a minute"
    assert "without a steady beat" in heard_words.sentences(heard(tempo=None))[0]


def test_an_unsure_attribute_gives_no_adjective() -> None:
    unsure = heard(attributes=(Attribute("energy", 0.9, 0.2),), loudness=Loudness(-14.0, 6.0, 9.0))
    assert heard_words.sentences(unsure)[0].startswith("Metal with guitar")


def test_genres_that_are_no_nouns_get_one() -> None:
    tags = (SoundTag("ambient", "genre", 0.8), SoundTag("electronic", "genre", 0.6))
    assert "ambient and electronic music, " in heard_words.sentences(heard(tags=tags))[0]


def test_words_and_excerpts_are_told() -> None:
    words = Words("en", (("longing", 0.7),), (("sea", 0.6), ("night", 0.3)))
    said = heard_words.sentences(heard(words=words, excerpts=True))
    assert said[2] == "Its words are about sea and night, and speak of longing, in English."
    assert said[3].startswith("Heard in excerpts so far")


def test_nothing_is_said_of_what_was_not_heard() -> None:
    assert heard_words.sentences(heard(pictures=None)) == ()


def test_sentences_are_translated_as_a_whole() -> None:
    seen: list[str] = []

    def tr(text: str, /, **values: object) -> str:
        seen.append(text)
        return heard_words.plain(text, **values)

    heard_words.sentences(heard(), tr)
    assert {"metal", "guitar", "{note} minor", "{about} {bpm} beats a minute"} <= set(seen)


@pytest.mark.parametrize("name", heard_words.ATTRIBUTE_NAMES)
def test_every_attribute_has_words_over_its_whole_scale(name: str) -> None:
    words = [heard_words.attribute_text(name, value) for value in (0.0, 0.3, 0.5, 0.7, 1.0)]
    assert len(set(words)) == 5
