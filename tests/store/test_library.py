"""Files and tracks: what scans store, and that every file is counted in exactly one class."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.domain.errors import NotFound
from desktop_app.domain.ids import FileId, RootId
from desktop_app.domain.records import Part, Presence, Refusal
from desktop_app.store import LibraryCounts, Store
from tests.store.helpers import Clock, fill, open_store, read_of, stamp_of, tags_of


def counts_of(tracks: int, away: int, files: int, duplicates: int, refused: int) -> LibraryCounts:
    """Where all tracks are music and whole files."""
    return LibraryCounts(tracks, away, files, duplicates, refused, singles=tracks)


def test_a_root_is_stored_once_and_without_its_last_slash(store: Store) -> None:
    first = store.library.add_root(b"/music/")
    assert store.library.add_root(b"/music") == first
    store.library.set_root_presence(first, Presence.AWAY)
    (root,) = store.library.roots()
    assert (root.path, root.presence) == (b"/music", Presence.AWAY)
    with pytest.raises(ValueError, match="absolute"):
        store.library.add_root(b"music")


def test_files_come_back_as_they_were_put(store: Store) -> None:
    root = store.library.add_root(b"/m")
    odd = b"/m/\xff\xfe odd\n.mp3"
    read = read_of(odd, 1)
    store.library.put(root, [read])
    (stored,) = store.library.files(root).values()
    assert stored.stamp == read.stamp  # inode numbers above 2^63 too
    assert (stored.presence, stored.refused, stored.root) == (Presence.PRESENT, None, root)
    assert store.tracks.by_path(odd)[0].path == odd


def test_the_same_sound_is_one_track_with_more_locations(store: Store) -> None:
    root = store.library.add_root(b"/m")
    first = store.library.put(root, [read_of(b"/m/a.mp3", "x"), read_of(b"/m/b.mp3", "y")])
    assert (first.new, first.changed) == (2, 0)
    again = store.library.put(root, [read_of(b"/m/copy.flac", "x", tags_of("Other name"))])
    assert (again.new, again.tracks[0]) == (0, first.tracks[0])
    assert store.library.counts() == counts_of(tracks=2, away=0, files=3, duplicates=1, refused=0)
    track = store.tracks.get(first.tracks[0])
    assert track is not None and track.title == "Song"  # the first location speaks, not the copy


def test_put_twice_changes_nothing(store: Store) -> None:
    root = store.library.add_root(b"/m")
    reads = [read_of(b"/m/%d" % i, i) for i in range(5)]
    first = store.library.put(root, reads)
    again = store.library.put(root, reads)
    assert again.tracks == first.tracks
    assert (again.new, again.changed) == (0, 0)


def test_retagging_keeps_the_track_and_shows_the_new_tags(store: Store) -> None:
    root = store.library.add_root(b"/m")
    (before,) = store.library.put(root, [read_of(b"/m/a", 1)]).tracks
    outcome = store.library.put(root, [read_of(b"/m/a", 1, tags_of("New title"), mtime_ns=2)])
    assert (outcome.new, outcome.changed, outcome.tracks) == (0, 1, (before,))
    assert store.tracks.rows([before])[0].title == "New title"


def test_a_moved_file_keeps_its_track(store: Store, clock: Clock) -> None:
    root = store.library.add_root(b"/m")
    (track,) = store.library.put(root, [read_of(b"/m/old", 1)]).tracks
    old = store.library.files(root)[b"/m/old"].id
    assert store.library.put(root, [read_of(b"/m/new", 1)]).tracks == (track,)
    store.library.mark([old], Presence.AWAY)
    assert store.library.counts() == counts_of(tracks=1, away=0, files=1, duplicates=0, refused=0)
    assert store.tracks.rows([track])[0].path == b"/m/new"
    clock.pass_time(hours=1)
    store.library.mark([store.library.files(root)[b"/m/new"].id], Presence.AWAY)
    (shown,) = store.tracks.rows([track])
    assert (shown.presence, shown.path) == (Presence.AWAY, b"/m/new")  # where it was seen last


def test_a_missing_drive_loses_nothing(store: Store, clock: Clock) -> None:
    ids = fill(store, 2500)
    playlist = store.playlists.create("Evening", "", ids[::7])
    before = store.tracks.rows(ids)
    root = store.library.roots()[0].id
    files = [file.id for file in store.library.files(root).values()]
    store.library.mark(files, Presence.AWAY)
    assert store.library.counts() == counts_of(tracks=0, away=2500, files=0, duplicates=0, refused=0)
    gone = store.tracks.rows(ids)
    assert {track.presence for track in gone} == {Presence.AWAY}
    assert [(t.id, t.path, t.title) for t in gone] == [(t.id, t.path, t.title) for t in before]
    assert not store.tracks.table().present.any()
    clock.pass_time(days=1)
    store.library.mark(files, Presence.PRESENT)
    assert store.tracks.rows(ids) == before
    assert store.playlists.tracks(playlist) == ids[::7]


def test_replaced_sound_is_another_track_and_the_old_one_is_away(store: Store) -> None:
    root = store.library.add_root(b"/m")
    (old,) = store.library.put(root, [read_of(b"/m/a", "old", tags_of("Old"))]).tracks
    (new,) = store.library.put(root, [read_of(b"/m/a", "new", tags_of("New"), mtime_ns=2)]).tracks
    assert new != old
    shown = {track.id: track for track in store.tracks.rows([old, new])}
    assert shown[old].presence is Presence.AWAY and shown[old].title == "Old"
    assert [track.id for track in store.tracks.by_path(b"/m/a")] == [new]
    back = store.library.put(root, [read_of(b"/m/a", "old", tags_of("Old"), mtime_ns=3)])
    assert (back.new, back.tracks) == (0, (old,))
    assert store.library.counts() == counts_of(tracks=1, away=1, files=1, duplicates=0, refused=0)


def test_a_refused_file_has_a_reason_and_may_come_back(store: Store) -> None:
    root = store.library.add_root(b"/m")
    (track,) = store.library.put(root, [read_of(b"/m/a", 1)]).tracks
    store.library.refuse(root, [(stamp_of(b"/m/a"), "holds no sound"), (stamp_of(b"/m/b"), "is empty")])
    assert store.library.refusals() == [Refusal(b"/m/a", "holds no sound"), Refusal(b"/m/b", "is empty")]
    assert store.library.refusals(root, limit=1) == [Refusal(b"/m/a", "holds no sound")]
    assert store.library.files(root)[b"/m/b"].refused == "is empty"
    assert store.library.counts() == counts_of(tracks=0, away=1, files=2, duplicates=0, refused=2)
    outcome = store.library.put(root, [read_of(b"/m/a", 1)])
    assert outcome.tracks == (track,)
    assert store.library.counts() == counts_of(tracks=1, away=0, files=2, duplicates=0, refused=1)


def test_a_root_inside_another_sees_the_same_files_and_none_is_counted_twice(store: Store) -> None:
    outer, inner = store.library.add_root(b"/m"), store.library.add_root(b"/m/rock")
    store.library.put(outer, [read_of(b"/m/rock/a", 1), read_of(b"/m/jazz", 2)])
    store.library.put(inner, [read_of(b"/m/rock/a", 1)])
    assert set(store.library.files(inner)) == {b"/m/rock/a"}
    assert set(store.library.files(outer)) == {b"/m/rock/a", b"/m/jazz"}
    assert store.library.counts().files == 2
    assert store.library.root_counts(inner).tracks == 1
    assert store.library.root_counts(outer).tracks == 2
    store.library.add_root(b"/m/roc")  # a name that only begins alike holds nothing
    assert not store.library.files(RootId(3))


def test_a_whole_library_is_counted_as_the_files_below_a_root_are(store: Store) -> None:
    root = store.library.add_root(b"/m")
    cut = tuple(
        Part(start, end, tags_of(f"Part {n}", genres=genres))
        for n, (start, end, genres) in enumerate([(0, 9000, ("Folk",)), (9000, 18000, ("Podcast",)), (18000, -1, ())])
    )
    spoken = tags_of("Told", genres=("Audiobook",))
    store.library.put(root, [read_of(b"/m/%d.mp3" % i, i) for i in range(5)])
    store.library.put(root, [read_of(b"/m/told.mp3", 7, spoken), read_of(b"/m/again.mp3", 1)])
    store.library.put(root, [replace(read_of(b"/m/side.flac", 8), parts=cut)])
    spoken_side = tuple(replace(part, tags=replace(part.tags, genres=("Podcast",))) for part in cut)
    store.library.put(root, [replace(read_of(b"/m/spoken.flac", 9), parts=spoken_side)])
    store.library.refuse(root, [(stamp_of(b"/m/broken.mp3"), "it holds no sound")])
    store.library.mark([store.library.files(root)[b"/m/4.mp3"].id], Presence.AWAY)
    told = LibraryCounts(11, 1, 9, 1, 1, singles=5, not_music=2, cue_tracks=6)
    assert store.library.counts() == store.library.root_counts(root) == told
    other = store.library.add_root(b"/z")
    store.library.put(other, [read_of(b"/z/1.mp3", 30)])
    assert store.library.root_counts(root) == told  # now by looking at each path
    assert store.library.root_counts(other) == counts_of(1, 0, 1, 0, 0)
    assert (store.library.counts().tracks, store.library.tracks()) == (12, 12)


def test_an_unknown_root_is_named(store: Store) -> None:
    with pytest.raises(NotFound, match="99"):
        store.library.files(RootId(99))


def test_hostile_tags_are_stored_without_an_error(store: Store) -> None:
    root = store.library.add_root(b"/m")
    tags = tags_of("a\ud800b\0c", "x\udcff", year=10**30, number=-5, raw={"T\ud800": ("\udfff",)})
    (track,) = store.library.put(root, [read_of(b"/m/a", 1, tags)]).tracks
    (shown,) = store.tracks.rows([track])
    assert (shown.title, shown.artist, shown.year) == ("a\ufffdb\0c", "x\ufffd", None)


def test_a_failing_batch_stores_nothing(store: Store) -> None:
    root = store.library.add_root(b"/m")
    good, bad = read_of(b"/m/a", 1), read_of(b"/m/b", 2, tags_of(title=None))  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        store.library.put(root, [good, bad])
    assert store.library.counts() == counts_of(0, 0, 0, 0, 0)
    assert store.library.files(root) == {}


_STEP = st.one_of(
    st.tuples(st.just("put"), st.integers(0, 7), st.integers(0, 4)),
    st.tuples(st.just("refuse"), st.integers(0, 7), st.just(0)),
    st.tuples(st.just("away"), st.integers(0, 7), st.just(0)),
    st.tuples(st.just("present"), st.integers(0, 7), st.just(0)),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(_STEP, max_size=4), max_size=8))
def test_every_file_is_in_one_class_after_any_history(batches: list[list[tuple[str, int, int]]]) -> None:
    """A model of four lines: path -> (sound or refused, present); the store must count and show the same."""
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder)) as store:
        root = store.library.add_root(b"/m")
        model: dict[bytes, tuple[int | None, bool]] = {}
        sounds: set[int] = set()
        for step, name, sound in (step for batch in batches for step in batch):
            path = b"/m/%d" % name
            if step == "put":
                store.library.put(root, [read_of(path, sound)])
                model[path] = (sound, True)
                sounds.add(sound)
            elif step == "refuse":
                store.library.refuse(root, [(stamp_of(path), "broken")])
                model[path] = (None, True)
            else:
                ids = [file.id for file in store.library.files(root).values() if file.stamp.path == path]
                store.library.mark(ids or [FileId(999)], Presence(step))
                if path in model:
                    model[path] = (model[path][0], step == "present")
        files = [held for held, present in model.values() if present]
        present_sounds = {held for held in files if held is not None}
        counts = store.library.counts()
        assert counts == counts_of(
            tracks=len(present_sounds),
            away=len(sounds - present_sounds),
            files=len(files),
            duplicates=sum(held is not None for held in files) - len(present_sounds),
            refused=files.count(None),
        )
        assert counts.files == counts.singles + counts.not_music + counts.duplicates + counts.refused
        assert store.library.root_counts(root) == counts
        table = store.tracks.table()
        assert int(table.present.sum()) == counts.tracks and len(table) == counts.owned
        for track in store.tracks.rows(list(table.ids)):
            held, present = model[track.path]
            if track.presence is Presence.PRESENT:
                assert present and held is not None
