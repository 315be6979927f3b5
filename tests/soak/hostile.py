"""The whole hostile set, more mutations than a test has time for, and readers that do wrong.

    python -m tests.soak.hostile set [--full]           scan everything twice; healthy files all in, limits kept
    python -m tests.soak.hostile mutations [--count N]  scan N mutated files (10,000) beside as many healthy ones
    python -m tests.soak.hostile faults [--each N]      N files (100) for each way in which a reader can go wrong
    python -m tests.soak.hostile hearing [--each N]     the same while they are heard, excerpts first and then whole
    python -m tests.soak.hostile pace [--tracks N] [--quick]
                                what one poisoned file in a hundred costs the analysis of others; excerpts first
    python -m tests.soak.hostile hear FOLDER            decode and analyse every file, as playback and analysis do

Prints what it found; exits 1 where something is not as it must be. The tests run the same in small.
"""

from __future__ import annotations

import argparse
import collections
import os
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

from desktop_app.audio.client import AnalysisClient
from desktop_app.domain.errors import AppError, FileRefused
from desktop_app.domain.jobs import QuietJob
from desktop_app.domain.records import ScanReport
from desktop_app.library import client
from desktop_app.sandbox import process
from desktop_app.sandbox.pcm import PcmFailed, PcmReader
from desktop_app.sandbox.pool import ReaderPool
from desktop_app.services import Services, analysis_plan
from desktop_app.services.decoders import Decoders
from tests import faulty, hostile

MEMORY_KB = 1 << 20
"""What a helper may take."""
WALL_S = 30.0
"""How long one file may take."""
_NOT_FOR_PERSONS = re.compile(
    r"Traceback|Error\b|Exception|errno|0x[0-9a-f]{4}|NoneType|<class|\bint\b|\bstr\b|_[a-z]+\("
)


@dataclass
class Watched:
    """What the helper processes used at most, and their command lines."""

    memory_kb: int = 0
    commands: set[bytes] = field(default_factory=set)


@contextmanager
def watching_children() -> Iterator[Watched]:
    """Look at all processes below this one every few milliseconds."""
    watched = Watched()
    stop = threading.Event()

    def look() -> None:
        while not stop.wait(0.02):
            for status in Path("/proc").glob("[0-9]*/status"):
                try:
                    text = status.read_text()
                    if f"PPid:\t{os.getpid()}\n" not in text:
                        continue
                    watched.commands.add((status.parent / "cmdline").read_bytes())
                except OSError:
                    continue
                peak = re.search(r"VmHWM:\s+(\d+)", text)
                watched.memory_kb = max(watched.memory_kb, int(peak[1]) if peak else 0)

    thread = threading.Thread(target=look, name="looker")
    thread.start()
    try:
        yield watched
    finally:
        stop.set()
        thread.join()


@contextmanager
def services(data: Path) -> Iterator[Services]:
    """All services over a data folder."""
    with Services.open(data, write=True, clock=lambda: datetime.now(UTC), output="null") as opened:
        yield opened


def check_report(report: ScanReport, healthy: Sequence[bytes], known: Callable[[bytes], bool]) -> list[str]:
    """What is wrong with the report of a scan over hostile and healthy files; nothing, if all is well."""
    wrong = []
    classes = report.tracks + report.duplicates + report.not_music + len(report.refused)
    if report.found != classes:
        wrong.append(f"found {report.found} is not the sum of its classes, {classes}")
    refused = {refusal.path for refusal in report.refused}
    out = [path for path in healthy if path in refused or not known(path)]
    if out:
        wrong.append(f"{len(out)} healthy files are not in, among them {out[0]!r}")
    for refusal in (*report.refused, *report.unlisted, *report.problems):
        if not understandable(refusal.reason):
            wrong.append(f"no person understands {refusal.reason!r} of {refusal.path!r}")
    return wrong


def understandable(reason: str) -> bool:
    """Whether a reason is a plain phrase and not what a machine says to a machine."""
    return len(reason) > 8 and " " in reason and reason.isprintable() and _NOT_FOR_PERSONS.search(reason) is None


def scan(opened: Services, root: Path, healthy: Sequence[bytes]) -> tuple[ScanReport, list[str]]:
    """Scan a folder of hostile and healthy files; what is wrong about the result."""

    def known(path: bytes) -> bool:
        try:
            return opened.library.find(os.fsdecode(path), Path("/")) is not None
        except AppError:
            return False

    report = opened.library.scan([root], QuietJob())
    return report, check_report(report, healthy, known)


def hear(folder: Path, *, seconds: float = 2.0) -> dict[bytes, str]:
    """Decode every file but canaries as playback does (for so long), then as analysis does; what came of each."""
    outcome: dict[bytes, str] = {}
    readers = ReaderPool(2, "decoder")
    decoders = Decoders(ReaderPool(1, "decoder"))
    with closing(readers), closing(decoders), closing(AnalysisClient(readers, threads=1)) as analyser:
        for path in sorted(folder.rglob("*")):
            raw = os.fsencode(path)
            if (path.is_dir() and not path.is_symlink()) or path.name.startswith("canary"):
                continue
            outcome[raw] = _play(decoders, raw, seconds)
            try:
                outcome[raw] += f"; analysed {analyser.analyse(raw).duration_ms} ms"
            except FileRefused as problem:
                outcome[raw] += f"; refused: {problem.reason}"
    return outcome


def _play(decoders: Decoders, path: bytes, seconds: float) -> str:
    try:
        ends = decoders.start(path)
    except FileRefused as problem:
        return f"not opened: {problem.reason}"
    with closing(PcmReader(ends.fds)) as stream:
        try:
            form, frames = stream.format(WALL_S), 0
            while frames < seconds * form.rate and (block := stream.read(WALL_S)) is not None:
                frames += len(block.samples)
        except PcmFailed as problem:
            return f"failed: {problem.message}"
        return f"played {frames} frames"


@contextmanager
def faulty_readers(timeout_s: float = 30.0) -> Iterator[None]:
    """Readers are started as `tests.faulty`, and reading or analysing a file may take this long."""
    with ExitStack() as patches:
        command = [sys.executable, "-m", "tests.faulty"]
        patches.enter_context(mock.patch.object(process, "own_command", lambda: command))
        for function in (client.read_batch, AnalysisClient.__init__):
            given = {**(function.__kwdefaults__ or {}), "timeout_s": timeout_s}
            patches.enter_context(mock.patch.object(function, "__kwdefaults__", given))
        yield


@contextmanager
def excerpts_first() -> Iterator[None]:
    """Every library counts as a new one: excerpts of all tracks are heard before the whole of any."""
    with mock.patch.object(analysis_plan, "NEW_LIBRARY", 1), mock.patch.object(analysis_plan, "CLOSE_FIRST", (0, 0)):
        yield


def write_faults(root: Path, each: int, healthy: int) -> list[bytes]:
    """Files for every fault, and healthy ones; the paths of the healthy ones."""
    root.mkdir(parents=True)
    for fault in faulty.FAULTS:
        for number in range(each):
            (root / f"{number:03d} {fault}.mp3").write_bytes(faulty.content(fault, number))
    return [os.fsencode(hostile.healthy(root / f"{n % 1000:03d} good {n}.flac", n)) for n in range(healthy)]


def run_set(folder: Path, *, full: bool) -> list[str]:
    """The whole set."""
    every = hostile.write_set(folder, full=full, mutated=1000 if full else 96)
    with services(folder / "data") as opened, watching_children() as watched:
        begun = time.monotonic()
        report, wrong = scan(opened, every.root, every.healthy)
        took = time.monotonic() - begun
        again = opened.library.scan(None, QuietJob())
    print(f"{report.found} files ({len(every.healthy)} healthy) in {took:.1f} s: {report.tracks} tracks, "
          f"{report.duplicates} copies, {report.not_music} not music, {len(report.refused)} refused")  # fmt: skip
    for reason, count in collections.Counter(refusal.reason for refusal in report.refused).most_common():
        print(f"  {count:5d} {reason}")
    print(f"helpers took {watched.memory_kb >> 10} MB at most")
    if watched.memory_kb > MEMORY_KB:
        wrong.append("a helper took more memory than it may")
    if again.new or again.changed:
        wrong.append(f"a second scan found {again.new} new and {again.changed} changed")
    return wrong


def run_mutations(folder: Path, count: int) -> list[str]:
    """Mutated files of eight formats, a thousand at a time, each beside a healthy one."""
    files = hostile.base(folder / "base")
    wrong: list[str] = []
    refused = tracks = 0
    with services(folder / "data") as opened, watching_children() as watched:
        for first in range(0, count, 1000):
            root = folder / "root" / str(first)
            root.mkdir(parents=True)
            healthy = []
            for name, data in hostile.mutations(files, min(1000, count - first), first):
                (root / name).write_bytes(data)
                healthy.append(
                    os.fsencode(hostile.healthy(root / f"healthy {name}.flac", 10_000_000 + first + len(healthy)))
                )
            report, found_wrong = scan(opened, root, healthy)
            wrong += found_wrong
            refused, tracks = refused + len(report.refused), tracks + report.tracks
            killed = [r for r in report.refused if "ended the reader" in r.reason]
            print(f"{first + 1000}: {len(report.refused)} refused, {len(killed)} by the end of a reader")
    print(
        f"{count} mutated: {refused} refused, {tracks - count} taken; helpers took {watched.memory_kb >> 10} MB at most"
    )
    return wrong


def run_faults(folder: Path, each: int) -> list[str]:
    """Readers that do wrong: every healthy file comes through, every poisoned one is set aside with its reason."""
    healthy = write_faults(folder / "root", each, each * len(faulty.FAULTS))
    with faulty_readers(timeout_s=5.0), services(folder / "data") as opened:
        begun = time.monotonic()
        report, wrong = scan(opened, folder / "root", healthy)
    print(f"{report.found} files in {time.monotonic() - begun:.1f} s, {len(report.refused)} refused")
    for reason, count in collections.Counter(refusal.reason for refusal in report.refused).most_common():
        print(f"  {count:5d} {reason}")
    if len(report.refused) != each * len(faulty.FAULTS):
        wrong.append(f"{len(report.refused)} files were refused")
    return wrong


def run_hearing(folder: Path, each: int) -> list[str]:
    """Readers that do wrong while a track is heard, as many tracks that are well, and no track is lost by it."""
    faults = (*faulty.ENDS, "hang")
    root = folder / "root"
    root.mkdir()
    for number in range(each):
        for place, fault in enumerate(faults):
            seed = number * len(faults) + place
            hostile.healthy(root / f"{seed} well.flac", seed, seconds=1.5)
            hostile.healthy(root / f"{seed} decode {fault}.flac", -1 - seed, seconds=1.5)
    with excerpts_first(), faulty_readers(timeout_s=4.0), services(folder / "data") as opened:
        opened.library.scan([root], QuietJob())
        report = opened.analysis.run(QuietJob(), anyway=True)
        coverage = opened.analysis.coverage()
    print(f"{report.analysed} heard, {len(report.failed)} set aside, {report.wall_s:.1f} s")
    for reason, count in collections.Counter(refusal.reason for refusal in report.failed).most_common():
        print(f"  {count:5d} {reason}")
    wanted = each * len(faults)
    wrong = [f"no person understands {one.reason!r}" for one in report.failed if not understandable(one.reason)]
    if (coverage.analysed, coverage.set_aside, coverage.excerpts) != (wanted, wanted, 0):
        wrong.append(f"{coverage.analysed} of {wanted} were heard, {coverage.set_aside} are set aside")
    return wrong


def run_pace(folder: Path, tracks: int, *, quick: bool) -> list[str]:
    """Analysis of tracks of three minutes, without and with one in a hundred that ends its reader; the pace left."""
    took = []
    for name, poisoned in (("clean", 0), ("poisoned", max(1, tracks // 100))):
        root = folder / name
        root.mkdir()
        for number in range(tracks):
            hostile.healthy(root / f"{number}.flac", number, seconds=180)
        for number in range(poisoned):
            hostile.healthy(
                root / f"{number} decode {faulty.ENDS[number % len(faulty.ENDS)]}.flac", -1 - number, seconds=180
            )
        passes = excerpts_first() if quick else nullcontext()
        with passes, faulty_readers(), services(folder / f"data of {name}") as opened:
            opened.library.scan([root], QuietJob())
            report = opened.analysis.run(QuietJob(), anyway=True)
        print(f"{name}: {report.analysed} analysed, {len(report.failed)} not, {report.wall_s:.1f} s")
        took.append(report.analysed / report.wall_s)
        if (report.analysed, len(report.failed)) != (tracks, poisoned):
            return [f"{report.analysed} of {tracks} were analysed"]
    print(f"{took[1] / took[0]:.1%} of the pace")
    return [] if took[1] >= 0.9 * took[0] else ["poisoned files cost more than a tenth of the pace"]


def main() -> int:
    """See the module."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    which = parser.add_subparsers(dest="which", required=True)
    which.add_parser("set").add_argument("--full", action="store_true")
    which.add_parser("mutations").add_argument("--count", type=int, default=10_000)
    which.add_parser("faults").add_argument("--each", type=int, default=100)
    which.add_parser("hearing").add_argument("--each", type=int, default=100)
    pace = which.add_parser("pace")
    pace.add_argument("--tracks", type=int, default=100)
    pace.add_argument("--quick", action="store_true")
    which.add_parser("hear").add_argument("folder", type=Path)
    options = parser.parse_args()
    if options.which == "hear":
        for path, outcome in hear(options.folder).items():
            print(f"{path!r}: {outcome}")
        return 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if options.which == "set":
            wrong = run_set(folder, full=options.full)
        elif options.which == "mutations":
            wrong = run_mutations(folder, options.count)
        elif options.which == "pace":
            wrong = run_pace(folder, options.tracks, quick=options.quick)
        elif options.which == "hearing":
            wrong = run_hearing(folder, options.each)
        else:
            wrong = run_faults(folder, options.each)
    for problem in wrong:
        print(f"WRONG: {problem}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
