from __future__ import annotations

import numpy as np
import pytest

from desktop_app.audio import groups, without_numba
from tests.audio import sounds

without_numba.install()

from desktop_app.audio import extract, summary  # noqa: E402
from desktop_app.audio.extract import Extractor, TooShort  # noqa: E402
from desktop_app.audio.levels import Levels  # noqa: E402


def features(sound: np.ndarray, rate: int = sounds.RATE, block: int = 1 << 16) -> dict[str, np.ndarray]:
    extractor = Extractor(rate, sound.shape[1])
    for begin in range(0, len(sound), block):
        extractor.push(sound[begin : begin + block])
    return extractor.finish().features


def sine(seconds: float, hertz: float, level: float, rate: int = 48_000) -> np.ndarray:
    t = np.arange(round(seconds * rate)) / rate
    return np.repeat((level * np.sin(2 * np.pi * hertz * t))[:, None], 2, 1).astype(np.float32)


def distance(a: dict[str, np.ndarray], b: dict[str, np.ndarray], name: str) -> float:
    return float(np.abs(a[name] - b[name]).max())


@pytest.mark.parametrize("seconds", [1.0, 1.3, 5.0, 40.0])
@pytest.mark.parametrize("rate", [1_000, 8_000, 22_050, 44_100, 48_000, 96_000])
def test_any_length_and_rate_gives_finite_values_of_the_stated_width(seconds, rate):
    found = features(sounds.noise(seconds, rate), rate)
    assert {name: values.shape for name, values in found.items()} == {n: (groups.WIDTHS[n],) for n in groups.MEASURED}
    assert all(values.dtype == np.float32 and np.isfinite(values).all() for values in found.values())


def test_less_than_a_second_is_too_short():
    extractor = Extractor(44_100, 2)
    extractor.push(sounds.noise(0.99))
    with pytest.raises(TooShort):
        extractor.finish()


def test_every_group_has_a_version_and_the_similarity_names_known_groups():
    assert set(groups.VERSIONS) == set(groups.WIDTHS)
    assert set(groups.SIMILARITY_WEIGHTS) <= set(groups.WIDTHS) - {groups.SHAPE, groups.READING}


def test_the_cut_into_blocks_does_not_matter():
    sound = sounds.music(20)
    whole, pieces = features(sound, block=len(sound)), features(sound, block=7_001)
    for name in groups.MEASURED:
        assert np.allclose(whole[name], pieces[name], rtol=1e-3, atol=1e-3), name


def test_integrated_loudness_of_the_reference_tones():
    # EBU Tech 3341, signals 1 and 2: a stereo sine of 1 kHz at -23 (-33) dBFS per channel reads -23 (-33) LUFS.
    for level in (-23.0, -33.0):
        found = features(sine(20, 1000, 10 ** (level / 20)), 48_000)
        assert found[groups.DYNAMICS][0] == pytest.approx(level, abs=0.1)


def test_loudness_gate_leaves_out_quiet_parts():
    # EBU Tech 3341, signal 3: 10 s at -36, 60 s at -23, 10 s at -36 dBFS reads -23 LUFS.
    parts = [sine(10, 1000, 10 ** (-36 / 20)), sine(60, 1000, 10 ** (-23 / 20)), sine(10, 1000, 10 ** (-36 / 20))]
    assert features(np.concatenate(parts), 48_000)[groups.DYNAMICS][0] == pytest.approx(-23, abs=0.1)


@pytest.mark.parametrize("hertz, gain_db", [(60, -3.2), (100, -1.1), (1000, 0.7), (2000, 2.6), (10_000, 4.0)])
def test_k_weighting_follows_the_standard(hertz, gain_db):
    # The magnitude of the 48 kHz coefficients of ITU-R BS.1770-5, computed here from the coefficients themselves.
    z = np.exp(-2j * np.pi * hertz / 48_000)
    shelf = np.polyval([1.19839281085285, -2.69169618940638, 1.53512485958697], z) / np.polyval(
        [0.73248077421585, -1.69065929318241, 1], z
    )
    high_pass = np.polyval([1, -2, 1], z) / np.polyval([0.99007225036621, -1.99004745483398, 1], z)
    expected = 20 * np.log10(abs(shelf * high_pass))
    assert expected == pytest.approx(gain_db, abs=0.5)
    assert 10 * np.log10(extract.k_weighting(np.array([float(hertz)]))[0]) == pytest.approx(expected, abs=0.02)


def test_peak_over_loudness_and_stereo_width():
    narrow = features(sine(5, 1000, 0.1), 48_000)[groups.DYNAMICS]
    wide = features(sounds.noise(5), 44_100)[groups.DYNAMICS]
    assert narrow[4] == pytest.approx(0, abs=0.01)
    assert wide[4] == pytest.approx(3.0, abs=0.1)  # two independent channels: their mean has half the power


def test_mono_counts_as_the_same_sound_twice():
    mono = sounds.music(8)[:, :1]
    one, two = features(mono), features(np.repeat(mono, 2, 1))
    for name in groups.MEASURED:
        assert np.allclose(one[name], two[name], rtol=1e-3, atol=1e-3), name


def test_channels_that_cancel_each_other_are_still_heard():
    mono = sounds.music(8)[:, :1]
    upright, inverted = features(np.repeat(mono, 2, 1)), features(np.concatenate([mono, -mono], 1))
    for name in (groups.TIMBRE, groups.TONAL, groups.RHYTHM, groups.SHAPE):
        assert np.allclose(upright[name], inverted[name], rtol=1e-2, atol=1e-2), name


@pytest.mark.parametrize("tempo", [75, 96, 120, 140, 172])
def test_tempo_is_the_beat_or_its_octave(tempo):
    found = features(sounds.music(30, tempo=tempo))[groups.RHYTHM]
    octaves = found[0] - np.log2(tempo / 120)
    assert abs(octaves - round(float(octaves))) < 0.06
    assert abs(octaves) < 1.1


def test_tonal_does_not_depend_on_the_key_but_timbre_and_key_fit_do_on_the_sound():
    low, high = features(sounds.music(20, root_hz=220)), features(sounds.music(20, root_hz=220 * 2 ** (5 / 12)))
    other = features(sounds.noise(20))
    assert distance(low, high, groups.TONAL) < distance(low, other, groups.TONAL)
    assert np.abs(low[groups.TONAL][:12] - high[groups.TONAL][:12]).max() < 0.08


def test_features_rest_on_twenty_minutes_and_length_on_all(monkeypatch):
    monkeypatch.setattr(extract, "MAX_FEATURE_S", 6)
    sound = np.concatenate([sounds.music(6), 3 * sounds.noise(6)])
    extractor = Extractor(44_100, 2)
    extractor.push(sound)
    analysis = extractor.finish()
    alone = features(sounds.music(6))
    assert analysis.duration_ms == 12_000
    assert np.array_equal(analysis.features[groups.TIMBRE], alone[groups.TIMBRE])
    assert analysis.features[groups.SHAPE][750] > analysis.features[groups.SHAPE][250]


def test_near_silence_of_a_codec_does_not_change_what_is_heard():
    sound = sounds.music(10)
    sound[len(sound) // 2 :] = 0
    dithered = sound + 1e-5 * sounds.noise(10, level=1.0)
    clean, noisy = features(sound), features(dithered)
    assert np.abs(clean[groups.TIMBRE] - noisy[groups.TIMBRE]).max() < 3


def test_summaries_of_almost_nothing_are_finite():
    one = np.zeros((128, 1), np.float32)
    assert np.isfinite(summary.pattern(one)).all()
    assert np.isfinite(summary.motion(np.zeros((20, 2), np.float32))).all()
    assert np.isfinite(summary.rhythm(np.zeros(5, np.float32))).all()
    assert np.isfinite(summary.dynamics(np.zeros(1), 0.0, 2.0)).all()


class TestLevels:
    def test_shape_follows_the_loudness_whatever_the_cut(self):
        sound = np.full((44_100 * 10, 2), 0.1, np.float32)
        sound[44_100 * 5 :] *= 8
        for block in (1_000, 77_777):
            levels = Levels(44_100, 2)
            for begin in range(0, len(sound), block):
                levels.push(sound[begin : begin + block])
            shape = levels.shape(1000, levels.frames)
            assert shape.dtype == np.float32 and shape.shape == (1000,)
            assert np.allclose(shape[505:], 1.0, atol=1e-3)
            assert np.allclose(shape[:495], (1 / 64) ** 0.3, atol=1e-3)

    def test_a_part_that_was_not_read_is_silent(self):
        levels = Levels(8_000, 1)
        levels.push(sounds.noise(10, 8_000, 1))
        shape = levels.shape(1000, 8_000 * 20)
        assert shape[:495].min() > 0.3 and shape[505:].max() < 0.01

    def test_shorter_than_a_window(self):
        levels = Levels(8_000, 1)
        levels.push(np.full((10, 1), 0.5, np.float32))
        assert np.allclose(levels.shape(1000, 10), 1.0)

    def test_silence_is_flat(self):
        levels = Levels(8_000, 2)
        levels.push(np.zeros((80_000, 2), np.float32))
        assert not levels.shape(1000, 80_000).any()
        assert not Levels(8_000, 2).shape(1000, 0).any()
