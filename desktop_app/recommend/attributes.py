"""Attributes that a person understands, from what the models heard and what was measured.

Every attribute has witnesses, best first: the value is that of the best one that is there, the others only say how far
to trust it. Confidence is the product of

* how well that witness is known to agree with people's judgement (a correlation; each says where it is from),
* how far it agrees with the others on this very track: 1 - |its value - their mean, weighted by that correlation|, or
  ALONE without any,
* for what is a likelihood (acousticness, voice) how far it lies from "cannot say", see `_decided`.

A tag model gives no scale, but opposite words do: p(fast) / (p(fast) + p(slow)) lies between 0 and 1 for every track.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from desktop_app.domain.heard import ATTRIBUTES
from desktop_app.domain.sound_words import MOOD_NAMES, MSD_NAMES, MTT_NAMES
from desktop_app.domain.tables import BoolArray, FeatureTable, Float32Array, FloatArray, Int64Array

READING = (
    "loudness_lufs", "range_lu", "crest_db", "tempo_bpm", "other_tempo_bpm", "tempo_confidence", "pulse_clarity",
    "onset_rate_hz", "key", "minor", "key_confidence", "tuning_cents", "brightness_hz", "width_db",
)  # fmt: skip
"""Columns of the group "reading"."""

ALONE = 0.75
"""Agreement where nothing is there to agree with: less than the mean over real music, 0.88 for energy and valence."""


@dataclass(frozen=True, slots=True)
class AttributeTable:
    """Attributes of the heard tracks; row i is the track `ids[i]`, columns as in domain.heard.ATTRIBUTES."""

    ids: Int64Array
    values: Float32Array
    """Shape (n, 6), 0 to 1; NaN: not known."""
    confidence: Float32Array
    """Shape (n, 6), 0 to 1; 0 where the value is not known."""
    measured: BoolArray
    """Shape (n, 6): the value was computed from measurements, no model was asked."""

    def __len__(self) -> int:
        return len(self.ids)

    def column(self, name: str) -> FloatArray:
        """Values of one attribute, shape (n,)."""
        return self.values[:, ATTRIBUTES.index(name)].astype(np.float64)

    def trust(self, name: str) -> FloatArray:
        """Confidence of one attribute, shape (n,)."""
        return self.confidence[:, ATTRIBUTES.index(name)].astype(np.float64)


@dataclass(frozen=True, slots=True)
class _Witness:
    """One estimate of an attribute for every track, and the correlation with people's judgement to be expected."""

    values: FloatArray
    validity: float
    measured: bool = False


_Told = tuple[FloatArray, FloatArray, BoolArray]
"""Value, confidence, and whether it is measured; shape (n,) each."""

GROUPS = frozenset({"mood", "msd_tags", "mtt_tags", "reading"})
"""The groups that attributes, words and moods are made of."""


class Heard:
    """The groups of a feature table by the names of their columns; NaN where a group is missing or is not known."""

    def __init__(self, features: FeatureTable) -> None:
        self.size = len(features)
        self._columns = {
            "mood": (_group(features, "mood", len(MOOD_NAMES)), MOOD_NAMES),
            "msd_tags": (_group(features, "msd_tags", len(MSD_NAMES)), MSD_NAMES),
            "mtt_tags": (_group(features, "mtt_tags", len(MTT_NAMES)), MTT_NAMES),
            "reading": (_group(features, "reading", len(READING)), READING),
        }

    def column(self, group: str, name: str) -> FloatArray:
        values, names = self._columns[group]
        return values[:, names.index(name)].astype(np.float64)

    def strongest(self, group: str, names: Sequence[str]) -> FloatArray:
        """The largest of some tags, shape (n,): synonyms share what they mean, they do not add to it."""
        largest = self.column(group, names[0])
        for name in names[1:]:
            np.maximum(largest, self.column(group, name), out=largest)
        return largest

    def share(self, group: str, names: Sequence[str], opposite: Sequence[str]) -> FloatArray:
        """p / (p + q) of some tags and their opposites, shape (n,), 0 to 1."""
        p, q = self.strongest(group, names), self.strongest(group, opposite)
        return (np.maximum(p, 0.0) + _FLOOR) / (np.maximum(p, 0.0) + np.maximum(q, 0.0) + 2 * _FLOOR)


_FLOOR = 1e-4
"""Two tags that are both surely absent are no evidence for either."""


SILENT_LUFS = -60.0
"""Silence is neither calm nor dull: of what is not louder nothing is said. The models have the same gate."""


def _group(features: FeatureTable, name: str, width: int) -> Float32Array:
    values = features.groups.get(name)
    if values is None or values.shape != (len(features), width):
        return np.broadcast_to(np.float32(np.nan), (len(features), width))
    broken = ~np.isfinite(values).all(axis=1)
    if name == "reading":
        broken |= values[:, READING.index("loudness_lufs")] < SILENT_LUFS
    if broken.any():
        values = values.copy()
        values[broken] = np.nan  # half a row is no row
    return values


def attributes(features: FeatureTable) -> AttributeTable:
    """All attributes of all tracks of a feature table; a track's own do not depend on the others."""
    heard = Heard(features)
    found = [
        _told(_energy(heard)),
        _told(_valence(heard)),
        _told(_danceability(heard)),
        _decided(*_told(_acousticness(heard))),
        _told([_Witness(measured_brightness(heard), 1.0, True)], alone=1.0),
        _decided(*voice(heard)),
    ]
    values, confidence, measured = (np.stack(part, axis=1) for part in zip(*found, strict=True))
    return AttributeTable(
        features.ids, values.astype(np.float32), confidence.astype(np.float32), measured.astype(np.bool_)
    )


def _told(witnesses: Sequence[_Witness], alone: float = ALONE) -> _Told:
    """What witnesses tell, best first."""
    told = np.stack([witness.values for witness in witnesses])
    known = np.isfinite(told)
    first = np.argmax(known, axis=0)
    rows = np.arange(told.shape[1])
    value = np.where(known.any(axis=0), told[first, rows], np.nan)
    others = known.copy()
    others[first, rows] = False
    validity = np.array([witness.validity for witness in witnesses])
    weight = np.where(others, validity[:, None], 0.0)
    total = weight.sum(axis=0)
    mean = (weight * np.where(others, told, 0.0)).sum(axis=0) / np.maximum(total, 1e-12)
    agreement = np.where(total > 0, 1.0 - np.abs(value - mean), alone)
    measured: BoolArray = np.array([witness.measured for witness in witnesses])[first] & np.isfinite(value)
    return value, np.where(np.isfinite(value), validity[first] * agreement, 0.0), measured


def _decided(value: FloatArray, trust: FloatArray, measured: BoolArray) -> _Told:
    """A likelihood of one half says nothing of the track: there half of the trust is left, at 0 and at 1 all of it."""
    return value, np.where(np.isfinite(value), trust * (0.5 + np.abs(value - 0.5)), 0.0), measured


VIBENET_ENERGY, VIBENET_DANCEABILITY, VIBENET_VALENCE = 0.82, 0.72, 0.67
"""Expected correlation with the Echo Nest labels: the teacher's (.85, .75, .70, from the author's notebooks) times that
of the student with its teacher (.96)."""
VIBENET_ACOUSTICNESS = 0.67
"""Not published; taken to be no better than the worst that is."""
TAGS_ENERGY, TAGS_VALENCE = 0.64, 0.48
"""Correlation of fast against slow with VibeNet's energy (.78), of happy against sad with its valence (.72), on 205
tracks of 22 games, times VibeNet's own."""


def _energy(heard: Heard) -> list[_Witness]:
    return [
        _Witness(_bounded(heard.column("mood", "energy")), VIBENET_ENERGY),
        _Witness(heard.share("mtt_tags", ("fast", "loud"), ("slow", "quiet", "soft")), TAGS_ENERGY),
        _Witness(measured_energy(heard), MEASURED_ENERGY, True),
    ]


def _valence(heard: Heard) -> list[_Witness]:
    return [
        _Witness(_bounded(heard.column("mood", "valence")), VIBENET_VALENCE),
        _Witness(heard.share("msd_tags", ("happy",), ("sad",)), TAGS_VALENCE),
        _Witness(measured_valence(heard), MEASURED_VALENCE, True),
    ]


def _danceability(heard: Heard) -> list[_Witness]:
    return [
        _Witness(_bounded(heard.column("mood", "danceability")), VIBENET_DANCEABILITY),
        _Witness(measured_danceability(heard), MEASURED_DANCEABILITY, True),
    ]


_PLAYED = ("classical", "strings", "violin", "piano", "flute", "harp", "cello", "harpsichord", "choir")
_MADE = ("techno", "electronic", "synth", "dance", "beat", "beats", "rock", "metal")
"""Guitars may be either."""


def _acousticness(heard: Heard) -> list[_Witness]:
    """Nothing that is measured tells a recorded instrument from a sampled one: without models it is not known."""
    return [
        _Witness(_bounded(heard.column("mood", "acousticness")), VIBENET_ACOUSTICNESS),
        _Witness(heard.share("mtt_tags", _PLAYED, _MADE), TAGS_ACOUSTICNESS),
    ]


TAGS_ACOUSTICNESS = 0.38
"""Correlation of the share with VibeNet's acousticness (.57 on 60 recordings, .77 on 184 others), times its own."""


def voice(heard: Heard) -> _Told:
    """Each tag model's share of voice words against words for none; the value is the middle of both in log-odds."""
    msd = heard.share("msd_tags", ("female vocalists", "female vocalist", "male vocalists"), ("instrumental",))
    mtt = heard.share("mtt_tags", _VOICES, ("no vocals", "no vocal", "no voice"))
    both = np.isfinite(msd) & np.isfinite(mtt)
    odds = np.sqrt(msd / (1.0 - msd) * mtt / (1.0 - mtt))
    value = np.where(both, odds / (1.0 + odds), np.where(np.isfinite(mtt), mtt, msd))
    agreement = np.where(both, 1.0 - np.abs(msd - mtt), ALONE)
    return value, TAGS_VOICE * agreement, np.zeros(heard.size, np.bool_)


_VOICES = (
    "vocal", "vocals", "voice", "singing", "female", "woman", "female vocal", "female voice", "male", "man",
    "male vocal", "male voice", "choir", "choral", "opera",
)  # fmt: skip
TAGS_VOICE = 0.6
"""A judgement: no sample of singing was at hand to measure on. Of 244 game recordings, nearly all without a singer, 34
came out above one half, 24 of them with a confidence below .35; one that is speech came out at .96."""


def _logistic(x: FloatArray) -> FloatArray:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(x, -30.0, 30.0))), np.float64)


def _bounded(values: FloatArray) -> FloatArray:
    return np.clip(values, 0.0, 1.0)


MEASURED_ENERGY, MEASURED_VALENCE, MEASURED_DANCEABILITY = 0.58, 0.45, 0.52
"""Correlation with VibeNet's energy (.71), valence (.67) and danceability (.72), times its own: each the lower of two
figures, on 60 recordings of 11 games and on 184 of 21 others. The formulas were chosen with both in sight."""
BUSY_HZ = 6.0
"""Onsets a second that count as full energy: sixteenths at 90 a minute."""
DULL_HZ, BRIGHT_HZ = 200.0, 3_200.0


def measured_brightness(heard: Heard) -> FloatArray:
    """Octaves of the mean centroid, from 0 at DULL_HZ to 1 four octaves above at BRIGHT_HZ; shape (n,).

    A measurement and no judgement: nothing is to doubt but what the word means.
    """
    hertz = np.maximum(heard.column("reading", "brightness_hz"), 1.0)
    return _bounded(np.log(hertz / DULL_HZ) / np.log(BRIGHT_HZ / DULL_HZ))


def measured_energy(heard: Heard) -> FloatArray:
    """Mean of loudness, onset rate and brightness, each as 0 to 1; shape (n,).

    The curve for loudness is a logistic fit to the energy of 686 released songs over their loudness (r = .85).
    """
    loudness = _logistic(0.25 * (heard.column("reading", "loudness_lufs") + 10.0))
    onsets = _bounded(heard.column("reading", "onset_rate_hz") / BUSY_HZ)
    return np.asarray((loudness + onsets + measured_brightness(heard)) / 3.0, np.float64)


def measured_valence(heard: Heard) -> FloatArray:
    """From the middle up for many onsets a second and for major, down for few and for minor; shape (n,).

    Tempo and mode are the two cues on which studies of musical expression agree. The onset rate stands for the tempo,
    which may be taken an octave too high or too low; the mode counts by how sure the key is.
    """
    mode = (1.0 - 2.0 * heard.column("reading", "minor")) * heard.column("reading", "key_confidence")
    quick = np.clip(heard.column("reading", "onset_rate_hz") / (BUSY_HZ / 2.0) - 1.0, -1.0, 1.0)
    return _bounded(0.5 + 0.3 * quick + 0.07 * mode)


def measured_danceability(heard: Heard) -> FloatArray:
    """Many onsets a second, and a clear pulse at a tempo near 120 a minute, either octave counting; shape (n,).

    On 686 released songs nearness of the tempo to 120 alone correlates .46 with their danceability.
    """
    onsets = _bounded(heard.column("reading", "onset_rate_hz") / DENSE_HZ)
    clarity = _bounded(heard.column("reading", "pulse_clarity"))
    near = [
        np.clip(1.0 - np.abs(np.log2(np.maximum(heard.column("reading", name), 1.0) / 120.0)), 0.0, 1.0)
        for name in ("tempo_bpm", "other_tempo_bpm")
    ]
    return np.asarray((onsets + np.sqrt(clarity * np.maximum(*near))) / 2.0, np.float64)


DENSE_HZ = 5.0
"""Onsets a second from which on more of them do not make for better dancing."""
