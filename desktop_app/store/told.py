"""Composers, codes and comments in a location's raw tags, found without reading all of them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from desktop_app.domain.works import Credits

_ENDS = {
    "composer": ('composer": [', 'composers": [', 'tcom": [', '\\u00a9wrt": ['),
    "isrc": ('isrc": [', 'tsrc": ['),
    "work": ('musicbrainz work id": [', 'musicbrainz_workid": [', 'musicbrainz/work id": [', 'musicbrainz workid": ['),
    "comment": ('comment": [', 'comments": [', 'comm": [', 'icmt": [', '\\u00a9cmt": [', 'description": ['),
}
"""How the names of tags end that hold them, in small letters and in JSON."""
_BEFORE = ('"', ":", "/")
"""What may stand before that: "TXXX:COMPOSER" and "WM/Composer" are composers, "ALBUMCOMPOSER" is none."""
_MOST_VALUES = 8
_decode = json.JSONDecoder().raw_decode


def told(raw: str) -> Credits:
    """Composers, and codes as "isrc:..." and "work:...", in raw tags as they are stored: JSON in ASCII."""
    lowered = raw.lower()
    composers = [part.strip() for value in _values(raw, lowered, "composer") for part in value.split(";")]
    codes = [
        f"{kind}:{value.casefold().replace('-', '')}"
        for kind in ("isrc", "work")
        for value in _values(raw, lowered, kind)
        if value
    ]
    return Credits(tuple(filter(None, composers))[:_MOST_VALUES], tuple(codes)[:_MOST_VALUES])


def comments(raw: str) -> tuple[str, ...]:
    """Comments and descriptions in raw tags, each once."""
    return tuple(dict.fromkeys(_values(raw, raw.lower(), "comment")))[:_MOST_VALUES]


def _values(raw: str, lowered: str, kind: str) -> Iterator[str]:
    for end in _ENDS[kind]:
        at = lowered.find(end)
        while at > 0:
            if lowered[at - 1] in _BEFORE:
                values, _ = _decode(raw, at + len(end) - 1)
                yield from (str(value).strip() for value in values[:_MOST_VALUES])
            at = lowered.find(end, at + 1)
