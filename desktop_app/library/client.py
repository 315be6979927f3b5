"""Have a reader process read tags, and believe nothing it says before it was checked."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from desktop_app.domain.errors import WorkerDied
from desktop_app.domain.records import FileStamp, ReadFile, Refusal
from desktop_app.domain.text import clean, path_text
from desktop_app.library import wire
from desktop_app.sandbox.channel import ChannelBroken, Message
from desktop_app.sandbox.process import Child

PER_MESSAGE = 128
"""Files sent at once; each brings a descriptor, and a message carries at most 250."""
TIMEOUT_S = 30.0


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
    awaited = len(files)
    try:
        for start in range(0, len(files), PER_MESSAGE):
            for result in _read_message(child, files[start : start + PER_MESSAGE], timeout_s, root):
                awaited -= 1
                yield result
    finally:
        if awaited:
            child.kill()


def _read_message(
    child: Child, files: Sequence[tuple[int, FileStamp]], timeout_s: float, root: bytes | None
) -> Iterator[ReadFile | Refusal]:
    body = {
        "op": "tags",
        "files": [{"path_text": path_text(stamp.path)} for _, stamp in files],
        "root_text": None if root is None else path_text(root),
    }
    with contextlib.suppress(ChannelBroken):  # it is gone: what it had answered before says on which file
        child.channel.send(body, fds=[fd for fd, _ in files])
    for index, (_, stamp) in enumerate(files):
        try:
            message = child.channel.receive(timeout_s)
        except TimeoutError as problem:
            raise _died(stamp, f"did not come to an end within {timeout_s:g} seconds") from problem
        except ChannelBroken as problem:
            raise _died(stamp, "broke off") from problem
        if message is None:
            raise _died(stamp, "ended")
        try:
            result = _result(message, index, stamp)
        except wire.NotTags as problem:
            raise _died(stamp, "sent something that makes no sense") from problem
        yield result


def _result(message: Message, index: int, stamp: FileStamp) -> ReadFile | Refusal:
    body = message.body
    if body.get("index") != index:
        raise wire.NotTags("not the answer that was waited for")
    refused = body.get("refused")
    if isinstance(refused, str):
        return Refusal(stamp.path, clean(refused, 300) or "it was refused without a reason")
    return ReadFile(stamp, wire.tags_from(body.get("tags")), wire.key_from(body.get("key")))


def _died(stamp: FileStamp, what: str) -> WorkerDied:
    return WorkerDied(f"The process that read the tags of {path_text(stamp.path)} {what}.", path=stamp.path)
