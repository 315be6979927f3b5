"""What may enter a list at all (fence), and what may follow what (windows)."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from desktop_app.domain.ids import TrackId
from desktop_app.domain.tables import BoolArray, FloatArray, Int32Array, Int64Array, TrackTable
from desktop_app.recommend.request import Request
from desktop_app.recommend.situation import rows_of

WINDOW = 25
ARTIST_LIMIT = 3
"""No artist more often than this in any WINDOW tracks running, nor twice in a row."""
ALBUM_LIMIT = 3
LENGTH = "length"
NOT_MUSIC = "not_music"
HOLIDAY = "holiday"
ALBUM_WINDOW = "album_window"
ARTIST_WINDOW = "artist_window"
ARTIST_RUNNING = "artist_running"
WHOLE = "whole"
MOOD = "mood"
CONSTRAINTS: dict[str, str] = {
    LENGTH: "Tracks that are long enough",
    NOT_MUSIC: "Music only",
    HOLIDAY: "Holiday music in its season",
    ALBUM_WINDOW: "Few tracks of one album",
    ARTIST_WINDOW: "Few tracks of one artist",
    ARTIST_RUNNING: "No artist twice in a row",
    WHOLE: "One part of a work, a mix or an audio play",
    MOOD: "Only what clearly has the mood",
}
"""What may be given up where too little is left, by the name that a list gives it, and its label."""
_LOOSENING = (
    (),
    (LENGTH,),
    (HOLIDAY,),
    (LENGTH, HOLIDAY),
    (NOT_MUSIC,),
    (LENGTH, NOT_MUSIC),
    (HOLIDAY, NOT_MUSIC),
    (LENGTH, HOLIDAY, NOT_MUSIC),
)
"""What of the fence is given up, step by step, where nothing is left."""


@dataclass(frozen=True)
class Fence:
    """Which tracks may enter, and which of them exclude each other. Arrays of shape (n_tracks,).

    `relaxed` names what was given up because nothing else was left.
    """

    allowed: BoolArray
    relaxed: tuple[str, ...]
    whole: Int32Array
    """The table's wholes, -1 also for those that a seed is a part of: any number of their parts may enter."""


def fence(request: Request, tracks: TrackTable, region: BoolArray | None = None) -> Fence:
    """What may enter a list.

    Never: tracks away, excluded, the seeds, what stands just before, other recordings of those works, and what the
    person never wants recommended. Kept out unless there is nothing else: tracks under `request.min_duration_ms` (an
    unknown length may enter), what is not music unless a seed is none either, and holiday music out of its months
    unless a seed is some.

    Args:
        region: what a mood lets in, shape (n_tracks,); never loosened here.
    """
    allowed = tracks.present & ~tracks.never
    if region is not None:
        allowed &= region
    excluded = rows_of(tracks, sorted(request.exclude))
    allowed[excluded[excluded >= 0]] = False
    given = _known(tracks, [*request.seeds, *request.not_seeds, *request.before])
    allowed[given] = False
    works = tracks.work[given]
    allowed &= ~(np.isin(tracks.work, works[works >= 0]))
    seeds = _known(tracks, request.seeds)
    wholes = tracks.whole[seeds]
    whole = np.where(np.isin(tracks.whole, wholes), np.int32(-1), tracks.whole)
    rules = {LENGTH: (tracks.duration_ms < 0) | (tracks.duration_ms >= request.min_duration_ms)}
    if not tracks.not_music[seeds].any():
        rules[NOT_MUSIC] = ~tracks.not_music
    if request.now.month not in request.holiday_months and not tracks.holiday[seeds].any():
        rules[HOLIDAY] = ~tracks.holiday
    for given_up in _LOOSENING:
        mask = allowed.copy()
        for name, rule in rules.items():
            if name not in given_up:
                mask &= rule
        if mask.any():
            return Fence(mask, given_up, whole)
    return Fence(allowed, (), whole)


def one_version(fence: Fence, tracks: TrackTable, plays: FloatArray, analysed: BoolArray) -> Fence:
    """Of the recordings of one song only one stays: the one played most, else the nearest to the song as it is known.

    Args:
        plays: weight of the plays of each track, shape (n_tracks,); `analysed` likewise: at a tie the known sound wins.
    """
    rows = np.flatnonzero(fence.allowed & (tracks.work >= 0))
    order = np.lexsort((tracks.ids[rows], ~analysed[rows], tracks.version[rows], -plays[rows], tracks.work[rows]))
    works = tracks.work[rows[order]]
    others = rows[order[1:][works[1:] == works[:-1]]]
    if not len(others):
        return fence
    allowed = fence.allowed.copy()
    allowed[others] = False
    return Fence(allowed, fence.relaxed, fence.whole)


def clear_cases(region: Fence, clear: Fence, wanted: int) -> Fence:
    """Only the clear cases of a mood where they fill the list, else all of its region, and that is said."""
    count = int(np.count_nonzero(clear.allowed))
    if count >= wanted:
        return clear
    relaxed = (MOOD,) if count < np.count_nonzero(region.allowed) else ()
    return Fence(region.allowed, (*region.relaxed, *relaxed), region.whole)


def _known(tracks: TrackTable, ids: Sequence[TrackId]) -> Int64Array:
    rows = rows_of(tracks, list(ids))
    return rows[rows >= 0]


class Windows:
    """Keeps the artist and album windows, one recording of each work and one part of each whole, while a list grows.

    It looks at some rows of the library; places are places among those rows.

    Args:
        rows: the rows looked at.
        fence: which of the tracks may enter at all.
        willing: tracks that nothing speaks against, shape (n_tracks,); only for those are windows kept at the cost of
            the rest.
        before: rows that the list follows, in play order.
    """

    def __init__(
        self, tracks: TrackTable, rows: Int64Array, fence: Fence, willing: BoolArray, before: Int64Array
    ) -> None:
        self._artist, self._album, self._work = tracks.artist[rows], tracks.album[rows], tracks.work[rows]
        self._whole = fence.whole[rows]
        self._one_part = np.ones(len(rows), np.bool_)
        self._open = fence.allowed[rows]
        self._willing = willing[rows]
        self._recent: deque[tuple[int, int]] = deque(maxlen=WINDOW - 1)
        self._artists = np.zeros(int(tracks.artist.max(initial=-1)) + 2, np.int64)  # last place: unknown
        self._albums = np.zeros(int(tracks.album.max(initial=-1)) + 2, np.int64)
        self.relaxed: dict[str, None] = {}
        """Names of the constraints that were broken, in the order in which they were."""
        for row in before:
            self._append(int(tracks.artist[row]), int(tracks.album[row]))
            self._close_whole(int(fence.whole[row]))

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
        mask = self._open & rules[WHOLE]
        return mask if mask.any() else self._open.copy(), False

    def take(self, place: int) -> None:
        """Put a track at the end of the list; note every constraint that it breaks."""
        for name, rule in self._kept_rules().items():
            if not rule[place]:
                self.relaxed[name] = None
        self._open[place] = False
        if self._work[place] >= 0:
            self._open &= self._work != self._work[place]
        self._close_whole(int(self._whole[place]))
        self._append(int(self._artist[place]), int(self._album[place]))

    def _kept_rules(self) -> dict[str, BoolArray]:
        """For each constraint, which places keep it if they come next."""
        artist, album = self._artist, self._album
        last = self._recent[-1][0] if self._recent else -1
        return {
            ALBUM_WINDOW: (album < 0) | (self._albums[album] < ALBUM_LIMIT),
            ARTIST_WINDOW: (artist < 0) | (self._artists[artist] < ARTIST_LIMIT),
            ARTIST_RUNNING: (artist < 0) | (artist != last),
            WHOLE: self._one_part,
        }

    def _close_whole(self, whole: int) -> None:
        if whole >= 0:
            self._one_part = self._one_part & (self._whole != whole)

    def _append(self, artist: int, album: int) -> None:
        if len(self._recent) == self._recent.maxlen:
            self._count(*self._recent[0], by=-1)
        self._recent.append((artist, album))
        self._count(artist, album, by=1)

    def _count(self, artist: int, album: int, *, by: int) -> None:
        self._artists[artist] += by
        self._albums[album] += by
