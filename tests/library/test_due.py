from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.library import due
from desktop_app.library.due import DueFolders
from desktop_app.library.mounts import contains


def test_what_happens_in_a_row_is_handed_on_once_it_is_quiet() -> None:
    folders = DueFolders(quiet_s=1, latest_s=10)
    assert folders.wait_s(0) is None
    for at in (0.0, 0.6, 1.2):
        folders.note(b"/m/a", at)
    folders.note(b"/m/b", 1.5)
    assert folders.wait_s(1.5) == 1.0
    assert sorted(folders.take(2.5)) == [b"/m/a", b"/m/b"]
    assert folders.wait_s(2.5) is None


def test_where_it_never_gets_quiet_it_is_handed_on_all_the_same() -> None:
    folders = DueFolders(quiet_s=1, latest_s=10)
    at = 100.0
    while folders.wait_s(at) != 0:
        folders.note(b"/m/a", at)
        at += 0.5
    assert at <= 110.5


@pytest.mark.parametrize("found", [False, True])
def test_a_folder_waits_while_a_file_in_it_grows_and_the_others_do_not(found: bool) -> None:
    sizes: dict[bytes, int | None] = {b"/m/a/new.flac": 10}
    folders = DueFolders(sizes.get, quiet_s=1, latest_s=10)
    folders.begun(b"/m/a/new.flac", 0, found=found)
    folders.note(b"/m", 0)
    folders.note(b"/m/b", 0)
    now = 1.0
    sizes[b"/m/a/new.flac"] = 20
    assert folders.take(now) == [b"/m/b"], "what holds the growing file waits with it"
    for _ in range(20):
        wait = folders.wait_s(now)
        assert wait == 1.0, "asking again and again costs nothing in between"
        now += wait
        sizes[b"/m/a/new.flac"] = int(now) + 20
        assert folders.take(now) == []
    folders.done(b"/m/a/new.flac")
    now += folders.wait_s(now) or 0
    assert sorted(folders.take(now)) == [b"/m", b"/m/a"]


def test_a_file_that_never_ends_is_not_waited_for_without_end() -> None:
    size = iter(range(10**6))
    folders = DueFolders(lambda file: next(size), quiet_s=1, latest_s=10)
    folders.begun(b"/m/a/radio.ogg", 0)
    now = 0.0
    while not folders.take(now):
        now += folders.wait_s(now) or 1.0
    assert due.GROWING_LATEST_S <= now <= due.GROWING_LATEST_S + 2


@pytest.mark.parametrize(("size", "found", "looks"), [(5, False, 3), (5, True, 1), (None, False, 1), (None, True, 1)])
def test_a_file_that_does_not_grow_is_taken_as_it_is_and_one_that_is_gone_is_forgotten(
    size: int | None, found: bool, looks: int
) -> None:
    folders = DueFolders(lambda file: size, quiet_s=1, latest_s=10)
    folders.begun(b"/m/a/x.flac", 0, found=found)
    taken = 1
    while not folders.take(float(taken)):
        taken += 1
    assert taken == looks


def test_a_root_that_is_given_up_is_forgotten() -> None:
    folders = DueFolders(lambda file: 1, quiet_s=1, latest_s=10)
    folders.begun(b"/m/a/x.flac", 0)
    folders.note(b"/n", 0)
    folders.clear(b"/m")
    assert folders.take(5) == [b"/n"]


def test_roots_within_roots_keep_their_own() -> None:
    roots = [b"/m", b"/m/own", b"/n"]
    assert due.folded([b"/m/own/x", b"/m", b"/m/a", b"/elsewhere", b"/"], roots) == [b"/m", b"/m/own/x"]


def test_very_many_folders_become_what_holds_them_but_never_more_than_the_root() -> None:
    albums = [b"/m/%d/%d" % (artist, album) for artist in range(300) for album in range(3)]
    assert due.folded(albums, [b"/m"]) == sorted({b"/m/%d" % artist for artist in range(300)}, key=lambda p: p + b"/")
    assert due.folded([b"/m/%d" % artist for artist in range(600)], [b"/m"]) == [b"/m"]


names = st.lists(st.sampled_from(string.ascii_lowercase[:3]), max_size=4)
paths = st.builds(lambda parts: "/".join(["/m", *parts]).encode(), names)


@given(st.lists(paths, max_size=20))
def test_the_smallest_set_holds_everything_and_nothing_twice(folders: list[bytes]) -> None:
    kept = due.folded(folders, [b"/m"])
    assert all(any(contains(one, folder) for one in kept) for folder in folders)
    assert all(folder in folders for folder in kept)
    assert not any(contains(a, b) for a in kept for b in kept if a != b)
