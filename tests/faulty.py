"""A reader that does wrong when a file says so: started instead of the real one, limited and sealed like it.

A file that begins with "FAULT segv" makes it touch memory that is not there when its tags are read, and so on; one with
"decode segv" in its name when it is decoded. All others are read as ever.
"""

from __future__ import annotations

import ctypes
import os
import sys
import time
from collections.abc import Callable

from desktop_app import __main__ as undersong
from desktop_app.audio import decode
from desktop_app.library import reader
from desktop_app.sandbox import limits, seccomp, worker
from desktop_app.sandbox.channel import Channel, Message

ENDS = ("segv", "abort", "exit", "junk", "forks")
"""Faults that end a reader at once."""
FAULTS = ("segv", "abort", "exit", "hang", "memory", "forks", "junk", "half")


def content(fault: str, number: int = 0) -> bytes:
    """What a file holds that calls for a fault."""
    return b"FAULT %s %d\n" % (fault.encode(), number)


def _memory() -> None:
    """Take eight gigabytes; the limit comes first, and a library that does not look at what it got falls over."""
    kept = []
    try:
        for _ in range(8 * 16):
            kept.append(bytearray(64 << 20))
    except MemoryError:
        kept.clear()
        os.abort()


def _forks() -> None:
    while True:
        os.fork()


def _act(fault: str, channel: Channel) -> None:
    acts: dict[str, Callable[[], object]] = {
        "segv": lambda: ctypes.string_at(8),
        "abort": os.abort,
        "exit": lambda: os._exit(0),
        "hang": lambda: time.sleep(3600),
        "memory": _memory,
        "forks": _forks,
        "junk": lambda: os.write(channel.fileno(), b"\xff\0junk" * 5000),
        "half": lambda: (os.write(channel.fileno(), b"USG1\0\0\1\0\0\0\0\0\0\0{"), time.sleep(3600)),
    }
    acts[fault]()


def _fault_of(fd: int) -> str:
    head = os.pread(fd, 64, 0).split()
    return head[1].decode() if len(head) > 1 and head[0] == b"FAULT" else ""


def _tags(message: Message, channel: Channel) -> None:
    root = message.body.get("root_text")
    for index, (fd, entry) in enumerate(zip(message.fds, message.body["files"], strict=True)):
        if fault := _fault_of(fd):
            _act(fault, channel)
        channel.send({"index": index, **reader.answer(fd, entry, os.fsencode(root) if root else None)})
        os.close(fd)


def _decode(message: Message, channel: Channel) -> None:
    _, named, after = str(message.body.get("path_text")).rpartition("decode ")
    if named and (fault := after.partition(".")[0]) in FAULTS:
        _act(fault, channel)
    decode.handle(message, channel)


def main() -> int:
    """As desktop_app.__main__, but that the roles of readers and decoders are ones that do wrong."""
    if sys.argv[2] not in ("reader", "decoder", "idle-decoder"):
        return undersong.main()
    seccomp.deny_network()

    def warm_up() -> None:
        reader.warm_up()
        decode.warm_up()

    channel = Channel.from_fd(int(sys.argv[4]))
    return worker.serve(channel, {"tags": _tags, "decode": _decode}, warm_up=warm_up, limits=limits.READER)


if __name__ == "__main__":
    sys.exit(main())
