"""Analysis goes on where it stopped, does nothing twice, and leaves a file that kills it alone."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from desktop_app.audio import groups
from desktop_app.audio.groups import Analysis
from desktop_app.domain.errors import (
    EnvironmentProblem,
    FileRefused,
    JobCancelled,
    SharedWorkerDied,
    WorkerDied,
)
from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import QuietJob
from desktop_app.domain.records import Changes, Coverage, ReadFile
from desktop_app.services import analysis, analysis_plan
from desktop_app.services.analysis import AnalysisService
from desktop_app.services.changes import ChangeFeed
from desktop_app.store import Store, file_signature
from tests.services.world import CountingJob, FakeAnalyser, stamp_of
from tests.store.helpers import key_of, tags_of


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


def test_a_file_that_ends_the_process_for_all_takes_no_other_file_with_it(bench: Bench) -> None:
    """Two are in work when it goes down; the second time each is heard alone, and only the one to blame fails."""
    both, lock = threading.Barrier(2, timeout=5), threading.Lock()
    inside: set[bytes] = set()
    suspects: list[bytes] = []
    crowds: list[set[bytes]] = []

    def answer(path: bytes) -> None:
        with lock:
            inside.add(path)
            if first := len(suspects) < 2:
                suspects.append(path)
            elif path in suspects:
                crowds.append(set(inside))
        try:
            if first:
                both.wait()
            if first or path == suspects[0]:
                raise SharedWorkerDied("the process ended", path=path)
        finally:
            with lock:
                inside.discard(path)

    bench.answer = answer
    report = bench.service.run(QuietJob())
    assert [refusal.path for refusal in report.failed] == suspects[:1]
    assert report.analysed == 23
    assert sorted(crowds, key=sorted) == [{path} for path in sorted(suspects)]


def test_a_process_that_does_not_start_sets_no_file_aside(bench: Bench) -> None:
    def answer(path: bytes) -> None:
        raise EnvironmentProblem("the part that hears music does not start")

    bench.answer = answer
    with pytest.raises(EnvironmentProblem):
        bench.service.run(QuietJob())
    assert len(bench.paths) <= 4, "it is not asked for every file"
    assert bench.service.coverage().set_aside == 0
    bench.answer = lambda path: None
    assert bench.service.run(QuietJob()).analysed == 24


def test_kills_of_the_program_set_no_file_aside(bench: Bench, store: Store, tracks: list[TrackId]) -> None:
    """What was in work each time comes last then, and alone."""
    stamps = [store.tracks.stamp(track) for track in tracks[:2]]
    for _ in range(3):
        for stamp in stamps:
            assert stamp is not None
            store.attempts.begin(file_signature("analyse", stamp))  # and no more: the program is gone
    assert bench.service.run(QuietJob()).analysed == 24
    assert set(bench.paths[-2:]) == {stamp.path for stamp in stamps if stamp is not None}
    assert store.attempts.suspects("analyse") == {}


def test_the_loudness_shape_is_at_hand_after_analysis(bench: Bench, tracks: list[TrackId]) -> None:
    assert bench.service.shape(tracks[0]) is None
    bench.service.run(QuietJob())
    shape = bench.service.shape(tracks[0])
    assert shape is not None
    assert shape.shape == (groups.WIDTHS["shape"],)
    assert np.isfinite(shape).all()


def test_what_plays_is_heard_next(store: Store, changes: ChangeFeed, tracks: list[TrackId]) -> None:
    bench = Bench(store, changes, jobs=1)
    wished = store.tracks.rows(tracks[-3:])

    def answer(path: bytes) -> None:
        if len(bench.paths) == 4:
            bench.service.prefer([track.id for track in wished])

    bench.answer = answer
    assert bench.service.run(QuietJob()).analysed == 24
    places = [bench.paths.index(track.path) for track in wished]
    assert all(place <= 4 or 4 < place <= 8 for place in places) and len(set(bench.paths)) == 24


def test_excerpts_come_first_where_the_library_is_new(
    store: Store, changes: ChangeFeed, tracks: list[TrackId], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysis_plan, "NEW_LIBRARY", 20)
    monkeypatch.setattr(analysis_plan, "CLOSE_FIRST", (4, 4))
    bench = Bench(store, changes, jobs=1)
    seen: list[tuple[int, int]] = []

    def answer(path: bytes) -> None:
        coverage = bench.service.coverage()
        seen.append((coverage.analysed, coverage.excerpts))

    bench.answer = answer
    report = bench.service.run(QuietJob())
    assert (report.analysed, report.failed) == (24, ())
    how = [excerpts for _, excerpts in bench.analysers[0].wanted]
    assert how == [False] * 4 + [True] * 20 + [False] * 20
    assert max(excerpts for _, excerpts in seen) >= 18 and seen[-1][0] == 24
    assert bench.service.coverage() == Coverage(24, 24, 0, 0) and bench.service.coverage().complete
    assert store.features.get(tracks[0], "shape", groups.VERSIONS["shape"]) is not None
    assert bench.service.run(QuietJob()).analysed == 0


def test_a_run_that_stops_among_the_excerpts_goes_on_there(
    store: Store, changes: ChangeFeed, tracks: list[TrackId], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysis_plan, "NEW_LIBRARY", 5)
    monkeypatch.setattr(analysis_plan, "CLOSE_FIRST", (2, 2))
    bench = Bench(store, changes, jobs=1)
    with pytest.raises(JobCancelled):
        bench.service.run(CountingJob(stop_after=14))
    coverage = bench.service.coverage()
    assert 4 < coverage.analysed < 24 and coverage.excerpts > 2
    bench.service.run(QuietJob())
    assert bench.service.coverage() == Coverage(24, 24)


def test_on_battery_it_waits_and_says_so(
    store: Store, changes: ChangeFeed, tracks: list[TrackId], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysis, "HOLD_S", 0.001)
    reasons = iter(["", "", "battery", "battery", *["heat"] * 200])
    service = AnalysisService(store, lambda jobs: FakeAnalyser(), 1, changes, hold=lambda: next(reasons, ""))
    job = CountingJob()
    assert service.run(job).analysed == 24
    assert {report.held for report in job.reports} >= {"", "heat"}
    asked = AnalysisService(store, lambda jobs: FakeAnalyser(), 1, changes, hold=lambda: "battery")
    assert asked.run(CountingJob(), anyway=True).already == 24


def test_models_that_come_later_are_heard_in_excerpts_alone(
    store: Store, changes: ChangeFeed, tracks: list[TrackId]
) -> None:
    Bench(store, changes).service.run(QuietJob())
    late = FakeAnalyser()
    service = AnalysisService(store, lambda jobs: late, 1, changes, learned=lambda: groups.LEARNED)
    assert service.run(QuietJob()).analysed == 24
    assert set(late.wanted) == {(groups.LEARNED, True)}
    assert service.coverage() == Coverage(24, 24), "what models heard in excerpts is complete"


def test_a_better_version_is_heard_alone_and_the_old_one_goes_at_the_end(
    store: Store, changes: ChangeFeed, tracks: list[TrackId], monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(store, changes)
    bench.service.run(QuietJob())
    monkeypatch.setitem(groups.VERSIONS, groups.TONAL, 99)
    bench.service.run(QuietJob(), limit=3)
    assert store.features.served(groups.of([groups.TONAL])) != {groups.TONAL: 99}
    assert {wanted for wanted, _ in bench.analysers[1].wanted} == {frozenset({groups.TONAL})}
    bench.service.run(QuietJob())
    assert store.features.served(groups.of([groups.TONAL])) == {groups.TONAL: 99}
    assert store.features.retire(groups.of(groups.WIDTHS)) == 0


def test_coverage_is_complete_although_some_cannot_be_heard(bench: Bench) -> None:
    def refuse(path: bytes) -> None:
        if path.endswith(b"2-1.flac"):
            raise FileRefused("it holds less than a second of sound", path=path)

    bench.answer = refuse
    bench.service.run(QuietJob())
    coverage = bench.service.coverage()
    assert (coverage.analysed, coverage.set_aside, coverage.complete) == (23, 1, True)


def test_a_file_that_is_away_is_not_to_blame(bench: Bench) -> None:
    """A drive is pulled out in the middle: once it is back, its tracks are heard."""

    def away(path: bytes) -> None:
        if path.endswith(b"0-1.flac"):
            raise FileRefused("the file is gone", path=path)

    bench.answer = away
    report = bench.service.run(QuietJob())
    assert [os.path.basename(refusal.path) for refusal in report.failed] == [b"0-1.flac"]  # noqa: PTH119
    assert bench.service.coverage().set_aside == 0
    bench.answer = lambda path: None
    assert bench.service.run(QuietJob()).analysed == 1
    assert bench.service.coverage().analysed == 24


def test_what_is_heard_of_a_file_that_changed_meanwhile_is_not_kept(bench: Bench) -> None:
    """Another song may lie there by now, or half of this one: it would be kept under the sound that was scanned."""

    def replaced(path: bytes) -> None:
        if path.endswith(b"0-1.flac"):
            Path(os.fsdecode(path)).write_bytes(b"another song")

    bench.answer = replaced
    report = bench.service.run(QuietJob())
    assert [refusal.reason for refusal in report.failed] == [analysis.CHANGED]
    coverage = bench.service.coverage()
    assert (coverage.analysed, coverage.set_aside) == (23, 0)


def test_pages_hear_of_tracks_that_last_longer_than_their_tags_say(bench: Bench, changes: ChangeFeed) -> None:
    told: list[Changes] = []
    end = changes.subscribe(told.append)
    bench.service.run(QuietJob())
    assert not any(change.tracks for change in told), "three minutes, as the tags say"
    store = bench.service._store
    track = store.tracks.rows(store.tracks.ids())[0]
    lied = replace(tags_of(track.title), duration_ms=12_000)
    (changed,) = store.library.put(
        store.library.roots()[0].id, [ReadFile(stamp_of(Path(os.fsdecode(track.path))), lied, key_of("new"))]
    ).tracks
    assert bench.service.run(QuietJob()).analysed == 1
    end()
    assert any(change.tracks for change in told)
    found = store.tracks.get(changed)
    assert found is not None and found.duration_ms == 180_000


def test_models_that_are_there_but_give_nothing_are_not_asked_for_every_track(
    store: Store, changes: ChangeFeed, tracks: list[TrackId]
) -> None:
    class Deaf(FakeAnalyser):
        def analyse(self, *args: object, wanted: Collection[str], **how: object) -> Analysis:
            return super().analyse(*args, wanted=frozenset(wanted) - groups.LEARNED, **how)  # type: ignore[arg-type]

    Bench(store, changes).service.run(QuietJob())
    deaf = Deaf()
    service = AnalysisService(store, lambda jobs: deaf, 1, changes, learned=lambda: groups.LEARNED)
    service.run(QuietJob())
    assert len(deaf.paths) == 1
    assert service.run(QuietJob()).already == 24
    assert len(deaf.paths) == 1
