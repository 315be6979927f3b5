"""The sound device, through QAudioSink in pull mode. Imported only where there may be one."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QIODevice, QObject, QTimer
from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSink, QMediaDevices, QtAudio

from desktop_app.playback.engine.level import amplitude
from desktop_app.playback.engine.outputs import AudioOutput, NoDevice, Source, hang_ends_process

_STALLED_S = 3.0
"""A null sink that nobody listens to takes up to 1.6 s until it plays the first sample (measured)."""
_SERVER_MS = int(os.environ.get("PULSE_LATENCY_MSEC", "60"))
"""What the sound server holds beyond Qt's buffer."""
_AHEAD_MS = _SERVER_MS * 2 // 3
"""How far Qt's count of what was played runs ahead of the ear. Measured with parec: 80 ms of 120, 4 times of 4."""
BUFFER_MS = _SERVER_MS + 40
"""What Qt holds ahead: more than the server takes at once when a stream begins, else that is torn."""
MOST_BUFFER_MS = 3 * BUFFER_MS
LEAD_MS = _SERVER_MS // 3 + 10
"""Silence before the first sample. Measured with parec: of a stream that begins, the first third of what the server
holds ahead is not heard (40 of 120 ms, 5 of 16 ms; so is pacat's)."""
_GLIDE_MS = 5
_GLIDE_STEPS = 20
"""A change of volume takes 100 ms. PulseAudio asks for 20 to 30 ms at a time and each such piece has one volume, so it
is a stair of four or five steps; a shorter one would click."""


class SystemDevices:
    """The devices of the system, and news of them."""

    def __init__(self, parent: QObject, changed: Callable[[], None]) -> None:
        self._watch = QMediaDevices(parent)
        self._watch.audioOutputsChanged.connect(changed)

    def default_id(self) -> bytes:
        """Names the default device; empty if there is none."""
        return bytes(QMediaDevices.defaultAudioOutput().id().data())

    def ids(self) -> set[bytes]:
        """Names all devices that are there now."""
        return {bytes(device.id().data()) for device in QMediaDevices.audioOutputs()}

    def open(self, source: Source) -> AudioOutput:
        device = QMediaDevices.defaultAudioOutput()
        if device.isNull():
            raise NoDevice("no sound device")
        return DeviceOutput(device, source)


class _Pulled(QIODevice):
    """Hands samples to Qt. Opened unbuffered: Qt would otherwise ask for 16 KiB blocks too seldom."""

    def __init__(self, source: Source, form: QAudioFormat) -> None:
        super().__init__()
        self._source = source
        self._lead = form.framesForDuration(LEAD_MS * 1000)
        self._integer = form.sampleFormat() == QAudioFormat.SampleFormat.Int16
        self._frame = form.bytesPerFrame()
        self.frames = 0
        self.longest_wait_ms = 0
        self._last: float | None = None
        self.open(QIODevice.OpenModeFlag.ReadOnly | QIODevice.OpenModeFlag.Unbuffered)

    def readData(self, maxlen: int) -> bytes:
        now = time.monotonic()
        if self._last is not None:
            self.longest_wait_ms = max(self.longest_wait_ms, int((now - self._last) * 1000))
        self._last = now
        count = maxlen // self._frame
        if count <= 0:
            return b""
        lead, self._lead = min(count, self._lead), max(0, self._lead - count)
        samples = self._source.pull(count - lead)
        if lead:
            samples = np.concatenate([np.zeros((lead, 2), np.float32), samples])
        if self._integer:
            data = (samples * np.float32(32767)).round().astype(np.int16).tobytes()
        else:
            data = samples.tobytes()
        # More bytes than asked for would be written past Qt's buffer: PySide does not check.
        if len(data) > maxlen:
            raise AssertionError("too much sound")
        self.frames += count - lead
        return data

    def writeData(self, data: bytes | bytearray | memoryview, maxlen: int) -> int:
        return -1

    def bytesAvailable(self) -> int:
        return 1 << 20

    def isSequential(self) -> bool:
        return True


class DeviceOutput:
    """One device. The sink is made anew at each start, so that nothing of before is left in it.

    Qt keeps BUFFER_MS of sound ahead and scales it on its way out, so the sink's own volume is heard at once
    (measured: within 16 ms) where a change of the samples would be heard after BUFFER_MS.
    """

    null = False

    def __init__(self, device: QAudioDevice, source: Source) -> None:
        self.name = device.description()
        self.id = bytes(device.id().data())
        self._longest_wait_ms = 0
        self._buffer_ms = BUFFER_MS
        self._device = device
        self._source = source
        self._form = _format_for(device)
        self.rate = self._form.sampleRate()
        self._sink: QAudioSink | None = None
        self._pulled: _Pulled | None = None
        self._advanced = (0, 0.0)  # what was processed, and since when it is no more than that
        self._gain = self._target = 1.0
        self._gliding = QTimer()
        self._gliding.setInterval(_GLIDE_MS)
        self._gliding.timeout.connect(self._glide)

    @property
    def longest_wait_ms(self) -> int:
        return max(self._longest_wait_ms, self._pulled.longest_wait_ms if self._pulled is not None else 0)

    def start(self) -> None:
        self._gliding.stop()
        self._gain = self._target
        self._pulled = _Pulled(self._source, self._form)
        self._sink = QAudioSink(self._device, self._form)
        self._sink.setBufferSize(self._form.bytesForDuration(self._buffer_ms * 1000))
        self._sink.setVolume(self._gain)
        self._advanced = (0, time.monotonic())
        with hang_ends_process():
            self._sink.start(self._pulled)

    def stop(self, *, fade: bool) -> int:
        sink, pulled = self._sink, self._pulled
        if sink is None or pulled is None:
            return 0
        self._gliding.stop()
        played = self.played()
        if fade:
            played = self._played(0)  # what has left Qt's buffer is still heard in full, what leaves it now fades
            # Qt plays on from its own buffer, in its own thread: this one may sleep for the length of the fade.
            for left in reversed(range(_GLIDE_STEPS)):
                sink.setVolume(self._gain * left / _GLIDE_STEPS)
                time.sleep(_GLIDE_MS / 1000)
            time.sleep(_AHEAD_MS / 1000)  # the end of the fade must get through the server, too
        if pulled.longest_wait_ms > self._buffer_ms * 3 // 4:  # this machine is busier than most: hold more next time
            self._buffer_ms = min(2 * self._buffer_ms, MOST_BUFFER_MS)
        self._longest_wait_ms = self.longest_wait_ms
        self._sink = self._pulled = None
        with hang_ends_process():
            sink.reset()
        sink.deleteLater()
        pulled.close()
        pulled.deleteLater()
        return played

    def played(self) -> int:
        return self._played(_AHEAD_MS)

    def _played(self, ahead_ms: int) -> int:
        if self._sink is None or self._pulled is None:
            return 0
        played_ms = self._sink.processedUSecs() // 1000 - LEAD_MS - ahead_ms
        return max(0, min(self._pulled.frames, played_ms * self.rate // 1000))

    def failed(self) -> bool:
        if self._sink is None:
            return False
        if self._sink.state() == QtAudio.State.StoppedState:
            return True
        # A sound server that dies leaves the sink "active" (seen with PulseAudio), but nothing is played any more.
        now, processed = time.monotonic(), self._sink.processedUSecs()
        if processed != self._advanced[0]:
            self._advanced = (processed, now)
        return now - self._advanced[1] > _STALLED_S

    def set_volume(self, volume: float) -> None:
        self._target = amplitude(volume)
        if self._sink is not None:
            self._gliding.start()

    def _glide(self) -> None:
        step = 1 / _GLIDE_STEPS
        self._gain += min(max(self._target - self._gain, -step), step)
        if self._sink is not None:
            self._sink.setVolume(self._gain)
        if self._gain == self._target:
            self._gliding.stop()


def _format_for(device: QAudioDevice) -> QAudioFormat:
    form = QAudioFormat()
    preferred = device.preferredFormat()
    form.setSampleRate(preferred.sampleRate() if preferred.sampleRate() > 0 else 48_000)
    form.setChannelCount(2)
    for kind in (QAudioFormat.SampleFormat.Float, QAudioFormat.SampleFormat.Int16):
        form.setSampleFormat(kind)
        if device.isFormatSupported(form):
            return form
    raise NoDevice("the sound device takes no format of ours")
