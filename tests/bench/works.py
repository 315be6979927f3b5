"""How long the works of a library take: `python -m tests.bench works`.

Told as multiples of a plain reading of the same rows in the same run: making all works anew, looking where nothing
changed, and bringing them up to date after 20 new tracks. And what others notice of the first: the longest time that
the lock of the only writer is held, and how late a thread comes that wants to run every 5 ms, beside the same while a
loop of Python runs (a thread has to let go of the interpreter after 5 ms). Times are of the processor but for these.

Options: `--tracks N` (200,000), `--keep FOLDER` (the library is made there and left, or found there).
"""

from __future__ import annotations

import argparse
import contextlib
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop_app.domain.records import FileStamp, ReadFile, Tags
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.preferences import SettingsService
from desktop_app.services.works import WorksService
from desktop_app.store import Store, works
from tests.bench.search import Language
from tests.store.helpers import key_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)
TICK_S = 0.005
_PLAIN = str.maketrans("éöñÉÖÑ", "eonEON")
_SUFFIXES = (
    " (Live)", " - Live at the Old Hall, 2003", " (Remastered)", " - Remastered 2011", " (Radio Edit)", " (Demo)",
    " (Acoustic)", " (Someone's Remix)", " (Extended Mix)", " [Explicit]", " (Instrumental)", ", Pt. 2", " II",
)  # fmt: skip


def library(count: int) -> list[ReadFile]:
    """Made-up tracks: 12 to an album, 2 albums to an artist; an eighth versions of others, some guests and composers.

    One in 25 artists has names with accents, as in the histories of tests.quality.persons.
    """
    rng, language = random.Random(3), Language()
    names = [" ".join(language.any(2)).title() for _ in range(count // 24 + 1)]
    albums = [" ".join(language.any(2)).title() for _ in range(count // 12 + 1)]
    titles: list[str] = []
    reads = []
    for i in range(count):
        artist = names[i // 24] if i // 24 % 25 == 0 else names[i // 24].translate(_PLAIN)
        if i % 24 > 3 and rng.random() < 1 / 8:
            title = titles[i - i % 24 + rng.randrange(i % 24)] + rng.choice(_SUFFIXES)
        else:
            title = " ".join(language.common(1) + language.any(rng.choice((0, 1, 1, 2, 2, 3)))).title()
        if rng.random() < 0.06:
            title = f"{title} (feat. {rng.choice(names)})"
        if i // 24 % 25:
            title = title.translate(_PLAIN)
        titles.append(title)
        raw = {
            "TITLE": (title,), "ARTIST": (artist,), "ALBUM": (albums[i // 12],), "TRACKNUMBER": (f"{i % 12 + 1}/12",),
            "DATE": ("2001-01-01",), "GENRE": ("Folk",), "COMMENT": (" ".join(language.common(12)),),
            "MUSICBRAINZ_TRACKID": (f"{rng.getrandbits(128):032x}",), "ENCODEDBY": ("an encoder",),
        }  # fmt: skip
        if rng.random() < 0.3:
            raw["COMPOSER"] = (rng.choice(names),)
        if rng.random() < 0.3:
            raw["ISRC"] = (f"XX{rng.randrange(10**10):010}",)
        tags = Tags(
            title=title, artist=artist, artists=(artist,), album=albums[i // 12], genres=("Folk",), year=1950 + i % 70,
            number=i % 12 + 1, duration_ms=rng.randint(60_000, 600_000), codec="flac", raw=raw,
        )  # fmt: skip
        stamp = FileStamp(b"/music/%d/%d.flac" % (i // 12, i), 30_000_000, i, 1, i)
        reads.append(ReadFile(stamp, tags, key_of(i)))
    return reads


@dataclass
class Seen:
    """What others notice of a piece of work: times in milliseconds."""

    held: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)

    def words(self) -> str:
        late = sorted(self.late)
        told = f"a thread came late by {late[-1]:.0f} ms at most, {late[int(len(late) * 0.999)]:.0f} in 999 of 1,000"
        if not self.held:
            return told
        return f"the writer was held {len(self.held)} times, {max(self.held):.0f} ms at most; {told}"


@contextlib.contextmanager
def watched(store: Store) -> Iterator[Seen]:
    """Note how long the writer is held and how late another thread comes."""
    seen, done = Seen(), threading.Event()
    write = store._db.write

    def timed(job: Callable[[Any], Any], **more: bool) -> Any:
        start = time.perf_counter()
        try:
            return write(job, **more)
        finally:
            seen.held.append((time.perf_counter() - start) * 1000)

    def tick() -> None:
        while not done.is_set():
            start = time.perf_counter()
            time.sleep(TICK_S)
            seen.late.append((time.perf_counter() - start - TICK_S) * 1000)

    store._db.write = timed  # type: ignore[method-assign]
    ticker = threading.Thread(target=tick)
    ticker.start()
    try:
        yield seen
    finally:
        done.set()
        ticker.join()
        del store._db.write  # type: ignore[attr-defined]


def loop(seconds: float) -> None:
    """Nothing but Python."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def spent(call: Callable[[], object]) -> float:
    """Seconds of processor time."""
    start = time.process_time()
    call()
    return time.process_time() - start


def filled(folder: Path, count: int) -> Store:
    store = Store.open(folder, write=True, clock=lambda: NOW)
    if not store.library.roots():
        root = store.library.add_root(b"/music")
        reads = library(count)
        for at in range(0, count, 500):
            store.library.put(root, reads[at : at + 500])
    return store


def more(store: Store, number: int) -> None:
    """20 new tracks, versions of what is there."""
    root = store.library.roots()[0].id
    some = store.tracks.rows(store.tracks.ids()[number * 997 : number * 997 + 20])
    reads = []
    for track in some:
        tags = Tags(f"{track.title} (Live)", track.artist, artists=(track.artist,), album=f"New {number}")
        path = b"/music/new/%d-%d.flac" % (time.time_ns(), track.id)
        reads.append(ReadFile(FileStamp(path, 1, 1, 1, time.time_ns()), tags, key_of(path.decode())))
    store.library.put(root, reads)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench works")
    parser.add_argument("--tracks", type=int, default=200_000)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args(arguments)
    with contextlib.ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory())) / "data"
        store = stack.enter_context(contextlib.closing(filled(folder, options.tracks)))
        changes = ChangeFeed()
        service = WorksService(store, SettingsService(store, changes), changes)
        plain = min(spent(lambda: store._db.all(works._RECORDINGS)) for _ in range(3))
        tracks = len(store.tracks.ids())
        print(f"{tracks:,} tracks; a plain reading of their rows takes {plain:.2f} s = 1.0")

        def tell(name: str, took: float) -> None:
            print(f"{name:32} {took:8.3f} s = {took / plain:7.3f}")

        def forget() -> None:
            store.works.begin_all()
            store._db.write(lambda con: con.execute("DELETE FROM derived.work_of"))

        forget()
        tell("all works, the first time", spent(service.refresh))
        store.works.begin_all()
        tell("all works anew", spent(service.refresh))
        forget()
        with watched(store) as seen:
            service.refresh()
        print("   the first time again:", seen.words())
        with watched(store) as seen:
            loop(5.0)
        print("   a loop:", seen.words())
        tell("nothing changed", spent(service.refresh))
        took = []
        for number in range(5):
            more(store, number)
            took.append(spent(service.refresh))
        tell("after 20 new tracks", min(took))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
