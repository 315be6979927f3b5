"""Hear every track that was not heard yet, in the background, most informative first."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Protocol

from desktop_app.audio import groups
from desktop_app.audio.client import AnalysisClient
from desktop_app.audio.groups import Analysis
from desktop_app.domain.errors import (
    AppError,
    EnvironmentProblem,
    FileRefused,
    JobCancelled,
    SharedWorkerDied,
    WorkerDied,
)
from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import JobContext, Progress
from desktop_app.domain.records import AnalyseReport, Changes, Coverage, FileStamp, Refusal, Track
from desktop_app.domain.tables import Float32Array
from desktop_app.sandbox.pool import ReaderPool
from desktop_app.services.analysis_plan import Wish, Work, plan, spread
from desktop_app.services.attempting import is_transient
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.turns import Turns
from desktop_app.store import MAX_TRIES, FeatureRow, Store, file_signature

CHANGED = "it changed since its folder was looked at; it is heard after the next look"
HOLD_S = 1.0
"""How long it waits before it looks again whether it may go on."""
AT_ONCE = 64
"""Tracks that are looked up together."""
_WAITING = threading.Event()
"""Never set: waited for where nothing else ends the wait."""
ANNOUNCE_EVERY_S = 2.0
"""How often pages hear that more is known: often enough to watch, seldom enough to cost nothing."""


class Analyser(Protocol):
    """What turns a file, or a part of one, into features; called from several threads."""

    def analyse(
        self, path: bytes, start_75: int = 0, end_75: int = -1, *, wanted: Collection[str], excerpts: bool = False
    ) -> Analysis: ...

    def close(self) -> None: ...


class ProcessAnalyser:
    """Readers and an analysis process of its own, for `jobs` tracks at once; started when first used."""

    def __init__(self, jobs: int) -> None:
        self._readers = ReaderPool(jobs, "idle-decoder")
        self._client = AnalysisClient(self._readers, threads=jobs)

    def analyse(
        self, path: bytes, start_75: int = 0, end_75: int = -1, *, wanted: Collection[str], excerpts: bool = False
    ) -> Analysis:
        """See AnalysisClient.analyse."""
        return self._client.analyse(path, start_75, end_75, wanted=wanted, excerpts=excerpts)

    def close(self) -> None:
        """End the processes; what is in work fails at once. Safe to call twice."""
        self._client.close()
        self._readers.close()


@dataclass(frozen=True, slots=True)
class _Heard:
    wish: Wish
    track: Track
    problem: AppError | None
    other_length: bool = False
    """Whether it is shown with another length now than its tags state."""


class AnalysisService:
    """Analyse and tell what is analysed. `make_analyser(jobs)` starts the processes for one run."""

    def __init__(
        self,
        store: Store,
        make_analyser: Callable[[int], Analyser],
        jobs: int,
        changes: ChangeFeed,
        *,
        learned: Callable[[], frozenset[str]] = frozenset,
        hold: Callable[[], str] = str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`learned` tells which groups the models can give, `hold` why work has to wait ('' for not at all)."""
        self._store = store
        self._make_analyser = make_analyser
        self._jobs = jobs
        self._changes = changes
        self._learned = learned
        self._hold = hold
        self._clock = clock
        self._turns = Turns()
        self._preferred: tuple[TrackId, ...] = ()
        self._mute: frozenset[str] = frozenset()
        """Groups that the models should give, but do not: not asked for again before the next start."""

    def coverage(self) -> Coverage:
        """How many of the present tracks are analysed."""
        return coverage_of(self._store)

    def shape(self, track: TrackId) -> Float32Array | None:
        """Loudness over the length of a track, 1,000 points in [0, 1]; None while it is not analysed."""
        features = self._store.features
        return features.get(track, groups.SHAPE, features.served(groups.of([groups.SHAPE]))[groups.SHAPE])

    def prefer(self, tracks: Sequence[TrackId]) -> None:
        """Hear these next, in this order, whole: what plays, and what will. Replaces what was preferred before."""
        self._preferred = tuple(tracks)

    def run(
        self, job: JobContext, limit: int | None = None, jobs: int | None = None, *, anyway: bool = False
    ) -> AnalyseReport:
        """Analyse what is not yet analysed. Every finished track is stored at once: stopping loses only those in work.

        Args:
            limit: at most so many tracks; None for all.
            jobs: tracks in work at once; None takes the service's own number.
            anyway: also on battery or in a hot machine: the person asked for it now.
        """
        began, cpu = self._clock(), _cpu_s()
        versions = self._versions()
        already = self._store.features.analysed_count(versions)
        failed: dict[TrackId, Refusal] = {}
        analysed: set[TrackId] = set()
        work = self._work(versions, limit)
        if work.total:
            analyser = self._make_analyser(jobs or self._jobs)
            try:
                for heard in self._hear(work, analyser, jobs or self._jobs, job, str if anyway else self._hold):
                    track = heard.track
                    if heard.problem is None:
                        analysed.add(track.id)
                    else:
                        work.forget(track.id)
                        failed[track.id] = Refusal(track.path, _reason(heard.problem))
                    name = f"{track.artist} – {track.title}" if track.artist else track.title
                    job.report(Progress("analyse", work.done, work.total, name, work.pace.left_s()))
            finally:
                analyser.close()
                if not self._store.features.unheard(versions):
                    self._store.features.retire(versions)
                self._changes.publish(Changes(features=True))
        return AnalyseReport(
            len(analysed - failed.keys()), already, tuple(failed.values()), _cpu_s() - cpu, self._clock() - began
        )

    def _versions(self) -> dict[str, int]:
        """The groups that can be computed here and now."""
        return groups.of((groups.MEASURED | self._learned()) - self._mute)

    def _work(self, versions: Mapping[str, int], limit: int | None) -> Work:
        unheard = self._store.features.unheard(versions)
        if limit is not None:
            unheard = spread(unheard)[:limit]
        heard = self._store.features.analysed_count(groups.of(groups.NEEDED))
        return Work(plan(unheard, heard), self._clock)

    def _hear(
        self, work: Work, analyser: Analyser, width: int, job: JobContext, hold: Callable[[], str]
    ) -> Iterator[_Heard]:
        announced, other_length = self._clock(), False
        wishes = self._wishes(work)
        working: set[Future[_Heard]] = set()
        threads = ThreadPoolExecutor(width, thread_name_prefix="analyse")
        try:
            while True:
                job.check()
                held = hold()
                if held and not working:
                    work.pace.held()
                    job.report(Progress("analyse", work.done, work.total, held=held))
                    _WAITING.wait(HOLD_S)
                    continue
                while not held and len(working) < width and (next_one := next(wishes, None)) is not None:
                    working.add(threads.submit(self._hear_one, *next_one, analyser, job))
                if not working:
                    return
                done, working = wait(working, timeout=0.2, return_when=FIRST_COMPLETED)
                for future in done:
                    heard = future.result()
                    work.finish(heard.wish)
                    other_length |= heard.other_length
                    yield heard
                if done and self._clock() - announced > ANNOUNCE_EVERY_S:
                    self._changes.publish(Changes(features=True, tracks=other_length))
                    announced, other_length = self._clock(), False
        finally:
            if other_length:
                self._changes.publish(Changes(tracks=True))
            for future in working:
                future.cancel()
            if working:
                analyser.close()  # what is in work ends at once and is taken up again next time
            threads.shutdown()

    def _wishes(self, work: Work) -> Iterator[tuple[Wish, Track]]:
        """What to hear, with its track; what is preferred by now comes first, and is not heard a second time."""
        tracks: dict[TrackId, Track] = {}
        while (wish := work.take(self._preferred)) is not None:
            if wish.track not in tracks:
                wanted = [wish.track, *work.coming(AT_ONCE)]
                tracks = {track.id: track for track in self._store.tracks.rows(wanted)}
            if wish.track not in tracks:  # taken out of the library meanwhile
                work.forget(wish.track)
                work.finish(wish)
            elif not wish.groups <= self._mute:
                yield wish, tracks[wish.track]
            else:
                work.finish(wish)

    def _hear_one(self, wish: Wish, track: Track, analyser: Analyser, job: JobContext) -> _Heard:
        stamp = self._store.tracks.stamp(track.id)
        if stamp is None:
            return _Heard(wish, track, FileRefused("it is no longer in the library", path=track.path))
        signature = file_signature("analyse", stamp, (track.start_75, track.end_75))
        deaths, alone = 0, wish.alone
        while True:
            with self._turns.take(alone=alone):
                self._store.attempts.begin(signature)
                try:
                    analysis = analyser.analyse(
                        track.path, track.start_75, track.end_75, wanted=wish.groups, excerpts=wish.excerpts
                    )
                    if _changed(stamp):  # what was heard may be another sound than the one it would be kept under
                        raise FileRefused(CHANGED, path=track.path)
                    other_length = self._store.features.put(_rows(track, analysis), analysis.duration_ms)
                    self._mute |= wish.groups & groups.LEARNED - analysis.features.keys()
                except FileRefused as problem:
                    if problem.reason == CHANGED or is_transient(problem.reason):  # a drive may be away
                        self._store.attempts.withdraw(signature)
                    else:
                        self._store.attempts.fail(signature, problem.reason)
                    return _Heard(wish, track, problem)
                except EnvironmentProblem:  # it would be the same with every file
                    self._store.attempts.withdraw(signature)
                    raise
                except AppError as problem:
                    deaths += 1
                    alone = isinstance(problem, SharedWorkerDied)
                    blameless = _stopped(job) or not isinstance(problem, WorkerDied)
                    if blameless:
                        self._store.attempts.withdraw(signature)
                    elif deaths >= MAX_TRIES:
                        self._store.attempts.fail(signature, problem.message)
                    if blameless or deaths >= MAX_TRIES:
                        return _Heard(wish, track, problem)
                else:
                    self._store.attempts.clear(signature)
                    return _Heard(wish, track, None, other_length)


def coverage_of(store: Store) -> Coverage:
    """How many of the present tracks of a store are analysed."""
    needed = store.features.served(groups.of(groups.NEEDED))
    analysed, tracks = store.features.analysed_count(needed), store.library.tracks()
    if analysed >= tracks:
        return Coverage(analysed, tracks, 0, store.features.excerpts_count(groups.TIMBRE))
    return Coverage(
        analysed, tracks, store.features.set_aside_count(needed), store.features.excerpts_count(groups.TIMBRE)
    )


def _rows(track: Track, analysis: Analysis) -> list[FeatureRow]:
    return [
        FeatureRow(
            track.key,
            group,
            groups.VERSIONS[group],
            values,
            track.start_75,
            track.end_75,
            excerpts=analysis.excerpts and group in groups.MEASURED,
        )
        for group, values in analysis.features.items()
    ]


def _changed(stamp: FileStamp) -> bool:
    """Whether a file is another one by now; one that is gone was heard all the same."""
    try:
        now = os.stat(stamp.path)  # noqa: PTH116 - paths are bytes
    except OSError:
        return False
    return (now.st_size, now.st_mtime_ns) != (stamp.size, stamp.mtime_ns)


def _stopped(job: JobContext) -> bool:
    """Whether the job was asked to stop."""
    try:
        job.check()
    except JobCancelled:
        return True
    return False


def _reason(problem: AppError) -> str:
    return problem.reason if isinstance(problem, FileRefused) else problem.message


def _cpu_s() -> float:
    """Processor time of this process and of its children that have ended, in seconds."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
