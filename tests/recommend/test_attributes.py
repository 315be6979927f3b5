"""Attributes: what they rest on, how far they are trusted, and that nothing is made up."""

from __future__ import annotations

import numpy as np
import pytest

from desktop_app.audio import groups
from desktop_app.domain.heard import ATTRIBUTES
from desktop_app.domain.sound_words import MOOD_NAMES, MSD_NAMES, MTT_NAMES
from desktop_app.domain.tables import FeatureTable, Float32Array
from desktop_app.recommend.attributes import GROUPS, READING, AttributeTable, attributes


def scores(names: tuple[str, ...], rest: float = 0.02, **named: float) -> Float32Array:
    """One row of a model's answers; spaces of a tag are written as underscores."""
    row = np.full(len(names), rest, np.float32)
    for name, value in named.items():
        row[names.index(name if name in names else name.replace("_", " "))] = value
    return row


MIDDLE = {
    "loudness_lufs": -12.0, "range_lu": 6.0, "crest_db": 12.0, "tempo_bpm": 110.0, "other_tempo_bpm": 55.0,
    "tempo_confidence": 0.6, "pulse_clarity": 0.5, "onset_rate_hz": 3.0, "brightness_hz": 1500.0,
}  # fmt: skip


def table(rows: int = 1, **found: object) -> FeatureTable:
    """A feature table of some groups; each is one row for all, or all rows."""
    made = {}
    for name, values in found.items():
        array = np.asarray(values, np.float32)
        made[name] = np.tile(array, (rows, 1)) if array.ndim == 1 else array
    return FeatureTable(np.arange(1, 1 + rows, dtype=np.int64), made)


def reading(**named: float) -> Float32Array:
    return scores(READING, 0.0, **(MIDDLE | named))


def of(found: AttributeTable, name: str) -> tuple[float, float]:
    return float(found.column(name)[0]), float(found.trust(name)[0])


def test_the_columns_are_those_that_the_analysis_writes() -> None:
    assert READING == groups.READINGS
    assert groups.WIDTHS.keys() >= GROUPS
    assert [len(names) for names in (MOOD_NAMES, MSD_NAMES, MTT_NAMES, READING)] == [
        groups.WIDTHS[name] for name in ("mood", "msd_tags", "mtt_tags", "reading")
    ]


class TestValues:
    def test_the_best_witness_gives_the_value(self) -> None:
        mood = scores(MOOD_NAMES, energy=0.9, valence=0.2, danceability=0.6, acousticness=0.1)
        slow = scores(MTT_NAMES, slow=0.9, no_vocals=0.4)
        found = attributes(table(mood=mood, mtt_tags=slow, reading=reading()))
        assert of(found, "energy")[0] == pytest.approx(0.9)
        assert of(found, "valence")[0] == pytest.approx(0.2)
        assert of(found, "danceability")[0] == pytest.approx(0.6)
        assert of(found, "acousticness")[0] == pytest.approx(0.1)
        assert of(found, "voice")[0] < 0.1
        assert not found.measured[0, :4].any()

    def test_without_it_the_tags_do_and_without_those_what_was_measured(self) -> None:
        tags = {"mtt_tags": scores(MTT_NAMES, fast=0.4, slow=0.1), "msd_tags": scores(MSD_NAMES, sad=0.03, happy=0.01)}
        found = attributes(table(**tags, reading=reading()))
        assert of(found, "energy")[0] == pytest.approx(0.8, abs=0.01)
        assert of(found, "valence")[0] == pytest.approx(0.25, abs=0.01)
        assert found.measured[0].tolist() == [False, False, True, False, True, False]
        bare = attributes(table(reading=reading()))
        assert bare.measured[0, :3].all()
        assert np.isnan(bare.column("acousticness")).all() and np.isnan(bare.column("voice")).all()

    @pytest.mark.parametrize(
        ("name", "low", "high"),
        [
            ("energy", {"loudness_lufs": -30.0, "onset_rate_hz": 0.5, "brightness_hz": 600.0}, {"loudness_lufs": -6.0}),
            ("energy", {"onset_rate_hz": 0.2}, {"onset_rate_hz": 8.0}),
            ("valence", {"minor": 1.0, "key_confidence": 0.9}, {"minor": 0.0, "key_confidence": 0.9}),
            ("valence", {"onset_rate_hz": 0.5}, {"onset_rate_hz": 5.0}),
            ("danceability", {"pulse_clarity": 0.05}, {"pulse_clarity": 0.9}),
            ("danceability", {"tempo_bpm": 45.0, "other_tempo_bpm": 45.0}, {"tempo_bpm": 120.0}),
            ("brightness", {"brightness_hz": 700.0}, {"brightness_hz": 4000.0}),
        ],
    )
    def test_measurements_point_the_right_way(self, name: str, low: dict[str, float], high: dict[str, float]) -> None:
        less, more = (of(attributes(table(reading=reading(**named))), name)[0] for named in (low, high))
        assert 0.0 <= less < more <= 1.0

    def test_a_track_without_a_beat_is_neither_quick_nor_slow(self) -> None:
        no_beat = {"tempo_bpm": 0.0, "other_tempo_bpm": 0.0, "tempo_confidence": 0.0, "pulse_clarity": 0.0}
        still, felt = (attributes(table(reading=reading(onset_rate_hz=0.5, **named))) for named in (no_beat, {}))
        assert of(still, "valence")[0] == of(felt, "valence")[0]
        assert of(still, "danceability")[0] < 0.1 < of(felt, "danceability")[0]

    def test_voice_is_what_two_tag_models_make_of_it(self) -> None:
        sung = {
            "mtt_tags": scores(MTT_NAMES, female_vocal=0.5, no_vocals=0.02),
            "msd_tags": scores(MSD_NAMES, female_vocalists=0.6, instrumental=0.01),
        }
        still = {
            "mtt_tags": scores(MTT_NAMES, 0.005, no_voice=0.2),
            "msd_tags": scores(MSD_NAMES, 0.01, instrumental=0.3),
        }
        torn = {"mtt_tags": sung["mtt_tags"], "msd_tags": still["msd_tags"]}
        voices = [of(attributes(table(**tags)), "voice") for tags in (sung, still, torn)]
        assert voices[0][0] > 0.9 and voices[1][0] < 0.1 and 0.2 < voices[2][0] < 0.8
        assert min(voices[0][1], voices[1][1]) > 2 * voices[2][1]

    def test_a_track_does_not_depend_on_the_others(self) -> None:
        random = np.random.default_rng(0)
        found = {name: random.random((20, groups.WIDTHS[name])).astype(np.float32) for name in GROUPS}
        whole = attributes(table(20, **found))
        one = attributes(table(1, **{name: values[7] for name, values in found.items()}))
        np.testing.assert_array_equal(whole.values[7], one.values[0])
        np.testing.assert_array_equal(whole.confidence[7], one.confidence[0])


class TestConfidence:
    def test_models_that_agree_are_trusted_more_than_one_alone_and_one_alone_more_than_two_that_differ(self) -> None:
        mood = scores(MOOD_NAMES, energy=0.9)
        agree = of(attributes(table(mood=mood, mtt_tags=scores(MTT_NAMES, fast=0.5, slow=0.05))), "energy")[1]
        alone = of(attributes(table(mood=mood)), "energy")[1]
        differ = of(attributes(table(mood=mood, mtt_tags=scores(MTT_NAMES, fast=0.05, slow=0.5))), "energy")[1]
        assert agree > alone > differ > 0

    def test_what_was_only_measured_is_trusted_less(self) -> None:
        everything = attributes(table(mood=scores(MOOD_NAMES, 0.5), reading=reading()))
        bare = attributes(table(reading=reading()))
        for name in ("energy", "valence", "danceability"):
            assert of(bare, name)[1] < of(everything, name)[1]

    def test_a_likelihood_of_one_half_is_trusted_less_than_a_sure_one(self) -> None:
        unsure, sure = (attributes(table(mood=scores(MOOD_NAMES, acousticness=p))) for p in (0.5, 0.98))
        assert of(unsure, "acousticness")[1] < 0.6 * of(sure, "acousticness")[1]

    def test_it_stays_within_bounds_and_is_nothing_where_nothing_is_known(self) -> None:
        random = np.random.default_rng(1)
        found = {name: random.normal(0.5, 2.0, (200, groups.WIDTHS[name])) for name in GROUPS}
        for name in GROUPS:
            found[name][random.random(200) < 0.3] = np.nan
        made = attributes(table(200, **found))
        unknown = np.isnan(made.values)
        assert unknown.any()
        assert ((made.values >= 0) & (made.values <= 1) | unknown).all()
        assert ((made.confidence >= 0) & (made.confidence <= 1)).all()
        assert (made.confidence[unknown] == 0).all() and not made.measured[unknown].any()


class TestLittle:
    @pytest.mark.parametrize("rows", [0, 1, 2])
    def test_few_tracks(self, rows: int) -> None:
        found = {name: np.full((rows, groups.WIDTHS[name]), 0.5) for name in GROUPS}
        made = attributes(table(rows, **found))
        assert made.values.shape == made.confidence.shape == made.measured.shape == (rows, len(ATTRIBUTES))
        assert made.values.dtype == np.float32

    def test_no_groups_at_all(self) -> None:
        made = attributes(table(3))
        assert np.isnan(made.values).all() and not made.confidence.any()

    def test_half_a_row_is_no_row(self) -> None:
        mood = scores(MOOD_NAMES, 0.5)
        mood[0] = np.inf
        assert np.isnan(attributes(table(mood=mood)).column("energy")).all()

    def test_of_silence_nothing_is_said(self) -> None:
        silent = attributes(table(reading=reading(loudness_lufs=-70.0, onset_rate_hz=0.0, brightness_hz=0.0)))
        assert np.isnan(silent.values).all()

    def test_a_group_of_another_width_is_not_read(self) -> None:
        assert np.isnan(attributes(table(mood=np.ones((1, 8)))).column("energy")).all()
