"""Ask a reader process about open files: one message names them, one answer per file comes back."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Generator, Mapping, Sequence

from desktop_app.domain.errors import WorkerDied
from desktop_app.domain.records import FileStamp
from desktop_app.domain.text import path_text
from desktop_app.sandbox.channel import ChannelBroken, Message
from desktop_app.sandbox.process import Child

PER_MESSAGE = 128
"""Files sent at once; each brings a descriptor, and a message carries at most 250."""
_LOOK_S = 0.1


def answers(
    child: Child,
    op: str,
    files: Sequence[tuple[int, FileStamp]],
    *,
    timeout_s: float,
    more: Mapping[str, object] | None = None,
    look: Callable[[], None] | None = None,
) -> Generator[tuple[FileStamp, Message], None, None]:
    """What a reader says of each file, in the order given. Nothing of it is checked but whose answer it is.

    Whoever stops listening before the last answer leaves the child with answers that nobody takes: it is killed
    then, as it is on every failure.

    Args:
        files: open descriptors, which stay the caller's to close, with the stamps of the open files.
        timeout_s: how long one file may take.
        more: what the message says besides.
        look: called about ten times a second while an answer is waited for; what it raises ends the waiting.
    Raises:
        WorkerDied: the child ended, hung or sent nonsense; `path` is the file it was on.
    """
    awaited = len(files)
    try:
        for start in range(0, len(files), PER_MESSAGE):
            batch = files[start : start + PER_MESSAGE]
            named = [{"path_text": path_text(stamp.path)} for _, stamp in batch]
            with contextlib.suppress(ChannelBroken):  # it is gone: what it had answered before says on which file
                child.channel.send({"op": op, "files": named, **(more or {})}, fds=[fd for fd, _ in batch])
            for index, (_, stamp) in enumerate(batch):
                message = _receive(child, stamp, timeout_s, look)
                if message.body.get("index") != index:
                    raise nonsense(stamp)
                awaited -= 1
                yield stamp, message
    finally:
        if awaited:
            child.kill()


def nonsense(stamp: FileStamp) -> WorkerDied:
    """The error for an answer that makes no sense: a reader that gives one is not to be asked again."""
    return _died(stamp, "sent something that makes no sense")


def _receive(child: Child, stamp: FileStamp, timeout_s: float, look: Callable[[], None] | None) -> Message:
    deadline = time.monotonic() + timeout_s
    try:
        while True:
            left = max(0.0, deadline - time.monotonic())
            try:
                message = child.channel.receive(left if look is None else min(_LOOK_S, left))
                break
            except TimeoutError:
                if look is None or left <= _LOOK_S:
                    raise
                look()
    except TimeoutError as problem:
        raise _died(stamp, f"did not come to an end within {timeout_s:g} seconds") from problem
    except ChannelBroken as problem:
        raise _died(stamp, "broke off") from problem
    if message is None:
        raise _died(stamp, "ended")
    return message


def _died(stamp: FileStamp, what: str) -> WorkerDied:
    return WorkerDied(f"The process that read {path_text(stamp.path)} {what}.", path=stamp.path)
