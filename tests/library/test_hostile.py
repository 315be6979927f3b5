"""Hostile files through a real, sealed reader: each ends as a track or with a reason, healthy ones beside them come
through, and the reader lives on."""

from __future__ import annotations

import os
import re
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from mutagen.flac import FLAC, Picture

from desktop_app.domain.errors import FileRefused, WorkerDied
from desktop_app.domain.records import ReadFile, Refusal
from desktop_app.library import client, walk
from desktop_app.sandbox import seccomp
from desktop_app.sandbox.files import open_regular
from desktop_app.sandbox.process import Child
from tests.conftest import DATA
from tests.library import made

WALL_S = 5.0
"""What one hostile file may take here; the limit that the product promises is 30 s."""


@pytest.fixture(scope="module")
def reader() -> Iterator[Child]:
    child = Child.start("reader")
    yield child
    child.close()


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("base")
    data = {kind: made.write(folder / f"ok.{kind}", kind, seconds=2).read_bytes() for kind in made.FORMATS}
    data["mp3"] = made.without_id3(data["mp3"])
    return data


def scan(reader: Child, root: Path) -> dict[str, ReadFile | Refusal]:
    """Read everything below a folder, as a scan does."""
    found: dict[str, ReadFile | Refusal] = {}
    opened = []
    for stamp in walk.audio_files(os.fsencode(root), lambda refusal: found.update({_name(refusal.path): refusal})):
        try:
            opened.append(open_regular(stamp.path))
        except FileRefused as refused:
            found[_name(stamp.path)] = Refusal(stamp.path, refused.reason)
    last = time.monotonic()
    for (_, stamp), result in zip(opened, client.read_batch(reader, opened, root=os.fsencode(root)), strict=True):
        now = time.monotonic()
        assert now - last < WALL_S, f"{stamp.path!r} took {now - last:.1f} s"
        last = now
        found[_name(stamp.path)] = result
    for fd, _ in opened:
        os.close(fd)
    assert all(not isinstance(result, Refusal) or result.reason for result in found.values())
    return found


def _name(path: bytes) -> str:
    return os.fsdecode(path).rpartition("/")[2]


def test_the_reader_is_sealed(reader, base, tmp_path):
    (tmp_path / "a.mp3").write_bytes(base["mp3"])
    assert len(scan(reader, tmp_path)) == 1
    if not seccomp.supported():
        pytest.skip("this system has no such wall")
    status = Path(f"/proc/{reader.pid}/status").read_text(encoding="ascii")
    assert "Seccomp:\t2" in status


def test_tags_that_lie_flood_or_explode_cost_little_and_the_sound_is_found(reader, base, tmp_path):
    mp3, flac = base["mp3"], base["flac"]
    bomb = made.sync_safe((1 << 28) - 1) + made.deflated(64)
    tail = struct.pack("<IIII", 2000, 2**32 - 16, 2**32 - 1, 0) + bytes(8)
    hostile = {
        "bomb.mp3": made.id3(made.frame(b"TIT2", bomb, b"\0\x09")) + mp3,
        "flood.mp3": made.id3(made.frame(b"TXXX", b"\x03a\0b") * 400_000) + mp3,
        "size lie.mp3": made.id3(b"TIT2" + made.sync_safe((1 << 28) - 20) + b"\0\0\3x", (1 << 28) - 1) + mp3,
        "ape lie.mp3": mp3 + b"APETAGEX" + tail,
        "pictures.mp3": made.id3(made.frame(b"APIC", b"\0image/png\0\3\0" + bytes(2 << 20)) * 40
                                 + made.frame(b"TIT2", b"\3Behind the pictures")) + mp3,
        "lyrics.mp3": made.id3(made.frame(b"USLT", b"\3eng\0" + b"la " * 9_000_000)
                               + made.frame(b"TIT2", b"\3Sung")) + mp3,
        "values.mp3": made.id3(made.frame(b"TXXX", b"\3many\0" + b"\0".join(b"%d" % n for n in range(1000)))) + mp3,
        "long title.mp3": made.id3(made.frame(b"TIT2", b"\3" + "ä".encode() * 500_000)) + mp3,
        "two ends.mp3": made.id3(made.frame(b"TIT2", b"\3Front")) + mp3 + b"TAG" + b"Back".ljust(125, b"\0"),
        "vendor.flac": made.flac_with(flac, 4, struct.pack("<I", 2**32 - 16) + b"x" * 100),
        "count.flac": made.flac_with(flac, 4, struct.pack("<I", 4) + b"test" + struct.pack("<I", 2**32 - 1)),
        "picture size.flac": made.flac_with(flac, 6, struct.pack(">II", 3, 0x7FFFFFFF) + bytes(50)),
        "opus tags.opus": re.sub(rb"OpusTags.{4}", b"OpusTags\xf0\xff\xff\xff", base["opus"], flags=re.DOTALL),
    }  # fmt: skip
    for name, data in hostile.items():
        (tmp_path / name).write_bytes(data)
        healthy = tmp_path / f"healthy {name}"
        healthy.write_bytes(base[healthy.suffix[1:]])
    found = scan(reader, tmp_path)
    assert len(found) == 2 * len(hostile)
    refused = {name: result.reason for name, result in found.items() if isinstance(result, Refusal)}
    assert refused == {}, "the sound of all of them is whole"
    titles = {name: result.tags.title for name, result in found.items() if isinstance(result, ReadFile)}
    assert titles["pictures.mp3"] == "Behind the pictures"
    assert titles["lyrics.mp3"] == "Sung"
    assert titles["two ends.mp3"] == "Front"
    assert titles["long title.mp3"] == "ä" * 1024
    keys = {result.key for name, result in found.items() if isinstance(result, ReadFile) and name.endswith(".mp3")}
    assert len(keys) <= 3, "the same sound, but for what only looks like a tag"


def test_mp4_boxes_that_lie(reader, base, tmp_path):
    m4a = base["m4a"]
    deep = struct.pack(">I", 20) + b"ftypM4A " + bytes(4) + b"M4A "
    deep += b"".join(struct.pack(">I", 8 * (20_000 - n)) + (b"moov" if n == 0 else b"udta") for n in range(20_000))
    moov = m4a.index(b"moov")
    ilst = m4a.index(b"ilst")
    stts = m4a.index(b"stts")
    hostile = {
        "deep.m4a": deep,
        "deep and sound.m4a": deep + struct.pack(">I", 108) + b"mdat" + bytes(100),
        "no index.m4a": m4a[: moov - 4],
        "ilst.m4a": m4a[: ilst - 4] + bytes(4) + m4a[ilst:],
        "stts.m4a": m4a[: stts + 8] + b"\xff" * 4 + m4a[stts + 12 :],
        "moov.m4a": m4a[: moov - 4] + struct.pack(">I", 1) + b"moov" + struct.pack(">Q", 2**63 - 1) + m4a[moov + 4 :],
        "zero size.m4a": m4a[: moov - 4] + bytes(4) + m4a[moov:],
    }
    for name, data in hostile.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "ok.m4a").write_bytes(m4a)
    found = scan(reader, tmp_path)
    assert set(found) == {*hostile, "ok.m4a"}
    assert isinstance(found["ok.m4a"], ReadFile)
    assert isinstance(found["no index.m4a"], Refusal)
    assert isinstance(found["deep.m4a"], Refusal)


def test_wav_headers_that_say_anything(reader, tmp_path):
    count = 0
    for channels in (0, 1, 8, 65535):
        for rate in (0, 1, 44_100, 0xFFFFFFFF):
            for bits in (0, 7, 16, 64):
                (tmp_path / f"{channels} {rate} {bits}.wav").write_bytes(made.wav(1, channels, rate, bits, bytes(2000)))
                count += 1
    (tmp_path / "none.wav").write_bytes(made.wav(1, 1, 44_100, 16, b""))
    (tmp_path / "one.wav").write_bytes(made.wav(1, 1, 44_100, 16, b"\0\0"))
    with (tmp_path / "giant.wav").open("wb") as file:  # sparse: 5 GB of holes
        head = bytearray(made.wav(1, 2, 44_100, 16, b""))
        head[4:8] = head[40:44] = b"\xff\xff\xff\xff"
        file.write(head)
        file.truncate(5 << 30)
    for number, value in enumerate((np.nan, np.inf, -np.inf, 3e38)):
        (tmp_path / f"f{number}.wav").write_bytes(made.wav(3, 1, 44_100, 32, struct.pack("<f", value) * 1000))
    found = scan(reader, tmp_path)
    assert len(found) == count + 7
    assert isinstance(found["none.wav"], Refusal)
    assert isinstance(found["one.wav"], ReadFile)
    assert isinstance(found["giant.wav"], ReadFile)
    assert all(isinstance(found[f"{channels} 0 16.wav"], Refusal) for channels in (0, 1, 8))
    for result in found.values():
        if isinstance(result, ReadFile):
            assert result.tags.duration_ms is None or result.tags.duration_ms > 0


def test_every_file_cut_short_or_under_another_name(reader, base, tmp_path):
    for kind, data in base.items():
        for size in (0, 1, 4, 10, 100, len(data) // 4, len(data) // 2, len(data) * 99 // 100):
            (tmp_path / f"cut {size}.{kind}").write_bytes(data[:size])
        for other in ("mp3", "flac", "ogg", "m4a", "wav", "wma", "ape"):
            (tmp_path / f"{kind} called.{other}").write_bytes(data)
    found = scan(reader, tmp_path)
    assert all(isinstance(result, ReadFile) for name, result in found.items() if "called" in name), (
        "the content decides"
    )
    half = {
        name.rpartition(".")[2]
        for name, result in found.items()
        if name.startswith("cut") and isinstance(result, ReadFile)
    }
    assert {"mp3", "ogg", "opus", "wav", "aiff", "flac"} <= half, "what is cut but can be heard is a track"
    assert all(
        isinstance(result, Refusal) for name, result in found.items() if name.startswith(("cut 0.", "cut 1.", "cut 4."))
    )


@pytest.mark.parametrize("flips", [1, 10, 1000])
def test_flipped_bytes(reader, base, tmp_path, flips):
    rng = np.random.default_rng(flips)
    for kind, data in base.items():
        for seed in range(6):
            broken = bytearray(data)
            places = rng.integers(0, min(len(data), 4000) if seed % 2 else len(data), flips)
            for place in places:
                broken[place] = rng.integers(256)
            (tmp_path / f"{seed}.{kind}").write_bytes(broken)
    found = scan(reader, tmp_path)
    assert len(found) == 6 * len(base)


def test_text_that_players_take_for_media_is_never_sound(reader, base, tmp_path):
    texts = {
        "hls": b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n",
        "concat": b"ffconcat version 1.0\nfile canary.wav\n",
        "sdp": b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 50004 RTP/AVP 0\n",
        "dash": b"<MPD><BaseURL>http://127.0.0.1:9/x</BaseURL></MPD>",
        "pls": b"[playlist]\nFile1=http://127.0.0.1:9/x\n",
        "cue": b'FILE "canary.wav" WAVE\n  TRACK 01 AUDIO\n',
        "url": b"[InternetShortcut]\nURL=http://127.0.0.1:9/\n",
    }
    tag = made.id3(made.frame(b"TIT2", b"\3Harmless"))
    for kind, data in texts.items():
        for extension in ("mp3", "flac", "m4a", "ogg", "wav"):
            (tmp_path / f"{kind}.{extension}").write_bytes(data)
            (tmp_path / f"tagged {kind}.{extension}").write_bytes(tag + data)
    (tmp_path / "ok.ogg").write_bytes(base["ogg"])
    found = scan(reader, tmp_path)
    assert [name for name, result in found.items() if isinstance(result, ReadFile)] == ["ok.ogg"]
    assert len(found) == 10 * len(texts) + 1


def test_odd_names_and_odd_entries(reader, base, tmp_path):
    names = [b"bad\xff\xfe.mp3", b"line\nbreak.mp3", "rtl\u202e3pm.exe.mp3".encode(), b"-i.mp3", b"concat:a.mp3",
             b"<img src=x>.mp3", b" .mp3", b"\x1b[2J.mp3", b"a" * 251 + b".mp3"]  # fmt: skip
    for name in names:
        fd = os.open(os.fsencode(tmp_path) + b"/" + name, os.O_CREAT | os.O_WRONLY)
        os.write(fd, made.id3(b"") + base["mp3"])
        os.close(fd)
    os.mkfifo(tmp_path / "fifo.mp3")
    (tmp_path / "zero.mp3").symlink_to("/dev/zero")
    found = scan(reader, tmp_path)
    tracks = {name: result for name, result in found.items() if isinstance(result, ReadFile)}
    assert len(tracks) == len(names)
    assert len(found) == len(names) + 2
    for result in tracks.values():
        assert result.tags.title.isprintable()
        assert result.tags.title or result.stamp.path.endswith(b"/ .mp3")
    assert len({result.key for result in tracks.values()}) == 1


def test_a_picture_book_of_a_flac_is_read_without_its_pictures(reader, base, tmp_path):
    path = tmp_path / "book.flac"
    path.write_bytes(base["flac"])
    file = FLAC(path)
    for _ in range(8):
        picture = Picture()
        picture.data, picture.mime = bytes(8 << 20), "image/png"
        file.add_picture(picture)
    file["title"] = "Book"
    file.save()
    (result,) = scan(reader, tmp_path).values()
    assert isinstance(result, ReadFile)
    assert result.tags.title == "Book"


def test_a_reader_that_is_killed_is_a_death_and_no_hang(tmp_path):
    path = made.write(tmp_path / "a.wav", "wav")
    child = Child.start("reader")
    opened = [open_regular(os.fsencode(path))]
    try:
        assert len(list(client.read_batch(child, opened))) == 1
        os.kill(child.pid, 9)
        with pytest.raises(WorkerDied):
            list(client.read_batch(child, opened))
        assert not child.alive()
    finally:
        os.close(opened[0][0])


@pytest.mark.skipif(not (DATA / "tag_corpora").exists(), reason="the test corpora are not here")
def test_every_file_of_the_corpora_is_accounted_for(reader, tmp_path):
    root = tmp_path / "corpora"
    root.mkdir()
    for number, path in enumerate(sorted((DATA / "tag_corpora").rglob("*"))):
        if path.is_file():  # all of them, under a name that is looked at
            (root / f"{number}.mp3").write_bytes(path.read_bytes())
    found = scan(reader, root)
    assert len(found) == 465
    tracks = [result for result in found.values() if isinstance(result, ReadFile)]
    assert len(tracks) > 300
    for result in tracks:
        "".join(value for values in result.tags.raw.values() for value in values).encode("utf-8")


@pytest.mark.skipif(not (DATA / "music").exists(), reason="the test music is not here")
def test_real_music_is_read_whole(reader):
    found = scan(reader, DATA / "music")
    assert all(isinstance(result, ReadFile) for result in found.values())
    for result in found.values():
        assert isinstance(result, ReadFile)
        assert result.tags.title
        assert result.tags.duration_ms
        assert result.tags.duration_ms > 10_000
    assert len({result.key for result in found.values() if isinstance(result, ReadFile)}) == len(found)
