"""Where the sound goes: the device, or nowhere in the same time. The only place that knows Qt's multimedia."""

from __future__ import annotations

import faulthandler
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer

from desktop_app.domain.tables import Float32Array

NULL_RATE = 48_000
HANG_S = 5.0
_LINUX_SOUND = {
    # Sound servers of Linux all speak PulseAudio's protocol; Qt's own way to PipeWire was not tested by us.
    "QT_AUDIO_BACKEND": "pulseaudio",
    # What the sound server holds ahead. Qt asks for 16 ms, and with two busy processors that made 327 gaps, 8.2 s in
    # half a minute; at 120 ms it was 0 to 7 gaps (tests/bench/playback.py, load average 5 to 9 on 2 processors).
    "PULSE_LATENCY_MSEC": "120",
}
_NULL_TICK_MS = 10
_NULL_MOST_FRAMES = NULL_RATE


class Source(Protocol):
    """What an output plays."""

    @property
    def ready_frames(self) -> int | None:
        """Frames that can be had without a tear; None if any number can."""
        ...

    def pull(self, frames: int) -> Float32Array:
        """Exactly so many frames, shape (frames, 2), float32 in [-1, 1]."""
        ...


class AudioOutput(Protocol):
    """A place that sound goes to. Not started, it holds no device and no time passes."""

    name: str
    id: bytes
    null: bool
    rate: int

    @property
    def longest_wait_ms(self) -> int:
        """The longest time between two pulls while it ran."""
        ...

    def start(self) -> None:
        """Begin to pull."""
        ...

    def stop(self, *, fade: bool) -> int:
        """Stop, after a fade if it still sounds. Returns what `played` is in the end; the rest is dropped."""
        ...

    def played(self) -> int:
        """Frames played since `start`; never more than were pulled."""
        ...

    def failed(self) -> bool:
        """Whether it stopped by itself."""
        ...

    def set_volume(self, volume: float) -> None:
        """0..1, see `level.amplitude`; heard at once."""
        ...


class NullOutput:
    """Keeps the time of a device that is not there.

    Where sound comes late its time stands still, so that nothing is ever torn.

    Args:
        speed: how fast its time runs.
    """

    id = b""
    null = True
    rate = NULL_RATE

    def __init__(self, source: Source, name: str, speed: float) -> None:
        self.name = name
        self.longest_wait_ms = 0
        self._source = source
        self._speed = speed
        self._pulled = 0
        self._last = 0.0
        self._owed = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_NULL_TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self._pulled, self._owed, self._last = 0, 0.0, time.monotonic()
        self._timer.start()

    def stop(self, *, fade: bool) -> int:
        self._timer.stop()
        return self._pulled

    def played(self) -> int:
        return self._pulled

    def failed(self) -> bool:
        return False

    def set_volume(self, volume: float) -> None:
        pass  # nobody hears it

    def _tick(self) -> None:
        now = time.monotonic()
        self.longest_wait_ms = max(self.longest_wait_ms, int((now - self._last) * 1000))
        self._owed += (now - self._last) * self.rate * self._speed
        self._last = now
        frames = min(int(self._owed), _NULL_MOST_FRAMES)
        self._owed -= frames
        if (ready := self._source.ready_frames) is not None:
            frames = min(frames, ready)
        if frames:
            self._source.pull(frames)
            self._pulled += frames


class NoDevice(Exception):
    """There is no sound device; the message says why in a few words."""


class Devices(Protocol):
    """The sound devices of the system. A device is named by its id, the empty id means none."""

    def default_id(self) -> bytes:
        """The default device now."""
        ...

    def ids(self) -> set[bytes]:
        """All devices there are now."""
        ...

    def open(self, source: Source) -> AudioOutput:
        """An output on the default device. Raises NoDevice."""
        ...


@contextmanager
def hang_ends_process() -> Iterator[None]:
    """End the process if what is inside takes over HANG_S: Qt waits for ever on a sound server that no longer answers.

    faulthandler's thread is the one that still runs then: it does not need the interpreter's lock.
    """
    with Path(os.devnull).open("w", encoding="ascii") as nowhere:
        faulthandler.dump_traceback_later(HANG_S, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


def devices(parent: QObject, changed: Callable[[], None]) -> Devices:
    """The system's devices; `changed` is called when some came or went.

    Raises:
        NoDevice: this system has no sound library that we could use.
    """
    if sys.platform == "linux":
        for name, value in _LINUX_SOUND.items():
            os.environ.setdefault(name, value)
    try:
        from desktop_app.playback.engine import device
    except ImportError as problem:  # on Linux Qt needs libpulse, which a bare system lacks
        raise NoDevice("no sound library") from problem
    with hang_ends_process():
        return device.SystemDevices(parent, changed)
