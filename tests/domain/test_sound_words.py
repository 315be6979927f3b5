"""Every tag of the models is a word or is hidden, once."""

from __future__ import annotations

from collections import Counter

from desktop_app.domain.heard import SoundTag
from desktop_app.domain.sound_words import (
    GENRE,
    HIDDEN,
    INSTRUMENT,
    MOOD,
    MOOD_NAMES,
    MSD_NAMES,
    MTT_NAMES,
    TEMPO,
    VOICE,
    WORDS,
)


def test_each_model_has_fifty_different_tags_and_seven_scores() -> None:
    assert len(set(MSD_NAMES)) == len(MSD_NAMES) == 50
    assert len(set(MTT_NAMES)) == len(MTT_NAMES) == 50
    assert len(set(MOOD_NAMES)) == len(MOOD_NAMES) == 7


def test_every_tag_means_one_word_or_is_hidden() -> None:
    for names, meant in (
        (MSD_NAMES, Counter(tag for word in WORDS for tag in word.msd)),
        (MTT_NAMES, Counter(tag for word in WORDS for tag in word.mtt)),
    ):
        assert set(meant.values()) == {1}
        assert meant.keys() <= set(names)
        assert set(names) - meant.keys() <= HIDDEN
        assert not HIDDEN & meant.keys()


def test_words_are_different_and_of_a_kind_that_is_shown() -> None:
    assert len({word.name for word in WORDS}) == len(WORDS)
    assert {word.kind for word in WORDS} == {GENRE, INSTRUMENT, VOICE, MOOD, TEMPO}
    assert SoundTag(WORDS[0].name, WORDS[0].kind, 0.5).kind == "genre"
