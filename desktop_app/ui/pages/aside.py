"""What wants a decision inside the library: pairs that may be one recording, and files that could not be used."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain.acts import Act, SameOffer
from desktop_app.domain.jobs import JobContext
from desktop_app.domain.records import Refusal
from desktop_app.ui.components.offer_card import OfferCard
from desktop_app.ui.components.refusal_list import RefusalList
from desktop_app.ui.desk import Desk
from desktop_app.ui.jobs import Latest
from desktop_app.ui.tokens import SIZE, SPACE, TYPE
from desktop_app.ui.widgets.button import Button, Kind
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.widgets.messages import EmptyState
from desktop_app.ui.widgets.page_scroll import PageScroll
from desktop_app.ui.widgets.track_table import TrackTable
from desktop_app.ui.words import counted, tr

AT_ONCE = 30
"""Pairs shown together; more come with a press."""
SURE = 0.95
"""From this confidence on pairs are joined together with one press."""
REFUSALS_MOST = 10_000


class _Inside(QWidget):
    """A way back, a title with a sentence, and room for buttons at its end."""

    back_asked = Signal()

    def __init__(self, desk: Desk, title: str, text: str) -> None:
        super().__init__()
        self._desk = desk
        self.back = Button(tr("Library"), kind=Kind.GHOST, icon="arrow-left")
        self.back.clicked.connect(self.back_asked)
        self.setAccessibleName(title)
        bar = QHBoxLayout()
        bar.setContentsMargins(SIZE.page_margin - SPACE.m, SPACE.m, SIZE.page_margin, 0)
        bar.addWidget(self.back)
        bar.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(SPACE.xs)
        words.addWidget(PlainLabel(title, kind=TYPE.page))
        self.text = PlainLabel(text, kind=TYPE.body, tone="sub")
        words.addWidget(self.text)
        head = QHBoxLayout()
        head.setContentsMargins(SIZE.page_margin, SPACE.s, SIZE.page_margin, SPACE.m)
        head.setSpacing(SPACE.l)
        head.addLayout(words, 1)
        self.buttons = QHBoxLayout()
        head.addLayout(self.buttons)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addLayout(bar)
        self.column.addLayout(head)


class OffersView(_Inside):
    """Pairs of tracks, the surest first. `counted` tells how many there are."""

    counted = Signal(int)

    def __init__(self, desk: Desk) -> None:
        text = tr("These pairs may be one recording in two files. Joined, they count and show as one track.")
        super().__init__(desk, tr("Same recording?"), text)
        self._asking = Latest(desk.runners.reads, self)
        self._offers: list[SameOffer] = []
        self._most = AT_ONCE
        self.cards: list[OfferCard] = []
        self.join_all = Button("", kind=Kind.PRIMARY, icon="link-2")
        self.join_all.clicked.connect(self._join_all)
        self.join_all.hide()
        self.buttons.addWidget(self.join_all)
        area = PageScroll(left=SIZE.page_margin, right=SIZE.page_margin, bottom=SPACE.xxl)
        self._box = area.column
        self._box.setSpacing(SPACE.m)
        self.more = Button(tr("Show more"), kind=Kind.GHOST)
        self.more.clicked.connect(self._show_more)
        self.empty = EmptyState("circle-check", tr("Nothing to decide"), tr("No two files seem to be one recording."))
        self.stack = QStackedWidget()
        for state in (QWidget(), area, self.empty):
            self.stack.addWidget(state)
        self._area = area
        self.column.addWidget(self.stack, 1)

    def load(self) -> None:
        """Ask for the pairs."""
        works = self._desk.services.works
        self._asking.submit(lambda job: works.offers(), self._show)

    def _show(self, offers: Sequence[SameOffer]) -> None:
        self._offers = sorted(offers, key=lambda offer: -offer.confidence)
        self.counted.emit(len(self._offers))
        sure = sum(offer.confidence >= SURE for offer in self._offers)
        self.join_all.setText(counted(sure, "Join the one that is sure", "Join all {n} that are sure"))
        self.join_all.updateGeometry()
        self.join_all.setVisible(sure > 0)
        self.stack.setCurrentWidget(self._area if self._offers else self.empty)
        self._lay_cards()

    def _lay_cards(self) -> None:
        while (item := self._box.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not self.more:
                widget.hide()
                widget.deleteLater()
        self.cards = [self._card(offer) for offer in self._offers[: self._most]]
        for card in self.cards:
            self._box.addWidget(card)
        self._box.addWidget(self.more, 0, Qt.AlignmentFlag.AlignHCenter)
        self.more.setVisible(len(self._offers) > self._most)
        self._box.addStretch(1)

    def _card(self, offer: SameOffer) -> OfferCard:
        desk, works = self._desk, self._desk.services.works
        card = OfferCard(offer, desk.pictures)
        a, b = offer.a.id, offer.b.id
        card.joined.connect(lambda: self._answer(card, lambda: desk.act(lambda: works.join_recordings(a, b))))
        card.refused.connect(lambda: self._answer(card, lambda: desk.act(lambda: works.refuse_offer(a, b))))
        card.played.connect(lambda track: desk.play([track]))
        return card

    def _answer(self, card: OfferCard, act: Callable[[], object]) -> None:
        card.setEnabled(False)
        act()

    def _show_more(self) -> None:
        self._most += AT_ONCE
        self._lay_cards()

    def _join_all(self) -> None:
        works, desk = self._desk.services.works, self._desk
        sure = [(offer.a.id, offer.b.id) for offer in self._offers if offer.confidence >= SURE]
        self.join_all.setEnabled(False)

        edits, writes = desk.services.edits, desk.runners.writes

        def work(job: object) -> list[Act]:
            return [works.join_recordings(a, b) for a, b in sure]

        def done(acts: list[Act]) -> None:
            def undo_all(job: object) -> None:
                for act in reversed(acts):
                    edits.undo(act.id)

            def undo() -> None:
                writes.submit(undo_all, lambda _: desk.changes.flush())

            self.join_all.setEnabled(True)
            desk.changes.flush()
            words = counted(len(acts), "Joined 1 pair", "Joined {n} pairs")
            desk.notices.say(words, "", undo)

        writes.submit(work, done, owner=self)


class AsideView(_Inside):
    """Files that were set aside, each with its reason; they can be tried again."""

    def __init__(self, desk: Desk) -> None:
        text = tr(
            "These files could not be used or heard. They were not changed, and are tried again once they change."
        )
        super().__init__(desk, tr("Files set aside"), text)
        self._listing = Latest(desk.runners.reads, self)
        self.list = RefusalList()
        self.again = Button(tr("Try again"), icon="refresh-cw")
        self.again.clicked.connect(self._retry)
        self.buttons.addWidget(self.again)
        self.empty = EmptyState("circle-check", tr("Nothing set aside"), tr("Every file that was found can be used."))
        self.stack = QStackedWidget()
        for state in (QWidget(), self.list, self.empty):
            self.stack.addWidget(state)
        box = QHBoxLayout()
        box.setContentsMargins(SIZE.page_margin - TrackTable.OVERHANG, 0, SPACE.m, 0)
        box.addWidget(self.stack)
        self.column.addLayout(box, 1)

    def load(self) -> None:
        """Ask for the files."""
        library, heard = self._desk.services.library, self._desk.services.heard

        def work(job: JobContext) -> list[Refusal]:
            return [*library.refusals(REFUSALS_MOST), *heard.set_aside(REFUSALS_MOST)][:REFUSALS_MOST]

        self._listing.submit(work, self._show)

    def _show(self, refusals: list[Refusal]) -> None:
        self.list.rows.set_rows(refusals)
        self.again.setEnabled(bool(refusals))
        self.stack.setCurrentWidget(self.list if refusals else self.empty)

    def _retry(self) -> None:
        """Forget the reasons, then look through the folders."""
        desk, library = self._desk, self._desk.services.library
        chosen = self.list.chosen() or None
        count = len(chosen) if chosen is not None else self.list.rows.rowCount()

        def done(_: int) -> None:
            desk.notices.say(counted(count, "{n} file is tried again", "{n} files are tried again"))
            desk.background.start()

        desk.runners.writes.submit(lambda job: library.retry(chosen), done, owner=self)
