"""How fast covers are found and whole keys are made, on a generated library.

    python -m tests.bench covers [--albums 200] [--megabytes 500]

Prints milliseconds per album for a first run and for one where nothing changed, and MB/s for keys beside plain reading.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

from desktop_app.domain.jobs import QuietJob
from desktop_app.domain.records import ReadFile
from desktop_app.library import layout
from desktop_app.library.identity import key_of
from desktop_app.sandbox.pool import ReaderPool
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.covers import CoverService
from desktop_app.services.keys import KeyService
from desktop_app.store import Store
from tests.library import made, painted
from tests.services.world import stamp_of
from tests.store.helpers import Clock, tags_of

TRACKS = 10


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--albums", type=int, default=200)
    options.add_argument("--megabytes", type=int, default=500)
    chosen = options.parse_args()
    for bench, amount in ((_covers, chosen.albums), (_keys, chosen.megabytes)):
        with (
            tempfile.TemporaryDirectory() as folder,
            Store.open(Path(folder) / "data", write=True, clock=Clock()) as store,
        ):
            bench(store, Path(folder) / "music", amount)


def _covers(store: Store, folder: Path, albums: int) -> None:
    generator = np.random.default_rng(0)
    folder.mkdir()
    bare = made.without_id3(made.write(folder / "a.mp3", "mp3").read_bytes())
    root = store.library.add_root(os.fsencode(folder))
    for album in range(albums):
        small = generator.integers(0, 256, (40, 40, 3), dtype=np.uint8)
        picture = _jpeg(small)
        reads = []
        for number in range(TRACKS):
            path = folder / str(album) / f"{number}.mp3"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(bare + bytes([0xFF, album & 255, album >> 8, number]) * 30)
            painted.embed(path, picture)
            with path.open("rb") as file:
                key = key_of(file, layout.find(file, path.stat().st_size))
            reads.append(
                ReadFile(stamp_of(path), tags_of(f"{number}", f"A{album}", f"Album {album}", number=number), key)
            )
        store.library.put(root, reads)
    readers = ReaderPool(2, "picture-reader")
    covers = CoverService(store, readers, ChangeFeed())
    for name in ("first", "unchanged"):
        began = time.perf_counter()
        covers.run(QuietJob())
        print(f"covers, {name}: {(time.perf_counter() - began) * 1000 / albums:.2f} ms per album ({albums} albums)")
    readers.close()


def _jpeg(small: np.ndarray) -> bytes:
    memory = io.BytesIO()
    Image.fromarray(small).resize((1000, 1000), Image.Resampling.BICUBIC).save(memory, "JPEG", quality=90)
    return memory.getvalue()


def _keys(store: Store, folder: Path, megabytes: int) -> None:
    folder.mkdir()
    root = store.library.add_root(os.fsencode(folder))
    block = np.random.default_rng(1).bytes(10 << 20)
    paths = []
    for number in range(max(1, megabytes // 50)):
        path = folder / f"{number}.wav"
        path.write_bytes(made.wav(1, 2, 44_100, 16, number.to_bytes(4, "big") + block * 5))
        with path.open("rb") as file:
            read = ReadFile(stamp_of(path), tags_of(str(number)), key_of(file, layout.find(file, path.stat().st_size)))
        store.library.put(root, [read])
        paths.append(path)
    began = time.perf_counter()
    for path in paths:
        with path.open("rb", buffering=0) as file:
            while file.read(1 << 20):
                pass
    plain = time.perf_counter() - began
    began = time.perf_counter()
    digest = hashlib.blake2b(digest_size=16)
    for _ in range(len(paths) * 5):
        digest.update(block)
    hashing = time.perf_counter() - began
    size = sum(path.stat().st_size for path in paths) / 1e6
    small = KeyService(store, ChangeFeed())
    small.run(QuietJob(), limit=1)
    began = time.perf_counter()
    report = small.run(QuietJob())
    spent = time.perf_counter() - began
    print(
        f"keys: {size / spent:.0f} MB/s with the start of a reader ({report.made} files); plain reading "
        f"{size / plain:.0f} MB/s, hashing alone {size / hashing:.0f} MB/s"
    )


if __name__ == "__main__":
    main()
