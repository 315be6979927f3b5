"""The music folders: where each is, how it stands, and what can be done where one is not as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.acts import Act
from desktop_app.domain.jobs import JobContext
from desktop_app.domain.records import Presence, Root
from desktop_app.services import Services
from desktop_app.ui.background import Status
from desktop_app.ui.components.ask import ask
from desktop_app.ui.components.icon_sign import IconSign
from desktop_app.ui.components.setting_row import SettingRow
from desktop_app.ui.desk import Desk
from desktop_app.ui.tokens import SPACE, TYPE
from desktop_app.ui.widgets.button import Button, Kind
from desktop_app.ui.widgets.choices import SegmentedControl, Switch
from desktop_app.ui.widgets.icon_button import IconButton
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.widgets.surface import Card, Line
from desktop_app.ui.words import counted, day_text, number, shown_path, tr, tracks_text


@dataclass(frozen=True, slots=True)
class RootShown:
    """A folder as the settings show it."""

    root: Root
    tracks: int | None
    """None while they are counted."""
    away: int
    watched: str
    """How its changes are noticed; "" where nothing is known yet."""


def read_roots(services: Services) -> list[RootShown]:
    """All folders, their tracks not counted yet; called by a job."""
    watched = {one.root: one.words for one in services.watching.state().roots}
    return [RootShown(root, None, 0, watched.get(root.path, "")) for root in services.library.roots()]


def count_roots(services: Services, roots: Sequence[RootShown], job: JobContext) -> list[RootShown]:
    """The same with their tracks counted, which takes a second in a large library; called by a job."""
    found = []
    for one in roots:
        job.check()
        counts = services.library.root_counts(one.root.id)
        found.append(replace(one, tracks=counts.tracks, away=counts.away))
    return found


def folder_name(path: bytes) -> str:
    """The last part of a path, which people know a folder by."""
    words = shown_path(path)
    return words.rstrip("/").rpartition("/")[2] or words


class RootRow(QWidget):
    """One folder. `find_asked`: it lies elsewhere now; `gone_asked`: what is missing is gone on purpose."""

    find_asked = Signal()
    gone_asked = Signal()
    remove_asked = Signal()

    def __init__(self, shown: RootShown, today: date) -> None:
        super().__init__()
        self.root = shown.root
        root, name = shown.root, folder_name(shown.root.path)
        away = root.presence is Presence.AWAY
        wrong = away or root.shrunk_at is not None
        self.setAccessibleName(name)
        sign = IconSign("unplug" if away else "triangle-alert" if wrong else "folder", tone="acc" if wrong else "sub")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(PlainLabel(name, kind=TYPE.body_strong, wrap=True))
        words.addWidget(PlainLabel(shown_path(root.path), kind=TYPE.small, tone="sub", wrap=True))
        self.state = PlainLabel(state_text(shown, today), kind=TYPE.meta, tone="acc" if wrong else "sub", wrap=True)
        words.addWidget(self.state)
        self.elsewhere = Button(tr("Find folder…"), icon="folder-search", height=32)
        self.gone = Button(tr("They are gone on purpose"), kind=Kind.SOFT, height=32)
        if not wrong:  # showing what has no place yet would open it as a window
            self.elsewhere.hide()
        if away or not wrong:
            self.gone.hide()
        if wrong:
            buttons = QHBoxLayout()
            buttons.setSpacing(SPACE.s)
            buttons.setContentsMargins(0, SPACE.xs, 0, SPACE.xs)
            for button in (self.elsewhere, self.gone):
                buttons.addWidget(button)
            buttons.addStretch(1)
            words.addLayout(buttons)
        self.remove = IconButton("trash-2", tr("Remove the folder {name}", name=name), size=32, icon_size=16)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, SPACE.xs, 0, SPACE.xs)
        row.setSpacing(SPACE.m)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        self.elsewhere.clicked.connect(self.find_asked)
        self.gone.clicked.connect(self.gone_asked)
        self.remove.clicked.connect(self.remove_asked)


def state_text(shown: RootShown, today: date) -> str:
    """How a folder stands, in a sentence or two."""
    root = shown.root
    if shown.tracks is None:
        return tr("Not there now.") if root.presence is Presence.AWAY else shown.watched or " "
    if root.presence is Presence.AWAY:
        kept = counted(shown.away, "Its track is kept, and", "Its {n} tracks are kept, and")
        if root.shrunk_at is None:
            return tr("Not there now. {kept} come back with it.", kept=kept)
        since = day_text(root.shrunk_at.astimezone(), today)
        return tr("Not there since {day}. {kept} come back with it.", day=since, kept=kept)
    if root.shrunk_at is not None:
        since = day_text(root.shrunk_at.astimezone(), today)
        many = counted(shown.away, "{n} track is away", "{n} tracks are away")
        return tr("Far fewer files than before since {day}: {many}.", day=since, many=many)
    parts = [tracks_text(shown.tracks)]
    if shown.away:
        parts.append(tr("{n} away", n=number(shown.away)))
    return " · ".join([*parts, shown.watched] if shown.watched else parts)


class FolderCard(Card):
    """Folders, and how the library takes in what changes in them. The owner fills it with `show_roots`."""

    add_asked = Signal()
    set_asked = Signal(str, object)
    """Name and value of a setting."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(tr("Music folders"), parent)
        self._desk = desk
        self._quiet = False
        self.rows: list[RootRow] = []
        self._some = False
        self.add = Button(tr("Add a folder"), icon="folder-plus")
        self.rescan = Button(tr("Look again"), icon="refresh-cw")
        self.watch = Switch(tr("Watch the folders"))
        self.same = SegmentedControl(
            [("ask", tr("Ask")), ("auto", tr("Join the sure ones")), ("off", tr("Off"))], name=tr("Same recordings")
        )
        self._box = QVBoxLayout()
        self._box.setSpacing(SPACE.s)
        self.body.setSpacing(SPACE.s)
        self.body.addLayout(self._box)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE.s)
        buttons.addWidget(self.add)
        buttons.addWidget(self.rescan)
        buttons.addStretch(1)
        self.body.addSpacing(SPACE.xs)
        self.body.addLayout(buttons)
        note = tr("Files are read where they are, and never changed. A folder can also be dropped onto the window.")
        self.body.addWidget(PlainLabel(note, kind=TYPE.meta, tone="sub", wrap=True))
        self.body.addWidget(Line())
        self.watched = SettingRow(tr("Notice changes at once"), tr("While the program runs."), self.watch)
        self.body.addWidget(self.watched)
        told = tr("One recording in two files, such as FLAC and MP3, can count as one track.")
        self.body.addWidget(SettingRow(tr("Same recordings"), told, self.same, below=True))
        self.add.clicked.connect(self.add_asked)
        self.rescan.clicked.connect(desk.background.start)
        self.watch.toggled.connect(lambda on: self._set("watch_folders", on))
        self.same.changed.connect(lambda key: self._set("join_same_recordings", key))
        desk.background.status_changed.connect(self.show_status)

    def show_roots(self, roots: Sequence[RootShown], today: date) -> None:
        """Show these folders. Where only the counts changed, the rows stay, with the keyboard in them."""
        if roots and [row.root for row in self.rows] == [shown.root for shown in roots]:
            for row, shown in zip(self.rows, roots, strict=True):
                row.state.setText(state_text(shown, today))
            return
        while (item := self._box.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = []
        for place, shown in enumerate(roots):
            if place:
                self._box.addWidget(Line())
            row = RootRow(shown, today)
            row.find_asked.connect(lambda root=shown.root: self._find(root))
            row.gone_asked.connect(lambda root=shown.root: self._accept(root))
            row.remove_asked.connect(lambda one=shown: self._remove(one))
            self.rows.append(row)
            self._box.addWidget(row)
        if not roots:
            self._box.addWidget(PlainLabel(tr("None yet."), kind=TYPE.small, tone="sub"))
        self._some = bool(roots)
        self.show_status(self._desk.background.status)

    def show_settings(self, watch: bool, watched: str, same: str) -> None:
        """Show what is set; tells nothing."""
        self._quiet = True
        self.watch.setChecked(watch)
        self.watched.text.setText(watched or tr("While the program runs."))
        self.same.set_current(same)
        self._quiet = False

    def show_status(self, status: Status) -> None:
        """Nothing can be looked at again while it is looked at, or without a folder."""
        self.rescan.setEnabled(self._some and status.stage != "scan")

    def relocate(self, root: Root, place: Path) -> None:
        """The folder lies there now."""
        edits, desk = self._desk.services.edits, self._desk

        def done(act: Act) -> None:
            desk.told(act)
            desk.background.start()

        desk.runners.writes.submit(lambda job: edits.relocate(root.id, place), done, owner=self)

    def _find(self, root: Root) -> None:
        dialog = QFileDialog(self, tr("Where does {name} lie now?", name=folder_name(root.path)))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.relocate(root, Path(name)))
        dialog.open()

    def _accept(self, root: Root) -> None:
        library, desk = self._desk.services.library, self._desk

        def done(_: None) -> None:
            desk.changes.flush()
            told = tr("Their tracks stay in the library as away; remove them there, or let them be.")
            desk.notices.say(tr("Noted"), told)

        desk.runners.writes.submit(lambda job: library.accept_shrunk(root.id), done, owner=self)

    def _remove(self, shown: RootShown) -> None:
        edits, root = self._desk.services.edits, shown.root
        ask(
            self,
            tr("Remove the folder {name}?", name=folder_name(root.path)),
            tr("Its tracks leave the library. The files stay where they are; plays and ratings are kept for Undo, "
               "or for when the folder is added again."),
            tr("Remove"),
            lambda: self._desk.act(lambda: edits.remove_root(root.id)),
            danger=True,
        )  # fmt: skip

    def _set(self, key: str, value: object) -> None:
        if not self._quiet:
            self.set_asked.emit(key, value)
