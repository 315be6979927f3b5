"""The names of what the shipped sound models answer, in their order, and the plain words that are made of them."""

from __future__ import annotations

from dataclasses import dataclass

MSD_NAMES = (
    "rock", "pop", "alternative", "indie", "electronic", "female vocalists", "dance", "00s", "alternative rock",
    "jazz", "beautiful", "metal", "chillout", "male vocalists", "classic rock", "soul", "indie rock", "Mellow",
    "electronica", "80s", "folk", "90s", "chill", "instrumental", "punk", "oldies", "blues", "hard rock", "ambient",
    "acoustic", "experimental", "female vocalist", "guitar", "Hip-Hop", "70s", "party", "country", "easy listening",
    "sexy", "catchy", "funk", "electro", "heavy metal", "Progressive rock", "60s", "rnb", "indie pop", "sad", "House",
    "happy",
)  # fmt: skip
"""Tags of the musicnn net that was trained on the Million Song Dataset; as in the configuration of musicnn 0.1.0."""
MTT_NAMES = (
    "guitar", "classical", "slow", "techno", "strings", "drums", "electronic", "rock", "fast", "piano", "ambient",
    "beat", "violin", "vocal", "synth", "female", "indian", "opera", "male", "singing", "vocals", "no vocals",
    "harpsichord", "loud", "quiet", "flute", "woman", "male vocal", "no vocal", "pop", "soft", "sitar", "solo", "man",
    "classic", "choir", "voice", "new age", "dance", "male voice", "female vocal", "beats", "harp", "cello",
    "no voice", "weird", "country", "metal", "female voice", "choral",
)  # fmt: skip
"""Tags of the musicnn net that was trained on MagnaTagATune; as in the configuration of musicnn 0.1.0."""
MOOD_NAMES = (
    "acousticness",
    "danceability",
    "energy",
    "instrumentalness",
    "liveness",
    "speechiness",
    "valence",
)
"""Scores of VibeNet 0.1.0. Instrumentalness, liveness and speechiness were found not to hold: nothing shows them."""

GENRE, INSTRUMENT, VOICE, MOOD, TEMPO = "genre", "instrument", "voice", "mood", "tempo"


@dataclass(frozen=True, slots=True)
class SoundWord:
    """A word that may be shown, its kind, and the tags of either model that mean it."""

    name: str
    kind: str
    msd: tuple[str, ...] = ()
    mtt: tuple[str, ...] = ()


WORDS = (
    SoundWord("rock", GENRE, ("rock",), ("rock",)),
    SoundWord("alternative rock", GENRE, ("alternative", "alternative rock")),
    SoundWord("indie", GENRE, ("indie", "indie rock", "indie pop")),
    SoundWord("classic rock", GENRE, ("classic rock",)),
    SoundWord("hard rock", GENRE, ("hard rock",)),
    SoundWord("progressive rock", GENRE, ("Progressive rock",)),
    SoundWord("metal", GENRE, ("metal", "heavy metal"), ("metal",)),
    SoundWord("punk", GENRE, ("punk",)),
    SoundWord("pop", GENRE, ("pop",), ("pop",)),
    SoundWord("electronic", GENRE, ("electronic", "electronica", "electro"), ("electronic",)),
    SoundWord("techno", GENRE, (), ("techno",)),
    SoundWord("house", GENRE, ("House",)),
    SoundWord("dance", GENRE, ("dance",), ("dance",)),
    SoundWord("hip-hop", GENRE, ("Hip-Hop",)),
    SoundWord("soul", GENRE, ("soul",)),
    SoundWord("R&B", GENRE, ("rnb",)),
    SoundWord("funk", GENRE, ("funk",)),
    SoundWord("jazz", GENRE, ("jazz",)),
    SoundWord("blues", GENRE, ("blues",)),
    SoundWord("folk", GENRE, ("folk",)),
    SoundWord("country", GENRE, ("country",), ("country",)),
    SoundWord("ambient", GENRE, ("ambient",), ("ambient",)),
    SoundWord("chillout", GENRE, ("chillout", "chill")),
    SoundWord("easy listening", GENRE, ("easy listening",)),
    SoundWord("new age", GENRE, (), ("new age",)),
    SoundWord("classical", GENRE, (), ("classical", "classic")),
    SoundWord("opera", GENRE, (), ("opera",)),
    SoundWord("experimental", GENRE, ("experimental",)),
    SoundWord("acoustic", GENRE, ("acoustic",)),
    SoundWord("guitar", INSTRUMENT, ("guitar",), ("guitar",)),
    SoundWord("piano", INSTRUMENT, (), ("piano",)),
    SoundWord("strings", INSTRUMENT, (), ("strings",)),
    SoundWord("violin", INSTRUMENT, (), ("violin",)),
    SoundWord("cello", INSTRUMENT, (), ("cello",)),
    SoundWord("harp", INSTRUMENT, (), ("harp",)),
    SoundWord("harpsichord", INSTRUMENT, (), ("harpsichord",)),
    SoundWord("flute", INSTRUMENT, (), ("flute",)),
    SoundWord("sitar", INSTRUMENT, (), ("sitar",)),
    SoundWord("synth", INSTRUMENT, (), ("synth",)),
    SoundWord("drums", INSTRUMENT, (), ("drums",)),
    SoundWord("beats", INSTRUMENT, (), ("beat", "beats")),
    SoundWord("solo", INSTRUMENT, (), ("solo",)),
    SoundWord("instrumental", VOICE, ("instrumental",), ("no vocals", "no vocal", "no voice")),
    SoundWord("vocals", VOICE, (), ("vocal", "vocals", "voice", "singing")),
    SoundWord(
        "female voice",
        VOICE,
        ("female vocalists", "female vocalist"),
        ("female", "woman", "female vocal", "female voice"),
    ),
    SoundWord("male voice", VOICE, ("male vocalists",), ("male", "man", "male vocal", "male voice")),
    SoundWord("choir", VOICE, (), ("choir", "choral")),
    SoundWord("happy", MOOD, ("happy",)),
    SoundWord("sad", MOOD, ("sad",)),
    SoundWord("mellow", MOOD, ("Mellow",)),
    SoundWord("party", MOOD, ("party",)),
    SoundWord("loud", MOOD, (), ("loud",)),
    SoundWord("quiet", MOOD, (), ("quiet", "soft")),
    SoundWord("slow", TEMPO, (), ("slow",)),
    SoundWord("fast", TEMPO, (), ("fast",)),
)
"""Every word, with synonyms and singular and plural brought together."""

HIDDEN = frozenset({"00s", "60s", "70s", "80s", "90s", "oldies", "beautiful", "sexy", "catchy", "indian", "weird"})
"""Tags that say more of the people who gave them, or of a time that cannot be heard, than of the sound."""
