"""Files that could not be used, each with its reason."""

from __future__ import annotations

import os
from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_app.domain.records import Refusal
from desktop_app.ui import icons, style
from desktop_app.ui.tokens import RADIUS, SIZE, SPACE, TYPE
from desktop_app.ui.widgets import paint, roles
from desktop_app.ui.widgets.track_table import TrackTable
from desktop_app.ui.words import shown_path, tr

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()
INDENT = SIZE.icon + SPACE.l


class RefusalModel(QAbstractListModel):
    """Refusals as rows: the file's name, the reason, its folder."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Refusal] = []

    def set_rows(self, rows: Sequence[Refusal]) -> None:
        """Show these."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def path_at(self, row: int) -> bytes:
        """The file in this row."""
        return self._rows[row].path

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return shown_path(os.path.basename(row.path))  # noqa: PTH119 - bytes
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{shown_path(row.path)}: {row.reason}"
        if role == roles.SUBTITLE:
            return shown_path(os.path.dirname(row.path))  # noqa: PTH120 - bytes
        if role == roles.NOTICE:
            return row.reason
        return None


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, SIZE.list_row + SPACE.s)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        c = style.colours()
        row = QRectF(option.rect).adjusted(TrackTable.OVERHANG, 0, -SPACE.xl, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            paint.box(painter, row.adjusted(-8, 0, 8, -1), RADIUS.control, fill=style.qcolor(c.sel))
        icons.paint(painter, QRectF(row.left(), row.top(), SIZE.icon, row.height()), "triangle-alert", c.bad)
        left = row.left() + INDENT
        half = (row.width() - INDENT) / 2
        line = QRectF(left, row.top() + 10, half - SPACE.l, 20)
        paint.text(painter, line, str(index.data()), TYPE.row, style.qcolor(c.text))
        paint.text(painter, line.translated(0, 20), str(index.data(roles.SUBTITLE)), TYPE.meta, style.qcolor(c.sub))
        reason = QRectF(left + half, row.top(), half, row.height())
        words = str(index.data(roles.NOTICE))
        paint.text(painter, reason, words[:1].upper() + words[1:], TYPE.small, style.qcolor(c.text))
        painter.fillRect(QRectF(left, row.bottom() - 1, row.width() - INDENT, 1), style.qcolor(c.line))
        painter.restore()


class RefusalList(QListView):
    """The list; some of it can be chosen, to be tried again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = RefusalModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Delegate(self))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Files set aside"))

    def chosen(self) -> list[bytes]:
        """Paths of the chosen files."""
        chooser = self.selectionModel()
        rows = sorted(index.row() for index in chooser.selectedRows()) if chooser is not None else []
        return [self.rows.path_at(row) for row in rows]

    def keyboardSearch(self, _search: str) -> None:
        """Letters find nothing here."""
