"""Jobs run off the UI thread, and what they report arrives on it."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread
from pytestqt.qtbot import QtBot

from desktop_app.domain.jobs import JobContext, Progress
from desktop_app.ui.jobs import JobRunner, Latest, Runners


@pytest.fixture
def runner(qapp: QCoreApplication) -> Iterator[JobRunner]:
    made = JobRunner(threads=2)
    yield made
    made.shutdown()


def test_a_result_arrives_on_the_ui_thread_and_the_work_ran_on_another(runner: JobRunner, qtbot: QtBot) -> None:
    seen: list[tuple[int, object]] = []
    runner.submit(lambda job: threading.get_ident(), lambda value: seen.append((threading.get_ident(), value)))
    qtbot.waitUntil(lambda: bool(seen))
    delivered, worked = seen[0]
    assert delivered == threading.get_ident() != worked
    assert QThread.currentThread() is QCoreApplication.instance().thread()
    assert not runner.busy


def test_an_error_goes_to_its_handler_or_else_to_the_signal(runner: JobRunner, qtbot: QtBot) -> None:
    def fail(job: JobContext) -> None:
        raise ValueError("no")

    errors: list[Exception] = []
    runner.submit(fail, on_error=errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert str(errors[0]) == "no"
    with qtbot.waitSignal(runner.failed) as signal:
        runner.submit(fail)
    assert isinstance(signal.args[0], ValueError)


def test_a_cancelled_job_delivers_nothing_but_its_end(runner: JobRunner, qtbot: QtBot) -> None:
    started, go = threading.Event(), threading.Event()
    told: list[str] = []

    def work(job: JobContext) -> str:
        started.set()
        go.wait(5)
        job.report(Progress("late", 1))
        return "finished all the same"

    job = runner.submit(
        work,
        lambda _: told.append("done"),
        lambda _: told.append("error"),
        lambda _: told.append("progress"),
        on_cancelled=lambda: told.append("cancelled"),
    )
    assert started.wait(5)
    job.cancel()
    go.set()
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["cancelled"]


def test_check_stops_the_work(runner: JobRunner, qtbot: QtBot) -> None:
    started, turns, ended = threading.Event(), [0], []

    def work(job: JobContext) -> None:
        while turns[0] < 10_000_000:
            started.set()
            job.check()
            turns[0] += 1

    job = runner.submit(work, on_cancelled=lambda: ended.append(True))
    assert started.wait(5)
    job.cancel()
    qtbot.waitUntil(lambda: bool(ended))
    assert turns[0] < 10_000_000


def test_reports_are_thinned_but_the_last_and_each_new_stage_pass(qtbot: QtBot) -> None:
    now = [0.0]
    runner = JobRunner(threads=1, clock=lambda: now[0])
    heard: list[Progress] = []
    ends: list[object] = []

    def work(job: JobContext) -> None:
        for done in range(1, 1001):
            now[0] += 0.001
            job.report(Progress("a", done, 1000))
        job.report(Progress("b", 1, 1000))

    runner.submit(work, ends.append, on_progress=heard.append)
    qtbot.waitUntil(lambda: bool(ends))
    runner.shutdown()
    assert 10 <= len(heard) <= 13
    assert [(p.stage, p.done) for p in heard[-2:]] == [("a", 1000), ("b", 1)]


def test_nothing_is_delivered_to_a_deleted_owner(runner: JobRunner, qtbot: QtBot) -> None:
    owner, go = QObject(), threading.Event()
    told: list[object] = []
    runner.submit(lambda job: go.wait(5), told.append, owner=owner)
    import shiboken6

    shiboken6.delete(owner)
    go.set()
    qtbot.waitUntil(lambda: not runner.busy)
    assert told == []


def test_the_newest_request_wins(runner: JobRunner, qtbot: QtBot) -> None:
    gates = [threading.Event() for _ in range(3)]
    told: list[int] = []
    latest = Latest(runner)

    def ask(number: int) -> None:
        def work(job: JobContext) -> int:
            gates[number].wait(5)
            return number

        latest.submit(work, told.append)

    for number in range(3):
        ask(number)
    for gate in gates:
        gate.set()
    qtbot.waitUntil(lambda: not runner.busy)
    assert told == [2]


def test_one_thread_keeps_the_order(qtbot: QtBot) -> None:
    runner = JobRunner(threads=1)
    order: list[int] = []
    for number in range(50):
        runner.submit(lambda job, n=number: order.append(n))
    qtbot.waitUntil(lambda: not runner.busy)
    runner.shutdown()
    assert order == list(range(50))


def test_shutdown_waits_for_the_threads_and_silences_them(qtbot: QtBot) -> None:
    runners = Runners()
    started, told, wrote = threading.Event(), [], []

    def endless(job: JobContext) -> None:
        started.set()
        while True:
            job.check()

    runners.long.submit(endless, told.append, on_cancelled=lambda: told.append("cancelled"))
    assert started.wait(5)
    for number in range(5):
        runners.writes.submit(lambda job, n=number: wrote.append(n))
    runners.shutdown()
    assert wrote == [0, 1, 2, 3, 4], "what the person did is written before the end"
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("long", "writes", "reads"))]
    QCoreApplication.processEvents()
    assert told == []
    assert runners.reads.submit(lambda job: told.append("late")).cancelled
