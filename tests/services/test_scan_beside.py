"""What lies beside music: sheets that make tracks of its parts, words, and markers that keep it out of lists."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.domain.cue import CueFile, CueSheet, CueTrack
from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import QuietJob
from desktop_app.domain.records import Presence, ScanReport
from desktop_app.sandbox.pool import ReaderPool
from desktop_app.services.beside import file_of
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.library import LibraryService
from desktop_app.store import Store
from tests.services.music import album, flac, mp3

SHEET = """PERFORMER "Nordlys"
TITLE "One Night"
FILE "{name}" WAVE
  TRACK 01 AUDIO
    TITLE "First"
    INDEX 01 00:00:00
  TRACK 02 AUDIO
    TITLE "Second"
    INDEX 00 00:18:00
    INDEX 01 {second}
  TRACK 03 AUDIO
    TITLE "Third"
    INDEX 01 00:40:37
"""


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
def disc(tmp_path: Path) -> Path:
    """A folder with a file of a minute and a sheet for it."""
    folder = tmp_path / "music" / "Disc"
    folder.mkdir(parents=True)
    (folder / "disc.flac").write_bytes(flac("disc", 40_000, 60, title="All of it", artist="Nordlys"))
    (folder / "disc.cue").write_text(SHEET.format(name="disc.flac", second="00:20:00"))
    return folder


def scan(library: LibraryService, *folders: Path) -> ScanReport:
    return library.scan(folders or None, QuietJob())


def tracks(store: Store, path: Path) -> list[tuple[TrackId, str]]:
    found = store.tracks.by_path(os.fsencode(path))
    return [(t.id, t.title) for t in sorted(found, key=lambda t: t.start_75) if t.presence is Presence.PRESENT]


def titles(store: Store, path: Path) -> list[str]:
    return [title for _, title in tracks(store, path)]


def test_a_sheet_makes_tracks_of_a_file(library: LibraryService, store: Store, disc: Path) -> None:
    album(disc.parent / "Album", 4)
    report = scan(library, disc.parent)
    assert (report.tracks, report.cue_tracks, report.found, report.unlisted) == (5, 3, 5, ())
    parts = sorted(store.tracks.by_path(os.fsencode(disc / "disc.flac")), key=lambda t: t.start_75)
    assert [(t.title, t.number) for t in parts] == [("First", 1), ("Second", 2), ("Third", 3)]
    assert {(t.artist, t.album) for t in parts} == {("Nordlys", "One Night")}
    assert [t.duration_ms for t in parts] == [20_000, 20_493, 19_507]
    assert scan(library).changed == 0
    shutil.copytree(disc, disc.parent / "Copy")
    report = scan(library)
    assert (report.tracks, report.cue_tracks, report.duplicates, report.found, report.new) == (5, 3, 1, 6, 0)


def test_a_sheet_that_changes_is_followed_and_tracks_keep_their_identity(
    library: LibraryService, store: Store, disc: Path
) -> None:
    path, sheet = disc / "disc.flac", disc / "disc.cue"
    text = sheet.read_text()
    sheet.unlink()
    album(disc.parent / "Album", 4)
    scan(library, disc.parent)
    whole = tracks(store, path)
    assert [title for _, title in whole] == ["All of it"]
    sheet.write_text(text)
    scan(library)
    first = tracks(store, path)
    assert [title for _, title in first] == ["First", "Second", "Third"]
    assert store.tracks.rows([whole[0][0]])[0].presence is Presence.AWAY
    sheet.write_text(SHEET.format(name="disc.flac", second="00:20:10").replace("Second", "Another"))
    report = scan(library)
    assert (report.new, report.changed) == (0, 1)
    assert [track for track, _ in tracks(store, path)] == [track for track, _ in first]
    assert titles(store, path) == ["First", "Another", "Third"]
    sheet.unlink()
    scan(library)
    assert tracks(store, path) == whole
    sheet.write_text(text)
    scan(library)
    assert tracks(store, path) == first


@pytest.mark.parametrize(
    ("text", "said"),
    [("\0\1 no sheet", "this sheet cannot be used"), (SHEET.replace("00:40:37", "40:00:00"), "do not fit disc.flac")],
)
def test_a_bad_sheet_leaves_the_file_whole_and_says_so(
    library: LibraryService, store: Store, disc: Path, text: str, said: str
) -> None:
    (disc / "disc.cue").write_text(text.format(name="disc.flac", second="00:20:00") if "TRACK" in text else text)
    report = scan(library, disc.parent)
    assert (report.found, report.tracks, report.cue_tracks, report.problems) == (1, 1, 0, ())
    (problem,) = report.unlisted
    assert problem.path == os.fsencode(disc / "disc.cue") and said in problem.reason
    assert titles(store, disc / "disc.flac") == ["All of it"]
    (disc / "disc.cue").write_text(SHEET.format(name="disc.flac", second="00:20:00"))
    assert scan(library).cue_tracks == 3


def test_a_sheet_over_many_files_leaves_each_its_own_track(
    library: LibraryService, store: Store, tmp_path: Path
) -> None:
    folder = tmp_path / "music"
    paths = album(folder, 3)
    lines = ['PERFORMER "Nordlys"']
    for n, path in enumerate(paths, 1):
        lines += [f'FILE "{path.name}" MP3', f"  TRACK {n:02d} AUDIO", f'    TITLE "T{n}"', "    INDEX 01 00:00:00"]
    (folder / "album.cue").write_text("\n".join(lines))
    report = scan(library, folder)
    assert (report.tracks, report.cue_tracks, report.unlisted) == (3, 0, ())


@pytest.mark.parametrize(
    ("named", "sheet", "path", "found"),
    [
        ("disc.flac", "x.cue", "disc.flac", True),
        ("DISC.FLAC", "x.cue", "disc.flac", True),
        ("C:\\rips\\disc.flac", "x.cue", "disc.flac", True),
        ("disc.wav", "x.cue", "disc.flac", True),
        ("CDImage.wav", "disc.cue", "disc.flac", True),
        ("A\u0308.flac", "x.cue", "\u00c4.flac", True),
        ("other.flac", "x.cue", "disc.flac", False),
        ("disc.txt", "x.cue", "disc.flac", False),
        ("\ud800", "x.cue", "disc.flac", False),
    ],
)
def test_the_file_of_a_sheet_is_found_however_it_is_written(named: str, sheet: str, path: str, found: bool) -> None:
    files = (CueFile(named, (CueTrack(1, "", "", 0), CueTrack(2, "", "", 9))),)
    of = file_of(CueSheet("", "", "", None, files), b"/m/" + sheet.encode(), b"/m/" + path.encode())
    assert (of is not None) == found


def test_words_beside_a_file_are_read_and_followed(library: LibraryService, store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "music"
    path = album(folder, 2)[0]
    words = path.with_suffix(".lrc")

    def shown() -> list[tuple[int, str]]:
        return store._db.all("SELECT timed, text FROM derived.lyrics")  # type: ignore[return-value]

    scan(library, folder)
    assert shown() == []
    words.write_text("[00:01.00]La la\n[00:02.00]lo lo")
    report = scan(library)
    assert (report.new, report.found) == (0, 2)
    ((timed, text),) = shown()
    assert timed == 1 and "La la" in text
    words.write_bytes(b"[00:01.00]Hey hey")
    scan(library)
    assert "Hey hey" in shown()[0][1]
    words.unlink()
    scan(library)
    assert shown() == []


def test_a_marker_keeps_all_below_its_folder_out_of_lists_while_it_is_there(
    library: LibraryService, store: Store, tmp_path: Path
) -> None:
    music = tmp_path / "music"
    album(music / "Album", 3)
    book = album(music / "Books" / "One", 3)

    def ruled() -> set[bytes]:
        return store.library.markers(os.fsencode(music))

    (music / "Books" / ".notmusic").touch()
    report = scan(library, music)
    assert ruled() == {os.fsencode(music / "Books")}
    assert (report.found, report.tracks + report.not_music) == (6, 6)
    assert scan(library).problems == ()
    (music / "Books" / ".notmusic").rename(music / "Books" / "One" / ".notmusic")
    scan(library)
    assert ruled() == {os.fsencode(music / "Books" / "One")}
    (music / "Books" / "One" / ".notmusic").unlink()
    assert library.rescan([os.fsencode(music / "Album")], QuietJob()).found == 6
    assert ruled() == {os.fsencode(music / "Books" / "One")}  # nobody has looked there
    library.rescan([os.fsencode(music / "Books")], QuietJob())
    assert ruled() == set()
    (music / ".notmusic").touch()
    scan(library)
    assert ruled() == {os.fsencode(music)}
    music.rename(tmp_path / "unplugged")
    scan(library)
    assert ruled() == {os.fsencode(music)} and book


def test_a_file_that_was_set_aside_is_tried_again_when_asked(
    library: LibraryService, store: Store, tmp_path: Path
) -> None:
    music = tmp_path / "music"
    music.mkdir()
    path = music / "a.mp3"
    path.write_bytes(mp3(1))
    scan(library, music)
    stamp = next(iter(store.library.files(library.roots()[0].id).values())).stamp
    store.library.refuse(library.roots()[0].id, [(stamp, "it killed its reader")], version=99)
    assert [r.reason for r in library.refusals()] == ["it killed its reader"]
    assert library.retry([b"/nowhere"]) == 0
    assert library.retry([os.fsencode(path)]) == 1
    report = scan(library)
    assert (report.refused, report.tracks, report.new) == ((), 1, 0)
    store.library.refuse(library.roots()[0].id, [(stamp, "it killed its reader")])
    assert library.retry(None) == 1
    assert scan(library).refused == ()


def test_everything_is_read_again_when_the_reader_knows_more_or_what_it_read_is_gone(
    library: LibraryService, store: Store, tmp_path: Path
) -> None:
    music = tmp_path / "music"
    album(music, 4)
    (music / "bad.mp3").write_bytes(b"no sound")
    scan(library, music)

    def unread() -> int:
        return store._db.number(
            "SELECT count(*) FROM file f WHERE NOT EXISTS (SELECT 1 FROM derived.file_read r WHERE r.file = f.id)"
        )

    assert unread() == 0
    store._db.write(lambda con: con.execute("DELETE FROM derived.file_read"))
    report = scan(library)
    assert unread() == 0
    assert (report.new, report.changed, report.tracks, len(report.refused)) == (0, 0, 4, 1)
