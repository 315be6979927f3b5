"""CUE sheets: the tracks inside one file of sound, and how they become tracks of the library."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from desktop_app.domain.cue import CueFile, CueSheet, CueTrack
from desktop_app.domain.records import Gain, Part, Tags
from desktop_app.library import people, values
from desktop_app.library.mojibake import decoded
from desktop_app.library.values import shown

MAX_SHEET = 1 << 20
"""Bytes of a sheet; a larger one is something else."""
MAX_LINES = 20_000
MAX_FILES = 200
_MAX_LINE = 4096
MAX_TRACKS = 999
_MAX_MINUTES = 30 * 24 * 60
_LEAD_75 = 10 * 75
"""A lead-in up to this long belongs to the first track; a longer one is a hidden track."""
UNTITLED = "[untitled]"
"""The title of a hidden track, as music databases write it."""
_WORD = re.compile(r"[A-Za-z]+")
_QUOTED = re.compile(r'"((?:[^"]|"(?=\S))*)"?')
_KINDS = frozenset({"WAVE", "MP3", "AIFF", "BINARY", "MOTOROLA", "FLAC", "APE", "OGG", "WV", "AAC", "MP4"})
"""Words behind the name of a file. Those beyond the first five are no standard, and are written all the same."""
_TIME = re.compile(r"(\d{1,2})\s+(\d{1,6}):(\d{1,2})(?::(\d{1,2}))?")


@dataclass(slots=True)
class _Track:
    number: int
    sound: bool
    title: str = ""
    performer: str = ""
    indexes: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _File:
    name: str
    tracks: list[_Track] = field(default_factory=list)


@dataclass(slots=True)
class _Sheet:
    """What is said of the whole."""

    title: str = ""
    performer: str = ""
    genre: str = ""
    date: list[str] = field(default_factory=list)
    files: list[_File] = field(default_factory=list)


def parse(data: bytes, newest_year: int = values.EARLIEST_NEWEST_YEAR) -> CueSheet:
    """Read a sheet in whatever encoding it is.

    PREGAP and POSTGAP are passed over: they ask a burner for silence that is in no file. A track whose INDEX 01 lies in
    the next file than its INDEX 00 belongs to that next file.

    Raises:
        ValueError: a plain reason for which it names no tracks.
    """
    if len(data) > MAX_SHEET:
        raise ValueError("it is too large for a CUE sheet")
    return parse_text(decoded(data), newest_year)


def parse_text(text: str, newest_year: int = values.EARLIEST_NEWEST_YEAR) -> CueSheet:
    """The same for text.

    Raises:
        ValueError: as above.
    """
    sheet = _Sheet()
    for line in text.replace("\0", "").splitlines()[:MAX_LINES]:
        bare = line[:_MAX_LINE].strip()
        if word := _WORD.match(bare):
            _command(sheet, word[0].upper(), bare[word.end() :].lstrip())
    files = tuple(found for found in map(_finished, sheet.files) if found.tracks)
    if not files:
        raise ValueError("it names no tracks")
    return CueSheet(sheet.title, sheet.performer, sheet.genre, values.year(sheet.date, newest_year), files)


def _command(sheet: _Sheet, word: str, rest: str) -> None:
    track = sheet.files[-1].tracks[-1] if sheet.files and sheet.files[-1].tracks else None
    if word == "FILE":
        _open_file(sheet, _file_name(rest), track)
    elif word == "TRACK":
        digits, _, mode = rest.partition(" ")
        if sheet.files and digits.isdecimal() and sum(len(f.tracks) for f in sheet.files) < MAX_TRACKS:
            sheet.files[-1].tracks.append(_Track(int(digits[:4]), mode.strip().upper() in ("AUDIO", "")))
    elif word == "INDEX":
        time = _TIME.match(rest)
        if time and track is not None and int(time[2]) < _MAX_MINUTES and int(time[3]) < 60 and int(time[4] or 0) < 75:
            at = (int(time[2]) * 60 + int(time[3])) * 75 + int(time[4] or 0)
            track.indexes.setdefault(int(time[1]), at)
    elif word == "TITLE":
        if track is None:
            sheet.title = sheet.title or _text(rest)
        else:
            track.title = track.title or _text(rest)
    elif word == "PERFORMER":
        if track is None:
            sheet.performer = sheet.performer or _text(rest)
        else:
            track.performer = track.performer or _text(rest)
    elif word == "REM" and track is None:
        name, _, value = rest.partition(" ")
        if name.upper() == "GENRE":
            sheet.genre = sheet.genre or _text(value)
        elif name.upper() in ("DATE", "YEAR"):
            sheet.date.append(value)


def _open_file(sheet: _Sheet, name: str, track: _Track | None) -> None:
    if len(sheet.files) >= MAX_FILES or not name:
        return
    opened = _File(name)
    if track is not None and 1 not in track.indexes:  # its gap ended the file before, it begins with this one
        sheet.files[-1].tracks.pop()
        track.indexes.clear()
        opened.tracks.append(track)
    sheet.files.append(opened)


def _file_name(rest: str) -> str:
    words = rest.rsplit(None, 1)
    name = words[0] if len(words) == 2 and words[1].upper() in _KINDS else rest
    return name.strip('" ').replace("\\", "/").rpartition("/")[2][:1024]


def _text(rest: str) -> str:
    rest = rest.strip()
    if rest.startswith('"'):
        match = _QUOTED.match(rest)
        rest = match[1] if match else rest
    return shown(rest.strip('"'))


def _finished(file: _File) -> CueFile:
    tracks: list[CueTrack] = []
    for track in file.tracks:
        start = track.indexes.get(1, track.indexes.get(0))
        if start is None or not track.sound or (tracks and start <= tracks[-1].start_75):
            continue
        pregap = track.indexes.get(0) if 1 in track.indexes else None
        tracks.append(CueTrack(track.number, track.title, track.performer, start, pregap))
    return CueFile(file.name, tuple(tracks))


def from_flac(data: bytes, rate: int) -> CueSheet | None:
    """The sheet in a CUESHEET block of FLAC (RFC 9639, 8.7), which knows times but no names; None where it names no
    track."""
    tracks: list[CueTrack] = []
    place, count = 396, data[395] if len(data) > 395 else 0
    for _ in range(count):
        head = data[place : place + 36]
        if len(head) < 36 or not rate:
            break
        offset, number, points = int.from_bytes(head[:8], "big"), head[8], head[35]
        indexes = [data[place + 36 + 12 * n :][:9] for n in range(points)]
        place += 36 + 12 * points
        if number in (170, 255) or head[21] & 0x80:  # the end, or data
            continue
        at = {index[8]: int.from_bytes(index[:8], "big") for index in indexes if len(index) == 9}
        start = round((offset + at.get(1, at.get(0, 0))) * 75 / rate)
        if start < _MAX_MINUTES * 60 * 75 and (not tracks or start > tracks[-1].start_75):
            tracks.append(CueTrack(number, "", "", start))
    return CueSheet("", "", "", None, (CueFile("", tuple(tracks)),)) if tracks else None


def parts_of(sheet_file: CueFile, sheet: CueSheet, tags: Tags) -> tuple[Part, ...]:
    """The tracks in a file.

    Each goes on until the next begins, so that the gap before a track is heard at the end of the one before it, nothing
    is left out and the lengths add up to the whole. A lead-in before the first track of more than ten seconds is a
    hidden track; a shorter one belongs to the first.

    Args:
        tags: of the file; its length, where known, ends the last track.
    Returns:
        () where the sheet does not fit the file, or names one track only: then the file is the track.
    """
    starts = [track.start_75 for track in sheet_file.tracks]
    total = tags.duration_ms
    if len(starts) < 2 or any(b <= a for a, b in itertools.pairwise(starts)):
        return ()
    if total is not None and starts[-1] * 1000 >= total * 75:
        return ()
    tracks: list[CueTrack] = list(sheet_file.tracks)
    if starts[0] > _LEAD_75:
        tracks.insert(0, CueTrack(0, UNTITLED, "", 0))
    else:
        tracks[0] = replace(tracks[0], start_75=0)
    ends = [track.start_75 for track in tracks[1:]] + [-1]
    last = max(track.number for track in tracks)
    return tuple(
        Part(track.start_75, end, _part_tags(track, end, last, sheet, tags))
        for track, end in zip(tracks, ends, strict=True)
    )


def _part_tags(track: CueTrack, end_75: int, last: int, sheet: CueSheet, tags: Tags) -> Tags:
    performer = track.performer or sheet.performer
    artist, artists = people.credited((performer,)) if performer else (tags.artist, tags.artists)
    album_artist = people.album_artist((sheet.performer,))[0] if sheet.performer else tags.album_artist
    end_ms = tags.duration_ms if end_75 < 0 else _ms(end_75)
    return replace(
        tags,
        title=track.title or f"Track {track.number:02d}",
        artist=artist,
        artists=artists,
        album=sheet.title or tags.album or tags.title,
        album_artist=album_artist,
        genres=values.names([sheet.genre]) if sheet.genre else tags.genres,
        year=sheet.year or tags.year,
        original_year=tags.original_year if sheet.year in (None, tags.year) else None,
        number=track.number or None,
        number_total=last or None,
        sort_title="",
        sort_artist=tags.sort_artist if artist == tags.artist else "",
        sort_album=tags.sort_album if sheet.title in ("", tags.album) else "",
        sort_album_artist=tags.sort_album_artist if album_artist == tags.album_artist else "",
        work="",
        movement="",
        movement_number=None,
        gain=_of_a_part(tags.gain),
        duration_ms=None if end_ms is None else end_ms - _ms(track.start_75),
        from_name=(),
    )


def _ms(time_75: int) -> int:
    return round(time_75 * 1000 / 75)


def _of_a_part(gain: Gain) -> Gain:
    """What holds for the whole file holds for its album."""
    return Gain(
        None,
        None,
        gain.album_db if gain.album_db is not None else gain.track_db,
        gain.album_peak if gain.album_peak is not None else gain.track_peak,
    )


def whole_of(sheet: CueSheet) -> CueFile | None:
    """The file that a sheet inside a file of sound speaks of: the only one it names tracks for."""
    named: Sequence[CueFile] = [file for file in sheet.files if file.tracks]
    return named[0] if len(named) == 1 else None
