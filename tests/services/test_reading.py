"""Files that change under the hands of a scan, and troubles that pass."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from desktop_app.domain.errors import FileRefused
from desktop_app.domain.jobs import QuietJob
from desktop_app.domain.records import FileStamp, Presence, ReadFile, Refusal, ScanReport
from desktop_app.library import client
from desktop_app.sandbox.files import UNREADABLE, stamp_from
from desktop_app.sandbox.pool import ReaderPool
from desktop_app.services import reading
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.library import LibraryService
from desktop_app.store import Store
from tests.services.music import album, mp3, mp3_sound


@pytest.fixture(scope="module")
def readers() -> Iterator[ReaderPool]:
    pool = ReaderPool(2)
    with pool.borrow(), pool.borrow():
        pass
    yield pool
    pool.close()


@pytest.fixture
def library(store: Store, readers: ReaderPool, changes: ChangeFeed) -> LibraryService:
    return LibraryService(store, readers, changes)


@pytest.fixture
def music(tmp_path: Path) -> Path:
    album(tmp_path / "music", 5)
    return tmp_path / "music"


def scan(library: LibraryService, *folders: Path) -> ScanReport:
    return library.scan(folders or None, QuietJob())


def before_opening(monkeypatch: pytest.MonkeyPatch, name: str, act: Callable[[Path], None]) -> None:
    """Have something happen to a file when a scan is about to open it."""
    opening = reading.open_regular

    def opened(path: bytes) -> tuple[int, FileStamp]:
        if path.endswith(name.encode()):
            act(Path(os.fsdecode(path)))
        return opening(path)

    monkeypatch.setattr(reading, "open_regular", opened)


def test_a_file_replaced_between_the_walk_and_its_opening_is_known_as_what_was_read(
    library: LibraryService, store: Store, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = mp3("another", title="Another")
    with monkeypatch.context() as patch:
        before_opening(patch, "music 3.mp3", lambda path: (path.unlink(), path.write_bytes(other), None)[2])
        assert scan(library, music).tracks == 5
    (file,) = [f for f in store.library.files(library.roots()[0].id).values() if f.stamp.path.endswith(b" 3.mp3")]
    assert file.stamp.size == len(other)
    (track,) = store.tracks.by_path(file.stamp.path)
    assert track.title == "Another"
    report = scan(library)
    assert (report.new, report.changed) == (0, 0)


@pytest.mark.parametrize("kind", ["pipe", "link", "folder"])
def test_a_file_replaced_by_something_else_is_not_followed(
    library: LibraryService, store: Store, music: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    (tmp_path / "outside.mp3").write_bytes(mp3("outside"))

    def replace(path: Path) -> None:
        path.unlink()
        if kind == "pipe":
            os.mkfifo(path)
        elif kind == "link":
            path.symlink_to(tmp_path / "outside.mp3")
        else:
            path.mkdir()

    with monkeypatch.context() as patch:
        before_opening(patch, "music 3.mp3", replace)
        report = scan(library, music)
    (refusal,) = report.refused
    assert refusal.reason == ("it is a link, not a file" if kind == "link" else "it is no regular file")
    assert report.tracks == 4
    report = scan(library)
    assert (report.refused, report.tracks) == ((), 4)


def test_a_file_that_grows_while_it_is_read_waits_for_the_next_scan(
    library: LibraryService, store: Store, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan(library, music)
    known = music / "03 music 3.mp3"
    (before,) = store.tracks.by_path(os.fsencode(known))
    known.write_bytes(mp3("longer", 60))
    (music / "new.mp3").write_bytes(mp3("download", 30))
    batch = client.read_batch

    def grow(child: object, files: Sequence[tuple[int, FileStamp]], **more: object) -> Iterator[ReadFile | Refusal]:
        for item in batch(child, files, **more):  # type: ignore[arg-type]
            path = item.path if isinstance(item, Refusal) else item.stamp.path
            with open(path, "ab") as file:  # noqa: PTH123
                file.write(mp3_sound("more", 1))
            yield item

    with monkeypatch.context() as patch:
        patch.setattr(client, "read_batch", grow)
        report = scan(library)
    assert {refusal.reason for refusal in report.unlisted} == {reading.GROWING}
    assert (report.found, report.tracks, report.new, report.away) == (5, 5, 0, 0)
    assert store.tracks.rows([before.id])[0].presence is Presence.PRESENT  # as it was known
    report = scan(library)
    assert (report.new, report.tracks, report.away, report.unlisted) == (2, 6, 1, ())


@pytest.mark.parametrize("where", ["opening", "reading"])
def test_a_drive_that_fails_while_known_files_are_read_again_leaves_them_as_they_are(
    library: LibraryService, store: Store, music: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    scan(library, music)
    (music / "new.mp3").write_bytes(mp3("new"))
    store._db.write(lambda con: con.execute("DELETE FROM derived.file_read"))  # all are to be read again
    with monkeypatch.context() as patch:
        if where == "opening":

            def fail(path: bytes) -> tuple[int, FileStamp]:
                raise FileRefused("the drive reports an error", path=path)

            patch.setattr(reading, "open_regular", fail)
        else:

            def refuse(child: object, files: Sequence[tuple[int, FileStamp]], **_: object) -> Iterator[Refusal]:
                yield from (Refusal(stamp.path, f"{UNREADABLE} (Input/output error)") for _, stamp in files)

            patch.setattr(client, "read_batch", refuse)
        report = scan(library)
    assert (report.tracks, report.away, len(report.refused), len(report.unlisted)) == (5, 0, 1, 5)
    report = scan(library)
    assert (report.tracks, report.refused, report.unlisted, report.new) == (6, (), (), 1)


def test_files_of_any_time_are_known_again(library: LibraryService, music: Path) -> None:
    for number, seconds in enumerate((0, -1, 2**33, 2**33 + 2**32)):
        path = music / f"time {number}.mp3"
        path.write_bytes(mp3(("time", number)))
        os.utime(path, (seconds, seconds))
    assert scan(library, music).new == 9
    report = scan(library)
    assert (report.new, report.changed, report.tracks) == (0, 0, 9)


@pytest.mark.parametrize(("told", "kept"), [(2**70, 2**63 - 1), (-(2**70), -(2**63)), (5, 5)])
def test_a_time_beyond_64_bits_is_the_last_one_within(told: int, kept: int) -> None:
    status = SimpleNamespace(st_size=5, st_dev=1, st_ino=2, st_mtime_ns=told, st_ctime_ns=told)
    stamp = stamp_from(b"/a", status)  # type: ignore[arg-type]
    assert stamp == FileStamp(b"/a", 5, kept, 1, 2) and stamp.changed_ns == kept
