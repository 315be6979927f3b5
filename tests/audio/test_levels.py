from __future__ import annotations

import numpy as np
import pytest

from desktop_app.audio.levels import Levels
from tests.audio import sounds


def shape_of(sound: np.ndarray, rate: int = 44_100, block: int = 1 << 16) -> np.ndarray:
    levels = Levels(rate)
    for begin in range(0, len(sound), block):
        levels.push(sound[begin : begin + block])
    return levels.shape(1000, levels.frames)


def tone(seconds: float, level: float = 0.1, rate: int = 44_100) -> np.ndarray:
    t = np.arange(round(seconds * rate)) / rate
    return (level * np.sin(2 * np.pi * 500 * t)).astype(np.float32)


def test_shape_follows_the_loudness_whatever_the_cut():
    sound = tone(10)
    sound[44_100 * 5 :] *= 8
    for block in (1_000, 77_777):
        shape = shape_of(sound, block=block)
        assert shape.dtype == np.float32 and shape.shape == (1000,)
        assert np.allclose(shape[505:], 1.0, atol=1e-2)
        assert np.allclose(shape[:495], (1 / 64) ** 0.3, atol=1e-2)


@pytest.mark.parametrize("hertz", [0, 1, 3, 8])
def test_what_is_too_slow_to_be_heard_does_not_bend_the_shape(hertz):
    sound = tone(10)
    sound[44_100 * 5 :] *= 3
    slow = 0.6 * np.cos(2 * np.pi * hertz * np.arange(len(sound)) / 44_100)
    slow[: 44_100 * 3] = 0
    slow[44_100 * 7 :] = 0
    bent = shape_of((sound + slow).astype(np.float32))
    inside = np.r_[:290, 310:690, 710:1000]  # but for the moments at which it is switched on and off
    scale = bent[200] / shape_of(sound)[200]
    assert np.allclose(bent[inside], scale * shape_of(sound)[inside], atol=0.03 * scale)


def test_bass_counts():
    t = np.arange(44_100 * 4) / 44_100
    for hertz, least in ((80, -1.0), (60, -2.0)):
        sound = np.concatenate([tone(4, 0.5), 0.5 * np.sin(2 * np.pi * hertz * t)])
        shape = shape_of(sound.astype(np.float32))
        lost = 10 * np.log10((shape[600:900].mean() / shape[100:400].mean()) ** (1 / 0.3))
        assert least < lost < 0.5


@pytest.mark.parametrize("constant", [0.0, 0.9, -1.0])
def test_silence_and_a_constant_are_flat(constant):
    assert not shape_of(np.full(80_000, constant, np.float32), 8_000).any()
    assert not Levels(8_000).shape(1000, 0).any()


def test_a_part_that_was_not_read_is_silent():
    levels = Levels(8_000)
    levels.push(sounds.noise(10, 8_000, 1)[:, 0])
    shape = levels.shape(1000, 8_000 * 20)
    assert shape[:495].min() > 0.3 and shape[505:].max() < 0.01


@pytest.mark.parametrize("frames", [1, 2, 3, 10, 159])
def test_shorter_than_a_window(frames):
    shape = shape_of(sounds.noise(1, 8_000, 1)[:frames, 0], 8_000)
    assert shape.shape == (1000,) and np.isfinite(shape).all()
    assert np.allclose(shape, 1.0 if frames > 2 else 0.0)
