"""What can be done with tracks, as a menu: the same wherever tracks are shown."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import JobContext
from desktop_app.domain.records import Playlist, Track
from desktop_app.ui.components.ask import ask
from desktop_app.ui.desk import Desk
from desktop_app.ui.words import counted, shown_path, tr, tracks_text

LISTS_MOST = 40
"""Playlists in the menu, the newest first; all of them are on their page."""


def plain(words: str) -> str:
    """Words that a menu shows as they are: it takes a single & for a key to press."""
    return words.replace("&", "&&")


class TrackMenu(QMenu):
    """Over the tracks `ids`; `known` are those of them whose rows are here, `play` plays from where the menu stands.

    `heard=False` leaves out the way to what was heard, where that is what is shown.
    """

    def __init__(
        self,
        owner: QWidget,
        desk: Desk,
        ids: Sequence[TrackId],
        known: Sequence[Track],
        play: Callable[[], None],
        *,
        heard: bool = True,
    ) -> None:
        super().__init__(owner)
        self._desk = desk
        self._ids = list(ids)
        self._owner = owner
        one = len(self._ids) == 1
        track = known[0] if one and known else None
        ways = desk.ways
        self.addAction(tr("Play now") + ("\tEnter" if one else ""), play)
        self.addAction(tr("Play next"), lambda: desk.enqueue(self._ids, next_up=True))
        self.addAction(tr("Add to queue"), lambda: desk.enqueue(self._ids))
        self.addMenu(self._playlists())
        self.addMenu(self._ratings())
        self.addSeparator()
        if one:
            first = self._ids[0]
            self.addAction(tr("Go to album"), lambda: ways.album_of.emit(first))
            self.addAction(tr("Go to artist"), lambda: ways.artist_of.emit(first))
            self.addAction(tr("Versions of this song"), lambda: ways.versions.emit(first))
            self.addAction(tr("Why this track"), lambda: ways.why.emit(first))
            if heard:
                self.addAction(tr("What was heard") + "\tCtrl+I", lambda: ways.heard.emit(first))
            self.addSeparator()
        self.addAction(tr("Edit details…"), lambda: ways.edit.emit(self._ids))
        if len(self._ids) == 2:
            self.addAction(tr("These are the same recording"), self._join)
        if track is not None:
            self.addAction(*self._music(track))
            self.addAction(tr("Never recommend from its folder"), lambda: self._never(track))
            self.addAction(tr("Copy the file’s path"), lambda: copy_path(desk, track.path))
        self.addSeparator()
        self.addAction(tr("Remove from the library…") + "\tDel", lambda: ask_to_remove(owner, desk, self._ids))
        self.aboutToHide.connect(self.deleteLater)

    def _playlists(self) -> QMenu:
        menu = QMenu(tr("Add to playlist"), self)
        menu.addAction(tr("New playlist"), lambda: save_as_playlist(self._desk, self._ids, self._owner))
        playlists = self._desk.services.playlists

        def show(found: list[Playlist]) -> None:
            if found:
                menu.addSeparator()
            for playlist in found[-1 : -LISTS_MOST - 1 : -1]:
                action = QAction(plain(playlist.name), menu)
                action.triggered.connect(self._adder(playlist))
                menu.addAction(action)

        self._desk.runners.reads.submit(lambda job: playlists.all(), show, owner=menu)
        return menu

    def _adder(self, playlist: Playlist) -> Callable[[], None]:
        return lambda: self._add_to(playlist)

    def _add_to(self, playlist: Playlist) -> None:
        playlists, desk, count = self._desk.services.playlists, self._desk, len(self._ids)

        def done(first: int) -> None:
            def undo() -> None:
                desk.runners.writes.submit(lambda job: playlists.take_back(playlist.id, first, count))

            words = counted(count, "{n} track added", "{n} tracks added")
            desk.notices.say(words, tr("to “{name}”", name=playlist.name), undo)

        ids = list(self._ids)
        desk.runners.writes.submit(lambda job: playlists.add(playlist.id, ids), done)

    def _ratings(self) -> QMenu:
        menu = QMenu(tr("Rating"), self)
        for stars in (5, 4, 3, 2, 1):
            words = counted(stars, "{n} star", "{n} stars")
            menu.addAction(f"{words}\t{stars}", self._rater(stars))
        menu.addSeparator()
        menu.addAction(tr("No rating") + "\t0", self._rater(0))
        return menu

    def _rater(self, stars: int) -> Callable[[], None]:
        return lambda: rate(self._desk, self._ids, stars)

    def _music(self, track: Track) -> tuple[str, Callable[[], None]]:
        edits, ids = self._desk.services.edits, list(self._ids)
        if track.not_music:
            return tr("This is music"), lambda: self._desk.act(lambda: edits.correct(ids, {"music": "music"}))
        words = tr("Not music: keep it out of mixes")
        return words, lambda: self._desk.act(lambda: edits.correct(ids, {"music": "not-music"}))

    def _join(self) -> None:
        works, ids = self._desk.services.works, list(self._ids)
        self._desk.act(lambda: works.join_recordings(ids[0], ids[1]))

    def _never(self, track: Track) -> None:
        edits, folder = self._desk.services.edits, os.path.dirname(track.path)  # noqa: PTH120 - bytes
        self._desk.act(lambda: edits.set_rule(folder, True), detail=tr("It can still be played, and asked for."))


def rate(desk: Desk, ids: Sequence[TrackId], stars: int) -> None:
    """Give stars, 1 to 5, or take them away with 0."""
    edits, chosen = desk.services.edits, list(ids)
    desk.act(lambda: edits.rate(chosen, float(stars) if stars else None))


def copy_path(desk: Desk, path: bytes) -> None:
    """Put a file's path on the clipboard, and show it."""
    words = shown_path(path)
    QGuiApplication.clipboard().setText(words)
    desk.notices.say(tr("Path copied"), words)


def ask_to_remove(owner: QWidget, desk: Desk, ids: Sequence[TrackId]) -> None:
    """Take tracks out of the library once the person has said yes."""
    edits, chosen = desk.services.edits, list(ids)
    if not chosen:
        return
    ask(
        owner,
        tr("Remove {tracks} from the library?", tracks=tracks_text(len(chosen))),
        tr("The files stay where they are. Plays and ratings are kept and come back with Undo."),
        tr("Remove"),
        lambda: desk.act(lambda: edits.remove(chosen)),
        danger=True,
    )


def save_as_playlist(desk: Desk, ids: Sequence[TrackId], owner: QObject, *, name: str = "") -> None:
    """Store tracks as a new list, and tell its name."""
    playlists, writes, chosen = desk.services.playlists, desk.runners.writes, list(ids)

    def work(job: JobContext) -> Playlist:
        return playlists.save(name or tr("New playlist"), chosen)

    def saved(playlist: Playlist) -> None:
        def undo() -> None:
            writes.submit(lambda job: playlists.delete(playlist.id))

        told = tr("Saved as “{name}”", name=playlist.name)
        desk.notices.say(told, tr("Rename it under Playlists."), undo)

    writes.submit(work, saved, owner=owner)
