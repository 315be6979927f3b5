"""What was heard in a track, gathered from its features, the library around it and its words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import numpy as np

from desktop_app.audio import groups
from desktop_app.domain.errors import EmptyLibrary, NotFound
from desktop_app.domain.heard import Heard, Key, Loudness, MoodPlane, Neighbour, Pictures, Tempo
from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Presence, Refusal, Track
from desktop_app.domain.tables import Float32Array
from desktop_app.services.heard_words import NOT_YET, SILENT
from desktop_app.services.words import WordsService
from desktop_app.store import MAX_CUT_OFF, Store, file_signature

if TYPE_CHECKING:
    from desktop_app.recommend.heard import LibrarySound, Near

LIKE_LEAST = 0.05
"""A track that is less alike than this is no neighbour: 0 is what any two tracks have in common. A judgement."""
KEY_LEAST = 0.05
"""A key that is less sure than this is none."""
BROKE_DOWN = "the program was ended again and again while it heard it"
_TEMPOGRAM = slice(2, 22)
"""In the group RHYTHM."""
_PITCHES = slice(0, 12)
"""In the group TONAL."""
_OF_ONE = (groups.READING, groups.BANDS, groups.TONAL, groups.RHYTHM, groups.SHAPE)

State = Literal["", "excerpts", "whole"]


class HeardService:
    """Thread-safe. What holds of the whole library comes from the one copy that lists are made from.

    Args:
        sound: gives that copy, brought up to date; EmptyLibrary where no track is there.
        models_missing: sentences on models that are not there.
    """

    def __init__(
        self,
        store: Store,
        sound: Callable[[], LibrarySound],
        words: WordsService,
        models_missing: Callable[[], tuple[str, ...]],
    ) -> None:
        self._store = store
        self._sound = sound
        self._words = words
        self._models_missing = models_missing

    def state(self, track: TrackId) -> State:
        """Whether a track was heard, and whether whole; quick."""
        if not self._store.features.widths(track, self._store.features.served(groups.of(groups.NEEDED))):
            return ""
        return "excerpts" if self._store.features.from_excerpts(track) else "whole"

    def of(self, track: TrackId, neighbours: int = 10) -> Heard:
        """Everything that is known of the sound and the words of a track.

        Args:
            neighbours: at most so many tracks that sound alike; fewer where no others are LIKE_LEAST alike.
        Raises:
            NotFound: there is no such track.
        """
        rows = self._store.tracks.rows([track])
        if not rows:
            raise NotFound(f"There is no track {track} in the library.")
        shown = rows[0]
        versions = self._store.features.served(groups.of(_OF_ONE))
        found = {group: self._store.features.get(track, group, version) for group, version in versions.items()}
        words = self._words.of(track)
        reading = found[groups.READING]
        if reading is None or len(reading) != len(groups.READINGS):
            read_of = {
                groups.READING: versions[groups.READING]
            }  # what an earlier version of the program heard lacks it
            why = SILENT if self._store.features.widths(track, read_of) else self._why_not(shown)
            return Heard(shown, (), (), (), None, None, None, None, words, (), False, (why,))
        read = dict(zip(groups.READINGS, reading.tolist(), strict=True))
        excerpts = self._store.features.from_excerpts(track)
        try:
            library: LibrarySound | None = self._sound()
        except EmptyLibrary:
            library = None
        near = library.near(track, max(1, neighbours)) if library else ()
        return Heard(
            track=shown,
            attributes=library.attributes(track) if library else (),
            tags=library.words(track) if library else (),
            moods=library.moods_of(track) if library else (),
            tempo=_tempo(read),
            key=_key(read),
            loudness=Loudness(read["loudness_lufs"], read["range_lu"], read["crest_db"]),
            pictures=_pictures(found),
            words=words,
            neighbours=self._neighbours(near[:neighbours]),
            compared=bool(near),
            excerpts=excerpts,
            missing=self._missing(track),
            place=library.place(track) if library else None,
        )

    def set_aside(self, limit: int | None = None) -> list[Refusal]:
        """Files that cannot be heard, with their reasons, by path."""
        versions = self._store.features.served(groups.of(groups.NEEDED))
        found = self._store.features.set_aside(versions, limit)
        return [one if one.reason else Refusal(one.path, BROKE_DOWN) for one in found]

    def plane(self) -> MoodPlane | None:
        """The heard library on the plane of valence and energy; None where there is no library."""
        try:
            return self._sound().plane
        except EmptyLibrary:
            return None

    def _neighbours(self, nearest: tuple[Near, ...]) -> tuple[Neighbour, ...]:
        near = {one.track: one for one in nearest if one.likeness >= LIKE_LEAST}
        rows = self._store.tracks.rows([TrackId(other) for other in near])
        found = [Neighbour(row, near[row.id].likeness, near[row.id].shared) for row in rows if row.id in near]
        return tuple(sorted(found, key=lambda one: -one.likeness))

    def _missing(self, track: TrackId) -> tuple[str, ...]:
        widths = self._store.features.widths(track, self._store.features.served(groups.of(groups.LEARNED)))
        if any(widths.values()) and widths.keys() >= groups.LEARNED:
            return ()
        if sentences := self._models_missing():
            return sentences
        if widths.keys() >= groups.LEARNED:
            return ("There is too little sound in it to hear moods, instruments or genres.",)
        return ("The models that hear moods, instruments and genres have not heard it yet.",)

    def _why_not(self, track: Track) -> str:
        if track.presence is Presence.AWAY:
            return "It was not heard yet, and its file is away."
        stamp = self._store.tracks.stamp(track.id)
        attempt = None
        if stamp is not None:
            signature = file_signature("analyse", stamp, (track.start_75, track.end_75))
            attempt = self._store.attempts.state(signature)
        if attempt is not None and attempt.reason:
            return f"It could not be heard: {attempt.reason}."
        if attempt is not None and attempt.tries >= MAX_CUT_OFF:
            return f"It could not be heard: {BROKE_DOWN}."
        return NOT_YET


def _tempo(read: dict[str, float]) -> Tempo | None:
    if read["tempo_bpm"] <= 0:
        return None
    return Tempo(read["tempo_bpm"], read["other_tempo_bpm"], read["tempo_confidence"], read["pulse_clarity"])


def _key(read: dict[str, float]) -> Key | None:
    if read["key_confidence"] < KEY_LEAST:
        return None
    return Key(round(read["key"]) % 12, read["minor"] >= 0.5, read["key_confidence"])


def _pictures(found: dict[str, Float32Array | None]) -> Pictures:
    bands, tonal, pulse = (found[group] for group in (groups.BANDS, groups.TONAL, groups.RHYTHM))
    levels = np.zeros((3, groups.N_BANDS), np.float32) if bands is None else bands.reshape(3, groups.N_BANDS)
    return Pictures(
        shape=found[groups.SHAPE],
        bands=np.asarray(levels - levels.max(), np.float32),
        pitches=np.zeros(12, np.float32) if tonal is None else _of_strongest(tonal[_PITCHES]),
        pulse=np.zeros(20, np.float32) if pulse is None else np.clip(pulse[_TEMPOGRAM], 0.0, 1.0),
    )


def _of_strongest(values: Float32Array) -> Float32Array:
    least = np.maximum(values, 0.0)
    return np.asarray(least / max(1e-9, float(least.max())), np.float32)
