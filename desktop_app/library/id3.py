"""Make an ID3v2 tag harmless before a parser sees it.

A tag may hold pictures of any size, a bomb of compressed text, hundreds of thousands of frames, or sizes that lie. Only
its text frames are copied, bounded in number and size, into a small tag that mutagen then reads; pictures are stepped
over without being read. Source: the ID3v2.2, 2.3 and 2.4 descriptions at id3.org.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, BinaryIO

from mutagen import id3 as mutagen_id3

from desktop_app.library.spans import Place, sync_safe
from desktop_app.library.view import read_at

MAX_WALKED = 5_000
MAX_KEPT = 256
MAX_FRAME = (64 << 10) + 1
"""One byte of encoding and 64 KiB of text."""
MAX_COMPRESSED = 1 << 10
_MAX_UNSYNCHRONISED = 8 << 20
_ID3: Any = mutagen_id3.ID3  # mutagen is typed only in part


@dataclass(frozen=True, slots=True)
class _Shape:
    id_size: int
    header: int


def text_frames(file: BinaryIO, place: Place) -> Any | None:
    """The text frames of the tag at `place` as a mutagen ID3 object; None where there is no readable tag.

    Raises:
        mutagen.MutagenError, ValueError, IndexError: the tag is broken beyond reading.
    """
    tag = harmless(file, place)
    if tag is None:
        return None
    try:
        return _ID3(io.BytesIO(tag), translate=False, load_v1=False)
    except mutagen_id3.ID3NoHeaderError:
        return None


def harmless(file: BinaryIO, place: Place) -> bytes | None:
    """A small tag with the text frames of the tag at `place`."""
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
    frames = _kept_frames(source, offset, end, version)
    body = b"".join(frames)
    return b"ID3" + bytes((version, 0, flags & 0x80 if version == 4 else 0)) + _to_sync_safe(len(body)) + body


def _extended_header(four: bytes, version: int) -> int:
    if len(four) < 4 or (four.isalnum() and four[:1].isalpha()):  # the flag is set but a frame follows
        return 0
    return sync_safe(four) if version == 4 else 4 + int.from_bytes(four, "big")


def _kept_frames(source: BinaryIO, offset: int, end: int, version: int) -> list[bytes]:
    shape = _Shape(3, 6) if version == 2 else _Shape(4, 10)
    kept: list[bytes] = []
    for _ in range(MAX_WALKED):
        header = read_at(source, offset, shape.header)
        name = header[: shape.id_size]
        if len(header) < shape.header or offset + shape.header > end or not _is_id(name):
            break
        size = _size(source, header, offset, end, version)
        offset += shape.header
        available = min(size, end - offset)
        if name[:1] == b"T" and available > 1:
            frame = _copied(source, header, offset, available, version)
            if frame is not None:
                kept.append(frame)
                if len(kept) >= MAX_KEPT:
                    break
        offset += size
        if offset >= end:
            break
    return kept


def _copied(source: BinaryIO, header: bytes, offset: int, size: int, version: int) -> bytes | None:
    flags = header[8:10] if version > 2 else b""
    packed = (version == 4 and flags[1] & 0x0D) or (version == 3 and flags[1] & 0xE0)
    encrypted = (version == 4 and flags[1] & 0x04) or (version == 3 and flags[1] & 0x40)
    if encrypted or (packed and size > MAX_COMPRESSED):
        return None
    data = read_at(source, offset, min(size, MAX_FRAME))
    if size > MAX_FRAME and data[:1] == b"\x03":
        data = data[:1] + data[1:].decode("utf-8", "ignore").encode("utf-8")
    if version == 2:
        return header[:3] + len(data).to_bytes(3, "big") + data
    length = _to_sync_safe(len(data)) if version == 4 else len(data).to_bytes(4, "big")
    return header[:4] + length + flags + data


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
    return len(name) >= 3 and name.isalnum() and name.isupper() and name.isascii() and name[:1].isalpha()


def _to_sync_safe(value: int) -> bytes:
    return bytes((value >> 21 & 127, value >> 14 & 127, value >> 7 & 127, value & 127))
