"""Turn what tags say into values: years, numbers, names. Pure functions over text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

from desktop_app.domain.text import clean

FIRST_YEAR = 1000
EARLIEST_NEWEST_YEAR = 2027
"""A file cannot know a year later than the one after its last change; a clock that was wrong then is allowed for."""
SHOWN_LIMIT = 1024
"""Characters of a title or a name that are kept for showing."""
MAX_NAMES = 64

# What is kept of the values as they stand in a file:
MAX_RAW_VALUE = 4096
"""Bytes of one value in UTF-8; also characters, at most."""
MAX_RAW_VALUES = 64
"""Values of one field."""
MAX_RAW_FIELDS = 128
MAX_RAW_TOTAL = 64 << 10
"""Characters of all values of a file."""

_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)|(?<!\d)(\d{4})(?:\d{4}|\d{8}|\d{10})(?!\d)")
_NUMBER = re.compile(r"\s*#?\s*(\d{1,6})(?:\s*(?:/|\bof\b|\bvon\b|\\)\s*(\d{1,6}))?", re.IGNORECASE)
_DISC_AND_NUMBER = re.compile(r"\s*(\d{1,2})[-.](\d{1,3})(?:\s*/\s*(\d{1,6}))?\s*")
_SIDE = re.compile(r"\s*(?:side\s+)?([A-L])(?:\1)?[\s.-]?(\d{1,2})?(?:\s*/\s*[A-Z]?(\d{1,3}))?\s*", re.IGNORECASE)
_DOUBLED_SIDE = re.compile(r"\s*([A-Z])\1", re.IGNORECASE)
_DISC = re.compile(r"\s*(?:cd|disc|disk|dvd|lp|vol(?:ume)?\.?)\s*[-_#.]?\s*(\d{1,2})\s*", re.IGNORECASE)
_ROMAN_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_ROMAN = re.compile(r"(X{0,3})(I{1,3}|IV|VI{0,3}|IX|)")
_PARTED = re.compile(r"[;\0]")
_TRUE = frozenset({"1", "true", "yes", "y"})


def utf8(data: bytes) -> str:
    """UTF-8; bytes that are none are taken as Latin-1, which keeps them all."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("utf-8", _ERRORS)


def _as_latin1(problem: UnicodeError) -> tuple[str, int]:
    if not isinstance(problem, UnicodeDecodeError):
        raise problem
    return problem.object[problem.start : problem.end].decode("latin-1"), problem.end


_ERRORS = "undersong-latin1"
codecs.register_error(_ERRORS, _as_latin1)


def year(texts: Iterable[str], newest: int) -> int | None:
    """The first year that is a year: between 1000 and `newest`. Dates, ranges, lists and month 00 are all read."""
    for text in texts:
        if len(text) == 4 and text.isdecimal() and FIRST_YEAR <= int(text) <= newest:  # as most are
            return int(text)
        for match in _YEAR.finditer(text[:200].replace("\0", " ")):
            value = int(match[1] or match[2])
            if FIRST_YEAR <= value <= newest:
                return value
    return None


def number_of(text: str) -> tuple[int | None, int | None]:
    """Number and total of "1/12", "01", "3 of 9"; None where there is none or it is 0."""
    match = _NUMBER.match(text[:100])
    if match is None:
        return None, None
    return int(match[1]) or None, int(match[2] or 0) or None


def place_of(text: str) -> tuple[int | None, int | None, int | None]:
    """Disc, number and total of a track: of "1/12" and "01" the disc is None, of "1-03" and "1.03" it is 1.

    Of a record, "A1" ... "B4", each side counts as a disc of its own: A1 is number 1 of disc 1, B4 number 4 of disc 2;
    that keeps the order, and numbers that are used once. A side alone ("A") is its number 1; "AA" is the side after A.
    """
    if text.isdecimal() and len(text) < 7:  # as most are
        return None, int(text) or None, None
    text = text[:100]
    if match := _DISC_AND_NUMBER.fullmatch(text):
        return int(match[1]) or None, int(match[2]) or None, int(match[3] or 0) or None
    number, total = number_of(text)
    if number is None and (match := _SIDE.fullmatch(text)):
        side = ord(match[1].upper()) - ord("A") + 1
        if _DOUBLED_SIDE.match(text):
            side += 1
        return side, int(match[2] or 1) or None, None
    return None, number, total


def disc_of(text: str) -> int | None:
    """The number of a disc: "2/3", "CD 2", "Disc 2", "B"; None where there is none or it is 0."""
    number = number_of(text)[0]
    if number is None:
        if match := _DISC.fullmatch(text[:100]):
            return int(match[1]) or None
        return place_of(text)[0]
    return number


def roman(text: str) -> int | None:
    """The number that I ... XXXIX is; None for anything else."""
    match = _ROMAN.fullmatch(text.strip().upper())
    if match is None or not match[0]:
        return None
    tens, ones = len(match[1]), match[2]
    return tens * 10 + (_ROMAN_ONES.index(ones))


def truth(texts: Iterable[str]) -> bool:
    """Whether a flag is set."""
    return any(text.strip().lower() in _TRUE for text in texts)


def shown(text: str, limit: int = SHOWN_LIMIT) -> str:
    """Text fit to be shown; the same as domain.text.clean, faster for plain text."""
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text if "  " not in text and text[:1] != " " and text[-1:] != " " else " ".join(text.split())
    return clean(text, limit)


def names(texts: Iterable[str]) -> tuple[str, ...]:
    """Names fit to be shown, in order, each once. Values that hold several names are cut at ";" and at NUL only: "/",
    "," and "&" are parts of names."""
    found: dict[str, str] = {}
    for text in texts:
        for piece in _PARTED.split(text[: SHOWN_LIMIT * 16]) if ";" in text or "\0" in text else (text,):
            name = shown(piece)
            if name:
                found.setdefault(name.casefold(), name)
            if len(found) >= MAX_NAMES:
                return tuple(found.values())
    return tuple(found.values())
