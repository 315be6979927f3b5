"""Decoding for playback: a reader of its own for every track that sounds or waits."""

from __future__ import annotations

import contextlib
import os
import threading

from desktop_app.audio import client as decoding
from desktop_app.domain.errors import AppError
from desktop_app.sandbox.files import open_regular
from desktop_app.sandbox.pcm import PcmEnds, pcm_pair
from desktop_app.sandbox.pool import ReaderPool


class Decoders:
    """Starts streams. One thread each hands the file to a reader and stays until the consumer has let go of it."""

    def __init__(self, readers: ReaderPool) -> None:
        self._readers = readers
        self._threads: set[threading.Thread] = set()
        self._lock = threading.Lock()
        self._number = 0

    def start(self, path: bytes, start_75: int = 0, end_75: int = -1) -> PcmEnds:
        """Start decoding a file; returns the consumer's end of the stream, which follows seeks.

        A failure after the file was opened is the stream's: its consumer sees it.

        Args:
            start_75, end_75: the part of the file that is wanted, in 1/75 s, -1 for its end; the stream begins and ends
                with it.
        Raises:
            FileRefused: the file cannot be opened.
        """
        fd, _ = open_regular(path)
        write_end, read_end = pcm_pair()
        with self._lock:
            self._number += 1
            arguments = (fd, path, write_end, start_75, end_75)
            thread = threading.Thread(target=self._feed, args=arguments, name=f"decode-{self._number}")
            self._threads.add(thread)
        thread.start()
        return read_end

    def close(self) -> None:
        """End all readers and wait for the threads."""
        self._readers.close()
        with self._lock:
            threads = list(self._threads)
        for thread in threads:
            thread.join()

    def _feed(self, fd: int, path: bytes, write_end: PcmEnds, start_75: int, end_75: int) -> None:
        with contextlib.ExitStack() as stack:
            stack.callback(os.close, fd)
            unsent = stack.enter_context(contextlib.ExitStack())
            unsent.callback(write_end.close)
            with contextlib.suppress(AppError), self._readers.borrow() as child:
                unsent.pop_all()  # from here on decode_into closes the end, whatever happens
                decoding.decode_into(child, fd, path, write_end, follow_seeks=True, start_75=start_75, end_75=end_75)
                decoding.wait_decoded(child, path, None)
        with self._lock:
            self._threads.discard(threading.current_thread())
