"""Why a track is picked: the terms that add up to its score, what each rests on, and a way to switch each off."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain.errors import RecommendationsOff
from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import JobContext
from desktop_app.domain.records import Changes, Mix, MixItem, Track
from desktop_app.services.shown import ListenShown
from desktop_app.ui.components.track_cover import TrackCover
from desktop_app.ui.components.track_row import TrackRow
from desktop_app.ui.desk import Desk
from desktop_app.ui.jobs import Latest
from desktop_app.ui.tokens import SPACE, TYPE
from desktop_app.ui.widgets.button import LinkButton
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.widgets.messages import EmptyState
from desktop_app.ui.widgets.surface import Line
from desktop_app.ui.widgets.term_bar import TermBar, signed, term_scale
from desktop_app.ui.words import artist_text, heard_text, problem_text, tr

EVIDENCE = 3
"""Rows shown under one term at most."""


class WhyPanel(QWidget):
    """Shows one item; `switch_on_asked` when the person wants recommendations back on."""

    switch_on_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._ask = Latest(desk.runners.reads, self)
        self._evidence = Latest(desk.runners.reads, self)
        self._item: MixItem | None = None
        self._track: TrackId | None = None
        self.bars: dict[str, TermBar] = {}
        self._places: dict[str, QVBoxLayout] = {}

        self._nothing = EmptyState(
            "sparkles", tr("No track chosen"), tr("Press a reason below a pick, or the sparkles in the player.")
        )
        self._off = EmptyState(
            "sparkles", tr("Recommendations are off"), tr("Nothing is scored, so there is no reason to show."),
            tr("Switch on"),
        )  # fmt: skip
        self._off.activated.connect(self.switch_on_asked)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the focus of what is inside
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._stack = QStackedWidget()
        for page in (self._nothing, self._off, self._scroll):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        desk.changes.changed.connect(self._changed)

    def show_item(self, item: MixItem) -> None:
        """Show the account that came with a mix."""
        self._ask.cancel()
        self._item, self._track = item, item.track.id
        self._fill(item)

    def follow(self, mix: Mix) -> None:
        """Another list is shown: where the track is in it, its account there is the one that counts."""
        item = next((item for item in mix.items if item.track.id == self._track), None)
        if item is not None and self._item is not None:
            self.show_item(item)

    def show_track(self, track: TrackId) -> None:
        """Ask why this track would be picked now, and show it."""
        self._track = track

        def work(job: JobContext) -> MixItem:
            return self._desk.services.recommend.why(track)

        self._ask.submit(work, self.show_item, self._no_answer)

    def _no_answer(self, problem: Exception) -> None:
        if isinstance(problem, RecommendationsOff):
            self._stack.setCurrentWidget(self._off)
        else:
            self._nothing.set_text(tr("No reason to show"), problem_text(problem))
            self._stack.setCurrentWidget(self._nothing)

    def _changed(self, changes: Changes) -> None:
        if changes.recommending and self._track is not None and self.isVisible():
            self.show_track(self._track)

    def _fill(self, item: MixItem) -> None:
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(SPACE.xxl, SPACE.s, SPACE.xl, SPACE.xxl)
        column.setSpacing(SPACE.l)
        column.addLayout(self._heading(item))
        heard = LinkButton(tr("What was heard in it"), inset=0)
        heard.clicked.connect(lambda: self._desk.ways.heard.emit(item.track.id))
        column.addWidget(heard, 0, Qt.AlignmentFlag.AlignLeft)
        self.bars, self._places = {}, {}
        scale = term_scale(reason.value for reason in item.reasons)
        for reason in item.reasons:
            bar = TermBar(reason.label, reason.value, scale, sentence=reason.text, verb=tr("Don’t use"))
            bar.verb_activated.connect(lambda name=reason.term, label=reason.label: self._do_not_use(name, label))
            self.bars[reason.term] = bar
            part = QVBoxLayout()
            part.setSpacing(2)
            part.addWidget(bar)
            place = QVBoxLayout()
            place.setContentsMargins(0, 0, 0, 0)
            place.setSpacing(0)
            part.addLayout(place)
            column.addLayout(part)
            self._places[reason.term] = place
        if item.reasons:
            column.addWidget(Line())
            total = tr("They add up to {score}. Nothing else was used.", score=signed(item.pick.score))
        else:
            total = tr("No reason is in use: every kind is switched off, or nothing is known of this track yet.")
        column.addWidget(PlainLabel(total, kind=TYPE.meta, tone="sub", wrap=True))
        column.addStretch(1)
        self._scroll.setWidget(page)
        self._stack.setCurrentWidget(self._scroll)
        self._fetch_evidence(item)

    def _heading(self, item: MixItem) -> QHBoxLayout:
        cover = TrackCover(56, self._desk.pictures)
        cover.show_track(item.track)
        words = QVBoxLayout()
        words.setSpacing(0)
        rank = tr("Number {rank} in this list", rank=item.pick.rank) if item.pick.rank else tr("Not in the list now")
        for label in (
            PlainLabel(item.track.title, kind=TYPE.card_title),
            PlainLabel(artist_text(item.track), kind=TYPE.small, tone="sub"),
            PlainLabel(rank, kind=TYPE.meta, tone="mute"),
        ):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            words.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(SPACE.m)
        row.addWidget(cover, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return row

    def _fetch_evidence(self, item: MixItem) -> None:
        """Below each term: the listens it rests on, then the tracks, as rows that can be played."""
        services = self._desk.services
        self._evidence.cancel()  # rows of the track before must not come below the terms of this one
        listens = [seq for reason in item.reasons for seq in reason.listens[:EVIDENCE]]
        ids = [track for reason in item.reasons for track in reason.tracks[:EVIDENCE]]

        def work(job: JobContext) -> tuple[list[ListenShown], list[Track]]:
            return services.history.get(listens), services.library.rows(list(dict.fromkeys(ids)))

        def done(found: tuple[list[ListenShown], list[Track]]) -> None:
            heard = {shown.listen.seq: shown for shown in found[0]}
            known = {track.id: track for track in found[1]}
            for reason in item.reasons:
                rows: dict[tuple[str, str], TrackRow] = {}  # two files of one song read the same: one row is enough
                for shown in (heard[seq] for seq in reason.listens if seq in heard):
                    if shown.track is not None and _names(shown.track) not in rows:
                        rows[_names(shown.track)] = TrackRow(
                            shown.track, note=heard_text(shown.listen), pictures=self._desk.pictures
                        )
                for track in (known[t] for t in reason.tracks if t in known):
                    if _names(track) not in rows:
                        rows[_names(track)] = TrackRow(track, pictures=self._desk.pictures)
                for row in list(rows.values())[:EVIDENCE]:
                    row.play_asked.connect(lambda t=row.track.id: self._desk.play([t]))
                    self._places[reason.term].addWidget(row)

        if listens or ids:
            self._evidence.submit(work, done)

    def _do_not_use(self, term: str, label: str) -> None:
        recommend, writes, notices = self._desk.services.recommend, self._desk.runners.writes, self._desk.notices

        def undo() -> None:
            writes.submit(lambda job: recommend.use_term(term, True), lambda _: self._desk.changes.flush())

        def done(_: Changes) -> None:
            self._desk.changes.flush()  # the list is made anew at once
            notices.say(tr("“{label}” is no longer used", label=label), tr("The list was made anew."), undo)

        writes.submit(lambda job: recommend.use_term(term, False), done, owner=self)


def _names(track: Track) -> tuple[str, str]:
    return track.title, artist_text(track)
