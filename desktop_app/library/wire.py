"""Tags as they travel from a reader to the program. The receiving side believes nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from desktop_app.domain.ids import AudioKey
from desktop_app.domain.records import Tags
from desktop_app.library import values
from desktop_app.library.values import MAX_NAMES, SHOWN_LIMIT, shown

_TEXTS = ("title", "artist", "album", "album_artist", "codec")
_LISTS = ("artists", "genres", "from_name")
_NUMBERS = {
    "year": 9999,
    "disc": 999_999,
    "number": 1_000_000,
    "number_total": 999_999,
    "duration_ms": 1 << 40,
    "sample_rate": 1 << 24,
    "channels": 255,
    "bitrate": 1 << 31,
}
_KEY = re.compile(r"[a-z0-9]{1,8}:[0-9a-f]{32}")


class NotTags(ValueError):
    """What came is not what a reader sends."""


def to_json(tags: Tags) -> dict[str, object]:
    """Tags as plain data; fields that say nothing are left out."""
    body: dict[str, object] = {}
    for name in (*_TEXTS, *_LISTS, *_NUMBERS, "compilation", "raw"):
        value = getattr(tags, name)
        if value not in ("", (), None, False) and value != {}:
            body[name] = value
    return body


def tags_from(body: object) -> Tags:
    """The inverse of to_json, checked and bounded.

    Raises:
        NotTags: a value is of the wrong kind or beyond its limit.
    """
    if not isinstance(body, dict):
        raise NotTags("no tags")
    raw = body.get("raw", {})
    if not isinstance(raw, Mapping) or len(raw) > values.MAX_RAW_FIELDS:
        raise NotTags("raw tags")
    return Tags(
        title=_text(body, "title"),
        artist=_text(body, "artist"),
        artists=_texts(body, "artists"),
        album=_text(body, "album"),
        album_artist=_text(body, "album_artist"),
        genres=_texts(body, "genres"),
        year=_number(body, "year"),
        disc=_number(body, "disc"),
        number=_number(body, "number"),
        number_total=_number(body, "number_total"),
        compilation=body.get("compilation") is True,
        duration_ms=_number(body, "duration_ms"),
        sample_rate=_number(body, "sample_rate"),
        channels=_number(body, "channels"),
        bitrate=_number(body, "bitrate"),
        codec=_text(body, "codec"),
        from_name=_texts(body, "from_name"),
        raw={str(name)[:100]: _raw_values(texts) for name, texts in raw.items()},
    )


def key_from(value: object) -> AudioKey:
    """A key as it came.

    Raises:
        NotTags: it is none.
    """
    if not isinstance(value, str) or _KEY.fullmatch(value) is None:
        raise NotTags("no key")
    return AudioKey(value.encode("ascii"))


def _text(body: Mapping[str, object], name: str) -> str:
    value = body.get(name, "")
    if not isinstance(value, str):
        raise NotTags(name)
    return shown(value, SHOWN_LIMIT * MAX_NAMES if name in ("artist", "title", "album_artist") else SHOWN_LIMIT)


def _texts(body: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = body.get(name, ())
    if not isinstance(value, list | tuple) or len(value) > MAX_NAMES or not all(isinstance(v, str) for v in value):
        raise NotTags(name)
    return tuple(shown(text) for text in value)


def _number(body: Mapping[str, object], name: str) -> int | None:
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= _NUMBERS[name]:
        raise NotTags(name)
    return value


def _raw_values(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or len(value) > values.MAX_RAW_VALUES:
        raise NotTags("raw tags")
    texts = []
    for text in value:
        if not isinstance(text, str) or len(text) > values.MAX_RAW_VALUE:
            raise NotTags("raw tags")
        texts.append(text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8"))
    return tuple(texts)
