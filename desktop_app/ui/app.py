"""Starts the window: dress the application, show the window, then load what it shows by jobs."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QSettings, QSocketNotifier
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop_app.services import Services
from desktop_app.ui import style
from desktop_app.ui.instance import Doorbell
from desktop_app.ui.window import MainWindow

_log = logging.getLogger(__name__)


def run(services: Services, *, data_dir: Path, bell: str, arguments: Sequence[str]) -> int:
    """Open the window and stay until it is closed.

    Args:
        services: all services over `data_dir`; whoever made them closes them afterwards.
        bell: address of the local socket on which a later start rings.
        arguments: files to play and folders to add, as given on the command line.
    Returns:
        The exit code for the process.
    """
    # Qt's own file dialog remembers folders in a user-wide file; this keeps such notes inside our folder.
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(data_dir / "qt"))
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        QGuiApplication.setDesktopFileName("undersong")
        app = QApplication([sys.argv[0] if sys.argv else "undersong"])
        app.setApplicationName("Undersong")
    app.setQuitOnLastWindowClosed(False)  # the window ends its jobs first
    theme = services.settings.get().theme  # before there is a window to hold up
    style.apply(app, theme)
    doorbell = Doorbell(bell)
    if not doorbell.listening:
        _log.warning("A second start cannot raise this window: the local socket cannot be opened.")
    window = MainWindow(services, data_dir, theme=theme)
    doorbell.rang.connect(window.come_forward)
    window.closed.connect(app.quit)
    window.show()
    window.start(list(arguments))
    try:
        with _signals_close(window):
            return app.exec()
    finally:
        doorbell.close()
        window.close()
        window.deleteLater()


@contextmanager
def _signals_close(window: MainWindow) -> Iterator[None]:
    """Ctrl-C in the terminal and a polite kill, as at the end of a desktop session, close the window in good order.

    Python runs its handlers between its own steps, and there are none while Qt waits; a pipe wakes Qt up.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    wake = QSocketNotifier(reading, QSocketNotifier.Type.Read)
    wake.activated.connect(window.close)
    former_wake = signal.set_wakeup_fd(writing)
    former = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(former_wake)
        wake.setEnabled(False)
        os.close(writing)
        os.close(reading)
