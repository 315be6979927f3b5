from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.library.mojibake import decoded, repaired


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
    ("encoding", "texts"),
    [
        ("gbk", ["角落之歌", "苏云", "休闲音乐"]), ("gbk", ["中文歌曲大全"]), ("cp932", ["東京の夜の歌"]),
        ("cp932", ["さくら", "森山", "Ｂｅｓｔ"]), ("euc_kr", ["사랑하는 사람"]), ("big5", ["愛情的故事", "夜來香"]),
        ("cp1250", ["Życie jest piękne", "Dżem", "Łąka"]), ("cp1250", ["Tři oříšky", "Dvořák", "Žaluji"]),
        ("cp1251", ["Ким ми були", "Family бізнес"]),
    ],
)  # fmt: skip
def test_other_encodings_are_put_right_where_there_is_no_doubt(encoding, texts):
    assert repaired([as_latin1(text, encoding) for text in texts]) == tuple(texts)


@pytest.mark.parametrize(
    "text",
    [
        as_latin1("Ελληνικά τραγούδια", "cp1253"), as_latin1("שיר אהבה", "cp1255"), as_latin1("Москва", "koi8_r"),
        as_latin1("大懶堂", "big5"), as_latin1("새", "euc_kr"), "¿Qué pasó?", "x³ + y³", "m³",
        "Crème brûlée", "Smørrebrød",
        "CAÑÓN", "CORAÇÃO", "CANÇÕES", "Ääliö älä lyö", "Hääyö", "ÀÉÎÔÙ",
    ],
)  # fmt: skip
def test_what_is_in_doubt_stays_as_it_stands(text):
    assert repaired([text]) == (text,)


def test_one_guess_holds_for_all_texts_of_a_file():
    plain, western = "Best Of", as_latin1("새", "euc_kr")  # one syllable alone would be in doubt
    assert repaired([as_latin1("사랑하는 사람", "euc_kr"), western, plain]) == ("사랑하는 사람", "새", "Best Of")
    assert repaired([as_latin1("사랑하는 사람", "euc_kr"), "Ñandú"])[1] == "Ñandú", "not where one text contradicts"


@pytest.mark.parametrize(
    "text", ["It’s “fine” – ok", "Doesn’t", "Œuvre – Šíp", "€ 5", "Trademark™"]
)  # fmt: skip
def test_punctuation_of_windows_1252_is_put_right(text):
    assert repaired([as_latin1(text, "cp1252")]) == (text,)


def test_what_was_misread_twice_is_put_right():
    assert repaired([as_latin1(as_latin1("Frøkedal", "utf-8"), "utf-8")]) == ("Frøkedal",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "gbk"])
def test_a_file_of_text_in_any_encoding(encoding):
    text = "Звезда по имени Солнце\nКино\n" if encoding != "gbk" else "角落之歌\n休闲音乐\n"
    assert decoded(text.encode(encoding)) == text
    assert decoded("“Élan” – Ñandú".encode("cp1252")) == "“Élan” – Ñandú"
    assert decoded(b"") == ""


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_some_text(data):
    assert isinstance(decoded(data), str)


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
