"""The player: a queue of tracks, the engine that sounds them, and the log of what was heard.

Every public call posts a command and returns at once; one thread carries them out in order, together with the news of
the engine, so that nothing here needs a lock but the snapshot that others read.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop_app.domain.errors import AppError, FileRefused
from desktop_app.domain.ids import ImpressionId, TrackId
from desktop_app.domain.records import Chosen, Ended, Presence, Track
from desktop_app.playback import client as engine_client
from desktop_app.services.board import Board
from desktop_app.services.deck import Deck, EngineFactory
from desktop_app.services.decoders import Decoders
from desktop_app.services.listening import ListenLog
from desktop_app.services.shown import PlayerEvent, PlayerState
from desktop_app.store import Store

_log = logging.getLogger(__name__)

GAPLESS_LEAD_MS = 10_000
"""So long before the end of a track the next one is decoded and waits in the engine."""
BACK_TO_START_MS = 3_000
"""Previous goes to the start of the track after this much, to the track before it until then."""
MOST_RESTARTS = 2
"""So often the engine is started anew without one track having begun in between."""
PROGRESS_MS = 1_000
"""A crash costs at most this much of a listen."""
SAVE_IDLE_S = 1.0
"""Volume and position are stored once they have rested for this long."""


@dataclass(frozen=True, slots=True, eq=False)
class _Entry:
    """One place in the queue; two entries of the same track are two."""

    track: TrackId
    chosen: Chosen
    impression: ImpressionId | None = None


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
        self._store = store
        self._log = log
        self._save_volume = save_volume
        self._deck = Deck(engine, decoders, lambda event: self._inbox.put(lambda: self._on_engine(event)), volume)
        self._entries: list[_Entry] = []
        self._follower: _Entry | None = None
        """The entry that waits in the engine to follow without a gap."""
        self._heard_before = 0
        """Milliseconds heard of this listen before the engine had to be started anew."""
        self._heard = 0
        self._logged_heard = 0
        self._restarts = 0
        self._failures = 0
        self._unsaved_volume: float | None = None
        self._unsaved_queue = False
        self._board = Board(PlayerState(volume=volume))
        self._inbox: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="player", daemon=True)
        self._started = False

    # --- for everyone, from any thread -------------------------------------------------------------------------

    def open(self) -> None:
        """Start working; the queue of last time is there, paused."""
        self._started = True
        self._thread.start()
        self._inbox.put(self._restore)

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

    def warm_up(self) -> None:
        """Start the engine before the first track is asked for, so that it starts without a wait."""
        self._inbox.put(self._warm_up)

    def play(
        self,
        tracks: Sequence[TrackId],
        start: int = 0,
        chosen: Chosen = Chosen.HAND,
        impressions: Sequence[ImpressionId | None] = (),
    ) -> None:
        """Replace the queue and play it from index `start` on."""
        shown = list(impressions) + [None] * (len(tracks) - len(impressions))
        entries = [_Entry(TrackId(int(track)), chosen, shown[i]) for i, track in enumerate(tracks)]
        self._inbox.put(lambda: self._play(entries, start))

    def add(self, tracks: Sequence[TrackId], next_up: bool = False) -> None:
        """Put tracks at the end of the queue, or right behind the current one."""
        entries = [_Entry(TrackId(int(track)), Chosen.HAND) for track in tracks]
        self._inbox.put(lambda: self._add(entries, next_up))

    def remove(self, index: int) -> None:
        """Take one entry out of the queue; the current one is skipped by that."""
        self._inbox.put(lambda: self._remove(index))

    def play_index(self, index: int) -> None:
        """Play another entry of the queue."""
        self._inbox.put(lambda: self._go(index, Ended.REPLACED))

    def toggle(self) -> None:
        """Pause or go on."""
        self._inbox.put(self._toggle)

    def next(self) -> None:
        """Move on."""
        self._inbox.put(lambda: self._go(self._board.state.current + 1, Ended.SKIPPED))

    def previous(self) -> None:
        """Back to the start of the track, or to the one before within its first seconds."""
        self._inbox.put(self._previous)

    def seek(self, ms: int) -> None:
        """Go to a place in the track, in milliseconds."""
        self._inbox.put(lambda: self._seek(ms))

    def set_volume(self, volume: float) -> None:
        """Set the position of the volume slider, 0 to 1."""
        self._inbox.put(lambda: self._set_volume(volume))

    # --- on the player's own thread ----------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            try:
                command = self._inbox.get(timeout=SAVE_IDLE_S if self._must_save() else None)
            except queue.Empty:
                self._save()
                continue
            if command is None:
                break
            try:
                command()
            except AppError as problem:
                self._notice(str(problem))
            except Exception:  # a bug of ours: the music goes on, the trace tells
                _log.exception("a command of the player failed")
                self._notice("Something went wrong in the player: a fault in the program. It goes on.")
        try:
            self._finish(Ended.STOPPED)
            self._save()
        finally:
            self._deck.close()

    def _must_save(self) -> bool:
        return self._unsaved_queue or self._unsaved_volume is not None

    def _save(self) -> None:
        try:
            if self._unsaved_volume is not None:
                self._save_volume(self._unsaved_volume)
            if self._unsaved_queue:
                self._store.queue.save(self._tracks(), max(self._board.state.current, 0), self._board.state.position_ms)
        except AppError as problem:
            self._notice(str(problem))
        self._unsaved_volume, self._unsaved_queue = None, False

    def _restore(self) -> None:
        tracks, current, position = self._store.queue.load()
        known = {track.id: track for track in self._store.tracks.rows(tracks)}
        if self._entries or not tracks or len(known) < len(set(tracks)):
            return
        self._entries = [_Entry(track, Chosen.HAND) for track in tracks]
        current = min(max(current, 0), len(tracks) - 1)
        track = known[tracks[current]]
        self._board.tell("queue", queue=tuple(tracks), current=current)
        self._board.tell("track", track=track, duration_ms=track.duration_ms, position_ms=position)

    def _play(self, entries: list[_Entry], start: int) -> None:
        self._finish(Ended.REPLACED)
        self._entries = entries
        self._failures = 0
        self._board.tell("queue", queue=self._tracks(), current=-1)
        if entries:
            self._load(min(max(start, 0), len(entries) - 1))
        else:
            self._stop()

    def _add(self, entries: list[_Entry], next_up: bool) -> None:
        place = self._board.state.current + 1 if next_up else len(self._entries)
        self._entries[place:place] = entries
        self._reindex(place, len(entries))

    def _remove(self, index: int) -> None:
        if not 0 <= index < len(self._entries):
            return
        playing = self._board.state.playing
        if index == self._board.state.current:
            self._finish(Ended.SKIPPED)
        del self._entries[index]
        if index != self._board.state.current:
            self._reindex(index + 1, -1)
            return
        self._board.tell("queue", queue=self._tracks(), current=-1)
        if index < len(self._entries):
            self._load(index, play=playing)
        else:
            self._stop()

    def _reindex(self, from_index: int, by: int) -> None:
        """Entries from an index on have moved by some places."""
        current = self._board.state.current + (by if self._board.state.current >= from_index else 0)
        self._unsaved_queue = True
        self._board.tell("queue", queue=self._tracks(), current=current)

    def _tracks(self) -> tuple[TrackId, ...]:
        return tuple(entry.track for entry in self._entries)

    def _warm_up(self) -> None:
        self._deck.ready()

    def _toggle(self) -> None:
        if self._deck.item is None:
            if self._entries:
                self._load(max(self._board.state.current, 0), start_ms=self._board.state.position_ms)
        elif self._board.state.playing:
            self._deck.ready().pause()
            self._unsaved_queue = True
            self._board.tell("state", playing=False)
        else:
            self._deck.ready().play()
            self._board.tell("state", playing=True)

    def _previous(self) -> None:
        if self._board.state.position_ms > BACK_TO_START_MS or self._board.state.current <= 0:
            self._seek(0)
        else:
            self._go(self._board.state.current - 1, Ended.REPLACED)

    def _go(self, index: int, ended: Ended) -> None:
        if not 0 <= index < len(self._entries):
            if index >= len(self._entries) and self._entries:
                self._finish(ended)
                self._stop()
            return
        self._finish(ended)
        self._failures = 0
        self._load(index)

    def _seek(self, ms: int) -> None:
        target = max(0, ms)
        if self._board.state.duration_ms is not None:
            target = min(target, max(0, self._board.state.duration_ms - 200))
        if self._deck.item is not None:
            self._deck.ready().seek(target)
        self._unsaved_queue = True
        self._board.tell("position", position_ms=target)

    def _set_volume(self, volume: float) -> None:
        volume = min(max(volume, 0.0), 1.0)
        self._deck.set_volume(volume)
        self._unsaved_volume = volume
        self._board.tell("state", volume=volume)

    def _load(self, index: int, *, start_ms: int = 0, play: bool = True) -> None:
        """Sound the entry at an index; what cannot be opened is passed over with a notice."""
        self._follower = None
        while index < len(self._entries):
            entry = self._entries[index]
            try:
                track = self._playable(entry)
                self._deck.load(track, start_ms=start_ms, play=play)
            except FileRefused as problem:
                self._log.start(entry.track, None, entry.chosen, entry.impression)
                self._log.finish(Ended.FAILED, 0)
                self._failures += 1
                self._notice(f"{_name(self._store, entry)} cannot be played: {problem.reason}.")
                index, start_ms = index + 1, 0
                continue
            self._begin(track, index, start_ms, play)
            return
        self._stop()

    def _begin(self, track: Track, index: int, position_ms: int, playing: bool) -> None:
        entry = self._entries[index]
        self._heard = self._heard_before = self._logged_heard = 0
        self._log.start(track.id, track.duration_ms, entry.chosen, entry.impression)
        self._unsaved_queue = True
        notice = self._log.problem or (self._board.state.notice if self._failures else "")
        self._board.tell(
            "track",
            track=track,
            current=index,
            position_ms=position_ms,
            duration_ms=track.duration_ms,
            playing=playing,
            notice=notice,
        )

    def _playable(self, entry: _Entry) -> Track:
        track = self._store.tracks.get(entry.track)
        if track is None:
            raise FileRefused("it is no longer in the library")
        if track.presence is Presence.AWAY:
            raise FileRefused("its file is away; is its drive plugged in?", path=track.path)
        return track

    def _stop(self) -> None:
        """Nothing sounds any more; the queue stays."""
        self._deck.stop()
        self._follower = None
        self._unsaved_queue = True
        self._board.tell("state", playing=False, position_ms=0)

    def _finish(self, ended: Ended) -> None:
        if self._deck.item is not None:
            self._log.finish(ended, self._heard_before + self._heard)

    # --- news of the engine ------------------------------------------------------------------------------------

    def _on_engine(self, event: engine_client.Event) -> None:
        deck = self._deck
        match event:
            case engine_client.Output():
                self._board.tell("state", output=event.name, silent=event.null)
            case engine_client.EngineDied():
                self._on_engine_died()
            case engine_client.Report():
                pass
            case engine_client.Started(item=item) if item == deck.waiting:
                self._on_follower()
            case engine_client.Failed(item=item) if item == deck.waiting:
                deck.waiting = None  # tried again, and named, when its turn comes
            case _ if event.item != deck.item:
                pass  # news of a track that is no longer wanted
            case engine_client.Started():
                self._restarts = self._failures = 0
            case engine_client.Position():
                self._on_position(event)
            case engine_client.Ended():
                self._heard = event.heard_ms
                self._on_ended()
            case engine_client.Failed():
                self._on_failed(event.reason)

    def _on_position(self, event: engine_client.Position) -> None:
        self._heard = event.heard_ms
        heard = self._heard_before + self._heard
        if heard - self._logged_heard >= PROGRESS_MS:
            self._log.progress(heard)
            self._logged_heard = heard
            if self._log.problem and self._log.problem != self._board.state.notice:
                self._notice(self._log.problem)
        self._board.tell("position", position_ms=event.position_ms)
        left = None if self._board.state.duration_ms is None else self._board.state.duration_ms - event.position_ms
        if left is not None and left < GAPLESS_LEAD_MS:
            self._prepare_follower()

    def _prepare_follower(self) -> None:
        index = self._board.state.current + 1
        if self._follower is not None or index >= len(self._entries):
            return
        self._follower = self._entries[index]
        with contextlib.suppress(FileRefused):  # named when its turn comes
            self._deck.follow_with(self._playable(self._follower))

    def _on_follower(self) -> None:
        """What waited sounds now, unless the queue was changed meanwhile."""
        self._finish(Ended.FINISHED)  # says nothing where the end of the one before was told already
        self._deck.advance()
        entry, self._follower = self._follower, None
        index = self._board.state.current + 1
        if index < len(self._entries) and self._entries[index] is entry:
            self._begin(self._playable(entry), index, 0, True)
        else:
            self._load(index)

    def _on_ended(self) -> None:
        self._finish(Ended.FINISHED)
        if self._deck.waiting is None:  # else its own news follow
            self._load(self._board.state.current + 1)

    def _on_failed(self, reason: str) -> None:
        entry = self._entries[self._board.state.current]
        self._finish(Ended.FAILED)
        self._failures += 1
        self._notice(f"{_name(self._store, entry)} cannot be played: {reason}.")
        if self._failures < len(self._entries):
            self._load(self._board.state.current + 1)
        else:
            self._stop()

    def _on_engine_died(self) -> None:
        """Start the engine anew and go on where it was; give up where it does not stay alive."""
        sounding = self._deck.item is not None
        heard, state = self._heard_before + self._heard, self._board.state
        self._deck.discard_engine()
        self._follower = None
        self._restarts += 1
        if not sounding:
            return
        try:
            if self._restarts > MOST_RESTARTS:
                raise FileRefused("the sound engine stops again and again; check the sound output")
            self._deck.load(
                self._playable(self._entries[state.current]), start_ms=state.position_ms, play=state.playing
            )
        except FileRefused as problem:
            self._log.finish(Ended.STOPPED, heard)
            self._stop()
            self._notice(f"Playback stopped: {problem.reason}.")
            return
        self._heard_before, self._heard = heard, 0
        self._notice("The sound engine stopped and was started again.")

    # --- telling -----------------------------------------------------------------------------------------------

    def _notice(self, text: str) -> None:
        self._board.tell("notice", notice=text)


def _name(store: Store, entry: _Entry) -> str:
    track = store.tracks.get(entry.track)
    return "A track" if track is None else f"“{track.title}”"
