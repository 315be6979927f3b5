"""The kernel's own events on real folders."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from watchdog.observers import inotify_c

from desktop_app.library import walk
from desktop_app.library.watch import FolderWatch, WatchLimit, WatchUnavailable

pytestmark = pytest.mark.skipif(not Path("/proc/sys/fs/inotify").is_dir(), reason="this system has no inotify")


class Told:
    """What was heard, and a way to wait until enough was."""

    def __init__(self) -> None:
        self.folders: list[bytes] = []
        self.files: list[tuple[str, bytes]] = []
        self.lost: list[bytes] = []
        self.limits: list[WatchLimit] = []
        self._news = threading.Condition()

    def _note(self, notes: list, what: object) -> None:  # type: ignore[type-arg]
        with self._news:
            notes.append(what)
            self._news.notify_all()

    def changed(self, folder: bytes) -> None:
        self._note(self.folders, folder)

    def begun(self, file: bytes, *, found: bool) -> None:
        self._note(self.files, ("begun", file))

    def closed(self, file: bytes) -> None:
        self._note(self.files, ("closed", file))

    def gone(self, root: bytes) -> None:
        self._note(self.lost, root)

    def limited(self, root: bytes, problem: WatchLimit) -> None:
        self._note(self.limits, problem)

    def until(self, condition: Callable[[], bool]) -> None:
        with self._news:
            assert self._news.wait_for(condition, 10), (self.folders, self.files, self.lost)

    def until_changed(self, folder: Path) -> None:
        self.until(lambda: os.fsencode(folder) in self.folders)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def watched(told: Told) -> Iterator[FolderWatch]:
    one = FolderWatch(told)
    yield one
    one.close()


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = tmp_path / "music"
    (folder / "Artist" / "Album").mkdir(parents=True)
    return folder


def quiet(told: Told, folder: Path) -> None:
    """Everything that happened before this has been told: events come in order."""
    marker = folder / f"marker {len(told.folders)}.mp3"
    before = len(told.files)
    marker.write_bytes(b"")
    told.until(lambda: ("closed", os.fsencode(marker)) in told.files[before:])


def test_a_written_file_is_begun_and_closed_and_its_folder_changed(
    watched: FolderWatch, told: Told, music: Path
) -> None:
    assert watched.add(os.fsencode(music)) == 3
    album = music / "Artist" / "Album"
    with (album / "new.flac").open("wb") as file:
        told.until(lambda: bool(told.files))
        assert told.files == [("begun", os.fsencode(album / "new.flac"))]
        assert told.folders == []
        file.write(b"sound")
    told.until_changed(album)
    assert told.files[-1] == ("closed", os.fsencode(album / "new.flac"))


@pytest.mark.parametrize("way", ["removed", "renamed", "replaced", "touched", "linked away"])
def test_what_happens_to_a_file_is_told(watched: FolderWatch, told: Told, music: Path, way: str) -> None:
    album = music / "Artist" / "Album"
    file = album / "a.mp3"
    file.write_bytes(b"1")
    watched.add(os.fsencode(music))
    if way == "removed":
        file.unlink()
    elif way == "renamed":
        file.rename(album / "b.mp3")
    elif way == "replaced":
        (album / "a.part").write_bytes(b"2")
        (album / "a.part").rename(file)
    elif way == "touched":
        os.utime(file, (1, 1))
    else:
        file.rename(music.parent / "elsewhere.mp3")
    told.until_changed(album)


def test_what_no_scan_would_look_at_is_not_told(watched: FolderWatch, told: Told, music: Path) -> None:
    (music / ".git").mkdir()
    (music / "Artist" / ".Trash-1000").mkdir()
    outside = music.parent / "outside"
    outside.mkdir()
    (music / "link").symlink_to(outside)
    assert watched.add(os.fsencode(music)) == 3
    (music / ".git" / "a.mp3").write_bytes(b"")
    (music / "Artist" / ".Trash-1000" / "a.mp3").write_bytes(b"")
    (outside / "a.mp3").write_bytes(b"")
    (music / "notes.txt").write_text("no sound")
    (music / "download.part").write_bytes(b"")
    (music / "._a.mp3").write_bytes(b"")
    (music / "$RECYCLE.BIN").mkdir()
    quiet(told, music / "Artist")
    assert set(told.folders) == {os.fsencode(music / "Artist")}


@pytest.mark.parametrize("name", ["a.cue", "a.lrc", "cover.JPG", "front.webp", ".notmusic"])
def test_what_lies_beside_the_sound_is_told(watched: FolderWatch, told: Told, music: Path, name: str) -> None:
    watched.add(os.fsencode(music))
    (music / "Artist" / name).write_bytes(b"")
    told.until_changed(music / "Artist")


def test_new_folders_are_watched_with_all_that_is_in_them(watched: FolderWatch, told: Told, music: Path) -> None:
    watched.add(os.fsencode(music))
    deep = music / "New" / "Disc 1"
    deep.mkdir(parents=True)
    (deep / "at once.mp3").write_bytes(b"")
    told.until(lambda: os.fsencode(music / "New") in told.folders or os.fsencode(deep) in told.folders)
    quiet(told, music)
    told.folders.clear()
    (deep / "later.mp3").write_bytes(b"")
    told.until_changed(deep)


def test_a_moved_folder_is_told_where_it_was_and_where_it_came_to_and_goes_on(
    watched: FolderWatch, told: Told, music: Path
) -> None:
    watched.add(os.fsencode(music))
    (music / "Artist").rename(music / "Another")
    told.until_changed(music / "Artist")
    told.until_changed(music / "Another")
    (music / "Another" / "Album" / "a.mp3").write_bytes(b"")
    told.until_changed(music / "Another" / "Album")


def test_a_folder_moved_out_is_heard_no_more_and_moved_in_is_heard_again(
    watched: FolderWatch, told: Told, music: Path
) -> None:
    watched.add(os.fsencode(music))
    outside = music.parent / "outside"
    (music / "Artist").rename(outside)
    told.until_changed(music / "Artist")
    (outside / "Album" / "a.mp3").write_bytes(b"")
    quiet(told, music)
    assert not any(b"Album" in folder for folder in told.folders)
    outside.rename(music / "Back")
    told.until_changed(music / "Back")
    (music / "Back" / "Album" / "b.mp3").write_bytes(b"")
    told.until_changed(music / "Back" / "Album")


def test_a_folder_that_is_removed_and_made_anew_is_watched(watched: FolderWatch, told: Told, music: Path) -> None:
    watched.add(os.fsencode(music))
    album = music / "Artist" / "Album"
    for _ in range(5):
        album.rmdir()
        album.mkdir()
    told.until_changed(album)
    quiet(told, music)
    told.folders.clear()
    (album / "a.mp3").write_bytes(b"")
    told.until_changed(album)


@pytest.mark.parametrize("way", ["removed", "renamed"])
def test_a_root_that_goes_is_told_once_and_can_be_watched_again(
    watched: FolderWatch, told: Told, tmp_path: Path, way: str
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    watched.add(os.fsencode(root))
    if way == "removed":
        root.rmdir()
    else:
        root.rename(tmp_path / "other")
    told.until(lambda: told.lost == [os.fsencode(root)])
    watched.remove(os.fsencode(root))
    root.mkdir()
    watched.add(os.fsencode(root))
    (root / "a.mp3").write_bytes(b"")
    told.until_changed(root)
    assert len(told.lost) == 1


def test_a_root_inside_a_root_is_its_own(watched: FolderWatch, told: Told, music: Path) -> None:
    inner = music / "Artist"
    assert watched.add(os.fsencode(music), [os.fsencode(inner)]) == 1
    assert watched.add(os.fsencode(inner), [os.fsencode(music)]) == 2
    watched.remove(os.fsencode(music))
    (music / "a.mp3").write_bytes(b"")
    quiet(told, inner)
    assert set(told.folders) == {os.fsencode(inner)}


def test_names_that_are_no_text_are_told_as_they_are(watched: FolderWatch, told: Told, music: Path) -> None:
    watched.add(os.fsencode(music))
    odd = os.fsencode(music) + b"/bad\xff\xfe\nline"
    Path(os.fsdecode(odd)).mkdir()
    told.until(lambda: odd in told.folders)
    Path(os.fsdecode(odd + b"/a.mp3")).write_bytes(b"")
    told.until(lambda: told.folders.count(odd) >= 2)


def test_events_that_were_lost_mean_that_the_whole_root_is_looked_at_and_watched_anew(
    watched: FolderWatch, told: Told, music: Path
) -> None:
    watched.add(os.fsencode(music))
    (tree,) = watched._trees.values()
    (music / "missed").mkdir()
    tree.on_queue_overflow()
    assert os.fsencode(music) in told.folders
    quiet(told, music)
    (music / "missed" / "a.mp3").write_bytes(b"")
    told.until_changed(music / "missed")


def test_the_watched_folders_are_those_of_the_walk(watched: FolderWatch, told: Told, tmp_path: Path) -> None:
    deep = tmp_path / "root"
    for _ in range(walk.MAX_DEPTH + 3):
        deep = deep / "d"
    deep.mkdir(parents=True)
    assert watched.add(os.fsencode(tmp_path / "root")) == walk.MAX_DEPTH + 1
    with pytest.raises(OSError):
        watched.add(os.fsencode(tmp_path / "nowhere"))


class _FullTable:
    """Stands in for the kernel's call: so many watches are given, then no more."""

    def __init__(self, left: int, number: int) -> None:
        self.left, self.number = left, number
        self.real = inotify_c.inotify_add_watch

    def __call__(self, fd: int, path: bytes, mask: int) -> int:
        self.left -= 1
        if self.left < 0:
            inotify_c.ctypes.set_errno(self.number)
            return -1
        return self.real(fd, path, mask)


def test_a_full_table_is_told_in_words_and_nothing_is_kept(
    watched: FolderWatch, told: Told, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inotify_c, "inotify_add_watch", _FullTable(2, errno.ENOSPC))
    with pytest.raises(WatchLimit, match="max_user_watches") as caught:
        watched.add(os.fsencode(music))
    assert "folders" in caught.value.message
    assert watched._inotify._watch_for_wd == {}


def test_a_table_that_fills_up_later_is_told_too(
    watched: FolderWatch, told: Told, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.add(os.fsencode(music))
    monkeypatch.setattr(inotify_c, "inotify_add_watch", _FullTable(0, errno.ENOSPC))
    (music / "one more").mkdir()
    told.until(lambda: bool(told.limits))
    assert "max_user_watches" in str(told.limits[0])


def test_no_instance_left_is_told_in_words(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> int:
        inotify_c.ctypes.set_errno(errno.EMFILE)
        return -1

    monkeypatch.setattr(inotify_c, "inotify_init", none)
    with pytest.raises(WatchLimit, match="max_user_instances"):
        FolderWatch(told)


def test_a_system_without_inotify_says_so(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchdog.observers.inotify_c", None)
    with pytest.raises(WatchUnavailable):
        FolderWatch(told)


def test_starting_and_ending_leaves_no_descriptor(told: Told, music: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for turn in range(30):
        one = FolderWatch(told)
        if turn % 2:
            one.add(os.fsencode(music))
        one.close()
        one.close()
        assert not one._inotify.is_alive()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_watching_brings_no_network_module() -> None:
    code = (
        "import sys\nbefore = set(sys.modules)\nimport watchdog.observers.inotify_c\n"
        "bad = {'socket', 'ssl', 'http', 'asyncio', 'urllib.request', 'xmlrpc', 'socketserver'} & set(sys.modules)\n"
        "assert not bad - before, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
