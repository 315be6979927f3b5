"""Read what the tags of a file say, each family by its own rules, without interpreting it yet."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, BinaryIO, NamedTuple

from mutagen import MutagenError
from mutagen.apev2 import APEv2
from mutagen.asf import ASF

from desktop_app.library import fields, id3, mp4, ogg, values
from desktop_app.library.genre_tags import ID3V1_GENRES
from desktop_app.library.layout import Layout
from desktop_app.library.spans import Place
from desktop_app.library.view import part, raise_failure, read_at

BROKEN = (MutagenError, ValueError, IndexError, KeyError, TypeError, AttributeError, ArithmeticError, EOFError, OSError,
          RecursionError, MemoryError, AssertionError, NotImplementedError, struct.error)  # fmt: skip
"""What mutagen raises on hostile bytes besides its own error."""

_APE: Any = APEv2  # mutagen is typed only in part


class Pair(NamedTuple):
    """One value of one tag: the tag's own name for it, the field it means ("" for none of ours), the text.

    `source` numbers the tags of the file: values of one name in different tags are no list.
    """

    name: str
    meaning: str
    text: str
    source: int = 0


_Raw = tuple[str, str, str]

MAX_TAG = 16 << 20
MAX_PAIRS = 2_000
_MAX_NAME = 200
_MAX_LONGER = 1 << 20
_LENGTH = struct.Struct("<I")
_PICTURES = frozenset({"metadata_block_picture", "coverart"})
_ID3V1_FIELDS = (
    ("ID3v1:TIT2", fields.TITLE, 3, 33),
    ("ID3v1:TPE1", fields.ARTIST, 33, 63),
    ("ID3v1:TALB", fields.ALBUM, 63, 93),
    ("ID3v1:TDRC", fields.DATE, 93, 97),
)
_CONTAINER_BUDGET = 128 << 20
"""ASF keeps pictures among the tags, and mutagen reads both together."""


class TagReader:
    """Collects pairs from all tags of one file. A tag that cannot be read is noted and passed over."""

    def __init__(self, file: BinaryIO, found: Layout) -> None:
        self._file = file
        self._layout = found
        self.pairs: list[Pair] = []
        self._source = 0
        self.broken: list[str] = []
        """Names of the tags that could not be read."""

    def vorbis(self, data: bytes) -> None:
        """A Vorbis comment."""
        self._take("Vorbis comment", lambda: _vorbis(data))

    def id3v2(self, place: Place) -> None:
        """An ID3v2 tag."""

        def pairs() -> Iterator[_Raw]:
            for name, described, text in id3.texts(self._file, place):
                if name == "RVA2":
                    meaning = described
                else:
                    meaning = fields.FREE.get(described, "") if described else fields.ID3.get(name, "")
                yield name, meaning, text

        self._take("ID3v2", pairs)

    def id3v1(self, place: Place) -> None:
        """An ID3v1 tag."""
        self._take("ID3v1", lambda: _id3v1(read_at(self._file, *place)))

    def ape(self, place: Place) -> None:
        """An APEv2 tag."""

        def pairs() -> Iterator[_Raw]:
            for name, value in _APE(io.BytesIO(read_at(self._file, *place))).items():
                if value.kind == 0:  # text; the others are pictures and links
                    meaning = fields.NAMED.get(name.lower(), "")
                    for text in value:
                        yield name, meaning, text

        if place[1] > MAX_TAG:
            self.broken.append("APEv2")
        else:
            self._take("APEv2", pairs)

    def mp4(self, moov: Place) -> None:
        """The tags in the index of an MP4 file."""
        self._take("MP4", lambda: mp4.tags(self._file, moov))

    def asf(self, parsed: Any) -> None:
        """The tags of a parsed ASF file."""

        def pairs() -> Iterator[_Raw]:
            for name, value in parsed.tags or ():
                if name != "WM/Picture" and not isinstance(value.value, bytes):
                    lowered = name.lower()
                    yield name, fields.ASF.get(lowered) or fields.FREE.get(lowered, ""), str(value)

        self._take("ASF", pairs)

    def riff(self, place: Place) -> None:
        """The INFO list of a WAV file."""

        def pairs() -> Iterator[_Raw]:
            data = read_at(self._file, place[0], min(place[1], 1 << 20))
            offset = 0
            while offset + 8 <= len(data):
                size = int.from_bytes(data[offset + 4 : offset + 8], "little")
                name = data[offset : offset + 4].decode("latin-1").upper()
                yield name, fields.RIFF.get(name, ""), _text(data[offset + 8 : offset + 8 + size])
                offset += 8 + size + (size & 1)

        self._take("RIFF INFO", pairs)

    def aiff(self, name: str, place: Place) -> None:
        """A text chunk of an AIFF file."""
        text = _text(read_at(self._file, place[0], min(place[1], 1 << 16)))
        self._take("AIFF", lambda: ((name, fields.RIFF.get(name, ""), text),))

    def parse(self, what: str, kind: Callable[..., Any]) -> Any | None:
        """Let a parser of mutagen look at the container; None, and a note, where it cannot."""
        view = part(self._file, self._layout.start, self._layout.end, budget=_CONTAINER_BUDGET)
        try:
            return kind(view)
        except BROKEN:
            raise_failure(view)
            self.broken.append(what)
            return None

    def _take(self, what: str, pairs: Callable[[], Iterable[_Raw]]) -> None:
        self._source += 1
        found, source = self.pairs, self._source
        try:
            for name, meaning, text in pairs():
                if text:
                    found.append(Pair(name, meaning, text, source))
                if len(found) >= MAX_PAIRS:
                    break
        except BROKEN:
            self.broken.append(what)


def read_pairs(file: BinaryIO, found: Layout) -> tuple[TagReader, Any | None]:
    """All pairs of a file, the most trusted tag first, and mutagen's object of the container where one was needed."""
    reader = TagReader(file, found)
    parsed = None
    if found.kind == "flac" and "comment" in found.places:
        reader.vorbis(read_at(file, *found.places["comment"]))
        if reader.broken and not reader.pairs:  # a block that claims to be shorter than it is
            offset = found.places["comment"][0]
            reader.broken.clear()
            reader.vorbis(read_at(file, offset, min(found.sound.spans[0][0] - offset, _MAX_LONGER)))
    elif isinstance(found.headers, ogg.Headers):
        reader.vorbis(ogg_comment(found.headers))
    elif found.kind == "mp4":
        reader.mp4(found.places["moov"])
    elif found.kind == "asf":
        parsed = reader.parse("ASF", ASF)
        if parsed is not None:
            reader.asf(parsed)
    ape_first = found.kind in ("ape", "wavpack", "musepack", "tak")
    if found.ape is not None and ape_first:
        reader.ape(found.ape)
    for place in found.id3:
        reader.id3v2(place)
    if found.ape is not None and not ape_first:
        reader.ape(found.ape)
    if "info" in found.places:
        reader.riff(found.places["info"])
    for name in ("NAME", "AUTH"):
        if name in found.places:
            reader.aiff(name, found.places[name])
    if found.id3v1 is not None:
        reader.id3v1(found.id3v1)
    return reader, parsed


def _vorbis(data: bytes) -> Iterator[_Raw]:
    """Names and values of a Vorbis comment, as far as it goes; no count and no length in it is believed."""
    place = 4 + int.from_bytes(data[:4], "little")
    if place + 4 > len(data):
        raise ValueError("a comment that is longer than its tag")
    (count,) = _LENGTH.unpack_from(data, place)
    place += 4
    for _ in range(min(count, MAX_PAIRS * 4)):
        if place + 4 > len(data):
            raise ValueError("a comment that breaks off")
        (size,) = _LENGTH.unpack_from(data, place)
        place += 4
        name, mark, value = data[place : place + size].partition(b"=")
        place += size
        if mark and 0 < len(name) <= _MAX_NAME:
            shown, meaning = _vorbis_name(name)
            if shown:
                yield shown, meaning, values.utf8(value)


@lru_cache(512)
def _vorbis_name(name: bytes) -> tuple[str, str]:
    """A name of a field as it is shown and what it means; ("", "") for a picture."""
    upper = name.decode("ascii", "replace").upper()
    lowered = upper.lower()
    return ("", "") if lowered in _PICTURES else (upper, fields.NAMED.get(lowered, ""))


def _id3v1(data: bytes) -> Iterator[_Raw]:
    """The fixed fields of ID3v1; its bytes are taken as Latin-1, which loses none."""
    for name, meaning, start, end in _ID3V1_FIELDS:
        text = data[start:end].split(b"\0", 1)[0].decode("latin-1").strip()
        if text:
            yield name, meaning, text
    if data[125] == 0 and data[126]:  # version 1.1
        yield "ID3v1:TRCK", fields.NUMBER, str(data[126])
    if data[127] < len(ID3V1_GENRES):
        yield "ID3v1:TCON", fields.GENRE, ID3V1_GENRES[data[127]]


def ogg_comment(headers: ogg.Headers) -> bytes:
    """The Vorbis comment among the headers of an Ogg stream, without what its codec puts in front."""
    packet = headers.comment
    if headers.codec == "vorbis":
        return packet.removeprefix(b"\x03vorbis")
    if headers.codec == "opus":
        return packet.removeprefix(b"OpusTags")
    return packet[4:] if headers.codec == "flac" else packet


def _text(data: bytes) -> str:
    return values.utf8(data.split(b"\0", 1)[0])
