"""What tags say about loudness, all on one scale: gains in dB to -18 LUFS, peaks as amplitude.

Sources: ReplayGain 2.0 (a reference of 89 dB in the older one is the same loudness), RFC 7845 for R128 (Q7.8 dB to -23
LUFS: 5 dB are added), ID3v2.4 for RVA2 (1/512 dB), and for iTunes' Sound Check the common reading of its numbers: the
first two are the power of the left and the right channel, 1000 meaning no change; the seventh and eighth the peaks.

The output gain in the header of an Opus file is no part of it: a decoder must apply that one always (RFC 7845, 5.1),
and R128 tags are relative to the sound after it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence

from desktop_app.domain.records import Gain

TRACK_GAIN, TRACK_PEAK, ALBUM_GAIN, ALBUM_PEAK, REFERENCE = (
    "gain:track",
    "gain:track_peak",
    "gain:album",
    "gain:album_peak",
    "gain:reference",
)
R128_TRACK, R128_ALBUM, SOUND_CHECK = "gain:r128_track", "gain:r128_album", "gain:sound_check"
RVA2_TRACK, RVA2_ALBUM, RVA2_TRACK_PEAK, RVA2_ALBUM_PEAK = (
    "gain:rva2_track",
    "gain:rva2_album",
    "gain:rva2_track_peak",
    "gain:rva2_album_peak",
)

_REPLAYGAIN = (TRACK_GAIN, TRACK_PEAK, ALBUM_GAIN, ALBUM_PEAK)
_RVA2 = (RVA2_TRACK, RVA2_ALBUM, RVA2_TRACK_PEAK, RVA2_ALBUM_PEAK)
MEANINGS = frozenset((*_REPLAYGAIN, *_RVA2, R128_TRACK, R128_ALBUM, SOUND_CHECK))
"""Those that say something by themselves."""

MAX_DB = 51.0
"""Beyond this no gain is believed: it is the widest that programs write, and would deafen."""
MAX_PEAK = 100.0
_TO_REPLAYGAIN_DB = 5.0
_REFERENCE_DB = 89.0
_NUMBER = re.compile(r"\s*([+-]?\d{1,6}(?:[.,]\d{0,20})?|[+-]?[.,]\d{1,20})\s*(?:dB|LU)?\s*", re.IGNORECASE)
_WHOLE = re.compile(r"\s*([+-]?\d{1,6})\s*")
_HEX = re.compile(r"[0-9a-fA-F]{8}")
_SOUND_CHECK_UNIT = 1000.0


def read(first: Mapping[str, Sequence[str]], *, opus: bool = False) -> Gain:
    """The gains that are said, by the most trusted of the ways to say them.

    Args:
        first: values by meaning, of the first tag that has any.
        opus: R128 tags come before ReplayGain ones then, which RFC 7845 does not allow there.
    """
    replay = _replaygain(first)
    r128 = Gain(_r128(first.get(R128_TRACK)), None, _r128(first.get(R128_ALBUM)), None)
    order = [r128, replay] if opus else [replay, r128]
    order.append(
        Gain(
            _db(first.get(RVA2_TRACK)),
            _peak(first.get(RVA2_TRACK_PEAK)),
            _db(first.get(RVA2_ALBUM)),
            _peak(first.get(RVA2_ALBUM_PEAK)),
        )
    )
    order.append(_sound_check(first.get(SOUND_CHECK)))
    return Gain(
        _first(gain.track_db for gain in order),
        _first(gain.track_peak for gain in order),
        _first(gain.album_db for gain in order),
        _first(gain.album_peak for gain in order),
    )


def _replaygain(first: Mapping[str, Sequence[str]]) -> Gain:
    offset = 0.0
    if REFERENCE in first:
        reference = number(first[REFERENCE][0])
        if reference is not None and 0 < reference < 150:
            offset = _REFERENCE_DB - reference
    return Gain(
        _db(first.get(TRACK_GAIN), offset),
        _peak(first.get(TRACK_PEAK)),
        _db(first.get(ALBUM_GAIN), offset),
        _peak(first.get(ALBUM_PEAK)),
    )


def number(text: str) -> float | None:
    """A plain decimal number, with "dB" behind it or not, with a comma or a point; None for anything else."""
    match = _NUMBER.fullmatch(text[:80].replace("\u2212", "-"))
    return float(match[1].replace(",", ".")) if match else None


def _db(texts: Sequence[str] | None, offset: float = 0.0) -> float | None:
    value = number(texts[0]) if texts else None
    return _bounded(None if value is None else value + offset)


def _bounded(db: float | None) -> float | None:
    return round(db, 3) if db is not None and -MAX_DB <= db <= MAX_DB else None


def _peak(texts: Sequence[str] | None) -> float | None:
    value = number(texts[0]) if texts else None
    return value if value is not None and 0 < value <= MAX_PEAK else None


def _r128(texts: Sequence[str] | None) -> float | None:
    match = _WHOLE.fullmatch(texts[0][:40]) if texts else None
    if match is None or not -(1 << 15) <= int(match[1]) < 1 << 15:
        return None
    return _bounded(int(match[1]) / 256 + _TO_REPLAYGAIN_DB)


def _sound_check(texts: Sequence[str] | None) -> Gain:
    numbers = [int(word, 16) for word in _HEX.findall(texts[0][:200])] if texts else []
    if len(numbers) < 10:
        return Gain()
    power, peak = max(numbers[:2]), max(numbers[6:8]) / 32768
    db = _bounded(-10 * math.log10(power / _SOUND_CHECK_UNIT)) if power else None
    return Gain(db, peak if db is not None and 0 < peak <= MAX_PEAK else None)


def _first(values: Iterable[float | None]) -> float | None:
    return next((value for value in values if value is not None), None)


def from_rva2(data: bytes) -> list[tuple[str, str]]:
    """Meanings and texts of an RVA2 frame: the master volume, of the album where the frame is named for it."""
    name, _, rest = data.partition(b"\0")
    album = b"album" in name.lower()
    found: list[tuple[str, str]] = []
    while len(rest) >= 4:
        channel, adjustment, bits = rest[0], int.from_bytes(rest[1:3], "big", signed=True), rest[3]
        size = (bits + 7) // 8
        if channel == 1:
            found.append((RVA2_ALBUM if album else RVA2_TRACK, f"{adjustment / 512:.4f}"))
            if size and len(rest) >= 4 + size:
                peak = int.from_bytes(rest[4 : 4 + size], "big") / (1 << (bits - 1))
                found.append((RVA2_ALBUM_PEAK if album else RVA2_TRACK_PEAK, f"{peak:.6f}"))
        rest = rest[4 + size :]
    return found
