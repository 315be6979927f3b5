"""Mixes and their reasons, from the recommender and the store. Off means off: nothing is scored, nothing is logged."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from desktop_app.audio import groups
from desktop_app.domain.errors import EmptyLibrary, RecommendationsOff, WrongUse
from desktop_app.domain.ids import ImpressionId, ListenSeq, RunId, TrackId
from desktop_app.domain.records import Changes, Listen, Mix, MixItem, Pick, Track
from desktop_app.domain.tables import FeatureTable
from desktop_app.services import mood_words
from desktop_app.services.analysis import coverage_of
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.preferences import SettingsService
from desktop_app.services.shown import TermInfo
from desktop_app.services.works import WorksService
from desktop_app.store import Store

if TYPE_CHECKING:
    from desktop_app.recommend import RankedList, Recommender, Request
    from desktop_app.recommend.heard import LibrarySound

POLICY = "blend-1"
"""Name of the way in which lists are made, stored with every impression so that ways can be compared later."""
LATE = timedelta(days=2)
"""A listen may be stored out of order by this much before the whole log is read again."""


class RecommendService:
    """Lists, reasons and the switches over both. Thread-safe; one request is computed at a time.

    The recommender is imported with the first request, on its thread: the window does not wait for it.
    """

    def __init__(
        self,
        store: Store,
        settings: SettingsService,
        clock: Callable[[], datetime],
        changes: ChangeFeed,
        works: WorksService,
    ) -> None:
        self._store = store
        self._works = works
        self._settings = settings
        self._clock = clock
        self._changes = changes
        self._lock = threading.Lock()
        self._model: Recommender | None = None
        self._learned: dict[ListenSeq, Listen] = {}
        self._stale_tracks = True
        self._stale_features = True
        changes.subscribe(self._note)

    def _note(self, changes: Changes) -> None:
        """Called on the threads of all who write: here a flag is only ever set, so that none takes back another's."""
        if changes.tracks:
            self._stale_tracks = True
        if changes.features:
            self._stale_features = True

    def enabled(self) -> bool:
        """Whether recommendations are on."""
        return self._settings.get().recommendations

    def set_enabled(self, enabled: bool) -> Changes:
        """The person's switch over all recommending. Off, the model is dropped from memory as well."""
        with self._lock:  # a list that waits for its turn then finds it off
            changes = self._settings.set("recommendations", enabled)
            if not enabled:
                self._model, self._learned = None, {}
        return changes

    def terms(self) -> list[TermInfo]:
        """All kinds of reasons, with those that are switched off."""
        from desktop_app.recommend import TERMS

        off = set(self._settings.get().off_terms)
        return [TermInfo(name, label, name in off) for name, label in TERMS.items()]

    def use_term(self, name: str, used: bool) -> Changes:
        """Switch a kind of reason on or off; lists made from now on go without it.

        Raises:
            WrongUse: there is no such term.
        """
        from desktop_app.recommend import TERMS

        if name not in TERMS:
            raise WrongUse(f'There is no reason "{name}".', remedy=f"There are: {', '.join(TERMS)}.")
        off = [term for term in self._settings.get().off_terms if term != name]
        return self._settings.set("off_terms", tuple(off if used else [*off, name]))

    def mix(
        self,
        mode: str = "for-you",
        *,
        count: int = 25,
        minutes: float | None = None,
        dial: float | None = None,
        seeds: Sequence[TrackId] = (),
        not_seeds: Sequence[TrackId] = (),
        rng: int = 0,
        log: bool = False,
    ) -> Mix:
        """A list in play order.

        Args:
            dial: 0 familiar to 1 explore; None takes the person's setting.
            log: store the list and its impressions; only for lists that are shown.
        Raises:
            RecommendationsOff: the person has switched them off.
            EmptyLibrary: there is nothing to recommend, or no track was heard and a mood is asked for.
            WrongUse: an unknown mode, or a seed that does not fit it.
        """
        with self._lock:
            request = self._request(mode, count, minutes, dial, seeds, not_seeds, rng)
            model = self._ready()
            ranked = model.recommend(request)
            if ranked.mood is not None and not ranked.mood.placed:
                raise EmptyLibrary(
                    "No mood of any track is known yet.",
                    remedy="Moods come with the analysis; it runs by itself, or with: analyse.",
                )
            run, impressions = self._log(request, ranked) if log else (None, [])
            coverage, listens = coverage_of(self._store), model.listens
        items = self._items(ranked.picks, impressions)
        short = minutes is None and len(ranked.picks) < count
        notes = () if ranked.mood is None else mood_words.notes(ranked.mood, ranked.relaxed, short=short)
        return Mix(mode, items, coverage, ranked.relaxed, listens, run, notes)

    def why(self, track: TrackId, mode: str = "for-you") -> MixItem:
        """The terms of one track's score, as a list of that mode would use them now; rank 0 if it is not in it.

        Raises:
            RecommendationsOff: the person has switched them off.
            NotFound: there is no such track.
            EmptyLibrary: no track is there now.
        """
        with self._lock:
            request = self._request(mode, 25, None, None, (), (), 0)
            pick = self._ready().explain(request, track)
        return self._items([pick], [])[0]

    def sound(self) -> LibrarySound:
        """What was heard in the library: the one copy there is. No listen is read for it, so it is there when off, too.

        Raises:
            EmptyLibrary: no track is there now.
        """
        with self._lock:
            return self._library().sound

    def _request(
        self,
        mode: str,
        count: int,
        minutes: float | None,
        dial: float | None,
        seeds: Sequence[TrackId],
        not_seeds: Sequence[TrackId],
        rng: int,
    ) -> Request:
        from desktop_app.recommend import TERMS, Request

        settings = self._settings.get()
        if not settings.recommendations:
            raise RecommendationsOff("Recommendations are off.", remedy="Switch them on: settings recommendations on.")
        if mode == "radio" and not seeds:
            raise WrongUse("Radio needs a track to start from.", remedy="Give one with --seed.")
        return Request(
            now=self._clock(),
            mode=mode,
            seeds=tuple(seeds),
            not_seeds=tuple(not_seeds),
            dial=settings.dial if dial is None else dial,
            off_terms=frozenset(settings.off_terms) & TERMS.keys(),
            rng=rng,
            count=count,
            minutes=minutes,
            min_duration_ms=1000 * (short + 1) if (short := settings.min_track_seconds) else 0,
            holiday_months=frozenset(settings.holiday_months),
            exclude=frozenset(self._store.feedback.barred()),
        )

    def _ready(self) -> Recommender:
        """The model, brought up to date with the store and the listens."""
        model = self._library()
        self._learn(model)
        return model

    def _library(self) -> Recommender:
        """The model, brought up to date with the tracks and what was heard in them."""
        from desktop_app.recommend import Recommender

        if self._model is None or self._stale_tracks or self._stale_features:
            self._works.refresh()
        if self._model is None or self._stale_tracks:
            self._model, self._stale_tracks, self._stale_features = None, False, False
            tracks = self._store.tracks.table()
            if not tracks.present.any():
                raise EmptyLibrary(
                    "There is nothing to recommend yet: the library holds no music.",
                    remedy="Scan a folder first, or plug in its drive.",
                )
            weights = groups.SIMILARITY_WEIGHTS
            self._model = Recommender(tracks, self._features(), weights=weights)
            self._model.learn(list(self._learned.values()))
        elif self._stale_features:
            self._stale_features = False
            self._model.replace_features(self._features())
        return self._model

    def _features(self) -> FeatureTable:
        features = self._store.features
        return features.table(features.served(groups.VERSIONS), optional=groups.VERSIONS.keys() - groups.NEEDED)

    def _learn(self, model: Recommender) -> None:
        """Learn what was heard since, forget what was taken back."""
        latest = max((listen.started_at for listen in self._learned.values()), default=None)
        recent = self._store.listens.since(None if latest is None else latest - LATE)
        new = [listen for listen in recent if self._learned.get(listen.seq) != listen]
        if len(self._learned.keys() | {listen.seq for listen in recent}) != self._store.listens.count():
            everything = {listen.seq: listen for listen in self._store.listens.since(None)}
            gone = [listen for seq, listen in self._learned.items() if everything.get(seq) != listen]
            model.forget(gone)
            for listen in gone:
                del self._learned[listen.seq]
            new = [listen for seq, listen in everything.items() if seq not in self._learned]
        if new:
            model.forget([self._learned[listen.seq] for listen in new if listen.seq in self._learned])
            model.learn(new)
            self._learned.update({listen.seq: listen for listen in new})

    def _log(self, request: Request, ranked: RankedList) -> tuple[RunId, list[ImpressionId]]:
        parameters = json.dumps(
            {
                "dial": request.dial,
                "count": request.count,
                "minutes": request.minutes,
                "seeds": list(request.seeds),
                "not_seeds": list(request.not_seeds),
                "off_terms": sorted(request.off_terms),
            }
        )
        return self._store.impressions.log_run(request.mode, parameters, POLICY, request.rng, ranked.picks)

    def _items(self, picks: Sequence[Pick], impressions: Sequence[ImpressionId]) -> tuple[MixItem, ...]:
        from desktop_app.services.reasons import Evidence, reasons_of

        evidence = {track for pick in picks for term in pick.terms for track in term.tracks}
        heard = {seq for pick in picks for term in pick.terms for seq in term.listens}
        listens = {listen.seq: listen for listen in self._store.listens.get(sorted(heard))}
        wanted = evidence | {pick.track for pick in picks} | {listen.track for listen in listens.values()}
        tracks: dict[TrackId, Track] = {track.id: track for track in self._store.tracks.rows(sorted(wanted))}
        known = Evidence(tracks, listens, self._clock())
        shown = list(impressions) + [None] * (len(picks) - len(impressions))
        return tuple(
            MixItem(tracks[pick.track], pick, reasons_of(pick, known), shown[i])
            for i, pick in enumerate(picks)
            if pick.track in tracks
        )


def modes() -> dict[str, str]:
    """The modes that lists can be asked for in, with a line on each."""
    from desktop_app.recommend import MODES

    return dict(MODES)
