"""What was heard in a track: from its own features, the library around it, and what is missing."""

from __future__ import annotations

import numpy as np
import pytest

from desktop_app.audio import groups, models
from desktop_app.domain.errors import NotFound
from desktop_app.domain.heard import ATTRIBUTES, MOODS, PLANE
from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Changes
from desktop_app.services import heard_models, heard_words
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.heard import LIKE_LEAST, HeardService
from desktop_app.services.recommending import RecommendService
from desktop_app.services.words import WordsService
from desktop_app.store import FeatureRow, Store, file_signature
from tests.services.world import features_near


def reading(**values: float) -> np.ndarray:
    """A group READING with these values, the others 0."""
    return np.array([values.get(name, 0.0) for name in groups.READINGS], np.float32)


LOUD = reading(
    loudness_lufs=-8.0, range_lu=3.0, crest_db=9.0, tempo_bpm=165.0, other_tempo_bpm=82.5, tempo_confidence=0.8,
    pulse_clarity=0.6, onset_rate_hz=6.0, key=4, minor=1, key_confidence=0.7, brightness_hz=3000.0,
)  # fmt: skip
SOFT = reading(loudness_lufs=-22.0, range_lu=14.0, crest_db=16.0, key=0, key_confidence=0.01, brightness_hz=700.0)


def hear(store: Store, tracks: list[TrackId], *, excerpts: bool = False, without: frozenset[str] = frozenset()) -> None:
    """Every artist sounds like itself; the first three are loud, the others soft."""
    rows = []
    for place, track in enumerate(store.tracks.rows(tracks)):
        found = features_near(place // 4, place % 4)
        loud = place < 12
        found[groups.READING] = LOUD if loud else SOFT
        found[groups.MOOD] = np.full(7, 0.85 if loud else 0.1, np.float32)
        for group in (groups.MSD_TAGS, groups.MTT_TAGS):
            tags = np.full(50, 0.01, np.float32)
            tags[place // 4 :: 25] = 0.6
            found[group] = tags
        for group, values in found.items():
            if group not in without and not (excerpts and group in groups.NOT_IN_EXCERPTS):
                rows.append(
                    FeatureRow(
                        track.key,
                        group,
                        groups.VERSIONS[group],
                        values,
                        excerpts=excerpts and group in groups.MEASURED,
                    )
                )
    store.features.put(rows)


@pytest.fixture
def service(store: Store, recommend: RecommendService, changes: ChangeFeed) -> HeardService:
    return HeardService(store, recommend.sound, WordsService(store, changes), lambda: ())


def test_everything_that_is_known_is_in_it(store: Store, tracks: list[TrackId], service: HeardService) -> None:
    hear(store, tracks)
    found = service.of(tracks[0], neighbours=5)
    assert found.track.id == tracks[0]
    assert [one.name for one in found.attributes] == list(ATTRIBUTES)
    assert found.tempo is not None and (round(found.tempo.bpm), found.tempo.other_bpm) == (165, 82.5)
    assert found.key is not None and (found.key.tonic, found.key.minor) == (4, True)
    assert found.loudness is not None and found.loudness.lufs == -8.0
    assert found.pictures is not None and found.pictures.shape is not None
    assert found.pictures.shape.shape == (1000,)
    assert found.pictures.bands.shape == (3, 32) and found.pictures.bands.max() == 0.0
    assert found.pictures.pitches.shape == (12,) and found.pictures.pitches.max() == pytest.approx(1.0)
    assert found.pictures.pulse.shape == (20,)
    assert found.place is not None and found.place[1] > 0.5, "it is among the louder half"
    assert set(found.moods) <= set(MOODS)
    assert not found.excerpts and found.missing == ()
    assert service.state(tracks[0]) == "whole"


def test_the_nearest_are_those_that_sound_alike_best_first(
    store: Store, tracks: list[TrackId], service: HeardService
) -> None:
    hear(store, tracks)
    near = service.of(tracks[0], neighbours=3).neighbours
    assert {one.track.id for one in near} == set(tracks[1:4]), "the other three of its artist"
    assert [one.likeness for one in near] == sorted((one.likeness for one in near), reverse=True)
    assert all(0 < one.likeness <= 1 for one in near)
    every = service.of(tracks[0], neighbours=100).neighbours
    assert min(one.likeness for one in every) >= LIKE_LEAST, "what is not alike is no neighbour"


def test_one_among_others_that_are_not_alike_has_no_neighbour(
    store: Store, tracks: list[TrackId], service: HeardService, changes: ChangeFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear(store, tracks[:1])
    found = service.of(tracks[0])
    assert found.neighbours == () and not found.compared, "it is the only one that was heard"
    hear(store, tracks)
    changes.publish(Changes(features=True))
    monkeypatch.setattr("desktop_app.services.heard.LIKE_LEAST", 1.1)
    found = service.of(tracks[0])
    assert found.neighbours == () and found.compared


def test_no_beat_and_no_key_are_none(store: Store, tracks: list[TrackId], service: HeardService) -> None:
    hear(store, tracks)
    found = service.of(tracks[-1])
    assert found.tempo is None and found.key is None
    assert "without a steady beat" in heard_words.sentences(found)[0]


def test_what_was_not_heard_says_so(store: Store, tracks: list[TrackId], service: HeardService) -> None:
    hear(store, tracks[:4])
    found = service.of(tracks[5])
    assert found.pictures is None and found.missing == (heard_words.NOT_YET,)
    assert service.state(tracks[5]) == ""
    with pytest.raises(NotFound):
        service.of(TrackId(999))


def test_what_cannot_be_heard_says_why(store: Store, tracks: list[TrackId], service: HeardService) -> None:
    hear(store, tracks[:4])
    stamp = store.tracks.stamp(tracks[5])
    assert stamp is not None
    store.attempts.fail(file_signature("analyse", stamp), "it is cut short")
    assert service.of(tracks[5]).missing == ("It could not be heard: it is cut short.",)
    (aside,) = service.set_aside()
    assert (aside.path, aside.reason) == (stamp.path, "it is cut short")


def test_excerpts_are_told_and_have_no_shape(store: Store, tracks: list[TrackId], service: HeardService) -> None:
    hear(store, tracks, excerpts=True)
    found = service.of(tracks[0])
    assert found.excerpts and service.state(tracks[0]) == "excerpts"
    assert found.pictures is not None and found.pictures.shape is None


def test_silence_is_heard_and_says_nothing(store: Store, tracks: list[TrackId], service: HeardService) -> None:
    hear(store, tracks[:8])
    empty = np.zeros(0, np.float32)
    (track,) = store.tracks.rows([tracks[9]])
    store.features.put(
        [FeatureRow(track.key, group, groups.VERSIONS[group], empty) for group in groups.WIDTHS if group != "shape"]
    )
    found = service.of(tracks[9])
    assert found.missing == (heard_words.SILENT,) and found.pictures is None
    assert service.state(tracks[9]) == "whole"


def test_what_an_earlier_version_heard_is_not_taken_for_silence(
    store: Store, tracks: list[TrackId], service: HeardService
) -> None:
    hear(store, tracks, without=groups.LEARNED | {groups.READING, groups.CONTRAST})
    assert service.of(tracks[0]).missing == (heard_words.NOT_YET,)


def test_models_that_are_not_there_are_named(
    store: Store, tracks: list[TrackId], recommend: RecommendService, changes: ChangeFeed
) -> None:
    hear(store, tracks, without=groups.LEARNED)
    words = WordsService(store, changes)
    told = HeardService(store, recommend.sound, words, lambda: ("The models are not there.",)).of(tracks[0])
    assert told.missing == ("The models are not there.",)
    assert told.pictures is not None and told.neighbours, "what is measured serves without them"
    waiting = HeardService(store, recommend.sound, words, lambda: ()).of(tracks[0])
    assert "not heard it yet" in waiting.missing[0]


def test_missing_models_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def told(**reasons: str) -> tuple[str, ...]:
        found = dict.fromkeys(models.GIVES, "") | {models.MOOD_FILE: reasons.get("mood", "")}
        if "all" in reasons:
            found = dict.fromkeys(models.GIVES, reasons["all"])
        monkeypatch.setattr(models, "usable", lambda: found)
        heard_models.missing_models.cache_clear()
        try:
            return heard_models.missing_models()
        finally:
            heard_models.missing_models.cache_clear()

    assert told() == ()
    assert told(mood="it is missing") == (
        f"The model that hears moods cannot be used ({models.MOOD_FILE}: it is missing).",
    )
    both = told(all="onnxruntime, which runs the models, is not installed")
    assert len(both) == 2 and "onnxruntime" in both[0] and "less well" in both[1]


def test_it_works_with_recommendations_off_and_learns_no_listen(
    store: Store, tracks: list[TrackId], service: HeardService, recommend: RecommendService
) -> None:
    hear(store, tracks)
    recommend.set_enabled(False)
    assert service.of(tracks[0]).neighbours
    assert recommend._model is not None and recommend._model.listens == 0


def test_tables_of_the_library_are_kept_until_something_new_was_heard(
    store: Store, tracks: list[TrackId], service: HeardService, recommend: RecommendService, changes: ChangeFeed
) -> None:
    hear(store, tracks[:-1])
    first = recommend.sound()
    service.of(tracks[0])
    assert recommend.sound() is first
    hear(store, tracks)
    changes.publish(Changes(features=True))
    assert recommend.sound() is not first
    assert service.of(tracks[0], neighbours=100).neighbours[-1].track.id in tracks


def test_the_plane_counts_every_track_and_names_moods_where_they_lie(
    store: Store, tracks: list[TrackId], service: HeardService
) -> None:
    hear(store, tracks)
    plane = service.plane()
    assert plane is not None and plane.tracks == len(tracks)
    assert plane.density.shape == (PLANE, PLANE) and plane.density.max() == 1.0
    places = {name: (valence, energy) for name, valence, energy in plane.names}
    assert places["energetic"][1] > places["calm"][1]
