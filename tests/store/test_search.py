"""One box finds tracks as one types: in any script, with slips of the fingers, by terms."""

from __future__ import annotations

import random
import sqlite3
import string
import unicodedata
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.errors import DatabaseDamaged
from desktop_app.domain.ids import TrackId
from desktop_app.domain.query import TrackQuery, TrackSort
from desktop_app.domain.records import Chosen, Ended, Lyrics, Presence, Tags
from desktop_app.store import Store, search_index
from desktop_app.store.columns import MOST
from desktop_app.store.search_text import cut, transliterated, words
from tests.store.helpers import START, Clock, fill, open_store, read_of, tags_of


def put(store: Store, *tags: Tags, lyrics: str = "") -> list[TrackId]:
    root = store.library.add_root(b"/m")
    begin = len(store.tracks.ids())
    reads = [
        replace(read_of(b"/m/%d" % i, i, t), lyrics=Lyrics(lyrics) if lyrics else None)
        for i, t in enumerate(tags, begin)
    ]
    return list(store.library.put(root, reads).tracks)


def found(store: Store, text: str, sort: TrackSort = TrackSort.TITLE) -> list[str]:
    return [track.title for track in store.tracks.rows(store.tracks.ids(TrackQuery(text, sort)))]


def named(store: Store, *names: str) -> None:
    put(store, *(tags_of(name, name, "Disc", genres=()) for name in names))


@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("Björg", ["bjorg", "BJÖRG", "bjo"]),
        ("Motörhead", ["motorhead"]),
        ("Sigur Rós", ["sigur ros", "ros sig"]),
        ("Ærø", ["aero", "ærø"]),
        ("Łódź", ["lodz", "łódź"]),
        ("Straße", ["strasse", "straße", "STRASSE"]),
        ("İzmir", ["izmir", "İzmir"]),
        ("Мумий", ["мумий", "МУМИЙ", "mumiy", "мум"]),
        ("Mumiy", ["мумий", "mumiy"]),
        ("浜崎あゆみ", ["浜崎", "崎", "あゆ", "ゆみ", "浜崎あゆみ", "ayumi"]),
        ("さくらの歌", ["くら", "の歌", "歌"]),
        ("王菲", ["王", "菲", "wangfei", "wang"]),
        ("한국 노래", ["한국", "노래", "노"]),
        ("สวัสดี", ["สวัส", "วัสดี"]),
        ("हिन्दी गीत", ["हिन्दी", "गीत"]),
        ("Ωmega", ["ωmega", "omega"]),
        ("AC/DC", ["ac/dc", "acdc", "dc ac", "ac"]),
        ("R.E.M.", ["r.e.m.", "rem", "r.e"]),
        ("don't", ["dont", "don't", "don’t"]),
        ("P!nk", ["p!nk", "pnk", "pink"]),
        ("!!!", ["!!!", "!"]),
        ("Café del Mar", ["cafe d", "mar cafe"]),
        ("２００１", ["2001"]),
        ("Ⅳ", ["iv"]),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_spelling_finds_every_other(store: Store, name: str, queries: list[str], form: str) -> None:
    named(store, unicodedata.normalize(form, name), "Someone Else")
    for query in queries:
        for typed in ("NFC", "NFD"):
            assert found(store, unicodedata.normalize(typed, query)) == [unicodedata.normalize(form, name)], query


def test_a_query_finds_one_artist_under_both_normal_forms(store: Store) -> None:
    """quodlibet/quodlibet#1760"""
    root = store.library.add_root(b"/m")
    store.library.put(
        root,
        [
            read_of(f"/m/{unicodedata.normalize(form, 'Älbum Ñ')}/1.ogg".encode(), form,
                    tags_of(form, unicodedata.normalize(form, "Ñandú")))
            for form in ("NFC", "NFD")
        ],
    )  # fmt: skip
    for form in ("NFC", "NFD"):
        assert found(store, unicodedata.normalize(form, "Ñandú")) == ["NFC", "NFD"]
        assert found(store, "path:" + unicodedata.normalize(form, "älbum")) == ["NFC", "NFD"]
    assert len(store.browse.artists()) == 1


def test_every_word_must_stand_somewhere(store: Store) -> None:
    put(store, tags_of("Rain", "Vega", "Night", genres=("Dub Techno",), year=1994), lyrics="walking home alone")
    put(store, tags_of("Rain", "Nordlys", "Day"))
    assert len(found(store, "rain")) == 2
    for text in ("vega rain techno night 1994", "rain walk vega", "home alo", "199 vega", "electronic rain", "ve ra"):
        assert found(store, text) == ["Rain"], text
    for text in ("vega day", "rainvega", "vega sleeping", "Night Day"):
        assert found(store, text) == [], text


def test_a_dash_between_artist_and_title_is_no_word(store: Store) -> None:
    named(store, "Vales", "Other")
    assert found(store, "vales - vales") == ["Vales"]
    assert found(store, "-") == []


def test_a_word_inside_a_word_is_found_where_none_begins_so(store: Store) -> None:
    named(store, "Radiohead", "Broadhead", "Headlong")
    assert found(store, "head") == ["Headlong"]
    named(store, "Underfall")
    assert found(store, "erfal") == ["Underfall"]


@pytest.mark.parametrize(
    "typed", ["radiohaed", "radoihead", "raidohead", "radihead", "radiohhead", "rodiohaad", "radioha", "radioh"]
)
def test_slips_are_forgiven(store: Store, typed: str) -> None:
    named(store, "Radiohead", "Portishead", "Vales")
    assert found(store, typed) == ["Radiohead"]


@pytest.mark.parametrize("typed", ["vel", "xxles", "1995", "portisxxxad"])
def test_what_is_too_far_off_or_too_short_finds_nothing(store: Store, typed: str) -> None:
    named(store, "Radiohead", "Portishead", "Vales", "1994")
    assert found(store, typed) == []


def test_what_is_spelled_right_hides_what_would_be_a_slip(store: Store) -> None:
    named(store, "Vales", "Vares")
    assert found(store, "vales") == ["Vales"]
    assert found(store, "valex") == ["Vales"]
    assert found(store, "vabes") == ["Vales", "Vares"]


def test_fields(store: Store) -> None:
    put(store, tags_of("Vales", "Nordlys", "Light", genres=("Grindcore",)), lyrics="sing of amber hills")
    put(store, tags_of("Amber", "Vales", "Nordlys", genres=("Jazz",), artists=("Vales", "Oda")), lyrics="light light")
    for text, titles in {
        "artist:vales": ["Amber"],
        "artist:oda": ["Amber"],
        "title:vales": ["Vales"],
        "album:nordlys": ["Amber"],
        "genre:metal": ["Vales"],
        "lyrics:amber": ["Vales"],
        "lyrics:light": ["Amber"],
        "light": ["Amber", "Vales"],
        "-artist:vales": ["Vales"],
        "vales -title:vales": ["Amber"],
        "artist:valse": ["Amber"],
        "path:/M/0": ["Vales"],
        "artist:nobody": [],
    }.items():
        assert found(store, text) == titles, text


def test_phrases_stand_in_their_order_and_in_one_field(store: Store) -> None:
    put(store, tags_of("The Long Road", "Home Again", "Light"), lyrics="over the hills and far away")
    put(store, tags_of("Road The Long", "Again", "Home"), lyrics="far and over")
    for text, titles in {
        '"the long road"': ["The Long Road"],
        '"long ro': ["The Long Road"],
        '"long ro"': [],
        '"hills and far"': ["The Long Road"],
        'lyrics:"far and"': ["Road The Long"],
        '"home again"': ["The Long Road"],
        '"road home"': [],
        'title:"road the"': ["Road The Long"],
        'artist:"the long"': [],
        '-"the long road"': ["Road The Long"],
        '""': ["The Long Road", "Road The Long"],
    }.items():
        assert found(store, text) == titles, text


def test_spans_and_flags(store: Store, clock: Clock) -> None:
    clock.now = START - timedelta(days=100)
    old, live = put(
        store,
        tags_of("Old", year=1975, duration_ms=700_000, codec="flac"),
        tags_of("Again", year=2011, original_year=1975, codec="mp3", genres=("Christmas",)),
    )
    clock.now = START
    (short,) = put(store, tags_of("Short", year=None, duration_ms=20_000, codec="mp3"))
    for _ in range(3):
        store.listens.add(old, START, 0, 600_000, 700_000, Ended.FINISHED, None, Chosen.HAND)
    store._db.write(
        lambda con: con.execute(
            "INSERT INTO feedback(kind, target_uid, value, at_ms) SELECT 'rating', uid, 0.8, 1 FROM track WHERE id = ?",
            (live,),
        )
    )
    store.library.put(
        store.library.add_root(b"/m"),
        [read_of(b"/m/copy", 0, tags_of("Old", codec="flac", duration_ms=700_000, year=1975))],
    )
    store.library.put(
        store.library.add_root(b"/m"),
        [
            read_of(
                b"/m/1",
                1,
                tags_of("Again", year=2011, original_year=1975, codec="mp3", genres=("Christmas",), number=4),
            )
        ],
    )
    for text, titles in {
        "year:1970..1979": ["Again", "Old"],
        "year:2011": ["Again"],
        "-year:1975": ["Short"],
        "length:>10m": ["Old"],
        "length:<1m": ["Short"],
        "added:<30d": ["Short"],
        "added:>30d": ["Again", "Old"],
        "plays:3": ["Old"],
        "plays:>0": ["Old"],
        "plays:0": ["Again", "Short"],
        "never:played": ["Again", "Short"],
        "-never:played": ["Old"],
        "rating:>3": ["Again"],
        "rating:4": ["Again"],
        "rating:>4": [],
        "is:lossless": ["Old"],
        "is:duplicate": ["Old"],
        "is:short": ["Short"],
        "is:holiday": ["Again"],
        "is:away": [],
        "is:not-music": [],
        "is:corrected": [],
        "year:1975 is:lossless old": ["Old"],
        "year:abc": [],
    }.items():
        assert found(store, text) == titles, text
    assert short in store.tracks.ids()


def test_what_is_away_is_still_found(store: Store) -> None:
    named(store, "Vales")
    (file,) = store.library.files(store.library.roots()[0].id).values()
    store.library.mark([file.id], Presence.AWAY)
    assert found(store, "vales is:away") == ["Vales"]
    assert found(store, "vales -is:away") == []


def test_the_search_follows_every_change(store: Store) -> None:
    root = store.library.add_root(b"/m")
    with open_store(store.folder, write=False) as reader:
        for title in ("Amber", "Violet", "Crimson"):
            read = replace(read_of(b"/m/0", 0, tags_of(title), mtime_ns=len(title)), lyrics=Lyrics(f"so {title} it is"))
            store.library.put(root, [read])
            for seen in (store, reader):
                assert found(seen, title) == found(seen, f"lyrics:{title}") == [title]
                assert found(seen, {"Amber": "violet", "Violet": "amber", "Crimson": "violet"}[title]) == []


def test_signs_of_query_languages_are_only_letters(store: Store) -> None:
    named(store, "100% of _it_ 'or' (live)", "plain")
    for text in (
        "%",
        "_",
        "' OR 1=1 --",
        '"%',
        "*",
        "a* OR b",
        "\0",
        "\ud800",
        "(",
        "NEAR(",
        "\\",
        "a NEAR b",
        "^x",
        "names:x",
    ):
        assert len(found(store, text)) <= 1, text


CRAFTED = [
    '<img src="file://CANARY.png">', '<img src="http://127.0.0.1:9/x">', '<b style="font-size:200000px">',
    "&lt;", "<!--", "%s%n", "{0.__class__}", "$(id)", "'); DROP TABLE track;--", '" OR 1=1', "NEAR(a b)", 'a*"',
    '=HYPERLINK("http://127.0.0.1:9")', "+1+1", "-2+3", "@SUM(A1)", "\tfirst", "\rfirst", "../../x", "a\nb", "a\0b",
    "\u202egnp.3pm", "\u2066", "\u200b\u200d\ufeff", "e" + "\u0301" * 10_000, "A" * 1_000_000, "\ud800", "\x1b[2J",
    unicodedata.normalize("NFD", "é"), "İ", "ß", "👨\u200d👩\u200d👧\u200d👦", "CON", "", "   ", "names MATCH 'x'",
    "\ue900amber", "\ue021", "\uffff", "\U0010ffff", "title:" + "(" * 500, '"' * 500, "-" * 500, "year:" + "9" * 999,
]  # fmt: skip
"""Texts that break programs, in what is typed and in what stands in tags."""


def schema(store: Store) -> list[object]:
    return store._db.all(
        "SELECT type, name, sql FROM main.sqlite_master UNION ALL SELECT type, name, sql FROM derived.sqlite_master"
    )


def test_no_text_breaks_the_search_or_changes_the_schema(store: Store) -> None:
    put(store, *(tags_of(text[:5000], text[:5000], text[:5000], genres=(text[:5000],)) for text in CRAFTED))
    fill(store, 50)
    before = schema(store)
    rng = random.Random(28)
    signs = string.printable + 'äßłé\u0301жя漢字ひ👍\ud800\0"*()^:-…“”'
    texts = CRAFTED + ["".join(rng.choices(signs, k=rng.randint(0, 40))) for _ in range(1000)]
    fields = ["", "artist:", "title:", "lyrics:", "year:", "is:", "path:", '"', "-"]
    for i, text in enumerate(texts):
        asked = fields[i % len(fields)] + text
        assert len(store.tracks.ids(TrackQuery(asked, list(TrackSort)[i % len(TrackSort)]))) <= 50 + len(CRAFTED)
        store.browse.albums(asked)
        store.browse.artists(asked)
    assert schema(store) == before
    assert store.check() == []


def test_a_track_is_found_by_all_that_it_shows(store: Store) -> None:
    """Every word of every odd name finds its track: what is typed is cut as what is stored."""
    texts = [text for text in CRAFTED if any(map(str.isalnum, text)) and len(text) < 100]
    tracks = put(store, *(tags_of(text, "Nobody", "", genres=()) for text in texts))
    for track in store.tracks.rows(tracks):
        for word in track.title.split():
            if any(map(str.isalnum, word)) and not word.startswith("-") and '"' not in word and ":" not in word:
                assert track.id in store.tracks.ids(TrackQuery(word)), word


@given(st.text(max_size=30))
def test_words_are_cut_alike_in_every_form(text: str) -> None:
    ordered, extra = words(text)
    assert words(unicodedata.normalize("NFD", text))[0] == ordered or "\u0345" in unicodedata.normalize("NFD", text)
    for word in ordered + extra:
        assert word and not any(char.isspace() or char in '"*()' for char in word)
    assert cut(transliterated(text)) is not None


def test_a_damaged_search_index_is_computed_anew(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        fill(store, 100)
    with closing(sqlite3.connect(tmp_path / "derived.db")) as con:
        con.execute("UPDATE search_names_data SET block = x'0102030405' WHERE id > 100")
        con.commit()
    with open_store(tmp_path) as store, pytest.raises(DatabaseDamaged, match=r"derived\.db"):
        for text in ("song", "artist", "al"):
            found(store, text)
    with open_store(tmp_path) as store:
        assert len(found(store, "song")) == 100


def test_an_index_that_holds_other_words_is_told(store: Store) -> None:
    fill(store, 30)
    assert store.check() == []
    store._db.write(lambda con: con.execute("UPDATE derived.search_text SET names = ' else ' WHERE track = 3"))
    (told,) = store.check()
    assert "derived.db" in told
    with open_store(store.folder, write=False) as reader:
        assert reader.check() == []  # only who writes can ask the index


def test_an_erased_word_leaves_no_trace_in_the_index(store: Store) -> None:
    named(store, "Needlework", "Other", *(f"Filler {i}" for i in range(50)))
    root = store.library.add_root(b"/m")
    store.library.put(root, [read_of(b"/m/0", 0, tags_of("Plain", "Plain", "Disc"), mtime_ns=9)])
    assert found(store, "needlework") == []

    def traces() -> int:
        blocks = store._db.all("SELECT block FROM derived.search_names_data")
        return sum(b"needlew" in bytes(block) for (block,) in blocks)

    store._db.write(search_index.erase_traces)
    assert traces() == 0


def test_words_are_remembered_within_bounds(store: Store) -> None:
    fill(store, 200)
    for i in range(300):
        store.tracks.ids(TrackQuery(f"song {i}"))
    assert 0 < store._columns.size() < 2 * MOST * 8 * 200
