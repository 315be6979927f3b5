"""The keys and the mouse button that mean the same wherever the person is in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QWidget

if TYPE_CHECKING:
    from desktop_app.ui.window import MainWindow

_TYPING = (QLineEdit, QPlainTextEdit, QAbstractSpinBox)
"""Where a space is a letter."""


class Keys(QObject):
    """Shortcuts of one window, until `close`."""

    def __init__(self, window: MainWindow, pages: tuple[str, ...]) -> None:
        super().__init__(window)
        self._window = window
        self._player = window.desk.services.player
        for number, key in enumerate(pages, 1):
            QShortcut(QKeySequence(f"Ctrl+{number}"), window, lambda k=key: window.open_page(k))
        for keys, act in (
            ("Ctrl+Right", self._player.next),
            ("Ctrl+Left", self._player.previous),
            ("Ctrl+F", window.search),
            ("Ctrl+I", window.guide.show_heard_here),
            ("Escape", window.guide.escape),
            ("Alt+Left", window.guide.back),
        ):
            QShortcut(QKeySequence(keys), window, act)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), window, window.toast.undo)
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def close(self) -> None:
        """Hear no more."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space plays and pauses wherever it does not write a letter or press a button; the mouse goes back."""
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress:
            back = isinstance(event, QMouseEvent) and event.button() is Qt.MouseButton.BackButton
            if back and self._ours(watched):
                self._window.guide.back()
                return True
        elif (
            kind == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Space
            and not event.modifiers()
            and self._ours(watched)
            and not isinstance(watched, (*_TYPING, QAbstractButton))
            and not watched.property("uses_space")
        ):
            self._player.toggle()
            return True
        return False

    def _ours(self, watched: QObject) -> bool:
        return isinstance(watched, QWidget) and watched.window() is self._window
