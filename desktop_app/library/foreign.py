"""Tell what a file is that calls itself music and is none."""

from __future__ import annotations

import codecs

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "it is a picture, not sound"),
    (b"\x89PNG", "it is a picture, not sound"),
    (b"GIF8", "it is a picture, not sound"),
    (b"BM", "it is a picture, not sound"),
    (b"%PDF", "it is a document, not sound"),
    (b"PK\x03\x04", "it is an archive, not sound"),
    (b"Rar!", "it is an archive, not sound"),
    (b"7z\xbc\xaf", "it is an archive, not sound"),
    (b"\x1f\x8b", "it is an archive, not sound"),
    (b"MThd", "it holds notes (MIDI), not sound"),
    (b"SQLite format 3", "it is a database, not sound"),
    (b"MZ", "it is a program, not sound"),
    (b"\x7fELF", "it is a program, not sound"),
)
_TEXT = bytes(range(32, 127)) + b"\t\n\r\f\x1b"
_WIDE_TEXT = _TEXT + bytes(range(0x80, 0x100))


def what_else(head: bytes) -> str | None:
    """A plain reason to refuse, where the beginning shows that this is something else; None where it may be sound.

    Args:
        head: the first bytes after any tags, 2 KiB are enough.
    """
    if head[:1] == b"\xff" and head[1:2] >= b"\xe0" and head[1:2] != b"\xfe":  # what frames of MPEG begin with
        return None
    if head.startswith(b"RIFF") and head[8:12] in (b"WEBP", b"AVI "):
        return "it is a picture, not sound" if head[8:12] == b"WEBP" else "it is a video, not music"
    for start, reason in _STARTS:
        if head.startswith(start) and (len(start) > 2 or not _looks_like_frames(head)):
            return reason
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if bare.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "it is a web page, not sound"
    if bare.startswith((b"#extm3u", b"ffconcat", b"[playlist]", b"<asx", b"<?xml", b"<mpd", b"v=0\r\n", b"v=0\n")):
        return "it is a list or description in text, not sound"
    if head and _is_text(head):
        return "it is text, not sound"
    if head and not head.strip(b"\0"):
        return "it holds nothing but zeros"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) and _is_wide_text(head):
        return "it is text, not sound"
    return None


def _looks_like_frames(head: bytes) -> bool:
    return head[:1] == b"\xff"


def _is_text(head: bytes) -> bool:
    if not head.translate(None, _TEXT):
        return True
    if head.translate(None, _WIDE_TEXT):
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # the last letter may be cut
    except UnicodeDecodeError:
        return False
    return True


def _is_wide_text(head: bytes) -> bool:
    text = head[: len(head) & ~1].decode("utf-16", "replace")
    return sum(c.isprintable() or c.isspace() for c in text) > 0.95 * len(text)
