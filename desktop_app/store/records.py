"""What the store takes and gives besides the records of `domain`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from desktop_app.domain.ids import AudioKey, FileId, TrackId, Uid
from desktop_app.domain.tables import Float32Array


@dataclass(frozen=True, slots=True)
class LibraryCounts:
    """Where every file stands. Always files = singles + not_music + duplicates + refused."""

    tracks: int
    """Tracks with at least one present file; parts of files count one by one, and what is no music counts too."""
    away: int
    """Tracks of which no file is present; they are kept with all that belongs to them."""
    files: int
    """Files present at the last look, but for those whose tracks the person took out."""
    duplicates: int
    """Present files that speak for no track: another one of the same sound does."""
    refused: int
    """Present files that were set aside with a reason."""
    singles: int = 0
    """Present files that speak for music; one in several parts counts once."""
    not_music: int = 0
    """Present files that speak for nothing but what stays out of mixes."""
    cue_tracks: int = 0
    """Tracks that are parts of present files."""

    @property
    def owned(self) -> int:
        """All tracks, present or away."""
        return self.tracks + self.away


class KnownFile(NamedTuple):
    """A file as the last scan left it. A tuple, because a scan holds as many as there are files."""

    path: bytes
    id: FileId
    size: int
    mtime_ns: int
    present: bool
    refused: str | None
    version: int | None
    """Of the reader that read it; None: to be read again."""
    beside: int | None
    """A hash of what lay beside it and was read with it."""
    changed_ns: int | None
    """When it had changed, as it was read."""


@dataclass(frozen=True, slots=True)
class PutOutcome:
    """What storing read files did.

    `new` counts tracks never seen before; `changed` files known by their path that differed. `tracks` has the track of
    every file, in the order given; of a file in parts the first one.
    """

    new: int
    changed: int
    tracks: tuple[TrackId, ...]


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """One group of features of one recording: `values` has shape (width,), finite, the same width for all tracks.

    No values at all say that the sound gives this group nothing to go by, so that it is not asked for again.
    """

    key: AudioKey
    group: str
    version: int
    values: Float32Array
    start_75: int = 0
    end_75: int = -1
    """The part of the sound that it describes, in 1/75 s; 0 to -1 for all of it."""
    excerpts: bool = False
    """Whether only parts of it were heard so far."""


@dataclass(frozen=True, slots=True)
class Unheard:
    """A present track of which some groups are still to be computed."""

    track: TrackId
    lacks: frozenset[str]
    """Groups of which it has nothing of the current version."""
    excerpts: frozenset[str]
    """Groups that it has from excerpts only."""
    folder: bytes
    artist: int
    album: int
    """Codes as in TrackTable, -1 where it is not known."""
    duration_ms: int | None
    plays: int
    cut_off: bool = False
    """Whether the program was ended while this was in work: by chance mostly, but it had better be heard alone."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """How often a file was tried, and why it was set aside if it was."""

    tries: int
    reason: str | None = None

    @property
    def given_up(self) -> bool:
        """Whether the file is not to be tried again until it changes or the person asks for it."""
        return self.reason is not None or self.tries >= MAX_TRIES


MAX_TRIES = 2
"""A file that took a helper process down this often is left alone."""
MAX_CUT_OFF = 6
"""So is one that was in work, of late alone, each time that the program itself was ended. A kill or a power cut meets
any file once or twice by chance; helpers keep the program safe from what a file does, but for the machine's memory."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """Something the person said about a track, an artist or a reason."""

    id: int
    kind: str
    target_uid: Uid
    value: float | None
    scope: str
    at: datetime
    until: datetime | None
    source: str


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of the person's data."""

    name: str
    made_at: datetime
    kind: str
    size: int
