"""Lyrics as they come: with times, marks, credits, markup, and nonsense of any size."""

from __future__ import annotations

import time

import pytest

from desktop_app.domain.written import Written
from desktop_app.recommend.words import read
from desktop_app.recommend.words.text import BREAK, LONGEST, MOST_WORDS, lines_of, words_of


def flat(text: str) -> list[str]:
    return [word for line in lines_of(text) for word in line if word != BREAK]


def test_times_marks_and_credits_are_no_words() -> None:
    text = """[ar:Nordlys]
[00:01.20]Hello <00:01.40>night
[01:02:03.004][02:03.50]Hello moon
[Chorus: Vega & Nordlys]
(x2)
Chorus:
Verse 2
Refrain (2x)
Bridge: come home
Words and music by Nobody
Lyrics: Somebody Else
Komponist: Niemand
© 2020 Nordlys Songs
Visit www.example.org/lyrics or https://example.org
{whispered} goodnight"""
    assert flat(text) == ["hello", "night", "hello", "moon", "come", "home", "visit", "or", "goodnight"]


def test_words_that_begin_like_a_mark_stay() -> None:
    assert flat("Versed in sorrow\nBreak these chains\nText me later\nThe chorus sings") == (
        ["versed", "in", "sorrow", "break", "these", "chains", "text", "me", "later", "the", "chorus", "sings"]
    )


def test_markup_and_entities_are_read_as_text() -> None:
    text = "<p>I&#39;m <b onclick='x()'>lost</b> &amp; found</p><br/>in <i>love</i> < 3"
    assert flat(text) == ["im", "lost", "found", "in", "love"]


def test_apostrophes_join_or_part_words() -> None:
    assert flat("Don’t you're `til l'amour qu’elle j'aime the valley's s'il") == (
        ["dont", "youre", "til", "l", "amour", "qu", "elle", "j", "aime", "the", "valley", "s", "il"]
    )


def test_a_line_comes_once_with_how_often_it_is_sung_and_no_word_twice_running() -> None:
    lines = lines_of("love love love me\nLove me\nlove, me\nother")
    assert lines == {("love", "me"): 2, ("love", BREAK, "me"): 1, ("other",): 1}


def test_composed_and_decomposed_letters_are_one() -> None:
    assert lines_of("schön\nscho\u0308n") == {("schön",): 2}


def test_words_of_a_comment() -> None:
    assert words_of("Ripped by EAC (v1.0), enjoy!") == ("ripped", "by", "eac", BREAK, "v", BREAK, "enjoy", BREAK)


HOSTILE = {
    "one word": "love " * 100_000,
    "one word a line": "love\n" * 100_000,
    "no spaces": "a" * 1_000_000,
    "empty lines": "\n" * 1_000_000,
    "blanks": " \t" * 500_000,
    "nul": "\0" * 1_000_000 + "love",
    "open markup": "<a " * 300_000,
    "open marks": "[" * 500_000 + "(" * 500_000,
    "stamps": "[00:01.00]" * 100_000,
    "entities": "&amp;" * 200_000 + "&" * 100_000,
    "accents": "e" + "\u0301\u0316" * 300_000,
    "marks that are none": "lyrics and words, music & text / words + " * 20_000,
    "links": "http://" * 100_000 + "@" * 100_000 + "a@" * 50_000,
    "apostrophes": "l'" * 300_000,
    "surrogates": "\ud800" * 100_000 + " love",
    "bytes": bytes(range(256)).decode("latin-1") * 4_000,
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 50_000,
    "expanding": "\ufdfa" * 100_000,
    "different words": " ".join(
        f"word{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}{chr(97 + i // 676 % 26)}" for i in range(90_000)
    ),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nonsense_of_any_size_takes_bounded_time_and_space(text: str) -> None:
    began = time.process_time()
    lines = lines_of(text)
    words = read(Written(title=text, genres=text, comment=text, lyrics=text))
    assert time.process_time() - began < 1.5
    assert sum(map(len, lines)) <= MOST_WORDS
    assert sum(len(word) for line in lines for word in line) <= LONGEST
    assert words is None or all(0 <= share <= 1 for _, share in (*words.emotions, *words.themes))
