"""The witness of what a process really did: which files it opened, which sockets it made, which programs it started."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_CALL = re.compile(rb"^\d+ +(?:<\.\.\. )?(\w+)")


@dataclass
class Seen:
    """Lines of a trace, by what they are."""

    opened: list[bytes] = field(default_factory=list)
    sockets: list[bytes] = field(default_factory=list)
    started: list[bytes] = field(default_factory=list)

    def inet(self) -> list[bytes]:
        """Sockets of the network, and addresses bound or connected to on it."""
        return [line for line in self.sockets if b"AF_INET" in line or b"sin_addr" in line or b"sin6_addr" in line]

    def opened_with(self, part: bytes) -> list[bytes]:
        """Files opened, or tried, whose path holds this."""
        return [line for line in self.opened if part in line]


def available() -> bool:
    """Whether there is a witness on this machine."""
    return shutil.which("strace") is not None


def witness(
    command: Sequence[str], trace: Path, timeout_s: float = 300
) -> tuple[subprocess.CompletedProcess[str], Seen]:
    """Run one of our commands (arguments of Python) and all its children under strace."""
    calls = "trace=open,openat,openat2,socket,bind,connect,execve"
    full = [
        "strace",
        "-f",
        "--seccomp-bpf",
        "-qq",
        "-s",
        "4096",
        "-e",
        calls,
        "-o",
        str(trace),
        sys.executable,
        *command,
    ]
    environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="1")
    done = subprocess.run(
        full, cwd=ROOT, capture_output=True, text=True, timeout=timeout_s, check=False, env=environment
    )
    seen = Seen()
    kinds = {b"socket": seen.sockets, b"bind": seen.sockets, b"connect": seen.sockets, b"execve": seen.started}
    for line in trace.read_bytes().splitlines():
        call = _CALL.match(line)
        if call is not None:
            kinds.get(call[1], seen.opened).append(line)
    return done, seen
