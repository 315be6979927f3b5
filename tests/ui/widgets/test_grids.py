"""Grids compute where cells lie: any number of them, in both directions, for mouse, keyboard and screen reader."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from desktop_app.ui.widgets import roles
from desktop_app.ui.widgets.band_grid import BandGrid
from desktop_app.ui.widgets.sort_button import SortButton
from desktop_app.ui.widgets.tile_grid import TileGrid

LEFT = Qt.MouseButton.LeftButton
_NONE = QModelIndex()


class Many(QAbstractListModel):
    """As many tiles as wanted."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count
        self.asked: set[int] = set()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NONE) -> int:
        return 0 if parent.isValid() else self.count

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        self.asked.add(index.row())
        if role in (int(Qt.ItemDataRole.DisplayRole), roles.TITLE):
            return f"Tile {index.row()}"
        return f"a\nb{index.row() % 9}" if role == roles.COVER_SEED else None


def tiles(qtbot, count: int, **given: object) -> TileGrid:
    grid = TileGrid(name="Albums", tile=140, reasons=False, opens=True, **given)  # type: ignore[arg-type]
    model = Many(count)
    model.setParent(grid)
    grid.setModel(model)
    qtbot.addWidget(grid)
    grid.resize(760, 500)
    grid.show()
    return grid


def test_twenty_thousand_tiles_are_there_at_once_and_scroll(qtbot) -> None:
    grid = tiles(qtbot, 20_000)
    model = grid.model()
    assert isinstance(model, Many)
    worst = 0.0
    for width in (500, 900, 760):
        began = time.thread_time()
        grid.resize(width, 500)
        grid.viewport().repaint()
        worst = max(worst, time.thread_time() - began)
    bar = grid.verticalScrollBar()
    for step in range(40):
        began = time.thread_time()
        bar.setValue(bar.maximum() * step // 39)
        grid.viewport().repaint()
        worst = max(worst, time.thread_time() - began)
    assert worst < 0.1, f"{worst * 1000:.0f} ms"
    assert len(model.asked) < 3000, "only what is on screen is asked for"
    assert grid.indexAt(QPoint(20, 480)).row() >= 19_980


def test_where_a_cell_lies_and_what_lies_there_agree(qtbot) -> None:
    grid = tiles(qtbot, 100)
    grid.verticalScrollBar().setValue(333)
    for row in range(100):
        box = grid.visualRect(grid.model().index(row, 0))
        if grid.viewport().rect().contains(box.center()):
            assert grid.indexAt(box.center()).row() == row
    assert not grid.indexAt(QPoint(-1, 5)).isValid()
    assert not grid.indexAt(QPoint(grid.columns() * grid.gridSize().width() + 1, 5)).isValid()
    assert grid.visualRect(QModelIndex()) == QRect()


def test_from_right_to_left_the_first_tile_lies_at_the_right(qtbot) -> None:
    grid = tiles(qtbot, 10)
    grid.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    first, second = (grid.visualRect(grid.model().index(row, 0)) for row in (0, 1))
    assert first.right() == grid.viewport().width() - 1 and second.right() < first.left() + 1
    assert grid.indexAt(second.center()).row() == 1
    grid.setCurrentIndex(grid.model().index(0, 0))
    QTest.keyClick(grid, Qt.Key.Key_Left)
    assert grid.currentIndex().row() == 1


def test_keys_walk_and_keep_the_tile_in_view(qtbot) -> None:
    grid = tiles(qtbot, 50)
    columns = grid.columns()
    page = columns * (grid.viewport().height() // grid.gridSize().height())
    steps = (
        (Qt.Key.Key_Right, 1), (Qt.Key.Key_Down, 1 + columns), (Qt.Key.Key_Up, 1), (Qt.Key.Key_Up, 1),
        (Qt.Key.Key_End, 49), (Qt.Key.Key_Down, 49), (Qt.Key.Key_Right, 49), (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_Left, 0), (Qt.Key.Key_PageDown, page), (Qt.Key.Key_PageUp, 0),
    )  # fmt: skip
    grid.setCurrentIndex(grid.model().index(0, 0))
    for key, row in steps:
        QTest.keyClick(grid, key)
        assert grid.currentIndex().row() == row, key
        box = grid.visualRect(grid.currentIndex())
        assert box.top() >= 0 and (box.bottom() < grid.viewport().height() or box.height() > grid.viewport().height())
    asked = len(grid.model().asked)  # type: ignore[attr-defined]
    QTest.keyClicks(grid, "zzz")
    assert len(grid.model().asked) < asked + 40, "letters do not ask for every row"  # type: ignore[attr-defined]


def test_a_press_opens_the_button_plays(qtbot) -> None:
    grid = tiles(qtbot, 12)
    opened: list[int] = []
    played: list[int] = []
    grid.open_requested.connect(lambda index: opened.append(index.row()))
    grid.play_requested.connect(lambda index: played.append(index.row()))
    cell = grid.visualRect(grid.model().index(1, 0))
    delegate = grid.itemDelegate()
    QTest.mouseClick(grid.viewport(), LEFT, pos=cell.topLeft() + QPoint(30, 30))
    QTest.mouseClick(grid.viewport(), LEFT, pos=delegate.play_box(cell).center())  # type: ignore[attr-defined]
    QTest.mouseDClick(grid.viewport(), LEFT, pos=cell.topLeft() + QPoint(30, 30))
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.RightButton, pos=cell.topLeft() + QPoint(30, 30))
    assert (opened, played) == ([1], [1])
    QTest.mousePress(grid.viewport(), LEFT, pos=cell.center())  # let go on another: not meant
    QTest.mouseRelease(grid.viewport(), LEFT, pos=grid.visualRect(grid.model().index(2, 0)).center())
    assert opened == [1]
    grid.setCurrentIndex(grid.model().index(3, 0))
    QTest.keyClick(grid, Qt.Key.Key_Return)
    QTest.keyClick(grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert (opened, played) == ([1, 3], [1, 3])


def test_what_is_away_cannot_be_played_and_looks_so(qtbot) -> None:
    grid = TileGrid(reasons=False, opens=True)
    model = QStandardItemModel(grid)
    for away in (False, True):
        item = QStandardItem("Low Tide")
        item.setData("Low Tide", roles.TITLE)
        item.setData("a\nb", roles.COVER_SEED)
        item.setData(away, roles.AWAY)
        model.appendRow(item)
    grid.setModel(model)
    qtbot.addWidget(grid)
    grid.resize(600, 400)
    grid.show()
    boxes = [grid.visualRect(model.index(row, 0)) for row in (0, 1)]
    picture = grid.grab().toImage()
    here, gone = (picture.copy(box.adjusted(12, 12, -12, -80)) for box in boxes)
    assert here != gone
    for row, holds in ((0, True), (1, False)):
        grid.hover_at(grid.itemDelegate().play_box(boxes[row]).center())  # type: ignore[attr-defined]
        assert grid.holds_play() is holds


@pytest.mark.parametrize("round_", [False, True])
def test_a_fetched_cover_is_shown_and_nothing_wrong_before_it_comes(qtbot, round_: bool) -> None:
    given: dict[bytes, QPixmap | None] = {b"sha": None}
    asked: list[tuple[bytes, int, float, float]] = []

    def pictures(sha: bytes, side: int, ratio: float, radius: float) -> QPixmap | None:
        asked.append((sha, side, ratio, radius))
        return given[sha]

    grid = TileGrid(reasons=False, round=round_, pictures=pictures)
    model = QStandardItemModel(grid)
    item = QStandardItem("Low Tide")
    item.setData(b"sha", roles.COVER)
    item.setData("a\nb", roles.COVER_SEED)
    model.appendRow(item)
    grid.setModel(model)
    qtbot.addWidget(grid)
    grid.resize(300, 300)
    grid.show()
    waiting = grid.grab().toImage()
    side = asked[-1][1]
    assert asked[-1][3] == (side / 2 if round_ else 8)
    red = QPixmap(side, side)
    red.fill(QColor("#ff0000"))
    given[b"sha"] = red
    assert grid.grab().toImage().pixelColor(12 + side // 2, 12 + side // 2) == QColor("#ff0000")
    given[b"sha"] = QPixmap()
    assert grid.grab().toImage() != waiting, "without a picture the drawing is shown"


def test_a_screen_reader_finds_a_list(qtbot) -> None:
    grid = tiles(qtbot, 12)
    face = QAccessible.queryAccessibleInterface(grid)
    assert face.role() is QAccessible.Role.List
    first = face.child(0)
    assert first.role() is QAccessible.Role.ListItem
    assert first.text(QAccessible.Text.Name) == "Tile 0"


def test_bands_fill_the_row_and_open(qtbot) -> None:
    grid = BandGrid(name="Genres")
    model = Many(9)
    model.setParent(grid)
    grid.setModel(model)
    qtbot.addWidget(grid)
    grid.resize(900, 400)
    grid.show()
    assert grid.columns() == 4
    opened: list[int] = []
    grid.open_requested.connect(lambda index: opened.append(index.row()))
    QTest.mouseClick(grid.viewport(), LEFT, pos=grid.visualRect(model.index(5, 0)).center())
    grid.setCurrentIndex(model.index(7, 0))
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert opened == [5, 7]
    plain = grid.grab().toImage()
    grid.hover_at(grid.visualRect(model.index(0, 0)).center())
    assert grid.grab().toImage() != plain


# --- the order -------------------------------------------------------------------------------------------------------


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_sort_button_tells_key_and_direction(qtbot) -> None:
    button = SortButton([("artist", "Artist", False), ("year", "Year", True)])
    qtbot.addWidget(button)
    button.show()
    told: list[tuple[str, bool]] = []
    button.changed.connect(lambda key, down: told.append((key, down)))

    def choose(words: str) -> None:
        QTest.mouseClick(button, LEFT)
        menu = button.findChildren(QMenu)[-1]
        next(action for action in menu.actions() if action.text() == words).trigger()
        menu.close()

    choose("Year")
    choose("The other way round")
    choose("Year")
    assert told == [("year", True), ("year", False), ("year", True)]
    assert "Year" in button.accessibleName() and "descending" in button.accessibleName()
    width = button.sizeHint().width()
    button.set_current("artist", False)
    assert button.sizeHint().width() == width
    assert len(told) == 3
