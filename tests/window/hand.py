"""A hand on the mouse and the keyboard of an X server, an eye on its screen, and patience for a window."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QPoint, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget


class Hand:
    """Real events through the X server (xdotool), as a person makes them; the window's loop runs in between."""

    def __init__(self, shots: Path) -> None:
        self._shots = shots
        shots.mkdir(parents=True, exist_ok=True)

    def wait(self, condition: Callable[[], bool], what: str, seconds: float = 30.0) -> None:
        """Let the window work until something holds.

        Raises:
            AssertionError: it did not hold in time.
        """
        if condition():
            return
        loop = QEventLoop()
        look, end = QTimer(), QTimer()
        look.timeout.connect(lambda: loop.quit() if condition() else None)
        end.setSingleShot(True)
        end.timeout.connect(loop.quit)
        look.start(20)
        end.start(round(seconds * 1000))
        loop.exec()
        look.stop()
        end.stop()
        if not condition():
            self.look("failed")
            raise AssertionError(f"in vain waited for: {what}")

    def rest(self, milliseconds: int = 250) -> None:
        """Let animations end, before a picture is taken."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def click(self, widget: QWidget, place: QPoint | None = None, *, times: int = 1) -> None:
        """Move to a widget (its middle, or a place in it) and click."""
        self.wait(widget.isVisible, f"{widget.objectName() or type(widget).__name__} to be seen")
        self.rest(60)
        spot = widget.mapToGlobal(place if place is not None else widget.rect().center())
        self._run("mousemove", str(spot.x()), str(spot.y()))
        self.rest(60)
        self._run("click", "--repeat", str(times), "--delay", "60", "1")
        self.rest(60)

    def click_row(self, view: QAbstractItemView, row: int, column: int = 0, *, times: int = 1) -> None:
        """Click an entry of a list."""
        place = view.visualRect(view.model().index(row, column)).center()
        self.click(view.viewport(), place, times=times)

    def key(self, *names: str) -> None:
        """Press keys by their X names, such as ctrl+f, Return, space."""
        self._run("key", "--delay", "40", *names)
        self.rest(60)

    def type(self, text: str) -> None:
        """Type text."""
        self._run("type", "--delay", "8", text)
        self.rest(60)

    def drag(self, widget: QWidget, start: QPoint, end: QPoint) -> None:
        """Press at one place of a widget, release at another."""
        for word, spot in (("mousedown", start), ("mouseup", end)):
            place = widget.mapToGlobal(spot)
            self._run("mousemove", str(place.x()), str(place.y()))
            self.rest(40)
            self._run(word, "1")
            self.rest(40)

    def look(self, name: str) -> Path:
        """Keep a picture of the whole screen."""
        self.rest()
        path = self._shots / f"{name}.png"
        picture = QGuiApplication.primaryScreen().grabWindow(0)
        assert picture.save(str(path)), path
        return path

    def _run(self, *words: str) -> None:
        process = subprocess.Popen(["xdotool", *words])
        while True:  # xdotool may wait for the server, and the server for us
            try:
                process.wait(0.01)
                break
            except subprocess.TimeoutExpired:
                QApplication.processEvents()
        assert process.returncode == 0, words
