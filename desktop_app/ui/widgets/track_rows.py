"""How the cells and the header of a TrackTable are painted."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPalette, QPixmap, QPixmapCache
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.ui import fonts, icons, style
from desktop_app.ui.tokens import RADIUS, SIZE, SPACE, TYPE
from desktop_app.ui.widgets import paint, roles
from desktop_app.ui.widgets.track_table import PAD, STAR, CellKind, TrackTable

_BAR, _PITCH, _TALL = 2.4, 4.0, 17.0
_Index = QModelIndex | QPersistentModelIndex


def _strip(colour: str, tall: float, count: int, ratio: float) -> QPixmap:
    key = f"strip {colour} {tall} {count} {ratio}"
    image = QPixmap()
    if QPixmapCache.find(key, image):
        return image
    image = QPixmap(round(count * _PITCH * ratio), round(_TALL * ratio))
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.qcolor(colour))
    for number in range(count):
        painter.drawRoundedRect(QRectF(number * _PITCH, (_TALL - tall) / 2, _BAR, tall), 1.2, 1.2)
    painter.end()
    QPixmapCache.insert(key, image)
    return image


class RowDelegate(QStyledItemDelegate):
    """Paints one cell on its part of the row's highlight."""

    def __init__(self, table: TrackTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Highlight, then the cell by its column's kind."""
        table = self._table
        kind = table.columns[index.column()].kind if index.column() < len(table.columns) else CellKind.TEXT
        cell = QRect(option.rect)
        heading = index.data(roles.HEADING)
        if heading is not None:
            if index.column() == 0:
                self._paint_heading(painter, cell, str(heading))
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = index.row() == table.hovered_row
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_row(painter, cell, index, chosen, hovered)
        area = QRectF(cell.adjusted(PAD, 0, -PAD, 0))
        if kind is CellKind.INDEX:
            self._paint_index(painter, area, index, chosen, hovered)
        elif kind is CellKind.TITLE:
            self._paint_title(painter, area, index)
        elif kind is CellKind.SHARE:
            self._paint_share(painter, area, index)
        elif kind is CellKind.STARS:
            self._paint_stars(painter, area, index, hovered)
        elif kind is CellKind.CHIP:
            self._paint_chip(painter, area, str(index.data() or ""), hovered)
        elif kind is CellKind.MORE:
            if hovered or self._at_keyboard(index):
                icons.paint(painter, area, "ellipsis", style.colours().sub, size=SIZE.icon)
        else:
            c = style.colours()
            strong = bool(index.data(roles.STRONG))
            rest = c.mute if index.data(roles.AWAY) else c.sub
            words = str(index.data(int(Qt.ItemDataRole.DisplayRole)) or "")
            number = kind is CellKind.NUMBER
            tone = TYPE.number if number else TYPE.small
            align = paint.RIGHT if number else paint.LEFT
            paint.text(painter, area, words, tone, style.qcolor(c.text if strong else rest), align)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """The table's row height."""
        return QSize(80, self._table.verticalHeader().defaultSectionSize())

    def _paint_row(self, painter: QPainter, cell: QRect, index: _Index, chosen: bool, hovered: bool) -> None:
        table = self._table
        focused = self._at_keyboard(index)
        if not (chosen or hovered or focused):
            return
        c = style.colours()
        painter.save()
        painter.setClipRect(cell)
        row = QRectF(0, cell.top(), table.room(), cell.height())
        if chosen:
            chooser = table.selectionModel()
            above = index.row() > 0 and chooser.isRowSelected(index.row() - 1)
            below = chooser.isRowSelected(index.row() + 1)
            joined = row.adjusted(0, -20 if above else 0, 0, 20 if below else 0)
            paint.box(painter, joined, RADIUS.control, fill=style.qcolor(c.sel))
            mark = QRectF(
                row.left(), row.top() + (0 if above else 8), 4, row.height() - (0 if above else 8) - (0 if below else 8)
            )
            paint.box(painter, mark, 0 if above or below else RADIUS.bar, fill=style.qcolor(c.acc))
        elif hovered:
            paint.box(painter, row, RADIUS.control, fill=style.qcolor(c.hover))
        if focused:
            paint.focus_ring(painter, row, RADIUS.control)
        painter.restore()

    def _at_keyboard(self, index: _Index) -> bool:
        table = self._table
        return table.ring and table.hasFocus() and index.row() == table.currentIndex().row()

    def _paint_heading(self, painter: QPainter, cell: QRect, words: str) -> None:
        c = style.colours()
        edge = TrackTable.OVERHANG
        painter.save()
        line = QRectF(cell.left() + edge, cell.top(), self._table.room() - 2 * edge, cell.height())
        end = line.left() + paint.text(painter, line, words, TYPE.meta_strong, style.qcolor(c.sub))
        rest = QRectF(end + SPACE.m, round(line.center().y()), line.right() - end - SPACE.m, 1)
        painter.fillRect(rest, style.qcolor(c.line))
        painter.restore()

    def _paint_stars(self, painter: QPainter, area: QRectF, index: _Index, hovered: bool) -> None:
        """Given stars in the accent; the places of the others only where they can be pressed now."""
        c = style.colours()
        given = round(float(index.data(roles.STARS) or 0))
        reached = self._table.hovered_star if hovered else 0
        for number in range(1, 6):
            place = QRectF(area.left() + (number - 1) * STAR, area.top(), 14, area.height())
            if number <= (reached or given):
                icons.paint(painter, place, "star", c.acc, size=14, filled=True)
            elif hovered or given:
                icons.paint(painter, place, "star", c.control, size=14)

    def _paint_chip(self, painter: QPainter, area: QRectF, words: str, hovered: bool) -> None:
        if not words:
            return
        c = style.colours()
        wide = min(area.width(), paint.text_width(words, TYPE.badge) + 2 * SPACE.s)
        pill = QRectF(area.left(), area.center().y() - 10, wide, 20)
        fill = style.qcolor(c.sel) if hovered else None
        paint.box(painter, pill, 10, fill=fill, border=style.qcolor(c.acc if hovered else c.control))
        paint.text(painter, pill, words, TYPE.badge, style.qcolor(c.acc if hovered else c.sub), paint.CENTRE)

    def _paint_index(self, painter: QPainter, area: QRectF, index: _Index, chosen: bool, hovered: bool) -> None:
        c = style.colours()
        sign = QRectF(area.right() - 16, area.top(), 16, area.height())
        if hovered:
            icons.paint(painter, sign, "play", c.text, size=16, filled=True)
        elif self._at_title(index, roles.PLAYING):
            icons.paint(painter, sign, "audio-lines", c.acc, size=16)
        elif chosen:
            icons.paint(painter, sign, "check", c.acc, size=16)
        else:
            words = str(index.data(int(Qt.ItemDataRole.DisplayRole)) or "")
            ink = c.mute if index.data(roles.AWAY) else c.sub
            paint.text(painter, area, words, TYPE.number, style.qcolor(ink), paint.RIGHT)

    def _paint_title(self, painter: QPainter, area: QRectF, index: _Index) -> None:
        c = style.colours()
        playing, notice = bool(index.data(roles.PLAYING)), str(index.data(roles.NOTICE) or "")
        badge, away = str(index.data(roles.BADGE) or ""), bool(index.data(roles.AWAY))
        mark = str(index.data(roles.MARK) or "") if not notice else ""
        tail = paint.text_width(badge, TYPE.badge) + 2 * SPACE.s + SPACE.m if badge else 0
        tail += 14 + SPACE.s if mark else 0
        tail = paint.text_width(notice, TYPE.small) + 16 + 2 * SPACE.s if notice else tail
        room = QRectF(area)
        room.setWidth(max(24.0, area.width() - tail, area.width() * 0.4 if notice else 0.0))
        ink = c.acc if playing else c.mute if away else c.sub if notice else c.text
        words = str(index.data(roles.TITLE) or index.data(int(Qt.ItemDataRole.DisplayRole)) or "")
        kind = TYPE.body_strong if playing else TYPE.row
        end = room.left() + paint.text(painter, room, words, kind, style.qcolor(ink))
        if mark:
            place = QRectF(end + SPACE.s, area.top(), 14, area.height())
            icons.paint(painter, place, mark, c.mute, size=14)
            end = place.right()
        if badge and not notice:
            wide = paint.text_width(badge, TYPE.badge) + 2 * SPACE.s
            pill = QRectF(end + SPACE.m, area.center().y() - 9, wide, 18)
            paint.box(painter, pill, 9, border=style.qcolor(c.control))
            paint.text(painter, pill, badge, TYPE.badge, style.qcolor(c.sub), paint.CENTRE, elide=False)
        if notice:
            sign = QRectF(end + SPACE.s, area.top(), 16, area.height())
            icon, tone = ("unplug", c.mute) if away else ("triangle-alert", c.bad)
            icons.paint(painter, sign, icon, tone, size=16)
            rest = QRectF(sign.right() + SPACE.s, area.top(), area.right() - sign.right() - SPACE.s, area.height())
            paint.text(painter, rest, notice, TYPE.small, style.qcolor(c.mute if away else c.sub))

    def _paint_share(self, painter: QPainter, area: QRectF, index: _Index) -> None:
        value = index.data(roles.SHARE)
        if value is None:
            return
        c = style.colours()
        count = max(1, int(area.width() / _PITCH))
        split = round(min(max(float(value), 0.0), 1.0) * count) * _PITCH
        ratio = painter.device().devicePixelRatio()
        top = round(area.center().y() - _TALL / 2)
        for colour, tall, start, end in ((c.acc, _TALL, 0.0, split), (c.control, 2.0, split, count * _PITCH)):
            strip = _strip(colour, tall, count, ratio)
            source = QRectF(start * ratio, 0, (end - start) * ratio, strip.height())
            painter.drawPixmap(QRectF(area.left() + start, top, end - start, _TALL), strip, source)

    def _at_title(self, index: _Index, role: int) -> object:
        return index.sibling(index.row(), self._table.title_column).data(role)


class RowHeader(QHeaderView):
    """Column names in the secondary tone, an arrow beside the one that sorts."""

    def __init__(self, table: TrackTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(24)

    def sizeHint(self) -> QSize:
        """One line of names."""
        return QSize(0, fonts.scaled(SIZE.control_small))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """One name and the line below it."""
        model = self.model()
        if model is None or not rect.isValid():
            return
        c = style.colours()
        painter.save()
        painter.fillRect(rect, self.palette().color(QPalette.ColorRole.Window))
        edge = TrackTable.OVERHANG  # the line keeps to the page's edges, only highlights stand out
        left, right = max(rect.left(), edge), min(rect.right(), self._table.room() - PAD - 1)
        painter.fillRect(QRect(left, rect.bottom(), right - left + 1, 1), style.qcolor(c.line))
        words = str(model.headerData(logicalIndex, Qt.Orientation.Horizontal, int(Qt.ItemDataRole.DisplayRole)) or "")
        columns = self._table.columns
        kind = columns[logicalIndex].kind if logicalIndex < len(columns) else CellKind.TEXT
        at_right = kind in (CellKind.INDEX, CellKind.NUMBER)
        area = QRectF(rect.adjusted(PAD, 0, -PAD, 0))
        sorts = self.isSortIndicatorShown() and self.sortIndicatorSection() == logicalIndex
        if sorts:
            up = self.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
            width = min(paint.text_width(words, TYPE.meta_strong), int(area.width()) - 16)
            start = area.right() - width - 16 if at_right else area.left() + width + 2
            place = QRectF(start, area.top(), 14, area.height())
            icons.paint(painter, place, "arrow-up" if up else "arrow-down", c.acc, size=14)
            area.setWidth(area.width() - (0 if at_right else 16))
        ink = style.qcolor(c.text if sorts else c.sub)
        paint.text(painter, area, words, TYPE.meta_strong, ink, paint.RIGHT if at_right else paint.LEFT)
        painter.restore()
