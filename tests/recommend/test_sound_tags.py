"""Words for the sound: which are said of a track, which are not, and what two tracks share."""

from __future__ import annotations

import numpy as np
import pytest

from desktop_app.domain.sound_words import HIDDEN, MSD_NAMES, MTT_NAMES, WORDS
from desktop_app.domain.tables import Float32Array
from desktop_app.recommend.sound_tags import LEAST, PLAIN, SoundTags
from tests.recommend.test_attributes import scores, table


def words(made: SoundTags, row: int = 0) -> list[str]:
    return [tag.name for tag in made.of(row)]


def library(own: Float32Array, others: Float32Array, count: int = 99) -> SoundTags:
    """The first track has its own tags, the others all have the same."""
    return SoundTags(table(count + 1, mtt_tags=np.concatenate([own[None], np.tile(others, (count, 1))])))


def test_a_word_needs_to_be_probable() -> None:
    made = library(scores(MTT_NAMES, 0.0, flute=LEAST + 0.01, harp=LEAST - 0.01), scores(MTT_NAMES, 0.0))
    assert words(made) == ["flute"]


def test_a_word_that_fits_everything_tells_nothing_until_it_is_plain() -> None:
    usual = scores(MTT_NAMES, 0.0, strings=0.12)
    assert words(library(scores(MTT_NAMES, 0.0, strings=0.2), usual)) == []
    assert words(library(scores(MTT_NAMES, 0.0, strings=0.25), usual)) == ["strings"]
    assert words(library(scores(MTT_NAMES, 0.0, metal=0.7), scores(MTT_NAMES, 0.0, metal=0.6))) == ["metal"]
    assert words(library(scores(MTT_NAMES, 0.0, drums=PLAIN - 0.01), scores(MTT_NAMES, 0.0, drums=0.6))) == []


def test_what_has_nothing_of_its_own_is_called_by_its_genre() -> None:
    usual = scores(MTT_NAMES, 0.0, ambient=0.25, slow=0.29, classical=0.1)
    assert words(library(scores(MTT_NAMES, 0.0, ambient=0.25, slow=0.29, classical=0.16), usual)) == ["ambient"]
    assert words(library(scores(MTT_NAMES, 0.0, ambient=LEAST - 0.01, slow=0.29), usual)) == []


@pytest.mark.parametrize("count", [1, 2])
def test_one_or_two_tracks_are_no_library_to_compare_with(count: int) -> None:
    made = SoundTags(table(count, mtt_tags=scores(MTT_NAMES, 0.0, piano=0.2)))
    assert words(made) == ["piano"]


def test_synonyms_are_one_word_with_the_strength_of_the_strongest() -> None:
    row = scores(MTT_NAMES, 0.0, beat=0.2, beats=0.4)
    (tag,) = SoundTags(table(mtt_tags=row)).of(0)
    assert (tag.name, tag.kind) == ("beats", "instrument") and tag.strength == pytest.approx(0.4)


def test_both_models_speak_and_either_may_be_missing() -> None:
    msd, mtt = scores(MSD_NAMES, 0.0, metal=0.8, jazz=0.2), scores(MTT_NAMES, 0.0, metal=0.3, drums=0.4)
    assert words(SoundTags(table(msd_tags=msd, mtt_tags=mtt))) == ["metal", "drums", "jazz"]
    assert words(SoundTags(table(msd_tags=msd))) == ["metal", "jazz"]
    assert words(SoundTags(table(mtt_tags=mtt))) == ["drums", "metal"]
    assert words(SoundTags(table())) == []


def test_what_says_nothing_of_the_sound_is_never_said() -> None:
    made = SoundTags(table(msd_tags=np.ones(len(MSD_NAMES)), mtt_tags=np.ones(len(MTT_NAMES))))
    said = {tag.name for tag in made.of(0, most=100)}
    assert not said & HIDDEN and {"rock", "piano", "fast"} <= said


def test_words_for_a_voice_do_not_contradict_the_attribute() -> None:
    sung = scores(MTT_NAMES, 0.0, female_vocal=0.5, no_vocals=0.2)
    still = scores(MTT_NAMES, 0.0, female_vocal=0.2, no_vocals=0.5)
    assert words(SoundTags(table(mtt_tags=sung))) == ["female voice"]
    assert words(SoundTags(table(mtt_tags=still))) == ["instrumental"]


def test_the_strongest_few_come_first() -> None:
    row = scores(MTT_NAMES, 0.0, guitar=0.3, drums=0.5, fast=0.4)
    made = SoundTags(table(mtt_tags=row))
    assert words(made) == ["drums", "fast", "guitar"]
    assert [tag.name for tag in made.of(0, most=1)] == ["drums"]


def test_two_tracks_share_what_is_said_of_both_by_the_weaker() -> None:
    rows = [
        scores(MTT_NAMES, 0.0, guitar=0.9, drums=0.4, fast=0.3),
        scores(MTT_NAMES, 0.0, guitar=0.2, drums=0.5, slow=0.3),
        np.full(len(MTT_NAMES), np.nan),
    ]
    made = SoundTags(table(3, mtt_tags=np.array(rows)))
    assert made.shared(0, 1) == made.shared(1, 0) == ("drums", "guitar")
    assert made.shared(0, 2) == () and made.of(2) == ()


def test_an_empty_library() -> None:
    assert SoundTags(table(0, mtt_tags=np.zeros((0, len(MTT_NAMES))))).shown.shape == (0, len(WORDS))


def test_rows_that_are_not_known_do_not_move_the_others() -> None:
    known = np.tile(scores(MTT_NAMES, 0.0, strings=0.12), (40, 1))
    unknown = np.full((200, len(MTT_NAMES)), np.nan)
    own = scores(MTT_NAMES, 0.0, strings=0.2)[None]
    made = SoundTags(table(241, mtt_tags=np.concatenate([own, known, unknown])))
    assert words(made) == []
