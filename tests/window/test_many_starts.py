"""However many starts at once: one window, and all others raise it and are done."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from desktop_app.sandbox.bell import address, ring
from tests.window.test_ending import start_window

STARTS = 10


@pytest.mark.window
def test_of_many_starts_at_once_one_is_the_window(tmp_path: Path) -> None:
    data = tmp_path / "data"
    started = [start_window(data) for _ in range(STARTS)]
    pause = threading.Event()
    end = time.monotonic() + 60
    while sum(process.poll() is None for process in started) > 1 and time.monotonic() < end:
        pause.wait(0.05)
    windows = [process for process in started if process.poll() is None]
    try:
        assert len(windows) == 1
        assert [process.returncode for process in started if process is not windows[0]] == [0] * (STARTS - 1)
        later = start_window(data)
        assert later.wait(20) == 0
        assert ring(address(data), []), "the first window is there and answers"
    finally:
        for process in windows:
            process.kill()
            process.wait()
    again = start_window(data)
    try:
        while not ring(address(data), []) and again.poll() is None:
            pause.wait(0.05)
        assert again.poll() is None, "after a kill the next start is not refused"
    finally:
        again.kill()
        again.wait()


def test_a_command_that_holds_the_folder_is_no_window(tmp_path: Path) -> None:
    from tests.store.helpers import open_store

    with open_store(tmp_path / "data"):
        second = start_window(tmp_path / "data")
        assert second.wait(30) == 1
