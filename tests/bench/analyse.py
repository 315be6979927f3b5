"""What the analysis of real music costs: `python -m tests.bench.analyse [--jobs N] [--limit N]`.

In one run: decoding alone, decoding and features in this process, and the whole way through reader and analysis
processes with N jobs. CPU seconds of all processes, peak memory of each kind of process. The ratio to decoding alone
is what counts: it does not depend on the machine.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from desktop_app.audio import without_numba

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def _decode(path: Path) -> tuple[float, float]:
    """(CPU seconds, seconds of sound)."""
    from desktop_app.audio.decode import even
    from desktop_app.audio.sources import open_source

    begin = time.process_time()
    with path.open("rb") as file:
        source = open_source(file)
        frames = sum(len(block) for block in even(source.blocks(0), source.form.channels))
        source.close()
    return time.process_time() - begin, frames / source.form.rate


def _features(path: Path) -> float:
    from desktop_app.audio.decode import even
    from desktop_app.audio.extract import Extractor
    from desktop_app.audio.sources import open_source

    begin = time.process_time()
    with path.open("rb") as file:
        source = open_source(file)
        extractor = Extractor(source.form.rate, source.form.channels)
        for block in even(source.blocks(0), source.form.channels):
            extractor.push(block)
        source.close()
    extractor.finish()
    return time.process_time() - begin


def _peak_mib(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--limit", type=int, default=1000)
    parser.add_argument("files", nargs="*", type=Path)
    given = parser.parse_args(arguments)
    found = sorted(path for path in (DATA / "music").rglob("*") if path.is_file() and path.suffix != ".md")
    paths: list[Path] = (given.files or found)[: given.limit]
    if not paths:
        print("no music to measure on")
        return 2
    without_numba.install()
    _features(paths[0])  # imports and tables
    decode, features, seconds = [], [], 0.0
    for path in paths:
        cpu, length = _decode(path)
        decode.append(cpu)
        seconds += length
        features.append(_features(path))
    ratio = statistics.median(f / d for f, d in zip(features, decode, strict=True))
    minutes = seconds / 60
    print(f"{len(paths)} files, {minutes:.1f} min of sound")
    print(f"decode alone        {sum(decode):7.2f} CPU s  {sum(decode) / minutes:.4f} per minute of sound")
    print(
        f"decode and features {sum(features):7.2f} CPU s  {sum(features) / minutes:.4f} per minute of sound", end="  "
    )
    print(f"{sum(features) / sum(decode):.2f} x decode (median of files {ratio:.2f})")

    from desktop_app.audio.client import AnalysisClient
    from desktop_app.domain.errors import AppError
    from desktop_app.sandbox.pool import ReaderPool

    readers = ReaderPool(given.jobs, "decoder")
    client = AnalysisClient(readers, threads=given.jobs)

    def one(path: Path) -> str:
        try:
            client.analyse(os.fsencode(path))
        except AppError as problem:
            return f"{path.name}: {problem}"
        return ""

    begin = time.perf_counter()
    with ThreadPoolExecutor(given.jobs) as pool:
        first = one(paths[0])
        started = time.perf_counter() - begin
        own = time.process_time()
        begin = time.perf_counter()
        problems = [problem for problem in [first, *pool.map(one, paths)] if problem]
    wall = time.perf_counter() - begin
    analysis = client.pid or 0
    workers = [child.pid for child in readers._idle]
    cpu = time.process_time() - own + _cpu_s(analysis) + sum(_cpu_s(pid) for pid in workers)
    print(f"processes, {given.jobs} jobs   {cpu:7.2f} CPU s with start-up  {cpu / sum(decode):.2f} x decode", end="  ")
    print(f"{len(paths) / wall * 60:.0f} files/min, {minutes * 60 / wall:.0f} x real time, first file {started:.2f} s")
    print(f"peak memory: analysis {_peak_mib(analysis):.0f} MiB, readers", end=" ")
    print(", ".join(f"{_peak_mib(pid):.0f}" for pid in workers), end=" MiB, ")
    print(f"this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB (it measured, too)")
    for problem in problems:
        print("failed:", problem)
    client.close()
    readers.close()
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
