"""The grid of tiles and the table of tracks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from desktop_app.ui import cover_art
from desktop_app.ui.widgets import CellKind, Column, TileGrid, TrackTable, roles

MOUSE, KEY = QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard


def tiles(count: int) -> QStandardItemModel:
    model = QStandardItemModel()
    for number in range(count):
        item = QStandardItem()
        item.setData(f"Title {number}", roles.TITLE)
        item.setData("<i>Artist</i>", roles.SUBTITLE)
        item.setData("Close to “Tidal”" if number % 2 == 0 else "", roles.REASON)
        item.setData(cover_art.seed("Artist", f"Title {number}"), roles.COVER_SEED)
        model.appendRow(item)
    return model


@pytest.fixture
def grid(qtbot) -> TileGrid:
    made = TileGrid(name="Picks", tile=140)
    model = tiles(30)
    model.setParent(made)
    made.setModel(model)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def cover(grid: TileGrid, row: int) -> QRect:
    return grid.itemDelegate().cover_box(grid.visualRect(grid.model().index(row, 0)))


@pytest.mark.parametrize("width", [200, 431, 640, 900, 1024, 1600])
def test_covers_fill_the_row(grid: TileGrid, width: int) -> None:
    grid.resize(width, 600)
    grid.doItemsLayout()
    columns = grid.columns()
    top = [cover(grid, n) for n in range(columns)]
    assert {box.top() for box in top} == {top[0].top()}
    assert top[0].left() == TileGrid.OVERHANG
    bar = grid.verticalScrollBar().sizeHint().width()
    assert 0 <= width - bar - TileGrid.OVERHANG - top[-1].right() - 1 < columns + 1  # only rounding is left over
    assert top[0].width() == top[0].height() >= min(140, width - bar - 2 * TileGrid.OVERHANG)


def test_enter_plays_and_w_asks_why(qtbot, grid: TileGrid) -> None:
    grid.setCurrentIndex(grid.model().index(3, 0))
    with qtbot.waitSignal(grid.play_requested, timeout=1000) as played:
        QTest.keyClick(grid, Qt.Key.Key_Return)
    with qtbot.waitSignal(grid.why_requested, timeout=1000) as why:
        QTest.keyClick(grid, Qt.Key.Key_W)
    assert (played.args[0].row(), why.args[0].row()) == (3, 3)


def test_arrows_walk_over_the_tiles(grid: TileGrid) -> None:
    grid.setCurrentIndex(grid.model().index(0, 0))
    QTest.keyClick(grid, Qt.Key.Key_Right)
    QTest.keyClick(grid, Qt.Key.Key_Down)
    assert grid.currentIndex().row() == grid.columns() + 1


def test_a_press_on_the_button_plays_and_elsewhere_does_not(grid: TileGrid) -> None:
    played: list[int] = []
    grid.play_requested.connect(lambda index: played.append(index.row()))
    box = cover(grid, 2)
    button = grid.itemDelegate().play_box(grid.visualRect(grid.model().index(2, 0)))
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=box.topLeft() + QPoint(5, 5))
    assert played == []
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=button.center())
    assert played == [2]
    QTest.mousePress(grid.viewport(), Qt.MouseButton.LeftButton, pos=button.center())  # let go elsewhere: not meant
    QTest.mouseRelease(grid.viewport(), Qt.MouseButton.LeftButton, pos=box.topLeft() + QPoint(5, 5))
    assert played == [2]


def test_a_press_on_the_reason_asks_why_where_there_is_one(grid: TileGrid) -> None:
    asked: list[int] = []
    grid.why_requested.connect(lambda index: asked.append(index.row()))
    for row in (0, 1):
        place = grid.itemDelegate().reason_box(grid.visualRect(grid.model().index(row, 0)))
        assert place.height() >= 24
        QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
    assert asked == [0]


def test_a_double_click_plays_once(grid: TileGrid) -> None:
    played: list[int] = []
    grid.play_requested.connect(lambda index: played.append(index.row()))
    place = cover(grid, 1).topLeft() + QPoint(9, 9)
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert played == [1]


def test_hover_and_keyboard_can_be_seen(qtbot, grid: TileGrid) -> None:
    plain = grid.grab().toImage()
    grid.hover_at(cover(grid, 0).center())
    hovered = grid.grab().toImage()
    grid.hover_at(QPoint(-1, -1))
    assert hovered != plain
    assert grid.grab().toImage() == plain
    grid.ring = True
    grid.setCurrentIndex(grid.model().index(0, 0))
    assert grid.grab().toImage() != plain


def test_the_keyboard_enters_at_the_first_tile(qtbot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    first, grid = QPushButton(), TileGrid()
    model = tiles(4)
    model.setParent(grid)
    grid.setModel(model)
    column.addWidget(first)
    column.addWidget(grid)
    with qtbot.waitActive(holder):
        holder.show()
        holder.activateWindow()
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert grid.hasFocus()
    assert grid.currentIndex().row() == 0


def test_fitted_to_its_tiles_the_grid_grows_and_shrinks(qtbot) -> None:
    grid = TileGrid(tile=140, fit=True)
    model = tiles(3)
    model.setParent(grid)
    qtbot.addWidget(grid)
    grid.setModel(model)
    grid.resize(700, 10)
    grid.show()
    one_row = grid.height()
    for _ in range(9):
        model.appendRow(QStandardItem("more"))
    assert grid.height() == one_row * -(-12 // grid.columns())
    model.clear()
    assert grid.height() == one_row
    grid.setModel(None)


def test_only_so_many_rows_where_a_page_asks_for_it(qtbot) -> None:
    grid = TileGrid(tile=140, fit=True, rows=1)
    model = tiles(40)
    model.setParent(grid)
    qtbot.addWidget(grid)
    grid.setModel(model)
    grid.resize(700, 10)
    assert grid.height() == grid.gridSize().height()


def test_a_real_picture_wins_over_the_drawing(grid: TileGrid) -> None:
    picture = QPixmap(50, 50)
    picture.fill(Qt.GlobalColor.red)
    before = grid.grab().toImage()
    grid.model().setData(grid.model().index(0, 0), picture, int(Qt.ItemDataRole.DecorationRole))
    assert grid.grab().toImage() != before


# --- table -----------------------------------------------------------------------------------------------------------

COLUMNS = (
    Column(CellKind.INDEX, 56),
    Column(CellKind.TITLE, 160, stretch=2),
    Column(CellKind.TEXT, 120, stretch=1),
    Column(CellKind.NUMBER, 72),
    Column(CellKind.SHARE, 160, hide_below=700),
)


def rows(count: int) -> QStandardItemModel:
    model = QStandardItemModel(0, 5)
    model.setHorizontalHeaderLabels(["#", "Title", "Artist", "Length", "How far"])
    for number in range(count):
        row = [QStandardItem(text) for text in (str(number), f"<b>Title</b> {number}", "Artist", "3:07", "")]
        row[1].setData("not in mixes" if number == 2 else "", roles.BADGE)
        row[1].setData("The file is cut short." if number == 3 else "", roles.NOTICE)
        row[1].setData(number == 1, roles.PLAYING)
        row[4].setData((None, -1.0, 0.5, 7.0)[number % 4], roles.SHARE)
        model.appendRow(row)
    return model


@pytest.fixture
def table(qtbot) -> TrackTable:
    made = TrackTable(COLUMNS, name="Tracks")
    model = rows(50)
    model.setParent(made)
    made.setModel(model)
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    return made


@pytest.mark.parametrize("width", [450, 699, 720, 900, 1500])
def test_columns_share_the_width(table: TrackTable, width: int) -> None:
    table.resize(width, 400)
    total = sum(table.columnWidth(n) for n in range(5) if not table.isColumnHidden(n))
    assert 0 <= table.room() - total < 4
    before = [table.columnWidth(n) for n in range(5)]
    table.setModel(rows(2))  # no scroll bar: the columns stay where they are
    table.model().setParent(table)
    assert before == [table.columnWidth(n) for n in range(5)]
    assert table.isColumnHidden(4) == (table.room() < 700)
    assert table.columnWidth(1) > table.columnWidth(2)


def test_the_table_answers_keys(qtbot, table: TrackTable) -> None:
    table.selectRow(4)
    with qtbot.waitSignal(table.play_requested, timeout=1000) as played:
        QTest.keyClick(table, Qt.Key.Key_Return)
    with qtbot.waitSignal(table.why_requested, timeout=1000) as why:
        QTest.keyClick(table, Qt.Key.Key_W)
    assert (played.args[0].row(), why.args[0].row()) == (4, 4)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert table.selected_rows() == [4, 5]


def at(table: TrackTable, row: int, column: int) -> QPoint:
    return table.visualRect(table.model().index(row, column)).center()


def test_a_press_on_the_number_plays_and_on_the_title_selects(table: TrackTable) -> None:
    played: list[int] = []
    table.play_requested.connect(lambda index: played.append(index.row()))
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at(table, 2, 1))
    assert (played, table.selected_rows()) == ([], [2])
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at(table, 3, 0))
    assert played == [3]
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at(table, 5, 1))
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at(table, 5, 1))
    assert played == [3, 5]


def test_a_menu_is_asked_for_a_row_only(qtbot, table: TrackTable) -> None:
    asked: list[int] = []
    table.menu_requested.connect(lambda index, place: asked.append(index.row()))
    for reason, place in ((MOUSE, at(table, 1, 1)), (MOUSE, QPoint(5, 5000))):
        QApplication.sendEvent(table.viewport(), QContextMenuEvent(reason, place, place))
    assert asked == [1]
    table.setCurrentIndex(table.model().index(3, 1))
    QApplication.sendEvent(table.viewport(), QContextMenuEvent(KEY, QPoint(5, 5), QPoint(5, 5)))
    assert asked == [1, 3], "the menu key means the row with the keyboard"


def test_the_menu_key_means_the_tile_with_the_keyboard(grid: TileGrid) -> None:
    asked: list[int] = []
    grid.menu_requested.connect(lambda index, place: asked.append(index.row()))
    QApplication.sendEvent(grid.viewport(), QContextMenuEvent(MOUSE, cover(grid, 2).center(), QPoint(5, 5)))
    grid.setCurrentIndex(grid.model().index(4, 0))
    QApplication.sendEvent(grid.viewport(), QContextMenuEvent(KEY, QPoint(1, 1), QPoint(5, 5)))
    assert asked == [2, 4]


def test_hover_selection_and_keyboard_can_be_seen(table: TrackTable) -> None:
    plain = table.viewport().grab().toImage()
    table.hover_at(at(table, 2, 1))
    hovered = table.viewport().grab().toImage()
    table.hover_at(QPoint(-1, -1))
    assert table.viewport().grab().toImage() == plain != hovered
    table.selectRow(2)
    assert table.viewport().grab().toImage() not in (plain, hovered)


def test_tab_leaves_the_table(qtbot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    table, after = TrackTable(COLUMNS), QPushButton()
    model = rows(3)
    model.setParent(table)
    table.setModel(model)
    column.addWidget(table)
    column.addWidget(after)
    with qtbot.waitActive(holder):
        holder.show()
        holder.activateWindow()
    after.setFocus()
    QTest.keyClick(after, Qt.Key.Key_Backtab)
    assert table.currentIndex().row() == 0
    assert table.selected_rows() == []
    before = table.viewport().grab().toImage()
    QTest.keyClick(table, Qt.Key.Key_Tab)
    assert after.hasFocus()
    assert table.viewport().grab().toImage() != before  # the ring has gone


def test_an_empty_table_and_no_model_are_fine(qtbot) -> None:
    table = TrackTable(COLUMNS)
    qtbot.addWidget(table)
    table.resize(600, 300)
    table.show()
    table.grab()
    assert table.selected_rows() == []
    model = rows(0)
    model.setParent(table)
    table.setModel(model)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert not table.grab().isNull()
