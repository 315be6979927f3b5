"""The models obey Qt's rules, fetch only what is looked at, and stay quick with 100,000 rows."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Track
from desktop_app.ui.components.track_list import TrackList
from desktop_app.ui.desk import Desk
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.models.cache import TrackCache
from desktop_app.ui.models.mix import MixModel, MixRole, short_reason
from desktop_app.ui.models.queue import QueueModel, QueueRole
from desktop_app.ui.models.tracks import PAGE, TrackRole, TrackTableModel
from desktop_app.ui.widgets import roles
from tests.ui.fakes import FakeServices, make_tracks

TITLE = 1  # the column


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[JobRunner]:
    made = JobRunner(threads=2)
    yield made
    made.shutdown()


class Source:
    """Rows from memory; counts what it was asked."""

    def __init__(self, tracks: Sequence[Track]) -> None:
        self.tracks = {int(track.id): track for track in tracks}
        self.calls: list[list[int]] = []
        self.threads: set[int] = set()

    def rows(self, ids: Sequence[int]) -> list[Track]:
        self.calls.append(list(ids))
        self.threads.add(threading.get_ident())
        return [self.tracks[i] for i in ids if i in self.tracks]


def ids(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def test_the_track_table_obeys_qt(runner: JobRunner, qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    source = Source(make_tracks(300))
    model = TrackTableModel(TrackCache(source.rows, runner))
    model.set_ids(np.arange(1, 301))
    qtmodeltester.check(model)
    qtbot.waitUntil(lambda: model.track_at(0) is not None)
    qtmodeltester.check(model)
    model.set_ids(ids(3, 2, 1))
    qtmodeltester.check(model)
    assert model.rowCount() == 3


def test_a_row_is_empty_first_then_filled_and_fetched_with_its_page(runner: JobRunner, qtbot: QtBot) -> None:
    source = Source(make_tracks(1000))
    model = TrackTableModel(TrackCache(source.rows, runner))
    model.set_ids(np.arange(1000, 0, -1))
    cell = model.index(500, TITLE)
    assert model.data(cell) == ""
    with qtbot.waitSignal(model.dataChanged):
        pass
    assert model.data(cell) == source.tracks[500].title
    assert model.data(cell, TrackRole.TRACK) == source.tracks[500]
    assert len(source.calls) == 1 and len(source.calls[0]) == PAGE
    assert threading.get_ident() not in source.threads


def test_a_track_that_is_gone_is_not_asked_for_again(runner: JobRunner, qtbot: QtBot) -> None:
    source = Source(make_tracks(3))
    model = TrackTableModel(TrackCache(source.rows, runner))
    model.set_ids(ids(1, 99))
    with qtbot.waitSignal(model.dataChanged):
        model.data(model.index(1, TITLE))
    for _ in range(5):
        assert model.data(model.index(1, TITLE)) == ""
    qtbot.waitUntil(lambda: not runner.busy)
    assert len(source.calls) == 1


def test_changed_rows_are_shown_as_they_were_until_the_new_ones_come(runner: JobRunner, qtbot: QtBot) -> None:
    source = Source(make_tracks(5))
    cache = TrackCache(source.rows, runner)
    model = TrackTableModel(cache)
    model.set_ids(ids(1, 2))
    with qtbot.waitSignal(model.dataChanged):
        model.track_at(0)
    before = model.data(model.index(0, TITLE))
    from dataclasses import replace

    source.tracks[1] = replace(source.tracks[1], title="Renamed")
    with qtbot.waitSignal(model.dataChanged):
        cache.invalidate()
    assert model.data(model.index(0, TITLE)) == before
    qtbot.waitUntil(lambda: model.data(model.index(0, TITLE)) == "Renamed")


def test_only_the_newest_requests_are_fetched_when_a_list_is_dragged_past(runner: JobRunner, qtbot: QtBot) -> None:
    source = Source(make_tracks(1))
    cache = TrackCache(source.rows, runner)
    model = TrackTableModel(cache)
    model.set_ids(np.arange(1, 100_001))
    for row in range(0, 100_000, PAGE):
        model.data(model.index(row, TITLE))
    qtbot.waitUntil(lambda: bool(source.calls) and not runner.busy)
    assert len(source.calls) <= 8
    assert max(source.calls[0]) == 100_000


def test_what_plays_is_marked_and_the_mark_moves(runner: JobRunner, qtbot: QtBot) -> None:
    model = TrackTableModel(TrackCache(Source(make_tracks(4)).rows, runner))
    model.set_ids(ids(4, 3, 2))
    model.set_playing(TrackId(3))
    assert [model.data(model.index(row, 0), roles.PLAYING) for row in range(3)] == [False, True, False]
    with qtbot.waitSignals([model.dataChanged, model.dataChanged]):
        model.set_playing(TrackId(2))
    assert [model.data(model.index(row, 0), roles.PLAYING) for row in range(3)] == [False, False, True]


def test_a_hundred_thousand_rows_scroll_without_a_stutter(
    make_a_desk: Callable[[FakeServices], Desk], qtbot: QtBot
) -> None:
    """No step of a drag from top to bottom costs the UI thread 100 ms, of its own time so that load does not count."""
    services = FakeServices(100_000)
    view = TrackList(make_a_desk(services), name="All tracks")
    qtbot.addWidget(view)
    view.resize(1000, 700)
    view.set_ids(np.arange(1, 100_001))
    view.show()
    qtbot.waitUntil(lambda: view.tracks.track_at(0) is not None)
    bar = view.verticalScrollBar()
    worst = 0.0
    for step in range(100):
        began = time.thread_time()
        bar.setValue(bar.maximum() * step // 99)
        view.viewport().repaint()
        QCoreApplication.processEvents()
        worst = max(worst, time.thread_time() - began)
    last = services.library.tracks[-1].title
    qtbot.waitUntil(lambda: view.tracks.data(view.tracks.index(99_999, TITLE)) == last)
    assert worst < 0.1, f"{worst * 1000:.0f} ms"


def test_the_mix_model_obeys_qt_and_says_why(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    services = FakeServices()
    model = MixModel()
    qtmodeltester.check(model)
    mix = services.recommend.mix("for-you")
    model.set_mix(mix)
    qtmodeltester.check(model)
    first = model.index(0)
    assert model.data(first, MixRole.ITEM) == mix.items[0]
    assert model.data(first, roles.REASON) == short_reason(mix.items[0])
    assert any("Close to" in str(model.data(model.index(row), roles.REASON)) for row in range(25))
    assert mix.items[0].track.artist in str(model.data(first, Qt.ItemDataRole.AccessibleTextRole))
    model.set_playing(mix.items[2].track.id)
    assert [row for row in range(25) if model.data(model.index(row), roles.PLAYING)] == [2]


def test_the_queue_model_obeys_qt_and_marks_places(runner: JobRunner, qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    model = QueueModel(TrackCache(Source(make_tracks(5)).rows, runner))
    model.set_queue([TrackId(2), TrackId(2), TrackId(3)], 1)
    qtmodeltester.check(model)
    qtbot.waitUntil(lambda: model.track_at(2) is not None)
    assert [model.data(model.index(row), roles.PLAYING) for row in range(3)] == [False, True, False]
    assert [model.data(model.index(row), QueueRole.PLAYED) for row in range(3)] == [True, False, False]
    with qtbot.assertNotEmitted(model.modelReset):
        model.set_queue([TrackId(2), TrackId(2), TrackId(3)], 2)
    assert model.current == 2
    model.set_queue([], -1)
    qtmodeltester.check(model)
