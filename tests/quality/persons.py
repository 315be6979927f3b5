"""Six published listening histories as libraries and listens. They come with the test data, not with the program."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from desktop_app.domain.ids import ListenSeq, TrackId, Uid
from desktop_app.domain.records import Chosen, Ended, Listen, SkipKind
from desktop_app.domain.tables import FeatureTable, TrackTable
from desktop_app.domain.text import fold

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "persons"
NAMES = ("p01", "p02", "p03", "p04", "p05", "p06")
UNKNOWN_MS = 180_000
"""Heard time of a play whose source does not say it (it only kept plays that passed its own rule)."""
NO_SOUND = FeatureTable(np.zeros(0, np.int64), {})


@dataclass(frozen=True)
class Person:
    """One history: `listens` oldest first, over a library of every track that ever occurs in it."""

    name: str
    tracks: TrackTable
    listens: list[Listen]


def available() -> bool:
    return FOLDER.is_dir()


def load(name: str, *, seed: int = 0, strangers: int = 0) -> Person:
    """Read one history.

    Track ids are a random permutation, so that ties cannot be broken by the order of first plays.

    Args:
        strangers: add so many tracks that are never played, with artists and albums of the other persons.
    """
    rows = list(_rows(name))
    keys: dict[tuple[str, str], tuple[str, str]] = {}
    for row in rows:
        keys.setdefault((fold(row["artist"]), fold(row["track"])), (fold(row["artist"]), fold(row["album"])))
    own = len(keys)
    if strangers:
        for other in NAMES:
            if other != name:
                for row in _rows(other):
                    key = (fold(row["artist"]), fold(row["track"]))
                    keys.setdefault(key, (key[0], fold(row["album"])))
        keys = dict(list(keys.items())[: own + strangers])
    order = np.random.default_rng(seed).permutation(len(keys))
    ids = dict(zip(keys, (int(i) + 1 for i in order), strict=True))
    return Person(name, _table(keys, ids), _listens(rows, ids))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(FOLDER / f"{name}.csv.gz", "rt", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _table(keys: dict[tuple[str, str], tuple[str, str]], ids: dict[tuple[str, str], int]) -> TrackTable:
    n = len(keys)
    artists: dict[str, int] = {}
    albums: dict[tuple[str, str], int] = {}
    artist, album = np.full(n, -1, np.int32), np.full(n, -1, np.int32)
    for key, (artist_name, album_name) in keys.items():
        row = ids[key] - 1
        artist[row] = artists.setdefault(artist_name, len(artists))
        if album_name:
            album[row] = albums.setdefault((artist_name, album_name), len(albums))
    return TrackTable(
        ids=np.arange(1, n + 1, dtype=np.int64),
        artist=artist,
        album=album,
        work=np.arange(n, dtype=np.int32),
        version=np.zeros(n, np.int32),
        duration_ms=np.full(n, -1, np.int64),
        disc=np.full(n, -1, np.int32),
        number=np.full(n, -1, np.int32),
        added_ms=np.zeros(n, np.int64),
        present=np.ones(n, np.bool_),
        not_music=np.zeros(n, np.bool_),
        never=np.zeros(n, np.bool_),
        holiday=np.zeros(n, np.bool_),
        whole=np.full(n, -1, np.int32),
    )


def _listens(rows: list[dict[str, str]], ids: dict[tuple[str, str], int]) -> list[Listen]:
    listens: list[Listen] = []
    last = datetime(1970, 1, 2, tzinfo=UTC)
    for seq, row in enumerate(rows, 1):
        at = datetime.fromisoformat(row["ts_utc"].replace("Z", "+00:00"))
        played_ms = int(row["ms_played"]) if row["ms_played"] else UNKNOWN_MS
        start = at if row["source"] == "lastfm" else at - timedelta(milliseconds=played_ms)
        start = max(start, last + timedelta(milliseconds=1))  # stamps of a minute's resolution keep the file's order
        last = start
        skipped = row["skipped"] == "1" or (row["skipped"] == "" and played_ms < 30_000)
        listens.append(
            Listen(
                seq=ListenSeq(seq),
                uid=Uid(f"{seq:032x}"),
                track=TrackId(ids[fold(row["artist"]), fold(row["track"])]),
                started_at=start,
                offset_min=0,
                played_ms=played_ms,
                duration_ms=None,
                ended=Ended.SKIPPED if skipped else Ended.FINISHED,
                skip_kind=SkipKind.NOT_NOW if skipped else None,
                chosen=Chosen.HAND,
            )
        )
    return listens
