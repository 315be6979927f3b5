"""Parts of a file, as a CUE sheet names them, are streams of their own: exact to the sample, and without a gap."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from desktop_app.audio.client import AnalysisClient, decode_into, wait_decoded
from desktop_app.audio.sources import frame_of
from desktop_app.domain.errors import FileRefused
from desktop_app.sandbox.pcm import PcmFailed, PcmReader, pcm_pair
from desktop_app.sandbox.process import Child
from tests.audio import sounds
from tests.audio.conftest import Decoded, decode_whole

CUTS = (0, 20 * 75, 40 * 75 + 37, -1)
"""Of a minute of sound: tracks of 20.000, 20.493 and 19.507 s."""


@pytest.fixture
def part(reader: Child) -> Callable[..., Decoded]:
    def run(path: Path, start_75: int, end_75: int, start_frame: int = 0) -> Decoded:
        return decode_whole(reader, path, start_frame, start_75=start_75, end_75=end_75)

    return run


@pytest.mark.parametrize("rate", [44_100, 48_000, 8_000, 96_000])
@pytest.mark.parametrize("kind", ["wav", "flac", "wv", "tta", "aiff", "alac.m4a"])
def test_the_parts_of_a_file_are_all_of_it_and_nothing_twice(part, decoded, tmp_path, kind, rate):
    path = sounds.encode(tmp_path / f"a.{kind}", sounds.chirp(60, rate), kind, rate)
    whole = decoded(path)
    parts = [part(path, *cut) for cut in itertools.pairwise(CUTS)]
    edges = [*(frame_of(cut, rate) for cut in CUTS[:-1]), 60 * rate]
    assert [len(found.samples) for found in parts] == list(np.diff(edges))
    assert [found.start for found in parts] == [0, 0, 0]
    assert [found.total for found in parts] == list(np.diff(edges))
    assert [found.form.frames for found in parts] == list(np.diff(edges))
    assert np.array_equal(np.concatenate([found.samples for found in parts]), whole.samples)


@pytest.mark.parametrize("kind", ["mp3", "ogg", "opus", "m4a"])
def test_the_parts_of_a_lossy_file_join_without_a_step(part, decoded, tmp_path, kind):
    path = sounds.encode(tmp_path / f"a.{kind}", sounds.chirp(60), kind)
    whole = decoded(path)
    parts = [part(path, *cut) for cut in itertools.pairwise(CUTS)]
    joined = np.concatenate([found.samples for found in parts])
    assert joined.shape == whole.samples.shape
    assert np.abs(joined - whole.samples).max() < 0.01


def test_places_inside_a_part_count_from_its_beginning(reader, tmp_path):
    for kind in ("wav", "flac", "mp3"):
        path = sounds.encode(tmp_path / f"a.{kind}", sounds.chirp(30), kind)
        whole = decode_whole(reader, path)
        writer, consumer = pcm_pair()
        stream = PcmReader(consumer.fds)
        fd = os.open(path, os.O_RDONLY)
        decode_into(reader, fd, os.fsencode(path), writer, follow_seeks=True, start_75=10 * 75 + 1, end_75=20 * 75)
        os.close(fd)
        begin, rate = frame_of(751, 44_100), 44_100
        assert stream.format(30).frames == 10 * rate - 588
        assert stream.read(30).start_frame == 0
        for second in (4, 9.5, 0, 3):
            place = round(second * rate)
            stream.seek(place)
            block = stream.read(30)
            assert block.start_frame == place
            assert (
                np.abs(block.samples[:20_000] - whole.samples[begin + place :][: len(block.samples)][:20_000]).max()
                < 0.01
            )
        while (block := stream.read(30)) is not None:
            last = block.start_frame + len(block.samples)
        assert last == stream.total_frames == 10 * rate - 588
        stream.seek(11 * rate)  # behind the part, though not behind the file
        assert stream.read(30) is None
        assert stream.total_frames == 10 * rate - 588
        stream.close()
        assert wait_decoded(reader, b"", 30) is None


def test_a_stream_may_begin_inside_a_part(part, decoded, tmp_path):
    path = sounds.write_wav(tmp_path / "a.wav", sounds.chirp(10))
    found = part(path, 75, 3 * 75, start_frame=44_100)
    assert found.start == 44_100
    assert np.array_equal(found.samples, decoded(path).samples[2 * 44_100 : 3 * 44_100])


def test_a_part_that_lies_behind_the_end_of_its_file_is_refused(reader, part, tmp_path):
    path = sounds.write_wav(tmp_path / "a.wav", sounds.chirp(2))
    for cut in ((75 * 10, 75 * 20), (75 * 10, -1)):
        with pytest.raises(PcmFailed, match="no sound"):
            part(path, *cut)
    assert reader.alive()
    short = part(path, 75, 75 * 20)  # the file was cut off
    assert len(short.samples) == 44_100


def test_each_part_is_analysed_by_what_sounds_in_it_alone(readers, tmp_path):
    sound = np.concatenate([sounds.music(6), sounds.noise(5), sounds.music(7, tempo=90)])
    whole = sounds.write_wav(tmp_path / "whole.wav", sound)
    alone = [
        sounds.write_wav(tmp_path / f"{n}.wav", piece)
        for n, piece in enumerate(np.split(sound, [6 * 44_100, 11 * 44_100]))
    ]
    client = AnalysisClient(readers, threads=1)
    try:
        for path, (start, end) in zip(alone, ((0, 450), (450, 825), (825, -1)), strict=True):
            of_part, of_file = client.analyse(os.fsencode(whole), start, end), client.analyse(os.fsencode(path))
            assert of_part.duration_ms == of_file.duration_ms
            assert all(np.array_equal(of_part.features[name], of_file.features[name]) for name in of_file.features)
        with pytest.raises(FileRefused, match="less than a second"):
            client.analyse(os.fsencode(whole), 0, 30)
    finally:
        client.close()
