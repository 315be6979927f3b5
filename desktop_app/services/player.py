"""The player as the rest of the program sees it: commands that return at once, a state, news.

One thread carries the commands out in order, together with the news of the engine, so that what plays the queue needs
no lock.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence

from desktop_app.domain.errors import AppError
from desktop_app.domain.ids import ImpressionId, TrackId
from desktop_app.domain.records import Chosen, Ended
from desktop_app.playback import client as engine_client
from desktop_app.services.board import Board
from desktop_app.services.deck import Deck, EngineFactory
from desktop_app.services.decoders import Decoders
from desktop_app.services.listening import ListenLog
from desktop_app.services.queue_player import Entry, QueuePlayer
from desktop_app.services.shown import PlayerEvent, PlayerState
from desktop_app.store import Store

_log = logging.getLogger(__name__)

SAVE_AFTER_S = 1.0
"""Queue and volume are stored so long after they changed: a slider that is dragged is not stored at every step."""


class PlayerService:
    """Play, pause, skip; see the module."""

    def __init__(
        self,
        store: Store,
        decoders: Decoders,
        engine: EngineFactory,
        log: ListenLog,
        save_volume: Callable[[float], object],
        volume: float,
    ) -> None:
        self._board = Board(PlayerState(volume=volume))
        self._deck = Deck(engine, decoders, self._heard_of, volume)
        self._queue = QueuePlayer(store, self._deck, self._board, log, save_volume)
        self._inbox: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="player", daemon=True)
        self._started = False

    def open(self) -> None:
        """Start working; the queue of last time is there, paused."""
        self._started = True
        self._thread.start()
        self._inbox.put(self._queue.restore)

    def close(self) -> None:
        """Stop the sound, close the listen, store the queue, end the engine. Returns when all is done."""
        if not self._started:
            return
        self._started = False
        self._inbox.put(None)
        self._thread.join()

    def state(self) -> PlayerState:
        """The player now."""
        return self._board.state

    def subscribe(self, watcher: Callable[[PlayerEvent], None]) -> Callable[[], None]:
        """Call `watcher` on the player's thread for everything that changes; the returned function ends that."""
        return self._board.subscribe(watcher)

    def play(
        self,
        tracks: Sequence[TrackId],
        start: int = 0,
        chosen: Chosen = Chosen.HAND,
        impressions: Sequence[ImpressionId | None] = (),
    ) -> None:
        """Replace the queue and play it from index `start` on."""
        shown = list(impressions) + [None] * (len(tracks) - len(impressions))
        entries = [Entry(TrackId(int(track)), chosen, shown[i]) for i, track in enumerate(tracks)]
        self._inbox.put(lambda: self._queue.play(entries, start))

    def add(self, tracks: Sequence[TrackId], next_up: bool = False) -> None:
        """Put tracks at the end of the queue, or right behind the current one."""
        entries = [Entry(TrackId(int(track)), Chosen.HAND) for track in tracks]
        self._inbox.put(lambda: self._queue.add(entries, next_up))

    def remove(self, index: int) -> None:
        """Take one entry out of the queue; the current one is skipped by that."""
        self._inbox.put(lambda: self._queue.remove(index))

    def play_index(self, index: int) -> None:
        """Play another entry of the queue."""
        self._inbox.put(lambda: self._queue.go(index, Ended.REPLACED))

    def toggle(self) -> None:
        """Pause or go on."""
        self._inbox.put(self._queue.toggle)

    def next(self) -> None:
        """Move on."""
        self._inbox.put(lambda: self._queue.go(self._board.state.current + 1, Ended.SKIPPED))

    def previous(self) -> None:
        """Back to the start of the track, or to the one before within its first seconds."""
        self._inbox.put(self._queue.previous)

    def seek(self, ms: int) -> None:
        """Go to a place in the track, in milliseconds."""
        self._inbox.put(lambda: self._queue.seek(ms))

    def set_volume(self, volume: float) -> None:
        """Set the position of the volume slider, 0 to 1."""
        self._inbox.put(lambda: self._queue.set_volume(volume))

    def _heard_of(self, event: engine_client.Event) -> None:
        self._inbox.put(lambda: self._queue.on_engine(event))

    def _run(self) -> None:
        save_at: float | None = None
        while True:
            left_s = None if save_at is None else save_at - time.monotonic()
            if (
                left_s is not None and left_s <= 0
            ):  # not left to an idle moment: a track that plays tells news all the time
                save_at = None
                self._carry_out(self._queue.save)
                continue
            try:
                command = self._inbox.get(timeout=left_s)
            except queue.Empty:
                continue
            if command is None:
                break
            self._carry_out(command)
            if save_at is None and self._queue.must_save():
                save_at = time.monotonic() + SAVE_AFTER_S
        try:
            self._carry_out(lambda: self._queue.finish(Ended.STOPPED))
            self._carry_out(self._queue.save)
        finally:
            self._deck.close()

    def _carry_out(self, command: Callable[[], None]) -> None:
        try:
            command()
        except AppError as problem:
            self._queue.notice(str(problem))
        except Exception:  # a bug of ours: the music goes on, the trace tells
            _log.exception("a command of the player failed")
            self._queue.notice("Something went wrong in the player: a fault in the program. It goes on.")
