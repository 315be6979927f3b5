"""Where in a file the sound lies and where the tags lie, by its content alone.

The spans of the sound are what identity rests on: they are the same bytes before and after any change of tags. The
places of the tags let the tag reader read just those and step over pictures. No size that a file claims is trusted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO

from desktop_app.domain.errors import FileRefused
from desktop_app.library import chunks, containers, ogg
from desktop_app.library.foreign import what_else
from desktop_app.library.spans import Place, Sound, sync_safe
from desktop_app.library.view import read_at

_MAX_TAGS = 20
_MAX_PADDING = 1 << 20


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file is made of. Places are (offset, length) in bytes."""

    kind: str
    """Name of the container: "mpeg" for bare MPEG or ADTS frames, else "flac", "ogg", "mp4", "wav" ..."""
    start: int
    """Where the container begins, after the ID3v2 tags in front of it."""
    end: int
    """Where the tags behind it begin."""
    sound: Sound
    id3: tuple[Place, ...] = ()
    ape: Place | None = None
    id3v1: Place | None = None
    places: dict[str, Place] = field(default_factory=dict)
    headers: object = None


_PARSERS: tuple[tuple[Callable[[bytes], bool], str, containers.Parser], ...] = (
    (lambda h: h.startswith(b"fLaC"), "flac", containers.flac),
    (lambda h: h.startswith(b"OggS"), "ogg", ogg.parse),
    (lambda h: h[4:8] in containers.MP4_STARTS, "mp4", containers.mp4),
    (lambda h: h[:4] in (b"RIFF", b"RF64", b"BW64") and h[8:12] == b"WAVE", "wav", chunks.wav),
    (lambda h: h[:4] == b"FORM" and h[8:12] in (b"AIFF", b"AIFC"), "aiff", chunks.aiff),
    (lambda h: h.startswith(b"DSD ") and h[4:12] == b"\x1c\0\0\0\0\0\0\0", "dsf", chunks.dsf),
    (lambda h: h.startswith(b"FRM8") and h[12:16] == b"DSD ", "dff", chunks.dff),
    (lambda h: h.startswith(containers.ASF_HEADER), "asf", containers.asf),
    (lambda h: h.startswith(b"MAC "), "ape", containers.whole),
    (lambda h: h.startswith(b"wvpk"), "wavpack", containers.whole),
    (lambda h: h[:4] == b"MPCK" or h[:3] == b"MP+", "musepack", containers.whole),
    (lambda h: h[:4] in (b"TTA1", b"TTA2"), "tta", containers.whole),
    (lambda h: h.startswith(b"OFR "), "optimfrog", containers.optimfrog),
    (lambda h: h.startswith(b"tBaK"), "tak", containers.whole),
    (lambda h: h.startswith(containers.EBML), "matroska", containers.matroska),
    (lambda h: h.startswith(b"caff"), "caf", chunks.caf),
    (lambda h: h.startswith(chunks.W64_RIFF), "w64", chunks.w64),
)


def find(file: BinaryIO, size: int) -> Layout:
    """Take a file apart.

    Raises:
        FileRefused: there is no sound in it, with the reason.
    """
    if size == 0:
        raise FileRefused("the file is empty")
    start, id3 = _skip_front(file, size)
    end, ape, id3v1 = _skip_back(file, start, size)
    if end <= start:
        raise FileRefused("it holds tags but no sound")
    head = read_at(file, start, 64)
    for matches, kind, parse in _PARSERS if head[:1] != b"\xff" else ():  # frames of MPEG begin so, no container does
        if matches(head):
            found = parse(file, start, end)
            return Layout(kind, start, end, found.sound, (*id3, *found.id3), ape, id3v1, found.places, found.headers)
    other = what_else(read_at(file, start, min(2048, end - start)))
    if other is not None:
        raise FileRefused(other)
    return Layout("mpeg", start, end, Sound(((start, end - start),)), id3, ape, id3v1)


def _skip_front(file: BinaryIO, size: int) -> tuple[int, tuple[Place, ...]]:
    """Step over the ID3v2 tags, the APEv2 tag and the padding in front."""
    start = 0
    found: list[Place] = []
    for _ in range(_MAX_TAGS):
        header = read_at(file, start, 10)
        if len(header) == 10 and header[:3] == b"ID3" and header[3] < 0xFF and header[4] < 0xFF:
            length = sync_safe(header[6:10]) + (20 if header[5] & 0x10 else 10)
            if start + length > size or max(header[6:10]) > 0x7F:  # the size is a lie: only the header is stepped over
                return start + 10, tuple(found)
            found.append((start, length))
            start += length
        elif header[:8] == b"APETAGEX":
            fields = read_at(file, start + 8, 24)
            length = 32 + int.from_bytes(fields[4:8], "little")
            if len(fields) < 24 or start + length > size:
                break
            start += length
        else:
            break
    padding = 0
    while found and padding < _MAX_PADDING:
        block = read_at(file, start, 4096)
        stripped = len(block) - len(block.lstrip(b"\0"))
        start += stripped
        padding += stripped
        if not block or stripped < len(block):
            break
    return start, tuple(found)


def _skip_back(file: BinaryIO, start: int, size: int) -> tuple[int, Place | None, Place | None]:
    """Step back over ID3v1, APEv2, Lyrics3 and appended ID3v2 tags."""
    end, ape, id3v1 = size, None, None
    for _ in range(_MAX_TAGS):
        tail = read_at(file, max(start, end - 256), min(256, end - start))
        if len(tail) >= 128 and tail[-128:-125] == b"TAG":
            id3v1 = id3v1 or (end - 128, 128)
            end -= 128
            if end - start >= 227 and read_at(file, end - 227, 4) == b"TAG+":
                end -= 227
        elif len(tail) >= 32 and tail[-32:-24] == b"APETAGEX":
            length = int.from_bytes(tail[-20:-16], "little")
            length += 32 if int.from_bytes(tail[-12:-8], "little") & 0x80000000 else 0
            if not 32 <= length <= end - start:
                break
            ape = ape or (end - length, length)
            end -= length
        elif tail[-9:] == b"LYRICS200" and tail[-15:-9].isdigit() and int(tail[-15:-9]) + 15 <= end - start:
            end -= int(tail[-15:-9]) + 15
        elif tail[-9:] == b"LYRICSEND":
            block_start = max(start, end - 5120)
            place = read_at(file, block_start, end - block_start).rfind(b"LYRICSBEGIN")
            if place < 0:
                break
            end = block_start + place
        elif len(tail) >= 10 and tail[-10:-7] == b"3DI":
            length = sync_safe(tail[-4:]) + 20
            if length > end - start:
                break
            end -= length
        else:
            break
    return end, ape, id3v1
