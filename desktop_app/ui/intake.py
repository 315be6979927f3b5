"""How music comes into the window: a folder chosen, dropped, or named on the command line."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QDir, QObject, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.domain.errors import AppError
from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import JobContext
from desktop_app.domain.records import Chosen
from desktop_app.ui.desk import Desk, Notice
from desktop_app.ui.words import shown_path, tr

Found = tuple[list[Path], list[TrackId], list[str]]
"""Folders, known tracks, and words that are neither."""


def first_place() -> str:
    """Where a folder is looked for first: that of the person's music, else their home, never where the program lies."""
    music = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.MusicLocation)
    return music if music and QDir(music).exists() else QDir.homePath()


class Intake(QObject):
    """Looks at the disk by jobs only."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk

    def choose(self, over: QWidget) -> None:
        """Ask for a folder and add it."""
        dialog = QFileDialog(over, tr("Choose a folder with music"), first_place())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda names: self.add([Path(name) for name in names]))
        dialog.open()

    def add(self, folders: Sequence[Path]) -> None:
        """Give folders to the library and read them."""
        if folders:
            self._desk.background.add(folders)

    def drop(self, names: Sequence[str]) -> None:
        """Take what was dropped onto the window: folders are added."""

        def only_folders(job: JobContext) -> list[Path]:
            return [Path(name) for name in names if Path(name).is_dir()]

        def done(folders: list[Path]) -> None:
            self.add(folders)
            if not folders:
                self._desk.notices.say(tr("Drop a folder"), tr("Undersong keeps whole folders, not single files."))

        self._desk.runners.reads.submit(only_folders, done, owner=self)

    def take(self, arguments: Sequence[str]) -> None:
        """Play the files and add the folders of a command line; say which files the library does not have."""
        if not arguments:
            return
        library = self._desk.services.library

        def work(job: JobContext) -> Found:
            found: Found = ([], [], [])
            for word in arguments:
                job.check()
                if Path(word).is_dir():
                    found[0].append(Path(word))
                    continue
                try:
                    found[1].append(library.find(word, Path.cwd()).id)
                except AppError:
                    found[2].append(word)
            return found

        def done(found: Found) -> None:
            folders, tracks, unknown = found
            self.add(folders)
            self._desk.play(tracks, 0, Chosen.COMMAND)
            if unknown:
                name = shown_path(os.fsencode(unknown[0]))
                words = tr("“{name}” is not in the library", name=name)
                self._desk.notices.said.emit(Notice(words, tr("Add its folder first."), bad=True))

        self._desk.runners.reads.submit(work, done, owner=self)
