"""Motion that never lasts longer than 200 ms, and none where the system asks for less."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractAnimation, QEasingCurve, QVariantAnimation
from PySide6.QtWidgets import QApplication, QStyle, QWidget

from desktop_app.ui.tokens import TIME

_PROPERTY = "undersong_reduced_motion"
LONGEST_MS = 200


def reduced() -> bool:
    """Whether to do without motion: our own switch, or the desktop's (Qt's animation duration is then 0)."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        return True
    own = app.property(_PROPERTY)
    if own is not None:
        return bool(own)
    return app.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) == 0


def set_reduced(value: bool | None) -> None:
    """Switch motion off (True) or on (False) whatever the desktop says; None follows the desktop again."""
    app = QApplication.instance()
    if app is not None:
        app.setProperty(_PROPERTY, value)


def duration(milliseconds: int) -> int:
    """The time to use for a motion of `milliseconds`: at most 200, 0 where motion is reduced."""
    return 0 if reduced() else min(milliseconds, LONGEST_MS)


class Fade:
    """A number between 0 and 1 that glides to its goal and repaints its widget. Ends with the widget."""

    def __init__(self, widget: QWidget, *, milliseconds: int = TIME.hover, on_step: Callable[[], None] | None = None):
        self.value = 0.0
        self._milliseconds = milliseconds
        self._step = on_step or widget.update
        self._animation = QVariantAnimation(widget)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._move)

    def to(self, goal: float) -> None:
        """Glide to `goal`, or be there at once where motion is reduced."""
        self._animation.stop()
        span = duration(self._milliseconds)
        if span == 0 or self.value == goal:
            self._move(goal)
            return
        self._animation.setDuration(span)
        self._animation.setStartValue(float(self.value))
        self._animation.setEndValue(float(goal))
        self._animation.start()

    def jump(self, goal: float) -> None:
        """Be there at once."""
        self._animation.stop()
        self._move(goal)

    def running(self) -> bool:
        """Whether it is still on its way."""
        return self._animation.state() == QAbstractAnimation.State.Running

    def _move(self, value: object) -> None:
        self.value = float(value)  # type: ignore[arg-type]
        self._step()
