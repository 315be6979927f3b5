"""The whole way through reader and analysis processes, for `tests.bench analyse`: time, processor, memory, start."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]
BURN = "import sys\nx = 0\nfor i in range(20_000_000): x += i"
"""About a second of work that shares nothing with anybody."""


@dataclass(frozen=True)
class Turn:
    """One set of files heard once."""

    wall_s: float
    cpu_s: float
    failed: tuple[str, ...]


class Way:
    """Readers and an analysis process for `jobs` tracks at once, started and warm."""

    def __init__(self, jobs: int, first: Path) -> None:
        from desktop_app.audio.client import AnalysisClient
        from desktop_app.sandbox.pool import ReaderPool

        self._jobs = jobs
        self._readers = ReaderPool(jobs, "decoder")
        self._client = AnalysisClient(self._readers, threads=jobs)
        self._threads = ThreadPoolExecutor(jobs)
        begin = time.perf_counter()
        self._one(first)
        self.first_s = time.perf_counter() - begin
        """Seconds until the first file was analysed, the start of the processes included."""
        list(self._threads.map(self._one, [first] * 2 * jobs))  # so that every reader is there

    def __enter__(self) -> Way:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown()
        self._client.close()
        self._readers.close()

    def hear(self, paths: Sequence[Path]) -> Turn:
        """Analyse these files."""
        cpu, begin = self._cpu_s(), time.perf_counter()
        failed = [problem for problem in self._threads.map(self._one, paths) if problem]
        return Turn(time.perf_counter() - begin, self._cpu_s() - cpu, tuple(failed))

    def peak_mib(self) -> tuple[float, float, float]:
        """(memory of the analysis process, of the largest reader, address space of the largest reader), at their peak.

        All in MiB.
        """
        readers = [child.pid for child in self._readers._idle]
        memory = [_status_mib(pid, "VmHWM") for pid in readers]
        return _status_mib(self._client.pid or 0, "VmHWM"), max(memory), max(_status_mib(p, "VmPeak") for p in readers)

    def _one(self, path: Path) -> str:
        from desktop_app.domain.errors import AppError

        try:
            self._client.analyse(os.fsencode(path))
        except AppError as problem:
            return f"{path.name}: {problem}"
        return ""

    def _cpu_s(self) -> float:
        pids = [self._client.pid or 0, *(child.pid for child in self._readers._idle)]
        return time.process_time() + sum(_cpu_s(pid) for pid in pids)


def machine_gives() -> float:
    """How much faster two processes that share nothing are here and now than one after the other; 2 on two idle cores.

    By the clock and thus of the moment: what else runs on the machine takes its part.
    """

    def burn() -> None:
        subprocess.run([sys.executable, "-c", BURN], check=True)

    begin = time.perf_counter()
    burn()
    burn()
    apart = time.perf_counter() - begin
    begin = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(burn), pool.submit(burn)]:
            done.result()
    return apart / (time.perf_counter() - begin)


def cold_start(path: Path) -> tuple[float, float]:
    """From the command that analyses a library of one file to its end, where numba's cache is empty.

    Returns:
        Seconds by the clock, and of the processor in all of its processes.
    """
    with tempfile.TemporaryDirectory(prefix="undersong-bench-") as folder:
        music = Path(folder) / "music"
        music.mkdir()
        (music / path.name).write_bytes(path.read_bytes())
        environment = dict(os.environ, NUMBA_CACHE_DIR=f"{folder}/numba", XDG_CACHE_HOME=f"{folder}/cache")

        def command(*words: str) -> str:
            return subprocess.run(
                [sys.executable, "-m", "desktop_app", *words, "--data-dir", str(Path(folder) / "data"), "--json"],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            ).stdout

        command("scan", str(music))
        begin, cpu = time.perf_counter(), _children_s()
        said = command("analyse")
        spent = time.perf_counter() - begin, _children_s() - cpu
    if json.loads(said)["analysed"] != 1:
        raise SystemExit(f"the command did not analyse {path.name}: {said}")
    return spent


def _children_s() -> float:
    """Processor seconds of all children that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _status_mib(pid: int, field: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) / 1024
    return 0.0


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
