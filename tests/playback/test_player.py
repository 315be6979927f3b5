"""The engine's behaviour without a process, a device or time: pulled and heard by hand."""

from __future__ import annotations

import select
from collections.abc import Iterator

import numpy as np
import pytest

from desktop_app.playback.engine.player import Player
from desktop_app.playback.messages import Ended, Event, Failed, Position, Started
from desktop_app.sandbox.pcm import PcmReader
from tests.playback.streams import RATE, Decoder, noise, tone


class Desk:
    """A player and the decoders it reads from."""

    def __init__(self, rate: int = RATE) -> None:
        self.told: list[Event] = []
        self.player = Player(rate, self.told.append)
        self._decoders: list[Decoder] = []

    def reader(self, sound: np.ndarray, rate: int = RATE, **how: int) -> PcmReader:
        self._decoders.append(Decoder(sound, rate, **how))
        return PcmReader(self._decoders[-1].ends.fds)

    def fill(self) -> None:
        """Read until enough is ready."""
        while (reader := self.player.hungry()) is not None:
            assert select.select([reader], [], [], 10)[0]
            self.player.feed()
            self.player.settle()
        self.player.settle()

    def sound(self, frames: int) -> np.ndarray:
        """Pull and hear so many frames."""
        self.fill()
        out = self.player.pull(frames)
        self.player.hear(frames)
        self.player.settle()
        return out

    def close(self) -> None:
        self.player.stop()
        for reader in self.player.retired():
            reader.close()
        for decoder in self._decoders:
            decoder.thread.join(10)
            assert not decoder.thread.is_alive()


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.close()


def test_pause_fades_and_goes_on_with_the_very_next_sample(desk):
    sound = np.full((4 * RATE, 2), 0.5, np.float32)
    desk.player.load(1, desk.reader(sound))
    desk.sound(RATE)
    desk.player.pause()
    fading = desk.sound(RATE // 2)[:, 0]
    assert 0 < np.count_nonzero(fading) <= RATE * 30 // 1000
    assert np.all(np.diff(fading) <= 0)
    assert not desk.player.busy
    desk.player.take_back()
    held = desk.told[-1]
    assert held == Position(1, 1030, 1030, False)
    desk.player.play()
    rest = np.concatenate([desk.sound(RATE // 2)[:, 0] for _ in range(8)])
    assert np.all(np.diff(rest[: RATE // 10]) >= 0)
    assert desk.told[-1] == Ended(1, 4000)
    assert np.count_nonzero(rest) == 4 * RATE - RATE * 1030 // 1000


def test_what_the_device_did_not_play_is_played_again_when_it_is_lost(desk):
    sound = noise(3, seed=1)
    desk.player.load(1, desk.reader(sound))
    desk.fill()
    desk.player.pull(RATE)
    desk.player.hear(RATE // 2)
    desk.player.take_back()
    desk.player.pause()
    assert desk.told[-1] == Position(1, 500, 500, False)
    desk.player.play()
    again = desk.sound(RATE)
    skip = RATE // 10  # it comes in softly
    assert np.array_equal(again[skip:], sound[RATE // 2 + skip : RATE // 2 + RATE])
    assert desk.player.drawn == RATE // 2 + RATE
    desk.sound(3 * RATE)
    assert desk.told[-1] == Ended(1, 3000)


def test_sound_that_comes_late_is_counted_and_goes_on_softly(desk):
    desk.player.load(1, desk.reader(noise(5, seed=1)))
    desk.fill()
    ready = desk.player.ready_frames
    assert ready is not None
    out = desk.player.pull(ready + 1000)
    assert not out[ready:].any()
    assert desk.player.silent == 1
    desk.player.hear(ready + 1000)
    desk.player.settle()
    assert not desk.player.busy
    assert desk.player.waits
    for _ in range(6):
        desk.sound(RATE)
    assert desk.told[-1] == Ended(1, 5000)


def test_seek_leaves_a_fading_rest_and_comes_in_softly(desk):
    sound = np.full((10 * RATE, 2), 0.5, np.float32)
    sound[5 * RATE :] = -0.5
    desk.player.load(1, desk.reader(sound))
    desk.sound(RATE)
    desk.player.seek(6000)
    out = desk.sound(RATE)[:, 0]
    assert np.abs(np.diff(out)).max() < 0.001
    assert out[0] > 0.49
    assert out[-1] == -0.5
    assert desk.told[-1] == Position(1, 7000 - 30, 2000 - 30, True)


def test_two_halves_at_another_rate_join_as_if_never_cut(desk):
    whole = tone(2, 44_100, hertz=5000)
    desk.player.load(1, desk.reader(whole, 44_100))
    expected = desk.sound(2 * RATE)
    desk.player.load(2, desk.reader(whole[:33_333], 44_100))
    desk.player.enqueue(3, desk.reader(whole[33_333:], 44_100))
    joined = desk.sound(2 * RATE)
    assert np.abs(joined - expected).max() < 1e-6
    assert [event for event in desk.told if isinstance(event, Ended)][1:] == [Ended(2, 755), Ended(3, 1244)]


def test_item_that_comes_after_the_end_still_plays(desk):
    desk.player.load(1, desk.reader(noise(1, seed=1)))
    desk.sound(2 * RATE)
    desk.player.enqueue(2, desk.reader(noise(1, seed=2)))
    desk.sound(2 * RATE)
    assert [type(event) for event in desk.told if not isinstance(event, Position)] == [Started, Ended] * 2


def test_output_of_another_rate_goes_on_at_the_same_place(desk):
    desk.player.load(1, desk.reader(noise(4, seed=1)))
    desk.sound(RATE)
    desk.player.take_back()
    desk.player.change_rate(96_000)
    desk.sound(96_000)
    assert desk.told[-1] == Position(1, 2000, 2000, True)
    desk.sound(3 * 96_000)
    assert desk.told[-1] == Ended(1, 4000)


def test_wild_samples_are_tamed(desk):
    sound = noise(1, seed=1)
    sound[100], sound[200], sound[300] = np.nan, np.inf, 7.0
    desk.player.load(1, desk.reader(sound))
    out = desk.sound(RATE)
    assert np.isfinite(out).all()
    assert np.abs(out).max() <= 1.0


def test_failure_in_the_middle_is_told_when_it_is_heard(desk):
    desk.player.load(1, desk.reader(noise(2, seed=1), fail_at=RATE))
    desk.sound(RATE // 2)
    assert not any(isinstance(event, Failed) for event in desk.told)
    desk.sound(RATE)
    assert desk.told[-2:] == [Position(1, 1000, 1000, False), Failed(1, "the file is damaged")]


def test_many_seeks_in_a_row_end_at_the_last(desk):
    desk.player.load(1, desk.reader(noise(20, seed=1)))
    desk.sound(RATE // 2)
    for ms in (15_000, 3_000, 19_500, 0, 7_000):
        desk.player.seek(ms)
        desk.player.settle()
    desk.sound(RATE)
    last = desk.told[-1]
    assert isinstance(last, Position)
    assert last.position_ms == 8_000 - 30
