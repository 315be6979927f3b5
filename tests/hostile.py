"""Makers of hostile files: all made at test time, from seeds, into the test's own folder, and never kept.

`write_set` makes a folder with everything, a healthy file beside each hostile one, and canaries that nobody may open.
"""

from __future__ import annotations

import os
import re
import socket
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import mutagen.flac
import numpy as np
import soundfile

from tests.library import made

FORMATS = ("mp3", "flac", "ogg", "opus", "m4a", "wav", "aiff", "wv")
EXTENSIONS = (".mp3", ".flac", ".m4a", ".ogg", ".wav", ".opus", ".m3u8", ".strm", "")
"""Under which text that players take for media is offered."""
NAMES = (
    b"bad\xff\xfe.mp3", b"line\nbreak.mp3", "rtl\u202e3pm.exe.mp3".encode(), b"-i.mp3", b"concat:a.mp3", b"pipe:0.mp3",
    b"#c.mp3", b"=cmd.mp3", b"q'--;.mp3", b"a" * 251 + b".mp3", b"<img src=x>.mp3", b" .mp3", b"\x1b[2J.mp3",
)  # fmt: skip
"""Odd, and every one of them a healthy file."""
STRINGS = (
    '<img src="file://{canary}">', '<img src="http://127.0.0.1:9/x">', '<b style="font-size:200000px">',
    "<table border=9999>", "&lt;", "<!--", "%s%n", "{0.__class__}", "$(id)", "'); DROP TABLE track;--", '" OR 1=1',
    "NEAR(a b)", 'a*"', '=HYPERLINK("http://127.0.0.1:9")', "+1+1", "-2+3", "@SUM(A1)", "\tx", "\rx", "../../x", "a\nb",
    "a\0b", "\u202egnp.3pm", "\u2066", "\u200b\u200b", "e" + "\u0301" * 10_000, "A" * (1 << 20), "\x1b[2J",
    "é", "e\u0301", "İ", "ß", "👨‍👩‍👧‍👦", "CON", "", "   ",
)  # fmt: skip
ID3_HEAD = made.id3(made.frame(b"TIT2", b"\3Harmless"))


@dataclass
class Set:
    """What was made below `root`. `outside` holds the canaries and what links lead to; nobody may open it."""

    root: Path
    outside: Path
    healthy: list[bytes] = field(default_factory=list)
    hostile: list[bytes] = field(default_factory=list)


def base(folder: Path) -> dict[str, bytes]:
    """Two seconds of noise in eight formats; the MP3 without its leading tag."""
    folder.mkdir(parents=True, exist_ok=True)
    data = {kind: made.write(folder / f"ok.{kind}", kind, seconds=2).read_bytes() for kind in FORMATS}
    data["mp3"] = made.without_id3(data["mp3"])
    return data


def healthy(path: Path, seed: int, seconds: float = 0.1) -> Path:
    """A short FLAC file of its own sound and title."""
    samples = (np.random.default_rng(abs(seed) + (seed < 0) * 10**9).normal(0, 3000, round(44_100 * seconds))).astype(
        np.int16
    )
    soundfile.write(path, samples, 44_100, format="FLAC")
    tagged = mutagen.flac.FLAC(path)
    tagged["title"], tagged["artist"] = f"Healthy {seed}", "The Whole"
    tagged.save()
    return path


# A. Tags and containers.


def tags(files: dict[str, bytes], *, full: bool = False) -> Iterator[tuple[str, bytes]]:
    """Tags that explode, flood and lie. `full`: in the sizes of the worst files; else a tenth or less of them."""
    mp3, flac, m4a, opus = files["mp3"], files["flac"], files["m4a"], files["opus"]
    frame, tag = made.frame, made.id3
    bomb = made.sync_safe((1 << 28) - 1) + made.deflated(512 if full else 64)
    picture = frame(b"APIC", b"\0image/png\0\3\0" + bytes((5 << 20) if full else (1 << 20)))
    lyrics = b"\3eng\0" + b"la " * (16_000_000 if full else 1_500_000)
    yield "inflate bomb.mp3", tag(frame(b"TIT2", bomb, b"\0\x09")) + mp3
    yield "frame flood.mp3", tag(frame(b"TXXX", b"\3a\0b") * (400_000 if full else 60_000)) + mp3
    yield "size lie.mp3", tag(b"TIT2" + made.sync_safe((1 << 28) - 20) + b"\0\0\3x", (1 << 28) - 1) + mp3
    ape = b"APETAGEX" + struct.pack("<IIII", 2000, 2**32 - 16, 2**32 - 1, 0)
    yield "ape lie.mp3", mp3 + ape + bytes(8)
    yield "deep.m4a", _deep(20_000)
    yield "ilst.m4a", _patched(m4a, b"ilst", -4, bytes(4))
    at = m4a.index(b"moov")
    yield "moov size.m4a", m4a[: at - 4] + struct.pack(">I", 1) + b"moov" + struct.pack(">Q", 2**63 - 1) + m4a[at + 4 :]
    yield "stts.m4a", _patched(m4a, b"stts", 8, b"\xff" * 4)
    yield "cut before moov.m4a", m4a[: at - 4]
    yield "late moov.m4a", _late_moov(m4a, 20 if full else 4)
    yield "count.flac", made.flac_with(flac, 4, struct.pack("<I", 4) + b"test" + struct.pack("<I", 2**32 - 1))
    yield "vendor.flac", made.flac_with(flac, 4, struct.pack("<I", 2**32 - 16) + b"x" * 100)
    yield "picture size.flac", made.flac_with(flac, 6, struct.pack(">II", 3, 0x7FFFFFFF) + bytes(50))
    huge = struct.pack(">II", 3, 9) + b"image/png" + struct.pack(">IIIIII", 0, 60_000, 60_000, 24, 0, 4) + b"\x89PNG"
    yield "picture of 60000.flac", made.flac_with(flac, 6, huge)
    yield "vendor.opus", re.sub(rb"OpusTags.{4}", b"OpusTags\xf0\xff\xff\xff", opus, flags=re.DOTALL)
    yield "pictures.mp3", tag(picture * (50 if full else 30)) + mp3  # a tag holds 256 MB at most
    yield "lyrics.mp3", tag(frame(b"USLT", lyrics)) + mp3
    yield "values.mp3", tag(frame(b"TXXX", b"\3many\0" + b"\0".join(b"%d" % n for n in range(1000)))) + mp3
    yield "two tags.mp3", tag(frame(b"TIT2", b"\3First")) + tag(frame(b"TIT2", b"\3Second")) + mp3
    yield "both ends.mp3", tag(frame(b"TIT2", b"\3Front")) + mp3 + b"TAG" + b"Back".ljust(125, b"\0")
    yield "jpeg and mp3.mp3", b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(2000) + b"\xff\xd9" + mp3
    yield "zip and flac.flac", b"PK\3\4" + bytes(26) + flac


def cuts(files: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Every format cut short, under every other name, and bytes that are nothing."""
    for kind, data in files.items():
        for size in (0, 1, 4, 10, 100, len(data) // 4, len(data) // 2, len(data) * 99 // 100):
            yield f"cut {size}.{kind}", data[:size]
        for other in FORMATS:
            if other != kind:
                yield f"{kind} called.{other}", data
    yield "all ones.mp3", b"\xff" * (2 << 20)
    yield "random.mp3", np.random.default_rng(20).bytes(2 << 20)
    yield "text.mp3", b"This is no sound at all.\n" * 500


def mutations(files: dict[str, bytes], count: int, first_seed: int = 0) -> Iterator[tuple[str, bytes]]:
    """Files with 1, 10 or 1000 bytes changed, every other pair near the head, where the lies are; formats in turn."""
    kinds = list(files)
    for seed in range(first_seed, first_seed + count):
        rng = np.random.default_rng(seed)
        kind = kinds[seed % len(kinds)]
        data = bytearray(files[kind])
        flips = (1, 10, 1000)[seed // len(kinds) % 3]
        reach = min(len(data), 4000) if seed // 2 % 2 else len(data)
        for place in rng.integers(0, reach, flips):
            data[place] = int(rng.integers(256))
        yield f"mutation {seed}.{kind}", bytes(data)


def _deep(boxes: int) -> bytes:
    head = struct.pack(">I", 20) + b"ftypM4A " + bytes(4) + b"M4A "
    nested = (struct.pack(">I", 8 * (boxes - n)) + (b"udta" if n else b"moov") for n in range(boxes))
    return head + b"".join(nested)


def _patched(data: bytes, mark: bytes, offset: int, put: bytes) -> bytes:
    at = data.index(mark) + offset
    return data[:at] + put + data[at + len(put) :]


def _late_moov(data: bytes, megabytes: int) -> bytes:
    at = data.index(b"mdat") - 4
    free = struct.pack(">I", (megabytes << 20) + 8) + b"free" + bytes(megabytes << 20)
    return data[:at] + free + data[at:]


# B. Audio content.


def audio(*, full: bool = False) -> Iterator[tuple[str, bytes]]:
    """Headers and samples that make no sense, silence, and no samples at all."""
    for name, value in (("nan", np.nan), ("inf", np.inf), ("minus inf", -np.inf), ("huge", 3e38)):
        yield f"{name}.wav", made.wav(3, 1, 44_100, 32, struct.pack("<f", value) * (220_500 if full else 44_100))
    yield "silence.wav", made.wav(1, 1, 44_100, 16, bytes(1_323_000 if full else 88_200))
    yield "constant.wav", made.wav(1, 1, 44_100, 16, b"\xff\x7f" * (1_323_000 if full else 44_100))
    for channels in (0, 8, 65_535):
        for rate in (0, 1, 0xFFFFFFFF):
            for bits in (0, 7, 64):
                yield f"{channels} {rate} {bits}.wav", made.wav(1, channels, rate, bits, bytes(2000))
    yield "no samples.wav", made.wav(1, 1, 44_100, 16, b"")
    yield "one sample.wav", made.wav(1, 1, 44_100, 16, b"\1\0")
    yield "a millisecond.wav", made.wav(1, 1, 44_100, 16, bytes(range(88)))


def sparse_giant(path: Path) -> Path:
    """Five gigabytes of holes behind a WAV header that promises even more."""
    head = bytearray(made.wav(1, 2, 44_100, 16, b""))
    head[4:8] = head[40:44] = b"\xff\xff\xff\xff"
    path.write_bytes(head)
    os.truncate(path, 5 << 30)
    return path


def decode_bomb(path: Path, hours: float) -> Path:
    """Hours of silence in some kilobytes of FLAC."""
    rate = 8000
    with soundfile.SoundFile(path, "w", rate, 1, format="FLAC", subtype="PCM_16") as file:
        for _ in range(round(hours * 60)):
            file.write(np.zeros(rate * 60, np.int16))
    return path


# C. Text that players take for media.


def texts(canary: str, relative: str) -> dict[str, bytes]:
    """Playlists and manifests that name a file which is not theirs, and the network."""
    hls = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{}\n#EXT-X-ENDLIST\n"
    targets = {
        "absolute": f"file://{canary}", "relative": relative, "http": "http://127.0.0.1:9/x",
        "concat": f"concat:{canary}", "subfile": f"subfile,,start,0,end,9,,:{canary}",
    }  # fmt: skip
    made_of = {f"hls {name}": hls.format(target) for name, target in targets.items()} | {
        "concat relative": f"ffconcat version 1.0\nfile {relative}\n",
        "concat absolute": f"ffconcat version 1.0\nfile '{canary}'\n",
        "concat http": "ffconcat version 1.0\nfile http://127.0.0.1:9/x\n",
        "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 50004 RTP/AVP 0\n",
        "dash": f'<?xml version="1.0"?><MPD><Period><BaseURL>file://{canary}</BaseURL></Period></MPD>',
        "dash http": '<?xml version="1.0"?><MPD><Period><BaseURL>http://127.0.0.1:9/x</BaseURL></Period></MPD>',
        "asx": f'<asx version="3.0"><entry><ref href="{canary}"/></entry></asx>',
        "pls": f"[playlist]\nFile1={canary}\nNumberOfEntries=1\n",
        "xspf": f"<playlist><trackList><track><location>file://{canary}</location></track></trackList></playlist>",
        "cue": f'FILE "{canary}" WAVE\n  TRACK 01 AUDIO\n    INDEX 01 00:00:00\n',
        "strm": "http://127.0.0.1:9/x\n",
        "url": "[InternetShortcut]\nURL=http://127.0.0.1:9/\n",
        "desktop": f"[Desktop Entry]\nType=Link\nURL=file://{canary}\n",
    }
    return {name: text.encode() for name, text in made_of.items()}


def disguised(canary: str, relative: str) -> Iterator[tuple[str, bytes]]:
    """Each such text under each extension, bare and behind an ID3 tag."""
    for name, data in texts(canary, relative).items():
        for extension in EXTENSIONS:
            yield f"{name}{extension}", data
            yield f"tagged {name}{extension}", ID3_HEAD + data


# D. Pictures.


def png(width: int, height: int) -> bytes:
    """A black PNG of any size, small in bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"\0" * (1 + 3 * width)) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def pictures(canary: str, *, full: bool = False) -> dict[str, bytes]:
    """Pictures that are bombs, other formats, halves and nothing."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f'<image xlink:href="file://{canary}"/></svg>'
    ).encode()
    small = png(100, 50)
    frame = b"\x21\xf9\4\0\0\0\0\0\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"
    gif = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff" + frame * (10_000 if full else 1_000) + b";"
    return {
        "bomb": png(20_000, 20_000) if full else png(9_000, 9_000),
        "svg": svg,
        "svgz": b"\x1f\x8b\x08\0\0\0\0\0" + svg,
        "gif": gif,
        "half": b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0" + bytes(100),
        "pdf": b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n",
        "ico": b"\0\0\1\0\1\0\1\1\0\0\1\0\x20\0\x30\0\0\0\x16\0\0\0" + bytes(48),
        "tiff": b"II*\0\x08\0\0\0\0\0\0\0\0\0",
        "large": small[:-12] + bytes((60 << 20) if full else (3 << 20)),
        "other bytes": b"\xff\xd8\xff" + small[3:],
        "nothing": b"",
    }


def with_picture(flac: bytes, picture: bytes, mime: str = "image/jpeg") -> bytes:
    """A FLAC file with this picture in it, as it is."""
    body = struct.pack(">II", 3, len(mime)) + mime.encode() + struct.pack(">IIIIII", 0, 0, 0, 0, 0, len(picture))
    return made.flac_with(flac, 6, (body + picture)[: (1 << 24) - 1])


# E. Strings.


def strings(mp3: bytes, canary: str) -> Iterator[tuple[str, bytes]]:
    """Each string in every tag field of a file, and as its name where a name may be so."""
    for number, pattern in enumerate(STRINGS):
        text = pattern.replace("{canary}", canary)
        body = b"\3" + text.encode("utf-8", "surrogatepass")
        frames = b"".join(made.frame(name, body) for name in (b"TIT2", b"TPE1", b"TALB", b"TCON", b"TPE2"))
        frames += made.frame(b"COMM", b"\3eng\0" + body[1:]) + made.frame(b"USLT", b"\3eng\0" + body[1:])
        yield f"string {number}.mp3", made.id3(frames) + mp3
        named = text.replace("/", "_").replace("\0", "")[:60].strip(".")
        if named.strip():
            yield f"{named} {number}.mp3", made.id3(b"") + mp3
    lone = made.frame(b"TIT2", b"\1\xff\xfe\x00\xd8")
    yield "lone surrogate.mp3", made.id3(lone) + mp3


# F. The file system.


def file_system(root: Path, mp3: bytes, outside: Path) -> tuple[list[bytes], list[bytes]]:
    """Odd names (healthy) and odd entries (hostile) in one folder; their paths."""
    root.mkdir(parents=True, exist_ok=True)
    top = os.fsencode(root) + b"/"
    names = [top + name for name in NAMES]
    for number, path in enumerate(names):
        Path(os.fsdecode(path)).write_bytes(made.id3(made.frame(b"TIT2", b"\3Odd %d" % number)) + mp3)
    odd = ["fifo.mp3", "zero.mp3", "dangling.mp3", "elsewhere.mp3", "socket.mp3"]
    os.mkfifo(root / "fifo.mp3")
    (root / "loop").symlink_to(".")
    (root / "up").symlink_to("..")
    (root / "zero.mp3").symlink_to("/dev/zero")
    (root / "dangling.mp3").symlink_to("nowhere")
    (root / "elsewhere.mp3").symlink_to(outside / "canary.wav")
    (root / "folder.mp3").mkdir()
    (root / "case.mp3").write_bytes(mp3)
    (root / "CASE.MP3").write_bytes(mp3)
    (root / "caf\u00e9.mp3").write_bytes(mp3)
    (root / "cafe\u0301.mp3").write_bytes(mp3)
    os.link(root / "case.mp3", root / "hard.mp3")
    for name, moment in (("epoch.mp3", 0), ("before.mp3", -1), ("far.mp3", 2**33)):
        (root / name).write_bytes(mp3)
        os.utime(root / name, (moment, moment))
    here = Path.cwd()
    listening = socket.socket(socket.AF_UNIX)
    try:
        os.chdir(root)  # the address of a socket must be short
        listening.bind("socket.mp3")
    finally:
        os.chdir(here)
        listening.close()
    deep = os.open(root, os.O_RDONLY)
    for _ in range(60):
        os.mkdir("d" * 100, dir_fd=deep)
        below = os.open("d" * 100, os.O_RDONLY, dir_fd=deep)
        os.close(deep)
        deep = below
    os.close(os.open("deep.mp3", os.O_CREAT | os.O_WRONLY, dir_fd=deep))
    os.close(deep)
    return names, [top + name.encode() for name in odd]


def write_set(folder: Path, *, full: bool = False, mutated: int = 96) -> Set:
    """Everything above below `folder`/root, with a healthy file beside every hostile one, and what must stay unopened.

    `full` takes gigabytes and a minute; else some hundred megabytes and seconds.
    """
    every = Set(folder / "root", folder / "outside")
    every.outside.mkdir(parents=True)
    canary = made.write(every.outside / "canary.wav", "wav")
    (every.outside / "canary.png").write_bytes(png(100, 50))
    (every.outside / "canary.txt").write_text("canary")
    files = base(every.outside / "base")
    named = str(canary)
    groups: dict[str, Callable[[], Iterator[tuple[str, bytes]]]] = {
        "A tags": lambda: tags(files, full=full),
        "A cuts": lambda: cuts(files),
        "A mutations": lambda: mutations(files, mutated),
        "B": lambda: audio(full=full),
        "C": lambda: disguised(named, "canary.dat"),
        "D": lambda: ((f"{n}.flac", with_picture(files["flac"], p)) for n, p in pictures(named, full=full).items()),
        "E": lambda: strings(files["mp3"], named),
    }
    seed = 1000
    for group, make in groups.items():
        place = every.root / group
        place.mkdir(parents=True)
        (place / "canary.dat").write_bytes(files["wav"])
        for name, data in make():
            (place / name).write_bytes(data)
            every.hostile.append(os.fsencode(place / name))
            seed += 1
            every.healthy.append(os.fsencode(healthy(place / f"healthy {seed}.flac", seed)))
    for number, (name, picture) in enumerate(pictures(named, full=full).items()):
        place = every.root / "D beside" / name
        place.mkdir(parents=True)
        (place / "cover.jpg").write_bytes(picture)
        every.healthy.append(os.fsencode(healthy(place / "healthy.flac", 500 + number)))
    every.hostile.append(os.fsencode(sparse_giant(every.root / "B" / "giant.wav")))
    every.hostile.append(os.fsencode(decode_bomb(every.root / "B" / "bomb.flac", 100 if full else 1)))
    odd, entries = file_system(every.root / "F", files["mp3"], every.outside)
    every.healthy += odd
    every.hostile += entries
    return every
