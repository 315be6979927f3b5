"""A file with a CUE sheet is its tracks: each is shown, analysed, played and counted apart, and none of it is lost."""

from __future__ import annotations

import os
import queue
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from desktop_app.audio import groups
from desktop_app.domain.jobs import QuietJob
from desktop_app.domain.query import TrackQuery
from desktop_app.domain.records import Ended, Track
from desktop_app.playback import client as engine_client
from desktop_app.sandbox.pcm import PcmReader
from desktop_app.sandbox.pool import ReaderPool
from desktop_app.services.analysis import AnalysisService, ProcessAnalyser
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.decoders import Decoders
from desktop_app.services.library import LibraryService
from desktop_app.services.listening import ListenLog
from desktop_app.services.player import PlayerService
from desktop_app.store import Store
from tests.audio import sounds
from tests.services.world import FakeAnalyser

SHEET = b"""PERFORMER "Nordlys"
TITLE "One Evening"
FILE "evening.wav" WAVE
  TRACK 01 AUDIO
    TITLE "First"
    INDEX 01 00:00:00
  TRACK 02 AUDIO
    TITLE "Second"
    INDEX 00 00:18:00
    INDEX 01 00:20:00
  TRACK 03 AUDIO
    TITLE "Third"
    INDEX 01 00:40:37
"""
RATE = 48_000


@pytest.fixture
def readers() -> Iterator[ReaderPool]:
    pool = ReaderPool(2)
    yield pool
    pool.close()


@pytest.fixture
def sound() -> np.ndarray:
    """A minute that sounds different in each of its three parts."""
    third = RATE * 20
    return np.concatenate(
        [sounds.music(20, RATE), sounds.noise(20, RATE), sounds.music(20, RATE, tempo=90.0, root_hz=330.0)]
    )[: 3 * third]


@pytest.fixture
def tracks(store: Store, readers: ReaderPool, changes: ChangeFeed, sound: np.ndarray, tmp_path: Path) -> list[Track]:
    """What a scan of the minute and its sheet finds."""
    folder = tmp_path / "music"
    folder.mkdir()
    sounds.write_wav(folder / "evening.wav", sound, RATE)
    (folder / "evening.cue").write_bytes(SHEET)
    library = LibraryService(store, readers, changes)
    report = library.scan([folder], QuietJob())
    assert (report.found, report.tracks, report.cue_tracks, report.refused) == (1, 1, 3, ())
    return library.rows(library.track_ids(TrackQuery()))


def test_each_part_is_a_track_of_its_own_length(tracks: list[Track]) -> None:
    assert [(track.title, track.artist, track.album, track.number) for track in tracks] == [
        ("First", "Nordlys", "One Evening", 1),
        ("Second", "Nordlys", "One Evening", 2),
        ("Third", "Nordlys", "One Evening", 3),
    ]
    assert [(track.start_75, track.end_75) for track in tracks] == [(0, 1500), (1500, 3037), (3037, -1)]
    assert [track.duration_ms for track in tracks] == [20_000, 20_493, 19_507]
    assert len({track.path for track in tracks}) == 1


def test_the_parts_sound_exactly_and_are_all_of_the_file(
    tracks: list[Track], readers: ReaderPool, sound: np.ndarray
) -> None:
    decoders = Decoders(ReaderPool(1, "decoder"))
    pieces = []
    try:
        for track in tracks:
            stream = PcmReader(decoders.start(track.path, track.start_75, track.end_75).fds)
            while (block := stream.read(30)) is not None:
                pieces.append(block.samples)
            stream.close()
    finally:
        decoders.close()
    played = np.concatenate(pieces)
    assert played.shape == sound.shape
    assert np.abs(played - (sound * 32767).astype("<i2") / 32768).max() < 1e-6


def test_each_part_is_analysed_apart(store: Store, changes: ChangeFeed, tracks: list[Track]) -> None:
    service = AnalysisService(store, ProcessAnalyser, 2, changes)
    assert service.coverage().tracks == 3
    report = service.run(QuietJob())
    assert (report.analysed, report.failed) == (3, ())
    table = store.features.table(groups.of(groups.MEASURED))
    assert list(table.ids) == sorted(track.id for track in tracks)
    rhythm = table.groups["timbre"]
    assert min(float(np.abs(rhythm[a] - rhythm[b]).max()) for a, b in ((0, 1), (1, 2), (0, 2))) > 0.1
    assert service.coverage().analysed == 3
    assert service.run(QuietJob()).already == 3


def test_a_part_that_cannot_be_analysed_keeps_none_of_the_others_back(
    store: Store, changes: ChangeFeed, tracks: list[Track]
) -> None:
    from desktop_app.domain.errors import FileRefused

    class Refusing(FakeAnalyser):
        def analyse(self, path: bytes, start_75: int = 0, end_75: int = -1, **how):  # type: ignore[no-untyped-def]
            if start_75 == 1500:
                raise FileRefused("it holds less than a second of sound", path=path)
            return super().analyse(path, start_75, end_75, **how)

    analyser = Refusing()
    service = AnalysisService(store, lambda jobs: analyser, 1, changes)
    report = service.run(QuietJob())
    assert (report.analysed, len(report.failed)) == (2, 1)
    assert sorted(analyser.parts) == [(0, 1500), (3037, -1)]
    assert service.run(QuietJob()).analysed == 0


def test_they_follow_each_other_without_a_gap_and_each_has_its_listen(
    store: Store, changes: ChangeFeed, tracks: list[Track], clock: object
) -> None:
    events: queue.SimpleQueue[engine_client.Event] = queue.SimpleQueue()
    engines: list[engine_client.EngineClient] = []

    def engine(on_event):  # type: ignore[no-untyped-def]
        def both(event: engine_client.Event) -> None:
            on_event(event)
            events.put(event)

        engines.append(engine_client.EngineClient(both, output="null@10"))
        return engines[-1]

    log = ListenLog(store, clock, changes)  # type: ignore[arg-type]
    player = PlayerService(store, Decoders(ReaderPool(3, "decoder")), engine, log, lambda volume: None, 0.8)
    player.open()
    shown: list[tuple[int, int | None]] = []
    player.subscribe(lambda event: shown.append((event.state.position_ms, event.state.duration_ms)))
    try:
        player.play([track.id for track in tracks])
        ended = 0
        while ended < 3:
            ended += isinstance(events.get(timeout=60), engine_client.Ended)
        engines[0].ask_report()
        while not isinstance(report := events.get(timeout=30), engine_client.Report):
            continue
    finally:
        player.close()
    assert report.frames == 60 * report.rate, "every frame of the file, and none twice"
    assert report.silent == 0
    listens = store.listens.since(None)
    assert [(listen.track, listen.ended, listen.duration_ms) for listen in listens] == [
        (track.id, Ended.FINISHED, track.duration_ms) for track in tracks
    ]
    assert [round(listen.played_ms, -1) for listen in listens] == [20_000, 20_490, 19_510]
    assert {duration for _, duration in shown if duration is not None} == {20_000, 20_493, 19_507}
    assert max(position for position, _ in shown) <= 20_493, "a place in the part, not in the file"


def test_a_place_in_a_part_is_asked_of_the_part(store: Store, tracks: list[Track]) -> None:
    decoders = Decoders(ReaderPool(1, "decoder"))
    try:
        second = tracks[1]
        stream = PcmReader(decoders.start(second.path, second.start_75, second.end_75).fds)
        stream.format(30)
        stream.seek(5 * RATE)
        block = stream.read(30)
        assert block is not None
        assert block.start_frame == 5 * RATE
        stream.close()
    finally:
        decoders.close()
    assert os.fsdecode(second.path).endswith("evening.wav")
