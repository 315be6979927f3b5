from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from desktop_app.audio import groups
from tests.audio import sounds
from tests.audio.hearing import features, of_stretches

from desktop_app.audio import extract  # isort: skip  (after the stand-in for numba)
from desktop_app.audio.extract import Extractor, TooShort  # isort: skip


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


def _odd_sounds() -> dict[str, tuple[np.ndarray, int]]:
    second = np.ones((44_100, 1), np.float32)
    silence = 0 * second
    click = silence.copy()
    click[20_000] = 1.0
    noise = sounds.noise(2, 44_100, 1)
    return {
        "silence": (np.repeat(silence, 2, 1), 44_100),
        "constant": (0.9 * second, 44_100),
        "constant in one channel": (np.concatenate([second, silence], 1), 44_100),
        "one sample": (click, 44_100),
        "a sample of almost nothing": (1e-30 * click, 44_100),
        "full scale square": (np.sign(noise), 44_100),
        "inverted": (np.concatenate([noise, -noise], 1), 44_100),
        "far too loud": (1e9 * noise, 44_100),
        "infrasound": (np.sin(np.arange(80_000) / 8_000 * 2 * np.pi * 2)[:, None].astype(np.float32), 8_000),
        "above hearing": (np.sin(np.arange(96_000) * 3.0)[:, None].astype(np.float32), 96_000),
        "8 kHz": (sounds.noise(3, 8_000, 1), 8_000),
        "384 kHz": (sounds.noise(2, 384_000), 384_000),
        "sound behind silence": (np.concatenate([np.zeros((441_000, 1), np.float32), noise]), 44_100),
    }


@pytest.mark.parametrize("name", _odd_sounds())
def test_odd_sounds_give_finite_values(name):
    found = features(*_odd_sounds()[name])
    assert all(np.isfinite(values).all() for values in found.values())
    assert found[groups.SHAPE].min() >= 0 and found[groups.SHAPE].max() <= 1


@pytest.mark.parametrize("block", [1, 77, 441_000])
def test_the_cut_into_blocks_changes_no_bit(block):
    sound = sounds.music(1.2 if block == 1 else 20)
    whole, pieces = features(sound), features(sound, block=block)
    for name in groups.MEASURED:
        assert np.array_equal(whole[name], pieces[name]), name


def test_threads_change_no_bit():
    songs = [sounds.music(16, tempo=tempo) for tempo in (90, 110, 130, 150)]
    alone = [features(song) for song in songs]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(features, songs))
    for one, other in zip(alone, together, strict=True):
        assert all(np.array_equal(one[name], other[name]) for name in groups.MEASURED)


def test_excerpts_are_all_but_the_shape_and_near_the_whole():
    sound = sounds.music(70, 22_050)
    starts = [22_050 * second for second in (1, 13, 25, 37, 49, 59)]
    found = of_stretches([sound[at : at + 220_500] for at in starts], 22_050)
    whole, noise = features(sound, 22_050), features(sounds.noise(30, 22_050), 22_050)
    assert set(found) == groups.MEASURED - groups.NOT_IN_EXCERPTS
    for name in (groups.TIMBRE, groups.COLOUR, groups.CONTRAST, groups.BANDS, groups.DYNAMICS, groups.TONAL):
        assert np.linalg.norm(found[name] - whole[name]) < 0.25 * np.linalg.norm(noise[name] - whole[name]), name


def test_gaps_without_sound_between_them_change_nothing():
    sound = sounds.music(5)
    extractor = Extractor(44_100, 2)
    for _ in range(3):
        extractor.gap()
    extractor.push(sound)
    extractor.gap()
    found = extractor.finish(excerpts=True).features
    whole = features(sound)
    assert all(np.array_equal(found[name], whole[name]) for name in found)


def test_stretches_shorter_than_a_frame_are_heard():
    found = of_stretches([sounds.noise(0.05, seed=n) for n in range(25)])
    assert all(np.isfinite(values).all() for values in found.values())
    assert found[groups.READING][0] == pytest.approx(features(sounds.noise(3))[groups.READING][0], abs=3)
