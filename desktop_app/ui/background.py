"""The long work of the window: scan the folders, then analyse what is new, one after the other, resumable."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.jobs import JobContext, Progress
from desktop_app.domain.records import AnalyseReport, ScanReport
from desktop_app.services.analysis import AnalysisService
from desktop_app.services.library import LibraryService
from desktop_app.ui.jobs import Job, JobRunner

Stage = Literal["idle", "scan", "analyse"]


@dataclass(frozen=True, slots=True)
class Status:
    """What goes on in the background. `total` None: not known yet. `paused`: it waits for the person."""

    stage: Stage = "idle"
    done: int = 0
    total: int | None = None
    detail: str = ""
    paused: bool = False


class Background(QObject):
    """Runs scans and analysis in turn on one thread. New folders go before analysis, which then goes on.

    Both services keep what they have when they are stopped, so a pause is a stop, and going on is a new start.
    """

    status_changed = Signal(object)
    """Status."""
    scanned = Signal(object)
    """ScanReport of a scan that ran to its end."""
    analysed = Signal(object)
    """AnalyseReport."""
    failed = Signal(object)
    """The exception that ended a scan or an analysis."""

    def __init__(
        self, library: LibraryService, analysis: AnalysisService, runner: JobRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._analysis = analysis
        self._runner = runner
        self._scans: deque[tuple[Path, ...] | None] = deque()
        self._analyse_due = False
        self._job: Job[Any] | None = None
        self._now: tuple[Path, ...] | None = None
        self.status = Status()

    def start(self) -> None:
        """Look through all known folders, then analyse what is not analysed yet."""
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
        if self._job is not None:
            self._job.cancel()

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

    def _set(self, status: Status) -> None:
        if status != self.status:
            self.status = status
            self.status_changed.emit(status)

    def _turn(self) -> None:
        """Begin the next piece of work unless one runs, or the person paused."""
        if self._job is not None or self.status.paused:
            return
        if self._scans:
            folders = self._now = self._scans.popleft()

            def scan(job: JobContext) -> ScanReport:
                return self._library.scan(folders, job)

            self._set(Status("scan"))
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

    def _progress(self, progress: Progress) -> None:
        if not self.status.paused and self.status.stage != "idle":
            self._set(Status(self.status.stage, progress.done, progress.total, progress.detail))

    def _scan_done(self, report: ScanReport) -> None:
        self._job = None
        self.scanned.emit(report)
        self._turn()

    def _analysis_done(self, report: AnalyseReport) -> None:
        self._job = None
        self.analysed.emit(report)
        self._turn()

    def _broke(self, problem: Exception) -> None:
        self._job = None
        self.failed.emit(problem)
        self._turn()

    def _stopped(self) -> None:
        self._job = None
        self._turn()

    def _analysis_stopped(self) -> None:
        self._analyse_due = True
        self._stopped()
