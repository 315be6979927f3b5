"""What the analysis of real music costs: `python -m tests.bench analyse --data FOLDER [--peers PYTHON]`.

In one run, file by file in changing order: CPU seconds of decoding alone, of our features with and without what the
models hear, of the quick pass over excerpts, and of bliss-audio, pymusly and essentia where they are installed (for
this interpreter, or for the one that --peers names). Then the whole way through reader and analysis processes with one
and with two tracks at once. The ratios are what counts: they do not depend on the machine. Ends with 1 where a floor
is broken, and names it; those against bliss are looked at only where bliss is there, on the files that it can read.

The floor against decoding is held against the median of the files' ratios, those against bliss and of the quick pass
against the ratio of sums, the latter over files at least twice as long as the excerpts together. On a busy machine the
clock tells of others: the speed-up is held against what two processes gain that share nothing, and the cold start is
judged by the processor time of all its processes where that is less, which is about what the clock says on an idle one.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.library.formats import is_audio_name
from tests.bench import peers, processes
from tests.bench.hearing import Hearing

DECODE, MEASURED, ALL, QUICK, QUICK_ALL = (
    "decoding alone",
    "hand-made features",
    "with the models",
    "quick pass",
    "quick pass with the models",
)
BLISS = "bliss"
MEASURED_TO_DECODE, MEASURED_TO_BLISS, MODELS_TO_BLISS, QUICK_TO_WHOLE = 2.0, 0.8, 0.8, 0.5
SPEED_UP, ANALYSIS_MIB, READER_MIB, START_S = 1.6, 400.0, 1024.0, 3.0
LONG_S = 120.0
"""From this length on the quick pass is held against the whole one: it hears a minute."""
TURNS = 5


@dataclass
class Costs:
    """CPU seconds by way and file; a way lacks the files that it could not read."""

    of: dict[str, dict[Path, float]] = field(default_factory=dict)
    length_s: dict[Path, float] = field(default_factory=dict)
    refused: dict[str, dict[Path, str]] = field(default_factory=dict)

    def add(self, way: str, path: Path, cpu_s: float) -> None:
        self.of.setdefault(way, {})[path] = cpu_s

    def both(self, way: str, other: str, at_least_s: float = 0.0) -> tuple[list[float], list[float]]:
        """The costs of two ways on the files that both could read."""
        mine, theirs = self.of.get(way, {}), self.of.get(other, {})
        paths = [path for path in mine if path in theirs and self.length_s[path] >= at_least_s]
        return [mine[path] for path in paths], [theirs[path] for path in paths]

    def ratio(self, way: str, other: str, at_least_s: float = 0.0) -> float:
        """Ratio of sums; NaN where they have no file in common."""
        mine, theirs = self.both(way, other, at_least_s)
        return sum(mine) / sum(theirs) if theirs else float("nan")

    def median(self, way: str, other: str) -> float:
        """Median of the files' ratios; NaN where they have no file in common."""
        mine, theirs = self.both(way, other)
        return statistics.median(a / b for a, b in zip(mine, theirs, strict=True)) if theirs else float("nan")


@dataclass
class Floors:
    """What has to hold; prints each as it is looked at."""

    broken: list[str] = field(default_factory=list)

    def hold(self, name: str, value: float, limit: float, *, most: bool = True) -> None:
        held = value <= limit if most else value >= limit
        print(
            f"  {'held  ' if held else 'BROKEN'}  {name}: {value:.2f} ({'at most' if most else 'at least'} {limit:g})"
        )
        if not held:
            self.broken.append(name)


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="a folder of music")
    parser.add_argument("--peers", type=Path, metavar="PYTHON", help="the interpreter that has the peers")
    parser.add_argument("--without", nargs="*", default=[], choices=peers.NAMES, help="peers to leave out")
    parser.add_argument("--limit", type=int, help="at most so many files, spread evenly")
    parser.add_argument("--only", choices=("costs", "processes"), help="one half of the run")
    given = parser.parse_args(words)
    paths = _music(given.data, given.limit)
    if not paths:
        print(f"no music in {given.data}")
        return 2
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {len(os.sched_getaffinity(0))} processors")
    floors = Floors()
    if given.only != "processes":
        names = [name for name in peers.NAMES if name not in given.without]
        with peers.running(given.peers, names, probe=paths[0]) as (found, missing):
            hearing = Hearing()
            costs = measure(paths, hearing, found)
        _tell(costs, [peer.name for peer in found])
        for peer in found:
            print(f"  {peer.name} is version {peer.version}")
        for name, reason in {**missing, **hearing.missing}.items():
            print(f"  without {name}: {reason}")
        _hold_costs(costs, floors, models=hearing.has_models)
    if given.only != "costs":
        _through_processes(paths, floors)
    print(f"broken: {'; '.join(floors.broken)}" if floors.broken else "all floors held")
    return 1 if floors.broken else 0


def _music(folder: Path, limit: int | None) -> list[Path]:
    found = sorted(path for path in folder.rglob("*") if path.is_file() and is_audio_name(os.fsencode(path.name)))
    if limit is None or limit >= len(found):
        return found
    return [found[i * len(found) // limit] for i in range(limit)]


def measure(paths: Sequence[Path], hearing: Hearing, found: Sequence[peers.Peer]) -> Costs:
    """Each file in each way, one way after the other, beginning with another one at every file."""
    from threadpoolctl import threadpool_limits

    ways: list[tuple[str, Callable[[Path], tuple[float, float]]]] = [
        (DECODE, hearing.decode),
        (MEASURED, hearing.measured),
        (ALL, hearing.all),
        (QUICK, hearing.quick),
        (QUICK_ALL, hearing.quick_all),
    ]
    costs = Costs()
    with threadpool_limits(1):
        for way in ways:
            way[1](paths[0])  # what is loaded late
        for number, path in enumerate(paths):
            path.read_bytes()  # from now on it lies in the system's cache, for everybody
            turn = number % (len(ways) + len(found))
            order: list[int] = [*range(turn, len(ways) + len(found)), *range(turn)]
            for place in order:
                if place < len(ways):
                    name, hear = ways[place]
                    cpu_s, length_s = hear(path)
                    costs.add(name, path, cpu_s)
                    costs.length_s[path] = max(length_s, costs.length_s.get(path, 0.0))
                    continue
                peer = found[place - len(ways)]
                try:
                    costs.add(peer.name, path, peer.hear(path).cpu_s)
                except peers.PeerRefused as problem:
                    costs.refused.setdefault(peer.name, {})[path] = str(problem)
            if sys.stderr.isatty():
                print(f"\r{number + 1} of {len(paths)}", end="\r", file=sys.stderr, flush=True)
    return costs


def _tell(costs: Costs, found: Sequence[str]) -> None:
    lengths = list(costs.length_s.values())
    print(f"{len(lengths)} files, {sum(lengths) / 60:.1f} min of sound, mean {statistics.mean(lengths):.0f} s\n")
    print(
        f"{'CPU s per track':28}{'mean':>8}{'median':>8}{'x decode':>10}{'(sums)':>8}{'x bliss':>9}{'x real time':>13}"
    )
    for way, spent in costs.of.items():
        if way not in (DECODE, MEASURED, ALL, QUICK, QUICK_ALL) and way not in found:
            continue
        values = list(spent.values())
        faster = sum(costs.length_s[path] for path in spent) / sum(values)
        bliss = f"{costs.ratio(way, BLISS):9.2f}" if BLISS in costs.of else f"{'-':>9}"
        print(
            f"{way:28}{statistics.mean(values):8.3f}{statistics.median(values):8.3f}{costs.median(way, DECODE):10.2f}"
            f"{costs.ratio(way, DECODE):8.2f}{bliss}{faster:13.0f}"
        )
    for name, files in costs.refused.items():
        print(f"  {name} could not read {len(files)} files, left out: {', '.join(path.name for path in files)}")


def _hold_costs(costs: Costs, floors: Floors, *, models: bool) -> None:
    print()
    floors.hold("hand-made features to decoding alone, median", costs.median(MEASURED, DECODE), MEASURED_TO_DECODE)
    if BLISS in costs.of:
        floors.hold("hand-made features to bliss", costs.ratio(MEASURED, BLISS), MEASURED_TO_BLISS)
        if models:
            more = costs.ratio(ALL, BLISS) - costs.ratio(MEASURED, BLISS)
            floors.hold("what the models add, to bliss", more, MODELS_TO_BLISS)
    if costs.both(QUICK, MEASURED, LONG_S)[0]:
        floors.hold("quick pass to the whole, long files", costs.ratio(QUICK, MEASURED, LONG_S), QUICK_TO_WHOLE)
        print(f"          with the models in both: {costs.ratio(QUICK_ALL, ALL, LONG_S):.2f}")


def _through_processes(paths: Sequence[Path], floors: Floors) -> None:
    """One and two tracks at once, in turns over parts of the files."""
    parts = [paths[i::TURNS] for i in range(TURNS) if paths[i::TURNS]]
    gives = [processes.machine_gives()]
    with processes.Way(1, paths[0]) as one, processes.Way(2, paths[0]) as two:
        turns = []
        for number, part in enumerate(parts):
            single, double = (one.hear(part), two.hear(part)) if number % 2 else (two.hear(part), one.hear(part))[::-1]
            turns.append((single, double))
            gives.append(processes.machine_gives())
        peaks = [one.peak_mib(), two.peak_mib()]
        print(f"\nthe whole way, first file after {one.first_s:.2f} s, its processes started")
    for jobs, place in ((1, 0), (2, 1)):
        wall, cpu = (sum(getattr(turn[place], name) for turn in turns) for name in ("wall_s", "cpu_s"))
        print(
            f"  {jobs} at once: {len(paths) / wall * 60:5.0f} files/min, {wall / len(paths):.3f} s and "
            f"{cpu / len(paths):.3f} CPU s per track; analysis {peaks[place][0]:.0f} MiB, readers "
            f"{peaks[place][1]:.0f} MiB in {peaks[place][2]:.0f} MiB of address space"
        )
    for problem in sorted({text for turn in turns for text in (*turn[0].failed, *turn[1].failed)}):
        print(f"  failed: {problem}")
        floors.broken.append(problem)
    speed_up = sum(turn[0].wall_s for turn in turns) / sum(turn[1].wall_s for turn in turns)
    machine = statistics.median(gives)
    wanted = SPEED_UP * min(1.0, machine / 2)
    print(f"  two processes that share nothing gain {machine:.2f} here and now (2 on an idle machine)\n")
    floors.hold("speed-up of two tracks at once, of what the machine gives", speed_up, round(wanted, 2), most=False)
    floors.hold("memory of the analysis process, MiB", max(peak[0] for peak in peaks), ANALYSIS_MIB)
    floors.hold("address space of a reader, MiB", max(peak[2] for peak in peaks), READER_MIB)
    clock, cpu = processes.cold_start(paths[0])
    print(f"  a cold start with one track: {clock:.2f} s by the clock, {cpu:.2f} s of the processor in all processes")
    floors.hold("first analysed track after a cold start, s", min(clock, cpu), START_S)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
