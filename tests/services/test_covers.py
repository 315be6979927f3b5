"""Every album has its own cover or none, found where it lies, kept until it changes; no picture harms the others."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import mutagen
import pytest
from PIL import Image

from desktop_app.domain.errors import EnvironmentProblem, JobCancelled, WorkerDied
from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import QuietJob
from desktop_app.domain.query import TrackQuery
from desktop_app.domain.records import Changes, ReadFile
from desktop_app.library import art, cover_files, layout
from desktop_app.library.identity import key_of
from desktop_app.sandbox.channel import Channel
from desktop_app.sandbox.pool import ReaderPool
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.covers import CoverService
from desktop_app.services.library import LibraryService
from desktop_app.store import Store
from tests.library import made, painted
from tests.library.painted import BLUE, GREEN, RED
from tests.services.world import CountingJob, stamp_of
from tests.store.helpers import tags_of


class Library:
    """A folder of music whose tags are given by the test, and a store that knows it."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.folder = folder
        self._store = store
        self._template = made.write(folder.parent / "template.mp3", "mp3", seconds=0.2).read_bytes()
        self._number = 0
        folder.mkdir()
        self._root = store.library.add_root(os.fsencode(folder))

    def add(self, name: str, artist: str, album: str, cover: bytes | None = None, **more: object) -> TrackId:
        self._number += 1
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made.without_id3(self._template) + bytes([0xFF, self._number]) * 50)
        if cover is not None:
            painted.embed(path, cover)
        return self.put(path, tags_of(path.stem, artist, album, **more))

    def put(self, path: Path, tags: object) -> TrackId:
        with path.open("rb") as file:
            key = key_of(file, layout.find(file, path.stat().st_size))
        return self._store.library.put(self._root, [ReadFile(stamp_of(path), tags, key)]).tracks[0]  # type: ignore[arg-type]

    def image(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path


class ThreadReader:
    """Decodes in the test's process; notes what it was asked for, and dies of the names in `deadly`."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.deadly: set[str] = set()
        self.on_ask: Callable[[], None] = lambda: None

    @contextmanager
    def borrow(self) -> Iterator[_Answering]:
        yield _Answering(self)

    def close(self) -> None:
        return None


class _Answering:
    def __init__(self, owner: ThreadReader) -> None:
        self._owner = owner
        self.channel = self

    def send(self, body: dict[str, object], *, fds: tuple[int, ...]) -> None:
        path = str(body["files"][0]["path_text"])  # type: ignore[index]
        name = path.rpartition("/")[2]
        self._owner.asked.append(name)
        self._owner.on_ask()
        if name in self._owner.deadly:
            raise WorkerDied("it ended", path=os.fsencode(path))
        ours, theirs = Channel.pair()
        ours.send(body, fds=fds)
        message = theirs.receive(5, descriptors=True)
        assert message is not None
        worker = threading.Thread(target=art.handle, args=(message, theirs))
        worker.start()
        self._message = ours.receive(5)
        worker.join()
        ours.close()
        theirs.close()

    def receive(self, timeout: float | None) -> object:
        return self._message

    def kill(self) -> None:
        return None


@pytest.fixture
def reader() -> ThreadReader:
    return ThreadReader()


@pytest.fixture
def library(store: Store, tmp_path: Path) -> Library:
    return Library(store, tmp_path / "music")


@pytest.fixture
def covers(store: Store, reader: ThreadReader, changes: ChangeFeed) -> CoverService:
    return CoverService(store, reader, changes)  # type: ignore[arg-type]


def colour_of(store: Store, covers: CoverService, track: TrackId) -> tuple[int, int, int] | None:
    """The colour in the middle of the picture that a track is shown with, rounded as JPEG allows."""
    (shown,) = store.tracks.rows([track])
    if not shown.cover:
        return None
    data = covers.image(shown.cover)
    assert data is not None
    with Image.open(io.BytesIO(data), formats=("JPEG",)) as picture:
        assert max(picture.size) <= 512
        found = picture.convert("RGB").getpixel((picture.width // 2, picture.height // 2))
    return next(
        named
        for named in (RED, GREEN, BLUE)
        if max(abs(a - b) for a, b in zip(found, named, strict=True)) < 12  # type: ignore[arg-type]
    )


def test_the_picture_in_the_first_files_of_an_album_stands_for_it(
    store: Store, library: Library, covers: CoverService, reader: ThreadReader
) -> None:
    third = library.add("a/z.mp3", "Nordlys", "Light", painted.picture(BLUE), number=3)
    first = library.add("a/y.mp3", "Nordlys", "Light", number=1)
    second = library.add("a/x.mp3", "Nordlys", "Light", painted.picture(RED), number=2)
    assert covers.run(QuietJob()) == 1
    assert {colour_of(store, covers, track) for track in (first, second, third)} == {RED}
    assert reader.asked == ["y.mp3", "x.mp3"]


def test_nothing_is_looked_at_twice_until_it_changes(
    store: Store, library: Library, covers: CoverService, reader: ThreadReader, changes: ChangeFeed
) -> None:
    first = library.add("a/1.mp3", "Nordlys", "Light", number=1)
    loose = library.add("b/1.mp3", "Vega", "")
    told: list[Changes] = []
    changes.subscribe(told.append)
    assert covers.run(QuietJob()) == 2
    assert told == [], "nothing was found, nothing is shown"
    reader.asked.clear()
    assert covers.run(QuietJob()) == 0
    assert reader.asked == []
    image = library.image("a/cover.jpg", painted.picture(RED))
    assert covers.run(QuietJob()) == 1
    assert told == [Changes(covers=True)]
    assert colour_of(store, covers, first) == RED
    image.write_bytes(painted.picture(BLUE, size=(120, 120)))
    assert covers.run(QuietJob()) == 1
    assert colour_of(store, covers, first) == BLUE
    painted.embed(library.folder / "a/1.mp3", painted.picture(GREEN))
    library.put(library.folder / "a/1.mp3", tags_of("1", "Nordlys", "Light", number=1))
    assert covers.run(QuietJob()) == 1
    assert colour_of(store, covers, first) == GREEN, "what is in the music goes before what lies beside it"
    image.unlink()
    painted.embed(library.folder / "b/1.mp3", painted.picture(RED))
    library.put(library.folder / "b/1.mp3", tags_of("1", "Vega", ""))
    covers.run(QuietJob())
    assert (colour_of(store, covers, first), colour_of(store, covers, loose)) == (GREEN, RED)


def test_pictures_beside_the_music_by_their_names(tmp_path: Path) -> None:
    def names(*files: str, any_name: bool = True) -> list[str]:
        for old in tmp_path.iterdir():
            old.unlink()
        for name in files:
            (tmp_path / name).write_bytes(b"x")
        found = cover_files.images_in(os.fsencode(tmp_path), any_name=any_name)
        return [os.fsdecode(stamp.path).rpartition("/")[2] for stamp in found]

    assert names("Folder.JPG", "cover.png", "back.jpg", "AlbumArtSmall.jpg") == ["cover.png", "Folder.JPG"]
    assert names("front.webp", "artwork.jpeg", "album.png") == ["front.webp", "album.png", "artwork.jpeg"]
    assert names("scan 1.jpg") == ["scan 1.jpg"]
    assert names("scan 1.jpg", any_name=False) == []
    assert names("scan 1.jpg", "scan 2.jpg") == []
    assert names("cover.gif", "cover.svg", "._cover.jpg", "cover.jpg.txt") == []
    (tmp_path / "cover.jpg").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "front.jpg")
    (tmp_path / "folder.png").write_bytes(b"")
    assert cover_files.images_in(os.fsencode(tmp_path)) == ()
    assert cover_files.images_in(os.fsencode(tmp_path / "gone")) == ()


def test_discs_in_folders_of_their_own_share_the_picture_above_them(
    store: Store, library: Library, covers: CoverService
) -> None:
    library.image("Light/front.png", painted.picture(GREEN, "PNG"))
    tracks = [library.add(f"Light/CD{disc}/1.mp3", "Nordlys", "Light", disc=disc, number=1) for disc in (1, 2)]
    assert covers.run(QuietJob()) == 1
    assert [colour_of(store, covers, track) for track in tracks] == [GREEN, GREEN]


def test_a_picture_in_a_folder_of_several_albums_belongs_to_none(
    store: Store, library: Library, covers: CoverService
) -> None:
    library.image("all/cover.jpg", painted.picture(RED))
    tracks = [
        library.add("all/1.mp3", "Nordlys", "Light", album_artist="Nordlys"),
        library.add("all/2.mp3", "Vega", "Dark", album_artist="Vega"),
        library.add("all/3.mp3", "Vega", ""),
    ]
    covers.run(QuietJob())
    assert [colour_of(store, covers, track) for track in tracks] == [None] * 3
    library.image("loose/folder.jpg", painted.picture(BLUE))
    library.image("other/photo.jpg", painted.picture(BLUE))
    named, any_name = library.add("loose/1.mp3", "Vega", ""), library.add("other/1.mp3", "Vega", "")
    covers.run(QuietJob())
    assert colour_of(store, covers, named) == BLUE
    assert colour_of(store, covers, any_name) is None, "a picture among single tracks may be anything"


@pytest.mark.parametrize("flat", [False, True], ids=["folders", "one-folder"])
def test_albums_of_one_name_have_their_own_covers_and_one_without_stays_without(
    store: Store, library: Library, covers: CoverService, flat: bool
) -> None:
    """Three artists, each with "Greatest Hits", one whose art is far too large, one without any."""
    art_of: dict[str, bytes | None] = {
        "Alfa": painted.picture(RED), "Beta": painted.picture(GREEN), "Gamma": painted.picture(BLUE),
        "Delta": painted.large_png(12_000, 12_000), "Epsilon": None,
    }  # fmt: skip
    tracks = {
        (artist, number): library.add(
            f"{artist} {number}.mp3" if flat else f"{artist}/{number}.mp3", artist, "Greatest Hits", data, number=number
        )
        for number in (1, 2)
        for artist, data in art_of.items()
    }
    covers.run(QuietJob())
    for (artist, _), track in tracks.items():
        expected = {"Alfa": RED, "Beta": GREEN, "Gamma": BLUE}.get(artist)
        assert colour_of(store, covers, track) == expected, artist


def test_three_albums_of_one_name_as_a_scan_finds_them(store: Store, changes: ChangeFeed, tmp_path: Path) -> None:
    """From the files to the picture, through readers as the program starts them."""
    colours = {"Alfa": RED, "Beta": GREEN, "Gamma": BLUE}
    for artist in (*colours, "Delta", "Epsilon"):
        for number in (1, 2):
            folder = tmp_path / "music" / artist
            folder.mkdir(parents=True, exist_ok=True)
            path = made.write(folder / f"{number}.flac", "flac", seed=10 * ord(artist[0]) + number)
            file = mutagen.File(path)
            file.update({"artist": artist, "album": "Greatest Hits", "title": f"{artist} {number}"})
            file.save()
            if artist in colours:
                painted.embed(path, painted.picture(colours[artist], size=(600, 600)))
            elif artist == "Delta":
                painted.embed(path, painted.large_png(12_000, 12_000), mime="image/png")
    readers, pictures = ReaderPool(2), ReaderPool(1, "picture-reader")
    try:
        library = LibraryService(store, readers, changes)
        report = library.scan([tmp_path / "music"], QuietJob())
        assert (report.tracks, report.refused) == (10, ())
        covers = CoverService(store, pictures, changes)
        covers.run(QuietJob())
        for track in library.rows(library.track_ids(TrackQuery())):
            assert colour_of(store, covers, track.id) == colours.get(track.artist), track.artist
    finally:
        readers.close()
        pictures.close()


def test_a_compilation_with_one_picture_has_it_for_all_its_tracks(
    store: Store, library: Library, covers: CoverService
) -> None:
    tracks = [
        library.add(f"mix/{number}.mp3", f"Artist {number}", "Mixed", data, number=number)
        for number, data in enumerate([None, painted.picture(RED), None, painted.picture(RED)])
    ]
    covers.run(QuietJob())
    assert {colour_of(store, covers, track) for track in tracks} == {RED}


def test_a_picture_that_ends_its_helper_is_tried_twice_and_costs_itself_only(
    store: Store, library: Library, covers: CoverService, reader: ThreadReader
) -> None:
    reader.deadly.add("1.mp3")
    first = library.add("a/1.mp3", "Nordlys", "Light", painted.picture(RED), number=1)
    library.add("a/2.mp3", "Nordlys", "Light", painted.picture(GREEN), number=2)
    other = library.add("b/b.mp3", "Vega", "Dark", painted.picture(BLUE))
    covers.run(QuietJob())
    assert (colour_of(store, covers, first), colour_of(store, covers, other)) == (GREEN, BLUE)
    assert reader.asked.count("1.mp3") == 2
    library.image("a/cover.jpg", painted.picture(RED))  # so that the album is looked at again
    covers.run(QuietJob())
    assert reader.asked.count("1.mp3") == 2, "set aside until it changes"


def test_a_stopped_run_keeps_what_it_found_and_the_next_one_goes_on(
    store: Store, library: Library, covers: CoverService, reader: ThreadReader
) -> None:
    tracks = [library.add(f"{n}/1.mp3", f"Artist {n}", f"Album {n}", painted.picture(RED)) for n in range(12)]
    with pytest.raises(JobCancelled):
        covers.run(CountingJob(stop_after=8))
    done = sum(colour_of(store, covers, track) is not None for track in tracks)
    assert 0 < done < 12
    asked = len(reader.asked)
    covers.run(QuietJob())
    assert all(colour_of(store, covers, track) == RED for track in tracks)
    assert len(reader.asked) < asked + 12


def test_files_that_are_away_for_the_moment_are_looked_for_again(
    store: Store, library: Library, covers: CoverService
) -> None:
    track = library.add("a/1.mp3", "Nordlys", "Light", painted.picture(RED))
    hidden = library.folder.rename(library.folder.with_name("hidden"))
    assert covers.run(QuietJob()) == 0
    hidden.rename(library.folder)
    assert covers.run(QuietJob()) == 1
    assert colour_of(store, covers, track) == RED


def test_a_picture_of_the_persons_own_is_kept_as_ours(store: Store, covers: CoverService, tmp_path: Path) -> None:
    mine = tmp_path / "mine.png"
    mine.write_bytes(painted.picture(BLUE, "PNG", (2000, 2000)))
    sha256 = covers.own(mine)
    data = covers.image(sha256)
    assert data is not None
    with Image.open(io.BytesIO(data), formats=("JPEG",)) as picture:
        assert picture.size == (512, 512)
    covers.run(QuietJob())
    assert covers.image(sha256) == data, "it is not forgotten with what can be found again"
    for name, data in {"a.svg": b"<svg/>", "cut.jpg": painted.picture()[:300], "song.jpg": b"\xff\xfb" * 500}.items():
        bad = tmp_path / name
        bad.write_bytes(data)
        with pytest.raises(EnvironmentProblem, match=r"cannot be used as a cover: its picture .*JPEG, PNG or WebP"):
            covers.own(bad)
    with pytest.raises(EnvironmentProblem, match="gone"):
        covers.own(tmp_path / "none.jpg")


def test_hostile_pictures_in_music_and_beside_it_through_real_readers(
    store: Store, library: Library, changes: ChangeFeed
) -> None:
    svg = (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        b'<image xlink:href="file://%b"/></svg>' % os.fsencode(library.image("canary.png", painted.picture(RED, "PNG")))
    )
    hostile = {
        "D1": painted.large_png(20_000, 20_000),
        "D2": svg,
        "D3": painted.picture(RED, "GIF"),
        "D4": painted.picture(RED, size=(1500, 1500))[:9000],
        "D5 pdf": b"%PDF-1.4\n" + bytes(500),
        "D5 ico": painted.picture(RED, "ICO"),
        "D5 tiff": painted.picture(RED, "TIFF"),
        "D6": painted.picture(RED) + bytes(60 << 20),
        "D8": b"",
    }
    tracks: dict[str, tuple[TrackId, TrackId]] = {}
    for name, data in hostile.items():
        inside = library.add(f"{name} in/1.mp3", name, "In", data)
        library.image(f"{name} beside/cover.jpg", data)
        tracks[name] = inside, library.add(f"{name} beside/1.mp3", name, "Beside")
    healthy = [library.add(f"ok {n}/1.mp3", f"ok {n}", "Ok", painted.picture(GREEN)) for n in range(len(hostile))]
    lying = library.add("D7/1.mp3", "D7", "Lies")
    painted.embed(library.folder / "D7/1.mp3", painted.picture(BLUE, "PNG"), mime="image/jpeg")
    webp = library.add("webp/1.mp3", "webp", "Lies")
    library.image("webp/cover.jpg", painted.picture(BLUE, "WEBP"))
    readers = ReaderPool(2, "picture-reader")
    try:
        covers = CoverService(store, readers, changes)
        covers.run(QuietJob())
        for name, pair in tracks.items():
            assert [colour_of(store, covers, track) for track in pair] == [None, None], name
        assert {colour_of(store, covers, track) for track in healthy} == {GREEN}
        assert colour_of(store, covers, lying) == BLUE, "told by its bytes, not by what it is said to be"
        assert colour_of(store, covers, webp) == BLUE
    finally:
        readers.close()
