"""The sound device, through QAudioSink in pull mode. Imported only where there may be one."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QIODevice, QObject
from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSink, QMediaDevices, QtAudio

from desktop_app.playback.engine.outputs import AudioOutput, NoDevice, Source

BUFFER_MS = 200
"""What the device holds ahead. Measured with parec on a null sink: no gap at 200 ms on two busy cores."""


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

    def open(self, source: Source, lost: Callable[[], None]) -> AudioOutput:
        device = QMediaDevices.defaultAudioOutput()
        if device.isNull():
            raise NoDevice("no sound device")
        return DeviceOutput(device, source, lost)


class _Pulled(QIODevice):
    """Hands samples to Qt. Opened unbuffered: Qt would otherwise ask for 16 KiB blocks too seldom."""

    def __init__(self, source: Source, form: QAudioFormat) -> None:
        super().__init__()
        self._source = source
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
        samples = self._source.pull(count)
        if self._integer:
            data = (samples * np.float32(32767)).round().astype(np.int16).tobytes()
        else:
            data = samples.tobytes()
        # More bytes than asked for would be written past Qt's buffer: PySide does not check.
        if len(data) > maxlen:
            raise AssertionError("too much sound")
        self.frames += count
        return data

    def writeData(self, data: bytes | bytearray | memoryview, maxlen: int) -> int:
        return -1

    def bytesAvailable(self) -> int:
        return 1 << 20

    def isSequential(self) -> bool:
        return True


class DeviceOutput:
    """One device. The sink is made anew at each start, so that nothing of before is left in it."""

    null = False

    def __init__(self, device: QAudioDevice, source: Source, lost: Callable[[], None]) -> None:
        self.name = device.description()
        self.id = bytes(device.id().data())
        self.longest_wait_ms = 0
        self._device = device
        self._source = source
        self._lost = lost
        self._form = _format_for(device)
        self.rate = self._form.sampleRate()
        self._sink: QAudioSink | None = None
        self._pulled: _Pulled | None = None

    def start(self) -> None:
        self.stop()
        self._pulled = _Pulled(self._source, self._form)
        self._sink = QAudioSink(self._device, self._form)
        self._sink.setBufferSize(self._form.bytesForDuration(BUFFER_MS * 1000))
        self._sink.stateChanged.connect(self._state_changed)
        self._sink.start(self._pulled)

    def stop(self) -> None:
        sink, pulled = self._sink, self._pulled
        self._sink = self._pulled = None
        if sink is not None:
            sink.reset()
            sink.deleteLater()
        if pulled is not None:
            self.longest_wait_ms = max(self.longest_wait_ms, pulled.longest_wait_ms)
            pulled.close()
            pulled.deleteLater()

    def played(self) -> int:
        if self._sink is None or self._pulled is None:
            return 0
        return min(self._pulled.frames, self._sink.processedUSecs() * self.rate // 1_000_000)

    def close(self) -> None:
        self.stop()

    def _state_changed(self, state: QtAudio.State) -> None:
        if self._sink is not None and state == QtAudio.State.StoppedState:
            self._lost()


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
