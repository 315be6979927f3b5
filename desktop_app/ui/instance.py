"""One window per data folder: a second start hands its files to the first and raises its window.

The first window listens on a local socket inside its data folder (which only its owner may enter), the second one
connects to it. No network is involved. The lock that decides who may write is the store's; this is only the bell.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

LONGEST_PATH = 90
"""Unix sockets allow about 107 bytes of path; a longer one is named by a hash in the runtime folder."""
LONGEST_MESSAGE = 1 << 20
WAIT_MS = 1000


def address(data_dir: Path) -> str:
    """Where the window of this data folder listens."""
    folder = data_dir.resolve()
    if sys.platform != "win32" and len(os.fsencode(folder)) <= LONGEST_PATH:
        return str(folder / "window.socket")
    digest = hashlib.blake2b(os.fsencode(folder), digest_size=12).hexdigest()
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    return str(Path(runtime) / f"undersong-{digest}") if runtime else f"undersong-{digest}"


def hand_over(data_dir: Path, files: Sequence[str]) -> bool:
    """Raise the window that is already open on this data folder and give it the files; False if there is none."""
    socket = QLocalSocket()
    socket.connectToServer(address(data_dir))
    if not socket.waitForConnected(WAIT_MS):
        return False
    socket.write(json.dumps({"files": list(files)}).encode("ascii") + b"\n")
    socket.flush()
    answered = socket.bytesAvailable() > 0 or socket.waitForReadyRead(WAIT_MS)
    heard = answered and bytes(socket.readLine().data()) == b"ok\n"
    socket.disconnectFromServer()
    return bool(heard)


class Doorbell(QObject):
    """Listens for later starts on the same data folder."""

    rang = Signal(object)
    """A later start asks for the window; carries the files it was given, a list of text."""

    def __init__(self, data_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)
        name = address(data_dir)
        self.listening = self._server.listen(name)
        if not self.listening:  # a socket left by a crash; whoever holds the data folder's lock may take its place
            QLocalServer.removeServer(name)
            self.listening = self._server.listen(name)

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _greet(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(lambda s=socket: self._read(s))
            socket.disconnected.connect(socket.deleteLater)
            self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if socket.bytesAvailable() > LONGEST_MESSAGE:
            socket.abort()
            return
        if not socket.canReadLine():
            return
        try:
            message = json.loads(bytes(socket.readLine().data()))
            files = message["files"]
        except (ValueError, KeyError, TypeError, RecursionError):
            socket.abort()
            return
        if isinstance(files, list) and all(isinstance(file, str) for file in files):
            socket.write(b"ok\n")
            socket.flush()
            self.rang.emit(files)
