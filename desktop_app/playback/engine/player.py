"""What is played and what of it was heard: the behaviour of the engine, without Qt, clock or device.

Whoever drives it calls `feed` when a decoder has something, `pull` when the device wants samples, `hear` when the
device has played some, and `settle` after anything else. All from one thread.
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

PRIME_S = 0.6
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
        self._fade = Ramp(1.0)
        self._tail = np.zeros((0, 2), np.float32)  # the end of what was cut off, faded
        self._told_at = 0

    # ---- commands -------------------------------------------------------------------------------------------------

    def load(self, number: int, reader: PcmReader, *, start_ms: int = 0, play: bool = True) -> None:
        """Play this item now, or have it ready; what was played or enqueued before is gone."""
        self.stop()
        item = Item(number, reader, max(0, start_ms))
        item.position = item.start_ms * self.rate // 1000
        self._feed.items.append(item)
        self.playing = play
        self._soften()

    def enqueue(self, number: int, reader: PcmReader) -> None:
        """Play this item after all others."""
        self._feed.items.append(Item(number, reader))

    def play(self) -> None:
        """Go on, softly unless it is the beginning."""
        if not self.playing:
            self.playing = True
            if self._fade.value > 0:
                self._fade.go(1.0, self._fade_frames)
            else:
                self._soften()
        self._tell_position()

    def pause(self) -> None:
        """Fade out and hold."""
        if self.playing and self.busy and self._primed:
            self._fade.go(0.0, self._fade_frames)
        else:
            self._fade.set(0.0)
        self.playing = False
        self._tell_position()

    def seek(self, ms: int) -> None:
        """Go to another place of the item that is heard now; items enqueued stay enqueued."""
        if not self._feed.items:
            return
        self._cut()
        item = self._feed.items[0]
        item.position = max(0, ms) * self.rate // 1000
        self._restart()
        self._tell_position()

    def stop(self) -> None:
        """Forget all items."""
        if self._feed.items and self._feed.items[0].begun:
            self._tell_position(last=True)
        self._cut()
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
        self._handed.clear()
        self._tail = self._tail[:0]
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
            while feed.row:  # marks only
                mark = feed.row.popleft()
                assert isinstance(mark, Mark)
                self._due(mark)

    @property
    def busy(self) -> bool:
        """Whether the output is needed now."""
        ready = self._primed and self._feed.frames > 0 and (self.playing or self._fade.value > 0)
        return ready or len(self._tail) > 0 or self._unheard()

    @property
    def waits(self) -> bool:
        """Whether sound is wanted, but has not come yet."""
        return self.playing and len(self._feed.items) > 0

    @property
    def ready_frames(self) -> int | None:
        """Frames that can be pulled without tearing an item; None where silence would be right."""
        if len(self._tail) or not self.playing or not self._primed or self._feed.complete:
            return len(self._tail) or None
        return self._feed.frames

    def pull(self, frames: int) -> Float32Array:
        """The next samples for the output, shape (frames, 2) float32 in [-1, 1]: sound, or silence."""
        out = np.zeros((frames, 2), np.float32)
        filled = min(frames, len(self._tail))
        if filled:
            out[:filled] = self._tail[:filled]
            self._tail = self._tail[filled:]
            self._handed.append(Passage(None, 0, out[:filled]))
        if self._primed and filled < frames:
            filled += self._pull_items(out[filled:])
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
                if head.start >= 0:
                    head.item.position = head.start + count
            if head.start >= 0:
                head.start += count
            head.samples = head.samples[count:]
            frames -= count
            if len(head.samples) == 0:
                self._handed.popleft()
        if self._feed.items and self._feed.items[0].heard - self._told_at >= TOLD_EVERY_S * self.rate:
            self._tell_position()

    def take_back(self) -> None:
        """The output was stopped: what it had not played yet is played when sound goes on, softly."""
        self.hear(0)
        for entry in reversed(self._handed):
            if isinstance(entry, Mark):
                self._feed.row.appendleft(entry)
            elif entry.item is not None and entry.start >= 0:
                self._feed.row.appendleft(Chunk(entry.item, entry.start, entry.samples))
                self._feed.frames += len(entry.samples)
                self.drawn -= len(entry.samples)
        self._handed.clear()
        self._tail = self._tail[:0]
        self._soften()
        if not self.playing:
            self._tell_position()

    # ---- inside ---------------------------------------------------------------------------------------------------

    def _pull_items(self, out: Float32Array) -> int:
        wanted = len(out) if self.playing else min(len(out), self._fade.frames_left)
        filled = self._feed.draw(out[:wanted], self._handed) if wanted else 0
        self._fade.apply(out[:filled])
        np.clip(out, -1.0, 1.0, out)
        self.drawn += filled
        if filled < wanted and not self._feed.complete:
            self.silent += 1
            self._primed = False
        if self.seen is not None and filled:
            self.seen(out[:filled])
        return filled

    @property
    def _fade_frames(self) -> int:
        return FADE_MS * self.rate // 1000

    def _soften(self) -> None:
        """What sounds next begins softly, unless it is the very beginning of an item."""
        if not self.playing:
            self._fade.set(0.0)
        elif self._feed.items and self._feed.items[0].position:
            self._fade.set(0.0)
            self._fade.go(1.0, self._fade_frames)
        else:
            self._fade.set(1.0)

    def _cut(self) -> None:
        """Leave the present sound: a short fade of it remains, and nothing of it is news any more."""
        if self.busy and self._primed and not len(self._tail):
            tail = np.zeros((self._fade_frames, 2), np.float32)
            filled = self._feed.draw(tail, deque())
            self._fade.apply(tail[:filled])
            fall = Ramp(1.0)
            fall.go(0.0, filled)
            fall.apply(tail[:filled])
            self._tail = np.clip(tail[:filled], -1.0, 1.0)
        current = self._feed.items[0] if self._feed.items else None
        passages = [entry for entry in self._handed if isinstance(entry, Passage)]
        for entry in passages:
            entry.start = -1  # it is still heard, but it is no longer the place where we are
            if entry.item is not current:
                entry.item = None
        self._handed = deque(passages)

    def _restart(self) -> None:
        self._primed = False
        if self._feed.items:
            self._feed.restart(self._feed.items[0].position)
        self._soften()

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
            self._soften()

    def _refused(self, item: Item, reason: str) -> None:
        self._tell(Failed(item.number, reason))

    def _tell_position(self, *, last: bool = False) -> None:
        if self._feed.items:
            item = self._feed.items[0]
            self._told_at = item.heard
            where, heard = item.position * 1000 // self.rate, item.heard * 1000 // self.rate
            self._tell(Position(item.number, where, heard, self.playing and not last))
