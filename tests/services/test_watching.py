"""The roots under watch: live, by interval, away; what is handed on, and when it ends."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from watchdog.observers import inotify_c

from desktop_app.domain.ids import RootId
from desktop_app.domain.records import Changes, Presence, Root
from desktop_app.library.mounts import Mount
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.preferences import SettingsService
from desktop_app.services.watching import Times, WatchService, WatchState
from desktop_app.store import Store

pytestmark = pytest.mark.skipif(not Path("/proc/sys/fs/inotify").is_dir(), reason="this system has no inotify")
QUICK = Times(look_s=0.02, interval_s=3600, quiet_s=0.05, latest_s=1.0)


class Roots:
    """Stands in for the library."""

    def __init__(self, *folders: Path) -> None:
        self.list = [Root(RootId(n), os.fsencode(folder), Presence.PRESENT) for n, folder in enumerate(folders, 1)]

    def roots(self) -> list[Root]:
        return list(self.list)


class Handed:
    """What was handed on, and the states, with a way to wait for them."""

    def __init__(self) -> None:
        self.folders: list[bytes] = []
        self.states: list[WatchState] = []
        self._news = threading.Condition()

    def due(self, folders: Sequence[bytes]) -> None:
        with self._news:
            self.folders += folders
            self._news.notify_all()

    def state(self, state: WatchState) -> None:
        with self._news:
            self.states.append(state)
            self._news.notify_all()

    def until(self, condition: Callable[[], bool]) -> None:
        with self._news:
            assert self._news.wait_for(condition, 10), (self.folders, self.states)

    def until_kinds(self, *kinds: str) -> None:
        self.until(lambda: bool(self.states) and [root.kind for root in self.states[-1].roots] == list(kinds))

    def until_due(self, folder: Path) -> None:
        self.until(lambda: os.fsencode(folder) in self.folders)


@pytest.fixture
def handed() -> Handed:
    return Handed()


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = tmp_path / "music"
    (folder / "Album").mkdir(parents=True)
    return folder


Start = Callable[..., WatchService]


@pytest.fixture
def start(handed: Handed, settings: SettingsService, changes: ChangeFeed) -> Iterator[Start]:
    """Starts a service that tells `handed`."""
    begun: list[WatchService] = []

    def begin(roots: Roots, times: Times = QUICK, table: Sequence[Mount] = (Mount(b"/", "ext4"),)) -> WatchService:
        service = WatchService(roots, settings, changes, times=times, table=lambda: tuple(table))
        service.subscribe(handed.state)
        begun.append(service)
        service.start(handed.due)
        return service

    yield begin
    for service in begun:
        service.stop()


def test_a_new_file_makes_its_folder_due_and_nothing_else(start: Start, handed: Handed, music: Path) -> None:
    service = start(Roots(music))
    handed.until_kinds("live")
    assert service.state().words == "Changes in your folders are noticed at once."
    (music / "Album" / "a.flac").write_bytes(b"x")
    handed.until_due(music / "Album")
    assert set(handed.folders) == {os.fsencode(music / "Album")}


def test_many_changes_are_handed_on_together_as_few_folders(start: Start, handed: Handed, music: Path) -> None:
    start(Roots(music), Times(look_s=10, quiet_s=0.3, latest_s=10))
    handed.until_kinds("live")
    for number in range(40):
        folder = music / "Box" / f"Disc {number}"
        folder.mkdir(parents=True)
        (folder / "a.flac").write_bytes(b"x")
    handed.until(lambda: bool(handed.folders))
    assert handed.folders == [os.fsencode(music / "Box")]


def test_a_file_is_handed_on_when_it_is_whole(start: Start, handed: Handed, music: Path) -> None:
    start(Roots(music))
    handed.until_kinds("live")
    other = music / "Other"
    with (music / "Album" / "long.flac").open("wb", buffering=0) as file:
        while os.fsencode(other) not in handed.folders:
            file.write(b"x")
            if not other.exists():
                other.mkdir()
        assert os.fsencode(music / "Album") not in handed.folders
    handed.until_due(music / "Album")


@pytest.mark.parametrize("way", ["removed", "renamed"])
def test_a_root_that_goes_is_away_and_read_whole_when_it_is_back(
    start: Start, handed: Handed, music: Path, tmp_path: Path, way: str
) -> None:
    start(Roots(music))
    handed.until_kinds("live")
    if way == "removed":
        (music / "Album").rmdir()
        music.rmdir()
    else:
        music.rename(tmp_path / "unplugged")
    handed.until_kinds("away")
    handed.until_due(music)
    handed.folders.clear()
    (music / "Album").mkdir(parents=True)
    handed.until_kinds("live")
    handed.until_due(music)
    handed.folders.clear()
    (music / "Album" / "a.flac").write_bytes(b"x")
    handed.until_due(music / "Album")


def test_an_empty_folder_in_the_place_of_a_root_is_another_one(
    start: Start, handed: Handed, music: Path, tmp_path: Path
) -> None:
    start(Roots(music))
    handed.until_kinds("live")
    music.rename(tmp_path / "unplugged")
    music.mkdir()
    handed.until_due(music)
    (music / "b.flac").write_bytes(b"x")
    handed.until(lambda: handed.folders.count(os.fsencode(music)) >= 2)


def test_a_root_that_was_away_all_along_is_only_looked_for(
    start: Start, handed: Handed, tmp_path: Path, music: Path
) -> None:
    away = tmp_path / "usb" / "music"
    roots = Roots(music, away)
    roots.list[1] = Root(RootId(2), os.fsencode(away), Presence.AWAY)
    service = start(roots)
    handed.until_kinds("live", "away")
    assert service.state().words == "Changes in 1 folder are noticed at once, 1 folder is not there now."
    (music / "a.flac").write_bytes(b"x")
    handed.until_due(music)
    assert handed.folders == [os.fsencode(music)]
    away.mkdir(parents=True)
    handed.until_due(away)
    handed.until_kinds("live", "live")


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "smb3", "fuse.sshfs", "9p"])
def test_a_network_drive_is_looked_through_now_and_then(start: Start, handed: Handed, music: Path, kind: str) -> None:
    mounted = [Mount(b"/", "ext4"), Mount(os.fsencode(music), kind)]
    service = start(Roots(music), Times(look_s=0.02, interval_s=0.1, quiet_s=0.01), mounted)
    handed.until_kinds("interval")
    (said,) = service.state().roots
    assert kind in said.words
    handed.until(lambda: len(handed.folders) >= 3)
    assert set(handed.folders) == {os.fsencode(music)}


def test_a_slow_drive_is_left_alone_for_longer(start: Start, handed: Handed, music: Path) -> None:
    mounted = [Mount(os.fsencode(music), "nfs")]
    service = start(Roots(music), Times(look_s=0.01, interval_s=0.05, quiet_s=0.0), mounted)
    handed.until(lambda: len(handed.folders) == 1)
    run = service._run
    assert run is not None
    (one,) = run._watched.values()
    one.handed_at = time.monotonic() - 100  # reading it took so long
    service.rescanned([os.fsencode(music)])
    assert one.next_at > time.monotonic() + 900


def test_what_is_mounted_while_the_program_runs_is_seen(
    handed: Handed, settings: SettingsService, changes: ChangeFeed, music: Path
) -> None:
    table = [Mount(b"/", "ext4")]
    service = WatchService(Roots(music), settings, changes, times=QUICK, table=lambda: tuple(table))
    service.subscribe(handed.state)
    service.start(handed.due)
    try:
        handed.until_kinds("live")
        table.append(Mount(os.fsencode(music / "Album"), "fuse.sshfs"))
        handed.until_kinds("interval")
        handed.until_due(music)
        table.pop()
        handed.until_kinds("live")
    finally:
        service.stop()


class _Full:
    """The kernel's call when its table is full."""

    def __init__(self) -> None:
        self.full = True
        self.real = inotify_c.inotify_add_watch

    def __call__(self, fd: int, path: bytes, mask: int) -> int:
        if self.full:
            inotify_c.ctypes.set_errno(errno.ENOSPC)
            return -1
        return self.real(fd, path, mask)


def test_the_limit_is_said_with_what_helps_and_the_root_is_looked_through(
    start: Start, handed: Handed, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inotify_c, "inotify_add_watch", _Full())
    service = start(Roots(music), Times(look_s=0.02, interval_s=0.1, quiet_s=0.01))
    handed.until_kinds("interval")
    (said,) = service.state().roots
    assert "in use" in said.words
    assert "looked through every minute." in said.words
    assert said.words.endswith("sudo sysctl fs.inotify.max_user_watches=1048576")
    handed.until_due(music)


def test_the_limit_reached_later_is_said_too_and_nothing_is_missed(
    start: Start, handed: Handed, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = _Full()
    full.full = False
    monkeypatch.setattr(inotify_c, "inotify_add_watch", full)
    start(Roots(music))
    handed.until_kinds("live")
    full.full = True
    (music / "one more").mkdir()
    handed.until_kinds("interval")
    handed.until_due(music)


def test_no_instance_left_is_the_same(
    start: Start, handed: Handed, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> int:
        inotify_c.ctypes.set_errno(errno.EMFILE)
        return -1

    monkeypatch.setattr(inotify_c, "inotify_init", none)
    service = start(Roots(music))
    handed.until_kinds("interval")
    assert "max_user_instances" in service.state().roots[0].words


def test_the_setting_ends_and_begins_it(start: Start, handed: Handed, music: Path, settings: SettingsService) -> None:
    service = start(Roots(music))
    handed.until_kinds("live")
    settings.set("watch_folders", "off")
    handed.until(lambda: not handed.states[-1].on)
    assert service.state().words == "Changes are not looked for; scan to find them."
    (music / "unseen.flac").write_bytes(b"x")
    settings.set("watch_folders", "on")
    handed.until_kinds("live")
    handed.until_due(music)


def test_folders_given_and_taken_while_it_runs(
    start: Start, handed: Handed, music: Path, tmp_path: Path, changes: ChangeFeed
) -> None:
    roots = Roots(music)
    start(roots, Times(look_s=3600, quiet_s=0.05, latest_s=1))
    handed.until_kinds("live")
    second = tmp_path / "second"
    second.mkdir()
    roots.list.append(Root(RootId(2), os.fsencode(second), Presence.PRESENT))
    changes.publish(Changes(settings=True))
    handed.until_kinds("live", "live")
    (second / "a.flac").write_bytes(b"x")
    handed.until_due(second)
    del roots.list[0]
    changes.publish(Changes(settings=True))
    handed.until_kinds("live")
    (music / "b.flac").write_bytes(b"x")
    (second / "b.flac").write_bytes(b"x")
    handed.until(lambda: handed.folders.count(os.fsencode(second)) == 2)
    assert os.fsencode(music) not in handed.folders


def test_a_library_without_folders_waits_for_the_first(start: Start, handed: Handed) -> None:
    service = start(Roots())
    handed.until(lambda: bool(handed.states))
    assert service.state() == WatchState(True, (), "There is no folder to watch yet.")


def test_it_ends_within_a_second_also_in_the_middle_of_its_start(
    handed: Handed, settings: SettingsService, changes: ChangeFeed, tmp_path: Path
) -> None:
    for number in range(300):
        (tmp_path / "many" / f"{number}" / "deep").mkdir(parents=True)
    service = WatchService(Roots(tmp_path / "many"), settings, changes, times=Times())
    descriptors = []
    for turn in range(6):
        service.start(handed.due)
        service.start(handed.due)
        if turn % 2:
            until = threading.Event()
            leave = service.subscribe(lambda state: until.set() if state.roots else None)  # noqa: B023
            assert service.state().roots or until.wait(10)
            leave()
        began = time.monotonic()
        service.stop()
        service.stop()
        assert time.monotonic() - began < 1
        assert not service.state().on
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("watch")]
        descriptors.append(len(list(Path("/proc/self/fd").iterdir())))
    assert descriptors[0] == descriptors[-1], "but for the connection of the thread that ended last"


def test_a_folder_that_hangs_does_not_hold_up_the_end(
    handed: Handed, settings: SettingsService, changes: ChangeFeed, music: Path, store: Store
) -> None:
    hanging, released = threading.Event(), threading.Event()

    def table() -> tuple[Mount, ...]:
        hanging.set()
        released.wait(20)
        return ()

    service = WatchService(Roots(music), settings, changes, times=QUICK, table=table)
    service.start(handed.due)
    assert hanging.wait(10)
    began = time.monotonic()
    service.stop()
    assert time.monotonic() - began < 1
    released.set()
    for thread in threading.enumerate():
        if thread.name == "watch-roots":
            thread.join(10)
