"""What sounds and what waits: the engine, the decoders, and the numbers by which both know a track."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from desktop_app.domain.records import Track
from desktop_app.playback import client as engine_client
from desktop_app.sandbox.pcm import PcmEnds
from desktop_app.services.decoders import Decoders


class Engine(Protocol):
    """What the player needs of the playback engine's client."""

    def start(self) -> None: ...
    def close(self) -> None: ...
    def load(self, item: int, ends: PcmEnds, *, start_ms: int = 0, play: bool = True) -> None: ...
    def enqueue(self, item: int, ends: PcmEnds) -> None: ...
    def play(self) -> None: ...
    def pause(self) -> None: ...
    def seek(self, ms: int) -> None: ...
    def stop(self) -> None: ...
    def set_volume(self, volume: float) -> None: ...


EngineFactory = Callable[[Callable[[engine_client.Event], None]], Engine]


class Deck:
    """One track that sounds and at most one that follows without a gap. Used from the player's thread.

    Every load gets a new number, so that late news of an earlier one are known as such.
    """

    def __init__(
        self,
        make_engine: EngineFactory,
        decoders: Decoders,
        on_event: Callable[[engine_client.Event], None],
        volume: float,
    ) -> None:
        self._make_engine = make_engine
        self._decoders = decoders
        self._on_event = on_event
        self._volume = volume
        self._engine: Engine | None = None
        self._running = False
        self._last = 0
        self.item: int | None = None
        """Number of what sounds or is paused."""
        self.waiting: int | None = None
        """Number of what follows it."""

    def ready(self) -> Engine:
        """The engine, started where it does not run."""
        if self._engine is None:
            self._engine = self._make_engine(self._on_event)
        if not self._running:
            self._engine.start()
            self._engine.set_volume(self._volume)
            self._running = True
        return self._engine

    def load(self, track: Track, *, start_ms: int = 0, play: bool = True) -> None:
        """Sound a track in place of all else.

        Raises:
            FileRefused: its file cannot be opened; what sounded before goes on.
        """
        engine = self.ready()
        ends = self._decoders.start(track.path, track.start_75, track.end_75)
        self.item, self.waiting = self._number(), None
        engine.load(self.item, ends, start_ms=start_ms, play=play)

    def follow_with(self, track: Track) -> None:
        """Have a track ready to follow without a gap.

        Raises:
            FileRefused: its file cannot be opened.
        """
        ends = self._decoders.start(track.path, track.start_75, track.end_75)
        self.waiting = self._number()
        self.ready().enqueue(self.waiting, ends)

    def advance(self) -> None:
        """What waited sounds now."""
        self.item, self.waiting = self.waiting, None

    def stop(self) -> None:
        """Nothing sounds any more."""
        if self._engine is not None and self.item is not None:
            self._engine.stop()
        self.item = self.waiting = None

    def set_volume(self, volume: float) -> None:
        """Position of the volume slider, 0 to 1."""
        self._volume = volume
        if self._engine is not None:
            self._engine.set_volume(volume)

    def engine_died(self) -> None:
        """Nothing sounds any more; the next use starts the engine again."""
        self._running = False
        self.item = self.waiting = None

    def close(self) -> None:
        """End the engine and the decoders."""
        if self._engine is not None:
            self._engine.close()
        self._decoders.close()

    def _number(self) -> int:
        self._last += 1
        return self._last
