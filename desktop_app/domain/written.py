"""The words that come with a track, as they stand in its tags and beside it."""

from __future__ import annotations

from dataclasses import dataclass

THEMES = (
    "love", "heartbreak", "family", "friendship", "home", "travel", "night", "dreams", "memory", "youth", "party",
    "music", "work", "money", "city", "nature", "sea", "sky", "rain", "summer", "winter", "faith", "war", "protest",
    "freedom", "death",
)  # fmt: skip
"""What words can be about. A fixed list with words of its own in every language that is understood: it holds from the
first song on, stays the same when the library grows, and can be pointed at in the text."""


@dataclass(frozen=True, slots=True)
class Written:
    """Text of a track; "" where there is none."""

    title: str = ""
    genres: str = ""
    """Names joined by "; "."""
    comment: str = ""
    lyrics: str = ""
    """As stored: lines, which may begin with a time as [mm:ss.xx]."""
