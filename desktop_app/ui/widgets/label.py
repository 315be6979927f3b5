"""Text that is only ever text."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop_app.ui import fonts, style
from desktop_app.ui.tokens import TYPE, TextStyle
from desktop_app.ui.widgets import paint

_MEASURE, _NARROWEST = 480, 96  # pixels: a line one reads with ease; the least that wrapped text asks for


class PlainLabel(QLabel):
    """A label that shows its text as it is, never as markup, and elides it where it is too long.

    Names come from files of unknown origin: a label that guesses rich text would open the files such a name points to.
    One line by default, the full text as a tool tip when it is cut; `wrap=True` breaks lines instead.
    `tone` is a colour of tokens.Colours by name: text, sub, mute, acc, on_acc, good or bad.
    """

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        kind: TextStyle = TYPE.body,
        tone: str = "text",
        wrap: bool = False,
        align: Qt.AlignmentFlag = paint.LEFT,
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._tone = tone
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setWordWrap(wrap)
        self.setAlignment(align if not wrap else (align & ~Qt.AlignmentFlag.AlignVCenter) | Qt.AlignmentFlag.AlignTop)
        if not wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFont(fonts.font(kind))
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show `text`, whatever characters it has."""
        super().setText(text)
        self._note_cut()

    def set_tone(self, tone: str) -> None:
        """Change the colour by its token's name."""
        self._tone = tone
        self.update()

    def set_kind(self, kind: TextStyle) -> None:
        """Change the step of the type scale."""
        self._kind = kind
        self.setFont(fonts.font(kind))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """One line: as wide as the text. Wrapped: the same up to a comfortable measure, and as high as that takes."""
        if self.wordWrap():
            width = min(self._longest(), _MEASURE)
            return QSize(width, self.heightForWidth(width))
        return QSize(paint.text_width(self.text(), self._kind), fonts.line_height(self._kind))

    def minimumSizeHint(self) -> QSize:
        """One line may shrink to an ellipsis."""
        if self.wordWrap():
            return QSize(min(self._longest(), _NARROWEST), fonts.line_height(self._kind))
        return QSize(min(paint.text_width("…", self._kind), self.sizeHint().width()), fonts.line_height(self._kind))

    def heightForWidth(self, width: int) -> int:
        """Wrapped: the lines that the text takes at `width`, each as high as its token says."""
        if not self.wordWrap():
            return fonts.line_height(self._kind)
        return self._lines(max(width, 1)).lineCount() * fonts.line_height(self._kind)

    def colour(self) -> QColor:
        """The colour of its tone in the theme in use."""
        colours = style.colours()
        return style.qcolor(getattr(colours, self._tone) if self.isEnabled() else colours.mute)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        area = QRectF(self.contentsRect())
        if self.wordWrap():
            self._paint_lines(painter, area)
        else:
            paint.text(painter, area, self.text(), self._kind, self.colour(), self.alignment())
        painter.end()

    def _paint_lines(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(self.colour())
        lines, height = self._lines(max(1, int(area.width()))), fonts.line_height(self._kind)
        top = area.top()
        if self.alignment() & Qt.AlignmentFlag.AlignVCenter:
            top += max(0.0, (area.height() - lines.lineCount() * height) / 2)
        for number in range(lines.lineCount()):
            line = lines.lineAt(number)
            down = number * height + (height - line.height()) / 2 - line.position().y()
            line.draw(painter, QPointF(area.left(), top + down))

    def _lines(self, width: int) -> QTextLayout:
        option = QTextOption(self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)  # a path may be one long word
        lines = QTextLayout(self.text().replace("\n", "\u2028"), fonts.font(self._kind))
        lines.setTextOption(option)
        lines.beginLayout()
        while (line := lines.createLine()).isValid():
            line.setLineWidth(width)
        lines.endLayout()
        return lines

    def _longest(self) -> int:
        return max(paint.text_width(line, self._kind) for line in self.text().split("\n"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._note_cut()

    def _note_cut(self) -> None:
        cut = not self.wordWrap() and paint.text_width(self.text(), self._kind) > self.contentsRect().width() + 1
        # Qt guesses markup in tool tips too: the escaped form is shown as the plain words.
        self.setToolTip(paint.plain_tip(self.text()) if cut else "")
