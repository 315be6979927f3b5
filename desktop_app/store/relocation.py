"""A music folder that lies somewhere else now: its path and those of all files below it change, and nothing else.

Where a file is known at the new place already, the two rows change places: the one that moves in speaks there, the
other one waits at the old place as away, with all that belongs to it. What was changed beside the moved rows is noted
with the act, so that undoing puts it back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from desktop_app.domain.errors import FolderProblem
from desktop_app.domain.text import path_text
from desktop_app.store import acts
from desktop_app.store.connection import as_json_list
from desktop_app.store.removals import below, rehome, settle, tracks_below, tracks_of_root

_ASIDE = b"\0"
"""Begins the path of a row that is on its way; no path of a file does."""


def relocate(con: sqlite3.Connection, root: int, new: bytes, act: int, now_ms: int) -> set[int]:
    """Move a root to `new`; the tracks touched.

    Raises:
        FolderProblem: `new` is a folder of the library, or was one.
    """
    old = _path_of(con, root)
    _check_free(con, root, new)
    rules = _rules_below(con, new)
    ruled = _tracks_ruled(con, old, new)
    _move_rules(con, root, old, new, but=())
    con.execute("UPDATE root SET path = ? WHERE id = ?", (new, root))
    claimed = _claim(con, root, new)
    swapped = _move_files(con, root, old, new, [file for file, _, _ in claimed], now_ms)
    acts.set_data(
        con,
        act,
        {"root": root, "old": old.hex(), "new": new.hex(), "claimed": claimed, "swapped": swapped, "rules": rules},
    )
    touched = ruled | tracks_of_root(con, root) | _tracks_of(con, [file for file, _, _ in swapped])
    settle(con, touched, now_ms)
    return touched


def move_back(con: sqlite3.Connection, act: int, now_ms: int) -> set[int]:
    """Undo a relocation, which is marked as undone already; the tracks touched.

    Where the same root was moved on by a later act, the place between is left out: undoing that one leads to where
    this one began.

    Raises:
        FolderProblem: the old place is a folder of the library of its own by now.
    """
    data = acts.data_of(con, act)
    root, old, new = int(data["root"]), bytes.fromhex(data["old"]), bytes.fromhex(data["new"])
    beside = [(int(file), int(value), bytes.fromhex(path)) for file, value, path in data["claimed"]]
    away = [(int(file), value, bytes.fromhex(path)) for file, value, path in data["swapped"]]
    touched = tracks_of_root(con, root) | _tracks_of(con, [file for file, _, _ in (*beside, *away)])
    _set_aside(con, [file for file, _, _ in (*beside, *away)])
    con.executemany("UPDATE file SET root = ? WHERE id = ?", ((of, file) for file, of, _ in beside))
    con.executemany("UPDATE file SET away_ms = ? WHERE id = ?", ((since, file) for file, since, _ in away))
    later = _moved_on(con, root, act)
    if later is not None:
        acts.set_data(con, later, {**acts.data_of(con, later), "old": data["old"]})
    else:
        _check_free(con, root, old)
        touched |= _tracks_ruled(con, new, old)
        _move_rules(con, root, new, old, but=data["rules"])
        con.execute("UPDATE root SET path = ? WHERE id = ?", (old, root))
        _move_files(con, root, new, old, [], now_ms)
    for file, _, path in (*beside, *away):
        _settle_at(con, file, path, now_ms)
    rehome(con, _path_of(con, root))
    touched |= tracks_below(con, old) if later is None else set()
    settle(con, touched, now_ms)
    return touched


def _check_free(con: sqlite3.Connection, root: int, place: bytes) -> None:
    found = con.execute("SELECT removed_ms FROM root WHERE path = ? AND id <> ?", (place, root)).fetchone()
    if found is not None:
        was = "is" if found[0] is None else "was once"
        raise FolderProblem(
            f"{path_text(place)} {was} a folder of the library of its own.",
            path=place,
            remedy="Scan it, then remove the other one: what is found there keeps all that belongs to it.",
        )


def _moved_on(con: sqlite3.Connection, root: int, act: int) -> int | None:
    """The first later relocation of a root that holds."""
    rows = con.execute(
        "SELECT id FROM act WHERE kind = 'relocate' AND undone_ms IS NULL AND id > ? "
        "AND json_extract(data, '$.root') = ? ORDER BY id LIMIT 1",
        (act, root),
    ).fetchone()
    return None if rows is None else int(rows[0])


def _claim(con: sqlite3.Connection, root: int, new: bytes) -> list[tuple[int, int, str]]:
    """Files below the new place that belonged to a root that is out belong to this one; each with root and path."""
    rows = con.execute(
        "SELECT f.id, f.root, f.path FROM file f JOIN root o ON o.id = f.root "
        "WHERE o.removed_ms IS NOT NULL AND f.root <> ? AND f.path >= ? AND f.path < ?",
        (root, *below(new)),
    ).fetchall()
    con.executemany("UPDATE file SET root = ? WHERE id = ?", ((root, file) for file, _, _ in rows))
    return [(file, of, bytes(path).hex()) for file, of, path in rows]


def _move_files(
    con: sqlite3.Connection, root: int, old: bytes, new: bytes, but: Sequence[int], now_ms: int
) -> list[tuple[int, int | None, str]]:
    """Move all files of a root but `but`; the rows that made room, each with its earlier time of going and path."""
    cut, stem = len(old.rstrip(b"/")), new.rstrip(b"/")
    moving = con.execute(
        "SELECT id, path FROM file WHERE root = ? AND path >= ? AND path < ? "
        "AND id NOT IN (SELECT value FROM json_each(?))",
        (root, *below(old), as_json_list(but)),
    ).fetchall()
    target = {stem + bytes(path)[cut:]: (file, bytes(path)) for file, path in moving}
    ids = {file for file, _ in target.values()}
    met = [
        (file, away, bytes(path))
        for file, away, path in con.execute(
            "SELECT id, away_ms, path FROM file WHERE path >= ? AND path < ?", below(new)
        ).fetchall()
        if bytes(path) in target and file not in ids
    ]
    if met or old.startswith(stem + b"/") or new.startswith(old.rstrip(b"/") + b"/"):
        _set_aside(con, ids)
        _set_aside(con, [file for file, _, _ in met])
    con.executemany("UPDATE file SET path = ? WHERE id = ?", ((path, file) for path, (file, _) in target.items()))
    con.executemany(
        "UPDATE file SET path = ?, away_ms = coalesce(away_ms, ?) WHERE id = ?",
        ((target[path][1], now_ms, file) for file, _, path in met),
    )
    return [(file, away, path.hex()) for file, away, path in met]


def _set_aside(con: sqlite3.Connection, files: Iterable[int]) -> None:
    """Let the paths of files free for others."""
    con.executemany("UPDATE file SET path = ? WHERE id = ?", ((_ASIDE + str(file).encode(), file) for file in files))


def _settle_at(con: sqlite3.Connection, file: int, path: bytes, now_ms: int) -> None:
    """Put a row back to its place; where a scan has met a file there meanwhile, what it holds passes to that row."""
    other = con.execute("SELECT id FROM file WHERE path = ?", (path,)).fetchone()
    if other is None:
        con.execute("UPDATE file SET path = ? WHERE id = ?", (path, file))
        return
    con.execute(
        "UPDATE location SET file = ?, superseded_ms = coalesce(superseded_ms, ?) WHERE file = ?",
        (other[0], now_ms, file),
    )
    con.execute("DELETE FROM file WHERE id = ?", (file,))


def _rules_below(con: sqlite3.Connection, folder: bytes) -> list[int]:
    rows = con.execute("SELECT id FROM folder_rule WHERE path = ? OR path >= ? AND path < ?", (folder, *below(folder)))
    return [int(rule) for (rule,) in rows]


def _tracks_ruled(con: sqlite3.Connection, *folders: bytes) -> set[int]:
    """Tracks below folders, where there are rules: also those of other roots, to which the rules hold or held."""
    some = con.execute("SELECT 1 FROM folder_rule LIMIT 1").fetchone() is not None
    return set().union(*(tracks_below(con, folder) for folder in folders)) if some else set()


def _move_rules(con: sqlite3.Connection, root: int, old: bytes, new: bytes, *, but: Sequence[int]) -> None:
    """Rules for folders of a root move with it, but for `but` and for one that the new place has already."""
    inner = [
        bytes(path).rstrip(b"/") + b"/"
        for (path,) in con.execute("SELECT path FROM root WHERE removed_ms IS NULL AND id <> ?", (root,))
        if bytes(path).startswith(old.rstrip(b"/") + b"/")
    ]
    cut, stem = len(old.rstrip(b"/")), new.rstrip(b"/")
    for rule in set(_rules_below(con, old)) - set(but):
        path = bytes(con.execute("SELECT path FROM folder_rule WHERE id = ?", (rule,)).fetchone()[0])
        if not any((path + b"/").startswith(other) for other in inner):
            target = stem + path[cut:] or b"/"
            con.execute("UPDATE OR IGNORE folder_rule SET path = ? WHERE id = ?", (target, rule))


def _path_of(con: sqlite3.Connection, root: int) -> bytes:
    return bytes(con.execute("SELECT path FROM root WHERE id = ?", (root,)).fetchone()[0])


def _tracks_of(con: sqlite3.Connection, files: Iterable[int]) -> set[int]:
    rows = con.execute(
        "SELECT track FROM location WHERE file IN (SELECT value FROM json_each(?))", (as_json_list(files),)
    )
    return {int(track) for (track,) in rows}
