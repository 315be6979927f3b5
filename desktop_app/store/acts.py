"""The person's acts on the library: each is a row, undone as a whole. What an act did names it by its number.

What holds now is always computed from the acts that are not undone, in their order; so they can be undone in any order.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from desktop_app.domain.acts import Act
from desktop_app.domain.errors import NotFound, WrongUse
from desktop_app.store.connection import from_ms, storable


def new_act(
    con: sqlite3.Connection, kind: str, words: str, now_ms: int, data: Mapping[str, object] | None = None
) -> Act:
    """Note an act, inside the caller's transaction.

    Args:
        kind: what was done, as a short name.
        words: the same for the person.
        data: what undoing it will need besides rows that carry the act's number.
    """
    made = con.execute(
        "INSERT INTO act(kind, words, data, at_ms) VALUES (?, ?, ?, ?)",
        (kind, storable(words), json.dumps(data or {}), now_ms),
    )
    return Act(int(made.lastrowid or 0), kind, storable(words), from_ms(now_ms))


def data_of(con: sqlite3.Connection, act: int) -> dict[str, Any]:
    """What was noted for the undoing of an act."""
    found: dict[str, Any] = json.loads(con.execute("SELECT data FROM act WHERE id = ?", (act,)).fetchone()[0])
    return found


def set_data(con: sqlite3.Connection, act: int, data: Mapping[str, object]) -> None:
    """Note something else for the undoing of an act."""
    con.execute("UPDATE act SET data = ? WHERE id = ?", (json.dumps(data), act))


def no_such(act: int) -> NotFound:
    """The error for a number that no act has."""
    return NotFound(f"There is no act with the number {act}.", remedy="The command acts lists them.")


def mark_undone(con: sqlite3.Connection, act: int, now_ms: int) -> Act:
    """Note that an act is undone, and all rows that carry its number.

    Raises:
        NotFound: there is no such act.
        WrongUse: it is undone already.
    """
    row = con.execute("SELECT kind, words, at_ms, undone_ms FROM act WHERE id = ?", (act,)).fetchone()
    if row is None:
        raise no_such(act)
    kind, words, at_ms, undone_ms = row
    if undone_ms is not None:
        raise WrongUse(f"This is undone already: {words}.", remedy="acts lists what can be undone.")
    con.execute("UPDATE act SET undone_ms = ? WHERE id = ?", (now_ms, act))
    for table in ("override", "decision", "feedback"):
        con.execute(f"UPDATE {table} SET undone_ms = ? WHERE act = ? AND undone_ms IS NULL", (now_ms, act))
    return Act(act, kind, words, from_ms(at_ms), undone=True)
