"""Small music files made of bytes, without an encoder: they are read, tagged and told apart like real ones."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.library.made import frame, id3, wav

FRAME = 417
"""Bytes of an MP3 frame at 128 kbit/s and 44.1 kHz."""
_ID3 = {"title": b"TIT2", "artist": b"TPE1", "album": b"TALB", "genre": b"TCON", "year": b"TDRC", "number": b"TRCK"}


def noise(seed: object, size: int) -> bytes:
    """Bytes that look like nothing, always the same for a seed; no frame begins in them."""
    return hashlib.shake_128(str(seed).encode()).digest(size).replace(b"\xff", b"\xfe")


def mp3_sound(seed: object, frames: int = 40) -> bytes:
    """Frames of constant bit rate; each lasts 26 ms."""
    return b"".join(b"\xff\xfb\x90\x00" + noise((seed, n), FRAME - 4) for n in range(frames))


def id3_tags(**tags: str) -> bytes:
    """An ID3v2.4 tag in UTF-8."""
    return id3(b"".join(frame(_ID3[name], b"\x03" + value.encode()) for name, value in tags.items()))


def mp3(seed: object, frames: int = 40, **tags: str) -> bytes:
    """An MP3 file."""
    return id3_tags(**tags) + mp3_sound(seed, frames)


def look_alike(sound: bytes, seed: object) -> bytes:
    """Other MP3 sound of 200 frames that a quick key takes for this one: a frame between its samples differs."""
    at = 18 * FRAME + 4
    return sound[:at] + noise((seed, "other"), FRAME - 4) + sound[at + FRAME - 4 :]


def wav_file(seed: object, size: int = 8000) -> bytes:
    """A WAV file of 16 bit, stereo."""
    return wav(1, 2, 44_100, 16, noise(seed, size))


def flac(seed: object, size: int = 8000, seconds: float = 1.0, **tags: str) -> bytes:
    """A FLAC file whose frames hold noise; `seconds` is the length that its header tells."""
    samples = int(44_100 * seconds)
    packed = (44_100 << 44) | (1 << 41) | (15 << 36) | samples
    info = (
        struct.pack(">HH", 4096, 4096) + bytes(6) + packed.to_bytes(8, "big") + hashlib.md5(str(seed).encode()).digest()
    )
    lines = [f"{name}={value}".encode() for name, value in tags.items()]
    comment = struct.pack("<I", 0) + struct.pack("<I", len(lines))
    comment += b"".join(struct.pack("<I", len(line)) + line for line in lines)
    blocks = b"\0" + len(info).to_bytes(3, "big") + info + b"\x84" + len(comment).to_bytes(3, "big") + comment
    return b"fLaC" + blocks + b"\xff\xf8\xc9\x18\0" + noise(seed, size)


def album(folder: Path, count: int, name: str = "") -> list[Path]:
    """Write an album of tagged MP3 files, each with its own sound."""
    folder.mkdir(parents=True, exist_ok=True)
    name = name or folder.name
    paths = []
    for number in range(1, count + 1):
        path = folder / f"{number:02d} {name} {number}.mp3"
        tags = {"title": f"{name} {number}", "artist": f"Artist of {name}", "album": name, "number": f"{number}"}
        path.write_bytes(mp3((name, number), **tags))
        paths.append(path)
    return paths


def hashes(folder: Path) -> Mapping[bytes, str]:
    """Every file below a folder by the hash of its bytes, to show that none was written to."""

    def found() -> Iterator[tuple[bytes, str]]:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield bytes(path), hashlib.sha256(path.read_bytes()).hexdigest()

    return dict(found())
