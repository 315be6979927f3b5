"""Settings: recommending and its reasons, the look, the folders, where the data lies and what is done with it."""

from __future__ import annotations

import os
import sys
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_app.domain.jobs import JobContext
from desktop_app.domain.records import Changes, Presence, Root
from desktop_app.services.shown import TermInfo
from desktop_app.settings import Settings
from desktop_app.ui.background import Status
from desktop_app.ui.components.setting_row import SettingRow
from desktop_app.ui.components.stepper import Stepper
from desktop_app.ui.desk import Desk
from desktop_app.ui.jobs import Latest
from desktop_app.ui.pages.page import Page
from desktop_app.ui.tokens import SIZE, SPACE, TYPE
from desktop_app.ui.widgets.button import Button
from desktop_app.ui.widgets.choices import SegmentedControl, Switch
from desktop_app.ui.widgets.icon_button import IconButton
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.widgets.surface import Card, Line
from desktop_app.ui.words import shown_path, tr

THREE_FROM = 1400
"""Page width from which the cards stand in three columns."""
WIDEST = {2: 1240, 3: 1880}
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


class SettingsPage(Page):
    """Every change is stored at once and takes effect at once."""

    def __init__(self, desk: Desk, data_dir: Path, parent: QWidget | None = None) -> None:
        super().__init__(tr("Settings"), parent)
        self._desk = desk
        self._loading = Latest(desk.runners.reads, self)
        self._quiet = False
        self._has_roots = False
        self.subtitle.hide()
        self.terms: dict[str, Switch] = {}
        self.recommend = Switch(tr("Recommendations"))
        self.dial = SegmentedControl([(key, tr(words)) for key, words, _ in DIALS], name=tr("How new"))
        self.shortest = Stepper(
            0, 600, 5, less=tr("5 seconds shorter"), more=tr("5 seconds longer"),
            shown=lambda value: tr("{n} s", n=value) if value else tr("any"),
        )  # fmt: skip
        self.theme = SegmentedControl(
            [("system", tr("As the system")), ("light", tr("Light")), ("dark", tr("Dark"))], name=tr("Theme")
        )
        self.add = Button(tr("Add a folder"), icon="folder-plus")
        self.rescan = Button(tr("Look again"), icon="refresh-cw")
        self._terms_box, self._roots_box = QVBoxLayout(), QVBoxLayout()
        self._lay_out(data_dir)

        self.recommend.toggled.connect(self._switch)
        self.dial.changed.connect(lambda key: self._set("dial", float(key)))
        self.shortest.changed.connect(lambda value: self._set("min_track_seconds", value))
        self.theme.changed.connect(lambda key: self._set("theme", key))
        self.add.clicked.connect(self.folder_asked)
        self.rescan.clicked.connect(desk.background.start)
        desk.changes.changed.connect(self._changed)
        desk.background.status_changed.connect(self._show_status)

    def load(self) -> None:
        """Read the settings, the reasons and the folders."""
        services = self._desk.services

        def work(job: JobContext) -> tuple[Settings, list[TermInfo], list[Root]]:
            return services.settings.get(), services.recommend.terms(), services.library.roots()

        self._loading.submit(work, self._show)

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
        self._alone = self._privacy_card(data_dir)
        self._columns[0].addWidget(self._recommend_card())
        for card in (self._folder_card(), self._look_card(), self._alone):
            self._columns[1].addWidget(card)
        for column in self._columns:
            column.addStretch(1)
        self._boxes, self._page = columns, page
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
        self._show_columns(3 if self.width() >= THREE_FROM else 2)

    def _keep_margins(self, scrolls: bool) -> None:
        """The cards end where they do without a scroll bar."""
        right = SIZE.page_margin - (self._bar_width if scrolls else 0)
        self._boxes.setContentsMargins(SIZE.page_margin, SPACE.s, right, SPACE.xxl)

    def _show_columns(self, count: int) -> None:
        """Put the last card into a column of its own where there is room for it."""
        self._page.setMaximumWidth(WIDEST[count])
        if count == 3 and self._columns[2].count() == 1:
            self._columns[2].insertWidget(0, self._alone)
        elif count == 2 and self._columns[2].count() > 1:
            self._columns[1].insertWidget(self._columns[1].count() - 1, self._alone)
        self._boxes.setColumnStretch(2, 1 if count == 3 else 0)

    def _recommend_card(self) -> Card:
        card = Card(tr("Recommendations"))
        card.body.setSpacing(SPACE.s)
        off = tr("Off: nothing is scored and no pick is logged. The player stays as it is.")
        card.body.addWidget(SettingRow(tr("Recommend music to me"), off, self.recommend))
        card.body.addWidget(Line())
        card.body.addWidget(
            SettingRow(tr("How new"), tr("How far picks go from what you know."), self.dial, below=True)
        )
        card.body.addWidget(
            SettingRow(tr("Shortest track"), tr("Shorter ones stay out while there are enough others."), self.shortest)
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

    def _folder_card(self) -> Card:
        card = Card(tr("Music folders"))
        card.body.setSpacing(SPACE.s)
        self._roots_box.setSpacing(0)
        card.body.addLayout(self._roots_box)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE.s)
        buttons.addWidget(self.add)
        buttons.addWidget(self.rescan)
        buttons.addStretch(1)
        card.body.addSpacing(SPACE.s)
        card.body.addLayout(buttons)
        note = tr("Files are read where they are, and never changed. A folder can also be dropped onto the window.")
        card.body.addWidget(PlainLabel(note, kind=TYPE.meta, tone="sub", wrap=True))
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

    def _show(self, found: tuple[Settings, list[TermInfo], list[Root]]) -> None:
        settings, terms, roots = found
        self._quiet = True
        self.recommend.setChecked(settings.recommendations)
        self.dial.set_current(nearest_dial(settings.dial))
        self.shortest.set_value(settings.min_track_seconds)
        self.theme.set_current(settings.theme)
        self._show_terms(terms, settings.recommendations)
        self._show_roots(roots)
        for control in (self.dial, self.shortest):
            control.setEnabled(settings.recommendations)
        self._quiet = False

    def _show_terms(self, terms: list[TermInfo], enabled: bool) -> None:
        if list(self.terms) != [term.name for term in terms]:
            _empty(self._terms_box)
            self.terms = {}
            for term in terms:
                switch = Switch(term.label, on=not term.off)
                switch.toggled.connect(lambda used, name=term.name: self._use_term(name, used))
                self.terms[term.name] = switch
                self._terms_box.addWidget(SettingRow(term.label, "", switch))
            order = [self.shortest.more, *self.terms.values(), self.add]
            for one, other in pairwise(order):
                self.setTabOrder(one, other)
        for term in terms:
            self.terms[term.name].setChecked(not term.off)
            self.terms[term.name].setEnabled(enabled)

    def _show_roots(self, roots: list[Root]) -> None:
        _empty(self._roots_box)
        for root in roots:
            away = root.presence is Presence.AWAY
            path = shown_path(root.path)
            name = path.rstrip("/").rpartition("/")[2] or path
            text = tr("{path}: not there now", path=path) if away else path
            row = SettingRow(name, text, icon="triangle-alert" if away else "folder")
            self._roots_box.addWidget(row)
        if not roots:
            self._roots_box.addWidget(PlainLabel(tr("None yet."), kind=TYPE.small, tone="sub"))
        self._has_roots = bool(roots)
        self._show_status(self._desk.background.status)

    def _show_status(self, status: Status) -> None:
        self.rescan.setEnabled(self._has_roots and status.stage != "scan")

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
