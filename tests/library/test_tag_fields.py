"""Fields beyond the common ones: sort names, movements, loudness, words and sheets, in every family of tags."""

from __future__ import annotations

import struct
from pathlib import Path

import mutagen
import pytest
from mutagen import id3
from mutagen.apev2 import APEv2
from mutagen.asf import ASF
from mutagen.flac import FLAC
from mutagen.mp4 import MP4, MP4FreeForm

from desktop_app.domain.cue import CueTrack
from desktop_app.domain.records import Gain, Lyrics
from desktop_app.library import layout, tags
from desktop_app.library.tags import Said
from tests.library import made

NEWEST = 2027
SHEET = 'PERFORMER "Nordlys"\nFILE "x" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\nTRACK 02 AUDIO\nINDEX 01 00:01:00\n'
WORDS = "First line\nsecond line"
TIMED = "[00:01.00]First\n[00:02.50]second"


def read(path: Path) -> Said:
    with path.open("rb") as file:
        return tags.read(file, layout.find(file, path.stat().st_size), NEWEST)


def named(file: mutagen.FileType | APEv2) -> None:
    for name, value in {
        "TITLESORT": "Title, The", "ARTISTSORT": "Nordlys, The", "ALBUMSORT": "Album, The",
        "ALBUMARTISTSORT": "Various, The", "WORK": "Symphony No. 1", "MOVEMENTNAME": "Allegro", "MOVEMENT": "2",
        "DATE": "2009", "ORIGINALDATE": "1971-03-01", "REPLAYGAIN_TRACK_GAIN": "-6.00 dB",
        "REPLAYGAIN_TRACK_PEAK": "0.988", "replaygain_album_gain": "-7.25 dB", "REPLAYGAIN_ALBUM_PEAK": "1.01",
        "LYRICS": WORDS, "CUESHEET": SHEET,
    }.items():  # fmt: skip
        file[name] = value


def write_fields(path: Path, kind: str) -> None:
    if kind in ("ogg", "opus", "flac"):
        file = mutagen.File(path)
        if file.tags is None:
            file.add_tags()
        named(file)
        file.save()
    elif kind == "wv":
        tag = APEv2()
        named(tag)
        tag.save(path)
    elif kind == "m4a":
        file = MP4(path)
        file["sonm"], file["soar"], file["soal"], file["soaa"] = (
            "Title, The",
            "Nordlys, The",
            "Album, The",
            "Various, The",
        )
        file["\xa9wrk"], file["\xa9mvn"], file["\xa9mvi"], file["\xa9lyr"] = "Symphony No. 1", "Allegro", [2], WORDS
        file["\xa9day"] = "2009"
        for name, value in {"ORIGINALDATE": "1971", "replaygain_track_gain": "-6.00 dB", "CUESHEET": SHEET,
                            "replaygain_track_peak": "0.988", "REPLAYGAIN_ALBUM_GAIN": "-7.25 dB",
                            "REPLAYGAIN_ALBUM_PEAK": "1.01"}.items():  # fmt: skip
            file[f"----:com.apple.iTunes:{name}"] = [MP4FreeForm(value.encode())]
        file.save()
    elif kind == "wma":
        file = ASF(path)
        for name, value in {
            "WM/TitleSortOrder": "Title, The", "WM/ArtistSortOrder": "Nordlys, The", "WM/AlbumSortOrder": "Album, The",
            "WM/AlbumArtistSortOrder": "Various, The", "WM/Work": "Symphony No. 1", "MOVEMENTNAME": "Allegro",
            "MOVEMENT": "2", "WM/Year": "2009", "WM/OriginalReleaseYear": "1971",
            "REPLAYGAIN_TRACK_GAIN": "-6.00 dB", "replaygain_track_peak": "0.988", "REPLAYGAIN_ALBUM_GAIN": "-7.25 dB",
            "REPLAYGAIN_ALBUM_PEAK": "1.01", "WM/Lyrics": WORDS, "CUESHEET": SHEET,
        }.items():  # fmt: skip
            file[name] = [value]
        file.save()
    else:
        file = mutagen.File(path)
        if file.tags is None:
            file.add_tags()
        for frame in (
            id3.TSOT(encoding=1, text=["Title, The"]), id3.TSOP(encoding=3, text=["Nordlys, The"]),
            id3.TSOA(encoding=0, text=["Album, The"]), id3.TSO2(encoding=3, text=["Various, The"]),
            id3.TXXX(encoding=3, desc="WORK", text=["Symphony No. 1"]), id3.MVNM(encoding=1, text=["Allegro"]),
            id3.MVIN(encoding=0, text=["2/4"]), id3.TDRC(encoding=3, text=["2009"]),
            id3.TDOR(encoding=3, text=["1971"]), id3.USLT(encoding=1, lang="eng", desc="words", text=WORDS),
            id3.TXXX(encoding=1, desc="REPLAYGAIN_TRACK_GAIN", text=["-6.00 dB"]),
            id3.TXXX(encoding=3, desc="replaygain_track_peak", text=["0.988"]),
            id3.TXXX(encoding=0, desc="replaygain_album_gain", text=["-7.25 dB"]),
            id3.TXXX(encoding=0, desc="replaygain_album_peak", text=["1.01"]),
            id3.TXXX(encoding=3, desc="CUESHEET", text=[SHEET]),
        ):  # fmt: skip
            file.tags.add(frame)
        file.save()


@pytest.mark.parametrize(
    "kind", [k for k in ("mp3", "ogg", "opus", "flac", "m4a", "wma", "wav", "aiff", "wv", "tta") if k in made.FORMATS]
)
def test_every_family_of_tags(kind, tmp_path):
    path = made.write(tmp_path / f"a.{kind}", kind, seconds=2)
    write_fields(path, kind)
    said = read(path)
    found = said.tags
    assert (found.sort_title, found.sort_artist, found.sort_album, found.sort_album_artist) == (
        "Title, The", "Nordlys, The", "Album, The", "Various, The",
    )  # fmt: skip
    assert (found.work, found.movement, found.movement_number) == ("Symphony No. 1", "Allegro", 2)
    assert (found.year, found.original_year) == (2009, 1971)
    assert found.gain == Gain(-6.0, 0.988, -7.25, 1.01)
    assert said.lyrics == Lyrics(WORDS)
    assert said.sheet is not None
    assert said.sheet.files[0].tracks == (CueTrack(1, "", "", 0), CueTrack(2, "", "", 75))
    assert not any("line" in text or "TRACK" in text for texts in found.raw.values() for text in texts), (
        "long texts have a place of their own"
    )


@pytest.fixture(scope="module")
def bare_mp3(tmp_path_factory) -> bytes:
    return made.without_id3(made.write(tmp_path_factory.mktemp("mp3") / "a.mp3", "mp3").read_bytes())


def mp3(tmp_path: Path, bare: bytes, *frames: bytes, version: int = 4, behind: bytes = b"") -> Said:
    path = tmp_path / "a.mp3"
    path.write_bytes(made.id3(b"".join(frames), version=version) + bare + behind)
    return read(path)


def text(name: bytes, value: str) -> bytes:
    return made.frame(name, b"\3" + value.encode())


def test_the_sort_names_of_other_programs_in_older_tags(tmp_path, bare_mp3):
    frames = [made.frame(name, b"\0" + value, version=3) for name, value in
              ((b"XSOP", b"Nordlys, The"), (b"XSOT", b"Title, The"), (b"XSOA", b"Album, The"))]  # fmt: skip
    found = mp3(tmp_path, bare_mp3, *frames, version=3).tags
    assert (found.sort_artist, found.sort_title, found.sort_album) == ("Nordlys, The", "Title, The", "Album, The")


@pytest.mark.parametrize(
    ("number", "disc", "expected"),
    [
        ("1/12", None, (None, 1, 12)), ("A1", None, (1, 1, None)), ("B4", None, (2, 4, None)),
        ("C2", "2/2", (3, 2, None)), ("1-03", None, (1, 3, None)), ("2.11", "1", (1, 11, None)),
        ("A", None, (1, 1, None)),
        ("AA", None, (2, 1, None)), ("07", "CD 2", (2, 7, None)), ("7", "B", (2, 7, None)),
        ("#5", None, (None, 5, None)),
        ("x", None, (None, None, None)), ("0", "0", (None, None, None)), ("3 of 9", "1 of 2", (1, 3, 9)),
    ],
)  # fmt: skip
def test_discs_numbers_and_the_sides_of_records(number, disc, expected, tmp_path, bare_mp3):
    frames = [text(b"TRCK", number)] + ([text(b"TPOS", disc)] if disc else [])
    found = mp3(tmp_path, bare_mp3, *frames).tags
    assert (found.disc, found.number, found.number_total) == expected


def test_twelve_tracks_come_in_the_order_of_their_numbers(tmp_path, bare_mp3):
    """D04: "n/total" is a number, padded or not."""
    found = [mp3(tmp_path, bare_mp3, text(b"TRCK", f"{n}/12"), text(b"TIT2", chr(122 - n))).tags for n in range(1, 13)]
    assert [t.number for t in sorted(found, key=lambda t: t.title, reverse=True)] == list(range(1, 13))
    assert {t.number_total for t in found} == {12}
    assert (
        mp3(tmp_path, bare_mp3, text(b"TRCK", "01")).tags.number
        == mp3(tmp_path, bare_mp3, text(b"TRCK", "1")).tags.number
    )


@pytest.mark.parametrize(
    ("frames", "year", "original"),
    [
        ({b"TDRC": "2009", b"TDOR": "1971"}, 2009, 1971), ({b"TDOR": "1971"}, 1971, None),
        ({b"TDRL": "2009"}, 2009, None), ({b"TDRL": "2009", b"TDRC": "1999"}, 1999, None),
        ({b"TDRC": "1971", b"TDOR": "2009"}, 1971, None), ({b"TDRC": "0000", b"TDOR": "1971"}, 1971, None),
        ({b"TDRC": "2009", b"TDOR": "2009"}, 2009, 2009), ({b"TDRC": "", b"TDOR": ""}, None, None),
    ],
)  # fmt: skip
def test_years_of_the_release_and_of_the_first_one(frames, year, original, tmp_path, bare_mp3):
    found = mp3(tmp_path, bare_mp3, *(text(name, value) for name, value in frames.items())).tags
    assert (found.year, found.original_year) == (year, original)


@pytest.mark.parametrize(
    ("written", "genres"),
    [
        (["17"], ("Rock",)), (["(17)"], ("Rock",)), (["(17)Rock"], ("Rock",)), (["(17)(18)"], ("Rock", "Techno")),
        (["(4)Eurodisco"], ("Eurodisco",)), (["(RX)"], ("Remix",)), (["((Live)"], ("(Live)",)), (["255"], ()),
        (["Rock; Folk"], ("Rock", "Folk")), (["Rock/Folk"], ("Rock", "Folk")), (["Hip-Hop/Rap"], ("Hip-Hop/Rap",)),
        (["Rock, Folk"], ("Rock", "Folk")), (["Folk, World, & Country"], ("Folk, World, & Country",)),
        (["Nordic Yoik / Folk"], ("Nordic Yoik", "Folk")), (["Yoik/Joik"], ("Yoik/Joik",)), (["R&B"], ("R&B",)),
        (["Rock|Folk"], ("Rock", "Folk")), (["Drum & Bass"], ("Drum & Bass",)),
        (["Rock", "rock", "Folk"], ("Rock", "Folk")),
        (["Rock (Soft)"], ("Rock (Soft)",)), (["9999"], ()), (["80s"], ("80s",)),
    ],
)  # fmt: skip
def test_genres_as_tags_write_them(written, genres, tmp_path, bare_mp3):
    assert mp3(tmp_path, bare_mp3, text(b"TCON", "\0".join(written))).tags.genres == genres


def test_a_compilation_by_flag_or_by_its_album_artist(tmp_path, bare_mp3):
    assert mp3(tmp_path, bare_mp3, text(b"TCMP", "1")).tags.compilation
    found = mp3(tmp_path, bare_mp3, text(b"TPE2", "V.A."), text(b"TPE1", "Nordlys & Vega")).tags
    assert (found.album_artist, found.compilation, found.artists) == ("Various Artists", True, ("Nordlys & Vega",))
    assert not mp3(tmp_path, bare_mp3, text(b"TCMP", "0"), text(b"TPE2", "Nordlys")).tags.compilation


def test_an_album_that_only_says_unknown_is_none(tmp_path, bare_mp3):
    assert mp3(tmp_path, bare_mp3, text(b"TALB", "Unknown Album")).tags.album == ""
    assert mp3(tmp_path, bare_mp3, text(b"TALB", "Unknown Pleasure")).tags.album == "Unknown Pleasure"


@pytest.mark.parametrize(
    ("frames", "expected"),
    [
        ({b"TIT1": "Symphony No. 1", b"MVNM": "Allegro", b"MVIN": "1/4"}, ("Symphony No. 1", "Allegro", 1)),
        ({b"TIT1": "party"}, ("", "", None)), ({b"TIT1": "Party Songs", b"TIT2": "A Song"}, ("", "", None)),
        ({b"TIT1": "Symphony No. 1", b"TIT2": "Symphony No. 1: II. Andante"}, ("Symphony No. 1", "", None)),
        ({b"TIT1": "Symphony No. 1", b"TIT2": "Symphony No. 12: I. Allegro"}, ("", "", None)),
        ({b"MVIN": "IV"}, ("", "", 4)),
    ],
)  # fmt: skip
def test_a_grouping_is_a_work_only_where_movements_show_it(frames, expected, tmp_path, bare_mp3):
    found = mp3(tmp_path, bare_mp3, *(text(name, value) for name, value in frames.items())).tags
    assert (found.work, found.movement, found.movement_number) == expected


def test_movements_in_vorbis_comments_by_name_or_number(tmp_path):
    path = made.write(tmp_path / "a.flac", "flac")
    file = FLAC(path)
    file["work"], file["movement"] = "Symphony No. 1", "Allegro"
    file.save()
    assert (read(path).tags.movement, read(path).tags.movement_number) == ("Allegro", None)


def test_timed_words_of_an_id3_frame(tmp_path, bare_mp3):
    def sylt(encoding: int, unit: int, pieces: list[tuple[str, int]]) -> bytes:
        codec, end = ("utf-16", b"\0\0") if encoding == 1 else ("utf-8", b"\0")
        body = b"".join(t.encode(codec) + end + struct.pack(">I", ms) for t, ms in pieces)
        described = "x".encode(codec) + end
        return made.frame(b"SYLT", bytes([encoding]) + b"eng" + bytes([unit, 1]) + described + body)

    for encoding in (1, 3):
        frame = sylt(encoding, 2, [("First", 1000), ("second", 2500)])
        assert mp3(tmp_path, bare_mp3, frame).lyrics == Lyrics(TIMED, timed=True)
        assert mp3(tmp_path, bare_mp3, made.frame(b"USLT", b"\3eng\0" + WORDS.encode()), frame).lyrics == Lyrics(
            TIMED, True
        )
    assert mp3(tmp_path, bare_mp3, sylt(3, 1, [("First", 1), ("second", 2)])).lyrics == Lyrics("First\nsecond")
    for end in range(len(frame)):
        mp3(tmp_path, bare_mp3, made.frame(b"SYLT", frame[10:end]))


def test_words_with_stamps_in_any_field_for_words(tmp_path):
    path = made.write(tmp_path / "a.flac", "flac")
    for name in ("lyrics", "unsyncedlyrics", "syncedlyrics", "UNSYNCED LYRICS"):
        file = FLAC(path)
        file.clear()
        file[name] = TIMED
        file.save()
        assert read(path).lyrics == Lyrics(TIMED, timed=True), name


def test_relative_volume_and_sound_check(tmp_path, bare_mp3):
    rva2 = made.frame(b"RVA2", b"track\0\x01" + struct.pack(">hB", -3328, 16) + b"\x40\0")
    assert mp3(tmp_path, bare_mp3, rva2).tags.gain == Gain(-6.5, 0.5)
    norm = b" 000007D0 000003E8" + b" 00000000" * 4 + b" 00004000 00002000 00000000 00000000"
    assert mp3(tmp_path, bare_mp3, made.frame(b"COMM", b"\0engiTunNORM\0" + norm)).tags.gain == Gain(-3.01, 0.5)
    assert mp3(tmp_path, bare_mp3, made.frame(b"COMM", b"\0eng\0just words")).tags.raw == {"COMM": ("just words",)}
    assert mp3(tmp_path, bare_mp3, made.frame(b"COMM", b"\0engiTunPGAP\x000")).tags.raw == {}


@pytest.mark.skipif(not {"ogg", "opus"} <= set(made.FORMATS), reason="this machine cannot write Opus")
def test_the_same_song_in_opus_and_in_vorbis_says_the_same_loudness(tmp_path):
    """D06: REPLAYGAIN_TRACK_GAIN -6.00 dB is R128_TRACK_GAIN -2816."""
    vorbis, opus = made.write(tmp_path / "a.ogg", "ogg"), made.write(tmp_path / "a.opus", "opus")
    for path, name, value in ((vorbis, "REPLAYGAIN_TRACK_GAIN", "-6.00 dB"), (opus, "R128_TRACK_GAIN", "-2816")):
        file = mutagen.File(path)
        file[name] = value
        file.save()
    assert read(vorbis).tags.gain.track_db == pytest.approx(-6.0, abs=0.1)
    assert read(opus).tags.gain == read(vorbis).tags.gain


def test_three_files_with_two_and_with_one_artist(tmp_path, bare_mp3):
    """D02: AC/DC has one track, Nordlys and Vega Trio two each, and nobody is called AC or DC."""
    flac = made.write(tmp_path / "a.flac", "flac")
    file = FLAC(flac)
    file["artist"] = "AC/DC"
    file.save()
    found = [read(flac).tags.artists, mp3(tmp_path, bare_mp3, text(b"TPE1", "Nordlys\0Vega Trio")).tags.artists,
             mp3(tmp_path, bare_mp3, text(b"TPE1", "Nordlys; Vega Trio")).tags.artists]  # fmt: skip
    counts = {name: sum(name in artists for artists in found) for artists in found for name in artists}
    assert counts == {"AC/DC": 1, "Nordlys": 2, "Vega Trio": 2}


def test_the_sort_tag_of_one_of_five_bands_is_there_for_the_lists(tmp_path, bare_mp3):
    """D28: what the sort tag says wins; without it nothing is made up here."""
    for name, sort in (("The The", ""), ("The Vales", ""), ("Vales", ""), ("Theremin Club", "Club, Theremin")):
        frames = [text(b"TPE1", name)] + ([text(b"TSOP", sort)] if sort else [])
        assert mp3(tmp_path, bare_mp3, *frames).tags.sort_artist == sort


def test_a_comment_block_that_claims_to_be_shorter_than_it_is(tmp_path):
    path = made.write(tmp_path / "a.flac", "flac")
    file = FLAC(path)
    file["title"], file["artist"] = "Title", "Nordlys"
    file.save(padding=lambda _: 0)
    data = bytearray(path.read_bytes())
    place = 4
    while data[place] & 0x7F != 4:
        place += 4 + int.from_bytes(data[place + 1 : place + 4], "big")
    data[place + 1 : place + 4] = (10).to_bytes(3, "big")
    data[place] |= 0x80
    path.write_bytes(data)
    assert (read(path).tags.title, read(path).tags.artist) == ("Title", "Nordlys")


def test_a_long_sheet_in_a_flac_block_makes_parts(tmp_path):
    path = made.write(tmp_path / "a.flac", "flac", seconds=3)
    file = FLAC(path)
    sheet = mutagen.flac.CueSheet(None)
    sheet.lead_in_samples, sheet.compact_disc = 88_200, True
    for number, start in ((1, 0), (2, 44_100), (170, 132_300)):
        track = mutagen.flac.CueSheetTrack(number, start)
        if number != 170:
            track.indexes.append(mutagen.flac.CueSheetTrackIndex(1, 0))
        sheet.tracks.append(track)
    file.metadata_blocks.append(sheet)
    file.save()
    said = read(path)
    assert said.sheet is not None
    assert said.sheet.files[0].tracks == (CueTrack(1, "", "", 0), CueTrack(2, "", "", 75))


def test_lyrics_of_fifty_megabytes_and_a_thousand_gains_cost_little(tmp_path, bare_mp3):
    flood = b"".join(made.frame(b"TXXX", b"\3REPLAYGAIN_TRACK_GAIN\0%d dB" % n) for n in range(1000))
    found = mp3(tmp_path, bare_mp3, flood, made.frame(b"USLT", b"\3eng\0" + b"la la la\n" * 2_000_000))
    assert found.tags.gain == Gain(0.0)
    words = mp3(tmp_path, bare_mp3, made.frame(b"USLT", b"\3eng\0" + b"la la la\n" * 2_000_000)).lyrics
    assert words is not None
    assert len(words.text) <= 64 << 10
