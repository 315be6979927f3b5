"""Acts of the person: each is one change, undone as a whole, in any order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.domain.acts import Act
from desktop_app.domain.errors import NotFound, WrongUse
from desktop_app.domain.ids import RootId, TrackId
from desktop_app.domain.records import Chosen, Ended, Presence
from desktop_app.store import Store, edits
from desktop_app.store import shown as shown_tables
from tests.store.helpers import START, Clock, fill, open_store, read_of, tags_of


def shown(store: Store) -> list[TrackId]:
    return [TrackId(int(track)) for track in store.tracks.ids()]


def root_of(store: Store, path: bytes) -> RootId:
    return next(root.id for root in store.library.roots() if root.path == path)


def put(store: Store, root: bytes, *names: bytes, sound: Callable[[bytes], str] = bytes.hex) -> list[TrackId]:
    """Tracks at these places below a root; the sound goes by the name."""
    home = store.library.add_root(root)
    reads = [read_of(root + b"/" + name, sound(name), tags_of(name.hex())) for name in names]
    return list(store.library.put(home, reads).tracks)


def test_acts_are_listed_newest_first(store: Store, clock: Clock) -> None:
    ids = [TrackId(i) for i in fill(store, 3)]
    first = store.edits.correct(ids[:1], {"title": "One"}, "first")
    clock.pass_time(minutes=1)
    second = store.edits.remove(ids[1:], "second")
    assert store.edits.acts(10) == [second, first]
    assert store.edits.acts(1) == [second]
    undone = store.edits.undo(first.id)
    assert undone == Act(first.id, "correct", "first", START, undone=True) == store.edits.act(first.id)
    with pytest.raises(WrongUse, match="first"):
        store.edits.undo(first.id)
    with pytest.raises(NotFound, match="99"):
        store.edits.undo(99)
    with pytest.raises(NotFound, match="99"):
        store.edits.act(99)


def test_an_act_on_something_unknown_leaves_nothing(store: Store) -> None:
    (track,) = (TrackId(i) for i in fill(store, 1))
    for act in (
        lambda: store.edits.correct([track, TrackId(99)], {"title": "x"}, ""),
        lambda: store.edits.remove([TrackId(99)], ""),
        lambda: store.edits.remove_root(RootId(9), ""),
        lambda: store.edits.relocate(RootId(9), b"/x", ""),
        lambda: store.edits.say("rating", "", tracks=[TrackId(99)], value=1.0),
    ):
        with pytest.raises(NotFound):
            act()
    assert store.edits.acts(9) == [] and shown(store) == [track]


def test_a_correction_is_shown_and_the_last_of_a_field_holds(store: Store) -> None:
    ids = [TrackId(i) for i in fill(store, 3)]
    before = store.tracks.rows(ids)
    first = store.edits.correct(ids[:2], {"title": "New", "year": "1999"}, "")
    second = store.edits.correct(ids[:1], {"title": "Newer"}, "")
    a, b, c = store.tracks.rows(ids)
    assert (a.title, a.year, b.title, b.year) == ("Newer", 1999, "New", 1999)
    assert a.corrected == b.corrected == {"title", "year"} and c == before[2]
    store.edits.undo(first.id)
    a, b, c = store.tracks.rows(ids)
    assert (a.title, a.year, a.corrected) == ("Newer", before[0].year, {"title"})
    assert b == before[1]
    cleared = store.edits.correct(ids[:1], {"title": None}, "")
    assert store.tracks.rows(ids) == before
    store.edits.undo(cleared.id)
    assert store.tracks.rows(ids)[0].title == "Newer"
    store.edits.undo(second.id)
    assert store.tracks.rows(ids) == before


def test_a_correction_outlives_derived_data_and_retagging(store: Store, tmp_path: Path) -> None:
    (track,) = put(store, b"/m", b"a")
    store.edits.correct([track], {"artist": "Vega Trio", "genre": ""}, "")
    store.library.put(root_of(store, b"/m"), [read_of(b"/m/a", b"a".hex(), tags_of("Else", "Other"), mtime_ns=2)])
    store.close()
    (tmp_path / "data" / "derived.db").unlink()
    with open_store(tmp_path / "data") as again:
        (row,) = again.tracks.rows([track])
        assert (row.title, row.artist, row.genre, row.corrected) == ("Else", "Vega Trio", "", {"artist", "genre"})


def test_a_removed_track_is_out_of_everything_and_back_with_undo(store: Store) -> None:
    ids = [TrackId(i) for i in fill(store, 4)]
    for track in ids[:2]:
        store.listens.add(track, START, 0, 180_000, 180_000, Ended.FINISHED, None, Chosen.HAND)
    mine = store.playlists.create("Mine", "", [ids[1], ids[0], ids[1], ids[3]])
    store.queue.save(ids, 1, 7000)
    before = store.tracks.rows(ids), store.playlists.all(), store.library.counts()
    act = store.edits.remove(ids[1:2], "")
    assert shown(store) == [ids[0], *ids[2:]]
    assert store.tracks.get(ids[1]) is None and len(store.tracks.table()) == 3
    assert store.library.counts().owned == 3
    assert store.playlists.tracks(mine) == [ids[0], ids[3]]
    assert store.playlists.stored(mine) == [ids[1], ids[0], ids[1], ids[3]]
    (listed,) = store.playlists.all()
    assert (listed.count, listed.duration_ms) == (2, 360_000)
    assert store.queue.load() == ([ids[0], ids[2], ids[3]], 1, 0)  # what played is gone: the next one, from its start
    assert len(store.listens.since(None)) == 2
    store.edits.undo(act.id)
    assert (store.tracks.rows(ids), store.playlists.all(), store.library.counts()) == before
    assert store.tracks.rows(ids)[1].plays == 1
    assert store.playlists.tracks(mine) == [ids[1], ids[0], ids[1], ids[3]]


@pytest.mark.parametrize(
    ("removed", "current", "left"), [(0, 2, (1, 500)), (2, 2, (0, 0)), (1, 0, (0, 500)), (0, 0, (0, 0))]
)
def test_the_queue_goes_on_where_it_was(store: Store, removed: int, current: int, left: tuple[int, int]) -> None:
    ids = [TrackId(i) for i in fill(store, 3)]
    store.queue.save(ids, current, 500)
    store.edits.remove([ids[removed]], "")
    tracks, *place = store.queue.load()
    assert tracks == [track for track in ids if track != ids[removed]]
    assert tuple(place) == left
    store.edits.remove(tracks, "")
    assert store.queue.load() == ([], 0, 0)


def test_two_removals_of_one_track_both_hold(store: Store) -> None:
    ids = [TrackId(i) for i in fill(store, 2)]
    one = store.edits.remove(ids[:1], "")
    folder = store.edits.remove_root(root_of(store, b"/music"), "")
    store.edits.undo(one.id)
    assert shown(store) == []
    store.edits.undo(folder.id)
    assert shown(store) == ids


def test_what_was_removed_while_it_was_there_stays_out_of_a_scan(store: Store) -> None:
    (track,) = put(store, b"/m", b"a")
    store.edits.remove([track], "")
    (file,) = store.library.files(root_of(store, b"/m")).values()
    store.library.mark([file.id], Presence.AWAY)
    store.library.mark([file.id], Presence.PRESENT)
    put(store, b"/m", b"a")
    assert shown(store) == []


@pytest.mark.parametrize("seen", ["again", "at another place"])
def test_what_was_removed_while_away_is_back_when_it_is_found(store: Store, seen: str) -> None:
    (track,) = put(store, b"/m", b"a")
    (file,) = store.library.files(root_of(store, b"/m")).values()
    store.library.mark([file.id], Presence.AWAY)
    act = store.edits.remove([track], "")
    assert shown(store) == []
    if seen == "again":
        store.library.mark([file.id], Presence.PRESENT)
    else:
        store.library.put(root_of(store, b"/m"), [read_of(b"/m/elsewhere", b"a".hex())])
    assert shown(store) == [track]
    store.edits.undo(act.id)
    assert shown(store) == [track]


def test_a_removed_folder_takes_what_lies_in_no_other(store: Store) -> None:
    a, b, both = *put(store, b"/one", b"a"), *put(store, b"/two", b"b"), *put(store, b"/one", b"both")
    assert put(store, b"/two", b"both") == [both]
    act = store.edits.remove_root(root_of(store, b"/one"), "")
    assert set(shown(store)) == {b, both}
    (row,) = store.tracks.rows([both])
    assert row.path == b"/two/both" and row.copies == 1
    assert [root.path for root in store.library.roots()] == [b"/two"]
    assert store.library.counts().tracks == 2 and store.library.counts().duplicates == 0
    with pytest.raises(NotFound):
        store.edits.remove_root(RootId(1), "")
    store.edits.undo(act.id)
    assert set(shown(store)) == {a, b, both}
    assert store.tracks.rows([both])[0].copies == 2


def test_a_removed_folder_that_is_added_again_is_as_it_was(store: Store) -> None:
    ids = [TrackId(i) for i in fill(store, 3)]
    root = root_of(store, b"/music")
    one = store.edits.remove(ids[:1], "")
    act = store.edits.remove_root(root, "")
    assert store.library.add_root(b"/music") == root
    assert shown(store) == ids[1:]
    assert store.edits.act(act.id).undone
    store.edits.undo(one.id)
    assert shown(store) == ids


@pytest.mark.parametrize("inner_first", [True, False])
def test_folders_in_folders_are_removed_apart(store: Store, inner_first: bool) -> None:
    order = ((b"/m/in", b"a"), (b"/m", b"b")) if inner_first else ((b"/m", b"b"), (b"/m/in", b"a"))
    for root, name in order:
        put(store, root, name)
    ids = shown(store)
    store.edits.remove_root(root_of(store, b"/m/in"), "")
    assert shown(store) == ids  # all of it lies in the outer folder as well
    outer = store.edits.remove_root(root_of(store, b"/m"), "")
    assert shown(store) == []
    assert store.library.add_root(b"/m/in") > 0
    assert [row.path for row in store.tracks.rows(ids)] == [b"/m/in/a"]
    store.edits.undo(outer.id)
    assert shown(store) == ids


def test_a_folder_added_around_a_removed_one_brings_its_tracks_back(store: Store) -> None:
    (track,) = put(store, b"/m/in", b"a")
    store.edits.remove_root(root_of(store, b"/m/in"), "")
    store.library.add_root(b"/m")
    assert shown(store) == [track]


def test_rules_hold_by_the_last_act(store: Store) -> None:
    fill(store, 2)
    never = store.edits.set_rule(b"/music/0", True, "")
    assert store.edits.rules() == [b"/music/0"]
    assert store.edits.rules_over(b"/music/0/x") == [(b"/music/0", "person")]
    assert store.edits.rules_over(b"/music/01") == []
    allow = store.edits.set_rule(b"/music/0", False, "")
    assert store.edits.rules() == []
    store.edits.undo(allow.id)
    assert store.edits.rules() == [b"/music/0"]
    again = store.edits.set_rule(b"/music/0", True, "")
    store.edits.undo(never.id)
    assert store.edits.rules() == [b"/music/0"]
    store.edits.undo(again.id)
    assert store.edits.rules() == []


def test_a_rule_keeps_a_folder_from_being_recommended(store: Store) -> None:
    ids = [TrackId(i) for i in fill(store, 24)]
    act = store.edits.set_rule(b"/music/1", True, "")
    assert [row.not_music for row in store.tracks.rows(ids)] == [""] * 12 + ["folder"] * 12
    store.edits.undo(act.id)
    assert not any(row.not_music for row in store.tracks.rows(ids))


# Large acts


def test_a_large_act_is_shown_in_steps_and_finished_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edits, "AT_ONCE", 5)
    with open_store(tmp_path / "data") as store:
        ids = [TrackId(i) for i in fill(store, 13)]
        act = store.edits.correct(ids, {"album": "All"}, "")
        assert {row.album for row in store.tracks.rows(ids)} == {"All"}
        store.edits.undo(act.id)
        steps: list[None] = []

        def stop_after_one(con: object) -> None:
            if steps:
                raise RuntimeError("the machine stops here")
            steps.append(None)
            show_some(con)  # type: ignore[arg-type]

        show_some = edits._show_some
        monkeypatch.setattr(edits, "_show_some", stop_after_one)
        with pytest.raises(RuntimeError, match="machine"):
            store.edits.remove(ids, "")
        assert 0 < len(shown(store)) < 13
    monkeypatch.setattr(edits, "_show_some", show_some)
    with open_store(tmp_path / "data") as store:
        assert shown(store) == []
        store.edits.undo(2)
        assert shown(store) == ids


@pytest.mark.parametrize("what", ["_CORRECTIONS", "_RATINGS"])
def test_what_was_said_is_looked_up_by_track_however_much_that_is(store: Store, what: str) -> None:
    ids = [TrackId(i) for i in fill(store, 30)]
    store.edits.correct(ids, {"genre": "Jazz"}, "")
    store.edits.say("rating", "", tracks=ids, value=0.5)
    plan = store._db.all(f"EXPLAIN QUERY PLAN {getattr(shown_tables, what)}", ("[1]",))
    first, *_, last = [step for *_, step in plan if step.startswith(("SEARCH", "SCAN")) and "json_each" not in step]
    assert first.startswith("SEARCH t") and "uid=?" in last
