"""Opening a data folder: new, in use, damaged, from the future, or with its derived part gone."""

from __future__ import annotations

import hashlib
import os
import random
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from desktop_app.domain.errors import (
    DatabaseDamaged,
    DatabaseTooNew,
    DataFolderInUse,
    EnvironmentProblem,
)
from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Chosen, Ended
from desktop_app.store import FeatureRow
from desktop_app.store.migrations import USER_MIGRATIONS
from tests.store.helpers import START, Clock, fill, key_of, open_store


def listing(folder: Path) -> dict[str, str]:
    """Every file below a folder by the hash of its bytes."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_new_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "data"
    with open_store(folder) as store:
        assert store.folder == folder and store.writable
        fill(store, 1)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes and set(modes.values()) == {0o600}


def test_a_reader_makes_a_missing_store_and_finds_it_empty(tmp_path: Path) -> None:
    with open_store(tmp_path / "data", write=False) as store:
        assert store.library.counts().owned == 0 and not store.writable
        with open_store(tmp_path / "data") as writer:  # the reader holds no lock
            fill(writer, 2)
            assert store.library.counts().tracks == 2


def test_only_one_may_write_and_the_others_read(tmp_path: Path) -> None:
    with open_store(tmp_path) as writer:
        ids = fill(writer, 3)
        with pytest.raises(DataFolderInUse):
            open_store(tmp_path)
        with open_store(tmp_path, write=False) as reader:
            assert [track.id for track in reader.tracks.rows(ids)] == ids
            for change in (
                lambda: reader.settings.set("a", "b"),
                lambda: reader.listens.recover() or reader.playlists.create("x", "", ids),
                lambda: reader.library.add_root(b"/other"),
            ):
                with pytest.raises(DataFolderInUse) as refused:
                    change()
                assert refused.value.code == "in_use" and refused.value.path == os.fsencode(tmp_path)
            writer.settings.set("a", "b")
            assert reader.settings.all() == {"a": "b"}
    with open_store(tmp_path) as store:
        assert store.settings.all() == {"a": "b"}


_START = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from desktop_app.domain.errors import DataFolderInUse
from desktop_app.store import Store
sys.stdin.readline()
try:
    with Store.open(Path(sys.argv[1]), write=True, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)) as store:
        store.settings.set("mine", "1")
        print("writer", flush=True)
        sys.stdin.readline()
except DataFolderInUse:
    print("in use", flush=True)
"""


def test_of_many_starts_at_once_one_writes(tmp_path: Path) -> None:
    count = 6
    starts = [
        subprocess.Popen(
            [sys.executable, "-c", _START, str(tmp_path / "data")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(count)
    ]
    try:
        for start in starts:
            assert start.stdin is not None
            start.stdin.write("go\n")
            start.stdin.flush()
        said = [start.stdout.readline().strip() for start in starts if start.stdout is not None]
        assert sorted(said) == ["in use"] * (count - 1) + ["writer"]
    finally:
        for start in starts:
            start.communicate("done\n" if start.poll() is None else None)
    assert [start.returncode for start in starts] == [0] * count


def test_a_newer_schema_is_refused_and_not_touched(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        fill(store, 2)
        store.backup()
    with closing(sqlite3.connect(tmp_path / "user.db")) as con:
        con.execute("PRAGMA user_version = 9")
    before = listing(tmp_path)
    for write in (True, False):
        with pytest.raises(DatabaseTooNew) as refused:
            open_store(tmp_path, write=write)
        assert "9" in refused.value.message and f"up to {len(USER_MIGRATIONS)}" in refused.value.message
        assert f"-v{len(USER_MIGRATIONS)}-daily.db" in refused.value.remedy
        assert refused.value.path == os.fsencode(tmp_path / "user.db")
    after = listing(tmp_path)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) <= {"user.db-wal", "user.db-shm"}


@pytest.mark.parametrize("content", [b"ID3 this is no database, but it is long enough to be read as one" * 20, b"x"])
@pytest.mark.parametrize("write", [True, False])
def test_what_is_no_database_is_refused_and_not_touched(tmp_path: Path, content: bytes, write: bool) -> None:
    (tmp_path / "user.db").write_bytes(content)
    with pytest.raises(DatabaseDamaged, match=r"user\.db"):
        open_store(tmp_path, write=write)
    assert (tmp_path / "user.db").read_bytes() == content


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "user.db")) as con:
        con.execute("CREATE TABLE photos(id)")
    before = listing(tmp_path)
    with pytest.raises(DatabaseDamaged, match="another program"):
        open_store(tmp_path)
    assert listing(tmp_path) == before


@pytest.mark.parametrize("how", ["header", "page 1", "cut"])
def test_a_damaged_database_is_refused_and_not_touched(tmp_path: Path, how: str) -> None:
    with open_store(tmp_path) as store:
        fill(store, 200)
        store.backup()
    path = tmp_path / "user.db"
    whole = path.read_bytes()
    broken = {
        "header": bytes(100) + whole[100:],
        "page 1": whole[:100] + bytes(3900) + whole[4000:],
        "cut": whole[: 4096 * 3],
    }[how]
    path.write_bytes(broken)
    with pytest.raises(DatabaseDamaged) as refused, open_store(tmp_path) as store:
        fill(store, 300)
    assert "backups" in refused.value.remedy
    if how != "cut":  # a cut file opens; what lies behind the cut is noticed when it is needed
        assert path.read_bytes() == broken


def test_an_empty_database_never_takes_the_place_of_a_lost_one(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        fill(store, 2)
        copy = store.backup()
    assert copy is not None
    (tmp_path / "user.db").unlink()
    with pytest.raises(DatabaseDamaged, match="copies"):
        open_store(tmp_path)
    assert not (tmp_path / "user.db").exists()
    (tmp_path / "backups" / copy.name).rename(tmp_path / "user.db")
    with open_store(tmp_path) as store:
        assert store.library.counts().tracks == 2


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(EnvironmentProblem, match="no folder"):
        open_store(tmp_path / "data")


def prepared(folder: Path) -> list[int]:
    """A store with tracks, a listen and features; the ids of its tracks."""
    with open_store(folder) as store:
        ids = fill(store, 300)
        store.listens.add(TrackId(ids[0]), START, 0, 180_000, 180_000, Ended.FINISHED, None, Chosen.HAND)
        rng = np.random.default_rng(1)
        store.features.put(
            [FeatureRow(key_of(f"{b'/music'!r}{i}"), "timbre", 1, rng.random(64, dtype=np.float32)) for i in range(300)]
        )
    return ids


def test_a_letter_that_rotted_costs_no_more_than_itself(tmp_path: Path) -> None:
    ids = prepared(tmp_path)
    with closing(sqlite3.connect(tmp_path / "user.db")) as con:
        con.execute("INSERT INTO setting VALUES ('theme', CAST(x'6461ff6b' AS TEXT))")
        con.execute("UPDATE location SET title = CAST(x'4dff75' AS TEXT) WHERE track = ?", (ids[0],))
        con.commit()
    (tmp_path / "derived.db").unlink()
    with open_store(tmp_path) as store:
        assert store.settings.all()["theme"] == "da\ufffdk"
        assert [track.title for track in store.tracks.rows(ids[:1])] == ["M\ufffdu"]
        assert len(store.tracks.ids()) == len(ids)


@pytest.mark.parametrize("column", ["ended", "chosen"])
def test_a_listen_that_makes_no_sense_is_damage(tmp_path: Path, column: str) -> None:
    prepared(tmp_path)
    with closing(sqlite3.connect(tmp_path / "user.db")) as con:
        con.execute("PRAGMA ignore_check_constraints = ON")
        con.execute(f"UPDATE listen SET {column} = 'FKNISHED'")
        con.commit()
    with open_store(tmp_path) as store:
        for read in (
            lambda: store.listens.since(None),
            lambda: store.listens.recent(1),
            lambda: store.listens.get([1]),
        ):
            with pytest.raises(DatabaseDamaged, match="makes no sense"):
                read()


def test_a_text_among_the_numbers_of_derived_has_it_computed_again(tmp_path: Path) -> None:
    ids = prepared(tmp_path)
    with closing(sqlite3.connect(tmp_path / "derived.db")) as con:
        con.executescript(
            "PRAGMA writable_schema = ON;"
            "UPDATE sqlite_master SET sql = replace(sql, 'STRICT', '') WHERE name = 'track_shown';"
        )
    with closing(sqlite3.connect(tmp_path / "derived.db")) as con:
        con.execute("UPDATE track_shown SET album_code = CAST(x'35ff' AS TEXT) WHERE track = ?", (ids[3],))
        con.commit()
    with open_store(tmp_path) as store, pytest.raises(DatabaseDamaged, match=r"derived\.db"):
        store.tracks.table()
    with open_store(tmp_path) as store:
        assert len(store.tracks.table()) == len(ids)


def test_damage_that_sqlite_cannot_put_into_words_is_damage(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    path = tmp_path / "user.db"
    name, words = b"tablelistenlisten", b"CREATE TABLE listen("
    whole = path.read_bytes()
    assert name in whole and words in whole
    path.write_bytes(whole.replace(name, b"table\xffistenlisten").replace(words, b"\xff" + words[1:]))
    with pytest.raises(DatabaseDamaged):
        open_store(tmp_path)


@pytest.mark.parametrize("how", ["gone", "no database", "header", "newer", "marked"])
@pytest.mark.parametrize("write", [True, False])
def test_derived_is_set_aside_and_rebuilt_without_asking(tmp_path: Path, how: str, write: bool) -> None:
    ids = prepared(tmp_path)
    derived = tmp_path / "derived.db"
    with open_store(tmp_path, write=False) as store:
        before = store.tracks.rows(ids)
        table = store.features.table({"timbre": 1})
        timbre = table.groups["timbre"]
    if how == "gone":
        derived.unlink()
    elif how == "no database":
        derived.write_bytes(b"nonsense" * 999)
    elif how == "header":
        derived.write_bytes(bytes(100) + derived.read_bytes()[100:])
    elif how == "newer":
        with closing(sqlite3.connect(derived)) as con:
            con.execute("PRAGMA user_version = 9")
    else:
        (tmp_path / "derived.damaged").touch()
        write = True  # a reader leaves the repair to the next writer
    with open_store(tmp_path, write=write) as store:
        after = store.tracks.rows(ids)
        assert [track.plays for track in after[:2]] == [1, 0]
        kept = how in ("newer", "marked")
        assert [(t.id, t.uid, t.title, t.analysed) for t in after] == [(t.id, t.uid, t.title, kept) for t in before]
        again = store.features.table({"timbre": 1})
        assert len(again) == (len(table) if kept else 0)
        if kept:
            np.testing.assert_array_equal(again.groups["timbre"], timbre)
        assert store.check() == []
    assert (tmp_path / "derived.aside.db").exists() == (how != "gone")
    assert not (tmp_path / "derived.damaged").exists()


@pytest.mark.parametrize("seed", range(6))
def test_damage_noticed_while_running_is_repaired_at_the_next_start(tmp_path: Path, seed: int) -> None:
    ids = prepared(tmp_path)
    derived = tmp_path / "derived.db"
    data = bytearray(derived.read_bytes())
    rng = random.Random(seed)
    for _ in range(3):  # whole pages lost, never the first two
        page = rng.randrange(2, len(data) // 4096)
        data[page * 4096 : (page + 1) * 4096] = bytes(4096)
    derived.write_bytes(data)
    seen = False
    with open_store(tmp_path) as store:
        try:
            fill(store, 310)
            store.tracks.ids()
            dict(store.features.table({"timbre": 1}).groups)
            store.features.unheard({"timbre": 1})
        except DatabaseDamaged as problem:
            seen = True
            assert "derived.db" in problem.message and (tmp_path / "derived.damaged").exists()
    if not seen:
        (tmp_path / "derived.damaged").touch()
    with open_store(tmp_path) as store:
        assert store.check() == []
        assert len(store.tracks.ids()) == store.library.counts().owned >= len(ids)
        table = store.features.table({"timbre": 1})
        want = np.random.default_rng(1).random((300, 64), dtype=np.float32)
        rows = {track.key: track.id for track in store.tracks.rows(ids)}
        of_id = {rows[key_of(f"{b'/music'!r}{i}")]: want[i] for i in range(300)}
        for track, values in zip(table.ids, table.groups["timbre"] if len(table) else (), strict=True):
            np.testing.assert_array_equal(values, of_id[TrackId(int(track))])


def test_a_restored_database_gets_its_lists_computed_again(tmp_path: Path, clock: Clock) -> None:
    with open_store(tmp_path, clock=clock) as store:
        fill(store, 2)
        copy = store.backup()
        assert copy is not None
        clock.pass_time(days=2)
        fill(store, 20, b"/more")
    (tmp_path / "user.db").unlink()
    (tmp_path / "backups" / copy.name).rename(tmp_path / "user.db")
    with open_store(tmp_path, write=False) as store:
        assert len(store.tracks.ids()) == store.library.counts().owned == 2
