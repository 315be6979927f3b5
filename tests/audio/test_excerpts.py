"""Stretches to be heard closely: evenly spread, never overlapping, the same however the sound comes in."""

from __future__ import annotations

import numpy as np
import pytest

from desktop_app.audio.excerpts import RATE, Excerpts, places
from desktop_app.audio.extract import Extractor
from desktop_app.audio.groups import EXCERPT_S, EXCERPTS
from tests.audio import sounds


def ramp(seconds: float) -> np.ndarray:
    """Each sample is the second in which it lies."""
    return np.floor(np.arange(round(seconds * RATE)) / RATE).astype(np.float32)


def collected(sound: np.ndarray, block: int = 65_536) -> list[np.ndarray]:
    excerpts = Excerpts()
    for begin in range(0, len(sound), block):
        excerpts.push(sound[begin : begin + block])
    return excerpts.finish()


@pytest.mark.parametrize("seconds", [60, 61, 100, 185, 1200])
def test_six_excerpts_are_spread_over_a_track_whose_length_nobody_told(seconds: int) -> None:
    found = collected(ramp(seconds))
    begins = np.array([part[0] for part in found])
    assert [len(part) for part in found] == [round(EXCERPT_S * RATE)] * EXCERPTS
    assert (np.diff(begins) >= EXCERPT_S).all()
    wished = (np.arange(EXCERPTS) + 0.5) * seconds / EXCERPTS - EXCERPT_S / 2
    assert np.abs(begins - wished).max() <= max(10.0, 0.14 * seconds)
    assert all(np.array_equal(part, np.floor(part[0] + np.arange(len(part)) / RATE)) for part in found)


@pytest.mark.parametrize("block", [1, 999, 220_500, 10_000_000])
def test_the_cut_into_blocks_does_not_matter(block: int) -> None:
    sound = ramp(0.2 if block == 1 else 400)
    for one, other in zip(collected(sound, block), collected(sound), strict=True):
        np.testing.assert_array_equal(one, other)


def test_short_tracks_are_taken_as_they_are() -> None:
    assert [len(part) for part in collected(ramp(25))] == [220_500, 220_500, 110_250]
    assert [len(part) for part in collected(ramp(10.3))] == [220_500], "a rest under half a second tells nothing"
    assert collected(ramp(0.2)) == [] and collected(ramp(0)) == []


def test_little_is_held_of_a_long_track() -> None:
    excerpts = Excerpts()
    for second in range(3000):
        excerpts.push(np.full(RATE, second, np.float32))
        assert len(excerpts._kept) <= 2 * EXCERPTS
    assert len(excerpts.finish()) == EXCERPTS


def test_every_gap_begins_an_excerpt() -> None:
    excerpts = Excerpts()
    for begin in (5, 100, 200):
        excerpts.push(ramp(begin + 7)[begin * RATE :])
        excerpts.gap()
    excerpts.gap()
    assert [(part[0], len(part)) for part in excerpts.finish()] == [(5, 7 * RATE), (100, 7 * RATE), (200, 7 * RATE)]


def test_places_are_spread_evenly_and_never_overlap() -> None:
    assert places(44_100 * 30, 44_100) == [(0, 44_100 * 30)]
    assert places(72 * 8_000, 8_000) == [(0, 72 * 8_000)]
    found = places(600 * 8_000, 8_000)
    assert [start / 8_000 for start, _ in found] == [45, 145, 245, 345, 445, 545]
    assert {count for _, count in found} == {80_000}


@pytest.mark.parametrize("rate", [22_050, 44_100])
def test_the_extractor_hands_on_the_sound_as_it_hears_it(rate: int) -> None:
    excerpts, deaf = Excerpts(), Excerpts()
    sound = sounds.noise(12, rate)
    with_features = Extractor(rate, sound.shape[1], excerpts.push)
    only = Extractor(rate, sound.shape[1], deaf.push, measure=False)
    for begin in range(0, len(sound), 70_000):
        with_features.push(sound[begin : begin + 70_000])
        only.push(sound[begin : begin + 70_000])
    with_features.finish()
    only.end()
    found = excerpts.finish()
    assert [len(part) for part in found] == [10 * RATE, 2 * RATE]
    for one, other in zip(found, deaf.finish(), strict=True):
        np.testing.assert_array_equal(one, other)
