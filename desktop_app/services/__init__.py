"""One use case per module. `Services.open` builds them all over one data folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

from desktop_app.audio import models
from desktop_app.domain.jobs import JobContext
from desktop_app.playback.client import EngineClient
from desktop_app.sandbox.pool import ReaderPool
from desktop_app.services.analysis import AnalysisService, ProcessAnalyser
from desktop_app.services.browse import BrowseService
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.covers import CoverService
from desktop_app.services.decoders import Decoders
from desktop_app.services.doctor import DoctorService
from desktop_app.services.edits import EditService
from desktop_app.services.hear_next import HearNext
from desktop_app.services.heard import HeardService
from desktop_app.services.heard_models import missing_models
from desktop_app.services.history import HistoryService
from desktop_app.services.keys import KeyService
from desktop_app.services.library import LibraryService
from desktop_app.services.listening import ListenLog
from desktop_app.services.player import PlayerService
from desktop_app.services.playlists import PlaylistService
from desktop_app.services.power import Power
from desktop_app.services.preferences import SettingsService
from desktop_app.services.recommending import RecommendService
from desktop_app.services.watching import WatchService
from desktop_app.services.words import WordsService
from desktop_app.services.works import WorksService
from desktop_app.store import Store

PLAYBACK_DECODERS = 4
"""One decodes what sounds, one what follows, and two may still be letting go of what was skipped."""


@dataclass(frozen=True, slots=True)
class Services:
    """All use cases over one data folder."""

    changes: ChangeFeed
    library: LibraryService
    browse: BrowseService
    keys: KeyService
    covers: CoverService
    analysis: AnalysisService
    recommend: RecommendService
    player: PlayerService
    playlists: PlaylistService
    settings: SettingsService
    history: HistoryService
    edits: EditService
    works: WorksService
    words: WordsService
    heard: HeardService
    hear_next: HearNext
    watching: WatchService
    doctor: DoctorService
    data_folder: Path
    _store: Store
    _pools: tuple[ReaderPool, ...]

    @classmethod
    def open(cls, data_folder: Path, *, write: bool, clock: Callable[[], datetime], output: str = "auto") -> Services:
        """Open a data folder and build all services over it. Nothing is started before it is needed.

        Args:
            write: claim the folder for writing; without it every change is refused.
            clock: gives the local time with its offset from UTC.
            output: "auto" for the sound device, "null" for silence that keeps time.
        Raises:
            DataFolderInUse: another Undersong writes to it.
            DatabaseTooNew, DatabaseDamaged, EnvironmentProblem: it cannot be used; nothing was touched.
        """
        store = Store.open(data_folder, write=write, clock=clock)
        width = max(1, min(4, os.cpu_count() or 1))
        readers = ReaderPool(width)
        changes = ChangeFeed()
        settings = SettingsService(store, changes)
        if write:
            store.listens.recover()
        pictures = ReaderPool(1, "picture-reader")
        works = WorksService(store, settings, changes)
        power = Power()
        library = LibraryService(store, readers, changes)
        analysis = AnalysisService(
            store,
            ProcessAnalyser,
            width,
            changes,
            learned=models.groups_of,
            hold=lambda: power.reason(on_battery=settings.get().analyse_on_battery),
        )
        recommend = RecommendService(store, settings, clock, changes, works)
        words = WordsService(store, changes)
        player = PlayerService(
            store,
            Decoders(ReaderPool(PLAYBACK_DECODERS, "decoder")),
            lambda on_event: EngineClient(on_event, output=output),
            ListenLog(store, clock, changes),
            settings.remember_volume,
            settings.get().volume,
        )
        return cls(
            changes=changes,
            library=library,
            browse=BrowseService(store),
            keys=KeyService(store, changes),
            covers=CoverService(store, pictures, changes),
            analysis=analysis,
            recommend=recommend,
            player=player,
            playlists=PlaylistService(store, changes),
            settings=settings,
            history=HistoryService(store, clock, changes),
            edits=EditService(store, clock, changes),
            works=works,
            words=words,
            heard=HeardService(store, recommend.sound, words, missing_models),
            hear_next=HearNext(analysis.prefer, player.subscribe),
            watching=WatchService(library, settings, changes),
            doctor=DoctorService(store, ProcessAnalyser, output),
            data_folder=data_folder,
            _store=store,
            _pools=(readers, pictures),
        )

    def after_reading(self) -> tuple[Callable[[JobContext], object], ...]:
        """What is to be seen to after files were read, in this order; each is cheap where there is nothing to do."""
        return self.works.refresh, self.words.refresh, self.covers.run, self.keys.run

    def close(self) -> None:
        """End everything that was started. Safe to call twice."""
        self.watching.stop()
        self.hear_next.close()
        self.player.close()
        for pool in self._pools:
            pool.close()
        self._store.close()

    def __enter__(self) -> Services:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
