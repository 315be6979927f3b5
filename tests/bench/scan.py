"""What scanning costs, against plain walking and plain mutagen on the same files in the same run.

    python -m tests.bench scan first [--files N] [--kind mp3|flac] [--turns N]    a first scan (20,000)
    python -m tests.bench scan again [--files N] [--turns N]                      a scan of known files (100,000)
    python -m tests.bench scan reading [FOLDER] [--rounds N] [--turns N]          one reader beside mutagen.File

Generated files are tagged and last a second. All are read once before, so that everybody finds them in the page cache.
Each is run in turns and the quickest turn counts: on a busy machine the others say more of the neighbours. Processor
time is that of all processes together.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from desktop_app.domain.jobs import QuietJob
from desktop_app.domain.records import FileStamp, ReadFile
from desktop_app.library import client, walk
from desktop_app.sandbox.files import open_regular
from desktop_app.sandbox.pool import ReaderPool
from desktop_app.sandbox.process import Child
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.library import LibraryService
from desktop_app.store import Store
from tests.services.music import flac, mp3

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "music"
BATCH = 32
CORES = max(1, min(4, os.cpu_count() or 1))
"""As many as the program gives readers."""
PLAIN = """
import os, resource, sys, time
import mutagen
paths = sys.stdin.buffer.readline().rstrip(b"\\n").split(b"\\0")
mutagen.File(os.fsdecode(paths[0]))
print("ready", flush=True)
sys.stdin.buffer.readline()
begun, used = time.perf_counter(), sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
for _ in range(int(sys.argv[1])):
    for path in paths:
        mutagen.File(os.fsdecode(path))
print(time.perf_counter() - begun, sum(resource.getrusage(resource.RUSAGE_SELF)[:2]) - used, flush=True)
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds for all files of all rounds."""

    wall_s: float
    cpu_s: float


def generate(folder: Path, count: int, kind: str) -> None:
    """Tagged files of a second, a dozen to an album, each with its own sound."""
    for n in range(count):
        album, number = divmod(n, 12)
        place = folder / f"Artist {album // 3}" / f"Album {album}"
        if number == 0:
            place.mkdir(parents=True, exist_ok=True)
        tags = {
            "title": f"Song {n}",
            "artist": f"Artist {album // 3}",
            "album": f"Album {album}",
            "genre": ("Rock", "Jazz", "Folk", "Ambient")[album % 4],
            "year": str(1970 + album % 50),
            "number": f"{number + 1}",
        }
        if kind == "flac":
            tags["date"], tags["tracknumber"] = tags.pop("year"), tags.pop("number")
            data = flac(n, 16_000, **tags)
        else:
            data = mp3(n, 38, **tags)
        (place / f"{number + 1:02d} Song {n}.{kind}").write_bytes(data)


def plain_walk(folder: Path) -> int:
    """os.walk and one stat for each file."""
    count = 0
    for place, _, names in os.walk(os.fsencode(folder)):
        for name in names:
            os.stat(os.path.join(place, name))  # noqa: PTH116, PTH118
            count += 1
    return count


def mutagen_on(paths: list[bytes], processes: int, rounds: int = 1) -> Cost:
    """mutagen.File on each path, shared among processes that have started and imported before the clock runs."""
    running = [
        subprocess.Popen([sys.executable, "-c", PLAIN, str(rounds)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(processes)
    ]
    for place, process in enumerate(running):
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(b"\0".join(paths[place::processes]) + b"\n")
        process.stdin.flush()
        process.stdout.readline()
    begun = time.perf_counter()
    for process in running:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()
    told = [process.stdout.readline().split() for process in running if process.stdout is not None]
    wall = time.perf_counter() - begun
    for process in running:
        process.communicate()
    return Cost(wall, sum(float(cpu) for _, cpu in told))


@contextmanager
def opened(data: Path) -> Iterator[tuple[LibraryService, Store, ReaderPool]]:
    """A library as the program opens it; no reader runs yet."""
    readers = ReaderPool(CORES)
    try:
        with Store.open(data, write=True, clock=lambda: datetime.now(UTC)) as store:
            yield LibraryService(store, readers, ChangeFeed()), store, readers
    finally:
        readers.close()


def timed(work: Callable[[], object]) -> Cost:
    """The cost of some work in this process and in those that it has waited for."""
    begun, used = time.perf_counter(), _all_cpu()
    work()
    return Cost(time.perf_counter() - begun, _all_cpu() - used)


def first_scan(music: Path, data: Path) -> tuple[Cost, float, int]:
    """A scan into an empty library; also after how many seconds the first track could be seen, and how many came in."""
    shown: list[float] = []
    with opened(data) as (library, _, readers):
        library._changes.subscribe(lambda _: shown.append(time.perf_counter()))
        begun, used = time.perf_counter(), _all_cpu()
        report = library.scan([music], QuietJob())
        wall = time.perf_counter() - begun
        readers.close()  # only the time of children that have ended is told
        cost = Cost(wall, _all_cpu() - used)
    return cost, shown[1] - begun, report.tracks


def _all_cpu() -> float:
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def best(costs: list[Cost]) -> Cost:
    """The quickest, in both ways of counting."""
    return Cost(min(cost.wall_s for cost in costs), min(cost.cpu_s for cost in costs))


def tell(name: str, cost: Cost, count: int, than: Cost | None = None) -> None:
    """One line of the result."""
    each = 1e6 * cost.cpu_s / count
    line = f"{name:32} {cost.wall_s:7.2f} s  {cost.cpu_s:7.2f} s of processor time  {each:6.1f} µs a file"
    print(line + (f"  {cost.wall_s / than.wall_s:5.2f}x wall, {cost.cpu_s / than.cpu_s:5.2f}x cpu" if than else ""))


def first(files: int, kind: str, turns: int) -> None:
    """A first scan of generated files."""
    with tempfile.TemporaryDirectory(prefix="undersong-bench-") as place:
        music = Path(place) / "music"
        generate(music, files, kind)
        paths = [stamp.path for stamp in walk.audio_files(os.fsencode(music), print)]
        for path in paths:
            Path(os.fsdecode(path)).read_bytes()
        walks, plain, ours, soonest = [], [], [], []
        for turn in range(turns):
            walks.append(timed(lambda: plain_walk(music)))
            plain.append(mutagen_on(paths, CORES))
            cost, soon, found = first_scan(music, Path(place) / f"data {turn}")
            if found != files:
                raise SystemExit(f"{found} of {files} files came in")
            ours.append(cost)
            soonest.append(soon)
    tell("os.walk and stat", best(walks), files)
    tell(f"mutagen.File, {CORES} processes", best(plain), files)
    tell("first scan, all in the library", best(ours), files, best(plain))
    print(f"the first track shows after {min(soonest):.2f} s")


def again(files: int, turns: int) -> None:
    """A scan of files of which all are known."""
    with tempfile.TemporaryDirectory(prefix="undersong-bench-") as place:
        music, data = Path(place) / "music", Path(place) / "data"
        generate_small(music, files)
        first_scan(music, data)
        walks, ours = [], []
        with opened(data) as (library, _, _):
            for _ in range(turns):
                walks.append(timed(lambda: plain_walk(music)))
                ours.append(timed(lambda: library.scan(None, QuietJob())))
    tell("os.walk and stat", best(walks), files)
    tell("scan that finds nothing new", best(ours), files, best(walks))


def generate_small(folder: Path, count: int) -> None:
    """As `generate`, with three frames of sound: the content does not matter."""
    for n in range(count):
        album, number = divmod(n, 12)
        place = folder / f"Artist {album // 3}" / f"Album {album}"
        if number == 0:
            place.mkdir(parents=True, exist_ok=True)
        data = mp3(
            n, 3, title=f"Song {n}", artist=f"Artist {album // 3}", album=f"Album {album}", number=str(number + 1)
        )
        (place / f"{number + 1:02d} Song {n}.mp3").write_bytes(data)


def reading(folder: Path, rounds: int, turns: int) -> None:
    """One sealed reader (layout, tags, quick key, the way back) beside mutagen.File in one process."""
    stamps = list(walk.audio_files(os.fsencode(folder), lambda refusal: print("left out:", refusal)))
    count = len(stamps) * rounds
    for stamp in stamps:
        Path(os.fsdecode(stamp.path)).read_bytes()
    paths = [stamp.path for stamp in stamps]
    runs = [(one_reader(stamps, rounds), mutagen_on(paths, 1, rounds)) for _ in range(turns)]
    ours, plain = (best(list(costs)) for costs in zip(*runs, strict=True))
    tell("mutagen.File", plain, count)
    tell("read_batch", ours, count, plain)


def one_reader(stamps: list[FileStamp], rounds: int) -> Cost:
    """Walked files through one reader; the reader's processor time counts, its start does not."""
    child = Child.start("reader")
    _read(child, stamps[:1])
    before_child = _child_cpu(child.pid)
    begun, used = time.perf_counter(), _own_cpu()
    for _ in range(rounds):
        for start in range(0, len(stamps), BATCH):
            _read(child, stamps[start : start + BATCH])
    cost = Cost(time.perf_counter() - begun, _own_cpu() - used + _child_cpu(child.pid) - before_child)
    child.close()
    return cost


def _read(child: Child, stamps: list[FileStamp]) -> None:
    files = [open_regular(stamp.path) for stamp in stamps]
    results = list(client.read_batch(child, files))
    for fd, _ in files:
        os.close(fd)
    if not all(isinstance(result, ReadFile) for result in results):
        raise SystemExit("a file was refused: compare on files that both can read")


def _own_cpu() -> float:
    return sum(resource.getrusage(resource.RUSAGE_SELF)[:2])


def _child_cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_subparsers(dest="what", required=True)
    one = what.add_parser("first")
    one.add_argument("--files", type=int, default=20_000)
    one.add_argument("--kind", choices=("mp3", "flac"), default="mp3")
    one.add_argument("--turns", type=int, default=3)
    two = what.add_parser("again")
    two.add_argument("--files", type=int, default=100_000)
    two.add_argument("--turns", type=int, default=5)
    three = what.add_parser("reading")
    three.add_argument("folder", type=Path, nargs="?", default=DATA)
    three.add_argument("--rounds", type=int, default=5, help="how often all files are read in one turn")
    three.add_argument("--turns", type=int, default=7)
    chosen = parser.parse_args()
    if chosen.what == "first":
        first(chosen.files, chosen.kind, chosen.turns)
    elif chosen.what == "again":
        again(chosen.files, chosen.turns)
    else:
        reading(chosen.folder, chosen.rounds, chosen.turns)


if __name__ == "__main__":
    main()
