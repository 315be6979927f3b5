"""What every part of one window shares: the services, the lanes of work, and what is known of the player."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.acts import Act
from desktop_app.domain.browse import AlbumRow, ArtistRow
from desktop_app.domain.ids import ImpressionId, TrackId
from desktop_app.domain.records import Chosen
from desktop_app.services import Services
from desktop_app.ui.background import Background
from desktop_app.ui.bridge import ChangesBridge, PlayerBridge
from desktop_app.ui.jobs import Runners
from desktop_app.ui.models.cache import RowCache, TrackCache
from desktop_app.ui.models.pictures import Pictures
from desktop_app.ui.words import counted, problem_text


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing told to the person in passing. `undo` takes back what was done, once."""

    text: str
    detail: str = ""
    undo: Callable[[], None] | None = None
    bad: bool = False


class Notices(QObject):
    """Where parts of the window say what happened; the window shows it."""

    said = Signal(object)
    """Notice."""

    def say(self, text: str, detail: str = "", undo: Callable[[], None] | None = None) -> None:
        """Tell that something was done."""
        self.said.emit(Notice(text, detail, undo))

    def problem(self, problem: Exception) -> None:
        """Tell that something could not be done, and what helps."""
        self.said.emit(Notice(problem_text(problem), bad=True))


class Ways(QObject):
    """Where parts of the window ask to be taken to; the window goes there."""

    album = Signal(int)
    """Code of an album."""
    artist = Signal(int)
    """Code of an artist."""
    album_of = Signal(object)
    """TrackId: the album that it is on."""
    artist_of = Signal(object)
    """TrackId: its artist."""
    genre = Signal(str)
    """Name of a genre."""
    versions = Signal(object)
    """TrackId: the recordings of its song."""
    why = Signal(object)
    """TrackId: the reasons for it."""
    heard = Signal(object)
    """TrackId: what was heard in it."""
    edit = Signal(object)
    """Sequence of TrackId: their details."""
    aside = Signal()
    """Files that could not be used or heard."""
    folders = Signal()
    """The music folders, in the settings."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Handed to pages and components; each takes from it what it needs."""

    services: Services
    runners: Runners
    tracks: TrackCache
    albums: RowCache[AlbumRow]
    artists: RowCache[ArtistRow]
    pictures: Pictures
    player: PlayerBridge
    changes: ChangesBridge
    background: Background
    notices: Notices
    ways: Ways

    def play(
        self,
        tracks: Sequence[TrackId],
        start: int = 0,
        chosen: Chosen = Chosen.HAND,
        impressions: Sequence[ImpressionId] = (),
    ) -> None:
        """Replace the queue and play from the place `start` on."""
        if tracks:
            self.services.player.play(tracks, start, chosen, impressions)

    def act(self, work: Callable[[], Act], *, detail: str = "") -> None:
        """Do something to the library by a job; tell what was done, with a way back."""
        self.runners.writes.submit(lambda job: work(), lambda act: self.told(act, detail=detail))

    def told(self, act: Act, *, detail: str = "") -> None:
        """Tell what was done to the library, with a way back."""
        edits, writes = self.services.edits, self.runners.writes

        def undo() -> None:
            writes.submit(lambda job: edits.undo(act.id), lambda _: self.changes.flush())

        self.changes.flush()
        self.notices.say(act.words, detail, undo)

    def enqueue(self, tracks: Sequence[TrackId], *, next_up: bool = False) -> None:
        """Add to the queue, and say so."""
        if tracks:
            self.services.player.add(tracks, next_up)
            many = "{n} tracks play next" if next_up else "{n} tracks added to the queue"
            one = "Plays next" if next_up else "Added to the queue"
            self.notices.say(counted(len(tracks), one, many))


def make_desk(services: Services, parent: QObject) -> Desk:
    """Build what one window shares; `close_desk` ends it."""
    runners = Runners(parent)
    notices = Notices(parent)
    desk = Desk(
        services,
        runners,
        TrackCache(services.library.rows, runners.reads, parent),
        RowCache(services.browse.album_rows, lambda row: row.code, runners.reads, parent),
        RowCache(services.browse.artist_rows, lambda row: row.code, runners.reads, parent),
        Pictures(services.covers.image, runners.reads, parent),
        PlayerBridge(services.player, parent),
        ChangesBridge(services.changes, parent),
        Background(
            services.library,
            services.analysis,
            runners.long,
            parent,
            quiet=runners.quiet,
            tidy=services.after_reading(),
            watching=services.watching,
        ),
        notices,
        Ways(parent),
    )
    for runner in runners.all():
        runner.failed.connect(notices.problem)
    desk.background.failed.connect(notices.problem)
    desk.player.noticed.connect(lambda text: notices.said.emit(Notice(text, bad=True)))
    return desk


def close_desk(desk: Desk) -> None:
    """Stop listening to the services, cancel jobs, wait for their threads."""
    desk.background.close()
    desk.player.close()
    desk.changes.close()
    desk.runners.shutdown()
