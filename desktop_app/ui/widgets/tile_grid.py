"""A grid of covers with a title, a second line and, where wanted, the reason why each is there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui import fonts
from desktop_app.ui.tokens import SIZE, SPACE, TYPE
from desktop_app.ui.widgets import roles
from desktop_app.ui.widgets.grid_view import GridView
from desktop_app.ui.widgets.tile_delegate import EDGE, TileDelegate

Pictures = Callable[[bytes, int, float, float], QPixmap | None]
"""(SHA-256, side, device ratio, radius) -> the framed picture, None while it is fetched, a null one for none."""


class TileGrid(GridView):
    """Tiles that fill the row: as many columns as fit, their covers grown to leave no margin at the right.

    The model answers the roles TITLE, SUBTITLE, REASON, COVER, COVER_SEED, AWAY and PLAYING (widgets/roles.py), and
    DisplayRole or AccessibleTextRole for the screen reader. A press on the cover's button, a double click or Enter
    plays; a press on the reason, or W, asks why; both give the index. With `opens=True` a press anywhere else, or
    Enter, opens the tile instead (`open_requested`), and Shift+Enter plays.

    Covers begin OVERHANG pixels inside the grid, room for the highlight: place it that much beyond the page's edges.
    `fit=True` makes it as high as its tiles, for a page that scrolls as a whole; `rows` then limits how many rows show.
    `round=True` shows discs with centred words, for people. `pictures` fetches real covers.
    """

    OVERHANG = EDGE
    play_requested = Signal(QModelIndex)
    open_requested = Signal(QModelIndex)
    why_requested = Signal(QModelIndex)

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        name: str = "",
        tile: int = SIZE.cover_tile,
        reasons: bool = True,
        fit: bool = False,
        rows: int = 0,
        opens: bool = False,
        round: bool = False,
        pictures: Pictures | None = None,
    ) -> None:
        super().__init__(parent)
        self._tile = tile
        self.reasons = reasons
        self.round = round
        self._fit = fit
        self._rows = rows
        self._opens = opens
        self._pictures = pictures
        self.setAccessibleName(name or self.tr("Tiles"))
        if fit:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._delegate = TileDelegate(self)
        self.setItemDelegate(self._delegate)
        self.doubleClicked.connect(self._double)
        self._settle()

    def picture(self, sha: bytes, side: int, ratio: float, radius: float) -> QPixmap | None:
        """The real cover; None while it is fetched, a null picture where there is none."""
        return QPixmap() if self._pictures is None else self._pictures(sha, side, ratio, radius)

    def selects(self) -> bool:
        """Whether the chosen tile is marked when the keyboard is elsewhere."""
        return self.selectionMode() is GridView.SelectionMode.ExtendedSelection

    def text_height(self, with_reason: bool = True) -> int:
        """Height of the lines below a cover."""
        lines = SPACE.s + fonts.line_height(TYPE.body_strong) + fonts.line_height(TYPE.small)
        return lines + (max(SIZE.target, fonts.line_height(TYPE.meta) + SPACE.s) if with_reason else 0)

    def columns(self) -> int:
        """How many tiles lie in a row."""
        return max(1, self._room() // (self._tile + 2 * self.OVERHANG))

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show another model."""
        old = self.model()
        if old is not None and self._fit:
            for signal in (old.rowsInserted, old.rowsRemoved, old.modelReset, old.layoutChanged):
                signal.disconnect(self._settle)
        super().setModel(model)
        if model is not None and self._fit:
            for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset, model.layoutChanged):
                signal.connect(self._settle)
        self._settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._settle()
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if index.isValid() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.ring = True
            plays = not self._opens or event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            (self.play_requested if plays else self.open_requested).emit(index)
            return
        if index.isValid() and event.key() == Qt.Key.Key_W and not event.modifiers():
            self.why_requested.emit(index)
            return
        super().keyPressEvent(event)

    def pressable(self) -> bool:
        return self.holds_play() or self.over_reason() or (self._opens and self.hovered().isValid())

    def let_go(self, index: QModelIndex) -> None:
        """The button plays, the reason explains, all else opens where tiles open."""
        if self.holds_play():
            self.play_requested.emit(index)
        elif self.over_reason():
            self.why_requested.emit(index)
        elif self._opens:
            self.open_requested.emit(index)

    def holds_play(self) -> bool:
        """Whether the pointer is on a play button."""
        index = self.indexAt(self._pointer)
        if not index.isValid() or index.data(roles.AWAY):
            return False
        return self._delegate.play_box(self.visualRect(index)).contains(self._pointer)

    def over_reason(self) -> bool:
        """Whether the pointer is on a reason."""
        index = self.indexAt(self._pointer)
        if not self.reasons or not index.isValid() or not index.data(roles.REASON):
            return False
        return self._delegate.reason_box(self.visualRect(index)).contains(self._pointer)

    def sizeHint(self) -> QSize:
        """With `fit`, as high as the tiles."""
        if not self._fit:
            return super().sizeHint()
        return QSize(self._tile * 4, self._fitted())

    def _room(self) -> int:
        bar = 0 if self._fit else self.verticalScrollBar().sizeHint().width()
        return max(self.width() - bar - 1, 1)

    def _settle(self) -> None:
        columns = self.columns()
        width = max(self._room() // columns, 48)
        cover = width - 2 * self.OVERHANG
        height = cover + 2 * self.OVERHANG + self.text_height(self.reasons)
        self.set_cell(QSize(width, height))
        if self._fit:
            self.setFixedHeight(self._fitted())

    def _fitted(self) -> int:
        model = self.model()
        count = model.rowCount() if model is not None else 0
        rows = -(-count // self.columns())
        if self._rows:
            rows = min(rows, self._rows)
        return max(rows, 1) * self.gridSize().height()

    def _double(self, index: QModelIndex) -> None:
        if not (self._opens or self.holds_play() or self.over_reason()):  # the two presses were already heard
            self.play_requested.emit(index)
