"""The search field: it waits until the typing pauses before it asks."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from desktop_app.ui import fonts, icons, style
from desktop_app.ui.tokens import SIZE, SPACE, TIME, TYPE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.icon_button import IconButton

LONGEST = 200  # characters; nobody types more, and a pasted book would only stall the query


class SearchField(QLineEdit):
    """A pill with a magnifier. `searched` gives the trimmed text 200 ms after the last key, at once on Enter.

    Escape empties it, and gives the focus up when it is empty; Down tells `left_down`, for the list below to take the
    focus. `hint` is the shortcut shown at its end.
    """

    searched = Signal(str)
    left_down = Signal()

    def __init__(
        self,
        placeholder: str,
        parent: QWidget | None = None,
        *,
        hint: str = "",
        delay_ms: int = TIME.search_delay,
        height: int = SIZE.control,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("search")
        self._hint = hint
        self._height = height
        self._told = ""
        self.setMaxLength(LONGEST)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setFont(fonts.font(TYPE.body))
        self.setFrame(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setStyleSheet("#search { background: transparent; border: none; padding: 0; min-height: 0; }")
        self._clear = IconButton("x", self.tr("Clear the search"), self, size=SIZE.target, icon_size=14)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.clicked.connect(self._emptied)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(delay_ms)
        self._timer.timeout.connect(self._tell)
        self.textChanged.connect(self._changed)
        self.returnPressed.connect(self._tell)
        self._changed("")

    def sizeHint(self) -> QSize:
        """Wide enough for a few words."""
        return QSize(240, fonts.scaled(self._height))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, fonts.scaled(self._height))

    def event(self, event: QEvent) -> bool:
        """Escape is the field's while there is something to empty, whatever the window uses it for."""
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() == QEvent.Type.ShortcutOverride and self.text():
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self._tell()
            self.left_down.emit()
            return
        if event.key() == Qt.Key.Key_Escape:
            if self.text():
                self._emptied()
            else:
                self.clearFocus()
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._timer.stop()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        area = QRectF(self.rect())
        focused = self.hasFocus()
        border = style.qcolor(c.acc if focused else c.sub if self.underMouse() else c.control)
        paint.box(painter, area, area.height() / 2, fill=style.qcolor(c.card), border=border, width=2 if focused else 1)
        icons.paint(painter, QRectF(SPACE.m, 0, SIZE.icon, area.height()), "search", c.text if focused else c.sub)
        if self._hint and not self.text() and not focused:
            room = QRectF(area.right() - SPACE.l - 80, 0, 80, area.height())
            paint.text(painter, room, self._hint, TYPE.badge, style.qcolor(c.mute), paint.RIGHT)
        painter.end()
        super().paintEvent(event)

    def _place(self) -> None:
        end = SPACE.xl + (SIZE.target if self.text() else paint.text_width(self._hint, TYPE.badge) + SPACE.s)
        self.setTextMargins(SPACE.m + SIZE.icon + SPACE.s - 2, 0, end, 0)
        side = self._clear.sizeHint().height()
        self._clear.move(self.width() - side - SPACE.s, (self.height() - side) // 2)

    def _changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._place()
        if text.strip() != self._told:
            self._timer.start()
        else:
            self._timer.stop()

    def _emptied(self) -> None:
        self.clear()
        self._tell()

    def _tell(self) -> None:
        self._timer.stop()
        text = self.text().strip()
        if text != self._told:
            self._told = text
            self.searched.emit(text)
