"""What the engine tells: events, and their form on the channel.

An event that no version of ours would send is refused, so that the client never hands on half an event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, get_type_hints


@dataclass(frozen=True, slots=True)
class Started:
    """The first sound of an item is being heard. `duration_ms` is what the decoder announced, None if nothing."""

    item: int
    duration_ms: int | None


@dataclass(frozen=True, slots=True)
class Position:
    """Where the ear is. Comes about five times a second while playing, at once after play, pause and seek, and one last
    time, with `playing` False, when an item is replaced, stopped or has failed.

    `position_ms` is the place in the item; `heard_ms` the time for which it really sounded: it does not grow in a
    pause, nor by a seek, and passages heard twice count twice.
    """

    item: int
    position_ms: int
    heard_ms: int
    playing: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """The item was heard to its end. The next one, if enqueued, follows without a gap."""

    item: int
    heard_ms: int


@dataclass(frozen=True, slots=True)
class Failed:
    """No more can be heard of the item, for a reason in plain words; the next one, if enqueued, follows."""

    item: int
    reason: str


@dataclass(frozen=True, slots=True)
class Output:
    """Where the sound goes from now on. `null`: nowhere, there is no sound device; time is kept all the same."""

    name: str
    null: bool


@dataclass(frozen=True, slots=True)
class Report:
    """Counts of the engine's life so far, at the output's rate.

    `frames` of items handed to the output; `silent` runs of silence that had to be put in where an item should have
    sounded (its sound came too late); `longest_wait_ms` between two requests of the device while it ran; `digest` over
    the samples of items, hexadecimal BLAKE2b, only from the null output, else empty.
    """

    rate: int
    frames: int
    silent: int
    longest_wait_ms: int
    digest: str


@dataclass(frozen=True, slots=True)
class EngineDied:
    """The engine process is gone; nothing plays. The client can be started again."""


Event = Started | Position | Ended | Failed | Output | Report | EngineDied
_KINDS: dict[str, type[Event]] = {
    kind.__name__: kind for kind in (Started, Position, Ended, Failed, Output, Report, EngineDied)
}


def to_body(event: Event) -> dict[str, object]:
    """The event as a message body."""
    return {"event": type(event).__name__, **asdict(event)}


def from_body(body: Mapping[str, Any]) -> Event:
    """The event of a message body.

    Raises:
        ValueError: it is none.
    """
    kind = _KINDS.get(str(body.get("event")))
    values = {name: value for name, value in body.items() if name != "event"}
    if kind is None or set(values) != set(kind.__dataclass_fields__):
        raise ValueError("not an event")
    for name, hint in get_type_hints(kind).items():
        if not isinstance(values[name], hint) or (isinstance(values[name], bool) and hint is not bool):
            raise ValueError(f"not an event: {name}")
    return kind(**values)
