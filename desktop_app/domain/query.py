"""How tracks are asked for. Sorting and filtering are queries that give new ids.

What a person types is words, and terms such as `artist:vales`, `year:1990..1999`, `rating:>3`, `added:<30d`,
`never:played`, `is:lossless`, `theme:night`; quotes hold an exact phrase together, a minus turns a word or a term
around. All of it must hold. What cannot be understood is words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from desktop_app.domain.heard import EMOTIONS
from desktop_app.domain.written import THEMES


class TrackSort(Enum):
    """What a list of tracks is ordered by; ties fall back on artist, album, disc, number, title, id."""

    ARTIST = "artist"
    ALBUM = "album"
    TITLE = "title"
    ADDED = "added"
    DURATION = "duration"
    PLAYS = "plays"
    YEAR = "year"
    RATING = "rating"
    NUMBER = "number"
    GENRE = "genre"
    CODEC = "codec"
    BITRATE = "bitrate"
    LAST_PLAYED = "last-played"
    PATH = "path"


@dataclass(frozen=True, slots=True)
class TrackQuery:
    """What is asked for: `text` as a person types it ("" for all), and the order."""

    text: str = ""
    sort: TrackSort = TrackSort.ARTIST
    descending: bool = False


class Field(Enum):
    """Where a word is looked for; ANY is all but the path."""

    ANY = ""
    ARTIST = "artist"
    ALBUM = "album"
    TITLE = "title"
    GENRE = "genre"
    LYRICS = "lyrics"
    PATH = "path"


class Measure(Enum):
    """What a term compares: the year, stars (0 to 5), plays, ms of length, ms since it was added."""

    YEAR = "year"
    RATING = "rating"
    PLAYS = "plays"
    LENGTH = "length"
    ADDED = "added"


class Flag(Enum):
    """What a track is or is not."""

    AWAY = "away"
    SHORT = "short"
    CORRECTED = "corrected"
    DUPLICATE = "duplicate"
    LOSSLESS = "lossless"
    NOT_MUSIC = "not-music"
    HOLIDAY = "holiday"
    NEVER_PLAYED = "never-played"


class About(Enum):
    """What the words of a track say."""

    THEME = "theme"
    EMOTION = "emotion"


@dataclass(frozen=True, slots=True)
class Said:
    """One of these themes or emotions must be in the words of a track."""

    of: About
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Text that must occur in a field: each word at the beginning of one there; as a phrase, all in their order."""

    text: str
    field: Field = Field.ANY
    phrase: bool = False
    open: bool = False
    """A phrase whose closing quote is not typed yet: its last word may go on."""


@dataclass(frozen=True, slots=True)
class Range:
    """A number between two bounds, each of them included unless it is open; None: unbounded."""

    of: Measure
    low: float | None = None
    high: float | None = None
    low_open: bool = False
    high_open: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must hold, or must not."""

    what: Words | Range | Flag | Said
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Terms that must all hold. `notes` are sentences about what was not understood."""

    terms: tuple[Term, ...] = ()
    notes: tuple[str, ...] = ()


LONGEST = 1000
"""Characters of a query that are read."""
MOST_TERMS = 32
"""Terms of a query that are read."""

_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "”": "”"}
_NAME = re.compile(r"([A-Za-z]{1,12}):")
_FIELDS = {field.value: field for field in Field if field is not Field.ANY}
_MEASURES = {measure.value: measure for measure in Measure}
_ABOUT = {about.value: about for about in About}
_NAMED = {About.THEME: THEMES, About.EMOTION: EMOTIONS}
_FLAGS = {flag.value: flag for flag in Flag if flag is not Flag.NEVER_PLAYED}
_DAY_MS = 86_400_000
_AGES = {"d": _DAY_MS, "w": 7 * _DAY_MS, "m": 30 * _DAY_MS, "y": 365 * _DAY_MS, "h": _DAY_MS // 24}
_LENGTHS = {"s": 1000, "m": 60_000, "min": 60_000, "h": 3_600_000}
_AMOUNT = re.compile(r"([0-9]{1,9}(?:[.,][0-9]{1,3})?)([a-z]{0,3})")
_CLOCK = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,3}):([0-9]{2})")
_COMPARED = re.compile(r"(>=|<=|=>|=<|>|<|=|≥|≤)?(.*)", re.DOTALL)
_BEGUN = (">", "<", "=", ">=", "<=", ".", "..", "…")
"""Values that are still being typed."""
_HALF_STAR = 0.25

_HINTS = {
    Measure.YEAR: "a year or a span such as 1990..1999",
    Measure.RATING: "a number of stars from 0 to 5 such as >3",
    Measure.PLAYS: "a number such as >5",
    Measure.LENGTH: "a length such as >10m",
    Measure.ADDED: "an age such as <30d",
}


def parse(text: str) -> Query:
    """Read what was typed. Never fails: what is no term is words."""
    terms: list[Term] = []
    notes: list[str] = []
    text = text[:LONGEST]
    at = 0
    while at < len(text) and len(terms) < MOST_TERMS:
        if text[at].isspace():
            at += 1
            continue
        start = at
        negated = text[at] == "-" and at + 1 < len(text) and not text[at + 1].isspace()
        at += negated
        named = _NAME.match(text, at)
        name = named[1].lower() if named else ""
        known = name in _FIELDS or name in _MEASURES or name in _ABOUT or name in ("is", "never")
        if named and known:
            at = named.end()
        value, quoted, closed, at = _value(text, at)
        if known:
            what = _term(name, value, quoted, closed, text[start:at], notes)
        else:
            what = Words(value, phrase=quoted, open=quoted and not closed) if value.strip() else None
        if what is not None:
            terms.append(Term(what, negated))
    if any(_tells(term) for term in terms):
        terms = [term for term in terms if _tells(term) or not _is_word(term)]
    return Query(tuple(terms), tuple(notes))


def _is_word(term: Term) -> bool:
    return isinstance(term.what, Words) and term.what.field is Field.ANY and not term.what.phrase


def _tells(term: Term) -> bool:
    """Whether it is a word with a letter or a figure: beside one, the dash in "Artist - Title" says nothing."""
    return isinstance(term.what, Words) and _is_word(term) and any(map(str.isalnum, term.what.text))


def explain(text: str) -> str:
    """What of a query was not understood as it seems to be meant, in sentences for the window; "" if all was."""
    return " ".join(parse(text).notes)


def _value(text: str, at: int) -> tuple[str, bool, bool, int]:
    """A quoted phrase or a word: its text, whether it is quoted, whether the quote is closed, and where it ends."""
    closing = _QUOTES.get(text[at : at + 1])
    if closing is not None:
        end = text.find(closing, at + 1)
        if end < 0:
            return text[at + 1 :], True, False, len(text)
        return text[at + 1 : end], True, True, end + 1
    end = at
    while end < len(text) and not text[end].isspace():
        end += 1
    return text[at:end], False, True, end


def _term(
    name: str, value: str, quoted: bool, closed: bool, whole: str, notes: list[str]
) -> Words | Range | Flag | Said | None:
    """A term with a known name; None while its value is still to be typed."""
    if not value.strip():
        return None
    if name in _FIELDS:
        return Words(value, _FIELDS[name], quoted, quoted and not closed)
    found: Range | Flag | Said | None
    if name in _MEASURES:
        measure = _MEASURES[name]
        found = _range(measure, value.strip().lower().replace("…", ".."))
        wanted = _HINTS[measure]
        if found is None and value.strip() in _BEGUN:
            return None
    elif name in _ABOUT:
        about = _ABOUT[name]
        names = tuple(one for one in _NAMED[about] if one.startswith(value.strip().lower()))
        found = Said(about, names) if names else None
        wanted = "one of " + ", ".join(_NAMED[about])
    elif name == "never":
        found = Flag.NEVER_PLAYED if "played".startswith(value.strip().lower()) else None
        wanted = "played"
    else:
        found = _flag(value.strip().lower())
        wanted = "one of " + ", ".join(_FLAGS)
    if found is None:
        notes.append(f"“{_clipped(whole)}” was searched as words: behind “{name}:” comes {wanted}.")
        return Words(whole.lstrip("-"))
    return found


def _clipped(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _flag(value: str) -> Flag | None:
    """The flag of this name, or the only one that begins so."""
    if value in _FLAGS:
        return _FLAGS[value]
    begun = [flag for name, flag in _FLAGS.items() if name.startswith(value)]
    return begun[0] if len(begun) == 1 else None


def _range(measure: Measure, value: str) -> Range | None:
    """The span that a text such as ">5", "1990..1999" or "3" stands for; None if it stands for none."""
    low_text, dots, high_text = value.partition("..")
    whole = measure in (Measure.YEAR, Measure.PLAYS)
    if dots:
        low, high = _amount(measure, low_text), _amount(measure, high_text)
        if (low is None and low_text.strip()) or (high is None and high_text.strip()) or low is high is None:
            return None
        if low is not None and high is not None and low[0] > high[0]:
            low, high = high, low
        most = None if high is None else high[whole]
        return Range(measure, None if low is None else low[0], most, high_open=whole and high is not None)
    match = _COMPARED.fullmatch(value)
    amount = _amount(measure, match[2]) if match else None
    if match is None or amount is None:
        return None
    first, behind = amount
    match match[1]:
        case None if measure is Measure.ADDED:  # "added:30d": within them
            return Range(measure, None, first)
        case None | "=" if measure is Measure.RATING:
            return Range(measure, first - _HALF_STAR, first + _HALF_STAR, high_open=True)
        case None | "=":
            return Range(measure, first, behind, high_open=True)
        case ">":
            return Range(measure, behind) if whole else Range(measure, first, low_open=True)
        case ">=" | "=>" | "≥":
            return Range(measure, first)
        case "<":
            return Range(measure, None, first, high_open=True)
        case _:
            return Range(measure, None, behind, high_open=True) if whole else Range(measure, None, first)


def _amount(measure: Measure, text: str) -> tuple[float, float] | None:
    """The number that a text names, and the first one behind what it names: 1994 and 1995, 3 and 4 minutes."""
    text = text.strip()
    if measure is Measure.YEAR:
        return _years(text)
    if measure is Measure.LENGTH and (clock := _CLOCK.fullmatch(text)):
        ms = ((int(clock[1] or 0) * 60 + int(clock[2])) * 60 + int(clock[3])) * 1000
        return ms, ms + 1000
    match = _AMOUNT.fullmatch(text)
    if match is None:
        return None
    number = float(match[1].replace(",", "."))
    if measure is Measure.LENGTH:
        unit = _LENGTHS.get(match[2] or "m")
        return None if unit is None else (number * unit, (number + 1) * unit)
    if measure is Measure.ADDED:
        unit = _AGES.get(match[2] or "d")
        return None if unit is None else (number * unit, (number + 1) * unit)
    if match[2] or (measure is Measure.RATING and number > 5):
        return None
    return number, number + 1


def _years(text: str) -> tuple[float, float] | None:
    """A year, a decade ("1990s", "90s"), or the beginning of a year that is still being typed."""
    decade = text.removesuffix("s")
    if not (decade.isascii() and decade.isdigit() and len(decade) <= 4):
        return None
    if decade != text:
        first = int(decade) + (1900 if len(decade) == 2 else 0)
        return (first, first + 10) if len(decade) in (2, 4) else None
    missing = 10 ** (4 - len(decade))
    return int(decade) * missing, (int(decade) + 1) * missing
