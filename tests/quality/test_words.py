"""Words are read at least as well as when this was last measured; `python -m tests.quality words` tells more."""

from __future__ import annotations

from tests.quality.word_stubs import stubs
from tests.quality.words import left_alone, retrieval, score


def test_themes_and_emotions_of_lyrics_nobody_tuned_for() -> None:
    """Measured 0.96, 0.90, 1.0."""
    found = score(stubs(2))
    assert found.count == 30
    assert found.first_theme >= 0.9 and found.first_emotion >= 0.8 and found.language == 1.0, found.wrong


def test_themes_and_emotions_of_the_lyrics_that_taught() -> None:
    """Measured 1.0, 0.83, 1.0."""
    found = score(stubs(1))
    assert found.count == 64
    assert found.first_theme >= 0.95 and found.first_emotion >= 0.75 and found.language == 1.0, found.wrong


def test_no_other_language_is_taken_for_one_that_is_understood() -> None:
    assert left_alone() == 1.0


def test_texts_of_one_theme_are_found_by_their_words() -> None:
    """Measured 0.38 with a chance of 0.02; four lines share few words."""
    found, chance = retrieval([*stubs(1), *stubs(2)], projected=False)
    assert found >= 0.3 > 10 * chance
