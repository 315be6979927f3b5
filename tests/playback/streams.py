"""Generated sound, sent as a decoder would send it, and a listener that waits for events."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import numpy as np

from desktop_app.playback.client import EngineClient, Event, Report
from desktop_app.sandbox.pcm import PcmClosed, PcmEnds, PcmFormat, PcmWriter, SeekRequested, pcm_pair

RATE = 48_000
E = TypeVar("E", bound=Event)


def noise(seconds: float, seed: int, rate: int = RATE, channels: int = 2) -> np.ndarray:
    """White noise at a quarter of full scale, shape (n_frames, channels)."""
    rng = np.random.default_rng(seed)
    return (rng.uniform(-0.25, 0.25, (round(seconds * rate), channels))).astype(np.float32)


def tone(seconds: float, rate: int, *, level: float = 0.5, hertz: float = 440.0) -> np.ndarray:
    """A sine in both channels, shape (n_frames, 2)."""
    at = np.arange(round(seconds * rate)) / rate
    return np.repeat((level * np.sin(2 * np.pi * hertz * at)).astype(np.float32)[:, None], 2, axis=1)


class Decoder:
    """Writes `sound` into a stream from a thread of its own, follows seeks, and may fail at a frame."""

    def __init__(self, sound: np.ndarray, rate: int = RATE, *, block: int = 4096, fail_at: int | None = None) -> None:
        ours, self.ends = pcm_pair()
        self.seeks: list[int] = []
        self._sound, self._rate, self._block, self._fail_at = sound, rate, block, fail_at
        self.thread = threading.Thread(target=self._run, args=(ours,))
        self.thread.start()

    def _run(self, ends: PcmEnds) -> None:
        writer, at = PcmWriter(ends.fds), 0
        with suppress(PcmClosed):
            writer.begin(PcmFormat(self._rate, self._sound.shape[1], len(self._sound)))
            while True:
                try:
                    self._write_from(writer, at)
                    if self._fail_at is not None:
                        break
                    at = writer.wait_for_seek()
                except SeekRequested as seek:
                    at = seek.frame
                self.seeks.append(at)
        writer.close()

    def _write_from(self, writer: PcmWriter, at: int) -> None:
        end = len(self._sound) if self._fail_at is None else self._fail_at
        for begin in range(at, end, self._block):
            writer.write(self._sound[begin : min(begin + self._block, end)], begin)
        if self._fail_at is None:
            writer.end(len(self._sound))
        else:
            writer.fail("the file is damaged")


class Events:
    """Collects events; `wait` returns the first that fits, from the beginning or from `since`."""

    def __init__(self) -> None:
        self.all: list[Event] = []
        self._changed = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._changed:
            self.all.append(event)
            self._changed.notify_all()

    def wait(self, kind: type[E], fits: Callable[[E], bool] = lambda _: True, *, since: int = 0) -> E:
        deadline = time.monotonic() + 20
        with self._changed:
            while True:
                for event in self.all[since:]:
                    if isinstance(event, kind) and fits(event):
                        return event
                if not self._changed.wait(deadline - time.monotonic()):
                    raise AssertionError(f"no {kind.__name__} came, but {self.all}")


def report(client: EngineClient, events: Events) -> Report:
    """The engine's counts now."""
    since = len(events.all)
    client.ask_report()
    return events.wait(Report, since=since)
