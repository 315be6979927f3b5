"""What really comes out of the sound server, recorded from a null sink's monitor."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from desktop_app.playback.client import Ended, EngineClient, EngineDied, Failed, Output, Position, Started
from tests.playback.pulse import MISSING, RATE, Recording, Server, silent_runs
from tests.playback.streams import Decoder, Events, noise, report, tone

pytestmark = [
    pytest.mark.sound,
    pytest.mark.skipif(bool(MISSING), reason=f"no sound server to test with: {', '.join(MISSING)} not installed"),
]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    server = Server(tmp_path)
    for name in ("XDG_RUNTIME_DIR", "PULSE_SERVER", "LC_ALL"):
        monkeypatch.setenv(name, server.environment[name])
    yield server
    server.stop()


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def client(server: Server, events: Events) -> Iterator[EngineClient]:
    before = set(threading.enumerate())
    client = EngineClient(events)
    client.start()
    yield client
    client.close()
    for thread in set(threading.enumerate()) - before:
        thread.join(10)
        assert not thread.is_alive(), thread


@pytest.fixture
def record(server: Server, tmp_path: Path) -> Iterator[Callable[[], Recording]]:
    made: list[Recording] = []

    def begin() -> Recording:
        made.append(Recording(server, tmp_path / f"recording{len(made)}"))
        made[-1].wait(0.2)
        return made[-1]

    yield begin
    for recording in made:
        recording.stop()


def sounding(recorded: np.ndarray) -> np.ndarray:
    """From the first to the last sample that is not zero."""
    heard = np.flatnonzero(np.abs(recorded).max(axis=1) > 1e-5)
    assert len(heard), "nothing was heard"
    return recorded[heard[0] : heard[-1] + 1]


def test_two_joined_tones_are_heard_as_one_without_a_gap(client, events, record):
    whole = tone(3, 44_100)
    recording = record()
    assert not events.wait(Output).null
    client.load(1, Decoder(whole[:70_001], 44_100).ends)
    client.enqueue(2, Decoder(whole[70_001:], 44_100).ends)
    events.wait(Ended, lambda ended: ended.item == 2)
    recording.wait_silence()
    heard = sounding(recording.stop())
    assert silent_runs(heard, RATE // 1000) == []
    assert len(heard) / RATE == pytest.approx(3, abs=0.01)
    inner = heard[RATE // 10 : -RATE // 10, 0].astype(np.float64)
    spectrum = np.abs(np.fft.rfft(inner * np.hanning(len(inner))))
    assert np.argmax(spectrum) * RATE / len(inner) == pytest.approx(440, abs=0.5)
    assert np.sqrt(2 * np.mean(inner**2)) == pytest.approx(0.5, rel=0.01)
    # A sine obeys x[n+1] = 2 cos(w) x[n] - x[n-1]: any break, also a short one at the join, shows in what is left.
    rest = inner[2:] - 2 * np.cos(2 * np.pi * 440 / RATE) * inner[1:-1] + inner[:-2]
    assert np.abs(rest).max() < 1e-3
    assert report(client, events).silent == 0


def test_volume_is_the_cube_and_is_heard_at_once(client, events, record):
    recording = record()
    client.set_volume(0.5)
    client.load(1, Decoder(tone(2, RATE)).ends)
    events.wait(Ended)
    recording.wait_silence()
    heard = sounding(recording.stop())[RATE // 10 : -RATE // 10, 0]
    assert np.sqrt(2 * np.mean(heard.astype(np.float64) ** 2)) == pytest.approx(0.5 * 0.5**3, rel=0.01)


def test_pause_fades_out_holds_and_goes_on_where_it_was(client, events, record):
    recording = record()
    ramp = np.linspace(0.1, 0.9, 3 * RATE, dtype=np.float32)  # its level tells the place
    client.load(1, Decoder(np.stack([ramp, ramp], 1)).ends)
    events.wait(Position, lambda place: place.position_ms >= 800)
    client.pause()
    events.wait(Position, lambda place: not place.playing)
    recording.wait_silence()
    recording.wait(0.3)  # the last position is told once the device was stopped
    held = [event for event in events.all if isinstance(event, Position)][-1]
    client.play()
    ended = events.wait(Ended)
    recording.wait_silence()
    heard = sounding(recording.stop())[:, 0]
    gaps = silent_runs(np.stack([heard, heard], 1), RATE // 100)
    assert len(gaps) == 1, gaps
    gap = gaps[0]
    before, after = heard[: gap[0]], heard[gap[0] + gap[1] :]
    place = (before.max() - 0.1) / 0.8 * 3  # the level falls in the fade, so the highest is the last before it
    assert place == pytest.approx(held.position_ms / 1000, abs=0.1)
    assert np.abs(np.diff(heard)).max() < 0.001  # no step anywhere
    assert (after[RATE // 20] - 0.1) / 0.8 * 3 == pytest.approx(place + 0.03 + 0.05, abs=0.002)
    assert ended.heard_ms == pytest.approx(3000, abs=1)


def test_seek_is_heard_at_once(client, events, record):
    recording = record()
    client.load(1, Decoder(np.concatenate([tone(4, RATE), tone(4, RATE, hertz=1000)])).ends)
    events.wait(Position, lambda place: place.position_ms >= 700)
    client.seek(7000)
    sought = events.wait(Position, lambda place: place.position_ms == 7000)
    ended = events.wait(Ended)
    recording.wait_silence()
    heard = sounding(recording.stop())[:, 0]
    assert len(heard) / RATE == pytest.approx(ended.heard_ms / 1000, abs=0.35)  # plus the short silence at the seek
    last = heard[-RATE // 2 :].astype(np.float64)
    assert np.argmax(np.abs(np.fft.rfft(last))) * RATE / len(last) == pytest.approx(1000, abs=2)
    assert 1000 <= ended.heard_ms - sought.heard_ms < 1350  # with what was on its way to the ear at the seek


def test_first_and_last_sample_are_heard(client, events, record):
    recording = record()
    sound = (np.arange(1, RATE + 1, dtype=np.float32) / (1 << 20))[:, None].repeat(2, axis=1)
    client.load(1, Decoder(sound).ends)
    events.wait(Ended)
    recording.wait_silence()
    heard = recording.stop()
    heard = heard[heard.any(axis=1)]
    assert np.array_equal(heard, sound)


def test_server_that_dies_pauses_and_is_told_and_time_goes_on(client, events, server):
    assert not events.wait(Output).null
    client.load(1, Decoder(noise(4, seed=1)).ends)
    events.wait(Position, lambda place: place.position_ms >= 500)
    since = len(events.all)
    server.stop()
    assert events.wait(Output, since=since).null
    held = events.wait(Position, lambda place: not place.playing, since=since)
    assert held.position_ms >= 500
    since = len(events.all)
    client.play()
    events.wait(Position, lambda place: place.heard_ms > held.heard_ms + 300, since=since)
    assert not any(isinstance(event, Failed | EngineDied) for event in events.all)
    server.start()
    client.load(2, Decoder(noise(1, seed=1)).ends)
    assert not events.wait(Output, since=since).null
    assert events.wait(Ended, lambda ended: ended.item == 2) == Ended(2, 1000)
    assert not any(isinstance(event, EngineDied) for event in events.all)


def test_new_default_device_is_followed_and_its_loss_pauses(client, events, server):
    events.wait(Output)
    client.load(1, Decoder(noise(60, seed=1)).ends)
    events.wait(Started)
    module = server.control(
        "load-module", "module-null-sink", "sink_name=v", "sink_properties=device.description=Other"
    ).stdout.strip()
    server.control("set-default-sink", "v")
    since = len(events.all)
    events.wait(Output, lambda output: output.name == "Other")
    events.wait(Position, lambda place: place.playing, since=since)
    since = len(events.all)
    server.control("unload-module", module)
    held = events.wait(Position, lambda place: not place.playing, since=since)
    assert held.heard_ms == pytest.approx(held.position_ms, abs=60)
    client.play()
    events.wait(Position, lambda place: place.heard_ms > held.heard_ms + 300, since=since)
    assert not [event for event in events.all if isinstance(event, Output)][-1].null


def test_hanging_server_ends_the_engine_and_the_next_one_plays_without_sound(events, server):
    with server.stalled():
        client = EngineClient(events)
        client.start()
        events.wait(EngineDied)
    client.start()
    assert events.wait(Output).null
    client.close()


def test_without_a_server_time_is_kept_and_it_is_told(server, events):
    server.stop()
    client = EngineClient(events)
    client.start()
    output = events.wait(Output)
    assert output.null
    assert output.name == "no sound device"
    client.load(1, Decoder(noise(0.5, seed=1)).ends)
    events.wait(Started)
    assert events.wait(Ended) == Ended(1, 500)
    client.close()
