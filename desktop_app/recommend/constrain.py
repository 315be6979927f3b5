"""What may enter a list at all (fence), and what may follow what (windows)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from desktop_app.domain.tables import BoolArray, Int64Array, TrackTable
from desktop_app.recommend.request import Request
from desktop_app.recommend.situation import rows_of

WINDOW = 25
ARTIST_LIMIT = 3
"""No artist more often than this in any WINDOW tracks running, nor twice in a row."""
ALBUM_LIMIT = 3
LENGTH = "length"
ALBUM_WINDOW = "album_window"
ARTIST_WINDOW = "artist_window"
ARTIST_RUNNING = "artist_running"


@dataclass(frozen=True)
class Fence:
    """Which tracks may enter, shape (n_tracks,). `relaxed` is (LENGTH,) where only short tracks were left."""

    allowed: BoolArray
    relaxed: tuple[str, ...]


def fence(request: Request, tracks: TrackTable) -> Fence:
    """Never: tracks away, excluded, the seeds, what stands just before, and other recordings of those works.

    Tracks under `request.min_duration_ms` are kept out unless there is nothing else; an unknown length may enter.
    """
    allowed = tracks.present.copy()
    excluded = rows_of(tracks, sorted(request.exclude))
    allowed[excluded[excluded >= 0]] = False
    given = rows_of(tracks, [*request.seeds, *request.not_seeds, *request.before])
    given = given[given >= 0]
    allowed[given] = False
    works = tracks.work[given]
    allowed &= ~(np.isin(tracks.work, works[works >= 0]))
    long_enough = (tracks.duration_ms < 0) | (tracks.duration_ms >= request.min_duration_ms)
    if allowed.any() and not (allowed & long_enough).any():
        return Fence(allowed, (LENGTH,))
    return Fence(allowed & long_enough, ())


class Windows:
    """Keeps the artist and album windows, and one recording of each work, while a list grows."""

    def __init__(self, tracks: TrackTable, fence: Fence, before: Int64Array, willing: BoolArray) -> None:
        """`willing`: tracks that nothing speaks against; only for those are windows kept at the cost of the rest."""
        self._tracks = tracks
        self._open = fence.allowed.copy()
        self._willing = willing
        self._recent: deque[int] = deque(maxlen=WINDOW - 1)
        self._artists = np.zeros(int(tracks.artist.max(initial=-1)) + 2, np.int64)  # last place: unknown
        self._albums = np.zeros(int(tracks.album.max(initial=-1)) + 2, np.int64)
        self.relaxed: dict[str, None] = dict.fromkeys(fence.relaxed)
        for row in before:
            self._append(int(row))

    def candidates(self) -> BoolArray:
        """Tracks that may come next; all False when nothing is left.

        The strictest step that leaves any. Windows are loosened before a track comes in that was skipped or heard just
        now: in a small library, variety alone would bring those back.
        """
        rules = self._kept_rules()
        for group in (self._open & self._willing, self._open):
            for loosened in ((), (ALBUM_WINDOW,), (ALBUM_WINDOW, ARTIST_WINDOW)):
                mask = group.copy()
                for name, rule in rules.items():
                    if name not in loosened:
                        mask &= rule
                if mask.any():
                    return mask
        return self._open.copy()

    def take(self, row: int) -> None:
        """Put a track at the end of the list; note every constraint that it breaks."""
        for name, rule in self._kept_rules().items():
            if not rule[row]:
                self.relaxed[name] = None
        self._open[row] = False
        work = self._tracks.work[row]
        if work >= 0:
            self._open &= self._tracks.work != work
        self._append(row)

    def _kept_rules(self) -> dict[str, BoolArray]:
        """For each constraint, which tracks keep it if they come next."""
        artist, album = self._tracks.artist, self._tracks.album
        last = artist[self._recent[-1]] if self._recent else -1
        return {
            ALBUM_WINDOW: (album < 0) | (self._albums[album] < ALBUM_LIMIT),
            ARTIST_WINDOW: (artist < 0) | (self._artists[artist] < ARTIST_LIMIT),
            ARTIST_RUNNING: (artist < 0) | (artist != last),
        }

    def _append(self, row: int) -> None:
        if len(self._recent) == self._recent.maxlen:
            self._count(self._recent[0], -1)
        self._recent.append(row)
        self._count(row, 1)

    def _count(self, row: int, by: int) -> None:
        self._artists[self._tracks.artist[row]] += by
        self._albums[self._tracks.album[row]] += by
