"""What is played and what of it was heard: the behaviour of the engine, without Qt, clock or device.

Whoever drives it calls `feed` when a decoder has something, `pull` when the device wants samples, `hear` when the
device has played some, and `settle` after anything else. All from one thread. Before a command that interrupts the
sound (pause, seek, stop, load) the device is stopped and what it had not played yet is taken back (`take_back`), so
that a command is heard at once and nothing is lost in a pause.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np

from desktop_app.domain.tables import Float32Array
from desktop_app.playback.engine.conversion import scaled
from desktop_app.playback.engine.feed import Chunk, Feed, Item, Kind, Mark, Passage
from desktop_app.playback.engine.level import FADE_MS, Ramp
from desktop_app.playback.messages import Ended, Event, Failed, Position, Started
from desktop_app.sandbox.pcm import PcmReader

PRIME_S = 0.3
"""Sound that must be ready before an item begins: more than a device asks for at once, so that none starts torn."""
TOLD_EVERY_S = 0.2


class Player:
    """Plays items in order.

    `drawn` counts the frames of items handed over, `silent` the times that silence had to be put in where an item
    should have sounded; `seen` is shown the samples of items as they were handed over.

    Args:
        rate: of the output, in Hz.
        tell: receives the events.
    """

    def __init__(self, rate: int, tell: Callable[[Event], None]) -> None:
        self.rate = rate
        self.playing = False
        self.drawn = 0
        self.silent = 0
        self.seen: Callable[[Float32Array], None] | None = None
        self._tell = tell
        self._feed = Feed(rate, self._refused)
        self._handed: deque[Passage | Mark] = deque()
        self._primed = False
        self._rise = Ramp(1.0)
        self._told_at = 0

    # ---- commands -------------------------------------------------------------------------------------------------

    def load(self, number: int, reader: PcmReader, *, start_ms: int = 0, play: bool = True) -> None:
        """Play this item now, or have it ready; what was played or enqueued before is gone."""
        self.stop()
        item = Item(number, reader, max(0, start_ms))
        item.position = item.start_ms * self.rate // 1000
        self._feed.items.append(item)
        self.playing = play
        self._begin_at(item.position)

    def enqueue(self, number: int, reader: PcmReader) -> None:
        """Play this item after all others."""
        self._feed.items.append(Item(number, reader))

    def play(self) -> None:
        """Go on."""
        self.playing = True
        self._tell_position()

    def pause(self) -> None:
        """Hold."""
        self.playing = False
        if self._feed.items:
            self._begin_at(self._feed.items[0].position)
        self._tell_position()

    def seek(self, ms: int) -> None:
        """Go to another place of the item that is heard now; items enqueued stay enqueued."""
        if not self._feed.items:
            return
        item = self._feed.items[0]
        item.position = max(0, ms) * self.rate // 1000
        self._restart()
        self._tell_position()

    def stop(self) -> None:
        """Forget all items."""
        if self._feed.items and self._feed.items[0].begun:
            self._tell_position(last=True)
        self._handed.clear()
        self._feed.clear_row()
        for item in list(self._feed.items):
            self._feed.remove(item)
        self.playing = self._primed = False

    def change_rate(self, rate: int) -> None:
        """Go on at the same places for an output of another rate."""
        if rate == self.rate:
            return
        for item in self._feed.items:
            item.position = scaled(item.position, self.rate, rate)
            item.heard = scaled(item.heard, self.rate, rate)
        self._told_at = scaled(self._told_at, self.rate, rate)
        self.rate = self._feed.rate = rate
        self._restart()

    # ---- flow -----------------------------------------------------------------------------------------------------

    def hungry(self) -> PcmReader | None:
        """The reader whose next block is wanted."""
        item = self._feed.hungry()
        return None if item is None else item.reader

    def retired(self) -> list[PcmReader]:
        """Readers that are no longer used; the caller closes them."""
        readers, self._feed.retired = self._feed.retired, []
        return readers

    def feed(self) -> None:
        """Take one block from the hungry reader, if one waits."""
        self._feed.take()

    def settle(self) -> None:
        """Draw the consequences of what happened: begin once enough is ready, tell what needs no sound to be due."""
        feed = self._feed
        feed.tend()
        if not self._primed and feed.items:
            self._primed = feed.frames >= PRIME_S * self.rate or (feed.frames > 0 and feed.hungry() is None)
        if feed.frames == 0 and not self._unheard():
            self._handed.clear()
            while feed.row:  # marks only
                mark = feed.row.popleft()
                assert isinstance(mark, Mark)
                self._due(mark)

    @property
    def busy(self) -> bool:
        """Whether the output is needed now."""
        return self._unheard() or (self.playing and self._primed and self._feed.frames > 0)

    @property
    def ready_frames(self) -> int | None:
        """Frames that can be pulled without tearing an item; None where silence would be right."""
        return self._feed.frames if self.playing and self._primed and not self._feed.complete else None

    def pull(self, frames: int) -> Float32Array:
        """The next samples for the output, shape (frames, 2) float32 in [-1, 1]: sound, or silence."""
        out = np.zeros((frames, 2), np.float32)
        filled = self._pull_items(out) if self.playing and self._primed and frames else 0
        if filled < frames:
            self._handed.append(Passage(None, 0, out[filled:]))
        return out

    def hear(self, frames: int) -> None:
        """The output has played this many more frames of those it was handed."""
        while self._handed:
            head = self._handed[0]
            if isinstance(head, Mark):
                self._handed.popleft()
                self._due(head)
                continue
            if frames == 0:
                break
            count = min(frames, len(head.samples))
            if head.item is not None:
                head.item.heard += count
                head.item.position = head.start + count
            head.start, head.samples = head.start + count, head.samples[count:]
            frames -= count
            if len(head.samples) == 0:
                self._handed.popleft()
        if self._feed.items and self._feed.items[0].heard - self._told_at >= TOLD_EVERY_S * self.rate:
            self._tell_position()

    def take_back(self) -> None:
        """The output was stopped with what it held: it is played again when sound goes on, softly."""
        self.hear(0)
        for entry in reversed(self._handed):
            if isinstance(entry, Mark):
                self._feed.row.appendleft(entry)
            elif entry.item is not None:
                self._feed.row.appendleft(Chunk(entry.item, entry.start, entry.samples))
                self._feed.frames += len(entry.samples)
                self.drawn -= len(entry.samples)
        self._handed.clear()
        if self._feed.items:
            self._begin_at(self._feed.items[0].position)

    # ---- inside ---------------------------------------------------------------------------------------------------

    def _pull_items(self, out: Float32Array) -> int:
        filled = self._feed.draw(out, self._handed)
        self._rise.apply(out[:filled])
        np.clip(out, -1.0, 1.0, out)
        self.drawn += filled
        if filled < len(out) and not self._feed.complete:
            self.silent += 1
            self._primed = False
        if self.seen is not None and filled:
            self.seen(out[:filled])
        return filled

    def _begin_at(self, position: int) -> None:
        """The sound will begin here: softly, unless it is the very beginning."""
        self._rise.set(0.0 if position else 1.0)
        self._rise.go(1.0, FADE_MS * self.rate // 1000)

    def _restart(self) -> None:
        self._handed.clear()
        self._primed = False
        if self._feed.items:
            position = self._feed.items[0].position
            self._feed.restart(position)
            self._begin_at(position)

    def _unheard(self) -> bool:
        return any(isinstance(entry, Mark) or entry.item is not None for entry in self._handed)

    def _due(self, mark: Mark) -> None:
        item = mark.item
        heard_ms = item.heard * 1000 // self.rate
        if mark.kind is Kind.STARTED:
            item.begun = True
            form = item.form
            frames = None if form is None else form.frames
            self._tell(Started(item.number, None if form is None or frames is None else frames * 1000 // form.rate))
            self._tell_position()
            return
        self._feed.remove(item)
        if mark.kind is Kind.ENDED:
            self._tell(Ended(item.number, heard_ms))
        else:
            self._tell(Position(item.number, item.position * 1000 // self.rate, heard_ms, False))
            self._tell(Failed(item.number, mark.reason))
        if not self._feed.items:
            self._primed = False
            self._begin_at(0)

    def _refused(self, item: Item, reason: str) -> None:
        self._tell(Failed(item.number, reason))

    def _tell_position(self, *, last: bool = False) -> None:
        if self._feed.items:
            item = self._feed.items[0]
            self._told_at = item.heard
            where, heard = item.position * 1000 // self.rate, item.heard * 1000 // self.rate
            self._tell(Position(item.number, where, heard, self.playing and not last))
