"""A sound server of our own with a null sink, and a recording of what that sink was given to play."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

MISSING = [name for name in ("pulseaudio", "parec", "pactl") if shutil.which(name) is None]
RATE = 48_000


class Server:
    """A PulseAudio server whose files all lie under `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "native"
        self.environment = dict(
            os.environ,
            XDG_RUNTIME_DIR=str(folder),
            XDG_CONFIG_HOME=str(folder / "config"),
            HOME=str(folder),
            PULSE_SERVER=f"unix:{self.socket}",
            LC_ALL="C.UTF-8",
        )
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.socket.unlink(missing_ok=True)
        self._process = subprocess.Popen(
            [
                "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes",
                "-L", "module-null-sink sink_name=u rate=48000 format=float32le",
                "-L", f"module-native-protocol-unix auth-anonymous=1 socket={self.socket}",
            ],
            env={name: value for name, value in self.environment.items() if name != "PULSE_SERVER"},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + 20
        while self.control("info").returncode != 0:
            if time.monotonic() > deadline or self._process.poll() is not None:
                self.stop()
                raise RuntimeError("pulseaudio does not start")

    def control(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run pactl against it."""
        return subprocess.run(["pactl", *words], env=self.environment, capture_output=True, text=True, check=False)

    @contextmanager
    def stalled(self) -> Iterator[None]:
        """It takes connections, but does nothing any more."""
        self._process.send_signal(signal.SIGSTOP)
        yield
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """End it at once, as a crash would."""
        self._process.kill()
        self._process.wait()


class Recording:
    """Records the monitor of the null sink from the moment it is made."""

    def __init__(self, server: Server, path: Path, *, latency_ms: int = 50) -> None:
        self.path = path
        self._file = path.open("wb")
        self._process = subprocess.Popen(
            ["parec", "-d", "u.monitor", "--raw", "--format=float32le", f"--rate={RATE}", "--channels=2",
             f"--latency-msec={latency_ms}"],
            env=server.environment, stdin=subprocess.DEVNULL, stdout=self._file, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def seconds(self) -> float:
        """How much was recorded so far."""
        return self.path.stat().st_size / (RATE * 8)

    def wait(self, seconds: float) -> None:
        """Wait until so much more was recorded."""
        goal, deadline = self.seconds() + seconds, time.monotonic() + seconds + 20
        while self.seconds() < goal:
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError("nothing is recorded")
            select.select([], [], [], 0.003)

    def since(self, seconds: float) -> np.ndarray:
        """What was recorded from that moment until now."""
        data = self.path.read_bytes()
        return np.frombuffer(data[: len(data) // 8 * 8], np.float32).reshape(-1, 2)[round(seconds * RATE) :]

    def wait_silence(self) -> None:
        """Wait until the last tenth of a second is silence."""
        while True:
            self.wait(0.1)
            if not self.since(self.seconds() - 0.1).any():
                return

    def stop(self) -> np.ndarray:
        """End the recording; its samples, shape (n_frames, 2)."""
        if not self._file.closed:
            self._process.terminate()
            self._process.wait()
            self._file.close()
        return self.since(0)


def silent_runs(sound: np.ndarray, shortest: int) -> list[tuple[int, int]]:
    """Runs of exact zeros of at least `shortest` frames in `sound`, shape (n_frames, 2): (first frame, length)."""
    zero = np.concatenate([[False], (sound == 0).all(axis=1), [False]])
    edges = np.flatnonzero(np.diff(zero.astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    return [(int(a), int(b - a)) for a, b in zip(starts, ends, strict=True) if b - a >= shortest]
