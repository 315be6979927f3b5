"""Where the program begins: one process in one role. The only file that knows all layers.

Without a role it is the window or a command; `--role R --channel FD` makes it one of the other processes. The network
is given up first, before anything large is imported.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.domain.errors import AppError, DataFolderInUse, EnvironmentProblem
from desktop_app.domain.text import path_text
from desktop_app.sandbox import bell, limits, seccomp
from desktop_app.sandbox.channel import Channel

if TYPE_CHECKING:
    from desktop_app.cli_words import WindowOptions

STARTING_S = 5.0
"""A window that holds the data folder answers within this, or is none."""


def _reader(channel: Channel, _: Sequence[str]) -> int:
    """Reads what files say. It loads no library for sound or pictures: a first scan waits for its start."""
    from desktop_app.library import full_keys, reader
    from desktop_app.sandbox import worker

    def warm_up() -> None:
        reader.warm_up()
        full_keys.warm_up()

    handlers = {
        "tags": reader.handle,
        "cue": reader.handle_sheets,
        "lyrics": reader.handle_lyrics,
        "key": full_keys.handle,
    }
    return worker.serve(channel, handlers, warm_up=warm_up, limits=limits.READER)


def _picture_reader(channel: Channel, _: Sequence[str]) -> int:
    from desktop_app.library import art
    from desktop_app.sandbox import worker

    return worker.serve(channel, {"art": art.handle}, warm_up=art.warm_up, limits=limits.READER)


def _decoder(channel: Channel, _: Sequence[str]) -> int:
    from desktop_app.audio import decode
    from desktop_app.sandbox import worker

    return worker.serve(channel, {"decode": decode.handle}, warm_up=decode.warm_up, limits=limits.READER)


def _idle_reader(channel: Channel, _: Sequence[str]) -> int:
    """A reader for work that can wait, which is whole keys."""
    from desktop_app.library import full_keys
    from desktop_app.sandbox import worker

    limits.be_idle()
    return worker.serve(channel, {"key": full_keys.handle}, warm_up=full_keys.warm_up, limits=limits.READER)


def _idle_decoder(channel: Channel, arguments: Sequence[str]) -> int:
    """A decoder for the analysis, which must never disturb playback and the window."""
    limits.be_idle()
    return _decoder(channel, arguments)


def _analysis(channel: Channel, arguments: Sequence[str]) -> int:
    from desktop_app.audio import analysis

    limits.be_idle()
    return analysis.run(channel, threads=int(arguments[0]) if arguments else 1)


def _engine(channel: Channel, arguments: Sequence[str]) -> int:
    from desktop_app.playback.engine import main as engine

    return engine.run(channel.detach(), arguments[0] if arguments else "auto")


ROLES: dict[str, Callable[[Channel, Sequence[str]], int]] = {
    "reader": _reader,
    "idle-reader": _idle_reader,
    "picture-reader": _picture_reader,
    "decoder": _decoder,
    "idle-decoder": _idle_decoder,
    "analysis": _analysis,
    "engine": _engine,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run in the role that the arguments ask for; returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    seccomp.deny_network()
    if len(words) >= 4 and words[0] == "--role" and words[2] == "--channel":
        return ROLES[words[1]](Channel.from_fd(int(words[3])), words[4:])
    from desktop_app import cli_words

    if cli_words.is_command(words):
        from desktop_app import cli

        return cli.run(words, default_data_folder(), local_time)
    try:
        return _window(cli_words.window_options(words, default_data_folder(), local_time))
    except AppError as problem:
        from desktop_app import cli  # not for a window that opens

        return cli.failed(problem, words)


def _window(options: WindowOptions) -> int:
    if not screen_available():
        from desktop_app.cli_words import COMMANDS

        raise EnvironmentProblem(f"There is no screen here. These work without one: {', '.join(COMMANDS)}.")
    files = [path_text(os.fsencode(path.absolute())) for path in options.files]
    where = bell.address(options.data_folder)
    if bell.ring(where, files):
        return 0
    from desktop_app.services import Services

    try:
        services = Services.open(options.data_folder, write=True, clock=options.clock)
    except DataFolderInUse:
        if _ring_until_answered(where, files):
            return 0
        raise
    with services:
        from desktop_app.ui import app

        services.player.open()
        return app.run(services, data_dir=options.data_folder, bell=where, arguments=files)


def _ring_until_answered(where: str, files: Sequence[str]) -> bool:
    """Ring at a window that is only just being opened; False where it stays silent (a command holds the folder)."""
    end = time.monotonic() + STARTING_S
    while time.monotonic() < end:
        if bell.ring(where, files):
            return True
        time.sleep(0.05)
    return False


def screen_available() -> bool:
    """Whether a window can be shown: on Linux only where a display server or another Qt platform is named."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def default_data_folder() -> Path:
    """The profile that is used where none is named; $XDG_DATA_HOME/undersong on Linux."""
    from platformdirs import user_data_path

    return user_data_path("undersong", appauthor=False)


def local_time() -> datetime:
    """The present, with the local offset from UTC."""
    return datetime.now().astimezone()


if __name__ == "__main__":
    sys.exit(main())
