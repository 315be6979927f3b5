"""System call filters, set through ctypes before anything untrusted is touched (Linux on x86-64 and aarch64).

`deny_network` is for every process of the program: only AF_UNIX and AF_NETLINK sockets remain. `seal` is for workers
that have imported all they need: they can open no file, start no program, make no socket, touch no other process, and
change nothing of a file that was opened for them, not even its mode or times. Elsewhere (macOS, Windows) there is no
such wall; `network_denied` then says so, and so does the program.
Source of the interface: seccomp(2), linux/seccomp.h, linux/filter.h; call numbers: the kernel's tables.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from enum import Enum
from pathlib import Path

_LD_ABS, _JEQ, _JGE, _JSET, _RET = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_NR, _ARCH, _ARG0, _ARG1 = 0, 4, 16, 24  # offsets in struct seccomp_data; low halves of arguments on little endian
_AF_UNIX, _AF_NETLINK = 1, 16
_CLONE_THREAD = 0x10000
_HARMLESS_IOCTLS = (0x5401, 0x541B, 0x5450, 0x5451)
"""TCGETS, FIONREAD, FIONCLEX, FIOCLEX: what Python asks of a descriptor. Others change attributes of an open file."""

# architecture token, number of seccomp(2), call numbers by name
_X86_64 = (0xC000003E, 317, {
    "open": 2, "socket": 41, "connect": 42, "accept": 43, "bind": 49, "listen": 50, "clone": 56, "fork": 57,
    "vfork": 58, "execve": 59, "kill": 62, "truncate": 76, "rename": 82, "mkdir": 83, "rmdir": 84, "creat": 85,
    "link": 86, "unlink": 87, "symlink": 88, "chmod": 90, "chown": 92, "lchown": 94, "ptrace": 101, "mknod": 133,
    "chroot": 161, "mount": 165, "umount2": 166, "setxattr": 188, "lsetxattr": 189, "add_key": 248, "keyctl": 250,
    "openat": 257, "mkdirat": 258, "mknodat": 259, "fchownat": 260, "unlinkat": 263, "renameat": 264, "linkat": 265,
    "symlinkat": 266, "fchmodat": 268, "unshare": 272, "utimensat": 280, "accept4": 288, "perf_event_open": 298,
    "open_by_handle_at": 304, "setns": 308, "process_vm_readv": 310, "process_vm_writev": 311, "renameat2": 316,
    "bpf": 321, "execveat": 322, "userfaultfd": 323, "pidfd_send_signal": 424, "io_uring_setup": 425,
    "io_uring_enter": 426, "io_uring_register": 427, "pidfd_open": 434, "clone3": 435, "openat2": 437,
    "pidfd_getfd": 438,
    "shmget": 29, "shmat": 30, "semget": 64, "msgget": 68, "fchmod": 91, "fchown": 93, "rt_sigqueueinfo": 129,
    "utime": 132, "setpriority": 141, "sched_setparam": 142, "sched_setscheduler": 144, "fsetxattr": 190,
    "removexattr": 197, "lremovexattr": 198, "fremovexattr": 199, "tkill": 200, "sched_setaffinity": 203,
    "utimes": 235, "mq_open": 240, "ioprio_set": 251, "inotify_init": 253, "futimesat": 261, "inotify_init1": 294,
    "rt_tgsigqueueinfo": 297, "fanotify_init": 300, "kcmp": 312, "sched_setattr": 314, "process_madvise": 440,
    "process_mrelease": 448, "fchmodat2": 452, "setxattrat": 463, "removexattrat": 466,
    "ioctl": 16, "tgkill": 234, "prlimit64": 302,
})  # fmt: skip
_AARCH64 = (0xC00000B7, 277, {
    "setxattr": 5, "lsetxattr": 6, "mknodat": 33, "mkdirat": 34, "unlinkat": 35, "symlinkat": 36, "linkat": 37,
    "renameat": 38, "umount2": 39, "mount": 40, "truncate": 45, "chroot": 51, "fchmodat": 53, "fchownat": 54,
    "openat": 56, "utimensat": 88, "unshare": 97, "ptrace": 117, "kill": 129, "socket": 198, "bind": 200,
    "listen": 201, "accept": 202, "connect": 203, "add_key": 217, "keyctl": 219, "clone": 220, "execve": 221,
    "perf_event_open": 241, "accept4": 242, "open_by_handle_at": 265, "setns": 268, "process_vm_readv": 270,
    "process_vm_writev": 271, "renameat2": 276, "bpf": 280, "execveat": 281, "userfaultfd": 282,
    "pidfd_send_signal": 424, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
    "pidfd_open": 434, "clone3": 435, "openat2": 437, "pidfd_getfd": 438,
    "fsetxattr": 7, "removexattr": 14, "lremovexattr": 15, "fremovexattr": 16, "inotify_init1": 26, "ioprio_set": 30,
    "fchmod": 52, "fchown": 55, "sched_setparam": 118, "sched_setscheduler": 119, "sched_setaffinity": 122,
    "tkill": 130, "rt_sigqueueinfo": 138, "setpriority": 140, "mq_open": 180, "msgget": 186, "semget": 190,
    "shmget": 194, "shmat": 196, "rt_tgsigqueueinfo": 240, "fanotify_init": 262, "kcmp": 272, "sched_setattr": 274,
    "process_madvise": 440, "process_mrelease": 448, "fchmodat2": 452, "setxattrat": 463, "removexattrat": 466,
    "ioctl": 29, "tgkill": 131, "prlimit64": 261,
})  # fmt: skip
_BY_MACHINE = {"x86_64": _X86_64, "aarch64": _AARCH64}
_IO_URING = ("io_uring_setup", "io_uring_enter", "io_uring_register")


class _Seal(Enum):
    """How much a process gives up."""

    NETWORK = "network"
    """No socket but AF_UNIX and AF_NETLINK."""
    FULL = "full"
    """Besides: no file opened, created, changed or removed; no program started, no other process touched."""


def supported() -> bool:
    """Whether this system can enforce a filter of ours."""
    return sys.platform == "linux" and platform.machine() in _BY_MACHINE


def deny_network() -> bool:
    """Take the network away from this process, all its threads and all its children, for good.

    Returns:
        True where the system enforces it from now on.
    Raises:
        OSError: the kernel refused the filter although the system should support it.
    """
    if not supported():
        return False
    _install(_program(_Seal.NETWORK))
    return True


def seal() -> bool:
    """Take away all that a worker no longer needs once it is warm. Threads may still be started.

    Returns:
        True where the system enforces it.
    Raises:
        OSError: as `deny_network`.
    """
    if not supported():
        return False
    _install(_program(_Seal.FULL))
    return True


def network_denied() -> bool:
    """Whether a filter is in force for this process, by the kernel's own account."""
    if sys.platform != "linux":
        return False
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return any(line.split() == ["Seccomp:", "2"] for line in status.splitlines())


def _program(kind: _Seal) -> bytes:
    arch, _, numbers = _BY_MACHINE[platform.machine()]
    deny = _ERRNO | errno.EPERM
    code = [_step(_LD_ABS, _ARCH), _step(_JEQ, arch, 1, 0), _step(_RET, deny), _step(_LD_ABS, _NR)]
    if arch == _X86_64[0]:  # the x32 calls would go round every rule below
        code += [_step(_JGE, 0x40000000, 0, 1), _step(_RET, deny)]
    if kind is _Seal.NETWORK:
        code += [
            _step(_JEQ, numbers["socket"], 0, 5),
            _step(_LD_ABS, _ARG0),
            _step(_JEQ, _AF_UNIX, 2, 0),
            _step(_JEQ, _AF_NETLINK, 1, 0),
            _step(_RET, deny),
            _step(_RET, _ALLOW),
        ]
        refused: tuple[str, ...] = _IO_URING
    else:
        clone_thread = _step(_JSET, _CLONE_THREAD, 1, 0)  # a new thread is fine, a new process is not
        code += _only(numbers["clone"], _ARG0, [clone_thread], deny)
        code += _only(numbers["tgkill"], _ARG0, [_step(_JEQ, os.getpid(), 1, 0)], deny)  # `abort` uses it on itself
        code += _only(numbers["prlimit64"], _ARG0, [_step(_JEQ, 0, 1, 0)], deny)  # the limits of this process
        last = len(_HARMLESS_IOCTLS) - 1
        harmless = [_step(_JEQ, request, 1 + last - place, 0) for place, request in enumerate(_HARMLESS_IOCTLS)]
        code += _only(numbers["ioctl"], _ARG1, harmless, deny)
        # glibc falls back on clone where clone3 does not exist; its flags lie in memory, out of a filter's reach
        code += [_step(_JEQ, numbers["clone3"], 0, 1), _step(_RET, _ERRNO | errno.ENOSYS)]
        refused = tuple(name for name in numbers if name not in _LOOKED_INTO)
    for name in refused:
        code += [_step(_JEQ, numbers[name], 0, 1), _step(_RET, deny)]
    code.append(_step(_RET, _ALLOW))
    return b"".join(code)


_LOOKED_INTO = frozenset({"clone", "clone3", "tgkill", "prlimit64", "ioctl"})
"""Calls that are refused by what they ask for."""


def _only(number: int, argument: int, tests: list[bytes], deny: int) -> list[bytes]:
    """Steps that refuse a call unless one of the tests of an argument jumps over the refusal."""
    inside = [_step(_LD_ABS, argument), *tests, _step(_RET, deny), _step(_RET, _ALLOW)]
    return [_step(_JEQ, number, 0, len(inside)), *inside]


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def _install(program: bytes) -> None:
    _, number, _ = _BY_MACHINE[platform.machine()]
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    filter_ = Program(len(program) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    no_new_privileges, set_filter, all_threads = 38, 1, 1
    if libc.prctl(no_new_privileges, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "the kernel refused to give up privileges")
    if libc.syscall(number, set_filter, all_threads, ctypes.byref(filter_)) != 0:
        raise OSError(ctypes.get_errno(), "the kernel refused the system call filter")
