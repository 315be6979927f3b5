"""Stored lists, and what is written for other players."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desktop_app.domain.errors import EnvironmentProblem, NotFound, WrongUse
from desktop_app.domain.ids import PlaylistId, TrackId
from desktop_app.domain.records import ReadFile
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.playlists import PlaylistService
from desktop_app.store import Store
from tests.store.helpers import key_of, stamp_of, tags_of


@pytest.fixture
def playlists(store: Store, changes: ChangeFeed) -> PlaylistService:
    return PlaylistService(store, changes)


def test_save_rename_delete_and_back(playlists: PlaylistService, tracks: list[TrackId]) -> None:
    wanted = [tracks[3], tracks[0], tracks[3]]
    saved = playlists.save("  Sunday \n morning ", wanted, rule="for-you")
    assert (saved.name, saved.count) == ("Sunday morning", 3)
    playlists.rename(saved.id, "Sunday evening")
    assert playlists.get(saved.id).name == "Sunday evening"
    gone = playlists.delete(saved.id)
    assert playlists.all() == []
    back = playlists.restore(gone)
    assert [track.id for track in playlists.tracks(back.id)] == wanted
    assert (back.name, back.rule) == ("Sunday evening", "for-you")


def test_tracks_are_added_at_the_end_and_taken_back(playlists: PlaylistService, tracks: list[TrackId]) -> None:
    saved = playlists.save("Evenings", tracks[:2])
    first = playlists.add(saved.id, [tracks[3], tracks[0]])
    assert [track.id for track in playlists.tracks(saved.id)] == [*tracks[:2], tracks[3], tracks[0]]
    playlists.add(saved.id, [tracks[2]])
    playlists.take_back(saved.id, first, 2)
    assert [track.id for track in playlists.tracks(saved.id)] == [*tracks[:2], tracks[2]]
    with pytest.raises(NotFound):
        playlists.add(saved.id, [tracks[1], TrackId(999_999)])
    with pytest.raises(NotFound):
        playlists.add(PlaylistId(999), tracks[:1])
    assert playlists.get(saved.id).count == 3


def test_a_name_is_needed(playlists: PlaylistService, tracks: list[TrackId]) -> None:
    with pytest.raises(WrongUse):
        playlists.save(" \n ", tracks[:1])
    with pytest.raises(NotFound):
        playlists.rename(PlaylistId(99), "x")


def test_the_file_names_each_track_in_one_line(playlists: PlaylistService, store: Store, tmp_path: Path) -> None:
    names = [
        b"plain.mp3",
        b"a\nb.mp3",
        b"a\rb.mp3",
        b"#hash.mp3",
        b" space.mp3",
        "Größe ♥.mp3".encode(),
        b"\xff\xfe.mp3",
    ]
    root = store.library.add_root(b"/music")
    reads = [
        ReadFile(stamp_of(b"/music/" + name), tags_of(f"T{i}", 'He said "x"\n, yes', duration_ms=61_500), key_of(i))
        for i, name in enumerate(names)
    ]
    ids = list(store.library.put(root, reads).tracks)
    out = tmp_path / "list.m3u8"
    assert playlists.export_m3u8(ids, out) == len(names)
    lines = out.read_bytes().split(b"\n")
    assert lines[0] == b"#EXTM3U"
    assert lines[-1] == b""
    entries = lines[2:-1:2]
    assert len(entries) == len(names)
    assert entries[0] == b"/music/plain.mp3"
    assert entries[1] == b"file:///music/a%0Ab.mp3"
    assert entries[2] == b"file:///music/a%0Db.mp3"
    assert entries[5] == "/music/Größe ♥.mp3".encode()
    assert entries[6] == b"/music/\xff\xfe.mp3"
    assert all(line.startswith((b"#EXTINF:62,", b"#EXTINF:61,")) for line in lines[1:-1:2])


def test_only_a_playlist_name_is_written(playlists: PlaylistService, tracks: list[TrackId], tmp_path: Path) -> None:
    song = tmp_path / "song.mp3"
    song.write_bytes(b"music")
    with pytest.raises(WrongUse):
        playlists.export_m3u8(tracks[:1], song)
    assert song.read_bytes() == b"music"


def test_a_list_is_written_whole_or_not_at_all(
    playlists: PlaylistService, tracks: list[TrackId], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "list.m3u8"
    out.write_text("before")

    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EnvironmentProblem, match="No space left"):
        playlists.export_m3u8(tracks[:2], out)
    assert out.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith("m3u8")] == ["list.m3u8"]
    with pytest.raises(EnvironmentProblem):
        playlists.export_m3u8(tracks[:2], tmp_path / "nowhere" / "list.m3u8")
