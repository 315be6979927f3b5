"""Killed writers and killed upgrades: what was acknowledged is there, and the schema is whole."""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.domain.errors import DatabaseDamaged
from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Chosen, Ended
from desktop_app.store import Store
from desktop_app.store.migrations import USER_MIGRATIONS, Migrate
from tests.store.helpers import START, Clock, fill, open_store
from tests.store.test_migrations import RELEASED, load

_WRITER = """
import sys
from pathlib import Path
from desktop_app.domain.records import Chosen, Ended
from tests.store.helpers import START, fill, open_store
with open_store(Path(sys.argv[1])) as store:
    home = fill(store, 3)
    n = 0
    while True:
        n += 1
        seq = store.listens.open(home[n % 3], START, 0, 180_000, Chosen.HAND)
        store.listens.progress(seq, 100_000 + n)
        print("open", seq, 100_000 + n, flush=True)
        store.listens.close(seq, 120_000, Ended.STOPPED, None)
        print("closed", seq, flush=True)
        fill(store, 5, b"/more%d" % n)
        print("tracks", 3 + 5 * n, flush=True)
"""


@pytest.mark.parametrize("lines", [1, 2, 7, 20, 45, 77])
def test_a_killed_writer_loses_nothing_it_acknowledged(tmp_path: Path, lines: int) -> None:
    child = subprocess.Popen([sys.executable, "-c", _WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    said = [child.stdout.readline().split() for _ in range(lines)]
    child.send_signal(signal.SIGKILL)
    rest, _ = child.communicate()
    said += [line.split() for line in rest.split("\n")[:-1]]
    closed = {int(line[1]) for line in said if line[0] == "closed"}
    opened = {int(line[1]): int(line[2]) for line in said if line[0] == "open"}
    with open_store(tmp_path, write=False) as store:  # a reader may be the first to come
        assert {listen.seq for listen in store.listens.since(None)} >= closed
    with open_store(tmp_path) as store:
        assert store.check() == []
        store.listens.recover()
        listens = {listen.seq: listen for listen in store.listens.since(None)}
        assert all(listens[seq].played_ms == 120_000 for seq in closed)
        assert all(listens[seq].played_ms >= played or seq in closed for seq, played in opened.items())
        counts = store.library.counts()
        assert counts.tracks >= max([3, *(int(line[1]) for line in said if line[0] == "tracks")])
        assert counts.tracks == len(store.tracks.ids())
        plays = sum(track.plays for track in store.tracks.rows(store.tracks.ids()))
        assert plays == sum(listen.played_ms >= 90_000 for listen in listens.values())


def _step(con: sqlite3.Connection, before: Callable[[int], None]) -> None:
    """A further schema in 18 statements, calling `before` with the number of each."""
    for number in range(18):
        before(number)
        if number == 3:
            con.execute("UPDATE listen SET flags = flags + 1")
        else:
            con.execute(f"CREATE TABLE later_{number}(id INTEGER PRIMARY KEY)")
    before(18)


_UPGRADE = """
import os, signal, sys
from pathlib import Path
from desktop_app.store import Store
from desktop_app.store.backups import Backups
from desktop_app.store.migrations import USER_MIGRATIONS, Migrate
from tests.store.helpers import Clock
from tests.store.test_crash import _step
at = int(sys.argv[2])
def before(number):
    if number == at:
        os.kill(os.getpid(), signal.SIGKILL)
if at < 0:
    copy = Backups._copy
    def die(self, target, source):
        if at == -1:
            copy(self, target, source)
        os.kill(os.getpid(), signal.SIGKILL)
    Backups._copy = die
Store.open(Path(sys.argv[1]), write=True, clock=Clock(), migrations=(*USER_MIGRATIONS, lambda con: _step(con, before)))
"""


def _with_listens(folder: Path) -> None:
    with open_store(folder) as store:
        ids = fill(store, 4)
        for track in ids * 5:
            store.listens.add(TrackId(track), START, 0, 1000, None, Ended.STOPPED, None, Chosen.HAND)


@pytest.mark.parametrize("at", range(-2, 19))
def test_an_upgrade_killed_anywhere_leaves_a_whole_schema(tmp_path: Path, at: int) -> None:
    _with_listens(tmp_path)
    killed = subprocess.run([sys.executable, "-c", _UPGRADE, str(tmp_path), str(at)], check=False)
    assert killed.returncode == -signal.SIGKILL
    with closing(sqlite3.connect(tmp_path / "user.db")) as con:
        assert con.execute("PRAGMA user_version").fetchone() == (len(USER_MIGRATIONS),)
        assert con.execute("SELECT count(*), sum(flags) FROM listen").fetchone() == (20, 0)
        assert con.execute("SELECT count(*) FROM sqlite_master WHERE name LIKE 'later%'").fetchone() == (0,)
        assert con.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with Store.open(
        tmp_path, write=True, clock=Clock(), migrations=(*USER_MIGRATIONS, lambda con: _step(con, lambda _: None))
    ) as store:
        assert store.listens.count() == 20 and store.check() == []
        copies = store.backups.all()
    assert copies and all(copy.kind == "migration" for copy in copies)
    assert not list((tmp_path / "backups").glob("*.part*"))
    with closing(sqlite3.connect(tmp_path / "backups" / copies[-1].name)) as con:
        assert con.execute("SELECT count(*), sum(flags) FROM listen").fetchone() == (20, 0)
        assert con.execute("PRAGMA user_version").fetchone() == (len(USER_MIGRATIONS),)
    with closing(sqlite3.connect(tmp_path / "user.db")) as con:
        assert con.execute("SELECT count(*), sum(flags) FROM listen").fetchone() == (20, 20)


_SECOND = """
import os, signal, sqlite3, sys
from pathlib import Path
from desktop_app.store.migrations import USER_MIGRATIONS, migrate
at = int(sys.argv[2])
class Dying(sqlite3.Connection):
    left = at
    def execute(self, sql, *more):
        if self.in_transaction:
            Dying.left -= 1
            if Dying.left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return super().execute(sql, *more)
connect = sqlite3.connect
sqlite3.connect = lambda *args, **more: connect(*args, factory=Dying, **more)
migrate(Path(sys.argv[1]), USER_MIGRATIONS[:2], 1)
"""


def _statements(step: Migrate) -> int:
    """How many statements a step runs on the schema before it."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as con:
        USER_MIGRATIONS[0](con)
        ran: list[str] = []
        con.set_trace_callback(ran.append)
        step(con)
        return sum(not sql.startswith("-- PRAGMA") for sql in ran)  # SQLite's own, for a column with a check


@pytest.mark.parametrize("at", range(0, _statements(USER_MIGRATIONS[1]) - 1, 2))  # SQLite adds some of its own
def test_the_second_schema_killed_anywhere_leaves_the_first_whole(tmp_path: Path, at: int) -> None:
    load(RELEASED / "user-1.sql", tmp_path / "user.db", 1)
    killed = subprocess.run([sys.executable, "-c", _SECOND, str(tmp_path / "user.db"), str(at)], check=False)
    assert killed.returncode == -signal.SIGKILL
    with closing(sqlite3.connect(tmp_path / "user.db")) as con:
        assert con.execute("PRAGMA user_version").fetchone() == (1,)
        assert con.execute("SELECT count(*), sum(played_ms) FROM listen").fetchone() == (3, 284_000)
        assert con.execute("SELECT count(*) FROM sqlite_master WHERE name = 'folder_rule'").fetchone() == (0,)
        assert con.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with open_store(tmp_path) as store:
        assert store.check() == [] and store.listens.count() == 3 and len(store.feedback.active()) == 1


def test_a_failing_step_is_undone_as_a_whole(tmp_path: Path) -> None:
    _with_listens(tmp_path)

    def fails(number: int) -> None:
        if number == 5:
            raise RuntimeError("bug in the step")

    steps = (*USER_MIGRATIONS, lambda con: _step(con, fails))
    with pytest.raises(RuntimeError, match="bug"):
        Store.open(tmp_path, write=True, clock=Clock(), migrations=steps)
    with open_store(tmp_path) as store:  # the lock is free again, the old schema whole
        assert store.listens.count() == 20 and store.check() == []


def test_a_creation_killed_in_the_middle_begins_anew(tmp_path: Path) -> None:
    script = _UPGRADE.replace("(*USER_MIGRATIONS, lambda con: _step(con, before))", "(lambda con: _step(con, before),)")
    killed = subprocess.run([sys.executable, "-c", script, str(tmp_path / "data"), "0"], check=False)
    assert killed.returncode == -signal.SIGKILL and (tmp_path / "data" / "user.db").exists()
    with open_store(tmp_path / "data") as store:
        assert len(fill(store, 2)) == 2


@pytest.mark.parametrize("seed", range(12))
def test_a_torn_log_leaves_a_beginning_of_what_happened(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    live, copy = tmp_path / "live", tmp_path / "copy"
    with open_store(live) as store:
        ids = fill(store, 5)
        seqs = [
            store.listens.add(
                TrackId(rng.choice(ids)),
                START + timedelta(minutes=n),
                0,
                60_000,
                60_000,
                Ended.FINISHED,
                None,
                Chosen.HAND,
            )
            for n in range(40)
        ]
        shutil.copytree(live, copy)  # as a power cut would leave it: nothing moved out of the log
    for name in ("user.db-wal", "derived.db-wal"):
        log = copy / name
        data = bytearray(log.read_bytes())
        assert data
        if rng.random() < 0.5:
            del data[rng.randrange(len(data)) :]
        else:
            at = rng.randrange(len(data))
            data[at : at + 512] = rng.randbytes(len(data[at : at + 512]))
        log.write_bytes(data)
        (copy / name.replace("wal", "shm")).unlink()  # lives in memory only
    try:
        store = open_store(copy)
    except DatabaseDamaged:
        pytest.fail("a torn log is no damage")
    with store:
        assert store.check() == []
        told = [listen.seq for listen in store.listens.since(None)]
        assert told == seqs[: len(told)]
        assert sum(track.plays for track in store.tracks.rows(store.tracks.ids())) == len(told)
        assert len(store.tracks.ids()) == store.library.counts().owned
        fill(store, 8, b"/more")
        assert store.check() == []


@pytest.mark.parametrize("how", ["removed", "replaced"])
def test_a_database_lost_while_it_runs_is_rescued(tmp_path: Path, how: str) -> None:
    with open_store(tmp_path / "data") as store:
        ids = fill(store, 5)
        store.listens.add(TrackId(ids[0]), START, 0, 1000, None, Ended.STOPPED, None, Chosen.HAND)
        path = tmp_path / "data" / "user.db"
        path.rename(tmp_path / "moved.db")
        if how == "replaced":
            path.write_bytes((tmp_path / "moved.db").read_bytes())
        for _ in range(2):
            with pytest.raises(DatabaseDamaged, match=r"backups/user-.*-rescued\.db"):
                store.settings.set("a", "b")
        (copy,) = store.backups.all()
    for left in (tmp_path / "data").glob("user.db*"):
        left.unlink()
    (tmp_path / "data" / "backups" / copy.name).rename(path)
    with open_store(tmp_path / "data") as store:
        assert store.listens.count() == 1 and store.library.counts().tracks == 5 and store.check() == []
