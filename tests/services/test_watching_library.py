"""A library under watch while files come, change, move and go at random: in the end it is what a full scan finds."""

from __future__ import annotations

import os
import queue
import random
import shutil
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import mutagen.flac
import pytest

from desktop_app.domain.jobs import QuietJob
from desktop_app.domain.query import TrackQuery
from desktop_app.sandbox.pool import ReaderPool
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.library import LibraryService
from desktop_app.services.preferences import SettingsService
from desktop_app.services.watching import Times, WatchService
from desktop_app.store import Store
from tests import hostile

pytestmark = pytest.mark.skipif(not Path("/proc/sys/fs/inotify").is_dir(), reason="this system has no inotify")


@pytest.fixture(scope="module")
def readers() -> Iterator[ReaderPool]:
    pool = ReaderPool(1)
    with pool.borrow():
        pass
    yield pool
    pool.close()


@pytest.fixture
def library(store: Store, readers: ReaderPool, changes: ChangeFeed) -> LibraryService:
    return LibraryService(store, readers, changes)


class Runner:
    """Does what the window's quiet lane does: one rescan after another, on a thread of its own."""

    def __init__(self, library: LibraryService) -> None:
        self._library = library
        self._inbox: queue.SimpleQueue[Sequence[bytes] | None] = queue.SimpleQueue()
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="runner")
        self._thread.start()

    def due(self, folders: Sequence[bytes]) -> None:
        self._inbox.put(folders)

    def until_settled(self, watching: WatchService, last: Path) -> None:
        """Until this file is in the library, and nothing waits any more to be read again."""

        def settled() -> bool:
            run = watching._run
            known = [track.path for track in self._library.rows(self._library.track_ids(TrackQuery()).tolist())]
            return run is not None and not run._due and self._inbox.empty() and os.fsencode(last) in known

        with self._news:
            assert self._news.wait_for(settled, 60)

    def close(self) -> None:
        self._inbox.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (folders := self._inbox.get()) is not None:
            self._library.rescan(folders, QuietJob())
            with self._news:
                self._news.notify_all()


class Person:
    """Somebody who cannot leave their files alone. `inside` is watched, `outside` is not."""

    def __init__(self, seed: int, inside: Path, outside: Path) -> None:
        self._rng = random.Random(seed)
        self._seed = seed * 1000
        self._inside, self._outside = inside, outside

    def act(self) -> None:
        """One thing that people do."""
        self._rng.choice([
            self._create, self._create, self._create, self._rename, self._rename, self._remove, self._retag,
            self._copy, self._move_folder, self._move_folder_out, self._move_folder_in, self._remove_folder,
        ])()  # fmt: skip

    def _files(self) -> list[Path]:
        return sorted(path for path in self._inside.rglob("*.flac") if path.is_file())

    def _folders(self) -> list[Path]:
        return sorted(path for path in self._inside.rglob("*") if path.is_dir())

    def _new_folder(self) -> Path:
        parent = self._rng.choice([self._inside, *self._folders()])
        while len(parent.relative_to(self._inside).parts) > 3:
            parent = parent.parent
        return parent / f"folder {self._next()}"

    def _next(self) -> int:
        self._seed += 1
        return self._seed

    def _create(self) -> None:
        folder = self._rng.choice([self._inside, *self._folders(), self._new_folder()])
        folder.mkdir(parents=True, exist_ok=True)
        for _ in range(self._rng.randint(1, 3)):
            number = self._next()
            hostile.healthy(folder / f"{number}.flac", number)

    def _rename(self) -> None:
        if files := self._files():
            folder = self._rng.choice([self._inside, *self._folders()])
            self._rng.choice(files).rename(folder / f"renamed {self._next()}.flac")

    def _remove(self) -> None:
        if files := self._files():
            self._rng.choice(files).unlink()

    def _retag(self) -> None:
        if files := self._files():
            tagged = mutagen.flac.FLAC(self._rng.choice(files))
            tagged["title"] = f"Retagged {self._next()}"
            tagged.save()

    def _copy(self) -> None:
        if files := self._files():
            shutil.copy2(self._rng.choice(files), self._inside / f"copy {self._next()}.flac")

    def _move_folder(self) -> None:
        if folders := self._folders():
            moved, target = self._rng.choice(folders), self._new_folder()
            if moved != target.parent and moved not in target.parents:
                target.parent.mkdir(parents=True, exist_ok=True)
                moved.rename(target)

    def _move_folder_out(self) -> None:
        if folders := self._folders():
            self._rng.choice(folders).rename(self._outside / f"out {self._next()}")

    def _move_folder_in(self) -> None:
        if away := sorted(self._outside.iterdir()):
            self._rng.choice(away).rename(self._inside / f"in {self._next()}")

    def _remove_folder(self) -> None:
        if folders := self._folders():
            shutil.rmtree(self._rng.choice(folders))


def snapshot(library: LibraryService, store: Store) -> object:
    """All that a person may see of it."""
    tracks = library.rows(library.track_ids(TrackQuery()).tolist())
    counts = store.library.counts()
    return counts, sorted((track.title, track.presence.value) for track in tracks)


@pytest.mark.parametrize("seed", range(6))
def test_the_library_follows_the_files(
    tmp_path: Path, library: LibraryService, store: Store, settings: SettingsService, changes: ChangeFeed, seed: int
) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    person = Person(seed, inside, outside)
    for _ in range(10):
        person.act()
    watching = WatchService(library, settings, changes, times=Times(look_s=0.05, quiet_s=0.03, latest_s=0.2))
    runner = Runner(library)
    watched = threading.Event()
    leave = watching.subscribe(lambda state: watched.set() if state.roots else None)
    try:
        library.add_root(inside)
        watching.start(runner.due)
        assert watching.state().roots or watched.wait(10)
        library.scan([inside], QuietJob())
        for _ in range(40):
            person.act()
        last = inside / "the last"
        last.mkdir()
        runner.until_settled(watching, hostile.healthy(last / "last.flac", 1))
    finally:
        leave()
        watching.stop()
        runner.close()
    before = snapshot(library, store)
    report = library.scan(None, QuietJob())
    assert (report.new, report.changed, report.refused) == (0, 0, ())
    assert snapshot(library, store) == before
    assert report.found == len(list(inside.rglob("*.flac")))


def test_a_drive_that_goes_and_comes_back(
    tmp_path: Path, library: LibraryService, store: Store, settings: SettingsService, changes: ChangeFeed
) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    for number in range(4):
        hostile.healthy(inside / f"{number}.flac", number)
    library.scan([inside], QuietJob())
    watching = WatchService(library, settings, changes, times=Times(look_s=0.05, quiet_s=0.03, latest_s=0.2))
    runner = Runner(library)
    moved = threading.Condition()

    def told(_news: object) -> None:
        with moved:
            moved.notify_all()

    leave_feed, leave_watch = changes.subscribe(told), watching.subscribe(told)
    try:
        watching.start(runner.due)
        with moved:
            assert moved.wait_for(lambda: [root.kind for root in watching.state().roots] == ["live"], 10)
        inside.rename(tmp_path / "unplugged")
        with moved:
            assert moved.wait_for(lambda: store.library.counts().away == 4, 10)
        (tmp_path / "unplugged" / "3.flac").unlink()
        hostile.healthy(tmp_path / "unplugged" / "new.flac", 9)
        (tmp_path / "unplugged").rename(inside)
        with moved:
            assert moved.wait_for(lambda: (store.library.counts().away, store.library.counts().tracks) == (1, 4), 10)
    finally:
        leave_feed()
        leave_watch()
        watching.stop()
        runner.close()
