"""The command that tells what was heard in a track."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_app.cli_parts import Outcome, named, track_of
from desktop_app.domain.heard import Heard
from desktop_app.domain.text import printable
from desktop_app.services import Services, heard_words

_BAR = 20


def heard(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    """What was heard in a track, in words and numbers."""
    track = services.library.find(options.track, Path.cwd())
    found = services.heard.of(track.id, options.neighbours)
    return Outcome(_payload(found), _lines(found))


def _lines(found: Heard) -> list[str]:
    lines = [named(found.track), *heard_words.sentences(found)]
    for one in found.attributes:
        bar = "#" * round(one.value * _BAR)
        name = heard_words.ATTRIBUTE_NAMES[one.name]
        what = heard_words.attribute_text(one.name, one.value)
        lines.append(f"  {name:14} {bar:.<{_BAR}} {what}, {heard_words.sure_text(one.confidence)}")
    for kind, label in heard_words.KIND_NAMES.items():
        if names := [tag.name for tag in found.tags if tag.kind == kind]:
            lines.append(f"  {label + ':':14} {', '.join(names)}")
    if found.loudness is not None:
        loud = found.loudness
        figures = f"{loud.lufs:.1f} LUFS, range {loud.range_lu:.1f} LU, crest {loud.crest_db:.1f} dB"
        lines.append(f"  {'Loudness:':14} {figures}")
    if found.neighbours:
        lines.append("Sounds most like:")
    elif found.compared:
        lines.append(heard_words.ALONE)
    for near in found.neighbours:
        shared = f"  ({', '.join(near.shared)})" if near.shared else ""
        lines.append(f"  {round(100 * near.likeness):3} %  {named(near.track)}{shared}")
    return lines + [printable(sentence) for sentence in found.missing]


def _payload(found: Heard) -> dict[str, object]:
    tempo, key, loudness, words = found.tempo, found.key, found.loudness, found.words
    return {
        **track_of(found.track),
        "heard": found.pictures is not None or heard_words.SILENT in found.missing,
        "excerpts": found.excerpts,
        "sentences": list(heard_words.sentences(found)),
        "attributes": {
            one.name: {"value": round(one.value, 4), "confidence": round(one.confidence, 4)} for one in found.attributes
        },
        "tags": [{"name": tag.name, "kind": tag.kind, "strength": round(tag.strength, 4)} for tag in found.tags],
        "moods": list(found.moods),
        "place": None if found.place is None else {"valence": found.place[0], "energy": found.place[1]},
        "tempo": None
        if tempo is None
        else {
            "bpm": round(tempo.bpm, 2),
            "other_bpm": round(tempo.other_bpm, 2),
            "confidence": round(tempo.confidence, 4),
            "clarity": round(tempo.clarity, 4),
        },
        "key": None
        if key is None
        else {
            "name": heard_words.key_name(key.tonic, key.minor),
            "tonic": key.tonic,
            "minor": key.minor,
            "confidence": round(key.confidence, 4),
        },
        "loudness": None
        if loudness is None
        else {
            "lufs": round(loudness.lufs, 2),
            "range_lu": round(loudness.range_lu, 2),
            "crest_db": round(loudness.crest_db, 2),
        },
        "words": None
        if words is None
        else {
            "language": words.language,
            "emotions": {name: round(share, 4) for name, share in words.emotions},
            "themes": {name: round(share, 4) for name, share in words.themes},
            "because": {name: list(which) for name, which in words.because},
        },
        "neighbours": [
            {**track_of(near.track), "likeness": round(near.likeness, 4), "shared": list(near.shared)}
            for near in found.neighbours
        ],
        "missing": list(found.missing),
    }
