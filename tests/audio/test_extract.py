from __future__ import annotations

import numpy as np
import pytest

from desktop_app.audio import groups
from tests.audio import sounds
from tests.audio.hearing import features

from desktop_app.audio import extract  # isort: skip  (after the stand-in for numba)
from desktop_app.audio.extract import Extractor, TooShort  # isort: skip


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
