"""How fast the store is, as multiples of a plain `SELECT track` over the same rows: `python -m tests.bench store`.

Options: `--tracks N` (100,000), `--rounds N` (5; the quickest counts).
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from desktop_app.domain.ids import TrackId
from desktop_app.domain.query import TrackQuery, TrackSort
from desktop_app.domain.records import Chosen, Ended, FileStamp, ReadFile, Tags
from desktop_app.store import FeatureRow, Store
from tests.store.helpers import key_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)
VERSIONS = {"a": 1, "b": 1}

_OPEN = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
start = time.perf_counter()
import numpy
numpy_s = time.perf_counter() - start
from desktop_app.store import Store
from desktop_app.domain.query import TrackQuery
import_s = time.perf_counter() - start - numpy_s
start = time.perf_counter()
with Store.open(Path(sys.argv[1]), write=True, clock=lambda: datetime.now(UTC)) as store:
    store.tracks.rows(store.tracks.ids()[:50])
    print(numpy_s, import_s, time.perf_counter() - start)
"""


def words(rng: random.Random, pool: list[str], count: int) -> str:
    return " ".join(rng.choice(pool) for _ in range(count)).title()


def library(count: int) -> list[ReadFile]:
    """Made-up tracks: 12 to an album, 2 albums to an artist, names of three words."""
    rng = random.Random(1)
    pool = ["".join(rng.choices("abcdeéfghiklmnoøprstuvw", k=rng.randint(3, 9))) for _ in range(8000)]
    artists = [words(rng, pool, 2) for _ in range(count // 24 + 1)]
    albums = [words(rng, pool, 3) for _ in range(count // 12 + 1)]
    return [
        ReadFile(
            FileStamp(b"/music/%d/%d.flac" % (i // 12, i), 30_000_000, i, 1, i),
            Tags(
                title=words(rng, pool, 3),
                artist=artists[i // 24],
                artists=(artists[i // 24],),
                album=albums[i // 12],
                genres=("Folk",),
                year=1950 + i % 70,
                number=i % 12 + 1,
                duration_ms=rng.randint(60_000, 600_000),
                codec="flac",
                raw={"TITLE": ("as it stood",), "ARTIST": ("as it stood",)},
            ),
            key_of(i),
        )
        for i in range(count)
    ]


def quickest(call: Callable[[], object], rounds: int) -> float:
    """Milliseconds of processor time of the quickest round: what else runs on the machine counts little."""
    best = float("inf")
    for _ in range(rounds):
        start = time.thread_time()
        call()
        best = min(best, time.thread_time() - start)
    return best * 1000


def measure(folder: Path, count: int, rounds: int) -> None:
    store = Store.open(folder, write=True, clock=lambda: NOW)
    root = store.library.add_root(b"/music")
    reads = library(count)
    start = time.perf_counter()
    for at in range(0, count, 200):
        store.library.put(root, reads[at : at + 200])
    print(f"{'put, batches of 200':36s} {count / (time.perf_counter() - start):10.0f} files/s")
    rng = random.Random(2)
    start = time.perf_counter()
    for i in range(300):
        store.listens.add(
            TrackId(rng.randint(1, count)),
            NOW + timedelta(minutes=i),
            0,
            90_000,
            180_000,
            Ended.FINISHED,
            None,
            Chosen.HAND,
        )
    print(f"{'listens.add, each on the disk':36s} {(time.perf_counter() - start) / 300 * 1000:10.2f} ms")
    noise = np.random.default_rng(3)
    few = reads[: count // 5]
    for at in range(0, len(few), 500):
        store.features.put(
            [
                FeatureRow(read.key, group, 1, noise.random(64, dtype=np.float32))
                for read in few[at : at + 500]
                for group in VERSIONS
            ]
        )
    plain = quickest(lambda: store._db.all("SELECT track FROM derived.track_shown"), rounds)
    print(f"{'plain SELECT track, all rows':36s} {plain:10.1f} ms  = 1.00")

    def tell(name: str, call: Callable[[], object]) -> None:
        took = quickest(call, rounds)
        print(f"{name:36s} {took:10.1f} ms  = {took / plain:.2f}")

    for sort in TrackSort:

        def first(sort: TrackSort = sort) -> None:
            store._columns._kept._arrays.clear()
            store.tracks.ids(TrackQuery(sort=sort))

        tell(f"ids by {sort.value}, first time", first)
        tell(f"ids by {sort.value}", lambda sort=sort: store.tracks.ids(TrackQuery(sort=sort)))  # type: ignore[misc]
    for text in ("a", "ber", "berg", "an ol", "xqzw"):
        tell(f"ids of '{text}'", lambda text=text: store.tracks.ids(TrackQuery(text)))  # type: ignore[misc]
    ids = store.tracks.ids()
    tell("rows, a page of 100", lambda: store.tracks.rows(ids[count // 2 : count // 2 + 100]))
    tell("table", store.tracks.table)
    tell("features.table, a fifth analysed", lambda: store.features.table(VERSIONS))
    tell("features.wanted", lambda: store.features.wanted(VERSIONS))
    tell("library.counts", store.library.counts)
    tell("library.files", lambda: store.library.files(root))
    tell("listens.since(None)", lambda: store.listens.since(None))
    store.close()
    for _ in range(3):
        told = subprocess.run([sys.executable, "-c", _OPEN, str(folder)], capture_output=True, text=True, check=True)
        numpy_s, import_s, open_s = (float(part) for part in told.stdout.split())
        print(
            f"new process: numpy {numpy_s * 1000:.0f} ms, store {import_s * 1000:.0f} ms, "
            f"open and first 50 rows {open_s * 1000:.0f} ms"
        )
    (folder / "derived.db").unlink()
    took = quickest(lambda: Store.open(folder, write=True, clock=lambda: NOW).close(), 1)
    print(f"{'open with derived.db gone: rebuild':36s} {took:10.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tracks", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder) / "data", asked.tracks, asked.rounds)


if __name__ == "__main__":
    main()
