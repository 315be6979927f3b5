"""Work off the UI thread: a job runs on a pool of plain Python threads, its news arrive on the UI thread."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from desktop_app.domain.errors import JobCancelled
from desktop_app.domain.jobs import JobContext, Progress

T = TypeVar("T")
REPORT_EVERY_S = 0.1
"""Reports of one job are thinned to about ten a second; the first of a stage and the last one always pass."""
_log = logging.getLogger(__name__)


class Job(Generic[T]):
    """One piece of work handed to a runner. A plain object: no QObject is owned by a worker thread.

    After `cancel` neither its result nor its error is delivered; `on_cancelled` is, once the work has really stopped.
    """

    def __init__(
        self,
        work: Callable[[JobContext], T],
        post: Callable[[Job[T], str, object], None],
        *,
        owner: QObject | None,
        on_done: Callable[[T], None] | None,
        on_error: Callable[[Exception], None] | None,
        on_progress: Callable[[Progress], None] | None,
        on_cancelled: Callable[[], None] | None,
        clock: Callable[[], float],
    ) -> None:
        self.owner = owner
        self.on_done = on_done
        self.on_error = on_error
        self.on_progress = on_progress
        self.on_cancelled = on_cancelled
        self._work = work
        self._post = post
        self._clock = clock
        self._stop = threading.Event()
        self._reported_at = float("-inf")
        self._reported_stage = ""

    @property
    def cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask it to stop at its next check. Returns at once; safe to call twice."""
        self._stop.set()

    def check(self) -> None:
        """Raises JobCancelled once the job is to stop (called by the work, on its thread)."""
        if self._stop.is_set():
            raise JobCancelled

    def report(self, progress: Progress) -> None:
        """Pass on how far the work is, thinned (called by the work, on its thread)."""
        now = self._clock()
        last = progress.total is not None and progress.done >= progress.total
        if progress.stage == self._reported_stage and not last and now - self._reported_at < REPORT_EVERY_S:
            return
        self._reported_at, self._reported_stage = now, progress.stage
        self._post(self, "progress", progress)

    def run(self) -> None:
        """Do the work and post how it ended. Runs on a worker thread."""
        try:
            self.check()
            result = self._work(self)
        except JobCancelled:
            self._post(self, "cancelled", None)
        except Exception as problem:
            self._post(self, "error", problem)
        else:
            self._post(self, "done", result)


class JobRunner(QObject):
    """A pool of threads for jobs. Every callback runs on the thread that owns the runner, the UI thread.

    With `threads=1` jobs run one after the other in the order in which they were submitted.
    """

    failed = Signal(object)
    """A job without an `on_error` failed: carries the exception."""
    _posted = Signal(object, str, object)  # the one signal that crosses threads

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        threads: int = 2,
        name: str = "job",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix=name)
        self._clock = clock
        self._jobs: set[Job[Any]] = set()
        self._closed = False
        self._posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def submit(
        self,
        work: Callable[[JobContext], T],
        on_done: Callable[[T], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        *,
        on_cancelled: Callable[[], None] | None = None,
        owner: QObject | None = None,
    ) -> Job[T]:
        """Run `work(context)` on a worker thread.

        Exactly one of `on_done`, `on_error` and `on_cancelled` is called, on the UI thread, unless the runner was
        shut down or `owner` was deleted meanwhile: then none is. Without `on_error` an exception goes to `failed`.
        """
        job: Job[T] = Job(
            work,
            self._posted.emit,
            owner=owner,
            on_done=on_done,
            on_error=on_error,
            on_progress=on_progress,
            on_cancelled=on_cancelled,
            clock=self._clock,
        )
        if self._closed:
            job.cancel()
            return job
        self._jobs.add(job)
        self._pool.submit(job.run)
        return job

    @property
    def busy(self) -> bool:
        """Whether any job has not delivered its end yet."""
        return bool(self._jobs)

    def cancel_all(self) -> None:
        """Ask every job to stop; returns at once."""
        for job in self._jobs:
            job.cancel()

    def shutdown(self) -> None:
        """Cancel every job and wait until no thread of the pool is left. Nothing is delivered afterwards."""
        self._closed = True
        self.cancel_all()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._jobs.clear()

    def finish(self) -> None:
        """Let every job that was submitted run to its end, and wait. Nothing is delivered afterwards."""
        self._closed = True
        self._pool.shutdown(wait=True)
        self._jobs.clear()

    def _deliver(self, job: Job[Any], kind: str, payload: object) -> None:
        if kind != "progress":
            self._jobs.discard(job)
        if self._closed or (job.owner is not None and not shiboken6.isValid(job.owner)):
            return
        if job.cancelled:
            if kind != "progress" and job.on_cancelled is not None:
                job.on_cancelled()
        elif kind == "progress":
            if job.on_progress is not None and isinstance(payload, Progress):
                job.on_progress(payload)
        elif kind == "done":
            if job.on_done is not None:
                job.on_done(payload)
        elif isinstance(payload, Exception):
            if job.on_error is not None:
                job.on_error(payload)
            else:
                _log.error("A job failed", exc_info=payload)
                self.failed.emit(payload)


class Latest:
    """A place for one job at a time: a newer request cancels the older, whose late news are dropped."""

    def __init__(self, runner: JobRunner, owner: QObject | None = None) -> None:
        self._runner = runner
        self._owner = owner
        self._job: Job[Any] | None = None

    def submit(
        self,
        work: Callable[[JobContext], T],
        on_done: Callable[[T], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        """As JobRunner.submit; cancels what was asked here before."""
        self.cancel()
        self._job = self._runner.submit(work, on_done, on_error, on_progress, owner=self._owner)

    def cancel(self) -> None:
        """Drop what was asked."""
        if self._job is not None:
            self._job.cancel()
            self._job = None


class Runners:
    """The four lanes of work of one window.

    `reads` answer what is on screen, `writes` keep the order in which the person acted, `long` holds scans and
    analysis, `quiet` what goes on unseen behind them, so that none waits for another.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        self.reads = JobRunner(parent, threads=2, name="reads")
        self.writes = JobRunner(parent, threads=1, name="writes")
        self.long = JobRunner(parent, threads=1, name="long")
        self.quiet = JobRunner(parent, threads=1, name="quiet")

    def all(self) -> tuple[JobRunner, ...]:
        """Every lane."""
        return (self.reads, self.writes, self.long, self.quiet)

    def shutdown(self) -> None:
        """Stop every lane and wait. Writes already asked for are finished first, so that no act is lost."""
        self.long.cancel_all()
        self.quiet.cancel_all()
        self.reads.cancel_all()
        self.writes.finish()
        self.long.shutdown()
        self.quiet.shutdown()
        self.reads.shutdown()
