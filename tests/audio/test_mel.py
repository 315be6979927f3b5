"""The spectra that the models were trained on, against a plain one in float64 that shares no code with ours."""

from __future__ import annotations

import numpy as np
import pytest

from desktop_app.audio import without_numba
from tests.audio.reference_models import fixed_sound, mel_filters, mood_spectrum, tagger_spectrum

without_numba.install()

from desktop_app.audio import mel  # noqa: E402


def noise(samples: int, level: float = 0.1) -> np.ndarray:
    return np.random.default_rng(5).standard_normal(samples, np.float32) * np.float32(level)


@pytest.mark.parametrize("sound", [fixed_sound(), noise(160_000), noise(160_000, 1e-4)], ids=["chord", "noise", "soft"])
def test_spectra_are_those_of_the_original_programs(sound: np.ndarray) -> None:
    whole = tagger_spectrum(sound)
    (patch,) = mel.patches(sound, 1)
    first = (len(whole) - mel.PATCH_FRAMES) // 2
    assert patch.dtype == np.float32
    np.testing.assert_allclose(patch, whole[first : first + mel.PATCH_FRAMES], atol=1e-5)
    heard = mel.mood_input([sound])
    assert heard.dtype == np.float32 and heard.flags.c_contiguous
    np.testing.assert_allclose(heard[0], mood_spectrum(sound), atol=1e-3)  # dB


@pytest.mark.parametrize(("n_fft", "bands"), [(512, 96), (1024, 128)])
def test_the_filters_are_slaneys(n_fft: int, bands: int) -> None:
    np.testing.assert_allclose(mel._filters(n_fft, bands).T, mel_filters(n_fft, bands), atol=1e-7)


@pytest.mark.parametrize(("samples", "most"), [(0, 0), (47_615, 0), (47_616, 1), (95_488, 2), (160_000, 3)])
def test_a_sound_holds_so_many_patches(samples: int, most: int) -> None:
    assert mel.patches_in(samples) == most
    for count in range(1, most + 1):
        assert mel.patches(noise(samples), count).shape == (count, 187, 96)


def test_patches_are_spread_evenly_and_do_not_overlap() -> None:
    """A tone that rises tells by its pitch which time a patch was taken from."""
    t = np.arange(160_000) / mel.RATE
    rising = np.sin(2 * np.pi * (300 * t + 300 * t * t)).astype(np.float32)
    loudest = mel.patches(rising, 3).argmax(2)
    firsts, lasts = loudest[:, 3], loudest[:, -3]
    assert (firsts[1:] >= lasts[:-1]).all() and (firsts < lasts).all()
    middle = mel.patches(rising, 1)[0].argmax(1)
    assert middle[93] == loudest[1, 93]


def test_moods_are_heard_part_by_part_and_the_loudest_part_sets_the_floor() -> None:
    loud, soft = noise(32_000), noise(48_000, 1e-6)
    joined = mel.mood_input([loud, soft])
    assert joined.shape == (1, 128, 99 + 149)
    np.testing.assert_allclose(joined[:, :, :99], mel.mood_input([loud]), atol=1e-4)
    assert joined[:, :, 99:].max() == joined.min() == joined.max() - 80
