"""What a CUE sheet says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CueTrack:
    """One track of a CUE sheet. Times in 1/75 s from the beginning of its file."""

    number: int
    title: str
    performer: str
    start_75: int
    """INDEX 01."""
    pregap_75: int | None = None
    """INDEX 00; None where the sheet names none."""


@dataclass(frozen=True, slots=True)
class CueFile:
    """A file named by a CUE sheet, and the tracks in it, by their start."""

    name: str
    tracks: tuple[CueTrack, ...]


@dataclass(frozen=True, slots=True)
class CueSheet:
    """What a CUE sheet says, beside a file or inside one."""

    title: str
    performer: str
    genre: str
    year: int | None
    files: tuple[CueFile, ...]
