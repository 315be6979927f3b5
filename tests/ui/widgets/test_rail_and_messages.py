"""The rail, cards, terms, banners, progress, toast."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.ui.tokens import SIZE
from desktop_app.ui.widgets import (
    Banner,
    Button,
    Card,
    Cover,
    EmptyState,
    IconButton,
    LinkButton,
    NavItem,
    NavRail,
    ProgressLine,
    TermBar,
    Toast,
    term_scale,
)
from desktop_app.ui.widgets.motion import Fade, duration, set_reduced
from desktop_app.ui.widgets.term_bar import signed

PLACES = (
    NavItem("home", "Home", "house"),
    NavItem("library", "Library", "library"),
    NavItem("insights", "Insights", "chart-no-axes-column", section="You"),
    NavItem("settings", "Settings", "settings", bottom=True),
)


@pytest.fixture
def rail(qtbot) -> NavRail:
    made = NavRail(PLACES, footer="Nothing leaves this computer")
    qtbot.addWidget(made)
    made.resize(SIZE.rail, 600)
    made.show()
    return made


def button(widget: QWidget, text: str) -> QPushButton:
    return next(b for b in widget.findChildren(QPushButton) if text in (b.text(), b.accessibleName()))


def test_a_press_tells_where_to_go(rail: NavRail) -> None:
    told: list[str] = []
    rail.activated.connect(told.append)
    QTest.mouseClick(button(rail, "Library"), Qt.MouseButton.LeftButton)
    assert (told, rail.current()) == (["library"], "library")
    rail.set_current("home")
    assert (told, rail.current()) == (["library"], "home")
    with pytest.raises(ValueError, match="nowhere"):
        rail.set_current("nowhere")


def test_the_promise_can_be_pressed(qtbot, rail: NavRail) -> None:
    with qtbot.waitSignal(rail.footer_activated, timeout=1000):
        QTest.mouseClick(button(rail, "Nothing leaves this computer"), Qt.MouseButton.LeftButton)


def test_a_narrow_window_leaves_icons_with_names(rail: NavRail) -> None:
    rail.fit(1400)
    assert (rail.width(), button(rail, "Home").toolTip()) == (SIZE.rail, "")
    rail.fit(900)
    assert rail.narrow()
    assert rail.width() == SIZE.rail_narrow
    assert "Home" in button(rail, "Home").toolTip()
    assert button(rail, "Home").accessibleName() == "Home"


def test_the_chosen_place_can_be_seen(rail: NavRail) -> None:
    rail.set_current("home")
    one = rail.grab().toImage()
    rail.set_current("insights")
    assert rail.grab().toImage() != one


# --- terms -----------------------------------------------------------------------------------------------------------


@given(st.lists(st.floats(-5, 5), max_size=8))
def test_a_scale_holds_every_value_and_zero(values: list[float]) -> None:
    low, high = term_scale(values)
    assert low <= 0 <= high
    assert low < high
    assert all(low <= value <= high for value in values)


@pytest.mark.parametrize(
    ("value", "words"), [(0.456, "+0.46"), (-0.12, "−0.12"), (0.0, "0.00"), (-0.001, "0.00"), (12.0, "+12.00")]
)
def test_values_carry_their_sign(value: float, words: str) -> None:
    assert signed(value) == words


def test_a_term_is_read_out_whole_and_can_be_switched_off(qtbot) -> None:
    term = TermBar("Sounds alike", 0.46, (-0.1, 0.5), sentence="Close to “Tidal”", verb="Don’t use")
    qtbot.addWidget(term)
    term.show()
    assert (term.accessibleName(), term.accessibleDescription()) == ("Sounds alike +0.46", "Close to “Tidal”")
    verb = term.findChild(LinkButton)
    assert verb.accessibleName() == "Don’t use: Sounds alike"
    assert verb.height() >= 24
    with qtbot.waitSignal(term.verb_activated, timeout=1000):
        QTest.keyClick(verb, Qt.Key.Key_Return)


def test_longer_bars_for_larger_terms_and_another_colour_below_zero(qtbot) -> None:
    shown = {}
    for value in (0.1, 0.4, -0.4):
        term = TermBar("Term", value, (-0.5, 0.5))
        qtbot.addWidget(term)
        term.resize(300, 40)
        term.show()
        image = term._bar.grab().toImage()
        y = image.height() // 2
        accent, bad = (232, 163, 61), (238, 138, 120)
        colours = [image.pixelColor(x, y).toTuple()[:3] for x in range(image.width())]
        shown[value] = (colours.count(accent), colours.count(bad))
    assert shown[0.4][0] > 3 * shown[0.1][0] > 0
    assert shown[-0.4][0] == 0
    assert shown[-0.4][1] > 80


def test_a_scale_without_zero_is_refused(qtbot) -> None:
    term = TermBar("Term", 0.2)
    qtbot.addWidget(term)
    for scale in ((0.1, 1.0), (0.0, 0.0)):
        with pytest.raises(ValueError, match="must hold 0"):
            term.set_value(0.2, scale)


# --- messages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["info", "good", "warn", "bad"])
def test_a_banner_says_what_can_be_done(qtbot, kind: str) -> None:
    banner = Banner(kind, "The disk is full.", "What to do", dismissable=True)
    qtbot.addWidget(banner)
    banner.show()
    assert banner.accessibleName() == "The disk is full."
    with qtbot.waitSignal(banner.activated, timeout=1000):
        QTest.mouseClick(banner.findChild(Button), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(banner.dismissed, timeout=1000):
        QTest.mouseClick(banner.findChild(IconButton), Qt.MouseButton.LeftButton)
    assert not banner.isVisible()


def test_a_long_banner_breaks_its_lines(qtbot) -> None:
    banner = Banner("info", "word " * 80)
    qtbot.addWidget(banner)
    banner.resize(300, 48)
    banner.show()
    assert banner.heightForWidth(300) > 100


def test_an_unknown_kind_is_refused(qtbot) -> None:
    with pytest.raises(ValueError, match="no kind of banner 'loud'"):
        Banner("loud", "!")


def test_an_empty_page_offers_one_thing_to_do(qtbot) -> None:
    empty = EmptyState("music", "No music yet", "Choose a folder.", "Add a folder")
    qtbot.addWidget(empty)
    empty.show()
    with qtbot.waitSignal(empty.activated, timeout=1000):
        QTest.mouseClick(empty.findChild(Button), Qt.MouseButton.LeftButton)
    empty.set_text("Nothing found", "Try fewer words.")
    assert (empty.accessibleName(), empty.accessibleDescription()) == ("Nothing found", "Try fewer words.")


def test_progress_in_numbers(qtbot) -> None:
    line = ProgressLine("Reading tags", cancel="Stop")
    qtbot.addWidget(line)
    line.resize(300, 30)
    line.show()
    images = []
    for done, total, words in ((5, 20, "5 of 20"), (20, 20, "20 of 20"), (1200, None, "1,200"), (0, 0, "0 of 0")):
        line.set_progress(done, total)
        assert line.accessibleDescription() == words
        images.append(line.grab().toImage())
    assert images[0] != images[1]
    with qtbot.waitSignal(line.cancelled, timeout=1000):
        QTest.mouseClick(line.findChild(IconButton), Qt.MouseButton.LeftButton)


def test_a_card_has_a_title_only_where_one_was_given(qtbot) -> None:
    titled, bare = Card("What is kept", subtitle="in one folder"), Card()
    for card in (titled, bare):
        qtbot.addWidget(card)
    titled.set_title("Kept")
    assert titled.accessibleName() == "Kept"
    assert titled.sizeHint().height() > bare.sizeHint().height()


def test_a_cover_shows_its_seed(qtbot) -> None:
    cover = Cover(56)
    qtbot.addWidget(cover)
    cover.show()
    empty = cover.grab().toImage()
    cover.set_seed("The Loam\nLow Tide Atlas")
    assert cover.grab().toImage() != empty
    cover.set_side(80)
    assert cover.sizeHint().width() == 80


# --- toast -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def host(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    return made


def test_undo_runs_once_and_the_toast_goes(host: QWidget) -> None:
    toast, done, told = Toast(host, bottom=88), [], []
    toast.undone.connect(lambda: told.append(list(done)))
    toast.announce("Forgot", detail="31 listens", action="Undo", on_action=lambda: done.append(1))
    assert toast.isVisible()
    assert toast.geometry().bottom() < 600 - 88
    assert abs(toast.geometry().center().x() - 400) <= 1
    QTest.mouseClick(button(toast, "Undo"), Qt.MouseButton.LeftButton)
    assert (done, told, toast.isVisible()) == ([1], [[1]], False)
    assert not toast._timer.isActive()


def test_it_goes_by_itself(qtbot, host: QWidget) -> None:
    toast = Toast(host, milliseconds=20)
    toast.announce("Saved")
    qtbot.waitUntil(lambda: not toast.isVisible(), timeout=2000)


def test_a_new_message_takes_the_place_of_the_old(host: QWidget) -> None:
    toast, done = Toast(host), []
    toast.announce("One", action="Undo", on_action=lambda: done.append("one"))
    toast.announce("Two", action="Undo", on_action=lambda: done.append("two"))
    QTest.mouseClick(button(toast, "Undo"), Qt.MouseButton.LeftButton)
    assert done == ["two"]
    toast.announce("Three")
    assert not toast.findChild(Button).isVisible()


def test_the_clock_waits_for_the_pointer(host: QWidget) -> None:
    toast = Toast(host)
    toast.announce("Forgot")
    place = QPointF(5, 5)
    toast.enterEvent(QEnterEvent(place, place, place))
    assert not toast._timer.isActive()
    toast.leaveEvent(QEvent(QEvent.Type.Leave))
    assert toast._timer.isActive()


def test_closing_the_window_stops_the_clock(host: QWidget) -> None:
    toast = Toast(host)
    toast.announce("Forgot")
    host.close()
    assert not toast._timer.isActive()


def test_escape_sends_it_away_and_it_stays_in_place_when_the_window_grows(host: QWidget) -> None:
    toast = Toast(host)
    toast.announce("x" * 300)
    assert toast.width() <= host.width()
    host.resize(500, 400)
    assert toast.geometry().right() < 500
    assert toast.geometry().bottom() < 400
    QTest.keyClick(toast, Qt.Key.Key_Escape)
    assert not toast.isVisible()


# --- motion ----------------------------------------------------------------------------------------------------------


def test_motion_is_short_or_none(qtbot, host: QWidget) -> None:
    set_reduced(False)
    assert duration(5000) == 200
    fade = Fade(host, milliseconds=40)
    fade.to(1.0)
    assert fade.running()
    qtbot.waitUntil(lambda: not fade.running(), timeout=2000)
    assert fade.value == 1.0
    set_reduced(True)
    assert duration(5000) == 0
    fade.to(0.0)
    assert (fade.value, fade.running()) == (0.0, False)


def test_the_toast_keeps_to_the_page_between_rail_and_drawer(host: QWidget) -> None:
    toast = Toast(host, bottom=88)
    toast.announce("Forgot", detail="31 listens that would take more room than there is " * 3)
    toast.set_sides(200, 250)
    assert toast.geometry().left() >= 200 and toast.geometry().right() < 550
