"""Files that want to do harm: each is refused with a reason or decoded for what it is, and the reader lives."""

from __future__ import annotations

import os
import struct
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from desktop_app.audio import groups
from desktop_app.audio.client import AnalysisClient
from desktop_app.domain.errors import FileRefused
from desktop_app.sandbox.pcm import PcmFailed
from desktop_app.sandbox.process import Child
from tests.audio import sounds
from tests.conftest import DATA

SUFFIXES = (".mp3", ".flac", ".m4a", ".ogg", ".wav", ".m3u8", "")
ID3 = b"ID3\x04\0\0\0\0\0\0"


def _outcome(decoded, path: Path) -> str | int:
    """The number of frames, or the reason for none."""
    try:
        return len(decoded(path).samples)
    except PcmFailed as problem:
        return problem.message


@pytest.mark.parametrize("prefix", [b"", ID3], ids=["bare", "behind-id3"])
def test_text_that_names_other_files_is_not_followed(decoded, tmp_path, prefix):
    canary = sounds.write_wav(tmp_path / "canary.wav", sounds.chirp(1))
    texts = {
        "concat": "ffconcat version 1.0\nfile canary.wav\n",
        "concat-absolute": f"ffconcat version 1.0\nfile '{canary}'\n",
        "hls": f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://{canary}\n#EXT-X-ENDLIST\n",
        "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 50004 RTP/AVP 0\n",
        "dash": f'<?xml version="1.0"?><MPD><Period><BaseURL>file://{canary}</BaseURL></Period></MPD>',
        "xspf": f"<playlist><trackList><track><location>file://{canary}</location></track></trackList></playlist>",
    }
    for name, text in texts.items():
        for suffix in SUFFIXES:
            path = tmp_path / f"{name}{suffix}"
            path.write_bytes(prefix + text.encode())
            assert isinstance(_outcome(decoded, path), str), path.name


@pytest.mark.parametrize("kind", ["mp3", "flac", "ogg", "m4a", "opus", "wav", "wma"])
def test_cut_and_flipped_files_never_end_the_reader(decoded, reader, tmp_path, kind):
    data = sounds.encode(tmp_path / f"a.{kind}", sounds.chirp(2), kind).read_bytes()
    generator = np.random.default_rng(7)
    victims = [data[:count] for count in (0, 1, 4, 10, 100, len(data) // 4, len(data) // 2, len(data) * 99 // 100)]
    for flips in (1, 10, 1000):
        for _ in range(5):
            broken = bytearray(data)
            for place in generator.integers(0, len(data), flips):
                broken[place] = int(generator.integers(256))
            victims.append(bytes(broken))
        head = bytearray(data)  # headers decide more than sound does
        for place in generator.integers(0, 200, flips % 90 + 1):
            head[place] = int(generator.integers(256))
        victims.append(bytes(head))
    for number, victim in enumerate(victims):
        path = tmp_path / f"victim-{number}.{kind}"
        path.write_bytes(victim)
        outcome = _outcome(decoded, path)
        assert outcome, number  # a reason, or some sound
        assert reader.alive()


def test_headers_that_make_no_sense(decoded, tmp_path):
    for channels in (0, 1, 8, 255, 65535):
        for rate in (0, 1, 8000, 0xFFFFFFFF):
            for bits in (0, 7, 16, 64):
                path = tmp_path / "a.wav"
                path.write_bytes(sounds.wav_bytes(bytes(2000), channels=channels, rate=rate, bits=bits))
                assert _outcome(decoded, path)
    for data in (b"", b"\0\0", b"\0\0" * 44):
        path.write_bytes(sounds.wav_bytes(data, channels=1))
        assert isinstance(_outcome(decoded, path), int if len(data) else str)


@pytest.mark.parametrize("bits", [8, 16, 64])
def test_more_channels_than_can_be_mixed_down_are_refused(decoded, tmp_path, bits):
    path = tmp_path / "a.wav"
    path.write_bytes(sounds.wav_bytes(bytes(255 * 8 * 4000), channels=255, rate=8000, bits=bits))
    assert "255 channels" in str(_outcome(decoded, path))


def test_bytes_that_are_nothing(decoded, tmp_path):
    path = tmp_path / "a.mp3"
    for data in (b"", b"\xff" * (1 << 20), np.random.default_rng(0).bytes(1 << 20), b"\0" * (1 << 20)):
        path.write_bytes(data)
        assert isinstance(_outcome(decoded, path), str)


def test_an_endless_file_is_analysed_within_bounds(readers, tmp_path):
    path = tmp_path / "endless.wav"
    rate, frames = 4_000, 4_000 * 3600 * 10
    head = struct.pack("<IHHIIHH", 16, 1, 1, rate, rate, 1, 8)
    path.write_bytes(b"RIFF\xff\xff\xff\xffWAVEfmt " + head + b"data" + struct.pack("<I", frames))
    os.truncate(path, 44 + frames)
    with closing(AnalysisClient(readers, threads=1)) as client:
        analysis = client.analyse(os.fsencode(path))
        status = Path(f"/proc/{client.pid}/status").read_text()
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    assert analysis.duration_ms is None, "not counted, so that nothing is corrected by it"
    assert peak < 400 * 1024


def test_silence_constant_voltage_and_nonsense_are_heard_as_nothing_and_a_click_as_something(readers, tmp_path):
    client = AnalysisClient(readers, threads=1)
    sounds_of = {
        "silence": sounds.wav_bytes(bytes(44_100 * 4 * 5)),
        "constant": sounds.wav_bytes(b"\xff\x7f" * 44_100 * 2 * 5),
        "impulse": sounds.wav_bytes(bytes(44_100 * 8) + b"\xff\x7f" + bytes(44_100 * 8 - 2)),
    }
    for name, value in (("nan", np.nan), ("inf", np.inf), ("huge", 3e38)):
        sounds_of[name] = sounds.wav_bytes(np.full(220_500, value, np.float32).tobytes(), fmt=3, bits=32)
    for name, data in sounds_of.items():
        path = tmp_path / f"{name}.wav"
        path.write_bytes(data)
        features = client.analyse(os.fsencode(path)).features
        assert not features.pop("shape").any() or name == "impulse"
        measured = [values for group, values in features.items() if group in groups.MEASURED]
        assert all(bool(len(values)) == (name == "impulse") for values in measured), name
        assert all(np.isfinite(values).all() and np.abs(values).max(initial=0) < 1e5 for values in measured), name
    assert not client.analyse(os.fsencode(tmp_path / "silence.wav")).features["shape"].any()
    client.close()


def test_what_is_no_regular_file_is_not_opened(readers, tmp_path):
    client = AnalysisClient(readers, threads=1)
    os.mkfifo(tmp_path / "fifo.mp3")
    (tmp_path / "link.mp3").symlink_to("/dev/zero")
    (tmp_path / "folder.mp3").mkdir()
    for name in ("fifo.mp3", "link.mp3", "folder.mp3"):
        with pytest.raises(FileRefused):
            client.analyse(os.fsencode(tmp_path / name))
    client.close()


def test_names_that_are_options_or_addresses_play(readers, tmp_path):
    client = AnalysisClient(readers, threads=1)
    data = sounds.wav_bytes((sounds.chirp(1.5) * 32767).astype("<i2").tobytes())
    for name in (b"bad\xff\xfe.mp3", b"line\nbreak.mp3", b"-i.mp3", b"concat:a.mp3", b"pipe:0.mp3", b"http:x.mp3"):
        path = os.fsencode(tmp_path) + b"/" + name
        Path(os.fsdecode(path)).write_bytes(data)
        assert client.analyse(path).duration_ms == 1500
    client.close()


@pytest.mark.skipif(not (DATA / "tag_corpora").is_dir(), reason="the corpora of broken files are not here")
def test_the_corpora_of_broken_files_never_end_the_reader(decoded, reader: Child):
    decoded_count = 0
    for path in sorted((DATA / "tag_corpora").rglob("*")):
        if path.is_file():
            outcome = _outcome(decoded, path)
            assert outcome, path
            decoded_count += isinstance(outcome, int)
            assert reader.alive(), path
    assert decoded_count > 280
