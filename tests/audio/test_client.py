from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from desktop_app.audio import groups
from desktop_app.audio.client import AnalysisClient
from desktop_app.domain.errors import EnvironmentProblem, FileRefused, SharedWorkerDied
from desktop_app.sandbox.pool import PoolClosed
from desktop_app.sandbox.process import Child
from tests.audio import sounds


@pytest.fixture
def client(readers):
    client = AnalysisClient(readers, threads=2)
    yield client
    client.close()


def _in_flight(client: AnalysisClient, count: int = 1) -> None:
    """Wait until the analysis process has `count` jobs."""
    pause, deadline = threading.Event(), time.monotonic() + 20
    while client._process is None or len(client._process._jobs) < count:
        assert time.monotonic() < deadline
        pause.wait(0.005)


def test_a_file_becomes_finite_features_of_the_stated_widths(client, tmp_path: Path):
    path = sounds.write_wav(tmp_path / "a.wav", sounds.music(8))
    analysis = client.analyse(os.fsencode(path), wanted=groups.MEASURED)
    assert {name: len(values) for name, values in analysis.features.items()} == {
        name: groups.WIDTHS[name] for name in groups.MEASURED
    }
    assert all(v.dtype == np.float32 and np.isfinite(v).all() for v in analysis.features.values())
    assert analysis.duration_ms == 8000
    again = client.analyse(os.fsencode(path), wanted=groups.MEASURED)
    assert all(np.array_equal(again.features[name], values) for name, values in analysis.features.items())


def test_several_callers_at_once_get_their_own_answers(client, tmp_path: Path):
    lengths = [3, 5, 4, 6, 2, 7]
    paths = [sounds.write_wav(tmp_path / f"{n}.wav", sounds.music(n, tempo=60 + 20 * n)) for n in lengths]
    found: dict[int, int] = {}

    def work(n: int, path: Path) -> None:
        found[n] = client.analyse(os.fsencode(path)).duration_ms

    threads = [threading.Thread(target=work, args=pair) for pair in zip(lengths, paths, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {n: n * 1000 for n in lengths}


def test_refusals_have_a_reason_and_name_the_file(client, tmp_path: Path):
    text = tmp_path / "text.mp3"
    text.write_text("no sound at all " * 1000)
    short = sounds.write_wav(tmp_path / "short.wav", sounds.music(0.5))
    for path, reason in ((text, "no sound"), (short, "less than a second"), (tmp_path / "none.mp3", "gone")):
        with pytest.raises(FileRefused, match=reason) as caught:
            client.analyse(os.fsencode(path))
        assert caught.value.path == os.fsencode(path)
    good = sounds.write_wav(tmp_path / "good.wav", sounds.music(2))
    assert client.analyse(os.fsencode(good)).duration_ms == 2000


def test_a_killed_analysis_process_costs_one_file_and_is_replaced(client, tmp_path: Path):
    path = os.fsencode(sounds.write_wav(tmp_path / "a.wav", sounds.music(2)))
    client.analyse(path)
    os.kill(client.pid, signal.SIGSTOP)  # so that the next file is on its way when the process dies
    caught: list[Exception] = []

    def work() -> None:
        try:
            client.analyse(path)
        except SharedWorkerDied as problem:
            caught.append(problem)

    thread = threading.Thread(target=work)
    thread.start()
    _in_flight(client)
    os.kill(client.pid, signal.SIGKILL)
    thread.join()
    assert [problem.path for problem in caught] == [path]
    assert client.analyse(path).duration_ms == 2000


def test_a_process_that_does_not_start_is_no_fault_of_the_file(client, tmp_path: Path, monkeypatch):
    """As where a library it needs is broken: it ends before it hears anything."""
    path = os.fsencode(sounds.write_wav(tmp_path / "a.wav", sounds.music(2)))
    start = Child.start

    def broken(role: str, **options) -> Child:
        return start("no such role" if role == "analysis" else role, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Child, "start", staticmethod(broken))
        with pytest.raises(EnvironmentProblem, match="does not start"):
            client.analyse(path)
    assert client.analyse(path).duration_ms == 2000


def test_close_lets_those_who_wait_go_and_leaves_no_process(readers, tmp_path: Path):
    client = AnalysisClient(readers, threads=1)
    path = os.fsencode(sounds.write_wav(tmp_path / "a.wav", sounds.noise(2)))
    client.analyse(path)
    pid = client.pid
    os.kill(pid, signal.SIGSTOP)
    caught: list[Exception] = []

    def work() -> None:
        try:
            client.analyse(path)
        except PoolClosed as problem:
            caught.append(problem)

    thread = threading.Thread(target=work)
    thread.start()
    _in_flight(client)
    client.close()
    thread.join()
    assert len(caught) == 1
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(PoolClosed):
        client.analyse(path)
