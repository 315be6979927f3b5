"""ID3v2: the frames that matter, whatever the tag claims about itself.

A tag may hold pictures of any size, a bomb of compressed text, hundreds of thousands of frames, or sizes that lie. Only
frames of text are read, bounded in number and size; all others are stepped over without being read. Sources: the
ID3v2.2, 2.3 and 2.4 descriptions at id3.org.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO, NamedTuple

from desktop_app.library import gain, lyrics, values
from desktop_app.library.spans import Place, sync_safe
from desktop_app.library.view import Source, read_at

MAX_WALKED = 5_000
MAX_KEPT = 256
MAX_FRAME = (64 << 10) + 1
"""One byte of encoding and 64 KiB of text."""
MAX_LONG_FRAME = 192 << 10
"""Words of a song in two bytes a letter, with times."""
_MAX_UNSYNCHRONISED = 8 << 20
_OLD_NAMES = {
    b"TT1": b"TIT1", b"TT2": b"TIT2", b"TT3": b"TIT3", b"TP1": b"TPE1", b"TP2": b"TPE2", b"TP3": b"TPE3",
    b"TP4": b"TPE4", b"TAL": b"TALB", b"TCO": b"TCON", b"TYE": b"TYER", b"TDA": b"TDAT", b"TOR": b"TORY",
    b"TRK": b"TRCK", b"TPA": b"TPOS", b"TCP": b"TCMP", b"TXX": b"TXXX", b"TCM": b"TCOM", b"TST": b"TSOT",
    b"TSP": b"TSOP", b"TSA": b"TSOA", b"TS2": b"TSO2", b"TSC": b"TSOC", b"ULT": b"USLT", b"SLT": b"SYLT",
    b"COM": b"COMM", b"TEN": b"TENC", b"TSS": b"TSSE", b"TBP": b"TBPM", b"TKE": b"TKEY", b"TLE": b"TLEN",
    b"TLA": b"TLAN", b"TRC": b"TSRC", b"TPB": b"TPUB", b"TXT": b"TEXT", b"TCR": b"TCOP", b"MVN": b"MVNM",
    b"MVI": b"MVIN", b"GP1": b"GRP1",
}  # fmt: skip
"""Names of version 2.2 in those of 2.3."""
_OTHERS = frozenset({b"TXXX", b"USLT", b"SYLT", b"COMM", b"RVA2", b"MVNM", b"MVIN", b"XSOP", b"XSOT", b"XSOA", b"XDOR"})
"""Frames that are read besides those of nothing but text, whose name begins with T."""
_LONG = frozenset({b"USLT", b"SYLT"})
_ENCODINGS = ("latin-1", "utf-16", "utf-16-be", "utf-8")
_PLAIN_COMMENTS = frozenset({"", "comment", "comments", "description", "id3v1 comment"})
"""Descriptions of comments for people; others hold what a program keeps for itself."""
_SYLT_MS = 2
_MARKS = (b"\xff\xfe", b"\xfe\xff")

Said = tuple[str, str, str]
"""Name, description (in small letters; "" where there is none), text. Values of one frame are given one by one."""


class Frame(NamedTuple):
    """Where the content of one frame lies. Its size is clamped to the tag."""

    name: bytes
    """As in version 2.3 and 2.4 where it has a name there."""
    source: BinaryIO
    offset: int
    size: int
    flags: int
    version: int
    unsynchronised: bool

    @property
    def changed(self) -> bool:
        """Whether the bytes are not the content itself: see `content`."""
        return self.flags != 0 or self.unsynchronised


def walk(file: BinaryIO, place: Place) -> Iterator[Frame]:
    """The frames of the tag at `place`, of every kind, in order; nothing where there is no readable tag. Only headers
    are read."""
    return map(Frame._make, _walk(file, place))


def _walk(file: BinaryIO, place: Place) -> Iterator[tuple[bytes, BinaryIO, int, int, int, int, bool]]:
    """The same as plain tuples, which are made in less time."""
    found = _tag(file, place)
    if found is None:
        return
    source, offset, end, version, unsynchronised = found
    at = source.at if isinstance(source, Source) else partial(read_at, source)
    header_size = 6 if version == 2 else 10
    for _ in range(MAX_WALKED):
        header = at(offset, header_size)
        name = header[:3] if version == 2 else header[:4]
        if len(header) < header_size or offset + header_size > end or not _is_id(name):
            return
        size = _size(source, header, offset, end, version)
        offset += header_size
        if version == 2:
            yield _OLD_NAMES.get(name, name), source, offset, min(size, end - offset), 0, 2, False
        else:
            yield name, source, offset, min(size, end - offset), header[9], version, unsynchronised
        offset += size
        if offset >= end:
            return


def content(frame: Frame, limit: int) -> bytes:
    """Up to `limit` bytes of a frame's content, unpacked where it is packed; b"" where it cannot be read."""
    return _content(*frame[1:], limit)


def _content(
    source: BinaryIO, offset: int, size: int, flags: int, version: int, unsynchronised: bool, limit: int
) -> bytes:
    data = read_at(source, offset, min(size, limit))
    return _plain(data, flags, version, unsynchronised, limit) if flags or unsynchronised else data


def texts(file: BinaryIO, place: Place) -> Iterator[Said]:
    """What the frames of the tag at `place` say, in order.

    The words of SYLT come in the timed form of `Lyrics`; of the comments those that people write, and the one in which
    iTunes keeps its Sound Check, are read; of RVA2 the description is the meaning that `gain` gives it.
    """
    kept = 0
    for name, source, offset, size, flags, version, unsynchronised in _walk(file, place):
        plain = name[:1] == b"T" and name != b"TXXX"
        if size > 0 and (plain or name in _OTHERS):
            limit = MAX_LONG_FRAME if name in _LONG else MAX_FRAME
            data = _content(source, offset, size, flags, version, unsynchronised, limit)
            if not data:
                continue
            if plain:
                yield from _values(name, data)
            else:
                yield from _said(name, data)
            kept += 1
            if kept >= MAX_KEPT:
                return


def _tag(file: BinaryIO, place: Place) -> tuple[BinaryIO, int, int, int, bool] | None:
    """Where the frames are read from, where they begin and end, the version, and whether each is unsynchronised."""
    offset, size = place
    header = read_at(file, offset, 14)
    if len(header) < 10 or header[:3] != b"ID3" or header[3] not in (2, 3, 4):
        return None
    version, flags = header[3], header[5]
    end = offset + min(size, 10 + sync_safe(header[6:10]))
    offset += 10
    source: BinaryIO = file
    if flags & 0x80 and version < 4:  # bytes were stuffed into the whole tag
        data = read_at(file, offset, min(end - offset, _MAX_UNSYNCHRONISED)).replace(b"\xff\x00", b"\xff")
        source, offset, end = io.BytesIO(data), 0, len(data)
    if flags & 0x40 and version > 2:
        offset += _extended_header(read_at(source, offset, 4), version)
    return source, offset, end, version, bool(flags & 0x80 and version == 4)


def _extended_header(four: bytes, version: int) -> int:
    if len(four) < 4 or (four.isalnum() and four[:1].isalpha()):  # the flag is set but a frame follows
        return 0
    return sync_safe(four) if version == 4 else 4 + int.from_bytes(four, "big")


def _plain(data: bytes, flags: int, version: int, unsynchronised: bool, limit: int) -> bytes:
    """A frame's content without what its flags say was done to it; b"" where it cannot be read."""
    if version == 4:
        packed, encrypted, grouped, length = flags & 0x08, flags & 0x04, flags & 0x40, flags & 0x01
        if flags & 0x02 or (unsynchronised and b"\xff\x00" in data):
            data = data.replace(b"\xff\x00", b"\xff")
        data = data[(1 if grouped else 0) + (4 if length or packed else 0) :]
    else:
        packed, encrypted, grouped = flags & 0x80, flags & 0x40, flags & 0x20
        data = data[(4 if packed else 0) + (1 if grouped else 0) :]
    if encrypted:
        return b""
    if packed:
        try:
            return zlib.decompressobj().decompress(data, limit)
        except zlib.error:
            return b""
    return data


def _said(name: bytes, data: bytes) -> Iterator[Said]:
    if name == b"RVA2":
        for meaning, value in gain.from_rva2(data):
            yield "RVA2", meaning, value
        return
    encoding = data[0]
    if name == b"SYLT":
        yield from _timed(data)
        return
    if name in (b"USLT", b"COMM"):
        described, text = _parted(data[4:], encoding)
        if name == b"USLT":
            yield "USLT", "", _text(text, encoding)
        elif described.casefold() == "itunnorm":
            yield "COMM:iTunNORM", "itunnorm", _text(text, encoding)
        elif described.casefold() in _PLAIN_COMMENTS:
            yield "COMM", "", _text(text, encoding)
        return
    if name == b"TXXX":
        described, text = _parted(data[1:], encoding)
        full = f"TXXX:{described}"
        for value in _text(text, encoding).split("\0"):
            yield full, described.lower(), value
        return
    yield from _values(name, data)


def _values(name: bytes, data: bytes) -> list[Said]:
    """The values of a frame that is nothing but text."""
    encoding = data[0]
    text = _text(data[1:] if encoding < 4 else data, encoding)
    shown = name.decode("ascii")
    return [(shown, "", value) for value in text.split("\0")] if "\0" in text else [(shown, "", text)]


def _text(data: bytes, encoding: int) -> str:
    """Text as its first byte says that it is written; bytes that are not are taken as Latin-1, which keeps them all."""
    if encoding == 0 or encoding > 3:
        return data.decode("latin-1").rstrip("\0")
    if encoding == 3:
        return values.utf8(data).rstrip("\0")
    if encoding == 1 and data[:2] not in _MARKS:
        big = data[::2].count(0) > data[1::2].count(0)  # no mark: the zeros tell which byte comes first
        text = data[: len(data) & ~1].decode("utf-16-be" if big else "utf-16-le", "replace")
    else:
        text = data[: len(data) & ~1].decode(_ENCODINGS[encoding], "replace")
    text = text.rstrip("\0")
    if "\ufeff" in text or "\ufffe" in text:  # each value may bring a mark of its own
        text = "\0".join(_unmarked(value) for value in text.split("\0"))
    return text


def _unmarked(value: str) -> str:
    if value.startswith("\ufffe"):  # the other byte first
        value = value.encode("utf-16-le", "surrogatepass").decode("utf-16-be", "replace")
    return value.lstrip("\ufeff")


def _parted(data: bytes, encoding: int) -> tuple[str, bytes]:
    """A description and what follows its end."""
    width = 2 if encoding in (1, 2) else 1
    end = _end_of_text(data, width)
    if end < 0:
        return "", data
    return _text(data[:end], encoding).strip(), data[end + width :]


def _timed(data: bytes) -> Iterator[Said]:
    if len(data) < 7:
        return
    encoding, unit, kind = data[0], data[4], data[5]
    _, rest = _parted(data[6:], encoding)
    if kind not in (0, 1, 2):  # chords, events, pictures
        return
    width = 2 if encoding in (1, 2) else 1
    mark = rest[:2] if encoding == 1 and rest[:2] in _MARKS else b""
    pieces: list[tuple[int, str]] = []
    while len(pieces) < lyrics.MAX_LINES * 4:
        place = _end_of_text(rest, width)
        if place < 0 or len(rest) < place + width + 4:
            break
        text = rest[:place]
        if mark and text[:2] not in _MARKS:
            text = mark + text
        pieces.append((int.from_bytes(rest[place + width : place + width + 4], "big"), _text(text, encoding)))
        rest = rest[place + width + 4 :]
    if unit == _SYLT_MS:
        sung = lyrics.from_sylt(pieces)
        if sung is not None:
            yield "SYLT", "", sung.text
    elif pieces:  # times in frames of MPEG: only the words are kept
        yield "SYLT", "", "\n".join(text for _, text in pieces)


def _end_of_text(data: bytes, width: int) -> int:
    """Where the NUL lies that ends a text; -1 where there is none."""
    if width == 1:
        return data.find(b"\0")
    place = data.find(b"\0\0")
    while place > 0 and place % 2 == 1:  # the second byte of one letter and the first of the next
        place = data.find(b"\0\0", place + 1)
    return place


def _size(source: BinaryIO, header: bytes, offset: int, end: int, version: int) -> int:
    """The size of a frame's content. Some programs write plain integers where version 2.4 asks for sync-safe ones."""
    if version == 2:
        return int.from_bytes(header[3:6], "big")
    plain = int.from_bytes(header[4:8], "big")
    if version == 3 or plain < 0x80:
        return plain
    if max(header[4:8]) > 0x7F:
        return plain
    safe = sync_safe(header[4:8])
    if _can_follow(source, offset + 10 + safe, end) or not _can_follow(source, offset + 10 + plain, end):
        return safe
    return plain


def _can_follow(source: BinaryIO, offset: int, end: int) -> bool:
    if offset >= end:
        return offset == end
    name = read_at(source, offset, 4)
    return _is_id(name) or not name.strip(b"\0")


def _is_id(name: bytes) -> bool:
    return len(name) >= 3 and name.isalnum() and name.isupper() and name[:1].isalpha()
