from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.library.mojibake import repaired


def as_latin1(text: str, encoding: str = "cp1251") -> str:
    return text.encode(encoding).decode("latin-1")


@pytest.mark.parametrize(
    "texts",
    [
        ["Кино", "Группа крови"],
        ["АРИЯ", "Беспечный ангел", "Крещение огнём"],
        ["Земфира", "Хочешь?"],
        ["Сплин", "Выхода нет (live 2004)"],
        ["Мумий Тролль", "Владивосток 2000"],
        ["ДДТ", "Что такое осень"],
        ["Чёрный пёс Петербург"],
        ["Любэ", "Комбат"],
    ],
)
def test_cyrillic_read_as_latin1_is_put_right_for_all_texts_of_a_file(texts):
    assert repaired([as_latin1(text) for text in texts]) == tuple(texts)


@pytest.mark.parametrize("text", ["Élan Ñandú", "Motörhead", "日本語の歌", "Ångström — Ærø", "Łódź"])
def test_utf8_read_as_latin1_is_put_right(text):
    assert repaired([as_latin1(text, "utf-8")]) == (text,)


def test_utf8_read_as_windows_1252_is_put_right():
    broken = "It’s – naïve".encode().decode("cp1252")
    assert repaired([broken]) == ("It’s – naïve",)


HONEST = [
    "Élan Ñandú", "Motörhead", "Björk", "Sigur Rós", "Ænima", "ÀÉÎ", "Çà et là", "Où êtes-vous ?", "ÖÄÜ", "Ø", "öäüß",
    "Åh, älä", "Être ou ne pas être", "Dvořák", "Кино", "Ελλάδα", "中文歌曲", "São João", "Ýmir Þór", "AC/DC", "½ ¾ ¿",
    "Größenwahn", "Übermäßig öde", "Äää", "Œuvre", "Café Tacvba", "ÉÀÈ ÙÔÎ", "Þú", "éèà",
]  # fmt: skip


@pytest.mark.parametrize("text", HONEST)
def test_honest_text_is_left_alone(text):
    assert repaired([text]) == (text,)


def test_honest_texts_together_are_left_alone():
    assert repaired(HONEST) == tuple(HONEST)


@pytest.mark.parametrize(
    "text",
    [
        as_latin1("中文歌曲大全", "gbk"), as_latin1("東京の夜の歌", "shift_jis"), as_latin1("사랑하는 사람", "euc_kr"),
        as_latin1("Ελληνικά τραγούδια", "cp1253"), as_latin1("שיר אהבה", "cp1255"), as_latin1("Москва", "koi8_r"),
    ],
)  # fmt: skip
def test_other_encodings_are_not_guessed(text):
    assert repaired([text]) == (text,)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.text(max_size=50), max_size=5))
def test_any_text_survives_and_plain_text_is_unchanged(texts):
    mended = repaired(texts)
    assert len(mended) == len(texts)
    assert all(new == old for new, old in zip(mended, texts, strict=True) if old.isascii())


def test_one_folder_is_read_alike():
    """Five titles of one artist: whatever is decided, it is the same for the artist's name in all of them."""
    titles = ["Звезда по имени Солнце", "Пачка сигарет", "Кукушка", "Печаль", "Ночь"]
    artists = {repaired([as_latin1("Кино"), as_latin1(title)])[0] for title in titles}
    assert artists == {"Кино"}
