"""The player's promises: what was heard is in the log at once, and nothing that fails stops the music."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop_app.domain.errors import DatabaseDamaged, DataFolderInUse, EnvironmentProblem, FileRefused, StorageFull
from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Chosen, Ended, Listen, Presence, SkipKind
from desktop_app.playback import client as engine_client
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.listening import ListenLog
from desktop_app.services.player import PlayerService
from desktop_app.services.shown import PlayerEvent
from desktop_app.store import Store
from tests.services.world import FakeDecoders, FakeEngine, settle
from tests.store.helpers import Clock

MINUTE = 60_000


@dataclass
class Room:
    player: PlayerService
    engines: list[FakeEngine]
    decoders: FakeDecoders
    store: Store
    clock: Clock
    events: list[PlayerEvent]
    volumes: list[float]

    @property
    def engine(self) -> FakeEngine:
        return self.engines[-1]

    def settle(self) -> None:
        settle(self.player)

    def listens(self) -> list[tuple[TrackId, Ended | None, int]]:
        return [(listen.track, listen.ended, listen.played_ms) for listen in self.store.listens.since(None)]


def make_room(store: Store, clock: Clock, changes: ChangeFeed) -> Room:
    engines: list[FakeEngine] = []
    decoders = FakeDecoders()
    events: list[PlayerEvent] = []
    volumes: list[float] = []

    def engine(on_event):  # type: ignore[no-untyped-def]
        engines.append(FakeEngine(on_event))
        return engines[-1]

    log = ListenLog(store, clock, changes)
    player = PlayerService(store, decoders, engine, log, volumes.append, 0.8)  # type: ignore[arg-type]
    player.subscribe(events.append)
    player.open()
    return Room(player, engines, decoders, store, clock, events, volumes)


@pytest.fixture
def room(store: Store, clock: Clock, changes: ChangeFeed, tracks: list[TrackId]) -> Iterator[Room]:
    made = make_room(store, clock, changes)
    yield made
    made.player.close()
    assert all(engine.closed for engine in made.engines)


def crash(room: Room) -> list[Listen]:
    """What the next start finds where this one never closed its listen."""
    room.store.listens.close = lambda *args: None  # type: ignore[method-assign]
    room.player.close()
    assert room.store.listens.recover() == 1
    return room.store.listens.since(None)


def play(room: Room, tracks: list[TrackId], start: int = 0) -> None:
    room.player.play(tracks, start)
    room.settle()
    room.engine.started()
    room.settle()


def test_play_sounds_the_asked_track_and_opens_its_listen(room: Room, tracks: list[TrackId]) -> None:
    room.player.play(tracks[:3], 1, Chosen.MIX)
    room.settle()
    state = room.player.state()
    assert (state.track.id if state.track else None, state.current, state.playing) == (tracks[1], 1, True)
    assert state.queue == tuple(tracks[:3])
    assert room.decoders.paths == [room.store.tracks.rows([tracks[1]])[0].path]
    (listen,) = crash(room)
    assert (listen.track, listen.chosen) == (tracks[1], Chosen.MIX)


def test_the_end_of_a_track_is_a_finish_and_the_next_one_starts(room: Room, tracks: list[TrackId]) -> None:
    play(room, tracks[:2])
    room.engine.ended(3 * MINUTE)
    room.settle()
    assert room.listens() == [(tracks[0], Ended.FINISHED, 3 * MINUTE)]
    assert room.player.state().current == 1


def test_moving_on_before_it_counts_as_played_is_a_skip(room: Room, tracks: list[TrackId]) -> None:
    play(room, tracks[:2])
    room.engine.position(20_000)
    room.player.next()
    room.settle()
    listen = room.store.listens.since(None)[0]
    assert (listen.ended, listen.played_ms, listen.skip_kind) == (Ended.SKIPPED, 20_000, SkipKind.NOT_NOW)
    assert listen.offset_min == 120


def test_moving_on_late_is_no_dislike(room: Room, tracks: list[TrackId]) -> None:
    play(room, tracks[:2])
    room.engine.position(2 * MINUTE)
    room.player.next()
    room.settle()
    listen = room.store.listens.since(None)[0]
    assert (listen.ended, listen.skip_kind) == (Ended.SKIPPED, None)


def test_a_seek_to_the_end_is_not_heard_time(room: Room, tracks: list[TrackId]) -> None:
    play(room, tracks[:1])
    room.player.seek(170_000)
    room.settle()
    room.engine.position(179_000, heard_ms=9_000)
    room.engine.ended(10_000)
    room.settle()
    assert room.listens() == [(tracks[0], Ended.FINISHED, 10_000)]
    assert room.store.listens.plays_of(tracks[0]) == 0


def test_quick_skips_in_a_row_are_a_hunt(room: Room, tracks: list[TrackId]) -> None:
    play(room, tracks[:4])
    for _ in range(3):
        room.engine.position(2_000)
        room.player.next()
        room.settle()
        room.clock.pass_time(seconds=2)
    kinds = [listen.skip_kind for listen in room.store.listens.since(None)]
    assert kinds == [SkipKind.NOT_NOW, SkipKind.HUNTING, SkipKind.HUNTING]


def test_something_else_replaces(room: Room, tracks: list[TrackId]) -> None:
    play(room, tracks[:2])
    room.engine.position(30_000)
    room.player.play(tracks[4:6])
    room.settle()
    assert room.listens() == [(tracks[0], Ended.REPLACED, 30_000)]


def test_a_crash_costs_at_most_a_second_of_a_listen(room: Room, tracks: list[TrackId]) -> None:
    play(room, tracks[:1])
    for second in range(1, 31):
        room.engine.position(second * 1000)
    room.settle()
    (listen,) = crash(room)
    assert listen.ended is Ended.STOPPED
    assert listen.played_ms >= 29_000


def test_quitting_closes_the_listen_as_stopped(
    store: Store, clock: Clock, changes: ChangeFeed, tracks: list[TrackId]
) -> None:
    room = make_room(store, clock, changes)
    play(room, tracks[:3], 1)
    room.engine.position(50_000)
    room.player.close()
    assert room.listens() == [(tracks[1], Ended.STOPPED, 50_000)]
    again = make_room(store, clock, changes)
    again.settle()
    state = again.player.state()
    assert (state.queue, state.current, state.position_ms, state.playing) == (tuple(tracks[:3]), 1, 50_000, False)
    assert not again.engines, "nothing sounds before the person asks for it"
    again.player.toggle()
    again.settle()
    assert ("load", 50_000, True) in again.engine.commands
    again.player.close()


def test_the_next_track_waits_in_the_engine_before_the_end(room: Room, tracks: list[TrackId]) -> None:
    play(room, tracks[:3])
    room.engine.position(100_000)
    room.settle()
    assert ("enqueue",) not in room.engine.commands
    room.engine.position(172_000)
    room.engine.position(173_000)
    room.settle()
    assert room.engine.commands.count(("enqueue",)) == 1
    room.engine.ended(180_000)
    room.engine.followed()
    room.settle()
    assert room.engine.commands.count(("load", 0, True)) == 1, "it followed without a load"
    assert (room.player.state().current, room.player.state().playing) == (1, True)
    assert room.listens() == [(tracks[0], Ended.FINISHED, 180_000)]


def test_the_follower_may_be_told_before_the_end(room: Room, tracks: list[TrackId]) -> None:
    play(room, tracks[:2])
    room.engine.position(175_000)
    room.settle()
    first = room.engine.item
    room.engine.followed()
    room.engine.say(engine_client.Ended(first, 180_000))
    room.settle()
    assert room.listens() == [(tracks[0], Ended.FINISHED, 175_000)]
    assert room.player.state().current == 1


def test_a_follower_whose_drive_goes_away_at_the_last_moment_is_shown_as_what_sounds(
    room: Room, tracks: list[TrackId]
) -> None:
    play(room, tracks[:3])
    room.engine.position(175_000)
    room.settle()
    files = room.store.library.files(room.store.library.roots()[0].id).values()
    room.store.library.mark([file.id for file in files], Presence.AWAY)
    room.engine.ended(180_000)
    room.engine.followed()
    room.settle()
    state = room.player.state()
    assert (state.track.id if state.track else None, state.current, state.playing) == (tracks[1], 1, True)


def test_a_follower_that_fails_after_the_end_does_not_leave_silence(room: Room, tracks: list[TrackId]) -> None:
    play(room, tracks[:3])
    room.engine.position(175_000)
    room.settle()
    room.engine.ended(180_000)
    room.engine.say(engine_client.Failed(room.engine.waiting, "it holds no sound"))
    room.settle()
    assert room.engine.commands.count(("load", 0, True)) == 2, "it is tried when its turn has come"
    room.engine.failed()
    room.settle()
    state = room.player.state()
    assert (state.current, state.playing) == (2, True)
    assert "Song 0.1" in state.notice
    assert [ended for _, ended, _ in room.listens()] == [Ended.FINISHED, Ended.FAILED]


def test_a_queue_changed_at_the_last_moment_is_heeded(room: Room, tracks: list[TrackId]) -> None:
    play(room, tracks[:2])
    room.engine.position(175_000)
    room.settle()
    room.player.add([tracks[9]], next_up=True)
    room.settle()
    room.engine.ended(180_000)
    room.engine.followed()
    room.settle()
    state = room.player.state()
    assert state.track is not None
    assert state.track.id == tracks[9]
    assert [track for track, _, _ in room.listens()] == [tracks[0]]


def test_pause_and_on(room: Room, tracks: list[TrackId]) -> None:
    play(room, tracks[:1])
    room.player.toggle()
    room.settle()
    assert not room.player.state().playing
    room.player.toggle()
    room.settle()
    assert room.player.state().playing
    assert room.engine.commands[-2:] == [("pause",), ("play",)]


def test_previous_goes_to_the_start_and_then_back(room: Room, tracks: list[TrackId]) -> None:
    play(room, tracks[:3], 1)
    room.engine.position(10_000)
    room.player.previous()
    room.settle()
    assert room.engine.commands[-1] == ("seek", 0)
    assert room.player.state().current == 1
    room.player.previous()
    room.settle()
    assert room.player.state().current == 0
    assert room.listens() == [(tracks[1], Ended.REPLACED, 10_000)]


def test_removing_the_current_entry_skips_it(room: Room, tracks: list[TrackId]) -> None:
    play(room, tracks[:3], 1)
    room.engine.position(9_000)
    room.player.remove(0)
    room.player.remove(0)
    room.settle()
    state = room.player.state()
    assert state.queue == (tracks[2],)
    assert state.current == 0
    assert room.listens() == [(tracks[1], Ended.SKIPPED, 9_000)]


def test_the_end_of_the_queue_stops(room: Room, tracks: list[TrackId]) -> None:
    play(room, tracks[:1])
    room.engine.ended(180_000)
    room.settle()
    assert not room.player.state().playing
    room.player.toggle()
    room.settle()
    assert room.player.state().playing, "play starts the last one again"


def test_a_file_that_fails_is_named_and_the_next_one_plays(room: Room, tracks: list[TrackId]) -> None:
    play(room, tracks[:3])
    room.engine.failed()
    room.settle()
    state = room.player.state()
    assert state.current == 1
    assert "Song 0.0" in state.notice
    assert "it holds no sound" in state.notice
    assert room.listens() == [(tracks[0], Ended.FAILED, 0)]


def test_files_that_cannot_be_opened_do_not_loop(room: Room, tracks: list[TrackId]) -> None:
    for track in room.store.tracks.rows(tracks[:3]):
        room.decoders.refuse[track.path] = FileRefused("the file is gone", path=track.path)
    room.player.play(tracks[:3])
    room.settle()
    state = room.player.state()
    assert not state.playing
    assert "the file is gone" in state.notice
    assert [ended for _, ended, _ in room.listens()] == [Ended.FAILED] * 3


def test_a_track_whose_drive_is_away_says_so(room: Room, tracks: list[TrackId]) -> None:
    root = room.store.library.roots()[0]
    files = room.store.library.files(root.id)
    room.store.library.mark([file.id for file in files.values()], Presence.AWAY)
    room.player.play(tracks[:1])
    room.settle()
    assert "away" in room.player.state().notice


def test_an_engine_that_dies_is_started_again_where_it_was(room: Room, tracks: list[TrackId]) -> None:
    play(room, tracks[:2])
    room.engine.position(40_000)
    room.engine.died()
    room.settle()
    assert room.engine.commands.count(("start",)) == 2
    assert ("load", 40_000, True) in room.engine.commands
    room.engine.started()
    room.engine.position(60_000, heard_ms=20_000)
    room.player.next()
    room.settle()
    assert room.listens() == [(tracks[0], Ended.SKIPPED, 60_000)]


def test_an_engine_that_dies_again_and_again_is_given_up(room: Room, tracks: list[TrackId]) -> None:
    play(room, tracks[:2])
    for _ in range(5):
        if room.player.state().playing:
            room.engine.died()
            room.settle()
    assert not room.player.state().playing
    assert "sound output" in room.player.state().notice


def test_a_device_that_is_unplugged_pauses_and_play_looks_for_one_again(room: Room, tracks: list[TrackId]) -> None:
    play(room, tracks[:2])
    room.engine.say(engine_client.Output("Headphones", False))
    room.engine.position(40_000)
    room.settle()
    room.engine.position(41_000, playing=False)
    room.engine.say(engine_client.Output("", True))
    room.settle()
    state = room.player.state()
    assert (state.playing, state.silent) == (False, True)
    assert "sound device is gone" in state.notice
    room.player.toggle()
    room.settle()
    assert room.engine.commands[-1] == ("load", 41_000, True)
    room.engine.say(engine_client.Output("Speakers", False))
    room.engine.started()
    room.engine.position(45_000, heard_ms=4_000)
    room.player.next()
    room.settle()
    assert room.listens() == [(tracks[0], Ended.SKIPPED, 45_000)], "it is one listen"


def test_a_machine_without_a_device_plays_in_silence_and_is_not_paused(room: Room, tracks: list[TrackId]) -> None:
    play(room, tracks[:1])
    room.engine.say(engine_client.Output("", True))
    room.engine.position(2_000)
    room.settle()
    state = room.player.state()
    assert (state.playing, state.silent, state.notice) == (True, True, "")
    room.player.toggle()
    room.player.toggle()
    room.settle()
    assert room.engine.commands[-2:] == [("pause",), ("play",)]


@pytest.mark.parametrize("problem", [StorageFull, DatabaseDamaged, DataFolderInUse])
def test_a_full_disk_or_a_lost_database_does_not_stop_the_music_and_loses_no_listen(
    room: Room, tracks: list[TrackId], monkeypatch: pytest.MonkeyPatch, problem: type[EnvironmentProblem]
) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise problem("It cannot be written.")

    play(room, tracks[:4])
    with monkeypatch.context() as patch:
        for name in ("open", "progress", "close", "add"):
            patch.setattr(room.store.listens, name, full)
        room.engine.ended(180_000)
        room.settle()
        room.engine.started()
        room.engine.position(5_000)
        room.engine.ended(175_000)
        room.settle()
        assert room.player.state().current == 2
        assert "not being recorded" in room.player.state().notice
    room.engine.started()
    room.engine.ended(170_000)
    room.settle()
    assert room.listens() == [
        (tracks[0], Ended.FINISHED, 180_000),
        (tracks[1], Ended.FINISHED, 175_000),
        (tracks[2], Ended.FINISHED, 170_000),
    ]


def test_a_fault_of_ours_costs_one_listen_and_not_those_after_it(
    room: Room, tracks: list[TrackId], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ValueError("impossible")

    play(room, tracks[:2])
    with monkeypatch.context() as patch:
        patch.setattr(room.store.listens, "close", broken)
        room.player.next()
        room.settle()
    room.player.play(tracks[2:4])
    room.settle()
    room.engine.started()
    room.engine.ended(170_000)
    room.settle()
    assert (tracks[2], Ended.FINISHED, 170_000) in room.listens()


def test_the_queue_is_stored_while_a_track_plays(
    room: Room, tracks: list[TrackId], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.services.player.SAVE_AFTER_S", 0.05)
    play(room, tracks[:3], 1)
    until = time.monotonic() + 5
    heard_ms = 0
    while room.store.queue.load()[0] != tracks[:3] and time.monotonic() < until:
        heard_ms += 10
        room.engine.position(heard_ms)  # news without a pause in between, as from a track that plays
        room.settle()
    assert room.store.queue.load()[:2] == (tracks[:3], 1)


def test_the_volume_is_kept_once_it_rests(room: Room, tracks: list[TrackId]) -> None:
    play(room, tracks[:1])
    for step in range(11):
        room.player.set_volume(step / 10)
    room.player.set_volume(7.0)
    room.settle()
    assert room.player.state().volume == 1.0
    room.player.close()
    assert room.volumes == [1.0]


def test_watchers_hear_of_everything_until_they_leave(room: Room, tracks: list[TrackId], tmp_path: Path) -> None:
    heard: list[str] = []
    leave = room.player.subscribe(lambda event: heard.append(event.kind))
    play(room, tracks[:1])
    room.engine.position(1_500)
    room.settle()
    assert {"queue", "track", "position"} <= set(heard)
    leave()
    before = len(heard)
    room.player.toggle()
    room.settle()
    assert len(heard) == before
