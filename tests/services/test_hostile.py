"""Everything hostile at once, through the whole of a scan, of playback and of analysis: what counts is what a person
has at the end, and what no process ever did. The large runs of the same: python -m tests.soak.hostile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from desktop_app.audio import groups
from desktop_app.domain.jobs import QuietJob
from desktop_app.domain.records import Changes
from desktop_app.sandbox import seccomp
from desktop_app.sandbox.files import open_regular
from desktop_app.services import Services
from desktop_app.store import MAX_TRIES, file_signature
from tests import faulty, hostile, oracle
from tests.audio import sounds
from tests.soak import hostile as soak

ROOT = Path(__file__).resolve().parents[2]
needs_witness = pytest.mark.skipif(not oracle.available(), reason="strace is not installed")
needs_wall = pytest.mark.skipif(not seccomp.supported(), reason="this system has no system call filter")


def test_the_whole_set_beside_as_many_healthy_files(tmp_path: Path) -> None:
    every = hostile.write_set(tmp_path)
    assert len(every.healthy) >= len(every.hostile)
    with soak.services(tmp_path / "data") as opened, soak.watching_children() as watched:
        report, wrong = soak.scan(opened, every.root, every.healthy)
        assert wrong == []
        again = opened.library.scan(None, QuietJob())
    assert (again.new, again.changed, again.found) == (0, 0, report.found)
    assert not [refusal for refusal in report.refused if "ended the reader" in refusal.reason]
    assert 0 < watched.memory_kb < soak.MEMORY_KB
    refused = {os.path.basename(refusal.path) for refusal in (*report.refused, *report.unlisted)}  # noqa: PTH119
    assert refused >= {b"fifo.mp3", b"socket.mp3", b"zero.mp3", b"dangling.mp3", b"elsewhere.mp3", b"no samples.wav"}
    assert not [name for name in refused if name.startswith(b"healthy")]


@pytest.mark.parametrize("first_seed", [0, 100_000])
def test_mutated_files_of_eight_formats(tmp_path: Path, first_seed: int) -> None:
    files = hostile.base(tmp_path / "base")
    assert len(files) == 8
    root = tmp_path / "root"
    root.mkdir()
    healthy = []
    for name, data in hostile.mutations(files, 120, first_seed):
        (root / name).write_bytes(data)
        healthy.append(os.fsencode(hostile.healthy(root / f"healthy {name}.flac", first_seed + len(healthy))))
    with soak.services(tmp_path / "data") as opened, soak.watching_children() as watched:
        report, wrong = soak.scan(opened, root, healthy)
    assert wrong == []
    assert report.found == 240
    assert watched.memory_kb < soak.MEMORY_KB


def test_the_file_system_set_takes_no_time_and_each_entry_has_its_reason(tmp_path: Path) -> None:
    files = hostile.base(tmp_path / "base")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "canary.wav").write_bytes(files["wav"])
    names, entries = hostile.file_system(tmp_path / "root", files["mp3"], tmp_path / "outside")
    many = tmp_path / "root" / "many"
    many.mkdir()
    for number in range(2000):
        (many / f"{number}.txt").touch()
    with soak.services(tmp_path / "data") as opened:
        opened.library.scan([tmp_path / "outside" / "canary.wav"], QuietJob())  # no folder: it only wakes the readers
        begun = time.monotonic()
        report, wrong = soak.scan(opened, tmp_path / "root", names)
        took = time.monotonic() - begun
        paths = {name: opened.library.find(os.fsdecode(name), Path("/")).path for name in names}
    assert wrong == []
    assert took < 5
    told = {refusal.path: refusal.reason for refusal in (*report.refused, *report.unlisted)}
    assert set(entries) <= set(told)
    assert all(paths[name] == name or Path(os.fsdecode(paths[name])).is_file() for name in names)
    assert any("deep" in reason or "long" in reason for reason in told.values()), "what lies too deep is told"
    assert not [path for path in told if path.endswith((b"/loop", b"/folder.mp3"))]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_told(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "closed").mkdir(parents=True)
    hostile.healthy(root / "open.flac", 1)
    hostile.healthy(root / "closed.flac", 2).chmod(0)
    (root / "closed").chmod(0)
    try:
        with soak.services(tmp_path / "data") as opened:
            report, wrong = soak.scan(opened, root, [os.fsencode(root / "open.flac")])
    finally:
        (root / "closed").chmod(0o755)
    assert wrong == []
    assert {refusal.path for refusal in (*report.refused, *report.unlisted)} == {
        os.fsencode(root / "closed.flac"),
        os.fsencode(root / "closed"),
    }


_AFTER = """
import sys
from pathlib import Path
from desktop_app.domain.jobs import QuietJob
from tests.soak import hostile as soak
with soak.services(Path(sys.argv[1])) as opened:
    for step in opened.after_reading():
        print(step(QuietJob()))
"""


@needs_witness
def test_nothing_else_is_opened_no_network_touched_and_no_name_shown(tmp_path: Path) -> None:
    """A scan with all that follows it, as a command under a witness; then the same files played and analysed."""
    root, outside = tmp_path / "root", tmp_path / "outside"
    files = hostile.base(tmp_path / "base")
    outside.mkdir()
    for name in ("canary.wav", "canary.png", "canary.txt"):
        (outside / name).write_bytes(files["wav"])
    for place in ("C", "E", "D", "names"):
        (root / place).mkdir(parents=True)
        (root / place / "canary.dat").write_bytes(files["wav"])
        hostile.healthy(root / place / "healthy.flac", len(place), seconds=1.5)
    named = str(outside / "canary.wav")
    for name, data in hostile.disguised(named, "canary.dat"):
        (root / "C" / name).write_bytes(data)
    for name, data in hostile.strings(files["mp3"], named):
        (root / "E" / name).write_bytes(data)
    for name, data in hostile.pictures(named).items():
        (root / "D" / f"{name}.flac").write_bytes(hostile.with_picture(files["flac"], data))
        (root / "D" / name).mkdir()
        (root / "D" / name / "cover.jpg").write_bytes(data)
        hostile.healthy(root / "D" / name / "healthy.flac", 100 + len(name))
    hostile.file_system(root / "names", files["mp3"], outside)
    scan = ["-m", "desktop_app", "--data-dir", str(tmp_path / "data"), "scan", str(root), "--json"]
    runs = [oracle.witness(scan, tmp_path / "scan.trace")]
    runs.append(oracle.witness(["-c", _AFTER, str(tmp_path / "data")], tmp_path / "after.trace"))
    runs.append(oracle.witness(["-m", "tests.soak.hostile", "hear", str(root / "C")], tmp_path / "hear.trace"))
    for done, seen in runs:
        assert done.returncode == 0, done.stderr
        assert seen.opened, "the witness saw the run"
        assert seen.opened_with(b"canary.dat") == []
        assert seen.opened_with(os.fsencode(outside) + b"/") == []
        assert seen.inet() == []
        helpers = [line for line in seen.started if b"--role" in line]
        assert helpers, "the witness saw the helpers start"
        assert [line for line in helpers if os.fsencode(root) in line or b".mp3" in line or b".flac" in line] == []
    played = [line for line in runs[2][0].stdout.splitlines() if "played" in line or "analysed" in line]
    assert [line.partition(":")[0] for line in played] == [repr(os.fsencode(root / "C" / "healthy.flac"))]


@needs_wall
@pytest.mark.parametrize("fault", faulty.FAULTS)
def test_a_reader_that_does_wrong_costs_the_file_that_made_it_so(tmp_path: Path, fault: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    poisoned = root / "5 bad.mp3"
    poisoned.write_bytes(faulty.content(fault))
    healthy = [os.fsencode(hostile.healthy(root / f"{number} good.flac", number)) for number in range(12)]
    before = set(Path.cwd().glob("core*"))
    with soak.faulty_readers(timeout_s=3.0), soak.services(tmp_path / "data") as opened:
        report, wrong = soak.scan(opened, root, healthy)
        again = opened.library.scan(None, QuietJob())
    assert wrong == []
    assert [refusal.path for refusal in report.refused] == [os.fsencode(poisoned)]
    assert "twice" in report.refused[0].reason
    assert again.refused == report.refused
    assert set(Path.cwd().glob("core*")) == before


_SCAN = """
import sys
from pathlib import Path
from desktop_app.domain.jobs import QuietJob
from tests.soak import hostile as soak
with soak.faulty_readers(timeout_s=600), soak.services(Path(sys.argv[1])) as opened:
    print("begun", flush=True)
    opened.library.scan([Path(sys.argv[2])], QuietJob())
"""


@needs_wall
def test_tries_are_counted_before_they_begin_also_over_a_program_that_is_killed(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    hangs = root / "hangs.mp3"
    hangs.write_bytes(faulty.content("hang"))
    hostile.healthy(root / "good.flac", 1)
    fd, stamp = open_regular(os.fsencode(hangs))
    os.close(fd)
    signature = file_signature("tags", stamp)
    for _ in range(MAX_TRIES):
        program = subprocess.Popen(
            [sys.executable, "-c", _SCAN, str(tmp_path / "data"), str(root)],
            cwd=ROOT, stdout=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        assert program.stdout is not None
        with program.stdout:
            program.stdout.readline()
            reader = _hanging_child(program.pid)
            program.send_signal(signal.SIGKILL)
            program.wait()
        _gone(reader)
    with soak.faulty_readers(timeout_s=600), soak.services(tmp_path / "data") as opened:
        begun = time.monotonic()
        report = opened.library.scan([root], QuietJob())
        assert time.monotonic() - begun < 60, "it is not tried a third time, or this would hang"
        assert [refusal.path for refusal in report.refused] == [os.fsencode(hangs)]
        assert report.tracks == 1
        state = opened._store.attempts.state(signature)
        assert state is not None and state.reason
        hangs.write_bytes(faulty.content("exit", 2))  # it changes, so it is tried again
        assert opened.library.scan([root], QuietJob()).refused[0].reason == report.refused[0].reason
        hangs.write_bytes(Path(os.fsdecode(hostile.healthy(root / "good.flac", 1))).read_bytes())
        assert opened.library.scan([root], QuietJob()).refused == ()


def _hanging_child(program: int) -> int:
    """The reader of a program, once it sleeps in `time.sleep` over its file."""
    for _ in range(600):
        for child in Path(f"/proc/{program}/task/{program}/children").read_text().split() + _children(program):
            try:
                call = Path(f"/proc/{child}/syscall").read_text().split()
            except OSError:
                continue
            if call and call[0] in ("230", "35", "115"):  # clock_nanosleep, nanosleep
                return int(child)
        time.sleep(0.05)
    raise AssertionError("no reader hangs")


def _children(program: int) -> list[str]:
    found: list[str] = []
    for task in Path(f"/proc/{program}/task").glob("*/children"):
        found += task.read_text().split()
    return found


def _gone(process: int) -> None:
    """A child whose parent was killed ends at the end of file; one that hangs is ended here."""
    os.kill(process, signal.SIGKILL)
    for _ in range(200):
        if not Path(f"/proc/{process}").exists():
            return
        time.sleep(0.02)


@needs_wall
@pytest.mark.parametrize("quick", [False, True], ids=["whole", "excerpts-first"])
def test_analysis_loses_only_what_does_wrong_and_tries_it_twice(tmp_path: Path, quick: bool) -> None:
    faults = (*faulty.ENDS, "hang")
    root = tmp_path / "root"
    root.mkdir()
    for number in range(8):
        hostile.healthy(root / f"{number}.flac", number, seconds=1.5)
    for number, fault in enumerate(faults, 100):
        hostile.healthy(root / f"decode {fault}.flac", number, seconds=1.5)
    passes = soak.excerpts_first() if quick else nullcontext()
    with passes, soak.faulty_readers(timeout_s=6.0), soak.services(tmp_path / "data") as opened:
        assert opened.library.scan([root], QuietJob()).refused == ()
        report = opened.analysis.run(QuietJob())
        again = opened.analysis.run(QuietJob())
        coverage = opened.analysis.coverage()
    assert report.analysed == 8
    assert {os.path.basename(refusal.path) for refusal in report.failed} == {  # noqa: PTH119
        f"decode {fault}.flac".encode() for fault in faults
    }
    assert all(soak.understandable(refusal.reason) for refusal in report.failed)
    assert (again.analysed, again.failed) == (0, ())
    assert (coverage.analysed, coverage.set_aside, coverage.excerpts) == (8, len(faults), 0)


def test_a_header_that_lies_about_the_length_is_believed_until_the_track_was_heard(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    data = sounds.encode(tmp_path / "a.mp3", sounds.music(12), "mp3").read_bytes()
    place = data.index(b"Info") + 8  # the number of frames in its Xing header
    frames = int.from_bytes(data[place : place + 4], "big")
    (root / "a.mp3").write_bytes(data[:place] + (frames * 20).to_bytes(4, "big") + data[place + 4 :])
    flac = sounds.encode(tmp_path / "b.flac", sounds.music(12, root_hz=300.0), "flac").read_bytes()
    (root / "b.flac").write_bytes(flac[:22] + (12 * 44_100 // 4).to_bytes(4, "big") + flac[26:])  # its samples
    sheet = 'FILE "c.flac" WAVE\n' + "".join(
        f'TRACK 0{number} AUDIO\n TITLE "Part {number}"\n INDEX 01 {place}\n'
        for number, place in ((1, "00:00:00"), (2, "00:05:00"), (3, "00:30:00"))
    )
    whole = sounds.encode(tmp_path / "c.flac", sounds.music(12, root_hz=150.0), "flac").read_bytes()
    (root / "c.flac").write_bytes(whole[:22] + (60 * 44_100).to_bytes(4, "big") + whole[26:])
    (root / "c.cue").write_text(sheet)
    told: list[Changes] = []
    with soak.services(tmp_path / "data") as opened:
        opened.library.scan([root], QuietJob())
        before = _lengths(opened)
        end = opened.changes.subscribe(told.append)
        report = opened.analysis.run(QuietJob())
        end()
        after = _lengths(opened)
        opened.library.scan(None, QuietJob())
        assert _lengths(opened) == after
    assert before["a"] == pytest.approx(240_000, abs=2_000) and before["b"] == 3_000
    assert (before["Part 1"], before["Part 2"], before["Part 3"]) == (5_000, 25_000, 30_000)
    assert after["a"] == pytest.approx(12_000, abs=100) and after["b"] == 12_000
    assert (after["Part 1"], after["Part 2"], after["Part 3"]) == (5_000, 7_000, 30_000)
    assert [refusal.reason for refusal in report.failed] == ["it holds no sound that can be decoded"]  # part 3
    assert any(change.tracks for change in told)


def _lengths(opened: Services) -> dict[str, int | None]:
    return {row.title: row.duration_ms for row in opened._store.tracks.rows(opened._store.tracks.ids())}


def test_what_is_no_sound_is_set_aside_or_silent_and_changes_no_list(tmp_path: Path) -> None:
    """NaN, infinity, silence, constants, headers that make no sense, one sample: scanned and heard as others are."""
    for number in range(10):
        hostile.healthy(tmp_path / f"{number}.flac", number, seconds=2.0)
    (tmp_path / "bad").mkdir()
    for name, data in hostile.audio():
        (tmp_path / "bad" / name).write_bytes(data)
    (tmp_path / "good").mkdir()
    for path in tmp_path.glob("*.flac"):
        path.rename(tmp_path / "good" / path.name)
    now = datetime(2026, 11, 20, 20, tzinfo=UTC)
    with Services.open(tmp_path / "data", write=True, clock=lambda: now, output="null") as opened:
        opened.library.scan([tmp_path / "good"], QuietJob())
        assert opened.analysis.run(QuietJob()).analysed == 10
        opened.library.scan([tmp_path / "bad"], QuietJob())
        before = _lists(opened)
        report = opened.analysis.run(QuietJob())
        after = _lists(opened)
        coverage = opened.analysis.coverage()
        stored = opened._store._db.all("SELECT data FROM derived.feature")
        ids = opened._store.features.table({"timbre": groups.VERSIONS["timbre"]}).ids
    assert all(soak.understandable(refusal.reason) for refusal in report.failed)
    refused = {os.path.basename(refusal.path) for refusal in report.failed}  # noqa: PTH119
    assert refused >= {b"one sample.wav", b"a millisecond.wav"}
    assert coverage.tracks > 10 and coverage.analysed + coverage.set_aside == coverage.tracks
    assert all(np.isfinite(np.frombuffer(data, "<f4")).all() for (data,) in stored)
    assert len(ids) == 10, "silence has no place among the sounds"
    assert before == after


def _lists(opened: Services) -> list[list[tuple[int, float]]]:
    found = []
    for mode in ("for-you", "explore", "mood:calm", "mood:energetic"):
        for rng in range(3):
            mix = opened.recommend.mix(mode, count=8, rng=rng)
            found.append([(item.track.id, item.pick.score) for item in mix.items])
    return found
