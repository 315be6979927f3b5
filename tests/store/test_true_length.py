"""The length that was counted while decoding is shown where the tags lie about it, everywhere and at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Part
from desktop_app.store import FeatureRow, Store, shown
from tests.store.helpers import Clock, key_of, open_store, read_of, tags_of


def put(store: Store, name: str, sound: str, duration_ms: int | None) -> TrackId:
    read = read_of(b"/m/" + name.encode(), sound, tags_of(name, album="Album", duration_ms=duration_ms))
    return store.library.put(store.library.add_root(b"/m"), [read]).tracks[0]


def hear(store: Store, sound: str, duration_ms: int | None, part: tuple[int, int] = (0, -1)) -> bool:
    row = FeatureRow(key_of(sound), "timbre", 1, np.ones(3, np.float32), *part, excerpts=duration_ms is None)
    return store.features.put([row], duration_ms)


def length(store: Store, track: TrackId) -> int | None:
    found = store.tracks.get(track)
    assert found is not None
    return found.duration_ms


def album_ms(store: Store) -> list[int]:
    return [row.duration_ms for row in store.browse.album_rows(store.browse.albums())]


def test_a_lie_is_corrected_and_rounding_is_not(store: Store) -> None:
    lying, honest, unknown = put(store, "a", "a", 4_470), put(store, "b", "b", 180_000), put(store, "c", "c", None)
    assert hear(store, "b", 180_150) is False
    assert length(store, honest) == 180_000
    assert hear(store, "a", 30_040) is True
    assert hear(store, "c", 61_000) is True
    assert [length(store, track) for track in (lying, unknown)] == [30_040, 61_000]
    assert store.tracks.table().duration_ms.tolist() == [30_040, 180_000, 61_000]
    assert album_ms(store) == [30_040 + 180_000 + 61_000]
    assert hear(store, "a", 30_040) is False, "known already"
    assert hear(store, "a", 4_500) is True, "a newer decoder says that the tag was right"
    assert length(store, lying) == 4_470


def test_excerpts_tell_no_length(store: Store) -> None:
    track = put(store, "a", "a", 4_470)
    assert hear(store, "a", None) is False
    assert length(store, track) == 4_470


def test_a_track_that_lasts_long_enough_after_all_is_music(store: Store) -> None:
    track = put(store, "a", "a", 4_470)
    found = store.tracks.get(track)
    assert found is not None and found.not_music == "short"
    hear(store, "a", 240_000)
    found = store.tracks.get(track)
    assert found is not None and found.not_music == ""


def test_parts_of_a_file_each_have_their_own(store: Store) -> None:
    parts = tuple(
        Part(start, end, tags_of(f"P{start}", duration_ms=ms))
        for start, end, ms in ((0, 750, 10_000), (750, 1500, 10_000), (1500, -1, 5_000))
    )
    read = replace(read_of(b"/m/whole.flac", "w"), parts=parts)
    store.library.put(store.library.add_root(b"/m"), [read])
    assert hear(store, "w", 10_000, (0, 750)) is False
    assert hear(store, "w", 95_000, (1500, -1)) is True
    rows = store.tracks.by_path(b"/m/whole.flac")
    assert [row.duration_ms for row in rows] == [10_000, 10_000, 95_000]


def test_it_holds_for_copies_and_for_the_joined_recording_that_speaks(store: Store) -> None:
    track = put(store, "a", "a", 4_470)
    assert put(store, "copy", "a", 4_470) == track
    other = put(store, "b", "b", 200_000)

    def join(con: sqlite3.Connection) -> None:
        con.execute("INSERT INTO derived.recording_of(track, shown) VALUES (?, ?)", (other, track))
        shown.refresh(con, [track, other])

    store._db.write(join)
    assert hear(store, "b", 100_000) is False, "its sound does not speak for the two"
    assert hear(store, "a", 30_000) is True
    assert length(store, track) == length(store, other) == 30_000


def test_it_is_kept_through_other_changes_and_comes_back_after_the_derived_data_was_dropped(
    tmp_path: Path, clock: Clock
) -> None:
    with open_store(tmp_path / "own", clock=clock) as store:
        track = put(store, "a", "a", 4_470)
        hear(store, "a", 30_040)
        put(store, "a", "a", 4_475)  # read again
        assert length(store, track) == 30_040
    with open_store(tmp_path / "own", clock=clock) as store:
        assert length(store, track) == 30_040
    for file in (tmp_path / "own").glob("derived.db*"):
        file.unlink()
    with open_store(tmp_path / "own", clock=clock) as store:
        assert length(store, track) == 4_475
        assert [one.track for one in store.features.unheard({"timbre": 1})] == [track]
        assert hear(store, "a", 30_040) is True
        assert length(store, track) == 30_040


def test_it_outlives_damage_to_the_derived_data(tmp_path: Path, clock: Clock) -> None:
    """The features do, so that nothing would count it again."""
    with open_store(tmp_path / "own", clock=clock) as store:
        track = put(store, "a", "a", 4_470)
        hear(store, "a", 30_040)
    with closing(sqlite3.connect(tmp_path / "own" / "derived.db")) as con:
        con.execute("PRAGMA writable_schema = ON")
        con.execute("UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL', 'NOT NULL7 (') WHERE name = 'play_count'")
        con.commit()
    (tmp_path / "own" / "derived.damaged").touch()
    with open_store(tmp_path / "own", clock=clock) as store:
        assert not store.features.unheard({"timbre": 1})
        assert length(store, track) == 30_040


def test_one_track_is_shown_anew_and_no_other(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        put(store, f"{number}", f"{number}", 10_000)
    seen: list[list[int]] = []
    refresh = shown.refresh

    def watched(con: sqlite3.Connection, tracks: Iterable[int]) -> None:
        seen.append(list(tracks))
        refresh(con, seen[-1])

    monkeypatch.setattr(shown, "refresh", watched)
    hear(store, "0", 90_000)
    hear(store, "0", 90_000)
    assert seen == [[1]]
