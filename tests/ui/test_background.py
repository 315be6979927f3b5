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


@pytest.fixture
def background(services: FakeServices, qtbot: QtBot) -> Iterator[Background]:
    runner = JobRunner(threads=1, name="long")
    yield Background(services.library, services.analysis, runner)
    runner.shutdown()


def idle(background: Background) -> bool:
    return background.status == Status()


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
