"""Drives that are missing, whole or in part: nothing is lost, it is said, and all is back when they are."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_app.domain.errors import FolderProblem, NotFound
from desktop_app.domain.ids import RootId, TrackId
from desktop_app.domain.jobs import QuietJob
from desktop_app.domain.records import Chosen, Ended, Presence, ScanReport
from desktop_app.library import walk
from desktop_app.sandbox.pool import ReaderPool
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.library import LibraryService
from desktop_app.services.scan import SHRUNK_FILES
from desktop_app.store import Store
from tests.services.music import album
from tests.services.world import CountingJob
from tests.store.helpers import START, Clock

Away = Callable[[Path, pytest.MonkeyPatch], Callable[[], None]]
"""Makes a root's music unreachable; gives what brings it back."""


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


def scan(library: LibraryService, *folders: Path) -> ScanReport:
    return library.scan(folders or None, QuietJob())


def owned(store: Store) -> str:
    """A hash over all that a person would miss: tracks by their keys, plays, ratings, playlists in order."""
    keys = dict(store._db.all("SELECT track, key FROM track_key ORDER BY id DESC"))
    rows: list[object] = [sorted(keys.values())]
    rows.append(
        [(keys[t], s, p) for t, s, p in store._db.all("SELECT track, start_ms, played_ms FROM listen ORDER BY seq")]
    )
    rows.append(store._db.all("SELECT kind, target_uid, value FROM feedback ORDER BY id"))
    for playlist in store.playlists.all():
        rows.append((playlist.name, [keys[track] for track in store.playlists.tracks(playlist.id)]))
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def with_history(store: Store) -> list[TrackId]:
    """Plays, ratings and two playlists over all tracks."""
    ids = [TrackId(int(track)) for track in store.tracks.ids()]
    for n, track in enumerate(ids):
        for _ in range(n % 3):
            store.listens.add(track, START, 0, 180_000, 180_000, Ended.FINISHED, None, Chosen.HAND)
    store.edits.say("rating", "Rate some", tracks=ids[::5], value=0.8)
    store.playlists.create("Forwards", "", ids)
    store.playlists.create("Backwards", "", ids[::-2])
    return ids


def empty_place(music: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    music.rename(music.with_name("drive"))
    music.mkdir()

    def back() -> None:
        music.rmdir()
        music.with_name("drive").rename(music)

    return back


def renamed(music: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    music.rename(music.with_name("drive"))
    return lambda: (music.with_name("drive").rename(music), None)[1]


def forbidden(music: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    patch = pytest.MonkeyPatch()
    listing = os.scandir

    def refuse(path: bytes) -> object:
        if path == os.fsencode(music):
            raise PermissionError(13, "Permission denied")
        return listing(path)

    patch.setattr(walk.os, "scandir", refuse)  # a mode would not keep root out
    return patch.undo


def many_gone(music: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    aside = music.with_name("aside")
    aside.mkdir()
    for folder in sorted(music.iterdir())[::2]:
        folder.rename(aside / folder.name)

    def back() -> None:
        for folder in aside.iterdir():
            folder.rename(music / folder.name)
        aside.rmdir()

    return back


def drive_error(music: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    patch = pytest.MonkeyPatch()
    listing, count = os.scandir, [0]

    def fail(path: bytes) -> object:
        if isinstance(path, bytes) and path.startswith(os.fsencode(music)):
            count[0] += 1
            if count[0] > 4:
                raise OSError(5, "Input/output error")
        return listing(path)

    patch.setattr(walk.os, "scandir", fail)
    return patch.undo


WAYS: dict[str, Away] = {
    "empty": empty_place,
    "renamed": renamed,
    "forbidden": forbidden,
    "many gone": many_gone,
    "drive error": drive_error,
}
CYCLES = 2


@pytest.mark.parametrize("way", WAYS)
def test_a_drive_that_comes_and_goes_loses_nothing(
    library: LibraryService, store: Store, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    come_and_go(library, store, clock, tmp_path, monkeypatch, way, CYCLES)


def come_and_go(
    library: LibraryService,
    store: Store,
    clock: Clock,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
    cycles: int,
) -> None:
    """A root goes in one way and comes back, again and again: every row, play and list is as before, and no backup
    is made while it is away."""
    music = folder / "music"
    for n in range(8):
        album(music / f"Album {n}", 4)
    scan(library, music)
    ids = with_history(store)
    before, shown = owned(store), store.tracks.rows(ids)
    tables = ("file", "track", "track_key", "location", "listen", "playlist_item")
    rows = {table: store._db.number(f"SELECT count(*) FROM {table}") for table in tables}
    for _ in range(cycles):
        clock.pass_time(days=2)  # a backup is due
        copies = len(store.backups.all())
        back = WAYS[way](music, monkeypatch)
        try:
            report = scan(library)
        finally:
            back()
        assert owned(store) == before
        away = sum(track.presence is Presence.AWAY for track in store.tracks.rows(ids))
        if way == "drive error":  # nothing is known of what could not be listed
            assert away == 0 and report.unlisted and not report.problems
        else:
            assert away == (16 if way == "many gone" else 32) and report.away == away
            assert len(report.problems) == 1 and report.problems[0].path == os.fsencode(music)
            assert len(store.backups.all()) == copies
            report = scan(library, music.with_name("nothing")) if not music.exists() else scan(library)
            assert report.new == 0
        report = scan(library)
        assert (report.new, report.away, report.problems, report.tracks) == (0, 0, (), 32)
        assert owned(store) == before
        assert store.tracks.rows(ids) == shown
        assert {table: store._db.number(f"SELECT count(*) FROM {table}") for table in tables} == rows
        assert store.backup() is None  # the scan has made it
        assert len(store.backups.all()) >= min(copies + 1, 1)


def test_it_is_said_how_much_is_missing_until_it_is_back_or_accepted(
    library: LibraryService, store: Store, clock: Clock, tmp_path: Path
) -> None:
    music = tmp_path / "music"
    for n in range(10):
        album(music / f"Album {n}", 10)
    scan(library, music)
    aside = tmp_path / "aside"
    aside.mkdir()
    for n in range(3):
        (music / f"Album {n}").rename(aside / f"{n}")
    for _ in range(2):  # the second scan says it as well
        (problem,) = scan(library).problems
        assert problem.reason.startswith(f"30 of 100 files below {music} are missing: their tracks are kept as away")
        (root,) = library.roots()
        assert root.presence is Presence.PRESENT and root.shrunk_at == clock()
    clock.pass_time(days=2)
    assert store.backup() is None
    (aside / "0").rename(music / "Album 0")
    (aside / "1").rename(music / "Album 1")  # a tenth is still missing: as if the person had tidied up
    report = scan(library)
    assert report.problems == () and report.away == 10
    assert library.roots()[0].shrunk_at is None
    clock.pass_time(days=2)
    for n in range(3, 7):
        shutil.rmtree(music / f"Album {n}")
    assert len(scan(library).problems) == 1
    clock.pass_time(days=2)
    copies = len(store.backups.all())
    library.accept_shrunk(library.roots()[0].id)
    assert scan(library).problems == ()
    assert len(store.backups.all()) == copies + 1
    assert library.stats().away == 50  # nothing was deleted
    with pytest.raises(NotFound):
        library.accept_shrunk(RootId(99))
    shutil.rmtree(music)
    scan(library)
    with pytest.raises(FolderProblem):  # it is not known what is gone
        library.accept_shrunk(library.roots()[0].id)


def test_what_was_moved_is_not_missing(library: LibraryService, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    second.mkdir()
    for n in range(8):
        album(first / f"Album {n}", 10)
    scan(library, first, second)
    for n in range(7):
        (first / f"Album {n}").rename(second / f"Album {n}")
    report = scan(library)
    assert (report.problems, report.away, report.tracks) == ((), 0, 80)
    for n in range(7):
        (second / f"Album {n}").rename(first / f"{n}")
    assert len(scan(library, second).problems) == 1  # an empty place, and nobody has looked where they went
    report = scan(library, first)
    assert (report.problems, report.away, report.tracks) == ((), 0, 80)
    assert all(root.shrunk_at is None for root in library.roots())


def test_what_has_another_file_of_its_recording_is_not_missing(
    library: LibraryService, store: Store, tmp_path: Path
) -> None:
    music, better = tmp_path / "music", tmp_path / "better"
    lossy = album(music / "Album", 4)
    album(better / "Album", 4, "Lossless")
    scan(library, music)
    old = [track.id for track in store.tracks.rows(store.tracks.ids())]
    shutil.move(better, music / "New")
    for path in lossy[:3]:
        path.unlink()
    assert "3 of 4 files" in scan(library).problems[0].reason
    new = [track.id for track in store.tracks.rows(store.tracks.ids()) if track.id not in old]
    pairs = list(zip(sorted(old), sorted(new), strict=True))
    store.works.decide("recording", pairs, True, "join-recordings", "Joined")
    assert scan(library).problems == ()
    assert store.library.roots()[0].shrunk_at is None
    lossy[3].unlink()
    assert scan(library).problems == ()  # gone now, with its recording in another file
    shutil.rmtree(music / "New")
    assert len(scan(library).problems) == 1


def test_more_files_than_the_limit_are_many_also_in_a_large_library(library: LibraryService, tmp_path: Path) -> None:
    music = tmp_path / "music"
    for n in range(30):
        album(music / f"Album {n}", 12)
    scan(library, music)
    for n in range(4):
        shutil.rmtree(music / f"Album {n}")
    assert scan(library).problems == ()  # 48
    for n in range(4, 9):
        shutil.rmtree(music / f"Album {n}")
    (problem,) = scan(library).problems
    assert problem.reason.startswith("60 of 312 files") and SHRUNK_FILES == 50


def test_a_drive_within_a_root_that_is_not_there_is_told_however_small(
    library: LibraryService, store: Store, tmp_path: Path
) -> None:
    music = tmp_path / "music"
    for n in range(5):
        album(music / f"Album {n}", 10)
    stick = album(music / "stick", 4)
    scan(library, music)
    # a drive of its own would have another number; what else there is has the one of the test's folder
    marks = ", ".join("?" * len(stick))
    store._db.write(
        lambda con: con.execute(
            f"UPDATE file SET device = 99 WHERE path IN ({marks})", [os.fsencode(path) for path in stick]
        )
    )
    for path in stick:
        path.rename(tmp_path / path.name)
    (problem,) = scan(library).problems
    assert problem.reason.startswith("4 of 54 files")
    for path in stick:
        (tmp_path / path.name).rename(path)
    assert scan(library).problems == ()


def test_single_folders_are_looked_into_and_nothing_else(library: LibraryService, store: Store, tmp_path: Path) -> None:
    music = tmp_path / "music"
    for n in range(10):
        album(music / f"Album {n}", 10)
    scan(library, music)
    album(music / "Album 0" / "CD 2", 3)
    album(music / "New", 3)
    shutil.rmtree(music / "Album 1")
    (music / "Album 2").rename(music / "Album two")
    job = QuietJob()
    changed = [os.fsencode(music / name) for name in ("Album 0", "Album 0/CD 2", "Album 1")]
    report = library.rescan(changed, job)
    assert (report.new, report.away, report.tracks, report.problems) == (3, 10, 93, ())
    report = library.rescan([os.fsencode(music / "Album two"), os.fsencode(music / "Album 2")], job)
    assert (report.new, report.away, report.tracks) == (0, 10, 93)
    assert library.rescan([os.fsencode(tmp_path), b"/nowhere"], job).found == 0
    report = library.rescan([os.fsencode(music)], job)
    assert (report.new, report.tracks) == (3, 96)
    music.rename(tmp_path / "unplugged")
    report = library.rescan(changed, job)
    assert report.away == 106 and "is not there" in report.problems[0].reason
    (tmp_path / "unplugged").rename(music)
    report = library.rescan(changed[:1], job)  # the drive is back: all of it counts
    assert (report.away, report.tracks, report.problems) == (10, 96, ())


def test_a_folder_is_looked_into_by_the_innermost_root_that_holds_it(
    library: LibraryService, store: Store, tmp_path: Path
) -> None:
    music = tmp_path / "music"
    for n in range(3):
        album(music / "inner" / f"Album {n}", 3)
        album(music / f"Outer {n}", 3)
    scan(library, music / "inner")
    scan(library, music)
    job = CountingJob()
    album(music / "inner" / "New", 2)
    report = library.rescan([os.fsencode(music / "inner" / name) for name in ("New", "Album 0")], job)
    assert (report.new, report.away, sum(progress.done for progress in job.reports)) == (2, 0, 2)
    shutil.rmtree(music / "inner" / "Album 0")
    (music / "Outer 0").rename(music / "inner" / "Album zero")
    report = library.rescan([os.fsencode(music)], job)  # the root inside lies in it
    assert (report.new, report.away, report.tracks) == (0, 3, 17)


def test_a_folder_removed_from_the_library_is_not_scanned_until_it_is_given_again(
    library: LibraryService, store: Store, tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    album(first / "A", 6)
    album(second / "B", 6)
    scan(library, first, second)
    root = next(root for root in library.roots() if root.path == os.fsencode(second))
    store.edits.remove_root(root.id, "Remove it")
    album(second / "C", 3)
    report = scan(library)
    assert (report.found, report.tracks, report.problems) == (6, 6, ())
    assert [root.path for root in library.roots()] == [os.fsencode(first)]
    report = scan(library, second)
    assert (report.found, report.tracks, report.new) == (9, 9, 3)
    assert library.stats().tracks == 15


def test_files_of_removed_tracks_are_in_no_count_and_come_back_when_they_were_away(
    library: LibraryService, store: Store, tmp_path: Path
) -> None:
    music = tmp_path / "music"
    paths = album(music / "A", 12)
    scan(library, music)

    def track(path: Path) -> TrackId:
        return store.tracks.by_path(os.fsencode(path))[0].id

    here, gone = track(paths[0]), track(paths[1])
    paths[1].rename(tmp_path / "aside.mp3")
    scan(library)
    store.edits.remove([here, gone], "Remove two")
    report = scan(library)
    assert (report.found, report.tracks, report.away) == (10, 10, 0)
    (tmp_path / "aside.mp3").rename(paths[1])
    report = scan(library)
    assert (report.found, report.tracks, report.new) == (11, 11, 0)
    assert store.tracks.get(gone) is not None and store.tracks.get(here) is None
