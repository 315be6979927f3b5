"""CUE sheets as programs write them, and the parts that they make of a file."""

from __future__ import annotations

import contextlib
import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.cue import CueFile, CueSheet, CueTrack
from desktop_app.domain.records import Gain, Tags
from desktop_app.library import cue

SHEET = """REM GENRE "Folk; Ambient"
REM DATE 2003
REM COMMENT "ExactAudioCopy v1.0"
PERFORMER "Nordlys"
TITLE "Polar Night"
FILE "Nordlys - Polar Night.flac" WAVE
  TRACK 01 AUDIO
    TITLE "First Light"
    PERFORMER "Nordlys feat. Vega"
    ISRC NOABC0300001
    INDEX 01 00:00:00
  TRACK 02 AUDIO
    TITLE "Second"
    INDEX 00 00:18:00
    INDEX 01 00:20:00
  TRACK 03 AUDIO
    TITLE "Third"
    PREGAP 00:02:00
    INDEX 01 00:40:37
"""
MINUTE = Tags(title="whole", artist="File Artist", artists=("File Artist",), album="File Album", duration_ms=60_000)


def times(sheet: CueSheet, tags: Tags = MINUTE) -> list[tuple[int, int, int | None]]:
    return [(part.start_75, part.end_75, part.tags.duration_ms) for part in cue.parts_of(sheet.files[0], sheet, tags)]


def test_a_sheet_as_a_ripper_writes_it():
    sheet = cue.parse(SHEET.encode())
    assert (sheet.title, sheet.performer, sheet.genre, sheet.year) == ("Polar Night", "Nordlys", "Folk; Ambient", 2003)
    (file,) = sheet.files
    assert file.name == "Nordlys - Polar Night.flac"
    assert file.tracks == (
        CueTrack(1, "First Light", "Nordlys feat. Vega", 0),
        CueTrack(2, "Second", "", 1500, 1350),
        CueTrack(3, "Third", "", 3037),
    )


def test_a_gap_is_heard_at_the_end_of_the_track_before_it_and_lengths_add_up():
    """D08: T1 20.000 s, T2 20.493 s, T3 19.507 s of 60 s."""
    sheet = cue.parse(SHEET.encode())
    assert times(sheet) == [(0, 1500, 20_000), (1500, 3037, 20_493), (3037, -1, 19_507)]


def test_the_parts_say_what_the_sheet_says_and_the_file_fills_in():
    sheet = cue.parse(SHEET.encode())
    tags = Tags(artist="File Artist", album="File Album", genres=("Rock",), sort_artist="Artist, File", year=1999,
                gain=Gain(-6.0, 0.9), work="W", duration_ms=60_000, codec="flac", raw={"TITLE": ("x",)})  # fmt: skip
    first, second, _ = (part.tags for part in cue.parts_of(sheet.files[0], sheet, tags))
    assert (first.title, first.artist, first.artists) == ("First Light", "Nordlys feat. Vega", ("Nordlys", "Vega"))
    assert (second.artist, second.album, second.album_artist) == ("Nordlys", "Polar Night", "Nordlys")
    assert (second.genres, second.year, second.number, second.number_total) == (("Folk", "Ambient"), 2003, 2, 3)
    assert second.gain == Gain(None, None, -6.0, 0.9), "what holds for the whole holds for the album"
    assert (second.sort_artist, second.work, second.codec) == ("", "", "flac")
    bare = cue.parse(b'FILE "x.wav" WAVE\nTRACK 1 AUDIO\nINDEX 01 0:0:0\nTRACK 2 AUDIO\nINDEX 01 0:30:0\n')
    kept = cue.parts_of(bare.files[0], bare, tags)[1].tags
    assert (kept.title, kept.artist, kept.album, kept.genres, kept.year, kept.sort_artist) == (
        "Track 02", "File Artist", "File Album", ("Rock",), 1999, "Artist, File",
    )  # fmt: skip


def test_odd_writing_is_read():
    text = (
        '\ufeffperformer Nordlys\r\ntitle "Polar "Night""\r\nfile C:\\Music\\Polar Night.wav wave\r\n'
        'track 1 audio\r\ntitle "no end quote\r\nindex 1 0:00:00\r\n'
        "TRACK 02 AUDIO\r\n  TITLE Without quotes at all\r\n  INDEX 01 100:00\r\n"
        "TRACK 03 MODE1/2352\r\n INDEX 01 120:00:00\r\n"
    )
    sheet = cue.parse(text.encode())
    assert (sheet.performer, sheet.title, sheet.files[0].name) == ("Nordlys", 'Polar "Night', "Polar Night.wav")
    assert [(t.title, t.start_75) for t in sheet.files[0].tracks] == [
        ("no end quote", 0),
        ("Without quotes at all", 100 * 60 * 75),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_any_encoding(encoding):
    text = SHEET.replace("Nordlys", "Кино").replace("Polar Night", "Звезда по имени Солнце")
    sheet = cue.parse(text.encode(encoding))
    assert (sheet.performer, sheet.title) == ("Кино", "Звезда по имени Солнце")


def test_several_files_and_a_gap_that_ends_the_file_before():
    text = (
        'FILE "1.wav" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\nTRACK 02 AUDIO\nTITLE "Two"\nINDEX 00 03:00:00\n'
        'FILE "2.wav" WAVE\nINDEX 01 00:00:00\nTRACK 03 AUDIO\nINDEX 01 02:00:00\n'
    )
    sheet = cue.parse(text.encode())
    assert [(file.name, [track.number for track in file.tracks]) for file in sheet.files] == [
        ("1.wav", [1]),
        ("2.wav", [2, 3]),
    ]
    assert sheet.files[1].tracks[0] == CueTrack(2, "Two", "", 0)
    assert times(sheet) == [], "a file with one track is that track"
    assert cue.whole_of(sheet) is None


def test_a_short_lead_in_belongs_to_the_first_track_and_a_long_one_is_a_hidden_track():
    short = CueSheet("", "", "", None, (CueFile("x", (CueTrack(1, "a", "", 150), CueTrack(2, "b", "", 3000))),))
    assert times(short) == [(0, 3000, 40_000), (3000, -1, 20_000)]
    long = CueSheet("", "", "", None, (CueFile("x", (CueTrack(1, "a", "", 1500), CueTrack(2, "b", "", 3000))),))
    assert times(long) == [(0, 1500, 20_000), (1500, 3000, 20_000), (3000, -1, 20_000)]
    hidden = cue.parts_of(long.files[0], long, MINUTE)[0].tags
    assert (hidden.title, hidden.number) == (cue.UNTITLED, None)


def test_a_sheet_that_does_not_fit_its_file_makes_no_parts():
    sheet = cue.parse(SHEET.encode())
    assert times(sheet, Tags(duration_ms=40_000)) == []
    assert times(sheet, Tags()) == [(0, 1500, 20_000), (1500, 3037, 20_493), (3037, -1, None)]
    back = CueFile("x", (CueTrack(1, "a", "", 3000), CueTrack(2, "b", "", 1500)))
    assert cue.parts_of(back, sheet, MINUTE) == ()


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "no tracks"), (b"just words\n", "no tracks"), (b'FILE "x" WAVE\n', "no tracks"),
     (b"TRACK 01 AUDIO\nINDEX 01 00:00:00\n", "no tracks"), (b"x" * (2 << 20), "too large"),
     (b'FILE "x" WAVE\nTRACK 01 AUDIO\nINDEX 01 99999999:00:00\n', "no tracks"),
     (b'FILE "x" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:99:00\n', "no tracks")],
)  # fmt: skip
def test_what_is_no_sheet_is_refused_with_a_reason(data, said):
    with pytest.raises(ValueError, match=said):
        cue.parse(data)


def test_hostile_sizes():
    flood = b'FILE "x" WAVE\n' + b"".join(b"TRACK %d AUDIO\nINDEX 01 %d:00:00\n" % (n, n) for n in range(9_000))
    sheet = cue.parse(flood)
    assert len(sheet.files[0].tracks) == cue.MAX_TRACKS
    files = cue.parse(b"".join(b'FILE "%d" WAVE\nTRACK 1 AUDIO\nINDEX 01 0:0:0\n' % n for n in range(900)))
    assert len(files.files) == cue.MAX_FILES
    long = cue.parse(b'FILE "' + b"y" * 100_000 + b'" WAVE\nTRACK 1 AUDIO\nINDEX 01 0:0:0\nTITLE "' + b"t" * 100_000)
    assert len(long.files[0].name) <= 1024
    begun = time.process_time()
    for line in (
        b"TITLE" + b" " * 4000 + b"x",
        b'FILE "' + b'" ' * 2000,
        b"INDEX " + b"0" * 4000,
        b"REM " + b" \t" * 2000,
    ):
        with contextlib.suppress(ValueError):
            cue.parse((line + b"\n") * (cue.MAX_SHEET // (len(line) + 1)))
    assert time.process_time() - begun < 5.0, "no line costs more than it is long"


def test_the_block_of_a_flac_file():
    def track(offset: int, number: int, *indexes: tuple[int, int]) -> bytes:
        points = b"".join(at.to_bytes(8, "big") + bytes([n]) + bytes(3) for n, at in indexes)
        return offset.to_bytes(8, "big") + bytes([number]) + bytes(26) + bytes([len(indexes)]) + points

    head = bytes(128) + bytes(8) + b"\x80" + bytes(258)
    block = head + b"\x03" + track(0, 1, (1, 0)) + track(441_000, 2, (0, 0), (1, 88_200)) + track(2_646_000, 170)
    sheet = cue.from_flac(block, 44_100)
    assert sheet is not None
    assert [(t.number, t.start_75) for t in sheet.files[0].tracks] == [(1, 0), (2, 900)]
    assert cue.whole_of(sheet) == sheet.files[0]
    for end in range(len(block)):
        cue.from_flac(block[:end], 44_100)
    assert cue.from_flac(block, 0) is None
    assert cue.from_flac(head + b"\xff" + b"\xff" * 5000, 44_100) is None


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(['FILE "a" WAVE', "FILE b", "TRACK 01 AUDIO", "TRACK 2 AUDIO", "TRACK x", "INDEX 01 00:10:00",
                         "INDEX 00 00:09:00", "INDEX 01 0:0", "INDEX", 'TITLE "x', "PERFORMER", "REM DATE 1999", "REM",
                         "INDEX 01 00:20:00", "PREGAP 00:02:00", "\0", '"'])
        | st.text(max_size=30),
        max_size=25,
    ),
    st.none() | st.integers(1, 100_000),
)  # fmt: skip
def test_any_lines_are_a_sheet_whose_parts_cover_the_file_or_no_sheet(lines, duration_ms):
    try:
        sheet = cue.parse("\n".join(lines).encode("utf-8", "replace"))
    except ValueError:
        return
    for file in sheet.files:
        starts = [track.start_75 for track in file.tracks]
        assert starts == sorted(set(starts))
        parts = cue.parts_of(file, sheet, Tags(duration_ms=duration_ms))
        assert len(parts) != 1
        if parts:
            assert (parts[0].start_75, parts[-1].end_75) == (0, -1)
            assert all(a.end_75 == b.start_75 for a, b in itertools.pairwise(parts))
            if duration_ms is not None:
                assert sum(part.tags.duration_ms or 0 for part in parts) == duration_ms
