"""What is typed into the search, read as words and terms."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop_app.domain.query import (
    LONGEST,
    MOST_TERMS,
    About,
    Field,
    Flag,
    Measure,
    Query,
    Range,
    Said,
    Term,
    Words,
    explain,
    parse,
)

DAY = 86_400_000


def whats(text: str) -> list[object]:
    return [term.what for term in parse(text).terms]


def test_nothing_asks_for_nothing() -> None:
    assert parse("") == parse("  \t ") == Query()


def test_words_phrases_and_what_must_not_be() -> None:
    assert parse('rain -live "two words" -"no way"').terms == (
        Term(Words("rain")),
        Term(Words("live"), negated=True),
        Term(Words("two words", phrase=True)),
        Term(Words("no way", phrase=True), negated=True),
    )


def test_a_quote_that_is_still_open_is_a_phrase_that_goes_on() -> None:
    assert whats('"two wor') == [Words("two wor", phrase=True, open=True)]
    assert whats('artist:"the va') == [Words("the va", Field.ARTIST, phrase=True, open=True)]
    assert whats("“two words” „drei“ «quatre»") == [
        Words("two words", phrase=True),
        Words("drei", phrase=True),
        Words("quatre", phrase=True),
    ]


@pytest.mark.parametrize("field", [field for field in Field if field is not Field.ANY])
def test_every_field_can_be_named_in_any_case(field: Field) -> None:
    assert whats(f"{field.value.upper()}:vales") == [Words("vales", field)]
    assert parse(f"-{field.value}:vales").terms[0].negated


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("year:1990..1999", Range(Measure.YEAR, 1990, 2000, high_open=True)),
        ("year:1999..1990", Range(Measure.YEAR, 1990, 2000, high_open=True)),
        ("year:1990..", Range(Measure.YEAR, 1990)),
        ("year:..1999", Range(Measure.YEAR, None, 2000, high_open=True)),
        ("year:1994", Range(Measure.YEAR, 1994, 1995, high_open=True)),
        ("year:199", Range(Measure.YEAR, 1990, 2000, high_open=True)),
        ("year:1990s", Range(Measure.YEAR, 1990, 2000, high_open=True)),
        ("year:90s", Range(Measure.YEAR, 1990, 2000, high_open=True)),
        ("year:>2000", Range(Measure.YEAR, 2001)),
        ("year:>=2000", Range(Measure.YEAR, 2000)),
        ("year:<2000", Range(Measure.YEAR, None, 2000, high_open=True)),
        ("year:<=2000", Range(Measure.YEAR, None, 2001, high_open=True)),
        ("rating:>3", Range(Measure.RATING, 3, low_open=True)),
        ("rating:4", Range(Measure.RATING, 3.75, 4.25, high_open=True)),
        ("rating:3,5..5", Range(Measure.RATING, 3.5, 5)),
        ("rating:≥4", Range(Measure.RATING, 4)),
        ("added:<30d", Range(Measure.ADDED, None, 30 * DAY, high_open=True)),
        ("added:2w", Range(Measure.ADDED, None, 14 * DAY)),
        ("added:>1y", Range(Measure.ADDED, 365 * DAY, low_open=True)),
        ("added:<7", Range(Measure.ADDED, None, 7 * DAY, high_open=True)),
        ("plays:>5", Range(Measure.PLAYS, 6)),
        ("plays:0", Range(Measure.PLAYS, 0, 1, high_open=True)),
        ("length:>10m", Range(Measure.LENGTH, 600_000, low_open=True)),
        ("length:<=1h", Range(Measure.LENGTH, None, 3_600_000)),
        ("length:3:20", Range(Measure.LENGTH, 200_000, 201_000, high_open=True)),
        ("length:45s..2m", Range(Measure.LENGTH, 45_000, 120_000)),
    ],
)
def test_spans(text: str, span: Range) -> None:
    assert whats(text) == [span]
    assert parse("-" + text).terms == (Term(span, negated=True),)
    assert explain(text) == ""


@pytest.mark.parametrize("flag", [flag for flag in Flag if flag is not Flag.NEVER_PLAYED])
def test_what_a_track_is(flag: Flag) -> None:
    assert whats(f"is:{flag.value}") == [flag]
    assert whats("never:played") == whats("never:p") == [Flag.NEVER_PLAYED]
    assert whats("is:los") == [Flag.LOSSLESS]  # the only one that begins so


def test_what_words_say() -> None:
    assert whats("theme:night") == [Said(About.THEME, ("night",))]
    assert whats("Emotion:JOY") == [Said(About.EMOTION, ("joy",))]
    assert whats("theme:s") == [Said(About.THEME, ("sea", "sky", "summer"))]  # still being typed
    assert parse("-theme:war").terms == (Term(Said(About.THEME, ("war",)), negated=True),)


@pytest.mark.parametrize(
    "text", ["artist:", "year:", "year:>", "rating:>=", "is:", "never:", "theme:", "year:..", 'title:""', "-artist:"]
)
def test_a_term_that_is_still_to_be_typed_asks_for_nothing(text: str) -> None:
    assert parse(text) == Query()


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("year:abc", "1990..1999"),
        ("rating:9", "0 to 5"),
        ("length:10parsecs", ">10m"),
        ("added:yesterday", "<30d"),
        ("plays:many", ">5"),
        ("is:good", "lossless"),
        ("never:ever", "played"),
        ("theme:?", "heartbreak"),
        ("emotion:blue", "sadness"),
    ],
)
def test_a_value_that_makes_no_sense_is_words_and_is_explained(text: str, hint: str) -> None:
    assert whats(text) == [Words(text)]
    assert text in explain(text) and hint in explain(text)


@pytest.mark.parametrize("text", ["Re:Stacks", "http://127.0.0.1:9/x", "12:30", "a:b", "::", ":", "foo:bar"])
def test_colons_of_names_are_no_terms(text: str) -> None:
    assert whats(text) == [Words(text)]
    assert explain(text) == ""


def test_a_lone_minus_turns_nothing_around() -> None:
    assert parse("Vales - Song").terms == (Term(Words("Vales")), Term(Words("Song")))


@given(st.text(max_size=200))
@example("year:" + "9" * 500)
@example('"' * 300)
@example("-" * 300)
@example("rating:1..2..3")
@example("year:٣")  # digits of another script
@example("length:²")
@example("\ud800year:\udfff")
def test_any_text_is_read(text: str) -> None:
    query = parse(text)
    assert len(query.terms) <= MOST_TERMS
    assert isinstance(explain(text), str)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "-"]),
            st.sampled_from(["", "artist:", "year:", "rating:", "added:", "plays:", "length:", "is:", "never:", "x:"]),
            st.text('0123456789.<>=-:dwmysh"” ', max_size=12),
        )
    )
)
def test_what_looks_like_terms_is_read(parts: list[tuple[str, str, str]]) -> None:
    for term in parse(" ".join("".join(part) for part in parts)).terms:
        if isinstance(term.what, Range) and term.what.low is not None and term.what.high is not None:
            assert term.what.low <= term.what.high


def test_a_long_text_takes_no_time() -> None:
    assert len(parse("a" * 1_000_000).terms) == 1
    assert len(parse("a " * 1_000_000).terms) == MOST_TERMS
    (term,) = parse("a" * 1_000_000).terms
    assert isinstance(term.what, Words) and len(term.what.text) == LONGEST
