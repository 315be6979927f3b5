"""What a long job is given so that it can report and be stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. `total` is None while it is not known."""

    stage: str
    done: int
    total: int | None = None
    detail: str = ""
    left_s: float | None = None
    """How long it will go on, where that can be told."""
    held: str = ""
    """Why it waits: "battery" or "heat"; it goes on by itself. '' while it works."""


class JobContext(Protocol):
    """Handed to every long job. `check` raises JobCancelled once the job is to stop; `report` is cheap to call."""

    def check(self) -> None: ...

    def report(self, progress: Progress) -> None: ...


class QuietJob:
    """A context for jobs that nobody watches: never cancelled, reports go nowhere."""

    def check(self) -> None:
        return None

    def report(self, progress: Progress) -> None:
        return None
