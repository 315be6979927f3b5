"""What all commands share: what they answer, a job that can be stopped from the terminal, and tracks in words."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from desktop_app.domain.errors import AppError, FolderProblem, JobCancelled
from desktop_app.domain.jobs import Progress
from desktop_app.domain.records import Presence, Refusal, ScanReport, Track
from desktop_app.domain.text import path_text, printable

STARS = 5
TOLD = 100
"""So many files that were refused a person is told of; a script gets all."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command has to say: one object for `--json`, lines for a person, and a problem where part of it failed."""

    payload: Mapping[str, object]
    lines: Sequence[str]
    problem: AppError | None = None


class TerminalJob:
    """A job that Ctrl-C or a polite kill stops at its next check; its progress is one line where a person looks on."""

    def __init__(self, *, show: bool) -> None:
        self._stop = threading.Event()
        self._show = show

    def stop(self, number: int, frame: FrameType | None) -> None:
        """A signal handler."""
        self._stop.set()

    def check(self) -> None:
        if self._stop.is_set():
            raise JobCancelled

    def report(self, progress: Progress) -> None:
        if self._show:
            of = "" if progress.total is None else f" of {progress.total}"
            left = "" if progress.left_s is None else f"  {_span(progress.left_s)} left"
            sys.stderr.write(f"\r\x1b[K{progress.done}{of}{left}  {printable(progress.detail)[:60]}")
            sys.stderr.flush()

    def end(self) -> None:
        """Leave the line of progress."""
        if self._show:
            sys.stderr.write("\r\x1b[K")


def _span(seconds: float) -> str:
    """A time as one would say it: 40 s, 12 min, 3 h 20 min."""
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


@contextmanager
def watched_job(quiet: bool) -> Iterator[TerminalJob]:
    job = TerminalJob(show=not quiet and sys.stderr.isatty())
    before = {number: signal.signal(number, job.stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield job
    finally:
        job.end()
        for number, handler in before.items():
            signal.signal(number, handler)


def refusals_of(refusals: Sequence[Refusal]) -> list[dict[str, str]]:
    return [{"path": path_text(refusal.path), "reason": refusal.reason} for refusal in refusals]


def scanned(report: ScanReport) -> Outcome:
    """What a scan found, and as its problem the folders that could not be scanned."""
    payload = {
        "found": report.found,
        "tracks": report.tracks,
        "new": report.new,
        "changed": report.changed,
        "away": report.away,
        "duplicates": report.duplicates,
        "not_music": report.not_music,
        "cue_tracks": report.cue_tracks,
        "refused": refusals_of(report.refused),
        "problems": refusals_of(report.problems),
        "unlisted": refusals_of(report.unlisted),
    }
    lines = []
    if report.found or not report.problems:
        not_music = f"{report.not_music:,} not music, " if report.not_music else ""
        lines = [
            f"{report.found:,} files: {report.tracks:,} tracks ({report.new:,} new, {report.changed:,} changed), "
            f"{report.duplicates:,} duplicates, {not_music}{len(report.refused):,} refused. "
            f"{report.away:,} {'track' if report.away == 1 else 'tracks'} away."
        ]
    told = (*report.refused, *report.unlisted)
    lines += [f"  {printable(path_text(r.path))}: {r.reason}" for r in told[:TOLD]]
    if len(told) > TOLD:
        lines.append(f"  and {len(told) - TOLD:,} more; --json names them all.")
    problem = None
    if report.problems:
        first, *others = report.problems
        more = f" And {len(others)} more: " + " ".join(other.reason for other in others) if others else ""
        problem = FolderProblem(first.reason + more, path=first.path)
    return Outcome(payload, lines, problem)


def named(track: Track) -> str:
    name = f"{track.artist} – {track.title}" if track.artist else track.title
    return f"{printable(name)}  [id:{track.id}]"


def track_of(track: Track) -> dict[str, object]:
    """A track for `--json`."""
    return {
        "track_id": track.id,
        "artist": track.artist,
        "title": track.title,
        "album": track.album,
        "year": track.year,
        "path": path_text(track.path),
        "away": track.presence is Presence.AWAY,
        "not_music": track.not_music or None,
        "corrected": sorted(track.corrected),
        "rating": None if track.rating is None else round(track.rating * STARS, 2),
    }
