"""Sounds and sound files made for a test."""

from __future__ import annotations

import struct
from pathlib import Path

import av
import numpy as np
import soundfile

RATE = 44_100


def chirp(seconds: float, rate: int = RATE, channels: int = 2) -> np.ndarray:
    """A tone that rises by 200 Hz a second from 300 Hz, so that each place is known by its pitch; (n, channels)."""
    t = np.arange(round(seconds * rate)) / rate
    tone = 0.4 * np.sin(2 * np.pi * (300 * t + 100 * t * t))
    return np.repeat(tone[:, None], channels, 1).astype(np.float32)


def noise(seconds: float, rate: int = RATE, channels: int = 2, seed: int = 0, level: float = 0.2) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((round(seconds * rate), channels), np.float32) * level


def music(seconds: float, rate: int = RATE, tempo: float = 120.0, root_hz: float = 220.0) -> np.ndarray:
    """Chords with a plucked envelope on every beat over a little noise; (n, 2)."""
    t = np.arange(round(seconds * rate)) / rate
    beat = t * tempo / 60
    bar = (beat // 4).astype(int) % 4
    base = root_hz * 2.0 ** (np.array([0, 5, 7, 0])[bar] / 12)
    phase = 2 * np.pi * np.cumsum(base) / rate
    tone = sum(np.sin(phase * ratio) / n for n, ratio in enumerate((1, 1.26, 1.5, 2, 3), 2))
    mono = 0.3 * tone * np.exp(-4 * (beat % 1))
    sound = np.stack([mono, 0.8 * mono], 1) + 0.005 * noise(seconds, rate, level=1.0)
    return sound.astype(np.float32)


def clicks(bpm: float, seconds: float = 30.0, rate: int = RATE) -> np.ndarray:
    """A short decaying tone on every beat, the first after 0.13 s; (n, 1)."""
    t = np.arange(round(0.05 * rate)) / rate
    click = 0.5 * np.sin(2 * np.pi * 1000 * t) * np.exp(-80 * t)
    return _placed({0.13 + beat * 60 / bpm: click for beat in range(int(seconds * bpm / 60) + 1)}, seconds, rate)


def drums(bpm: float, seconds: float = 60.0, rate: int = RATE, *, hats: bool = True) -> np.ndarray:
    """Kick and snare in turn on the beat, hats twice a beat; (n, 1)."""
    generator, t = np.random.default_rng(0), np.arange(round(0.25 * rate)) / rate
    kick = 0.4 * np.sin(2 * np.pi * (50 * t + 0.1 * (1 - np.exp(-30 * t)))) * np.exp(-18 * t)
    snare = (0.2 * generator.standard_normal(len(t)) + 0.16 * np.sin(2 * np.pi * 190 * t)) * np.exp(-25 * t)
    hat = 0.06 * np.diff(generator.standard_normal(len(t)), prepend=0) * np.exp(-80 * t)
    placed = {60 / bpm * beat: (kick, snare)[beat % 2] for beat in range(int(seconds * bpm / 60))}
    if not hats:
        return _placed(placed, seconds, rate)
    eighths = {30 / bpm * eighth: hat for eighth in range(int(seconds * bpm / 30))}
    return _placed(placed, seconds, rate) + _placed(eighths, seconds, rate)


def _placed(parts: dict[float, np.ndarray], seconds: float, rate: int) -> np.ndarray:
    mono = np.zeros(round(seconds * rate))
    for at, part in parts.items():
        begin = round(at * rate)
        part = part[: max(0, len(mono) - begin)]
        mono[begin : begin + len(part)] += part
    return mono[:, None].astype(np.float32)


def notes(chords: list[tuple[int, ...]], each_s: float, rate: int = RATE, a_hz: float = 440.0) -> np.ndarray:
    """Chords one after the other, given as semitones from middle C, every note with six harmonics; (n, 1)."""
    t = np.arange(round(each_s * rate)) / rate
    envelope = np.minimum(1.0, t / 0.02) * np.minimum(1.0, (each_s - t) / 0.02) * np.exp(-1.5 * t)
    parts = []
    for chord in chords:
        pitches = [a_hz * 2.0 ** ((semitone - 9) / 12) for semitone in chord]
        tones = [np.sin(2 * np.pi * n * hertz * t + n) / n**1.5 for hertz in pitches for n in range(1, 7)]
        parts.append(0.2 * envelope * np.sum(tones, axis=0) / len(chord))
    return np.concatenate(parts)[:, None].astype(np.float32)


def wav_bytes(data: bytes, *, fmt: int = 1, channels: int = 2, rate: int = RATE, bits: int = 16) -> bytes:
    """A WAV file whose header says what it is told to say."""
    head = struct.pack(
        "<IHHIIHH",
        16,
        fmt,
        channels,
        rate,
        (rate * channels * bits // 8) & 0xFFFFFFFF,
        (channels * bits // 8) & 0xFFFF,
        bits,
    )
    body = b"WAVEfmt " + head + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def write_wav(path: Path, sound: np.ndarray, rate: int = RATE) -> Path:
    path.write_bytes(wav_bytes((sound * 32767).astype("<i2").tobytes(), channels=sound.shape[1], rate=rate))
    return path


# suffix -> (codec, container); what PyAV's FFmpeg can write
FORMATS = {
    "mp3": ("libmp3lame", "mp3"),
    "flac": ("flac", "flac"),
    "ogg": ("vorbis", "ogg"),  # by libsndfile
    "opus": ("libopus", "ogg"),
    "m4a": ("aac", "ipod"),
    "alac.m4a": ("alac", "ipod"),
    "wma": ("wmav2", "asf"),
    "wav": ("pcm_s16le", "wav"),
    "aiff": ("pcm_s16be", "aiff"),
    "wv": ("wavpack", "wv"),
    "tta": ("tta", "tta"),
    "caf": ("pcm_s16le", "caf"),
    "mka": ("flac", "matroska"),
    "aac": ("aac", "adts"),
}


def encode(path: Path, sound: np.ndarray, kind: str, rate: int = RATE) -> Path:
    """Write `sound` (n, channels) in one of FORMATS. Opus is written at 48 kHz."""
    codec, container = FORMATS[kind]
    if kind == "ogg":
        with soundfile.SoundFile(path, "w", rate, sound.shape[1], format="OGG", subtype="VORBIS") as file:
            for begin in range(0, len(sound), 1 << 14):  # libsndfile overflows its stack on long writes
                file.write(sound[begin : begin + (1 << 14)])
        return path
    layout = "mono" if sound.shape[1] == 1 else "stereo"
    with av.open(str(path), "w", format=container) as out:
        stream = out.add_stream(codec, rate=48_000 if codec == "libopus" else rate, layout=layout)
        if codec in ("libmp3lame", "libopus", "aac", "wmav2"):
            stream.bit_rate = 192_000
        if codec in ("wavpack", "tta"):
            stream.codec_context.format = "s16p" if codec == "wavpack" else "s16"
        for begin in range(0, len(sound), 1 << 16):
            part = np.ascontiguousarray(sound[begin : begin + (1 << 16)]).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(part, format="flt", layout=layout)
            frame.sample_rate = rate
            frame.pts = begin
            for packet in stream.encode(frame):
                out.mux(packet)
        for packet in stream.encode(None):
            out.mux(packet)
    return path
