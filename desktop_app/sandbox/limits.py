"""Limits that a child puts on itself. Where the system has none of them (Windows), nothing happens."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass

if sys.platform != "win32":
    import resource


@dataclass(frozen=True, slots=True)
class Limits:
    """None means no limit of ours. `cpu_s_per_job` counts from the start of each job."""

    address_space: int | None = None
    cpu_s_per_job: int | None = None
    open_files: int = 300


READER = Limits(address_space=1 << 30, cpu_s_per_job=60)
ANALYSIS = Limits(address_space=None, cpu_s_per_job=None)


def apply(limits: Limits) -> None:
    """Set the limits that hold for the whole life of the process; no core files, no growing of files."""
    if sys.platform == "win32":
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_NOFILE, limits.open_files)
    if limits.address_space is not None:
        _lower(resource.RLIMIT_AS, limits.address_space)


def start_job(limits: Limits) -> None:
    """Give the next job its share of processor time; SIGXCPU ends a process that uses more."""
    if sys.platform == "win32" or limits.cpu_s_per_job is None:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (used + limits.cpu_s_per_job, hard))


def _lower(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(kind, (value, value))


_IOPRIO_SET = {"x86_64": 251, "aarch64": 30}
_WHO_PROCESS, _IDLE = 1, 3 << 13


def be_idle() -> None:
    """Leave processor and disk to whoever else wants them. Must come before the process is sealed.

    Source: ioprio_set(2), for which the C library has no function.
    """
    if hasattr(os, "nice"):
        os.nice(19)
    number = _IOPRIO_SET.get(platform.machine())
    if sys.platform == "linux" and number is not None:
        ctypes.CDLL(None).syscall(number, _WHO_PROCESS, 0, _IDLE)  # where it is refused, being nice must do


@contextlib.contextmanager
def cpu_time(seconds: float) -> Iterator[None]:
    """End this process, by SIGPROF, if what is inside takes more processor time than this."""
    if sys.platform == "win32":
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
