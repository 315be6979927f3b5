"""The queue: what was played, what plays, what comes; each place can be played or taken out."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Track
from desktop_app.domain.text import clock_text
from desktop_app.services.shown import PlayerState
from desktop_app.ui import cover_art, icons, style
from desktop_app.ui.desk import Desk
from desktop_app.ui.models.pictures import Pictures
from desktop_app.ui.models.queue import QueueModel, QueueRole
from desktop_app.ui.tokens import RADIUS, SIZE, SPACE, TYPE
from desktop_app.ui.widgets import paint, roles
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.widgets.messages import EmptyState
from desktop_app.ui.words import artist_text, tr, tracks_text

Index = QModelIndex | QPersistentModelIndex
COVER = 36


class QueueDelegate(QStyledItemDelegate):
    """Paints a place of the queue; the cross at its end shows under the pointer and for the chosen row."""

    def __init__(self, view: QListView, pictures: Pictures) -> None:
        super().__init__(view)
        self._pictures = pictures

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, SIZE.list_row)

    @staticmethod
    def cross(row: QRect) -> QRect:
        """Where the cross of a row lies."""
        return QRect(row.right() - SPACE.s - SIZE.control_small, row.top() + 10, SIZE.control_small, SIZE.control_small)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        c = style.colours()
        row = QRect(option.rect)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        playing = bool(index.data(roles.PLAYING))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if playing or chosen or hovered:
            fill = c.sel if playing or chosen else c.press
            paint.box(painter, QRectF(row), RADIUS.control, fill=style.qcolor(fill))
        played = bool(index.data(QueueRole.PLAYED))
        track = index.data(QueueRole.TRACK)
        place = QRect(row.left() + SPACE.s, row.top() + (row.height() - COVER) // 2, COVER, COVER)
        if isinstance(track, Track):
            seed = str(index.data(roles.COVER_SEED))
            ratio = painter.device().devicePixelRatio()
            painter.setOpacity(0.5 if played else 1.0)
            real = self._pictures.get(track.cover, COVER, ratio, float(RADIUS.tiny_cover)) if track.cover else None
            drawn = real if real is not None and not real.isNull() else None
            painter.drawPixmap(place.topLeft(), drawn or cover_art.pixmap(seed, COVER, ratio, RADIUS.tiny_cover))
            painter.setOpacity(1.0)
            end = self.cross(row).left() - SPACE.s
            left = place.right() + SPACE.m
            line = QRectF(left, row.top() + 7, end - left, 20)
            first, second = (c.acc, c.sub) if playing else (c.mute, c.mute) if played else (c.text, c.sub)
            paint.text(painter, line, track.title, TYPE.row, style.qcolor(first))
            paint.text(painter, line.translated(0, 19), artist_text(track), TYPE.meta, style.qcolor(second))
            if hovered or (chosen and not playing):
                icons.paint(painter, QRectF(self.cross(row)), "x", c.sub, size=16)
            elif playing:
                icons.paint(painter, QRectF(self.cross(row)), "audio-lines", c.acc, size=16)
            else:
                words = clock_text(track.duration_ms)
                area = QRectF(self.cross(row)).adjusted(-SPACE.l, 0, 0, 0)
                paint.text(painter, area, words, TYPE.figure, style.qcolor(second), paint.RIGHT)
        else:
            paint.box(painter, QRectF(place), RADIUS.tiny_cover, fill=style.qcolor(c.raised))
        painter.restore()


class QueueView(QListView):
    """Enter or a double click plays a place, Delete or its cross takes it out."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player = desk.services.player
        self.setItemDelegate(QueueDelegate(self, desk.pictures))
        desk.pictures.arrived.connect(self.viewport().update)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Queue"))
        self.doubleClicked.connect(lambda index: self._player.play_index(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if index.isValid() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._player.play_index(index.row())
        elif index.isValid() and event.key() == Qt.Key.Key_Delete:
            self._player.remove(index.row())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if event.button() is Qt.MouseButton.LeftButton and self._on_cross(place):
            self._player.remove(self.indexAt(place).row())
            return
        super().mouseReleaseEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            hand = self._on_cross(event.position().toPoint())
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
        return super().viewportEvent(event)

    def _on_cross(self, place: QPoint) -> bool:
        index = self.indexAt(place)
        return index.isValid() and QueueDelegate.cross(self.visualRect(index)).contains(place)


class QueuePanel(QWidget):
    """Follows the player's queue."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = QueueModel(desk.tracks, self)
        self.view = QueueView(desk)
        self.view.setModel(self.model)
        self._count = PlainLabel("", kind=TYPE.small, tone="sub")
        self._empty = EmptyState(
            "list-music", tr("The queue is empty"), tr("What you play, and what you add, stands here.")
        )
        filled = QWidget()
        column = QVBoxLayout(filled)
        column.setContentsMargins(SPACE.l, 0, SPACE.s, 0)
        column.addWidget(self._count)
        column.addWidget(self.view, 1)
        self._count.setContentsMargins(SPACE.s, 0, 0, SPACE.xs)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(filled)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        desk.player.queue_changed.connect(self._show)
        desk.player.track_changed.connect(self._show)
        self._show(desk.player.state)

    def current_track(self) -> TrackId | None:
        """The one that the keyboard is on."""
        track = self.model.track_at(self.view.currentIndex().row())
        return None if track is None else track.id

    def _show(self, state: PlayerState) -> None:
        moved = state.current != self.model.current
        self.model.set_queue(state.queue, state.current)
        self._stack.setCurrentIndex(1 if state.queue else 0)
        left = len(state.queue) - state.current - 1
        self._count.setText(tr("{tracks} to come", tracks=tracks_text(max(left, 0))))
        if moved and state.current >= 0:
            self.view.scrollTo(self.model.index(state.current), QAbstractItemView.ScrollHint.EnsureVisible)
