"""Sound features, kept by the key of the sound, so that they outlive moves, retagging and a restored backup."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np

from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import FileStamp, Refusal
from desktop_app.domain.tables import FeatureTable, Float32Array, Int64Array
from desktop_app.store import shown
from desktop_app.store.aliases import SHOWN_OF
from desktop_app.store.attempts import file_signature
from desktop_app.store.connection import Database, as_json_list
from desktop_app.store.records import MAX_CUT_OFF, Attempt, FeatureRow, Unheard
from desktop_app.store.shown_rows import same_length

_STORED = np.dtype("<f4")
_OF_TRACK = "f.key = s.key AND f.start_75 = s.start_75 AND f.end_75 = s.end_75"
_HAS = f"EXISTS (SELECT 1 FROM derived.feature f WHERE {_OF_TRACK} AND f.grp = ? AND f.version = ?)"
_SAYS = (
    "NOT EXISTS (SELECT 1 FROM derived.feature f INDEXED BY feature_empty "
    f"WHERE {_OF_TRACK} AND length(f.data) = 0 AND (f.grp, f.version) IN (VALUES {{}}))"
)
_HAS_WHOLE = _HAS.removesuffix(")") + " AND f.excerpts = 0)"


class FeatureRepository:
    """Vectors by track, group and version. One group of one version has one width for all tracks."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, rows: Sequence[FeatureRow], duration_ms: int | None = None) -> bool:
        """Store features of one sound, all or none.

        What rests on excerpts never replaces what was heard whole. Older versions stay until `retire`. A length other
        than the one that is shown is shown from now on.

        Args:
            duration_ms: the length that was counted while decoding; None where it was not.
        Returns:
            Whether tracks are shown with another length now.
        Raises:
            ValueError: a value is not finite, a vector is not flat, or its width is not that of its group.
        """
        for row in rows:
            if row.values.ndim != 1:
                raise ValueError(f"Features of {row.group} have shape {row.values.shape}, not (width,)")
            if not np.isfinite(row.values).all():
                raise ValueError(f"Features of {row.group} hold a value that is not finite")

        def job(con: sqlite3.Connection) -> bool:
            for row in rows:
                if row.values.size:
                    _check_width(con, row)
                con.execute(
                    "INSERT INTO derived.feature(key, start_75, end_75, grp, version, excerpts, data) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT(key, start_75, end_75, grp, version) "
                    "DO UPDATE SET excerpts = excluded.excerpts, data = excluded.data "
                    "WHERE excluded.excerpts <= excerpts",
                    (
                        row.key,
                        row.start_75,
                        row.end_75,
                        row.group,
                        row.version,
                        int(row.excerpts),
                        row.values.astype(_STORED).tobytes(),
                    ),
                )
            return bool(rows) and duration_ms is not None and _put_length(con, rows[0], duration_ms)

        return self._db.write(job)

    def unheard(self, versions: Mapping[str, int]) -> list[Unheard]:
        """Present tracks that lack a group at its version, or have it from excerpts only, ascending.

        Without those that were given up on.
        """
        if not versions:
            return []
        pairs = [part for group in sorted(versions.items()) for part in group]
        current = f"(f.grp, f.version) IN (VALUES {', '.join(['(?, ?)'] * len(versions))})"
        rows = self._db.all(
            "SELECT * FROM (SELECT s.track, l.path, l.size, l.mtime_ns, s.start_75, s.end_75, "
            "s.artist_code, s.album_code, s.duration_ms, "
            "coalesce((SELECT p.plays FROM derived.play_count p WHERE p.track = s.track), 0), "
            f"(SELECT group_concat(f.grp) FROM derived.feature f WHERE {_OF_TRACK} AND {current}) AS has, "
            "(SELECT group_concat(f.grp) FROM derived.feature f INDEXED BY feature_excerpts "
            f" WHERE {_OF_TRACK} AND f.excerpts = 1 AND {current}) AS part "
            "FROM derived.track_shown s JOIN main.file l ON l.id = s.file WHERE s.present ORDER BY s.track) "
            "WHERE part IS NOT NULL OR has IS NULL OR length(has) < ?",
            [*pairs, *pairs, len(",".join(versions))],
        )
        tried = self._tried()
        every = frozenset(versions)
        found = []
        for track, path, size, mtime, start, end, artist, album, duration, plays, has, part in rows:
            attempt = None
            if tried:
                attempt = tried.get(file_signature("analyse", FileStamp(path, size, mtime, 0, 0), (start, end)))
            if attempt is not None and _is_given_up(attempt):
                continue
            found.append(
                Unheard(
                    TrackId(track),
                    every - frozenset((has or "").split(",")),
                    frozenset(part.split(",") if part else ()),
                    path.rpartition(b"/")[0],
                    artist,
                    album,
                    duration,
                    plays,
                    attempt is not None,
                )
            )
        return found

    def _tried(self) -> dict[str, Attempt]:
        """Tries of which nothing has come, by signature: those that were given up, and those that were cut off."""
        return {
            signature: Attempt(tries, reason)
            for signature, tries, reason in self._db.all(
                "SELECT signature, tries, reason FROM derived.attempt "
                "WHERE signature >= 'analyse:' AND signature < 'analyse;' AND tries > 0"
            )
        }

    def _given_up(self) -> dict[str, str]:
        """Reasons by signature; "" where the program was ended again and again while it was heard."""
        return {
            signature: attempt.reason or "" for signature, attempt in self._tried().items() if _is_given_up(attempt)
        }

    def set_aside_count(self, versions: Mapping[str, int]) -> int:
        """How many present tracks lack a group because hearing them was given up."""
        return len(self.set_aside(versions))

    def set_aside(self, versions: Mapping[str, int], limit: int | None = None) -> list[Refusal]:
        """Files of present tracks that lack a group because hearing them was given up, by path."""
        given_up = self._given_up()
        if not given_up or not versions:
            return []
        test = " AND ".join([_HAS] * len(versions))
        rows = self._db.all(
            "SELECT l.path, l.size, l.mtime_ns, s.start_75, s.end_75 FROM derived.track_shown s "
            f"JOIN main.file l ON l.id = s.file WHERE s.present AND NOT ({test}) ORDER BY l.path, s.start_75",
            [part for group in versions.items() for part in group],
        )
        found = (
            (path, given_up.get(file_signature("analyse", FileStamp(path, size, mtime, 0, 0), (start, end))))
            for path, size, mtime, start, end in rows
        )
        return [Refusal(path, reason) for path, reason in found if reason is not None][:limit]

    def excerpts_count(self, group: str) -> int:
        """Of how many present tracks this group rests on excerpts."""
        if not self._db.number(
            "SELECT EXISTS (SELECT 1 FROM derived.feature INDEXED BY feature_excerpts WHERE excerpts = 1)"
        ):
            return 0
        return self._db.number(
            "SELECT count(*) FROM derived.track_shown s WHERE s.present AND EXISTS (SELECT 1 FROM derived.feature f "
            f"INDEXED BY feature_excerpts WHERE {_OF_TRACK} AND f.excerpts = 1 AND f.grp = ?)",
            (group,),
        )

    def served(self, versions: Mapping[str, int]) -> dict[str, int]:
        """The version of each group to work with: the given one, unless an older one still covers more sounds."""
        usable = {group: {current} for group, current in versions.items()}
        for group, version in self._db.all("SELECT grp, version FROM derived.feature_group"):
            if version <= versions.get(group, -1):
                usable[group].add(version)
        if all(len(found) == 1 for found in usable.values()):  # else all vectors have to be counted
            return dict(versions)
        counts = {
            (group, version): count
            for group, version, count in self._db.all(
                "SELECT grp, version, count(*) FROM derived.feature GROUP BY grp, version"
            )
        }
        return {
            group: max(found, key=lambda version: (counts.get((group, version), 0), version))
            for group, found in usable.items()
        }

    def retire(self, versions: Mapping[str, int]) -> int:
        """Drop older versions of sounds that have the given one; how many rows those were."""

        def job(con: sqlite3.Connection) -> int:
            dropped = 0
            known = con.execute("SELECT grp, version FROM derived.feature_group").fetchall()
            for group, older in known:
                if older >= (version := versions.get(group, older)):
                    continue
                dropped += con.execute(
                    "DELETE FROM derived.feature WHERE grp = ? AND version = ? AND EXISTS (SELECT 1 FROM "
                    "derived.feature n WHERE n.key = feature.key AND n.start_75 = feature.start_75 "
                    "AND n.end_75 = feature.end_75 AND n.grp = feature.grp AND n.version = ?)",
                    (group, older, version),
                ).rowcount
                con.execute(
                    "DELETE FROM derived.feature_group WHERE grp = ? AND version = ? "
                    "AND NOT EXISTS (SELECT 1 FROM derived.feature f WHERE f.grp = ? AND f.version = ?)",
                    (group, older, group, older),
                )
            return dropped

        return self._db.write(job)

    def table(
        self,
        versions: Mapping[str, int],
        tracks: Sequence[int] | None = None,
        *,
        optional: Collection[str] = (),
        whole: bool = False,
    ) -> FeatureTable:
        """Every track, or every one of `tracks`, that has all groups but the optional ones, present or away.

        One whose sound gives a needed group nothing to go by is left out: it is silent.

        Groups are read when they are asked for, each time anew, so that not all of them lie in memory at once. A track
        that lacks an optional group, or whose sound gives it nothing to go by, has a row of NaN there; a group that no
        track has is left out.

        Args:
            whole: leave out tracks of which a needed group rests on excerpts.
        """
        needed = [pair for pair in sorted(versions.items()) if pair[0] not in optional]
        if not versions or (needed and any(not self._width(*pair) for pair in needed)):
            return FeatureTable(np.zeros(0, dtype=np.int64), {})
        has = _HAS_WHOLE if whole else _HAS
        one_of = [has] * len(needed) if needed else [f"({' OR '.join([has] * len(versions))})"]
        asked: list[object] = [part for pair in needed or versions.items() for part in pair]
        if needed:
            one_of.append(_SAYS.format(", ".join(["(?, ?)"] * len(needed))))
            asked += [part for pair in needed for part in pair]
        if tracks is not None:
            one_of.append("s.track IN (SELECT value FROM json_each(?))")
            asked.append(as_json_list(tracks))
        rows = self._db.all(
            f"SELECT s.track FROM derived.track_shown s WHERE {' AND '.join(one_of)} ORDER BY s.track", asked
        )
        ids = np.fromiter((track for (track,) in rows), dtype=np.int64, count=len(rows))
        return FeatureTable(
            ids, _Groups(self._db, ids, {g: (v, w) for g, v in versions.items() if (w := self._width(g, v))})
        )

    def get(self, track: TrackId, group: str, version: int) -> Float32Array | None:
        """One vector of one track, shape (width,); None where it was not heard or gives nothing to go by."""
        row = self._db.one(
            f"SELECT f.data FROM derived.track_shown s JOIN derived.feature f ON {_OF_TRACK} "
            "WHERE s.track = ? AND f.grp = ? AND f.version = ? AND length(f.data) > 0",
            (int(track), group, version),
        )
        return None if row is None else np.frombuffer(row[0], dtype=_STORED).astype(np.float32)

    def widths(self, track: TrackId, versions: Mapping[str, int]) -> dict[str, int]:
        """How many numbers are stored of a track by group, at these versions; 0 where its sound gives nothing to go by.

        Groups that were not heard are not in it.
        """
        if not versions:
            return {}
        rows = self._db.all(
            f"SELECT f.grp, length(f.data) FROM derived.track_shown s JOIN derived.feature f ON {_OF_TRACK} "
            f"WHERE s.track = ? AND (f.grp, f.version) IN (VALUES {', '.join(['(?, ?)'] * len(versions))})",
            [int(track), *(part for pair in sorted(versions.items()) for part in pair)],
        )
        return {group: length // _STORED.itemsize for group, length in rows}

    def from_excerpts(self, track: TrackId) -> bool:
        """Whether some of what is known of a track rests on excerpts."""
        return bool(
            self._db.number(
                "SELECT EXISTS (SELECT 1 FROM derived.track_shown s JOIN derived.feature f INDEXED BY feature_excerpts "
                f"ON {_OF_TRACK} AND f.excerpts = 1 WHERE s.track = ?)",
                (int(track),),
            )
        )

    def analysed_count(self, versions: Mapping[str, int]) -> int:
        """How many present tracks have all groups at these versions."""
        if not versions:
            return 0
        test = " AND ".join([_HAS] * len(versions))
        return self._db.number(
            f"SELECT count(*) FROM derived.track_shown s WHERE s.present AND {test}",
            [part for group in versions.items() for part in group],
        )

    def _width(self, group: str, version: int) -> int:
        return self._db.number(
            "SELECT width FROM derived.feature_group WHERE grp = ? AND version = ?", (group, version)
        )


class _Groups(Mapping[str, Float32Array]):
    """The groups of some tracks, read anew at each access."""

    def __init__(self, db: Database, ids: Int64Array, groups: Mapping[str, tuple[int, int]]) -> None:
        self._db = db
        self._ids = ids
        self._groups = groups

    def __getitem__(self, group: str) -> Float32Array:
        version, width = self._groups[group]
        values = np.full((len(self._ids), width), np.nan, np.float32)
        rows = self._db.each(
            f"SELECT s.track, f.data FROM derived.track_shown s JOIN derived.feature f ON {_OF_TRACK} "
            "AND f.grp = ? AND f.version = ? AND length(f.data) = ? ORDER BY s.track",
            (group, version, width * _STORED.itemsize),
        )
        place, last = 0, len(self._ids)
        for track, data in rows:
            while place < last and self._ids[place] < track:
                place += 1
            if place < last and self._ids[place] == track:
                values[place] = np.frombuffer(data, dtype=_STORED)
        return values

    def __contains__(self, group: object) -> bool:
        return group in self._groups  # that of Mapping would read all of it

    def __iter__(self) -> Iterator[str]:
        return iter(self._groups)

    def __len__(self) -> int:
        return len(self._groups)


def _is_given_up(attempt: Attempt) -> bool:
    return attempt.reason is not None or attempt.tries >= MAX_CUT_OFF


def _put_length(con: sqlite3.Connection, row: FeatureRow, duration_ms: int) -> bool:
    """Keep the true length of a sound; whether tracks had to be shown anew for it."""
    sound = (row.key, row.start_75, row.end_75)
    con.execute(
        "INSERT INTO derived.true_length(key, start_75, end_75, duration_ms) VALUES (?, ?, ?, ?) "
        "ON CONFLICT(key, start_75, end_75) DO UPDATE SET duration_ms = excluded.duration_ms",
        (*sound, duration_ms),
    )
    tracks = [
        track
        for track, shown_ms in con.execute(
            "SELECT s.track, s.duration_ms FROM (SELECT DISTINCT "
            f"{SHOWN_OF.format('k.track')} AS track FROM main.track_key k WHERE k.key = ?) JOIN derived.track_shown s "
            "USING (track) WHERE s.key = ? AND s.start_75 = ? AND s.end_75 = ?",
            (row.key, *sound),
        )
        if not same_length(shown_ms, duration_ms)
    ]
    if tracks:
        shown.refresh(con, tracks)
    return bool(tracks)


def _check_width(con: sqlite3.Connection, row: FeatureRow) -> None:
    """The first vector of a group and version says how wide the others are."""
    con.execute(
        "INSERT OR IGNORE INTO derived.feature_group(grp, version, width) VALUES (?, ?, ?)",
        (row.group, row.version, row.values.size),
    )
    (width,) = con.execute(
        "SELECT width FROM derived.feature_group WHERE grp = ? AND version = ?", (row.group, row.version)
    ).fetchone()
    if width != row.values.size:
        raise ValueError(f"Features of {row.group} have width {row.values.size}; others have {width}")
