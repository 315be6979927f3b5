"""Pictures in and beside music: the right one is found, little else is read, and a hostile one costs itself only."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import signal
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import mutagen
import numpy as np
import pytest
from PIL import Image

from desktop_app.domain.errors import FileRefused, WorkerDied
from desktop_app.domain.records import FileStamp, Refusal
from desktop_app.library import client, layout, pictures, thumbnails
from desktop_app.sandbox.process import Child
from tests.library import made, painted
from tests.library.painted import BLUE, GREEN, RED

KINDS = ("mp3", "flac", "ogg", "opus", "m4a", "wma", "wav", "aiff", "wv", "tta")


def found_in(path: Path) -> bytes | None:
    with path.open("rb") as file:
        return pictures.front_cover(file, layout.find(file, path.stat().st_size))


@pytest.fixture(scope="module")
def reader() -> Iterator[Child]:
    """A reader process as the program starts it: sealed, limited."""
    child = Child.start("picture-reader")
    yield child
    child.close()


def art(child: Child, path: Path, *, image: bool = False) -> client.Picture | Refusal | None:
    fd = os.open(path, os.O_RDONLY)
    try:
        return client.art(child, fd, FileStamp(os.fsencode(path), path.stat().st_size, 0, 0, 0), image=image)
    finally:
        os.close(fd)


def colour(found: object) -> tuple[int, ...]:
    """The colour in the middle."""
    assert isinstance(found, client.Picture)
    pixels = np.frombuffer(found.rgb, np.uint8).reshape(found.height, found.width, 3)
    return tuple(int(value) for value in pixels[found.height // 2, found.width // 2])


def near(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    return max(abs(x - y) for x, y in zip(a, b, strict=True)) < 12


@pytest.mark.parametrize("kind", KINDS)
def test_the_front_cover_is_found_in_every_format(kind, tmp_path):
    path = made.write(tmp_path / f"a.{kind}", kind)
    assert found_in(path) is None
    front = painted.picture(RED)
    if kind in ("mp3", "flac", "ogg", "opus", "wav", "aiff"):
        painted.embed(path, painted.picture(GREEN), 1)  # an icon
        painted.embed(path, painted.picture(BLUE), 4)  # the back
        assert found_in(path) == painted.picture(BLUE)
    painted.embed(path, front)
    assert found_in(path) == front


def test_little_else_is_read_than_the_picture(tmp_path):
    class Counted(io.FileIO):
        total = 0

        def read(self, size: int = -1) -> bytes:
            data = super().read(size)
            Counted.total += len(data)
            return data

    for kind in KINDS:
        path = made.write(tmp_path / f"a.{kind}", kind, seconds=5 if kind == "ogg" else 60)
        painted.embed(path, painted.picture() + bytes(100_000))
        Counted.total = 0
        with Counted(path) as file:
            assert pictures.front_cover(file, layout.find(file, path.stat().st_size)) is not None
        # Ogg holds it in base64, MP4 has an index of its packets, FLAC's frames and ASF's header are searched
        assert Counted.total < (1_300_000 if kind in ("flac", "wma") else 600_000), kind


def test_two_hundred_pictures_are_stepped_over(tmp_path):
    path = made.write(tmp_path / "a.mp3", "mp3")
    bare = made.without_id3(path.read_bytes())
    back = made.frame(b"APIC", b"\0image/jpeg\0\4\0" + painted.picture(BLUE) + bytes(500_000))
    front = made.frame(b"APIC", b"\0image/jpeg\0\3\0" + painted.picture(RED))
    path.write_bytes(made.id3(back * 60 + front) + bare)
    assert found_in(path) == painted.picture(RED)


@pytest.mark.parametrize("form", ["2.2", "2.3 unsynchronised", "2.4 unsynchronised", "2.3 packed", "2.4 packed"])
def test_id3_pictures_in_all_their_forms(form, tmp_path):
    path = made.write(tmp_path / "a.mp3", "mp3")
    bare = made.without_id3(path.read_bytes())
    data = painted.picture(RED)
    body = b"\1image/jpeg\0\3" + "front".encode("utf-16") + b"\0\0" + data
    stuffed = body.replace(b"\xff", b"\xff\x00")
    version = int(form[2])
    if version == 2:
        old = b"\0JPG\3front\0" + data
        tag = b"ID3\2\0\0" + made.sync_safe(len(old) + 6) + b"PIC" + len(old).to_bytes(3, "big") + old
    elif form == "2.3 unsynchronised":
        frames = made.frame(b"APIC", body, version=3).replace(b"\xff", b"\xff\x00")
        tag = made.id3(frames, version=3, flags=0x80)
    elif form == "2.4 unsynchronised":
        tag = made.id3(made.frame(b"APIC", made.sync_safe(len(body)) + stuffed, b"\0\3"), flags=0x80)
    elif form == "2.3 packed":
        packed = struct.pack(">I", len(body)) + zlib.compress(body)
        tag = made.id3(made.frame(b"APIC", packed, b"\0\x80", version=3), version=3)
    else:
        tag = made.id3(made.frame(b"APIC", made.sync_safe(len(body)) + zlib.compress(body), b"\0\x09"))
    path.write_bytes(tag + bare)
    assert found_in(path) == data


def test_a_packed_bomb_in_a_picture_frame_is_bounded(tmp_path):
    path = made.write(tmp_path / "a.mp3", "mp3")
    bare = made.without_id3(path.read_bytes())
    bomb = made.sync_safe((1 << 28) - 1) + made.deflated(512)
    path.write_bytes(made.id3(made.frame(b"APIC", bomb, b"\0\x09")) + bare)
    assert found_in(path) is None


def test_pictures_in_vorbis_comments_of_flac_and_in_the_old_form(tmp_path):
    path = made.write(tmp_path / "a.flac", "flac")
    file = mutagen.File(path)
    file["coverart"] = base64.b64encode(painted.picture(BLUE)).decode()
    file.save()
    assert found_in(path) == painted.picture(BLUE)
    file["metadata_block_picture"] = base64.b64encode(painted.flac_picture(painted.picture(RED)).write()).decode()
    file.save()
    assert found_in(path) == painted.picture(RED)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("size", [(300, 200), (2000, 1000), (700, 3000), (1, 1), (5000, 1)])
def test_pictures_become_small_ones_of_the_same_shape(form, size):
    small = thumbnails.thumbnail(painted.picture(RED, form, size))
    assert max(small.width, small.height) == min(512, max(size))
    assert len(small.rgb) == small.width * small.height * 3
    assert abs(small.width / small.height - size[0] / size[1]) / (size[0] / size[1]) < 0.1 or 1 in size
    assert near(tuple(small.rgb[:3]), RED)


def test_a_picture_is_turned_upright():
    picture = Image.new("RGB", (80, 40), BLUE)
    picture.paste(Image.new("RGB", (40, 40), RED), (0, 0))  # red on the left
    for orientation, (width, first) in {1: (80, RED), 3: (80, BLUE), 6: (40, RED), 8: (40, BLUE)}.items():
        exif = Image.Exif()
        exif[0x0112] = orientation
        memory = io.BytesIO()
        picture.save(memory, "PNG", exif=exif)
        small = thumbnails.thumbnail(memory.getvalue())
        assert small.width == width
        assert tuple(small.rgb[:3]) == first, orientation


def test_every_kind_of_pixel_comes_out_as_rgb():
    red = Image.new("RGB", (60, 60), RED)
    pictures_of = {
        "L.png": red.convert("L"), "P.png": red.quantize(8), "1.png": red.convert("1"), "LA.png": red.convert("LA"),
        "RGBA.png": red.convert("RGBA"), "I;16.png": Image.new("I;16", (60, 60), 40_000), "L.jpg": red.convert("L"),
        "CMYK.jpg": red.convert("CMYK"), "RGBA.webp": red.convert("RGBA"),
    }  # fmt: skip
    for name, picture in pictures_of.items():
        memory = io.BytesIO()
        picture.save(memory, {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}[name.split(".")[1]])
        small = thumbnails.thumbnail(memory.getvalue())
        assert (small.width, small.height, len(small.rgb)) == (60, 60, 10_800), name
        assert 60 < np.frombuffer(small.rgb, np.uint8).mean() < 220, name
        if picture.mode in ("RGBA", "P", "CMYK"):
            assert near(tuple(small.rgb[:3]), RED), name


def test_what_is_clear_shows_a_backdrop_that_the_picture_stands_out_from():
    for shade, behind in (((255, 255, 255), 24), ((10, 10, 10), 250)):
        picture = Image.new("RGBA", (40, 40), (*shade, 0))
        picture.paste(Image.new("RGBA", (20, 20), (*shade, 255)), (10, 10))
        palette = picture.convert("RGB").quantize(4)
        for form in ("PNG", "WEBP"):
            memory = io.BytesIO()
            picture.save(memory, form, lossless=True)
            assert abs(thumbnails.thumbnail(memory.getvalue()).rgb[0] - behind) < 3, form
        memory = io.BytesIO()
        palette.save(memory, "PNG", transparency=0)
        thumbnails.thumbnail(memory.getvalue())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (painted.large_png(20_000, 20_000), thumbnails.TOO_LARGE),
        (painted.large_png(12_000, 12_000), thumbnails.TOO_LARGE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///canary.png'/></svg>", thumbnails.NOT_OURS),
        (painted.picture(RED, "GIF"), thumbnails.NOT_OURS),
        (painted.picture(RED, size=(900, 900))[:700], thumbnails.DAMAGED),
        (painted.picture(RED, "BMP"), thumbnails.NOT_OURS),
        (painted.picture(RED, "TIFF"), thumbnails.NOT_OURS),
        (painted.picture(RED, "ICO"), thumbnails.NOT_OURS),
        (b"%PDF-1.4\n", thumbnails.NOT_OURS),
        (b"", thumbnails.NOT_OURS),
        (b"\xff\xd8\xff", thumbnails.DAMAGED),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), thumbnails.DAMAGED),
        (b"RIFF\xff\xff\xff\xffWEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff" + bytes(50), thumbnails.TOO_LARGE),
        (b"RIFF\x10\0\0\0WEBPVP8 " + bytes(50), thumbnails.DAMAGED),
    ],
)
def test_hostile_pictures_are_refused_with_a_reason(data, reason):
    with pytest.raises(FileRefused) as refused:
        thumbnails.thumbnail(data)
    assert refused.value.reason == reason


def test_flipped_bytes_never_raise_anything_else():
    generator = np.random.default_rng(3)
    for form in ("JPEG", "PNG", "WEBP"):
        exif = Image.Exif()
        exif[0x0112] = 6
        data = painted.picture(GREEN, form, (97, 61), exif=exif)
        for flips in (1, 3, 30):
            for _ in range(60):
                broken = bytearray(data)
                for place in generator.integers(0, len(data), flips):
                    broken[place] = int(generator.integers(256))
                try:
                    small = thumbnails.thumbnail(bytes(broken))
                except FileRefused as refusal:
                    assert refusal.reason
                else:
                    assert len(small.rgb) == small.width * small.height * 3


def test_a_sealed_reader_gives_pictures_of_every_kind(reader, tmp_path):
    for kind in KINDS:
        path = made.write(tmp_path / f"a.{kind}", kind)
        assert art(reader, path) is None
        data = painted.picture(GREEN, "PNG")
        found = art(reader, painted.embed(path, data, mime="image/png"))
        assert near(colour(found), GREEN)
        assert found.sha256 == hashlib.sha256(data).digest()  # type: ignore[union-attr]
    exif = Image.Exif()
    exif[0x0112] = 8
    for form, more in {
        "JPEG": {"exif": exif, "progressive": True, "icc_profile": b"none" * 50},
        "PNG": {"exif": exif},
        "WEBP": {"exif": exif, "lossless": True},
        "MPO": {"save_all": True, "append_images": [Image.new("RGB", (300, 200), RED)], "exif": exif},
    }.items():
        path = tmp_path / "cover.jpg"
        path.write_bytes(painted.picture(BLUE, form, **more))
        found = art(reader, path, image=True)
        assert near(colour(found), BLUE), form
        assert (found.width, found.height) == (200, 300), form  # type: ignore[union-attr]
    path.write_bytes(painted.picture(RED, size=(1, 1)))
    assert art(reader, path, image=True) is None, "a mark that there is none"
    for mode in ("L", "P", "LA", "RGBA", "CMYK", "1"):
        form = "JPEG" if mode == "CMYK" else "PNG"
        memory = io.BytesIO()
        Image.new("RGB", (50, 50), RED).convert(mode).save(memory, form)
        path.write_bytes(memory.getvalue())
        assert isinstance(art(reader, path, image=True), client.Picture), mode
    assert reader.alive()


def test_hostile_pictures_do_not_end_a_sealed_reader(reader, tmp_path):
    large = tmp_path / "large.jpg"
    large.write_bytes(painted.picture() + bytes(60 << 20))
    for data in (
        painted.large_png(20_000, 20_000),
        painted.picture(RED, "GIF"),
        painted.picture(RED, "TIFF"),
        painted.picture(size=(3000, 3000))[:5000],
        b"",
        b"\x89PNG\r\n\x1a\n",
    ):
        path = tmp_path / "cover.jpg"
        path.write_bytes(data)
        assert isinstance(art(reader, path, image=True), Refusal)
        song = made.write(tmp_path / "a.mp3", "mp3")
        found = art(reader, painted.embed(song, data))
        assert found is None or isinstance(found, Refusal)
    assert isinstance(art(reader, large, image=True), Refusal)
    assert reader.alive()


def test_a_picture_that_takes_too_long_ends_its_reader_within_two_seconds(tmp_path):
    """60 MB of noise in one PNG picture just below the limit of memory: more work than a picture may ask for."""
    noise = np.random.default_rng(0).integers(0, 256, (1 << 20,), dtype=np.uint8).tobytes()
    width, height = 8000, 8000
    row = b"\4" + (noise * 3)[: 3 * width]  # the costliest filter

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    path = tmp_path / "slow.png"
    slow = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
    path.write_bytes(slow + chunk(b"IDAT", packed) + chunk(b"IEND", b""))
    child = Child.start("picture-reader")
    try:
        found = art(child, path, image=True)
    except WorkerDied as death:
        assert death.path == os.fsencode(path)
        assert child._process.wait() == -signal.SIGPROF
    else:  # a fast machine
        assert isinstance(found, client.Picture)
    finally:
        child.close()
