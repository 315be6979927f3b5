"""Start one of our own processes in a role, and end it again."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Sequence

from desktop_app.domain.errors import EnvironmentProblem
from desktop_app.sandbox.channel import Channel

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
_END_PATIENCE_S = 2.0


def own_command() -> list[str]:
    """The command that starts this program again, from a checkout, installed, or frozen."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "desktop_app"]


class Child:
    """A process of ours in a role. It ends when its channel closes; `close` waits for that, `kill` does not ask."""

    def __init__(self, process: subprocess.Popen[bytes], channel: Channel) -> None:
        self._process = process
        self.channel = channel

    @classmethod
    def start(cls, role: str, *, arguments: Sequence[str] = ()) -> Child:
        """Start `undersong --role ROLE`.

        Raises:
            EnvironmentProblem: the system could not start it.
        """
        ours, theirs = Channel.pair()
        fd = theirs.detach()
        command = [*own_command(), "--role", role, "--channel", str(fd), *arguments]
        # Each worker does one thing at a time or brings its own threads: BLAS must not add more on top.
        environment = dict(os.environ, **dict.fromkeys(_ONE_THREAD, "1"), PYTHONUNBUFFERED="1")
        environment.pop("PYTHONWARNINGS", None)
        stderr = None if os.environ.get("UNDERSONG_WORKER_ERRORS") else subprocess.DEVNULL
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                env=environment,
                pass_fds=(fd,),
                start_new_session=True,  # Ctrl-C in a terminal is for the window or the command alone
            )
        except OSError as problem:
            ours.close()
            raise EnvironmentProblem(
                f"A helper process could not be started ({problem.strerror}).",
                remedy="Close other programs, try again.",
            ) from problem
        finally:
            os.close(fd)
        return cls(process, ours)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End it now, whatever it does."""
        self.channel.close()
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Ask it to end by closing its channel; end it by force where it does not."""
        self.channel.close()
        try:
            self._process.wait(_END_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.kill()
