"""What the parsers of containers share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import BinaryIO

from desktop_app.domain.errors import FileRefused
from desktop_app.library.view import read_at

MAX_PARTS = 10_000
"""Boxes, chunks or blocks that are walked in one file."""
BREAKS_OFF = "it breaks off before its sound begins"

Place = tuple[int, int]
"""Offset and length in bytes."""


@dataclass(frozen=True, slots=True)
class Sound:
    """The bytes of a file that are sound, in order, and the bytes that say how to hear them."""

    spans: tuple[Place, ...]
    facts: bytes = b""
    """The format's own description of the sound; never holds tags."""
    paged: bool = False
    """Whether the spans hold Ogg pages, whose numbers and checksums change with the tags in front of them."""

    @property
    def length(self) -> int:
        """Bytes of sound."""
        return sum(length for _, length in self.spans)


@dataclass(frozen=True, slots=True)
class Found:
    """What a container parser found. `places` are the parts that the tag reader wants, by name."""

    sound: Sound
    places: dict[str, Place] = field(default_factory=dict)
    id3: tuple[Place, ...] = ()
    headers: object = None
    """What the parser of this kind has read already."""


def with_sound(
    file: BinaryIO, spans: list[Place], places: dict[str, Place], facts: str, limit: int, id3: list[Place]
) -> Found:
    """What was found, with the first `limit` bytes of the part named `facts` as the description of the sound.

    Raises:
        FileRefused: no span holds a byte.
    """
    spans = [span for span in spans if span[1] > 0]
    if not spans:
        raise FileRefused("it has a header but no sound")
    described = read_at(file, places[facts][0], min(places[facts][1], limit)) if facts else b""
    return Found(Sound(tuple(spans), described), places, tuple(id3))


def sync_safe(four: bytes) -> int:
    """A size as ID3v2 writes it: seven bits to a byte, so that no size looks like the start of an MPEG frame."""
    return (four[0] & 127) << 21 | (four[1] & 127) << 14 | (four[2] & 127) << 7 | four[3] & 127
