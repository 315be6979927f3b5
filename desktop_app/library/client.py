"""Have a reader process read tags and sound, and believe nothing it says before it was checked."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from desktop_app.domain.ids import AudioKey
from desktop_app.domain.records import FileStamp, ReadFile, Refusal
from desktop_app.domain.text import clean, path_text
from desktop_app.library import wire
from desktop_app.library.exchange import answers, nonsense
from desktop_app.sandbox.channel import Message
from desktop_app.sandbox.process import Child

TIMEOUT_S = 30.0
SLOWEST_BYTES_PER_S = 2 << 20
"""A drive that reads less than this per second, on the whole of a file, hangs."""
T = TypeVar("T")


def read_batch(
    child: Child,
    files: Sequence[tuple[int, FileStamp]],
    *,
    timeout_s: float = TIMEOUT_S,
    root: bytes | None = None,
) -> Iterator[ReadFile | Refusal]:
    """Read files; results come one by one, in the order given.

    Whoever stops listening before the last result leaves the child with answers that nobody takes: it is killed
    then, as it is on every failure.

    Args:
        files: open descriptors, which stay the caller's to close, with the stamps of the open files.
        timeout_s: how long one file may take.
        root: the music folder; names of folders above it are not read for missing tags.
    Raises:
        WorkerDied: the child ended, hung or sent nonsense; `path` is the file it was on.
    """
    more: dict[str, object] = {"root_text": None if root is None else path_text(root)}

    def read(stamp: FileStamp, message: Message) -> ReadFile:
        return ReadFile(stamp, wire.tags_from(message.body.get("tags")), wire.key_from(message.body.get("key")))

    yield from _results(child, "tags", files, read, timeout_s=timeout_s, more=more)


def full_keys(
    child: Child,
    files: Sequence[tuple[int, FileStamp]],
    timeout_s: float = TIMEOUT_S,
    *,
    look: Callable[[], None] | None = None,
) -> Iterator[tuple[FileStamp, AudioKey] | Refusal]:
    """The keys over all of the sound of files, in the order given. Descriptors and failures as in `read_batch`.

    Args:
        timeout_s: how long any file may take; a large one gets the time that a slow drive needs for it.
        look: called about ten times a second meanwhile; what it raises ends the child and leaves.
    """

    def read(stamp: FileStamp, message: Message) -> tuple[FileStamp, AudioKey]:
        return stamp, wire.key_from(message.body.get("full_key"))

    for fd, stamp in files:  # one message each: the time for a file is its own
        patience = timeout_s + stamp.size / SLOWEST_BYTES_PER_S
        yield from _results(child, "key", [(fd, stamp)], read, timeout_s=patience, look=look)


def _results(
    child: Child,
    op: str,
    files: Sequence[tuple[int, FileStamp]],
    read: Callable[[FileStamp, Message], T],
    *,
    timeout_s: float,
    more: dict[str, object] | None = None,
    look: Callable[[], None] | None = None,
) -> Iterator[T | Refusal]:
    """Checked answers: what `read` makes of one, or the reason for which the file was refused."""
    with contextlib.closing(answers(child, op, files, timeout_s=timeout_s, more=more, look=look)) as told:
        for stamp, message in told:
            refused = message.body.get("refused")
            result: T | Refusal
            if isinstance(refused, str):
                result = Refusal(stamp.path, clean(refused, 300) or "it was refused without a reason")
            else:
                try:
                    result = read(stamp, message)
                except wire.NotTags as problem:
                    child.kill()
                    raise nonsense(stamp) from problem
            yield result
