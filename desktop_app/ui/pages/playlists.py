"""Playlists: the stored lists at the left, the chosen one's tracks beside them."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain.ids import PlaylistId, TrackId
from desktop_app.domain.jobs import JobContext
from desktop_app.domain.records import Changes, Chosen, Playlist, Track
from desktop_app.services.playlists import LONGEST_NAME
from desktop_app.services.shown import DeletedPlaylist
from desktop_app.ui import fonts
from desktop_app.ui.components.playlist_list import PlaylistList, amount_text
from desktop_app.ui.components.track_list import TrackList
from desktop_app.ui.desk import Desk
from desktop_app.ui.jobs import Latest
from desktop_app.ui.models.cache import ids_of
from desktop_app.ui.pages.page import Page
from desktop_app.ui.tokens import SIZE, SPACE, TYPE
from desktop_app.ui.widgets.button import Button, Kind
from desktop_app.ui.widgets.icon_button import IconButton
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.widgets.messages import EmptyState
from desktop_app.ui.widgets.track_table import TrackTable
from desktop_app.ui.words import counted, shown_path, tr, tracks_text

LIST_WIDTH = 288


class PlaylistsPage(Page):
    """Play, rename in place, export, delete with a way back."""

    why_asked = Signal(object)
    """TrackId."""
    home_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(tr("Playlists"), parent)
        self._desk = desk
        self._listing = Latest(desk.runners.reads, self)
        self._reading = Latest(desk.runners.reads, self)
        self._open: Playlist | None = None
        self._ids: list[TrackId] = []
        self._wanted: PlaylistId | None = None

        self.lists = PlaylistList()
        self.lists.setFixedWidth(LIST_WIDTH)
        self.name = PlainLabel("", kind=TYPE.heading)
        self.field = QLineEdit()
        self.field.setMaxLength(LONGEST_NAME)
        self.field.setFont(fonts.font(TYPE.card_title))
        self.field.setAccessibleName(tr("Name of the playlist"))
        self.field.hide()
        self.field.installEventFilter(self)
        self.hint = PlainLabel("", kind=TYPE.meta, tone="sub")
        self.play = Button(tr("Play"), kind=Kind.PRIMARY, icon="play", filled_icon=True)
        self.export = Button(tr("Export"), icon="download")
        self.rename = IconButton("pencil", tr("Rename"), bordered=True)
        self.delete = IconButton("trash-2", tr("Delete"), bordered=True)
        self.table = TrackList(desk, name=tr("Tracks of the playlist"), chosen=Chosen.PLAYLIST)
        self.empty = EmptyState(
            "list-music", tr("No playlists yet"),
            tr("Save the picks on Home as a playlist, or make one from tracks in the library."),
            tr("Go to Home"),
        )  # fmt: skip
        self.empty.activated.connect(self.home_asked)
        self.bare = EmptyState("list-music", tr("Nothing in it"), tr("This playlist has no tracks."))
        self._lay_out()

        self.lists.chosen.connect(self._choose)
        self.lists.play_asked.connect(self._play)
        self.lists.rename_asked.connect(self._begin_rename)
        self.lists.delete_asked.connect(self._delete)
        self.play.clicked.connect(self._play)
        self.export.clicked.connect(self._ask_where)
        self.rename.clicked.connect(self._begin_rename)
        self.delete.clicked.connect(self._delete)
        self.field.returnPressed.connect(self._end_rename)
        self.table.why_asked.connect(self.why_asked)
        desk.changes.changed.connect(self._changed)

    def _lay_out(self) -> None:
        heading = QWidget()
        words = QVBoxLayout(heading)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(2)
        words.addStretch(1)
        for widget in (self.name, self.field, self.hint):
            words.addWidget(widget)
        words.addStretch(1)
        heights = (self.field.sizeHint().height(), self.hint.sizeHint().height(), 2)
        heading.setFixedHeight(sum(heights))  # renaming in place moves nothing below it
        head = QHBoxLayout()
        head.setSpacing(SPACE.s)
        head.setContentsMargins(TrackTable.OVERHANG, 0, SPACE.xl, 0)
        head.addWidget(heading, 1)
        for button in (self.rename, self.delete, self.export, self.play):
            head.addWidget(button)
        self.inside = QStackedWidget()
        self.inside.addWidget(self.table)
        self.inside.addWidget(self.bare)
        detail = QVBoxLayout()
        detail.setSpacing(SPACE.m)
        detail.addLayout(head)
        detail.addWidget(self.inside, 1)
        self.both = QWidget()
        row = QHBoxLayout(self.both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.l)
        row.addWidget(self.lists)
        row.addLayout(detail, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(QWidget())
        self.stack.addWidget(self.both)
        self.stack.addWidget(self.empty)
        self.place(self.stack, 1, left=SIZE.page_margin - SPACE.m, right=SPACE.m)

    def load(self) -> None:
        """Ask for all playlists."""
        self._listing.submit(lambda job: self._desk.services.playlists.all(), self._show)

    def _changed(self, changes: Changes) -> None:
        if changes.playlists:
            self.refresh()
        elif changes.tracks and self._open is not None and self.isVisible():
            self._read(self._open)

    def _show(self, playlists: list[Playlist]) -> None:
        wanted = self._wanted or (self._open.id if self._open is not None else None)
        self._wanted = None
        before = self.lists.currentIndex().row()
        self.lists.rows.set_rows(playlists)
        self.subtitle.setText(counted(len(playlists), "{n} playlist", "{n} playlists"))
        self.stack.setCurrentWidget(self.both if playlists else self.empty)
        self.subtitle.setVisible(bool(playlists))
        if not playlists:
            self._open = None
            return
        row = self.lists.rows.row_of(wanted) if wanted is not None else None
        self.lists.choose(row if row is not None else min(max(before, 0), len(playlists) - 1))

    def _choose(self, playlist: Playlist | None) -> None:
        self._leave_rename()
        if playlist is None:
            return
        other = self._open is None or self._open.id != playlist.id
        self._open = playlist
        self.name.setText(playlist.name)
        self._show_hint(playlist)
        if other:
            self._ids = []
            self.table.set_ids(np.zeros(0, dtype=np.int64))
        self._read(playlist)

    def _show_hint(self, playlist: Playlist) -> None:
        self.hint.setText(" · ".join(words for words in (amount_text(playlist), playlist.rule) if words))

    def _read(self, playlist: Playlist) -> None:
        def work(job: JobContext) -> list[Track]:
            return self._desk.services.playlists.tracks(playlist.id)

        def done(tracks: list[Track]) -> None:
            self._desk.tracks.put(tracks)
            self._ids = ids_of(tracks)
            self.table.set_ids(np.array(self._ids, dtype=np.int64))
            self.inside.setCurrentWidget(self.table if tracks else self.bare)
            self.play.setEnabled(bool(tracks))
            self.export.setEnabled(bool(tracks))

        self._reading.submit(work, done)

    def _play(self) -> None:
        self._desk.play(self._ids, 0, Chosen.PLAYLIST)

    def _begin_rename(self) -> None:
        if self._open is None:
            return
        self.field.setText(self._open.name)
        self.name.hide()
        self.field.show()
        self.field.setFocus()
        self.field.selectAll()
        self.hint.setText(tr("Enter saves, Esc keeps “{name}”", name=self._open.name))

    def _leave_rename(self) -> None:
        if self.field.isHidden():
            return
        self.field.hide()
        self.name.show()
        if self._open is not None:
            self._show_hint(self._open)
        self.lists.setFocus()

    def _end_rename(self) -> None:
        name, playlist = self.field.text().strip(), self._open
        self._leave_rename()
        if playlist is None or not name or name == playlist.name:
            return
        playlists = self._desk.services.playlists
        self._desk.runners.writes.submit(
            lambda job: playlists.rename(playlist.id, name), lambda _: self._desk.changes.flush(), owner=self
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc and leaving the field keep the old name."""
        if watched is self.field and self.field.isVisible():
            if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
                if event.type() == QEvent.Type.ShortcutOverride:
                    event.accept()
                    return True
                if event.type() == QEvent.Type.KeyPress:
                    self._leave_rename()
                    return True
            if event.type() == QEvent.Type.FocusOut:
                self._leave_rename()
        return super().eventFilter(watched, event)

    def _delete(self) -> None:
        playlist = self._open
        if playlist is None:
            return
        playlists, writes, desk = self._desk.services.playlists, self._desk.runners.writes, self._desk

        def done(deleted: DeletedPlaylist) -> None:
            def undo() -> None:
                writes.submit(lambda job: playlists.restore(deleted), restored)

            def restored(back: Playlist) -> None:
                self._wanted = back.id
                desk.changes.flush()

            self._open = None
            desk.changes.flush()
            desk.notices.say(tr("Deleted “{name}”", name=deleted.name), tracks_text(len(deleted.tracks)), undo)

        writes.submit(lambda job: playlists.delete(playlist.id), done, owner=self)

    def _ask_where(self) -> None:
        if self._open is None:
            return
        dialog = QFileDialog(self, tr("Export the playlist"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(tr("Playlist (*.m3u8)"))
        dialog.setDefaultSuffix("m3u8")
        dialog.selectFile(file_name(self._open.name) + ".m3u8")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.export_to(Path(name)))
        dialog.open()

    def export_to(self, path: Path) -> None:
        """Write the open playlist there."""
        ids, playlists, notices = list(self._ids), self._desk.services.playlists, self._desk.notices

        def done(count: int) -> None:
            words = counted(count, "{n} track exported", "{n} tracks exported")
            notices.say(words, shown_path(os.fsencode(path)))

        self._desk.runners.writes.submit(lambda job: playlists.export_m3u8(ids, path), done, owner=self)


def file_name(name: str) -> str:
    """A name that every file system takes, close to the playlist's."""
    kept = "".join(c if c.isalnum() or c in " -_.,()'" else "_" for c in name).strip(" .")
    return kept[:100] or tr("Playlist")
