"""What can be typed into the search, one press away from being typed."""

from __future__ import annotations

import difflib
import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.domain.query import About, Field, Measure
from desktop_app.ui import fonts
from desktop_app.ui.tokens import SIZE, SPACE, TYPE
from desktop_app.ui.widgets.button import LinkButton
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.words import tr

EXAMPLES = ("artist:", "year:1990..1999", "rating:>3", "added:<30d", "never:played", "theme:night")
"""Terms of the query language, as they are typed."""


_NAMES = (*(one.value for kind in (Field, Measure, About) for one in kind if one.value), "is", "never")


def meant(text: str) -> str:
    """What a search may have meant where it names a term that there is not: "rating:" for "ratng:"; "" for nothing."""
    for name in re.findall(r"(?:^|\s)-?([A-Za-z]{3,12}):", text):
        near = difflib.get_close_matches(name.lower(), _NAMES, n=1, cutoff=0.7)
        if near and name.lower() not in _NAMES:
            return f"{near[0]}:"
    return ""


class QueryHint(QWidget):
    """Terms as links; `chosen` gives the one to put into the field. Takes no keyboard: they can be typed."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(fonts.scaled(SIZE.target))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.xs)
        row.addStretch(1)
        row.addWidget(PlainLabel(tr("Try"), kind=TYPE.meta, tone="mute"))
        for term in EXAMPLES:
            link = LinkButton(term)
            link.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            link.setAccessibleName(tr("Search with {term}", term=term))
            link.clicked.connect(lambda _=False, words=term: self.chosen.emit(words))
            row.addWidget(link)
