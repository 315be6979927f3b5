"""Loudness by tags: all ways to say it come out on one scale, and nonsense is refused."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.records import Gain
from desktop_app.library import gain


def rva2(name: bytes, db: float, peak: int = 0, bits: int = 0) -> bytes:
    return name + b"\0\x01" + struct.pack(">hB", round(db * 512), bits) + peak.to_bytes((bits + 7) // 8, "big")


def test_replaygain():
    said = {gain.TRACK_GAIN: ["-6.00 dB"], gain.TRACK_PEAK: ["0.988525"], gain.ALBUM_GAIN: ["+2,3 dB"],
            gain.ALBUM_PEAK: ["1.05"]}  # fmt: skip
    assert gain.read(said) == Gain(-6.0, 0.988525, 2.3, 1.05)
    assert gain.read({gain.TRACK_GAIN: ["−7.5"]}) == Gain(-7.5)


def test_a_gain_to_another_reference_is_put_on_the_same_scale():
    assert gain.read({gain.TRACK_GAIN: ["-12.0 dB"], gain.REFERENCE: ["83.0 dB"]}) == Gain(-6.0)
    assert gain.read({gain.TRACK_GAIN: ["-6.0 dB"], gain.REFERENCE: ["89.0 dB"]}) == Gain(-6.0)
    assert gain.read({gain.TRACK_GAIN: ["-6.0 dB"], gain.REFERENCE: ["-18 LUFS"]}) == Gain(-6.0)


def test_r128_says_the_same_as_replaygain_for_the_same_sound():
    assert gain.read({gain.R128_TRACK: ["-2816"], gain.R128_ALBUM: ["256"]}) == Gain(-6.0, None, 6.0)
    both = {gain.R128_TRACK: ["-2816"], gain.TRACK_GAIN: ["-1 dB"], gain.TRACK_PEAK: ["0.5"]}
    assert gain.read(both, opus=True) == Gain(-6.0, 0.5)
    assert gain.read(both) == Gain(-1.0, 0.5)


def test_rva2():
    said: dict[str, list[str]] = {}
    for frame in (rva2(b"track", -6.5, 1 << 14, 16), rva2(b"Album", 3.25)):
        for meaning, text in gain.from_rva2(frame):
            said.setdefault(meaning, []).append(text)
    assert gain.read(said) == Gain(-6.5, 0.5, 3.25)


def test_sound_check():
    assert gain.read(
        {gain.SOUND_CHECK: [" 000007D0 000003E8" + " 00000000" * 4 + " 00004000 00002000 00000000 00000000"]}
    ) == Gain(-3.01, 0.5)
    assert gain.read({gain.SOUND_CHECK: [" 00000000" * 10]}) == Gain()
    assert gain.read({gain.SOUND_CHECK: [" 000007D0"]}) == Gain()


@pytest.mark.parametrize(
    "text", ["NaN", "nan dB", "inf", "-inf dB", "1e999", "200 dB", "-200 dB", "", "dB", "loud", "9" * 400, "0x10",
             "--6", "6 dB loud"]
)  # fmt: skip
def test_hostile_numbers_say_nothing(text):
    assert gain.read({name: [text] for name in (gain.TRACK_GAIN, gain.ALBUM_GAIN)}) == Gain()
    assert gain.read({gain.R128_TRACK: [text]}) == Gain()


@pytest.mark.parametrize("text", ["-1", "0", "1e9", "101", "nan"])
def test_hostile_peaks_say_nothing(text):
    assert gain.read({gain.TRACK_PEAK: [text]}) == Gain()


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(gain.MEANINGS)), st.lists(st.text(max_size=60), min_size=1, max_size=2)))
def test_any_text_gives_a_gain_within_its_bounds(said):
    found = gain.read(said)
    for db in (found.track_db, found.album_db):
        assert db is None or -gain.MAX_DB <= db <= gain.MAX_DB
    for peak in (found.track_peak, found.album_peak):
        assert peak is None or 0 < peak <= gain.MAX_PEAK


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_taken_for_rva2_without_harm(data):
    said = dict(gain.from_rva2(data))
    gain.read({meaning: [text] for meaning, text in said.items()})
