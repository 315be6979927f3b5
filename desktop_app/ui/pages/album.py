"""One album: its cover, what is known of it, its tracks by disc."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QModelIndex, QPoint, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.browse import AlbumRow
from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import JobContext
from desktop_app.domain.records import Chosen, Presence, Track
from desktop_app.domain.tables import Int64Array
from desktop_app.ui.components import collect
from desktop_app.ui.components.fact_line import Fact
from desktop_app.ui.components.track_list import TrackList
from desktop_app.ui.desk import Desk
from desktop_app.ui.jobs import Latest
from desktop_app.ui.models.cache import ids_of
from desktop_app.ui.models.shelf import album_seed, album_title
from desktop_app.ui.models.tracks import columns
from desktop_app.ui.pages.detail import Detail
from desktop_app.ui.words import codec_text, counted, length_text, shown_year, tr, tracks_text

VERSIONS_OF = 100
"""Tracks of an album of which other recordings are counted."""


@dataclass(frozen=True, slots=True)
class AlbumShown:
    """An album as its page shows it."""

    row: AlbumRow
    tracks: tuple[Track, ...]
    artist: int | None
    """Code of its artist, where it is one."""


def discs(tracks: tuple[Track, ...]) -> dict[int, str]:
    """Headings before the tracks that begin a disc; none where there is only one."""
    starts: dict[int, int] = {}
    for place, track in enumerate(tracks):
        starts.setdefault(track.disc or 1, place)
    return {place: tr("Disc {n}", n=disc) for disc, place in starts.items()} if len(starts) > 1 else {}


class AlbumView(Detail):
    """Shows one album at a time."""

    gone = Signal()
    """The album does not exist any more: its tracks were removed, or belong to another now."""
    why_asked = Signal(object)
    """TrackId."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._loading = Latest(desk.runners.reads, self)
        self._code = -1
        self.shown: AlbumShown | None = None
        names = ("number", "title", "artist", "versions", "plays", "rating", "length", "more")
        self.table = TrackList(
            desk, name=tr("Tracks of the album"), chosen=Chosen.ALBUM, columns=columns(*names), fit=True
        )
        self._artist_column, self._versions_column = names.index("artist"), names.index("versions")
        self._counting = Latest(desk.runners.reads, self)
        self.body.addWidget(self.table)
        head = self.head
        self.table.hide_column(self._versions_column, True)
        head.play.clicked.connect(lambda: desk.play(self.ids(), 0, Chosen.ALBUM))
        head.shuffle.clicked.connect(lambda: collect.shuffle(desk, self._fetch))
        head.queue.clicked.connect(lambda: desk.enqueue(self.ids()))
        head.more.clicked.connect(self._more)
        self.table.why_asked.connect(self.why_asked)
        self.table.selectionModel().currentChanged.connect(self._follow)

    def show_album(self, code: int) -> None:
        """Show another album, from its top."""
        if code != self._code:
            self._code = code
            self.shown = None
            self.table.set_ids(np.zeros(0, dtype=np.int64))
            self.area.verticalScrollBar().setValue(0)
        self.load()

    def load(self) -> None:
        """Ask for what is shown."""
        code, services = self._code, self._desk.services

        def work(job: JobContext) -> AlbumShown | None:
            rows = services.browse.album_rows([code])
            if not rows:
                return None
            tracks = services.library.rows(services.browse.album_tracks(code).tolist())
            return AlbumShown(rows[0], tuple(tracks), services.browse.album_artist(code))

        self._loading.submit(work, self._show)

    def ids(self) -> list[TrackId]:
        """Its tracks that can be played, in their order."""
        tracks = self.shown.tracks if self.shown is not None else ()
        here = [track for track in tracks if track.presence is Presence.PRESENT]
        return ids_of(here)

    def _fetch(self) -> Int64Array:
        return np.array(self.ids(), dtype=np.int64)

    def _show(self, shown: AlbumShown | None) -> None:
        if shown is None:
            self.gone.emit()
            return
        self.shown = shown
        row, tracks, head = shown.row, shown.tracks, self.head
        self._desk.tracks.put(tracks)
        head.set_cover(row.cover, album_seed(row))
        head.title.setText(album_title(row))
        mixed = len({track.artist_key for track in tracks}) > 1
        kind = tr("Compilation") if mixed and shown.artist is None else tr("Album")
        head.kicker.setText(", ".join(word for word in (kind, _years(tracks, row.year)) if word))
        self._show_links(shown)
        self._show_note(tracks)
        self.table.hide_column(self._artist_column, not mixed)
        self.table.set_ids(np.array(ids_of(tracks), dtype=np.int64), discs(tracks))
        some = bool(self.ids())
        for button in (head.play, head.shuffle, head.queue):
            button.setEnabled(some)
        self._count_versions(tracks)
        self.setAccessibleName(tr("Album {title}", title=album_title(row)))
        self.update()

    def _count_versions(self, tracks: tuple[Track, ...]) -> None:
        """How many recordings of each song there are, after the page is there."""
        works, ids = self._desk.services.works, ids_of(tracks[:VERSIONS_OF])

        def work(job: JobContext) -> dict[int, int]:
            counts = {}
            for track in ids:
                job.check()
                counts[int(track)] = len(works.versions(track)) + 1
            return {track: count for track, count in counts.items() if count > 1}

        def show(counts: dict[int, int]) -> None:
            self.table.hide_column(self._versions_column, not counts)
            self.table.tracks.set_versions(counts)

        self._counting.submit(work, show)

    def _show_links(self, shown: AlbumShown) -> None:
        row, artist = shown.row, shown.artist
        ways = self._desk.ways
        name = row.artist or tr("Unknown artist")
        lead = (lambda: ways.artist.emit(artist)) if artist is not None else None
        genres = dict.fromkeys(track.genre for track in shown.tracks if track.genre)
        genre = next(iter(genres), "").split(";")[0].strip()
        facts = [Fact(name, lead, "text"), Fact(tracks_text(row.tracks)), Fact(length_text(row.duration_ms))]
        if genre:
            facts.append(Fact(genre, lambda: ways.genre.emit(genre)))
        self.head.links.set_facts(facts)

    def _show_note(self, tracks: tuple[Track, ...]) -> None:
        away = sum(track.presence is Presence.AWAY for track in tracks)
        plays = sum(track.plays for track in tracks)
        codecs = dict.fromkeys(codec_text(track.codec) for track in tracks if track.codec)
        quiet = sum(bool(track.not_music) for track in tracks)
        facts = [Fact(" + ".join(list(codecs)[:2])), Fact(counted(plays, "played once", "{n} plays") if plays else "")]
        if quiet:
            facts.append(Fact(counted(quiet, "{n} track stays out of mixes", "{n} tracks stay out of mixes")))
        if away:
            words = counted(away, "{n} track is away", "{n} tracks are away")
            facts.append(Fact(words, self._desk.ways.folders.emit))
        self.head.note.set_facts(facts)

    def _more(self) -> None:
        code, browse = self._code, self._desk.services.browse
        place = self.head.more.mapToGlobal(self.head.more.rect().bottomLeft())
        name = album_title(self.shown.row) if self.shown is not None else ""
        collect.open_menu(self, self._desk, place, lambda: browse.album_tracks(code), name=name, chosen=Chosen.ALBUM)

    def _follow(self, index: QModelIndex) -> None:
        """The page scrolls with the keyboard: the table is as high as its rows."""
        if index.isValid() and self.table.ring:
            box = self.table.visualRect(index)
            place = self.table.viewport().mapTo(self.area.page, QPoint(0, box.center().y()))
            self.area.ensureVisible(0, place.y(), 0, box.height() * 2)


def _years(tracks: tuple[Track, ...], year: int | None) -> str:
    """The year of the first release, and of this one where they differ."""
    first = {shown_year(track) for track in tracks if shown_year(track)}
    releases = {track.year for track in tracks if track.year}
    one = next(iter(first)) if len(first) == 1 else year
    release = next(iter(releases)) if len(releases) == 1 else None
    if one and release and release != one:
        return tr("{first}, this release {release}", first=one, release=release)
    return str(one or "")
