"""A full disk: nothing is lost, the listen that sounds is still closed, and space that returns is used."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.domain.errors import DatabaseDamaged, DataFolderInUse, StorageFull
from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Chosen, Ended
from desktop_app.store import Store
from desktop_app.store.faults import translated
from desktop_app.store.reserve import RESERVE_BYTES, Reserve
from tests.store.helpers import START, fill, open_store


def _limit(store: Store, pages: int) -> None:
    """Let user.db grow by so many pages only: SQLite then says that the disk is full."""
    con = store._db._writer
    assert con is not None
    (count,) = con.execute("PRAGMA page_count").fetchone()
    con.execute(f"PRAGMA max_page_count = {count + pages}")


def test_a_full_file_refuses_and_keeps_what_was_there(store: Store) -> None:
    ids = fill(store, 20)
    _limit(store, 2)
    with pytest.raises(StorageFull) as refused:
        store.playlists.create("long", "x" * 50_000, ids)
    assert refused.value.code == "disk_full" and "space" in refused.value.remedy
    assert store.playlists.all() == []
    with pytest.raises(StorageFull):
        fill(store, 200, b"/more")
    assert store.library.counts().tracks == 20 and len(store.tracks.ids()) == 20
    _limit(store, 1 << 20)  # space returns: no restart is needed
    fill(store, 200, b"/more")
    assert store.library.counts().tracks == 220


def test_the_reserve_is_used_once_by_what_is_urgent(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        ids = fill(store, 3)
        reserve = tmp_path / "reserve"
        assert reserve.stat().st_size == RESERVE_BYTES and reserve.stat().st_blocks * 512 >= RESERVE_BYTES
        tries = 0

        def job(con: sqlite3.Connection) -> int:
            nonlocal tries
            tries += 1
            if reserve.exists():
                raise sqlite3_full(con)
            return int(con.execute("UPDATE setting SET value = 'x'").rowcount)

        with pytest.raises(StorageFull):
            store._db.write(job)
        assert tries == 1 and reserve.exists()
        assert store._db.write(job, urgent=True) == 0
        assert tries == 3 and not reserve.exists()
        seq = store.listens.open(TrackId(ids[0]), START, 0, None, Chosen.HAND)
        store.listens.close(seq, 1, Ended.STOPPED, None)
        assert not reserve.exists()  # urgent work does not spend its time on it
        store.settings.set("a", "b")
        assert reserve.exists()


def sqlite3_full(con: sqlite3.Connection) -> sqlite3.Error:
    """A real "database or disk is full" from SQLite, caught."""
    (count,) = con.execute("PRAGMA page_count").fetchone()
    con.execute(f"PRAGMA max_page_count = {count}")
    try:
        con.execute("INSERT INTO setting(key, value) VALUES ('big', ?)", ("x" * 5_000_000,))
    except sqlite3.Error as problem:
        return problem
    finally:
        con.execute(f"PRAGMA max_page_count = {count + (1 << 20)}")
    raise AssertionError("SQLite did not mind")


_ON_SMALL_DISK = """
import os, sys
from pathlib import Path
from desktop_app.domain.errors import StorageFull
from desktop_app.domain.records import Chosen, Ended
from tests.store.helpers import START, fill, open_store
disk = Path(sys.argv[1])
store = open_store(disk / "data")
ids = fill(store, 50)
assert (disk / "data" / "reserve").exists()
stored = []
seq = store.listens.open(ids[0], START, 0, 180_000, Chosen.HAND)
with open(disk / "ballast", "wb", buffering=0) as ballast:
    try:
        while True:
            ballast.write(bytes(4096))
    except OSError:
        ballast.truncate(ballast.tell() - 300_000)
refused = None
try:
    for n in range(100_000):
        stored.append(store.playlists.create("list", "x" * 3000, ids))
except StorageFull as problem:
    refused = problem
assert refused is not None and refused.path and stored
store.listens.close(seq, 170_000, Ended.FINISHED, None)
for n in range(200):
    store.listens.add(ids[n % 50], START, 0, 1000, None, Ended.STOPPED, None, Chosen.HAND)
store.playlists.delete(stored.pop())
assert store.check() == []
store.close()
for write in (True, False):
    with open_store(disk / "data", write=write) as store:
        assert store.listens.count() == 201
        assert [p.id for p in store.playlists.all()] == stored
        assert store.library.counts().tracks == 50
os.unlink(disk / "ballast")
with open_store(disk / "data") as store:
    fill(store, 100, b"/more")
    store.settings.set("a", "b")
    assert (disk / "data" / "reserve").exists()
    print("held", len(stored))
"""


def _on_a_disk_of_its_own(tmp_path: Path, program: str) -> str:
    """What a program prints that is given a disk of 4 MB."""
    if shutil.which("unshare") is None:
        pytest.skip("unshare is missing")
    mount = f'mount -t tmpfs -o size=4m none {tmp_path} && exec {sys.executable} -c "$1" {tmp_path}'
    rights = ["unshare", "--map-root-user", "--mount"]
    allowed = subprocess.run([*rights, "true"], capture_output=True, check=False)
    if allowed.returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    done = subprocess.run([*rights, "sh", "-c", mount, "sh", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_small_disk_fills_up(tmp_path: Path) -> None:
    assert _on_a_disk_of_its_own(tmp_path, _ON_SMALL_DISK).startswith("held")


_STORED_ONCE = """
import os, sys
from pathlib import Path
from desktop_app.domain.errors import StorageFull
from desktop_app.domain.records import Ended, Chosen
from tests.store.helpers import START, fill, open_store
disk = Path(sys.argv[1])
with open_store(disk / "data") as store:
    ids = fill(store, 50)
told = refused = 0
for pages in range(40):
    with open_store(disk / "data") as store:
        store._db._reserve.release()
        with open(disk / "ballast", "wb", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(bytes(4096))
            except OSError:
                ballast.truncate(ballast.tell() - 4096 * (pages % 20))
        for n in range(12):
            try:
                store.listens.add(ids[n], START, 0, 180_000, 180_000, Ended.FINISHED, None, Chosen.HAND)
                told += 1
            except StorageFull:
                refused += 1
        os.unlink(disk / "ballast")
        plays = sum(track.plays for track in store.tracks.rows(ids))
    with open_store(disk / "data", write=pages % 2 == 0) as store:
        assert store.listens.count() == told, (pages, store.listens.count(), told)
        assert sum(track.plays for track in store.tracks.rows(ids)) == told
        assert store.check() == []
print(refused)
"""


def test_what_is_told_as_stored_on_a_full_disk_is_stored_and_only_once(tmp_path: Path) -> None:
    assert int(_on_a_disk_of_its_own(tmp_path, _STORED_ONCE)) > 0


_ON_A_READ_ONLY_DISK = """
import subprocess, sys
from pathlib import Path
from desktop_app.domain.errors import StorageFull
from tests.store.helpers import fill, open_store
disk = Path(sys.argv[1])
with open_store(disk / "data") as store:
    ids = fill(store, 5)
subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
with open_store(disk / "data", write=False) as store:
    assert len(store.tracks.rows(ids)) == 5 and store.check() == []
try:
    open_store(disk / "data")
except StorageFull as problem:
    print(problem)
"""


def test_a_read_only_disk_can_be_looked_at(tmp_path: Path) -> None:
    assert "cannot be written" in _on_a_disk_of_its_own(tmp_path, _ON_A_READ_ONLY_DISK)


def test_no_reserve_where_there_is_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(fd: int, offset: int, length: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", no_room)
    reserve = Reserve(tmp_path)
    assert not reserve.restore() and not reserve.release() and list(tmp_path.iterdir()) == []
    with open_store(tmp_path) as store:  # the program works without
        assert len(fill(store, 2)) == 2


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        (sqlite3.SQLITE_FULL, StorageFull),
        (sqlite3.SQLITE_IOERR_FSYNC, StorageFull),
        (sqlite3.SQLITE_READONLY_DIRECTORY, StorageFull),
        (sqlite3.SQLITE_CORRUPT, DatabaseDamaged),
        (sqlite3.SQLITE_NOTADB, DatabaseDamaged),
        (sqlite3.SQLITE_BUSY, DataFolderInUse),
    ],
)
def test_errors_of_the_machine_say_who_can_act(code: int, meaning: type[Exception]) -> None:
    problem = sqlite3.OperationalError("as SQLite says")
    problem.sqlite_errorcode = code
    with pytest.raises(meaning) as told, translated(Path("/data/user.db")):
        raise problem
    assert told.value.__cause__ is problem


def test_our_own_bugs_keep_their_name(store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        store._db.all("SELECT * FROM no_such")
    with pytest.raises(sqlite3.IntegrityError):
        store._db.write(lambda con: con.execute("INSERT INTO setting(key, value) VALUES ('a', NULL)"))
    with pytest.raises(OSError, match="other"), translated(Path("/data")):
        raise OSError(errno.EBADF, "other")
