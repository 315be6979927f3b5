"""MPEG-4: what its tags say and the form of its sound, by walking to just the boxes that tell.

Nothing is read of pictures, and no table of samples: their sizes cannot matter. Sources: ISO/IEC 14496-12 for boxes,
14496-1 for the descriptors of `esds`, 14496-3 for the kinds of sound in them, and for the tags the way of iTunes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from desktop_app.library import fields, values
from desktop_app.library.containers import boxes
from desktop_app.library.genre_tags import ID3V1_GENRES
from desktop_app.library.spans import Place
from desktop_app.library.view import read_at

MAX_ITEMS = 2_000
MAX_VALUE = 256 << 10
_UTF8, _UTF16, _INTEGER = 1, 2, 21
_PAIRS = frozenset({b"trkn", b"disk"})
_INTEGERS = frozenset(
    {b"cpil", b"pgap", b"pcst", b"tmpo", b"stik", b"hdvd", b"rtng", b"shwm", b"\xa9mvi", b"\xa9mvc"}
    | {b"atID", b"plID", b"cnID", b"geID", b"sfID", b"akID"}
)
_FREE = b"----"
_CODECS = {
    b"alac": "alac", b"fLaC": "flac", b"Opus": "opus", b"ac-3": "ac3", b"ec-3": "ac3", b".mp3": "mp3", b"mp4a": "aac",
    b"drms": "aac", b"enca": "aac",
}  # fmt: skip
_MP3_OBJECTS = frozenset({0x69, 0x6B})
_LOSSLESS_CODING = 36
"""MPEG-4 ALS, by its number among the kinds of sound."""


@dataclass(frozen=True, slots=True)
class Form:
    """The form of the first track of sound; "" and None where it does not tell."""

    codec: str = ""
    rate: int | None = None
    channels: int | None = None
    seconds: float | None = None


def tags(file: BinaryIO, moov: Place) -> Iterator[tuple[str, str, str]]:
    """Name, meaning and text of each value in the index at `moov`."""
    found = _item_list(file, moov)
    if found is None:
        return
    offset, length = found
    for number, (name, start, size) in enumerate(boxes(file, offset, offset + length)):
        if number >= MAX_ITEMS:
            return
        if name == _FREE:
            yield from _free(file, start, size)
        elif name != b"covr":
            shown = name.decode("latin-1")
            if name == b"gnre":
                shown = "\xa9gen"
            meaning = fields.MP4.get(shown, "")
            for kind, value in _values(file, start, size):
                text = _text(name, kind, value)
                if text:
                    yield shown, meaning, text


def form(file: BinaryIO, moov: Place) -> Form:
    """The form of the first track of sound in the index at `moov`."""
    for name, offset, length in boxes(file, moov[0], moov[0] + moov[1]):
        if name == b"trak":
            media = _child(file, (offset, length), b"mdia")
            if media is not None and _handler(file, media) == b"soun":
                return _form(file, media)
    return Form()


def _item_list(file: BinaryIO, moov: Place) -> Place | None:
    place = _child(file, moov, b"udta")
    place = place and _child(file, place, b"meta")
    if place is None:
        return None
    start, length = place
    if read_at(file, start + 4, 4) != b"hdlr":  # QuickTime writes it without version and flags
        start, length = start + 4, length - 4
    return _child(file, (start, length), b"ilst")


def _child(file: BinaryIO, place: Place, wanted: bytes) -> Place | None:
    for name, offset, length in boxes(file, place[0], place[0] + place[1]):
        if name == wanted:
            return offset, length
    return None


def _values(file: BinaryIO, offset: int, length: int) -> Iterator[tuple[int, bytes]]:
    for name, start, size in boxes(file, offset, offset + length):
        if name == b"data" and size >= 8:
            data = read_at(file, start, min(size, MAX_VALUE))
            yield int.from_bytes(data[1:4], "big"), data[8:]


def _free(file: BinaryIO, offset: int, length: int) -> Iterator[tuple[str, str, str]]:
    parts = {name: (start, size) for name, start, size in boxes(file, offset, offset + length) if name != b"data"}
    names = []
    for part in (b"mean", b"name"):
        start, size = parts.get(part, (0, 0))
        names.append(values.utf8(read_at(file, start + 4, min(max(size - 4, 0), 200))))
    shown, meaning = f"{fields.MP4_FREE}{names[0]}:{names[1]}", fields.FREE.get(names[1].lower(), "")
    for kind, value in _values(file, offset, length):
        if kind in (0, _UTF8, _UTF16):
            yield shown, meaning, _decoded(kind, value)


def _text(name: bytes, kind: int, value: bytes) -> str:
    if name in _PAIRS:
        first, second = int.from_bytes(value[2:4], "big"), int.from_bytes(value[4:6], "big")
        return f"{first}/{second}" if second else str(first)
    if name == b"gnre":
        code = int.from_bytes(value[:2], "big") - 1
        return ID3V1_GENRES[code] if 0 <= code < len(ID3V1_GENRES) else ""
    if kind == _INTEGER or (name in _INTEGERS and kind not in (_UTF8, _UTF16)):
        return str(int.from_bytes(value[:8], "big", signed=True))
    return _decoded(kind, value) if kind in (0, _UTF8, _UTF16) else ""


def _decoded(kind: int, value: bytes) -> str:
    return value.decode("utf-16-be", "replace") if kind == _UTF16 else values.utf8(value)


def _handler(file: BinaryIO, media: Place) -> bytes:
    place = _child(file, media, b"hdlr")
    return read_at(file, place[0] + 8, 4) if place is not None else b""


def _form(file: BinaryIO, media: Place) -> Form:
    codec, rate, channels, scale, seconds = "", 0, 0, 0, None
    header = _child(file, media, b"mdhd")
    if header is not None:
        data = read_at(file, header[0], 36)
        if data[:1] == b"\x01":
            scale, duration = int.from_bytes(data[20:24], "big"), int.from_bytes(data[24:32], "big")
        else:
            scale, duration = int.from_bytes(data[12:16], "big"), int.from_bytes(data[16:20], "big")
        if scale and duration not in (0, (1 << 32) - 1, (1 << 64) - 1):
            seconds = duration / scale
    place: Place | None = media
    for name in (b"minf", b"stbl", b"stsd"):
        place = place and _child(file, place, name)
    if place is not None:
        entry = read_at(file, place[0] + 8, min(max(place[1] - 8, 0), 4096))
        codec = _codec(entry)
        channels, rate = int.from_bytes(entry[24:26], "big"), int.from_bytes(entry[32:34], "big")
    return Form(codec, rate or scale or None, channels or None, seconds)


def _codec(entry: bytes) -> str:
    name = entry[4:8]
    codec = _CODECS.get(name) or values.shown(name.decode("latin-1")).lower()
    place = entry.find(b"esds") + 8
    if name != b"mp4a" or place < 8:
        return codec
    kind, config = _descriptors(entry[place:])
    if kind in _MP3_OBJECTS:
        return "mp3"
    coding = int.from_bytes(config[:2], "big")
    number = coding >> 11
    if number == 31:
        number = 32 + (coding >> 5 & 63)
    return "als" if number == _LOSSLESS_CODING else codec


def _descriptors(data: bytes) -> tuple[int, bytes]:
    """The kind of object and the configuration of its decoder, from the descriptors of `esds`."""
    kind, place = 0, 0
    while place + 2 <= len(data):
        tag = data[place]
        place += 1
        size = 0
        while place < len(data):
            byte = data[place]
            place += 1
            size = size << 7 | byte & 127
            if not byte & 128:
                break
        if tag == 3:
            flags = data[place + 2] if place + 2 < len(data) else 0
            place += 3 + (2 if flags & 0x80 else 0) + (2 if flags & 0x20 else 0)
            if flags & 0x40:
                place += 1 + (data[place] if place < len(data) else 0)
        elif tag == 4:
            kind = data[place] if place < len(data) else 0
            place += 13
        elif tag == 5:
            return kind, data[place : place + size]
        else:
            place += size
    return kind, b""
