"""The form of the sound of a file: codec, length, rate, channels. Nothing is decoded."""

from __future__ import annotations

import contextlib
import math
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from mutagen.aac import AACInfo
from mutagen.ac3 import AC3Info
from mutagen.aiff import AIFFInfo
from mutagen.dsdiff import DSDIFF
from mutagen.monkeysaudio import MonkeysAudioInfo
from mutagen.mp3 import HeaderNotFoundError, MPEGFrame, MPEGInfo
from mutagen.musepack import MusepackInfo
from mutagen.tak import TAKInfo
from mutagen.trueaudio import TrueAudioInfo
from mutagen.wavpack import WavPackInfo

from desktop_app.domain.errors import FileRefused
from desktop_app.library import mp4, mpeg, ogg, values
from desktop_app.library.found import BROKEN
from desktop_app.library.layout import Layout
from desktop_app.library.view import part

_NO_SOUND = "no sound was found in it"
_HEADER_ONLY = "it has a header but no sound"
_DAMAGED = "the description of its sound is damaged"


@dataclass(frozen=True, slots=True)
class Stream:
    """Form of the sound. Seconds are not trusted yet."""

    codec: str
    seconds: float | None = None
    rate: int | None = None
    channels: int | None = None
    bitrate: int | None = None


def read_stream(file: BinaryIO, found: Layout, parsed: Any | None) -> Stream:
    """Read the form of the sound.

    Args:
        parsed: mutagen's object of the container where one was made, see `found.read_pairs`.
    Raises:
        FileRefused: there is no sound in it after all.
    """
    kind = found.kind
    if isinstance(found.headers, ogg.Headers):
        return _ogg_stream(file, found, found.headers)
    if kind in ("wav", "w64"):
        return _wav_stream(file, found)
    if kind == "caf":
        return _caf_stream(found)
    if kind == "dsf":
        fmt = found.sound.facts
        rate, samples = int.from_bytes(fmt[28:32], "little"), int.from_bytes(fmt[36:44], "little")
        if not samples or not rate:
            raise FileRefused(_HEADER_ONLY)
        return Stream("dsd", samples / rate, rate, int.from_bytes(fmt[24:28], "little"))
    if kind == "mp4":
        form = mp4.form(file, found.places["moov"])
        return Stream(form.codec or "mp4", form.seconds, form.rate, form.channels)
    if kind == "asf":
        if parsed is None:
            raise FileRefused(_DAMAGED)
        return _from_info(parsed.info, "wma")
    if kind == "matroska":
        return Stream(kind)
    if kind == "mpeg":
        return _mpeg_stream(file, found)
    if kind == "flac":
        return _flac_stream(found)
    return _info_stream(file, found)


_FRAME_OF_HEADERS = re.compile(b"Xing|Info|VBRI")
_FRAME: Any = MPEGFrame
_DSDIFF: Any = DSDIFF  # mutagen is typed only in part
_INFOS: Mapping[str, tuple[Any, str]] = {
    "aiff": (AIFFInfo, "pcm"),
    "ape": (MonkeysAudioInfo, "ape"),
    "wavpack": (WavPackInfo, "wavpack"),
    "musepack": (MusepackInfo, "musepack"),
    "tta": (lambda view: TrueAudioInfo(view, None), "tta"),
    "tak": (TAKInfo, "tak"),
    "dff": (lambda view: _DSDIFF(view).info, "dsd"),
}


_BARE_FRAMES: tuple[tuple[Any, str], ...] = ((AACInfo, "aac"), (AC3Info, "ac3"))


def _info_stream(file: BinaryIO, found: Layout) -> Stream:
    view = part(file, found.start, found.end)
    kind, codec = _INFOS[found.kind]
    try:
        stream = _from_info(kind(view), codec)
    except BROKEN as problem:
        if found.kind == "wavpack":  # a rate of its own, which mutagen does not know
            return Stream(codec)
        raise FileRefused(_DAMAGED) from problem
    if stream.seconds == 0:
        raise FileRefused(_HEADER_ONLY)
    return stream


def _flac_stream(found: Layout) -> Stream:
    facts = found.sound.facts
    packed = int.from_bytes(facts[10:18], "big")  # 20 bits of rate, 3 of channels, 5 of their width, 36 of samples
    rate, channels, samples = packed >> 44, (packed >> 41 & 7) + 1, packed & (1 << 36) - 1
    if not rate:
        raise FileRefused(_DAMAGED)
    return Stream("flac", samples / rate if samples else None, rate, channels)


def _mpeg_stream(file: BinaryIO, found: Layout) -> Stream:
    form = mpeg.form(file, found.start, found.end)
    if form is not None:
        stream = Stream(f"mp{form.layer}", form.seconds, form.rate, form.channels, form.bitrate)
        return _as_far_as_it_goes(stream, found.sound.length)
    try:
        view = part(file, found.start, found.end)
        info = MPEGInfo(view, 0)
    except BROKEN:
        info = None  # no MPEG frames; other frames without a container are tried
    if info is not None and (not info.sketchy or info.frame_offset == 0):
        if not _goes_on(view, info.frame_offset, found.end - found.start):
            raise FileRefused(_HEADER_ONLY)
        return _as_far_as_it_goes(_from_info(info, f"mp{info.layer}"), found.sound.length)
    for kind, codec in _BARE_FRAMES:
        try:
            stream = _from_info(kind(part(file, found.start, found.end)), codec)
        except BROKEN:
            continue
        if stream.seconds and stream.rate:  # junk is sometimes taken for frames of no length
            return stream
    raise FileRefused(_NO_SOUND)


def _as_far_as_it_goes(stream: Stream, size: int) -> Stream:
    """The length that is there, where a file was cut off after its header had announced a longer one."""
    if stream.seconds and stream.bitrate:
        announced = stream.seconds * stream.bitrate / 8
        if size < 0.9 * announced:
            return replace(stream, seconds=stream.seconds * size / announced)
    return stream


def _goes_on(view: BinaryIO, offset: int, size: int) -> bool:
    """Whether there is a whole frame of sound: the first frame may be a mere header of the others."""
    try:
        view.seek(offset)
        _FRAME(view)
        place = view.tell()
        view.seek(offset)
        if _FRAME_OF_HEADERS.search(view.read(min(place - offset, 256))) is None:
            return True
        view.seek(place)
        rest = view.read(1 << 16)
        for after in range(max(0, len(rest) - 3)):
            if rest[after] == 0xFF and rest[after + 1] & 0xE0 == 0xE0:
                view.seek(place + after)
                with contextlib.suppress(HeaderNotFoundError):
                    _FRAME(view)
                    if view.tell() <= size:
                        return True
    except BROKEN:
        return False
    return False


def _wav_stream(file: BinaryIO, found: Layout) -> Stream:
    fmt = found.sound.facts
    if len(fmt) < 16:
        raise FileRefused(_DAMAGED)
    form, channels, rate, bytes_per_s, _, bits = struct.unpack("<HHIIHH", fmt[:16])
    if not channels or not rate:
        raise FileRefused(_DAMAGED)
    if form in (1, 3, 0xFFFE) and bits:
        bytes_per_s = rate * channels * ((bits + 7) // 8)
    codec = {1: "pcm", 3: "pcm", 0xFFFE: "pcm", 0x55: "mp3"}.get(form, f"wav {form:#x}")
    seconds = found.sound.length / bytes_per_s if bytes_per_s else None
    if codec == "mp3":
        start, length = found.sound.spans[0]
        frames = mpeg.form(file, start, start + length)
        seconds = frames.seconds if frames is not None else seconds
    return Stream(codec, seconds, rate, channels, bytes_per_s * 8)


def _caf_stream(found: Layout) -> Stream:
    desc = found.sound.facts
    if len(desc) < 32:
        raise FileRefused(_DAMAGED)
    rate, name, _, packet_bytes, packet_frames, channels, _ = struct.unpack(">d4sIIIII", desc)
    if not (math.isfinite(rate) and rate >= 1 and channels):
        raise FileRefused(_DAMAGED)
    seconds = found.sound.length / packet_bytes * packet_frames / rate if packet_bytes else None
    codec = "pcm" if name == b"lpcm" else values.shown(name.decode("latin-1"))
    return Stream(codec, seconds, int(rate), channels)


def _ogg_stream(file: BinaryIO, found: Layout, headers: ogg.Headers) -> Stream:
    first = headers.first
    position = ogg.last_position(file, headers, found.end)
    if headers.codec == "vorbis":
        rate, channels = int.from_bytes(first[12:16], "little"), first[11] if len(first) > 11 else 0
    elif headers.codec == "opus":
        rate, channels = 48_000, first[9] if len(first) > 9 else 0
        if position is not None:
            position = max(0, position - int.from_bytes(first[10:12], "little"))
    elif headers.codec == "speex":
        rate, channels = int.from_bytes(first[36:40], "little"), int.from_bytes(first[48:52], "little")
    else:
        rate = int.from_bytes(first[27:30], "big") >> 4
        channels = (first[29] >> 1 & 7) + 1 if len(first) > 29 else 0
    if not rate or not channels:
        raise FileRefused(_DAMAGED)
    return Stream(headers.codec, position / rate if position is not None else None, rate, channels)


def _from_info(info: Any, codec: str) -> Stream:
    return Stream(
        codec,
        getattr(info, "length", None),
        getattr(info, "sample_rate", None),
        getattr(info, "channels", None),
        getattr(info, "bitrate", None),
    )
