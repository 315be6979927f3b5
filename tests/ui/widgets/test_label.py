"""Text stays text."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from desktop_app.ui.tokens import TYPE
from desktop_app.ui.widgets import PlainLabel

HOSTILE = [
    "<b>bold</b>",
    '<img src="file:///etc/passwd">',
    "a < b & c > d",
    "line\nbreak",
    "\u202eright to left",
    "😀 emoji",
    "\x00null",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("wrap", [False, True])
def test_markup_is_shown_as_it_is(qtbot, text: str, wrap: bool) -> None:
    label = PlainLabel(text, wrap=wrap)
    qtbot.addWidget(label)
    label.resize(40, 40)
    label.show()
    label.grab()
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text() == text
    assert "<img" not in label.toolTip()


def test_a_cut_text_is_whole_in_its_tool_tip(qtbot) -> None:
    words = "A Letter to Nobody in Particular, Read Aloud"
    label = PlainLabel(words)
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    assert words in label.toolTip()
    label.resize(600, 20)
    assert label.toolTip() == ""


def test_one_line_may_shrink_and_wrapped_text_grows(qtbot) -> None:
    line, wrapped = PlainLabel("word " * 30), PlainLabel("word " * 30, wrap=True)
    for label in (line, wrapped):
        qtbot.addWidget(label)
    assert line.minimumSizeHint().width() < 40 < line.sizeHint().width()
    assert wrapped.heightForWidth(100) > wrapped.heightForWidth(400)


def test_size_follows_the_step_of_the_scale(qtbot) -> None:
    label = PlainLabel("Harbour", kind=TYPE.meta)
    qtbot.addWidget(label)
    before = label.sizeHint()
    label.set_kind(TYPE.hero)
    assert label.sizeHint().height() > before.height()
    assert label.sizeHint().width() > before.width()


def test_an_unknown_tone_is_an_error(qtbot) -> None:
    label = PlainLabel("x", tone="blue")
    qtbot.addWidget(label)
    with pytest.raises(AttributeError):
        label.colour()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60), width=st.integers(1, 300))
def test_any_text_fits_any_width(qtbot, text: str, width: int) -> None:
    label = PlainLabel(text)
    label.resize(width, 20)
    assert not label.grab().isNull()
    label.deleteLater()


@pytest.mark.parametrize("kind", [TYPE.small, TYPE.body, TYPE.lead], ids=["small", "body", "lead"])
def test_wrapped_lines_keep_the_line_height_of_the_scale(qtbot, kind) -> None:
    label = PlainLabel("one\ntwo\nthree", kind=kind, wrap=True)
    qtbot.addWidget(label)
    assert label.heightForWidth(400) == 3 * kind.line
    assert label.sizeHint().height() == 3 * kind.line


def test_a_word_without_blanks_is_broken_not_cut(qtbot) -> None:
    label = PlainLabel("/music/" + "x" * 300, wrap=True)
    qtbot.addWidget(label)
    assert label.heightForWidth(200) >= 5 * TYPE.body.line
    assert label.minimumSizeHint().width() <= 96


def test_an_empty_wrapped_label_is_one_line_high(qtbot) -> None:
    label = PlainLabel("", wrap=True)
    qtbot.addWidget(label)
    assert 0 <= label.heightForWidth(100) <= TYPE.body.line
