"""Drives the engine from the window's or the command's process. No Qt."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable

from desktop_app.playback.messages import (
    Ended,
    EngineDied,
    Event,
    Failed,
    Output,
    Position,
    Report,
    Started,
    from_body,
)
from desktop_app.sandbox.channel import ChannelBroken
from desktop_app.sandbox.pcm import PcmEnds
from desktop_app.sandbox.process import Child

__all__ = [
    "Ended",
    "EngineClient",
    "EngineDied",
    "Event",
    "Failed",
    "Output",
    "Position",
    "Report",
    "Started",
]

RENEW_S = 5.0
_END_PATIENCE_S = 3.0


class EngineClient:
    """The engine process and the way to it. Every command returns at once and may be called from any thread.

    A command that meets a dead engine does nothing: `EngineDied` has been told or will be.

    Args:
        on_event: called with each event, on a thread of the client. It may send commands and call `start` after
            EngineDied, but not `close`.
        output: as `engine.main.run` takes it.
    """

    def __init__(self, on_event: Callable[[Event], None], *, output: str = "auto") -> None:
        self._on_event = on_event
        self._output = output
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._thread: threading.Thread | None = None
        self._closing = False
        self._answered = True  # the engine that ran last got as far as to say where its sound goes
        self._null = False
        self._started_at = 0.0
        self._volume: float | None = None

    @property
    def pid(self) -> int | None:
        """The engine's process id, None where it does not run."""
        with self._lock:
            return None if self._child is None else self._child.pid

    def start(self) -> None:
        """Start the engine, also again after EngineDied, at the volume last set. Does nothing while it runs.

        An engine that died before it had an output (a sound server that hangs) is started again without sound, as
        "null"; the start after that tries the sound again.

        Raises:
            EnvironmentProblem: no process could be started.
        """
        with self._lock:
            if self._child is not None:
                return
            self._closing = False
            self._child = Child.start("engine", arguments=[self._output if self._answered else "null"])
            self._answered, self._null, self._started_at = False, False, time.monotonic()
            if self._volume is not None:  # an engine begins at full volume
                with contextlib.suppress(ChannelBroken):
                    self._child.channel.send(_volume_body(self._volume))
            # A daemon: where a fault keeps `close` from being called the program must end all the same.
            self._thread = threading.Thread(target=self._listen, args=(self._child,), name="engine events", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """End the engine and wait until it and the thread are gone. No event comes afterwards."""
        with self._lock:
            self._closing = True
        self._end()

    def _end(self) -> None:
        with self._lock:
            child, thread = self._child, self._thread
        if thread is None:
            return
        if child is not None:
            self._send({"op": "quit"})
        thread.join(_END_PATIENCE_S)
        if thread.is_alive() and child is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGKILL)
            thread.join()

    # ---- commands -------------------------------------------------------------------------------------------------

    def load(self, item: int, ends: PcmEnds, *, start_ms: int = 0, play: bool = True) -> None:
        """Play this item now, or only have it ready. Whatever was loaded or enqueued before is forgotten.

        `ends` is the consumer's end of a stream; it is given away, whatever happens. The writer must follow seeks, also
        for a `start_ms` other than 0.

        Where the engine has no sound device it is renewed first, at most every RENEW_S seconds: Qt does not find a
        sound server that comes (back) later. So after Output(null=True), loading the item again at its place, instead
        of `play`, gets the sound back as soon as there is a device.
        """
        try:
            self._renew_if_silent()
        except BaseException:
            ends.close()
            raise
        self._send({"op": "load", "item": item, "start_ms": start_ms, "play": play}, ends)

    def enqueue(self, item: int, ends: PcmEnds) -> None:
        """Play this item right after all others, without a gap. `ends` as for `load`."""
        self._send({"op": "enqueue", "item": item}, ends)

    def play(self) -> None:
        """Go on."""
        self._send({"op": "play"})

    def pause(self) -> None:
        """Hold, with a short fade."""
        self._send({"op": "pause"})

    def seek(self, ms: int) -> None:
        """Go to another place of the item that is heard."""
        self._send({"op": "seek", "ms": ms})

    def stop(self) -> None:
        """Forget all items."""
        self._send({"op": "stop"})

    def set_volume(self, volume: float) -> None:
        """0..1, perceptual: samples are scaled by its cube (`engine.level.amplitude`)."""
        self._volume = min(max(volume, 0.0), 1.0)
        self._send(_volume_body(self._volume))

    def ask_report(self) -> None:
        """Ask for a `Report` event."""
        self._send({"op": "report"})

    # ---- inside ---------------------------------------------------------------------------------------------------

    def _renew_if_silent(self) -> None:
        with self._lock:
            old = self._null and self._output == "auto" and time.monotonic() - self._started_at >= RENEW_S
            if not old or threading.current_thread() is self._thread:
                return
            self._closing = True
        self._end()
        self.start()

    def _send(self, body: dict[str, object], ends: PcmEnds | None = None) -> None:
        with self._lock:
            child = self._child
        try:
            if child is not None:
                with contextlib.suppress(ChannelBroken):
                    child.channel.send(body, fds=() if ends is None else ends.fds)
        finally:
            if ends is not None:
                ends.close()

    def _listen(self, child: Child) -> None:
        try:
            with contextlib.suppress(ChannelBroken, ValueError):
                while (message := child.channel.receive()) is not None:
                    event = from_body(message.body)
                    if isinstance(event, Output):
                        self._answered, self._null = True, event.null
                    if not self._closing:
                        self._on_event(event)
        finally:
            with self._lock:
                self._child = None
            child.kill()
            if not self._closing:
                self._on_event(EngineDied())


def _volume_body(volume: float) -> dict[str, object]:
    return {"op": "volume", "volume": volume}
