"""Ask a reader process about open files: one message names them, one answer per file comes back."""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence

from desktop_app.domain.errors import WorkerDied
from desktop_app.domain.records import FileStamp
from desktop_app.domain.text import path_text
from desktop_app.sandbox.channel import ChannelBroken, Message
from desktop_app.sandbox.process import Child

PER_MESSAGE = 128
"""Files sent at once; each brings a descriptor, and a message carries at most 250."""
_LOOK_S = 0.1


class Answers:
    """What a reader says of each file, in the order given. Nothing of it is checked but whose answer it is.

    It is asked at once; meanwhile others can be asked too. Whoever stops listening before the last answer leaves the
    child with answers that nobody takes: it is killed then (`close`), as it is on every failure.
    """

    def __init__(
        self,
        child: Child,
        op: str,
        files: Sequence[tuple[int, FileStamp]],
        *,
        timeout_s: float,
        more: Mapping[str, object] | None = None,
        look: Callable[[], None] | None = None,
        together: bool = False,
    ) -> None:
        """Args:
        files: open descriptors, which stay the caller's to close, with the stamps of the open files.
        timeout_s: how long one file may take.
        more: what the message says besides.
        look: called about ten times a second while an answer is waited for; what it raises ends the waiting.
        together: let several answers come in one message, which takes less time; but then nobody can say on which of
            the files not yet answered for the child has died.
        """
        self._child = child
        self._files = files
        self._body: dict[str, object] = {"op": op, **(more or {})}
        if together:
            self._body["together"] = True
        self._timeout_s = timeout_s
        self._look = look
        self._together = together
        self._asked = self._told = 0
        self._waiting: deque[Message] = deque()
        self._closed = False
        self._ask()

    def __iter__(self) -> Answers:
        return self

    def __next__(self) -> tuple[FileStamp, Message]:
        """The next answer.

        Raises:
            WorkerDied: the child ended, hung or sent nonsense; `path` is the file it was on.
        """
        if self._closed or self._told == len(self._files):
            raise StopIteration
        try:
            stamp, message = self._next()
        except BaseException:
            self.close()
            raise
        self._told += 1
        return stamp, message

    def close(self) -> None:
        """No more is listened to."""
        if not self._closed and self._told < len(self._files):
            self._child.kill()
        self._closed = True

    def __del__(self) -> None:
        if not getattr(self, "_closed", True):
            self.close()

    def _ask(self) -> None:
        batch = self._files[self._asked : self._asked + PER_MESSAGE]
        self._begun = self._asked
        self._asked += len(batch)
        if batch:
            named = [{"path_text": path_text(stamp.path)} for _, stamp in batch]
            with contextlib.suppress(ChannelBroken):  # it is gone: what it had answered before says on which file
                self._child.channel.send({**self._body, "files": named}, fds=[fd for fd, _ in batch])

    def _next(self) -> tuple[FileStamp, Message]:
        if self._told == self._asked:
            self._ask()
        stamp = self._files[self._told][1]
        if not self._waiting:
            message = _receive(self._child, stamp, self._timeout_s, self._look)
            self._waiting.extend(_split(message, stamp) if self._together else [message])
        message = self._waiting.popleft()
        if message.body.get("index") != self._told - self._begun:
            raise nonsense(stamp)
        return stamp, message


def _split(message: Message, stamp: FileStamp) -> list[Message]:
    """The answers in one message. Raises WorkerDied."""
    several = message.body.get("answers")
    if not isinstance(several, list) or not several or not all(isinstance(body, dict) for body in several):
        raise nonsense(stamp)
    return [Message(body) for body in several]


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
