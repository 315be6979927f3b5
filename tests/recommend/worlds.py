"""Generated libraries and listening for the tests: folders of tracks that share artists, an album and a sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np

from desktop_app.domain.ids import ListenSeq, TrackId, Uid
from desktop_app.domain.records import Chosen, Ended, Listen, SkipKind
from desktop_app.domain.sound_words import MOOD_NAMES
from desktop_app.domain.tables import FeatureTable, Float32Array, TrackTable
from desktop_app.recommend import Recommender
from desktop_app.recommend.attributes import READING

NOW = datetime(2026, 3, 5, 20, 0, tzinfo=UTC)
DAY_MS = 86_400_000


@dataclass(frozen=True)
class World:
    """A library and its sound. `folder[i]` is the folder of row i."""

    tracks: TrackTable
    features: FeatureTable
    folder: np.ndarray

    def ids(self, folder: int) -> list[int]:
        return [int(i) for i in self.tracks.ids[self.folder == folder]]

    def model(self, listens: Sequence[Listen] = ()) -> Recommender:
        made = Recommender(self.tracks, self.features)
        made.learn(listens)
        return made

    def heard(self, seed: int = 0) -> World:
        """The same with what moods are made of, at random."""
        random = np.random.default_rng(seed)
        n = len(self.features)
        scores = random.random((n, len(MOOD_NAMES))).astype(np.float32)
        reading = random.random((n, len(READING))).astype(np.float32) * 4
        groups = {**self.features.groups, "mood": scores, "reading": reading}
        return replace(self, features=FeatureTable(self.features.ids, groups))

    def with_tracks(self, **columns: object) -> World:
        return replace(self, tracks=replace(self.tracks, **columns))


def world(
    folders: int = 10,
    per_folder: int = 6,
    *,
    seed: int = 0,
    artists_per_folder: int = 2,
    analysed: float = 1.0,
    spread: float = 0.6,
    first_id: int = 11,
    id_step: int = 3,
    widths: Sequence[int] = (20, 6, 4),
) -> World:
    """Folders with a sound of their own: group means apart, tracks around them. Ids have gaps."""
    random = np.random.default_rng(seed)
    n = folders * per_folder
    folder = np.repeat(np.arange(folders), per_folder)
    ids = first_id + id_step * np.arange(n, dtype=np.int64)
    within = np.tile(np.arange(per_folder), folders)
    tracks = TrackTable(
        ids=ids,
        artist=(folder * artists_per_folder + within % artists_per_folder).astype(np.int32),
        album=folder.astype(np.int32),
        work=np.arange(n, dtype=np.int32),
        version=np.zeros(n, np.int32),
        duration_ms=random.integers(60_000, 300_000, n),
        disc=np.ones(n, np.int32),
        number=(within + 1).astype(np.int32),
        added_ms=np.full(n, int(NOW.timestamp() * 1000) - DAY_MS, np.int64),
        present=np.ones(n, np.bool_),
        not_music=np.zeros(n, np.bool_),
        never=np.zeros(n, np.bool_),
        holiday=np.zeros(n, np.bool_),
        whole=np.full(n, -1, np.int32),
    )
    groups = {}
    names = ("timbre", "rhythm", "loudness", "tonal", "bands", "pattern")
    for name, width in zip(names, widths, strict=False):
        centres = random.normal(size=(folders, width))
        values = centres[folder] + spread * random.normal(size=(n, width))
        groups[name] = (values * random.uniform(0.1, 50, width) + random.normal(size=width)).astype(np.float32)
    groups["shape"] = random.random((n, 1000)).astype(np.float32)
    use = random.random(n) < analysed
    features = FeatureTable(ids[use], {name: values[use] for name, values in groups.items()})
    return World(tracks, features, folder)


def hubby(n: int = 400) -> Float32Array:
    """Sound of n tracks, shape (n, 40), around a few middles, some tightly: these are near to too many others."""
    random = np.random.default_rng(3)
    middles = random.normal(size=(8, 40))
    width = random.uniform(0.4, 2.0, n)[:, None]
    points = middles[random.integers(8, size=n)] + width * random.normal(size=(n, 40))
    return points.astype(np.float32)


def listen(
    seq: int,
    track: int,
    at: datetime = NOW,
    *,
    ended: Ended | None = Ended.FINISHED,
    played_ms: int = 180_000,
    duration_ms: int | None = 180_000,
    skip_kind: SkipKind | None = None,
) -> Listen:
    return Listen(
        seq=ListenSeq(seq),
        uid=Uid(f"{seq:032x}"),
        track=TrackId(track),
        started_at=at,
        offset_min=0,
        played_ms=played_ms,
        duration_ms=duration_ms,
        ended=ended,
        skip_kind=skip_kind,
        chosen=Chosen.HAND,
    )


def skip(seq: int, track: int, at: datetime = NOW, played_ms: int = 20_000) -> Listen:
    return listen(seq, track, at, ended=Ended.SKIPPED, played_ms=played_ms, skip_kind=SkipKind.NOT_NOW)


def evening(tracks: Sequence[int], start: datetime, first_seq: int = 1) -> list[Listen]:
    """Tracks finished one after the other."""
    return [listen(first_seq + i, t, start + timedelta(minutes=3 * i)) for i, t in enumerate(tracks)]


def history(made: World, sessions: int, *, seed: int = 1, until: datetime = NOW, days: float = 90.0) -> list[Listen]:
    """Sessions of about eight tracks, mostly of one folder, a fifth of them skipped, spread over some days."""
    random = np.random.default_rng(seed)
    starts = np.sort(random.uniform(0.5, days, sessions))[::-1]
    seq, out = 1, []
    for start in starts:
        at = until - timedelta(days=float(start))
        folder = int(random.integers(made.folder.max() + 1))
        pool = made.ids(folder)
        for _ in range(int(random.integers(3, 12))):
            track = int(random.choice(pool)) if random.random() < 0.8 else int(random.choice(made.tracks.ids))
            if random.random() < 0.2:
                out.append(skip(seq, track, at))
                at += timedelta(seconds=20)
            else:
                out.append(listen(seq, track, at))
                at += timedelta(minutes=3)
            seq += 1
    return out
