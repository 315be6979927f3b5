from __future__ import annotations

import numpy as np
import pytest

from desktop_app.audio import groups
from tests.audio import sounds
from tests.audio.hearing import features, read, reading

import librosa  # isort: skip
from desktop_app.audio import timbre  # isort: skip  (after the stand-in for numba)

RATE = 22_050


def sine(hertz: float, seconds: float = 3.0) -> np.ndarray:
    return (0.3 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE))[:, None].astype(np.float32)


def test_covariance_is_the_upper_triangle_of_that_of_the_coefficients():
    coefficients = np.random.default_rng(0).standard_normal((groups.N_MFCC, 400)).astype(np.float32)
    expected = np.cov(coefficients, bias=True)[np.triu_indices(groups.N_MFCC)]
    assert np.allclose(timbre.covariance(coefficients), expected, atol=1e-4)
    assert not timbre.covariance(coefficients[:, :1]).any()


def test_its_diagonal_is_the_square_of_the_deviations():
    found = features(sounds.music(10))
    rows, columns = np.triu_indices(groups.N_MFCC)
    deviations = found[groups.TIMBRE][groups.N_MFCC :]
    assert np.allclose(found[groups.COVARIANCE][rows == columns], deviations**2, rtol=1e-2, atol=1e-2)


@pytest.mark.parametrize("hertz", [300, 1000, 4000])
def test_brightness_is_where_the_sound_is(hertz):
    assert reading(sine(hertz), RATE)["brightness_hz"] == pytest.approx(hertz, rel=0.15)


def test_noise_is_flat_and_bright_a_tone_is_neither():
    noise, tone = features(sounds.noise(3, RATE, 1), RATE), features(sine(300), RATE)
    assert noise[groups.COLOUR][3] > -0.5 and tone[groups.COLOUR][3] < -2
    assert noise[groups.COLOUR][2] > tone[groups.COLOUR][2] + 3
    assert read(noise)["brightness_hz"] > 10 * read(tone)["brightness_hz"]


def test_contrast_tells_tones_from_noise_in_the_band_where_they_are():
    noise = features(sounds.noise(5, RATE, 1), RATE)[groups.CONTRAST]
    both = features(sounds.noise(5, RATE, 1, level=0.001) + sine(1000, 5), RATE)[groups.CONTRAST]
    assert both[3] > noise[3] + 20  # 800 to 1,600 Hz
    assert both[5] < noise[5] + 3
    assert (noise[:7] < 20).all()


def test_levels_are_those_of_librosa_but_for_the_inaudible():
    mel = np.random.default_rng(0).exponential(size=(128, 40)).astype(np.float32) ** 9
    expected = librosa.power_to_db(mel, amin=1e-6, top_db=80.0)
    np.testing.assert_allclose(timbre.levels_db(mel), expected, atol=1e-4)
    assert (
        timbre.levels_db(np.zeros((128, 3), np.float32)) == timbre.levels_db(np.zeros((128, 3), np.float32))[0]
    ).all()


def test_motion_of_almost_nothing_is_none():
    assert not timbre.motion(np.zeros((groups.N_MFCC, 2), np.float32)).any()
