"""Folders that lie somewhere else now: everything stays, whatever is known at the new place."""

from __future__ import annotations

import pytest

from desktop_app.domain.errors import FolderProblem
from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Chosen, Ended, Presence
from desktop_app.store import Store
from tests.store.helpers import START, fill
from tests.store.test_edits import put, root_of, shown


def test_a_moved_folder_keeps_everything(store: Store) -> None:
    ids = [TrackId(i) for i in fill(store, 30)]
    store.listens.add(ids[3], START, 0, 180_000, 180_000, Ended.FINISHED, None, Chosen.HAND)
    store.edits.set_rule(b"/music/1", True, "")
    files = {file.id: file for file in store.library.files(root_of(store, b"/music")).values()}
    before = store.tracks.rows(ids)
    act = store.edits.relocate(root_of(store, b"/music"), b"/mnt/new place", "")
    (root,) = store.library.roots()
    assert root.path == b"/mnt/new place"
    moved = {file.id: file for file in store.library.files(root.id).values()}
    assert moved.keys() == files.keys()
    for number, file in moved.items():
        assert file.stamp.path == files[number].stamp.path.replace(b"/music/", b"/mnt/new place/", 1)
        assert (file.stamp.size, file.presence) == (files[number].stamp.size, files[number].presence)
    assert store.tracks.rows(ids)[3].plays == 1
    assert store.edits.rules() == [b"/mnt/new place/1"]
    assert store.tracks.rows(ids)[20].path == b"/mnt/new place/1/20.ogg"
    assert store.tracks.rows(ids)[20].not_music == before[20].not_music
    store.edits.undo(act.id)
    assert store.tracks.rows(ids) == before
    assert store.edits.rules() == [b"/music/1"]


@pytest.mark.parametrize("new", [b"/music/main", b"/", b"/mus", b"/music2"])
def test_a_folder_may_move_into_or_out_of_its_own_place(store: Store, new: bytes) -> None:
    ids = [TrackId(i) for i in fill(store, 3, b"/music")]
    put(store, b"/music", b"main/0/0.ogg")  # is where another one moves to
    before = store.tracks.rows(shown(store))
    act = store.edits.relocate(root_of(store, b"/music"), new, "")
    stem = new.rstrip(b"/")
    assert [row.path for row in store.tracks.rows(ids)] == [stem + b"/0/%d.ogg" % i for i in range(3)]
    assert {row.path for row in store.tracks.rows(shown(store))} >= {stem + b"/main/0/0.ogg"}
    store.edits.undo(act.id)
    assert store.tracks.rows(shown(store)) == before


def test_a_moved_folder_meets_what_is_known_at_the_new_place(store: Store) -> None:
    same, mine = put(store, b"/old", b"same", b"other")
    theirs = put(store, b"/new/inside", b"other", sound=lambda name: "theirs")[0]
    assert put(store, b"/new/inside", b"same") == [same]
    store.edits.relocate(root_of(store, b"/new/inside"), b"/new", "")  # so that a row lies where the next ones go
    put(store, b"/new", b"more")
    removed = store.edits.remove_root(root_of(store, b"/new"), "")
    store.listens.add(theirs, START, 0, 180_000, 180_000, Ended.FINISHED, None, Chosen.HAND)
    before = store.tracks.rows([same, mine, theirs])
    with pytest.raises(FolderProblem, match="once"):
        store.edits.relocate(root_of(store, b"/old"), b"/new", "")
    store.edits.undo(removed.id)
    with pytest.raises(FolderProblem, match="of its own"):
        store.edits.relocate(root_of(store, b"/old"), b"/new", "")
    assert {row.id for row in before} == {same, mine}


def test_rows_at_the_new_place_make_room_and_lose_nothing(store: Store) -> None:
    mine, lone = put(store, b"/old", b"x", b"y")
    (theirs,) = put(store, b"/new", b"sub/x", sound=lambda name: "theirs")
    before = store.tracks.rows([mine, lone, theirs])
    act = store.edits.relocate(root_of(store, b"/old"), b"/new/sub", "")
    rows = {row.id: row for row in store.tracks.rows([mine, lone, theirs])}
    assert rows[mine].path == b"/new/sub/x" and rows[lone].path == b"/new/sub/y"
    assert rows[theirs].presence is Presence.AWAY
    store.edits.undo(act.id)
    assert store.tracks.rows([mine, lone, theirs]) == before


def test_rows_of_a_removed_folder_belong_to_the_one_that_moves_there(store: Store) -> None:
    (mine,) = put(store, b"/old", b"x")
    (theirs,) = put(store, b"/new", b"sub/z")
    store.edits.remove_root(root_of(store, b"/new"), "")
    act = store.edits.relocate(root_of(store, b"/old"), b"/new/sub", "")
    assert set(shown(store)) == {mine, theirs}
    store.edits.undo(act.id)
    assert shown(store) == [mine]
    assert store.tracks.rows([mine])[0].path == b"/old/x"


def test_a_place_that_was_taken_meanwhile_is_not_moved_back_to(store: Store) -> None:
    put(store, b"/old", b"x")
    act = store.edits.relocate(root_of(store, b"/old"), b"/new", "")
    put(store, b"/old", b"y")
    with pytest.raises(FolderProblem, match="/old"):
        store.edits.undo(act.id)
    assert not store.edits.act(act.id).undone
    assert [row.path for row in store.tracks.rows(shown(store))] == [b"/old/y", b"/new/x"] or len(shown(store)) == 2


def test_what_was_found_at_the_new_place_moves_back_too(store: Store) -> None:
    (first,) = put(store, b"/old", b"x")
    act = store.edits.relocate(root_of(store, b"/old"), b"/new", "")
    (second,) = put(store, b"/new", b"later")
    store.edits.undo(act.id)
    assert [row.path for row in store.tracks.rows([first, second])] == [b"/old/x", b"/old/later"]


def test_what_a_rule_no_longer_covers_when_its_folder_moves_is_recommended_again(store: Store) -> None:
    put(store, b"/music/in", b"a")
    put(store, b"/new/in", b"b")
    put(store, b"/music", b"c")

    def kept_out() -> list[bytes]:
        return sorted(row.path for row in store.tracks.rows(shown(store)) if row.not_music == "folder")

    store.edits.set_rule(b"/music", True, "")
    assert kept_out() == [b"/music/c", b"/music/in/a"]
    act = store.edits.relocate(root_of(store, b"/music"), b"/new", "")
    assert kept_out() == [b"/new/c", b"/new/in/b"]
    store.edits.undo(act.id)
    assert kept_out() == [b"/music/c", b"/music/in/a"]
