"""Widgets are tried in the dark theme, without motion, as a person with reduced motion sees them."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.ui import style
from desktop_app.ui.widgets import motion


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    """The theme before each test; a test may change it."""
    style.apply(qapp, "dark")
    motion.set_reduced(True)
    yield
    motion.set_reduced(None)
