"""The long work of the window: read the folders, tidy up after it, analyse what is new; resumable at every point.

Two lanes: the long one scans and analyses, with its progress shown. The quiet one reads again what the watch found
changed, then sees to covers, works and whole keys. Two scans never run at once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, Qt, Signal

from desktop_app.domain.jobs import JobContext, Progress
from desktop_app.domain.records import AnalyseReport, ScanReport
from desktop_app.services.analysis import AnalysisService
from desktop_app.services.library import LibraryService
from desktop_app.services.watching import WatchService, WatchState
from desktop_app.ui.jobs import Job, JobRunner

Stage = Literal["idle", "scan", "analyse"]
Tidy = Callable[[JobContext], object]
"""One thing to see to after files were read; cheap where there is nothing to do, and goes on where it was stopped."""


@dataclass(frozen=True, slots=True)
class Status:
    """What goes on in the long lane. `total` None: not known yet. `paused`: it waits for the person."""

    stage: Stage = "idle"
    done: int = 0
    total: int | None = None
    detail: str = ""
    paused: bool = False
    left_s: float | None = None
    """How long it will go on; None where that cannot be told."""
    held: str = ""
    """Why it waits by itself: "battery" or "heat"."""


class Background(QObject):
    """Runs scans and analysis in turn. New folders go before analysis, which then goes on.

    All services keep what they have when they are stopped, so a pause is a stop, and going on is a new start.
    """

    status_changed = Signal(object)
    """Status."""
    scanned = Signal(object)
    """ScanReport of a scan that ran to its end."""
    analysed = Signal(object)
    """AnalyseReport."""
    rescanned = Signal(object)
    """ScanReport of a quiet scan of what the watch found changed."""
    failed = Signal(object)
    """The exception that ended a piece of work."""
    watch_changed = Signal(object)
    """WatchState: how the folders are watched now."""
    _due_came = Signal(object)  # these two cross threads
    _watch_said = Signal(object)

    def __init__(
        self,
        library: LibraryService,
        analysis: AnalysisService,
        runner: JobRunner,
        parent: QObject | None = None,
        *,
        quiet: JobRunner,
        tidy: Sequence[Tidy] = (),
        watching: WatchService | None = None,
    ) -> None:
        """`runner` and `quiet` are the two lanes, one thread each; `tidy` is done in order after files were read."""
        super().__init__(parent)
        self._library = library
        self._analysis = analysis
        self._runner = runner
        self._quiet = quiet
        self._tidy = tuple(tidy)
        self._watching = watching
        self._leave: Callable[[], None] = lambda: None
        self._due: list[bytes] = []
        self._tidy_left: deque[Tidy] = deque()
        self._quiet_job: Job[Any] | None = None
        self._rescanning = False
        self._scanning = False
        self._scans: deque[tuple[Path, ...] | None] = deque()
        self._analyse_due = False
        self._job: Job[Any] | None = None
        self._now: tuple[Path, ...] | None = None
        self.status = Status()
        self._due_came.connect(self._take_due, Qt.ConnectionType.QueuedConnection)
        self._watch_said.connect(self.watch_changed, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Look through all known folders, then analyse what is not analysed yet; watch the folders from now on.

        The watch begins before the scan, so that nothing that happens meanwhile is missed.
        """
        self._watch()
        if None not in self._scans:
            self._scans.append(None)
        self._analyse_due = True
        self._turn()

    def add(self, folders: Sequence[Path]) -> None:
        """Give these folders to the library and read them now; a running analysis steps back for it."""
        self._scans.appendleft(tuple(folders))
        self._analyse_due = True
        if self.status.paused:
            self._set(Status())
        if self.status.stage == "analyse" and self._job is not None:
            self._job.cancel()
        self._turn()

    def pause(self) -> None:
        """Stop until `resume`; what was done is kept."""
        if self.status.stage == "idle" or self.status.paused:
            return
        was = self.status
        if was.stage == "scan":
            self._scans.appendleft(self._now)
        else:
            self._analyse_due = True
        self._set(Status(was.stage, was.done, was.total, was.detail, paused=True))
        for job in (self._job, self._quiet_job):
            if job is not None:
                job.cancel()

    def resume(self) -> None:
        """Go on after a pause."""
        if self.status.paused:
            self._set(Status())
            self._turn()

    def stop_scan(self) -> None:
        """Drop the scan under way and those that wait; tracks already found stay, and are analysed."""
        self._scans.clear()
        if self.status.stage == "scan":
            self._set(Status())
            if self._job is not None:
                self._job.cancel()
        self._turn()

    def watch_state(self) -> WatchState | None:
        """How the folders are watched now; None in a program without a watch."""
        return None if self._watching is None else self._watching.state()

    def close(self) -> None:
        """End the watch. The jobs end with their runners."""
        self._leave()
        if self._watching is not None:
            self._watching.stop()

    def _watch(self) -> None:
        if self._watching is not None:
            self._leave()
            self._leave = self._watching.subscribe(self._watch_said.emit)
            self._watching.start(self._due_came.emit)

    def _take_due(self, folders: Sequence[bytes]) -> None:
        self._due += [folder for folder in folders if folder not in self._due]
        self._turn()

    def _set(self, status: Status) -> None:
        if status != self.status:
            self.status = status
            self.status_changed.emit(status)

    def _turn(self) -> None:
        """Begin the next piece of work in each lane that is free, unless the person paused."""
        if not self.status.paused:
            self._turn_long()
            self._turn_quiet()

    def _turn_long(self) -> None:
        if self._job is not None or (self._scans and self._rescanning):
            return
        if self._scans:
            folders = self._now = self._scans.popleft()

            def scan(job: JobContext) -> ScanReport:
                return self._library.scan(folders, job)

            self._set(Status("scan"))
            self._scanning = True
            self._job = self._runner.submit(
                scan, self._scan_done, self._broke, self._progress, on_cancelled=self._stopped, owner=self
            )
        elif self._analyse_due:
            self._analyse_due = False
            self._set(Status("analyse"))
            self._job = self._runner.submit(
                self._analysis.run,
                self._analysis_done,
                self._broke,
                self._progress,
                on_cancelled=self._analysis_stopped,
                owner=self,
            )
        else:
            self._set(Status())

    def _turn_quiet(self) -> None:
        scans = self._scanning or bool(self._scans)
        if self._quiet_job is not None:
            if scans or (self._due and not self._rescanning):
                self._quiet_job.cancel()  # it steps back, and is done again afterwards
        elif scans:
            return
        elif self._due:
            folders, self._due = self._due, []
            self._rescanning = True

            def put_back() -> None:
                self._due = folders + [folder for folder in self._due if folder not in folders]

            def reread(report: ScanReport) -> None:
                self._reread(folders, report)

            self._run_quiet(lambda job: self._library.rescan(folders, job), reread, put_back)
        elif self._tidy_left:
            step = self._tidy_left.popleft()
            self._run_quiet(step, lambda _: None, lambda: self._tidy_left.appendleft(step))

    def _run_quiet(
        self, work: Callable[[JobContext], Any], on_done: Callable[[Any], None], put_back: Callable[[], None]
    ) -> None:
        def end() -> None:
            self._quiet_job = None
            self._rescanning = False
            self._turn()

        def done(result: object) -> None:
            on_done(result)
            end()

        def broke(problem: Exception) -> None:
            self.failed.emit(problem)
            end()

        def cancelled() -> None:
            put_back()
            end()

        self._quiet_job = self._quiet.submit(work, done, broke, on_cancelled=cancelled, owner=self)

    def _reread(self, folders: Sequence[bytes], report: ScanReport) -> None:
        if self._watching is not None:
            self._watching.rescanned(folders)
        self._tidy_left = deque(self._tidy)
        self._analyse_due = self._analyse_due or report.new > 0 or report.changed > 0
        self.rescanned.emit(report)

    def _progress(self, progress: Progress) -> None:
        if not self.status.paused and self.status.stage != "idle":
            self._set(
                Status(
                    self.status.stage,
                    progress.done,
                    progress.total,
                    progress.detail,
                    left_s=progress.left_s,
                    held=progress.held,
                )
            )

    def _scan_done(self, report: ScanReport) -> None:
        self._scan_ended()
        self.scanned.emit(report)
        self._turn()

    def _analysis_done(self, report: AnalyseReport) -> None:
        self._job = None
        self.analysed.emit(report)
        self._turn()

    def _broke(self, problem: Exception) -> None:
        self._scan_ended()
        self.failed.emit(problem)
        self._turn()

    def _stopped(self) -> None:
        self._scan_ended()
        self._turn()

    def _analysis_stopped(self) -> None:
        self._job = None
        self._analyse_due = True
        self._turn()

    def _scan_ended(self) -> None:
        self._job = None
        if self._scanning:  # also one that was stopped has found something
            self._scanning = False
            self._tidy_left = deque(self._tidy)
