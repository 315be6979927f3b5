"""The window as a person uses it: real keys and clicks over invented services."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.sandbox.bell import address, ring
from desktop_app.ui import style
from desktop_app.ui.components.track_row import TrackRow
from desktop_app.ui.window import PAGES
from tests.ui.conftest import OpenWindow
from tests.ui.fakes import FakeServices

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


def test_pages_open_from_the_rail_and_by_ctrl_and_a_number(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(FakeServices())
    assert window.stack.currentWidget() is window.home
    for number, key in enumerate(PAGES, 1):
        page = window.page(key)
        qtbot.keyClick(window, str(number), CTRL)
        assert window.stack.currentWidget() is page
        assert window.rail.current() == key
    button = next(b for b in window.rail.findChildren(QAbstractButton) if b.accessibleName() == "Library")
    qtbot.mouseClick(button, LEFT)
    assert window.stack.currentWidget() is window.library


def test_space_plays_and_pauses_but_writes_a_letter_in_a_field(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = open_window(services)
    qtbot.waitUntil(lambda: window.home.model.rowCount() == 25)
    services.player.play([services.library.tracks[0].id])
    qtbot.keyClick(window.home.grid, Qt.Key.Key_Space)
    assert not services.player.state().playing
    qtbot.keyClick(window.home.grid, Qt.Key.Key_Space)
    assert services.player.state().playing
    qtbot.keyClick(window, "f", CTRL)
    assert window.stack.currentWidget() is window.library
    qtbot.waitUntil(lambda: window.library.search.hasFocus())
    qtbot.keyClicks(window.library.search, "a b")
    assert window.library.search.text() == "a b"
    assert services.player.state().playing


def test_ctrl_and_arrows_go_to_the_next_and_the_previous_track(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = open_window(services)
    services.player.play([track.id for track in services.library.tracks[:3]])
    qtbot.keyClick(window, Qt.Key.Key_Right, CTRL)
    assert services.player.state().current == 1
    qtbot.keyClick(window, Qt.Key.Key_Left, CTRL)
    assert services.player.state().current == 0


def test_escape_closes_the_drawer(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(FakeServices())
    qtbot.mouseClick(window.bar.queue, LEFT)
    assert window.drawer.current == "queue" and window.bar.queue.isChecked()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.drawer.current == "" and not window.bar.queue.isChecked()


def test_why_in_the_bar_explains_what_plays(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = open_window(services)
    assert not window.bar.why.isEnabled()
    services.player.play([services.library.tracks[4].id])
    qtbot.waitUntil(window.bar.why.isEnabled)
    qtbot.mouseClick(window.bar.why, LEFT)
    qtbot.waitUntil(lambda: bool(window.why.bars))
    assert set(window.why.bars) == {r.term for r in services.recommend.why(services.library.tracks[4].id).reasons}
    qtbot.mouseClick(window.bar.why, LEFT)
    assert window.drawer.current == ""


def test_a_reason_can_be_dropped_and_the_list_is_made_anew_and_undone(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = open_window(services)
    qtbot.waitUntil(lambda: window.home.model.rowCount() == 25)
    window.home.grid.why_requested.emit(window.home.model.index(0))
    assert window.drawer.current == "why"
    bar = window.why.bars["sound"]
    link = next(b for b in bar.findChildren(QAbstractButton))
    mixes = len(services.recommend.mixes)
    qtbot.mouseClick(link, LEFT)
    qtbot.waitUntil(lambda: services.settings.value.off_terms == ("sound",))
    qtbot.waitUntil(lambda: len(services.recommend.mixes) > mixes and "sound" not in window.why.bars)
    qtbot.waitUntil(lambda: all(t.term != "sound" for t in window.home.model.item_at(0).pick.terms))
    undo = next(b for b in window.toast.findChildren(QAbstractButton) if b.text() == "Undo")
    qtbot.mouseClick(undo, LEFT)
    qtbot.waitUntil(lambda: services.settings.value.off_terms == ())
    qtbot.waitUntil(lambda: "sound" in window.why.bars)


def test_evidence_can_be_played(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = open_window(services)
    window.explain_track(services.library.tracks[0].id)
    qtbot.waitUntil(lambda: bool(window.why.findChildren(TrackRow)))
    row = window.why.findChildren(TrackRow)[0]
    qtbot.mouseClick(row.play, LEFT)
    assert services.player.played[-1][0] == [row.track.id]


def test_a_dropped_folder_is_added_and_a_dropped_file_is_not(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    services = FakeServices()
    window = open_window(services)
    qtbot.waitUntil(lambda: window.desk.background.status.stage == "idle")
    song = tmp_path / "song.mp3"
    song.touch()

    def drop(path: Path) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        copy = Qt.DropAction.CopyAction
        window.dropEvent(QDropEvent(QPointF(600, 300), copy, data, LEFT, Qt.KeyboardModifier.NoModifier))

    drop(song)
    qtbot.waitUntil(lambda: window.toast.isVisible())
    drop(tmp_path)
    qtbot.waitUntil(lambda: services.library.scans[-1] == [tmp_path])


def test_no_service_is_asked_on_the_ui_thread(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = open_window(services)
    for key in PAGES:
        window.open_page(key)
    window.library.search.setText("tide")
    qtbot.waitUntil(lambda: window.library.table.tracks.rowCount() not in (0, 46))
    qtbot.waitUntil(lambda: not window.desk.runners.reads.busy)
    assert threading.main_thread().name not in services.library.threads
    assert services.library.threads


def test_closing_stops_a_running_scan_and_leaves_no_thread(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    services.library.gate = threading.Event()  # never set: only the cancel ends it
    window = open_window(services)
    qtbot.waitUntil(lambda: bool(services.library.scans))
    with qtbot.waitSignal(window.closed):
        window.close()
    assert not [t for t in threading.enumerate() if t.name.startswith(("reads", "writes", "long"))]
    assert services.changes.watchers == []


def test_a_theme_chosen_elsewhere_is_put_on(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    open_window(services)
    assert style.theme().name == "dark"
    services.settings.set("theme", "light")
    qtbot.waitUntil(lambda: style.theme().name == "light")


def test_a_problem_is_told_with_what_helps(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = open_window(services)
    window.add_folders([Path("/missing")])
    qtbot.waitUntil(window.toast.isVisible)
    assert "does not exist" in window.toast.accessibleName()
    assert "plug in the drive" in window.toast.accessibleName()


def test_the_rail_is_narrow_in_the_smallest_window(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(FakeServices())
    window.resize(1024, 640)
    assert window.rail.narrow()
    for key in PAGES:
        window.open_page(key)
        page = window.page(key)
        assert page.minimumSizeHint().width() <= page.width(), key
    window.resize(1400, 800)
    assert not window.rail.narrow()


def test_every_button_has_a_name_for_the_screen_reader(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    services.playlists.save("Slow mornings", [services.library.tracks[0].id])
    window = open_window(services)
    for key in PAGES:
        window.open_page(key)
    window.explain_track(services.library.tracks[0].id)
    qtbot.waitUntil(lambda: bool(window.why.bars) and bool(window.settings.terms))
    unnamed: list[QWidget] = []
    for button in window.findChildren(QAbstractButton):
        face = QAccessible.queryAccessibleInterface(button)
        if button.isVisible() and not (face.text(QAccessible.Text.Name) if face else ""):
            unnamed.append(button)
    assert not unnamed


@pytest.mark.parametrize("known", [True, False])
def test_files_of_the_command_line_are_played_or_named(open_window: OpenWindow, qtbot: QtBot, known: bool) -> None:
    services = FakeServices()
    window = open_window(services)
    track = services.library.tracks[3]
    window.take([track.path.decode() if known else "/elsewhere/x.mp3"])
    if known:
        qtbot.waitUntil(lambda: bool(services.player.played))
        assert services.player.played[-1][0] == [track.id]
    else:
        qtbot.waitUntil(window.toast.isVisible)
        assert "x.mp3" in window.toast.accessibleName()


WINDOW_PROCESS = """
import sys
from pathlib import Path
from desktop_app.sandbox.bell import address
from desktop_app.ui import app
from tests.ui.fakes import FakeServices

class Watched(app.MainWindow):
    def come_forward(self, arguments=()):
        super().come_forward(arguments)
        print(list(arguments), flush=True)
        self.close()

app.MainWindow = Watched
data = Path(sys.argv[1])
sys.exit(app.run(FakeServices(), data_dir=data, bell=address(data), arguments=[]))
"""


def test_run_opens_a_window_that_hears_a_second_start_and_ends(qtbot: QtBot, tmp_path: Path) -> None:
    first = subprocess.Popen(
        [sys.executable, "-c", WINDOW_PROCESS, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    qtbot.waitUntil(lambda: ring(address(tmp_path), ["/music/a.mp3"]) or first.poll() is not None, timeout=30_000)
    out, err = first.communicate(timeout=30)
    assert (first.returncode, out) == (0, "['/music/a.mp3']\n"), err
    assert err.replace("This plugin does not support raise()\n", "") == ""  # the offscreen platform has no stacking


def test_a_message_leaves_the_reasons_free(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    window = open_window(services)
    window.explain_track(services.library.tracks[0].id)
    window.desk.notices.say("A message of some length, about a reason", "and what came of it", lambda: None)
    qtbot.waitUntil(window.toast.isVisible)
    qtbot.waitUntil(lambda: window.toast.geometry().right() < window.drawer.mapTo(window, QPoint()).x())
    assert window.toast.geometry().left() > window.rail.width()


def test_evidence_of_one_song_in_two_files_is_one_row(open_window: OpenWindow, qtbot: QtBot) -> None:
    services = FakeServices()
    services.library.tracks = [replace(track, title="Twin", artist="Both") for track in services.library.tracks]
    window = open_window(services)
    window.explain_track(services.library.tracks[0].id)
    qtbot.waitUntil(lambda: bool(window.why.findChildren(TrackRow)))
    assert all(place.count() <= 1 for place in window.why._places.values())


def test_escape_empties_the_search_before_it_closes_anything(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(FakeServices())
    qtbot.mouseClick(window.bar.queue, LEFT)
    qtbot.keyClick(window, "f", CTRL)
    qtbot.waitUntil(window.library.search.hasFocus)
    qtbot.keyClicks(window.library.search, "moss")
    qtbot.keyClick(window.library.search, Qt.Key.Key_Escape)
    assert (window.library.search.text(), window.drawer.current) == ("", "queue")
    qtbot.keyClick(window.library.search, Qt.Key.Key_Escape)
    assert window.drawer.current == ""


def test_down_leads_from_the_search_to_what_was_found(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(FakeServices())
    qtbot.keyClick(window, "f", CTRL)
    qtbot.keyClicks(window.library.search, "moss")
    qtbot.waitUntil(lambda: window.library.table.tracks.rowCount() == 1)
    qtbot.keyClick(window.library.search, Qt.Key.Key_Down)
    qtbot.waitUntil(window.library.table.hasFocus)
    qtbot.keyClick(window.library.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.desk.player.state.track is not None)
    assert window.desk.player.state.track.title == "Moss"


def test_closing_the_drawer_gives_the_keyboard_back(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(FakeServices())
    qtbot.waitUntil(lambda: window.home.model.rowCount() == 25)
    window.home.grid.setFocus()
    window.home.grid.why_requested.emit(window.home.model.index(0))
    window.drawer.close_button.setFocus()
    qtbot.keyClick(window.drawer.close_button, Qt.Key.Key_Escape)
    assert window.drawer.current == ""
    assert window.home.grid.hasFocus()


def test_ctrl_z_undoes_while_the_message_offers_it(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(FakeServices())
    undone: list[int] = []
    window.desk.notices.say("Done", "", lambda: undone.append(1))
    qtbot.waitUntil(window.toast.isVisible)
    qtbot.keyClick(window, "z", CTRL)
    qtbot.keyClick(window, "z", CTRL)
    assert undone == [1]


def test_tab_comes_to_the_open_page_in_the_rail(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(FakeServices())
    for key, words in (("settings", "Settings"), ("library", "Library")):
        window.open_page(key)
        stops = [b for b in window.rail.findChildren(QAbstractButton) if b.focusPolicy() & Qt.FocusPolicy.TabFocus]
        assert words in [b.accessibleName() for b in stops] and "Home" not in [b.accessibleName() for b in stops]


def test_the_reasons_come_after_the_dial_for_the_keyboard(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(FakeServices())
    window.open_page("settings")
    page = window.settings
    qtbot.waitUntil(lambda: bool(page.terms))
    stop: QWidget = page.dial.buttons()[-1]
    for wanted in page.terms.values():
        stop = stop.nextInFocusChain()
        while not stop.focusPolicy() & Qt.FocusPolicy.TabFocus:
            stop = stop.nextInFocusChain()
        assert stop is wanted
