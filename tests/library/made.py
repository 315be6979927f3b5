"""Small sound files in every format that this machine can encode, and pieces of tags to build hostile ones from."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import av
import numpy as np
import soundfile

RATE = 44_100
AV_CODECS = {
    "mp3": "libmp3lame",
    "m4a": "aac",
    "alac.m4a": "alac",
    "opus": "libopus",
    "wma": "wmav2",
    "wv": "wavpack",
    "tta": "tta",
    "mka": "libopus",
    "aac": "aac",
    "ac3": "ac3",
}
SOUNDFILE = {"flac": "FLAC", "wav": "WAV", "aiff": "AIFF", "w64": "W64", "caf": "CAF", "rf64.wav": "RF64", "ogg": "OGG"}
FORMATS = (*SOUNDFILE, *(name for name, codec in AV_CODECS.items() if codec in av.codecs_available))
CONTAINERS = {"m4a": "ipod", "alac.m4a": "ipod", "wma": "asf", "mka": "matroska", "aac": "adts"}


def noise(seed: int, seconds: float = 1.0) -> np.ndarray:
    """Stereo noise, shape (n, 2), int16."""
    rng = np.random.default_rng(seed)
    return (rng.normal(0, 3000, (int(RATE * seconds), 2))).astype(np.int16)


def write(path: Path, kind: str, seed: int = 0, seconds: float = 1.0) -> Path:
    """Write noise as a file of this format."""
    samples = noise(seed, seconds)
    if kind in SOUNDFILE:
        soundfile.write(path, samples, RATE, format=SOUNDFILE[kind])
        return path
    codec = AV_CODECS[kind]
    suffix = kind.rpartition(".")[2]
    rate = 48_000 if codec == "libopus" else RATE
    with av.open(str(path), "w", format=CONTAINERS.get(kind, CONTAINERS.get(suffix, suffix))) as container:
        stream = container.add_stream(codec, rate=rate)
        stream.layout = "stereo"
        stream.bit_rate = 128_000
        resampler = av.AudioResampler(
            stream.codec_context.format, "stereo", rate, stream.codec_context.frame_size or 4096
        )
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.reshape(1, -1)), format="s16", layout="stereo")
        frame.sample_rate = RATE
        for ready in (*resampler.resample(frame), *resampler.resample(None)):
            container.mux(stream.encode(ready))
        container.mux(stream.encode(None))
    return path


def sync_safe(value: int) -> bytes:
    return bytes((value >> 21 & 127, value >> 14 & 127, value >> 7 & 127, value & 127))


def frame(name: bytes, body: bytes, flags: bytes = b"\0\0", version: int = 4) -> bytes:
    """An ID3v2.3 or 2.4 frame."""
    size = sync_safe(len(body)) if version == 4 else len(body).to_bytes(4, "big")
    return name + size + flags + body


def id3(frames: bytes, size: int | None = None, version: int = 4, flags: int = 0) -> bytes:
    """An ID3v2 tag, with a size that may lie."""
    return b"ID3" + bytes((version, 0, flags)) + sync_safe(len(frames) if size is None else size) + frames


def without_id3(data: bytes) -> bytes:
    """An MP3 file without its leading tag."""
    if data[:3] != b"ID3":
        return data
    return data[10 + (data[6] << 21 | data[7] << 14 | data[8] << 7 | data[9]) :]


def deflated(megabytes: int) -> bytes:
    """Megabytes of "A", compressed."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(b"A" * (1 << 20)) for _ in range(megabytes)) + packer.flush()


def wav(form: int, channels: int, rate: int, bits: int, data: bytes) -> bytes:
    """A WAV file whose header may say anything."""
    block = channels * bits // 8 & 0xFFFF
    fmt = struct.pack(
        "<IHHIIHH", 16, form, channels & 0xFFFF, rate, rate * channels * bits // 8 & 0xFFFFFFFF, block, bits
    )
    body = b"WAVEfmt " + fmt + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def flac_with(data: bytes, kind: int, block: bytes) -> bytes:
    """A FLAC file with one metadata block of our own instead of its own ones."""
    place = 4
    while True:
        last = data[place] & 128
        place += 4 + int.from_bytes(data[place + 1 : place + 4], "big")
        if last:
            break
    size = struct.pack(">I", len(block))[1:]
    return b"fLaC" + bytes([0]) + data[5:42] + bytes([128 | kind]) + size + block + data[place:]
