"""Where the program begins: one process in one role. The only file that knows all layers.

Without a role it is the window or a command; `--role R --channel FD` makes it one of the other processes. The network
is given up first, before anything large is imported.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from desktop_app.sandbox import limits, seccomp
from desktop_app.sandbox.channel import Channel
from desktop_app.sandbox.seccomp import Seal


def _reader(channel: Channel, _: Sequence[str]) -> int:
    from desktop_app.audio import decode
    from desktop_app.library import reader
    from desktop_app.sandbox import worker

    def warm_up() -> None:
        reader.warm_up()
        decode.warm_up()

    handlers = {"tags": reader.handle, "decode": decode.handle}
    return worker.serve(channel, handlers, warm_up=warm_up, seal=Seal.FULL, limits=limits.READER)


def _analysis(channel: Channel, arguments: Sequence[str]) -> int:
    from desktop_app.audio import analysis

    return analysis.run(channel, threads=int(arguments[0]) if arguments else 1)


def _engine(channel: Channel, arguments: Sequence[str]) -> int:
    from desktop_app.playback.engine import main as engine

    return engine.run(channel.detach(), arguments[0] if arguments else "auto")


ROLES: dict[str, Callable[[Channel, Sequence[str]], int]] = {
    "reader": _reader,
    "analysis": _analysis,
    "engine": _engine,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run in the role that the arguments ask for; returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if len(words) >= 4 and words[0] == "--role" and words[2] == "--channel":
        seccomp.deny_network()
        return ROLES[words[1]](Channel.from_fd(int(words[3])), words[4:])
    from desktop_app import start

    return start.main(words)


if __name__ == "__main__":
    sys.exit(main())
