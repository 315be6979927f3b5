"""The rules by which listens are counted. Pure functions over times and durations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from desktop_app.domain.records import Ended, Listen, SkipKind

SESSION_GAP = timedelta(minutes=30)
"""Listens with smaller gaps belong to one session."""
LONG_ENOUGH_MS = 240_000
"""Hearing this much always counts as played."""
SHORT_TRACK_MS = 30_000
"""Tracks up to this long must be heard to the end to count as played."""
UNKNOWN_PLAYED_MS = 30_000
"""Where the duration is not known, hearing this much counts as played."""
HUNTING_MS = 5_000
"""Skips below this, in a run, are a search and no dislike."""


def played_threshold_ms(duration_ms: int | None) -> int:
    """How much of a track must be heard for the listen to count as played: 50 % or 4 minutes, whichever is less."""
    if duration_ms is None or duration_ms <= 0:
        return UNKNOWN_PLAYED_MS
    if duration_ms <= SHORT_TRACK_MS:
        return duration_ms
    return min(duration_ms // 2, LONG_ENOUGH_MS)


def counts_as_played(played_ms: int, duration_ms: int | None, ended: Ended | None) -> bool:
    """Whether a listen counts as played. Reaching the end by a seek does not help: only time heard counts."""
    if ended is Ended.FAILED:
        return False
    threshold = played_threshold_ms(duration_ms)
    if duration_ms is not None and 0 < duration_ms <= SHORT_TRACK_MS:
        threshold = duration_ms - min(1000, duration_ms // 10)  # rounding of the clock near the very end
    return played_ms >= threshold


def is_skip(listen: Listen) -> bool:
    """Whether the person moved on before the listen counted as played."""
    return listen.ended is Ended.SKIPPED and not counts_as_played(listen.played_ms, listen.duration_ms, listen.ended)


def is_played(listen: Listen) -> bool:
    """Whether a closed listen counts as played."""
    return listen.ended is not None and counts_as_played(listen.played_ms, listen.duration_ms, listen.ended)


def skip_kind(played_ms: int, duration_ms: int | None, previous: Sequence[Listen], plays_before: int) -> SkipKind:
    """What a skip says, from what is known when it happens.

    Args:
        previous: the listens just before it in the same session, newest last.
        plays_before: how often this track was played before.
    """
    if played_ms < HUNTING_MS:
        last = previous[-1] if previous else None
        if last is not None and last.ended is Ended.SKIPPED and last.played_ms < HUNTING_MS:
            return SkipKind.HUNTING
        return SkipKind.NOT_NOW
    if plays_before >= 10:
        return SkipKind.TIRED
    return SkipKind.NOT_NOW


def sessions(listens: Sequence[Listen]) -> list[list[Listen]]:
    """Cut listens, oldest first, into sessions. The gap runs from the end of one to the start of the next."""
    cut: list[list[Listen]] = []
    end: datetime | None = None
    for listen in listens:
        if end is None or listen.started_at - end >= SESSION_GAP:
            cut.append([])
        cut[-1].append(listen)
        finish = listen.started_at + timedelta(milliseconds=listen.played_ms)
        end = finish if end is None or finish > end else end
    return cut
