"""Home: the picks for now or for a mood, each with its reason."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDate, QLocale, QModelIndex, QPoint, Signal
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from desktop_app.domain.errors import EmptyLibrary, RecommendationsOff
from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import JobContext
from desktop_app.domain.records import Changes, Chosen, Coverage, Mix, Playlist
from desktop_app.services.shown import PlayerState
from desktop_app.ui.components.mood_row import NAMES, MoodRow
from desktop_app.ui.desk import Desk
from desktop_app.ui.jobs import Latest
from desktop_app.ui.models.mix import MixModel
from desktop_app.ui.pages.page import Page
from desktop_app.ui.tokens import SIZE, SPACE, TYPE
from desktop_app.ui.widgets.button import Button, Kind
from desktop_app.ui.widgets.icon_button import IconButton
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.widgets.messages import Banner, EmptyState
from desktop_app.ui.widgets.tile_grid import TileGrid
from desktop_app.ui.words import listens_text, number, problem_text, tr

MODE = "for-you"
SURE_FROM = 200
"""Listens from which the page no longer says that it is still learning; a rounded, cautious figure of ours."""
GROWN = 1.5
"""The list is offered anew once this many times as many tracks are analysed as when it was made."""


def coverage_text(coverage: Coverage, listens: int) -> str:
    """What the picks rest on: "from 24 of 1,310 tracks so far · still learning: 40 listens so far"."""
    if coverage.set_aside and coverage.analysed + coverage.set_aside >= coverage.tracks:
        rests = tr(
            "From the sound of {n} of {all} tracks; the others cannot be heard",
            n=number(coverage.analysed),
            all=number(coverage.tracks),
        )
    elif coverage.analysed < coverage.tracks:
        rests = tr(
            "From the sound of {n} of {all} tracks so far", n=number(coverage.analysed), all=number(coverage.tracks)
        )
    elif coverage.excerpts:
        rests = tr("From excerpts of all {all} tracks so far", all=number(coverage.tracks))
    else:
        rests = tr("From the sound of all {all} tracks", all=number(coverage.tracks))
    if listens == 0:
        sure = tr("a first guess: nothing listened to yet")
    elif listens < SURE_FROM:
        sure = tr("still learning, from {listens}", listens=listens_text(listens))
    else:
        sure = tr("and {listens}", listens=listens_text(listens))
    return f"{rests} · {sure}"


class HomePage(Page):
    """The mix "for you". Pressing a cover plays from there; pressing a reason explains it."""

    why_asked = Signal(object)
    """MixItem."""
    switch_on_asked = Signal()
    mixed = Signal(object)
    """Mix: another list is shown."""

    def __init__(
        self, desk: Desk, parent: QWidget | None = None, *, today: Callable[[], QDate] = QDate.currentDate
    ) -> None:
        super().__init__(tr("For you"), parent)
        self._desk = desk
        self._today = today
        self._rng = 0
        self._mixing = Latest(desk.runners.reads, self)
        self._counting = Latest(desk.runners.reads, self)
        self.model = MixModel(self)

        self.play = Button(tr("Play"), kind=Kind.PRIMARY, icon="play", filled_icon=True)
        self.save = Button(tr("Save as playlist"), icon="list-plus")
        self.again = IconButton("refresh-cw", tr("Other picks"), bordered=True)
        for button in (self.again, self.save, self.play):
            self.buttons.addWidget(button)
        self.play.clicked.connect(lambda: self._play_from(0))
        self.again.clicked.connect(self._other_picks)
        self.save.clicked.connect(self._save)

        self.moods = MoodRow()
        self.moods.chosen.connect(self._choose_mood)
        self.notes = PlainLabel("", kind=TYPE.small, tone="sub", wrap=True)
        self.notes.hide()
        self.grown = Banner("info", "", tr("Make it anew"))
        self.grown.activated.connect(self.load)
        self.grown.hide()
        self.grid = TileGrid(name=tr("Picks for you"), pictures=desk.pictures.get)
        self.grid.setModel(self.model)
        self.grid.play_requested.connect(lambda index: self._play_from(index.row()))
        self.grid.why_requested.connect(self._explain)
        self.grid.menu_requested.connect(self._menu)
        self.waiting = EmptyState("sparkles", tr("Choosing for you"), tr("A moment."))
        self.empty = EmptyState(
            "folder-plus", tr("No music yet"),
            tr("Give Undersong a folder. It reads the files where they are and never changes them."),
            tr("Add a folder"), button_icon="folder-plus",
        )  # fmt: skip
        self.off = EmptyState(
            "sparkles", tr("Recommendations are off"),
            tr("Nothing is scored and nothing is logged for them. Your music plays as before."),
            tr("Switch on"),
        )  # fmt: skip
        self.broken = EmptyState("circle-alert", tr("No picks"), "", tr("Try again"))
        self.empty.activated.connect(self.folder_asked)
        self.off.activated.connect(self.switch_on_asked)
        self.broken.activated.connect(self.load)
        self.stack = QStackedWidget()
        for state in (self.waiting, self.grid, self.empty, self.off, self.broken):
            self.stack.addWidget(state)
        self.place(self.moods)
        self.place(self.notes)
        self.place(self.grown)
        self.place(self.stack, 1, left=SIZE.page_margin - TileGrid.OVERHANG, right=SPACE.xs)
        self._show_state(self.waiting)

        desk.changes.changed.connect(self._changed)
        desk.player.track_changed.connect(self._track_changed)
        desk.pictures.arrived.connect(self.grid.viewport().update)

    @property
    def mode(self) -> str:
        """What the list is asked for."""
        mood = self.moods.current()
        return f"mood:{mood}" if mood else MODE

    def current_track(self) -> TrackId | None:
        """The one whose tile the keyboard is on."""
        item = self.model.item_at(self.grid.currentIndex().row()) if self.grid.hasFocus() else None
        return None if item is None else item.track.id

    def load(self) -> None:
        """Make the list."""
        rng, mode = self._rng, self.mode

        def work(job: JobContext) -> Mix:
            return self._desk.services.recommend.mix(mode, rng=rng, log=True)

        self._mixing.submit(work, self._show_mix, self._no_mix)

    def _changed(self, changes: Changes) -> None:
        if changes.recommending or (changes.tracks and self._small()):
            self.refresh()
        elif changes.listens and self.model.mix is not None:
            self._heard()
        elif (changes.tracks or changes.features) and self.model.mix is not None:
            self._counting.submit(lambda job: self._desk.services.analysis.coverage(), self._show_coverage)
        elif changes.tracks or changes.features:
            self.refresh()

    def _heard(self) -> None:
        """What was played or skipped changes the next list; the one under the person's eyes stays until they ask."""
        if self.isVisible():
            self.grown.set_text(tr("What you played since then changes the picks."))
            self.grown.show()
        else:
            self.refresh()

    def _small(self) -> bool:
        """Whether the list shown is so short that more tracks should join it by themselves."""
        return self.model.mix is None or len(self.model.mix.items) < 25

    def _show_mix(self, mix: Mix) -> None:
        self.grown.hide()
        if mix.items:
            self.model.set_mix(mix)
            self.mixed.emit(mix)
            self.model.set_playing(self._desk.player.track_id)
            self.subtitle.setText(coverage_text(mix.coverage, mix.listens))
            self.notes.setText(" ".join(mix.notes))
            self._show_state(self.grid)
        else:
            self._show_state(self.empty)

    def _no_mix(self, problem: Exception) -> None:
        self.model.set_mix(None)
        if isinstance(problem, RecommendationsOff):
            self._show_state(self.off)
        elif isinstance(problem, EmptyLibrary) and self.mode == MODE:
            self._show_state(self.empty)
        else:
            title = tr("No moods yet") if isinstance(problem, EmptyLibrary) else tr("No picks")
            self.broken.set_text(title, problem_text(problem))
            self._show_state(self.broken)

    def _show_state(self, state: QWidget) -> None:
        self.stack.setCurrentWidget(state)
        shown = state is self.grid
        for button in (self.play, self.save, self.again):
            button.setVisible(shown)
        self.subtitle.setVisible(shown)
        self.moods.setVisible(shown or state is self.broken)
        self.notes.setVisible(shown and bool(self.notes.text()))

    def _show_coverage(self, coverage: Coverage) -> None:
        mix = self.model.mix
        if mix is None:
            return
        self.subtitle.setText(coverage_text(coverage, mix.listens))
        if coverage.analysed >= max(mix.coverage.analysed, 8) * GROWN:
            text = tr("The sound of {n} tracks is known by now: the picks can be better.", n=number(coverage.analysed))
            self.grown.set_text(text)
            self.grown.show()

    def _play_from(self, row: int) -> None:
        mix = self.model.mix
        if mix is None:
            return
        impressions = [item.impression for item in mix.items if item.impression is not None]
        complete = len(impressions) == len(mix.items)
        self._desk.play(self.model.ids(), row, Chosen.MIX, impressions if complete else ())

    def _choose_mood(self, mood: str) -> None:
        self._rng = 0
        self.title.setText(tr(NAMES[mood]))
        self.load()

    def _other_picks(self) -> None:
        self._rng += 1
        self.load()

    def _save(self) -> None:
        mix = self.model.mix
        if mix is None:
            return
        day = QLocale().toString(self._today(), "d MMMM")
        name = tr("{what}, {day}", what=tr(NAMES[self.moods.current()]), day=day)
        rule = tr("Picked for you from {n} tracks", n=number(mix.coverage.tracks))
        ids, run, playlists = self.model.ids(), mix.run, self._desk.services.playlists

        def work(job: JobContext) -> Playlist:
            return playlists.save(name, ids, rule, run)

        def saved(playlist: Playlist) -> None:
            def undo() -> None:
                self._desk.runners.writes.submit(lambda job: playlists.delete(playlist.id))

            self._desk.notices.say(tr("Saved as “{name}”", name=playlist.name), "", undo)

        self._desk.runners.writes.submit(work, saved, owner=self)

    def _explain(self, index: QModelIndex) -> None:
        item = self.model.item_at(index.row())
        if item is not None:
            self.why_asked.emit(item)

    def _menu(self, index: QModelIndex, place: QPoint) -> None:
        item = self.model.item_at(index.row())
        if item is None:
            return
        track: TrackId = item.track.id
        menu = QMenu(self)
        menu.addAction(tr("Play from here"), lambda: self._play_from(index.row()))
        menu.addAction(tr("Play next"), lambda: self._desk.enqueue([track], next_up=True))
        menu.addAction(tr("Add to queue"), lambda: self._desk.enqueue([track]))
        menu.addSeparator()
        menu.addAction(tr("Why this track"), lambda: self.why_asked.emit(item))
        menu.addAction(tr("What was heard") + "\tCtrl+I", lambda: self._desk.ways.heard.emit(track))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _track_changed(self, state: PlayerState) -> None:
        self.model.set_playing(state.track.id if state.track else None)
