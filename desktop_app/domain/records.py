"""The records that all layers speak in. Frozen; ids have types; units stand in names; times are UTC-aware."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from desktop_app.domain.cue import CueSheet
from desktop_app.domain.ids import (
    AudioKey,
    FileId,
    ImpressionId,
    ListenSeq,
    PlaylistId,
    RootId,
    RunId,
    TrackId,
    Uid,
)


class Ended(Enum):
    """How a listen ended."""

    FINISHED = "FINISHED"
    SKIPPED = "SKIPPED"
    STOPPED = "STOPPED"
    REPLACED = "REPLACED"
    FAILED = "FAILED"


class SkipKind(Enum):
    """What a skip says: HUNTING no dislike at all, the others more and more."""

    HUNTING = "HUNTING"
    NOT_NOW = "NOT_NOW"
    TIRED = "TIRED"
    DISLIKE = "DISLIKE"


class Chosen(Enum):
    """How a listen came to be played."""

    HAND = "hand"
    ALBUM = "album"
    PLAYLIST = "playlist"
    MIX = "mix"
    RADIO = "radio"
    SHUFFLE = "shuffle"
    COMMAND = "command"


class Presence(Enum):
    """Whether a file was there at the last look. Away is not deleted."""

    PRESENT = "present"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class FileStamp:
    """A file as the file system shows it. `path` is bytes: a name need not be text."""

    path: bytes
    size: int
    mtime_ns: int
    device: int
    inode: int
    changed_ns: int = field(default=0, compare=False)
    """When anything about it changed: its content, name or rights. 0: not known."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that a scan has seen before."""

    id: FileId
    root: RootId
    stamp: FileStamp
    presence: Presence
    refused: str | None = None
    """The reason for which it was set aside; None for a file that holds a track."""


@dataclass(frozen=True, slots=True)
class Root:
    """A folder that the person gave to the library."""

    id: RootId
    path: bytes
    presence: Presence
    shrunk_at: datetime | None = None
    """Since when far fewer files are there than before; None: as usual, or accepted by the person."""


@dataclass(frozen=True, slots=True)
class Gain:
    """What a file says about its loudness: gains in dB that bring it to -18 LUFS (ReplayGain 2), peaks as amplitude.

    R128 tags (to -23 LUFS) and iTunNORM are converted when they are read.
    """

    track_db: float | None = None
    track_peak: float | None = None
    album_db: float | None = None
    album_peak: float | None = None


@dataclass(frozen=True, slots=True)
class Lyrics:
    """The words of a song; with `timed` every line begins with its time as [mm:ss.xx]."""

    text: str
    timed: bool = False


@dataclass(frozen=True, slots=True)
class Tags:
    """What a file says of itself after cleaning; "" and None mean that it does not say.

    `raw` keeps the values as they stood in the file, by the tag's own names, shortened to the stored limits.
    """

    title: str = ""
    artist: str = ""
    artists: tuple[str, ...] = ()
    album: str = ""
    album_artist: str = ""
    genres: tuple[str, ...] = ()
    year: int | None = None
    """Of this release."""
    original_year: int | None = None
    """Of the first release, where the file tells both."""
    disc: int | None = None
    number: int | None = None
    number_total: int | None = None
    compilation: bool = False
    sort_title: str = ""
    sort_artist: str = ""
    sort_album: str = ""
    sort_album_artist: str = ""
    work: str = ""
    """The whole that it is a movement of."""
    movement: str = ""
    movement_number: int | None = None
    gain: Gain = Gain()
    duration_ms: int | None = None
    sample_rate: int | None = None
    channels: int | None = None
    bitrate: int | None = None
    codec: str = ""
    from_name: tuple[str, ...] = ()
    """Names of the fields that were guessed from the file's name and folders because the tags were silent."""
    raw: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


WHOLE = (0, -1)
"""Start and end, in 1/75 s, of a track that is all of its file."""


@dataclass(frozen=True, slots=True)
class Part:
    """A track that is a part of a file, in 1/75 s; `end_75` -1 means up to the end of the file."""

    start_75: int
    end_75: int
    tags: Tags


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a reader found in one file: its tags and the quick key of its sound.

    `parts` are the tracks in it where a CUE sheet names them; empty: the file is one track.
    """

    stamp: FileStamp
    tags: Tags
    key: AudioKey
    full_key: AudioKey | None = None
    """The key over all of its sound, where the quick one has read all of it."""
    lyrics: Lyrics | None = None
    sheet: CueSheet | None = None
    """The CUE sheet inside the file."""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Track:
    """One recording that the person owns, as it is shown. Identity is the audio, not the path."""

    id: TrackId
    uid: Uid
    title: str
    artist: str
    album: str
    album_artist: str
    genre: str
    year: int | None
    disc: int | None
    number: int | None
    duration_ms: int | None
    added_at: datetime
    presence: Presence
    path: bytes
    """A path at which it is present; the last known one where it is away."""
    key: AudioKey
    artist_key: str
    """The folded name by which the artist windows of a mix compare."""
    album_key: str
    analysed: bool
    plays: int
    """Listens that count as played."""
    original_year: int | None = None
    start_75: int = 0
    """Where it begins in its file, in 1/75 s."""
    end_75: int = -1
    """Where it ends; -1: with the file."""
    copies: int = 1
    """Present files that hold it."""
    rating: float | None = None
    """What the person gave it, 0 to 1."""
    not_music: str = ""
    """Why it stays out of mixes unless asked for (a name of domain.not_music); "" for music."""
    season: str = ""
    """"holiday" for what belongs to its season."""
    corrected: frozenset[str] = frozenset()
    """Names of the fields that the person corrected."""
    codec: str = ""
    bitrate: int | None = None
    cover: bytes = b""
    """SHA-256 of its cover; b"" while none is known."""


@dataclass(frozen=True, slots=True)
class Listen:
    """One play of one track. Open (`ended` None) while it sounds, closed when it stops.

    `offset_min` is the local offset from UTC when it started, so that its local hour is known for ever.
    """

    seq: ListenSeq
    uid: Uid
    track: TrackId
    started_at: datetime
    offset_min: int
    played_ms: int
    duration_ms: int | None
    ended: Ended | None
    skip_kind: SkipKind | None
    chosen: Chosen
    source: str = "undersong"
    impression: ImpressionId | None = None


@dataclass(frozen=True, slots=True)
class ScoreTerm:
    """One named part of a score. The values of an item's terms sum to its score.

    `evidence` are the listens and tracks that the value rests on, heaviest first; `facts` are the numbers that the
    sentence needs (similarity, days, counts).
    """

    term: str
    value: float
    listens: tuple[ListenSeq, ...] = ()
    tracks: tuple[TrackId, ...] = ()
    facts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pick:
    """One recommended track with the true account of its score."""

    track: TrackId
    rank: int
    score: float
    terms: tuple[ScoreTerm, ...]
    propensity: float | None = None
    """The probability with which it was drawn, in a randomised slot only."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a list could rest on."""

    analysed: int
    """Tracks that were heard, be it in excerpts."""
    tracks: int
    set_aside: int = 0
    """Tracks that cannot be heard; each has its reason."""
    excerpts: int = 0
    """Of those analysed, heard in excerpts so far."""

    @property
    def complete(self) -> bool:
        """Whether nothing is left to be heard."""
        return self.analysed + self.set_aside >= self.tracks and not self.excerpts


@dataclass(frozen=True, slots=True)
class Reason:
    """A term in words, for the screen and for `--json`. Built from a ScoreTerm, never after the fact."""

    term: str
    label: str
    value: float
    text: str
    short: str
    """The same in a few words, for a place below a cover."""
    listens: tuple[ListenSeq, ...] = ()
    tracks: tuple[TrackId, ...] = ()
    facts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MixItem:
    """One row of a mix: the track, its pick and its reasons in words, heaviest first."""

    track: Track
    pick: Pick
    reasons: tuple[Reason, ...]
    impression: ImpressionId | None = None
    """The row under which it was logged as shown; goes with the listen if it is played. None where none was."""


@dataclass(frozen=True, slots=True)
class Mix:
    """A recommended list in play order."""

    mode: str
    items: tuple[MixItem, ...]
    coverage: Coverage
    relaxed: tuple[str, ...]
    """Names of the constraints that were loosened because too little was left."""
    listens: int
    """How many own listens the model knew: says how sure it can be."""
    run: RunId | None = None
    notes: tuple[str, ...] = ()
    """Sentences on what the list could not be, such as that few tracks have the mood that was asked for."""


@dataclass(frozen=True, slots=True)
class Playlist:
    """A stored list. `rule` says how it was made when the program made it."""

    id: PlaylistId
    uid: Uid
    name: str
    rule: str
    created_at: datetime
    count: int
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that could not be used, and why, in plain words."""

    path: bytes
    reason: str


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What a scan did. found = tracks + duplicates + not_music + len(refused), over audio-like files now present.

    A file in several parts counts once. Files whose tracks the person took out of the library are not counted.
    """

    found: int
    tracks: int
    new: int
    changed: int
    away: int
    duplicates: int
    not_music: int
    cue_tracks: int
    """Parts of files, by CUE sheets; their files are counted in the classes above."""
    refused: tuple[Refusal, ...]
    problems: tuple[Refusal, ...] = ()
    """Folders given that are missing, cannot be read or hold no music, and why; the others were scanned."""
    unlisted: tuple[Refusal, ...] = ()
    """What was met on the way and could not be used, and why: folders that could not be listed and files that could not
    be looked at (what is known of them stays as it was), links, entries that are no files, sheets without sense."""


@dataclass(frozen=True, slots=True)
class AnalyseReport:
    """What an analysis run did."""

    analysed: int
    already: int
    failed: tuple[Refusal, ...]
    cpu_s: float
    wall_s: float


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts over the whole data folder."""

    tracks: int
    away: int
    analysed: int
    listens: int
    sessions: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What a service wrote; pages refresh only what this names."""

    tracks: bool = False
    listens: bool = False
    features: bool = False
    playlists: bool = False
    settings: bool = False
    recommending: bool = False
    """What lists are made by: the switch, the dial, the reasons in use."""
    covers: bool = False
    """Which pictures stand for albums and tracks."""

    def __or__(self, other: Changes) -> Changes:
        return Changes(
            self.tracks or other.tracks,
            self.listens or other.listens,
            self.features or other.features,
            self.playlists or other.playlists,
            self.settings or other.settings,
            self.recommending or other.recommending,
            self.covers or other.covers,
        )
