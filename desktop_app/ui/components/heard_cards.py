"""What was heard in a track, as cards: each a picture with its meaning in words."""

from __future__ import annotations

import math

from desktop_app.domain.heard import Heard, MoodPlane
from desktop_app.domain.text import clock_text
from desktop_app.services import heard_words
from desktop_app.ui.tokens import SPACE, TYPE
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.widgets.mood_plane import MoodPlane as PlaneChart
from desktop_app.ui.widgets.sound_charts import BandChart, PitchWheel, PulseChart, ShapeChart
from desktop_app.ui.widgets.surface import Card
from desktop_app.ui.widgets.tag_flow import TagFlow
from desktop_app.ui.widgets.trust_bar import TrustBar
from desktop_app.ui.words import tr

LOWEST_BPM, OCTAVES = 42.0, 19 * 3 / 20
"""Where the tempi of a pulse curve begin, and how far they reach."""
CLEAR_PULSE, FAINT_PULSE = 0.3, 0.1
_AXIS_BPM = (60, 90, 120, 180, 240)


def feel_card(heard: Heard) -> Card:
    """The attributes, each as sharp as it is sure."""
    card = Card(tr("What it feels like"))
    card.body.setSpacing(SPACE.l)
    for one in heard.attributes:
        card.body.addWidget(
            TrustBar(
                tr(heard_words.ATTRIBUTE_NAMES[one.name]),
                one.value,
                one.confidence,
                heard_words.attribute_text(one.name, one.value, tr),
                heard_words.sure_text(one.confidence, tr),
            )
        )
    if heard.attributes:
        told = tr("Estimates of a program. Where a bar fades, it is unsure.")
        card.body.addWidget(_note(told))
    else:
        card.body.addWidget(_note(tr("Not known for this track.")))
    card.body.addStretch(1)
    return card


def tags_card(heard: Heard) -> Card:
    """The words for the sound, by kind."""
    card = Card(tr("What is to be heard"))
    card.body.setSpacing(SPACE.s)
    for kind, label in heard_words.KIND_NAMES.items():
        tags = [(tr(tag.name), tag.strength) for tag in heard.tags if tag.kind == kind]
        if tags:
            card.body.addWidget(PlainLabel(tr(label), kind=TYPE.meta_strong, tone="sub"))
            card.body.addWidget(TagFlow(tags))
            card.body.addSpacing(SPACE.xs)
    if not heard.tags:
        words = tr("Not known for this track.") if heard.missing else tr("No word stands out beside your other tracks.")
        card.body.addWidget(_note(words))
    card.body.addStretch(1)
    return card


def plane_card(heard: Heard, plane: MoodPlane | None) -> Card:
    """Where the track lies among the others."""
    card = Card(tr("Where it lies in your library"))
    chart = PlaneChart(axes=(tr("Sadder"), tr("Happier"), tr("Calmer"), tr("More energy")))
    if plane is not None:
        chart.set_library(plane.density, [(tr(name), x, y) for name, x, y in plane.names])
    chart.set_place(heard.place, [tr(name) for name in heard.moods])
    card.body.addWidget(chart, 1)
    if heard.place is not None:
        valence, energy = (round(100 * share) for share in heard.place)
        words = tr(
            "Happier than {valence} % and more energetic than {energy} % of what was heard of your library.",
            valence=valence,
            energy=energy,
        )
    else:
        words = tr("Its place is not known.")
    chart.setAccessibleName(words)
    if heard.moods:
        chart.setAccessibleDescription(tr("Moods: {names}", names=", ".join(tr(name) for name in heard.moods)))
    card.body.addWidget(_note(words))
    told = [tr("Dots: your tracks, larger where there are more of them. Words: the middle of each mood.")]
    if heard.place is not None:
        told.append(tr("The large dot: this track."))
    if heard.moods:
        told.append(tr("In a frame: a mood that it has."))
    card.body.addWidget(PlainLabel(" ".join(told), kind=TYPE.meta, tone="mute", wrap=True))
    return card


def shape_card(heard: Heard) -> Card | None:
    """Loudness over the length."""
    if heard.pictures is None:
        return None
    card = Card(tr("Loudness"))
    words = heard_words.loudness_text(heard, tr)
    if heard.loudness is not None:
        loud = heard.loudness
        figures = tr(
            "{lufs} LUFS · range {range} LU · peaks {crest} dB above it",
            lufs=f"{loud.lufs:.1f}".replace("-", "−"),
            range=f"{loud.range_lu:.1f}",
            crest=f"{loud.crest_db:.0f}",
        )
        card.aside.addWidget(PlainLabel(figures, kind=TYPE.figure, tone="sub"))
    if heard.pictures.shape is not None:
        length = heard.track.duration_ms
        marks = [(0.0, "0:00"), (0.5, clock_text(length // 2)), (1.0, clock_text(length))] if length else []
        chart = ShapeChart(heard.pictures.shape, marks)
        chart.setAccessibleName(tr("Loudness over the length. {words}", words=words))
        card.body.addWidget(chart)
    else:
        card.body.addWidget(_note(tr("How it runs over the whole length is drawn once the whole was heard.")))
    card.body.addWidget(_note(words))
    return card


def pulse_card(heard: Heard) -> Card | None:
    """The strength of pulses, with the tempo marked."""
    if heard.pictures is None:
        return None
    card = Card(tr("Beat"))
    tempo = heard.tempo
    marks = []
    if tempo is not None:
        marks = [(_place(tempo.bpm), f"{tempo.bpm:.0f}")]
        if tempo.other_bpm > 0:
            marks.append((_place(tempo.other_bpm), f"{tempo.other_bpm:.0f}"))
        words = heard_words.tempo_text(heard, tr)
        words = tr("{sentence}.", sentence=words[:1].upper() + words[1:])
        if tempo.clarity >= CLEAR_PULSE:
            words += " " + tr("The pulse is clear.")
        elif tempo.clarity < FAINT_PULSE:
            words += " " + tr("The pulse is faint.")
    else:
        words = tr("No steady beat is to be heard.")
    axis = [(_place(bpm), str(bpm)) for bpm in _AXIS_BPM]
    chart = PulseChart(heard.pictures.pulse, axis, marks)
    chart.setAccessibleName(tr("Strength of the pulse by tempo. {words}", words=words))
    card.body.addWidget(chart)
    card.body.addWidget(_note(words))
    card.body.addStretch(1)
    return card


def pitch_card(heard: Heard) -> Card | None:
    """The pitch classes around the key note."""
    if heard.pictures is None:
        return None
    card = Card(tr("Notes"))
    if heard.key is None:
        card.body.addWidget(_note(tr("No key is to be heard: no note is more at home than another.")))
        card.body.addStretch(1)
        return card
    key, pitches = heard.key, heard.pictures.pitches
    names = heard_words.signs(key.tonic, key.minor)
    chart = PitchWheel(pitches, names, names[0] + ("m" if key.minor else ""))
    words = heard_words.key_text(heard, tr) or tr("perhaps {key}", key=heard_words.key_name(key.tonic, key.minor, tr))
    words = tr("{sentence}.", sentence=words[:1].upper() + words[1:])
    loudest = sorted(range(12), key=lambda step: -float(pitches[step]))[:3]
    most = tr("Heard most: {notes}.", notes=", ".join(names[step] for step in loudest))
    chart.setAccessibleName(f"{words} {most}")
    card.body.addWidget(chart)
    card.body.addWidget(_note(f"{words} {most}"))
    card.body.addStretch(1)
    return card


def bands_card(heard: Heard) -> Card | None:
    """The spectrum."""
    if heard.pictures is None:
        return None
    card = Card(tr("Low to high"))
    chart = BandChart(heard.pictures.bands, [(0.0, tr("bass")), (0.5, tr("middle")), (1.0, tr("treble"))])
    words = tr("The line is the level half of the time; the band reaches from its quiet to its loud moments.")
    chart.setAccessibleName(tr("Levels from low to high notes. {words}", words=words))
    card.body.addWidget(chart)
    card.body.addWidget(_note(words))
    card.body.addStretch(1)
    return card


def words_card(heard: Heard) -> Card | None:
    """What lyrics, genre and comment say, each with the words that say so."""
    words = heard.words
    if words is None or not (words.emotions or words.themes):
        return None
    card = Card(tr("What its words say"))
    because = dict(words.because)
    for title, shares in ((tr("Themes"), words.themes), (tr("Feelings"), words.emotions)):
        if not shares:
            continue
        card.body.addWidget(PlainLabel(title, kind=TYPE.meta_strong, tone="sub"))
        card.body.addWidget(TagFlow([(tr(name), share) for name, share in shares[:6]]))
        said = [word for name, _ in shares[:3] for word in because.get(name, ())][:8]
        if said:
            card.body.addWidget(_note(tr("Because of: {words}", words=", ".join(dict.fromkeys(said)))))
    card.body.addStretch(1)
    return card


def _note(words: str) -> PlainLabel:
    return PlainLabel(words, kind=TYPE.small, tone="sub", wrap=True)


def _place(bpm: float) -> float:
    return math.log2(max(bpm, 1.0) / LOWEST_BPM) / OCTAVES
