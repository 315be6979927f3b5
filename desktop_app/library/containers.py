"""Container formats: where the sound lies, and the parts that tags and durations are read from.

Each parser walks headers only, bounded in number, and clamps every size to the file. Sources: the public descriptions
of FLAC (RFC 9639), ISO base media (ISO/IEC 14496-12), RIFF/RF64 (EBU Tech 3306), AIFF-C, DSF and DSDIFF (Sony,
Philips), ASF, Matroska (RFC 9559), CAF, W64.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from desktop_app.domain.errors import FileRefused
from desktop_app.library.spans import Found, Place, Sound
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
W64_RIFF = bytes.fromhex("726966662e91cf11a5d628db04c10000")
_MAX_PARTS = 10_000
_MAX_INDEX = 8 << 20
_BREAKS_OFF = "it breaks off before its sound begins"


def whole(file: BinaryIO, start: int, end: int) -> Found:
    """Formats that are nothing but frames after their header."""
    if end - start < 32:
        raise FileRefused(_BREAKS_OFF)
    return Found(Sound(((start, end - start),)))


def optimfrog(file: BinaryIO, start: int, end: int) -> Found:
    """OptimFROG has no free decoder."""
    raise FileRefused("it is OptimFROG, which cannot be played here")


def flac(file: BinaryIO, start: int, end: int) -> Found:
    """FLAC: metadata blocks, then frames. The stream's own MD5 of the decoded sound is part of the facts."""
    places: dict[str, Place] = {}
    offset = start + 4
    for _ in range(_MAX_PARTS):
        header = read_at(file, offset, 4)
        length = int.from_bytes(header[1:4], "big")
        if len(header) < 4 or offset + 4 + length > end:
            raise FileRefused(_BREAKS_OFF)
        kind = header[0] & 0x7F
        if kind == 0:
            places.setdefault("streaminfo", (offset + 4, length))
        elif kind == 4:
            places.setdefault("comment", (offset + 4, length))
        offset += 4 + length
        if header[0] & 0x80:
            break
    if "streaminfo" not in places or places["streaminfo"][1] < 34:
        raise FileRefused(_BREAKS_OFF)
    facts = read_at(file, places["streaminfo"][0], 34)
    offset = _flac_frames(file, offset, end)
    if end - offset < max(10, int.from_bytes(facts[4:7], "big")):  # the smallest frame, as the stream itself says
        raise FileRefused(_BREAKS_OFF)
    return Found(Sound(((offset, end - offset),), facts), places)


def _flac_frames(file: BinaryIO, offset: int, end: int) -> int:
    """Where the first frame begins; a block before it may have been longer than it claimed."""
    data = read_at(file, offset, min(end - offset, 1 << 20))
    places = [place for place in (data.find(b"\xff\xf8"), data.find(b"\xff\xf9")) if place >= 0]
    if not places:
        raise FileRefused("no sound was found in it")
    return offset + min(places)


def mp4(file: BinaryIO, start: int, end: int) -> Found:
    """MPEG-4: the content of all `mdat` boxes; the index (`moov`) may come before or after them."""
    spans: list[Place] = []
    places: dict[str, Place] = {}
    for kind, offset, length in _boxes(file, start, end):
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


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    offset = start
    for _ in range(_MAX_PARTS):
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


def wav(file: BinaryIO, start: int, end: int) -> Found:
    """RIFF WAVE and its 64-bit forms. A data size of 0 or -1 (a recorder that was cut off) means: to the end."""
    spans: list[Place] = []
    places: dict[str, Place] = {}
    id3: list[Place] = []
    big = 0
    for kind, offset, length in _chunks(file, start + 12, end, "little"):
        if kind == b"ds64" and length >= 24:
            big = int.from_bytes(read_at(file, offset + 8, 8), "little")
        elif kind == b"fmt ":
            places.setdefault("fmt", (offset, length))
        elif kind == b"data" and not spans:
            spans.append((offset, _wav_size(file, offset, end, big)))
        elif kind == b"LIST" and read_at(file, offset, 4) == b"INFO":
            places.setdefault("info", (offset + 4, max(0, length - 4)))
        elif kind in (b"id3 ", b"ID3 "):
            id3.append((offset, length))
    if "fmt" not in places or not spans:
        raise FileRefused(_BREAKS_OFF)
    return _with_sound(file, spans, places, "fmt", 40, id3)


def _wav_size(file: BinaryIO, offset: int, end: int, big: int) -> int:
    claimed = int.from_bytes(read_at(file, offset - 4, 4), "little")
    size = big if claimed == 0xFFFFFFFF and big else claimed
    rest = end - offset
    if size == 0xFFFFFFFF or (size == 0 and not read_at(file, offset, 4).isalnum()):
        return rest
    return min(size, rest)


def aiff(file: BinaryIO, start: int, end: int) -> Found:
    """AIFF and AIFF-C: the content of SSND after its two offsets."""
    spans: list[Place] = []
    places: dict[str, Place] = {}
    id3: list[Place] = []
    for kind, offset, length in _chunks(file, start + 12, end, "big"):
        if kind == b"COMM":
            places.setdefault("comm", (offset, length))
        elif kind == b"SSND" and length > 8 and not spans:
            spans.append((offset + 8, length - 8))
        elif kind in (b"NAME", b"AUTH"):
            places.setdefault(kind.decode("ascii"), (offset, length))
        elif kind in (b"ID3 ", b"id3 "):
            id3.append((offset, length))
    if "comm" not in places:
        raise FileRefused(_BREAKS_OFF)
    return _with_sound(file, spans, places, "comm", 22, id3)


def w64(file: BinaryIO, start: int, end: int) -> Found:
    """Sony Wave64: RIFF with 16-byte names and 64-bit sizes that count their header, on 8-byte borders."""
    spans: list[Place] = []
    places: dict[str, Place] = {}
    offset = start + 40
    for _ in range(_MAX_PARTS):
        header = read_at(file, offset, 24)
        if len(header) < 24 or offset >= end:
            break
        length = int.from_bytes(header[16:24], "little")
        body = min(length, end - offset) - 24
        if length < 24 or body < 0:
            break
        if header[:4] == b"fmt ":
            places.setdefault("fmt", (offset + 24, body))
        elif header[:4] == b"data" and not spans:
            spans.append((offset + 24, body))
        offset += (length + 7) & ~7
    if "fmt" not in places:
        raise FileRefused(_BREAKS_OFF)
    return _with_sound(file, spans, places, "fmt", 40, [])


def caf(file: BinaryIO, start: int, end: int) -> Found:
    """Core Audio Format: the `data` chunk; a size of -1 means to the end."""
    spans: list[Place] = []
    places: dict[str, Place] = {}
    offset = start + 8
    for _ in range(_MAX_PARTS):
        header = read_at(file, offset, 12)
        if len(header) < 12 or offset >= end:
            break
        length = int.from_bytes(header[4:12], "big", signed=True)
        body = end - offset - 12 if length < 0 else min(length, end - offset - 12)
        if header[:4] == b"desc":
            places.setdefault("desc", (offset + 12, body))
        elif header[:4] == b"data" and body > 4 and not spans:
            spans.append((offset + 16, body - 4))
        if length < 0:
            break
        offset += 12 + length
    if "desc" not in places:
        raise FileRefused(_BREAKS_OFF)
    return _with_sound(file, spans, places, "desc", 32, [])


def dsf(file: BinaryIO, start: int, end: int) -> Found:
    """DSF: header, `fmt `, `data`; the ID3v2 tag lies behind, where the header points."""
    header = read_at(file, start, 92)
    if len(header) < 92 or header[28:32] != b"fmt " or header[80:84] != b"data":
        raise FileRefused(_BREAKS_OFF)
    length = max(0, min(int.from_bytes(header[84:92], "little") - 12, end - start - 92))
    tag = int.from_bytes(header[20:28], "little")
    id3 = [(start + tag, end - start - tag)] if 92 <= tag < end - start else []
    return _with_sound(file, [(start + 92, length)], {"fmt": (start + 28, 52)}, "fmt", 52, id3)


def dff(file: BinaryIO, start: int, end: int) -> Found:
    """DSDIFF: the `DSD ` or `DST ` chunk; chunks have 64-bit sizes."""
    spans: list[Place] = []
    places: dict[str, Place] = {}
    id3: list[Place] = []
    offset = start + 16
    for _ in range(_MAX_PARTS):
        header = read_at(file, offset, 12)
        if len(header) < 12 or offset >= end:
            break
        length = int.from_bytes(header[4:12], "big")
        body = min(length, end - offset - 12)
        if header[:4] in (b"DSD ", b"DST ") and not spans:
            spans.append((offset + 12, body))
        elif header[:4] == b"PROP":
            places.setdefault("prop", (offset + 12, body))
        elif header[:4] == b"ID3 ":
            id3.append((offset + 12, body))
        offset += 12 + length + (length & 1)
    if "prop" not in places:
        raise FileRefused(_BREAKS_OFF)
    return _with_sound(file, spans, places, "prop", 4096, id3)


def asf(file: BinaryIO, start: int, end: int) -> Found:
    """ASF (WMA): the packets of the data object, after its own header of 50 bytes."""
    offset = start
    index = read_at(file, start, 1 << 20)
    if _ASF_SOUND not in index:
        raise FileRefused("it is a video, not music" if _ASF_VIDEO in index else "no sound was found in it")
    for _ in range(_MAX_PARTS):
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
    raise FileRefused(_BREAKS_OFF)


def matroska(file: BinaryIO, start: int, end: int) -> Found:
    """Matroska: the clusters of the segment."""
    spans: list[Place] = []
    offset = start
    index = read_at(file, start, 1 << 16)
    if b"A_" not in index or b"\x86" not in index:
        raise FileRefused("it is a video, not music" if b"V_" in index else "no sound was found in it")
    if _MATROSKA_VIDEO.search(index):
        raise FileRefused("it is a video, not music")
    for _ in range(_MAX_PARTS):
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
    return _with_sound(file, spans, {}, "", 0, [])


def _vint_size(first: bytes) -> int:
    return 9 - first[0].bit_length() if first and first[0] else 0


def _chunks(file: BinaryIO, start: int, end: int, order: str) -> Iterator[tuple[bytes, int, int]]:
    """IFF and RIFF chunks as (name, offset, length within the file)."""
    offset = start
    for _ in range(_MAX_PARTS):
        header = read_at(file, offset, 8)
        if len(header) < 8 or offset + 8 > end:
            return
        length = int.from_bytes(header[4:8], "little" if order == "little" else "big")
        yield header[:4], offset + 8, min(length, end - offset - 8)
        offset += 8 + length + (length & 1)


def _with_sound(
    file: BinaryIO, spans: list[Place], places: dict[str, Place], facts: str, limit: int, id3: list[Place]
) -> Found:
    spans = [span for span in spans if span[1] > 0]
    if not spans:
        raise FileRefused("it has a header but no sound")
    described = read_at(file, places[facts][0], min(places[facts][1], limit)) if facts else b""
    return Found(Sound(tuple(spans), described), places, tuple(id3))
