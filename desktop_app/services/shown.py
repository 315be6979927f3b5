"""Small records that services give to the window and the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Listen, Track


@dataclass(frozen=True, slots=True)
class ListenShown:
    """A listen with its track."""

    listen: Listen
    track: Track | None


@dataclass(frozen=True, slots=True)
class TermInfo:
    """A score term by its name, as a person reads it, and whether it is switched off."""

    name: str
    label: str
    off: bool


@dataclass(frozen=True, slots=True)
class DeletedPlaylist:
    """All that is needed to bring a deleted list back."""

    name: str
    rule: str
    tracks: tuple[TrackId, ...]


@dataclass(frozen=True, slots=True)
class PlayerState:
    """The player at one moment. `current` is an index into `queue`, -1 for none; positions in milliseconds."""

    track: Track | None = None
    queue: tuple[TrackId, ...] = ()
    current: int = -1
    position_ms: int = 0
    duration_ms: int | None = None
    playing: bool = False
    volume: float = 0.8
    output: str = ""
    """Name of the device that sounds; "" until the first track."""
    silent: bool = False
    """True where there is no sound device: time passes, nothing is heard."""
    notice: str = ""
    """A sentence about something that went wrong, until the next track; "" for none."""


PlayerNews = Literal["track", "position", "queue", "state", "notice"]
"""What a player event is about."""


@dataclass(frozen=True, slots=True)
class PlayerEvent:
    """Something changed; `state` is the whole state after it."""

    kind: PlayerNews
    state: PlayerState
