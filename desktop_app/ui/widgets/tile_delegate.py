"""How a tile is painted, and where its parts lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.ui import cover_art, fonts, icons, style
from desktop_app.ui.tokens import RADIUS, SIZE, SPACE, TYPE
from desktop_app.ui.widgets import paint, roles

if TYPE_CHECKING:
    from desktop_app.ui.widgets.tile_grid import TileGrid

PLAY = 42  # diameter of the play button on a cover
EDGE = 12
"""Room around a cover for the highlight."""
_GONE = 0.42  # opacity of a cover whose files are away
_Index = QModelIndex | QPersistentModelIndex


class TileDelegate(QStyledItemDelegate):
    """Paints one tile, and knows where its parts lie."""

    def __init__(self, grid: TileGrid) -> None:
        super().__init__(grid)
        self._grid = grid

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """The cell that the grid has computed."""
        return self._grid.gridSize()

    def cover_box(self, cell: QRect) -> QRect:
        """Where the cover lies in a cell."""
        side = cell.width() - 2 * EDGE
        return QRect(cell.left() + EDGE, cell.top() + EDGE, side, side)

    def play_box(self, cell: QRect) -> QRect:
        """Where the play button lies."""
        cover = self.cover_box(cell)
        inset = -2 if self._grid.round else 7  # a circle has no corner to stand in
        return QRect(cover.right() - PLAY - inset, cover.bottom() - PLAY - inset, PLAY, PLAY)

    def reason_box(self, cell: QRect) -> QRect:
        """Where the reason can be pressed; at least 24 pixels high."""
        cover = self.cover_box(cell)
        top = cover.bottom() + 1 + SPACE.s + fonts.line_height(TYPE.body_strong) + fonts.line_height(TYPE.small)
        return QRect(cover.left(), top, cover.width(), max(SIZE.target, fonts.line_height(TYPE.meta) + SPACE.s))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Highlight, cover, play button, three lines."""
        c = style.colours()
        cell = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hovered = index == self._grid.hovered()
        focused = self._grid.ring and index == self._grid.currentIndex()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected) and self._grid.selects()
        playing = bool(index.data(roles.PLAYING))
        cover = self.cover_box(cell)
        reason = str(index.data(roles.REASON) or "") if self._grid.reasons else ""
        back = QRectF(cover.adjusted(-8, -8, 8, self._grid.text_height(bool(self._grid.reasons)) + 8))
        if hovered or chosen:
            paint.box(painter, back, RADIUS.card, fill=style.qcolor(c.sel if chosen else c.card))
        self._paint_cover(painter, cover, index)
        if index.data(roles.AWAY):
            self._paint_away(painter, cover)
        elif hovered or focused or playing:
            self._paint_play(painter, self.play_box(cell), playing and not hovered)
        self._paint_words(painter, cover, index, playing)
        if reason:
            self._paint_reason(painter, self.reason_box(cell), reason, hovered)
        if focused:
            paint.focus_ring(painter, back, RADIUS.card)
        painter.restore()

    def _paint_cover(self, painter: QPainter, cover: QRect, index: _Index) -> None:
        side, ratio = cover.width(), painter.device().devicePixelRatio()
        picture = index.data(int(Qt.ItemDataRole.DecorationRole))
        away = bool(index.data(roles.AWAY))
        radius = side / 2 if self._grid.round else RADIUS.control
        if away:
            painter.setOpacity(_GONE)
        if isinstance(picture, QPixmap) and not picture.isNull():
            painter.drawPixmap(cover.topLeft(), cover_art.framed(picture, side, ratio, radius))
        else:
            sha = index.data(roles.COVER)
            found = self._grid.picture(sha, side, ratio, radius) if isinstance(sha, bytes) and sha else QPixmap()
            if found is None:  # on its way
                c = style.colours()
                paint.box(painter, QRectF(cover), radius, fill=style.qcolor(c.card), border=style.qcolor(c.line))
            elif found.isNull():
                seed = str(index.data(roles.COVER_SEED) or "")
                painter.drawPixmap(cover.topLeft(), cover_art.pixmap(seed, side, ratio, radius))
            else:
                painter.drawPixmap(cover.topLeft(), found)
        painter.setOpacity(1.0)

    def _paint_away(self, painter: QPainter, cover: QRect) -> None:
        c = style.colours()
        place = QRectF(cover.right() - 35, cover.bottom() - 35, 28, 28)
        paint.box(painter, place, 14, fill=style.qcolor(c.raised), border=style.qcolor(c.control))
        icons.paint(painter, place, "unplug", c.sub, size=16)

    def _paint_play(self, painter: QPainter, place: QRect, playing: bool) -> None:
        c = style.colours()
        area = QRectF(place)
        for spread in (3.0, 2.0, 1.0):
            shade = area.translated(0, 2).adjusted(-spread, -spread, spread, spread)
            paint.box(painter, shade, shade.width() / 2, fill=style.qcolor("#000000", 0.1))
        held = self._grid.holds_play()
        paint.box(painter, area, PLAY / 2, fill=style.qcolor(c.acc_hover if held else c.acc))
        name = "audio-lines" if playing else "play"
        icons.paint(painter, area.translated(0 if playing else 1, 0), name, c.on_acc, size=20, filled=not playing)

    def _paint_words(self, painter: QPainter, cover: QRect, index: _Index, playing: bool) -> None:
        c = style.colours()
        title = str(index.data(roles.TITLE) or index.data(int(Qt.ItemDataRole.DisplayRole)) or "")
        align = paint.CENTRE if self._grid.round else paint.LEFT
        ink = c.acc if playing else c.mute if index.data(roles.AWAY) else c.text
        line = QRectF(cover.left(), cover.bottom() + 1 + SPACE.s, cover.width(), fonts.line_height(TYPE.body_strong))
        paint.text(painter, line, title, TYPE.body_strong, style.qcolor(ink), align)
        line = QRectF(line.left(), line.bottom(), line.width(), fonts.line_height(TYPE.small))
        words = str(index.data(roles.SUBTITLE) or "")
        paint.text(painter, line, words, TYPE.small, style.qcolor(c.mute if index.data(roles.AWAY) else c.sub), align)

    def _paint_reason(self, painter: QPainter, place: QRect, reason: str, hovered: bool) -> None:
        ink = style.colours().acc
        icons.paint(painter, QRectF(place.left(), place.top(), 13, place.height()), "sparkles", ink, size=13)
        room = QRectF(place.adjusted(18, 0, 0, 0))
        width = paint.text(painter, room, reason, TYPE.meta, style.qcolor(ink))
        if hovered and self._grid.over_reason():
            painter.fillRect(QRectF(room.left(), room.center().y() + 8, width, 1), style.qcolor(ink))
