"""Containers made of chunks with a name and a size: WAV and its large forms, AIFF, CAF, DSF, DSDIFF.

Sources: RIFF and RF64 (EBU Tech 3306), Sony Wave64, AIFF-C, Apple's Core Audio Format, DSF (Sony), DSDIFF (Philips).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Literal

from desktop_app.domain.errors import FileRefused
from desktop_app.library.spans import BREAKS_OFF, MAX_PARTS, Found, Place, with_sound
from desktop_app.library.view import read_at

W64_RIFF = bytes.fromhex("726966662e91cf11a5d628db04c10000")


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
        raise FileRefused(BREAKS_OFF)
    return with_sound(file, spans, places, "fmt", 40, id3)


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
        raise FileRefused(BREAKS_OFF)
    return with_sound(file, spans, places, "comm", 22, id3)


def w64(file: BinaryIO, start: int, end: int) -> Found:
    """Sony Wave64: RIFF with 16-byte names and 64-bit sizes that count their header, on 8-byte borders."""
    spans: list[Place] = []
    places: dict[str, Place] = {}
    offset = start + 40
    for _ in range(MAX_PARTS):
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
        raise FileRefused(BREAKS_OFF)
    return with_sound(file, spans, places, "fmt", 40, [])


def caf(file: BinaryIO, start: int, end: int) -> Found:
    """Core Audio Format: the `data` chunk; a size of -1 means to the end."""
    spans: list[Place] = []
    places: dict[str, Place] = {}
    offset = start + 8
    for _ in range(MAX_PARTS):
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
        raise FileRefused(BREAKS_OFF)
    return with_sound(file, spans, places, "desc", 32, [])


def dsf(file: BinaryIO, start: int, end: int) -> Found:
    """DSF: header, `fmt `, `data`; the ID3v2 tag lies behind, where the header points."""
    header = read_at(file, start, 92)
    if len(header) < 92 or header[28:32] != b"fmt " or header[80:84] != b"data":
        raise FileRefused(BREAKS_OFF)
    length = max(0, min(int.from_bytes(header[84:92], "little") - 12, end - start - 92))
    tag = int.from_bytes(header[20:28], "little")
    id3 = [(start + tag, end - start - tag)] if 92 <= tag < end - start else []
    return with_sound(file, [(start + 92, length)], {"fmt": (start + 28, 52)}, "fmt", 52, id3)


def dff(file: BinaryIO, start: int, end: int) -> Found:
    """DSDIFF: the `DSD ` or `DST ` chunk; chunks have 64-bit sizes."""
    spans: list[Place] = []
    places: dict[str, Place] = {}
    id3: list[Place] = []
    offset = start + 16
    for _ in range(MAX_PARTS):
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
        raise FileRefused(BREAKS_OFF)
    return with_sound(file, spans, places, "prop", 4096, id3)


def _chunks(file: BinaryIO, start: int, end: int, order: Literal["little", "big"]) -> Iterator[tuple[bytes, int, int]]:
    """IFF and RIFF chunks as (name, offset, length within the file)."""
    offset = start
    for _ in range(MAX_PARTS):
        header = read_at(file, offset, 8)
        if len(header) < 8 or offset + 8 > end:
            return
        length = int.from_bytes(header[4:8], order)
        yield header[:4], offset + 8, min(length, end - offset - 8)
        offset += 8 + length + (length & 1)
