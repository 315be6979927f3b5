"""The person's settings: one frozen record with defaults and bounds, read from and written to text values.

A stored value that is out of bounds or unreadable (an older or a newer program, a hand edit) falls back to its default;
a value that a person gives now is refused with a sentence instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from desktop_app.domain.errors import WrongUse

THEMES = ("system", "light", "dark")
JOINING = ("off", "ask", "auto")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the person can set."""

    recommendations: bool = True
    """Off: nothing is scored and no impression is logged; the player plays on."""
    theme: str = "system"
    dial: float = 0.3
    """How much of a mix is unfamiliar, 0 (familiar) to 1 (explore)."""
    volume: float = 0.8
    """Position of the volume slider, 0 to 1."""
    min_track_seconds: int = 45
    """Shorter tracks stay out of mixes while there are enough others."""
    holiday_months: tuple[int, ...] = (12,)
    """Months, 1 to 12, in which holiday music may enter mixes; empty: never unless it is asked for."""
    join_same_recordings: str = "ask"
    """What happens with two files of one recording: off, ask, or auto (joined where the sound leaves no doubt)."""
    watch_folders: bool = True
    """Whether changes in the music folders are noticed while the program runs."""
    analyse_on_battery: bool = False
    """Whether sound is analysed while a battery feeds the machine."""
    library_view: str = ""
    """How the library was left: its open section, then sections with their orders: "albums albums:year:down"."""
    off_terms: tuple[str, ...] = ()
    """Names of the score terms that the person does not want used."""


def _boolean(text: str) -> bool:
    value = {"on": True, "true": True, "yes": True, "1": True, "off": False, "false": False, "no": False, "0": False}
    if text.strip().lower() not in value:
        raise ValueError(text)
    return value[text.strip().lower()]


def _theme(text: str) -> str:
    if text not in THEMES:
        raise ValueError(text)
    return text


def _share(text: str) -> float:
    value = float(text)
    if not 0.0 <= value <= 1.0:  # also refuses NaN
        raise ValueError(text)
    return value


def _seconds(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 600:
        raise ValueError(text)
    return value


def _months(text: str) -> tuple[int, ...]:
    months = sorted({int(month) for month in text.split(",") if month.strip()})
    if any(not 1 <= month <= 12 for month in months):
        raise ValueError(text)
    return tuple(months)


def _joining(text: str) -> str:
    if text not in JOINING:
        raise ValueError(text)
    return text


def _view(text: str) -> str:
    words = [word.replace(":", "").replace("-", "") for word in text.split()]
    if len(text) > 200 or not all(word.isascii() and word.isalpha() for word in words):
        raise ValueError(text)
    return text


def _names(text: str) -> tuple[str, ...]:
    names = [name.strip() for name in text.split(",")]
    if any(name and not name.replace("-", "").isalnum() for name in names):
        raise ValueError(text)
    return tuple(dict.fromkeys(name for name in names if name))


# What reads the text of a setting (a ValueError means that the value is not allowed), and in words what is allowed.
_PARSERS: Mapping[str, tuple[Callable[[str], object], str]] = {
    "recommendations": (_boolean, "on or off"),
    "theme": (_theme, ", ".join(THEMES)),
    "dial": (_share, "a number from 0 to 1"),
    "volume": (_share, "a number from 0 to 1"),
    "min_track_seconds": (_seconds, "whole seconds from 0 to 600"),
    "holiday_months": (_months, "numbers of months from 1 to 12, separated by commas; empty for never"),
    "join_same_recordings": (_joining, ", ".join(JOINING)),
    "watch_folders": (_boolean, "on or off"),
    "analyse_on_battery": (_boolean, "on or off"),
    "library_view": (_view, "words of letters and colons, such as albums albums:year:down"),
    "off_terms": (_names, "names of reasons, separated by commas"),
}

KEYS = tuple(field.name for field in fields(Settings))


def to_text(value: object) -> str:
    """A setting's value as it is stored and shown on the command line."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return str(value)


def parse(key: str, text: str) -> object:
    """A value that a person gave.

    Raises:
        WrongUse: there is no such setting, or the value is outside its bounds; the message names what is allowed.
    """
    if key not in _PARSERS:
        raise WrongUse(f'There is no setting "{key}".', remedy=f"There are: {', '.join(KEYS)}.")
    parser, allowed = _PARSERS[key]
    try:
        return parser(text)
    except ValueError as problem:
        raise WrongUse(f'"{text}" is no value for {key}.', remedy=f"Allowed: {allowed}.") from problem


def from_stored(values: Mapping[str, str]) -> Settings:
    """Settings from their stored texts; what is missing or unusable takes its default."""
    usable: dict[str, object] = {}
    for key, text in values.items():
        if key in _PARSERS:
            try:
                usable[key] = _PARSERS[key][0](text)
            except ValueError:
                continue
    return Settings(**usable)  # type: ignore[arg-type]  # each parser gives its field's type
