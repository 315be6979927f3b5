"""The first minute: three steps on one page and no "Next". Music can play while the folder is still being read."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain.errors import AppError
from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import JobContext
from desktop_app.domain.query import TrackQuery, TrackSort
from desktop_app.domain.records import Changes, Chosen, Coverage, Mix, MixItem, Root, Track
from desktop_app.services.shown import PlayerState
from desktop_app.ui.background import Status
from desktop_app.ui.components.icon_sign import IconSign
from desktop_app.ui.components.row_stack import RowStack
from desktop_app.ui.components.scan_status import status_text
from desktop_app.ui.components.setting_row import SettingRow
from desktop_app.ui.components.track_cover import TrackCover
from desktop_app.ui.components.track_row import TrackRow
from desktop_app.ui.components.welcome_parts import BrandLine, Fan, Step
from desktop_app.ui.desk import Desk
from desktop_app.ui.jobs import Latest
from desktop_app.ui.models.mix import short_reason
from desktop_app.ui.tokens import RADIUS, SPACE, TYPE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.button import Button, Kind
from desktop_app.ui.widgets.icon_button import PlayButton
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.widgets.progress import ProgressLine
from desktop_app.ui.widgets.surface import Card
from desktop_app.ui.words import artist_text, number, shown_path, tr, tracks_text

LOW = 680
"""Below this height things come closer and the pictures shrink."""
KNOWN = 16
"""Once this many tracks are analysed, a first guess that had less to go by is made anew, unless something plays."""
WIDEST = 1400
"""On a wider window the page stands in the middle."""
SHOWN = 8
"""Rows listed at most, as far as there is room."""


class Onboarding(QWidget):
    """Shown while the library has no folder. `finished` when the person opens the whole window."""

    folder_asked = Signal()
    finished = Signal()
    why_asked = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._looking = Latest(desk.runners.reads, self)
        self._picking = Latest(desk.runners.reads, self)
        self._counting = Latest(desk.runners.reads, self)
        self._mix: Mix | None = None
        self._found = 0
        self.setAccessibleName(tr("Welcome"))
        self.add = Button(tr("Choose a folder"), kind=Kind.PRIMARY, icon="folder-plus", height=44)
        self.open = Button(tr("Open Undersong"), kind=Kind.SECONDARY, height=44)
        self.open.setEnabled(False)
        self.progress = ProgressLine()
        self.progress.hide()
        self.count = PlainLabel("", kind=TYPE.heading)
        self.folders = PlainLabel("", kind=TYPE.small, tone="sub")
        self.found = RowStack()
        self.play = PlayButton(size=56)
        self.play.setEnabled(False)
        self.pick_cover = TrackCover(152, desk.pictures, radius=RADIUS.hero)
        self.pick_title = PlainLabel("", kind=TYPE.heading)
        self.pick_artist = PlainLabel("", kind=TYPE.lead, tone="sub")
        self.pick_reason = PlainLabel("", kind=TYPE.small, tone="acc", wrap=True)
        self._steps = [Step(1, tr("Your music")), Step(2, tr("Listen")), Step(3, tr("Yours alone"))]
        self._lay_out()

        self.add.clicked.connect(self.folder_asked)
        self.open.clicked.connect(self.finished)
        self.play.clicked.connect(self._play_pressed)
        desk.background.status_changed.connect(self._show_status)
        desk.changes.changed.connect(self._changed)
        desk.player.state_changed.connect(self._show_player)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = self.height() < LOW
        self._slogan.set_kind(TYPE.page if low else TYPE.hero)
        self.pick_cover.set_side(104 if low else 152)
        side = max(40 if self.width() < 1200 else 72, (self.width() - WIDEST) // 2)
        self._column.setContentsMargins(side, SPACE.xl if low else SPACE.huge, side, SPACE.xl if low else SPACE.huge)

    def load(self) -> None:
        """Look what was found so far."""
        library = self._desk.services.library

        def work(job: JobContext) -> tuple[list[Root], int, list[Track]]:
            ids = library.track_ids(TrackQuery(sort=TrackSort.ADDED, descending=True))
            return library.roots(), len(ids), library.rows(ids[:SHOWN].tolist())

        self._looking.submit(work, self._show_found)

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setSpacing(SPACE.s)
        head.addWidget(BrandLine())
        head.addSpacing(SPACE.s)
        self._slogan = PlainLabel(tr("Your music knows what comes next"), kind=TYPE.hero)
        head.addWidget(self._slogan)
        text = tr("Personal picks from the files you own, made on this computer. Music can play before all is read.")
        head.addWidget(PlainLabel(text, kind=TYPE.lead, tone="sub"))
        steps = QHBoxLayout()
        steps.setSpacing(SPACE.xxl)
        for step, card, share in zip(self._steps, self._cards(), (10, 13, 9), strict=True):
            column = QVBoxLayout()
            column.setSpacing(SPACE.m)
            column.addWidget(step)
            column.addWidget(card, 1)
            steps.addLayout(column, share)
        foot = QHBoxLayout()
        note = tr("Reading goes on in the background and survives a restart.")
        foot.addWidget(PlainLabel(note, kind=TYPE.small, tone="sub"), 1)
        foot.addWidget(self.open)
        column = self._column = QVBoxLayout(self)
        column.addLayout(head)
        column.addSpacing(SPACE.xxl)
        column.addLayout(steps, 1)
        column.addSpacing(SPACE.l)
        column.addLayout(foot)

    def _cards(self) -> tuple[QWidget, QWidget, QWidget]:
        music = Card(radius=RADIUS.hero)
        self._before = QWidget()
        before = QVBoxLayout(self._before)
        before.setContentsMargins(0, 0, 0, 0)
        before.addStretch(2)
        self._fan = Fan()
        before.addWidget(self._fan, 0, Qt.AlignmentFlag.AlignHCenter)
        before.addStretch(1)
        where = tr("Choose the folder that holds your music, or drop it anywhere on this window.")
        before.addWidget(PlainLabel(where, kind=TYPE.body, tone="sub", wrap=True, align=paint.CENTRE))
        before.addSpacing(SPACE.m)
        self._during = QWidget()
        during = QVBoxLayout(self._during)
        during.setContentsMargins(0, 0, 0, 0)
        during.setSpacing(SPACE.xs)
        for widget in (self.count, self.folders):
            during.addWidget(widget)
        during.addSpacing(SPACE.s)
        during.addWidget(self.found, 1)
        during.addWidget(self.progress)
        self._music = QStackedWidget()
        self._music.addWidget(self._before)
        self._music.addWidget(self._during)
        music.body.addWidget(self._music, 1)
        music.body.addWidget(self.add)
        self.add.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

        listen = Card(raised=True, radius=RADIUS.hero)
        self._listen_before = QWidget()
        coming = QVBoxLayout(self._listen_before)
        coming.setContentsMargins(0, 0, 0, 0)
        coming.addStretch(2)
        coming.addWidget(IconSign("audio-lines", 48, "mute"), 0, Qt.AlignmentFlag.AlignHCenter)
        coming.addStretch(1)
        promise = tr("The first pick stands here as soon as a few files are read. You need not wait for the rest.")
        coming.addWidget(PlainLabel(promise, kind=TYPE.body, tone="sub", wrap=True, align=paint.CENTRE))
        coming.addStretch(1)
        self._listen_after = QWidget()
        after = QVBoxLayout(self._listen_after)
        after.setContentsMargins(0, 0, 0, 0)
        after.setSpacing(SPACE.m)
        row = QHBoxLayout()
        row.setSpacing(SPACE.xl)
        row.addWidget(self.pick_cover, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(SPACE.xs)
        words.addWidget(PlainLabel(tr("A first guess"), kind=TYPE.meta_strong, tone="acc"))
        for label in (self.pick_title, self.pick_artist):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            words.addWidget(label)
        words.addSpacing(SPACE.s)
        words.addWidget(self.play, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        row.addLayout(words, 1)
        after.addLayout(row)
        after.addWidget(self.pick_reason)
        self._next = RowStack()
        after.addWidget(self._next, 1)
        self._listen = QStackedWidget()
        self._listen.addWidget(self._listen_before)
        self._listen.addWidget(self._listen_after)
        listen.body.addWidget(self._listen, 1)

        alone = Card(radius=RADIUS.hero)
        for title, text, icon in (
            (tr("Nothing leaves this computer"), tr("No account, no upload, no network connection."), "shield-check"),
            (tr("Your files stay as they are"), tr("They are read, never written."), "lock"),
            (tr("Every pick says why"), tr("And every reason can be switched off, or all of them."), "sparkles"),
        ):
            alone.body.addWidget(SettingRow(title, text, icon=icon))
        alone.body.addStretch(1)
        return music, listen, alone

    def _changed(self, changes: Changes) -> None:
        if self.isVisible() and (changes.tracks or changes.settings):
            self.load()
        if self.isVisible() and changes.features and self._mix is not None and self._mix.coverage.analysed < KNOWN:
            self._counting.submit(lambda job: self._desk.services.analysis.coverage(), self._pick_better)

    def _pick_better(self, coverage: Coverage) -> None:
        if coverage.analysed >= KNOWN and self._desk.player.track_id is None:
            self._pick()

    def _show_found(self, found: tuple[list[Root], int, list[Track]]) -> None:
        roots, count, newest = found
        self._found = count
        self._music.setCurrentWidget(self._during if roots else self._before)
        self.add.set_kind(Kind.SECONDARY if roots else Kind.PRIMARY)
        self.add.setText(tr("Add a folder") if roots else tr("Choose a folder"))
        self.count.setText(tr("{tracks} found", tracks=tracks_text(count)))
        self.folders.setText(", ".join(shown_path(root.path) for root in roots))
        rows = [TrackRow(track, pictures=self._desk.pictures) for track in newest]
        for row in rows:
            row.play_asked.connect(lambda t=row.track.id: self._desk.play([t]))
        self.found.set_rows(rows)
        self.open.setEnabled(bool(roots))
        self.open.set_kind(Kind.PRIMARY if count else Kind.SECONDARY)
        self._steps[0].set_state("done" if count else "now")
        self._steps[1].set_state("now" if count else "later")
        if count and self._mix is None:
            self._pick()

    def _pick(self) -> None:
        def work(job: JobContext) -> Mix:
            return self._desk.services.recommend.mix("for-you", log=True)

        self._picking.submit(work, self._show_pick, self._no_pick)

    def _no_pick(self, problem: Exception) -> None:
        if not isinstance(problem, AppError):  # the tracks found can be played all the same
            self._desk.notices.problem(problem)

    def _show_pick(self, mix: Mix) -> None:
        if not mix.items:
            return
        self._mix = mix
        first: MixItem = mix.items[0]
        self.pick_cover.show_track(first.track)
        self.pick_title.setText(first.track.title)
        self.pick_artist.setText(artist_text(first.track))
        self.pick_reason.setText(short_reason(first))
        rows = [TrackRow(item.track, pictures=self._desk.pictures) for item in mix.items[1 : 1 + SHOWN]]
        for place, row in enumerate(rows, 1):
            row.play_asked.connect(lambda at=place: self._play_from(at))
        self._next.set_rows(rows)
        self.play.setEnabled(True)
        self._listen.setCurrentWidget(self._listen_after)

    def _play_pressed(self) -> None:
        if self._plays_pick(self._desk.player.state):
            self._desk.services.player.toggle()
        else:
            self._play_from(0)

    def _play_from(self, place: int) -> None:
        if self._mix is not None:
            ids: list[TrackId] = [item.track.id for item in self._mix.items]
            impressions = [item.impression for item in self._mix.items if item.impression is not None]
            self._desk.play(ids, place, Chosen.MIX, impressions if len(impressions) == len(ids) else ())

    def _plays_pick(self, state: PlayerState) -> bool:
        return self._mix is not None and state.track is not None and state.track.id == self._mix.items[0].track.id

    def _show_player(self, state: PlayerState) -> None:
        self.play.set_playing(state.playing and self._plays_pick(state))

    def _show_status(self, status: Status) -> None:
        words = status_text(status)
        self.progress.setVisible(bool(words))
        if words:
            self.progress.set_text(words)
            self.progress.set_progress(status.done, status.total)
            if status.stage == "scan":
                self._music.setCurrentWidget(self._during)
                if not self._found:
                    self.count.setText(tr("{n} files read", n=number(status.done)) if status.done else tr("Looking"))
