"""The real engine process, on the null output at many times the speed."""

from __future__ import annotations

import hashlib
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from desktop_app.playback.client import Ended, EngineClient, EngineDied, Failed, Output, Position, Started
from desktop_app.sandbox.channel import Channel
from desktop_app.sandbox.process import Child
from tests.playback.streams import RATE, Decoder, Events, noise, report


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def client(events: Events) -> Iterator[EngineClient]:
    before = set(threading.enumerate())
    client = EngineClient(events, output="null@20")
    client.start()
    pid = client.pid
    yield client
    client.close()
    assert not Path(f"/proc/{pid}").exists()
    for thread in set(threading.enumerate()) - before:
        thread.join(10)
        assert not thread.is_alive(), thread


def digest(*sounds: np.ndarray) -> str:
    return hashlib.blake2b(b"".join(s.tobytes() for s in sounds), digest_size=16).hexdigest()


def test_one_item_starts_moves_and_ends(client, events):
    assert events.wait(Output) == Output("null", null=True)
    sound = noise(3, seed=1)
    client.load(7, Decoder(sound).ends)
    assert events.wait(Ended) == Ended(7, 3000)
    told = [event for event in events.all if not isinstance(event, Output)]
    assert told[0] == Started(7, 3000)
    assert told[-1] == Ended(7, 3000)
    places = [event for event in told if isinstance(event, Position)]
    assert len(told) == len(places) + 2
    assert len(places) > 3
    assert all(place.playing and place.position_ms == place.heard_ms for place in places)
    assert sorted(places, key=lambda place: place.position_ms) == places


def test_enqueued_item_follows_sample_exact(client, events):
    first, second, third = noise(2.5, seed=1), noise(1.7, seed=2), noise(1.2, seed=3)
    client.load(1, Decoder(first).ends)
    client.enqueue(2, Decoder(second, block=1000).ends)
    events.wait(Started, lambda started: started.item == 1)
    client.enqueue(3, Decoder(third).ends)
    events.wait(Ended, lambda ended: ended.item == 3)
    told = [event for event in events.all if isinstance(event, Started | Ended)]
    assert told == [
        Started(1, 2500), Ended(1, 2500), Started(2, 1700), Ended(2, 1700), Started(3, 1200), Ended(3, 1200),
    ]  # fmt: skip
    seen = report(client, events)
    assert (seen.frames, seen.silent) == (len(first) + len(second) + len(third), 0)
    assert seen.digest == digest(first, second, third)


def test_mono_and_other_rates_follow_with_the_right_length(client, events):
    client.load(1, Decoder(noise(1.5, seed=1, rate=44_100), 44_100).ends)
    client.enqueue(2, Decoder(noise(1.5, seed=2, rate=96_000, channels=1), 96_000).ends)
    client.enqueue(3, Decoder(noise(1.5, seed=3)).ends)
    assert events.wait(Ended, lambda ended: ended.item == 3).heard_ms == 1500
    assert [event.heard_ms for event in events.all if isinstance(event, Ended)] == [1500] * 3
    assert report(client, events).frames == 3 * 1.5 * RATE


def test_heard_time_grows_by_listening_only(client, events):
    decoder = Decoder(noise(60, seed=1))
    client.load(1, decoder.ends)
    events.wait(Position, lambda place: place.position_ms >= 1000)
    client.pause()
    held = events.wait(Position, lambda place: not place.playing)
    since = len(events.all)
    client.seek(50_000)
    sought = events.wait(Position, since=since)
    assert not sought.playing
    assert sought.position_ms == 50_000
    assert held.heard_ms <= sought.heard_ms < held.heard_ms + 700  # what was on its way when the pause came
    client.play()
    ended = events.wait(Ended)
    assert ended.heard_ms == pytest.approx(sought.heard_ms + 10_000, abs=60)
    places = [event for event in events.all[since:] if isinstance(event, Position)]
    assert max(place.position_ms for place in places) <= 60_000
    assert decoder.seeks == [50_000 * RATE // 1000]


def test_seek_back_after_everything_was_decoded(client, events):
    first, second = noise(2, seed=1), noise(1, seed=2)
    client.load(1, Decoder(first).ends)
    client.enqueue(2, Decoder(second).ends)
    events.wait(Position, lambda place: place.position_ms >= 800)  # two seconds are kept ready: all was decoded by now
    client.pause()
    events.wait(Position, lambda place: not place.playing)
    since = len(events.all)
    client.seek(500)
    client.play()
    events.wait(Position, lambda place: 500 <= place.position_ms < 1500, since=since)
    assert events.wait(Ended, since=since).item == 1
    assert events.wait(Ended, lambda ended: ended.item == 2, since=since) == Ended(2, 1000)
    assert [event.item for event in events.all if isinstance(event, Started)] == [1, 2]


def test_load_can_wait_and_begin_in_the_middle(client, events):
    client.load(1, Decoder(noise(4, seed=1)).ends, start_ms=3000, play=False)
    client.ask_report()
    client.play()
    assert events.wait(Ended).heard_ms == 1000
    assert next(event for event in events.all if isinstance(event, Position)).position_ms >= 3000


def test_replacing_an_item_closes_its_stream_and_tells_its_last_position(client, events):
    old = Decoder(noise(60, seed=1))
    client.load(1, old.ends)
    events.wait(Position, lambda place: place.heard_ms > 500)
    client.load(2, Decoder(noise(1, seed=2)).ends)
    events.wait(Ended, lambda ended: ended.item == 2)
    old.thread.join(10)
    assert not old.thread.is_alive()
    last = [event for event in events.all if isinstance(event, Position) and event.item == 1][-1]
    assert not last.playing
    assert last.heard_ms > 500
    assert not any(isinstance(event, Ended) and event.item == 1 for event in events.all)


def test_decoder_that_fails_plays_what_there_is_and_the_next_item_follows(client, events):
    client.load(1, Decoder(noise(3, seed=1), fail_at=RATE).ends)
    client.enqueue(2, Decoder(noise(1, seed=2)).ends)
    assert events.wait(Failed) == Failed(1, "the file is damaged")
    assert events.all[events.all.index(Failed(1, "the file is damaged")) - 1] == Position(1, 1000, 1000, False)
    assert events.wait(Ended) == Ended(2, 1000)


def test_decoder_that_dies_before_any_sound_is_told_though_paused(client, events):
    client.load(1, Decoder(noise(1, seed=1), fail_at=0).ends, play=False)
    assert events.wait(Failed) == Failed(1, "the file is damaged")


def test_enqueued_item_that_cannot_be_played_is_told_early(client, events):
    client.load(1, Decoder(noise(2, seed=1)).ends)
    client.enqueue(2, Decoder(noise(1, seed=2), fail_at=0).ends)
    assert events.wait(Failed).item == 2
    assert events.wait(Ended) == Ended(1, 2000)
    assert events.all.index(Failed(2, "the file is damaged")) < events.all.index(Ended(1, 2000))


def test_empty_item_starts_and_ends(client, events):
    client.load(1, Decoder(noise(0, seed=1)).ends)
    client.enqueue(2, Decoder(noise(1, seed=2)).ends)
    assert events.wait(Ended, lambda ended: ended.item == 1) == Ended(1, 0)
    assert events.wait(Ended, lambda ended: ended.item == 2) == Ended(2, 1000)


def test_stop_is_silent_and_the_engine_can_be_used_again(client, events):
    client.load(1, Decoder(noise(60, seed=1)).ends)
    events.wait(Started)
    client.stop()
    last = events.wait(Position, lambda place: not place.playing)
    before = report(client, events)
    assert report(client, events).frames == before.frames
    client.load(2, Decoder(noise(1, seed=2)).ends)
    assert events.wait(Ended) == Ended(2, 1000)
    assert not any(event.item == 1 for event in events.all[events.all.index(last) + 1 :] if isinstance(event, Position))


def test_killed_engine_is_told_and_can_be_started_again(client, events):
    decoder = Decoder(noise(60, seed=1))
    client.load(1, decoder.ends)
    events.wait(Started)
    os.kill(client.pid, signal.SIGKILL)
    events.wait(EngineDied)
    decoder.thread.join(10)
    assert not decoder.thread.is_alive()
    assert client.pid is None
    client.load(2, Decoder(noise(1, seed=2)).ends)  # meets no engine: the stream is closed, nothing else happens
    client.start()
    client.load(3, Decoder(noise(1, seed=2)).ends)
    assert events.wait(Ended) == Ended(3, 1000)


class FakeEngine:
    """An engine process of which the test holds the other end."""

    pid = 0

    def __init__(self) -> None:
        self.channel, self.theirs = Channel.pair()

    def kill(self) -> None:
        self.channel.close()

    def end(self) -> None:
        self.theirs.close()


def test_an_engine_that_is_started_again_has_the_volume_of_before(monkeypatch, events):
    engines: list[FakeEngine] = []

    def start(role: str, *, arguments: list[str]) -> FakeEngine:
        engines.append(FakeEngine())
        return engines[-1]

    monkeypatch.setattr(Child, "start", start)
    client = EngineClient(events)
    client.set_volume(0.2)
    for _ in range(2):
        since = len(events.all)
        client.start()
        message = engines[-1].theirs.receive(5)
        assert message is not None
        assert message.body == {"op": "volume", "volume": 0.2}
        engines[-1].end()
        events.wait(EngineDied, since=since)
    client.close()


def test_close_in_the_middle_tells_nothing_more(events):
    client = EngineClient(events, output="null")
    client.start()
    decoder = Decoder(noise(60, seed=1))
    client.load(1, decoder.ends)
    events.wait(Started)
    client.close()
    told = len(events.all)
    decoder.thread.join(10)
    assert not decoder.thread.is_alive()
    assert len(events.all) == told
    assert not any(isinstance(event, EngineDied) for event in events.all)
    client.close()


def test_engine_has_no_network_and_needs_no_qtnetwork_of_its_own(client, events):
    events.wait(Output)
    status = Path(f"/proc/{client.pid}/status").read_text(encoding="ascii")
    assert "Seccomp:\t2" in status
    assert "QtNetwork" not in Path(f"/proc/{client.pid}/maps").read_text(encoding="utf-8")
