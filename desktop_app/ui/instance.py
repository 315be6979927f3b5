"""One window per data folder: a later start rings here, hands over its files and ends (`sandbox/bell.py`)."""

from __future__ import annotations

import json

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

LONGEST_MESSAGE = 1 << 20


class Doorbell(QObject):
    """Listens for later starts on the same data folder."""

    rang = Signal(object)
    """A later start asks for the window; carries the files it was given, a list of text."""

    def __init__(self, address: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)
        self.listening = self._server.listen(address)
        if not self.listening:  # a socket left by a crash; whoever holds the data folder's lock may take its place
            QLocalServer.removeServer(address)
            self.listening = self._server.listen(address)

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
