"""Plays a queue: what sounds, what follows, what was heard of it. All on one thread; `player.py` gives it that."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from desktop_app.domain.errors import AppError, FileRefused
from desktop_app.domain.ids import ImpressionId, TrackId
from desktop_app.domain.records import Chosen, Ended, Presence, Track
from desktop_app.playback import client as engine_client
from desktop_app.services.board import Board
from desktop_app.services.deck import Deck
from desktop_app.services.listening import ListenLog
from desktop_app.store import Store

GAPLESS_LEAD_MS = 10_000
"""So long before the end of a track the next one is decoded and waits in the engine."""
BACK_TO_START_MS = 3_000
"""Previous goes to the start of the track after this much, to the track before it until then."""
MOST_RESTARTS = 2
"""So often the engine is started anew without one track having begun in between."""
PROGRESS_MS = 1_000
"""A crash costs at most this much of a listen."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One place in the queue; two entries of the same track are two."""

    track: TrackId
    chosen: Chosen
    impression: ImpressionId | None = None


class QueuePlayer:
    """The queue and its place in it, the deck that sounds it, the log that it writes."""

    def __init__(
        self, store: Store, deck: Deck, board: Board, log: ListenLog, save_volume: Callable[[float], object]
    ) -> None:
        self._store = store
        self._deck = deck
        self._board = board
        self._log = log
        self._save_volume = save_volume
        self._entries: list[Entry] = []
        self._follower: Entry | None = None
        """The entry that waits in the engine to follow without a gap."""
        self._heard_before = 0
        """Milliseconds heard of this listen before the engine had to be started anew."""
        self._heard = 0
        self._logged_heard = 0
        self._over = False
        """Whether the current track was heard to its end and what follows it has not begun."""
        self._restarts = 0
        self._failures = 0
        self._lost_device = False
        self._unsaved_volume: float | None = None
        self._unsaved_queue = False

    def must_save(self) -> bool:
        """Whether volume or queue changed since they were stored."""
        return self._unsaved_queue or self._unsaved_volume is not None

    def save(self) -> None:
        """Store volume and queue."""
        try:
            if self._unsaved_volume is not None:
                self._save_volume(self._unsaved_volume)
            if self._unsaved_queue:
                self._store.queue.save(self._tracks(), max(self._board.state.current, 0), self._board.state.position_ms)
        except AppError as problem:
            self.notice(str(problem))
        self._unsaved_volume, self._unsaved_queue = None, False

    def restore(self) -> None:
        """Show the queue of last time, paused, unless something was asked for already or tracks of it are gone."""
        tracks, current, position = self._store.queue.load()
        known = {track.id: track for track in self._store.tracks.rows(tracks)}
        if self._entries or not tracks or len(known) < len(set(tracks)):
            return
        self._entries = [Entry(track, Chosen.HAND) for track in tracks]
        current = min(max(current, 0), len(tracks) - 1)
        track = known[tracks[current]]
        self._board.tell("queue", queue=tuple(tracks), current=current)
        self._board.tell("track", track=track, duration_ms=track.duration_ms, position_ms=position)

    def play(self, entries: list[Entry], start: int) -> None:
        """Replace the queue and play from an index on."""
        self.finish(Ended.REPLACED)
        self._entries = entries
        self._failures = 0
        self._board.tell("queue", queue=self._tracks(), current=-1)
        if entries:
            self._load(min(max(start, 0), len(entries) - 1))
        else:
            self._stop()

    def add(self, entries: list[Entry], next_up: bool) -> None:
        """Put entries at the end, or right behind the current one."""
        place = self._board.state.current + 1 if next_up else len(self._entries)
        self._entries[place:place] = entries
        self._reindex(place, len(entries))

    def remove(self, index: int) -> None:
        """Take an entry out; the current one is skipped by that."""
        if not 0 <= index < len(self._entries):
            return
        playing = self._board.state.playing
        if index == self._board.state.current:
            self.finish(Ended.SKIPPED)
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

    def toggle(self) -> None:
        """Pause, go on, or begin with what the queue stands at."""
        if self._deck.item is None:
            if self._entries:
                self._load(max(self._board.state.current, 0), start_ms=self._board.state.position_ms)
        elif self._board.state.playing:
            self._deck.ready().pause()
            self._unsaved_queue = True
            self._board.tell("state", playing=False)
        elif self._lost_device:
            self._load_again(playing=True)
            self._board.tell("state", playing=True)
        else:
            self._deck.ready().play()
            self._board.tell("state", playing=True)

    def previous(self) -> None:
        """To the start of the track, or to the one before within its first seconds."""
        if self._board.state.position_ms > BACK_TO_START_MS or self._board.state.current <= 0:
            self.seek(0)
        else:
            self.go(self._board.state.current - 1, Ended.REPLACED)

    def go(self, index: int, ended: Ended) -> None:
        """To another entry; `ended` says how the listen of the current one ends. Behind the last one: stop."""
        if not 0 <= index < len(self._entries):
            if index >= len(self._entries) and self._entries:
                self.finish(ended)
                self._stop()
            return
        self.finish(ended)
        self._failures = 0
        self._load(index)

    def seek(self, ms: int) -> None:
        """To a place in the track."""
        target = max(0, ms)
        if self._board.state.duration_ms is not None:
            target = min(target, max(0, self._board.state.duration_ms - 200))
        if self._deck.item is not None:
            self._deck.ready().seek(target)
        self._unsaved_queue = True
        self._board.tell("position", position_ms=target)

    def set_volume(self, volume: float) -> None:
        """Position of the slider, bounded to 0..1."""
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
                self.notice(f"{_name(self._store, entry)} cannot be played: {problem.reason}.")
                index, start_ms = index + 1, 0
                continue
            self._begin(track, index, start_ms, play)
            return
        self._stop()

    def _begin(self, track: Track, index: int, position_ms: int, playing: bool) -> None:
        entry = self._entries[index]
        self._heard = self._heard_before = self._logged_heard = 0
        self._over = False
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

    def _playable(self, entry: Entry) -> Track:
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

    def finish(self, ended: Ended) -> None:
        """The listen of what sounds is over."""
        if self._deck.item is not None:
            self._log.finish(ended, self._heard_before + self._heard)

    def on_engine(self, event: engine_client.Event) -> None:
        """Act on news of the engine."""
        deck = self._deck
        match event:
            case engine_client.Output():
                self._on_output(event)
            case engine_client.EngineDied():
                self._on_engine_died()
            case engine_client.Report():
                pass
            case engine_client.Started(item=item) if item == deck.waiting:
                self._on_follower()
            case engine_client.Failed(item=item) if item == deck.waiting:
                deck.waiting = None  # tried again, and named, when its turn comes
                if self._over:
                    self._load(self._board.state.current + 1)
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

    def _on_output(self, event: engine_client.Output) -> None:
        """The sound goes elsewhere. A device that is gone has paused the track: nobody wants a speaker to take over."""
        had_device = bool(self._board.state.output) and not self._board.state.silent
        self._board.tell("state", output=event.name, silent=event.null)
        self._lost_device = event.null and (had_device or self._lost_device)
        if event.null and had_device:
            self.notice("The sound device is gone. Press play to go on once it is back.")

    def _load_again(self, *, playing: bool) -> None:
        """Sound the current track from where it is, in an engine that looks for a device anew; its listen goes on.

        Raises:
            FileRefused: its file cannot be opened any more.
        """
        heard, state = self._heard_before + self._heard, self._board.state
        self._follower, self._lost_device = None, False
        self._deck.load(self._playable(self._entries[state.current]), start_ms=state.position_ms, play=playing)
        self._heard_before, self._heard = heard, 0

    def _on_position(self, event: engine_client.Position) -> None:
        self._heard = event.heard_ms
        heard = self._heard_before + self._heard
        if heard - self._logged_heard >= PROGRESS_MS:
            self._log.progress(heard)
            self._logged_heard = heard
            if self._log.problem and self._log.problem != self._board.state.notice:
                self.notice(self._log.problem)
        playing = self._board.state.playing and event.playing  # the engine pauses by itself when its device is gone
        self._board.tell("position", position_ms=event.position_ms, playing=playing)
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
        self.finish(Ended.FINISHED)  # says nothing where the end of the one before was told already
        self._deck.advance()
        entry, self._follower = self._follower, None
        index = self._board.state.current + 1
        next_up = self._entries[index] if index < len(self._entries) else None
        track = self._store.tracks.get(entry.track) if entry is not None and entry is next_up else None
        if track is not None:  # it sounds already, also where its file went away meanwhile
            self._begin(track, index, 0, True)
        else:
            self._load(index)

    def _on_ended(self) -> None:
        self.finish(Ended.FINISHED)
        self._over = True
        if self._deck.waiting is None:  # else its own news follow
            self._load(self._board.state.current + 1)

    def _on_failed(self, reason: str) -> None:
        entry = self._entries[self._board.state.current]
        self.finish(Ended.FAILED)
        self._failures += 1
        self.notice(f"{_name(self._store, entry)} cannot be played: {reason}.")
        if self._failures < len(self._entries):
            self._load(self._board.state.current + 1)
        else:
            self._stop()

    def _on_engine_died(self) -> None:
        """Start the engine anew and go on where it was; give up where it does not stay alive."""
        sounding, playing = self._deck.item is not None, self._board.state.playing
        heard = self._heard_before + self._heard
        self._deck.engine_died()
        self._restarts += 1
        if not sounding:
            return
        try:
            if self._restarts > MOST_RESTARTS:
                raise FileRefused("the sound engine stops again and again; check the sound output")
            self._load_again(playing=playing)
        except FileRefused as problem:
            self._log.finish(Ended.STOPPED, heard)
            self._stop()
            self.notice(f"Playback stopped: {problem.reason}.")
        else:
            self.notice("The sound engine stopped and was started again.")

    def notice(self, text: str) -> None:
        """Tell the person something."""
        self._board.tell("notice", notice=text)


def _name(store: Store, entry: Entry) -> str:
    track = store.tracks.get(entry.track)
    return "A track" if track is None else f"“{track.title}”"
