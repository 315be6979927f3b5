from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from tests.audio import sounds

LOSSLESS = {"flac", "wav", "aiff", "wv", "tta", "caf", "mka", "alac.m4a"}
# Frames that a decoder may add at the end beyond what was encoded, and may shift the sound by.
LOOSE = {"wma": 6000, "aac": 4096}


def pitch_s(samples: np.ndarray, rate: int) -> float:
    """The place in seconds within `sounds.chirp`, from the pitch of the first 40 ms."""
    part = samples[: round(0.04 * rate), 0] * np.hanning(round(0.04 * rate))
    spectrum = np.abs(np.fft.rfft(part, 1 << 17))
    hertz = np.argmax(spectrum) * rate / (1 << 17)
    return (hertz - 300) / 200 - 0.02


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("formats")


@pytest.mark.parametrize("kind", sounds.FORMATS)
def test_every_format_decodes_to_its_true_length_and_seeks_within_50_ms(decoded, folder, kind):
    sound = sounds.chirp(20)
    path = sounds.encode(folder / f"a.{kind}", sound, kind)
    whole = decoded(path)
    rate = whole.form.rate
    assert whole.form.channels == 2
    assert abs(len(whole.samples) - 20 * rate) <= LOOSE.get(kind, rate // 100)
    assert whole.total == len(whole.samples)
    if kind in LOSSLESS:
        assert whole.samples.shape == sound.shape
        assert np.max(np.abs(whole.samples - sound)) < 1e-4
    assert pitch_s(whole.samples[2 * rate :], rate) == pytest.approx(2, abs=0.05)
    for second in (0.3, 5.0, 13.25, 19.5):
        start = round(second * rate)
        part = decoded(path, start)
        assert part.start == start
        assert pitch_s(part.samples, rate) == pytest.approx(second, abs=0.05)
        assert abs(part.total - whole.total) <= 0.05 * rate
        if kind in LOSSLESS:
            shift = 50 if kind == "mka" else 0  # Matroska's clock counts milliseconds
            assert any(
                np.array_equal(part.samples[50:1000], whole.samples[start + 50 + n : start + 1000 + n])
                for n in range(-shift, shift + 1)
            )


def test_a_place_behind_the_end_is_an_empty_stream(decoded, tmp_path):
    for kind in ("wav", "mp3"):
        path = sounds.encode(tmp_path / f"a.{kind}", sounds.chirp(2), kind)
        part = decoded(path, 10_000_000)
        assert len(part.samples) == 0


@pytest.mark.parametrize("channels", [6, 8])
def test_more_channels_become_two_that_hold_them_all(decoded, tmp_path, channels):
    sound = np.zeros((44_100, channels), np.float32)
    sound[:, 0] = sounds.chirp(1)[:, 0]
    sound[:, 2] = sounds.chirp(1)[:, 0][::-1]
    whole = decoded(sounds.write_wav(tmp_path / "many.wav", sound))
    assert whole.samples.shape == (44_100, 2)
    assert np.abs(whole.samples[:, 0]).max() > 0.1
    assert np.abs(whole.samples[:, 1]).max() > 0.05  # the centre is heard on both sides


@pytest.mark.parametrize("rate", [8_000, 11_025, 96_000, 192_000])
def test_rates_are_kept(decoded, tmp_path, rate):
    whole = decoded(sounds.encode(tmp_path / "a.flac", sounds.chirp(2, rate), "flac", rate))
    assert whole.form.rate == rate and whole.total == 2 * rate


def test_the_first_seconds_of_a_cut_file_are_decoded(decoded, tmp_path):
    for kind in ("mp3", "ogg", "flac", "wav", "opus"):
        path = sounds.encode(tmp_path / f"a.{kind}", sounds.chirp(20), kind)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        whole = decoded(path)
        assert 8 < len(whole.samples) / whole.form.rate < 12, kind
        assert whole.total == len(whole.samples)


def test_damage_in_the_middle_does_not_end_a_file(decoded, tmp_path):
    for kind in ("mp3", "ogg", "flac"):
        path = sounds.encode(tmp_path / f"a.{kind}", sounds.noise(20), kind)
        data = bytearray(path.read_bytes())
        middle = len(data) // 2
        data[middle : middle + 2000] = np.random.default_rng(1).bytes(2000)
        path.write_bytes(data)
        assert len(decoded(path).samples) / 44_100 > 18, kind


def test_samples_that_are_no_sound_are_brought_into_range(decoded, tmp_path):
    for name, value in (("nan", np.nan), ("inf", np.inf), ("minus", -np.inf), ("huge", 3e38)):
        sound = np.full(88_200, 0.25, np.float32)
        sound[1000:2000] = value
        path = tmp_path / f"{name}.wav"
        path.write_bytes(sounds.wav_bytes(sound.tobytes(), fmt=3, bits=32))
        whole = decoded(path)
        assert np.isfinite(whole.samples).all() and np.abs(whole.samples).max() <= 1
        assert np.all(whole.samples[2000:] == 0.25)


def test_following_seeks_through_one_stream(reader, tmp_path):
    from desktop_app.audio.client import decode_into, wait_decoded
    from desktop_app.sandbox.pcm import PcmReader, pcm_pair

    for kind in ("mp3", "flac"):
        path = sounds.encode(tmp_path / f"a.{kind}", sounds.chirp(20), kind)
        writer, consumer = pcm_pair()
        stream = PcmReader(consumer.fds)
        fd = os.open(path, os.O_RDONLY)
        decode_into(reader, fd, os.fsencode(path), writer, follow_seeks=True)
        os.close(fd)
        rate = stream.format(30).rate
        assert stream.read(30).start_frame == 0
        for second in (12, 3, 17, 0, 19.9):
            stream.seek(round(second * rate))
            block = stream.read(30)
            assert block.start_frame == round(second * rate)
            assert pitch_s(block.samples, rate) == pytest.approx(second, abs=0.05)
        while stream.read(30) is not None:
            pass
        assert stream.total_frames == 20 * rate
        stream.seek(rate)
        assert stream.read(30).start_frame == rate
        with pytest.raises(TimeoutError):
            wait_decoded(reader, b"", 0)
        stream.close()
        assert wait_decoded(reader, b"", 30) is None
