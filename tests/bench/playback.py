"""How well the engine plays: start, pause and seek as heard, and gaps while the processors are busy.

`python -m tests.bench playback [--seconds 30] [--busy 2]` starts a sound server of its own with a null sink, records
what that sink is given, and prints figures. Needs pulseaudio, parec and pactl.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from desktop_app.playback.client import EngineClient, Output, Position, Started
from tests.playback.pulse import MISSING, RATE, Recording, Server, silent_runs
from tests.playback.streams import Decoder, Events, report, tone


def main() -> int:
    """Run all measurements; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=30.0, help="how long to play under load")
    parser.add_argument("--busy", type=int, default=os.cpu_count() or 2, help="processes that only burn time")
    parser.add_argument("--tries", type=int, default=10, help="starts, pauses and seeks that are timed")
    options = parser.parse_args()
    if MISSING:
        print(f"not installed: {', '.join(MISSING)}")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        os.environ.update({name: server.environment[name] for name in ("XDG_RUNTIME_DIR", "PULSE_SERVER", "LC_ALL")})
        try:
            print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
            reactions(server, Path(folder), options.tries)
            under_load(server, Path(folder), options.seconds, options.busy)
        finally:
            server.stop()
    return 0


def reactions(server: Server, folder: Path, tries: int) -> None:
    """From a command until its effect stands in the recording: an upper bound, as the recording itself lags."""
    events = Events()
    began = time.monotonic()
    client = EngineClient(events)
    client.start()
    events.wait(Output)
    print(f"engine ready after {(time.monotonic() - began) * 1000:.0f} ms")
    recording = Recording(server, folder / "reactions", latency_ms=5)
    recording.wait(0.3)
    half = np.full((30 * RATE, 2), 0.5, np.float32)
    sound = np.concatenate([half, -half])  # the sign tells the place
    took: dict[str, list[float]] = {"load to sound": [], "seek to new sound": [], "pause to silence": []}
    for number in range(tries):
        recording.wait(0.5)  # the device is let go of after a pause: this is a start from cold
        decoder = Decoder(sound)
        begun = time.monotonic()
        client.load(number, decoder.ends)
        took["load to sound"].append(until(recording, begun, lambda end: end.max() > 0))
        events.wait(Position, lambda place, item=number: place.item == item and place.heard_ms > 300)
        begun, since = time.monotonic(), len(events.all)
        client.seek(31_000)
        took["seek to new sound"].append(until(recording, begun, lambda end: end.min() < 0))
        events.wait(Position, lambda place: place.position_ms > 31_300, since=since)
        begun = time.monotonic()
        client.pause()
        took["pause to silence"].append(until(recording, begun, lambda end: not end.any()))
    for name, values in took.items():
        milliseconds = np.array(values) * 1000
        print(f"{name}: median {np.median(milliseconds):.0f} ms, worst {milliseconds.max():.0f} ms ({tries} tries)")
    client.close()
    recording.stop()


def until(recording: Recording, begun: float, fits: Callable[[np.ndarray], bool]) -> float:
    """Wait until the last 5 ms of the recording fit; seconds since `begun`."""
    while not fits(recording.since(recording.seconds() - 0.005)):
        recording.wait(0.001)
    return time.monotonic() - begun


def under_load(server: Server, folder: Path, seconds: float, busy: int) -> None:
    """Play a tone while other processes want the processors, and count the holes in what is heard."""
    events = Events()
    client = EngineClient(events)
    client.start()
    events.wait(Output)
    recording = Recording(server, folder / "load")
    recording.wait(0.3)
    burning = [
        subprocess.Popen([sys.executable, "-c", f"import time\nend = time.monotonic() + {seconds + 60}\n"
                          "while time.monotonic() < end: pass"])
        for _ in range(busy)
    ]  # fmt: skip
    try:
        half = round(seconds * 44_100 / 2)
        whole = tone(seconds, 44_100)
        client.load(1, Decoder(whole[:half], 44_100).ends)
        client.enqueue(2, Decoder(whole[half:], 44_100).ends)
        events.wait(Started)
        print(
            f"engine's nice value {os.getpriority(os.PRIO_PROCESS, client.pid or 0)} (-11 where the system grants it)"
        )
        pid, cpu = client.pid, processor_seconds(client.pid)
        recording.wait(seconds - 1)
        cpu = processor_seconds(pid) - cpu
        counts = report(client, events)
    finally:
        for process in burning:
            process.kill()
            process.wait()
        memory = resident_mb(client.pid)
        client.close()
    heard = recording.stop()
    loud = np.flatnonzero(heard.any(axis=1))
    heard = heard[loud[0] : loud[-1] + 1]
    gaps = silent_runs(heard, RATE // 1000)
    lost = sum(length for _, length in gaps) * 1000 / RATE
    print(f"{len(heard) / RATE:.1f} s with {busy} busy processes: {len(gaps)} gaps over 1 ms, {lost:.0f} ms in all")
    print(f"  at {', '.join(f'{at / RATE:.2f} s ({length * 1000 / RATE:.0f} ms)' for at, length in gaps) or 'none'}")
    print(f"  longest wait of the device {counts.longest_wait_ms} ms, late sound {counts.silent} times")
    print(f"  engine: {cpu / (seconds - 1):.1%} of a processor, {memory:.0f} MB resident")


def processor_seconds(pid: int | None) -> float:
    """Processor time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int | None) -> float:
    """Resident memory of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    sys.exit(main())
