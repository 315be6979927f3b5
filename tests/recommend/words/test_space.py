"""Texts as a space: what shares words lies close, and what has no words in common with anything is not compared."""

from __future__ import annotations

import numpy as np
import pytest

from desktop_app.domain.written import Written
from desktop_app.recommend.words import space
from desktop_app.recommend.words.space import TextSpace

TOPICS = (
    ["harbour", "wave", "sail", "anchor", "tide", "gull", "captain", "shore", "salt", "deck"],
    ["furnace", "hammer", "wage", "foreman", "shift", "engine", "soot", "whistle", "boot", "ledger"],
    ["orchard", "meadow", "clover", "thrush", "brook", "willow", "hedge", "barley", "lark", "moss"],
)


def songs(each: int, words: int = 6) -> tuple[list[Written], np.ndarray]:
    """Invented lyrics of three topics with words of no topic between."""
    rng = np.random.default_rng(5)
    texts, labels = [], []
    for number in range(each * len(TOPICS)):
        topic = number % len(TOPICS)
        line = [
            *rng.choice(TOPICS[topic], words, replace=False),
            *(f"filler{chr(97 + i)}" for i in rng.integers(0, 26, 4)),
        ]
        texts.append(Written(lyrics="the and of with\n" + " ".join(line)))
        labels.append(topic)
    return texts, np.array(labels)


def nearest_is_same(texts: list[Written], labels: np.ndarray) -> float:
    alike = TextSpace(range(len(texts)), texts).similarity(range(len(texts)))
    np.fill_diagonal(alike, -1.0)
    return float((labels[alike.argmax(axis=0)] == labels).mean())


@pytest.mark.parametrize("project_from", [10, 10_000], ids=["with axes", "without"])
def test_songs_of_one_topic_lie_close(monkeypatch: pytest.MonkeyPatch, project_from: int) -> None:
    monkeypatch.setattr(space, "PROJECT_FROM", project_from)
    monkeypatch.setattr(space, "AXES", 5)
    texts, labels = songs(12)
    assert TextSpace(range(len(texts)), texts).projected == (project_from == 10)
    assert nearest_is_same(texts, labels) >= 0.95


def test_likeness_runs_from_0_to_1_and_is_the_same_every_time() -> None:
    texts, _ = songs(5)
    first = TextSpace(range(len(texts)), texts)
    alike = first.similarity(range(len(texts)))
    assert alike.dtype == np.float32 and alike.min() >= 0 and alike.max() <= 1
    assert np.allclose(np.diag(alike), 1.0, atol=1e-5) and np.allclose(alike, alike.T, atol=1e-6)
    assert np.array_equal(alike, TextSpace(range(len(texts)), texts).similarity(range(len(texts))))


def test_titles_genres_and_comments_are_compared_apart_from_lyrics() -> None:
    texts = [
        Written(title="Winter Song", genres="Hip-Hop/Rap"),
        Written(title="Summer", genres="hip hop"),
        Written(title="Winter Song", lyrics="harbour wave sail anchor"),
        Written(lyrics="harbour wave sail tide"),
        Written(),
    ]
    found = TextSpace([7, 8, 9, 10, 11], texts)
    alike = found.similarity([0, 2])
    assert found.known.tolist() == [True, True, True, True, False]
    assert alike[1, 0] > 0.3 and alike[2, 0] > 0.3  # a genre in another spelling; the same title
    assert np.isnan(alike[3, 0]) and np.isnan(alike[4, 0]) and np.isnan(alike[4, 1])
    assert alike[3, 1] > 0.3


def test_stop_words_of_a_language_are_no_likeness() -> None:
    stop = "and the with you I am in of to my your we are on it is"
    texts = [Written(lyrics=f"{stop} {word}") for word in ("harbour", "furnace", "harbour")]
    alike = TextSpace(range(3), texts).similarity([0])[:, 0]
    assert alike[1] == 0 and alike[2] == pytest.approx(1.0)


def test_a_library_without_words_is_a_space_too() -> None:
    found = TextSpace([1, 2], [Written(), Written(lyrics="the and of with you I am in it")])
    assert not found.known.any() and np.isnan(found.similarity([0, 1])).all()
    assert TextSpace([], []).similarity([]).shape == (0, 0)
