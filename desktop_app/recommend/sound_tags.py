"""Words for the sound of a track: genre, instruments, voice, mood and tempo, as the tag models heard them."""

from __future__ import annotations

import numpy as np

from desktop_app.domain.heard import SoundTag
from desktop_app.domain.sound_words import GENRE, VOICE, WORDS
from desktop_app.domain.tables import BoolArray, FeatureTable, Float32Array, FloatArray
from desktop_app.recommend.attributes import Heard, voice

LEAST = 0.15
"""A word is shown from this probability on."""
LIFT = 2.0
"""It must also be so many times as probable as on the median track: a word that fits everything tells nothing."""
PLAIN = 0.3
"""From here on a word is shown whatever the library is like: where all is metal, each track still reads as metal."""
ENOUGH = 20
"""With fewer tracks the median counts for less, and with a single one not at all."""
INSTRUMENTAL = "instrumental"


class SoundTags:
    """The words of all tracks of a feature table; rows as there.

    LEAST and LIFT are from reading the tags of 205 tracks of 22 games; PLAIN is where a word was right on nearly all
    tracks of other music that had it. Synonyms count once, by the most probable of them.
    """

    def __init__(self, features: FeatureTable) -> None:
        self.ids = features.ids
        heard = Heard(features)
        columns = [_strength(heard, word.msd, word.mtt).astype(np.float32) for word in WORDS]
        self.strength: Float32Array = np.stack(columns, axis=1)
        """Probability of each of WORDS, shape (n, len(WORDS)); NaN where no model that knows the word was run."""
        self.shown: BoolArray = self._shown(voice(heard)[0])
        """Whether a word is said of a track, same shape."""

    def of(self, row: int, most: int = 8) -> tuple[SoundTag, ...]:
        """The words of a track, strongest first; none where it was not heard by a model."""
        places = np.flatnonzero(self.shown[row])
        order = places[np.argsort(-self.strength[row, places], kind="stable")][:most]
        return tuple(SoundTag(WORDS[i].name, WORDS[i].kind, min(1.0, float(self.strength[row, i]))) for i in order)

    def shared(self, a: int, b: int, most: int = 5) -> tuple[str, ...]:
        """Words that are said of both tracks, by what the weaker of the two has of them."""
        places = np.flatnonzero(self.shown[a] & self.shown[b])
        weaker = np.minimum(self.strength[a, places], self.strength[b, places])
        return tuple(WORDS[i].name for i in places[np.argsort(-weaker, kind="stable")][:most])

    def _shown(self, sung: FloatArray) -> BoolArray:
        known = np.isfinite(self.strength)
        strength = np.where(known, self.strength, 0.0)
        least = np.full(len(WORDS), LEAST)
        for i in np.flatnonzero(known.any(axis=0)).tolist():
            column = strength[known[:, i], i]
            usual = float(np.median(column)) * min(1.0, (len(column) - 1) / (ENOUGH - 1))
            least[i] = max(LEAST, min(LIFT * usual, PLAIN))
        shown: BoolArray = strength >= least
        # What has nothing of its own is called by what it has most of: less is said of it, but not nothing.
        most = np.argmax(np.where([word.kind == GENRE for word in WORDS], strength, 0.0), axis=1)
        rows = np.flatnonzero(~shown.any(axis=1))
        shown[rows, most[rows]] = strength[rows, most[rows]] >= LEAST
        # A word for a voice beside a stronger one for none would contradict what the attributes say.
        for i, word in enumerate(WORDS):
            if word.kind == VOICE:
                wrong = sung > 0.5 if word.name == INSTRUMENTAL else sung < 0.5
                shown[:, i] &= ~wrong
        return shown


def _strength(heard: Heard, msd: tuple[str, ...], mtt: tuple[str, ...]) -> FloatArray:
    """The most probable of some tags of two models; NaN where no model that knows any was run."""
    found = [heard.strongest(group, names) for group, names in (("msd_tags", msd), ("mtt_tags", mtt)) if names]
    strongest: FloatArray = np.fmax.reduce(found)
    return strongest
