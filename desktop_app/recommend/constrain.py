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
    """Keeps the artist and album windows, and one recording of each work, while a list grows.

    It looks at some rows of the library; places are places among those rows.

    Args:
        rows: the rows looked at.
        allowed: which of the tracks may enter at all, shape (n_tracks,).
        willing: tracks that nothing speaks against, shape (n_tracks,); only for those are windows kept at the cost of
            the rest.
        before: rows that the list follows, in play order.
    """

    def __init__(
        self, tracks: TrackTable, rows: Int64Array, allowed: BoolArray, willing: BoolArray, before: Int64Array
    ) -> None:
        self._artist, self._album, self._work = tracks.artist[rows], tracks.album[rows], tracks.work[rows]
        self._open = allowed[rows]
        self._willing = willing[rows]
        self._recent: deque[tuple[int, int]] = deque(maxlen=WINDOW - 1)
        self._artists = np.zeros(int(tracks.artist.max(initial=-1)) + 2, np.int64)  # last place: unknown
        self._albums = np.zeros(int(tracks.album.max(initial=-1)) + 2, np.int64)
        self.relaxed: dict[str, None] = {}
        """Names of the constraints that were broken, in the order in which they were."""
        for row in before:
            self._append(int(tracks.artist[row]), int(tracks.album[row]))

    def candidates(self) -> tuple[BoolArray, bool]:
        """Which places may come next, and whether that holds under every constraint; all False: nothing is left.

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
                    return mask, not loosened and group is not self._open
        return self._open.copy(), False

    def take(self, place: int) -> None:
        """Put a track at the end of the list; note every constraint that it breaks."""
        for name, rule in self._kept_rules().items():
            if not rule[place]:
                self.relaxed[name] = None
        self._open[place] = False
        if self._work[place] >= 0:
            self._open &= self._work != self._work[place]
        self._append(int(self._artist[place]), int(self._album[place]))

    def _kept_rules(self) -> dict[str, BoolArray]:
        """For each constraint, which places keep it if they come next."""
        artist, album = self._artist, self._album
        last = self._recent[-1][0] if self._recent else -1
        return {
            ALBUM_WINDOW: (album < 0) | (self._albums[album] < ALBUM_LIMIT),
            ARTIST_WINDOW: (artist < 0) | (self._artists[artist] < ARTIST_LIMIT),
            ARTIST_RUNNING: (artist < 0) | (artist != last),
        }

    def _append(self, artist: int, album: int) -> None:
        if len(self._recent) == self._recent.maxlen:
            self._count(*self._recent[0], by=-1)
        self._recent.append((artist, album))
        self._count(artist, album, by=1)

    def _count(self, artist: int, album: int, *, by: int) -> None:
        self._artists[artist] += by
        self._albums[album] += by
