"""Find the files of a music folder.

Decisions, and why:
* Links to folders are not followed. A folder that lies inside the same root is visited anyway, so a link to it is
  passed by in silence; a link that leads out of the root is reported, so that the person can add that folder itself.
  Nothing is visited twice (by device and inode), so neither a loop of links nor a bind mount keeps the walk going.
* Links to files likewise: one whose target lies inside the root is passed by, any other is reported with its reason.
* What looks like music by its name but is no regular file (a pipe, a socket, a device) is reported, never opened.
* A file that vanishes while the walk goes on is simply not found; a folder that cannot be listed is reported, because
  all that lay below it is unknown, not gone.
* Paths are walked by name, not by descriptor: measured on 100,000 files in 8,000 folders, one more open per folder
  costs more than the shorter look-ups save.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Collection, Iterator
from operator import attrgetter
from typing import NamedTuple

from desktop_app.domain.errors import FolderProblem
from desktop_app.domain.records import FileStamp, Refusal
from desktop_app.domain.text import path_text
from desktop_app.library.formats import (
    LYRICS_EXTENSION,
    NOT_MUSIC_MARKER,
    SHEET_EXTENSION,
    is_audio_name,
    is_skipped_folder,
)
from desktop_app.sandbox.files import refusal_for, stamp_from

MAX_DEPTH = 64
"""Folders below the root that are gone into; deeper ones are reported."""

OnError = Callable[[Refusal], None]
Seen = tuple[bytes, os.stat_result]
"""A regular file: its path and what the file system says of it."""
_BESIDE = (b"." + SHEET_EXTENSION, b"." + LYRICS_EXTENSION)
_name = attrgetter("name")


class Folder(NamedTuple):
    """What was found in one folder, names in byte order."""

    path: bytes
    files: list[Seen]
    """What looks like music."""
    beside: list[Seen]
    """CUE sheets and lyrics."""
    marked: bool
    """Whether a marker keeps all below it out of lists."""


def audio_files(root: bytes, on_error: OnError) -> Iterator[FileStamp]:
    """Every music-like regular file below `root`, folder by folder; arguments and errors as of `folders`."""
    for folder in folders(root, on_error):
        for path, status in folder.files:
            yield stamp_from(path, status)


def folders(
    root: bytes, on_error: OnError, *, start: bytes | None = None, but: Collection[bytes] = ()
) -> Iterator[Folder]:
    """Every folder below `root` and that itself, each before those inside it.

    Args:
        root: may itself be a link to a folder.
        on_error: told of each folder that could not be listed, of each music-like entry that could not be looked at
            or is no regular file, and of links that lead out.
        start: a folder inside the root from which to begin; where a walk from the root would not come by it (it is
            gone, or a link), nothing is found.
        but: folders that are not gone into.
    Raises:
        FolderProblem: the root is missing, is no folder, or cannot be read; or it was gone when the walk came to its
            end, in which case what was found so far says nothing about what is missing.
    """
    top = _root_identity(root)
    real_root = os.path.realpath(root)
    seen = {top}
    pending: list[tuple[bytes, int]] = [(root, 0)]
    if start is not None and start != root:
        inner = start.removeprefix(root.rstrip(b"/") + b"/").split(b"/")
        pending = [(start, len(inner))] if _is_reached(start, inner) else []
    while pending:
        path, depth = pending.pop()
        try:
            with os.scandir(path) as entries:
                listed = sorted(entries, key=_name)
        except (OSError, ValueError) as problem:
            if depth == 0:
                raise _folder_problem(root, problem) from problem
            on_error(Refusal(path, _listing_reason(problem)))
            continue
        files: list[Seen] = []
        beside: list[Seen] = []
        marked = False
        below: list[tuple[bytes, int]] = []
        for entry in listed:
            try:
                name = entry.name
                if entry.is_file(follow_symlinks=False):
                    if is_audio_name(name):
                        files.append((entry.path, entry.stat(follow_symlinks=False)))
                    elif name[-4:].lower() in _BESIDE:
                        beside.append((entry.path, entry.stat(follow_symlinks=False)))
                    elif name == NOT_MUSIC_MARKER:
                        marked = True
                elif entry.is_dir(follow_symlinks=False):
                    if not is_skipped_folder(name) and entry.path not in but and _is_new(entry, seen):
                        below.append((entry.path, depth + 1))
                elif entry.is_symlink():
                    _report_link(entry, real_root, on_error)
                elif is_audio_name(name):
                    entry.stat(follow_symlinks=False)  # it may be gone, or not be looked at; then that is to be said
                    on_error(Refusal(entry.path, "it is no regular file"))
            except FileNotFoundError:
                continue
            except OSError as problem:
                on_error(Refusal(entry.path, refusal_for(problem)))
        yield Folder(path, files, beside, marked)
        if below and depth >= MAX_DEPTH:
            for deeper, _ in below:
                on_error(Refusal(deeper, f"folders are nested more than {MAX_DEPTH} deep; what is below was left out"))
        else:
            pending.extend(reversed(below))
    if _root_identity(root) != top:
        raise FolderProblem(
            f"The folder {path_text(root)} was replaced while it was being read.",
            path=root,
            remedy="Scan it again.",
        )


def _is_reached(start: bytes, inner: list[bytes]) -> bool:
    """Whether a walk comes by a folder: it is one, and no link and no folder that is passed by is on the way."""
    if any(is_skipped_folder(name) for name in inner):
        return False
    try:
        return os.path.realpath(start) == start and stat.S_ISDIR(os.lstat(start).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True  # to be tried, so that it is told why it cannot be listed


def _root_identity(root: bytes) -> tuple[int, int]:
    try:
        status = os.stat(root)  # noqa: PTH116  paths are bytes, which pathlib does not take
    except (OSError, ValueError) as problem:
        raise _folder_problem(root, problem) from problem
    if not stat.S_ISDIR(status.st_mode):
        raise FolderProblem(
            f"{path_text(root)} is a file, not a folder.", path=root, remedy="Choose the folder that holds it."
        )
    return status.st_dev, status.st_ino


def _folder_problem(root: bytes, problem: OSError | ValueError) -> FolderProblem:
    name = path_text(root)
    number = problem.errno if isinstance(problem, OSError) else None
    if number in (errno.ENOENT, errno.ESTALE, errno.ENODEV, errno.ENXIO):
        message, remedy = f"The folder {name} is not there.", "If it lies on a drive, connect the drive and scan again."
    elif number in (errno.EACCES, errno.EPERM):
        message, remedy = f"The folder {name} may not be read.", "Give yourself the right to read it."
    elif number == errno.ENOTDIR:
        message, remedy = f"{name} is not a folder.", "Choose the folder that holds the music."
    elif number == errno.EIO:
        message, remedy = f"The drive of {name} reports an error.", "Check the drive, then scan again."
    else:
        reason = problem.strerror if isinstance(problem, OSError) else "its name cannot be used"
        message, remedy = f"The folder {name} cannot be read ({reason}).", "Choose another folder."
    return FolderProblem(message, path=root, remedy=remedy)


def _listing_reason(problem: OSError | ValueError) -> str:
    if isinstance(problem, OSError):
        known = {
            errno.ENOENT: "the folder was gone when it was to be read",
            errno.EACCES: "the folder may not be read",
            errno.EPERM: "the folder may not be read",
        }
        return known.get(problem.errno or 0) or refusal_for(problem)
    return "its name cannot be used"


def _is_new(entry: os.DirEntry[bytes], seen: set[tuple[int, int]]) -> bool:
    status = entry.stat(follow_symlinks=False)
    identity = status.st_dev, status.st_ino
    if identity in seen:
        return False
    seen.add(identity)
    return True


def _report_link(entry: os.DirEntry[bytes], real_root: bytes, on_error: OnError) -> None:
    target = os.path.realpath(entry.path)
    inside = target == real_root or target.startswith(real_root.rstrip(b"/") + b"/")
    try:
        mode = os.stat(entry.path).st_mode  # noqa: PTH116
    except OSError as problem:
        if is_audio_name(entry.name):
            gone = problem.errno in (errno.ENOENT, errno.ELOOP)
            on_error(Refusal(entry.path, "it is a link that leads nowhere" if gone else refusal_for(problem)))
        return
    if stat.S_ISDIR(mode):
        if not inside and not is_skipped_folder(entry.name):
            on_error(
                Refusal(entry.path, "it is a link to a folder elsewhere; add that folder itself to have its music")
            )
    elif is_audio_name(entry.name) and not (inside and stat.S_ISREG(mode)):
        if stat.S_ISREG(mode):
            reason = "it is a link to a file elsewhere; add the folder of that file to have it"
        else:
            reason = "it is a link to something that is no regular file"
        on_error(Refusal(entry.path, reason))
