"""How tags travel from a reader to the program. The receiving side believes nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from desktop_app.domain.cue import CueFile, CueSheet, CueTrack
from desktop_app.domain.ids import AudioKey
from desktop_app.domain.records import Gain, Lyrics, Tags
from desktop_app.library import cue, gain, lyrics, values
from desktop_app.library.values import MAX_NAMES, SHOWN_LIMIT, shown

_TEXTS = ("title", "artist", "album", "album_artist", "codec", "sort_title", "sort_artist", "sort_album",
          "sort_album_artist", "work", "movement")  # fmt: skip
_LONG_TEXTS = frozenset({"title", "artist", "album_artist"})
"""Several names in one."""
_LISTS = ("artists", "genres", "from_name")
_NUMBERS = {
    "year": 9999,
    "original_year": 9999,
    "disc": 999_999,
    "number": 1_000_000,
    "number_total": 999_999,
    "movement_number": 999_999,
    "duration_ms": 1 << 40,
    "sample_rate": 1 << 24,
    "channels": 255,
    "bitrate": 1 << 31,
}
_SAID = (*_TEXTS, *_LISTS, *_NUMBERS, "compilation")
_KEY = re.compile(r"[a-z0-9]{1,8}:[0-9a-f]{32}")
_NO_GAIN = Gain()
_MAX_TIME_75 = 1 << 28


class NotTags(ValueError):
    """What came is not what a reader sends."""


def to_json(tags: Tags) -> dict[str, object]:
    """Tags as plain data. Fields that say nothing are left out, and artists that are just the artist."""
    body: dict[str, object] = {}
    for name in _SAID:
        value = getattr(tags, name)
        if value:
            body[name] = value
    if tags.artist and tags.artists == (tags.artist,):
        del body["artists"]
    elif tags.artist and not tags.artists:
        body["artists"] = ()
    if tags.raw:
        body["raw"] = {name: texts[0] if len(texts) == 1 else texts for name, texts in tags.raw.items()}
    if tags.gain != _NO_GAIN:
        said = tags.gain
        body["gain"] = [said.track_db, said.track_peak, said.album_db, said.album_peak]
    return body


def tags_from(body: object) -> Tags:
    """The inverse of to_json, checked and bounded.

    Raises:
        NotTags: a value is of the wrong kind or beyond its limit.
    """
    if not isinstance(body, dict):
        raise NotTags("no tags")
    said: dict[str, Any] = {}
    for name, value in body.items():
        if name in _NUMBERS:
            if type(value) is not int or not 0 < value <= _NUMBERS[name]:
                raise NotTags(name)
            said[name] = value
        elif name in _TEXTS:
            if type(value) is str and len(value) < SHOWN_LIMIT and value.isascii() and value.isprintable():  # as most
                said[name] = value
            else:
                said[name] = _text(body, name, SHOWN_LIMIT * MAX_NAMES if name in _LONG_TEXTS else SHOWN_LIMIT)
        elif name in _LISTS:
            said[name] = _texts(body, name)
    artist = said.get("artist")
    if artist and "artists" not in said:
        said["artists"] = (artist,)
    raw = body.get("raw", {})
    if not isinstance(raw, dict) or len(raw) > values.MAX_RAW_FIELDS:
        raise NotTags("raw tags")
    return Tags(
        compilation=body.get("compilation") is True,
        gain=_gain(body["gain"]) if "gain" in body else _NO_GAIN,
        raw={name[:100]: _raw_values(texts) for name, texts in raw.items()},
        **said,
    )


def key_from(value: object) -> AudioKey:
    """A key as it came.

    Raises:
        NotTags: it is none.
    """
    if not isinstance(value, str) or _KEY.fullmatch(value) is None:
        raise NotTags("no key")
    return AudioKey(value.encode("ascii"))


def lyrics_to_json(said: Lyrics) -> dict[str, object]:
    """The words of a song as plain data."""
    return {"text": said.text, "timed": said.timed}


def lyrics_from(body: object) -> Lyrics:
    """The inverse, checked: lines fit to be shown.

    Raises:
        NotTags: they are no words, or too many.
    """
    text = body.get("text") if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(text, str) or len(text) > lyrics.MAX_TEXT:
        raise NotTags("lyrics")
    return Lyrics("\n".join(shown(line, lyrics.MAX_TEXT) for line in text.split("\n")), body.get("timed") is True)


def sheet_to_json(sheet: CueSheet) -> dict[str, object]:
    """A CUE sheet as plain data."""
    files = [[file.name, [[t.number, t.title, t.performer, t.start_75, t.pregap_75] for t in file.tracks]]
             for file in sheet.files]  # fmt: skip
    return {"title": sheet.title, "performer": sheet.performer, "genre": sheet.genre, "year": sheet.year,
            "files": files}  # fmt: skip


def sheet_from(body: object) -> CueSheet:
    """The inverse, checked.

    Raises:
        NotTags: a value is of the wrong kind or beyond its limit.
    """
    files = body.get("files") if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(files, list) or len(files) > cue.MAX_FILES:
        raise NotTags("CUE sheet")
    return CueSheet(
        _text(body, "title", SHOWN_LIMIT),
        _text(body, "performer", SHOWN_LIMIT),
        _text(body, "genre", SHOWN_LIMIT),
        _number(body, "year", 9999),
        tuple(_cue_file(file) for file in files),
    )


def _cue_file(value: object) -> CueFile:
    if (
        not isinstance(value, list)
        or len(value) != 2
        or not isinstance(value[1], list)
        or len(value[1]) > cue.MAX_TRACKS
    ):
        raise NotTags("CUE sheet")
    name, tracks = value
    if not isinstance(name, str) or len(name) > SHOWN_LIMIT:
        raise NotTags("CUE sheet")
    return CueFile(name, tuple(_cue_track(track) for track in tracks))


def _cue_track(value: object) -> CueTrack:
    if not isinstance(value, list) or len(value) != 5:
        raise NotTags("CUE sheet")
    named: dict[str, object] = dict(zip(("number", "title", "performer", "start", "pregap"), value, strict=True))
    start = _number(named, "start", _MAX_TIME_75, least=0)
    if start is None:
        raise NotTags("CUE sheet")
    return CueTrack(
        _number(named, "number", 9999, least=0) or 0,
        _text(named, "title", SHOWN_LIMIT),
        _text(named, "performer", SHOWN_LIMIT),
        start,
        _number(named, "pregap", _MAX_TIME_75, least=0),
    )


def _gain(value: object) -> Gain:
    if not isinstance(value, list) or len(value) != 4:
        raise NotTags("gain")
    track_db, track_peak, album_db, album_peak = value
    return Gain(
        _real(track_db, -gain.MAX_DB, gain.MAX_DB),
        _real(track_peak, 0, gain.MAX_PEAK),
        _real(album_db, -gain.MAX_DB, gain.MAX_DB),
        _real(album_peak, 0, gain.MAX_PEAK),
    )


def _real(value: object, low: float, high: float) -> float | None:
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise NotTags("gain")
    if not low <= value <= high:
        raise NotTags("gain")
    return float(value)


def _text(body: Mapping[str, object], name: str, limit: int) -> str:
    value = body.get(name, "")
    if not isinstance(value, str):
        raise NotTags(name)
    return shown(value, limit)


def _texts(body: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = body.get(name, ())
    if not isinstance(value, list | tuple) or len(value) > MAX_NAMES or not all(isinstance(v, str) for v in value):
        raise NotTags(name)
    return tuple(shown(text) for text in value)


def _number(body: Mapping[str, object], name: str, most: int, *, least: int = 1) -> int | None:
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise NotTags(name)
    return value


def _raw_values(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (_raw_value(value),)
    if not isinstance(value, list | tuple) or len(value) > values.MAX_RAW_VALUES:
        raise NotTags("raw tags")
    return tuple(map(_raw_value, value))


def _raw_value(text: object) -> str:
    if not isinstance(text, str) or len(text) > values.MAX_RAW_VALUE:
        raise NotTags("raw tags")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
