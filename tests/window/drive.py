"""Use the real window as its person would, on a real X screen: python -m tests.window.drive MUSIC DATA SHOTS

Every step is asserted; pictures of every page are left in SHOTS, dark and light, in two sizes.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from desktop_app.domain.records import Ended, Listen, Track
from desktop_app.sandbox import seccomp
from desktop_app.services import Services
from desktop_app.ui import style
from desktop_app.ui.components.ask import Question
from desktop_app.ui.components.edit_dialog import EditDialog
from desktop_app.ui.widgets.button import Button, LinkButton
from desktop_app.ui.window import PAGES, MainWindow
from tests.window.hand import Hand

SIZES = ((1280, 800), (1920, 1080))


class Visit:
    """One visit of a newcomer: each method is one thing that they do."""

    def __init__(self, services: Services, window: MainWindow, hand: Hand, music: Path) -> None:
        self.services, self.window, self.hand, self.music = services, window, hand, music

    def listens(self) -> list[Listen]:
        return [shown.listen for shown in self.services.history.recent()]

    def shown(self) -> list[int]:
        return list(self.window.home.model.ids())

    def choose_the_folder(self) -> None:
        window, hand = self.window, self.hand
        hand.wait(window.onboarding.isVisible, "the welcome page")
        hand.look("onboarding-start")
        hand.click(window.onboarding.add)

        def dialog() -> QFileDialog | None:
            found = QApplication.activeModalWidget()
            return found if isinstance(found, QFileDialog) else None

        hand.wait(lambda: dialog() is not None, "the folder dialog")
        chooser = dialog()
        assert chooser is not None
        field = chooser.findChild(QLineEdit)
        hand.click(field)
        hand.key("ctrl+a")
        hand.type(str(self.music))
        hand.key("Return")
        hand.wait(lambda: dialog() is None, "the dialog to close")
        hand.wait(lambda: self.services.library.stats().tracks > 0, "files while they are found")
        hand.look("onboarding-reading")

    def enter(self) -> None:
        window, hand = self.window, self.hand
        hand.wait(lambda: self.services.analysis.coverage().analysed >= 20, "some twenty analysed tracks", 240)
        hand.wait(window.onboarding.open.isEnabled, "the way in")
        hand.look("onboarding-ready")
        hand.click(window.onboarding.open)
        hand.wait(lambda: len(self.shown()) >= 20, "the first mix")
        text = window.home.subtitle.text()
        assert "of" in text and "tracks" in text, text
        hand.look("home-first")

    def wait_for_analysis(self) -> None:
        total = self.services.library.stats().tracks
        self.hand.wait(lambda: self.services.analysis.coverage().analysed == total, "all analysed", 600)
        before = self.shown()
        self.hand.click(self.window.home.again)
        self.hand.wait(lambda: self.shown() != before, "other picks")
        mix = self.window.home.model.mix
        assert mix is not None
        assert mix.coverage.analysed == total
        self.hand.rest()

    def play_and_skip(self) -> None:
        window, hand, player = self.window, self.hand, self.services.player
        grid = window.home.grid
        cell = grid.visualRect(window.home.model.index(0))
        hand.click(grid.viewport(), grid.itemDelegate().play_box(cell).center())
        hand.wait(lambda: player.state().playing and player.state().position_ms > 300, "sound")
        first = player.state().track
        assert first is not None
        assert first.id == self.shown()[0]
        hand.look("home-playing")
        hand.click(window.bar.next)
        hand.wait(lambda: bool(self.listens()), "a listen in the log")
        skip = self.listens()[0]
        assert (skip.track, skip.ended) == (first.id, Ended.SKIPPED), skip
        assert skip.impression is not None, "a listen of a shown pick knows which one"

    def seek_pause_and_finish(self) -> None:
        window, hand, player = self.window, self.hand, self.services.player
        hand.wait(lambda: player.state().playing and player.state().position_ms > 300, "the next track")
        second = player.state().track
        assert second is not None
        window.setFocus()
        hand.key("space")
        hand.wait(lambda: not player.state().playing, "a pause")
        hand.key("space")
        hand.wait(lambda: player.state().playing, "sound again")
        box: QRect = window.bar.seek.rect()
        hand.click(window.bar.seek, QPoint(round(box.width() * 0.75), box.height() // 2))
        duration = player.state().duration_ms or 0
        hand.wait(lambda: player.state().position_ms > duration // 2, "the place that was clicked")
        hand.wait(lambda: len(self.listens()) == 2, "the end of the track", 60 + duration / 1000)
        finish = self.listens()[0]
        assert (finish.track, finish.ended) == (second.id, Ended.FINISHED), finish
        assert finish.played_ms < duration, "what was leapt over was not heard"

    def volume_and_previous(self) -> None:
        window, hand, player = self.window, self.hand, self.services.player
        box = window.bar.volume.rect()
        hand.click(window.bar.volume, QPoint(box.width() // 4, box.height() // 2))
        hand.wait(lambda: player.state().volume < 0.5, "less volume")
        place = player.state().current
        hand.wait(lambda: player.state().position_ms < 3000, "the start of a track")
        hand.click(window.bar.previous)
        hand.wait(lambda: player.state().current == place - 1, "the track before")
        window.setFocus()
        hand.key("space")
        hand.wait(lambda: not player.state().playing, "silence")

    def see_why(self) -> None:
        window, hand = self.window, self.hand
        before = self.shown()
        hand.click(window.home.again)
        hand.wait(lambda: self.shown() != before, "other picks after listening")
        before = self.shown()
        grid = window.home.grid
        cell = grid.visualRect(window.home.model.index(1))
        hand.click(grid.viewport(), QPoint(cell.left() + 40, cell.bottom() - 14))
        hand.wait(lambda: bool(window.why.bars) and window.why.isVisible(), "the reasons")
        item = window.home.model.item_at(1)
        assert item is not None
        assert list(window.why.bars) == [reason.term for reason in item.reasons]
        for reason in item.reasons:
            assert window.why.bars[reason.term].accessibleDescription() == reason.text
        hand.look("why")
        name = next(name for name in window.why.bars if name not in ("new", "chance", "variety"))
        hand.click(window.why.bars[name].findChild(LinkButton))
        hand.wait(lambda: any(term.off for term in self.services.recommend.terms()), "the reason to be off")
        hand.wait(lambda: self.shown() != before, "another list at once")
        assert all(name not in {r.term for r in i.reasons} for i in window.home.model.mix.items)
        hand.look("why-without")
        self.services.recommend.use_term(name, True)
        hand.key("Escape")
        hand.wait(lambda: not window.why.isVisible(), "the drawer to shut")

    def switch_off_and_on(self) -> None:
        window, hand, services = self.window, self.hand, self.services
        window.open_page("home")
        hand.wait(lambda: bool(self.shown()), "picks")
        before = self.shown()
        hand.key("ctrl+4")
        hand.wait(window.settings.isVisible, "the settings")
        hand.look("settings")
        hand.click(window.settings.recommend)
        hand.wait(lambda: not services.recommend.enabled(), "recommendations to be off")
        shown = services._store.impressions.count()
        hand.key("ctrl+1")
        hand.wait(window.home.off.isVisible, "the page to say so")
        hand.look("home-off")
        assert not self.shown()
        hand.key("ctrl+2")
        hand.wait(lambda: window.library.isVisible(), "the library")
        hand.rest()
        heard = len(self.listens())
        hand.click_row(window.library.table, 2, 1, times=2)
        hand.wait(lambda: services.player.state().playing, "the player, which plays on")
        hand.click(window.bar.next)
        hand.wait(lambda: len(self.listens()) > heard, "a listen, logged all the same")
        assert services._store.impressions.count() == shown, "nothing is logged as shown"
        services.player.toggle()
        hand.key("ctrl+1")
        hand.click(window.home.off.findChild(Button))
        hand.wait(lambda: len(self.shown()) == len(before), "picks again")

    def search_and_save(self) -> None:
        window, hand, services = self.window, self.hand, self.services
        hand.key("ctrl+f")
        hand.wait(lambda: window.library.search.hasFocus(), "the search field")
        title = services.library.rows(self.shown()[:1])[0].title
        hand.type(title)
        hand.wait(lambda: 0 < window.library.table.tracks.rowCount() < 10, "what was searched for")
        hand.look("library-search")
        hand.key("ctrl+a", "Delete")
        hand.wait(lambda: window.library.table.tracks.rowCount() == services.library.stats().tracks, "all tracks")
        hand.look("library")
        hand.key("ctrl+1")
        hand.click(window.home.save)
        hand.wait(lambda: len(services.playlists.all()) == 1, "a playlist")
        assert [t.id for t in services.playlists.tracks(services.playlists.all()[0].id)] == self.shown()
        hand.key("ctrl+3")
        hand.wait(window.playlists.isVisible, "the playlists")
        hand.look("playlists")

    def walk_the_library(self) -> None:
        """Albums as covers, an album, its artist, and back by mouse and keys."""
        window, hand, services = self.window, self.hand, self.services
        hand.key("ctrl+2")
        library = window.library
        shelves = library.shelves
        hand.click(library.sections.buttons()[1])
        hand.wait(lambda: shelves.current() is shelves.album_grid and shelves.albums.row_at(0) is not None, "albums")
        assert shelves.albums.rowCount() == 6
        hand.look("library-albums")
        grid = shelves.album_grid
        hand.click(grid.viewport(), grid.visualRect(shelves.albums.index(2)).center())
        hand.wait(lambda: library.album.shown is not None, "an album")
        tracks = services.library.rows(library.album.table.tracks.ids.tolist())
        assert len(tracks) == 4
        assert len({track.album for track in tracks}) == 1
        hand.look("album")
        artist = library.album.head.links.link(tracks[0].artist)
        assert artist is not None
        hand.click(artist)
        hand.wait(lambda: library.artist.shown is not None, "the artist")
        assert library.artist.head.title.text() == tracks[0].artist
        hand.look("artist")
        window.setFocus()
        hand.key("alt+Left")
        hand.wait(lambda: library.stack.currentWidget() is library.album, "the album again")
        hand.key("Escape")
        hand.wait(lambda: shelves.current() is grid and grid.isVisible(), "the covers again")
        hand.click(library.sections.buttons()[0])
        hand.wait(lambda: shelves.current() is library.table, "the tracks")

    def rate_correct_remove_and_undo(self) -> None:
        """Acts on a track by keys, each taken back."""
        window, hand, services = self.window, self.hand, self.services
        table = window.library.table
        hand.click_row(table, 3, 1)
        (chosen,) = table.chosen_ids()

        def track() -> Track | None:
            return services.library.track(chosen)

        before = track()
        assert before is not None
        hand.key("4")
        hand.wait(lambda: (one := track()) is not None and one.rating == 0.8, "four stars")
        hand.key("ctrl+z")
        hand.wait(lambda: (one := track()) is not None and one.rating is None, "no stars")
        hand.click_row(table, 3, 1)
        hand.key("Delete")
        hand.wait(lambda: bool(window.findChildren(Question)), "a question")
        hand.look("remove")
        hand.click(window.findChildren(Question)[-1].yes)
        hand.wait(lambda: services.library.stats().tracks == 23, "one track less")
        hand.wait(window.toast.isVisible, "a way back")
        window.activateWindow()
        hand.key("ctrl+z")
        hand.wait(lambda: services.library.stats().tracks == 24, "the track again")
        window.desk.ways.edit.emit([chosen])
        hand.wait(lambda: bool(window.findChildren(EditDialog)), "the details")
        dialog = window.findChildren(EditDialog)[-1]
        hand.click(dialog.fields["title"].line)
        hand.key("ctrl+a")
        hand.type("Corrected by hand")
        hand.look("edit")
        hand.click(dialog.save)
        hand.wait(lambda: (one := track()) is not None and one.title == "Corrected by hand", "the correction")
        window.toast.undo()
        hand.wait(lambda: (one := track()) is not None and one.title == before.title, "the old title")

    def pictures(self) -> None:
        """Every page, in both themes and sizes."""
        window, hand = self.window, self.hand
        for theme in ("dark", "light"):
            self.services.settings.set("theme", theme)
            hand.wait(lambda theme=theme: style.resolve(theme) is style.theme(), f"the {theme} theme")
            for width, height in SIZES:
                window.resize(width, height)
                for page in PAGES:
                    window.open_page(page)
                    hand.rest(600)
                    path = hand.look(f"{page}-{theme}-{width}x{height}")
                    _crop(path, width, height)
                self.inside(f"{theme}-{width}x{height}", width, height)
                window.open_page("home")
                window.home.grid.why_requested.emit(window.home.model.index(0))
                hand.rest(600)
                _crop(hand.look(f"why-{theme}-{width}x{height}"), width, height)
                window.drawer.shut()

    def inside(self, tail: str, width: int, height: int) -> None:
        """What lies inside the library."""
        window, hand, browse = self.window, self.hand, self.services.browse
        for section in ("albums", "artists", "genres"):
            window.guide.library().open_section(section)
            hand.rest(600)
            _crop(hand.look(f"{section}-{tail}"), width, height)
        for kind, ask in (("album", window.library.open_album), ("artist", window.library.open_artist)):
            ask(int((browse.albums() if kind == "album" else browse.artists())[0]))
            hand.rest(600)
            _crop(hand.look(f"{kind}-{tail}"), width, height)
        window.library.to_shelves()
        window.library.open_section("tracks")


def _crop(path: Path, width: int, height: int) -> None:
    from PySide6.QtGui import QImage

    assert QImage(str(path)).copy(0, 0, width, height).save(str(path))


def main(words: list[str]) -> int:
    music, data, shots = Path(words[0]), Path(words[1]), Path(words[2])
    assert seccomp.deny_network() or not seccomp.supported()
    app = QApplication([])
    app.setApplicationName("Undersong")
    app.setQuitOnLastWindowClosed(False)
    with Services.open(data, write=True, clock=lambda: datetime.now().astimezone()) as services:
        services.player.open()
        services.settings.set("theme", "dark")
        style.apply(app, "dark")
        window = MainWindow(services, data)
        window.resize(1280, 800)
        window.move(0, 0)
        window.show()
        window.start()
        window.activateWindow()
        visit = Visit(services, window, Hand(shots), music)
        try:
            visit.choose_the_folder()
            visit.enter()
            visit.wait_for_analysis()
            visit.play_and_skip()
            visit.seek_pause_and_finish()
            visit.volume_and_previous()
            visit.see_why()
            visit.switch_off_and_on()
            visit.search_and_save()
            visit.walk_the_library()
            visit.rate_correct_remove_and_undo()
            visit.pictures()
        finally:
            window.close()
        print(json.dumps({"listens": len(visit.listens()), "shown": services._store.impressions.count()}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
