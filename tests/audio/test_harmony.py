from __future__ import annotations

import numpy as np
import pytest

from desktop_app.audio import groups
from tests.audio import sounds
from tests.audio.hearing import features, of_stretches, read, reading

from desktop_app.audio import harmony  # isort: skip  (after the stand-in for numba)

RATE = 22_050
MAJOR, MINOR, HARMONIC_MINOR = (0, 2, 4, 5, 7, 9, 11, 12), (0, 2, 3, 5, 7, 8, 10, 12), (0, 2, 3, 5, 7, 8, 11, 12)


def chord(root: int, minor: bool) -> tuple[int, ...]:
    return root, root + (3 if minor else 4), root + 7


def scale(root: int, steps: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [(root + step,) for step in steps]


PIECES = {
    "chord": lambda root, minor: [chord(root, minor)] * 3,
    "low chord": lambda root, minor: [chord(root - 12, minor)] * 3,
    "scale": lambda root, minor: scale(root, MINOR if minor else MAJOR),
    "harmonic scale": lambda root, minor: scale(root, HARMONIC_MINOR if minor else MAJOR),
    "cadence": lambda root, minor: [
        chord(root, minor),
        chord(root + 5, minor),
        chord(root + 7, False),
        chord(root, minor),
    ],
}


@pytest.mark.parametrize("minor", [False, True])
@pytest.mark.parametrize("piece", PIECES)
def test_the_key_of_chords_and_scales_is_heard_in_all_keys(piece, minor):
    for root in range(12):
        found = reading(sounds.notes(PIECES[piece](root, minor), 0.4, RATE), RATE)
        assert (found["key"], found["minor"]) == (root, minor)
        assert found["key_confidence"] > 0.4


@pytest.mark.parametrize("cents", [-40, -15, 0, 20, 40])
def test_tuning_is_read_and_does_not_change_the_key(cents):
    piece = PIECES["cadence"](3, False)
    found = reading(sounds.notes(piece, 0.4, RATE, 440 * 2 ** (cents / 1200)), RATE)
    assert found["tuning_cents"] == pytest.approx(cents, abs=4)
    assert (found["key"], found["minor"]) == (3, 0)


def test_noise_silence_and_drums_have_no_key():
    for sound in (sounds.noise(10, RATE, 1), np.zeros((RATE * 2, 1), np.float32), sounds.drums(120, 20, RATE)):
        found = reading(sound, RATE)
        assert found["key_confidence"] < 0.15
        assert found["tuning_cents"] == 0


def test_chroma_shows_the_notes_of_a_chord():
    found = features(sounds.notes([(0, 4, 7)] * 4, 0.5, RATE), RATE)[groups.TONAL]
    assert set(np.argsort(found[:12])[-3:]) == {0, 4, 7}
    assert found[:12].sum() == pytest.approx(1, abs=1e-3)


def test_a_song_and_its_transposition_are_alike():
    def song(root: int) -> np.ndarray:
        chords = [chord(root + step, minor) for step, minor in ((0, False), (9, True), (5, False), (7, False))]
        return features(sounds.notes(chords * 4, 0.4, RATE), RATE)[groups.TONAL]

    def other() -> np.ndarray:
        chords = [chord(step, minor) for step, minor in ((0, True), (1, False), (6, False), (10, True))]
        return features(sounds.notes(chords * 4, 0.4, RATE), RATE)[groups.TONAL]

    home = song(0)
    for root in (3, 7, 10):
        assert np.abs(home[:12] - song(root)[:12]).max() < 0.04
        assert np.linalg.norm(home[:17] - song(root)[:17]) < 0.7 * np.linalg.norm(home[:17] - other()[:17])


def test_change_follows_how_often_the_chords_change():
    chords = [(0, 4, 7), (5, 9, 12), (7, 11, 14), (2, 5, 9)]
    slow = features(sounds.notes([c for c in chords for _ in range(8)], 0.25, RATE), RATE)[groups.TONAL]
    fast = features(sounds.notes(chords * 8, 0.25, RATE), RATE)[groups.TONAL]
    assert fast[15] > 2 * slow[15]


def test_excerpts_tell_the_same_key():
    sound = sounds.notes(PIECES["cadence"](9, True) * 8, 0.5, RATE)
    found = read(of_stretches([sound[: 4 * RATE], sound[8 * RATE : 12 * RATE]], RATE))
    assert (found["key"], found["minor"]) == (9, 1) and found["key_confidence"] > 0.5


def test_no_partials_are_finite():
    none = harmony.peaks(np.zeros((9, 1025), np.float32))
    assert none.frames == 3 and harmony.tuning(none) == 0
    found = harmony.harmony(harmony.chroma(none, 0.0))
    assert np.isfinite(found.tonal).all() and found.confidence == 0
