"""Excerpts come from where they are said to, also where a header lies about the length or no seek is possible."""

from __future__ import annotations

import itertools
import os
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from desktop_app.audio import excerpts
from desktop_app.audio.client import decode_into, wait_decoded
from desktop_app.audio.sources import frame_of, open_source
from desktop_app.sandbox.pcm import PcmReader, pcm_pair
from desktop_app.sandbox.process import Child
from tests.audio import sounds

SECONDS = 96
LOSSLESS = {"flac", "wav"}
SHIFT = {"wma": 0.05}
"""How far off in seconds a place may be: seeking in ASF is as fine as its packets' clock."""
Stretches = list[tuple[int, np.ndarray]]


@pytest.fixture
def heard(reader: Child) -> Callable[..., Stretches]:
    """A function that decodes excerpts of a file: where each stretch begins, and its samples."""

    def run(path: Path, **part: int) -> Stretches:
        writer, consumer = pcm_pair()
        stream = PcmReader(consumer.fds)
        fd = os.open(path, os.O_RDONLY)
        found: list[tuple[int, list[np.ndarray]]] = []
        position = -1
        try:
            decode_into(reader, fd, os.fsencode(path), writer, excerpts=True, **part)
            while (block := stream.read(60)) is not None:
                if block.start_frame != position:
                    found.append((block.start_frame, []))
                found[-1][1].append(block.samples)
                position = block.start_frame + len(block.samples)
        finally:
            stream.close()
            os.close(fd)
            assert wait_decoded(reader, os.fsencode(path), 60) is None
        return [(start, np.concatenate(samples)) for start, samples in found]

    return run


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("long")


def _file(folder: Path, kind: str, seconds: int = SECONDS) -> Path:
    """Noise whose every place is its own, at a low rate, so that it is quickly made."""
    rate = 16_000
    path = folder / f"{seconds}.{kind}"
    if not path.exists():
        sounds.encode(path, sounds.noise(seconds, rate, 2, level=0.1), kind, rate)
    return path


def _whole(path: Path) -> tuple[np.ndarray, int]:
    with path.open("rb") as file:
        source = open_source(file)
        samples = np.concatenate([block.copy() for block in source.blocks(0)])
        source.close()
        assert source.end == len(samples)
        return samples, source.form.rate


def _offset_s(part: np.ndarray, whole: np.ndarray, start: int, rate: int) -> float:
    """By how much a stretch lies elsewhere than it says, from the peak of the correlation with what lies there."""
    margin = rate // 8
    one = part[2 * rate : 2 * rate + 4000, 0]
    around = whole[start + 2 * rate - margin : start + 2 * rate + 4000 + margin, 0]
    found = np.correlate(around, one, "valid")
    assert found.max() > 0.7 * float(one @ one)
    return float(np.argmax(found) - margin) / rate


@pytest.mark.parametrize("kind", ["wav", "flac", "ogg", "mp3", "opus", "m4a", "wma", "aac"])
def test_six_stretches_lie_where_they_say(heard, folder, kind):
    path = _file(folder, kind)
    whole, rate = _whole(path)
    found = heard(path)
    assert len(found) == 6
    length = 10 * rate
    for number, (start, samples) in enumerate(found):
        assert len(samples) == length
        assert start / rate == pytest.approx((number + 0.5) * SECONDS / 6 - 5, abs=0.6 if kind != "aac" else 3)
        if kind in LOSSLESS:
            assert np.array_equal(samples, whole[start : start + length])
        else:
            assert abs(_offset_s(samples, whole, start, rate)) <= SHIFT.get(kind, 0.0)


def test_what_is_hardly_longer_than_the_excerpts_is_heard_whole(heard, folder):
    path = _file(folder, "mp3", 60)
    whole, _ = _whole(path)
    ((start, samples),) = heard(path)
    assert start == 0 and np.array_equal(samples, whole)


@pytest.mark.parametrize("kind", ["flac", "mp3"])
def test_places_count_within_a_part(heard, folder, kind):
    path = _file(folder, kind)
    whole, rate = _whole(path)
    begin, end = 10 * 75 + 20, 90 * 75
    found = heard(path, start_75=begin, end_75=end)
    places = excerpts.places(frame_of(end, rate) - frame_of(begin, rate), rate)
    assert [(start, len(samples)) for start, samples in found] == places
    for start, samples in found:
        place = frame_of(begin, rate) + start
        if kind in LOSSLESS:
            assert np.array_equal(samples, whole[place : place + len(samples)])
        else:
            assert _offset_s(samples, whole, place, rate) == 0
    last = heard(path, start_75=90 * 75, end_75=-1)
    assert [start for start, _ in last] == [0]
    assert len(last[0][1]) == len(whole) - frame_of(90 * 75, rate)


def _lying_mp3(path: Path, data: bytes, times: float) -> Path:
    """An MP3 whose Xing header claims so many times its frames."""
    place = data.index(b"Xing") if b"Xing" in data else data.index(b"Info")
    (frames,) = struct.unpack(">I", data[place + 8 : place + 12])
    path.write_bytes(data[: place + 8] + struct.pack(">I", round(frames * times)) + data[place + 12 :])
    return path


def _lying_flac(path: Path, data: bytes, times: float) -> Path:
    """A FLAC whose STREAMINFO claims so many times its samples."""
    place = 8 + 13
    low = struct.unpack(">I", data[place + 1 : place + 5])[0]
    path.write_bytes(data[: place + 1] + struct.pack(">I", round(low * times)) + data[place + 5 :])
    return path


@pytest.mark.parametrize("times", [1.3, 2, 20, 240, 0.5])
@pytest.mark.parametrize(("kind", "lie"), [("mp3", _lying_mp3), ("flac", _lying_flac)])
def test_a_header_that_lies_about_the_length_leaves_no_excerpt_empty(heard, folder, tmp_path, kind, lie, times):
    true = _file(folder, kind)
    whole, rate = _whole(true)
    path = lie(tmp_path / f"a.{kind}", true.read_bytes(), times)
    found = heard(path)
    if times in (20, 240):
        assert [start for start, _ in found] == pytest.approx(
            [p for p, _ in excerpts.places(len(whole), rate)], abs=1200
        )
    assert sum(len(samples) for _, samples in found) > 28 * rate
    for start, samples in found:
        assert len(samples) > rate
        assert abs(_offset_s(samples, whole, start, rate)) < (0.1 if kind == "mp3" else 1e-9)
    assert all(a + len(b) <= c for (a, b), (c, _) in itertools.pairwise(found))
    with path.open("rb") as file:
        source = open_source(file)
        assert sum(len(block) for block in source.blocks(0)) == source.end
        assert len(whole) <= source.end < len(whole) + 1200  # FFmpeg takes the padding of MP3 off where it is stated
        source.close()


def test_a_file_that_ends_before_its_time_is_heard_to_its_end(heard, folder, tmp_path):
    for kind in ("mp3", "flac", "ogg", "wav", "opus", "aac", "wma"):  # of MP4 the table of contents is at the end
        data = _file(folder, kind).read_bytes()
        path = tmp_path / f"a.{kind}"
        path.write_bytes(data[: len(data) * 6 // 10])
        found = heard(path)
        assert sum(len(samples) for _, samples in found) >= 34 * (48_000 if kind == "opus" else 16_000), kind


def test_raw_aac_is_decoded_once_and_not_once_for_each_stretch(folder):
    from desktop_app.audio import ffmpeg_source

    path = _file(folder, "aac")
    with path.open("rb") as file:
        source = ffmpeg_source.FFmpegSource(file)
        opened: list[None] = []
        reopen = source._open

        def count() -> None:
            opened.append(None)
            reopen()

        source._open = count  # type: ignore[method-assign]
        for start, length in excerpts.places(source.form.frames or 0, source.form.rate):
            got = 0
            for block in source.blocks(start):
                got += len(block)
                if got >= length:
                    break
        assert opened == []
        assert sum(len(block) for block in source.blocks(0)) == source.end  # back to the beginning: once more
        assert len(opened) == 1
        source.close()
