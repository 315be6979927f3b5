"""Pictures of the library over real music: python -m tests.ui.real_shots MUSIC FOLDER [NAME, THEME or SIZE ...]

Reads and hears the music into a data folder beside the pictures (kept for the next time), then shows each page.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import JobContext, Progress
from desktop_app.domain.query import TrackQuery
from desktop_app.services import Services
from desktop_app.ui import style
from desktop_app.ui.window import MainWindow
from tests.ui.shots import picture, settle

SIZES = {"wide": (1320, 860), "small": (1024, 640)}


class _Alone(JobContext):
    """A job that nobody stops."""

    def check(self) -> None:
        return

    def report(self, progress: Progress) -> None:
        return


def read(services: Services, music: Path) -> None:
    """Scan, find covers, group works."""
    services.library.scan([music], _Alone())
    for step in services.after_reading():
        step(_Alone())
    services.analysis.run(_Alone(), anyway=True)


def _album(window: MainWindow, title: str) -> None:
    browse = window.desk.services.browse
    codes = browse.albums(f'album:"{title}"' if title else "")
    window.desk.ways.album.emit(int(codes[0]))


def shot_tracks(window: MainWindow) -> None:
    window.guide.library().open_section("tracks")
    settle()
    table = window.library.table
    table.hover_at(table.visualRect(table.tracks.index(4, 1)).center())
    table.selectRow(7)


def shot_albums(window: MainWindow) -> None:
    window.guide.library().open_section("albums")


def shot_artists(window: MainWindow) -> None:
    window.guide.library().open_section("artists")


def shot_genres(window: MainWindow) -> None:
    window.guide.library().open_section("genres")


def shot_search(window: MainWindow) -> None:
    library = window.guide.library()
    library.open_section("tracks")
    library.focus_search()
    library.search.setText("wesnoht year:2005..2012 ratng:>3")


def shot_album(window: MainWindow) -> None:
    _album(window, "")


def shot_artist(window: MainWindow) -> None:
    services = window.desk.services
    codes = services.browse.artists()
    rows = sorted(services.browse.artist_rows(codes.tolist()), key=lambda row: -row.tracks)
    window.desk.ways.artist.emit(rows[0].code)


def shot_edit(window: MainWindow) -> None:
    services = window.desk.services
    window.guide.library().open_section("tracks")
    ids = services.browse.album_tracks(int(services.browse.albums()[0]))
    services.edits.correct([ids[0]], {"title": "A better title"})
    window.desk.ways.edit.emit([int(ids[0])])


def shot_edit_many(window: MainWindow) -> None:
    services = window.desk.services
    window.guide.library().open_section("albums")
    window.desk.ways.edit.emit(services.browse.album_tracks(int(services.browse.albums()[0])).tolist())


def _heard(window: MainWindow, title: str, *, below: bool = False) -> None:
    """What was heard in the first track with this title, or in the first of all."""
    ids = window.desk.services.library.track_ids(TrackQuery(text=f'title:"{title}"'))
    if not len(ids):
        ids = window.desk.services.library.track_ids(TrackQuery())
    window.desk.ways.heard.emit(TrackId(int(ids[0])))
    settle(2500)
    if below:
        bar = window.heard.area.verticalScrollBar()
        bar.setValue(bar.maximum() // 2)


def shot_heard_metal(window: MainWindow) -> None:
    _heard(window, "Armygeddon")


def shot_heard_ambient(window: MainWindow) -> None:
    _heard(window, "Ambient 2.5")


def shot_heard_strings(window: MainWindow) -> None:
    _heard(window, "Elvish theme", below=True)


def shot_heard_below(window: MainWindow) -> None:
    _heard(window, "Armygeddon", below=True)


def shot_mood(window: MainWindow) -> None:
    window.open_page("home")
    window.home.moods.chips["calm"].click()
    settle(2500)


def shot_offers(window: MainWindow) -> None:
    window.guide.library().open_offers()


def shot_versions(window: MainWindow) -> None:
    _album(window, "")
    settle()
    services = window.desk.services
    for track in services.library.rows(services.browse.album_tracks(int(services.browse.albums()[0])).tolist()):
        if services.works.versions(track.id):
            window.desk.ways.versions.emit(track.id)
            return


def shot_folders(window: MainWindow) -> None:
    window.open_page("settings")


SHOTS: dict[str, Callable[[MainWindow], None]] = {
    name.removeprefix("shot_"): made for name, made in globals().items() if name.startswith("shot_")
}


def main(words: list[str]) -> int:
    """Write the pictures; only those of the names, themes and sizes given, if any are."""
    music, folder, names = Path(words[0]), Path(words[1]), words[2:]
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    themes = [theme for theme in ("dark", "light") if theme in names] or ["dark", "light"]
    sizes = {word: SIZES[word] for word in names if word in SIZES} or SIZES
    chosen = [name for name in names if name in SHOTS] or list(SHOTS)
    with Services.open(
        folder / "data", write=True, clock=lambda: datetime.now().astimezone(), output="null"
    ) as services:
        read(services, music)
        for theme in themes:
            services.settings.set("theme", theme)
            style.apply(app, theme)
            for word, size in sizes.items():
                window = MainWindow(services, folder / "data", theme=theme)
                window.resize(*size)
                window.show()
                window._enter()
                settle()
                for name in chosen:
                    SHOTS[name](window)
                    settle(900)
                    picture(window, folder / f"{name}-{theme}-{word}.png")
                    window.drawer.shut()
                window.close()
                window.deleteLater()
                settle(50)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
