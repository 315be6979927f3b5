"""Copies of user.db: when they are made, checked, kept and dropped."""

from __future__ import annotations

import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.domain.errors import DatabaseDamaged
from desktop_app.domain.records import Presence
from desktop_app.store import Store
from desktop_app.store.backups import DAILY_KEPT, WEEKLY_KEPT, Backups
from tests.store.helpers import Clock, fill, open_store


def rows(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as con:
        return list(con.iterdump())


def test_one_copy_a_day_with_all_that_was_committed(store: Store, clock: Clock) -> None:
    fill(store, 30)
    copy = store.backup()
    assert copy is not None and copy.kind == "daily" and copy.made_at == clock.now
    path = store.backups.path(copy)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and path.stat().st_size == copy.size
    with closing(sqlite3.connect(store.folder / "user.db")) as con:
        assert rows(path) == list(con.iterdump())
    clock.pass_time(hours=23)
    assert store.backup() is None
    clock.pass_time(hours=2)
    assert store.backup() is not None
    assert len(store.backups.all()) == 2
    assert {p.name for p in path.parent.iterdir()} == {copy.name for copy in store.backups.all()}


def test_old_copies_go_but_for_some_weeks(store: Store, clock: Clock) -> None:
    fill(store, 3)
    for _ in range(60):
        assert store.backup() is not None
        clock.pass_time(days=1, minutes=1)
    kept = store.backups.all()
    assert DAILY_KEPT < len(kept) <= DAILY_KEPT + WEEKLY_KEPT
    assert kept[-1].made_at.date() == clock.now.date().replace(day=clock.now.day - 1)
    assert (kept[-1].made_at - kept[0].made_at).days >= 14


def test_a_clock_that_was_ahead_once_costs_no_copies(store: Store, clock: Clock) -> None:
    fill(store, 3)
    for _ in range(DAILY_KEPT):
        store.backup()
        clock.pass_time(days=1, minutes=1)
    clock.pass_time(days=3000)
    ahead = store.backup()
    clock.pass_time(days=-3000)
    before = store.backups.all()
    made = [store.backup() for _ in range(DAILY_KEPT + 2)]
    assert made[0] is not None and made[1:] == [None] * (DAILY_KEPT + 1)
    assert set(before) <= {*store.backups.all(), before[0]} and ahead in store.backups.all()


def test_a_shrunken_library_pushes_out_no_good_copy(store: Store, clock: Clock) -> None:
    fill(store, 50)
    for _ in range(DAILY_KEPT + 3):
        store.backup()
        clock.pass_time(days=1, minutes=1)
    full = store.backups.all()[-1]
    store._db.write(lambda con: con.execute("DELETE FROM track WHERE id > 40"))
    for _ in range(60):
        assert store.backup() is not None
        clock.pass_time(days=1, minutes=1)
    kept = store.backups.all()
    assert full in kept and len(kept) <= DAILY_KEPT + WEEKLY_KEPT + 1
    with closing(sqlite3.connect(store.backups.path(full))) as con:
        assert con.execute("SELECT count(*) FROM track").fetchone() == (50,)


def test_no_copy_while_a_folder_is_missing(store: Store) -> None:
    fill(store, 3)
    root = store.library.roots()[0].id
    store.library.set_root_presence(root, Presence.AWAY)
    assert store.backup() is None
    store.library.set_root_presence(root, Presence.PRESENT)
    assert store.backup() is not None


def test_a_copy_beside_a_busy_writer_is_of_one_moment(tmp_path: Path, clock: Clock) -> None:
    with open_store(tmp_path, clock=clock) as store:
        ids = fill(store, 5)
        stop = threading.Event()

        def write() -> None:
            while not stop.is_set():
                store.playlists.create("pair", "", ids)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            for _ in range(5):
                copy = store.backup()
                clock.pass_time(days=2)
                assert copy is not None
                with closing(sqlite3.connect(store.backups.path(copy))) as con:
                    lists, items = con.execute(
                        "SELECT (SELECT count(*) FROM playlist), (SELECT count(*) FROM playlist_item)"
                    ).fetchone()
                    assert items == 5 * lists
        finally:
            stop.set()
            writer.join()


def test_a_damaged_source_makes_no_copy(tmp_path: Path, clock: Clock) -> None:
    with open_store(tmp_path) as store:
        fill(store, 300)
    path = tmp_path / "user.db"
    data = bytearray(path.read_bytes())
    for page in range(20, 30):
        data[page * 4096 + 8 : page * 4096 + 4000] = bytes(3992)
    path.write_bytes(data)
    backups = Backups(path, tmp_path / "backups")
    with pytest.raises(DatabaseDamaged, match="copy"):
        backups.make("daily", 1, clock.now)
    assert backups.all() == [] and list((tmp_path / "backups").iterdir()) == []
