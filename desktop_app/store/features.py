"""Sound features, kept by the key of the sound, so that they outlive moves, retagging and a restored backup."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

import numpy as np

from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import FileStamp
from desktop_app.domain.tables import FeatureTable, Float32Array
from desktop_app.store.attempts import file_signature
from desktop_app.store.connection import Database, as_json_list
from desktop_app.store.records import MAX_TRIES, FeatureRow

_STORED = np.dtype("<f4")
_HAS = (
    "EXISTS (SELECT 1 FROM derived.feature f WHERE f.key = s.key AND f.start_75 = s.start_75 AND f.end_75 = s.end_75 "
    "AND f.grp = ? AND f.version = ?)"
)


class FeatureRepository:
    """Vectors by track, group and version. One group of one version has one width for all tracks."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, rows: Sequence[FeatureRow]) -> None:
        """Store features, all or none; an older version of the same group is replaced.

        Raises:
            ValueError: a value is not finite, a vector is empty or not flat, or its width is not that of its group.
        """
        for row in rows:
            if row.values.ndim != 1 or not row.values.size:
                raise ValueError(f"Features of {row.group} have shape {row.values.shape}, not (width,)")
            if not np.isfinite(row.values).all():
                raise ValueError(f"Features of {row.group} hold a value that is not finite")

        def job(con: sqlite3.Connection) -> None:
            widths: dict[tuple[str, int], int] = {}
            for row in rows:
                group = (row.group, row.version)
                if group not in widths:
                    con.execute(
                        "INSERT OR IGNORE INTO derived.feature_group(grp, version, width) VALUES (?, ?, ?)",
                        (*group, row.values.size),
                    )
                    (widths[group],) = con.execute(
                        "SELECT width FROM derived.feature_group WHERE grp = ? AND version = ?", group
                    ).fetchone()
                if widths[group] != row.values.size:
                    raise ValueError(
                        f"Features of {row.group} have width {row.values.size}; others have {widths[group]}"
                    )
                con.execute(
                    "INSERT INTO derived.feature(key, start_75, end_75, grp, version, data) "
                    "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT(key, start_75, end_75, grp) "
                    "DO UPDATE SET version = excluded.version, data = excluded.data",
                    (
                        row.key,
                        row.start_75,
                        row.end_75,
                        row.group,
                        row.version,
                        row.values.astype(_STORED).tobytes(),
                    ),
                )

        self._db.write(job)

    def wanted(self, versions: Mapping[str, int]) -> list[TrackId]:
        """Present tracks that lack a group at its version and were not given up on, ascending."""
        if not versions:
            return []
        test = " AND ".join([_HAS] * len(versions))
        rows = self._db.all(
            "SELECT s.track, f.path, f.size, f.mtime_ns, s.start_75, s.end_75 "
            "FROM derived.track_shown s JOIN main.file f ON f.id = s.file "
            f"WHERE s.present AND NOT ({test}) ORDER BY s.track",
            [part for group in versions.items() for part in group],
        )
        given_up = {
            signature
            for (signature,) in self._db.all(
                "SELECT signature FROM derived.attempt WHERE reason IS NOT NULL OR tries >= ?", (MAX_TRIES,)
            )
        }
        return [
            TrackId(track)
            for track, path, size, mtime, start, end in rows
            if not given_up
            or file_signature("analyse", FileStamp(path, size, mtime, 0, 0), (start, end)) not in given_up
        ]

    def table(self, versions: Mapping[str, int], tracks: Sequence[int] | None = None) -> FeatureTable:
        """Every track, or every one of `tracks`, that has all groups at these versions, present or away."""
        of, ids_asked = (
            ("", ())
            if tracks is None
            else ("AND s.track IN (SELECT value FROM json_each(?)) ", (as_json_list(tracks),))
        )
        found: dict[str, tuple[np.ndarray[tuple[int], np.dtype[np.int64]], Float32Array]] = {}
        for group, version in versions.items():
            width = self._width(group, version)
            rows = self._db.all(
                "SELECT s.track, f.data FROM derived.track_shown s JOIN derived.feature f "
                "ON f.key = s.key AND f.start_75 = s.start_75 AND f.end_75 = s.end_75 AND f.grp = ? AND f.version = ? "
                f"AND length(f.data) = ? {of}ORDER BY s.track",
                (group, version, width * _STORED.itemsize, *ids_asked),
            )
            ids = np.fromiter((track for track, _ in rows), dtype=np.int64, count=len(rows))
            values = np.frombuffer(b"".join(data for _, data in rows), dtype=_STORED).reshape(len(rows), width)
            found[group] = (ids, values.astype(np.float32, copy=False))
        if not found:
            return FeatureTable(np.zeros(0, dtype=np.int64), {})
        common = None
        for ids, _ in found.values():
            common = ids if common is None else np.intersect1d(common, ids, assume_unique=True)
        assert common is not None
        return FeatureTable(
            ids=common,
            groups={group: values[np.searchsorted(ids, common)] for group, (ids, values) in found.items()},
        )

    def get(self, track: TrackId, group: str, version: int) -> Float32Array | None:
        """One vector of one track, shape (width,), or None."""
        row = self._db.one(
            "SELECT f.data FROM derived.track_shown s JOIN derived.feature f ON f.key = s.key "
            "AND f.start_75 = s.start_75 AND f.end_75 = s.end_75 WHERE s.track = ? AND f.grp = ? AND f.version = ?",
            (int(track), group, version),
        )
        return None if row is None else np.frombuffer(row[0], dtype=_STORED).astype(np.float32)

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
