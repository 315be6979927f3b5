"""Composers and codes are found in raw tags under the names that each format has for them."""

from __future__ import annotations

import json

import pytest

from desktop_app.store.told import told


@pytest.mark.parametrize(
    "name", ["TCOM", "COMPOSER", "Composer", "composers", "WM/Composer", "TXXX:COMPOSER", "©wrt", "----:x:composer"]
)
def test_composers(name: str) -> None:
    raw = {"TITLE": ["composer"], name: ['A. "Moss"', "B. Réed; C. Lund", " "], "ALBUM": ["x"]}
    assert told(json.dumps(raw)) == (('A. "Moss"', "B. Réed", "C. Lund"), ())


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("ISRC", "XX-AB1-23-00001", "isrc:xxab12300001"),
        ("TSRC", "xxab12300001", "isrc:xxab12300001"),
        ("WM/ISRC", "XXAB12300001", "isrc:xxab12300001"),
        ("----:com.apple.iTunes:ISRC", "XXAB12300001", "isrc:xxab12300001"),
        ("MUSICBRAINZ_WORKID", "0a1b", "work:0a1b"),
        ("TXXX:MusicBrainz Work Id", "0A1B", "work:0a1b"),
        ("MusicBrainz/Work Id", "0a1b", "work:0a1b"),
    ],
)
def test_codes(name: str, value: str, code: str) -> None:
    assert told(json.dumps({"A": ["b"], name: [value]})) == ((), (code,))


@pytest.mark.parametrize("name", ["ALBUMCOMPOSER", "COMPOSERSORT", "TITLE", "MUSICBRAINZ_TRACKID", "notisrc"])
def test_other_tags_tell_nothing(name: str) -> None:
    assert told(json.dumps({"X": ['composer": ["A"]'], name: ["A. Moss"]})) == ((), ())
    assert told("{}") == ((), ())


def test_many_values_are_cut() -> None:
    raw = json.dumps({"TCOM": [f"N {i}" for i in range(99)], "ISRC": [str(i) for i in range(99)]})
    composers, codes = told(raw)
    assert len(composers) == len(codes) == 8
