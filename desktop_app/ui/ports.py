"""What the window needs of the services, as small protocols, and the records that it gets from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from desktop_app.domain.ids import ImpressionId, PlaylistId, RunId, TrackId
from desktop_app.domain.jobs import JobContext
from desktop_app.domain.query import TrackQuery
from desktop_app.domain.records import (
    AnalyseReport,
    Changes,
    Chosen,
    Coverage,
    Listen,
    Mix,
    MixItem,
    Playlist,
    Refusal,
    Root,
    ScanReport,
    Stats,
    Track,
)
from desktop_app.domain.tables import Float32Array, Int64Array
from desktop_app.settings import Settings


@dataclass(frozen=True, slots=True)
class TermInfo:
    """One kind of reason that the recommender may use."""

    name: str
    label: str
    off: bool


@dataclass(frozen=True, slots=True)
class PlayerState:
    """What the player does at one moment. Times in milliseconds; volume 0 to 1; current -1 for an empty queue."""

    track: Track | None = None
    queue: tuple[TrackId, ...] = ()
    current: int = -1
    position_ms: int = 0
    duration_ms: int | None = None
    playing: bool = False
    volume: float = 0.8
    output: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class PlayerEvent:
    """Something changed in the player; `state` is the whole state after it."""

    kind: Literal["track", "position", "queue", "state", "listen", "notice"]
    state: PlayerState


@dataclass(frozen=True, slots=True)
class ListenShown:
    """A listen with the track it was of, if the library still knows it."""

    listen: Listen
    track: Track | None


class LibraryPort(Protocol):
    def scan(self, folders: Sequence[Path] | None, job: JobContext) -> ScanReport: ...
    def add_root(self, folder: Path) -> Root: ...
    def roots(self) -> list[Root]: ...
    def track_ids(self, query: TrackQuery) -> Int64Array: ...
    def rows(self, ids: Sequence[int]) -> list[Track]: ...
    def track(self, track: TrackId) -> Track | None: ...
    def stats(self) -> Stats: ...
    def refusals(self, limit: int | None = None) -> list[Refusal]: ...


class AnalysisPort(Protocol):
    def run(self, job: JobContext, limit: int | None = None) -> AnalyseReport: ...
    def coverage(self) -> Coverage: ...
    def shape(self, track: TrackId) -> Float32Array | None: ...


class RecommendPort(Protocol):
    def mix(
        self,
        mode: str,
        *,
        count: int = 25,
        minutes: int | None = None,
        dial: float | None = None,
        seeds: Sequence[TrackId] = (),
        not_seeds: Sequence[TrackId] = (),
        rng: int = 0,
        log: bool = False,
    ) -> Mix: ...
    def why(self, track: TrackId, mode: str = "for-you") -> MixItem: ...
    def enabled(self) -> bool: ...
    def set_enabled(self, enabled: bool) -> Changes: ...
    def terms(self) -> list[TermInfo]: ...
    def use_term(self, name: str, used: bool) -> Changes: ...


class PlayerPort(Protocol):
    def play(
        self,
        track_ids: Sequence[TrackId],
        start: int = 0,
        chosen: Chosen = Chosen.HAND,
        impressions: Sequence[ImpressionId] = (),
    ) -> None: ...
    def toggle(self) -> None: ...
    def next(self) -> None: ...
    def previous(self) -> None: ...
    def seek(self, ms: int) -> None: ...
    def set_volume(self, volume: float) -> None: ...
    def add(self, track_ids: Sequence[TrackId], next_up: bool = False) -> None: ...
    def play_index(self, index: int) -> None: ...
    def remove(self, index: int) -> None: ...
    def state(self) -> PlayerState: ...
    def subscribe(self, callback: Callable[[PlayerEvent], None]) -> Callable[[], None]: ...


class PlaylistsPort(Protocol):
    def all(self) -> list[Playlist]: ...
    def tracks(self, playlist: PlaylistId) -> list[Track]: ...
    def save(self, name: str, track_ids: Sequence[TrackId], rule: str = "", run: RunId | None = None) -> Playlist: ...
    def rename(self, playlist: PlaylistId, name: str) -> Changes: ...
    def delete(self, playlist: PlaylistId) -> Any: ...
    def restore(self, deleted: Any) -> Playlist: ...
    def export_m3u8(self, track_ids: Sequence[TrackId], path: Path) -> int: ...


class SettingsPort(Protocol):
    def get(self) -> Settings: ...
    def set(self, key: str, value: object) -> Changes: ...


class HistoryPort(Protocol):
    def recent(self, limit: int) -> list[ListenShown]: ...


class ChangesPort(Protocol):
    def subscribe(self, callback: Callable[[Changes], None]) -> Callable[[], None]: ...


class Services(Protocol):
    """All services of one data folder."""

    @property
    def library(self) -> LibraryPort: ...
    @property
    def analysis(self) -> AnalysisPort: ...
    @property
    def recommend(self) -> RecommendPort: ...
    @property
    def player(self) -> PlayerPort: ...
    @property
    def playlists(self) -> PlaylistsPort: ...
    @property
    def settings(self) -> SettingsPort: ...
    @property
    def history(self) -> HistoryPort: ...
    @property
    def changes(self) -> ChangesPort: ...
