"""Other programs that hear music, asked for what they make of a file and what it costs them.

    with peers.running(Path("/path/to/venv/bin/python")) as (found, missing):
        for peer in found:
            heard = peer.hear(path)               # .vector float32 (empty for musly), .cpu_s with its own children
            matrix = peer.distances(paths)        # (n, n) float64, as the peer itself measures: smaller is more alike

`peer.features(path)` is the vector alone. bliss: 20 or 23 floats, Euclidean distance. musly: no vector, its own
similarity ("timbre", 60 s from the middle, as its command does), relative to the set of paths. essentia: all of
MusicExtractor's means and deviations of fixed length; it has no distance, so z-scores and Euclid stand in.

Each runs as a long-lived process of an interpreter that has it installed, which need not be ours, and is fed file by
file: what one of them does (bliss' Rust panics are no `Exception`, some builds die of an unknown instruction) hurts
nobody else. A file that a peer cannot read raises PeerRefused. Install them apart from the program:

    python3 -m venv FOLDER && FOLDER/bin/pip install bliss-audio pymusly essentia

musly needs ffmpeg. The wheel of bliss-audio 0.2.0 dies of SIGILL on processors without AVX-512; 0.1.11 does not.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAMES = ("bliss", "musly", "essentia")
MUSLY_LENGTH_S, MUSLY_START_S = 60.0, -48.0
"""What musly's own command hears of a file: a minute around the middle, from second 48 on at the earliest."""


class PeerMissing(Exception):
    """This peer cannot be run here; the text says why."""


class PeerRefused(Exception):
    """This peer makes nothing of this file; the text says why."""


@dataclass(frozen=True)
class Heard:
    """What a peer made of a file. `vector`: see the module; `cpu_s`: processor seconds, with all its processes."""

    vector: Any
    cpu_s: float


class Peer:
    """One peer's process."""

    def __init__(self, name: str, python: Path) -> None:
        """Start it.

        Raises:
            PeerMissing: it is not installed for this interpreter, or does not run on this machine.
        """
        self.name = name
        self._python = python
        self._heard: dict[Path, Heard] = {}
        self._start()

    def hear(self, path: Path) -> Heard:
        """Analyse a file. Raises PeerRefused."""
        answer = self._ask({"path": os.fsdecode(path)})
        import numpy as np

        heard = Heard(np.asarray(answer["vector"], np.float32), float(answer["cpu_s"]))
        self._heard[path] = heard
        return heard

    def features(self, path: Path) -> Any:
        """The vector of a file, shape (width,), float32; empty for musly. Raises PeerRefused."""
        return (self._heard.get(path) or self.hear(path)).vector

    def distances(self, paths: Sequence[Path]) -> Any:
        """How far apart these files lie for this peer, shape (n, n), 0 on the diagonal.

        Raises:
            PeerRefused: it makes nothing of one of them (leave that one out and ask again).
        """
        import numpy as np

        vectors = [self.features(path) for path in paths]
        if self.name == "musly":
            return np.asarray(self._ask({"distances": [os.fsdecode(path) for path in paths]})["matrix"])
        table = np.stack(vectors).astype(np.float64)
        if self.name == "essentia":
            table = (table - table.mean(0)) / (table.std(0) + 1e-9)
        return np.sqrt(np.square(table[:, None] - table[None]).sum(2))

    def close(self) -> None:
        """End the process."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _start(self) -> None:
        one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"), "1")
        self._process = subprocess.Popen(
            [str(self._python), str(Path(__file__).resolve()), "--serve", self.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(os.environ, **one_thread),
            text=True,
        )
        try:
            ready = self._answer()
        except PeerRefused as problem:
            self.close()
            raise PeerMissing(str(problem)) from problem
        self.version = str(ready["version"])

    def _ask(self, question: dict[str, object]) -> dict[str, Any]:
        try:
            print(json.dumps(question), file=self._process.stdin, flush=True)
            return self._answer()
        except (BrokenPipeError, PeerRefused) as problem:
            if self._process.poll() is not None:
                self.close()
                self._start()
            raise PeerRefused(str(problem)) from problem

    def _answer(self) -> dict[str, Any]:
        line = self._process.stdout.readline() if self._process.stdout is not None else ""
        if not line:
            code = self._process.wait()
            raise PeerRefused(f"its process was ended by {signal.Signals(-code).name}" if code < 0 else "it ended")
        answer: dict[str, Any] = json.loads(line)
        if "refused" in answer:
            raise PeerRefused(str(answer["refused"]))
        return answer


@contextlib.contextmanager
def running(
    python: Path | None = None, names: Sequence[str] = NAMES, probe: Path | None = None
) -> Iterator[tuple[list[Peer], dict[str, str]]]:
    """The peers that can be run, and of the others why not.

    Args:
        python: the interpreter that has them; None takes our own.
        probe: a healthy file. A peer that dies over it is taken for one that does not run on this machine.
    """
    found: list[Peer] = []
    missing: dict[str, str] = {}
    for name in names:
        try:
            peer = Peer(name, python or Path(sys.executable))
        except PeerMissing as problem:
            missing[name] = str(problem)
            continue
        found.append(peer)
        if probe is not None:
            try:
                peer.hear(probe)
            except PeerRefused as problem:
                missing[name] = f"{peer.version}: {problem}"
                found.remove(peer)
                peer.close()
    try:
        yield found, missing
    finally:
        for peer in found:
            peer.close()


# What follows runs in the peer's process, with its interpreter: nothing of ours is there but this file.


def _bliss() -> tuple[str, Callable[[str], list[float]], None]:
    import bliss_audio

    return _version("bliss-audio"), lambda path: [float(value) for value in bliss_audio.Song(path).analysis], None


def _musly() -> tuple[str, Callable[[str], list[float]], Callable[[Sequence[str]], list[list[float]]]]:
    import pymusly

    if not pymusly.is_ffmpeg_present():
        raise ImportError("ffmpeg is not installed, which it decodes with")
    tracks: dict[str, Any] = {}
    jukebox = pymusly.MuslyJukebox(method="timbre", decoder="none")

    def hear(path: str) -> list[float]:
        tracks[path] = jukebox.track_from_audiofile(path, MUSLY_LENGTH_S, MUSLY_START_S)
        return []

    def distances(paths: Sequence[str]) -> list[list[float]]:
        numbered = [(number, tracks[path]) for number, path in enumerate(paths)]
        other = pymusly.MuslyJukebox(method="timbre", decoder="none")
        other.set_style([track for _, track in numbered])
        other.add_tracks(numbered)
        rows = [[float(value) for value in other.compute_similarity(seed, numbered)] for seed in numbered]
        for number, row in enumerate(rows):
            row[number] = 0.0
        return rows

    return _version("pymusly"), hear, distances


def _essentia() -> tuple[str, Callable[[str], list[float]], None]:
    import essentia
    import essentia.standard
    import numpy as np

    essentia.log.infoActive = essentia.log.warningActive = False
    statistics = ["mean", "stdev"]
    extractor = essentia.standard.MusicExtractor(
        lowlevelStats=statistics, rhythmStats=statistics, tonalStats=statistics
    )

    def hear(path: str) -> list[float]:
        pool, _ = extractor(path)
        values: list[float] = []
        for name in sorted(pool.descriptorNames()):
            if name.startswith("metadata.") or name in ("rhythm.beats_position", "rhythm.beats_count"):
                continue
            value = pool[name]
            if isinstance(value, float | int) or (isinstance(value, np.ndarray) and value.ndim == 1):
                values.extend(np.nan_to_num(np.atleast_1d(value).astype(float)).tolist())
        return values

    return _version("essentia"), hear, None


def _version(package: str) -> str:
    from importlib.metadata import version

    return version(package)


def _cpu_s() -> float:
    import resource  # finer than os.times, which counts in hundredths

    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _serve(name: str) -> int:
    line = os.fdopen(os.dup(1), "w")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)  # what the libraries print must not come between the answers
    os.close(nowhere)

    def say(answer: dict[str, object]) -> None:
        print(json.dumps(answer), file=line, flush=True)

    try:
        version, hear, distances = {"bliss": _bliss, "musly": _musly, "essentia": _essentia}[name]()
    except ImportError as problem:
        say({"refused": f"not installed ({problem})"})
        return 1
    say({"version": version})
    for question in sys.stdin:
        asked = json.loads(question)
        try:
            if "distances" in asked and distances is not None:
                say({"matrix": distances(asked["distances"])})
                continue
            before = _cpu_s()
            vector = hear(asked["path"])
            say({"vector": vector, "cpu_s": _cpu_s() - before})
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as problem:  # a Rust panic is one, and no Exception
            say({"refused": (str(problem).strip() or type(problem).__name__).splitlines()[0][:200]})
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="For `tests.bench analyse`: hears files for the process that asks.")
    parser.add_argument("--serve", choices=NAMES, required=True)
    sys.exit(_serve(parser.parse_args().serve))
