"""The line of facts over the shelves: how many there are, how many were found, and what wants a decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.jobs import JobContext
from desktop_app.domain.query import TrackQuery
from desktop_app.ui.components.fact_line import Fact, FactLine
from desktop_app.ui.desk import Desk
from desktop_app.ui.jobs import Latest
from desktop_app.ui.words import albums_text, counted, number, tr, tracks_text

REFUSALS_MOST = 10_000
COUNT_AFTER_MS = 250
"""So long after the list the counts are asked for: they must not keep its rows waiting."""
AWAY = "is:away"
"""The search for what is away."""
_COUNTS: dict[str, Callable[[int], str]] = {
    "tracks": tracks_text,
    "albums": albums_text,
    "artists": lambda n: counted(n, "{n} artist", "{n} artists"),
    "genres": lambda n: counted(n, "{n} genre", "{n} genres"),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Tracks, those of them that are away, files set aside."""

    tracks: int
    away: int
    aside: int


class LibraryFacts(FactLine):
    """Counts by itself; told what the shelves show. Some facts lead somewhere."""

    away_asked = Signal()
    aside_asked = Signal()
    offers_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = desk.services
        self._counting = Latest(desk.runners.reads, self)
        self._offering = Latest(desk.runners.reads, self)
        self._counts: Counts | None = None
        self._offers = 0
        self._told: tuple[str, str, int | None] = ("tracks", "", None)
        self._later = QTimer(self, singleShot=True, interval=COUNT_AFTER_MS)
        self._later.timeout.connect(self._count)

    def count_soon(self) -> None:
        """Count anew, once the list is on screen."""
        self._later.start()

    def set_offers(self, count: int) -> None:
        """How many pairs may be one recording."""
        self._offers = count
        self._show()

    def tell(self, section: str, text: str, count: int | None) -> None:
        """What the shelves show: their section, the search in it, and how many that gives (None: not known yet)."""
        self._told = (section, text, count)
        self._show()

    def _count(self) -> None:
        services = self._services

        def counts(job: JobContext) -> Counts:
            library = services.library
            tracks, away = (len(library.track_ids(TrackQuery(text))) for text in ("", AWAY))
            aside = len(library.refusals(REFUSALS_MOST)) + len(services.heard.set_aside(REFUSALS_MOST))
            return Counts(tracks, away, aside)

        self._counting.submit(counts, self._take)
        self._offering.submit(lambda job: len(services.works.offers()), self.set_offers)

    def _take(self, counts: Counts) -> None:
        self._counts = counts
        self._show()

    def _show(self) -> None:
        section, text, count = self._told
        counts = self._counts
        whole = counts.tracks if counts is not None else count if section == "tracks" and not text else None
        if text:
            self.set_facts([Fact(_found(section, count, whole))])
            return
        facts = [Fact(_COUNTS[section](count) if count is not None and section != "tracks" else "")]
        facts.append(Fact(tracks_text(whole) if whole is not None else ""))
        if counts is not None and counts.away:
            facts.append(Fact(tr("{n} away", n=number(counts.away)), self.away_asked.emit))
        if counts is not None and counts.aside:
            words = counted(counts.aside, "{n} file set aside", "{n} files set aside")
            facts.append(Fact(words, self.aside_asked.emit))
        if self._offers:
            words = counted(self._offers, "{n} pair: same recording?", "{n} pairs: same recording?")
            facts.append(Fact(words, self.offers_asked.emit))
        self.set_facts(facts)


def _found(section: str, count: int | None, whole: int | None) -> str:
    if count is None:
        return ""
    if section != "tracks" or whole is None:
        return _COUNTS[section](count)
    return tr("{n} of {tracks}", n=number(count), tracks=tracks_text(whole))
