"""The cover of a track: the real one as soon as it is here, drawn from the names where there is none."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.domain.records import Track
from desktop_app.ui.models.pictures import Pictures
from desktop_app.ui.tokens import RADIUS
from desktop_app.ui.widgets.cover import Cover
from desktop_app.ui.words import cover_seed


class TrackCover(Cover):
    """Shows a track's cover, or an empty place for None."""

    def __init__(
        self, side: int, pictures: Pictures | None, parent: QWidget | None = None, *, radius: int = RADIUS.control
    ) -> None:
        super().__init__(side, parent, radius=radius)
        self._pictures = pictures
        self._track: Track | None = None
        if pictures is not None:
            pictures.arrived.connect(self._look)

    def show_track(self, track: Track | None) -> None:
        """Show another track."""
        self._track = track
        self._look()

    def _look(self) -> None:
        track = self._track
        if track is None:
            self.set_seed("")
        elif self._pictures is None or not track.cover:
            self.set_seed(cover_seed(track))
        else:
            side = self.sizeHint().width()
            found = self._pictures.get(track.cover, side, self.devicePixelRatioF(), float(self.radius()))
            self.set_art(cover_seed(track), found, waiting=found is None)
