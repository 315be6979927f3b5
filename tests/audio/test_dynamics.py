"""Loudness against the standards: EBU Tech 3341 and 3342, ITU-R BS.1770-5."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import lfilter

from desktop_app.audio import groups
from tests.audio import sounds
from tests.audio.hearing import features, of_stretches, read, reading

from desktop_app.audio import dynamics  # isort: skip  (after the stand-in for numba)

SHELF = [1.53512485958697, -2.69169618940638, 1.19839281085285], [1, -1.69065929318241, 0.73248077421585]
HIGH_PASS = [1, -2, 1], [1, -1.99004745483398, 0.99007225036621]


def sine(seconds: float, level_db: float, hertz: float = 1000, rate: int = 48_000) -> np.ndarray:
    t = np.arange(round(seconds * rate)) / rate
    return np.repeat((10 ** (level_db / 20) * np.sin(2 * np.pi * hertz * t))[:, None], 2, 1).astype(np.float32)


def lufs(sound: np.ndarray) -> float:
    """Loudness of a steady sound at 48 kHz by the filters of the standard themselves, mono as dual mono."""
    heard = lfilter(*HIGH_PASS, lfilter(*SHELF, sound.astype(np.float64), axis=0), axis=0)
    power = np.mean(np.square(heard), axis=0).sum() * (2 if sound.shape[1] == 1 else 1)
    return float(-0.691 + 10 * np.log10(power))


def at(level: float, sound: np.ndarray) -> np.ndarray:
    return (sound * 10 ** ((level - lufs(sound)) / 20)).astype(np.float32)


def pink(white: np.ndarray) -> np.ndarray:
    spectrum = np.fft.rfft(white, axis=0)
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))[:, None]
    return np.fft.irfft(spectrum, len(white), axis=0).astype(np.float32)


NOISE = sounds.noise(12, 48_000)
MONO = NOISE[:, :1]
KINDS = {
    "white stereo": NOISE,
    "pink stereo": pink(NOISE),
    "white mono": MONO,
    "the same left and right": np.repeat(MONO, 2, 1),
    "one side only": np.concatenate([MONO, 0 * MONO], 1),
    "inverted": np.concatenate([MONO, -MONO], 1),
    "bass in the middle, treble apart": np.repeat(lfilter([0.02], [1, -0.98], pink(MONO), axis=0), 2, 1)
    + lfilter([0.5, -0.5], [1], pink(NOISE), axis=0),
}


@pytest.mark.parametrize("kind", KINDS)
def test_noise_of_minus_23_lufs_is_read_within_a_fifth_of_a_unit(kind):
    assert reading(at(-23, KINDS[kind]), 48_000)["loudness_lufs"] == pytest.approx(-23, abs=0.2)


def test_loudness_is_the_same_at_every_rate():
    low = np.cumsum(sounds.noise(10, 8_000), axis=0)
    low = (low - lfilter([0.01], [1, -0.99], low, axis=0)).astype(np.float32)  # something that every rate can hold
    expected = reading(low, 8_000)["loudness_lufs"]
    for rate in (16_000, 48_000, 96_000):
        spectrum = np.fft.rfft(low, axis=0)
        more = np.fft.irfft(spectrum, rate * 10, axis=0) * (rate / 8_000)
        assert reading(more.astype(np.float32), rate)["loudness_lufs"] == pytest.approx(expected, abs=0.2)


def test_integrated_loudness_of_the_reference_tones():
    # EBU Tech 3341, signals 1 and 2: a stereo sine of 1 kHz at -23 (-33) dBFS per channel reads -23 (-33) LUFS.
    for level in (-23.0, -33.0):
        found = features(sine(20, level), 48_000)
        assert found[groups.DYNAMICS][0] == pytest.approx(level, abs=0.1)
        assert read(found)["loudness_lufs"] == found[groups.DYNAMICS][0]


def test_the_gate_leaves_out_quiet_parts():
    # EBU Tech 3341, signal 3: 10 s at -36, 60 s at -23, 10 s at -36 dBFS reads -23 LUFS.
    parts = [sine(10, -36), sine(60, -23), sine(10, -36)]
    assert reading(np.concatenate(parts), 48_000)["loudness_lufs"] == pytest.approx(-23, abs=0.1)


@pytest.mark.parametrize(
    "levels, expected",
    [((-20, -30), 10), ((-20, -15), 5), ((-40, -20), 20), ((-50, -35, -20, -35, -50), 15)],
)
def test_loudness_range_of_the_reference_tones(levels, expected):
    # EBU Tech 3342, signals 1 to 4: 20 s at each level.
    sound = np.concatenate([sine(20, level, rate=24_000) for level in levels])
    assert reading(sound, 24_000)["range_lu"] == pytest.approx(expected, abs=1)


@pytest.mark.parametrize("hertz, gain_db", [(60, -3.2), (100, -1.1), (1000, 0.7), (2000, 2.6), (10_000, 4.0)])
def test_k_weighting_follows_the_standard(hertz, gain_db):
    # The magnitude of the 48 kHz coefficients, computed here from the coefficients themselves.
    z = np.exp(-2j * np.pi * hertz / 48_000)
    parts = [np.polyval(top[::-1], z) / np.polyval(bottom[::-1], z) for top, bottom in (SHELF, HIGH_PASS)]
    expected = 20 * np.log10(abs(parts[0] * parts[1]))
    assert expected == pytest.approx(gain_db, abs=0.5)
    assert 10 * np.log10(dynamics.k_weighting(np.array([float(hertz)]))[0]) == pytest.approx(expected, abs=0.02)


def test_crest_is_the_peak_over_the_loudness():
    found = reading(sine(5, -20), 48_000)
    assert found["crest_db"] == pytest.approx(0, abs=0.1)  # the sine's peak is at -20 dBFS, its loudness at -20 LUFS
    assert reading(sounds.clicks(60, 10, 48_000), 48_000)["crest_db"] > 15
    assert reading(np.zeros((48_000, 2), np.float32), 48_000)["crest_db"] == 0


def test_width_is_that_of_the_channels():
    assert reading(sine(5, -20), 48_000)["width_db"] == pytest.approx(0, abs=0.01)
    # Two independent channels: their mean has half the power.
    assert reading(sounds.noise(5))["width_db"] == pytest.approx(3.0, abs=0.1)


def test_excerpts_of_a_steady_sound_are_as_loud_as_the_whole():
    sound = at(-23, KINDS["pink stereo"])
    found = read(of_stretches([sound[:200_000], sound[300_000:500_000]], 48_000))
    assert found["loudness_lufs"] == pytest.approx(-23, abs=0.2)
    assert found["range_lu"] == pytest.approx(reading(sound, 48_000)["range_lu"], abs=0.5)


def test_almost_nothing_has_finite_dynamics():
    for power in (np.zeros(1), np.zeros(0), np.full(3, 1e-12), np.full(500, 0.1)):
        found = dynamics.loudness([power.astype(np.float64)])
        assert np.isfinite([found.lufs, found.range_lu, found.short_range_lu, found.deviation_lu]).all()
