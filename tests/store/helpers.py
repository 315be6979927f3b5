"""Makes stores, files and times for the tests of the store."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop_app.domain.ids import AudioKey
from desktop_app.domain.records import FileStamp, ReadFile, Tags
from desktop_app.store import Store

START = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


class Clock:
    """A clock that the test moves."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **parts: float) -> None:
        self.now += timedelta(**parts)


def open_store(folder: Path, *, write: bool = True, clock: Clock | None = None) -> Store:
    return Store.open(folder, write=write, clock=clock or Clock())


def key_of(sound: str | int) -> AudioKey:
    return AudioKey(b"q1:" + hashlib.blake2b(str(sound).encode(), digest_size=16).hexdigest().encode())


def stamp_of(path: bytes, *, size: int = 1000, mtime_ns: int = 1) -> FileStamp:
    return FileStamp(path, size, mtime_ns, 7, int.from_bytes(hashlib.blake2b(path, digest_size=8).digest(), "big"))


def tags_of(
    title: str = "Song",
    artist: str = "Nordlys",
    album: str = "First Light",
    *,
    genres: Sequence[str] = ("Folk",),
    raw: Mapping[str, tuple[str, ...]] | None = None,
    **more: object,
) -> Tags:
    base = Tags(title=title, artist=artist, album=album, genres=tuple(genres), duration_ms=180_000, raw=raw or {})
    return replace(base, **more)  # type: ignore[arg-type]


def read_of(path: bytes, sound: str | int, tags: Tags | None = None, *, mtime_ns: int = 1) -> ReadFile:
    return ReadFile(stamp_of(path, mtime_ns=mtime_ns), tags or tags_of(), key_of(sound))


def fill(store: Store, count: int, root: bytes = b"/music") -> list[int]:
    """A library of `count` tracks, a dozen to an album; the ids in order."""
    home = store.library.add_root(root)
    reads = [
        read_of(
            b"%s/%d/%d.ogg" % (root, i // 12, i),
            f"{root!r}{i}",
            tags_of(f"Song {i}", f"Artist {i // 24}", f"Album {i // 12}", number=i % 12 + 1, year=1980 + i % 40),
        )
        for i in range(count)
    ]
    ids: list[int] = []
    for at in range(0, count, 500):
        ids.extend(store.library.put(home, reads[at : at + 500]).tracks)
    return ids
