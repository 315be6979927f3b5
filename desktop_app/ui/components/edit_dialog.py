"""Correcting what is shown of one or many tracks. The files stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.acts import Act, Details
from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import JobContext
from desktop_app.domain.records import Track
from desktop_app.ui.components.edit_field import EditField, common
from desktop_app.ui.components.setting_row import SettingRow
from desktop_app.ui.desk import Desk
from desktop_app.ui.tokens import RADIUS, SPACE, TYPE
from desktop_app.ui.widgets.button import Button, Kind, LinkButton
from desktop_app.ui.widgets.choices import Switch
from desktop_app.ui.widgets.cover import Cover
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.widgets.messages import Banner
from desktop_app.ui.widgets.page_scroll import PageScroll
from desktop_app.ui.words import cover_seed, problem_text, tr, tracks_text

WIDTH, HEIGHT, LOWEST = 720, 716, 480
MANY_LESS = 92
"""The title of one track and what its file says."""
SIDE = 168
PICTURES = "*.jpg *.jpeg *.png *.webp *.bmp *.gif"


class EditDialog(QDialog):
    """Opens once the details of its tracks are here. Saving is one act, told with Undo."""

    def __init__(self, parent: QWidget, desk: Desk, tracks: Sequence[Track], details: Sequence[Details]) -> None:
        super().__init__(parent)
        self._desk = desk
        self._ids = [one.track for one in details]
        self._details = list(details)
        self._cover: tuple[bool, str | None] = (False, None)
        many = len(details) > 1
        self.setWindowTitle(tr("Edit details"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(WIDTH, max(LOWEST, min(HEIGHT - (MANY_LESS if many else 0), parent.height() - 40)))
        labels = (
            ("title", tr("Title")), ("artist", tr("Artist")), ("album", tr("Album")),
            ("album_artist", tr("Album artist")), ("genre", tr("Genres, separated by ;")),
            ("sort_artist", tr("Artist sorted as")),
            ("year", tr("Year")), ("disc", tr("Disc")), ("number", tr("Track")),
        )  # fmt: skip
        self.fields = {name: EditField(name, label) for name, label in labels}
        self.compilation = Switch(tr("Compilation"))
        self.cover = Cover(SIDE, radius=RADIUS.card)
        self.choose = Button(tr("Choose a picture…"), kind=Kind.SOFT)
        self.remove = LinkButton(tr("Remove the picture"))
        self.restore = LinkButton(tr("Back to the file’s picture"))
        self.problem = Banner("bad", "")
        self.problem.hide()
        self.save = Button(tr("Save"), kind=Kind.PRIMARY)
        self.cancel = Button(tr("Cancel"))
        first = tracks[0]
        self._seed = cover_seed(first)
        self._lay_out(first.title if not many else tracks_text(len(details)), _whose(tracks))
        self._fill()
        for field in (self.fields["title"], self.fields["number"]):
            field.setVisible(not many)
        self.choose.clicked.connect(self._choose_picture)
        self.remove.clicked.connect(lambda: self._set_cover(""))
        self.restore.clicked.connect(lambda: self._set_cover(None))
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.reject)
        desk.pictures.arrived.connect(self._show_cover)
        self._show_cover()

    def changes(self) -> dict[str, str | None]:
        """The fields that are to change, and to what; None for what the file says."""
        found = {name: value for name, field in self.fields.items() for changed, value in [field.value()] if changed}
        shown = common([one.shown.get("compilation", "0") for one in self._details])
        wanted = "1" if self.compilation.isChecked() else "0"
        if self._compilation_touched and wanted != shown:
            file = common([one.file.get("compilation", "0") for one in self._details])
            found["compilation"] = None if wanted == file else wanted
        if self._cover[0]:
            found["cover"] = self._cover[1]
        return found

    _compilation_touched = False

    def _lay_out(self, title: str, subtitle: str) -> None:
        left = QVBoxLayout()
        left.setSpacing(SPACE.s)
        for widget in (self.cover, self.choose, self.remove, self.restore):
            left.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(SPACE.m)
        for name in ("title", "artist", "album", "album_artist", "genre"):
            right.addWidget(self.fields[name])
        small = QHBoxLayout()
        small.setSpacing(SPACE.m)
        for name in ("year", "disc", "number"):
            small.addWidget(self.fields[name], 1)
        right.addLayout(small)
        right.addWidget(self.fields["sort_artist"])
        right.addWidget(SettingRow(tr("Compilation"), tr("An album by several artists."), self.compilation))
        right.addStretch(1)
        scroll = PageScroll(left=SPACE.xxl, top=SPACE.xs, right=SPACE.xxl, bottom=SPACE.s)
        both = QHBoxLayout()
        both.setSpacing(SPACE.xxl)
        both.addLayout(left)
        both.addLayout(right, 1)
        scroll.column.addLayout(both)
        head = QVBoxLayout()
        head.setContentsMargins(SPACE.xxl, SPACE.xl, SPACE.xxl, SPACE.s)
        head.setSpacing(0)
        head.addWidget(PlainLabel(title, kind=TYPE.heading))
        head.addWidget(PlainLabel(subtitle, kind=TYPE.small, tone="sub"))
        told = QHBoxLayout()
        told.setContentsMargins(SPACE.xxl, 0, SPACE.xxl, 0)
        told.addWidget(self.problem)
        foot = QHBoxLayout()
        foot.setContentsMargins(SPACE.xxl, SPACE.m, SPACE.xxl, SPACE.xl)
        foot.setSpacing(SPACE.s)
        foot.addWidget(PlainLabel(tr("Kept by Undersong. The files stay as they are."), kind=TYPE.meta, tone="sub"), 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(scroll, 1)
        column.addLayout(told)
        column.addLayout(foot)

    def _fill(self) -> None:
        for name, field in self.fields.items():
            field.show_values(
                [one.shown.get(name, "") for one in self._details],
                [one.file.get(name, "") for one in self._details],
                any(name in one.corrected for one in self._details),
            )
        self.compilation.setChecked(all(one.shown.get("compilation") == "1" for one in self._details))
        self.compilation.toggled.connect(self._touch)

    def _touch(self, _on: bool) -> None:
        self._compilation_touched = True

    def _set_cover(self, value: str | None) -> None:
        self._cover = (True, value)
        self._show_cover()

    def _show_cover(self) -> None:
        changed, value = self._cover
        source = [one.file if changed and value is None else one.shown for one in self._details]
        held = value if changed and value is not None else common([one.get("cover", "") for one in source])
        sha = bytes.fromhex(held) if held else b""
        ratio = self.devicePixelRatioF()
        found = self._desk.pictures.get(sha, SIDE, ratio, RADIUS.card) if sha else None
        self.cover.set_art(self._seed, found, waiting=bool(sha) and found is None)
        corrected = any("cover" in one.corrected for one in self._details)
        self.restore.setVisible((changed and value is not None) or (corrected and not changed))
        self.remove.setVisible(bool(sha))

    def _choose_picture(self) -> None:
        dialog = QFileDialog(self, tr("Choose a picture"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(tr("Pictures") + f" ({PICTURES})")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.take_picture(Path(name)))
        dialog.open()

    def take_picture(self, path: Path) -> None:
        """Read a picture, in a reader, and show it as the cover to be."""
        covers = self._desk.services.covers
        self.choose.setEnabled(False)

        def done(sha: bytes) -> None:
            self.choose.setEnabled(True)
            self.problem.hide()
            self._set_cover(sha.hex())

        self._desk.runners.writes.submit(lambda job: covers.own(path), done, self._failed, owner=self)

    def _failed(self, problem: Exception) -> None:
        self.choose.setEnabled(True)
        self.save.setEnabled(True)
        self.problem.set_text(problem_text(problem))
        self.problem.show()

    def _save(self) -> None:
        fields = self.changes()
        if not fields:
            self.accept()
            return
        edits, ids, desk = self._desk.services.edits, list(self._ids), self._desk
        self.save.setEnabled(False)

        def done(act: Act) -> None:
            desk.told(act)
            self.accept()

        desk.runners.writes.submit(lambda job: edits.correct(ids, fields), done, self._failed, owner=self)


def edit(parent: QWidget, desk: Desk, ids: Sequence[TrackId]) -> None:
    """Open the details of tracks."""
    services, wanted = desk.services, list(ids)

    def work(job: JobContext) -> tuple[list[Track], list[Details]]:
        details = services.edits.details(wanted)
        return services.library.rows([one.track for one in details[:200]]), details

    def show(found: tuple[list[Track], list[Details]]) -> None:
        tracks, details = found
        if tracks and details:
            EditDialog(parent.window(), desk, tracks, details).open()

    desk.runners.reads.submit(work, show, owner=parent)


def _whose(tracks: Sequence[Track]) -> str:
    """Whose they are, as far as they agree."""
    artist, album = common([track.artist for track in tracks]), common([track.album for track in tracks])
    return " · ".join(word for word in (artist or tr("Several artists"), album or "") if word)
