"""What was heard in one track, in words and pictures, and what sounds like it."""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.heard import Heard, MoodPlane, Neighbour
from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import JobContext
from desktop_app.domain.records import Changes, Presence
from desktop_app.domain.text import clock_text
from desktop_app.services import heard_words
from desktop_app.ui.components import heard_cards
from desktop_app.ui.components.fact_line import Fact
from desktop_app.ui.components.neighbour_row import NeighbourRow
from desktop_app.ui.components.track_menu import TrackMenu
from desktop_app.ui.desk import Desk
from desktop_app.ui.jobs import Latest
from desktop_app.ui.pages.detail import Detail
from desktop_app.ui.tokens import SPACE, TYPE
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.widgets.messages import Banner, EmptyState
from desktop_app.ui.widgets.surface import Card
from desktop_app.ui.widgets.track_table import TrackTable
from desktop_app.ui.words import artist_text, cover_seed, problem_text, tr

TWO_FROM, THREE_FROM = 720, 1000
"""Widths of the page from which cards stand side by side."""
NEIGHBOURS = 10
Made = tuple[Callable[[], QWidget | None], int]
"""What makes a card, and its share of the width."""


class HeardPage(Detail):
    """Shows one track; `left` when the person goes back from the first one that was asked for."""

    left = Signal()
    complete = Signal()
    """All cards of the track stand on the page."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._loading = Latest(desk.runners.reads, self)
        self._looking = Latest(desk.runners.reads, self)
        self._trail: list[TrackId] = []
        self._left_at: list[int] = []
        """Where the pages of all but the last of them were scrolled to."""
        self._wanted: int | None = None
        """Where the page that is asked for was scrolled to."""
        self._scroll: int | None = None
        """Where the page that is being built is scrolled to as soon as it is long enough."""
        self._return_to: TrackId | None = None
        """The neighbour whose row gets the keyboard, for the person comes back from it."""
        self._columns = 0
        self._steps: deque[Callable[[], None]] = deque()
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._next_step)
        self.heard: Heard | None = None
        self.plane: MoodPlane | None = None
        self.rows: list[NeighbourRow] = []
        self._cards: QWidget | None = None
        self.back.setText(tr("Back"))
        self.back_asked.connect(self.go_back)
        self.head.shuffle.hide()
        self.head.kicker.setText(tr("What was heard"))
        self.head.play.clicked.connect(self._play)
        self.head.queue.clicked.connect(lambda: desk.enqueue(self._trail[-1:]))
        self.head.more.clicked.connect(self._more)
        self.setAccessibleName(tr("What was heard"))
        bar = self.area.verticalScrollBar()
        bar.rangeChanged.connect(self._scroll_down)
        bar.actionTriggered.connect(lambda _: setattr(self, "_scroll", None))  # the person scrolls
        desk.changes.changed.connect(self._changed)

    @property
    def track(self) -> TrackId | None:
        """The one that is shown or being asked for."""
        return self._trail[-1] if self._trail else None

    def show_track(self, track: TrackId, *, afresh: bool = True) -> None:
        """Show another track; a way back to the one before unless `afresh`."""
        if afresh:
            self._trail.clear()
            self._left_at.clear()
        if not self._trail or self._trail[-1] != track:
            if self._trail:
                self._left_at.append(self.area.verticalScrollBar().value())
            self._trail.append(track)
        self._wanted = self._scroll = self._return_to = None
        self.area.verticalScrollBar().setValue(0)
        self.load()

    def go_back(self) -> None:
        """To the track before, or out of the page."""
        if len(self._trail) > 1:
            self._return_to = self._trail.pop()
            self._wanted = self._left_at.pop()
            self.load()
        else:
            self.left.emit()

    def _scroll_down(self, _least: int, most: int) -> None:
        if self._scroll is not None and most >= self._scroll:
            self.area.verticalScrollBar().setValue(self._scroll)
            self._scroll = None

    def load(self) -> None:
        """Ask for what was heard."""
        if not self._trail:
            return
        track, services = self._trail[-1], self._desk.services

        def work(job: JobContext) -> tuple[Heard, MoodPlane | None]:
            heard = services.heard.of(track, NEIGHBOURS)
            if heard.excerpts or heard.missing == (heard_words.NOT_YET,):
                services.hear_next.ask(track)
            return heard, services.heard.plane() if heard.pictures is not None else None

        self._loading.submit(work, lambda found: self._show(*found), self._no_answer)

    def _changed(self, changes: Changes) -> None:
        if not self.isVisible() or not self._trail:
            return
        if changes.tracks:
            self.load()
        elif changes.features and (self.heard is None or self.heard.pictures is None or self.heard.excerpts):
            track, service = self._trail[-1], self._desk.services.heard
            before = self._state()
            # Tables of the whole library are made anew for this page only once there is something new to show.
            self._looking.submit(lambda job: service.state(track), lambda now: self.load() if now != before else None)

    def _state(self) -> str:
        if self.heard is None or (self.heard.pictures is None and heard_words.SILENT not in self.heard.missing):
            return ""
        return "excerpts" if self.heard.excerpts else "whole"

    def _no_answer(self, problem: Exception) -> None:
        self.heard = None
        self._steps.clear()
        self._put(EmptyState("circle-alert", tr("Nothing to show"), problem_text(problem)))

    def _show(self, heard: Heard, plane: MoodPlane | None) -> None:
        self.heard, self.plane = heard, plane
        track, head, ways = heard.track, self.head, self._desk.ways
        head.set_cover(track.cover, cover_seed(track))
        head.title.setText(track.title)
        head.links.set_facts(
            [
                Fact(artist_text(track), lambda: ways.artist_of.emit(track.id), "text"),
                Fact(track.album, (lambda: ways.album_of.emit(track.id)) if track.album else None),
                Fact(clock_text(track.duration_ms) if track.duration_ms else ""),
            ]
        )
        head.note.set_facts([Fact(tr("Heard in excerpts so far") if heard.excerpts else "", tone="acc")])
        here = track.presence is Presence.PRESENT
        head.play.setEnabled(here)
        head.queue.setEnabled(here)
        self.setAccessibleName(tr("What was heard in {title}", title=track.title))
        self._build()
        self.update()

    def _build(self) -> None:
        """The sentences at once, the cards one by one: together they take longer than the window may stand still."""
        heard = self.heard
        if heard is None:
            return
        self._columns = self._fitting()
        if self._wanted is not None:
            self._scroll, self._wanted = self._wanted, None
        elif self._scroll is None:  # the same page anew
            self._scroll = self.area.verticalScrollBar().value()
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(TrackTable.OVERHANG, 0, TrackTable.OVERHANG, 0)
        column.setSpacing(SPACE.l)
        said = heard_words.sentences(heard, tr)
        if said:
            column.addWidget(PlainLabel(said[0], kind=TYPE.heading, wrap=True))
        if len(said) > 1:
            column.addWidget(PlainLabel(" ".join(said[1:]), kind=TYPE.body, tone="sub", wrap=True))
        self.rows = []
        self._steps.clear()
        if heard.pictures is None:
            column.addWidget(self._not_heard(heard))
            self._plan(column, [(lambda: heard_cards.words_card(heard), 1)])
        else:
            if heard.missing:
                column.addWidget(Banner("info", " ".join(tr(sentence) for sentence in heard.missing)))
            self._lay_cards(column, heard)
        self._put(page)
        self._timer.start()

    def _lay_cards(self, column: QVBoxLayout, heard: Heard) -> None:
        feel: Made = (lambda: heard_cards.feel_card(heard), 5)
        plane: Made = (lambda: heard_cards.plane_card(heard, self.plane), 6 if self._columns >= 3 else 5)
        tags: Made = (lambda: heard_cards.tags_card(heard), 4)
        if self._columns >= 3:
            self._plan(column, [feel, plane, tags])
        elif self._columns == 2:
            self._plan(column, [feel, plane])
            self._plan(column, [tags])
        else:
            self._plan(column, [feel], [tags], [plane])
        self._plan(column, [(lambda: heard_cards.shape_card(heard), 1)])
        small: list[Made] = [
            (lambda: heard_cards.pulse_card(heard), 1),
            (lambda: heard_cards.pitch_card(heard), 1),
            (lambda: heard_cards.bands_card(heard), 1),
        ]
        near: Made = (lambda: self._near_card(heard), 2)
        words: Made = (lambda: heard_cards.words_card(heard), 1)
        if self._columns >= 2:
            self._plan(column, small, [near, words])
        else:
            self._plan(column, *([one] for one in (*small, near, words)))

    def _plan(self, column: QVBoxLayout, *lines: Sequence[Made]) -> None:
        """Cards to be made soon, side by side in lines."""
        for line in lines:
            box = QHBoxLayout()
            box.setSpacing(SPACE.l)
            column.addLayout(box)
            for make, share in line:
                self._steps.append(functools.partial(_add, box, make, share))

    def _next_step(self) -> None:
        if self._steps:
            self._steps.popleft()()
        if not self._steps:
            self._timer.stop()
            self.complete.emit()

    def _near_card(self, heard: Heard) -> Card:
        card = Card(tr("Sounds most like"))
        card.body.setSpacing(0)
        if not heard.neighbours:
            words = tr(heard_words.ALONE if heard.compared else heard_words.FIRST)
            card.body.addWidget(PlainLabel(words, kind=TYPE.small, tone="sub", wrap=True))
            card.body.addStretch(1)
        for near in reversed(heard.neighbours):
            self._steps.appendleft(functools.partial(self._add_row, card, near))
        return card

    def _add_row(self, card: Card, near: Neighbour) -> None:
        row, track = NeighbourRow(near, self._desk.pictures), near.track.id
        row.play_asked.connect(lambda: self._desk.play([track]))
        row.queue_asked.connect(lambda: self._desk.enqueue([track]))
        row.heard_asked.connect(lambda: self.show_track(track, afresh=False))
        self.rows.append(row)
        card.body.addWidget(row)
        if track == self._return_to:
            self._return_to = None
            if self.hasFocus():
                row.open.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.heard is not None and len(self.rows) == len(self.heard.neighbours):
            card.body.addStretch(1)

    def _not_heard(self, heard: Heard) -> QWidget:
        if heard.track.presence is Presence.AWAY:
            return EmptyState("unplug", tr("Not heard yet"), tr("Its file is away. It is heard once it is back."))
        if heard_words.SILENT in heard.missing:
            return EmptyState("volume-x", tr("Silence"), tr(heard_words.SILENT))
        if heard.missing != (heard_words.NOT_YET,):
            reasons = " ".join(tr(sentence) for sentence in heard.missing)
            return EmptyState("circle-alert", tr("It could not be heard"), reasons)
        return EmptyState(
            "audio-lines",
            tr("Not heard yet"),
            tr("It is heard next, which takes a few seconds while analysing goes on. This page then fills by itself."),
        )

    def _put(self, page: QWidget) -> None:
        """Show these cards in place of the last ones."""
        if self._cards is not None:
            at = QApplication.focusWidget()
            if at is not None and self._cards.isAncestorOf(at):  # else it would fall to the next in the window
                self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._cards.hide()
            self._cards.setEnabled(False)
            self._cards.deleteLater()
        self._cards = page
        self.body.addWidget(page)

    def _play(self) -> None:
        if self._trail:
            self._desk.play([self._trail[-1]])

    def _more(self) -> None:
        if self.heard is not None:
            track = self.heard.track
            menu = TrackMenu(self, self._desk, [track.id], [track], self._play, heard=False)
            menu.popup(self.head.more.mapToGlobal(self.head.more.rect().bottomLeft()))

    def _fitting(self) -> int:
        width = self.width()
        return 3 if width >= THREE_FROM else 2 if width >= TWO_FROM else 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.heard is not None and self._fitting() != self._columns:
            self._build()


def _add(box: QHBoxLayout, make: Callable[[], QWidget | None], share: int) -> None:
    card = make()
    if card is not None:
        box.addWidget(card, share)
