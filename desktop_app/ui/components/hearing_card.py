"""How far the sound of the library is known, which models hear it, and when it may be heard."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.records import Coverage
from desktop_app.services import Services
from desktop_app.services.heard_models import missing_models
from desktop_app.ui.components.setting_row import SettingRow
from desktop_app.ui.desk import Desk
from desktop_app.ui.tokens import SPACE, TYPE
from desktop_app.ui.widgets.button import LinkButton
from desktop_app.ui.widgets.choices import Switch
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.widgets.surface import Card, Line
from desktop_app.ui.words import counted, number, tr


@dataclass(frozen=True, slots=True)
class Hearing:
    """What the card shows."""

    coverage: Coverage
    missing: tuple[str, ...]
    """Sentences on models that cannot be used."""


def read_hearing(services: Services) -> Hearing:
    """By a job: it counts, and reads the models once."""
    return Hearing(services.analysis.coverage(), missing_models())


def heard_text(coverage: Coverage) -> str:
    """How much was heard, in one or two sentences."""
    if not coverage.tracks:
        return tr("There is nothing to hear yet.")
    whole = coverage.analysed - coverage.excerpts
    if coverage.analysed >= coverage.tracks and not coverage.excerpts:
        return counted(coverage.tracks, "The one track was heard.", "All {n} tracks were heard.")
    words = tr(
        "{n} of {all} tracks were heard",
        n=number(coverage.analysed),
        all=number(coverage.tracks),
    )
    if coverage.excerpts:
        words += tr(", {n} of them whole, the others in excerpts so far", n=number(whole))
    return tr("{sentence}.", sentence=words)


class HearingCard(Card):
    """The owner fills it with `show_hearing`."""

    set_asked = Signal(str, object)
    """Name and value of a setting."""
    aside_asked = Signal()
    """The person wants to see what cannot be heard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Hearing your music"), parent)
        self.body.setSpacing(SPACE.s)
        self.heard = PlainLabel("", kind=TYPE.small, tone="sub", wrap=True)
        self.aside_link = LinkButton("", inset=0)
        self.aside_link.hide()
        self.battery = Switch(tr("Also on battery"))
        self._models = QVBoxLayout()
        self._models.setSpacing(0)
        self.body.addWidget(self.heard)
        self.body.addWidget(self.aside_link)
        self.body.addWidget(Line())
        told = tr("Off: on battery it waits, and goes on by itself. In a hot computer it always waits.")
        self.body.addWidget(SettingRow(tr("Also on battery"), told, self.battery))
        self.body.addWidget(Line())
        self.body.addLayout(self._models)
        self.battery.toggled.connect(self._toggled)
        self.aside_link.clicked.connect(self.aside_asked)
        self._quiet = False
        self._shown: tuple[str, ...] | None = None

    def show_hearing(self, found: Hearing, *, on_battery: bool) -> None:
        """Show how things are; tells nothing."""
        self._quiet = True
        self.battery.setChecked(on_battery)
        self._quiet = False
        self.heard.setText(heard_text(found.coverage))
        aside = found.coverage.set_aside
        self.aside_link.setVisible(aside > 0)
        words = counted(aside, "{n} track cannot be heard: see why", "{n} tracks cannot be heard: see why")
        self.aside_link.setText(words)
        self.aside_link.updateGeometry()
        if found.missing != self._shown:
            self._shown = found.missing
            self._show_models(found.missing)

    def _show_models(self, missing: tuple[str, ...]) -> None:
        while (item := self._models.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if missing:
            words, icon = " ".join(tr(sentence) for sentence in missing), "circle-alert"
        else:
            icon = "circle-check"
            words = tr("All three are there. They hear genres, instruments, voices and moods, on this computer alone.")
        self._models.addWidget(SettingRow(tr("Models that hear"), words, icon=icon))

    def _toggled(self, on: bool) -> None:
        if not self._quiet:
            self.set_asked.emit("analyse_on_battery", on)


def go_on_anyway(desk: Desk) -> None:
    """Analyse on battery from now on, and say so with a way back."""
    settings, writes = desk.services.settings, desk.runners.writes

    def put(on: bool) -> None:
        writes.submit(lambda job: settings.set("analyse_on_battery", on), lambda _: desk.changes.flush())

    put(True)
    detail = tr("The settings have a switch for it.")
    desk.notices.say(tr("Analysing goes on, also on battery"), detail, lambda: put(False))
