"""Small records shared by the container parsers."""

from __future__ import annotations

from dataclasses import dataclass, field

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
