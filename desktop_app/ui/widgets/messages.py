"""What the program says on a page: the empty state and the banner."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.ui import icons, style
from desktop_app.ui.tokens import RADIUS, SPACE, TYPE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.button import Button, Kind
from desktop_app.ui.widgets.icon_button import IconButton
from desktop_app.ui.widgets.label import PlainLabel


class _Emblem(QWidget):
    def __init__(self, icon: str, parent: QWidget, *, side: int = 72) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setFixedSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        area = QRectF(self.rect())
        paint.box(painter, area, area.width() / 2, fill=style.qcolor(c.sel))
        icons.paint(painter, area, self._icon, c.acc, size=round(area.width() * 0.42))
        painter.end()


class EmptyState(QWidget):
    """A page with nothing on it yet: what it will hold, and the one thing to do. `activated` when that is pressed."""

    activated = Signal()

    def __init__(
        self,
        icon: str,
        title: str,
        text: str,
        button: str = "",
        parent: QWidget | None = None,
        *,
        button_icon: str = "",
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.huge, SPACE.vast, SPACE.huge, SPACE.vast)
        column.setSpacing(SPACE.s)
        column.addStretch(2)
        column.addWidget(_Emblem(icon, self), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(SPACE.m)
        centre = Qt.AlignmentFlag.AlignHCenter
        self._title = PlainLabel(title, self, kind=TYPE.heading, align=paint.CENTRE)
        self._text = PlainLabel(text, self, kind=TYPE.body, tone="sub", wrap=True, align=centre)
        self._text.setFixedWidth(_TEXT_WIDTH)
        self._fit_text()
        column.addWidget(self._title)
        column.addWidget(self._text, 0, centre)
        self._button: Button | None = None
        if button:
            self._button = Button(button, self, kind=Kind.PRIMARY, icon=button_icon, height=44)
            self._button.clicked.connect(self.activated)
            column.addSpacing(SPACE.l)
            column.addWidget(self._button, 0, centre)
        column.addStretch(3)

    def set_text(self, title: str, text: str) -> None:
        """Change the words."""
        self._title.setText(title)
        self._text.setText(text)
        self._fit_text()
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)

    def _fit_text(self) -> None:
        # A layout asks a centred label for its height at the layout's width, not at the label's own.
        self._text.setFixedHeight(max(0, self._text.heightForWidth(_TEXT_WIDTH)))


_TEXT_WIDTH = 440
_BANNERS = {
    "info": ("info", "sub"),
    "good": ("circle-check", "good"),
    "warn": ("triangle-alert", "acc"),
    "bad": ("circle-alert", "bad"),
}


class Banner(QWidget):
    """A message that stays: what is so, and what can be done. `kind` is info, good, warn or bad."""

    activated = Signal()
    dismissed = Signal()

    def __init__(
        self, kind: str, text: str, action: str = "", parent: QWidget | None = None, *, dismissable: bool = False
    ) -> None:
        super().__init__(parent)
        if kind not in _BANNERS:
            raise ValueError(f"no kind of banner {kind!r}; known: {', '.join(_BANNERS)}")
        self._kind = kind
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.l + 18 + SPACE.m, SPACE.s, SPACE.s, SPACE.s)
        row.setSpacing(SPACE.s)
        self._label = PlainLabel(text, self, kind=TYPE.small, wrap=True)
        self._label.setAlignment(paint.LEFT)
        row.addWidget(self._label, 1)
        self._button: Button | None = None
        if action:
            self._button = Button(action, self, kind=Kind.SECONDARY, height=32)
            self._button.clicked.connect(self.activated)
            row.addWidget(self._button)
        if dismissable:
            close = IconButton("x", self.tr("Dismiss"), self, size=32, icon_size=16)
            close.clicked.connect(self._dismiss)
            row.addWidget(close)
        self.setMinimumHeight(48)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Change the words."""
        self._label.setText(text)
        self.setAccessibleName(text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        icon, tone = _BANNERS[self._kind]
        colour = getattr(c, tone)
        area = QRectF(self.rect())
        paint.box(painter, area, RADIUS.card, fill=style.qcolor(c.raised), border=style.mix(c.line, colour, 0.45))
        icons.paint(painter, QRectF(SPACE.l, 0, 18, area.height()), icon, colour)
        painter.end()

    def _dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()
