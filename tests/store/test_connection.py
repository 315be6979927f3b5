"""Connections and transactions: one writer, readers beside it, threads, and text that is erased for good."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Chosen, Ended
from desktop_app.store import Store
from desktop_app.store.connection import from_ms, storable, to_ms
from tests.store.helpers import START, fill, open_store


def test_one_connection_may_write_and_all_others_only_read(store: Store) -> None:
    barrier = threading.Barrier(4)

    def read(_: int) -> int:
        barrier.wait()
        count = store.library.counts().tracks
        barrier.wait()
        return count

    fill(store, 2)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(read, range(4))) == [2] * 4
        roles = store.connections()
        assert sorted(roles) == [("read", False)] * 5 + [("write", True)]
    for reader in (con for _, con in store._db._readers.values()):
        for attempt in ("DELETE FROM track", "DELETE FROM derived.track_shown", "PRAGMA user_version = 5"):
            with pytest.raises(sqlite3.OperationalError):
                reader.execute(attempt)
    assert store.library.counts().tracks == 2 and len(store.tracks.ids()) == 2


def test_a_thread_takes_its_connection_with_it(store: Store) -> None:
    for _ in range(5):
        thread = threading.Thread(target=store.settings.all)
        thread.start()
        thread.join()
    store.settings.all()
    assert len(store.connections()) <= 3  # this thread, the last one, the writer


def test_threads_write_and_read_at_once(store: Store) -> None:
    ids = fill(store, 4)
    wrong: list[str] = []
    stop = threading.Event()

    def listen(worker: int) -> None:
        for n in range(25):
            seq = store.listens.open(TrackId(ids[worker]), START + timedelta(minutes=n), 0, 60_000, Chosen.HAND)
            store.listens.close(seq, 60_000, Ended.FINISHED, None)

    def watch() -> None:
        seen = 0
        while not stop.is_set():
            count = store.listens.count()
            if count < seen or len(store.listens.since(None)) < count:
                wrong.append(f"{seen} then {count}")
            seen = count

    watcher = threading.Thread(target=watch)
    watcher.start()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(listen, range(4)))
    stop.set()
    watcher.join()
    assert wrong == []
    assert store.listens.count() == 100
    assert [track.plays for track in store.tracks.rows(ids)] == [25] * 4


def test_a_change_is_whole_or_not_at_all_also_when_nested(store: Store) -> None:
    def job(con: sqlite3.Connection) -> None:
        con.execute("INSERT INTO setting(key, value) VALUES ('a', '1')")
        store.settings.set("b", "2")  # joins this transaction
        assert store.settings.all() == {}  # readers see what is committed
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        store._db.write(job)
    assert store.settings.all() == {}
    store.settings.set("c", "3")
    assert store.settings.all() == {"c": "3"}


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.close()
    store.close()
    with pytest.raises(RuntimeError, match="closed"):
        store.settings.all()
    with pytest.raises(RuntimeError, match="closed"):
        store.settings.set("a", "b")
    open_store(tmp_path).close()  # the lock is free
    assert not list(tmp_path.glob("*-wal")) and not list(tmp_path.glob("*-shm"))


def test_every_connection_is_set_up_as_meant(store: Store) -> None:
    store.settings.all()
    want = {"foreign_keys": 1, "trusted_schema": 0, "cell_size_check": 1, "main.mmap_size": 0}
    writer = {"main.synchronous": 2, "derived.synchronous": 1, "main.secure_delete": 1, "derived.secure_delete": 1}
    (reader,) = (con for _, con in store._db._readers.values())
    assert store._db._writer is not None
    for con, expected in ((reader, want), (store._db._writer, want | writer)):
        found = {name: con.execute(f"PRAGMA {name}").fetchone() for name in expected}
        # where a build has no memory mapping, the answer is no row
        assert {name: value[0] if value else 0 for name, value in found.items()} == expected
        assert con.execute("PRAGMA main.journal_mode").fetchone() == ("wal",)
        assert con.execute("PRAGMA derived.journal_mode").fetchone() == ("wal",)


def test_deleted_text_is_in_no_file_once_the_store_is_closed(tmp_path: Path) -> None:
    needle = "needle-5f2c9a"
    with open_store(tmp_path) as store:
        made = store.playlists.create(needle, needle * 300, [])
        store.settings.set(needle, needle)
        store.playlists.delete(made)
        store.settings.set(needle, None)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert needle.encode() not in path.read_bytes(), path.name


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))])))
def test_times_keep_their_millisecond(moment: datetime) -> None:
    back = from_ms(to_ms(moment))
    assert back.tzinfo is UTC
    assert timedelta(0) <= moment - back < timedelta(milliseconds=1)


@given(st.text())
def test_text_that_can_be_stored_is_not_changed(text: str) -> None:
    kept = storable(text)
    kept.encode("utf-8")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        assert "\ufffd" in kept
    else:
        assert kept == text


def test_a_snapshot_sees_nothing_of_what_is_written_meanwhile(store: Store) -> None:
    fill(store, 3)
    with store._db.snapshot():
        before = store._db.number("SELECT count(*) FROM derived.track_shown")
        done = threading.Thread(target=fill, args=(store, 2, b"/more"))
        done.start()
        done.join()
        with store._db.snapshot():  # one within one is the same
            assert store._db.number("SELECT count(*) FROM derived.track_shown") == before == 3
        assert store._db.number("SELECT count(*) FROM derived.track_shown") == 3
    assert store._db.number("SELECT count(*) FROM derived.track_shown") == 5
    with pytest.raises(ValueError, match="on purpose"), store._db.snapshot():
        raise ValueError("on purpose")
    assert len(store.tracks.ids()) == 5
