"""A stream of decoded sound from one process to another through shared memory.

The memory holds a few slots; only slot numbers travel over the control channel, so a long track costs one copy into
the memory and one out of it. The writer is a reader process (it reads files); the consumer analyses or plays. A
consumer may ask for another place at any time: blocks carry a generation, and those of before are dropped.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import tempfile
from dataclasses import dataclass

import numpy as np

from desktop_app.domain.errors import AppError
from desktop_app.domain.tables import Float32Array
from desktop_app.sandbox.channel import Channel, ChannelBroken, Message

SLOTS = 4
SLOT_FRAMES = 1 << 16
MAX_CHANNELS = 2
_SLOT_BYTES = SLOT_FRAMES * MAX_CHANNELS * 4
MEMORY_BYTES = SLOTS * _SLOT_BYTES
MAX_RATE = 1 << 20


class PcmClosed(Exception):
    """The other side is gone; the writer has nothing left to do."""


class PcmFailed(AppError):
    """The writer could not go on; the message is the reason in plain words."""

    code = "pcm_failed"


class SeekRequested(Exception):
    """The consumer wants to hear another place. `frame` counts at the stream's own rate."""

    def __init__(self, frame: int) -> None:
        super().__init__(frame)
        self.frame = frame


@dataclass(frozen=True, slots=True)
class PcmFormat:
    """Rate in Hz, 1 or 2 channels, and the announced length in frames (may be wrong, None where not announced)."""

    rate: int
    channels: int
    frames: int | None


@dataclass(frozen=True, slots=True)
class PcmBlock:
    """Samples of shape (n_frames, channels), float32, nominally in [-1, 1], with the place of the first one."""

    start_frame: int
    samples: Float32Array


@dataclass(frozen=True, slots=True)
class PcmEnds:
    """One end of a stream as two descriptors, to be sent to the process that uses it."""

    control: int
    memory: int

    @property
    def fds(self) -> tuple[int, int]:
        """In the order in which PcmWriter and PcmReader take them."""
        return self.control, self.memory

    def close(self) -> None:
        """Close our copies, after they were sent."""
        for fd in self.fds:
            with contextlib.suppress(OSError):
                os.close(fd)


def pcm_pair() -> tuple[PcmEnds, PcmEnds]:
    """A new stream: (writer's end, consumer's end)."""
    memory = _memory()
    left, right = Channel.pair()
    return PcmEnds(left.detach(), memory), PcmEnds(right.detach(), os.dup(memory))


def _memory() -> int:
    if hasattr(os, "memfd_create"):
        fd = os.memfd_create("undersong-pcm", os.MFD_CLOEXEC)
    else:  # macOS: an unlinked temporary file is the nearest thing
        fd, name = tempfile.mkstemp(prefix="undersong-pcm")
        os.unlink(name)  # noqa: PTH108
    os.ftruncate(fd, MEMORY_BYTES)
    return fd


class _End:
    def __init__(self, fds: tuple[int, int]) -> None:
        self._control = Channel.from_fd(fds[0])
        self._map = mmap.mmap(fds[1], MEMORY_BYTES)
        os.close(fds[1])
        self._slots = np.frombuffer(self._map, np.float32).reshape(SLOTS, SLOT_FRAMES * MAX_CHANNELS)
        self._closed = False

    def close(self) -> None:
        """Let go of the memory; the other side sees the end of file."""
        if self._closed:
            return
        self._closed = True
        self._control.close()
        del self._slots
        self._map.close()


class PcmWriter(_End):
    """The side that decodes."""

    def __init__(self, fds: tuple[int, int]) -> None:
        super().__init__(fds)
        self._free = list(range(SLOTS))
        self._generation = 0
        self._channels = 0

    def begin(self, form: PcmFormat) -> None:
        """Announce the format, once, before the first block."""
        if not (1 <= form.channels <= MAX_CHANNELS and 1 <= form.rate <= MAX_RATE):
            raise ValueError(f"no format for a stream: {form}")
        self._channels = form.channels
        self._tell({"rate": form.rate, "channels": form.channels, "frames": form.frames})

    def write(self, samples: Float32Array, start_frame: int) -> None:
        """Hand over samples of shape (n_frames, channels).

        Raises:
            PcmClosed: the consumer is gone.
            SeekRequested: the consumer wants another place; the rest of `samples` is dropped.
        """
        for begin in range(0, len(samples), SLOT_FRAMES):
            part = samples[begin : begin + SLOT_FRAMES]
            slot = self._slot()
            self._slots[slot, : part.size] = part.reshape(-1)
            self._tell(
                {"block": slot, "start": start_frame + begin, "count": len(part), "generation": self._generation}
            )

    def end(self, total_frames: int) -> None:
        """Say that the sound is over and how long it really was."""
        self._tell({"end": total_frames, "generation": self._generation})

    def fail(self, reason: str) -> None:
        """Say that there is no more, and why."""
        self._tell({"failed": reason})

    def wait_for_seek(self) -> int:
        """After `end`: wait until the consumer asks for another place.

        Raises:
            PcmClosed: it never will.
        """
        while True:
            try:
                self._hear(None)
            except SeekRequested as seek:
                return seek.frame

    def _slot(self) -> int:
        with contextlib.suppress(TimeoutError):
            while True:
                self._hear(0)
        while not self._free:
            self._hear(None)
        return self._free.pop()

    def _hear(self, timeout: float | None) -> None:
        try:
            message = self._control.receive(timeout)
        except ChannelBroken as problem:
            raise PcmClosed from problem
        if message is None:
            raise PcmClosed
        body = message.body
        if "free" in body:
            self._free.append(int(body["free"]) % SLOTS)
        elif "seek" in body:
            self._generation = int(body["generation"])
            raise SeekRequested(max(0, int(body["seek"])))

    def _tell(self, body: dict[str, object]) -> None:
        try:
            self._control.send(body)
        except ChannelBroken as problem:
            raise PcmClosed from problem


class PcmReader(_End):
    """The side that listens. It trusts nothing: every number is checked against the memory."""

    def __init__(self, fds: tuple[int, int]) -> None:
        super().__init__(fds)
        self._format: PcmFormat | None = None
        self._generation = 0
        self._total: int | None = None

    @property
    def total_frames(self) -> int | None:
        """The true length, known once the end was reached."""
        return self._total

    def fileno(self) -> int:
        """Readable when a block, the end or a failure waits."""
        return self._control.fileno()

    def format(self, timeout: float | None = None) -> PcmFormat:
        """Wait for the format.

        Raises:
            TimeoutError, PcmFailed: it did not come in time, or never will.
        """
        while self._format is None:
            body = self._message(timeout).body
            if "rate" in body:
                self._format = _checked_format(body)
        return self._format

    def read(self, timeout: float | None) -> PcmBlock | None:
        """The next block, or None at the end of the sound. After a seek it goes on from there.

        Raises:
            TimeoutError: nothing came within `timeout` seconds (0 only looks).
            PcmFailed: the writer gave up, died, or sent what is no sound.
        """
        form = self.format(timeout)
        while True:
            body = self._message(timeout).body
            if "block" in body:
                block = self._take(body, form)
                if block is not None:
                    return block
            elif "end" in body and body.get("generation") == self._generation:
                self._total = max(0, int(body["end"]))
                return None

    def seek(self, frame: int) -> None:
        """Ask for another place; blocks of before are dropped from now on."""
        self._generation += 1
        self._reply({"seek": max(0, frame), "generation": self._generation})

    def _take(self, body: dict[str, object], form: PcmFormat) -> PcmBlock | None:
        slot, count, start = body.get("block"), body.get("count"), body.get("start")
        if not (isinstance(slot, int) and isinstance(count, int) and isinstance(start, int)):
            raise PcmFailed("the decoder sent something that is no sound")
        if not (0 <= slot < SLOTS and 0 < count <= SLOT_FRAMES and start >= 0):
            raise PcmFailed("the decoder sent something that is no sound")
        current = body.get("generation") == self._generation
        samples = self._slots[slot, : count * form.channels].reshape(count, form.channels).copy() if current else None
        self._reply({"free": slot})
        return None if samples is None else PcmBlock(start, samples)

    def _message(self, timeout: float | None) -> Message:
        try:
            message = self._control.receive(timeout)
        except ChannelBroken as problem:
            raise PcmFailed("the decoder stopped in the middle") from problem
        if message is None:
            raise PcmFailed("the decoder stopped in the middle")
        if "failed" in message.body:
            raise PcmFailed(str(message.body["failed"])[:500])
        return message

    def _reply(self, body: dict[str, object]) -> None:
        with contextlib.suppress(ChannelBroken):  # a dead writer is noticed by the next read
            self._control.send(body)


def _checked_format(body: dict[str, object]) -> PcmFormat:
    rate, channels, frames = body.get("rate"), body.get("channels"), body.get("frames")
    if not (isinstance(rate, int) and 1 <= rate <= MAX_RATE and channels in (1, 2)):
        raise PcmFailed("the decoder sent something that is no sound")
    return PcmFormat(rate, 1 if channels == 1 else 2, frames if isinstance(frames, int) and frames > 0 else None)
