"""CUE sheets and words beside and inside music files, through a real, sealed reader, and through one that lies."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import mutagen
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.cue import CueFile, CueSheet, CueTrack
from desktop_app.domain.errors import WorkerDied
from desktop_app.domain.records import FileStamp, Gain, Lyrics, ReadFile, Refusal, Tags
from desktop_app.library import client, identity, layout, wire
from desktop_app.sandbox.files import open_regular
from desktop_app.sandbox.process import Child
from tests.library import made
from tests.library.test_client import GOOD, KEY, child

SHEET = (
    'PERFORMER "Nordlys"\nTITLE "Polar Night"\nFILE "x.flac" WAVE\n'
    'TRACK 01 AUDIO\nTITLE "One"\nINDEX 01 00:00:00\nTRACK 02 AUDIO\nTITLE "Two"\n'
    "INDEX 00 00:00:70\nINDEX 01 00:01:00\n"
)


@pytest.fixture(scope="module")
def reader() -> Iterator[Child]:
    process = Child.start("reader")
    yield process
    process.close()


def opened(*paths: Path) -> list[tuple[int, FileStamp]]:
    return [open_regular(os.fsencode(path)) for path in paths]


def close(files: list[tuple[int, FileStamp]]) -> None:
    for fd, _ in files:
        os.close(fd)


def test_sheets_beside_the_music(reader, tmp_path):
    good, bad, huge = tmp_path / "a.cue", tmp_path / "b.cue", tmp_path / "c.cue"
    good.write_text(SHEET, encoding="utf-16")
    bad.write_bytes(os.urandom(5000))
    huge.write_bytes(b"x" * (3 << 20))
    files = opened(good, bad, huge)
    sheet, refused, large = client.read_sheets(reader, files)
    close(files)
    assert isinstance(sheet, CueSheet)
    assert sheet.files == (CueFile("x.flac", (CueTrack(1, "One", "", 0), CueTrack(2, "Two", "", 75, 70))),)
    assert isinstance(refused, Refusal)
    assert refused.reason == "it names no tracks"
    assert isinstance(large, Refusal)
    assert "too large" in large.reason


def test_words_beside_the_music(reader, tmp_path):
    good, bad = tmp_path / "a.lrc", tmp_path / "b.lrc"
    good.write_bytes("[00:01.00]Первая\n[00:02.00]вторая\n".encode("cp1251"))
    bad.write_bytes(bytes(4000))
    files = opened(good, bad)
    words, refused = client.read_lyrics(reader, files)
    close(files)
    assert words == Lyrics("[00:01.00]Первая\n[00:02.00]вторая", timed=True)
    assert isinstance(refused, Refusal)


def test_a_file_with_a_sheet_words_and_a_full_key(reader, tmp_path):
    path = made.write(tmp_path / "01 a.ogg", "ogg", seconds=2)
    file = mutagen.File(path)
    file["CUESHEET"], file["LYRICS"], file["ARTIST"], file["ARTISTSORT"] = SHEET, "la la", "Nordlys", "Nordlys, The"
    file["REPLAYGAIN_TRACK_GAIN"] = "-6 dB"
    file.save()
    files = opened(path)
    (found,) = client.read_batch(reader, files)
    close(files)
    assert isinstance(found, ReadFile)
    assert found.lyrics == Lyrics("la la")
    assert found.sheet is not None
    assert [(part.start_75, part.end_75, part.tags.title) for part in found.parts] == [(0, 75, "One"), (75, -1, "Two")]
    assert sum(part.tags.duration_ms or 0 for part in found.parts) == found.tags.duration_ms
    assert (found.tags.sort_artist, found.tags.gain) == ("Nordlys, The", Gain(-6.0))


def test_the_full_key_comes_along_where_all_of_the_sound_was_read(reader, tmp_path):
    small, large = made.write(tmp_path / "a.ogg", "ogg", seconds=0.5), made.write(tmp_path / "b.wav", "wav")
    files = opened(small, large)
    found = [result for result in client.read_batch(reader, files) if isinstance(result, ReadFile)]
    close(files)
    with small.open("rb") as file:
        taken_apart = layout.find(file, small.stat().st_size)
        assert found[0].full_key == identity.full_key_of(file, taken_apart)
        assert found[0].key == identity.key_of(file, taken_apart)
    assert found[1].full_key is None


@pytest.fixture
def files(tmp_path) -> Iterator[list[tuple[int, FileStamp]]]:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"x")
    listed = opened(path)
    yield listed
    close(listed)


NO_SHEETS: list[object] = [
    None, [], {}, {"files": {}}, {"files": [[]]}, {"files": [["x", {}]]}, {"files": [["x", [[1, "", "", -1, None]]]]},
    {"files": [["x", [[1, "", "", 0]]]]}, {"files": [["x", [[1, 5, "", 0, None]]]]}, {"files": [[5, []]]},
    {"files": [["x" * 5000, []]]}, {"files": [["x", [[1, "", "", 10**12, None]]]]}, {"files": [["x", []]] * 1000},
    {"files": [], "title": 5}, {"files": [], "year": "1999"}, {"files": [["x", [[1, "", "", None, None]]]]},
]  # fmt: skip
NO_LYRICS: list[object] = [None, [], {}, {"text": 5}, {"text": "x" * (1 << 20)}, "text"]
NO_GAINS: list[object] = [None, [], [1, 2, 3], [None, None, None, 500], ["1", None, None, None],
                          [True, None, None, None],
                          [400, None, None, None], {"track": 1}]  # fmt: skip


@pytest.mark.parametrize("sheet", NO_SHEETS)
def test_a_sheet_that_makes_no_sense_is_a_death(files, sheet):
    for answer, ask in (
        ({"index": 0, "sheet": sheet}, client.read_sheets),
        ({"index": 0, **GOOD, "sheet": sheet}, client.read_batch),
    ):
        with child(lambda message, channel, answer=answer: channel.send(answer)) as process:
            with pytest.raises(WorkerDied, match="makes no sense"):
                next(ask(process, files, timeout_s=5))
            assert process.killed


@pytest.mark.parametrize("words", NO_LYRICS)
def test_words_that_make_no_sense_are_a_death(files, words):
    with child(lambda message, channel: channel.send({"index": 0, "lyrics": words})) as process:
        with pytest.raises(WorkerDied, match="makes no sense"):
            next(client.read_lyrics(process, files, timeout_s=5))
        assert process.killed


@pytest.mark.parametrize("gain", NO_GAINS)
def test_a_gain_that_makes_no_sense_is_a_death(files, gain):
    answer = {"index": 0, "tags": {"gain": gain}, "key": KEY}
    with child(lambda message, channel: channel.send(answer)) as process:
        with pytest.raises(WorkerDied, match="makes no sense"):
            next(client.read_batch(process, files, timeout_s=5))
        assert process.killed


def test_what_would_trick_the_eye_is_taken_out_once_more(files):
    answer = {"index": 0, "lyrics": {"text": "a\x1b[2J\u202eb\n\ud800c", "timed": 1}}
    with child(lambda message, channel: channel.send(answer)) as process:
        assert next(client.read_lyrics(process, files, timeout_s=5)) == Lyrics("a[2Jb\nc")
    sheet = {
        "title": "\u202eT",
        "performer": "",
        "genre": "",
        "year": 1999,
        "files": [["x", [[1, "\x1ba", "", 0, None]]]],
    }
    with child(lambda message, channel: channel.send({"index": 0, "sheet": sheet})) as process:
        found = next(client.read_sheets(process, files, timeout_s=5))
        assert isinstance(found, CueSheet)
        assert (found.title, found.files[0].tracks[0].title) == ("T", "a")


words = st.text(max_size=30).map(lambda text: wire.shown(text))
times = st.integers(0, 1 << 27)
sheets = st.builds(
    CueSheet, words, words, words, st.none() | st.integers(1, 9999),
    st.lists(
        st.builds(CueFile, words, st.lists(
            st.builds(CueTrack, st.integers(0, 999), words, words, times, st.none() | times), max_size=4).map(tuple)),
        max_size=3,
    ).map(tuple),
)  # fmt: skip
reals = st.none() | st.floats(-51, 51, allow_nan=False)
peaks = st.none() | st.floats(0, 100, allow_nan=False)


@settings(max_examples=200, deadline=None)
@given(sheets)
def test_sheets_travel_unchanged(sheet):
    assert wire.sheet_from(json.loads(json.dumps(wire.sheet_to_json(sheet)))) == sheet


@settings(max_examples=200, deadline=None)
@given(st.builds(
    Tags, sort_title=words, sort_artist=words, sort_album=words, sort_album_artist=words, work=words, movement=words,
    movement_number=st.none() | st.integers(1, 999), original_year=st.none() | st.integers(1000, 2027),
    gain=st.builds(Gain, reals, peaks, reals, peaks),
))  # fmt: skip
def test_the_fields_beyond_the_common_ones_travel_unchanged(tags):
    assert wire.tags_from(json.loads(json.dumps(wire.to_json(tags)))) == tags
