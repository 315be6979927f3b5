"""Moved, renamed, retagged, copied and edited files, among others that look alike: each keeps its own history."""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import QuietJob
from desktop_app.domain.records import Chosen, Ended, Presence, ScanReport
from desktop_app.sandbox.pool import ReaderPool
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.library import LibraryService
from desktop_app.store import Store
from tests.services.music import album, flac, hashes, id3_tags, look_alike, mp3, mp3_sound, wav_file
from tests.store.helpers import START


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


def held(store: Store, path: Path) -> TrackId:
    (track,) = store.tracks.by_path(os.fsencode(path))
    assert track.presence is Presence.PRESENT
    return track.id


def play(store: Store, track: TrackId, times: int) -> None:
    for _ in range(times):
        store.listens.add(track, START, 0, 180_000, 180_000, Ended.FINISHED, None, Chosen.HAND)


def plays(store: Store, path: Path) -> int:
    return store.tracks.rows([held(store, path)])[0].plays


def test_history_follows_moves_renames_and_edits_and_look_alikes_are_not_swapped(
    library: LibraryService, store: Store, tmp_path: Path
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    new.mkdir()
    moved = [path for n in range(5) for path in album(old / f"Move {n}", 10)]
    renamed = [album(old / f"Rename {n}", 3) for n in range(10)]
    twins = []
    for n in range(2):
        sound = mp3_sound(("twin", n), 200)
        for which, data in (("a", sound), ("b", look_alike(sound, n))):
            path = old / "Twins" / f"{n}{which}.mp3"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(id3_tags(title=f"Twin {n}", artist="Twins", album="Twins") + data)
            twins.append(path)
    first = scan(library, old, new)
    assert first.tracks == first.found == 50 + 30 + 4
    everything = [*moved, *(path for paths in renamed for path in paths), *twins]
    listens = {path: number % 4 for number, path in enumerate(everything)}
    for path, count in listens.items():
        play(store, held(store, path), count)
    ids = {path: held(store, path) for path in everything}
    playlist = store.playlists.create("All", "", list(ids.values()))

    where: dict[Path, Path] = {}
    for path in moved:  # to another root; copied and deleted, as it is between drives
        target = new / "sorted" / f"{path.parent.name} - {path.name}"
        target.parent.mkdir(exist_ok=True)
        shutil.copy(path, target)
        path.unlink()
        where[path] = target
    for number, paths in enumerate(renamed):
        folder = paths[0].parent.rename(old / f"Älbum {number}")
        where |= {path: folder / path.name for path in paths}
    for path in moved[:5]:
        data = where[path].read_bytes()
        at = data.index(b"\xff\xfb\x90\x00")
        where[path].write_bytes(id3_tags(title="Retagged", artist="Another", album="With a longer name") + data[at:])
    for path in twins:  # both of each pair, and their names say nothing of what they were
        target = new / "twins" / f"{len(where)}.mp3"
        target.parent.mkdir(exist_ok=True)
        shutil.move(path, target)
        where[path] = target
    shutil.rmtree(old / "Twins")
    report = scan(library)
    assert (report.new, report.away, report.found, report.problems) == (0, 0, 84, ())
    assert {path: held(store, where[path]) for path in everything} == ids
    assert {path: plays(store, where[path]) for path in everything} == listens
    assert store.playlists.tracks(playlist) == list(ids.values())
    assert all(
        track.presence is Presence.PRESENT and Path(os.fsdecode(track.path)).exists()
        for track in store.tracks.rows(list(ids.values()))
    )
    assert {t.title for t in store.tracks.rows([ids[path] for path in moved[:5]])} == {"Retagged"}


def test_files_of_one_time_and_size_that_change_their_names_are_not_swapped(
    library: LibraryService, store: Store, tmp_path: Path
) -> None:
    first, second = tmp_path / "1.wav", tmp_path / "2.wav"
    for path in (first, second):
        path.write_bytes(wav_file(path.name, 100_000))
        os.utime(path, ns=(1_000_000_000, 1_000_000_000))  # as an archive leaves them
    scan(library, tmp_path)
    one, two = held(store, first), held(store, second)
    first.rename(tmp_path / "aside")
    second.rename(first)
    (tmp_path / "aside").rename(second)
    report = scan(library)
    assert (report.new, report.changed) == (0, 2)
    assert (held(store, first), held(store, second)) == (two, one)


def test_a_tagger_that_keeps_the_time_of_a_file_is_noticed(
    library: LibraryService, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "1.mp3"
    path.write_bytes(mp3("one", title="Before"))
    scan(library, tmp_path)
    track, status = held(store, path), path.stat()
    path.write_bytes(mp3("one", title="Behind"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert scan(library).changed == 1
    assert store.tracks.rows([track])[0].title == "Behind"
    path.chmod(0o600)
    assert scan(library).changed == 0  # read again, and nothing else is found in it


@pytest.mark.parametrize("pairs", [40])
def test_near_duplicates_are_never_joined(library: LibraryService, store: Store, tmp_path: Path, pairs: int) -> None:
    near_duplicates(library, store, tmp_path, pairs)


def near_duplicates(library: LibraryService, store: Store, folder: Path, pairs: int) -> None:
    """Pairs of equal size, tags and samples that differ in a frame: two tracks each, also after all were moved."""
    music = folder / "music"
    for n in range(pairs):
        sound = mp3_sound(n, 200)
        for which, data in (("clean", look_alike(sound, n)), ("explicit", sound)):
            path = music / which / f"{n}.mp3"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(id3_tags(title=f"Song {n}", artist="Nordlys", album="One") + data)
    report = scan(library, music)
    assert (report.tracks, report.duplicates, report.found) == (2 * pairs, 0, 2 * pairs)
    quick = store._db.number("SELECT count(DISTINCT quick_key) FROM file")
    assert quick == pairs, "these files are to be told apart by their whole keys alone"
    ids = {path: held(store, path) for path in sorted(music.rglob("*.mp3"))}
    assert len(set(ids.values())) == 2 * pairs
    (music / "clean").rename(music / "moved")
    (music / "explicit").rename(music / "clean")  # to where the others were
    (music / "moved").rename(music / "explicit")
    report = scan(library)
    assert (report.tracks, report.new, report.away) == (2 * pairs, 0, 0)
    swapped = {
        path: path.parents[1] / {"clean": "explicit", "explicit": "clean"}[path.parent.name] / path.name for path in ids
    }
    assert {path: held(store, swapped[path]) for path in ids} == ids
    shutil.copytree(music, folder / "elsewhere")  # new inodes: only the sound can tell
    shutil.rmtree(music)
    music.mkdir()
    report = scan(library, music, folder / "elsewhere")
    assert (report.tracks, report.new) == (2 * pairs, 0)
    there = {path: folder / "elsewhere" / swapped[path].relative_to(music) for path in ids}
    assert {path: held(store, there[path]) for path in ids} == ids


def test_three_copies_are_one_track_and_any_may_go(library: LibraryService, store: Store, tmp_path: Path) -> None:
    music = tmp_path / "music"
    paths = [music / name / "song.mp3" for name in ("a", "b", "c")]
    for path in paths:
        path.parent.mkdir(parents=True)
        path.write_bytes(mp3(1, 100, title="Song", artist="Nordlys"))
    album(music / "Other", 20)
    report = scan(library, music)
    assert (report.tracks, report.duplicates, report.found) == (21, 2, 23)
    track = held(store, paths[0])
    assert {held(store, path) for path in paths} == {track}
    play(store, track, 2)
    for gone in paths:
        gone.rename(gone.with_suffix(".aside"))
        report = scan(library)
        assert (report.tracks, report.duplicates, report.away, report.new) == (21, 1, 0, 0)
        (shown,) = store.tracks.rows([track])
        assert shown.presence is Presence.PRESENT and shown.plays == 2
        gone.with_suffix(".aside").rename(gone)
    report = scan(library)
    assert (report.tracks, report.duplicates, report.new) == (21, 2, 0)


def test_names_in_another_normal_form_or_case_are_the_same_tracks(
    library: LibraryService, store: Store, tmp_path: Path
) -> None:
    music = tmp_path / "music"
    nfc = unicodedata.normalize("NFC", "Älbum Ñ")
    paths = album(music / nfc, 4) + album(music / "lower", 4)
    scan(library, music)
    ids = {path.name: held(store, path) for path in paths}
    (music / nfc).rename(music / unicodedata.normalize("NFD", nfc))
    (music / "lower").rename(music / "LOWER")
    report = scan(library)
    assert (report.new, report.away, report.tracks) == (0, 0, 8)
    assert {path.name: held(store, path) for path in sorted(music.rglob("*.mp3"))} == ids


def test_retagging_and_new_covers_keep_every_track(library: LibraryService, store: Store, tmp_path: Path) -> None:
    music = tmp_path / "music"
    paths = album(music / "Album", 6)
    (music / "a.flac").write_bytes(flac(1, 50_000, title="Old"))
    scan(library, music)
    ids = [held(store, path) for path in (*paths, music / "a.flac")]
    for path in paths:
        data = path.read_bytes()
        cover = b"APIC" + (3000).to_bytes(4, "big") + b"\0\0" + bytes(3000)
        tag = id3_tags(title="New", artist="New")
        body = tag[10:] + cover.replace((3000).to_bytes(4, "big"), bytes((0, 0, 23, 56)))
        size = bytes(len(body) >> shift & 127 for shift in (21, 14, 7, 0))
        path.write_bytes(tag[:6] + size + body + data[data.index(b"\xff\xfb\x90\x00") :])
    (music / "a.flac").write_bytes(flac(1, 50_000, title="A much longer new title", artist="Somebody"))
    report = scan(library)
    assert (report.new, report.changed, report.away) == (0, 7, 0)
    assert [held(store, path) for path in (*paths, music / "a.flac")] == ids
    assert {track.title for track in store.tracks.rows(ids)} == {"New", "A much longer new title"}


def test_a_file_whose_sound_changed_is_another_track_and_the_old_one_is_kept(
    library: LibraryService, store: Store, tmp_path: Path
) -> None:
    music = tmp_path / "music"
    album(music / "Other", 20)
    path = music / "song.wav"
    path.write_bytes(wav_file(1, 400_000))
    scan(library, music)
    before = held(store, path)
    play(store, before, 3)
    path.write_bytes(wav_file(2, 400_000))
    report = scan(library)
    assert (report.new, report.tracks, report.away) == (1, 21, 1)
    (kept,) = store.tracks.rows([before])
    assert kept.presence is Presence.AWAY and kept.plays == 3
    path.write_bytes(wav_file(1, 400_000))
    assert scan(library).new == 0
    assert held(store, path) == before


def test_no_music_file_is_ever_written_to(library: LibraryService, tmp_path: Path) -> None:
    music = tmp_path / "music"
    album(music / "Album", 10)
    before = hashes(music)
    times = {path: path.stat().st_mtime_ns for path in music.rglob("*")}
    scan(library, music)
    scan(library)
    assert hashes(music) == before
    assert {path: path.stat().st_mtime_ns for path in music.rglob("*")} == times
