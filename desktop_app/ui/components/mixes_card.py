"""What stays out of the lists that the program makes: short tracks, some folders, holiday music out of season."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QRectF, QSize, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.ui import style
from desktop_app.ui.components.folder_card import folder_name
from desktop_app.ui.components.setting_row import SettingRow
from desktop_app.ui.components.stepper import Stepper
from desktop_app.ui.desk import Desk
from desktop_app.ui.tokens import RADIUS, SIZE, SPACE, TYPE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.button import LinkButton
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.widgets.pressable import Pressable
from desktop_app.ui.widgets.surface import Card, Line
from desktop_app.ui.words import shown_path, tr


class _Month(Pressable):
    def __init__(self, month: int, parent: QWidget) -> None:
        super().__init__(QLocale().standaloneMonthName(month, QLocale.FormatType.NarrowFormat), parent)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        name = QLocale().standaloneMonthName(month, QLocale.FormatType.LongFormat)
        self.setAccessibleName(name)
        self.setToolTip(paint.plain_tip(name))

    def sizeHint(self) -> QSize:
        return QSize(28, 28)

    def minimumSizeHint(self) -> QSize:
        return QSize(SIZE.target, 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        area = QRectF(self.rect())
        if self.isChecked():
            paint.box(painter, area, RADIUS.inner, fill=style.qcolor(c.sel), border=style.qcolor(c.acc))
        else:
            wash = style.qcolor(c.press, round(self.hover, 2))
            paint.box(painter, area, RADIUS.inner, fill=wash, border=style.qcolor(c.line))
        ink = style.qcolor(c.text if self.isChecked() else c.sub)
        paint.text(painter, area, self.text(), TYPE.meta_strong, ink, paint.CENTRE, elide=False)
        if self.ring:
            paint.focus_ring(painter, area, RADIUS.inner)
        painter.end()


class MonthPicker(QWidget):
    """Twelve months, each on or off. `changed` gives those that are on, 1 to 12, after a press."""

    changed = Signal(tuple)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.months = [_Month(month, self) for month in range(1, 13)]
        for button in self.months:
            row.addWidget(button)
            button.clicked.connect(lambda: self.changed.emit(self.chosen()))

    def chosen(self) -> tuple[int, ...]:
        """The months that are on."""
        return tuple(place for place, button in enumerate(self.months, 1) if button.isChecked())

    def set_chosen(self, months: Sequence[int]) -> None:
        """Show these months; tells nothing."""
        for place, button in enumerate(self.months, 1):
            button.setChecked(place in months)


class MixesCard(Card):
    """The owner fills it with `show_settings` and `show_rules`."""

    set_asked = Signal(str, object)
    """Name and value of a setting."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(tr("What stays out of mixes"), parent)
        self._desk = desk
        self.shortest = Stepper(
            0, 600, 5, less=tr("5 seconds shorter"), more=tr("5 seconds longer"),
            shown=lambda value: tr("{n} s", n=value) if value else tr("none"),
        )  # fmt: skip
        self.months = MonthPicker(tr("Months of holiday music"))
        self.again: list[LinkButton] = []
        self.body.setSpacing(SPACE.s)
        told = tr("Audiobooks, podcasts, sound effects, skits and hour-long mixes stay out unless you ask for them.")
        self.body.addWidget(PlainLabel(told, kind=TYPE.small, tone="sub", wrap=True))
        self.body.addWidget(
            SettingRow(tr("Short tracks"), tr("Up to this length they stay out while there are others."), self.shortest)
        )
        season = tr("Holiday music enters mixes only in these months.")
        self.body.addWidget(SettingRow(tr("Holiday months"), season, self.months, below=True))
        self.body.addWidget(Line())
        self.body.addWidget(PlainLabel(tr("Never recommended from"), kind=TYPE.meta_strong, tone="sub"))
        self._rules = QVBoxLayout()
        self._rules.setSpacing(0)
        self.body.addLayout(self._rules)
        self.shortest.changed.connect(lambda value: self.set_asked.emit("min_track_seconds", value))
        self.months.changed.connect(lambda months: self.set_asked.emit("holiday_months", months))

    def show_settings(self, shortest: int, months: Sequence[int], *, enabled: bool) -> None:
        """Show what is set; tells nothing."""
        self.shortest.set_value(shortest)
        self.months.set_chosen(months)
        self.shortest.setEnabled(enabled)
        self.months.setEnabled(enabled)

    def show_rules(self, rules: Sequence[bytes]) -> None:
        """Show the folders that are never recommended from."""
        while (item := self._rules.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        edits = self._desk.services.edits
        self.again = []
        for path in rules:
            link = LinkButton(tr("Recommend again"))
            link.setAccessibleName(tr("Recommend again from {name}", name=folder_name(path)))
            link.clicked.connect(lambda _=False, p=path: self._desk.act(lambda: edits.set_rule(p, False)))
            self.again.append(link)
            self._rules.addWidget(SettingRow(folder_name(path), shown_path(path), link, icon="ban"))
        if not rules:
            none = tr("No folder. Choose “Never recommend from its folder” in the menu of a track.")
            self._rules.addWidget(PlainLabel(none, kind=TYPE.small, tone="sub", wrap=True))
