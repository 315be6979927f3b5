"""Which track a file holds: by its quick key at first, by its whole key where that is not enough."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.domain.cue import CueSheet
from desktop_app.domain.ids import AudioKey, FileId, TrackId
from desktop_app.domain.records import Chosen, Ended, Lyrics, Part, Presence, ReadFile
from desktop_app.store import Store
from tests.store.helpers import START, Clock, open_store, read_of, stamp_of, tags_of


def full(sound: str) -> AudioKey:
    return AudioKey(b"f1:" + sound.encode().hex().zfill(32).encode())


def held(store: Store, *paths: bytes) -> list[TrackId]:
    """The tracks that files hold, in the order asked."""
    return [store.tracks.by_path(path)[0].id for path in paths]


def confirm(store: Store, **sounds: str) -> int:
    """Store the whole keys of the files /m/NAME."""
    return store.library.put_full_keys([(stamp_of(b"/m/" + n.encode()), full(s)) for n, s in sounds.items()])


def doubted(store: Store) -> list[bytes]:
    return sorted(file.stamp.path for file in store.library.doubtful(99))


def mark(store: Store, presence: Presence, *names: str) -> None:
    files = store.library.files(store.library.roots()[0].id)
    store.library.mark([files[b"/m/" + name.encode()].id for name in names], presence)


def put(store: Store, *names: str, quick: str = "q") -> list[TrackId]:
    root = store.library.add_root(b"/m")
    reads = [read_of(b"/m/" + name.encode(), quick, tags_of(name)) for name in names]
    return list(store.library.put(root, reads).tracks)


def test_a_file_alone_on_its_track_is_not_doubted(store: Store) -> None:
    put(store, "a")
    put(store, "b", quick="other")
    assert doubted(store) == []
    assert [file.stamp.path for file in store.library.unkeyed(9)] == [b"/m/a", b"/m/b"]
    assert confirm(store, a="x", b="y") == 0
    assert store.library.unkeyed(9) == []


def test_copies_are_confirmed_and_stay_one_track(store: Store) -> None:
    ids = put(store, "a", "b", "c")
    assert len(set(ids)) == 1
    assert doubted(store) == [b"/m/a", b"/m/b", b"/m/c"]
    assert confirm(store, a="x", b="x", c="x") == 0
    assert doubted(store) == []
    assert store.library.counts().duplicates == 2


@pytest.mark.parametrize("order", ["ab", "ba", "together"])
def test_look_alikes_are_told_apart_and_the_first_keeps_the_history(store: Store, order: str) -> None:
    (first, same) = put(store, "a", "b")
    assert first == same
    store.listens.add(first, START, 0, 180_000, 180_000, Ended.FINISHED, None, Chosen.HAND)
    if order == "together":
        split = confirm(store, a="x", b="y")
    else:
        split = sum(confirm(store, **{name: {"a": "x", "b": "y"}[name]}) for name in order)
    assert split == 1
    a, b = held(store, b"/m/a", b"/m/b")
    assert a == first and b != first
    assert [store.tracks.rows([t])[0].title for t in (a, b)] == ["a", "b"]
    assert [store.tracks.rows([t])[0].plays for t in (a, b)] == [1, 0]
    assert store.library.counts().tracks == 2 and doubted(store) == []
    assert put(store, "a", "b") == [a, b]  # read again: each stays where it is
    assert doubted(store) == []


def test_look_alikes_that_moved_together_are_not_swapped(store: Store) -> None:
    put(store, "a", "b")
    confirm(store, a="x", b="y")
    a, b = held(store, b"/m/a", b"/m/b")
    put(store, "new b", "new a")
    mark(store, Presence.AWAY, "a", "b")
    assert doubted(store) == [b"/m/new a", b"/m/new b"]
    confirm(store, **{"new a": "x", "new b": "y"})
    assert held(store, b"/m/new a", b"/m/new b") == [a, b]
    assert store.library.counts().owned == 2


def test_a_look_alike_that_moved_alone_finds_its_own_track(store: Store) -> None:
    put(store, "a", "b")
    confirm(store, a="x", b="y")
    _, b = held(store, b"/m/a", b"/m/b")
    mark(store, Presence.AWAY, "a", "b")
    put(store, "new")
    assert doubted(store) == [b"/m/new"]
    assert confirm(store, new="y") == 1
    assert held(store, b"/m/new") == [b]


def test_a_renamed_file_takes_its_whole_key_along(store: Store) -> None:
    root = store.library.add_root(b"/m")
    put(store, "a", "b")
    confirm(store, a="x", b="y")
    a, b = held(store, b"/m/a", b"/m/b")
    for name, new in ((b"/m/b", b"/m/b2"), (b"/m/a", b"/m/a2")):
        moved = replace(stamp_of(name), path=new)  # same drive, inode, size and time
        store.library.put(root, [replace(read_of(new, "q", tags_of("Renamed and retagged")), stamp=moved)])
    mark(store, Presence.AWAY, "a", "b")
    assert doubted(store) == []
    assert held(store, b"/m/a2", b"/m/b2") == [a, b]


def test_a_moved_file_that_is_alone_again_is_not_doubted(store: Store) -> None:
    (track,) = put(store, "old")
    assert put(store, "new") == [track]
    mark(store, Presence.AWAY, "old")
    assert doubted(store) == []


def test_what_comes_back_beside_a_look_alike_is_the_older_track(store: Store) -> None:
    (first,) = put(store, "a")
    mark(store, Presence.AWAY, "a")
    assert put(store, "b") == [first]  # nothing tells them apart while one is away
    confirm(store, b="y")
    mark(store, Presence.PRESENT, "a")
    assert doubted(store) == [b"/m/a"]
    assert confirm(store, a="x") == 1
    a, b = held(store, b"/m/a", b"/m/b")
    assert a == first and b != first
    assert store.tracks.rows([b])[0].title == "b"


def test_where_the_first_is_gone_for_good_the_one_more_like_it_keeps_the_history(store: Store) -> None:
    (first,) = put(store, "a.mp3")
    put(store, "b.mp3", "elsewhere/a.mp3")
    mark(store, Presence.AWAY, "a.mp3")
    assert confirm(store, **{"b.mp3": "y"}) == 0
    assert confirm(store, **{"elsewhere/a.mp3": "x"}) == 1
    assert held(store, b"/m/elsewhere/a.mp3") == [first]
    assert held(store, b"/m/b.mp3") != [first]


def test_sound_that_changed_between_the_samples_is_another_track(store: Store) -> None:
    (before,) = put(store, "a")
    confirm(store, a="x")
    root = store.library.add_root(b"/m")
    (track,) = store.library.put(root, [read_of(b"/m/a", "q", mtime_ns=2)]).tracks
    assert track == before and doubted(store) == [b"/m/a"]
    assert store.library.put_full_keys([(stamp_of(b"/m/a", mtime_ns=2), full("edited"))]) == 1
    (now,) = held(store, b"/m/a")
    assert now != before
    (old,) = store.tracks.rows([before])
    assert (old.presence, old.path) == (Presence.AWAY, b"/m/a")
    store.library.put(root, [read_of(b"/m/a", "q", mtime_ns=3)])
    assert store.library.put_full_keys([(stamp_of(b"/m/a", mtime_ns=3), full("x"))]) == 1  # undone by its editor
    assert held(store, b"/m/a") == [before]


@pytest.mark.parametrize("then", ["changed", "replaced"])
def test_the_history_stays_with_the_sound_when_its_first_file_gets_other_sound(store: Store, then: str) -> None:
    (track,) = put(store, "a")
    confirm(store, a="x")
    assert put(store, "copy") == [track]
    confirm(store, copy="x")
    root = store.library.add_root(b"/m")
    if then == "changed":  # between the samples of the quick key
        store.library.put(root, [read_of(b"/m/a", "q", mtime_ns=2)])
        changed = stamp_of(b"/m/a", mtime_ns=2)
    else:
        store.library.put(root, [read_of(b"/m/a", "something else", mtime_ns=2)])
        store.library.put(root, [read_of(b"/m/elsewhere/a", "q")])
        changed = stamp_of(b"/m/elsewhere/a")
    assert store.library.put_full_keys([(changed, full("y"))]) == 1
    assert held(store, b"/m/copy") == [track]
    assert held(store, changed.path) != [track]


def test_a_retagged_look_alike_stays_where_it_is_until_its_sound_is_read(store: Store) -> None:
    put(store, "a", "b")
    confirm(store, a="x", b="y")
    _, b = held(store, b"/m/a", b"/m/b")
    root = store.library.add_root(b"/m")
    assert store.library.put(root, [read_of(b"/m/b", "q", tags_of("New"), mtime_ns=2)]).tracks == (b,)
    assert doubted(store) == [b"/m/b"]
    assert store.library.put_full_keys([(stamp_of(b"/m/b", mtime_ns=2), full("y"))]) == 0
    assert held(store, b"/m/b") == [b]


def test_a_key_of_a_file_that_changed_meanwhile_is_not_taken(store: Store) -> None:
    put(store, "a", "b")
    assert store.library.put_full_keys([(stamp_of(b"/m/b", mtime_ns=9), full("y"))]) == 0
    assert len(doubted(store)) == 2


def test_a_small_file_brings_its_whole_key_along(store: Store) -> None:
    root = store.library.add_root(b"/m")
    reads = [replace(read_of(b"/m/%d" % i, "q"), full_key=full("x")) for i in range(3)]
    assert len(set(store.library.put(root, reads).tracks)) == 1
    assert doubted(store) == [] and store.library.unkeyed(9) == []


def test_keys_are_asked_for_in_their_order(store: Store) -> None:
    for name in "abc":
        put(store, name, quick=name)
    first, second = store.library.unkeyed(2)
    assert [file.stamp.path for file in store.library.unkeyed(9, after=second.id)] == [b"/m/c"]
    assert store.library.unkeyed(1, after=first.id) == [second]
    assert store.library.unkeyed(9, after=FileId(99)) == []


def parted(*borders: int, name: bytes = b"/m/whole.flac", mtime_ns: int = 1, sound: str = "disc") -> ReadFile:
    """A file of ten minutes in parts that begin at these places."""
    ends = (*borders[1:], -1)
    parts = tuple(
        Part(start, end, tags_of(f"Part {n}", number=n))
        for n, (start, end) in enumerate(zip(borders, ends, strict=True))
    )
    tags = tags_of("Whole", duration_ms=600_000)
    sheet = CueSheet("Whole", "Nordlys", "", None, ())
    return replace(read_of(name, sound, tags, mtime_ns=mtime_ns), parts=parts, sheet=sheet)


def test_parts_of_a_file_are_tracks_and_the_file_is_none(store: Store) -> None:
    root = store.library.add_root(b"/m")
    store.library.put(root, [parted(0, 15_000, 30_000)])
    shown = store.tracks.by_path(b"/m/whole.flac")
    assert [(t.title, t.start_75, t.end_75) for t in shown] == [
        ("Part 0", 0, 15_000), ("Part 1", 15_000, 30_000), ("Part 2", 30_000, -1),
    ]  # fmt: skip
    counts = store.library.counts()
    assert (counts.tracks, counts.cue_tracks, counts.singles, counts.files, counts.duplicates) == (3, 3, 1, 1, 0)
    store.library.put(root, [parted(0, 15_000, 30_000, name=b"/m/copy.flac")])
    counts = store.library.counts()
    assert (counts.tracks, counts.singles, counts.files, counts.duplicates) == (3, 1, 2, 1)


def test_a_corrected_sheet_keeps_the_tracks_and_a_removed_one_sets_them_away(store: Store) -> None:
    root = store.library.add_root(b"/m")
    store.library.put(root, [parted(0, 15_000, 30_000)])
    before = [track.id for track in store.tracks.by_path(b"/m/whole.flac")]
    outcome = store.library.put(root, [parted(0, 15_150, 30_010, mtime_ns=2)])
    assert outcome.new == 0 and outcome.changed == 1
    assert [track.id for track in store.tracks.by_path(b"/m/whole.flac")] == before
    assert [t.start_75 for t in store.tracks.rows(before)] == [0, 15_150, 30_010]
    outcome = store.library.put(root, [parted(0, 7_000, 15_150, 30_010, mtime_ns=3)])  # one part is two now
    assert outcome.new == 2
    (whole,) = store.library.put(root, [read_of(b"/m/whole.flac", "disc", mtime_ns=4)]).tracks
    assert held(store, b"/m/whole.flac") == [whole]
    assert {track.presence for track in store.tracks.rows(before)} == {Presence.AWAY}
    store.library.put(root, [parted(0, 15_150, 30_010, mtime_ns=5)])
    assert [track.id for track in store.tracks.by_path(b"/m/whole.flac")] == before


def test_a_corrected_sheet_keeps_the_tracks_of_a_file_whose_whole_key_is_known(store: Store) -> None:
    root = store.library.add_root(b"/m")
    store.library.put(root, [parted(0, 15_000, 30_000)])
    before = [track.id for track in store.tracks.by_path(b"/m/whole.flac")]
    assert store.library.put_full_keys([(stamp_of(b"/m/whole.flac"), full("x"))]) == 0
    for mtime_ns, times in ((1, (0, 15_150, 30_010)), (1, (0, 15_150, 30_020)), (2, (0, 15_000, 30_000))):
        outcome = store.library.put(root, [parted(*times, mtime_ns=mtime_ns)])
        assert outcome.new == 0 and outcome.changed == 1
        assert [track.id for track in store.tracks.by_path(b"/m/whole.flac")] == before
        assert [track.start_75 for track in store.tracks.rows(before)] == list(times)
    assert store.library.put_full_keys([(stamp_of(b"/m/whole.flac", mtime_ns=2), full("x"))]) == 0


def test_parts_of_look_alikes_are_told_apart(store: Store) -> None:
    root = store.library.add_root(b"/m")
    store.library.put(root, [parted(0, 15_000), parted(0, 15_000, name=b"/m/other.flac")])
    assert doubted(store) == [b"/m/other.flac", b"/m/whole.flac"]
    keys = [(stamp_of(b"/m/whole.flac"), full("x")), (stamp_of(b"/m/other.flac"), full("y"))]
    assert store.library.put_full_keys(keys) == 2
    assert len(set(store.tracks.by_path(b"/m/whole.flac")) & set(store.tracks.by_path(b"/m/other.flac"))) == 0
    assert store.library.counts().tracks == 4


def test_lyrics_come_and_go_with_what_is_read(tmp_path: Path) -> None:
    def texts(store: Store) -> list[tuple[object, ...]]:
        return store._db.all("SELECT timed, text FROM derived.lyrics")

    with open_store(tmp_path, clock=Clock()) as store:
        root = store.library.add_root(b"/m")
        read = read_of(b"/m/a", 1)
        store.library.put(root, [replace(read, lyrics=Lyrics("la la\ud800", timed=False))])
        assert texts(store) == [(0, "la la\ufffd")]
        store.library.put(root, [replace(read, lyrics=Lyrics("[00:01.00] la", timed=True))])
        assert texts(store) == [(1, "[00:01.00] la")]
        store.library.put(root, [read])
        assert texts(store) == []
