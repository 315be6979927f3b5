"""Analysis goes on where it stopped, does nothing twice, and leaves a file that kills it alone."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from desktop_app.audio import groups
from desktop_app.domain.errors import FileRefused, JobCancelled, WorkerDied
from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import QuietJob
from desktop_app.services.analysis import AnalysisService, informative_order
from desktop_app.services.changes import ChangeFeed
from desktop_app.store import Store
from tests.services.world import CountingJob, FakeAnalyser


class Bench:
    """The service with stand-in analysers, one per run; `answer` may raise for a path."""

    def __init__(self, store: Store, changes: ChangeFeed, jobs: int = 2) -> None:
        self.analysers: list[FakeAnalyser] = []
        self.answer: Callable[[bytes], None] = lambda path: None
        self.service = AnalysisService(store, self._make, jobs, changes)

    def _make(self, jobs: int) -> FakeAnalyser:
        self.analysers.append(FakeAnalyser(lambda path: self.answer(path)))
        return self.analysers[-1]

    @property
    def paths(self) -> list[bytes]:
        return [path for analyser in self.analysers for path in analyser.paths]


@pytest.fixture
def bench(store: Store, changes: ChangeFeed, tracks: list[TrackId]) -> Bench:
    return Bench(store, changes)


def test_every_track_is_heard_once(bench: Bench) -> None:
    report = bench.service.run(QuietJob())
    assert (report.analysed, report.already, report.failed) == (24, 0, ())
    assert report.wall_s > 0
    assert len(set(bench.paths)) == len(bench.paths) == 24
    assert bench.analysers[0].closed
    assert (bench.service.coverage().analysed, bench.service.coverage().tracks) == (24, 24)
    again = bench.service.run(QuietJob())
    assert (again.analysed, again.already) == (0, 24)
    assert len(bench.analysers) == 1, "nothing is started where nothing is to be done"


def test_a_limit_stops_in_time_and_the_next_run_goes_on(bench: Bench) -> None:
    assert bench.service.run(QuietJob(), limit=5).analysed == 5
    assert bench.service.run(QuietJob()).analysed == 19
    assert len(set(bench.paths)) == 24


def test_a_stopped_run_keeps_what_it_has_and_blames_no_file(bench: Bench, store: Store) -> None:
    with pytest.raises(JobCancelled):
        bench.service.run(CountingJob(stop_after=8))
    done = bench.service.coverage().analysed
    assert 0 < done < 24
    assert bench.service.run(QuietJob()).analysed == 24 - done


def test_what_is_in_work_when_it_stops_is_not_blamed(bench: Bench) -> None:
    """As at quitting: the helper process ends in the middle, again and again."""
    for _ in range(4):
        job = CountingJob()

        def ended(path: bytes, job: CountingJob = job) -> None:
            job._stop_after = 0
            raise WorkerDied("ended by us", path=path)

        bench.answer = ended
        with pytest.raises(JobCancelled):
            bench.service.run(job)
    bench.answer = lambda path: None
    assert bench.service.run(QuietJob()).analysed == 24


def test_one_of_every_album_comes_first(bench: Bench, store: Store, tracks: list[TrackId]) -> None:
    order = informative_order(tracks, store.tracks.table())
    artists = [track.artist for track in store.tracks.rows(order)]
    assert sorted(order) == sorted(tracks)
    assert [len(set(artists[i : i + 6])) for i in (0, 6, 12, 18)] == [6, 6, 6, 6]
    assert order == informative_order(list(reversed(tracks)), store.tracks.table())


def test_a_refused_file_is_named_and_not_tried_again(bench: Bench) -> None:
    def refuse(path: bytes) -> None:
        if path.endswith(b"2-1.flac"):
            raise FileRefused("it holds no sound", path=path)

    bench.answer = refuse
    job = CountingJob()
    report = bench.service.run(job)
    assert (job.reports[-1].done, job.reports[-1].total) == (24, 24), "a failed one is done with as well"
    assert report.analysed == 23
    assert [(os.path.split(r.path)[1], r.reason) for r in report.failed] == [(b"2-1.flac", "it holds no sound")]
    bench.service.run(QuietJob())
    assert sum(path.endswith(b"2-1.flac") for path in bench.paths) == 1


def test_a_file_that_kills_its_helper_is_tried_twice(bench: Bench, tmp_path: Path) -> None:
    def die(path: bytes) -> None:
        if path.endswith(b"2-1.flac"):
            raise WorkerDied("the helper ended", path=path)

    bench.answer = die
    assert bench.service.run(QuietJob()).analysed == 23
    bench.service.run(QuietJob())
    assert sum(path.endswith(b"2-1.flac") for path in bench.paths) == 2


def test_a_helper_that_died_once_has_a_second_chance(bench: Bench) -> None:
    lock, seen = threading.Lock(), set()

    def die_once(path: bytes) -> None:
        with lock:
            first = path not in seen
            seen.add(path)
        if first:
            raise WorkerDied("the helper ended", path=path)

    bench.answer = die_once
    report = bench.service.run(QuietJob())
    assert (report.analysed, report.failed) == (24, ())


def test_the_loudness_shape_is_at_hand_after_analysis(bench: Bench, tracks: list[TrackId]) -> None:
    assert bench.service.shape(tracks[0]) is None
    bench.service.run(QuietJob())
    shape = bench.service.shape(tracks[0])
    assert shape is not None
    assert shape.shape == (groups.WIDTHS["shape"],)
    assert np.isfinite(shape).all()
