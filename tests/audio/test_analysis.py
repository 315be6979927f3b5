from __future__ import annotations

import threading

import numpy as np
import pytest

from desktop_app.audio import analysis, groups, without_numba
from desktop_app.audio.learned import Learned
from desktop_app.sandbox.pcm import PcmFormat, PcmReader, PcmWriter, pcm_pair
from desktop_app.sandbox.process import Child
from tests.audio import sounds

without_numba.install()


WIDTHS = {name: width for name, width in groups.WIDTHS.items() if name in groups.MEASURED}
ASKED = {"groups": sorted(WIDTHS)}
DEAF = Learned({}, {})


@pytest.fixture
def stream():
    theirs, ours = pcm_pair()
    writer, reader = PcmWriter(theirs.fds), PcmReader(ours.fds)
    yield writer, reader
    writer.close()
    reader.close()


def _write(writer: PcmWriter, sound: np.ndarray, *, end: bool = True) -> None:
    writer.begin(PcmFormat(8_000, 1, None))
    writer.write(sound, 0)
    if end:
        writer.end(len(sound))


def test_a_whole_stream_is_answered_with_all_groups(stream):
    writer, reader = stream
    _write(writer, sounds.noise(2, 8_000, 1))
    answer, blob = analysis._answer(reader, ASKED, threading.Event(), DEAF)
    assert answer["duration_ms"] == 2000
    assert dict(answer["groups"]) == WIDTHS
    assert len(blob) == 4 * sum(WIDTHS.values())


def test_how_a_stream_may_fail(stream):
    writer, reader = stream
    _write(writer, sounds.noise(2, 8_000, 1), end=False)
    writer.fail("the reason")
    assert analysis._answer(reader, ASKED, threading.Event(), DEAF) == ({"refused": "the reason"}, b"")
    writer.close()
    assert analysis._answer(reader, ASKED, threading.Event(), DEAF) == ({"broken": analysis.DECODER_DIED}, b"")


def test_a_decoder_that_sends_nothing_hangs(stream, monkeypatch):
    monkeypatch.setattr(analysis, "PATIENCE_S", 0.0)
    monkeypatch.setattr(analysis, "_LOOK_S", 0.01)
    assert analysis._answer(stream[1], ASKED, threading.Event(), DEAF) == ({"broken": analysis.DECODER_HUNG}, b"")


def test_the_end_of_the_program_does_not_wait_for_the_decoder(stream):
    closing = threading.Event()
    closing.set()
    with pytest.raises(analysis._Closing):
        analysis._answer(stream[1], ASKED, closing, DEAF)


def test_a_fault_of_ours_costs_one_track(stream, monkeypatch, capsys):
    def fault(*_: object) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr(analysis, "_analyse", fault)
    assert analysis._answer(stream[1], ASKED, threading.Event(), DEAF) == ({"broken": analysis.FAULT}, b"")
    assert "a fault" in capsys.readouterr().err


def test_reading_ends_at_the_longest_track_and_its_length_was_not_counted(stream, monkeypatch):
    monkeypatch.setattr(analysis, "MAX_TRACK_S", 3)
    writer, reader = stream
    writer.begin(PcmFormat(8_000, 1, 8_000 * 10))
    writer.write(sounds.noise(3, 8_000, 1), 0)
    answer, _ = analysis._answer(reader, ASKED, threading.Event(), DEAF)
    assert answer["duration_ms"] is None


def test_the_process_ends_with_its_channel_even_in_the_middle_of_a_track():
    child = Child.start("analysis", arguments=["2"])
    writers = []
    for number in range(3):
        theirs, ours = pcm_pair()
        child.channel.send({"id": number, **ASKED}, fds=ours.fds)
        ours.close()
        writers.append(PcmWriter(theirs.fds))
        writers[-1].begin(PcmFormat(8_000, 1, None))
    child.channel.close()
    assert child._process.wait(20) == 0
    for writer in writers:
        writer.close()


def test_what_is_no_answer_is_not_taken_for_one():
    from desktop_app.audio.client import _analysis
    from desktop_app.domain.errors import WorkerDied
    from desktop_app.sandbox.channel import Message

    values = np.zeros(sum(WIDTHS.values()), "<f4")
    sizes = [[name, width] for name, width in WIDTHS.items()]
    good = {"groups": sizes, "duration_ms": 1000}
    assert _analysis(Message(good, values.tobytes()), b"a", groups.MEASURED, False).duration_ms == 1000
    poisoned = values.copy()
    poisoned[7] = np.nan
    for body, blob in (
        (good, poisoned.tobytes()),
        (good, values.tobytes()[:-4]),
        (good, values.tobytes()[:-1]),
        ({**good, "groups": sizes[:-1]}, values.tobytes()),
        ({**good, "groups": [["x", None], *sizes[1:]]}, values.tobytes()),
        ({**good, "groups": 5}, values.tobytes()),
        ({**good, "duration_ms": "1"}, values.tobytes()),
        ({**good, "groups": [*sizes, sizes[0]]}, values.tobytes() + bytes(4 * sizes[0][1])),
        ({**good, "groups": [[[], 1]]}, values.tobytes()),
        ({}, b""),
    ):
        with pytest.raises(WorkerDied):
            _analysis(Message(body, blob), b"a", groups.MEASURED, False)
