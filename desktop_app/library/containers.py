"""Container formats: where the sound lies, and the parts that tags and durations are read from.

Each parser walks headers only, bounded in number, and clamps every size to the file. Sources: FLAC (RFC 9639), ISO base
media (ISO/IEC 14496-12), ASF (Microsoft), Matroska (RFC 9559).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from desktop_app.domain.errors import FileRefused
from desktop_app.library.spans import BREAKS_OFF, MAX_PARTS, Found, Place, Sound, with_sound
from desktop_app.library.view import read_at

Parser = Callable[[BinaryIO, int, int], Found]
"""Given the file and where the container begins and ends."""

MP4_STARTS = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_ASF_DATA = bytes.fromhex("3626b2758e66cf11a6d900aa0062ce6c")
_ASF_SOUND = bytes.fromhex("409e69f84d5bcf11a8fd00805f5c442b")
_ASF_VIDEO = bytes.fromhex("c0ef19bc4d5bcf11a8fd00805f5c442b")
EBML = b"\x1a\x45\xdf\xa3"
_MATROSKA_VIDEO = re.compile(rb"\x86[\x81-\xff]V_[A-Z]")  # the name of a codec
_MAX_INDEX = 8 << 20


def whole(file: BinaryIO, start: int, end: int) -> Found:
    """Formats that are nothing but frames after their header."""
    if end - start < 32:
        raise FileRefused(BREAKS_OFF)
    return Found(Sound(((start, end - start),)))


def optimfrog(file: BinaryIO, start: int, end: int) -> Found:
    """OptimFROG has no free decoder."""
    raise FileRefused("it is OptimFROG, which cannot be played here")


def flac(file: BinaryIO, start: int, end: int) -> Found:
    """FLAC: metadata blocks, then frames. The stream's own MD5 of the decoded sound is part of the facts."""
    places: dict[str, Place] = {}
    offset = start + 4
    for _ in range(MAX_PARTS):
        header = read_at(file, offset, 4)
        length = int.from_bytes(header[1:4], "big")
        if len(header) < 4 or offset + 4 + length > end:
            raise FileRefused(BREAKS_OFF)
        kind = header[0] & 0x7F
        if kind == 0:
            places.setdefault("streaminfo", (offset + 4, length))
        elif kind == 4:
            places.setdefault("comment", (offset + 4, length))
        elif kind == 5:
            places.setdefault("cuesheet", (offset + 4, length))
        offset += 4 + length
        if header[0] & 0x80:
            break
    if "streaminfo" not in places or places["streaminfo"][1] < 34:
        raise FileRefused(BREAKS_OFF)
    facts = read_at(file, places["streaminfo"][0], 34)
    offset = _flac_frames(file, offset, end)
    if end - offset < max(10, int.from_bytes(facts[4:7], "big")):  # the smallest frame, as the stream itself says
        raise FileRefused(BREAKS_OFF)
    return Found(Sound(((offset, end - offset),), facts), places)


def _flac_frames(file: BinaryIO, offset: int, end: int) -> int:
    """Where the first frame begins; a block before it may have been longer than it claimed."""
    if read_at(file, offset, 2) in (b"\xff\xf8", b"\xff\xf9"):
        return offset
    data = read_at(file, offset, min(end - offset, 1 << 20))
    places = [place for place in (data.find(b"\xff\xf8"), data.find(b"\xff\xf9")) if place >= 0]
    if not places:
        raise FileRefused("no sound was found in it")
    return offset + min(places)


def mp4(file: BinaryIO, start: int, end: int) -> Found:
    """MPEG-4: the content of all `mdat` boxes; the index (`moov`) may come before or after them."""
    spans: list[Place] = []
    places: dict[str, Place] = {}
    for kind, offset, length in boxes(file, start, end):
        if kind == b"mdat" and length > 0:
            spans.append((offset, length))
        elif kind == b"moov":
            places.setdefault("moov", (offset, length))
    if "moov" not in places:
        raise FileRefused("its index is missing, so its sound cannot be found; most likely it was copied only in part")
    if not spans:
        raise FileRefused("it holds tags but no sound")
    return Found(Sound(tuple(spans), _mp4_description(file, start, places["moov"])), places)


def _mp4_description(file: BinaryIO, start: int, moov: Place) -> bytes:
    """The sample description (`stsd`) of the first track of sound.

    A film is no music, even with sound; what calls itself M4A or M4B may carry pictures as a video track.
    """
    index = read_at(file, moov[0], min(moov[1], _MAX_INDEX))
    if b"soun" not in index:
        raise FileRefused("it is a video, not music" if b"vide" in index else "it holds no sound that could be played")
    brand = read_at(file, start + 8, 4)
    films = any(index[place + 12 : place + 16] == b"vide" for place in _all(index, b"hdlr"))
    if films and brand not in (b"M4A ", b"M4B ", b"M4P "):
        raise FileRefused("it is a video, not music")
    place = index.find(b"stsd", index.find(b"soun"))
    length = int.from_bytes(index[place - 4 : place], "big") if place >= 4 else 0
    return index[place : place + min(max(0, length - 4), 4096)] if place >= 4 else b""


def _all(data: bytes, part: bytes) -> Iterator[int]:
    place = data.find(part)
    while place >= 0:
        yield place
        place = data.find(part, place + 1)


def boxes(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes of an MPEG-4 file, or inside a box, as (name, offset of the content, length within the bounds)."""
    offset = start
    for _ in range(MAX_PARTS):
        header = read_at(file, offset, 16)
        if len(header) < 8 or offset + 8 > end:
            return
        length, kind, skip = int.from_bytes(header[:4], "big"), header[4:8], 8
        if length == 1:
            length, skip = int.from_bytes(header[8:16], "big"), 16
        elif length == 0:
            length = end - offset
        if length < skip:
            return
        body = min(length, end - offset) - skip
        yield kind, offset + skip, max(0, body)
        offset += length
        if offset >= end:
            return


def asf(file: BinaryIO, start: int, end: int) -> Found:
    """ASF (WMA): the packets of the data object, after its own header of 50 bytes."""
    offset = start
    index = read_at(file, start, 1 << 20)
    if _ASF_SOUND not in index:
        raise FileRefused("it is a video, not music" if _ASF_VIDEO in index else "no sound was found in it")
    for _ in range(MAX_PARTS):
        header = read_at(file, offset, 24)
        if len(header) < 24 or offset >= end:
            break
        length = int.from_bytes(header[16:24], "little")
        if header[:16] == _ASF_DATA:
            if _ASF_VIDEO in index[: offset - start]:
                raise FileRefused("it is a video, not music")
            size = (end - offset if length < 50 else min(length, end - offset)) - 50
            if size > 32:
                return Found(Sound(((offset + 50, size),)))
            break
        if length < 24:
            break
        offset += length
    raise FileRefused(BREAKS_OFF)


def matroska(file: BinaryIO, start: int, end: int) -> Found:
    """Matroska: the clusters of the segment."""
    spans: list[Place] = []
    offset = start
    index = read_at(file, start, 1 << 16)
    if b"A_" not in index or b"\x86" not in index:
        raise FileRefused("it is a video, not music" if b"V_" in index else "no sound was found in it")
    if _MATROSKA_VIDEO.search(index):
        raise FileRefused("it is a video, not music")
    for _ in range(MAX_PARTS):
        head = read_at(file, offset, 16)
        name_size = _vint_size(head[:1])
        size_size = _vint_size(head[name_size : name_size + 1]) if name_size else 0
        if not size_size or offset >= end:
            break
        name = head[:name_size]
        raw = int.from_bytes(head[name_size : name_size + size_size], "big") & ((1 << 7 * size_size) - 1)
        unknown = raw == (1 << 7 * size_size) - 1
        offset += name_size + size_size
        if name == b"\x18\x53\x80\x67":  # the segment: gone into
            continue
        if name == b"\x1f\x43\xb6\x75":
            spans.append((offset, end - offset if unknown else min(raw, end - offset)))
        if unknown:
            break
        offset += raw
    return with_sound(file, spans, {}, "", 0, [])


def _vint_size(first: bytes) -> int:
    return 9 - first[0].bit_length() if first and first[0] else 0
