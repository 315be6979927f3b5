"""The window: rail, pages, player, drawer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Changes, MixItem, ScanReport
from desktop_app.services import Services
from desktop_app.ui import style
from desktop_app.ui.components.drawer import Drawer
from desktop_app.ui.components.now_playing_bar import NowPlayingBar
from desktop_app.ui.components.queue_panel import QueuePanel
from desktop_app.ui.components.scan_status import ScanStatus
from desktop_app.ui.components.why_panel import WhyPanel
from desktop_app.ui.desk import Notice, close_desk, make_desk
from desktop_app.ui.guide import Guide
from desktop_app.ui.intake import Intake
from desktop_app.ui.jobs import Latest
from desktop_app.ui.keys import Keys
from desktop_app.ui.pages.home import HomePage
from desktop_app.ui.pages.onboarding import Onboarding
from desktop_app.ui.pages.page import Page
from desktop_app.ui.pages.playlists import PlaylistsPage
from desktop_app.ui.pages.settings import SettingsPage
from desktop_app.ui.tokens import SIZE, SPACE
from desktop_app.ui.widgets.nav_rail import NavItem, NavRail
from desktop_app.ui.widgets.toast import Toast
from desktop_app.ui.words import shown_path, tr

if TYPE_CHECKING:
    from desktop_app.ui.components.versions_panel import VersionsPanel
    from desktop_app.ui.pages.heard import HeardPage
    from desktop_app.ui.pages.library import LibraryPage

SMALLEST = (1024, 640)
FIRST = (1280, 820)
PAGES = ("home", "library", "playlists", "settings")
"""Keys of the pages in the order of the rail and of Ctrl+1 and so on."""
P = TypeVar("P", bound=Page)


class MainWindow(QWidget):
    """One window over the services. `closed` once its jobs have ended."""

    closed = Signal()
    versions: VersionsPanel
    """Made when it is first asked for."""

    def __init__(self, services: Services, data_dir: Path, *, theme: str = "system") -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("Undersong")
        self.setMinimumSize(*SMALLEST)
        self.resize(*FIRST)
        self.setAcceptDrops(True)
        self._services = services
        self._open = True
        self.desk = make_desk(services, self)
        self._theme = theme
        self._themes = Latest(self.desk.runners.reads, self)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

        self.intake = Intake(self.desk, self)
        self.home = HomePage(self.desk)
        self._data_dir = data_dir
        self.stack = QStackedWidget()
        self._add(self.home)
        self.status = ScanStatus(self.desk.background)
        self.status.anyway_asked.connect(self._analyse_on_battery)
        self.rail = NavRail(
            [
                NavItem("home", tr("Home"), "house"),
                NavItem("library", tr("Library"), "library"),
                NavItem("playlists", tr("Playlists"), "list-music"),
                NavItem("settings", tr("Settings"), "settings", bottom=True),
            ],
            footer=tr("Nothing leaves this computer"),
        )
        self.bar = NowPlayingBar(self.desk)
        self.drawer = Drawer()
        self.why = WhyPanel(self.desk)
        self.queue = QueuePanel(self.desk)
        self.drawer.add("why", tr("Why this track"), self.why)
        self.drawer.add("queue", tr("Queue"), self.queue)
        self._lay_out()
        self.toast = Toast(self, bottom=SIZE.player)
        self.guide = Guide(self)
        self._connect()
        self._keys = Keys(self, PAGES)
        self.stack.setCurrentWidget(self.home)
        self.rail.set_current("home")

    # Pages but the first are made when they are first asked for: the window stands on the screen sooner.

    @cached_property
    def library(self) -> LibraryPage:
        """Everything there is, to search and sort."""
        from desktop_app.ui.pages.library import LibraryPage  # after the window stands on the screen

        page = LibraryPage(self.desk, self.stack)
        page.why_asked.connect(self.explain_track)
        return self._add(page)

    @cached_property
    def playlists(self) -> PlaylistsPage:
        """Stored lists."""
        page = PlaylistsPage(self.desk, self.stack)
        page.why_asked.connect(self.explain_track)
        page.home_asked.connect(lambda: self.open_page("home"))
        return self._add(page)

    @cached_property
    def settings(self) -> SettingsPage:
        """What the person can set."""
        return self._add(SettingsPage(self.desk, self._data_dir, self.stack))

    @cached_property
    def heard(self) -> HeardPage:
        """What was heard in a track."""
        from desktop_app.ui.pages.heard import HeardPage  # when it is first asked for

        page = HeardPage(self.desk, self.stack)
        page.left.connect(self.guide.leave_heard)
        self.stack.addWidget(page)
        return page

    @cached_property
    def onboarding(self) -> Onboarding:
        """The first minute, before any folder was given."""
        page = Onboarding(self.desk, self.outer)
        page.folder_asked.connect(self.choose_folder)
        page.finished.connect(self._enter)
        self.outer.addWidget(page)
        return page

    def page(self, key: str) -> Page:
        """A page by its key, one of PAGES."""
        pages: dict[str, Callable[[], Page]] = {
            "home": lambda: self.home,
            "library": lambda: self.library,
            "playlists": lambda: self.playlists,
            "settings": lambda: self.settings,
        }
        return pages[key]()

    def _add(self, page: P) -> P:
        page.folder_asked.connect(self.choose_folder)
        self.stack.addWidget(page)
        return page

    def _lay_out(self) -> None:
        rail = self.rail.layout()
        if isinstance(rail, QVBoxLayout):  # above what stands at its foot
            stretch = next(i for i in range(rail.count()) if rail.stretch(i))
            rail.insertWidget(stretch + 1, self.status)
            rail.insertSpacing(stretch + 2, SPACE.m)
        self.main = QWidget()
        middle = QHBoxLayout(self.main)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addWidget(self.stack, 1)
        middle.addWidget(self.drawer)
        self.outer = QStackedWidget()
        for widget in (QWidget(), self.main):  # blank until it is known which it will be
            self.outer.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.outer, 1)
        column.addWidget(self.bar)

    def _connect(self) -> None:
        desk = self.desk
        self.rail.activated.connect(self.guide.rail_pressed)
        self.rail.footer_activated.connect(lambda: self.open_page("settings"))
        self.home.why_asked.connect(self._explain)
        self.home.mixed.connect(self.why.follow)
        self.home.switch_on_asked.connect(self._switch_on)
        self.why.switch_on_asked.connect(self._switch_on)
        self.bar.why_asked.connect(self._explain_playing)
        self.bar.queue_asked.connect(self._toggle_queue)
        self.bar.track_asked.connect(self._show_in_library)
        self.bar.heard_asked.connect(self.guide.show_heard_here)
        self.drawer.shown.connect(self.bar.show_panels)
        self.drawer.shown.connect(lambda _: self._fit())
        desk.notices.said.connect(self._tell)
        desk.changes.changed.connect(self._changed)
        desk.background.scanned.connect(self._scanned)
        desk.player.track_changed.connect(self._show_bar)

    def start(self, arguments: Sequence[str] = ()) -> None:
        """After the window is on screen: find out what there is, take the command line, read the folders, analyse."""
        library = self._services.library
        self.desk.runners.reads.submit(
            lambda job: bool(library.roots()) or library.stats().tracks > 0, self._choose_first_view, owner=self
        )
        self.desk.background.start()
        self.guide.warm_up()
        self.take(arguments)

    def _choose_first_view(self, something: bool) -> None:
        if something:
            self._enter()
        else:
            self.outer.setCurrentWidget(self.onboarding)
            self.onboarding.load()
            self._show_bar()

    def _enter(self) -> None:
        self.outer.setCurrentWidget(self.main)
        self._show_bar()
        self.open_page("home")

    def _show_bar(self) -> None:
        """The player comes with the first track where there is no library yet."""
        first = isinstance(self.outer.currentWidget(), Onboarding) and self.desk.player.track_id is None
        self.bar.setVisible(not first)
        self.toast.set_bottom(0 if first else SIZE.player)
        self._keep_toast_between()

    def take(self, arguments: Sequence[str]) -> None:
        """Play the files and add the folders of a command line."""
        self.intake.take(arguments)

    def come_forward(self, arguments: Sequence[str] = ()) -> None:
        """A later start asks for this window."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        self.take(arguments)

    def open_page(self, key: str) -> None:
        """Show a page by its key."""
        if self.outer.currentWidget() is not self.main:
            self.outer.setCurrentWidget(self.main)
            self._show_bar()
        self.stack.setCurrentWidget(self.page(key))
        self.rail.set_current(key)
        self.page(key).setFocus(Qt.FocusReason.OtherFocusReason)

    def choose_folder(self) -> None:
        """Ask for a folder and add it."""
        self.intake.choose(self)

    def add_folders(self, folders: list[Path]) -> None:
        """Give folders to the library and read them."""
        self.intake.add(folders)

    def _explain(self, item: MixItem) -> None:
        self.why.show_item(item)
        self.drawer.open("why")

    def explain_track(self, track: TrackId) -> None:
        """Show the reasons for a track."""
        self.why.show_track(track)
        self.drawer.open("why")

    def _explain_playing(self) -> None:
        track = self.desk.player.track_id
        if self.drawer.current == "why" or track is None:
            self.drawer.shut()
        else:
            self._to_main()
            self.explain_track(track)

    def _toggle_queue(self) -> None:
        self._to_main()
        self.drawer.toggle("queue")

    def show_main(self) -> None:
        """The pages, where the first minute still shows."""
        self._to_main()

    def _to_main(self) -> None:
        if self.outer.currentWidget() is not self.main:
            self._enter()

    def _show_in_library(self, track: TrackId) -> None:
        self.guide.library().show_track(track)

    def search(self) -> None:
        """Go to the search of the library."""
        self.open_page("library")
        self.library.focus_search()

    def _switch_on(self) -> None:
        recommend = self._services.recommend
        self.desk.runners.writes.submit(lambda job: recommend.set_enabled(True), lambda _: self.desk.changes.flush())

    def _analyse_on_battery(self) -> None:
        from desktop_app.ui.components.hearing_card import go_on_anyway  # when it is first asked for

        go_on_anyway(self.desk)

    def _changed(self, changes: Changes) -> None:
        if changes.tracks or changes.listens:
            self.desk.tracks.invalidate()
            self.desk.albums.invalidate()
            self.desk.artists.invalidate()
        if changes.tracks:
            self.desk.pictures.look_again()
        if changes.settings:
            settings = self._services.settings
            self._themes.submit(lambda job: settings.get().theme, self._show_theme)

    def _show_theme(self, choice: str) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication) and (choice != self._theme or style.resolve(choice) is not style.theme()):
            self._theme = choice
            style.apply(app, choice)

    def _follow_system(self) -> None:
        if self._theme == "system":
            self._show_theme("system")

    def _scanned(self, report: ScanReport) -> None:
        for problem in report.problems:
            self.desk.notices.said.emit(Notice(shown_path(problem.path), problem.reason, bad=True))

    def _tell(self, notice: Notice) -> None:
        action = tr("Undo") if notice.undo is not None else ""
        self.toast.announce(notice.text, detail=notice.detail, action=action, on_action=notice.undo, bad=notice.bad)

    def _fit(self) -> None:
        self.rail.fit(self.width() - (160 if self.drawer.current else 0))
        self.status.set_narrow(self.rail.narrow())
        self._keep_toast_between()

    def _keep_toast_between(self) -> None:
        """A message lies over the page, never over the rail or the reasons that it may be about."""
        main = self.outer.currentWidget() is self.main
        drawer = self.drawer.width() if self.drawer.current else 0
        self.toast.set_sides(self.rail.width() if main else 0, drawer if main else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.intake.drop([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._open:
            self._open = False
            self.hide()
            QGuiApplication.styleHints().colorSchemeChanged.disconnect(self._follow_system)
            self._keys.close()
            close_desk(self.desk)
            self.closed.emit()
        super().closeEvent(event)
