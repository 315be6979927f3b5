"""A question shows all of its text, however long that is."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.components.ask import ask
from desktop_app.ui.widgets.label import PlainLabel

LINE = "Its tracks leave the library, and the files stay where they are. "


@pytest.mark.parametrize("lines", [1, 2, 5, 12])
def test_no_line_of_a_question_is_cut_off(qtbot: QtBot, lines: int) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1200, 800)
    window.show()
    question = ask(window, "Remove the folder?", LINE * lines, "Remove", lambda: None, danger=True)
    labels = question.findChildren(PlainLabel)
    assert any(LINE in label.text() for label in labels)
    for label in labels:
        assert label.height() >= label.heightForWidth(label.width())
    question.reject()
