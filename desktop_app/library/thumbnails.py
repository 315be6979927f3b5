"""Make a small picture of plain pixels from the bytes of a picture that nobody vouches for.

Only JPEG, PNG and WebP are decoded, told by their first bytes. What would take too much memory is refused by its
header, before anything is decoded; the time is limited by whoever calls.
"""

from __future__ import annotations

import importlib
import io
import warnings
from dataclasses import dataclass

import numpy as np
from PIL import Image

from desktop_app.domain.errors import FileRefused
from desktop_app.library.client import LARGEST

MAX_DECODED = 256 << 20
"""Bytes that a picture may take while it is decoded."""
NOT_OURS = "its picture is neither JPEG nor PNG nor WebP"
DAMAGED = "its picture is damaged"
TOO_LARGE = "its picture needs more memory than a picture may take"

_FORMATS = {b"\xff\xd8\xff": "JPEG", b"\x89PN": "PNG", b"RIF": "WEBP"}
_ORIENTATION = 0x0112
_BACKDROPS = ((250, 250, 250), (24, 24, 24))
"""Behind what is transparent: the light one behind dark pictures, the dark one behind light ones."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A picture of 1 to `client.LARGEST` pixels a side; `rgb` is three bytes a pixel, row by row from the top."""

    width: int
    height: int
    rgb: bytes


def thumbnail(data: bytes) -> Thumbnail:
    """Decode a picture and make it small, upright and opaque.

    Raises:
        FileRefused: it is none that is decoded here, is damaged, or would take too much memory.
    """
    form = _FORMATS.get(data[:3])
    if form is None or (form == "WEBP" and data[8:12] != b"WEBP"):
        raise FileRefused(NOT_OURS)
    if form == "WEBP":
        _check(_webp_pixels(data), 12)  # libwebp holds three of them before it says how large one is
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about data in the picture that is not looked at
            with Image.open(io.BytesIO(data), formats=(form,)) as picture:
                return _small(picture)
    except FileRefused:
        raise
    except (MemoryError, Image.DecompressionBombError) as problem:
        raise FileRefused(TOO_LARGE) from problem
    except Exception as problem:  # Pillow has no error of its own: hostile bytes raise anything
        raise FileRefused(DAMAGED) from problem


def _small(picture: Image.Image) -> Thumbnail:
    width, height = picture.size
    if "progressive" in picture.info:
        _check(width * height, 6)  # libjpeg holds all coefficients, two bytes each
    picture.draft("RGB", (2 * LARGEST, 2 * LARGEST))
    clear = "transparency" in picture.info
    _check(picture.size[0] * picture.size[1], 8 if clear else _BYTES.get(picture.mode, 8))
    picture.load()
    if clear or picture.mode in ("P", "PA"):
        small: Image.Image = picture.convert("RGBA" if clear or picture.mode == "PA" else "RGB")
    elif picture.mode == "I;16":
        small = picture.point(lambda value: value / 257).convert("L")
    elif picture.mode == "1":
        small = picture.convert("L")
    else:
        small = picture
    turn = _turn(picture)
    small.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if turn is not None:
        small = small.transpose(turn)
    if "A" in small.getbands():
        small = _on_backdrop(small.convert("RGBA"))
    small = small.convert("RGB")
    return Thumbnail(small.width, small.height, small.tobytes())


_BYTES = {"1": 2, "L": 1, "RGB": 4, "YCbCr": 4, "CMYK": 4, "P": 5, "I;16": 7, "LA": 8, "RGBA": 8}
"""Bytes a pixel that Pillow takes, with the copy that is made where one is."""
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by its Exif orientation."""


def _turn(picture: Image.Image) -> Image.Transpose | None:
    try:
        return _TURNS.get(picture.getexif().get(_ORIENTATION, 1))
    except Exception:  # damaged Exif data says nothing of the picture
        return None


def _on_backdrop(picture: Image.Image) -> Image.Image:
    """The picture before the backdrop that it stands out from."""
    pixels = np.asarray(picture, np.float32)
    weight = float(pixels[..., 3].sum())
    light = float((pixels[..., :3].mean(axis=2) * pixels[..., 3]).sum()) / weight if weight else 0.0
    below = Image.new("RGBA", picture.size, (*_BACKDROPS[light > 127], 255))
    return Image.alpha_composite(below, picture)


def _check(pixels: int, bytes_each: int) -> None:
    if pixels * bytes_each > MAX_DECODED:
        raise FileRefused(TOO_LARGE)


def _webp_pixels(data: bytes) -> int:
    """Width by height as the header says. Source: RFC 9649."""
    kind = data[12:16]
    if kind == b"VP8X":
        return (1 + int.from_bytes(data[24:27], "little")) * (1 + int.from_bytes(data[27:30], "little"))
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (1 + (bits & 0x3FFF)) * (1 + (bits >> 14 & 0x3FFF))
    if kind == b"VP8 ":
        return (int.from_bytes(data[26:28], "little") & 0x3FFF) * (int.from_bytes(data[28:30], "little") & 0x3FFF)
    raise FileRefused(DAMAGED)


def warm_up() -> None:
    """Decode one picture of each kind, so that Pillow has loaded what it loads late."""
    for plugin in ("JpegImagePlugin", "MpoImagePlugin", "PngImagePlugin", "TiffImagePlugin", "WebPImagePlugin"):
        importlib.import_module(f"PIL.{plugin}")
    Image.preinit()
    exif = Image.Exif()
    exif[_ORIENTATION] = 6
    picture = Image.new("RGB", (64, 48), (200, 30, 30))
    for form in ("JPEG", "PNG", "WEBP"):
        memory = io.BytesIO()
        picture.save(memory, form, exif=exif)
        if thumbnail(memory.getvalue()).width != 48:
            raise RuntimeError(f"Pillow does not decode {form}")
