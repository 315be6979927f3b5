"""A scan never loses anything, and no file ends it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import mutagen.flac
import numpy as np
import pytest
import soundfile

from desktop_app.domain.errors import FileRefused, JobCancelled, WorkerDied
from desktop_app.domain.jobs import QuietJob
from desktop_app.domain.query import TrackQuery
from desktop_app.domain.records import Changes, FileStamp, ReadFile, Refusal
from desktop_app.library import client
from desktop_app.sandbox.pool import ReaderPool
from desktop_app.services import reading
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.library import LibraryService
from desktop_app.store import Store
from tests.services.world import CountingJob


def write_flac(path: Path, seed: int, title: str = "", artist: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    samples = np.random.default_rng(seed).standard_normal(4410).astype(np.float32) * 0.1
    soundfile.write(path, samples, 44_100, format="FLAC")
    if title:
        tagged = mutagen.flac.FLAC(path)
        tagged["title"], tagged["artist"] = title, artist
        tagged.save()


@pytest.fixture(scope="module")
def readers() -> Iterator[ReaderPool]:
    pool = ReaderPool(2)
    with pool.borrow(), pool.borrow():
        pass  # both run before the first test, so that none of them is left behind by one
    yield pool
    pool.close()


@pytest.fixture
def library(store: Store, readers: ReaderPool, changes: ChangeFeed) -> LibraryService:
    return LibraryService(store, readers, changes)


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = tmp_path / "music"
    for number in range(5):
        write_flac(folder / "Album" / f"{number}.flac", number, f"Song {number}", "Nordlys")
    write_flac(folder / "loose" / "01 - Someone - Untagged.flac", 99)
    return folder


def name_of(path: bytes) -> bytes:
    return path.rpartition(b"/")[2]


def scan(library: LibraryService, *folders: Path):  # type: ignore[no-untyped-def]
    return library.scan(folders or None, QuietJob())


def test_files_become_tracks_and_a_second_scan_reads_nothing(library: LibraryService, music: Path) -> None:
    report = scan(library, music)
    assert (report.found, report.tracks, report.new, report.refused) == (6, 6, 6, ())
    titles = {track.title for track in library.rows(library.track_ids(TrackQuery()).tolist())}
    assert titles == {"Song 0", "Song 1", "Song 2", "Song 3", "Song 4", "Untagged"}
    again = scan(library)
    assert (again.found, again.tracks, again.new, again.changed) == (6, 6, 0, 0)


def test_bad_files_are_rows_with_a_reason(library: LibraryService, music: Path) -> None:
    (music / "empty.mp3").write_bytes(b"")
    (music / "page.mp3").write_text("<html>no sound</html>" * 50)
    report = scan(library, music)
    assert report.found == report.tracks + report.duplicates + len(report.refused) == 8
    assert {name_of(refusal.path) for refusal in report.refused} == {b"empty.mp3", b"page.mp3"}
    assert all(refusal.reason for refusal in report.refused)
    assert library.refusals() == list(report.refused)


def test_a_moved_renamed_and_retagged_file_is_the_same_track(
    library: LibraryService, music: Path, store: Store
) -> None:
    scan(library, music)
    ids = sorted(library.track_ids(TrackQuery()).tolist())
    (music / "Album").rename(music / "Ælbum 2")
    tagged = mutagen.flac.FLAC(music / "Ælbum 2" / "0.flac")
    tagged["title"] = "Another name"
    tagged.save()
    report = scan(library)
    assert report.new == 0
    assert report.away == 0
    assert sorted(library.track_ids(TrackQuery()).tolist()) == ids
    assert "Another name" in {track.title for track in library.rows(ids)}


def test_a_copy_is_a_duplicate_and_not_a_track(library: LibraryService, music: Path) -> None:
    shutil.copy(music / "Album" / "0.flac", music / "copy.flac")
    report = scan(library, music)
    assert (report.tracks, report.duplicates, report.found) == (6, 1, 7)


@pytest.mark.parametrize("way", ["gone", "empty"])
def test_a_missing_drive_sets_tracks_away_and_its_return_brings_them_back(
    library: LibraryService, music: Path, tmp_path: Path, way: str
) -> None:
    scan(library, music)
    music.rename(tmp_path / "unplugged")
    if way == "empty":
        music.mkdir()
    report = scan(library)
    assert report.problems
    assert report.away == 6
    stats = library.stats()
    assert (stats.tracks, stats.away) == (6, 6)
    if way == "empty":
        music.rmdir()
    (tmp_path / "unplugged").rename(music)
    report = scan(library)
    assert (report.new, report.away, report.problems) == (0, 0, ())


def test_a_folder_that_cannot_be_used_does_not_keep_the_others_back(library: LibraryService, music: Path) -> None:
    file = music / "Album" / "0.flac"
    report = scan(library, music / "nowhere" / "x", file, music)
    assert report.tracks == 6
    assert len(report.problems) == 2
    assert "does not exist" in report.problems[0].reason
    assert "no folder" in report.problems[1].reason


def test_a_folder_without_music_says_so(library: LibraryService, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "letter.txt").write_text("no music")
    report = scan(library, tmp_path / "papers")
    assert [problem.reason for problem in report.problems] == [f"{tmp_path / 'papers'} holds no music."]


def test_a_folder_inside_a_known_one_is_no_second_root(library: LibraryService, music: Path) -> None:
    scan(library, music)
    report = scan(library, music / "Album")
    assert len(library.roots()) == 1
    assert report.tracks == 6


@pytest.mark.parametrize("place", ["nowhere", "Album/0.flac"])
def test_what_is_no_folder_is_told_also_inside_a_known_one(library: LibraryService, music: Path, place: str) -> None:
    scan(library, music)
    report = scan(library, music / place)
    assert [problem.path for problem in report.problems] == [os.fsencode(music / place)]
    music.rename(music.with_name("unplugged"))
    assert "is not there" in scan(library, music / "Album").problems[0].reason
    assert library.stats().away == 6


def test_a_track_is_found_through_a_link_to_its_folder(library: LibraryService, music: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(music)
    scan(library, tmp_path / "link")
    track = library.find(str(tmp_path / "link" / "Album" / "0.flac"), tmp_path)
    assert track.path == os.fsencode(music / "Album" / "0.flac")
    assert library.find("0.flac", tmp_path / "link" / "Album") == track


def test_a_root_around_a_known_one_leaves_its_files_to_it(library: LibraryService, music: Path) -> None:
    scan(library, music / "Album")
    report = scan(library, music)
    assert (report.tracks, report.new, report.away) == (6, 1, 0)
    shutil.rmtree(music / "Album")
    report = scan(library, music)
    assert (report.away, report.problems) == (0, ())  # not its own files: the root inside speaks for them
    report = scan(library)
    assert (report.tracks, report.away) == (1, 5)


def test_files_show_while_they_are_found(library: LibraryService, music: Path, changes: ChangeFeed) -> None:
    counts: list[int] = []
    leave = changes.subscribe(lambda news: counts.append(len(library.track_ids(TrackQuery()))) if news.tracks else None)
    scan(library, music)
    leave()
    assert counts[0] < 6
    assert counts[-1] == 6


def test_a_scan_that_finds_nothing_new_wakes_nobody(library: LibraryService, music: Path, changes: ChangeFeed) -> None:
    scan(library, music)
    told: list[Changes] = []
    leave = changes.subscribe(told.append)
    scan(library)
    assert told == []
    (music / "Album" / "0.flac").unlink()
    scan(library)
    leave()
    assert told == [Changes(tracks=True)]


class StoppedSoon(CountingJob):
    """A job that is told to stop once it has reported something."""

    def check(self) -> None:
        if self.reports:
            raise JobCancelled


def test_a_stopped_scan_keeps_what_it_has(store: Store, changes: ChangeFeed, music: Path) -> None:
    for number in range(60):
        write_flac(music / "many" / f"{number}.flac", 1000 + number)
    pool = ReaderPool(2)
    library = LibraryService(store, pool, changes)
    with pytest.raises(JobCancelled):
        library.scan([music], StoppedSoon())
    kept = library.stats().tracks
    assert 0 < kept < 66
    report = scan(library)
    pool.close()
    assert report.tracks == 66
    assert report.new == 66 - kept


class DyingReader:
    """Stands in for the reader's client: dies on files of one name, `times` times each, and reads the others."""

    def __init__(self, name: bytes, times: int) -> None:
        self.name, self.left, self.seen = name, times, 0

    def __call__(
        self, child: object, files: Sequence[tuple[int, FileStamp]], **_: object
    ) -> Iterator[ReadFile | Refusal]:
        for _, stamp in files:
            if name_of(stamp.path) == self.name:
                self.seen += 1
                if self.left > 0:
                    self.left -= 1
                    raise WorkerDied("the reader ended", path=stamp.path)
            yield Refusal(stamp.path, "read by the stand-in")


@pytest.mark.parametrize(("deaths", "tries", "reason"), [(1, 2, "read by the stand-in"), (9, 2, reading.KILLED)])
def test_a_file_that_kills_its_reader_is_tried_twice_and_costs_no_other(
    store: Store,
    changes: ChangeFeed,
    music: Path,
    monkeypatch: pytest.MonkeyPatch,
    deaths: int,
    tries: int,
    reason: str,
) -> None:
    pool = ReaderPool(2)
    library = LibraryService(store, pool, changes)
    reader = DyingReader(b"3.flac", deaths)
    monkeypatch.setattr(client, "read_batch", reader)
    report = scan(library, music)
    reasons = {name_of(refusal.path): refusal.reason for refusal in report.refused}
    assert len(reasons) == 6
    assert reasons.pop(b"3.flac") == reason
    assert set(reasons.values()) == {"read by the stand-in"}
    assert reader.seen == tries
    scan(library)
    pool.close()
    assert reader.seen == tries, "what was set aside is left alone until it changes"


def test_a_file_that_vanishes_during_the_scan_is_not_counted(
    library: LibraryService, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = reading.open_regular

    def vanish(path: bytes):  # type: ignore[no-untyped-def]
        if path.endswith(b"2.flac"):
            Path(os.fsdecode(path)).unlink(missing_ok=True)
        return opening(path)

    monkeypatch.setattr(reading, "open_regular", vanish)
    report = scan(library, music)
    assert (report.found, report.tracks, report.refused) == (5, 5, ())


def test_a_file_that_could_not_be_read_for_the_moment_is_read_at_the_next_scan(
    library: LibraryService, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = reading.open_regular

    def refuse(path: bytes):  # type: ignore[no-untyped-def]
        if path.endswith(b"2.flac"):
            raise FileRefused("the file may not be read", path=path)
        return opening(path)

    with monkeypatch.context() as patch:
        patch.setattr(reading, "open_regular", refuse)
        assert len(scan(library, music).refused) == 1
    report = scan(library)
    assert (report.refused, report.tracks) == ((), 6)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_listed_keeps_its_tracks(library: LibraryService, music: Path) -> None:
    scan(library, music)
    (music / "Album").chmod(0)
    try:
        report = scan(library)
    finally:
        (music / "Album").chmod(0o755)
    assert report.away == 0
    assert len(report.unlisted) == 1
