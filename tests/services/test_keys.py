"""Whole keys follow behind the scan: each file once, at once stopped, and no file holds up the others."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop_app.domain.errors import JobCancelled
from desktop_app.domain.jobs import QuietJob
from desktop_app.domain.records import Changes, ReadFile, Refusal
from desktop_app.library import client, full_keys, layout
from desktop_app.library.identity import full_key_of, key_of
from desktop_app.sandbox.channel import Channel, ChannelBroken
from desktop_app.sandbox.files import open_regular
from desktop_app.sandbox.pool import ReaderPool
from desktop_app.sandbox.process import Child
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.keys import KeyService
from desktop_app.store import Store
from tests.library import made
from tests.services.world import CountingJob, stamp_of
from tests.store.helpers import tags_of


class ThreadReaders:
    """Readers that are threads of the test; the file named `deadly` ends them, `slow` makes them wait for ever."""

    def __init__(self, deadly: str = "", slow: str = "") -> None:
        self.started = 0
        self.closed = False
        self._deadly, self._slow = deadly, slow
        self.waits = threading.Event()

    @contextmanager
    def borrow(self) -> Iterator[ThreadReaders]:
        self.started += 1
        self.channel, theirs = Channel.pair()
        thread = threading.Thread(target=self._serve, args=(theirs,))
        thread.start()
        try:
            yield self
        finally:
            self.channel.close()
            thread.join()

    def _serve(self, channel: Channel) -> None:
        try:
            while (message := channel.receive(descriptors=True)) is not None:
                name = message.body["files"][0]["path_text"]
                if self._slow and name.endswith(self._slow):
                    for fd in message.fds:
                        os.close(fd)
                    self.waits.set()
                    continue
                if self._deadly and name.endswith(self._deadly):
                    for fd in message.fds:
                        os.close(fd)
                    break
                full_keys.handle(message, channel)
        except ChannelBroken:
            assert self.waits.is_set()
        finally:
            channel.close()

    def alive(self) -> bool:
        return True

    def kill(self) -> None:
        self.channel.close()

    def close(self) -> None:
        self.closed = True


def put(store: Store, paths: list[Path]) -> None:
    root = store.library.add_root(os.fsencode(paths[0].parent))
    reads = []
    for path in paths:
        with path.open("rb") as file:
            reads.append(
                ReadFile(stamp_of(path), tags_of(path.stem), key_of(file, layout.find(file, path.stat().st_size)))
            )
    store.library.put(root, reads)


def full(path: Path) -> bytes:
    with path.open("rb") as file:
        return full_key_of(file, layout.find(file, path.stat().st_size))


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "music"
    folder.mkdir()
    return [made.write(folder / f"{number}.wav", "wav", seed=number) for number in range(5)]


@pytest.fixture
def known(store: Store, paths: list[Path]) -> list[Path]:
    put(store, paths)
    return paths


def service(store: Store, changes: ChangeFeed, readers: ThreadReaders) -> KeyService:
    return KeyService(store, changes, lambda: readers)  # type: ignore[arg-type, return-value]


def keyed(store: Store) -> int:
    return 5 - len(store.library.unkeyed(100))


def test_every_file_gets_its_key_once(store: Store, changes: ChangeFeed, known: list[Path]) -> None:
    readers = ThreadReaders()
    keys = service(store, changes, readers)
    job = CountingJob()
    report = keys.run(job)
    assert (report.made, report.split, report.failed) == (5, 0, ())
    assert readers.closed
    assert keyed(store) == 5
    assert [progress.done for progress in job.reports] == [1, 2, 3, 4, 5]
    again = ThreadReaders()
    assert service(store, changes, again).run(QuietJob()).made == 0
    assert again.started == 0


def test_a_limit_is_kept_and_the_next_run_goes_on(store: Store, changes: ChangeFeed, known: list[Path]) -> None:
    assert service(store, changes, ThreadReaders()).run(QuietJob(), limit=2).made == 2
    assert keyed(store) == 2
    assert service(store, changes, ThreadReaders()).run(QuietJob()).made == 3


def test_a_stop_in_the_middle_of_a_file_ends_it_at_once_and_keeps_what_was_made(
    store: Store, changes: ChangeFeed, known: list[Path]
) -> None:
    readers = ThreadReaders(slow="3.wav")

    class Stopped(QuietJob):
        def check(self) -> None:
            if readers.waits.is_set():
                raise JobCancelled

    with pytest.raises(JobCancelled):
        service(store, changes, readers).run(Stopped())
    assert keyed(store) == 3
    report = service(store, changes, ThreadReaders()).run(QuietJob())
    assert (report.made, report.failed) == (2, ()), "a stop says nothing against the file"


def test_a_file_that_ends_its_reader_is_tried_twice_and_costs_itself_only(
    store: Store, changes: ChangeFeed, known: list[Path]
) -> None:
    readers = ThreadReaders(deadly="1.wav")
    report = service(store, changes, readers).run(QuietJob())
    assert report.made == 4
    assert [refusal.path.rpartition(b"/")[2] for refusal in report.failed] == [b"1.wav"]
    assert readers.started == 6
    again = ThreadReaders()
    report = service(store, changes, again).run(QuietJob())
    assert (report.made, report.failed, again.started) == (0, (), 0), "not tried a third time"


def test_files_that_changed_or_went_since_the_scan_wait_for_the_next_one(
    store: Store, changes: ChangeFeed, known: list[Path]
) -> None:
    known[0].write_bytes(known[0].read_bytes() + b"more")
    known[1].unlink()
    report = service(store, changes, ThreadReaders()).run(QuietJob())
    assert (report.made, report.failed) == (3, ())
    put(store, [known[0]])
    assert service(store, changes, ThreadReaders()).run(QuietJob()).made == 1


def test_a_file_that_is_no_sound_after_all_is_named_once(store: Store, changes: ChangeFeed, known: list[Path]) -> None:
    stamp = stamp_of(known[2])
    known[2].write_bytes(bytes(stamp.size))
    os.utime(known[2], ns=(stamp.mtime_ns, stamp.mtime_ns))  # as on a drive that lies
    report = service(store, changes, ThreadReaders()).run(QuietJob())
    assert (report.made, [refusal.reason for refusal in report.failed]) == (4, ["it holds nothing but zeros"])
    assert service(store, changes, ThreadReaders()).run(QuietJob()).failed == ()


def test_two_recordings_under_one_quick_key_become_two_tracks(
    store: Store, changes: ChangeFeed, tmp_path: Path
) -> None:
    folder = tmp_path / "alike"
    folder.mkdir()
    sound = bytearray(made.noise(3, 60).tobytes())
    paths = [folder / "clean.wav", folder / "beeped.wav"]
    paths[0].write_bytes(made.wav(1, 2, made.RATE, 16, bytes(sound)))
    for place in range(10_000_000, 10_040_000):
        sound[place] ^= 0x55
    paths[1].write_bytes(made.wav(1, 2, made.RATE, 16, bytes(sound)))
    put(store, paths)
    assert store.library.counts().tracks == 1
    told: list[Changes] = []
    changes.subscribe(told.append)
    report = service(store, changes, ThreadReaders()).run(QuietJob())
    assert (report.made, report.split) == (2, 1)
    assert store.library.counts().tracks == 2
    assert told == [Changes(tracks=True)]
    assert full(paths[0]) != full(paths[1])


def test_a_real_reader_keeps_out_of_the_way_of_all_else(store: Store, changes: ChangeFeed, known: list[Path]) -> None:
    seen: list[tuple[int, int, bool]] = []

    class Readers(ReaderPool):
        def close(self) -> None:
            for child in self._idle:
                classes = subprocess.run(["ionice", "-p", str(child.pid)], capture_output=True, text=True, check=True)
                seen.append((child.pid, os.getpriority(os.PRIO_PROCESS, child.pid), "idle" in classes.stdout))
            super().close()

    assert KeyService(store, changes, lambda: Readers(1, "idle-reader")).run(QuietJob()).made == 5
    assert keyed(store) == 5
    assert [found[1:] for found in seen] == [(19, True)]
    with pytest.raises(ProcessLookupError):
        os.kill(seen[0][0], 0)


def test_nothing_that_a_sealed_reader_of_keys_meets_ends_it(tmp_path: Path) -> None:
    paths = [made.write(tmp_path / f"a.{kind}", kind) for kind in made.FORMATS]
    for number, data in enumerate(
        (
            b"",
            b"words " * 500,
            "words ".encode("utf-16") * 500,
            "wörter ".encode() * 500,
            "wörter ".encode("utf-16-be") * 500,
            b"<html>" + bytes(range(256)),
            bytes(10_000),
            b"\xff" * 10_000,
            made.id3(made.frame(b"TIT2", b"\3x")),
        )
    ):
        path = tmp_path / f"{number}.mp3"
        path.write_bytes(data)
        paths.append(path)
    child = Child.start("idle-reader")
    try:
        opened = [open_regular(os.fsencode(path)) for path in paths]
        found = list(client.full_keys(child, opened))
        for fd, _ in opened:
            os.close(fd)
    finally:
        child.close()
    made_of = found[: len(made.FORMATS)]
    assert [not isinstance(result, Refusal) and result[1] for result in made_of] == [
        full(path) for path in paths[: len(made.FORMATS)]
    ]
    assert len(found) == len(paths)
    assert sum(isinstance(result, Refusal) and bool(result.reason) for result in found) >= 6
