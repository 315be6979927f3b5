"""What a file says of itself: its tags, cleaned, and the length and form of its sound. Nothing is decoded."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, BinaryIO

from desktop_app.domain.cue import CueSheet
from desktop_app.domain.records import Lyrics, Tags
from desktop_app.library import cue, fields, gain, lyrics, people, values
from desktop_app.library.found import Pair, read_pairs
from desktop_app.library.genre_tags import genre_names
from desktop_app.library.layout import Layout
from desktop_app.library.mojibake import repaired
from desktop_app.library.names import Guess
from desktop_app.library.stream import read_stream
from desktop_app.library.view import read_at

_MAX_DURATION_S = 30 * 24 * 3600
UNREADABLE = "(unreadable)"
"""The name under which `raw` lists the tags of a file that could not be read."""
_Texts = Mapping[str, Sequence[str]]
"""Values by meaning."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says: its tags, and the long texts among them."""

    tags: Tags
    lyrics: Lyrics | None = None
    sheet: CueSheet | None = None


def read(file: BinaryIO, found: Layout, newest_year: int) -> Said:
    """Read tags and the form of the sound.

    Args:
        newest_year: years after this one are not believed.
    Raises:
        FileRefused: there is no sound in it after all.
    """
    reader, parsed = read_pairs(file, found)
    stream = read_stream(file, found, parsed)
    bitrate = stream.bitrate
    duration_ms = _duration_ms(stream.seconds)
    if not bitrate and duration_ms:
        bitrate = found.sound.length * 8000 // duration_ms
    rate = _between(stream.rate, 1, 1 << 24)
    first, others, raw = _gathered(reader.pairs)
    if reader.broken:
        raw = {UNREADABLE: tuple(dict.fromkeys(reader.broken)), **raw}
    tags = Tags(
        **_values(first, others, newest_year, stream.codec == "opus"),
        raw=raw,
        duration_ms=duration_ms,
        sample_rate=rate,
        channels=_between(stream.channels, 1, 255),
        bitrate=_between(bitrate, 1, 1 << 30),
        codec=stream.codec,
    )
    words = _lyrics(first, others) if fields.LYRICS in first or fields.TIMED_LYRICS in first else None
    sheet = None
    if fields.CUE_SHEET in first or "cuesheet" in found.places:
        sheet = _sheet(file, found, first, rate or 0, newest_year)
    return Said(tags, words, sheet)


def interpret(pairs: Iterable[Pair], newest_year: int) -> Tags:
    """Values from pairs; where several tags of a file name one field, the first tag that does counts."""
    first, others, raw = _gathered(pairs)
    return Tags(**_values(first, others, newest_year, False), raw=raw)


def _gathered(pairs: Iterable[Pair]) -> tuple[_Texts, _Texts, dict[str, tuple[str, ...]]]:
    """Values by meaning: of the first tag that has any, and of all others; and values by their own names as they
    stand."""
    listed = list(pairs)
    texts = [text if len(text) <= values.MAX_RAW_VALUE else _cut(text, meaning) for _, meaning, text, _ in listed]
    mended: Sequence[str] = texts
    if not all(map(str.isascii, texts)):
        texts = [text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        mended = repaired(texts)
    first: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    owners: dict[str, tuple[int, str]] = {}
    raw: dict[str, list[str]] = {}
    left = values.MAX_RAW_TOTAL
    for (name, meaning, _, source), text, kept in zip(listed, mended, texts, strict=True):
        if meaning and text.strip(_BLANK):
            if meaning not in first:
                first[meaning], owners[meaning] = [text], (source, name)
            elif owners[meaning] == (source, name):
                first[meaning].append(text)
            else:
                others.setdefault(meaning, []).append(text)
            if meaning in fields.KEPT_APART:
                continue
        if len(kept) > values.MAX_RAW_VALUE // 4:  # else its bytes cannot be too many
            kept = kept.encode("utf-8")[: values.MAX_RAW_VALUE].decode("utf-8", "ignore")  # noqa: PLW2901
        left -= len(kept)
        if left < 0:
            continue
        found = raw.get(name)
        if found is None:
            if len(raw) < values.MAX_RAW_FIELDS - 1:
                raw[name] = [kept]
        elif len(found) < values.MAX_RAW_VALUES:
            found.append(kept)
    return first, others, {_raw_name(name): tuple(found) for name, found in raw.items()}


def _cut(text: str, meaning: str) -> str:
    return text[: _MAX_LONG if meaning in fields.KEPT_APART else values.MAX_RAW_VALUE]


@lru_cache(512)
def _raw_name(name: str) -> str:
    return values.shown(name, 100) or "?"


def _all(first: _Texts, others: _Texts, meaning: str) -> list[str]:
    return [*first.get(meaning, ()), *others.get(meaning, ())]


def _values(first: _Texts, others: _Texts, newest_year: int, opus: bool) -> dict[str, Any]:
    """The fields of `Tags` that the tags say something of."""
    said: dict[str, Any] = {}
    title = said["title"] = values.shown(" / ".join(_shown_all(first.get(fields.TITLE, ()))))
    if fields.ALBUM in first:
        album = next(iter(_shown_all(first[fields.ALBUM])), "")
        said["album"] = "" if album.casefold() in _UNKNOWN_ALBUMS else album
    various = False
    if fields.ALBUM_ARTIST in first:
        said["album_artist"], various = people.album_artist(tuple(first[fields.ALBUM_ARTIST]))
    artist, artists = people.credited(
        tuple(first.get(fields.ARTIST, ())),
        tuple(first.get(fields.ARTISTS, ())),
        tuple(first[fields.ALBUM_ARTIST]) if fields.ALBUM_ARTIST in first and not various else (),
        people.guests_in_title(title),
    )
    said["artist"], said["artists"] = artist, artists
    if fields.GENRE in first:
        said["genres"] = genre_names(tuple(first[fields.GENRE]))
    _dates(said, first, others, newest_year)
    _places(said, first)
    said["compilation"] = various or (
        fields.COMPILATION in first and values.truth(_all(first, others, fields.COMPILATION))
    )
    for name in _SORTED:
        if name in first:
            said[name] = "; ".join(_shown_all(first[name]))[: values.SHOWN_LIMIT]
    if not _WHOLES.isdisjoint(first):
        _work(said, first, title)
    if not gain.MEANINGS.isdisjoint(first):
        said["gain"] = gain.read(first, opus=opus)
    return said


_UNKNOWN_ALBUMS = people.listed(
    """
    unknown album|<unknown>|[unknown]|(unknown)|<undefined>|unbekanntes album|album inconnu|álbum desconocido
    album sconosciuto|nieznany album|неизвестный альбом|未知专辑|未知專輯|不明なアルバム
    """
)
"""What programs write where they know no album: it would put all such tracks on one."""
_MAX_LONG = 256 << 10
_BLANK = "\0 \t\r\n"
_SORTED = (fields.SORT_TITLE, fields.SORT_ARTIST, fields.SORT_ALBUM, fields.SORT_ALBUM_ARTIST)
_WHOLES = frozenset({fields.WORK, fields.MOVEMENT, fields.MOVEMENT_NUMBER, fields.GROUPING})


def _dates(said: dict[str, Any], first: _Texts, others: _Texts, newest_year: int) -> None:
    own = original = None
    if fields.DATE in first:
        own = values.year(_all(first, others, fields.DATE), newest_year)
    if own is None and fields.RELEASE_DATE in first:
        own = values.year(_all(first, others, fields.RELEASE_DATE), newest_year)
    if fields.ORIGINAL_DATE in first:
        original = values.year(_all(first, others, fields.ORIGINAL_DATE), newest_year)
    said["year"] = own if own is not None else original
    if own is not None and original is not None and original <= own:
        said["original_year"] = original


def _places(said: dict[str, Any], first: _Texts) -> None:
    """Disc and number. A number that tells its disc ("1-03", "B2") is believed before a tag for the disc of a side."""
    text = first[fields.NUMBER][0] if fields.NUMBER in first else ""
    side, number, total = values.place_of(text)
    if number is None and fields.NUMBER_FROM_0 in first:
        zero_based = values.number_of(first[fields.NUMBER_FROM_0][0])[0]
        number = zero_based + 1 if zero_based is not None else 1
    if total is None and fields.NUMBER_TOTAL in first:
        total = values.number_of(first[fields.NUMBER_TOTAL][0])[0]
    disc = values.disc_of(first[fields.DISC][0]) if fields.DISC in first else None
    if side is not None and (disc is None or not text.strip()[:1].isdigit()):
        disc = side
    said["number"], said["number_total"], said["disc"] = number, total, disc


def _work(said: dict[str, Any], first: _Texts, title: str) -> None:
    """The whole of which a track is a movement. A grouping is one where movements are named, or the title begins with
    it; else it may say anything ("party", "5 stars")."""
    movement = values.shown(first.get(fields.MOVEMENT, ("",))[0])
    text = first.get(fields.MOVEMENT_NUMBER, ("",))[0]
    number = values.number_of(text)[0] or values.roman(text)
    if number is None and text and not movement:
        movement = values.shown(text)
    work = values.shown(first.get(fields.WORK, ("",))[0])
    grouping = values.shown(first.get(fields.GROUPING, ("",))[0])
    if not work and grouping and (movement or number or (" " in grouping and _continues(title, grouping))):
        work = grouping
    said["work"], said["movement"], said["movement_number"] = work, movement, number


def _continues(title: str, beginning: str) -> bool:
    return len(title) > len(beginning) + 2 and title.startswith(beginning) and not title[len(beginning)].isalnum()


def _lyrics(first: _Texts, others: _Texts) -> Lyrics | None:
    return lyrics.from_texts([*_all(first, others, fields.TIMED_LYRICS), *_all(first, others, fields.LYRICS)])


def _sheet(file: BinaryIO, found: Layout, first: _Texts, rate: int, newest_year: int) -> CueSheet | None:
    """The CUE sheet in a tag, which knows names, else the one in a block of FLAC."""
    if fields.CUE_SHEET in first:
        try:
            return cue.parse_text(first[fields.CUE_SHEET][0], newest_year)
        except ValueError:  # no sheet but something under its name; the file is a track all the same
            return None
    offset, size = found.places["cuesheet"]
    return cue.from_flac(read_at(file, offset, min(size, cue.MAX_SHEET)), rate)


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
        changes["artists"] = people.with_guests((guess.artist,))
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


def _shown_all(texts: Sequence[str]) -> list[str]:
    if len(texts) == 1:
        only = values.shown(texts[0])
        return [only] if only else []
    return list(dict.fromkeys(text for text in map(values.shown, texts) if text))
