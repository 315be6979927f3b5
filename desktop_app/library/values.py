"""Turn what tags say into values: years, numbers, names. Pure functions over text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from desktop_app.domain.text import clean

FIRST_YEAR = 1000
SHOWN_LIMIT = 1024
"""Characters of a title or a name that are kept for showing."""
MAX_NAMES = 64

# What is kept of the values as they stand in a file:
MAX_RAW_VALUE = 4096
"""Characters of one value."""
MAX_RAW_VALUES = 64
"""Values of one field."""
MAX_RAW_FIELDS = 128
MAX_RAW_TOTAL = 64 << 10
"""Characters of all values of a file."""

_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)|(?<!\d)(\d{4})(?:\d{4}|\d{8}|\d{10})(?!\d)")
_NUMBER = re.compile(r"\s*(\d{1,6})(?:\s*(?:/|\bof\b|-)\s*(\d{1,6}))?")
_FEATURING = re.compile(r"\s+[(\[]?(?:feat\.?|ft\.?|featuring)\s+", re.IGNORECASE)
_TRUE = frozenset({"1", "true", "yes", "y"})


def year(texts: Iterable[str], newest: int) -> int | None:
    """The first year that is a year: between 1000 and `newest`. Dates, ranges, lists and month 00 are all read."""
    for text in texts:
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
        for piece in re.split(r"[;\0]", text[: SHOWN_LIMIT * 16]):
            name = shown(piece)
            if name:
                found.setdefault(name.casefold(), name)
            if len(found) >= MAX_NAMES:
                return tuple(found.values())
    return tuple(found.values())


def with_guests(artists: Iterable[str]) -> tuple[str, ...]:
    """Artists with those after "feat." as artists of their own."""
    found: dict[str, str] = {}
    for artist in artists:
        for position, piece in enumerate(_FEATURING.split(artist)):
            name = piece.strip(" )]") if position else piece.strip()
            if name:
                found.setdefault(name.casefold(), name)
    return tuple(found.values())[:MAX_NAMES]
