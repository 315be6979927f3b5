"""Pictures of every page over an invented library: python -m tests.ui.shots FOLDER [PAGE, THEME or SIZE ...]"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QDialog

from desktop_app.domain.ids import RootId
from desktop_app.domain.records import Presence, Refusal, Root
from desktop_app.ui import style
from desktop_app.ui.background import Status
from desktop_app.ui.window import MainWindow
from tests.ui.fakes import START, FakeServices, make_tracks

SIZES = {"small": (1024, 640), "middle": (1320, 860), "large": (1920, 1080)}


def picture(window: MainWindow, path: Path) -> None:
    """The window, with a dialog over it if one is open."""
    grabbed = window.grab()
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            over = dialog.grab()
            painter = QPainter(grabbed)
            painter.fillRect(grabbed.rect(), QColor(0, 0, 0, 90))
            painter.drawPixmap(grabbed.rect().center() - over.rect().center(), over)
            painter.end()
            dialog.close()
    assert grabbed.save(str(path)), path


def settle(milliseconds: int = 350) -> None:
    """Let jobs deliver and animations end."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def services_with_music() -> FakeServices:
    """A library in use: something plays, playlists exist, some files are set aside."""
    services = FakeServices(1310)
    services.library.refused = [
        Refusal(b"/music/Old rips/track 07.mp3", "it is cut short: no sound after 1:12"),
        Refusal(b"/music/Phone/voice memo.m4a", "it holds no audio stream"),
        Refusal(b"/music/Downloads/readme.mp3", "it is no audio file: it holds text"),
    ]
    ids = [track.id for track in services.library.tracks[5:30]]
    services.playlists.save("Slow mornings", ids[:12])
    services.playlists.save("For you, 14 November", ids, "Picked for you from 1,310 tracks")
    services.playlists.save("Road north", ids[3:9])
    services.player.play(ids, 4)
    services.player.seek(92_000)
    return services


def shot_home(window: MainWindow, services: FakeServices) -> None:
    window.open_page("home")


def shot_mood(window: MainWindow, services: FakeServices) -> None:
    window.open_page("home")
    settle()
    window.home.moods.chips["calm"].click()


def shot_why(window: MainWindow, services: FakeServices) -> None:
    window.open_page("home")
    settle()
    window.home.grid.why_requested.emit(window.home.model.index(1))


def shot_queue(window: MainWindow, services: FakeServices) -> None:
    window.open_page("library")
    window.bar.queue.click()


def shot_heard(window: MainWindow, services: FakeServices) -> None:
    """A loud one of which everything is known."""
    window.open_page("library")
    track = next(t.id for t in services.library.tracks if t.genre == "Rock" and t.analysed and t.id % 2 == 0)
    window.desk.ways.heard.emit(track)
    settle(900)


def shot_heard_below(window: MainWindow, services: FakeServices) -> None:
    """Its lower half."""
    shot_heard(window, services)
    settle()
    bar = window.heard.area.verticalScrollBar()
    bar.setValue(bar.maximum())


def shot_heard_little(window: MainWindow, services: FakeServices) -> None:
    """Without models, in excerpts so far."""
    services.heard.missing = ("The models that hear moods, instruments and genres cannot be used (it is missing).",)
    services.heard.excerpts = True
    track = next(t.id for t in services.library.tracks if t.genre == "Ambient" and t.analysed)
    window.desk.ways.heard.emit(track)


def shot_heard_not_yet(window: MainWindow, services: FakeServices) -> None:
    window.desk.ways.heard.emit(next(t.id for t in services.library.tracks if not t.analysed and t.id % 2))


def shot_held(window: MainWindow, services: FakeServices) -> None:
    """On battery."""
    shot_hearing(window, services)
    window.desk.background._set(Status("analyse", 212, 1310, "", held="battery"))


def shot_hearing(window: MainWindow, services: FakeServices) -> None:
    """With the time that it will take."""
    window.open_page("settings")
    window.desk.background._set(Status("analyse", 212, 1310, "Mira Vale – Tidal", left_s=1210))


def shot_library(window: MainWindow, services: FakeServices) -> None:
    window.open_page("library")
    settle()
    window.library.table.selectRow(5)
    window.library.table.hover_at(window.library.table.visualRect(window.library.table.tracks.index(8, 1)).center())


def shot_search(window: MainWindow, services: FakeServices) -> None:
    window.open_page("library")
    window.library.focus_search()
    window.library.search.setText("tide")


def shot_albums(window: MainWindow, services: FakeServices) -> None:
    window.guide.library().open_section("albums")
    settle()
    grid = window.library.shelves.album_grid
    grid.hover_at(grid.visualRect(window.library.shelves.albums.index(1)).center())


def shot_artists(window: MainWindow, services: FakeServices) -> None:
    window.guide.library().open_section("artists")


def shot_genres(window: MainWindow, services: FakeServices) -> None:
    window.guide.library().open_section("genres")


def shot_album(window: MainWindow, services: FakeServices) -> None:
    window.desk.ways.album.emit(5)


def shot_artist(window: MainWindow, services: FakeServices) -> None:
    window.desk.ways.artist.emit(2)


def shot_edit(window: MainWindow, services: FakeServices) -> None:
    window.open_page("library")
    window.desk.ways.edit.emit([next(track.id for track in services.library.tracks if track.corrected)])


def shot_edit_many(window: MainWindow, services: FakeServices) -> None:
    window.open_page("library")
    window.desk.ways.edit.emit([6, 7, 8, 9, 14])


def shot_versions(window: MainWindow, services: FakeServices) -> None:
    window.desk.ways.album.emit(3)
    settle()
    window.desk.ways.versions.emit(services.library.tracks[11].id)


def shot_offers(window: MainWindow, services: FakeServices) -> None:
    window.guide.library().open_offers()


def shot_refusals(window: MainWindow, services: FakeServices) -> None:
    window.guide.library().open_aside()


def shot_folders(window: MainWindow, services: FakeServices) -> None:
    """One folder as it should be, one whose drive is missing, one that shrank."""
    library, since = services.library, START - timedelta(days=12)
    library.folders.append(Root(RootId(2), b"/media/ada/Archive/Music", Presence.AWAY, since))
    library.folders.append(Root(RootId(3), b"/home/ada/Bandcamp", Presence.PRESENT, since))
    services.edits.never = [b"/music/Samples and loops"]
    window.open_page("settings")


def shot_nothing(window: MainWindow, services: FakeServices) -> None:
    """Nothing found, and no device to hear it."""
    services.player.tell("state", silent=True)
    window.open_page("library")
    window.library.search.setText("no such song")


def shot_away(window: MainWindow, services: FakeServices) -> None:
    window.open_page("library")
    settle()
    away = next(track for track in services.library.tracks if track.presence is Presence.AWAY)
    window.library.show_track(away.id)
    window.library.table.clearSelection()


def shot_rename(window: MainWindow, services: FakeServices) -> None:
    window.open_page("playlists")
    settle()
    window.playlists.rename.click()


def shot_playlists(window: MainWindow, services: FakeServices) -> None:
    window.open_page("playlists")


def shot_settings(window: MainWindow, services: FakeServices) -> None:
    window.open_page("settings")


def shot_toast(window: MainWindow, services: FakeServices) -> None:
    window.open_page("playlists")
    settle()
    window.playlists.delete.click()


def shot_off(window: MainWindow, services: FakeServices) -> None:
    services.recommend.set_enabled(False)
    window.open_page("home")


def shot_scanning(window: MainWindow, services: FakeServices) -> None:
    services.analysis.gate = threading.Event()
    window.desk.background.start()


PAGES: dict[str, Callable[[MainWindow, FakeServices], None]] = {
    name.removeprefix("shot_"): made for name, made in globals().items() if name.startswith("shot_")
}


def _window(app: QApplication, services: FakeServices, theme: str, size: tuple[int, int]) -> MainWindow:
    style.apply(app, theme)
    window = MainWindow(services, Path("/home/ada/.local/share/undersong"), theme=theme)
    window.resize(*size)
    window.show()
    something = bool(services.library.folders)
    window._choose_first_view(something)
    settle()
    return window


def first_minute(app: QApplication, folder: Path, theme: str, size: tuple[int, int], tail: str) -> None:
    """The welcome page before a folder, and while one is read."""
    services = FakeServices(0, folders=())
    services.settings.value = replace(services.settings.value, theme=theme)
    window = _window(app, services, theme, size)
    window.grab().save(str(folder / f"welcome{tail}"))
    services.library.gate = threading.Event()
    services.library.tracks.extend(replace(track, analysed=False) for track in make_tracks(40))
    services.library.add_root(Path("/home/ada/Music"))
    window.add_folders([Path("/home/ada/Music")])
    settle()
    window.onboarding.load()
    settle()
    window.grab().save(str(folder / f"welcome-reading{tail}"))
    services.library.gate.set()
    window.close()


def main(arguments: list[str]) -> int:
    """Write the pictures; only those of the pages, themes and sizes named, if any are."""
    folder, names = Path(arguments[0]), arguments[1:]
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    themes = [theme for theme in ("dark", "light") if theme in names] or ["dark", "light"]
    sizes = {word: SIZES[word] for word in names if word in SIZES} or SIZES
    names = [name for name in names if name in (*PAGES, "welcome")]
    for theme in themes:
        for word, size in sizes.items():
            tail = "".join(f"-{part}" for part in (theme, word) if part) + ".png"
            if not names or "welcome" in names:
                first_minute(app, folder, theme, size, tail)
            for name, page in PAGES.items():
                if names and name not in names:
                    continue
                services = services_with_music()
                services.settings.value = replace(services.settings.value, theme=theme)
                window = _window(app, services, theme, size)
                page(window, services)
                settle()
                picture(window, folder / f"{name}{tail}")
                if services.analysis.gate is not None:
                    services.analysis.gate.set()
                window.close()
                window.deleteLater()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
