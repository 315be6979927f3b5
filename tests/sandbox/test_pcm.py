from __future__ import annotations

import threading

import numpy as np
import pytest

from desktop_app.sandbox.channel import Channel
from desktop_app.sandbox.pcm import (
    SLOT_FRAMES,
    PcmClosed,
    PcmFailed,
    PcmFormat,
    PcmReader,
    PcmWriter,
    SeekRequested,
    pcm_pair,
)


def _stream():
    theirs, ours = pcm_pair()
    return PcmWriter(theirs.fds), PcmReader(ours.fds)


def _ramp(frames: int, start: int = 0) -> np.ndarray:
    return np.stack([np.arange(start, start + frames), -np.arange(start, start + frames)], 1).astype(np.float32)


def _read_all(reader: PcmReader) -> list[tuple[int, np.ndarray]]:
    blocks = []
    while (block := reader.read(5)) is not None:
        blocks.append((block.start_frame, block.samples))
    return blocks


def test_long_stream_arrives_sample_exact():
    writer, reader = _stream()
    sound = _ramp(SLOT_FRAMES * 7 + 123)

    def write() -> None:
        writer.begin(PcmFormat(44100, 2, None))
        writer.write(sound, 0)
        writer.end(len(sound))

    thread = threading.Thread(target=write)
    thread.start()
    assert reader.format(5) == PcmFormat(44100, 2, None)
    blocks = _read_all(reader)
    thread.join()
    assert np.array_equal(np.concatenate([samples for _, samples in blocks]), sound)
    assert [start for start, _ in blocks] == [SLOT_FRAMES * n for n in range(8)]
    assert reader.total_frames == len(sound)
    writer.close()
    reader.close()


def test_seek_drops_what_was_on_its_way_and_works_after_the_end():
    writer, reader = _stream()
    heard: list[int] = []

    def write() -> None:
        writer.begin(PcmFormat(8000, 2, 10_000))
        place = 0
        try:
            while True:
                try:
                    for start in range(place, 10_000, 1000):
                        writer.write(_ramp(1000, start), start)
                    writer.end(10_000)
                    place = writer.wait_for_seek()
                except SeekRequested as seek:
                    place = seek.frame
                heard.append(place)
        except PcmClosed:
            writer.close()

    thread = threading.Thread(target=write)
    thread.start()
    first = reader.read(5)
    assert first is not None and first.start_frame == 0
    reader.seek(7000)
    assert [start for start, _ in _read_all(reader)] == [7000, 8000, 9000]
    reader.seek(9000)
    assert [start for start, _ in _read_all(reader)] == [9000]
    reader.close()
    thread.join()
    assert heard == [7000, 9000]


def test_failure_carries_its_reason_and_death_is_told():
    writer, reader = _stream()
    writer.begin(PcmFormat(8000, 1, None))
    writer.fail("the file is cut short")
    with pytest.raises(PcmFailed, match="cut short"):
        reader.read(5)
    writer.close()
    reader.close()

    writer, reader = _stream()
    writer.close()
    with pytest.raises(PcmFailed):
        reader.format(5)
    reader.close()


@pytest.mark.parametrize(
    "block",
    [
        {"block": 99, "start": 0, "count": 10, "generation": 0},
        {"block": 0, "start": 0, "count": SLOT_FRAMES + 1, "generation": 0},
        {"block": 0, "start": -1, "count": 10, "generation": 0},
        {"block": "0", "start": 0, "count": 10, "generation": 0},
    ],
)
def test_numbers_outside_the_memory_are_refused(block):
    theirs, ours = pcm_pair()
    reader = PcmReader(ours.fds)
    liar = Channel.from_fd(theirs.control)
    liar.send({"rate": 8000, "channels": 2, "frames": None})
    liar.send(block)
    with pytest.raises(PcmFailed):
        reader.read(5)
    liar.close()
    reader.close()
    import os

    os.close(theirs.memory)
