"""Scans and analysis in turn: what starts, what waits, what survives a pause."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.domain.errors import StorageFull
from desktop_app.domain.jobs import JobContext
from desktop_app.domain.records import ScanReport
from desktop_app.ui.background import Background, Status
from desktop_app.ui.jobs import JobRunner
from tests.ui.fakes import FakeServices


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


class Tidying:
    """Steps that note their turn; the gate holds back the second."""

    def __init__(self) -> None:
        self.turns: list[str] = []
        self.gate: threading.Event | None = None

    def covers(self, job: JobContext) -> int:
        self.turns.append("covers")
        return 0

    def keys(self, job: JobContext) -> None:
        while self.gate is not None and not self.gate.wait(0.01):
            job.check()
        self.turns.append("keys")


@pytest.fixture
def tidying() -> Tidying:
    return Tidying()


@pytest.fixture
def background(services: FakeServices, tidying: Tidying, qtbot: QtBot) -> Iterator[Background]:
    runner, quiet = JobRunner(threads=1, name="long"), JobRunner(threads=1, name="quiet")
    one = Background(
        services.library,
        services.analysis,
        runner,
        quiet=quiet,
        tidy=(tidying.covers, tidying.keys),
        watching=services.watching,
    )
    yield one
    one.close()
    runner.shutdown()
    quiet.shutdown()


def idle(background: Background) -> bool:
    return background.status == Status() and background._quiet_job is None


def due(services: FakeServices, *folders: bytes) -> None:
    """The watch found these changed; on a thread of its own, as in life."""
    assert services.watching.due is not None
    thread = threading.Thread(target=services.watching.due, args=(list(folders),))
    thread.start()
    thread.join()


def test_start_scans_all_folders_and_then_analyses(
    services: FakeServices, background: Background, qtbot: QtBot
) -> None:
    stages: list[str] = []
    background.status_changed.connect(lambda status: stages.append(status.stage))
    with qtbot.waitSignals([background.scanned, background.analysed], order="strict"):
        background.start()
    qtbot.waitUntil(lambda: idle(background))
    assert services.library.scans == [None]
    assert services.analysis.runs == 1
    assert list(dict.fromkeys(stages)) == ["scan", "analyse", "idle"]
    assert services.analysis.coverage().analysed == len(services.library.tracks)


def test_new_folders_go_before_a_running_analysis_which_then_goes_on(
    services: FakeServices, background: Background, qtbot: QtBot
) -> None:
    services.analysis.gate = threading.Event()
    background.start()
    qtbot.waitUntil(lambda: background.status.stage == "analyse" and services.analysis.runs == 1)
    background.add([Path("/new")])
    with qtbot.waitSignal(background.scanned):
        pass
    assert services.library.scans[-1] == [Path("/new")]
    services.analysis.gate.set()
    qtbot.waitUntil(lambda: idle(background))
    assert services.analysis.runs == 2


def test_a_pause_stops_and_resume_goes_on(services: FakeServices, background: Background, qtbot: QtBot) -> None:
    services.library.gate = threading.Event()
    background.start()
    qtbot.waitUntil(lambda: services.library.scans == [None])
    background.pause()
    assert background.status.paused
    qtbot.waitUntil(lambda: background._job is None)
    assert background.status.paused and background.status.stage == "scan"
    services.library.gate.set()
    with qtbot.waitSignals([background.scanned, background.analysed]):
        background.resume()
    assert services.library.scans == [None, None]


def test_stopping_a_scan_keeps_what_was_found_and_analyses_it(
    services: FakeServices, background: Background, qtbot: QtBot
) -> None:
    services.library.gate = threading.Event()
    background.start()
    background.add([Path("/waiting")])
    qtbot.waitUntil(lambda: bool(services.library.scans))
    with qtbot.waitSignal(background.analysed):
        background.stop_scan()
    assert len(services.library.scans) == 1


def test_a_scan_that_fails_is_told_and_analysis_follows(
    services: FakeServices, background: Background, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(folders: object, job: JobContext) -> ScanReport:
        raise StorageFull("The disk is full.", remedy="Free some space.")

    monkeypatch.setattr(services.library, "scan", full)
    with qtbot.waitSignals([background.failed, background.analysed], order="strict"):
        background.start()


def test_pausing_when_nothing_runs_does_nothing(background: Background) -> None:
    background.pause()
    background.resume()
    background.stop_scan()
    assert idle(background)


def test_after_files_were_read_it_tidies_up_in_order(
    services: FakeServices, background: Background, tidying: Tidying, qtbot: QtBot
) -> None:
    background.start()
    qtbot.waitUntil(lambda: tidying.turns == ["covers", "keys"])
    qtbot.waitUntil(lambda: idle(background))
    assert services.watching.due is not None, "the folders are watched"


def test_what_the_watch_found_is_read_again_in_silence(
    services: FakeServices, background: Background, tidying: Tidying, qtbot: QtBot
) -> None:
    background.start()
    qtbot.waitUntil(lambda: idle(background) and tidying.turns == ["covers", "keys"])
    said: list[Status] = []
    scanned: list[ScanReport] = []
    background.status_changed.connect(said.append)
    background.scanned.connect(scanned.append)
    with qtbot.waitSignal(background.rescanned):
        due(services, b"/music/a", b"/music/b")
    qtbot.waitUntil(lambda: len(tidying.turns) == 4)
    qtbot.waitUntil(lambda: idle(background))
    assert services.library.rescans == [[b"/music/a", b"/music/b"]]
    assert services.watching.done == services.library.rescans
    assert said == scanned == []
    assert services.analysis.runs == 1, "nothing new, nothing to analyse"


def test_what_is_new_is_analysed(services: FakeServices, background: Background, qtbot: QtBot) -> None:
    background.start()
    qtbot.waitUntil(lambda: idle(background))
    services.library.scan_adds = [services.library.tracks[0]]
    due(services, b"/music/a")
    qtbot.waitUntil(lambda: services.analysis.runs == 2)
    qtbot.waitUntil(lambda: idle(background))


def test_a_scan_and_a_quiet_scan_never_run_at_once(
    services: FakeServices, background: Background, qtbot: QtBot
) -> None:
    services.library.gate = threading.Event()
    background.start()
    qtbot.waitUntil(lambda: services.library.scans == [None])
    due(services, b"/music/a")
    due(services, b"/music/a", b"/music/b")
    background.stop_scan()
    assert services.library.rescans == []
    qtbot.waitUntil(lambda: len(services.library.rescans) == 1)
    background.add([Path("/new")])
    services.library.gate.set()
    with qtbot.waitSignal(background.scanned):
        pass
    qtbot.waitUntil(lambda: idle(background))
    assert services.library.scans == [None, [Path("/new")]]
    assert services.library.rescans[-1] == [b"/music/a", b"/music/b"], "what stepped back for the new folder goes on"


def test_what_is_due_goes_before_tidying_which_then_goes_on(
    services: FakeServices, background: Background, tidying: Tidying, qtbot: QtBot
) -> None:
    tidying.gate = threading.Event()
    background.start()
    qtbot.waitUntil(lambda: tidying.turns == ["covers"] and background._quiet_job is not None)
    with qtbot.waitSignal(background.rescanned):
        due(services, b"/music/a")
    tidying.gate.set()
    qtbot.waitUntil(lambda: tidying.turns == ["covers", "covers", "keys"])


def test_a_pause_holds_back_the_quiet_work_too(services: FakeServices, background: Background, qtbot: QtBot) -> None:
    services.analysis.gate = threading.Event()
    background.start()
    qtbot.waitUntil(lambda: background.status.stage == "analyse" and background._quiet_job is None)
    background.pause()
    due(services, b"/music/a")
    qtbot.waitUntil(lambda: background._due == [b"/music/a"])
    assert services.library.rescans == []
    services.analysis.gate.set()
    with qtbot.waitSignal(background.rescanned):
        background.resume()


def test_the_state_of_the_watch_is_passed_on(services: FakeServices, background: Background, qtbot: QtBot) -> None:
    background.start()
    state = background.watch_state()
    assert state is not None and state.on
    with qtbot.waitSignal(background.watch_changed) as got:
        for watcher in services.watching.watchers:
            watcher(state)
    assert got.args == [state]
    background.close()
    assert services.watching.due is None and services.watching.watchers == []
