"""From the decoders to the device's rate: the items to be played, and a few seconds of sound ready to be handed over.

What waits is a row of chunks of samples with marks between them ("here item 7 ends"), so that news of an item is told
when its last sample is heard, not when it was decoded.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import numpy as np

from desktop_app.domain.tables import Float32Array
from desktop_app.playback.engine.conversion import Conversion, scaled
from desktop_app.sandbox.pcm import PcmFailed, PcmFormat, PcmReader

READY_S = 2.0
"""Seconds of sound kept ready. The shared memory before it holds up to 6 s more (4 slots of 65,536 frames)."""
LOW_S = 0.7
"""Below this the resampler is made to give its rest, if what follows has not come yet."""


class Kind(Enum):
    """What a mark says."""

    STARTED = "started"
    ENDED = "ended"
    FAILED = "failed"


class Item:
    """One thing to be played. Frames count at the output's rate."""

    def __init__(self, number: int, reader: PcmReader, start_ms: int = 0) -> None:
        self.number = number
        self.reader = reader
        self.form: PcmFormat | None = None
        self.start_ms = start_ms
        self.done = False  # all of it was read
        self.part: Part | None = None  # while it is read
        self.position = 0
        self.heard = 0
        self.begun = False  # its start was told


@dataclass(slots=True)
class Chunk:
    """Samples of shape (n_frames, 2); `start` is the place of the first one in the item."""

    item: Item
    start: int
    samples: Float32Array


@dataclass(slots=True)
class Passage:
    """Samples that were handed over, as a chunk; `item` is None for silence."""

    item: Item | None
    start: int
    samples: Float32Array


@dataclass(slots=True)
class Mark:
    """News of an item, due when all before it was heard."""

    kind: Kind
    item: Item
    reason: str = ""


@dataclass(slots=True)
class Part:
    """One stretch of an item inside a run of the resampler; `begin` and `end` count the run's output."""

    item: Item
    start: int
    begin: int
    end: int | None = None
    last: Mark | None = None
    opened: bool = False


class Feed:
    """Reads items one after another, converts them, and keeps a little ready in `row`.

    Args:
        rate: of the output, in Hz.
        refuse: told of an enqueued item that failed before any of its sound, so that there is time for another one.
    """

    def __init__(self, rate: int, refuse: Callable[[Item, str], None]) -> None:
        self.rate = rate
        self.items: deque[Item] = deque()
        self.row: deque[Chunk | Mark] = deque()
        self.frames = 0
        self.retired: list[PcmReader] = []
        self._refuse = refuse
        self._run: Conversion | None = None
        self._parts: deque[Part] = deque()
        self._out = 0

    def hungry(self) -> Item | None:
        """The item to read from now, None if enough is ready or all was read."""
        if self.frames >= READY_S * self.rate:
            return None
        return next((item for item in self.items if not item.done), None)

    @property
    def complete(self) -> bool:
        """Whether nothing more will come for the items there are."""
        return not self._parts and all(item.done for item in self.items)

    def take(self) -> None:
        """Read one block, if one waits. Never blocks."""
        item = self.hungry()
        if item is None:
            return
        try:
            if item.form is None:
                item.form = item.reader.format(0)
                if item.start_ms:
                    item.reader.seek(item.start_ms * item.form.rate // 1000)
            block = item.reader.read(0)
        except TimeoutError:
            return
        except PcmFailed as problem:
            if item.part is None and item is not self.items[0]:
                self.remove(item)
                self._refuse(item, problem.message)
            else:
                self._close(item, Mark(Kind.FAILED, item, problem.message))
            return
        if block is None:
            self._close(item, Mark(Kind.ENDED, item))
            return
        if item.part is None:
            self._open(item, item.form, block.start_frame)
        assert self._run is not None
        self._emit(self._run.add(block.samples))

    def draw(self, into: Float32Array, handed: deque[Passage | Mark]) -> int:
        """Fill `into`, shape (n_frames, 2), from the row, as far as it goes; what was drawn is noted in `handed`.

        Returns:
            The number of frames filled.
        """
        filled = 0
        while True:
            filled += self._draw_ready(into[filled:], handed)
            self.tend()
            if filled == len(into) or not self.row:
                return filled

    def _draw_ready(self, into: Float32Array, handed: deque[Passage | Mark]) -> int:
        filled = 0
        while self.row:
            head = self.row[0]
            count = 0 if isinstance(head, Mark) else min(len(into) - filled, len(head.samples))
            if isinstance(head, Mark):
                if filled == len(into) and head.kind is Kind.STARTED:
                    break
                handed.append(head)
            elif count == 0:
                break
            else:
                into[filled : filled + count] = head.samples[:count]
                handed.append(Passage(head.item, head.start, head.samples[:count]))
                head.samples, head.start = head.samples[count:], head.start + count
                filled += count
            if isinstance(head, Mark) or len(head.samples) == 0:
                self.row.popleft()
        self.frames -= filled
        return filled

    def tend(self) -> None:
        """Let the resampler give its rest when what is ready runs low and the next item is not here yet."""
        if self._parts and self._parts[-1].end is not None and self.frames < LOW_S * self.rate:
            self._finish_run()

    def restart(self, position: int) -> None:
        """Drop all that is ready and read again: the first item from `position` on, the others from their start."""
        self.clear_row()
        for item in self.items:
            if item.form is None:
                item.start_ms = position * 1000 // self.rate
            else:
                item.reader.seek(scaled(position, self.rate, item.form.rate))
            item.done, item.part, position = False, None, 0

    def clear_row(self) -> None:
        """Drop all that is ready."""
        self.row.clear()
        self.frames = 0
        self._parts.clear()
        self._run = None
        self._out = 0

    def remove(self, item: Item) -> None:
        """Forget an item. Its reader is put into `retired`, to be closed once nobody waits on it."""
        self.items.remove(item)
        self.retired.append(item.reader)

    def _open(self, item: Item, form: PcmFormat, start_frame: int) -> None:
        if self._run is None or self._run.rate_in != form.rate:
            self._finish_run()
            self._run = Conversion(form.rate, self.rate)
        start = scaled(start_frame, form.rate, self.rate)
        item.part = Part(item, start, self._run.expected)
        self._parts.append(item.part)

    def _close(self, item: Item, last: Mark) -> None:
        item.done = True
        end = self._out if self._run is None else self._run.expected
        if item.part is None:
            self._parts.append(Part(item, 0, end))
        part = self._parts[-1]
        part.end, part.last = end, last
        self._emit(np.zeros((0, 2), np.float32))

    def _finish_run(self) -> None:
        if self._run is not None:
            self._emit(self._run.finish())
        for part in self._parts:
            part.end = self._out
        self._emit(np.zeros((0, 2), np.float32))
        self._run, self._out = None, 0

    def _emit(self, samples: Float32Array) -> None:
        while self._parts:
            part = self._parts[0]
            piece = samples if part.end is None else samples[: part.end - self._out]
            ends = part.end is not None and self._out + len(piece) >= part.end
            if not part.opened and not part.item.begun and (len(piece) or ends):
                self.row.append(Mark(Kind.STARTED, part.item))
            part.opened = part.opened or bool(len(piece))
            if len(piece):
                self.row.append(Chunk(part.item, part.start + self._out - part.begin, piece))
                self.frames += len(piece)
                self._out += len(piece)
            if not ends:
                return
            samples = samples[len(piece) :]
            self._parts.popleft()
            if part.last is not None:
                self.row.append(part.last)
