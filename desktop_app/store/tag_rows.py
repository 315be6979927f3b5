"""Tags as columns of a location."""

from __future__ import annotations

import functools
import json
import math

from desktop_app.domain.records import Tags
from desktop_app.store.connection import storable

COLUMNS = (
    "title",
    "artist",
    "artists",
    "album",
    "album_artist",
    "genres",
    "year",
    "original_year",
    "disc",
    "number",
    "number_total",
    "compilation",
    "duration_ms",
    "sample_rate",
    "channels",
    "bitrate",
    "codec",
    "from_name",
    "sort_title",
    "sort_artist",
    "sort_album",
    "sort_album_artist",
    "work",
    "movement",
    "movement_number",
    "track_gain_db",
    "track_peak",
    "album_gain_db",
    "album_peak",
    "raw",
)
_LIMIT = 1 << 63
_encode = json.JSONEncoder(ensure_ascii=False).encode
_encode_raw = json.JSONEncoder().encode


def tag_values(tags: Tags) -> tuple[object, ...]:
    """Tags as they are stored, in the order of COLUMNS."""
    gain = tags.gain
    return (
        storable(tags.title),
        storable(tags.artist),
        _json(tags.artists),
        storable(tags.album),
        storable(tags.album_artist),
        _json(tags.genres),
        _int(tags.year),
        _int(tags.original_year),
        _int(tags.disc),
        _int(tags.number),
        _int(tags.number_total),
        int(tags.compilation),
        _int(tags.duration_ms),
        _int(tags.sample_rate),
        _int(tags.channels),
        _int(tags.bitrate),
        tags.codec and storable(tags.codec),
        _json(tags.from_name),
        tags.sort_title and storable(tags.sort_title),
        tags.sort_artist and storable(tags.sort_artist),
        tags.sort_album and storable(tags.sort_album),
        tags.sort_album_artist and storable(tags.sort_album_artist),
        tags.work and storable(tags.work),
        tags.movement and storable(tags.movement),
        _int(tags.movement_number),
        _real(gain.track_db),
        _real(gain.track_peak),
        _real(gain.album_db),
        _real(gain.album_peak),
        _encode_raw(dict(tags.raw)),
    )


@functools.lru_cache(maxsize=1024)
def _json(values: tuple[str, ...]) -> str:
    """A list in JSON; artists and genres are those of the file before, as a rule."""
    return _encode([storable(value) for value in values]) if values else "[]"


def _int(value: int | None) -> int | None:
    """A number that SQLite can hold; one beyond 64 bits says nothing."""
    return value if value is None or -_LIMIT <= value < _LIMIT else None


def _real(value: float | None) -> float | None:
    """A number that can be reckoned with; infinity and what is no number say nothing."""
    return value if value is not None and math.isfinite(value) else None
