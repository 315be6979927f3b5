"""Moods in words: why a track is in a list for one, and what such a list could not be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from desktop_app.domain.heard import MOODS
from desktop_app.domain.records import ScoreTerm

if TYPE_CHECKING:
    from desktop_app.recommend import MoodFound

MUSIC: Mapping[str, str] = {
    **{name: f"{name} music" for name in MOODS},
    "focus": "music for focus",
    "workout": "music for a workout",
    "party": "music for a party",
    "sleep": "music for sleep",
}
"""What music of a mood is called."""
SHORT: Mapping[str, str] = {
    **{name: name.capitalize() for name in MOODS},
    "focus": "For focus",
    "workout": "For a workout",
    "party": "For a party",
    "sleep": "For sleep",
}
ON_AN_AXIS: Mapping[str, tuple[str, str]] = {
    "valence": ("sounds happier than {} %", "sounds sadder than {} %"),
    "energy": ("has more energy than {} %", "has less energy than {} %"),
    "danceability": ("can be danced to better than {} %", "can be danced to less than {} %"),
    "acousticness": ("sounds more acoustic than {} %", "sounds less acoustic than {} %"),
    "brightness": ("sounds brighter than {} %", "sounds duller than {} %"),
    "voice": ("has more singing than {} %", "has less singing than {} %"),
    "loudness": ("is louder than {} %", "is quieter than {} %"),
    "speed": ("sounds faster than {} %", "sounds slower than {} %"),
    "sadness": ("has more of what is called sad than {} %", "has less of what is called sad than {} %"),
    "between": ("has a middling energy", "has no middling energy"),
}
"""What a place on an axis of a mood means, from above and from below."""


def name_of(term: ScoreTerm) -> str:
    """The mood that a term speaks of; "" where it does not say."""
    place = int(term.facts.get("mood", -1))
    return MOODS[place] if 0 <= place < len(MOODS) else ""


def sentence(term: ScoreTerm) -> str:
    """Why a track is in the list for a mood, or is not: its places on the axes that moved its score most."""
    from desktop_app.recommend.moods import MOOD_RULES

    name = name_of(term)
    if not name:
        return "It fits the mood." if term.value > 0 else "It does not fit the mood."
    weights, facts = MOOD_RULES[name].weights, term.facts
    clear, near = facts.get("clear"), facts.get("near")
    sign = 1.0 if clear or near else -1.0
    # The parts of the score, as they were added up: the weight of an axis times how far from the middle it lies.
    parts = {axis: weights[axis] * (facts[axis] - 0.5) for axis in weights if axis in facts}
    leading = sorted((axis for axis in parts if sign * parts[axis] > 0), key=lambda axis: -abs(parts[axis]))[:2]
    said = " and ".join(sorted((_on_an_axis(axis, facts[axis]) for axis in leading), key=lambda one: "%" in one))
    what = MUSIC[name]
    if clear:
        first = what[0].upper() + what[1:]
    else:
        first = f"Not clearly {what}, but near" if near else f"Far from {what}"
    of = f" of the {int(facts.get('placed', 0)):,} tracks heard" if "%" in said else ""
    guess = ", judged by loudness, onsets and key alone" if facts.get("measured") else ""
    return f"{first}{f': it {said}{of}' if said else ''}{guess}."


def _on_an_axis(axis: str, place: float) -> str:
    above, below = ON_AN_AXIS[axis]
    return above.format(round(100 * place)) if place > 0.5 else below.format(round(100 * (1.0 - place)))


def notes(found: MoodFound, relaxed: Sequence[str], *, short: bool) -> tuple[str, ...]:
    """What is to be said of a list for a mood.

    Args:
        relaxed: the constraints that were loosened, "mood" among them where not only clear cases were let in.
        short: whether the list has fewer tracks than were asked for.
    """
    said = []
    heard = f"of the {found.placed:,} tracks heard" if found.placed != 1 else "of the one track heard"
    if "mood" in relaxed and not found.clear:
        said.append(f"None {heard} is clearly {MUSIC[found.name]}: this list has what comes nearest to it.")
    elif "mood" in relaxed:
        verb = "is" if found.clear == 1 else "are"
        said.append(f"{found.clear:,} {heard} {verb} clearly {MUSIC[found.name]}; the others come nearest to it.")
    if found.measured:
        which = "All" if found.measured == found.placed else f"{found.measured:,}"
        said.append(f"{which} {heard} were placed by loudness, onsets and key alone, without a model: a rough guess.")
    if short:
        count = (
            "one track of your library comes" if found.region == 1 else f"{found.region:,} tracks of your library come"
        )
        said.append(
            f"That is all: {count} near, and of those some rest because they were just heard, are kept out, or would "
            "follow others of their artist."
        )
    if missing := found.tracks - found.placed:
        said.append(f"{missing:,} of {found.tracks:,} tracks were not heard yet and cannot be in this list.")
    return tuple(said)
