from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from desktop_app.audio import decode
from desktop_app.audio.client import decode_into, wait_decoded
from desktop_app.sandbox.channel import Channel, ChannelBroken
from desktop_app.sandbox.pcm import PcmFormat, PcmReader, pcm_pair
from desktop_app.sandbox.process import Child

ROOT = Path(__file__).resolve().parents[2]


class ThreadReader:
    """Stands in for a reader process: the same handler over the same channel, in a thread of the test."""

    def __init__(self) -> None:
        self.channel, theirs = Channel.pair()
        self.pid = os.getpid()
        self._thread = threading.Thread(target=self._serve, args=(theirs,))
        self._thread.start()

    def _serve(self, channel: Channel) -> None:
        with suppress(ChannelBroken):  # as worker.serve does
            while (message := channel.receive(descriptors=True)) is not None:
                decode.handle(message, channel)
        channel.close()

    def alive(self) -> bool:
        return self._thread.is_alive()

    def close(self) -> None:
        self.channel.close()
        self._thread.join()


class ThreadReaders:
    """Stands in for a ReaderPool: a fresh ThreadReader for each borrower."""

    @contextmanager
    def borrow(self) -> Iterator[ThreadReader]:
        reader = ThreadReader()
        try:
            yield reader
        finally:
            reader.close()


SEALED = """
import sys
from desktop_app.audio import decode
from desktop_app.sandbox import limits, worker
from desktop_app.sandbox.channel import Channel
channel = Channel.from_fd(int(sys.argv[1]))
worker.serve(channel, {"decode": decode.handle}, warm_up=decode.warm_up, limits=limits.READER)
"""


def start_sealed_reader() -> Child:
    """A process that decodes and nothing else, limited and sealed as readers are."""
    ours, theirs = Channel.pair()
    fd = theirs.detach()
    try:
        process = subprocess.Popen([sys.executable, "-c", SEALED, str(fd)], pass_fds=(fd,), cwd=ROOT)
    finally:
        os.close(fd)
    return Child(process, ours)


@pytest.fixture(scope="session")
def _shared_reader() -> Iterator[Child]:
    child = start_sealed_reader()
    yield child
    child.close()


@pytest.fixture
def reader(_shared_reader: Child) -> Child:
    """A sealed reader process. A test that ends it must start its own."""
    assert _shared_reader.alive()
    return _shared_reader


@pytest.fixture
def readers() -> ThreadReaders:
    return ThreadReaders()


@pytest.fixture
def decoded(reader: Child) -> Callable[..., Decoded]:
    """A function that decodes a file through a whole stream."""

    def run(path: Path, start_frame: int = 0) -> Decoded:
        return decode_whole(reader, path, start_frame)

    return run


@dataclass(frozen=True)
class Decoded:
    form: PcmFormat
    samples: np.ndarray
    start: int
    total: int


def decode_whole(reader: Child, path: Path, start_frame: int = 0, **part: int) -> Decoded:
    writer, consumer = pcm_pair()
    fd = os.open(path, os.O_RDONLY)
    stream = PcmReader(consumer.fds)
    try:
        decode_into(reader, fd, os.fsencode(path), writer, start_frame=start_frame, **part)
        blocks = []
        try:
            form = stream.format(30)
            while (block := stream.read(30)) is not None:
                blocks.append(block)
        finally:
            refused = wait_decoded(reader, os.fsencode(path), 30)
        assert refused is None
    finally:
        os.close(fd)
        stream.close()
    samples = np.concatenate([b.samples for b in blocks]) if blocks else np.empty((0, form.channels), np.float32)
    place = blocks[0].start_frame if blocks else -1
    for block in blocks:
        assert block.start_frame == place
        place += len(block.samples)
    return Decoded(form, samples, blocks[0].start_frame if blocks else -1, stream.total_frames)
