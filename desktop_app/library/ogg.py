"""Ogg: header packets, where the pages of the sound begin, and the last position in time.

Source: RFC 3533 (Ogg), RFC 7845 (Opus in Ogg), the Vorbis I specification, the Ogg mappings of FLAC and Speex.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from desktop_app.domain.errors import FileRefused
from desktop_app.library.spans import Found, Sound
from desktop_app.library.view import read_at

_MAX_HEADER_PAGES = 4096
_MAX_COMMENT = 16 << 20
_NEAR_TAIL = 10 << 10  # twice a usual page
_TAIL = 1 << 17  # a page is at most 65,307 bytes long

CODECS: tuple[tuple[bytes, str, int], ...] = (
    (b"\x01vorbis", "vorbis", 3),
    (b"OpusHead", "opus", 2),
    (b"\x7fFLAC", "flac", 2),
    (b"Speex   ", "speex", 2),
)
"""First bytes of the first packet, name of the codec, number of header packets at least."""


@dataclass(frozen=True, slots=True)
class _Page:
    serial: int
    starts_stream: bool
    segments: bytes
    body: int
    next: int


@dataclass(frozen=True, slots=True)
class Headers:
    """The first sound stream of an Ogg file."""

    codec: str
    serial: int
    first: bytes
    """The identification packet."""
    comment: bytes
    """The comment packet, b"" where it was too large."""
    sound_start: int


def parse(file: BinaryIO, start: int, end: int) -> Found:
    """The pages after the header packets."""
    headers = read_headers(file, start, end)
    length = end - headers.sound_start
    if length < 28:
        raise FileRefused("it breaks off before its sound begins")
    if length <= 4096 and last_position(file, headers, end) is None:
        raise FileRefused("it has a header but no sound")
    return Found(Sound(((headers.sound_start, length),), headers.first[:64], paged=True), headers=headers)


def read_headers(file: BinaryIO, start: int, end: int) -> Headers:
    """Read the header packets of the first stream that is sound.

    Raises:
        FileRefused: there is no such stream, or it breaks off.
    """
    serial, codec, wanted = -1, "", 0
    other = ""
    packets: list[bytes] = []
    open_packet = bytearray()
    offset = start
    for _ in range(_MAX_HEADER_PAGES):
        page = _page(file, offset, end)
        if page is None:
            break
        if page.starts_stream and serial < 0:
            head = read_at(file, page.body, min(16, page.next - page.body))
            for magic, name, count in CODECS:
                if head.startswith(magic):
                    serial, codec, wanted = page.serial, name, count
            if serial < 0:
                other = "it is a video, not music" if head[:7] in (b"\x80theora", b"\x01video\0") else other
        if page.serial == serial:
            body = read_at(file, page.body, page.next - page.body)
            place = 0
            for size, ends in _runs(page.segments):
                if len(open_packet) <= _MAX_COMMENT:
                    open_packet += body[place : place + size]
                place += size
                if ends:
                    packets.append(bytes(open_packet) if len(open_packet) <= _MAX_COMMENT else b"")
                    open_packet.clear()
            if codec == "speex" and packets:
                wanted = 2 + min(16, int.from_bytes(packets[0][68:72], "little"))
            elif codec == "flac" and packets:
                wanted = _flac_headers(packets)
            if len(packets) >= wanted:
                return Headers(codec, serial, packets[0], packets[1], page.next)
        offset = page.next
    raise FileRefused(other or ("it breaks off before its sound begins" if codec else "it is Ogg, but not of sound"))


def last_position(file: BinaryIO, headers: Headers, end: int) -> int | None:
    """The position in samples that the last page of the stream ends at."""
    for size in (_NEAR_TAIL, _TAIL):
        window = min(size, end - headers.sound_start)
        position = _last_position(read_at(file, end - window, window), headers.serial)
        if position is not None or window < size:
            return position
    return None


def _runs(segments: bytes) -> Iterator[tuple[int, bool]]:
    """Bytes of each packet of a page, and whether the packet ends there: a segment of less than 255 ends it."""
    place = 0
    while place < len(segments):
        stop = place
        while stop < len(segments) and segments[stop] == 255:
            stop += 1
        ends = stop < len(segments)
        yield (stop - place) * 255 + (segments[stop] if ends else 0), ends
        place = stop + 1


def _last_position(tail: bytes, wanted: int) -> int | None:
    place = len(tail)
    while (place := tail.rfind(b"OggS", 0, place)) >= 0:
        position = int.from_bytes(tail[place + 6 : place + 14], "little")
        serial = int.from_bytes(tail[place + 14 : place + 18], "little")
        if serial == wanted and 0 < position < 1 << 62 and len(tail) - place >= 27:
            return position
    return None


def _flac_headers(packets: list[bytes]) -> int:
    """Header packets of FLAC in Ogg: as many as the first one announces, or up to the one marked as the last."""
    announced = int.from_bytes(packets[0][7:9], "big")
    if announced:
        return announced + 1
    for number, packet in enumerate(packets[1:], 2):
        if packet[:1] and packet[0] & 0x80:
            return number
    return len(packets) + 1


def _page(file: BinaryIO, offset: int, end: int) -> _Page | None:
    header = read_at(file, offset, 27 + 255)
    if len(header) < 27 or header[:4] != b"OggS" or offset + 27 > end:
        return None
    segments = header[27 : 27 + header[26]]
    body = offset + 27 + header[26]
    after = body + sum(segments)
    if after > end:
        return None
    return _Page(int.from_bytes(header[14:18], "little"), bool(header[5] & 2), segments, body, after)
