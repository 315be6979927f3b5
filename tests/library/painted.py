"""Pictures made for a test, and music files that hold them."""

from __future__ import annotations

import base64
import functools
import io
import struct
import zlib
from pathlib import Path

import mutagen
from mutagen.aiff import AIFF
from mutagen.apev2 import APEBinaryValue, APEv2
from mutagen.asf import ASF, ASFByteArrayAttribute
from mutagen.flac import FLAC
from mutagen.flac import Picture as FlacPicture
from mutagen.id3 import APIC, ID3
from mutagen.mp4 import MP4, MP4Cover
from mutagen.wave import WAVE
from PIL import Image

RED, GREEN, BLUE = (200, 30, 30), (30, 180, 40), (30, 40, 210)
Colour = tuple[int, int, int]


def picture(colour: Colour = RED, form: str = "JPEG", size: tuple[int, int] = (300, 200), **more: object) -> bytes:
    memory = io.BytesIO()
    Image.new("RGB", size, colour).save(memory, form, **more)
    return memory.getvalue()


@functools.cache
def large_png(width: int, height: int) -> bytes:
    """A black PNG of any size, made row by row."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packer = zlib.compressobj(9)
    row = b"\0" * (1 + 3 * width)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def flac_picture(data: bytes, kind: int = 3, mime: str = "image/jpeg") -> FlacPicture:
    found = FlacPicture()
    found.data, found.type, found.mime, found.desc = data, kind, mime, "a description"
    return found


def embed(path: Path, data: bytes, kind: int = 3, mime: str = "image/jpeg") -> Path:
    """Put a picture into a music file as programs of its format do; one more where there are some."""
    suffix = path.suffix
    if suffix in (".mp3", ".aac"):
        try:
            tags = ID3(path)
        except mutagen.MutagenError:
            tags = ID3()
        tags.add(APIC(encoding=1, mime=mime, type=kind, desc=f"number {kind}", data=data))
        tags.save(path)
    elif suffix in (".wav", ".aiff"):
        file = WAVE(path) if suffix == ".wav" else AIFF(path)
        if file.tags is None:
            file.add_tags()
        file.tags.add(APIC(encoding=0, mime=mime, type=kind, desc="", data=data))
        file.save()
    elif suffix == ".flac":
        flac = FLAC(path)
        flac.add_picture(flac_picture(data, kind, mime))
        flac.save()
    elif suffix in (".ogg", ".opus"):
        ogg = mutagen.File(path)
        text = base64.b64encode(flac_picture(data, kind, mime).write()).decode()
        ogg["metadata_block_picture"] = [*ogg.get("metadata_block_picture", []), text]
        ogg.save()
    elif suffix == ".m4a":
        mp4 = MP4(path)
        mp4["covr"] = [MP4Cover(data, MP4Cover.FORMAT_JPEG)]
        mp4.save()
    elif suffix == ".wma":
        asf = ASF(path)
        value = struct.pack("<BI", kind, len(data)) + mime.encode("utf-16-le") + b"\0\0" + b"d\0\0\0" + data
        asf["WM/Picture"] = [ASFByteArrayAttribute(value)]
        asf.save()
    else:
        ape = APEv2()
        ape["Title"] = "a title"
        ape["Cover Art (Front)"] = APEBinaryValue(b"cover.jpg\0" + data)
        ape.save(path)
    return path
