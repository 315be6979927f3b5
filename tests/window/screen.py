"""An X server of our own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def screen(size: str = "1920x1080") -> Iterator[str]:
    """Start Xvfb; gives the name of its display, and ends it."""
    ours, theirs = os.pipe()
    # -noreset: without it the server starts over, and refuses for a moment, whenever its last window closes
    words = ["-displayfd", str(theirs), "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(["Xvfb", *words], pass_fds=(theirs,), stderr=subprocess.DEVNULL)
    os.close(theirs)
    try:
        with os.fdopen(ours) as said:
            yield f":{said.readline().strip()}"
    finally:
        server.terminate()
        server.wait()
