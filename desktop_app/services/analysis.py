"""Hear every track that was not heard yet, in the background, most informative first."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from desktop_app.audio import groups
from desktop_app.audio.client import AnalysisClient
from desktop_app.audio.groups import Analysis
from desktop_app.domain.errors import AppError, FileRefused, JobCancelled, WorkerDied
from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import JobContext, Progress
from desktop_app.domain.records import AnalyseReport, Changes, Coverage, Refusal, Track
from desktop_app.domain.tables import Float32Array, TrackTable
from desktop_app.sandbox.pool import ReaderPool
from desktop_app.services.changes import ChangeFeed
from desktop_app.store import MAX_TRIES, FeatureRow, Store, file_signature

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
        self._readers = ReaderPool(jobs, "decoder")
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
class _Wish:
    track: Track
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Heard:
    track: Track
    problem: AppError | None


class AnalysisService:
    """Analyse and tell what is analysed. `make_analyser(jobs)` starts the processes for one run."""

    def __init__(self, store: Store, make_analyser: Callable[[int], Analyser], jobs: int, changes: ChangeFeed) -> None:
        self._store = store
        self._make_analyser = make_analyser
        self._jobs = jobs
        self._changes = changes

    def coverage(self) -> Coverage:
        """How many of the present tracks are analysed."""
        return coverage_of(self._store)

    def shape(self, track: TrackId) -> Float32Array | None:
        """Loudness over the length of a track, 1,000 points in [0, 1]; None while it is not analysed."""
        return self._store.features.get(track, groups.SHAPE, groups.VERSIONS[groups.SHAPE])

    def run(self, job: JobContext, limit: int | None = None, jobs: int | None = None) -> AnalyseReport:
        """Analyse what is not yet analysed. Every finished track is stored at once: stopping loses only those in work.

        Args:
            limit: at most so many tracks; None for all.
            jobs: tracks in work at once; None takes the service's own number.
        """
        began, cpu = time.monotonic(), _cpu_s()
        already = self._store.features.analysed_count(self._versions())
        failed: list[Refusal] = []
        tracks = self._not_heard_yet()[:limit]
        analysed = 0
        if tracks:
            analyser = self._make_analyser(jobs or self._jobs)
            try:
                for heard in self._hear(tracks, analyser, jobs or self._jobs, job):
                    if heard.problem is None:
                        analysed += 1
                    else:
                        failed.append(Refusal(heard.track.path, _reason(heard.problem)))
                    done = f"{heard.track.artist} – {heard.track.title}" if heard.track.artist else heard.track.title
                    job.report(Progress("analyse", analysed + len(failed), len(tracks), done))
            finally:
                analyser.close()
                if not self._store.features.unheard(self._versions()):
                    self._store.features.retire(self._versions())
                self._changes.publish(Changes(features=True))
        return AnalyseReport(analysed, already, tuple(failed), _cpu_s() - cpu, time.monotonic() - began)

    def _versions(self) -> dict[str, int]:
        """The groups that can be computed here and now."""
        return groups.of(groups.MEASURED)

    def _not_heard_yet(self) -> list[_Wish]:
        """What is still to be heard, most informative first; what was given up on is not among it."""
        lacking = {one.track: one.lacks | one.excerpts for one in self._store.features.unheard(self._versions())}
        order = informative_order(sorted(lacking), self._store.tracks.table())
        return [_Wish(track, lacking[track.id]) for track in self._store.tracks.rows(order)]

    def _hear(self, tracks: Sequence[_Wish], analyser: Analyser, width: int, job: JobContext) -> Iterator[_Heard]:
        announced = time.monotonic()
        queue = iter(tracks)
        working: set[Future[_Heard]] = set()
        threads = ThreadPoolExecutor(width, thread_name_prefix="analyse")
        try:
            while True:
                job.check()
                while len(working) < width and (wish := next(queue, None)) is not None:
                    working.add(threads.submit(self._hear_one, wish, analyser, job))
                if not working:
                    return
                done, working = wait(working, timeout=0.2, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
                if done and time.monotonic() - announced > ANNOUNCE_EVERY_S:
                    announced = time.monotonic()
                    self._changes.publish(Changes(features=True))
        finally:
            for future in working:
                future.cancel()
            if working:
                analyser.close()  # what is in work ends at once and is taken up again next time
            threads.shutdown()

    def _hear_one(self, wish: _Wish, analyser: Analyser, job: JobContext) -> _Heard:
        track = wish.track
        stamp = self._store.tracks.stamp(track.id)
        if stamp is None:
            return _Heard(track, FileRefused("it is no longer in the library", path=track.path))
        signature = file_signature("analyse", stamp, (track.start_75, track.end_75))
        while True:
            tries = self._store.attempts.begin(signature) + 1
            try:
                analysis = analyser.analyse(track.path, track.start_75, track.end_75, wanted=wish.groups)
                self._store.features.put(_rows(track, analysis), analysis.duration_ms)
            except FileRefused as problem:
                self._store.attempts.fail(signature, problem.reason)
                return _Heard(track, problem)
            except AppError as problem:
                blameless = _stopped(job) or not isinstance(problem, WorkerDied)
                if blameless:
                    self._store.attempts.withdraw(signature)
                elif tries >= MAX_TRIES:
                    self._store.attempts.fail(signature, problem.message)
                if blameless or tries >= MAX_TRIES:
                    return _Heard(track, problem)
            else:
                self._store.attempts.clear(signature)
                return _Heard(track, None)


def coverage_of(store: Store) -> Coverage:
    """How many of the present tracks of a store are analysed."""
    needed = store.features.served(groups.of(groups.NEEDED))
    return Coverage(analysed=store.features.analysed_count(needed), tracks=store.library.tracks())


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


def _stopped(job: JobContext) -> bool:
    """Whether the job was asked to stop."""
    try:
        job.check()
    except JobCancelled:
        return True
    return False


def informative_order(wanted: Sequence[TrackId], table: TrackTable) -> list[TrackId]:
    """One track of every album before a second one of any: the first minutes then cover the whole collection.

    Within a round the order is a fixed hash of the id, so that artists come mixed and a resumed run goes on alike.
    """
    if not wanted:
        return []
    ids = np.asarray(wanted, np.int64)
    places = np.searchsorted(table.ids, ids)
    albums = table.album[np.minimum(places, len(table) - 1)] if len(table) else np.full(len(ids), -1, np.int32)
    mixed = (ids.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)  # Fibonacci hashing
    order = np.lexsort((mixed, albums))
    seen: dict[int, int] = {}
    turn = np.zeros(len(ids), np.int64)
    for place in order:
        album = int(albums[place])
        turn[place] = 0 if album < 0 else seen.get(album, 0)
        seen[album] = seen.get(album, 0) + 1
    return [TrackId(int(ids[i])) for i in np.lexsort((mixed, turn))]


def _reason(problem: AppError) -> str:
    return problem.reason if isinstance(problem, FileRefused) else problem.message


def _cpu_s() -> float:
    """Processor time of this process and of its children that have ended, in seconds."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
