"""Sound features."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Presence
from desktop_app.store import MAX_CUT_OFF, FeatureRow, Store, file_signature
from tests.store.helpers import fill, key_of, read_of

VERSIONS = {"timbre": 2, "rhythm": 1}


def rows_of(sound: str, timbre: float, *, version: int = 2) -> list[FeatureRow]:
    return [
        FeatureRow(key_of(sound), "timbre", version, np.full(3, timbre, dtype=np.float32)),
        FeatureRow(key_of(sound), "rhythm", 1, np.full(2, -timbre, dtype=np.float32)),
    ]


def wanted(store: Store) -> list[int]:
    return [one.track for one in store.features.unheard(VERSIONS)]


def name(i: int) -> str:
    return f"{b'/music'!r}{i}"


def test_features_come_back_in_the_order_of_the_tracks(store: Store) -> None:
    ids = fill(store, 4)
    store.features.put([*rows_of(name(2), 2.5), *rows_of(name(0), 0.5), *rows_of("unknown sound", 9)])
    store.features.put(rows_of(name(3), 3)[:1])  # rhythm is missing
    table = store.features.table(VERSIONS)
    assert table.ids.tolist() == [ids[0], ids[2]]
    assert table.groups["timbre"].tolist() == [[0.5] * 3, [2.5] * 3]
    assert table.groups["rhythm"].shape == (2, 2) and table.groups["rhythm"].dtype == np.float32
    assert store.features.analysed_count(VERSIONS) == 2
    assert wanted(store) == [ids[1], ids[3]]
    got = store.features.get(TrackId(ids[2]), "timbre", 2)
    assert got is not None and got.tolist() == [2.5] * 3
    assert store.features.get(TrackId(ids[2]), "timbre", 1) is None
    assert [track.analysed for track in store.tracks.rows(ids)] == [True, False, True, True]


def test_a_new_version_of_a_group_is_wanted_again_and_replaces_the_old(store: Store) -> None:
    ids = fill(store, 1)
    store.features.put(rows_of(name(0), 1, version=1))
    assert wanted(store) == ids and len(store.features.table(VERSIONS)) == 0
    wide = [FeatureRow(key_of(name(0)), "timbre", 2, np.ones(5, dtype=np.float32))]
    store.features.put(wide)
    assert wanted(store) == []
    assert store.features.table(VERSIONS).groups["timbre"].shape == (1, 5)
    assert store.features.get(TrackId(ids[0]), "timbre", 1) is not None
    assert store.features.retire(VERSIONS) == 1
    assert store.features.get(TrackId(ids[0]), "timbre", 1) is None


def test_an_old_version_serves_until_the_new_one_covers_as_much(store: Store) -> None:
    fill(store, 3)
    for i in range(3):
        store.features.put(rows_of(name(i), i, version=1))
    assert store.features.served(VERSIONS) == {"timbre": 1, "rhythm": 1}
    for i in range(3):
        assert store.features.served(VERSIONS)["timbre"] == 1
        store.features.put([FeatureRow(key_of(name(i)), "timbre", 2, np.ones(5, dtype=np.float32))])
    assert store.features.served(VERSIONS) == VERSIONS
    assert store.features.served({"timbre": 1}) == {"timbre": 1}  # a version from the future is left alone
    assert store.features.served({"pulse": 4}) == {"pulse": 4}


def test_vectors_are_counted_only_while_there_are_two_versions(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every list and every look at a track asks which version serves; a large library has millions of vectors."""
    fill(store, 1)
    asked: list[str] = []
    ask = store.features._db.all

    def noted(sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return ask(sql, *rest)

    monkeypatch.setattr(store.features._db, "all", noted)
    store.features.put(rows_of(name(0), 0, version=1))
    store.features.put(rows_of(name(0), 0, version=2))
    store.features.served(VERSIONS)
    assert any("count" in sql for sql in asked)
    store.features.retire(VERSIONS)
    asked.clear()
    assert store.features.served(VERSIONS) == VERSIONS
    assert not any("count" in sql for sql in asked)


def test_whether_a_table_has_a_group_is_known_without_reading_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store, 1)
    store.features.put(rows_of(name(0), 0))
    found = store.features.table(VERSIONS).groups
    monkeypatch.setattr(store.features._db, "each", lambda *asked: pytest.fail("it was read"))
    assert "timbre" in found
    assert "pulse" not in found


def test_excerpts_serve_until_the_whole_was_heard(store: Store) -> None:
    ids = fill(store, 2)
    quick = [replace(row, excerpts=True) for row in rows_of(name(0), 1)]
    store.features.put(quick)
    assert store.features.table(VERSIONS).ids.tolist() == ids[:1]
    assert len(store.features.table(VERSIONS, whole=True)) == 0
    assert [(one.track, one.lacks, one.excerpts) for one in store.features.unheard(VERSIONS)] == [
        (ids[0], frozenset(), frozenset(VERSIONS)),
        (ids[1], frozenset(VERSIONS), frozenset()),
    ]
    assert store.features.excerpts_count("timbre") == 1
    assert store.features.from_excerpts(TrackId(ids[0]))
    store.features.put(rows_of(name(0), 2)[:1])
    assert store.features.unheard(VERSIONS)[0].excerpts == {"rhythm"}
    store.features.put(rows_of(name(0), 2))
    store.features.put(quick)  # too late
    assert store.features.table(VERSIONS, whole=True).groups["timbre"].tolist() == [[2.0] * 3]
    assert store.features.excerpts_count("timbre") == 0
    assert wanted(store) == ids[1:] and not store.features.from_excerpts(TrackId(ids[0]))


def test_what_has_nothing_to_go_by_is_not_asked_for_again(store: Store) -> None:
    ids = fill(store, 2)
    rows = rows_of(name(0), 1)
    store.features.put([rows[0], replace(rows[1], values=np.empty(0, np.float32))])
    store.features.put(rows_of(name(1), 4))
    assert wanted(store) == []
    table = store.features.table(VERSIONS, optional={"rhythm"})
    assert table.ids.tolist() == ids and table.groups["rhythm"][1].tolist() == [-4.0, -4.0]
    assert np.isnan(table.groups["rhythm"][0]).all()
    assert store.features.get(TrackId(ids[0]), "rhythm", 1) is None


def test_the_database_itself_refuses_what_is_not_finite(store: Store) -> None:
    fill(store, 1)
    store.features.put(rows_of(name(0), 1))
    for bad in (np.nan, np.inf, -np.inf, -np.nan):
        for place in range(3):
            values = np.array([3.4e38, -0.0, 1e-45], "<f4")
            values[place] = bad
            data = values.tobytes()
            for sql in ("UPDATE derived.feature SET data = ?", _INSERT):
                with pytest.raises(sqlite3.IntegrityError, match="not finite"):
                    store._db.write(lambda con, sql=sql, data=data: con.execute(sql, (data,)))
    store._db.write(lambda con: con.execute(_INSERT, (np.array([3.4e38, -0.0, 1e-45], "<f4").tobytes(),)))
    with pytest.raises(sqlite3.IntegrityError):
        store._db.write(lambda con: con.execute(_INSERT.replace("'y'", "'z'"), (b"123",)))


_INSERT = "INSERT INTO derived.feature(key, grp, version, data) VALUES (x'01', 'y', 1, ?)"


def test_an_empty_table_has_no_groups(store: Store) -> None:
    table = store.features.table(VERSIONS)
    assert len(table) == 0 and set(table.groups) == set()
    assert store.features.table({}).groups == {} and store.features.unheard({}) == []


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_never_stored(store: Store, bad: float) -> None:
    fill(store, 1)
    rows = rows_of(name(0), 1)
    rows[1].values[1] = bad
    with pytest.raises(ValueError, match="not finite"):
        store.features.put(rows)
    assert store.features.analysed_count({"timbre": 2}) == 0


def test_widths_of_one_group_are_equal(store: Store) -> None:
    fill(store, 2)
    store.features.put(rows_of(name(0), 1))
    with pytest.raises(ValueError, match="width 4"):
        store.features.put([FeatureRow(key_of(name(1)), "timbre", 2, np.ones(4, dtype=np.float32))])
    with pytest.raises(ValueError, match="shape"):
        store.features.put([FeatureRow(key_of(name(1)), "timbre", 2, np.ones((1, 3), dtype=np.float32))])


def test_files_given_up_on_are_not_wanted_until_they_change(store: Store) -> None:
    ids = fill(store, 3)
    for i in (0, 1):
        stamp = store.tracks.stamp(TrackId(ids[i]))
        assert stamp is not None
        signature = file_signature("analyse", stamp)
        store.attempts.begin(signature)
        if i == 0:
            store.attempts.fail(signature, "holds no sound")
    assert wanted(store) == [ids[1], ids[2]]
    assert store.features.set_aside_count(VERSIONS) == 1
    for _ in range(MAX_CUT_OFF - 2):
        store.attempts.begin(signature)
    assert wanted(store) == [ids[1], ids[2]], "kills of the program meet any file"
    assert [one.cut_off for one in store.features.unheard(VERSIONS)] == [True, False]
    store.attempts.begin(signature)
    assert wanted(store) == [ids[2]]
    root = store.library.roots()[0].id
    store.library.put(root, [read_of(b"/music/0/0.ogg", name(0), mtime_ns=99)])
    assert wanted(store) == [ids[0], ids[2]]
    assert store.features.set_aside_count(VERSIONS) == 1
    store.features.put(rows_of(name(1), 1))
    assert store.features.set_aside_count(VERSIONS) == 0


def test_away_tracks_keep_their_features_but_are_not_wanted(store: Store) -> None:
    ids = fill(store, 2)
    store.features.put(rows_of(name(0), 1))
    root = store.library.roots()[0].id
    store.library.mark([file.id for file in store.library.files(root).values()], Presence.AWAY)
    assert wanted(store) == []
    assert store.features.analysed_count(VERSIONS) == 0
    assert store.features.table(VERSIONS).ids.tolist() == ids[:1]


def test_a_sound_that_says_nothing_is_heard_but_has_no_place_among_the_others(store: Store) -> None:
    ids = fill(store, 3)
    nothing = np.empty(0, np.float32)
    store.features.put(rows_of(name(0), 1.0))
    store.features.put([replace(row, values=nothing) for row in rows_of(name(1), 1.0)])
    store.features.put([rows_of(name(2), 1.0)[0], replace(rows_of(name(2), 1.0)[1], values=nothing)])
    assert wanted(store) == []
    assert store.features.analysed_count(VERSIONS) == 3
    assert store.features.table(VERSIONS).ids.tolist() == [ids[0]]
    assert store.features.table({"timbre": 2}).ids.tolist() == [ids[0], ids[2]]
    optional = store.features.table(VERSIONS, optional=["rhythm"])
    assert optional.ids.tolist() == [ids[0], ids[2]]
    assert np.isnan(optional.groups["rhythm"]).any(axis=1).tolist() == [False, True]
