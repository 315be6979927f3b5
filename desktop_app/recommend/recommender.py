"""The model of one person's listening over one library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from desktop_app.domain.errors import NotFound
from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Listen, Pick
from desktop_app.domain.tables import FeatureTable, FloatArray, TrackTable
from desktop_app.recommend.artists import ArtistScorer
from desktop_app.recommend.blend import Blend, blend
from desktop_app.recommend.chance import ChanceScorer
from desktop_app.recommend.constrain import Fence, clear_cases, fence, one_version
from desktop_app.recommend.explain import pick
from desktop_app.recommend.heard import LibrarySound
from desktop_app.recommend.history import ListenLog
from desktop_app.recommend.memory import MemoryScorer
from desktop_app.recommend.mood import LibraryMoods, MoodScorer
from desktop_app.recommend.protocols import Scorer
from desktop_app.recommend.request import MoodFound, RankedList, Request
from desktop_app.recommend.rerank import Placed, build, wanted_count
from desktop_app.recommend.sessions import SessionScorer
from desktop_app.recommend.situation import Situation, rows_of
from desktop_app.recommend.skips import SkipScorer
from desktop_app.recommend.sound import SoundScorer
from desktop_app.recommend.sound_tags import SoundTags
from desktop_app.recommend.space import SoundSpace
from desktop_app.recommend.typical import TypicalScorer


def default_scorers() -> tuple[Scorer, ...]:
    """Every scorer that the program ships; the "new" and "variety" terms depend on the list and come later."""
    return (
        MoodScorer(),
        SoundScorer(),
        MemoryScorer(),
        SessionScorer(),
        ArtistScorer(),
        SkipScorer(),
        TypicalScorer(),
        ChanceScorer(),
    )


class Recommender:
    """Learns listens, gives lists, explains them. Not thread-safe: one thread at a time.

    The same tracks, features, set of learned listens and request give the same list, in whatever order and parts the
    listens were learned, and whatever was learned and forgotten in between.

    Args:
        weights: of the feature groups in the similarity of sound; None weighs all groups alike but "shape".
    """

    def __init__(
        self,
        tracks: TrackTable,
        features: FeatureTable,
        *,
        weights: Mapping[str, float] | None = None,
        scorers: Sequence[Scorer] | None = None,
    ) -> None:
        self._tracks = tracks
        self._weights = weights
        self._scorers = default_scorers() if scorers is None else tuple(scorers)
        self._log = ListenLog()
        self._space = SoundSpace(tracks.ids, features, weights)
        self._features = features
        self._moods: LibraryMoods | None = None
        self._sound: LibrarySound | None = None

    @property
    def listens(self) -> int:
        """How many listens are learned."""
        return len(self._log)

    def learn(self, listens: Sequence[Listen]) -> None:
        """Learn closed listens, in any order; one learned before is replaced. Open and failed ones say nothing."""
        self._log.learn(listens)

    def forget(self, listens: Sequence[Listen]) -> None:
        """Afterwards the model is what it would be without these listens. Unknown ones are passed over."""
        self._log.forget(listens)

    def replace_features(self, features: FeatureTable) -> None:
        """Use newer features; what was learned stays."""
        self._space = SoundSpace(self._tracks.ids, features, self._weights)
        self._features, self._moods, self._sound = features, None, None

    @property
    def moods(self) -> LibraryMoods:
        """The moods of the library; made when first asked for."""
        if self._moods is None:
            self._moods = LibraryMoods(self._tracks, self._features)
        return self._moods

    @property
    def sound(self) -> LibrarySound:
        """What was heard in the library, whoever listens to it; made when first asked for. It is never changed."""
        if self._sound is None:
            self._sound = LibrarySound(self._tracks, self._space, self.moods, SoundTags(self._features))
        return self._sound

    def recommend(self, request: Request) -> RankedList:
        """The list for a request; shorter than asked where the library has no more, empty where nothing may enter."""
        situation, blended, placed, relaxed = self._list(request)
        picks = tuple(pick(situation, blended, one, rank) for rank, one in enumerate(placed, 1))
        return RankedList(picks, relaxed, self._mood_found(request.mood) if request.mood else None)

    def explain(self, request: Request, track: TrackId) -> Pick:
        """The account of one track under a request, with its rank in the list, 0 if it is not in it.

        Raises:
            NotFound: the track is not in the library.
        """
        row = int(rows_of(self._tracks, [track])[0])
        if row < 0:
            raise NotFound(f"There is no track {track} in the library.")
        situation, blended, placed, _ = self._list(request)
        for rank, one in enumerate(placed, 1):
            if one.row == row:
                return pick(situation, blended, one, rank)
        return pick(situation, blended, Placed(row, 0.0, 0.0, None, -1, 0.0, 0), 0)

    def scores(self, request: Request) -> FloatArray:
        """The score of every track before the list is built: shape (n_tracks,), in the order of the track table."""
        return self._blend(request)[1].total

    def _list(self, request: Request) -> tuple[Situation, Blend, list[Placed], tuple[str, ...]]:
        situation, blended, allowed = self._blend(request)
        placed, relaxed = build(situation, blended.total, allowed, blended.willing)
        return situation, blended, placed, relaxed

    def _blend(self, request: Request) -> tuple[Situation, Blend, Fence]:
        moods = self.moods if request.mood else None
        situation = Situation.of(request, self._tracks, self._space, self._log.events, moods)
        allowed = fence(request, self._tracks, moods.region(request.mood) if moods else None)
        clear = replace(allowed, allowed=allowed.allowed & moods.members(request.mood)) if moods else None
        allowed = one_version(allowed, self._tracks, situation.plays, self._space.known)
        if clear is not None:
            clear = one_version(clear, self._tracks, situation.plays, self._space.known)
            allowed = clear_cases(allowed, clear, wanted_count(situation))
        return situation, blend(situation, self._scorers, allowed), allowed

    def _mood_found(self, name: str) -> MoodFound:
        present = self._tracks.present & ~self._tracks.never & ~self._tracks.not_music
        placed, measured = np.isfinite(self.moods.strength(name)), self.moods.measured(name)
        return MoodFound(
            name,
            clear=int(np.count_nonzero(self.moods.members(name) & present)),
            region=int(np.count_nonzero(self.moods.region(name) & present)),
            placed=int(np.count_nonzero(placed & present)),
            tracks=int(np.count_nonzero(present)),
            measured=int(np.count_nonzero(placed & measured & present)),
        )
