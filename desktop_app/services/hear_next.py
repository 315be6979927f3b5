"""What is heard next: the track that plays, what a person asks about, then the queue."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from desktop_app.domain.ids import TrackId
from desktop_app.services.shown import PlayerEvent, PlayerState

AHEAD = 20
"""So much of the queue: an hour or more of music."""
ASKED_MOST = 10
"""So many tracks that were asked about last are kept."""


class HearNext:
    """Tells `prefer` whenever the track, the queue or what was asked about changes. Thread-safe.

    Args:
        prefer: takes the tracks in the order in which they are to be heard; it returns at once.
        subscribe: to the news of the player.
    """

    def __init__(
        self,
        prefer: Callable[[Sequence[TrackId]], None],
        subscribe: Callable[[Callable[[PlayerEvent], None]], Callable[[], None]],
    ) -> None:
        self._prefer = prefer
        self._lock = threading.Lock()
        self._state = PlayerState()
        self._asked: tuple[TrackId, ...] = ()
        self._told: tuple[TrackId, ...] = ()
        self._leave = subscribe(self._note)

    def ask(self, track: TrackId) -> None:
        """A person looks at this track: hear it right after the one that plays."""
        with self._lock:
            self._asked = (track, *(one for one in self._asked if one != track))[:ASKED_MOST]
            self._tell()

    def close(self) -> None:
        """Hear no more of the player."""
        self._leave()

    def _note(self, event: PlayerEvent) -> None:
        if event.kind in ("track", "queue"):
            with self._lock:
                self._state = event.state
                self._tell()

    def _tell(self) -> None:
        state = self._state
        playing = (state.track.id,) if state.track is not None else ()
        coming = state.queue[state.current + 1 : state.current + 1 + AHEAD]
        wanted = tuple(dict.fromkeys((*playing, *self._asked, *coming)))
        if wanted != self._told:
            self._told = wanted
            self._prefer(wanted)
