"""The key of a recording: the same under any change of tags, another for any other sound."""

from __future__ import annotations

import itertools
import shutil
import struct
from pathlib import Path

import av
import mutagen
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.aiff import AIFF
from mutagen.apev2 import APEv2
from mutagen.asf import ASF, ASFByteArrayAttribute
from mutagen.flac import FLAC, Picture
from mutagen.id3 import APIC, COMM, ID3, TALB, TIT2, TPE1, TXXX
from mutagen.mp4 import MP4, MP4Cover
from mutagen.trueaudio import TrueAudio
from mutagen.wave import WAVE

from desktop_app.domain.errors import FileRefused
from desktop_app.library import identity, layout
from desktop_app.library.identity import full_key_of, key_of, reads_all
from tests.conftest import DATA
from tests.library import made

PICTURE = bytes(range(256)) * 800  # 200 kB: moves everything behind it


def key(path: Path) -> bytes:
    with path.open("rb") as file:
        return key_of(file, layout.find(file, path.stat().st_size))


def _id3(path: Path, text: str) -> None:
    tags = ID3()
    tags.add(TIT2(encoding=1, text=[text]))
    tags.add(TPE1(encoding=3, text=[text, "other"]))
    tags.add(APIC(encoding=0, mime="image/jpeg", type=3, desc="", data=PICTURE))
    tags.save(path, v1=2)


def _chunk_id3(kind: type[AIFF] | type[WAVE]):
    def retag(path: Path, text: str) -> None:
        file = kind(path)
        if file.tags is None:
            file.add_tags()
        file.tags.add(TALB(encoding=3, text=[text]))
        file.tags.add(COMM(encoding=3, lang="eng", desc="", text=[text * 100]))
        file.save()

    return retag


def _comments(path: Path, text: str) -> None:
    file = mutagen.File(path)
    if file.tags is None:
        file.add_tags()
    file["title"] = [text, text * 500]
    file["lyrics"] = [text * 40_000]  # several Ogg pages: all later pages get other numbers and checksums
    file.save()


def _flac(path: Path, text: str) -> None:
    file = FLAC(path)
    file["title"] = text
    picture = Picture()
    picture.data, picture.mime, picture.type = PICTURE, "image/png", 3
    file.add_picture(picture)
    file.save(padding=lambda info: 12_345)


def _mp4(path: Path, text: str) -> None:
    file = MP4(path)
    file["\xa9nam"] = [text * 300]
    file["covr"] = [MP4Cover(PICTURE, MP4Cover.FORMAT_JPEG)]
    file.save()


def _asf(path: Path, text: str) -> None:
    file = ASF(path)
    file["Title"] = [text]
    file["WM/Picture"] = [ASFByteArrayAttribute(PICTURE)]
    file.save()


def _ape(path: Path, text: str) -> None:
    tags = APEv2()
    tags["Title"] = text
    tags["Artist"] = [text, "other"]
    tags.save(path)


def _tta(path: Path, text: str) -> None:
    file = TrueAudio(path)
    if file.tags is None:
        file.add_tags()
    file.tags.add(TXXX(encoding=3, desc="x", text=[text * 900]))
    file.save()


RETAG = {
    "mp3": (_id3, _ape),
    "aac": (_id3, _ape),
    "flac": (_flac,),
    "ogg": (_comments,),
    "opus": (_comments,),
    "m4a": (_mp4,),
    "alac.m4a": (_mp4,),
    "wma": (_asf,),
    "wav": (_chunk_id3(WAVE),),
    "aiff": (_chunk_id3(AIFF),),
    "wv": (_ape,),
    "tta": (_tta,),
}


@pytest.mark.parametrize("kind", [kind for kind in made.FORMATS if kind in RETAG])
def test_key_is_equal_under_every_change_of_tags(kind, tmp_path):
    path = made.write(tmp_path / f"sound.{kind}", kind, seconds=2)
    before = key(path)
    for retag in RETAG[kind]:
        for text in ("first", "a longer second text"):
            size = path.stat().st_size
            retag(path, text)
            assert path.stat().st_size != size or text != "first"
            assert key(path) == before, (kind, retag.__name__)
    if kind not in ("wav", "aiff", "aac"):
        stripped = mutagen.File(path)
        stripped.delete()
        assert key(path) == before


@pytest.mark.parametrize("kind", made.FORMATS)
def test_other_sound_has_another_key_and_a_copy_the_same(kind, tmp_path):
    path = made.write(tmp_path / f"a.{kind}", kind, seed=1)
    other = made.write(tmp_path / f"b.{kind}", kind, seed=2)
    copy = shutil.copyfile(path, tmp_path / f"c.{kind}")
    assert key(path) != key(other)
    assert key(path) == key(copy)


def test_equally_long_recordings_of_the_same_kind_never_meet(tmp_path):
    keys = set()
    for seed in range(60):
        path = tmp_path / f"{seed}.wav"
        path.write_bytes(made.wav(1, 2, made.RATE, 16, made.noise(seed, 0.05).tobytes()))
        keys.add(key(path))
    assert len(keys) == 60


def test_a_change_of_half_a_second_in_a_long_recording_is_seen(tmp_path):
    sound = made.noise(3, 60).tobytes()
    path = tmp_path / "clean.wav"
    path.write_bytes(made.wav(1, 2, made.RATE, 16, sound))
    beeped = bytearray(sound)
    start = made.RATE * 4 * 31
    beeped[start : start + made.RATE * 4] = bytes(made.RATE * 4)
    other = tmp_path / "beeped.wav"
    other.write_bytes(made.wav(1, 2, made.RATE, 16, bytes(beeped)))
    assert key(path) != key(other)


def test_rate_and_channels_belong_to_the_sound(tmp_path):
    data = made.noise(1, 0.1).tobytes()
    keys = set()
    for number, (channels, rate, bits) in enumerate(
        ((2, 44_100, 16), (2, 48_000, 16), (1, 44_100, 16), (2, 44_100, 8))
    ):
        path = tmp_path / f"{number}.wav"
        path.write_bytes(made.wav(1, channels, rate, bits, data))
        keys.add(key(path))
    assert len(keys) == 4


def test_padding_appended_id3_lyrics_and_enhanced_id3v1_are_no_sound(tmp_path):
    path = made.write(tmp_path / "a.mp3", "mp3")
    bare = made.without_id3(path.read_bytes())
    path.write_bytes(bare)
    before = key(path)
    lyrics = b"LYRICSBEGIN" + b"IND00002" + b"10"
    behind = {
        "lyrics": bare + lyrics + b"%06d" % len(lyrics) + b"LYRICS200",
        "enhanced": bare + b"TAG+" + bytes(223) + b"TAG" + bytes(125),
        "two tags": made.id3(made.frame(b"TIT2", b"\3a")) + made.id3(made.frame(b"TIT2", b"\3b") + bytes(500)) + bare,
        "zeros after the tag": made.id3(b"") + bytes(5000) + bare,
        "ape in front": b"APETAGEX" + struct.pack("<IIII", 2000, 32, 0, 0xA0000000) + bytes(8) + bytes(32) + bare,
    }
    for name, data in behind.items():
        path.write_bytes(data)
        assert key(path) == before, name


@pytest.mark.parametrize(
    "data", [b"", b"text only, no sound\n" * 50, bytes(100_000), made.id3(made.frame(b"TIT2", b"\3x"))]
)
def test_without_sound_there_is_no_key(data, tmp_path):
    path = tmp_path / "x.mp3"
    path.write_bytes(data)
    with pytest.raises(FileRefused) as refused:
        key(path)
    assert refused.value.reason


def full_key(path: Path) -> bytes:
    with path.open("rb") as file:
        return full_key_of(file, layout.find(file, path.stat().st_size))


@pytest.mark.parametrize("kind", [kind for kind in made.FORMATS if kind in RETAG])
def test_the_full_key_is_equal_under_every_change_of_tags(kind, tmp_path):
    path = made.write(tmp_path / f"sound.{kind}", kind, seconds=30)
    before = full_key(path)
    assert before.startswith(b"f1:")
    for retag in RETAG[kind]:
        for text in ("first", "a longer second text"):
            retag(path, text)
            assert full_key(path) == before, (kind, retag.__name__)
    if kind not in ("wav", "aiff", "aac"):
        mutagen.File(path).delete()
        assert full_key(path) == before


def test_an_mp4_file_whose_index_comes_first_keeps_its_keys_when_all_its_places_move(tmp_path):
    made.write(tmp_path / "a.m4a", "m4a", seconds=5)
    path = tmp_path / "first.m4a"
    with (
        av.open(str(tmp_path / "a.m4a")) as source,
        av.open(str(path), "w", format="ipod", options={"movflags": "faststart"}) as target,
    ):
        stream = target.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(source.streams.audio[0]):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    before = key(path), full_key(path)
    _mp4(path, "a tag of another size")
    assert data[data.index(b"stco") :][:40] not in path.read_bytes(), "the places of the sound were written anew"
    assert (key(path), full_key(path)) == before


CORPUS = DATA / "tag_corpora"


@pytest.mark.skipif(not CORPUS.exists(), reason="the test corpora are not here")
@pytest.mark.parametrize(
    "name", ["click.mpc", "sv8_header.mpc", "mac-399.ape", "mac-396.ape", "silence-44-s.tak", "empty.tta"]
)
def test_formats_that_nothing_here_can_make_keep_their_keys_too(name, tmp_path):
    found = sorted(CORPUS.rglob(name))
    assert found
    path = Path(shutil.copyfile(found[0], tmp_path / name))
    path.chmod(0o644)
    before = key(path), full_key(path)
    for text in ("first", "a longer second text"):
        _ape(path, text)
        assert (key(path), full_key(path)) == before
    if not name.endswith(("tak", "tta")):
        _id3(path, "an ID3v2 tag in front, an ID3v1 tag behind")
        assert (key(path), full_key(path)) == before


@pytest.mark.parametrize("kind", made.FORMATS)
def test_the_full_key_sees_every_byte_of_the_sound(kind, tmp_path):
    path = made.write(tmp_path / f"a.{kind}", kind, seconds=3)
    with path.open("rb") as file:
        found = layout.find(file, path.stat().st_size)
    before, data = full_key(path), path.read_bytes()
    start, length = found.sound.spans[-1]
    for place in (start + length - 1, start + length // 2, start + length // 3):
        changed = bytearray(data)
        changed[place] ^= 1
        path.write_bytes(changed)
        with path.open("rb") as file:
            assert full_key_of(file, found) != before


@given(st.binary(max_size=4).map(lambda tail: b"OggS" + tail) | st.binary(max_size=40), st.data())
@settings(max_examples=300)
def test_page_numbers_are_left_out_wherever_the_reading_is_cut(piece, data):
    whole = b"".join(data.draw(st.lists(st.sampled_from([b"OggS", b"Og", b"gS", piece, bytes(19), b"x" * 27]))))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=8)))
    pieces = [whole[a:b] for a, b in itertools.pairwise([0, *cuts, len(whole)])]
    assert b"".join(identity._all_without_page_numbers(pieces)) == identity._without_page_numbers(whole)


def test_two_recordings_that_the_quick_key_takes_for_one_have_two_full_keys(tmp_path):
    sound = made.noise(3, 60).tobytes()
    paths = [tmp_path / "clean.wav", tmp_path / "beeped.wav"]
    beeped = bytearray(sound)
    for place in range(10_000_000, 10_000_000 + 40_000):  # between two of the pieces that the quick key reads
        beeped[place] ^= 0x55
    for path, data in zip(paths, (sound, bytes(beeped)), strict=True):
        path.write_bytes(made.wav(1, 2, made.RATE, 16, data))
    assert key(paths[0]) == key(paths[1])
    assert full_key(paths[0]) != full_key(paths[1])


def test_the_quick_key_of_a_small_file_has_read_all_of_it(tmp_path):
    for seconds, small in ((0.15, True), (2, False)):
        path = tmp_path / "a.wav"
        path.write_bytes(made.wav(1, 2, made.RATE, 16, made.noise(1, seconds).tobytes()))
        with path.open("rb") as file:
            assert reads_all(layout.find(file, path.stat().st_size)) is small
