"""When the keyboard's ring is drawn."""

from __future__ import annotations

from PySide6.QtCore import Qt

_POINTER = (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.PopupFocusReason)


def ring_after(reason: Qt.FocusReason, before: bool) -> bool:
    """Whether to draw the ring after focus came for `reason`; a window that comes back keeps what it showed."""
    return before if reason is Qt.FocusReason.ActiveWindowFocusReason else reason not in _POINTER
