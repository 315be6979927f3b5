"""Files and whole folders that are moved, renamed, copied, retagged, removed, damaged, unplugged and put back in any
order: every recording keeps its listens, ratings and places in lists. Longer runs: python -m tests.soak.library."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, precondition, rule

from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import QuietJob
from desktop_app.domain.records import Chosen, Ended, Presence
from desktop_app.sandbox.pool import ReaderPool
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.keys import KeyService
from desktop_app.services.library import LibraryService
from desktop_app.store import Store
from tests.services.music import flac, id3_tags, look_alike, mp3_sound, wav_file
from tests.store.helpers import START, Clock

_POOLS: list[ReaderPool] = []


class _Shared(ReaderPool):
    """The readers of all runs, which a run does not end."""

    def close(self) -> None:
        return None

    def end(self) -> None:
        super().close()


def shared_readers() -> ReaderPool:
    """Two readers that live as long as the module."""
    if not _POOLS:
        pool = _Shared(2)
        with pool.borrow(), pool.borrow():
            pass
        _POOLS.append(pool)
    return _POOLS[0]


@pytest.fixture(scope="module", autouse=True)
def _readers() -> Iterator[None]:
    shared_readers()
    yield
    end_readers()


def end_readers() -> None:
    """End what `shared_readers` started."""
    while _POOLS:
        pool = _POOLS.pop()
        assert isinstance(pool, _Shared)
        pool.end()


@dataclass
class Sound:
    """A recording in the model, by its number: how its bytes look, and what a person did with it."""

    kind: str
    data: bytes
    plays: int = 0
    rating: float | None = None

    def file(self, title: str) -> bytes:
        """A file that holds it, with a title where its kind can tell one."""
        if self.kind == "mp3":
            return id3_tags(title=title, artist="Nordlys", album="Album") + self.data
        if self.kind == "flac":
            return flac(self.data, 3000, title=title, artist="Nordlys")
        return self.data


@dataclass
class Model:
    """What a person would say of the library."""

    sounds: list[Sound] = field(default_factory=list)
    files: dict[Path, int] = field(default_factory=dict)
    """The sound in every file that is there, damaged ones left out."""
    tracks: dict[int, TrackId] = field(default_factory=dict)
    """Of every sound that a scan has met."""
    playlist: list[int] = field(default_factory=list)


class Library(RuleBasedStateMachine):
    """The files on one side, a model of them on the other."""

    removed = Bundle("removed")
    broken = Bundle("broken")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="undersong-machine-"))
        self.store = Store.open(self.folder / "data", write=True, clock=Clock())
        changes = ChangeFeed()
        self.keys = KeyService(self.store, changes, shared_readers)
        self.library = LibraryService(self.store, shared_readers(), changes, self.keys)
        self.model = Model()
        self.roots = [self.folder / "one", self.folder / "two"]
        self.number = 0
        self.playlist = self.store.playlists.create("All", "", [])

    def teardown(self) -> None:
        try:
            for root in self.roots:
                self._plug(root)
            self._scan()
            self._check()
        finally:
            self.store.close()
            shutil.rmtree(self.folder)

    # What is there

    def _next(self, suffix: str = "") -> str:
        self.number += 1
        return f"{self.number}{suffix}"

    def _plugged(self) -> list[Path]:
        return [root for root in self.roots if not root.with_suffix(".unplugged").exists()]

    def _plug(self, root: Path) -> None:
        aside = root.with_suffix(".unplugged")
        if aside.exists():
            shutil.rmtree(root, ignore_errors=True)
            aside.rename(root)

    def _pick(self, choice: int) -> Path | None:
        """A file in a root that is plugged in."""
        files = sorted(path for path in self.model.files if path.exists())
        return files[choice % len(files)] if files else None

    def _place(self, choice: int, suffix: str) -> Path:
        """A new path in one of a few folders."""
        roots = self._plugged()
        folder = roots[choice % len(roots)] / ("ab"[choice // 2 % 2]) / ("x" * (choice // 4 % 2))
        folder.mkdir(parents=True, exist_ok=True)
        return folder / self._next(suffix)

    @initialize()
    def begin(self) -> None:
        for root in self.roots:
            root.mkdir()
        for number in range(4):
            self.new_sound(number, number)
        self._scan(*self.roots)

    # What a person does with files

    @precondition(lambda self: self._plugged())
    @rule(choice=st.integers(0, 7), kind=st.integers(0, 3))
    def new_sound(self, choice: int, kind: int) -> None:
        number = len(self.model.sounds)
        twins = [sound for sound in self.model.sounds if sound.kind == "mp3" and len(sound.data) > 80_000]
        if kind == 3 and twins:
            sound = Sound("mp3", look_alike(twins[choice % len(twins)].data, number))
        elif kind in (0, 3):
            sound = Sound("mp3", mp3_sound(number, 200))
        elif kind == 1:
            sound = Sound("flac", str(number).encode())
        else:
            sound = Sound("wav", wav_file(number, 600_000))
        self.model.sounds.append(sound)
        path = self._place(choice, f".{sound.kind}")
        path.write_bytes(sound.file(path.stem))
        self.model.files[path] = number

    @precondition(lambda self: self._plugged())
    @rule(choice=st.integers(0, 99), place=st.integers(0, 7))
    def copy(self, choice: int, place: int) -> None:
        path = self._pick(choice)
        if path is not None:
            target = self._place(place, path.suffix)
            shutil.copyfile(path, target)
            self.model.files[target] = self.model.files[path]

    @precondition(lambda self: self._plugged())
    @rule(choice=st.integers(0, 99), place=st.integers(0, 7), drive=st.booleans())
    def move(self, choice: int, place: int, drive: bool) -> None:
        path = self._pick(choice)
        if path is None:
            return
        target = self._place(place, path.suffix)
        if drive:  # between drives a file is copied and removed
            shutil.copyfile(path, target)
            path.unlink()
        else:
            path.rename(target)
        self.model.files[target] = self.model.files.pop(path)

    @rule(choice=st.integers(0, 99))
    def swap(self, choice: int) -> None:
        """Two files change their names."""
        first, second = self._pick(choice), self._pick(choice // 3)
        if first is None or second is None or first == second or first.suffix != second.suffix:
            return
        aside = first.with_name("aside")
        first.rename(aside)
        second.rename(first)
        aside.rename(second)
        files = self.model.files
        files[first], files[second] = files[second], files[first]

    @precondition(lambda self: self._plugged())
    @rule(choice=st.integers(0, 1), name=st.sampled_from("ab"))
    def rename_folder(self, choice: int, name: str) -> None:
        roots = self._plugged()
        folder = roots[choice % len(roots)] / name
        if folder.is_dir():
            target = folder.rename(folder.with_name(self._next()))
            self.model.files = {
                target / path.relative_to(folder) if path.is_relative_to(folder) else path: sound
                for path, sound in self.model.files.items()
            }

    @rule(choice=st.integers(0, 99))
    def retag(self, choice: int) -> None:
        path = self._pick(choice)
        if path is not None:
            path.write_bytes(self.model.sounds[self.model.files[path]].file(f"A longer title {self._next()}"))

    @rule(target=removed, choice=st.integers(0, 99))
    def remove(self, choice: int) -> tuple[bytes, int, str] | None:
        path = self._pick(choice)
        if path is None:
            return None
        data = path.read_bytes()
        path.unlink()
        return data, self.model.files.pop(path), path.suffix

    @precondition(lambda self: self._plugged())
    @rule(what=consumes(removed), place=st.integers(0, 7))
    def restore(self, what: tuple[bytes, int, str] | None, place: int) -> None:
        if what is not None:
            path = self._place(place, what[2])
            path.write_bytes(what[0])
            self.model.files[path] = what[1]

    @rule(target=broken, choice=st.integers(0, 99))
    def damage(self, choice: int) -> tuple[Path, bytes, int] | None:
        path = self._pick(choice)
        if path is None:
            return None
        data = path.read_bytes()
        path.write_bytes(b"nothing that sounds")
        return path, data, self.model.files.pop(path)

    @rule(what=consumes(broken))
    def repair(self, what: tuple[Path, bytes, int] | None) -> None:
        if what is not None and what[0].exists():
            what[0].write_bytes(what[1])
            self.model.files[what[0]] = what[2]

    @rule(choice=st.integers(0, 1), empty=st.booleans())
    def unplug(self, choice: int, empty: bool) -> None:
        root = self.roots[choice]
        if root.is_dir() and not root.with_suffix(".unplugged").exists():
            root.rename(root.with_suffix(".unplugged"))
            if empty:
                root.mkdir()  # a mount point, in which nobody puts files

    @rule(choice=st.integers(0, 1))
    def plug(self, choice: int) -> None:
        self._plug(self.roots[choice])

    # What a person does with the program

    @rule()
    def scan(self) -> None:
        self._scan()
        self._check()

    @rule(choice=st.integers(0, 99))
    def play(self, choice: int) -> None:
        if self.model.tracks:
            number = sorted(self.model.tracks)[choice % len(self.model.tracks)]
            self.store.listens.add(
                self.model.tracks[number], START, 0, 600_000, 600_000, Ended.FINISHED, None, Chosen.HAND
            )
            self.model.sounds[number].plays += 1

    @rule(choice=st.integers(0, 99), stars=st.integers(0, 4))
    def rate(self, choice: int, stars: int) -> None:
        if self.model.tracks:
            number = sorted(self.model.tracks)[choice % len(self.model.tracks)]
            self.store.edits.say("rating", "Rate", tracks=[self.model.tracks[number]], value=stars / 4)
            self.model.sounds[number].rating = stars / 4

    @rule(choice=st.integers(0, 99))
    def list_it(self, choice: int) -> None:
        if self.model.tracks:
            number = sorted(self.model.tracks)[choice % len(self.model.tracks)]
            self.store.playlists.append(self.playlist, [self.model.tracks[number]])
            self.model.playlist.append(number)

    # What must hold

    def _scan(self, *folders: Path) -> None:
        report = self.library.scan(folders or None, QuietJob())
        self.keys.run(QuietJob())
        for path, number in self.model.files.items():
            if path.exists() and number not in self.model.tracks:
                (track,) = self.store.tracks.by_path(os.fsencode(path))
                self.model.tracks[number] = track.id
        present = Counter(number for path, number in self.model.files.items() if path.exists())
        assert report.found == report.tracks + report.duplicates + report.not_music + len(report.refused)
        assert report.tracks + report.not_music == len(present)
        assert report.duplicates == sum(present.values()) - len(present)

    def _check(self) -> None:
        """Every file holds its own recording, and every recording has all that was done with it."""
        tracks = self.model.tracks
        assert len(set(tracks.values())) == len(tracks), "two recordings became one track"
        there = {path: number for path, number in self.model.files.items() if path.exists()}
        for path, number in there.items():
            (track,) = self.store.tracks.by_path(os.fsencode(path))
            assert track.id == tracks[number]
        present = set(there.values())
        shown = {track.id: track for track in self.store.tracks.rows(list(tracks.values()))}
        for number, of in tracks.items():
            assert (shown[of].presence is Presence.PRESENT) == (number in present)
            assert shown[of].plays == self.model.sounds[number].plays
            assert self.store._db.number("SELECT count(*) FROM listen WHERE track = ?", (of,)) == shown[of].plays
            ratings = self.store._db.all(
                "SELECT value FROM feedback WHERE kind = 'rating' AND target_uid = ? ORDER BY id DESC LIMIT 1",
                (shown[of].uid,),
            )
            assert [value for (value,) in ratings] == [r for r in [self.model.sounds[number].rating] if r is not None]
        assert self.store.playlists.tracks(self.playlist) == [tracks[number] for number in self.model.playlist]

    @invariant()
    def nothing_is_deleted(self) -> None:
        assert self.store._db.number("SELECT count(*) FROM track") >= len(self.model.tracks)


CASES = settings(
    max_examples=12, stateful_step_count=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
TestLibrary = Library.TestCase
TestLibrary.settings = CASES
