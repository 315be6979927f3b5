"""What the person corrects, takes out, moves and says: acts that are kept beside the files and can be undone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from desktop_app.domain.acts import Act, Details
from desktop_app.domain.errors import NotFound, WrongUse
from desktop_app.domain.ids import RootId, TrackId, Uid
from desktop_app.store import acts, details, recordings, relocation, removals, shown
from desktop_app.store.aliases import SHOWN_OF, with_joined
from desktop_app.store.connection import Database, as_json_list, from_ms, storable, to_ms
from desktop_app.store.stamps import TRACKS, stamp

AT_ONCE = 500
"""Tracks shown anew in the transaction of their act. More follow in steps, so that a listen need not wait for them."""

_UNSHOWN = "SELECT track FROM derived.unshown LIMIT ?"
Touching = Callable[[sqlite3.Connection, int], tuple[Act, set[int]]]
"""A change: given the connection and the time, gives its act and the tracks to be shown anew."""


class EditRepository:
    """Each act is one transaction. Unknown tracks and roots raise NotFound; nothing is stored then."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def acts(self, limit: int) -> list[Act]:
        """The last acts, newest first."""
        rows = self._db.all(
            "SELECT id, kind, words, at_ms, undone_ms FROM act ORDER BY id DESC LIMIT ?", (max(0, limit),)
        )
        return [Act(i, kind, words, from_ms(at), undone is not None) for i, kind, words, at, undone in rows]

    def act(self, number: int) -> Act:
        """One act. Raises NotFound."""
        row = self._db.one("SELECT id, kind, words, at_ms, undone_ms FROM act WHERE id = ?", (number,))
        if row is None:
            raise acts.no_such(number)
        return Act(row[0], row[1], row[2], from_ms(row[3]), row[4] is not None)

    def correct(self, tracks: Sequence[TrackId], fields: Mapping[str, str | None], words: str) -> Act:
        """Say what tracks are called and where they belong; None: as their files say."""

        def change(con: sqlite3.Connection, now: int) -> tuple[Act, set[int]]:
            heads = _shown_ids(con, tracks)
            act = acts.new_act(con, "correct", words, now)
            ids = as_json_list(heads)
            for field, value in fields.items():
                con.execute(
                    "INSERT INTO override(kind, uid, field, value, made_ms, act) "
                    "SELECT 'track', uid, ?, ?, ?, ? FROM track WHERE id IN (SELECT value FROM json_each(?))",
                    (field, None if value is None else storable(value), now, act.id, ids),
                )
            return act, heads

        return self._carry_out(change)

    def details(self, tracks: Sequence[TrackId]) -> list[Details]:
        """What can be corrected of tracks, as shown and as their files have it; what is not shown is left out."""
        return details.details(self._db, tracks)

    def has_cover(self, sha256: bytes) -> bool:
        """Whether a picture that the person chose is kept under this hash."""
        return self._db.one("SELECT 1 FROM own_cover WHERE sha256 = ?", (sha256,)) is not None

    def remove(self, tracks: Sequence[TrackId], words: str) -> Act:
        """Take tracks out of the library."""

        def change(con: sqlite3.Connection, now: int) -> tuple[Act, set[int]]:
            heads = _shown_ids(con, tracks)
            act = acts.new_act(con, "remove", words, now)
            return act, removals.remove(con, act.id, heads, now)

        return self._carry_out(change)

    def remove_root(self, root: RootId, words: str) -> Act:
        """Take a folder out, with the tracks that lie in no other."""

        def change(con: sqlite3.Connection, now: int) -> tuple[Act, set[int]]:
            _check_root(con, root)
            act = acts.new_act(con, "remove-root", words, now, {"root": int(root)})
            return act, removals.take_out_root(con, root, act.id, now)

        return self._carry_out(change)

    def relocate(self, root: RootId, new: bytes, words: str) -> Act:
        """A folder lies at `new` now. Raises FolderProblem where that is a root of its own."""

        def change(con: sqlite3.Connection, now: int) -> tuple[Act, set[int]]:
            _check_root(con, root)
            act = acts.new_act(con, "relocate", words, now)
            return act, relocation.relocate(con, root, new, act.id, now)

        return self._carry_out(change)

    def known_paths(self, root: RootId) -> list[bytes]:
        """Paths of the files of a root that hold tracks, in their order."""
        rows = self._db.all("SELECT path FROM file WHERE root = ? AND refused IS NULL ORDER BY path", (int(root),))
        return [bytes(path) for (path,) in rows]

    def knows_below(self, folder: bytes) -> bool:
        """Whether any file was ever seen below a folder."""
        sql = "SELECT 1 FROM file WHERE path >= ? AND path < ? LIMIT 1"
        return self._db.one(sql, removals.below(folder)) is not None

    def set_rule(self, folder: bytes, never: bool, words: str) -> Act:
        """Keep all below a folder out of lists that the program makes, or no longer."""

        def change(con: sqlite3.Connection, now: int) -> tuple[Act, set[int]]:
            row = con.execute(
                "SELECT id FROM folder_rule WHERE source = 'person' AND path = ? ORDER BY undone_ms IS NOT NULL, id",
                (folder,),
            ).fetchone()
            if row is None:
                row = con.execute(
                    "INSERT INTO folder_rule(path, rule, source, made_ms, undone_ms) "
                    "VALUES (?, 'never', 'person', ?, ?) RETURNING id",
                    (folder, now, now),
                ).fetchone()
            act = acts.new_act(con, "rule", words, now, {"rule": int(row[0]), "never": never})
            return act, _settle_rule(con, int(row[0]), now)

        return self._carry_out(change)

    def rules_over(self, folder: bytes) -> list[tuple[bytes, str]]:
        """Rules that keep a folder out of lists, its own and those around it, the nearest first: (path, source)."""
        rows = self._db.all("SELECT path, source FROM folder_rule WHERE undone_ms IS NULL AND rule = 'never'")
        over = [
            (bytes(path), source)
            for path, source in rows
            if (folder + b"/").startswith(bytes(path).rstrip(b"/") + b"/")
        ]
        return sorted(over, key=lambda one: -len(one[0]))

    def rules(self) -> list[bytes]:
        """Folders that the person keeps out of lists, by path."""
        rows = self._db.all(
            "SELECT path FROM folder_rule WHERE undone_ms IS NULL AND rule = 'never' AND source = 'person' "
            "ORDER BY path"
        )
        return [bytes(path) for (path,) in rows]

    def say(
        self,
        kind: str,
        words: str,
        *,
        tracks: Sequence[TrackId] = (),
        target: Uid | None = None,
        value: float | None = None,
        until: datetime | None = None,
    ) -> Act:
        """Keep what the person says about tracks, or about the artist `target`. Raises ValueError for another kind."""

        def change(con: sqlite3.Connection, now: int) -> tuple[Act, set[int]]:
            heads = _shown_ids(con, tracks)
            act = acts.new_act(con, "rate" if kind == "rating" else "feedback", words, now)
            targets = [target] if target is not None else _uids(con, heads)
            try:
                con.executemany(
                    "INSERT INTO feedback(kind, target_uid, value, at_ms, until_ms, act) VALUES (?, ?, ?, ?, ?, ?)",
                    ((kind, uid, value, now, to_ms(until) if until else None, act.id) for uid in targets),
                )
            except sqlite3.IntegrityError as problem:
                raise ValueError(f"There is no feedback of the kind {kind}") from problem
            return act, heads if kind == "rating" else set()

        return self._carry_out(change)

    def take_back(self, kind: str, *, tracks: Sequence[TrackId] = (), target: Uid | None = None) -> int:
        """Undo what was said in this kind about tracks or about `target`, in whatever acts; how many rows that were."""

        def job(con: sqlite3.Connection) -> int:
            now = self._db.now_ms()
            targets = [target] if target is not None else _uids(con, _shown_ids(con, tracks))
            ended: list[int] = []
            for uid in targets:
                rows = con.execute(
                    "UPDATE feedback SET undone_ms = ? WHERE kind = ? AND target_uid = ? AND undone_ms IS NULL "
                    "RETURNING act",
                    (now, kind, uid),
                ).fetchall()
                ended += [act for (act,) in rows]
            con.execute(
                "UPDATE act SET undone_ms = ? WHERE undone_ms IS NULL AND id IN (SELECT value FROM json_each(?)) "
                "AND NOT EXISTS (SELECT 1 FROM feedback f WHERE f.act = act.id AND f.undone_ms IS NULL)",
                (now, as_json_list(act for act in ended if act is not None)),
            )
            return len(ended)

        return self._db.write(job, urgent=True)

    def artist(self, key: str) -> tuple[Uid, str] | None:
        """The uid and the name of an artist of the library by the folded name; None where there is no such one."""
        found = self._db.one("SELECT artist FROM derived.track_shown WHERE artist_key = ? LIMIT 1", (storable(key),))
        if found is None or not key:
            return None

        def job(con: sqlite3.Connection) -> str:
            con.execute(
                "INSERT INTO artist(uid, key, name) VALUES (lower(hex(randomblob(16))), ?, ?) ON CONFLICT DO NOTHING",
                (storable(key), found[0]),
            )
            return str(con.execute("SELECT uid FROM artist WHERE key = ?", (storable(key),)).fetchone()[0])

        return Uid(self._db.write(job)), found[0]

    def undo(self, act: int) -> Act:
        """Undo one act as a whole, whatever came after it.

        Raises:
            NotFound: there is no such act.
            WrongUse: it is undone already.
            FolderProblem: a folder cannot move back, as its old place is a root of its own by now.
        """

        def change(con: sqlite3.Connection, now: int) -> tuple[Act, set[int]]:
            said = _tracks_said(con, act)
            undone = acts.mark_undone(con, act, now)
            touched = recordings.settle(con, said | removals.removed_by(con, act))
            removals.settle(con, touched, now)
            if undone.kind == "remove-root":
                touched |= removals.put_root_back(con, int(acts.data_of(con, act)["root"]), now)
            elif undone.kind == "relocate":
                touched |= relocation.move_back(con, act, now)
            elif undone.kind == "rule":
                touched |= _settle_rule(con, int(acts.data_of(con, act)["rule"]), now)
            return undone, touched

        return self._carry_out(change)

    def _carry_out(self, change: Touching) -> Act:
        def job(con: sqlite3.Connection) -> Act:
            act, touched = change(con, self._db.now_ms())
            touched = recordings.settle(con, touched)  # of joined ones another is shown when one was taken out
            if len(touched) <= AT_ONCE:
                shown.refresh(con, touched)
            else:
                con.executemany("INSERT OR IGNORE INTO derived.unshown(track) VALUES (?)", ((t,) for t in touched))
                stamp(con, TRACKS)
            return act

        act = self._db.write(job, urgent=True)
        show_rest(self._db)
        return act


def show_rest(db: Database) -> None:
    """Show anew what large acts left over, in steps."""
    while db.all(_UNSHOWN, (1,)):
        db.write(_show_some)


def _show_some(con: sqlite3.Connection) -> None:
    tracks = [track for (track,) in con.execute(_UNSHOWN, (AT_ONCE,))]
    shown.refresh(con, tracks)
    con.executemany("DELETE FROM derived.unshown WHERE track = ?", ((track,) for track in tracks))


def _check_root(con: sqlite3.Connection, root: RootId) -> None:
    if con.execute("SELECT 1 FROM root WHERE id = ? AND removed_ms IS NULL", (int(root),)).fetchone() is None:
        raise NotFound(f"The library has no folder with the number {root}.")


def _shown_ids(con: sqlite3.Connection, tracks: Sequence[TrackId]) -> set[int]:
    """The tracks under which these are shown. Raises NotFound for one that is not in the library."""
    asked = {int(track) for track in tracks}
    rows = con.execute(
        f"SELECT value, {SHOWN_OF.format('value')} FROM json_each(?) "
        f"WHERE EXISTS (SELECT 1 FROM derived.track_shown s WHERE s.track = {SHOWN_OF.format('value')})",
        (as_json_list(asked),),
    ).fetchall()
    if missing := asked - {track for track, _ in rows}:
        raise NotFound(f"There is no track {min(missing)}.")
    return {int(head) for _, head in rows}


def _uids(con: sqlite3.Connection, tracks: set[int]) -> list[Uid]:
    rows = con.execute("SELECT uid FROM track WHERE id IN (SELECT value FROM json_each(?))", (as_json_list(tracks),))
    return [Uid(uid) for (uid,) in rows]


def _tracks_said(con: sqlite3.Connection, act: int) -> set[int]:
    """Tracks that rows of an act speak of by their uid, and all that are joined with them."""
    rows = con.execute(
        "SELECT id FROM track WHERE uid IN (SELECT uid FROM override WHERE kind = 'track' AND act = ?1 "
        "UNION SELECT target_uid FROM feedback WHERE kind = 'rating' AND act = ?1 "
        "UNION SELECT a_uid FROM decision WHERE act = ?1 UNION SELECT b_uid FROM decision WHERE act = ?1)",
        (act,),
    )
    return with_joined(con, {track for (track,) in rows})


def _settle_rule(con: sqlite3.Connection, rule: int, now_ms: int) -> set[int]:
    """Let the last act on a rule that is not undone decide about it; the tracks below its folder."""
    last = con.execute(
        "SELECT json_extract(data, '$.never'), id FROM act WHERE kind = 'rule' AND undone_ms IS NULL "
        "AND json_extract(data, '$.rule') = ? ORDER BY id DESC LIMIT 1",
        (rule,),
    ).fetchone()
    holds = last is not None and bool(last[0])
    try:
        con.execute(
            "UPDATE folder_rule SET undone_ms = CASE WHEN ? THEN NULL ELSE coalesce(undone_ms, ?) END, act = ? "
            "WHERE id = ?",
            (holds, now_ms, last[1] if last is not None else None, rule),
        )
    except sqlite3.IntegrityError as problem:  # two rules met at one path when their folders were moved
        raise WrongUse("Another rule holds for this folder already.", remedy="Undo that one first.") from problem
    (path,) = con.execute("SELECT path FROM folder_rule WHERE id = ?", (rule,)).fetchone()
    return removals.tracks_below(con, bytes(path))
