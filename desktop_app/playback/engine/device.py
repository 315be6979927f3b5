"""The sound device, through QAudioSink in pull mode. Imported only where there may be one."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QIODevice, QObject, QTimer
from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSink, QMediaDevices, QtAudio

from desktop_app.playback.engine.level import amplitude
from desktop_app.playback.engine.outputs import AudioOutput, NoDevice, Source, hang_ends_process

BUFFER_MS = 200
"""What the device holds ahead. Measured with parec on a null sink: no gap at 200 ms on two busy cores."""
LEAD_MS = 10
"""Silence before the first sample. Measured: PulseAudio loses the first 5 ms of a stream, pacat's too."""
_STALLED_S = 3.0
"""A null sink that nobody listens to takes up to 1.6 s until it plays the first sample (measured)."""
_BEYOND_MS = 25
"""What the sound server holds beyond Qt's buffer (PulseAudio says 16-18 ms): the end of a fade must get through it."""
_GLIDE_MS = 5
_GLIDE_STEPS = 12
"""A change of volume takes 60 ms. PulseAudio asks for about 10 ms at a time and each such piece has one volume, so a
shorter one would be heard as steps."""


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
        self.longest_wait_ms = 0
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

    def start(self) -> None:
        self._gliding.stop()
        self._gain = self._target
        self._pulled = _Pulled(self._source, self._form)
        self._sink = QAudioSink(self._device, self._form)
        self._sink.setBufferSize(self._form.bytesForDuration(BUFFER_MS * 1000))
        self._sink.setVolume(self._gain)
        self._advanced = (0, time.monotonic())
        with hang_ends_process():
            self._sink.start(self._pulled)

    def stop(self) -> int:
        sink, pulled = self._sink, self._pulled
        if sink is None or pulled is None:
            return 0
        self._gliding.stop()
        if not self.failed():
            # Qt plays on from its own buffer, in its own thread: this one may sleep for the length of the fade.
            for left in reversed(range(_GLIDE_STEPS)):
                sink.setVolume(self._gain * left / _GLIDE_STEPS)
                time.sleep(_GLIDE_MS / 1000)
            time.sleep(_BEYOND_MS / 1000)
        played = self.played()
        self.longest_wait_ms = max(self.longest_wait_ms, pulled.longest_wait_ms)
        self._sink = self._pulled = None
        with hang_ends_process():
            sink.reset()
        sink.deleteLater()
        pulled.close()
        pulled.deleteLater()
        return played

    def played(self) -> int:
        if self._sink is None or self._pulled is None:
            return 0
        lead = self._form.framesForDuration(LEAD_MS * 1000)
        return max(0, min(self._pulled.frames, self._sink.processedUSecs() * self.rate // 1_000_000 - lead))

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
