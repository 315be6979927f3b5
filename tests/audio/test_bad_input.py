"""Sound that is no music, through readers and the analysis process as shipped, in the quick pass and in the whole one.

Each is heard for what it is, or set aside with a reason that a person understands; nothing else is lost by it.
"""

from __future__ import annotations

import os
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from desktop_app.audio import groups
from desktop_app.audio.client import AnalysisClient
from desktop_app.domain.errors import FileRefused
from desktop_app.sandbox.pool import ReaderPool
from tests import hostile
from tests.audio import sounds

both_passes = pytest.mark.parametrize("excerpts", [True, False], ids=["excerpts", "whole"])
MIB = 1 << 20


@pytest.fixture(scope="module")
def shipped() -> Iterator[tuple[AnalysisClient, ReaderPool]]:
    pool = ReaderPool(1, "decoder")
    client = AnalysisClient(pool, threads=2)
    client._running()  # both are started here, so that they belong to no test
    with pool.borrow():
        pass
    yield client, pool
    client.close()
    pool.close()


@pytest.fixture
def hear(shipped: tuple[AnalysisClient, ReaderPool], tmp_path: Path) -> Callable[..., str]:
    """Write a file and hear it: "heard", "silent", or the reason why not."""

    def run(name: str, data: bytes, excerpts: bool) -> str:
        path = tmp_path / name
        path.write_bytes(data)
        try:
            found = shipped[0].analyse(os.fsencode(path), wanted=groups.MEASURED, excerpts=excerpts)
        except FileRefused as problem:
            assert problem.path == os.fsencode(path)
            return problem.reason
        assert all(np.isfinite(values).all() for values in found.features.values())
        wanted = groups.MEASURED - (groups.NOT_IN_EXCERPTS if excerpts else frozenset())
        assert found.features.keys() == wanted
        assert excerpts or len(found.features[groups.SHAPE]) == groups.SHAPE_POINTS
        empty = {name for name, values in found.features.items() if not len(values)}
        assert empty in (frozenset(), wanted - {groups.SHAPE})
        return "silent" if empty else "heard"

    return run


def _float(value: float, seconds: float = 2.0) -> bytes:
    return sounds.wav_bytes(np.full((round(44_100 * seconds), 2), value, np.float32).tobytes(), fmt=3, bits=32)


def _pcm(sound: np.ndarray, rate: int = sounds.RATE) -> bytes:
    return sounds.wav_bytes((sound * 32767).astype("<i2").tobytes(), channels=sound.shape[1], rate=rate)


@both_passes
def test_sound_that_says_nothing_is_silent(hear, excerpts):
    for name, data in {
        "silence": _pcm(np.zeros((88_200, 2))),
        "constant": _pcm(np.full((88_200, 2), 0.9)),
        "long silence": _pcm(np.zeros((8_000 * 90, 1)), 8_000),
        "nan": _float(np.nan),
        "inf": _float(np.inf),
        "minus inf": _float(-np.inf),
        "huge": _float(3e38),
    }.items():
        assert hear(f"{name}.wav", data, excerpts) == "silent", name


@both_passes
def test_odd_sound_is_heard(hear, excerpts):
    chirp = sounds.chirp(3)
    pierced = chirp.copy()
    pierced[1000:2000] = np.nan
    pierced[3000:3010] = np.inf
    for name, data in {
        "8 channels": _pcm(np.tile(sounds.noise(90, 8_000, 1), (1, 8)), 8_000),
        "8 kHz": _pcm(sounds.chirp(90, 8_000, 1), 8_000),
        "384 kHz": _pcm(sounds.chirp(2, 384_000), 384_000),
        "one click": _pcm(np.eye(132_300, 2) * 0.9),
        "inverted": _pcm(chirp * np.array([1, -1])),
        "with holes": sounds.wav_bytes(pierced.tobytes(), fmt=3, bits=32),
        "32 bits": sounds.wav_bytes((chirp * 2**31).astype("<i4").tobytes(), bits=32),
    }.items():
        assert hear(f"{name}.wav", data, excerpts) == "heard", name


@both_passes
def test_what_is_too_little_or_no_sound_has_its_reason(hear, excerpts):
    for name, data, reason in (
        ("0 channels", sounds.wav_bytes(bytes(9000), channels=0), "no sound"),
        ("0 Hz", sounds.wav_bytes(bytes(9000), rate=0), "no sound"),
        ("no samples", _pcm(np.zeros((0, 2))), "no sound"),
        ("one sample", _pcm(np.zeros((1, 2))), "less than a second"),
        ("a millisecond", _pcm(sounds.noise(0.001)), "less than a second"),
        ("empty", b"", "no sound"),
        ("text", b"la la la " * 5000, "no sound"),
        ("random", np.random.default_rng(1).bytes(100_000), "no sound"),
        ("32 channels", sounds.wav_bytes(bytes(32 * 2 * 20_000), channels=32), "32 channels"),
    ):
        assert reason in hear(f"{name}.wav", data, excerpts), name


@both_passes
def test_a_wrong_extension_does_no_harm(hear, tmp_path, excerpts):
    for kind in ("mp3", "flac", "ogg", "m4a", "opus", "wav"):
        data = sounds.encode(tmp_path / f"a.{kind}", sounds.music(2), kind).read_bytes()
        for other in ("mp3", "flac", "m4a"):
            assert hear(f"{kind}.{other}", data, excerpts) == "heard", (kind, other)


@both_passes
def test_a_cut_file_is_heard_as_far_as_it_goes(hear, tmp_path, excerpts):
    for kind in ("mp3", "flac", "ogg", "opus", "wav"):
        data = sounds.encode(tmp_path / f"a.{kind}", sounds.music(4), kind).read_bytes()
        assert hear(f"half.{kind}", data[: len(data) // 2], excerpts) == "heard", kind
        assert hear(f"little.{kind}", data[: len(data) // 50], excerpts) not in ("heard", "silent"), kind
    data = sounds.encode(tmp_path / "a.m4a", sounds.music(4), "m4a").read_bytes()
    assert "no sound" in hear("half.m4a", data[: len(data) // 2], excerpts)


@both_passes
def test_hours_in_some_kilobytes(shipped, tmp_path, excerpts):
    path = hostile.decode_bomb(tmp_path / "bomb.flac", 3)
    assert path.stat().st_size < 300_000
    client, pool = shipped
    found = client.analyse(os.fsencode(path), wanted=groups.MEASURED, excerpts=excerpts)
    assert not len(found.features[groups.TIMBRE])
    assert found.duration_ms is None
    (reader,) = pool._idle
    assert _status(reader.pid, "VmPeak") < 1024 * MIB
    assert _status(reader.pid, "VmHWM") < 200 * MIB


def test_excerpts_behind_the_hours_that_are_heard_whole_count(shipped, tmp_path):
    """Three hours of silence, but for the last excerpt."""
    rate, hours = 8_000, 3
    path = tmp_path / "late.wav"
    path.write_bytes(_pcm(np.zeros((0, 1)), rate)[:40] + struct.pack("<I", rate * 2 * 3600 * hours))
    late = round(11 / 12 * rate * 3600 * hours) - 5 * rate
    with path.open("r+b") as file:
        file.seek(44 + 2 * late)
        file.write((sounds.noise(10, rate, 1) * 32767).astype("<i2").tobytes())
        file.truncate(44 + rate * 2 * 3600 * hours)
    found = shipped[0].analyse(os.fsencode(path), wanted=groups.MEASURED, excerpts=True)
    assert len(found.features[groups.TIMBRE])


def test_excerpts_of_many_channels_at_a_high_rate_stay_small(shipped, tmp_path):
    """Two minutes of them are 700 MB; the file is mostly holes."""
    rate, channels, seconds = 384_000, 8, 120
    size = rate * channels * 2 * seconds
    head = struct.pack("<IHHIIHH", 16, 1, channels, rate, rate * channels * 2, channels * 2, 16)
    path = tmp_path / "large.wav"
    tone = np.repeat(np.sin(np.arange(rate // 4) / 50)[:, None] * 8000, channels, 1).astype("<i2").tobytes()
    with path.open("wb") as file:
        file.write(b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt " + head + b"data" + struct.pack("<I", size))
        for second in range(0, seconds, 5):
            file.seek(44 + second * rate * channels * 2)
            file.write(tone)
        file.truncate(44 + size)
    client, pool = shipped
    before = _status(client.pid or 0, "VmHWM")
    found = client.analyse(os.fsencode(path), wanted=groups.MEASURED, excerpts=True)
    assert len(found.features[groups.TIMBRE])
    (reader,) = pool._idle
    assert _status(reader.pid, "VmPeak") < 512 * MIB
    assert _status(reader.pid, "VmHWM") < 200 * MIB
    assert _status(client.pid or 0, "VmHWM") - before < 40 * MIB


def _status(pid: int, what: str) -> int:
    """A figure of a process in bytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(what):
            return int(line.split()[1]) * 1024
    raise AssertionError(what)


@both_passes
def test_a_file_that_grows_shrinks_or_vanishes_while_it_is_read(shipped, tmp_path, excerpts):
    client, _ = shipped
    data = _pcm(sounds.noise(120, 16_000, 2), 16_000)
    grows, shrinks, goes = (tmp_path / f"{name}.wav" for name in ("grows", "shrinks", "goes"))
    for path in (grows, shrinks, goes):
        path.write_bytes(data)
    stop = threading.Event()

    def grow() -> None:
        with grows.open("ab") as file:
            while not stop.is_set():
                file.write(bytes(5_000))
                stop.wait(0.001)

    def shrink() -> None:
        for size in range(len(data), 44, -len(data) // 40):
            os.truncate(shrinks, size)
            if stop.wait(0.002):
                return

    for path, change in ((grows, grow), (shrinks, shrink), (goes, goes.unlink)):
        stop.clear()
        thread = threading.Thread(target=change)
        thread.start()
        try:
            found = client.analyse(os.fsencode(path), wanted=groups.MEASURED, excerpts=excerpts)
            assert all(np.isfinite(values).all() for values in found.features.values())
            assert excerpts or 0 < (found.duration_ms or 0) <= 120_000
        except FileRefused as problem:
            assert path is not grows and problem.reason
        finally:
            stop.set()
            thread.join()
    with pytest.raises(FileRefused, match="gone"):
        client.analyse(os.fsencode(goes), excerpts=excerpts)
