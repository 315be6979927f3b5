"""One quiet line of facts about the library; some of them lead somewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop_app.ui import fonts
from desktop_app.ui.tokens import SIZE, SPACE, TYPE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.button import LinkButton
from desktop_app.ui.widgets.label import PlainLabel


@dataclass(frozen=True, slots=True)
class Fact:
    """Words, and where a press on them leads; None for words that are only read."""

    words: str
    leads: Callable[[], None] | None = None
    tone: str = "sub"


class FactLine(QWidget):
    """Facts side by side with dots between them. Equal facts change nothing, so that no focus is lost."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: list[tuple[str, bool, str]] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.setFixedHeight(fonts.scaled(SIZE.target))

    def text(self) -> str:
        """All words, as they are read."""
        return " · ".join(words for words, _, _ in self._shown)

    def link(self, words: str) -> LinkButton | None:
        """The link with these words."""
        return next((link for link in self.findChildren(LinkButton) if link.text() == words and link.isEnabled()), None)

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show these facts; those without words are left out."""
        facts = [fact for fact in facts if fact.words]
        shown = [(fact.words, fact.leads is not None, fact.tone) for fact in facts]
        if shown == self._shown:
            return
        self._shown = shown
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.setEnabled(False)
                widget.deleteLater()
        for place, fact in enumerate(facts):
            if place:
                dot = PlainLabel("·", kind=TYPE.body, tone="mute", align=paint.CENTRE)
                dot.setFixedWidth(SPACE.l)
                self._row.addWidget(dot)
            if fact.leads is None:
                words = PlainLabel(fact.words, kind=TYPE.body, tone=fact.tone)
                words.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
                self._row.addWidget(words)
            else:
                link = LinkButton(fact.words, kind=TYPE.body_strong, inset=0)
                link.clicked.connect(fact.leads)
                self._row.addWidget(link)
        self._row.addStretch(1)
        self.setAccessibleName(self.text())
