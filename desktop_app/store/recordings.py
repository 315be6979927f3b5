"""Which tracks are one recording, as it was decided: keeps `recording_of` of derived.db in step with the decisions.

Of joined tracks the oldest that was not taken out is shown; listens, ratings and places in lists of all count for it.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from desktop_app.store import plays
from desktop_app.store.aliases import with_joined
from desktop_app.store.connection import as_json_list

_DECIDED = """
SELECT a.id, b.id, d.same FROM main.decision d
JOIN main.track a ON a.uid = d.a_uid JOIN main.track b ON b.uid = d.b_uid
WHERE d.kind = ? AND d.undone_ms IS NULL ORDER BY d.id
"""
_ANY = """
SELECT EXISTS (SELECT 1 FROM main.decision WHERE kind = 'recording' AND same = 1 AND undone_ms IS NULL)
    OR EXISTS (SELECT 1 FROM derived.recording_of)
"""


def decided(con: sqlite3.Connection, kind: str) -> dict[tuple[int, int], bool]:
    """The pairs of tracks that someone decided about, lower id first, with what holds now: the last word on a pair."""
    return {(min(a, b), max(a, b)): bool(same) for a, b, same in con.execute(_DECIDED, (kind,))}


def settle(con: sqlite3.Connection, tracks: Iterable[int]) -> set[int]:
    """Say anew under which track each of these is shown, inside the caller's transaction.

    Returns:
        These tracks and all that were or are joined with one of them: they are to be shown anew.
    """
    asked = {int(track) for track in tracks}
    if not con.execute(_ANY).fetchone()[0]:
        return asked
    groups = _groups(con)
    before = with_joined(con, asked)
    touched = before.union(*(groups[track] for track in before if track in groups))
    wanted = {track: head for head, members in _heads(con, groups, touched).items() for track in members}
    ids = as_json_list(touched)
    known = dict(
        con.execute(
            "SELECT track, shown FROM derived.recording_of WHERE track IN (SELECT value FROM json_each(?))", (ids,)
        )
    )
    if known != wanted:
        con.execute("DELETE FROM derived.recording_of WHERE track IN (SELECT value FROM json_each(?))", (ids,))
        con.executemany("INSERT INTO derived.recording_of(track, shown) VALUES (?, ?)", wanted.items())
        plays.recount(con, touched)
    return touched


def rebuild(con: sqlite3.Connection) -> None:
    """Say anew of all tracks under which one they are shown, inside the caller's transaction."""
    con.execute("DELETE FROM derived.recording_of")
    settle(con, {track for pair in decided(con, "recording") for track in pair})


def _groups(con: sqlite3.Connection) -> dict[int, set[int]]:
    """Tracks that are joined, directly or through others: each with its whole group."""
    linked: dict[int, set[int]] = defaultdict(set)
    for (a, b), same in decided(con, "recording").items():
        if same:
            linked[a].add(b)
            linked[b].add(a)
    groups: dict[int, set[int]] = {}
    for track in linked:
        if track not in groups:
            group, left = {track}, [track]
            while left:
                new = linked[left.pop()] - group
                group |= new
                left += new
            groups.update(dict.fromkeys(group, group))
    return groups


def _heads(con: sqlite3.Connection, groups: dict[int, set[int]], touched: set[int]) -> dict[int, set[int]]:
    """The shown track of each group that is touched, with the others in it."""
    out = {
        track
        for (track,) in con.execute(
            "SELECT id FROM main.track WHERE removed_ms IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
            (as_json_list(touched),),
        )
    }
    found: dict[int, set[int]] = {}
    for track in touched & groups.keys():
        head = min(groups[track], key=lambda member: (member in out, member))
        found[head] = groups[track] - {head}
    return found
