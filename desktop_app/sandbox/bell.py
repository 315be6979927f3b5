"""Ring at a window that is already open on a data folder, before anything large is imported.

The window listens on a local socket inside its data folder, which only its owner may enter (`ui/instance.py`). The lock
that decides who may write is the store's; this is only the bell.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
from collections.abc import Sequence
from pathlib import Path

LONGEST_PATH = 90
"""Unix sockets allow about 107 bytes of path; a longer one is named by a hash in the runtime folder."""
ANSWER = b"ok\n"
_PATIENCE_S = 2.0


def address(data_folder: Path) -> str:
    """Where the window of this data folder listens."""
    folder = data_folder.resolve()
    if len(os.fsencode(folder)) <= LONGEST_PATH:
        return str(folder / "window.socket")
    digest = hashlib.blake2b(os.fsencode(folder), digest_size=12).hexdigest()
    return str(Path(os.environ.get("XDG_RUNTIME_DIR") or "/tmp") / f"undersong-{digest}")


def ring(where: str, files: Sequence[str]) -> bool:
    """Raise the window that listens there and give it these files; False where there is none, or none that answers."""
    if not hasattr(socket, "AF_UNIX"):
        return False
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(_PATIENCE_S)
            line.connect(os.fsencode(where))
            line.sendall(json.dumps({"files": list(files)}).encode("ascii") + b"\n")
            return line.recv(len(ANSWER)) == ANSWER
    except OSError:
        return False
