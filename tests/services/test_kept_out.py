"""What stays out of the lists that the program makes, and is there whenever it is asked for."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import pytest

from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import QuietJob
from desktop_app.domain.query import TrackQuery
from desktop_app.services import Services
from tests.services.music import album, flac, mp3
from tests.store.helpers import Clock, read_of, tags_of

RUNS = 50
FRAMES_A_SECOND = 1000 / 26.122


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def services(tmp_path: Path, clock: Clock) -> Iterator[Services]:
    with Services.open(tmp_path / "data", write=True, clock=clock, output="null") as opened:
        yield opened


def mixed(services: Services, seed: TrackId, count: int = 25) -> dict[str, set[TrackId]]:
    """The tracks of 50 lists in each mode."""
    modes: dict[str, Sequence[TrackId]] = {"for-you": (), "explore": (), "radio": (seed,)}
    return {
        mode: {
            item.track.id
            for rng in range(RUNS)
            for item in services.recommend.mix(mode, seeds=seeds, rng=rng, count=count).items
        }
        for mode, seeds in modes.items()
    }


def assert_in_no_list(services: Services, tracks: Collection[TrackId], seed: TrackId) -> None:
    for mode, found in mixed(services, seed).items():
        assert len(found) > 20 and not found & set(tracks), mode


def named(services: Services, text: str) -> set[TrackId]:
    return {TrackId(track) for track in services.library.track_ids(TrackQuery(text)).tolist()}


def in_folder(services: Services, folder: Path) -> list[TrackId]:
    return sorted(
        track.id
        for track in services.library.rows(services.library.track_ids(TrackQuery()).tolist())
        if track.path.startswith(os.fsencode(folder) + b"/")
    )


def test_holiday_music_is_in_no_list_but_in_its_season(services: Services, clock: Clock) -> None:
    """D16: five Christmas tracks among 300, in every mode, in July and in December."""
    store = services._store
    root = store.library.add_root(b"/m")
    tags = [tags_of(f"Bells {i}", f"Choir {i}", "Feast", genres=("Christmas",), number=i + 1) for i in range(5)]
    tags += [tags_of(f"Tune {i}", f"Artist {i % 60}", f"Album {i // 5}") for i in range(295)]
    tracks = store.library.put(root, [read_of(b"/m/%d.ogg" % i, i, one) for i, one in enumerate(tags)]).tracks
    holiday, seed = set(tracks[:5]), tracks[5]

    def asked_for() -> None:
        assert named(services, "is:holiday") == named(services, "bells") == holiday
        (code,) = services.browse.albums("feast")
        assert services.browse.album_tracks(code).tolist() == list(tracks[:5])

    clock.now = clock.now.replace(month=7, day=15)
    assert_in_no_list(services, holiday, seed)
    asked_for()
    found = mixed(services, tracks[0])  # one of them is asked for
    assert found["radio"] & holiday and not found["for-you"] & holiday
    clock.now = clock.now.replace(month=12, day=15)
    assert all(found & holiday for found in mixed(services, seed).values())
    asked_for()


def test_short_tracks_are_on_their_album_and_in_no_list(services: Services, tmp_path: Path) -> None:
    """D17: an album of 12 with interludes of 20, 30 and 45 seconds; the limit is a setting."""
    music = tmp_path / "music"
    lengths = [200, 20, 210, 220, 30, 190, 205, 45, 230, 240, 195, 215]
    (music / "First Light").mkdir(parents=True)
    for number, seconds in enumerate(lengths, 1):
        tags = {"TITLE": f"Tale {number}", "ARTIST": "Nordlys", "ALBUM": "First Light", "TRACKNUMBER": f"{number}"}
        path = music / "First Light" / f"{number:02}.flac"
        path.write_bytes(flac(number, seconds=seconds, **tags))
    for number in range(40):
        tags = {"TITLE": f"Tune {number}", "ARTIST": f"Artist {number}", "ALBUM": f"Album {number}"}
        (music / f"{number}.flac").write_bytes(flac(f"tune {number}", seconds=180 + number, **tags))
    report = services.library.scan([music], QuietJob())
    assert (report.found, report.tracks, report.not_music) == (52, 52, 0)
    (code,) = services.browse.albums("first light")
    (row,) = services.browse.album_rows([code])
    tracks = [TrackId(track) for track in services.browse.album_tracks(code).tolist()]
    assert row.tracks == len(tracks) == 12
    assert [round((track.duration_ms or 0) / 1000) for track in services.library.rows(tracks)] == lengths
    short = {tracks[1], tracks[4], tracks[7]}
    assert named(services, "is:short") == short <= named(services, "tale")
    assert services.settings.get().min_track_seconds == 45
    assert_in_no_list(services, short, tracks[0])
    services.settings.set("min_track_seconds", "25")
    found = set.union(*mixed(services, tracks[0], count=45).values())
    assert found & short == {tracks[4], tracks[7]}
    services.settings.set("min_track_seconds", "0")
    assert short <= set.union(*mixed(services, tracks[0], count=45).values())


def test_what_is_not_music_is_in_no_list_and_there_when_asked_for(services: Services, tmp_path: Path) -> None:
    """A folder that is never to be recommended from, a marked folder, and audiobooks by their genre."""
    music = tmp_path / "music"
    minute = round(60 * FRAMES_A_SECOND)
    for name in ("Ruled", "Marked"):
        album(music / name, 4)
    (music / "Marked" / ".notmusic").touch()
    for folder, genre, count in (("Books", "Audiobook", 4), ("Songs", "Folk", 40), ("Ruled", "", 4), ("Marked", "", 4)):
        (music / folder).mkdir(parents=True, exist_ok=True)
        for number in range(count):
            tags = {"title": f"{folder} {number}", "artist": f"{folder} {number}", "genre": genre}
            (music / folder / f"{number}.mp3").write_bytes(mp3((folder, number), minute, **tags))
    services.library.scan([music], QuietJob())
    songs, books, ruled, marked = (in_folder(services, music / name) for name in ("Songs", "Books", "Ruled", "Marked"))
    assert tuple(map(len, (songs, books, ruled, marked))) == (40, 4, 8, 8)
    services.edits.set_rule(os.fsencode(music / "Ruled"), never=True)
    kept_out = {*books, *ruled, *marked}
    assert_in_no_list(services, kept_out, songs[0])
    assert named(services, "is:not-music") == kept_out and set(books) == named(services, "books")
    assert set(books) - {books[0]} <= mixed(services, books[0])["radio"]  # a seed asks for them
    assert not mixed(services, ruled[0])["radio"] & {*ruled, *marked}  # "never" holds even then
    services.edits.undo(services.edits.acts(1)[0].id)
    (music / "Marked" / ".notmusic").unlink()
    services.library.scan(None, QuietJob())
    assert {*ruled, *marked} & mixed(services, songs[0])["for-you"] and named(services, "is:not-music") == set(books)
