"""How fast the library is searched as one types: `python -m tests.bench search`.

200 queries are typed letter by letter into a library with lyrics for a third of its tracks, each keystroke a search of
its own, as the window does it. Told are the middle, the 95th hundredth and the slowest of them, by the clock and of
the processor alone, and beside them the same by a plain `instr` over the folded text of every track. Options:
`--tracks N` (200,000), `--queries N` (200), `--keep FOLDER` (the library is made there and left, or found there).
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import os
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from desktop_app.domain.query import TrackQuery, TrackSort
from desktop_app.domain.records import FileStamp, Lyrics, ReadFile, Tags
from desktop_app.domain.text import fold
from desktop_app.store import Store
from tests.store.helpers import key_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)
WORDS = 60_000
"""Distinct words; how often each occurs falls with its rank, as in speech."""
TERMS = ("year:1990..1999 ", "rating:>3 ", "artist:", "is:lossless ", "never:played ", "added:<30d ", "lyrics:", "-")

_COLD = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from desktop_app.store import Store
from desktop_app.domain.query import TrackQuery
with Store.open(Path(sys.argv[1]), write=False, clock=lambda: datetime.now(UTC)) as store:
    def tell(call):
        start, spent = time.perf_counter(), time.process_time()
        made = call()
        print((time.perf_counter() - start) * 1000, (time.process_time() - spent) * 1000)
        return made
    ids = tell(store.tracks.ids)
    tell(lambda: store.tracks.rows(ids[1000:1100]))
    tell(lambda: store.browse.album_rows(store.browse.albums()[:60]))
    tell(lambda: store.browse.artist_rows(store.browse.artists()[:60]))
"""


class Language:
    """Made-up words, the common ones common (Zipf)."""

    def __init__(self) -> None:
        rng = random.Random(1)
        letters, weights = (
            "etaoinshrdlucmfwypvbgkjqxzéöñ",
            [12, 9, 8, 7.5, 7, 7, 6.5, 6, 6, 4, 4, 3, 3, *[2] * 7, *[1] * 9],
        )
        lengths = [max(2, min(12, int(rng.gauss(6, 2)))) for _ in range(WORDS)]
        self.words = ["".join(rng.choices(letters, weights, k=length)) for length in lengths]
        share = 1 / np.arange(1, WORDS + 1)
        self._upto = np.cumsum(share / share.sum())
        self._rng = np.random.default_rng(1)

    def common(self, count: int) -> list[str]:
        places = np.searchsorted(self._upto, self._rng.random(count))
        return [self.words[min(place, WORDS - 1)] for place in places]

    def any(self, count: int) -> list[str]:
        return [self.words[place] for place in self._rng.integers(0, WORDS, count)]


def library(count: int) -> list[ReadFile]:
    """A dozen tracks to an album, two albums to an artist; lyrics of 220 words for a third."""
    language = Language()
    reads = []
    artist = album = ""
    for i in range(count):
        if i % 24 == 0:
            artist = " ".join(language.any(2)).title()
        if i % 12 == 0:
            album = " ".join(language.common(1) + language.any(2)).title()
        tags = Tags(
            title=" ".join(language.common(2) + language.any(1)).title(),
            artist=artist,
            artists=(artist,),
            album=album,
            genres=(("Folk", "Rock", "Jazz", "Techno", "Classical")[i // 12 % 5],),
            year=1950 + i // 12 % 70,
            number=i % 12 + 1,
            duration_ms=60_000 + i % 300 * 1000,
            codec="flac" if i % 3 else "mp3",
        )
        lyrics = Lyrics(" ".join(language.common(220))) if i % 3 == 0 else None
        stamp = FileStamp(b"/music/%d/%d.flac" % (i // 12, i), 30_000_000, i, 1, i)
        reads.append(replace(ReadFile(stamp, tags, key_of(i)), lyrics=lyrics))
    return reads


def queries(reads: Sequence[ReadFile], count: int) -> list[str]:
    """What people type: an artist, a title, words of both, a mistyped name, words of a song, terms."""
    rng = random.Random(2)
    found = []
    for i in range(count):
        tags = rng.choice(reads).tags
        kind = i % 10
        if kind < 3:
            text = tags.artist
        elif kind < 6:
            text = tags.title
        elif kind == 6:
            text = f"{tags.artist.split()[0]} {tags.title}"
        elif kind == 7:  # two letters that changed places
            at = rng.randrange(1, max(2, len(tags.artist) - 2))
            text = tags.artist[:at] + tags.artist[at + 1 : at + 2] + tags.artist[at : at + 1] + tags.artist[at + 2 :]
        elif kind == 8:
            lyrics = next(read.lyrics for read in iter(lambda: rng.choice(reads), None) if read.lyrics is not None)
            begin = rng.randrange(180)
            text = " ".join(lyrics.text.split()[begin : begin + 4])
        else:
            text = TERMS[i // 10 % len(TERMS)] + tags.artist.split()[0]
        found.append(fold(text))
    return found


def spread(name: str, times: Sequence[tuple[float, float]]) -> None:
    for unit, place in (("", 0), ("of the processor", 1)):
        ordered = sorted(time[place] * 1000 for time in times)
        print(
            f"{name} {unit:17s} p50 {statistics.median(ordered):7.1f}  p95 {ordered[int(len(ordered) * 0.95)]:7.1f}"
            f"  most {ordered[-1]:7.1f} ms  ({len(ordered):,} keystrokes)"
        )


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Seconds that passed, and seconds of the processor."""
    start, spent = time.perf_counter(), time.thread_time()
    call()
    return time.perf_counter() - start, time.thread_time() - spent


def type_all(store: Store, texts: Sequence[str]) -> list[tuple[float, float]]:
    return [
        timed(lambda typed=text[:end]: store.tracks.ids(TrackQuery(typed)))  # type: ignore[misc]
        for text in texts
        for end in range(1, len(text) + 1)
    ]


def plain(reads: Sequence[ReadFile], texts: Sequence[str], folder: Path) -> list[tuple[float, float]]:
    """The same by `instr` over one folded text of each track."""
    with contextlib.closing(sqlite3.connect(folder / "plain.db")) as con:
        con.execute("DROP TABLE IF EXISTS t")
        con.execute("CREATE TABLE t(track INTEGER PRIMARY KEY, text TEXT)")
        con.executemany(
            "INSERT INTO t VALUES (?, ?)",
            (
                (i, fold(f"{r.tags.title}\n{r.tags.artist}\n{r.tags.album}\n{r.lyrics.text if r.lyrics else ''}"))
                for i, r in enumerate(reads)
            ),
        )
        con.commit()

        def find(words: Sequence[str]) -> None:
            test = " AND ".join(["instr(text, ?)"] * len(words))
            (found,) = con.execute(f"SELECT group_concat(track) FROM t WHERE {test}", words).fetchone()
            np.fromstring(found or "0", dtype=np.int64, sep=",")

        typed = [text[:end].split() for text in texts for end in range(1, len(text) + 1)]
        return [timed(lambda words=words: find(words)) for words in typed if words]  # type: ignore[misc]


def resident() -> float:
    """Megabytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def fill(folder: Path, reads: Sequence[ReadFile]) -> None:
    with Store.open(folder, write=True, clock=lambda: NOW) as store:
        root = store.library.add_root(b"/music")
        start = time.perf_counter()
        for at in range(0, len(reads), 1000):
            store.library.put(root, reads[at : at + 1000])
        took, size = time.perf_counter() - start, (folder / "derived.db").stat().st_size
    print(f"{len(reads):,} files put in {took:.1f} s, derived.db {size / 1e6:.0f} MB")


def measure(folder: Path, count: int, asked: int) -> None:
    reads = library(count)
    if not (folder / "user.db").exists():
        fill(folder, reads)
    for _ in range(3):
        told = subprocess.run([sys.executable, "-c", _COLD, str(folder)], capture_output=True, text=True, check=True)
        parts = [line.split() for line in told.stdout.splitlines()]
        names = ("all ids", "rows of 100", "albums and 60 rows", "artists and 60 rows")
        words = [f"{name} {float(ms):.0f} ({float(cpu):.0f}) ms" for name, (ms, cpu) in zip(names, parts, strict=True)]
        print("new process: " + ", ".join(words))
    texts = queries(reads, asked)
    with Store.open(folder, write=False, clock=lambda: NOW) as store:
        store.tracks.ids()
        before = resident()
        spread("as one types", type_all(store, texts))
        print(
            f"remembered {store._columns.size() / 1e6:.1f} MB of arrays; process grown by {resident() - before:.0f} MB"
        )
        for sort in TrackSort:
            times = [
                timed(functools.partial(store.tracks.ids, TrackQuery("", sort, turned))) for turned in (False, True)
            ]
            print(f"ids by {sort.value:12s} first {times[0][1] * 1000:6.0f} ms, turned {times[1][1] * 1000:6.0f} ms")
        print(f"table {timed(store.tracks.table)[1] * 1000:.0f} ms")
    few = texts[:: max(1, asked // 10)]
    spread("the same by instr, a tenth of the queries", plain(reads, few, folder))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tracks", type=int, default=200_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--keep", type=Path, help="make the library here and leave it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(asked.keep or Path(folder) / "data", asked.tracks, asked.queries)
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
