"""The library's promises at full count; the tests run the same in small.

    python -m tests.soak.library histories [--count N] [--steps N]   files and roots moved in any order (500 x 60)
    python -m tests.soak.library drives [--cycles N]                 a root that comes and goes in five ways (20)
    python -m tests.soak.library twins [--pairs N]                   near-duplicates, moved and copied (1,000 pairs)
    python -m tests.soak.library moves [--files N]                   all files moved or renamed (10,000)
    python -m tests.soak.library folder [--files N]                  one folder of many files (50,000)

Prints what it found; exits 1 where something is not as it must be.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from desktop_app.domain.jobs import QuietJob
from desktop_app.domain.records import Chosen, Ended
from desktop_app.sandbox.pool import ReaderPool
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.library import LibraryService
from desktop_app.store import Store
from tests.services import test_library_machine as machine
from tests.services import test_scan_away as drives
from tests.services import test_scan_moves as moves
from tests.services.music import album, mp3
from tests.store.helpers import START, Clock


@contextmanager
def world() -> Iterator[tuple[LibraryService, Store, Clock, Path]]:
    """A library without music, in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="undersong-soak-") as place:
        folder, clock, readers = Path(place), Clock(), ReaderPool(2)
        try:
            with Store.open(folder / "data", write=True, clock=clock) as store:
                yield LibraryService(store, readers, ChangeFeed()), store, clock, folder
        finally:
            readers.close()


def histories(count: int, steps: int) -> None:
    """Random histories of files, folders and roots."""
    try:
        run_state_machine_as_test(
            machine.Library,
            settings=settings(
                max_examples=count,
                stateful_step_count=steps,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                database=None,
            ),
        )
    finally:
        machine.end_readers()


def come_and_go(cycles: int) -> None:
    """Roots that are missing in five ways."""
    for way in drives.WAYS:
        with world() as (library, store, clock, folder), pytest.MonkeyPatch.context() as patch:
            drives.come_and_go(library, store, clock, folder, patch, way, cycles)
        print(f"{way}: {cycles} times away and back, nothing lost")


def twins(pairs: int) -> None:
    """Near-duplicates."""
    with world() as (library, store, _, folder):
        moves.near_duplicates(library, store, folder, pairs)
    print(f"{pairs} pairs, swapped and copied: 0 wrong joins")


def move_all(files: int) -> None:
    """Every file moved: across roots, in letter case, in normal form, or with the whole tree."""
    with world() as (library, store, _, folder):
        first, second = folder / "Möwe", folder / "two"
        second.mkdir()
        for n in range(files // 20):
            album(first / f"Älbum {n}", 20)
        begun = time.perf_counter()
        library.scan([first, second], QuietJob())
        print(f"{files} files scanned in {time.perf_counter() - begun:.1f} s")
        before = {}
        for path in sorted(first.rglob("*.mp3")):
            (track,) = store.tracks.by_path(os.fsencode(path))
            before[path] = track.id
        for track in list(before.values())[::7]:
            store.listens.add(track, START, 0, 180_000, 180_000, Ended.FINISHED, None, Chosen.HAND)
        plays = {track: store.tracks.rows([track])[0].plays for track in before.values()}
        where = {}
        for n, old in enumerate(sorted(first.iterdir())):
            name = [old.name.upper(), unicodedata.normalize("NFD", old.name), f"moved {n}", old.name][n % 4]
            target = (second if n % 4 == 2 else first) / name
            old.rename(target)
            for path in target.iterdir():
                new = path.rename(path.with_name(f"new {path.name}")) if n % 4 == 3 else path
                where[first / old.name / path.name] = new
        begun = time.perf_counter()
        report = library.scan(None, QuietJob())
        print(f"all moved or renamed: scanned in {time.perf_counter() - begun:.1f} s")
        kept = 0
        for path, track in before.items():
            (found,) = store.tracks.by_path(os.fsencode(where[path]))
            kept += found.id == track and found.plays == plays[track]
        print(f"{kept} of {len(before)} keep their history, {report.new} new, {report.away} away")
        if kept != len(before) or report.new or report.away or report.problems:
            raise AssertionError("not all files kept their history")


def one_folder(files: int) -> None:
    """A folder of very many files."""
    with world() as (library, _, _, folder):
        music = folder / "music"
        music.mkdir()
        for n in range(files):
            (music / f"{n}.mp3").write_bytes(mp3(n, 3))
        for wanted in (files, 0):
            begun = time.perf_counter()
            report = library.scan([music], QuietJob())
            print(f"{files} files in one folder: scanned in {time.perf_counter() - begun:.1f} s, {report.new} new")
            if report.new != wanted or report.tracks != files:
                raise AssertionError("not all files are in")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_subparsers(dest="what", required=True)
    histories_of = what.add_parser("histories")
    histories_of.add_argument("--count", type=int, default=500)
    histories_of.add_argument("--steps", type=int, default=60)
    for name, option, count in (
        ("drives", "--cycles", 20),
        ("twins", "--pairs", 1000),
        ("moves", "--files", 10_000),
        ("folder", "--files", 50_000),
    ):
        what.add_parser(name).add_argument(option, type=int, default=count, dest="count")
    chosen = parser.parse_args()
    try:
        if chosen.what == "histories":
            histories(chosen.count, chosen.steps)
        else:
            run = {"drives": come_and_go, "twins": twins, "moves": move_all, "folder": one_folder}[chosen.what]
            run(chosen.count)
    except AssertionError as problem:
        print("NOT AS IT MUST BE:", problem)
        sys.exit(1)


if __name__ == "__main__":
    main()
