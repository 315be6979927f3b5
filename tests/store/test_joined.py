"""Recordings that were joined count as one in listens, lists, the queue and what is said; undoing parts them again."""

from __future__ import annotations

import pytest

from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Chosen, Ended, Presence
from desktop_app.store import Store
from desktop_app.store.shown import rebuild
from desktop_app.store.stamps import TRACKS
from tests.store.helpers import START, fill, read_of
from tests.store.test_edits import put, root_of, shown


@pytest.fixture
def ids(store: Store) -> list[TrackId]:
    """Four tracks, of which the first was played once, the second twice."""
    ids = [TrackId(i) for i in fill(store, 4)]
    for track in (ids[0], ids[1], ids[1]):
        hear(store, track)
    return ids


def hear(store: Store, track: TrackId) -> None:
    store.listens.add(track, START, 0, 180_000, 180_000, Ended.FINISHED, None, Chosen.HAND)


def join(store: Store, *tracks: TrackId) -> int:
    pairs = [(int(tracks[0]), int(other)) for other in tracks[1:]]
    return store.works.decide("recording", pairs, True, "join", "joined").id


def plays(store: Store, ids: list[TrackId]) -> list[int]:
    return [store.listens.plays_of(track) for track in ids]


def test_listens_of_joined_recordings_count_for_the_one_that_is_shown(store: Store, ids: list[TrackId]) -> None:
    act = join(store, ids[0], ids[1])
    assert shown(store) == [ids[0], *ids[2:]]
    assert [listen.track for listen in store.listens.since(None)] == [ids[0]] * 3
    assert [listen.track for listen in store.listens.recent(2)] == [ids[0]] * 2
    assert plays(store, ids) == [3, 3, 0, 0]
    hear(store, ids[1])
    hear(store, ids[0])
    assert plays(store, ids) == [5, 5, 0, 0]
    assert store.tracks.rows(ids[:1])[0].plays == 5
    store.edits.undo(act)
    assert shown(store) == ids
    assert plays(store, ids) == [2, 3, 0, 0]
    assert [listen.track for listen in store.listens.since(None)] == [ids[0], ids[1], ids[1], ids[1], ids[0]]


def test_listens_of_other_tracks_stay_theirs(store: Store, ids: list[TrackId]) -> None:
    hear(store, ids[3])
    join(store, ids[1], ids[2])
    heard = [ids[0], ids[1], ids[1], ids[3]]
    assert [listen.track for listen in store.listens.since(None)] == heard
    assert [listen.track for listen in store.listens.recent(4)] == heard[::-1]
    seqs = [listen.seq for listen in store.listens.since(None)]
    assert [listen.track for listen in store.listens.get(seqs)] == heard


def test_plays_are_counted_again_when_derived_data_is_gone(store: Store, ids: list[TrackId]) -> None:
    join(store, ids[0], ids[1], ids[2])
    folder = store.folder
    store.close()
    (folder / "derived.db").unlink()
    with Store.open(folder, write=True, clock=store._db.clock) as again:
        assert plays(again, ids) == [3, 3, 3, 0]
        assert shown(again) == [ids[0], ids[3]]


def test_a_list_shows_the_one_recording_in_the_place_of_each(store: Store, ids: list[TrackId]) -> None:
    mine = store.playlists.create("Mine", "", [ids[1], ids[3], ids[0]])
    store.queue.save([ids[3], ids[1], ids[2]], 1, 900)
    act = join(store, ids[0], ids[1])
    assert store.playlists.tracks(mine) == [ids[0], ids[3], ids[0]]
    assert store.playlists.stored(mine) == [ids[1], ids[3], ids[0]]
    assert store.playlists.all()[0].count == 3
    assert store.queue.load() == ([ids[3], ids[0], ids[2]], 1, 900)
    store.edits.undo(act)
    assert store.playlists.tracks(mine) == [ids[1], ids[3], ids[0]]


def test_what_is_done_to_one_of_them_is_done_to_what_is_shown(store: Store, ids: list[TrackId]) -> None:
    join(store, ids[0], ids[1])
    store.edits.correct([ids[1]], {"title": "Named by the other"}, "")
    store.edits.say("rating", "", tracks=[ids[1]], value=0.6)
    (row,) = store.tracks.rows(ids[:1])
    assert (row.title, row.rating, row.copies) == ("Named by the other", 0.6, 2)


def test_stars_and_corrections_of_both_count_for_the_one(store: Store, ids: list[TrackId]) -> None:
    store.edits.say("rating", "", tracks=[ids[1]], value=0.8)
    store.edits.correct([ids[1]], {"year": "1971"}, "")
    act = join(store, ids[0], ids[1])
    (row,) = store.tracks.rows(ids[:1])
    assert (row.rating, row.year) == (0.8, 1971)
    store.edits.undo(act)
    first, second = store.tracks.rows(ids[:2])
    assert (first.rating, second.rating, second.year) == (None, 0.8, 1971)


def test_joined_recordings_are_removed_together_and_come_back(store: Store, ids: list[TrackId]) -> None:
    joined = join(store, ids[0], ids[1])
    act = store.edits.remove([ids[0]], "")
    assert shown(store) == ids[2:]
    store.edits.undo(joined)
    assert shown(store) == ids[2:]
    store.edits.undo(act.id)
    assert shown(store) == ids


def test_a_folder_takes_only_its_own_recording_of_two(store: Store) -> None:
    (first,) = put(store, b"/one", b"a")
    (second,) = put(store, b"/two", b"b")
    joined = join(store, first, second)
    act = store.edits.remove_root(root_of(store, b"/one"), "")
    (row,) = store.tracks.rows(shown(store))
    assert row.path == b"/two/b"
    store.edits.undo(joined)
    assert shown(store) == [second]
    store.edits.undo(act.id)
    assert set(shown(store)) == {first, second}


@pytest.mark.parametrize("found", [b"a", b"b"])
def test_one_of_two_that_is_found_elsewhere_after_their_folder_was_taken_out_is_shown(
    store: Store, found: bytes
) -> None:
    first, second = put(store, b"/one", b"a", b"b")
    hear(store, first)
    hear(store, second)
    joined = join(store, first, second)
    act = store.edits.remove_root(root_of(store, b"/one"), "")
    assert shown(store) == []
    put(store, b"/two", found)
    (row,) = store.tracks.rows(shown(store))
    assert (row.path, row.plays, row.copies) == (b"/two/" + found, 2, 1)
    store.edits.undo(joined)
    assert shown(store) == [first if found == b"a" else second]
    store.edits.undo(act.id)
    assert shown(store) == [first, second]


@pytest.mark.parametrize("found", [b"a", b"b"])
def test_one_of_two_that_were_taken_out_while_away_comes_back_for_both(store: Store, found: bytes) -> None:
    first, second = put(store, b"/one", b"a", b"b")
    join(store, first, second)
    files = store.library.files(root_of(store, b"/one"))
    store.library.mark([file.id for file in files.values()], Presence.AWAY)
    store.edits.remove([first], "")
    assert shown(store) == []
    store.library.mark([files[b"/one/" + found].id], Presence.PRESENT)
    (row,) = store.tracks.rows(shown(store))
    assert (row.path, row.presence) == (b"/one/" + found, Presence.PRESENT)


def test_a_folder_that_is_given_again_brings_back_which_of_two_is_shown(store: Store) -> None:
    first, second = put(store, b"/one", b"a", b"b")
    join(store, first, second)
    put(store, b"/two", b"b")
    store.library.put(root_of(store, b"/two"), [read_of(b"/two/b", "other sound")])
    store.edits.remove_root(root_of(store, b"/one"), "")
    store.library.add_root(b"/one")
    before = set(shown(store))
    assert first in before and second not in before
    store._db.write(lambda con: rebuild(con, TRACKS))
    assert set(shown(store)) == before
