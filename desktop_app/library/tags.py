"""What a file says of itself: its tags, cleaned, and the length and form of its sound. Nothing is decoded."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, BinaryIO

from desktop_app.domain.records import Tags
from desktop_app.library import fields, values
from desktop_app.library.found import Pair, read_pairs
from desktop_app.library.layout import Layout
from desktop_app.library.mojibake import repaired
from desktop_app.library.names import Guess
from desktop_app.library.stream import read_stream

_MAX_DURATION_S = 30 * 24 * 3600
UNREADABLE = "(unreadable)"
"""The name under which `raw` lists the tags of a file that could not be read."""


def read(file: BinaryIO, found: Layout, newest_year: int) -> Tags:
    """Read tags and the form of the sound.

    Args:
        newest_year: years after this one are not believed.
    Raises:
        FileRefused: there is no sound in it after all.
    """
    reader, parsed = read_pairs(file, found)
    stream = read_stream(file, found, parsed)
    tags = interpret(reader.pairs, newest_year)
    if reader.broken:
        tags = replace(tags, raw={UNREADABLE: tuple(dict.fromkeys(reader.broken)), **tags.raw})
    bitrate = stream.bitrate
    duration_ms = _duration_ms(stream.seconds)
    if not bitrate and duration_ms:
        bitrate = found.sound.length * 8000 // duration_ms
    return replace(
        tags,
        duration_ms=duration_ms,
        sample_rate=_between(stream.rate, 1, 1 << 24),
        channels=_between(stream.channels, 1, 255),
        bitrate=_between(bitrate, 1, 1 << 30),
        codec=stream.codec,
    )


def interpret(pairs: Iterable[Pair], newest_year: int) -> Tags:
    """Values from pairs; where several tags of a file name one field, the first tag that does counts."""
    listed = [(pair, pair.text[: values.MAX_RAW_VALUE].encode("utf-8", "replace").decode("utf-8")) for pair in pairs]
    mended = repaired([text for _, text in listed])
    by_field: dict[str, dict[tuple[int, str], list[str]]] = {}
    for (pair, _), text in zip(listed, mended, strict=True):
        if pair.meaning and text.strip("\0 \t\r\n"):
            by_field.setdefault(pair.meaning, {}).setdefault((pair.source, pair.name), []).append(text)
    first = {meaning: next(iter(named.values())) for meaning, named in by_field.items()}
    every = {meaning: [text for texts in named.values() for text in texts] for meaning, named in by_field.items()}
    artists = values.names(first.get(fields.ARTIST, ()))
    listed_artists = values.names(first.get(fields.ARTISTS, ()))
    number, total = _number(first.get(fields.NUMBER, ()))
    if number is None and "number_from_0" in first:
        zero_based = values.number_of(first["number_from_0"][0])[0]
        number = zero_based + 1 if zero_based is not None else 1
    if total is None:
        total = _number(first.get(fields.NUMBER_TOTAL, ()))[0]
    return Tags(
        title=values.shown(" / ".join(_shown_all(first.get(fields.TITLE, ())))),
        artist=", ".join(artists),
        artists=listed_artists if len(listed_artists) > len(artists) else values.with_guests(artists),
        album=next(iter(_shown_all(first.get(fields.ALBUM, ()))), ""),
        album_artist=", ".join(values.names(first.get(fields.ALBUM_ARTIST, ()))),
        genres=values.names(first.get(fields.GENRE, ())),
        year=values.year(every.get(fields.DATE, ()), newest_year)
        or values.year(every.get(fields.ORIGINAL_DATE, ()), newest_year),
        disc=_number(first.get(fields.DISC, ()))[0],
        number=number,
        number_total=total,
        compilation=values.truth(every.get(fields.COMPILATION, ())),
        raw=_raw((pair.name, text) for pair, text in listed),
    )


def with_guess(tags: Tags, guess: Guess) -> Tags:
    """Fill in from the file's name what the tags leave out. A name never overrules a tag.

    The album is taken from the folder only where the tags name neither album nor title: a tagged single in a folder
    of singles has no album.
    """
    changes: dict[str, Any] = {}
    if not tags.title and guess.title:
        changes["title"] = guess.title
    if not tags.artist and guess.artist:
        changes["artist"] = guess.artist
        changes["artists"] = values.with_guests((guess.artist,))
    if not tags.album and not tags.title and guess.album:
        changes["album"] = guess.album
        if tags.year is None and guess.year is not None:
            changes["year"] = guess.year
    if tags.number is None and guess.number is not None and (not tags.title or guess.title == tags.title):
        changes["number"] = guess.number
    if tags.disc is None and guess.disc is not None:
        changes["disc"] = guess.disc
    names = tuple(name for name in changes if name != "artists")
    return replace(tags, **changes, from_name=names) if changes else tags


def _duration_ms(seconds: float | None) -> int | None:
    if seconds is None or not math.isfinite(seconds) or not 0 < seconds < _MAX_DURATION_S:
        return None
    return max(1, round(seconds * 1000))


def _between(value: int | float | None, low: int, high: int) -> int | None:
    if value is None or not math.isfinite(value):
        return None
    return int(value) if low <= value <= high else None


def _number(texts: Iterable[str]) -> tuple[int | None, int | None]:
    for text in texts:
        return values.number_of(text)
    return None, None


def _shown_all(texts: Iterable[str]) -> list[str]:
    cleaned = (values.shown(text) for text in texts)
    return list(dict.fromkeys(text for text in cleaned if text))


def _raw(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    raw: dict[str, tuple[str, ...]] = {}
    total = 0
    for name, value in pairs:
        key = values.shown(name, 100) or "?"
        kept = raw.get(key, ())
        total += len(value)
        if total > values.MAX_RAW_TOTAL:
            break
        if len(kept) < values.MAX_RAW_VALUES and (kept or len(raw) < values.MAX_RAW_FIELDS - 1):
            raw[key] = (*kept, value)
    return raw
