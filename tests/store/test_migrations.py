"""The released schema, kept as a file: it opens, and it is never edited."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.domain.ids import TrackId
from desktop_app.store import Store
from desktop_app.store.migrations import USER_MIGRATIONS
from desktop_app.store.schema_user import APPLICATION_ID, run_script
from tests.store.helpers import Clock, open_store

RELEASED = Path(__file__).parent / "released"
"""One SQL dump per schema, `user-N.sql`: made by `python -m tests.store.released N` before its release."""
VERSIONS = sorted(int(dump.stem.removeprefix("user-")) for dump in RELEASED.glob("user-*.sql"))


def load(dump: Path, target: Path, version: int) -> None:
    with closing(sqlite3.connect(target)) as con:
        con.executescript(dump.read_text(encoding="utf-8"))
        con.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        con.execute(f"PRAGMA user_version = {version}")


@pytest.mark.parametrize("version", VERSIONS)
def test_every_released_schema_opens_with_all_that_is_in_it(tmp_path: Path, version: int) -> None:
    load(RELEASED / f"user-{version}.sql", tmp_path / "user.db", version)
    with open_store(tmp_path) as store:
        assert store.check() == []
        assert store.library.counts().owned == 4
        assert [listen.track for listen in store.listens.since(None)] == [1, 2, 1]
        assert [playlist.name for playlist in store.playlists.all()] == ["Evening"]
        assert store.settings.all() == {"theme": "dark"}
        assert store.queue.load() == ([2, 1], 1, 1500)
        assert store.listens.plays_of(TrackId(1)) == 2
        said = store._db.all("SELECT kind, value FROM feedback WHERE undone_ms IS NULL ORDER BY id")
        assert said == [("like", 1.0), *[("rating", 0.75)] * (2 if version > 1 else 0)]
        titles = [track.title for track in store.tracks.rows([1, 2, 3, 4])]
        assert titles == ["Song 0", "Song 1", "Song 2", "Another name" if version > 1 else "Song 3"]
        assert len(store.library.unkeyed(9)) == (2 if version > 1 else 0)  # read before keys were kept: read again
        assert [(refusal.path, refusal.reason) for refusal in store.library.refusals()] == [
            (b"/music/broken.mp3", "holds no sound")
        ]
        if version > 1:
            assert [act.kind for act in store.edits.acts(9)] == ["rule", "correct", "rate", "feedback"]
            assert store.library.markers(b"/music") == {b"/music/books"}
            assert store.library.roots()[0].shrunk_at is not None
            store.edits.undo(store.edits.acts(2)[1].id)
            assert store.tracks.rows([4])[0].title == "Song 3"


@pytest.mark.parametrize("version", VERSIONS)
def test_released_steps_are_not_edited(tmp_path: Path, version: int) -> None:
    load(RELEASED / f"user-{version}.sql", tmp_path / "old.db", version)
    with closing(sqlite3.connect(tmp_path / "old.db")) as old, closing(sqlite3.connect(":memory:")) as new:
        for step in USER_MIGRATIONS[:version]:
            step(new)
        ask = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name"
        assert new.execute(ask).fetchall() == old.execute(ask).fetchall()


def test_every_step_but_the_newest_is_kept_as_a_file() -> None:
    assert set(range(1, len(USER_MIGRATIONS))) <= set(VERSIONS) <= set(range(1, len(USER_MIGRATIONS) + 1))


def test_a_copy_is_made_before_an_upgrade_and_only_then(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.settings.set("theme", "dark")
        assert store.backups.all() == []
    steps = (*USER_MIGRATIONS, lambda con: con.execute("DELETE FROM setting"), lambda con: None)
    with Store.open(tmp_path, write=False, clock=Clock(), migrations=steps) as store:  # a reader may upgrade too
        assert store.settings.all() == {}
        (copy,) = store.backups.all()
        assert (copy.kind, copy.made_at) == ("migration", Clock().now)
        path = store.backups.path(copy)
    with closing(sqlite3.connect(path)) as con:
        assert con.execute("SELECT * FROM setting").fetchall() == [("theme", "dark")]
        assert con.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    with Store.open(tmp_path, write=True, clock=Clock(), migrations=steps) as store:
        assert len(store.backups.all()) == 1


def test_a_script_that_does_not_end_is_a_bug() -> None:
    with closing(sqlite3.connect(":memory:")) as con, pytest.raises(ValueError, match="does not end"):
        run_script(con, "CREATE TABLE a(b);\nCREATE TABLE c(")
