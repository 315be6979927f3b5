"""Frames of MPEG sound (MP1, MP2, MP3): how long a stream is, by its headers alone.

Only what is beyond doubt is answered here; for the rest the caller has a parser that searches. Sources: ISO/IEC 11172-3
and 13818-3 for the frames, the Xing and VBRI headers as their encoders write them, LAME's "Info Tag" for the samples
that an encoder adds at both ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from desktop_app.library.view import read_at

_RATES = ((11_025, 12_000, 8_000), (0, 0, 0), (22_050, 24_000, 16_000), (44_100, 48_000, 32_000))
"""By version: 2.5, none, 2, 1."""
_BITRATES = {
    (1, 1): (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 3): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Thousands of bits per second, by version (2 for 2.5) and layer."""
_SAMPLES = {(1, 1): 384, (1, 2): 1152, (1, 3): 1152, (2, 1): 384, (2, 2): 1152, (2, 3): 576}
_SIDE_INFO = {(1, False): 36, (1, True): 21, (2, False): 21, (2, True): 13}
"""Where a Xing header lies in the first frame, by version and whether it is mono."""
_VBRI = 36
_DELAYS_KNOWN = (b"LAME", b"L3.9", b"Lavf", b"Lavc", b"GOGO")
_MAX_DELAY = 4_095
_CHAIN = 4
"""Frames that must follow each other where no header tells how many there are."""
_SEARCH = 1 << 16


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame's header in numbers."""

    version: int
    layer: int
    rate: int
    bitrate: int
    samples: int
    size: int
    mono: bool

    def goes_with(self, other: Frame) -> bool:
        """Whether both may be frames of one stream."""
        return (self.version, self.layer, self.rate) == (other.version, other.layer, other.rate)


@dataclass(frozen=True, slots=True)
class Form:
    """What the headers of a stream tell."""

    layer: int
    rate: int
    channels: int
    bitrate: int
    seconds: float


def frame(head: bytes, offset: int = 0) -> Frame | None:
    """The header of a frame at `offset`; None where there is none, or one of free format."""
    if len(head) < offset + 4 or head[offset] != 0xFF or head[offset + 1] & 0xE0 != 0xE0:
        return None
    second, third = head[offset + 1], head[offset + 2]
    version_bits, layer = second >> 3 & 3, 4 - (second >> 1 & 3)
    rate_index, rate_of_bits = third >> 2 & 3, third >> 4
    if version_bits == 1 or layer == 4 or rate_index == 3 or rate_of_bits in (0, 15):
        return None
    version = 1 if version_bits == 3 else 2
    rate = _RATES[version_bits][rate_index]
    bitrate = _BITRATES[version, layer][rate_of_bits] * 1000
    samples = _SAMPLES[version, layer]
    padding = third >> 1 & 1
    size = (12 * bitrate // rate + padding) * 4 if layer == 1 else samples // 8 * bitrate // rate + padding
    return Frame(version if version_bits else 3, layer, rate, bitrate, samples, size, head[offset + 3] >> 6 == 3)


def form(file: BinaryIO, start: int, end: int) -> Form | None:
    """The form of the stream of frames that begins exactly at `start`; None where that is in doubt."""
    head = read_at(file, start, min(4096, end - start))
    first = frame(head)
    if first is None or first.size > len(head) - 4:
        return None
    channels = 1 if first.mono else 2
    version = 1 if first.version == 1 else 2
    place = _SIDE_INFO[version, first.mono]
    kind = head[place : place + 4]
    frames = size = delay = 0
    if kind in (b"Xing", b"Info"):
        frames, size, delay = _xing(head, place)
    elif head[_VBRI : _VBRI + 4] == b"VBRI":
        size = int.from_bytes(head[_VBRI + 10 : _VBRI + 14], "big")
        frames = int.from_bytes(head[_VBRI + 14 : _VBRI + 18], "big")
    elif not _chained(file, head, first, start, end):
        return None
    else:
        return Form(first.layer, first.rate, channels, first.bitrate, (end - start) * 8 / first.bitrate)
    if not frames or not _sound_follows(file, first, start + first.size, end):
        return None
    samples = frames * first.samples
    if samples <= delay:
        return None
    bitrate = round((size or end - start) * 8 * first.rate / samples)
    return Form(first.layer, first.rate, channels, bitrate, (samples - delay) / first.rate)


def _xing(head: bytes, place: int) -> tuple[int, int, int]:
    """Number of frames, bytes, and samples that are no sound; 0 for what is not told."""
    flags = int.from_bytes(head[place + 4 : place + 8], "big")
    place += 8
    frames = size = delay = 0
    if flags & 1:
        frames = int.from_bytes(head[place : place + 4], "big")
        place += 4
    if flags & 2:
        size = int.from_bytes(head[place : place + 4], "big")
        place += 4
    place += (100 if flags & 4 else 0) + (4 if flags & 8 else 0)
    if head[place : place + 4] in _DELAYS_KNOWN:
        both = int.from_bytes(head[place + 21 : place + 24], "big")
        delay = (both >> 12) + (both & _MAX_DELAY)
    return frames, size, delay


def _chained(file: BinaryIO, head: bytes, first: Frame, start: int, end: int) -> bool:
    """Whether frame follows frame; a constant rate is taken for granted only where the first ones have it."""
    place, last = start + first.size, first
    for _ in range(_CHAIN - 1):
        at = place - start
        header = head[at : at + 4] if at + 4 <= len(head) else read_at(file, place, 4)
        following = frame(header)
        if following is None or not following.goes_with(first) or following.bitrate != last.bitrate:
            return False
        place += following.size
    return place <= end


def _sound_follows(file: BinaryIO, first: Frame, place: int, end: int) -> bool:
    """Whether a whole frame comes after the one that only tells of the others."""
    header = read_at(file, place, 4)
    following = frame(header)
    return following is not None and following.goes_with(first) and place + following.size <= end
