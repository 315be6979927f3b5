"""Settings: recommending and its reasons, the look, the folders, where the data lies and what is done with it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_app.domain.jobs import JobContext
from desktop_app.domain.records import Changes
from desktop_app.services.shown import TermInfo
from desktop_app.settings import Settings
from desktop_app.ui.components.folder_card import FolderCard, RootShown, count_roots, read_roots
from desktop_app.ui.components.hearing_card import Hearing, HearingCard, read_hearing
from desktop_app.ui.components.mixes_card import MixesCard
from desktop_app.ui.components.setting_row import SettingRow
from desktop_app.ui.desk import Desk
from desktop_app.ui.jobs import Latest
from desktop_app.ui.pages.page import Page
from desktop_app.ui.tokens import SIZE, SPACE, TYPE
from desktop_app.ui.widgets.choices import SegmentedControl, Switch
from desktop_app.ui.widgets.icon_button import IconButton
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.widgets.surface import Card, Line
from desktop_app.ui.words import shown_path, tr

TWO_FROM, THREE_FROM = 780, 1400
"""Page widths from which the cards stand in two and in three columns; in two only where they fit, too."""
WIDEST = {1: 760, 2: 1240, 3: 1880}
"""Page width by its columns: lines of text grow no longer than can be read with ease."""
DIALS = (("0.1", "Familiar", 0.1), ("0.3", "A little new", 0.3), ("0.7", "Adventurous", 0.7))


def nearest_dial(dial: float) -> str:
    """The key of the named step that lies nearest to the stored dial, 0 to 1."""
    return min(DIALS, key=lambda step: abs(step[2] - dial))[0]


def network_text(platform: str) -> str:
    """What keeps the program off the network; only Linux enforces it."""
    if platform == "linux":
        return tr(
            "Nothing leaves this computer. Before anything else starts, the program gives up the network: from then "
            "on the Linux kernel refuses it every connection."
        )
    return tr(
        "Nothing leaves this computer: no part of the program opens a network connection. This system does not "
        "enforce that for us; on Linux the kernel does."
    )


@dataclass(frozen=True, slots=True)
class Found:
    """All that the page shows."""

    settings: Settings
    terms: list[TermInfo]
    roots: list[RootShown]
    rules: list[bytes]
    watched: str
    hearing: Hearing


class SettingsPage(Page):
    """Every change is stored at once and takes effect at once."""

    def __init__(
        self,
        desk: Desk,
        data_dir: Path,
        parent: QWidget | None = None,
        *,
        today: Callable[[], date] = lambda: datetime.now().astimezone().date(),
    ) -> None:
        super().__init__(tr("Settings"), parent)
        self._today = today
        self._desk = desk
        self._loading = Latest(desk.runners.reads, self)
        self._counting = Latest(desk.runners.reads, self)
        self._hearing = Latest(desk.runners.reads, self)
        self._quiet = False
        self.subtitle.hide()
        self.terms: dict[str, Switch] = {}
        self.recommend = Switch(tr("Recommendations"))
        self.dial = SegmentedControl([(key, tr(words)) for key, words, _ in DIALS], name=tr("How new"))
        self.theme = SegmentedControl(
            [("system", tr("As the system")), ("light", tr("Light")), ("dark", tr("Dark"))], name=tr("Theme")
        )
        self.folders = FolderCard(desk)
        self.mixes = MixesCard(desk)
        self.hearing = HearingCard()
        self._terms_box = QVBoxLayout()
        self._lay_out(data_dir)

        self.recommend.toggled.connect(self._switch)
        self.dial.changed.connect(lambda key: self._set("dial", float(key)))
        self.theme.changed.connect(lambda key: self._set("theme", key))
        self.folders.add_asked.connect(self.folder_asked)
        self.folders.set_asked.connect(self._set)
        self.mixes.set_asked.connect(self._set)
        self.hearing.set_asked.connect(self._set)
        self.hearing.aside_asked.connect(desk.ways.aside.emit)
        desk.changes.changed.connect(self._changed)

    def load(self) -> None:
        """Read the settings, the reasons and the folders."""
        services = self._desk.services

        def work(job: JobContext) -> Found:
            rules, watching = services.edits.rules(), services.watching.state()
            words = watching.words if watching.on else ""
            return Found(
                services.settings.get(),
                services.recommend.terms(),
                read_roots(services),
                rules,
                words,
                read_hearing(services),
            )

        def count(found: Found) -> None:
            self._show(found)
            roots = found.roots
            self._counting.submit(
                lambda job: count_roots(services, roots, job), lambda some: self.folders.show_roots(some, self._today())
            )

        self._loading.submit(work, count)

    def _lay_out(self, data_dir: Path) -> None:
        page = QWidget()
        page.setObjectName("page")
        columns = QGridLayout(page)
        columns.setHorizontalSpacing(SPACE.l)
        self._columns = [QVBoxLayout() for _ in range(3)]
        for place, column in enumerate(self._columns):
            column.setSpacing(SPACE.l)
            columns.addLayout(column, 0, place)
            columns.setColumnStretch(place, 1)
        left = (self._recommend_card(), self.hearing, self._look_card())
        right, alone = (self.folders, self.mixes), (self._privacy_card(data_dir),)
        self._cards: dict[int, tuple[tuple[QWidget, ...], ...]] = {
            1: ((*left, *right, *alone), (), ()),
            2: (left, (*right, *alone), ()),
            3: (left, right, alone),
        }
        for column in self._columns:
            column.addStretch(1)
        self._boxes, self._page, self._count = columns, page, 0
        self._show_columns(2)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the focus of what is inside
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        scroll.verticalScrollBar().rangeChanged.connect(lambda _, most: self._keep_margins(most > 0))
        self._bar_width = scroll.verticalScrollBar().sizeHint().width()
        self._keep_margins(False)
        self.column.addWidget(scroll, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _keep_margins(self, scrolls: bool) -> None:
        """The cards end where they do without a scroll bar."""
        right = SIZE.page_margin - (self._bar_width if scrolls else 0)
        self._boxes.setContentsMargins(SIZE.page_margin, SPACE.s, right, SPACE.xxl)

    def _fit(self) -> None:
        """As many columns as the page has room for."""
        widest = [max(card.minimumSizeHint().width() for card in cards) for cards in self._cards[2][:2]]
        two = max(TWO_FROM, sum(widest) + SPACE.l + 2 * SIZE.page_margin)
        self._show_columns(3 if self.width() >= THREE_FROM else 2 if self.width() >= two else 1)

    def _show_columns(self, count: int) -> None:
        """Put the cards into so many columns."""
        if count == self._count:
            return
        self._count = count
        self._page.setMaximumWidth(WIDEST[count])
        for place, (column, cards) in enumerate(zip(self._columns, self._cards[count], strict=True)):
            for row, card in enumerate(cards):
                column.insertWidget(row, card)
            self._boxes.setColumnStretch(place, 1 if cards else 0)
        self._boxes.setHorizontalSpacing(SPACE.l if count > 1 else 0)

    def _recommend_card(self) -> Card:
        card = Card(tr("Recommendations"))
        card.body.setSpacing(SPACE.s)
        off = tr("Off: nothing is scored and no pick is logged. The player stays as it is.")
        card.body.addWidget(SettingRow(tr("Recommend music to me"), off, self.recommend))
        card.body.addWidget(Line())
        card.body.addWidget(
            SettingRow(tr("How new"), tr("How far picks go from what you know."), self.dial, below=True)
        )
        card.body.addWidget(Line())
        heading = PlainLabel(tr("Reasons it may use"), kind=TYPE.meta_strong, tone="sub")
        card.body.addWidget(heading)
        self._terms_box.setSpacing(0)
        card.body.addLayout(self._terms_box)
        return card

    def _look_card(self) -> Card:
        card = Card(tr("Look"))
        card.body.addWidget(SettingRow(tr("Theme"), "", self.theme))
        return card

    def _privacy_card(self, data_dir: Path) -> Card:
        card = Card(tr("Yours alone"))
        card.body.setSpacing(SPACE.m)
        card.body.addWidget(SettingRow(tr("No network"), network_text(sys.platform), icon="shield-check"))
        kept = tr("Listens, playlists, settings and what the program learned lie in one folder on this computer.")
        card.body.addWidget(SettingRow(tr("One folder"), kept, icon="hard-drive"))
        files = tr("Music files are opened for reading only. No tag, rating or cover is ever written to them.")
        card.body.addWidget(SettingRow(tr("Your files stay as they are"), files, icon="lock"))
        card.body.addWidget(Line())
        place = shown_path(os.fsencode(data_dir))
        copy = IconButton("copy", tr("Copy the path"))
        copy.clicked.connect(lambda: self._copy(place))
        card.body.addWidget(SettingRow(tr("Data folder"), place, copy))
        return card

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._desk.notices.say(tr("Path copied"))

    def _changed(self, changes: Changes) -> None:
        if changes.settings or changes.tracks:
            self.refresh()
        elif changes.features and self.isVisible():
            services, battery = self._desk.services, self.hearing.battery
            self._hearing.submit(
                lambda job: read_hearing(services),
                lambda found: self.hearing.show_hearing(found, on_battery=battery.isChecked()),
            )

    def _show(self, found: Found) -> None:
        settings = found.settings
        self._quiet = True
        self.recommend.setChecked(settings.recommendations)
        self.dial.set_current(nearest_dial(settings.dial))
        self.theme.set_current(settings.theme)
        self._show_terms(found.terms, settings.recommendations)
        self.folders.show_roots(found.roots, self._today())
        self.folders.show_settings(settings.watch_folders, found.watched, settings.join_same_recordings)
        on = settings.recommendations
        self.mixes.show_settings(settings.min_track_seconds, settings.holiday_months, enabled=on)
        self.mixes.show_rules(found.rules)
        self.hearing.show_hearing(found.hearing, on_battery=settings.analyse_on_battery)
        self.dial.setEnabled(settings.recommendations)
        self._quiet = False
        self._fit()

    def _show_terms(self, terms: list[TermInfo], enabled: bool) -> None:
        if list(self.terms) != [term.name for term in terms]:
            _empty(self._terms_box)
            self.terms = {}
            for term in terms:
                switch = Switch(term.label, on=not term.off)
                switch.toggled.connect(lambda used, name=term.name: self._use_term(name, used))
                self.terms[term.name] = switch
                self._terms_box.addWidget(SettingRow(term.label, "", switch))
            order = [self.dial.buttons()[-1], *self.terms.values(), self.theme.buttons()[0]]
            for one, other in pairwise(order):
                self.setTabOrder(one, other)
        for term in terms:
            self.terms[term.name].setChecked(not term.off)
            self.terms[term.name].setEnabled(enabled)

    def _set(self, key: str, value: object) -> None:
        if self._quiet:
            return
        settings = self._desk.services.settings
        self._desk.runners.writes.submit(
            lambda job: settings.set(key, value), lambda _: self._desk.changes.flush(), owner=self
        )

    def _switch(self, on: bool) -> None:
        if not self._quiet:
            recommend = self._desk.services.recommend
            self._desk.runners.writes.submit(
                lambda job: recommend.set_enabled(on), lambda _: self._desk.changes.flush(), owner=self
            )

    def _use_term(self, name: str, used: bool) -> None:
        if not self._quiet:
            recommend = self._desk.services.recommend
            self._desk.runners.writes.submit(
                lambda job: recommend.use_term(name, used), lambda _: self._desk.changes.flush(), owner=self
            )


def _empty(box: QVBoxLayout) -> None:
    while (item := box.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
