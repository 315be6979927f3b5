from __future__ import annotations

import contextlib
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.records import Lyrics
from desktop_app.library import lyrics

LINE = re.compile(r"\[\d\d:\d\d\.\d\d\][^\n]*")


def test_plain_words_keep_their_lines_and_one_empty_one_between_verses():
    assert lyrics.from_text("\n\nFirst  line \r\nsecond\n\n\n\nThird\n\n") == Lyrics("First line\nsecond\n\nThird")
    assert lyrics.from_text(" \n\0\n") is None
    assert lyrics.from_text("a\u202eb\x1b[2J") == Lyrics("ab[2J")


def test_stamps_make_timed_words():
    text = "[ti:Song]\n[ar:Nordlys]\n[00:12.00]First\n[00:17.20]Second\n[01:02.5]\n[1:05]Third"
    assert lyrics.from_text(text) == Lyrics(
        "[00:12.00]First\n[00:17.20]Second\n[01:02.50]\n[01:05.00]Third", timed=True
    )


def test_several_stamps_in_a_line_and_any_order():
    text = "[00:30.00][00:10.00]Chorus\n[00:20.00]Verse"
    assert lyrics.from_text(text) == Lyrics("[00:10.00]Chorus\n[00:20.00]Verse\n[00:30.00]Chorus", timed=True)


@pytest.mark.parametrize(("offset", "first"), [("+500", "00:09.50"), ("-500", "00:10.50"), ("20000", "00:00.00")])
def test_an_offset_moves_all_lines(offset, first):
    found = lyrics.from_text(f"[offset:{offset}]\n[00:10.00]a\n[00:30.00]b")
    assert found is not None
    assert found.text.startswith(f"[{first}]a\n")


def test_stamps_within_a_line_are_left_out_and_lines_without_a_time_follow_the_one_before():
    text = "[00:10.00]<00:10.00>One <00:10.50>by <00:11.00>one\ntranslated\n[00:20.00]next"
    assert lyrics.from_text(text) == Lyrics("[00:10.00]One by one\n[00:10.00]translated\n[00:20.00]next", timed=True)


def test_one_stamp_alone_is_a_part_of_the_words():
    assert lyrics.from_text("[00:10] is not a line\nplain") == Lyrics("[00:10] is not a line\nplain")


def test_the_pieces_of_a_timed_frame_are_lines_or_syllables():
    assert lyrics.from_sylt([(0, "One"), (1550, "Two")]) == Lyrics("[00:00.00]One\n[00:01.55]Two", timed=True)
    syllables = [(0, "Strang"), (300, "ers"), (900, " in"), (2000, "\nthe"), (2500, " night")]
    assert lyrics.from_sylt(syllables) == Lyrics("[00:00.00]Strangers in\n[00:02.00]the night", timed=True)
    assert lyrics.from_sylt([(5, "")]) is None


def test_timed_words_are_chosen_before_plain_ones():
    assert lyrics.from_texts(["plain", "[00:01.00]a\n[00:02.00]b"]) == Lyrics("[00:01.00]a\n[00:02.00]b", timed=True)
    assert lyrics.from_texts(["plain", "other"]) == Lyrics("plain")
    assert lyrics.from_texts([" "]) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_a_file_in_any_encoding(encoding):
    text = "[00:01.00]Звезда по имени Солнце\n[00:02.00]Группа крови\n"
    assert lyrics.parse(text.encode(encoding)) == Lyrics(text.strip(), timed=True)


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "no words"), (b"[ti:only a head]\n", "no words"), (bytes(5000), "no text"), (b"a" * (2 << 20), "too large")],
)
def test_what_holds_no_words_is_refused_with_a_reason(data, said):
    with pytest.raises(ValueError, match=said):
        lyrics.parse(data)


def test_limits():
    found = lyrics.from_text("la la la\n" * 50_000)
    assert found is not None
    assert len(found.text) <= lyrics.MAX_TEXT
    flood = lyrics.from_text("[00:01.00]" * 2_000 + "x\n" + "[00:02.00]y\n" * 20_000)
    assert flood is not None
    assert len(flood.text) <= lyrics.MAX_TEXT
    assert lyrics.from_text("x" * 1_000_000 + "\ny") is not None
    assert lyrics.parse(b"[" * 500_000).text
    begun = time.process_time()
    for line in (
        b"[00:01.00]" * 100_000,
        b"[00:01.00]\n" * 90_000,
        b"<00:01>" * 140_000,
        b"[ti:" * 250_000,
        b" \t" * 500_000,
    ):
        with contextlib.suppress(ValueError):
            lyrics.parse(b"[00:01.00]a\n[00:02.00]b\n" + line[: lyrics.MAX_FILE - 100])
    assert time.process_time() - begun < 5.0, "no text costs more than it is long"


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=200)
    | st.lists(
        st.sampled_from(
            ["[00:01.00]", "[1:2]", "[99:59:99]", "[100:00]", "[offset:5]", "[ti:x]", "a", "<00:01>", "\n", "[", "]"]
        ),
        max_size=30,
    ).map("".join)
)
def test_any_text_gives_words_of_one_form(text):
    found = lyrics.from_text(text)
    if found is not None:
        assert found.text.strip()
        assert "\0" not in found.text
        if found.timed:
            lines = found.text.split("\n")
            assert all(LINE.fullmatch(line) for line in lines)
            assert [line[:10] for line in lines] == sorted(line[:10] for line in lines)
