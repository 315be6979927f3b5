"""A real reader, warm and sealed, tries what a hostile file that took it over would try. Nothing of it succeeds."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.sandbox import seccomp
from desktop_app.sandbox.channel import Channel
from desktop_app.sandbox.process import Child

pytestmark = pytest.mark.skipif(not seccomp.supported(), reason="this system has no system call filter")
ROOT = Path(__file__).resolve().parents[2]

PROBE = """
import ctypes, fcntl, mmap, os, platform, resource, signal, socket, sys, threading
from desktop_app import __main__ as program
from desktop_app.sandbox import worker

libc = ctypes.CDLL(None, use_errno=True)
ARM = platform.machine() == "aarch64"
serve = worker.serve
inherited = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)  # as a careless parent might leave one open


def call(x86, arm, *arguments):
    ctypes.set_errno(0)
    if libc.syscall(arm if ARM else x86, *arguments) == -1:
        raise OSError(ctypes.get_errno(), "refused")


def acts(victim, folder, parent, fd):
    path = os.fsencode(victim)
    return {
        "socket inet": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
        "socket inet6": lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM),
        "socket unix": lambda: socket.socket(socket.AF_UNIX),
        "socket netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
        "bind": lambda: inherited.bind(folder + "/socket"),
        "connect": lambda: inherited.connect(folder + "/none"),
        "listen": lambda: inherited.listen(),
        "read": lambda: os.open(victim, os.O_RDONLY),
        "read through openat2": lambda: call(437, 437, -100, path, bytes(24), 24),
        "read a system file": lambda: open("/etc/passwd"),
        "reopen for writing": lambda: os.open(f"/proc/self/fd/{fd}", os.O_RDWR),
        "list a folder": lambda: os.listdir(folder),
        "write": lambda: os.open(victim, os.O_WRONLY),
        "create": lambda: os.open(folder + "/new", os.O_WRONLY | os.O_CREAT),
        "write to what is open": lambda: os.write(fd, b"x"),
        "cut what is open": lambda: os.ftruncate(fd, 0),
        "mode of what is open": lambda: os.fchmod(fd, 0o777),
        "owner of what is open": lambda: os.fchown(fd, 1, 1),
        "times of what is open": lambda: os.utime(fd, (1, 1)),
        "attributes of what is open": lambda: os.setxattr(fd, "user.x", b"x"),
        "flags of what is open": lambda: fcntl.ioctl(fd, 0x40086602, bytearray(8)),
        "map it for writing": lambda: mmap.mmap(fd, 4, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE),
        "mode": lambda: os.chmod(victim, 0o777),
        "remove": lambda: os.unlink(victim),
        "rename": lambda: os.rename(victim, victim + "2"),
        "link": lambda: os.link(victim, victim + "3"),
        "symlink": lambda: os.symlink(victim, victim + "4"),
        "make a folder": lambda: os.mkdir(folder + "/made"),
        "make a pipe": lambda: os.mkfifo(folder + "/pipe"),
        "execute": lambda: os.execv("/bin/true", ["true"]),
        "execute by descriptor": lambda: os.execve(fd, ["x"], {}),
        "fork": os.fork,
        "clone": lambda: call(56, 220, int(signal.SIGCHLD), 0, 0, 0, 0),
        "clone3": lambda: call(435, 435, bytes(64), 64),
        "signal the parent": lambda: os.kill(parent, 0),
        "signal it by thread": lambda: call(200, 130, parent, 0),
        "signal it by group and thread": lambda: call(234, 131, parent, parent, 0),
        "signal it by queue": lambda: call(129, 138, parent, 0, bytes(128)),
        "signal it by descriptor": lambda: signal.pidfd_send_signal(fd, 0),
        "open the parent": lambda: os.pidfd_open(parent),
        "trace the parent": lambda: call(101, 117, 16, parent, 0, 0),
        "read the parent": lambda: call(310, 270, parent, 0, 0, 0, 0, 0),
        "limit the parent": lambda: resource.prlimit(parent, resource.RLIMIT_CPU, (900, 900)),
        "slow the parent": lambda: os.setpriority(os.PRIO_PROCESS, parent, 19),
        "io_uring": lambda: call(425, 425, 4, bytes(120)),
        "bpf": lambda: call(321, 280, 0, 0, 0),
        "perf": lambda: call(298, 241, bytes(128), 0, -1, -1, 0),
        "user faults": lambda: call(323, 282, 0),
        "namespaces": lambda: call(272, 97, 0x10000000),
        "mount": lambda: call(165, 40, b"none", folder.encode(), b"tmpfs", 0, 0),
        "change root": lambda: os.chroot(folder),
        "handle to a file": lambda: call(304, 265, fd, bytes(16), 0),
        "keys": lambda: call(250, 219, 0, 0, 0),
        "shared memory": lambda: call(29, 194, 1, 4096, 0o1666),
        "message queue": lambda: call(68, 186, 1, 0o1666),
        "watch files": lambda: call(294, 26, 0),
        "grow a file": lambda: os.posix_fallocate(fd, 0, 10),
        "raise a limit": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (100_000, 100_000)),
        "core files": lambda: resource.setrlimit(resource.RLIMIT_CORE, (1 << 20, 1 << 20)),
    }


def probe(message, channel):
    (fd,) = message.fds
    done = []
    for name, act in acts(message.body["victim"], message.body["folder"], os.getppid(), fd).items():
        try:
            act()
        except (OSError, ValueError):
            continue
        done.append(name)
    thread = threading.Thread(target=done.append, args=("a thread",))
    thread.start()
    thread.join()
    channel.send({"done": done, "tried": len(acts("", "", 0, 0)), "read": os.pread(fd, 4, 0).decode()})
    os.close(fd)


def serve_with_probe(channel, handlers, **more):
    return serve(channel, {**handlers, "probe": probe}, **more)


worker.serve = serve_with_probe
sys.exit(program.main(["--role", sys.argv[1], "--channel", sys.argv[2]]))
"""


def start(role: str) -> Child:
    """The program in a role, with one more thing that it can be asked to do."""
    ours, theirs = Channel.pair()
    fd = theirs.detach()
    try:
        process = subprocess.Popen([sys.executable, "-c", PROBE, role, str(fd)], pass_fds=(fd,), cwd=ROOT)
    finally:
        os.close(fd)
    return Child(process, ours)


@pytest.fixture(params=["reader", "idle-reader", "picture-reader", "decoder", "idle-decoder"])
def child(request: pytest.FixtureRequest) -> Iterator[Child]:
    child = start(request.param)
    yield child
    child.close()


def test_a_warm_reader_can_do_nothing_but_read_what_it_was_given(child: Child, tmp_path: Path) -> None:
    victim = tmp_path / "victim.wav"
    victim.write_bytes(b"here it is")
    os.utime(victim, (7, 7))
    victim.chmod(0o644)
    fd = os.open(victim, os.O_RDONLY)
    child.channel.send({"op": "probe", "victim": str(victim), "folder": str(tmp_path)}, fds=(fd,))
    os.close(fd)
    message = child.channel.receive(60)
    assert message is not None
    assert message.body["done"] == ["a thread"]
    assert message.body["tried"] >= 50
    assert message.body["read"] == "here"
    status = victim.stat()
    assert (victim.read_bytes(), status.st_mtime, stat.S_IMODE(status.st_mode)) == (b"here it is", 7, 0o644)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["victim.wav"]
    assert child.alive()
    assert os.getpriority(os.PRIO_PROCESS, 0) < 19


def test_the_probe_can_succeed_where_nothing_is_sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same acts do something in a process that is not sealed, so that the test above says something."""
    code = PROBE.replace("worker.serve = serve_with_probe", "").rpartition("sys.exit")[0] + (
        "done = []\n"
        "folder = sys.argv[1]\n"
        "fd = os.open(folder + '/victim', os.O_RDONLY)\n"
        "chosen = ('read', 'create', 'make a folder', 'socket unix', 'signal the parent', 'mode of what is open', "
        "'times of what is open', 'limit the parent', 'open the parent', 'signal it by group and thread', "
        "'watch files', 'list a folder')\n"
        "found = acts(folder + '/victim', folder, os.getpid(), fd)\n"
        "for name in chosen:\n"
        "    try:\n"
        "        found[name]()\n"
        "    except OSError:\n"
        "        print(name)\n"
    )
    (tmp_path / "victim").write_bytes(b"here")
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout == ""
