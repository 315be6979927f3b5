from __future__ import annotations

import numpy as np
import pytest

from desktop_app.audio import groups
from tests.audio import sounds
from tests.audio.hearing import features, of_stretches, read, reading

from desktop_app.audio import rhythm  # isort: skip  (after the stand-in for numba)

RATE = 22_050


@pytest.mark.parametrize("bpm", [60, 66.7, 75, 84, 93, 107, 120, 133, 145, 158, 170, 180])
def test_tempo_of_clicks_is_read_within_two_percent(bpm):
    found = reading(sounds.clicks(bpm, rate=RATE), RATE)
    assert found["tempo_bpm"] == pytest.approx(bpm, rel=0.02)
    assert found["pulse_clarity"] > 0.7 and found["tempo_confidence"] > 0.7
    assert found["onset_rate_hz"] == pytest.approx(bpm / 60, rel=0.1)
    octaves = np.log2(found["other_tempo_bpm"] / found["tempo_bpm"])
    assert octaves == pytest.approx(1, abs=1e-4) or octaves == pytest.approx(-1, abs=1e-4)


@pytest.mark.parametrize("bpm", [165, 82.5])
@pytest.mark.parametrize("hats", [True, False])
def test_both_octaves_of_a_drum_loop_are_kept(bpm, hats):
    found = reading(sounds.drums(bpm, rate=RATE, hats=hats), RATE)
    both = sorted((found["tempo_bpm"], found["other_tempo_bpm"]))
    assert any(tempo == pytest.approx(bpm, abs=2) for tempo in both)
    if bpm == 165 or hats:
        assert both == pytest.approx([82.5, 165], abs=2)
    assert found["pulse_clarity"] > 0.6


@pytest.mark.parametrize("tempo", [75, 96, 120, 140, 172])
def test_tempo_of_plucked_chords_is_the_beat_or_its_octave(tempo):
    found = reading(sounds.music(30, tempo=tempo))
    octaves = np.log2(found["tempo_bpm"] / tempo)
    assert abs(octaves - round(float(octaves))) < 0.03
    assert abs(octaves) < 1.1


@pytest.mark.parametrize("seconds", [10, 60])
def test_noise_and_a_held_tone_have_no_beat(seconds):
    tone = np.sin(2 * np.pi * 440 * np.arange(seconds * RATE) / RATE)[:, None].astype(np.float32)
    for sound in (sounds.noise(seconds, RATE, 1), tone, 0 * tone):
        found = reading(sound, RATE)
        assert found["tempo_bpm"] == found["other_tempo_bpm"] == found["tempo_confidence"] == 0
        assert found["pulse_clarity"] < 0.1


def test_less_than_eight_seconds_has_no_tempo_but_onsets():
    found = reading(sounds.clicks(120, 6, RATE), RATE)
    assert found["tempo_bpm"] == 0 and found["onset_rate_hz"] == pytest.approx(2, rel=0.2)


def test_excerpts_tell_the_same_tempo_and_pattern():
    sound = sounds.drums(128, 90, RATE)
    starts = [RATE * second for second in (4, 19, 34, 49, 64, 79)]
    whole, parts = features(sound, RATE), of_stretches([sound[at : at + 10 * RATE] for at in starts], RATE)
    assert read(parts)["tempo_bpm"] == pytest.approx(read(whole)["tempo_bpm"], rel=0.02)
    assert np.abs(whole[groups.RHYTHM] - parts[groups.RHYTHM]).max() < 0.25
    assert np.abs(whole[groups.PATTERN] - parts[groups.PATTERN]).max() < 0.3
    other = features(sounds.drums(85, 90, RATE), RATE)
    assert np.linalg.norm(whole[groups.PATTERN] - parts[groups.PATTERN]) < 0.5 * np.linalg.norm(
        whole[groups.PATTERN] - other[groups.PATTERN]
    )


def test_a_stretch_border_is_no_onset():
    quiet, loud = 0.01 * sounds.noise(10, RATE, 1), sounds.noise(10, RATE, 1)
    found = of_stretches([quiet, loud], RATE)
    joined = features(np.concatenate([quiet, loud]), RATE)
    assert found[groups.RHYTHM][22] < joined[groups.RHYTHM][22]


def test_the_tempogram_lies_on_the_tempi_that_are_stated():
    values = features(sounds.clicks(84.85, 40, RATE), RATE)[groups.RHYTHM]  # 42.4 doubled; 20 points, 3/20 octave each
    tempi = 60 * 2 ** (0.15 * np.arange(20) - 0.5)
    peak = int(np.argmin(np.abs(np.log2(tempi / 84.85))))
    assert values[2 + peak] == max(values[2 + max(0, peak - 2) : 2 + peak + 3])
    assert values[0] == pytest.approx(np.log2(84.85 / 120), abs=0.03)


def test_almost_nothing_is_finite():
    assert np.isfinite(rhythm.pattern([np.zeros((128, 1), np.float32)])).all()
    found = rhythm.rhythm([np.zeros(1, np.float32), np.zeros(5, np.float32)])
    assert np.isfinite(found.rhythm).all() and found.tempo_bpm == 0 == found.onset_rate_hz
