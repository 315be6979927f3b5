"""The gallery draws, and everything in it can be reached, named and hit."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import QApplication, QPushButton, QSlider, QWidget

from desktop_app.ui import gallery
from desktop_app.ui.gallery_sheets import SHEETS


def test_the_gallery_draws_every_sheet_in_both_themes(qapp: QApplication, tmp_path: Path) -> None:
    files = gallery.render(tmp_path / "out", qapp)
    assert len(files) == 2 * len(SHEETS)
    for file in files:
        image = QImage(str(file))
        tones = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
        assert len(tones) > 20, file.name  # more than a blank page
    pages = {file.stem: QImage(str(file)).pixelColor(700, 4).lightness() for file in files}
    for name in SHEETS:
        assert pages[f"{name}-light"] > 200
        assert pages[f"{name}-dark"] < 60


@pytest.mark.parametrize("name", SHEETS)
def test_what_takes_the_keyboard_has_a_name_and_room(qtbot, name: str) -> None:
    sheet = SHEETS[name]()
    qtbot.addWidget(sheet)
    sheet.show()
    for widget in sheet.findChildren(QWidget):
        if widget.focusPolicy() is Qt.FocusPolicy.NoFocus or not widget.isVisible():
            continue
        face = QAccessible.queryAccessibleInterface(widget)
        if isinstance(widget, (QPushButton, QSlider)):
            assert face.text(QAccessible.Text.Name), widget
            assert min(widget.width(), widget.height()) >= 24, widget
