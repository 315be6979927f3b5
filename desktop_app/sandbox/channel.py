"""Messages between two of our processes: a JSON object, optional bytes, optional open descriptors.

The frame is a fixed header (lengths of body and blob, count of descriptors), the body, the blob. A child that was
taken over by a hostile file may send anything: lengths are bounded and a frame that does not hold is ChannelBroken.
"""

from __future__ import annotations

import array
import contextlib
import json
import os
import select
import socket
import struct
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop_app.domain.errors import AppError

_HEADER = struct.Struct("!4sIIH")
_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False)
_NOW = getattr(socket, "MSG_DONTWAIT", 0)
_MAGIC = b"USG1"
MAX_BODY = 32 << 20
MAX_BLOB = 256 << 20
MAX_FDS = 250  # Linux refuses more than 253 in one message (SCM_MAX_FD)


class ChannelBroken(AppError):
    """The other side closed in the middle of a message, or sent what is no message."""

    code = "channel_broken"


@dataclass(frozen=True, slots=True)
class Message:
    """One received message. Whoever receives it owns the descriptors and closes them."""

    body: dict[str, Any]
    blob: bytes = b""
    fds: tuple[int, ...] = ()


class Channel:
    """One end of a connected AF_UNIX stream. `send` may be called from any thread; `receive` from one at a time."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._sending = threading.Lock()

    @classmethod
    def pair(cls) -> tuple[Channel, Channel]:
        """Two connected ends."""
        left, right = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        return cls(left), cls(right)

    @classmethod
    def from_fd(cls, fd: int) -> Channel:
        """Take over a descriptor that was inherited or received."""
        return cls(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, fileno=fd))

    def fileno(self) -> int:
        """Readable as soon as a message, or the end of file, waits."""
        return self._socket.fileno()

    def detach(self) -> int:
        """Give the descriptor away; this object is of no further use."""
        return self._socket.detach()

    def close(self) -> None:
        """Close this end; the other one sees the end of file."""
        self._socket.close()

    def send(self, body: Mapping[str, object], *, blob: bytes | memoryview = b"", fds: Sequence[int] = ()) -> None:
        """Send one message whole.

        Raises:
            ChannelBroken: the other side is gone.
            ValueError: too large, or a number that is not finite.
        """
        text = _ENCODER.encode(body).encode("ascii")
        size = memoryview(blob).nbytes
        if len(text) > MAX_BODY or size > MAX_BLOB or len(fds) > MAX_FDS:
            raise ValueError("message too large")
        head = _HEADER.pack(_MAGIC, len(text), size, len(fds)) + text
        try:
            with self._sending:
                if fds:
                    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))]
                    sent = self._socket.sendmsg([head], rights)
                    head = head[sent:]
                if head:
                    self._socket.sendall(head)
                if size:
                    self._socket.sendall(blob)
        except OSError as problem:
            raise ChannelBroken(f"the other process is gone ({problem.strerror})") from problem

    def receive(self, timeout: float | None = None, *, descriptors: bool = False) -> Message | None:
        """The next message, or None at the end of file.

        Args:
            timeout: in seconds; None waits for ever, 0 only looks.
            descriptors: take over those that come along. Only a process of ours that is sent files or streams does:
                the system closes what is not taken, so that no child can fill its parent's table of open files.
        Raises:
            TimeoutError: nothing came in time.
            ChannelBroken: see the class; also for a message with descriptors where none are taken.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        received: list[int] = []
        try:
            head = self._exactly(_HEADER.size, deadline, received if descriptors else None, start=True)
            if head is None:
                return None
            magic, body_size, blob_size, count = _HEADER.unpack(head)
            if magic != _MAGIC or body_size > MAX_BODY or blob_size > MAX_BLOB or count != len(received):
                raise ChannelBroken("the other process sent something that is no message")
            # Once a message has begun, its rest is on the way: a short patience of its own, so that a look
            # (timeout 0) is never torn apart in the middle of a frame.
            patience = time.monotonic() + 30 if deadline is None else max(deadline, time.monotonic() + 5)
            text = self._exactly(body_size, patience)
            blob = self._exactly(blob_size, patience)
            body = json.loads(text or b"{}")
            if not isinstance(body, dict):
                raise ChannelBroken("the other process sent something that is no message")
            message = Message(body, bytes(blob or b""), tuple(received))
        except (ValueError, RecursionError) as problem:
            _close_all(received)
            raise ChannelBroken("the other process sent something that is no message") from problem
        except BaseException:
            _close_all(received)
            raise
        return message

    def _exactly(
        self, size: int, deadline: float | None, fds: list[int] | None = None, *, start: bool = False
    ) -> bytearray | None:
        data = bytearray(size)
        view, got = memoryview(data), 0
        waited = not _NOW
        while got < size:
            if waited:
                self._wait(deadline)
            try:
                if fds is not None:  # they travel with the first bytes of a message
                    count, ancillary, _, _ = self._socket.recvmsg_into(
                        [view[got:]], socket.CMSG_SPACE(4 * MAX_FDS), _NOW | getattr(socket, "MSG_CMSG_CLOEXEC", 0)
                    )
                    fds.extend(_descriptors(ancillary))
                else:
                    count = self._socket.recv_into(view[got:], 0, _NOW)
            except BlockingIOError:  # nothing there yet; most often there is, and one call of the system is enough
                waited = True
                continue
            except ConnectionResetError:
                count = 0
            except OSError as problem:
                raise ChannelBroken(f"the other process is gone ({problem.strerror})") from problem
            if count == 0:
                if start and got == 0:
                    return None
                raise ChannelBroken("the other process ended in the middle of a message")
            got += count
        return data

    def _wait(self, deadline: float | None) -> None:
        poll = select.poll()
        poll.register(self._socket, select.POLLIN | select.POLLHUP)
        left = None if deadline is None else max(0.0, deadline - time.monotonic()) * 1000
        if not poll.poll(left):
            raise TimeoutError


def _descriptors(ancillary: list[tuple[int, int, bytes]]) -> list[int]:
    found = array.array("i")
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            found.frombytes(data[: len(data) - len(data) % found.itemsize])
    for fd in found:
        os.set_inheritable(fd, False)
    return list(found)


def _close_all(fds: list[int]) -> None:
    for fd in fds:
        with contextlib.suppress(OSError):
            os.close(fd)
