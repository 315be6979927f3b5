"""Find the picture of the front cover inside a music file, without reading the rest of the file.

Sources: ID3v2 (id3.org, "APIC" and "PIC"), FLAC (RFC 9639, section 8.8, also for METADATA_BLOCK_PICTURE in Vorbis
comments), MPEG-4 as iTunes writes it ("covr"), APEv2 ("Cover Art (Front)"), ASF (Microsoft, "WM/Picture").
"""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from desktop_app.domain.errors import FileRefused
from desktop_app.library import containers, id3, ogg
from desktop_app.library.found import ogg_comment
from desktop_app.library.layout import Layout
from desktop_app.library.spans import MAX_PARTS, Place
from desktop_app.library.view import read_at

MAX_PICTURE = 32 << 20
"""Bytes of a picture before it is decoded."""
TOO_LARGE = "its picture is larger than 32 MB"
_MAX_FOUND = 64
_HEAD = 4 << 10
"""The most that a description takes."""
_SPARE = 4
_FRONT, _OTHER = 3, 0
_ICONS = (1, 2)
_MAX_ITEMS = 1_000


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was found: its kind by ID3's numbers, and where its bytes lie in `source`."""

    kind: int
    source: BinaryIO
    offset: int
    length: int


def front_cover(file: BinaryIO, found: Layout) -> bytes | None:
    """The bytes of the picture that stands for the file: the front cover, else another one; icons last.

    Raises:
        FileRefused: it is larger than MAX_PICTURE.
    """
    best: Picture | None = None
    for number, picture in enumerate(_all(file, found)):
        if best is None or _rank(picture.kind) < _rank(best.kind):
            best = picture
        if best.kind == _FRONT or number >= _MAX_FOUND:
            break
    if best is None:
        return None
    if best.length > MAX_PICTURE:
        raise FileRefused(TOO_LARGE)
    return read_at(best.source, best.offset, best.length)


def begins_as_picture(head: bytes) -> bool:
    """Whether these first bytes are those of a JPEG, PNG or WebP file."""
    return head[:3] == b"\xff\xd8\xff" or head[:8] == b"\x89PNG\r\n\x1a\n" or _is_webp(head)


def _rank(kind: int) -> int:
    return {_FRONT: 0, _OTHER: 1}.get(kind, 3 if kind in _ICONS else 2)


def _all(file: BinaryIO, found: Layout) -> Iterator[Picture]:
    if found.kind == "flac":
        yield from _of_flac(file, found)
    elif isinstance(found.headers, ogg.Headers):
        yield from _of_vorbis(ogg_comment(found.headers))
    elif found.kind == "mp4" and "moov" in found.places:
        yield from _of_mp4(file, found.places["moov"])
    elif found.kind == "asf":
        yield from _of_asf(file, found)
    for place in found.id3:
        yield from _of_id3(file, place)
    if found.ape is not None:
        yield from _of_ape(file, found.ape)


def _placed(kind: int, source: BinaryIO, offset: int, length: int) -> Iterator[Picture]:
    """The picture at `offset`, where one begins there; some programs put a few bytes too many in front."""
    head = read_at(source, offset, min(32, length))
    for skip in range(_SPARE + 1):
        if begins_as_picture(head[skip:]):
            yield Picture(kind, source, offset + skip, length - skip)
            return


def _is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _of_id3(file: BinaryIO, place: Place) -> Iterator[Picture]:
    for frame in id3.walk(file, place):
        if frame.name not in (b"APIC", b"PIC"):
            continue
        source, offset, length = frame.source, frame.offset, frame.size
        if frame.changed:
            data = id3.content(frame, MAX_PICTURE)
            source, offset, length = io.BytesIO(data), 0, len(data)
        head = read_at(source, offset, min(length, _HEAD))
        # encoding, name of the form (three letters, or ended by a zero), kind, description, picture
        at = 4 if frame.name == b"PIC" else head.find(b"\0", 1) + 1
        if 0 < at < len(head):
            start = _behind_text(head, at + 1, wide=head[0] in (1, 2))
            yield from _placed(head[at], source, offset + start, length - start)


def _behind_text(data: bytes, at: int, *, wide: bool) -> int:
    """Where a text that begins at `at` and is ended by a zero is over."""
    if not wide:
        end = data.find(b"\0", at)
        return len(data) if end < 0 else end + 1
    for end in range(at, len(data) - 1, 2):
        if data[end : end + 2] == b"\0\0":
            return end + 2
    return len(data)


def _of_block(source: BinaryIO, offset: int, length: int) -> Iterator[Picture]:
    """A picture as FLAC describes it: kind, form, description, four numbers and a length in front."""
    head = read_at(source, offset, min(length, _HEAD))
    form = int.from_bytes(head[4:8], "big")
    described = int.from_bytes(head[8 + form : 12 + form], "big")
    start = 8 + form + 4 + described + 20
    if start <= len(head):
        yield from _placed(int.from_bytes(head[:4], "big"), source, offset + start, length - start)


def _of_flac(file: BinaryIO, found: Layout) -> Iterator[Picture]:
    offset = found.start + 4
    for _ in range(MAX_PARTS):
        header = read_at(file, offset, 8)
        length = int.from_bytes(header[1:4], "big")
        if len(header) < 8 or offset + 4 + length > found.end:
            return
        if header[0] & 0x7F == 6:
            yield from _of_block(file, offset + 4, length)
        elif header[0] & 0x7F == 4:
            yield from _of_vorbis(read_at(file, offset + 4, length))
        if header[0] & 0x80:
            return
        offset += 4 + length


def _of_vorbis(comment: bytes) -> Iterator[Picture]:
    """Pictures in base64 among the values of a Vorbis comment."""
    offset = 4 + int.from_bytes(comment[:4], "little")
    count = int.from_bytes(comment[offset : offset + 4], "little")
    offset += 4
    for _ in range(min(count, _MAX_ITEMS)):
        length = int.from_bytes(comment[offset : offset + 4], "little")
        if offset + 4 + length > len(comment):
            return
        name, _, _ = comment[offset + 4 : offset + 40].partition(b"=")
        start = offset + 4 + len(name) + 1
        offset += 4 + length
        upper = name.upper()
        if upper in (b"METADATA_BLOCK_PICTURE", b"COVERART"):
            try:
                data = base64.b64decode(comment[start:offset])
            except (binascii.Error, ValueError):
                continue
            if upper == b"COVERART":
                yield from _placed(_OTHER, io.BytesIO(data), 0, len(data))
            else:
                yield from _of_block(io.BytesIO(data), 0, len(data))


def _of_mp4(file: BinaryIO, moov: Place) -> Iterator[Picture]:
    for data in _boxes_at(file, moov, (b"udta", b"meta", b"ilst", b"covr", b"data")):
        yield from _placed(_FRONT, file, data[0] + 8, data[1] - 8)  # behind its type and locale


def _boxes_at(file: BinaryIO, place: Place, names: tuple[bytes, ...]) -> Iterator[Place]:
    offset, length = place
    for kind, start, size in containers.boxes(file, offset, offset + length):
        if kind != names[0]:
            continue
        if len(names) == 1:
            yield start, size
            continue
        # QuickTime writes "meta" without version and flags.
        skip = 4 if kind == b"meta" and read_at(file, start + 4, 4) != b"hdlr" else 0
        yield from _boxes_at(file, (start + skip, size - skip), names[1:])


def _of_ape(file: BinaryIO, place: Place) -> Iterator[Picture]:
    offset, end = place[0], place[0] + place[1]
    if read_at(file, offset, 8) == b"APETAGEX":
        offset += 32
    for _ in range(_MAX_ITEMS):
        head = read_at(file, offset, 8 + 256)
        length, name_end = int.from_bytes(head[:4], "little"), head.find(b"\0", 8)
        start = offset + name_end + 1
        if len(head) < 8 or name_end < 0 or start + length > end:
            return
        name = head[8:name_end].lower()
        if name.startswith(b"cover art"):
            skip = read_at(file, start, min(length, _HEAD)).find(b"\0") + 1  # behind the name of a file
            yield from _placed(_FRONT if b"front" in name else _OTHER, file, start + skip, length - skip)
        offset = start + length


_ASF_EXTENDED = bytes.fromhex("40a4d0d207e3d21197f000a0c95ea850")
_ASF_EXTENSION = bytes.fromhex("b503bf5f2ea9cf118ee300c00c205365")
_ASF_LIBRARY = bytes.fromhex("941c23449894d149a1411d134e457054")
_ASF_PICTURE = "WM/Picture".encode("utf-16-le")


def _of_asf(file: BinaryIO, found: Layout) -> Iterator[Picture]:
    size = int.from_bytes(read_at(file, found.start + 16, 8), "little")
    yield from _asf_objects(file, found.start + 30, min(found.end, found.start + size))


def _asf_objects(file: BinaryIO, offset: int, end: int) -> Iterator[Picture]:
    for _ in range(_MAX_ITEMS):
        header = read_at(file, offset, 24)
        length = int.from_bytes(header[16:24], "little")
        if len(header) < 24 or length < 24 or offset + length > end:
            return
        if header[:16] == _ASF_EXTENSION:
            yield from _asf_objects(file, offset + 46, offset + length)
        elif header[:16] in (_ASF_EXTENDED, _ASF_LIBRARY):
            yield from _asf_values(file, offset + 24, offset + length, library=header[:16] == _ASF_LIBRARY)
        offset += length


def _asf_values(file: BinaryIO, offset: int, end: int, *, library: bool) -> Iterator[Picture]:
    count = int.from_bytes(read_at(file, offset, 2), "little")
    offset += 2
    for _ in range(min(count, _MAX_ITEMS)):
        head = read_at(file, offset, 12)
        if library:  # language, stream, length of the name, type, length of the value, name, value
            name_size, length = int.from_bytes(head[4:6], "little"), int.from_bytes(head[8:12], "little")
            name_at = offset + 12
            start = name_at + name_size
        else:  # length of the name, name, type, length of the value, value
            name_size, name_at = int.from_bytes(head[:2], "little"), offset + 2
            start = name_at + name_size + 4
            length = int.from_bytes(read_at(file, start - 2, 2), "little")
        if len(head) < 12 or start + length > end:
            return
        if read_at(file, name_at, min(name_size, len(_ASF_PICTURE))) == _ASF_PICTURE and length > 5:
            described = read_at(file, start, min(length, _HEAD))  # kind, length, form, description, picture
            skip = _behind_text(described, _behind_text(described, 5, wide=True), wide=True)
            yield from _placed(described[0], file, start + skip, length - skip)
        offset = start + length
