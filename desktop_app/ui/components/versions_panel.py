"""The recordings of one song: what kind each is, how sure that is, and the person's say in it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.acts import Version
from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import JobContext
from desktop_app.domain.records import Changes, Presence, Track
from desktop_app.ui.components.track_row import TrackRow
from desktop_app.ui.desk import Desk
from desktop_app.ui.jobs import Latest
from desktop_app.ui.tokens import SPACE, TYPE
from desktop_app.ui.widgets.button import LinkButton
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.widgets.page_scroll import PageScroll
from desktop_app.ui.widgets.surface import Line
from desktop_app.ui.words import counted, tr

_KINDS = {
    "": "The song as it is", "live": "Live", "remix": "Remix", "remaster": "Remaster", "demo": "Demo",
    "acoustic": "Acoustic", "radio": "Radio edit", "radio-edit": "Radio edit", "edit": "Edit", "cover": "Cover",
    "instrumental": "Instrumental", "explicit": "Explicit", "clean": "Clean", "extended": "Extended",
    "karaoke": "Karaoke",
}  # fmt: skip


def kind_text(kind: str) -> str:
    """A kind of version in words."""
    return tr(_KINDS.get(kind, kind.replace("-", " ").capitalize()))


def sure_text(confidence: float) -> str:
    """How sure it is that two recordings are of one song."""
    return tr("{n} % sure", n=round(confidence * 100))


class VersionsPanel(QWidget):
    """Asks for the versions of a track, and again when the library changes."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asking = Latest(desk.runners.reads, self)
        self._track: TrackId | None = None
        scroll = PageScroll(left=SPACE.xxl, right=SPACE.xl, bottom=SPACE.xl)
        self._box = scroll.column
        self._box.setSpacing(SPACE.xs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        desk.changes.changed.connect(self._changed)

    def show_track(self, track: TrackId) -> None:
        """Show the recordings of this track's song."""
        self._track = track
        services = self._desk.services

        def work(job: JobContext) -> tuple[Track | None, list[Version]]:
            return services.library.track(track), services.works.versions(track)

        self._asking.submit(work, self._show)

    def rows(self) -> list[TrackRow]:
        """The recordings shown, the one that was asked about first."""
        return [row for row in self.findChildren(TrackRow) if row.isEnabled()]

    def _changed(self, changes: Changes) -> None:
        if changes.tracks and self._track is not None and self.isVisible():
            self.show_track(self._track)

    def _show(self, found: tuple[Track | None, list[Version]]) -> None:
        track, versions = found
        while (item := self._box.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.setEnabled(False)
                widget.deleteLater()
        if track is None:
            self._box.addWidget(PlainLabel(tr("This track is not in the library any more."), tone="sub", wrap=True))
            self._box.addStretch(1)
            return
        words = counted(len(versions) + 1, "The only recording of this song.", "{n} recordings of one song.")
        self._box.addWidget(PlainLabel(words, kind=TYPE.small, tone="sub", wrap=True))
        self._box.addSpacing(SPACE.s)
        self._box.addWidget(self._row(track, tr("This one")))
        if versions:
            self._box.addWidget(Line())
        for version in versions:
            self._box.addWidget(self._version(version))
        if versions:
            self._box.addSpacing(SPACE.m)
            told = tr("A mix takes one of them at most, the one you play most.")
            self._box.addWidget(PlainLabel(told, kind=TYPE.meta, tone="sub", wrap=True))
        self._box.addStretch(1)

    def _row(self, track: Track, note: str) -> TrackRow:
        away = track.presence is Presence.AWAY
        row = TrackRow(track, note=f"{note} · {tr('away')}" if away else note, pictures=self._desk.pictures)
        row.play.setEnabled(not away)
        row.play_asked.connect(lambda: self._desk.play([track.id]))
        return row

    def _version(self, version: Version) -> QWidget:
        track, desk = version.track, self._desk
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, SPACE.xs)
        column.setSpacing(0)
        note = " · ".join(word for word in (kind_text(version.kind), track.artist, track.album) if word)
        column.addWidget(self._row(track, note))
        says = QHBoxLayout()
        says.setContentsMargins(36 + SPACE.m - SPACE.xs, 0, 0, 0)
        says.setSpacing(SPACE.s)
        other = LinkButton(tr("Not the same song"))
        other.setAccessibleName(tr("{title} is not the same song", title=track.title))
        other.clicked.connect(lambda: desk.act(lambda: desk.services.works.split(track.id)))
        says.addWidget(other)
        says.addWidget(PlainLabel(sure_text(version.confidence), kind=TYPE.meta, tone="mute"))
        says.addStretch(1)
        column.addLayout(says)
        return box
