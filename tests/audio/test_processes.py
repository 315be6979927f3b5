"""The whole way through real reader and analysis processes, as the program starts them."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from desktop_app.audio.client import AnalysisClient, decode_into, wait_decoded
from desktop_app.audio.groups import Analysis
from desktop_app.domain.errors import FileRefused, WorkerDied
from desktop_app.sandbox import seccomp
from desktop_app.sandbox.pcm import PcmFailed, PcmReader, pcm_pair
from desktop_app.sandbox.pool import PoolClosed, ReaderPool
from desktop_app.sandbox.process import Child
from tests.audio import sounds


@pytest.fixture
def pool() -> Iterator[ReaderPool]:
    pool = ReaderPool(2, "decoder")
    yield pool
    pool.close()


@pytest.fixture
def client(pool: ReaderPool) -> Iterator[AnalysisClient]:
    client = AnalysisClient(pool, threads=2)
    yield client
    client.close()


def _until(holds: Callable[[], object]) -> None:
    pause, deadline = threading.Event(), time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        pause.wait(0.005)


def _gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def _descriptors(pid: int) -> int:
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def test_every_format_is_analysed_alike(client: AnalysisClient, tmp_path: Path):
    sound = sounds.music(12)
    found = {
        kind: client.analyse(os.fsencode(sounds.encode(tmp_path / f"a.{kind}", sound, kind)))
        for kind in ("wav", "flac", "mp3", "ogg", "opus", "m4a", "wma")
    }
    for kind, analysis in found.items():
        assert analysis.duration_ms == pytest.approx(12_000, abs=100), kind
        difference = np.abs(analysis.features["shape"] - found["wav"].features["shape"])
        if kind != "wma":  # does not say how long its encoder's delay is, so all lies 46 ms later
            assert np.quantile(difference, 0.95) < 0.1, kind
        assert analysis.features["rhythm"][0] == pytest.approx(found["wav"].features["rhythm"][0], abs=0.06)
        assert analysis.features["dynamics"][0] == pytest.approx(found["wav"].features["dynamics"][0], abs=0.6)


@pytest.mark.skipif(not seccomp.supported(), reason="this system has no filter of ours")
def test_both_processes_are_sealed(pool, client, tmp_path):
    client.analyse(os.fsencode(sounds.write_wav(tmp_path / "a.wav", sounds.noise(2))))
    with pool.borrow() as reader:
        for pid in (reader.pid, client.pid):
            status = dict(line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
            assert status["Seccomp"] == "2" and status["NoNewPrivs"] == "1"
            assert int(status["Seccomp_filters"]) >= 2  # the network is given up first, then everything else


def test_a_reader_killed_in_mid_file_costs_that_file_only(pool, client, tmp_path):
    path = os.fsencode(sounds.write_wav(tmp_path / "a.wav", sounds.noise(30)))
    client.analyse(path)
    with pool.borrow() as reader:  # the one that the next file will get
        pid = reader.pid
    os.kill(pid, signal.SIGSTOP)  # holds the file open, in the middle of nowhere
    caught: list[WorkerDied] = []

    def work() -> None:
        try:
            client.analyse(path)
        except WorkerDied as problem:
            caught.append(problem)

    thread = threading.Thread(target=work)
    thread.start()
    _until(lambda: client._process is not None and client._process._jobs)
    os.kill(pid, signal.SIGKILL)
    thread.join()
    assert [problem.path for problem in caught] == [path]
    assert client.analyse(path).duration_ms == 30_000


@pytest.mark.parametrize("excerpts", [False, True])
def test_the_track_of_the_other_thread_is_not_lost(pool, client, tmp_path, excerpts):
    path = os.fsencode(sounds.write_wav(tmp_path / "a.wav", sounds.noise(90, 16_000), 16_000))
    other = os.fsencode(sounds.write_wav(tmp_path / "b.wav", sounds.noise(3), 44_100))
    client.analyse(other)
    with pool.borrow() as first, pool.borrow() as second:
        pids = {first.pid, second.pid}
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    outcomes: dict[bytes, object] = {}

    def work(file: bytes) -> None:
        try:
            outcomes[file] = client.analyse(file, excerpts=excerpts)
        except WorkerDied as problem:
            outcomes[file] = problem

    threads = [threading.Thread(target=work, args=(file,)) for file in (path, other)]
    analysis = client.pid
    threads[0].start()
    _until(lambda: len(pool._lent) == 1 and len(client._process._jobs) == 1)
    (dies,) = (child.pid for child in pool._lent)
    threads[1].start()
    _until(lambda: len(pool._lent) == 2 and len(client._process._jobs) == 2)
    os.kill(dies, signal.SIGKILL)
    os.kill(*(pids - {dies}), signal.SIGCONT)
    for thread in threads:
        thread.join()
    assert isinstance(outcomes[path], WorkerDied)
    assert isinstance(outcomes[other], Analysis) and outcomes[other].features
    assert client.pid == analysis
    assert client.analyse(path, excerpts=excerpts).features


def test_a_reader_killed_while_it_plays_fails_the_stream(tmp_path):
    path = sounds.write_wav(tmp_path / "a.wav", sounds.noise(30))
    reader = Child.start("decoder")
    writer, consumer = pcm_pair()
    stream = PcmReader(consumer.fds)
    fd = os.open(path, os.O_RDONLY)
    decode_into(reader, fd, os.fsencode(path), writer)
    os.close(fd)
    assert stream.read(30) is not None
    os.kill(reader.pid, signal.SIGKILL)
    with pytest.raises(PcmFailed, match="stopped in the middle"):
        while stream.read(30) is not None:
            pass
    with pytest.raises(WorkerDied):
        wait_decoded(reader, os.fsencode(path), 30)
    stream.close()
    reader.close()


def test_a_consumer_that_loses_interest_frees_the_reader(tmp_path):
    path = sounds.write_wav(tmp_path / "a.wav", sounds.noise(60))
    reader = Child.start("decoder")
    for _ in range(3):
        writer, consumer = pcm_pair()
        stream = PcmReader(consumer.fds)
        fd = os.open(path, os.O_RDONLY)
        decode_into(reader, fd, os.fsencode(path), writer)
        os.close(fd)
        assert stream.read(30) is not None
        stream.close()
        assert wait_decoded(reader, os.fsencode(path), 30) is None
    assert _descriptors(reader.pid) < 12
    reader.close()


def test_a_hanging_reader_is_noticed_and_replaced(pool, client, tmp_path):
    path = os.fsencode(sounds.write_wav(tmp_path / "a.wav", sounds.noise(2)))
    client.analyse(path)
    with pool.borrow() as reader:
        pid = reader.pid
    analysis = client.pid
    os.kill(pid, signal.SIGSTOP)
    client._timeout_s = 1.0
    with pytest.raises(WorkerDied):
        client.analyse(path)
    assert _gone(pid)
    client._timeout_s = 60.0
    assert client.analyse(path).duration_ms == 2000
    assert client.pid == analysis  # it was not to blame


def test_closing_while_files_are_analysed_leaves_no_process(tmp_path):
    path = os.fsencode(sounds.write_wav(tmp_path / "a.wav", sounds.noise(60)))
    pool = ReaderPool(2, "decoder")
    client = AnalysisClient(pool, threads=2)
    client.analyse(path)
    ends: list[Exception] = []

    def work() -> None:
        try:
            while True:
                client.analyse(path)
        except PoolClosed as problem:
            ends.append(problem)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    _until(lambda: len(pool._lent) == 2 and client._process is not None and len(client._process._jobs) == 2)
    pids = [client.pid, *(child.pid for child in pool._lent)]
    begin = time.monotonic()
    client.close()
    pool.close()
    for thread in threads:
        thread.join()
    assert time.monotonic() - begin < 3
    assert len(ends) == 2
    _until(lambda: all(_gone(pid) for pid in pids))


def test_descriptors_and_memory_stay_level(pool, client, tmp_path):
    paths = [os.fsencode(sounds.write_wav(tmp_path / f"{n}.wav", sounds.noise(3, seed=n))) for n in range(3)]
    (tmp_path / "bad.mp3").write_bytes(b"\xff" * 5000)

    def once() -> None:
        for path in paths:
            client.analyse(path)
        with pytest.raises(FileRefused):
            client.analyse(os.fsencode(tmp_path / "bad.mp3"))

    once()
    pids = [os.getpid(), client.pid, *(child.pid for child in pool._idle)]
    before = [_descriptors(pid) for pid in pids]
    for _ in range(5):
        once()
    assert [_descriptors(pid) for pid in pids] == before
