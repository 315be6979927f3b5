from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import pytest

from desktop_app.audio import decode
from desktop_app.audio.client import decode_into, wait_decoded
from desktop_app.sandbox.channel import Channel, ChannelBroken
from desktop_app.sandbox.pcm import PcmFormat, PcmReader, pcm_pair


class ThreadReader:
    """Stands in for a reader process: the same handler over the same channel, in a thread of the test."""

    def __init__(self) -> None:
        self.channel, theirs = Channel.pair()
        self.pid = os.getpid()
        self._thread = threading.Thread(target=self._serve, args=(theirs,))
        self._thread.start()

    def _serve(self, channel: Channel) -> None:
        with suppress(ChannelBroken):  # as worker.serve does
            while (message := channel.receive()) is not None:
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


@pytest.fixture
def reader() -> Iterator[ThreadReader]:
    reader = ThreadReader()
    yield reader
    reader.close()


@pytest.fixture
def readers() -> ThreadReaders:
    return ThreadReaders()


@pytest.fixture
def decoded(reader: ThreadReader):
    """A function that decodes a file through a whole stream: (format, samples, true length, place of the first)."""

    def run(path: Path, start_frame: int = 0) -> tuple[PcmFormat, np.ndarray, int, int]:
        writer, consumer = pcm_pair()
        fd = os.open(path, os.O_RDONLY)
        stream = PcmReader(consumer.fds)
        try:
            decode_into(reader, fd, os.fsencode(path), writer, start_frame=start_frame)
            form = stream.format(20)
            blocks = []
            while (block := stream.read(20)) is not None:
                blocks.append(block)
            assert wait_decoded(reader, b"", 20) is None
        finally:
            os.close(fd)
            stream.close()
        samples = np.concatenate([block.samples for block in blocks]) if blocks else np.empty((0, form.channels))
        return form, samples, stream.total_frames, blocks[0].start_frame if blocks else -1

    return run
