"""The engine's main loop: commands in, events out, sound to the device. One thread, so nothing here needs a lock."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import traceback
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QSocketNotifier, QTimer

from desktop_app.domain.tables import Float32Array
from desktop_app.playback.engine.outputs import AudioOutput, Devices, NoDevice, NullOutput, devices
from desktop_app.playback.engine.player import Player
from desktop_app.playback.messages import Event, Output, Report, to_body
from desktop_app.sandbox.channel import Channel, ChannelBroken
from desktop_app.sandbox.pcm import PcmReader

TICK_MS = 25
_LATE_TICKS = 40
"""How long the output runs on in silence where sound is late (after a seek), before it is stopped until some comes."""
_END_TICKS = 4
"""How long it runs on when all was heard: what an output says of that may be some 10 ms wrong."""


def run(channel_fd: int, output: str) -> int:
    """Serve commands until the channel ends.

    Args:
        output: "auto" for the default device, and time without sound where there is none; "null" for the latter
            always; "null@N" for it N times as fast.
    Returns:
        The exit code: 0 at the end of the channel, 1 after a fault of ours.
    """
    _ask_for_priority()
    app = QCoreApplication.instance() or QCoreApplication(["undersong"])
    engine = Engine(Channel.from_fd(channel_fd), output)
    try:
        app.exec()
    finally:
        engine.close()
    return engine.exit_code


def _ask_for_priority() -> None:
    """Sound cannot wait, all else can. Few systems grant it to a person's programs; PulseAudio asks for the same."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, -11)


class Engine:
    """Ties the player to the channel, the output and Qt's event loop."""

    def __init__(self, channel: Channel, output: str) -> None:
        self.exit_code = 0
        kind, _, speed = output.partition("@")
        self._speed = float(speed or 1)
        self._channel = channel
        self._player = Player(48_000, self._tell)
        self._digest = hashlib.blake2b(digest_size=16)
        self._heard = 0
        self._running = False
        self._idle_ticks = 0
        self._volume = 1.0
        self._notifier: QSocketNotifier | None = None
        self._watched: PcmReader | None = None
        self._devices: Devices | None = None
        self._commands = QSocketNotifier(channel.fileno(), QSocketNotifier.Type.Read)
        self._commands.activated.connect(self._guarded(self._command))
        self._ticks = QTimer()
        self._ticks.setInterval(TICK_MS)
        self._ticks.timeout.connect(self._guarded(self._tick))
        self._reason = "null"
        if kind == "auto":
            try:
                self._devices = devices(self._commands, self._guarded(self._devices_changed))
            except NoDevice as problem:
                self._reason = str(problem)
        self._output: AudioOutput = NullOutput(self._player, self._reason, self._speed)
        self._told: Output | None = None
        self._open()

    def close(self) -> None:
        """Let go of everything."""
        self._ticks.stop()
        self._output.stop(fade=self._player.busy)
        self._commands.setEnabled(False)
        self._player.stop()
        self._watch(None)
        for reader in self._player.retired():
            reader.close()
        self._channel.close()

    # ---- commands -------------------------------------------------------------------------------------------------

    def _command(self) -> None:
        try:
            message = self._channel.receive(0, descriptors=True)
        except TimeoutError:
            return
        except ChannelBroken:
            message = None
        if message is None:
            self._quit(0)
            return
        self._obey(message.body, message.fds)
        self._settle()

    def _obey(self, body: dict[str, Any], fds: tuple[int, ...]) -> None:
        player = self._player
        match body["op"]:
            case "load":
                reader = PcmReader((fds[0], fds[1]))
                player.load(int(body["item"]), reader, start_ms=int(body["start_ms"]), play=bool(body["play"]))
            case "enqueue":
                player.enqueue(int(body["item"]), PcmReader((fds[0], fds[1])))
            case "play":
                player.play()
            case "pause":
                player.pause()
            case "seek":
                player.seek(int(body["ms"]))
            case "stop":
                player.stop()
            case "volume":
                self._volume = float(body["volume"])
                self._output.set_volume(self._volume)
            case "report":
                self._tell(self._report())
            case "quit":
                self._quit(0)
            case other:
                raise ValueError(f"no command: {other}")

    def _report(self) -> Report:
        digest = self._digest.hexdigest() if self._output.null else ""
        return Report(self._player.rate, self._player.drawn, self._player.silent, self._output.longest_wait_ms, digest)

    # ---- flow -----------------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        self._player.settle()
        self._watch(self._player.hungry())
        for reader in self._player.retired():
            reader.close()
        if self._player.busy:
            self._idle_ticks = 0
            if not self._running:
                self._running, self._heard = True, 0
                self._output.start()
                self._ticks.start()
        elif self._running and self._idle_ticks > (_LATE_TICKS if self._player.waits else _END_TICKS):
            self._halt()

    def _halt(self) -> None:
        """Stop the output; what it has not played yet goes back to the player."""
        if self._running:
            self._running = False
            self._ticks.stop()
            failed = self._output.failed()
            played = self._output.stop(fade=self._player.busy and not failed)
            self._player.hear(0 if failed else max(0, played - self._heard))
            self._player.take_back()

    def _tick(self) -> None:
        if self._output.failed():
            self._lost()
            return
        played = self._output.played()
        self._player.hear(max(0, played - self._heard))
        self._heard = max(played, self._heard)
        self._idle_ticks += 1
        self._settle()

    def _watch(self, reader: PcmReader | None) -> None:
        if reader is self._watched:
            return
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        self._watched = reader
        if reader is not None:
            self._notifier = QSocketNotifier(reader.fileno(), QSocketNotifier.Type.Read)
            self._notifier.activated.connect(self._guarded(self._sound_came))

    def _sound_came(self) -> None:
        self._player.feed()
        self._settle()

    def _count(self, samples: Float32Array) -> None:
        self._digest.update(samples.tobytes())

    # ---- devices --------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        """Open the best output there is now. The present one is not running."""
        try:
            if self._devices is None:
                raise NoDevice(self._reason)
            self._output = self._devices.open(self._player)
        except NoDevice as problem:
            self._output = NullOutput(self._player, str(problem), self._speed)
        self._output.set_volume(self._volume)
        self._player.change_rate(self._output.rate)
        self._player.seen = self._count if self._output.null else None
        told = Output(self._output.name, self._output.null)
        if told != self._told:
            self._told = told
            self._tell(told)

    def _lost(self) -> None:
        """The device was taken away or failed: hold, so that nothing is missed, and say where sound would go now."""
        if self._output.failed():
            # Qt gives up on a sound server that it lost, and aborts in libpulse if it is used meanwhile (6.11.3): no
            # more sound from this process. The client renews it.
            self._devices, self._reason = None, "the sound device does not answer"
        self._halt()
        self._player.pause()
        self._open()
        self._settle()

    def _devices_changed(self) -> None:
        """Follow the default device. Where ours was taken away (headphones pulled out) the sound holds first."""
        devices, output = self._devices, self._output
        if devices is None or devices.default_id() == output.id:
            return
        if not output.null and output.id not in devices.ids():
            self._lost()
            return
        self._halt()
        self._open()
        self._settle()

    # ---- edges ----------------------------------------------------------------------------------------------------

    def _tell(self, event: Event) -> None:
        try:
            self._channel.send(to_body(event))
        except ChannelBroken:
            self._quit(0)

    def _quit(self, code: int) -> None:
        self.exit_code = max(self.exit_code, code)
        self._commands.setEnabled(False)
        QCoreApplication.exit(code)

    def _guarded(self, slot: Callable[[], None]) -> Callable[[], None]:
        """Qt goes on after an exception in a slot; a fault of ours must end the engine, so that it is noticed."""

        def call(*_: object) -> None:
            try:
                slot()
            except Exception:
                traceback.print_exc(file=sys.stderr)
                self._quit(1)

        return call
