"""A data folder with an invented library, and stand-ins for what runs in other processes."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import numpy as np

from desktop_app.audio import groups
from desktop_app.audio.groups import Analysis
from desktop_app.domain.errors import AppError
from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import Progress
from desktop_app.domain.records import FileStamp, ReadFile
from desktop_app.playback import client as engine_client
from desktop_app.sandbox.files import open_regular
from desktop_app.sandbox.pcm import PcmEnds, pcm_pair
from desktop_app.services.player import PlayerService
from desktop_app.store import FeatureRow, Store
from tests.store.helpers import key_of, tags_of


def stamp_of(path: Path) -> FileStamp:
    fd, stamp = open_regular(str(path).encode())
    os.close(fd)
    return stamp


def add_tracks(store: Store, folder: Path, artists: int = 6, each: int = 4, *, minutes: float = 3.0) -> list[TrackId]:
    """Tracks with files that exist (and hold no sound): `each` of every artist, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    root = store.library.add_root(str(folder).encode())
    reads = []
    for artist in range(artists):
        for number in range(each):
            path = folder / f"{artist}-{number}.flac"
            path.write_bytes(b"x" * (artist + 1))
            stamp = stamp_of(path)
            tags = tags_of(
                f"Song {artist}.{number}", f"Artist {artist}", f"Album {artist}", number=number + 1,
                duration_ms=int(minutes * 60_000),
            )  # fmt: skip
            reads.append(ReadFile(stamp, tags, key_of(f"{artist}-{number}")))
    return list(store.library.put(root, reads).tracks)


def features_near(center: int, number: int) -> dict[str, np.ndarray]:
    """Vectors of all groups: those of one center lie close together, different centers far apart."""
    rng = np.random.default_rng([center])
    noise = np.random.default_rng([center, number + 1])
    found = {}
    for group in groups.VERSIONS:
        width = groups.WIDTHS[group]
        if group == "shape":
            found[group] = np.linspace(0.0, 1.0, width, dtype=np.float32)
        else:
            values = rng.standard_normal(width) + 0.15 * noise.standard_normal(width)
            found[group] = values.astype(np.float32)
    return found


def add_features(store: Store, tracks: Sequence[TrackId], each: int = 4) -> None:
    """Features for tracks made by add_tracks: one center per artist."""
    rows = []
    for place, track in enumerate(store.tracks.rows(tracks)):
        for group, values in features_near(place // each, place % each).items():
            rows.append(FeatureRow(track.key, group, groups.VERSIONS[group], values))
    store.features.put(rows)


class FakeAnalyser:
    """Gives every file features at once; what `answer` raises is raised."""

    def __init__(self, answer: Callable[[bytes], None] = lambda path: None) -> None:
        self.paths: list[bytes] = []
        self.parts: list[tuple[int, int]] = []
        self.wanted: list[tuple[frozenset[str], bool]] = []
        self.closed = False
        self._answer = answer

    def analyse(
        self, path: bytes, start_75: int = 0, end_75: int = -1, *, wanted: Collection[str], excerpts: bool = False
    ) -> Analysis:
        self.paths.append(path)
        self.parts.append((start_75, end_75))
        self.wanted.append((frozenset(wanted), excerpts))
        self._answer(path)
        left_out = groups.NOT_IN_EXCERPTS if excerpts else frozenset()
        found = {name: values for name, values in features_near(len(self.paths), 0).items() if name in wanted}
        return Analysis(
            {name: values for name, values in found.items() if name not in left_out},
            None if excerpts else 180_000,
            excerpts,
        )

    def close(self) -> None:
        self.closed = True


class CountingJob:
    """A job that is told to stop after so many checks, or never."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.checks = 0
        self.reports: list[Progress] = []
        self._stop_after = stop_after

    def check(self) -> None:
        from desktop_app.domain.errors import JobCancelled

        self.checks += 1
        if self._stop_after is not None and self.checks > self._stop_after:
            raise JobCancelled

    def report(self, progress: Progress) -> None:
        self.reports.append(progress)


class FakeDecoders:
    """Streams that nobody fills; every started path is noted, `refuse` names those that cannot be opened."""

    def __init__(self) -> None:
        self.paths: list[bytes] = []
        self.parts: list[tuple[int, int]] = []
        self.wanted: list[tuple[frozenset[str], bool]] = []
        self.refuse: dict[bytes, AppError] = {}

    def start(self, path: bytes, start_75: int = 0, end_75: int = -1) -> PcmEnds:
        if path in self.refuse:
            raise self.refuse[path]
        self.paths.append(path)
        self.parts.append((start_75, end_75))
        write_end, read_end = pcm_pair()
        write_end.close()
        return read_end

    def close(self) -> None:
        return None


class FakeEngine:
    """Notes commands; the test speaks for it through `say`."""

    def __init__(self, on_event: Callable[[engine_client.Event], None]) -> None:
        self.say = on_event
        self.commands: list[tuple[object, ...]] = []
        self.item = 0
        self.waiting = 0
        self.closed = False

    def start(self) -> None:
        self.commands.append(("start",))

    def close(self) -> None:
        self.closed = True

    def load(self, item: int, ends: PcmEnds, *, start_ms: int = 0, play: bool = True) -> None:
        ends.close()
        self.item = item
        self.commands.append(("load", start_ms, play))

    def enqueue(self, item: int, ends: PcmEnds) -> None:
        ends.close()
        self.waiting = item
        self.commands.append(("enqueue",))

    def play(self) -> None:
        self.commands.append(("play",))

    def pause(self) -> None:
        self.commands.append(("pause",))

    def seek(self, ms: int) -> None:
        self.commands.append(("seek", ms))

    def stop(self) -> None:
        self.commands.append(("stop",))

    def set_volume(self, volume: float) -> None:
        self.commands.append(("volume", volume))

    # what the real engine would tell
    def started(self) -> None:
        self.say(engine_client.Started(self.item, None))

    def position(self, position_ms: int, heard_ms: int | None = None, *, playing: bool = True) -> None:
        heard = position_ms if heard_ms is None else heard_ms
        self.say(engine_client.Position(self.item, position_ms, heard, playing))

    def ended(self, heard_ms: int) -> None:
        self.say(engine_client.Ended(self.item, heard_ms))

    def followed(self) -> None:
        self.item, self.waiting = self.waiting, 0
        self.say(engine_client.Started(self.item, None))

    def failed(self, reason: str = "it holds no sound") -> None:
        self.say(engine_client.Failed(self.item, reason))

    def died(self) -> None:
        self.say(engine_client.EngineDied())


def settle(player: PlayerService) -> None:
    """Wait until the player has carried out everything that was asked so far."""
    done = threading.Event()
    player._inbox.put(done.set)
    assert done.wait(10)
