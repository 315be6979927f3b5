"""What was heard in a track, in plain words: the one place where its sentences are made, for the window and commands.

Every function takes `tr`, which translates a text and then fills in its named places. Doubt is said: "about",
"probably" and "perhaps" stand for how sure a measurement is, and what is less sure than that is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from desktop_app.domain.heard import MOODS, Heard, SoundTag


class Translate(Protocol):
    """Gives a text in the person's language with its named places filled in."""

    def __call__(self, text: str, /, **values: object) -> str: ...


def plain(text: str, /, **values: object) -> str:
    """As it stands, in English."""
    return text.format(**values) if values else text


_MAJOR = ("C", "D flat", "D", "E flat", "E", "F", "F sharp", "G", "A flat", "A", "B flat", "B")
_MINOR = ("C", "C sharp", "D", "E flat", "E", "F", "F sharp", "G", "G sharp", "A", "B flat", "B")
"""Key notes as those keys are mostly written, from C on."""
_SHARPS = ("C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B")
_FLATS = ("C", "D♭", "D", "E♭", "E", "F", "G♭", "G", "A♭", "A", "B♭", "B")
_WITH_FLATS = frozenset({0, 1, 3, 5, 8, 10})
"""Major keys that are written with flats; a minor key is written as the major one three semitones above it."""
NOT_YET = "It was not heard yet."
SILENT = "It is silent: there is nothing to be heard in it."
FIRST = "No other track was heard yet."
ALONE = "No other track sounds much like it."
SURE, LIKELY, FAINT = 0.6, 0.3, 0.1
"""From these confidences on: said plainly, with "probably", with "perhaps"; below, nothing is said. Judgements."""
LOUD_LUFS, QUIET_LUFS = -10.5, -20.0
"""Released music lies between these but for its loudest and its quietest fifth or so: a rough guide of ours."""
WIDE_LU, NARROW_LU = 12.0, 4.0
TRUSTED = 0.35
"""An attribute that is less sure than this gives no adjective."""
ADJECTIVES, GENRES, INSTRUMENTS = 3, 2, 3
SLOWEST_FELT, FASTEST_FELT = 50.0, 200.0
"""The other octave of a tempo is named within these: hardly anybody taps along outside them."""
_DESCRIBING = frozenset(
    {"classical", "electronic", "ambient", "acoustic", "experimental", "easy listening", "new age", "indie", "dance",
     "chillout", "country", "folk"}
)  # fmt: skip
"""Genres that are no nouns, or read better before one."""
_PLAYED = frozenset({"acoustic", "classical", "folk"})
"""Genres that say by themselves that instruments are played."""
_SUNG = {"female voice": "a woman singing", "male voice": "a man singing", "choir": "a choir", "vocals": "singing"}
ATTRIBUTE_NAMES = {
    "energy": "Energy",
    "valence": "Sad to happy",
    "danceability": "Danceable",
    "acousticness": "Acoustic",
    "brightness": "Brightness",
    "voice": "Singing",
}
KIND_NAMES = {"genre": "Genre", "instrument": "Instruments", "voice": "Voice", "mood": "Mood", "tempo": "Pace"}
LANGUAGES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish"}


def sentences(heard: Heard, tr: Translate = plain) -> tuple[str, ...]:
    """The track in one to four sentences; none where it was not heard and has no words."""
    said = []
    if heard.pictures is not None:
        said.append(_sound(heard, tr))
        if heard.moods:
            said.append(_moods(heard.moods, tr))
    if heard.words is not None and (words := _words(heard, tr)):
        said.append(words)
    if heard.excerpts:
        said.append(tr("Heard in excerpts so far; the whole comes later."))
    return tuple(said)


def _sound(heard: Heard, tr: Translate) -> str:
    parts = [_what(heard, tr)]
    if heard.tempo is not None:
        parts.append(tempo_text(heard, tr))
    else:
        parts.append(tr("without a steady beat"))
    if key := key_text(heard, tr):
        parts.append(key)
    text = tr(", ").join(parts)
    return tr("{sentence}.", sentence=text[:1].upper() + text[1:])


def _moods(names: Sequence[str], tr: Translate) -> str:
    """ "Within your library it counts as calm, and is good for sleep." """
    adjectives = [tr(name) for name in MOODS[:6] if name in names]
    purposes = [tr(name) for name in MOODS[6:] if name in names]
    if not purposes:
        return tr("Within your library it counts as {moods}.", moods=_listed(adjectives, tr))
    if not adjectives:
        return tr("Within your library it is good for {purposes}.", purposes=_listed(purposes, tr))
    return tr(
        "Within your library it counts as {moods}, and is good for {purposes}.",
        moods=_listed(adjectives, tr),
        purposes=_listed(purposes, tr),
    )


def _what(heard: Heard, tr: Translate) -> str:
    """ "loud, driving metal with guitar and drums"."""
    adjectives = [tr(word) for word in _adjectives(heard)]
    names = [tag.name for tag in heard.tags if tag.kind == "genre"][:GENRES]
    noun = tr(" and ").join(tr(name) for name in names) if names else tr("music")
    if names and names[-1] in _DESCRIBING:
        noun = tr("{genre} music", genre=noun)
    text = tr("{adjectives} {noun}", adjectives=tr(", ").join(adjectives), noun=noun) if adjectives else noun
    with_what = [tr(tag.name) for tag in heard.tags if tag.kind == "instrument" and tag.name != "solo"][:INSTRUMENTS]
    with_what += [tr(word) for word in _voices(heard.tags)]
    if with_what:
        text = tr("{what} with {instruments}", what=text, instruments=_listed(with_what, tr))
    return text


def _voices(tags: Sequence[SoundTag]) -> list[str]:
    found = [_SUNG[tag.name] for tag in tags if tag.name in _SUNG]
    return found[:1]


def _adjectives(heard: Heard) -> list[str]:
    """At most ADJECTIVES, none against another: what is calm is not called loud, however it was mastered."""
    known = {one.name: one.value for one in heard.attributes if one.confidence >= TRUSTED}
    energy, valence = known.get("energy", 0.5), known.get("valence", 0.5)
    genres = {tag.name for tag in heard.tags if tag.kind == "genre"}
    lufs = heard.loudness.lufs if heard.loudness is not None else -15.0
    found = []
    if lufs >= LOUD_LUFS and energy >= 0.5:
        found.append("loud")
    elif lufs <= QUIET_LUFS and energy <= 0.5:
        found.append("quiet")
    if energy >= 0.8 or energy <= 0.25:
        found.append("driving" if energy >= 0.8 else "calm")
    if valence <= 0.2:
        found.append("dark" if energy >= 0.5 else "sombre")
    elif valence >= 0.65:
        found.append("cheerful")
    if any(tag.name == "instrumental" for tag in heard.tags):
        found.append("instrumental")
    if known.get("acousticness", 0.0) >= 0.8 and not genres & _PLAYED:
        found.append("acoustic")
    return [word for word in found if word not in genres][:ADJECTIVES]


def tempo_text(heard: Heard, tr: Translate = plain) -> str:
    """ "about 165 beats a minute (82 if felt in half time)"; "" without a beat."""
    tempo = heard.tempo
    if tempo is None:
        return ""
    how = tr("perhaps") if tempo.confidence < LIKELY or tempo.clarity < FAINT else tr("about")
    text = tr("{about} {bpm} beats a minute", about=how, bpm=round(tempo.bpm))
    if not SLOWEST_FELT <= tempo.other_bpm <= FASTEST_FELT:
        return text
    if tempo.other_bpm < tempo.bpm:
        return tr("{tempo} ({other} if felt in half time)", tempo=text, other=round(tempo.other_bpm))
    return tr("{tempo} ({other} if felt in double time)", tempo=text, other=round(tempo.other_bpm))


def key_name(tonic: int, minor: bool, tr: Translate = plain) -> str:
    """ "E minor"."""
    note = tr((_MINOR if minor else _MAJOR)[tonic % 12])
    return tr("{note} minor", note=note) if minor else tr("{note} major", note=note)


def signs(tonic: int, minor: bool) -> tuple[str, ...]:
    """The twelve notes from the key note on, in short, spelled as in that key."""
    spelled = _FLATS if (tonic + (3 if minor else 0)) % 12 in _WITH_FLATS else _SHARPS
    return tuple(spelled[(tonic + step) % 12] for step in range(12))


def key_text(heard: Heard, tr: Translate = plain) -> str:
    """ "probably E minor"; "" where no key is to be heard."""
    key = heard.key
    if key is None or key.confidence < FAINT:
        return ""
    name = key_name(key.tonic, key.minor, tr)
    if key.confidence >= SURE:
        return tr("in {key}", key=name)
    return tr("probably {key}", key=name) if key.confidence >= LIKELY else tr("perhaps {key}", key=name)


def loudness_text(heard: Heard, tr: Translate = plain) -> str:
    """The level and how much it changes, in one sentence; "" where it was not heard."""
    loudness = heard.loudness
    if loudness is None:
        return ""
    if loudness.lufs >= LOUD_LUFS:
        how = tr("Mastered loud")
    elif loudness.lufs <= QUIET_LUFS:
        how = tr("Mastered quiet")
    else:
        how = tr("Of usual loudness")
    if loudness.range_lu >= WIDE_LU:
        range_ = tr("its quiet and its loud parts lie far apart")
    elif loudness.range_lu <= NARROW_LU:
        range_ = tr("hardly any quieter or louder part")
    else:
        range_ = tr("it moves between quieter and louder")
    return tr("{loud}, and {range}.", loud=how, range=range_)


def _words(heard: Heard, tr: Translate) -> str:
    words = heard.words
    assert words is not None
    themes = [tr(name) for name, _ in words.themes[:2]]
    emotions = [tr(name) for name, _ in words.emotions[:2]]
    if themes and emotions:
        text = tr(
            "Its words are about {themes}, and speak of {emotions}",
            themes=_listed(themes, tr),
            emotions=_listed(emotions, tr),
        )
    elif themes:
        text = tr("Its words are about {themes}", themes=_listed(themes, tr))
    elif emotions:
        text = tr("Its words speak of {emotions}", emotions=_listed(emotions, tr))
    elif words.language in LANGUAGES:
        return tr("Its lyrics are in {language}.", language=tr(LANGUAGES[words.language]))
    else:
        return ""
    if words.language in LANGUAGES:
        return tr("{text}, in {language}.", text=text, language=tr(LANGUAGES[words.language]))
    return tr("{sentence}.", sentence=text)


def _listed(names: Sequence[str], tr: Translate) -> str:
    """ "one, two and three"."""
    if len(names) < 2:
        return "".join(names)
    return tr("{first} and {last}", first=tr(", ").join(names[:-1]), last=names[-1])


def sure_text(confidence: float, tr: Translate = plain) -> str:
    """How far an attribute may be trusted, in a word."""
    if confidence >= SURE:
        return tr("quite sure")
    return tr("a fair guess") if confidence >= LIKELY else tr("a rough guess")


def attribute_text(name: str, value: float, tr: Translate = plain) -> str:
    """A value in a word or two, such as "rather sad"."""
    return tr(_SCALES[name][min(4, int(value * 5))])


_SCALES = {
    "energy": ("calm", "rather calm", "moderate", "rather energetic", "energetic"),
    "valence": ("sad", "rather sad", "in between", "rather happy", "happy"),
    "danceability": ("hardly danceable", "not very danceable", "so-so", "rather danceable", "very danceable"),
    "acousticness": ("electric or electronic", "rather electric", "in between", "rather acoustic", "acoustic"),
    "brightness": ("dark in tone", "rather dark", "medium", "rather bright", "bright"),
    "voice": ("instrumental", "mostly instrumental", "in between", "rather sung", "sung"),
}
"""By fifths of the scale."""
