"""What the rest of the program sees of sound: ask a reader to decode, ask for the analysis of a file.

Imports neither decoders nor librosa: it runs in the window's process.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

from desktop_app.audio import groups
from desktop_app.audio.groups import Analysis
from desktop_app.domain.errors import EnvironmentProblem, FileRefused, SharedWorkerDied, WorkerDied
from desktop_app.domain.records import WHOLE
from desktop_app.domain.tables import Float32Array
from desktop_app.domain.text import path_text
from desktop_app.sandbox.channel import ChannelBroken, Message
from desktop_app.sandbox.files import open_regular
from desktop_app.sandbox.pcm import PcmEnds, pcm_pair
from desktop_app.sandbox.pool import PoolClosed, ReaderPool
from desktop_app.sandbox.process import Child

TRACK_TIMEOUT_S = 300.0
"""The longest that one track may take, from the moment a reader has it."""
_END_PATIENCE_S = 2.0
REPLY_TIMEOUT_S = 10.0
"""A reader whose stream is over says so at once; one that does not within this time hangs."""


def decode_into(
    child: Child,
    fd: int,
    path: bytes,
    ends: PcmEnds,
    *,
    start_frame: int = 0,
    follow_seeks: bool = False,
    start_75: int = 0,
    end_75: int = -1,
    excerpts: bool = False,
) -> None:
    """Have a reader decode an open file into a stream; returns at once.

    `ends` (the writer's) are closed here in any case, `fd` stays the caller's. The reader is busy until
    `wait_decoded` returns; with `follow_seeks` that is when the consumer has closed its end.

    Args:
        start_75, end_75: the part of the file that is wanted, in 1/75 s; -1 for the end of the file. Frames of the
            stream, also `start_frame` and those of seeks, count from the beginning of the part.
        excerpts: only the stretches that `excerpts.places` names.
    Raises:
        WorkerDied: the reader is gone.
    """
    body: dict[str, object] = {
        "op": "decode",
        "path_text": path_text(path),
        "start_frame": start_frame,
        "follow_seeks": follow_seeks,
    }
    if (start_75, end_75) != WHOLE:
        body["part"] = (start_75, end_75)
    if excerpts:
        body["excerpts"] = True
    try:
        child.channel.send(body, fds=(fd, *ends.fds))
    except ChannelBroken as problem:
        raise _died(path) from problem
    finally:
        ends.close()


def wait_decoded(child: Child, path: bytes, timeout_s: float | None) -> str | None:
    """Wait until the reader is done with its stream and ready for something else.

    Returns:
        The reason for which it refused the file, None where it did not.
    Raises:
        WorkerDied: it ended.
        TimeoutError: it is not done within `timeout_s` (None waits for ever, 0 only looks).
    """
    try:
        reply = child.channel.receive(timeout_s)
    except ChannelBroken as problem:
        raise _died(path) from problem
    if reply is None or "decoded" not in reply.body:
        raise _died(path)
    refused = reply.body.get("refused")
    return None if refused is None else str(refused)[:500]


def _died(path: bytes, what: str = "A helper process ended while it worked on this file.") -> WorkerDied:
    return WorkerDied(what, path=path)


class _NeverReady(WorkerDied):
    """The analysis process ended before it had heard anything: no file is to blame."""


@dataclass(slots=True)
class _Job:
    """A track that the analysis process works on."""

    identity: int
    answered: threading.Event = field(default_factory=threading.Event)
    answer: Message | None = None
    """None after `answered`: the process died."""


class AnalysisClient:
    """Analyses files, each decoded by a borrowed reader and heard by the one analysis process.

    The process is started with the first file and again after it died. `analyse` is meant to be called from up to
    `threads` threads at once.
    """

    def __init__(self, readers: ReaderPool, *, threads: int, timeout_s: float = TRACK_TIMEOUT_S) -> None:
        self._readers = readers
        self._threads = threads
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._process: _AnalysisProcess | None = None
        self._closed = False

    def analyse(
        self,
        path: bytes,
        start_75: int = 0,
        end_75: int = -1,
        *,
        wanted: Collection[str] = tuple(groups.WIDTHS),
        excerpts: bool = False,
    ) -> Analysis:
        """Decode a file, or a part of one, and compute its features. A broken file counts with what can be decoded.

        Args:
            start_75, end_75: as for `decode_into`.
            wanted: names of groups.
            excerpts: hear only excerpts: less than half the cost. Groups that need more are left out.
        Raises:
            FileRefused: it cannot be opened, or holds less than a second of sound.
            WorkerDied: a process ended or hung over it; SharedWorkerDied where that heard other files as well.
            EnvironmentProblem: the analysis process cannot be started.
            PoolClosed: the program is ending.
        """
        asked = frozenset(wanted) - (groups.NOT_IN_EXCERPTS if excerpts else frozenset())
        with contextlib.suppress(_NeverReady):
            return self._once(path, (start_75, end_75), asked, excerpts)
        try:
            return self._once(path, (start_75, end_75), asked, excerpts)
        except _NeverReady as problem:
            raise EnvironmentProblem(
                "The part of the program that hears music does not start.",
                remedy="Close other programs and try again; else install this program anew.",
            ) from problem

    def _once(self, path: bytes, part: tuple[int, int], asked: frozenset[str], excerpts: bool) -> Analysis:
        fd, _ = open_regular(path)
        try:
            with self._readers.borrow() as reader:
                answer = self._through(reader, fd, path, part, asked, excerpts)
        except WorkerDied as problem:
            if self._closed:
                raise PoolClosed("The program is ending.") from problem
            raise
        finally:
            os.close(fd)
        return _analysis(answer, path, asked, excerpts)

    @property
    def pid(self) -> int | None:
        """The id of the analysis process, None while there is none."""
        with self._lock:
            return None if self._process is None else self._process.pid

    def close(self) -> None:
        """End the analysis process; whoever waits for it gets PoolClosed. Nothing is started afterwards."""
        with self._lock:
            self._closed = True
            process, self._process = self._process, None
        if process is not None:
            process.close()

    def _through(
        self, reader: Child, fd: int, path: bytes, part: tuple[int, int], asked: frozenset[str], excerpts: bool
    ) -> Message:
        writer, consumer = pcm_pair()
        try:
            decode_into(reader, fd, path, writer, start_75=part[0], end_75=part[1], excerpts=excerpts)
            process = self._running()
            job = process.submit(consumer, asked, excerpts)
        finally:
            consumer.close()
        try:
            if not job.answered.wait(self._timeout_s):
                reader.kill()  # mostly it is the reader that hangs, and this ends the stream
                if not job.answered.wait(REPLY_TIMEOUT_S):
                    process.kill()  # its threads cannot be stopped one by one
                raise _died(path, "The analysis of this file did not end.")
            answer = job.answer
            try:
                wait_decoded(reader, path, REPLY_TIMEOUT_S)
            except TimeoutError as problem:
                raise _died(path, "A helper process did not let go of this file.") from problem
        finally:
            process.forget(job)
        if answer is None:
            if not process.ready:
                raise _NeverReady("The analysis process ended before it was ready.", path=path)
            raise SharedWorkerDied("The analysis process ended while it worked on this file.", path=path)
        return answer

    def _running(self) -> _AnalysisProcess:
        with self._lock:
            if self._closed:
                raise PoolClosed("The program is ending.")
            if self._process is None or not self._process.alive():
                if self._process is not None:
                    self._process.close()
                self._process = _AnalysisProcess(self._threads)
            return self._process


class _AnalysisProcess:
    """The running process, and a thread that hands its answers to those who wait."""

    def __init__(self, threads: int) -> None:
        self._child = Child.start("analysis", arguments=[str(threads)])
        self._lock = threading.Lock()
        self._jobs: dict[int, _Job] = {}
        self._last = 0
        self._over = False
        self.ready = False
        """Whether it came through its start."""
        self._listener = threading.Thread(target=self._listen, name="analysis-answers", daemon=True)
        self._listener.start()

    @property
    def pid(self) -> int:
        return self._child.pid

    def alive(self) -> bool:
        with self._lock:
            return not self._over and self._child.alive()

    def submit(self, ends: PcmEnds, asked: frozenset[str], excerpts: bool) -> _Job:
        """Hand a stream over; the ends stay the caller's to close."""
        with self._lock:
            self._last += 1
            job = _Job(self._last)
            if self._over:
                job.answered.set()
                return job
            self._jobs[job.identity] = job
        # Where the process is gone the listener sees it too, and answers the job.
        with contextlib.suppress(ChannelBroken):
            body = {"id": job.identity, "groups": sorted(asked), "excerpts": excerpts}
            self._child.channel.send(body, fds=ends.fds)
        return job

    def forget(self, job: _Job) -> None:
        """Nobody waits for this job any more."""
        with self._lock:
            self._jobs.pop(job.identity, None)

    def kill(self) -> None:
        """End it at once; every job that waits is answered with None."""
        self._child.kill()
        self._listener.join()

    def close(self) -> None:
        """Ask it to end, wait a moment, insist. Closing the channel would not do: the listener waits on it."""
        with contextlib.suppress(ChannelBroken):
            self._child.channel.send({"end": True})
        self._listener.join(_END_PATIENCE_S)
        self.kill()

    def _listen(self) -> None:
        try:
            while (message := self._child.channel.receive()) is not None:
                self.ready = True
                with self._lock:
                    job = self._jobs.pop(int(message.body.get("id", 0)), None)
                if job is not None:
                    job.answer = message
                    job.answered.set()
        except (ChannelBroken, ValueError, TypeError):  # what comes from there need not be a message
            self._child.kill()
        with self._lock:
            self._over = True
            left, self._jobs = list(self._jobs.values()), {}
        for job in left:
            job.answered.set()


def _analysis(answer: Message, path: bytes, asked: frozenset[str], excerpts: bool) -> Analysis:
    """Check what the analysis process sent.

    Raises:
        FileRefused, WorkerDied: as `AnalysisClient.analyse`.
    """
    body = answer.body
    if "refused" in body:
        raise FileRefused(str(body["refused"])[:500], path=path)
    if "broken" in body:
        raise _died(path, f"The analysis of this file did not end: {str(body['broken'])[:200]}.")
    nonsense = _died(path, "The analysis process sent something that is no analysis.")
    sizes, duration = body.get("groups"), body.get("duration_ms")
    counted = duration is None or (isinstance(duration, int) and duration >= 0)
    if not isinstance(sizes, list) or not counted or "duration_ms" not in body:
        raise nonsense
    if len(answer.blob) % 4:
        raise nonsense
    values = np.frombuffer(answer.blob, "<f4").astype(np.float32)
    if not bool(np.isfinite(values).all()):
        raise nonsense
    features: dict[str, Float32Array] = {}
    begin = 0
    for size in sizes:
        if not (isinstance(size, list) and len(size) == 2 and isinstance(size[0], str)):
            raise nonsense
        name, width = size
        if name not in asked or name in features:
            raise nonsense
        if width != groups.WIDTHS[name] and not (width == 0 and name != groups.SHAPE):
            raise nonsense
        features[name] = values[begin : begin + width]
        begin += width
    if begin != len(values) or not asked & groups.MEASURED <= features.keys():
        raise nonsense
    return Analysis(features, None if excerpts else duration, excerpts)
