"""Takes the person to where a part of the window asks to go, and back."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from desktop_app.domain.ids import TrackId
from desktop_app.ui.words import tr

if TYPE_CHECKING:
    from desktop_app.ui.pages.library import LibraryPage
    from desktop_app.ui.window import MainWindow


_LATER = (
    "widgets.track_table", "widgets.track_rows", "widgets.band_grid", "widgets.page_scroll", "components.track_menu",
    "components.track_list", "components.fact_line", "components.query_hint", "components.shelves",
    "components.cover_head", "pages.detail", "pages.album", "pages.artist", "components.offer_card", "pages.aside",
    "pages.library", "widgets.trust_bar", "widgets.mood_plane", "widgets.sound_charts", "widgets.tag_flow",
    "components.neighbour_row", "components.heard_cards", "pages.heard",
)  # fmt: skip
"""Modules of the library and of what was heard, in an order in which each needs a few milliseconds."""
_WARM_AFTER_MS, _WARM_EVERY_MS = 1500, 40


def _make_table() -> None:
    """With the first object of a class PySide makes all enumerations of it and its bases, which takes a while."""
    from desktop_app.ui.widgets.track_table import TrackTable

    TrackTable(()).deleteLater()


@runtime_checkable
class HoldsTrack(Protocol):
    """A widget in which the keyboard can be on a track."""

    def current_track(self) -> TrackId | None:
        """That track; None where it is on none."""


def track_at(widget: QWidget | None) -> TrackId | None:
    """The track that the keyboard is on, if it is in `widget`."""
    while widget is not None:
        if isinstance(widget, HoldsTrack):
            return widget.current_track()
        widget = widget.parentWidget()
    return None


class Guide(QObject):
    """Follows the desk's `ways`. What is seldom needed is imported when it is."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._before_heard: QWidget | None = None
        self._focus_before: QWidget | None = None
        self._later: list[Callable[[], object]] = [
            functools.partial(importlib.import_module, f"desktop_app.ui.{name}") for name in _LATER
        ]
        self._later.append(_make_table)
        self._timer = QTimer(self, interval=_WARM_AFTER_MS)
        self._timer.timeout.connect(self._warm_next)
        ways = window.desk.ways
        ways.album.connect(lambda code: self.library().open_album(code))
        ways.artist.connect(lambda code: self.library().open_artist(code))
        ways.album_of.connect(lambda track: self.library().open_album_of(track))
        ways.artist_of.connect(lambda track: self.library().open_artist_of(track))
        ways.genre.connect(lambda name: self.library().open_genre(name))
        ways.why.connect(window.explain_track)
        ways.versions.connect(self.show_versions)
        ways.heard.connect(self.show_heard)
        ways.edit.connect(self.edit)
        ways.aside.connect(lambda: self.library().open_aside())
        ways.folders.connect(lambda: window.open_page("settings"))

    def warm_up(self) -> None:
        """Get ready what the library needs, step by step while nothing else happens, so that it opens at once."""
        self._timer.start()

    def _warm_next(self) -> None:
        self._timer.setInterval(_WARM_EVERY_MS)
        self._later.pop(0)()
        if not self._later:
            self._timer.stop()

    def library(self) -> LibraryPage:
        """The library, opened."""
        self._window.open_page("library")
        return self._window.library

    def show_versions(self, track: TrackId) -> None:
        """The recordings of its song, in the drawer."""
        window = self._window
        if not window.drawer.has("versions"):
            from desktop_app.ui.components.versions_panel import VersionsPanel

            window.versions = VersionsPanel(window.desk)
            window.drawer.add("versions", tr("Versions"), window.versions)
        window.versions.show_track(track)
        window.drawer.open("versions")

    def show_heard(self, track: TrackId) -> None:
        """What was heard in it, as a page."""
        window = self._window
        window.show_main()
        inside = self._in_heard()
        if not inside:
            self._before_heard, self._focus_before = window.stack.currentWidget(), QApplication.focusWidget()
        window.heard.show_track(track, afresh=not inside)
        window.stack.setCurrentWidget(window.heard)
        window.heard.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_heard_here(self) -> None:
        """The same of the track that the keyboard is on, else of the one that plays."""
        track = track_at(QApplication.focusWidget())
        track = track if track is not None else self._window.desk.player.track_id
        if track is not None:
            self.show_heard(track)

    def leave_heard(self) -> None:
        """Back to the page from which it was asked for."""
        window, before, inside = self._window, self._before_heard, self._focus_before
        self._before_heard = self._focus_before = None
        page = before if before is not None else window.home
        window.stack.setCurrentWidget(page)
        there = inside is not None and isValid(inside) and page.isAncestorOf(inside) and inside.isVisible()
        (inside if inside is not None and there else page).setFocus(Qt.FocusReason.OtherFocusReason)

    def edit(self, tracks: Sequence[TrackId]) -> None:
        """The details of tracks, to correct them."""
        from desktop_app.ui.components.edit_dialog import edit

        edit(self._window, self._window.desk, tracks)

    def rail_pressed(self, key: str) -> None:
        """Open the page; of the library its shelves, where something inside it is open."""
        if key == "library" and self._in_library():
            self._window.library.to_shelves()
        self._window.open_page(key)

    def back(self) -> bool:
        """One place back inside the library; whether there was one."""
        if self._in_heard():
            self._window.heard.go_back()
            return True
        return self._in_library() and self._window.library.back()

    def escape(self) -> None:
        """Close what is open: the drawer, else what was heard, the album or artist."""
        if self._window.drawer.current:
            self._window.drawer.shut()
        else:
            self.back()

    def _in_heard(self) -> bool:
        window = self._window
        made = "heard" in window.__dict__  # as below
        return made and window.outer.currentWidget() is window.main and window.stack.currentWidget() is window.heard

    def _in_library(self) -> bool:
        window = self._window
        made = "library" in window.__dict__  # asking for it would make it
        return made and window.outer.currentWidget() is window.main and window.stack.currentWidget() is window.library
