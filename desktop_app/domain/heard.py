"""What was heard in a track, as a person may read it."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.domain.records import Track
from desktop_app.domain.tables import Float32Array

ATTRIBUTES = ("energy", "valence", "danceability", "acousticness", "brightness", "voice")
"""In the order in which they are shown. `valence` runs from sad to happy, `voice` from none to all sung."""
MOODS = ("happy", "sad", "calm", "energetic", "romantic", "dark", "focus", "workout", "party", "sleep")
EMOTIONS = ("joy", "sadness", "love", "anger", "fear", "longing", "calm", "surprise")


@dataclass(frozen=True, slots=True)
class Attribute:
    """One of ATTRIBUTES: its value, and how far it may be trusted, both 0 to 1."""

    name: str
    value: float
    confidence: float


@dataclass(frozen=True, slots=True)
class SoundTag:
    """A word for the sound, with the strength from 0 to 1 with which a model heard it."""

    name: str
    kind: str
    """"genre", "instrument", "voice", "mood" or "tempo"."""
    strength: float


@dataclass(frozen=True, slots=True)
class Tempo:
    """Beats a minute, the other octave that it may be felt in, and how clear the pulse is (0 to 1)."""

    bpm: float
    other_bpm: float
    confidence: float
    clarity: float


@dataclass(frozen=True, slots=True)
class Key:
    """`tonic` counts semitones from C; `confidence` runs from 0 to 1."""

    tonic: int
    minor: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Loudness:
    """Integrated loudness in LUFS, range in LU, peak above loudness in dB (crest)."""

    lufs: float
    range_lu: float
    crest_db: float


@dataclass(frozen=True, slots=True)
class Words:
    """What the words of a track (lyrics, genre, comment) say. Shares run from 0 to 1, strongest first."""

    language: str
    """Of the lyrics, as ISO 639-1; '' where it is none of those that are understood, or there are no lyrics."""
    emotions: tuple[tuple[str, float], ...] = ()
    """Of EMOTIONS, with their share of the words that carry any."""
    themes: tuple[tuple[str, float], ...] = ()
    """Of `written.THEMES`, with their share of the words that tell anything."""
    because: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """For each of `emotions`, then for each of `themes`, its name and the words that say so, strongest first."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A track that sounds alike: `likeness` is calibrated on the library, 0 (no more than any two) to 1."""

    track: Track
    likeness: float
    shared: tuple[str, ...]
    """What both have in common, in plain words, strongest first."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """For the eye. Levels of `bands` in dB below the loudest band; everything else 0 to 1."""

    shape: Float32Array | None
    """Loudness over the length, shape (1000,); None while only excerpts were heard."""
    bands: Float32Array
    """Rows: level that 10, 50 and 90 % of the time stay below; columns: bands from low to high. Shape (3, 32)."""
    pitches: Float32Array
    """How present each pitch class is, from the tonic of the key on. Shape (12,)."""
    pulse: Float32Array
    """Strength of a pulse at tempi rising from 42 a minute by 3/20 of an octave each. Shape (20,)."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Everything that is known of the sound and the words of one track."""

    track: Track
    attributes: tuple[Attribute, ...]
    tags: tuple[SoundTag, ...]
    moods: tuple[str, ...]
    """Of MOODS, those whose region this track lies in, strongest first."""
    tempo: Tempo | None
    """None: no beat is to be heard."""
    key: Key | None
    """None: no key is to be heard."""
    loudness: Loudness | None
    pictures: Pictures | None
    """None, like `loudness`, while the track was not heard."""
    words: Words | None
    neighbours: tuple[Neighbour, ...]
    excerpts: bool
    """Whether only excerpts were heard so far."""
    missing: tuple[str, ...]
    """Sentences on what could not be said, and why: a model that is not there, silence, too little sound."""
    place: tuple[float, float] | None = None
    """Valence and energy as places within the library, 0 (the saddest, the calmest) to 1; None where not known."""
    compared: bool = False
    """Whether another track was heard to compare it with: without `neighbours`, none is alike."""


@dataclass(frozen=True, slots=True)
class MoodPlane:
    """The heard library on the plane of valence (columns) and energy (rows), both as places within it, 0 to 1."""

    density: Float32Array
    """Share of the tracks in each field, 0 to 1 of the fullest; shape (PLANE, PLANE), the calmest row first."""
    names: tuple[tuple[str, float, float], ...]
    """Of MOODS, each with the valence and energy of the middle of its tracks."""
    tracks: int


PLANE = 24
"""Fields of the plane to a side."""
