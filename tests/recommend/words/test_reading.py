"""What is read from words: languages, negation, what it takes to name an emotion or a theme; and the tables."""

from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop_app.domain.heard import EMOTIONS, Words
from desktop_app.domain.written import THEMES, Written
from desktop_app.recommend.words import english, french, german, read, spanish
from desktop_app.recommend.words.language import LEAST_WORDS, UNDERSTOOD, language_of
from desktop_app.recommend.words.lexicon import lexicon_of
from desktop_app.recommend.words.reading import hits
from desktop_app.recommend.words.text import words_of

TABLES = (english, german, french, spanish)


def said(lyrics: str, **more: str) -> Words:
    found = read(Written(lyrics=lyrics, **more))
    assert found is not None
    return found


def emotions(lyrics: str) -> list[str]:
    return [name for name, _ in said(lyrics).emotions]


def themes(lyrics: str, title: str = "") -> list[str]:
    return [name for name, _ in said(lyrics, title=title).themes]


def negated(language: str, line: str) -> dict[str, bool]:
    lexicon = lexicon_of(language)
    assert lexicon is not None
    return {hit.word: hit.negated for hit in hits(words_of(line), lexicon) if hit.meaning.emotions}


@pytest.mark.parametrize(
    ("language", "line", "expected"),
    [
        ("en", "I am not happy", {"happy": True}),
        ("en", "no, I am happy", {"happy": False}),
        ("en", "I never was so very happy", {"happy": True}),
        ("en", "not the kind of day that makes me happy", {"happy": False}),
        ("en", "I can't live without your love", {"love": False}),
        ("en", "I will never stop loving you", {"loving": False}),
        ("en", "I don't love you", {"love": True}),
        ("en", "without love", {"love": True}),
        ("en", "nobody loves me, I cry", {"loves": True, "cry": False}),
        ("de", "ich liebe dich nicht", {"liebe": True}),
        ("de", "ich liebe dich nicht mehr", {"liebe": True}),
        ("de", "ich liebe dich, nicht ihn", {"liebe": False}),
        ("de", "ich bin nicht glücklich", {"glücklich": True}),
        ("de", "nicht ohne deine Liebe", {"liebe": False}),
        ("de", "keine Angst", {"angst": True}),
        ("fr", "je ne suis pas heureux", {"heureux": True}),
        ("fr", "je n'aime pas la guerre", {"aime": True, "guerre": True}),
        ("fr", "je t'aime pas", {"aime": True}),
        ("fr", "je ne peux vivre sans amour", {"amour": False}),
        ("es", "no soy feliz", {"feliz": True}),
        ("es", "nunca te quise, amor", {"amor": False}),
        ("es", "no puedo vivir sin tu amor", {"amor": False}),
    ],
)
def test_negation_reaches_a_few_words_within_its_clause(language: str, line: str, expected: dict[str, bool]) -> None:
    assert negated(language, line) == expected


def test_what_is_not_joyful_is_sad_and_what_is_not_sad_says_nothing() -> None:
    assert emotions("I am not happy and you do not smile\nnobody is glad to be in this old place") == ["sadness"]
    assert emotions("do not cry and do not weep\nthere is no sorrow in this old place for us") == []


def test_one_word_may_be_a_figure_of_speech_and_two_agree() -> None:
    filler = "and then we went on with all of it as they had said it to us\n"
    assert themes(filler + "it was like the sea to me") == []
    assert themes(filler + "it was like the sea and its waves to me") == ["sea"]
    assert themes(filler + "it was like the sea to me\nand then the sea, I said") == []
    assert themes(filler + "it was like the sea to me\nand then the sea, I said", title="The Sea") == ["sea"]


def test_a_title_in_another_language_says_nothing() -> None:
    lyrics = "and then we went on with all of it as they had said it to us\nit was like the sea to me"
    assert themes(lyrics, title="La Mar, Olas y Barcos, Night Moon Stars") == []


def test_a_chorus_counts_more_than_a_line_and_less_than_each_time_it_is_sung() -> None:
    once = "the rain and the thunder are here with us\nand we are by the sea where the waves are and the sand is"
    sung = "the rain and the thunder are here with us\n" * 4 + once
    one, other = dict(said(once).themes), dict(said(sung).themes)
    assert other["rain"] / other["sea"] == pytest.approx(5**0.5 * one["rain"] / one["sea"])


def test_no_money_is_about_money() -> None:
    assert themes("I have got no money and no cash, not a dollar in the bank for you and me") == ["money"]


def test_shares_are_shares_and_words_are_given() -> None:
    found = said("My love, I am so happy and I smile, I kiss you and I laugh with you tonight, my love")
    assert sum(share for _, share in found.emotions) == pytest.approx(1.0)
    assert [name for name, _ in found.because] == [name for name, _ in (*found.emotions, *found.themes)]
    assert dict(found.because[:1])["joy"] == ("happy", "laugh", "smile")


@pytest.mark.parametrize("language", UNDERSTOOD)
def test_a_few_words_are_of_no_language(language: str) -> None:
    lexicon = lexicon_of(language)
    assert lexicon is not None
    words = sorted(lexicon.stop)
    assert language_of(dict.fromkeys(words[: LEAST_WORDS - 1], 1)) == ""
    assert language_of(dict.fromkeys(words, 1)) == language


def test_a_verse_in_another_language_is_left_out_of_a_song() -> None:
    song = """I walk along the road with you and we go on to where the river is
    and I am in the night with all of the stars and you are here with me
    ich bin traurig und ich weine und du bist nicht mehr hier bei mir"""
    found = said(song)
    assert found.language == "en" and "sadness" not in [name for name, _ in found.emotions]


def test_a_song_half_in_one_language_and_half_in_another_is_left_out() -> None:
    song = """I walk along the road with you and I am in the night with all of them
    ich gehe mit dir auf der Straße und ich bin in der Nacht mit ihnen und dir"""
    assert said(song) == Words("")


def test_spellings_without_accents_and_with_ae_are_known() -> None:
    for word in ("glück", "gluck", "glueck"):
        lexicon = lexicon_of("de")
        assert lexicon is not None and lexicon[word] is not None
    for word in ("cœur", "coeur"):
        lexicon = lexicon_of("fr")
        assert lexicon is not None and lexicon[word] is not None


@pytest.mark.parametrize("tables", TABLES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_tables_hold_every_emotion_and_theme_and_no_slip(tables: ModuleType) -> None:
    assert tuple(tables.EMOTIONS) == EMOTIONS and tuple(tables.THEMES) == THEMES
    stop = set(tables.STOP.split())
    assert {*tables.NEGATORS.split()} >= {*tables.WITHOUT.split(), *tables.AFTER.split()}
    for table in (tables.EMOTIONS, tables.THEMES):
        for label, text in table.items():
            entries = [entry.removeprefix("~") for entry in text.split()]
            assert len(entries) == len(set(entries)) >= 10, label
            for entry in entries:
                stem = entry.removesuffix("*")
                assert stem.isalpha() and stem == stem.casefold().replace("ss", "ß" if "ß" in stem else "ss"), entry
                assert len(stem) >= (3 if entry.endswith("*") else 2), entry
            assert stop.isdisjoint(entry for entry in entries if not entry.endswith("*")), label


def test_a_language_has_words_enough() -> None:
    for tables in TABLES:
        emotional = {entry for text in tables.EMOTIONS.values() for entry in text.split()}
        assert len(emotional) >= 250, tables.__name__


@given(
    st.text(max_size=300),
    st.lists(st.sampled_from(["not", "love", "cry", "the", "I", "and", "sea", ",", "\n"]), max_size=60),
)
@example("\ud800", [])
@example("İ", ["love"] * 50)
def test_any_text_is_read(text: str, words: list[str]) -> None:
    found = read(Written(text, text, text, f"{text} {' '.join(words)}"))
    if found is not None:
        assert found.language in ("", *UNDERSTOOD)
        assert sum(share for _, share in found.emotions) <= 1.0001
        assert all(0 < share <= 1 for _, share in (*found.emotions, *found.themes))
        assert len(found.because) == len(found.emotions) + len(found.themes)
