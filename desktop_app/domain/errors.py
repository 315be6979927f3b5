"""Errors that say who can act.

Every error that a person may meet is an `AppError`: it carries a stable code (part of the `--json` contract), the
path it is about, and two sentences: what is wrong, and what can be done. All else is our bug and reaches the top.
"""

from __future__ import annotations


class AppError(Exception):
    """Root of the errors that the program understands."""

    code = "error"

    def __init__(self, message: str, *, path: bytes | None = None, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class WrongUse(AppError):
    """The command was called in a way that has no meaning (exit code 2)."""

    code = "wrong_use"


class NotFound(AppError):
    """A track, a playlist or a folder that was asked for is not there."""

    code = "not_found"


class Ambiguous(AppError):
    """What was asked for names more than one thing."""

    code = "ambiguous"


class EmptyLibrary(AppError):
    """There is nothing that could be recommended yet."""

    code = "empty_library"


class RecommendationsOff(AppError):
    """The person has switched recommendations off, so nothing is scored."""

    code = "recommendations_off"


class EnvironmentProblem(AppError):
    """The machine stands in the way: a full disk, a missing folder, a library that is too new. The person can act."""

    code = "environment"


class FolderProblem(EnvironmentProblem):
    """A music folder is missing, is no folder, or cannot be read."""

    code = "folder"


class DataFolderInUse(EnvironmentProblem):
    """Another Undersong writes to this data folder."""

    code = "in_use"


class DatabaseTooNew(EnvironmentProblem):
    """The database was written by a newer Undersong; it was not touched."""

    code = "database_too_new"


class DatabaseDamaged(EnvironmentProblem):
    """The file is no database of ours or cannot be read; it was not touched."""

    code = "database_damaged"


class StorageFull(EnvironmentProblem):
    """The disk is full or refuses to be written."""

    code = "disk_full"


class FileRefused(AppError):
    """One file cannot be used: it is a row with a reason, never the end of a scan. `reason` is a plain phrase."""

    code = "file_refused"

    def __init__(self, reason: str, *, path: bytes | None = None) -> None:
        super().__init__(reason, path=path)
        self.reason = reason


class WorkerDied(AppError):
    """A helper process ended or hung while it worked on one file."""

    code = "worker_died"


class SharedWorkerDied(WorkerDied):
    """The helper that ended worked on other files as well: which of them ended it cannot be told."""


class JobCancelled(BaseException):
    """A job was asked to stop. No failure; a BaseException, so that no `except Exception` swallows it."""
