"""What reading a library costs, against plain mutagen on the same files.

    python -m tests.bench.scan [FOLDER] [--rounds N]

Processor time and wall time of `client.read_batch` (a sealed reader: layout, tags, quick key, the way back) beside
those of `mutagen.File` in a process of its own. Files are read once before, so that both find them in the page cache.
Both are run in turns and the quickest turn of each counts.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from desktop_app.domain.records import FileStamp, ReadFile
from desktop_app.library import client, walk
from desktop_app.sandbox.files import open_regular
from desktop_app.sandbox.process import Child

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "music"
BATCH = 32
PLAIN = """
import os, resource, sys, time
import mutagen
paths = sys.stdin.buffer.read().split(b"\\0")
mutagen.File(os.fsdecode(paths[0]))
begun, used = time.perf_counter(), sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
for _ in range(int(sys.argv[1])):
    for path in paths:
        mutagen.File(os.fsdecode(path))
print(time.perf_counter() - begun, sum(resource.getrusage(resource.RUSAGE_SELF)[:2]) - used)
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds for all files of all rounds."""

    wall_s: float
    cpu_s: float


def ours(stamps: list[FileStamp], rounds: int) -> Cost:
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


def plain(stamps: list[FileStamp], rounds: int) -> Cost:
    """mutagen.File on each path."""
    ran = subprocess.run(
        [sys.executable, "-c", PLAIN, str(rounds)],
        input=b"\0".join(stamp.path for stamp in stamps),
        capture_output=True,
        check=True,
    )
    wall, cpu = map(float, ran.stdout.split())
    return Cost(wall, cpu)


def _read(child: Child, stamps: list[FileStamp]) -> None:
    opened = [open_regular(stamp.path) for stamp in stamps]
    results = list(client.read_batch(child, opened))
    for fd, _ in opened:
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
    parser.add_argument("folder", type=Path, nargs="?", default=DATA)
    parser.add_argument("--rounds", type=int, default=5, help="how often all files are read in one turn")
    parser.add_argument("--turns", type=int, default=7)
    chosen = parser.parse_args()
    stamps = list(walk.audio_files(os.fsencode(chosen.folder), lambda refusal: print("left out:", refusal)))
    count = len(stamps) * chosen.rounds
    for stamp in stamps:
        Path(os.fsdecode(stamp.path)).read_bytes()
    turns = [(ours(stamps, chosen.rounds), plain(stamps, chosen.rounds)) for _ in range(chosen.turns)]
    best = [Cost(min(c.wall_s for c in costs), min(c.cpu_s for c in costs)) for costs in zip(*turns, strict=True)]
    for name, cost in zip(("read_batch", "mutagen.File"), best, strict=True):
        cpu_ms = 1000 * cost.cpu_s / count
        print(f"{name:14} {count / cost.wall_s:8.0f} files/s  {cpu_ms:6.3f} ms of processor time per file")
    cpu, wall = best[0].cpu_s / best[1].cpu_s, best[0].wall_s / best[1].wall_s
    print(f"ratio          {cpu:8.2f} of processor time, {wall:.2f} of wall time")


if __name__ == "__main__":
    main()
