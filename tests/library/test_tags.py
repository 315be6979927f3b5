"""Tags of real files, written by mutagen or byte by byte, read back."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import mutagen
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen import id3
from mutagen.apev2 import APEv2
from mutagen.asf import ASF
from mutagen.flac import FLAC
from mutagen.mp4 import MP4, MP4FreeForm
from mutagen.wave import WAVE

from desktop_app.domain.errors import FileRefused
from desktop_app.domain.records import Tags
from desktop_app.library import identity, layout, tags, values, wire
from desktop_app.library.found import Pair
from desktop_app.library.names import Guess
from tests.library import made

NEWEST = 2027


def read(path: Path) -> Tags:
    with path.open("rb") as file:
        return tags.read(file, layout.find(file, path.stat().st_size), NEWEST).tags


@pytest.fixture(scope="session")
def bare_mp3(tmp_path_factory) -> bytes:
    return made.without_id3(made.write(tmp_path_factory.mktemp("mp3") / "a.mp3", "mp3").read_bytes())


def mp3(tmp_path: Path, bare: bytes, *frames: bytes, version: int = 4, flags: int = 0, behind: bytes = b"") -> Tags:
    path = tmp_path / "a.mp3"
    path.write_bytes(made.id3(b"".join(frames), version=version, flags=flags) + bare + behind)
    return read(path)


def text(name: bytes, value: str, version: int = 4, encoding: int = 3) -> bytes:
    codec = ("latin-1", "utf-16", "utf-16-be", "utf-8")[encoding]
    return made.frame(name, bytes([encoding]) + value.encode(codec), version=version)


EXPECTED = Tags(
    title="Élan – первый",
    artist="Nordlys, Vega Trio",
    artists=("Nordlys", "Vega Trio"),
    album="Polar Night",
    album_artist="Nordlys",
    genres=("Folk", "Ambient"),
    year=2003,
    disc=2,
    number=3,
    number_total=11,
    compilation=True,
)
FIELDS = ("title", "artist", "artists", "album", "album_artist", "genres", "year", "disc", "number", "number_total",
          "compilation")  # fmt: skip


def write_id3(tag: id3.ID3) -> None:
    for frame in (
        id3.TIT2(encoding=3, text=[EXPECTED.title]),
        id3.TPE1(encoding=3, text=["Nordlys", "Vega Trio"]),
        id3.TALB(encoding=1, text=["Polar Night"]),
        id3.TPE2(encoding=0, text=["Nordlys"]),
        id3.TCON(encoding=3, text=["Folk", "(26)"]),
        id3.TDRC(encoding=3, text=["2003-07-01"]),
        id3.TPOS(encoding=3, text=["2/2"]),
        id3.TRCK(encoding=3, text=["3/11"]),
        id3.TCMP(encoding=3, text=["1"]),
        id3.APIC(encoding=0, mime="image/jpeg", type=3, desc="", data=bytes(100_000)),
    ):
        tag.add(frame)


def write_named(file: mutagen.FileType) -> None:
    if file.tags is None:
        file.add_tags()
    file["TITLE"] = [EXPECTED.title]
    file["ARTIST"] = ["Nordlys", "Vega Trio"]
    file["ALBUM"] = ["Polar Night"]
    file["ALBUMARTIST"] = ["Nordlys"]
    file["GENRE"] = ["Folk", "Ambient"]
    file["DATE"] = ["2003-07-01"]
    file["DISCNUMBER"] = ["2"]
    file["TRACKNUMBER"] = ["03"]
    file["TRACKTOTAL"] = ["11"]
    file["COMPILATION"] = ["1"]
    file.save()


def write_ape(path: Path) -> None:
    tag = APEv2()
    tag["Title"] = EXPECTED.title
    tag["Artist"] = ["Nordlys", "Vega Trio"]
    tag["Album"] = "Polar Night"
    tag["Album Artist"] = "Nordlys"
    tag["Genre"] = ["Folk", "Ambient"]
    tag["Year"] = "2003"
    tag["Disc"] = "2/2"
    tag["Track"] = "3/11"
    tag["Compilation"] = "1"
    tag["Cover Art (Front)"] = b"cover.jpg\0" + bytes(1000)
    tag.save(path)


def write_all(path: Path, kind: str) -> None:
    if kind in ("ogg", "opus", "flac"):
        write_named(mutagen.File(path))
    elif kind in ("wv", "ape.mp3"):
        write_ape(path)
    elif kind in ("m4a", "alac.m4a"):
        file = MP4(path)
        file["\xa9nam"], file["\xa9ART"], file["\xa9alb"] = [EXPECTED.title], ["Nordlys", "Vega Trio"], ["Polar Night"]
        file["aART"], file["\xa9gen"], file["\xa9day"] = ["Nordlys"], ["Folk", "Ambient"], ["2003-07-01T07:00:00Z"]
        file["trkn"], file["disk"], file["cpil"] = [(3, 11)], [(2, 2)], True
        file["----:com.apple.iTunes:NOTE"] = [MP4FreeForm(b"text")]
        file.save()
    elif kind == "wma":
        file = ASF(path)
        file["Title"], file["Author"], file["WM/AlbumTitle"] = (
            [EXPECTED.title],
            ["Nordlys", "Vega Trio"],
            ["Polar Night"],
        )
        file["WM/AlbumArtist"], file["WM/Genre"], file["WM/Year"] = ["Nordlys"], ["Folk", "Ambient"], ["2003"]
        file["WM/TrackNumber"], file["WM/PartOfSet"], file["WM/IsCompilation"] = ["3/11"], ["2/2"], [True]
        file.save()
    else:
        file = mutagen.File(path)
        if file.tags is None:
            file.add_tags()
        write_id3(file.tags)
        file.save()


@pytest.mark.parametrize(
    "kind",
    [k for k in ("mp3", "ape.mp3", "ogg", "opus", "flac", "m4a", "alac.m4a", "wma", "wav", "aiff", "wv", "tta")
     if k.removeprefix("ape.") in made.FORMATS],
)  # fmt: skip
def test_every_field_of_every_family_of_tags(kind, tmp_path):
    path = made.write(tmp_path / f"a.{kind}", kind.removeprefix("ape."), seconds=2)
    if kind == "ape.mp3":
        path.write_bytes(made.without_id3(path.read_bytes()))
    write_all(path, kind)
    found = read(path)
    assert {name: getattr(found, name) for name in FIELDS} == {name: getattr(EXPECTED, name) for name in FIELDS}
    assert found.duration_ms == pytest.approx(2000, abs=60)
    assert found.sample_rate in (44_100, 48_000)
    assert not any(len(value) > values.MAX_RAW_VALUE for texts in found.raw.values() for value in texts)
    assert "Nordlys" in {value for texts in found.raw.values() for value in texts}


@pytest.mark.parametrize("kind", made.FORMATS)
def test_length_and_form_of_the_sound(kind, tmp_path):
    found = read(made.write(tmp_path / f"a.{kind}", kind, seconds=3))
    assert found.codec
    if kind != "mka":  # its length is known once it was decoded
        assert found.duration_ms == pytest.approx(3000, abs=60)
        assert found.bitrate and found.bitrate > 8000


def test_years_from_the_tag_of_a_file(tmp_path, bare_mp3):
    cases = {"2001-00-00": 2001, "19990101": 1999, "1993- 2-22": 1993, "0000": None, "2010-01-01; 2010-01-01": 2010,
             "1998 - 2001": 1998, "": None, "9999": None}  # fmt: skip
    for value, year in cases.items():
        assert mp3(tmp_path, bare_mp3, text(b"TDRC", value)).year == year, value
        if value:
            assert mp3(tmp_path, bare_mp3, text(b"TYER", value, 3, 0), version=3).year == year, value


def test_original_year_counts_only_without_another(tmp_path, bare_mp3):
    assert mp3(tmp_path, bare_mp3, text(b"TDOR", "1971"), text(b"TDRC", "2009")).year == 2009
    assert mp3(tmp_path, bare_mp3, text(b"TDOR", "1971")).year == 1971


def test_slashes_belong_to_names_and_nul_separates_them(tmp_path, bare_mp3):
    assert mp3(tmp_path, bare_mp3, text(b"TPE1", "AC/DC")).artists == ("AC/DC",)
    assert mp3(tmp_path, bare_mp3, text(b"TPE1", "AC/DC", 3, 1), version=3).artists == ("AC/DC",)
    assert mp3(tmp_path, bare_mp3, text(b"TPE1", "Nordlys\0Vega Trio")).artists == ("Nordlys", "Vega Trio")
    assert mp3(tmp_path, bare_mp3, text(b"TPE1", "Nordlys; Vega Trio")).artists == ("Nordlys", "Vega Trio")
    listed = made.frame(b"TXXX", b"\x03ARTISTS\0Nordlys\0Vega")
    found = mp3(tmp_path, bare_mp3, text(b"TPE1", "Nordlys & Vega"), listed)
    assert (found.artist, found.artists) == ("Nordlys & Vega", ("Nordlys", "Vega"))


def test_cyrillic_bytes_under_a_latin1_flag_and_an_honest_neighbour(tmp_path, bare_mp3):
    def frame(name: bytes, value: bytes) -> bytes:
        return made.frame(name, b"\0" + value, version=3)

    artist = "Кино".encode("cp1251")
    for title in ("Звезда по имени Солнце", "Кукушка", "Печаль", "Ночь", "Пачка сигарет"):
        found = mp3(tmp_path, bare_mp3, frame(b"TPE1", artist), frame(b"TIT2", title.encode("cp1251")), version=3)
        assert (found.artist, found.title) == ("Кино", title)
        assert found.raw["TIT2"] == (title.encode("cp1251").decode("latin-1"),), "the text as it stands in the file"
    honest = mp3(tmp_path, bare_mp3, frame(b"TPE1", "Élan Ñandú".encode("latin-1")), version=3)
    assert honest.artist == "Élan Ñandú"


def test_numbers_sort_as_numbers(tmp_path, bare_mp3):
    read_numbers = [mp3(tmp_path, bare_mp3, text(b"TRCK", value)) for value in ("1/12", "01", "10/12", "0", "x")]
    assert [(t.number, t.number_total) for t in read_numbers] == [
        (1, 12),
        (1, None),
        (10, 12),
        (None, None),
        (None, None),
    ]


def test_the_newer_tag_wins_and_the_older_fills_in(tmp_path, bare_mp3):
    old = b"TAG" + b"Old title".ljust(30, b"\0") + b"Old artist".ljust(30, b"\0") + bytes(65)
    found = mp3(tmp_path, bare_mp3, text(b"TIT2", "New title"), behind=old)
    assert (found.title, found.artist) == ("New title", "Old artist")


def test_two_id3_tags_are_no_list(tmp_path, bare_mp3):
    path = tmp_path / "a.mp3"
    path.write_bytes(made.id3(text(b"TIT2", "One")) + made.id3(text(b"TIT2", "Two") + text(b"TALB", "B")) + bare_mp3)
    assert (read(path).title, read(path).album) == ("One", "B")


def test_unsynchronised_extended_and_odd_tags(tmp_path, bare_mp3):
    plain = text(b"TIT2", "ÿÿ title", 3, 1)
    assert mp3(tmp_path, bare_mp3, plain.replace(b"\xff", b"\xff\x00"), version=3, flags=0x80).title == "ÿÿ title"
    extended = b"\0\0\0\x06\0\0\0\0\0\0"
    assert mp3(tmp_path, bare_mp3, extended, text(b"TIT2", "x", 3), version=3, flags=0x40).title == "x"
    assert mp3(tmp_path, bare_mp3, text(b"TIT2", "flag without header", 3), version=3, flags=0x40).title
    old = b"TT2\0\0\x06\x00short" + b"TP1\0\0\x04\x00abc"
    found = mp3(tmp_path, bare_mp3, old, version=2)
    assert (found.title, found.artist) == ("short", "abc")
    itunes = b"TIT2" + (300).to_bytes(4, "big") + b"\0\0\3" + b"t" * 299 + text(b"TPE1", "after")
    assert mp3(tmp_path, bare_mp3, itunes).artist == "after", "a plain size where a sync-safe one is due"


def test_riff_info_is_read_where_there_is_no_id3(tmp_path):
    path = made.write(tmp_path / "a.wav", "wav")
    items = b"".join(k + len(v).to_bytes(4, "little") + v + b"\0" * (len(v) & 1)
                     for k, v in ((b"INAM", b"Title\0"), (b"IART", "Ñandú".encode("latin-1")), (b"ICRD", b"1999"),
                                  (b"ITRK", b"7")))  # fmt: skip
    data = path.read_bytes() + b"LIST" + (4 + len(items)).to_bytes(4, "little") + b"INFO" + items
    path.write_bytes(data)
    found = read(path)
    assert (found.title, found.artist, found.year, found.number) == ("Title", "Ñandú", 1999, 7)
    file = WAVE(path)
    file.add_tags()
    file.tags.add(id3.TIT2(encoding=3, text=["From ID3"]))
    file.save()
    assert (read(path).title, read(path).artist) == ("From ID3", "Ñandú")


def test_a_cut_mp3_is_as_long_as_what_is_there(tmp_path):
    path = made.write(tmp_path / "a.mp3", "mp3", seconds=10)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert read(path).duration_ms == pytest.approx(5000, abs=200)


def test_raw_values_are_bounded_and_kept(tmp_path):
    path = made.write(tmp_path / "a.flac", "flac")
    file = FLAC(path)
    file["comment"] = ["c" * 100_000]
    file["many"] = [str(n) for n in range(1000)]
    for number in range(300):
        file[f"field{number}"] = "x" * 1000
    file["title"] = ["A" * 1_000_000]
    file.save()
    found = read(path)
    assert found.title == "A" * 1024
    assert len(found.raw) <= values.MAX_RAW_FIELDS
    assert all(len(texts) <= values.MAX_RAW_VALUES for texts in found.raw.values())
    assert sum(len(text) for texts in found.raw.values() for text in texts) <= values.MAX_RAW_TOTAL


def test_a_name_fills_in_and_never_overrules():
    guess = Guess("Name", "Folk", "Folder", 1999, 1, 4)
    untagged = tags.with_guess(Tags(), guess)
    assert (untagged.title, untagged.artist, untagged.album, untagged.year, untagged.number) == (
        "Name", "Folk", "Folder", 1999, 4,
    )  # fmt: skip
    assert set(untagged.from_name) == {"title", "artist", "album", "year", "disc", "number"}
    tagged = Tags(title="T", artist="A", artists=("A",), year=2001, number=9)
    kept = tags.with_guess(tagged, guess)
    assert (kept.title, kept.artist, kept.album, kept.year, kept.number) == ("T", "A", "", 2001, 9)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(
        st.builds(
            Pair,
            st.text(max_size=20),
            st.sampled_from(["title", "artist", "artists", "album", "genre", "date", "number", "disc", "compilation",
                             "number_from_0", "number_total", "album_artist", "original_date", ""]),
            st.text(max_size=100) | st.just("x" * 10_000) | st.just("\ud800"),
            st.integers(0, 3),
        ),
        max_size=30,
    )
)  # fmt: skip
def test_any_pairs_give_tags_that_can_be_shown_and_stored(pairs):
    found = tags.interpret(pairs, NEWEST)
    for shown in (found.title, found.artist, found.album, found.album_artist, *found.artists, *found.genres):
        shown.encode("utf-8")
        assert shown == shown.strip()
        assert not any(c in shown for c in "\0\n\r\x1b\u202e")
    assert found.year is None or 1000 <= found.year <= NEWEST
    for number in (found.number, found.number_total, found.disc):
        assert number is None or 0 < number <= 1_000_000
    for name, texts in found.raw.items():
        "".join((name, *texts)).encode("utf-8")
    received = wire.tags_from(json.loads(json.dumps(wire.to_json(found))))
    assert received == found, "what a reader finds always gets through the checks of the other side"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"just some words\n" * 100, "text"),
        ("Ein Text mit Umläuten: äöü.\n".encode() * 100, "text"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 40, "picture"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "picture"),
        (b"PK\x03\x04" + bytes(range(256)) * 40, "archive"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 40, "document"),
        (b"#EXTM3U\n#EXT-X-TARGETDURATION:10\nfile:///etc/passwd\n", "list"),
        (b"ffconcat version 1.0\nfile canary.wav\n", "list"),
        (b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n", "list"),
        (bytes(5000), "zeros"),
        (b"\xff" * 1_000_000, "no sound"),
        (os.urandom(200_000), ""),
        (b"MThd\0\0\0\6\0\1", "notes"),
        (b"fLaC", "breaks off"),
        (b"RIFF\x24\0\0\0WAVE", "breaks off"),
        (b"OggS" + bytes(60), "not of sound"),
        (b"\0\0\0\x20ftypM4A " + bytes(20), "index is missing"),
    ],
)
def test_what_is_no_music_is_refused_with_a_plain_reason(data, said, tmp_path):
    for tagged in (b"", made.id3(made.frame(b"TIT2", b"\3Tagged"))):
        path = tmp_path / "a.mp3"
        path.write_bytes(tagged + data)
        with pytest.raises(FileRefused) as refused:
            read(path)
        assert refused.value.reason
        if not tagged:
            assert said in refused.value.reason


@pytest.mark.parametrize("kind", ["mp3", "flac", "ogg", "m4a", "wma", "wav"])
def test_an_error_of_the_drive_is_never_taken_for_a_broken_tag(kind, tmp_path):
    data = made.write(tmp_path / f"a.{kind}", kind).read_bytes()

    class Failing(io.BytesIO):
        reads = 0
        fails_at = 0

        def read(self, size: int | None = -1) -> bytes:
            self.reads += 1
            if self.reads == self.fails_at:
                raise OSError(5, "Input/output error")
            return super().read(size)

    def take(file: Failing) -> Tags:
        found = layout.find(file, len(data))
        identity.key_of(file, found)
        return tags.read(file, found, NEWEST)

    whole = Failing(data)
    take(whole)
    for place in range(1, whole.reads + 1):
        file = Failing(data)
        file.fails_at = place
        with pytest.raises(FileRefused, match="drive reports an error"):
            take(file)


def test_a_musepack_file_whose_packets_go_in_circles_comes_to_an_end(tmp_path):
    """A packet of size 0 sends mutagen's parser back to where it was, for ever."""
    path = tmp_path / "a.mpc"
    path.write_bytes(b"MPCK" + b"XX\x00" + bytes(400))
    with pytest.raises(FileRefused, match="damaged"):
        read(path)
