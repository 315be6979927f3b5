"""Which recording a file holds, told by its sound alone.

The quick key is a BLAKE2b-128 over the kind of container, the format's description of the sound, the number of bytes
of sound, and samples of those bytes: all of them in a small file, else evenly spread pieces, from the first byte to the
last. Tags lie outside of the spans that are read, so that the key is the same after any retagging. Where it is weak:
two recordings of the very same size in a format of constant bit rate that differ only between the pieces.

The full key is the same over every byte of the sound. It is what decides where two files have one quick key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from desktop_app.domain.ids import AudioKey
from desktop_app.library.layout import Layout
from desktop_app.library.spans import Place
from desktop_app.library.view import read_at

ALGORITHM = "q1"
FULL_ALGORITHM = "f1"
_WHOLE = 32 << 10
"""Up to this many bytes of sound all are read."""
_STEP = 1 << 20
"""Bytes of sound that are read at once for the full key."""
_PIECE = 4 << 10
_PIECES = 8
"""Each piece is a movement of a disk's head; eight cost less there than what a second of playing reads."""
_PIECES_EVEN = 64
"""For uncompressed sound, whose size says nothing but the length."""
_CONSTANT = frozenset({"wav", "aiff", "w64", "caf", "dsf", "dff"})

_PAGE_HEADER = 27
_NUMBERS_END = 26
"""Bytes from the beginning of an Ogg page to behind its number and checksum."""


def key_of(file: BinaryIO, found: Layout) -> AudioKey:
    """The key of the recording in a file that was taken apart."""
    sound = found.sound
    total = sound.length
    digest = hashlib.blake2b(digest_size=16, person=b"undersong-q1")
    digest.update(f"{found.kind}\0{total}\0{len(sound.facts)}\0".encode("ascii"))
    digest.update(sound.facts)
    for offset, length in _pieces(total, found.kind in _CONSTANT):
        if sound.paged:
            lead = min(offset, _PAGE_HEADER - 1)
            data = _read(file, sound.spans, offset - lead, length + lead)
            digest.update(_without_page_numbers(data))
        else:
            digest.update(_read(file, sound.spans, offset, length))
    return AudioKey(f"{ALGORITHM}:{digest.hexdigest()}".encode("ascii"))


def keys_of(file: BinaryIO, found: Layout) -> tuple[AudioKey, AudioKey | None]:
    """The quick key, and the full one where it costs no more reading: see `reads_all`."""
    quick = key_of(file, found)
    return quick, _full_key_from(quick) if reads_all(found) else None


def full_key_of(file: BinaryIO, found: Layout) -> AudioKey:
    """The key over all of the sound of a file that was taken apart. Reads it once, 1 MiB at a time.

    Where the quick key has read all of the sound, the full one is made of it alone: it depends on every byte as well.
    """
    if reads_all(found):
        return _full_key_from(key_of(file, found))
    sound = found.sound
    digest = hashlib.blake2b(digest_size=16, person=b"undersong-f1")
    digest.update(f"{found.kind}\0{sound.length}\0{len(sound.facts)}\0".encode("ascii"))
    digest.update(sound.facts)
    pieces = _all_pieces(file, sound.spans)
    for data in _all_without_page_numbers(pieces) if sound.paged else pieces:
        digest.update(data)
    return AudioKey(f"{FULL_ALGORITHM}:{digest.hexdigest()}".encode("ascii"))


def _full_key_from(quick: AudioKey) -> AudioKey:
    digest = hashlib.blake2b(quick, digest_size=16, person=b"undersong-f1")
    return AudioKey(f"{FULL_ALGORITHM}:{digest.hexdigest()}".encode("ascii"))


def reads_all(found: Layout) -> bool:
    """Whether the quick key has read every byte of the sound, so that the full key says nothing more."""
    return found.sound.length <= _WHOLE


def _all_pieces(file: BinaryIO, spans: tuple[Place, ...]) -> Iterator[bytes]:
    for start, length in spans:
        for offset in range(0, length, _STEP):
            yield read_at(file, start + offset, min(_STEP, length - offset))


def _all_without_page_numbers(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """`_without_page_numbers` of all pieces as one, wherever the borders between them lie."""
    held = b""
    for piece in pieces:
        data = held + piece
        ready = max(0, len(data) - 3)  # the rest may be the beginning of a mark
        last = data.rfind(b"OggS")
        if last >= 0 and ready - last < _NUMBERS_END:
            ready = last
        yield _without_page_numbers(data[:ready])
        held = data[ready:]
    yield _without_page_numbers(held)


def _pieces(total: int, constant: bool) -> list[Place]:
    if total <= _WHOLE:
        return [(0, total)]
    count = _PIECES_EVEN if constant else _PIECES
    count = min(count, total // _PIECE)
    step = (total - _PIECE) / (count - 1)
    return [(round(number * step), _PIECE) for number in range(count)]


def _without_page_numbers(data: bytes) -> bytes:
    """Ogg pages without their number and checksum, which change where a tag in front needs more or fewer pages.

    What merely looks like a page is treated the same: the outcome depends on nothing but the bytes of the sound.
    """
    first, *pages = data.split(b"OggS")
    return first + b"".join(page[:14] + page[22:] for page in pages)


def _read(file: BinaryIO, spans: tuple[Place, ...], offset: int, length: int) -> bytes:
    """Bytes of the spans as if they were one run."""
    if len(spans) == 1:
        return read_at(file, spans[0][0] + offset, min(length, spans[0][1] - offset))
    data = b""
    for start, size in spans:
        if offset < size:
            data += read_at(file, start + offset, min(length - len(data), size - offset))
            offset = 0
            if len(data) >= length:
                break
        else:
            offset -= size
    return data
