from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

from desktop_app.sandbox import seccomp

pytestmark = pytest.mark.skipif(not seccomp.supported(), reason="this system has no system call filter")


def _run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


def test_network_is_gone_for_the_process_its_threads_and_its_children_and_the_rest_works():
    out = _run("""
        import os, socket, subprocess, sys, threading
        from desktop_app.sandbox import seccomp
        ready, go = threading.Event(), threading.Event()
        seen = []
        def attempt(family):
            try:
                socket.socket(family, socket.SOCK_STREAM).close()
                return "open"
            except OSError as problem:
                return problem.errno
        def other():
            ready.set(); go.wait()
            seen.append(attempt(socket.AF_INET))
        thread = threading.Thread(target=other); thread.start(); ready.wait()
        assert not seccomp.network_denied()
        assert seccomp.deny_network()
        go.set(); thread.join()
        attempt6 = "import socket; socket.socket(socket.AF_INET6)"
        child = subprocess.run([sys.executable, "-c", attempt6], capture_output=True)
        print(attempt(socket.AF_INET), attempt(socket.AF_INET6), attempt(socket.AF_UNIX), seen[0], child.returncode,
              seccomp.network_denied(), os.path.exists("/etc/passwd"), open("/etc/passwd").read(1) != "")
    """)
    assert out.split() == ["1", "1", "open", "1", "1", "True", "True", "True"]


def test_sealed_process_can_do_nothing_of_twelve_forbidden_acts(tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("here")
    out = _run(f"""
        import ctypes, os, signal, socket, sys, threading
        from desktop_app.sandbox import seccomp
        victim = {str(victim)!r}
        parent = os.getppid()
        libc = ctypes.CDLL(None, use_errno=True)
        def denied(act):
            try:
                result = act()
            except OSError:
                return True
            return result == -1
        acts = dict(
            read=lambda: os.open(victim, os.O_RDONLY),
            write=lambda: os.open(victim, os.O_WRONLY | os.O_CREAT),
            unlink=lambda: os.unlink(victim),
            rename=lambda: os.rename(victim, victim + "2"),
            mkdir=lambda: os.mkdir(victim + "3"),
            inet=lambda: socket.socket(socket.AF_INET),
            unix=lambda: socket.socket(socket.AF_UNIX),
            execute=lambda: os.execv("/bin/true", ["true"]),
            fork=lambda: os.fork(),
            kill=lambda: os.kill(parent, 0),
            ptrace=lambda: libc.ptrace(16, parent, 0, 0),
            reopen=lambda: os.open("/proc/self/fd/0", os.O_RDONLY),
        )
        seccomp.seal()
        results = {{name: denied(act) for name, act in acts.items()}}
        thread = threading.Thread(target=lambda: results.__setitem__("thread", True)); thread.start(); thread.join()
        print(sorted(results.items()))
    """)
    assert "False" not in out and out.count("True") == 13
    assert victim.read_text() == "here"
