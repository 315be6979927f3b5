"""Are two tracks one recording in two files: another codec, another bitrate, a replaced file? Rows in, answers out.

The bounds on sound were measured on 96 pairs of the same recording (mp3 128 kbit/s, Opus 96, Vorbis q2, AAC, WMA and
FLAC of 16 sources), 16 at 64 kbit/s, 16 under echo, and all pairs of the sources. The distances of the same recording
reach 0.93, in the middle 0.1 to 0.3 (at 64 kbit/s 0.98 and 0.65); those under echo begin above 2, those of other
pieces above 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from desktop_app.domain.tables import Float32Array, FloatArray, Int64Array
from desktop_app.library import songs, versions

GROUPS = ("bands", "dynamics", "rhythm", "shape", "tonal")
"""Names of the groups of sound features that are compared (audio.groups)."""
BOUNDS: dict[str, float] = {
    "bands": 4.4,  # dB: the same recording up to 2.1, at 64 kbit/s 4.3, other pieces from 5
    "loudness": 1.8,  # LU: up to 0.5, under echo from 3.0
    "tempogram": 0.12,  # up to 0.05, two tempi of one piece 0.36
    "shape": 0.105,  # 1 - correlation: up to 0.034, other pieces from 0.125
    "chroma": 7.0,  # thousandths: up to 6.5 in 96 pairs, other pieces from 11 (1,653 pairs, one of them 3.0)
}
"""What each part of the distance is measured by: beyond 1 it is another recording."""
LENGTH_MS, LENGTH_SHARE = 2_000, 0.01
"""Lengths may differ by the larger of these, where the names agree."""
SOUND_LENGTH_MS = 500
"""The same where the names do not: nothing was cut, only padded by a codec."""
SURE_LENGTH_MS = 300
NAMED_LENGTH_MS = 1_000
"""The same where nothing but the names can be compared."""
NAMED, NAMED_ON_ALBUM = 0.7, 0.75
SURE_DISTANCE = 0.6
"""Up to this distance equally named recordings may be joined without asking."""
QUIETEST_LUFS = -60.0
SHORTEST_MS = 10_000
"""What is more quiet or shorter sounds like much else: names must agree."""
_ALL_ELSE_EQUAL = 0.6
"""Up to this distance of all else the shape may differ by twice its bound: Opus leaves out what lies below hearing, and
where a recording is full of that the curves of level correlate by 0.82 only. In one that is cut they differ by 0.93."""
_AS_IT_IS = frozenset({versions.PLAIN, versions.FEATURING})
_WORD = re.compile(r"[^\W_]+")
_VERSION_WORDS = frozenset(
    {
        "live", "concert", "konzert", "kontsert", "vivo", "unplugged", "session", "sessions", "remix", "remiks",
        "refix", "rework", "mix", "megamix", "mixed", "mashup", "bootleg", "dub", "edit", "edited", "version", "radio",
        "demo", "acoustic", "instrumental", "karaoke", "cover", "remaster", "remastered", "extended", "reprise",
        "soundcheck",
    }
)  # fmt: skip
"""Words, in small Latin letters, that make another recording of a title wherever they stand in it."""
_LAGS = 5
_TEMPOGRAM = slice(2, 22)
_CHROMA = slice(0, 12)
_MOST_SHIFTS = 2_000


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of a track for this."""

    track: int
    title: str
    artist: str
    album: int
    """Equal for tracks of one album; -1 for none."""
    duration_ms: int | None
    sound: Mapping[str, Float32Array] | None = None
    """The groups of GROUPS; None while it is not analysed."""


@dataclass(frozen=True, slots=True)
class Same:
    """Two tracks that are one recording, as it seems. `a` < `b`."""

    a: int
    b: int
    confidence: float
    heard: bool
    """Whether the sound was compared, not only the names."""
    sure: bool
    """Whether it leaves no doubt: they may be joined without asking."""


def compare(one: Heard, other: Heard) -> Same | None:
    """Whether two tracks are one recording; None if not."""
    a, b = sorted((one, other), key=lambda heard: heard.track)
    if not a.duration_ms or not b.duration_ms:
        return None
    apart = abs(a.duration_ms - b.duration_ms)
    named = _names_agree(a, b)
    if named is None or apart > max(LENGTH_MS, LENGTH_SHARE * max(a.duration_ms, b.duration_ms)):
        return None
    if a.sound is None or b.sound is None:
        on_album = a.album == b.album >= 0
        if not named or apart > NAMED_LENGTH_MS or not (on_album or versions.take_apart(a.title).kind in _AS_IT_IS):
            return None
        confidence = NAMED_ON_ALBUM if on_album else NAMED
        return Same(a.track, b.track, confidence, heard=False, sure=False)
    if not named and (apart > SOUND_LENGTH_MS or not _telling(a) or not _telling(b)):
        return None
    far = distance(a.sound, b.sound)
    if far > 1.0:
        return None
    confidence = 1.0 - (0.05 if named else 0.2) * far**2 - 0.05 * min(1.0, apart / LENGTH_MS)
    sure = named and far <= SURE_DISTANCE and apart <= SURE_LENGTH_MS and _telling(a) and _telling(b)
    return Same(a.track, b.track, round(confidence, 4), heard=True, sure=sure)


def _names_agree(a: Heard, b: Heard) -> bool | None:
    """Whether both are named alike; None where they are named as two versions of one song.

    A remix, a live recording and a radio edit are never the song itself, whatever they sound like.
    """
    titles = [versions.take_apart(heard.title) for heard in (a, b)]
    keys = [songs.song_key(title.song) for title in titles]
    whole = [songs.song_key(songs.latin(heard.title)) for heard in (a, b)]
    artists = [songs.artist_key(heard.artist) for heard in (a, b)]
    plain = all(title.kind in _AS_IT_IS for title in titles)
    if (whole[0] != whole[1] and not plain) if keys[0] == keys[1] else _adds_version(*whole):
        return None
    if songs.is_generic(keys[0]) and (a.album != b.album or a.album < 0):
        return False
    return keys[0] == keys[1] != "" and artists[0] == artists[1]


def _adds_version(one: str, other: str) -> bool:
    """Whether one title is the other and a word for a version: "Hymn Remix", "Live: Hymn", "Hymn (концерт)"."""
    fewer, more = sorted((set(_WORD.findall(one)), set(_WORD.findall(other))), key=len)
    return bool(fewer) and fewer < more and not _VERSION_WORDS.isdisjoint(more - fewer)


def _telling(heard: Heard) -> bool:
    """Whether its sound is long and loud enough to tell it from others."""
    assert heard.sound is not None
    return (heard.duration_ms or 0) >= SHORTEST_MS and float(heard.sound["dynamics"][0]) > QUIETEST_LUFS


def distance(one: Mapping[str, Float32Array], other: Mapping[str, Float32Array]) -> float:
    """How far two sounds are apart, as the largest part of it: 1.0 is the bound of one recording.

    Args:
        one, other: the groups of GROUPS, as the audio layer makes them.
    """

    def difference(group: str, part: slice = slice(None)) -> FloatArray:
        return one[group][part].astype(np.float64) - other[group][part].astype(np.float64)

    parts = {
        "bands": _rms(difference("bands")),
        "loudness": abs(float(difference("dynamics")[0])),
        "tempogram": _rms(difference("rhythm", _TEMPOGRAM)),
        "shape": 1.0 - _correlation(one["shape"].astype(np.float64), other["shape"].astype(np.float64)),
        "chroma": 1000 * _rms(difference("tonal", _CHROMA)),
    }
    far = {name: value / BOUNDS[name] for name, value in parts.items()}
    shape = far.pop("shape")
    if shape > 1.0 and max(far.values()) <= _ALL_ELSE_EQUAL:
        shape = 0.5 + shape / 4
    return max(*far.values(), shape)


def _rms(values: FloatArray) -> float:
    return float(np.sqrt(np.mean(values**2)))


def _correlation(one: FloatArray, other: FloatArray) -> float:
    """Of two loudness curves, at the best shift of a few points: codecs pad the beginning."""
    one, other = one - one.mean(), other - other.mean()
    best = -1.0
    for lag in range(-_LAGS, _LAGS + 1):
        x, y = one[max(0, lag) : len(one) + min(0, lag)], other[max(0, -lag) : len(other) + min(0, -lag)]
        norm = float(np.linalg.norm(x) * np.linalg.norm(y))
        best = max(best, float(x @ y) / norm if norm > 1e-9 else 1.0)
    return best


def alike(
    duration_ms: Int64Array, dynamics: Float32Array, tonal: Float32Array, most: int = 20_000
) -> Iterator[tuple[int, int]]:
    """Pairs of rows that may be one recording by their sound alone, at most `most`.

    Args:
        duration_ms: shape (n,); below SHORTEST_MS nothing is looked for.
        dynamics, tonal: the feature groups of these names, (n, width) each.
    """
    order = np.argsort(duration_ms, kind="stable")
    order = order[(duration_ms[order] >= SHORTEST_MS) & (dynamics[order, 0] > QUIETEST_LUFS)]
    length, loudness = duration_ms[order], dynamics[order, 0]
    chroma = tonal[order][:, _CHROMA]
    found = 0
    for shift in range(1, min(len(order), _MOST_SHIFTS)):
        near = length[shift:] - length[:-shift] <= SOUND_LENGTH_MS
        if not near.any():
            return
        places = np.flatnonzero(near & (np.abs(loudness[shift:] - loudness[:-shift]) <= BOUNDS["loudness"]))
        apart = 1000 * np.sqrt(np.mean((chroma[places + shift] - chroma[places]) ** 2, axis=1))
        for place in places[apart <= BOUNDS["chroma"]]:
            yield int(order[place]), int(order[place + shift])
            found += 1
            if found == most:
                return


def offers(found: Iterable[Same]) -> list[Same]:
    """The fewest pairs by which all that belongs together can be joined, surest first."""
    parent: dict[int, int] = {}

    def top(track: int) -> int:
        while parent.setdefault(track, track) != track:
            track = parent[track]
        return track

    kept = []
    for same in sorted(found, key=lambda same: (-same.confidence, same.a, same.b)):
        one, other = top(same.a), top(same.b)
        if one != other:
            parent[max(one, other)] = min(one, other)
            kept.append(same)
    return kept


def pairs_within(groups: Iterable[Sequence[Heard]]) -> Iterator[tuple[Heard, Heard]]:
    """Pairs of equally named tracks whose lengths may be one recording's."""
    for group in groups:
        ordered = sorted((heard for heard in group if heard.duration_ms), key=lambda heard: heard.duration_ms or 0)
        for place, one in enumerate(ordered):
            for other in ordered[place + 1 :]:
                length = other.duration_ms or 0
                if length - (one.duration_ms or 0) > max(LENGTH_MS, LENGTH_SHARE * length):
                    break
                yield one, other
