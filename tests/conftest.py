"""Every test leaves the process as it found it: no thread, no child process, no open file more than before."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"
"""Real music and histories, where they lie beside the checkout; tests that want them skip without."""


def children() -> set[int]:
    """Process ids of the living children of this process (Linux; empty elsewhere)."""
    found: set[int] = set()
    for task in Path("/proc/self/task").glob("*/children"):
        try:
            found.update(int(pid) for pid in task.read_text().split())
        except OSError:
            continue
    return found


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Fails a test after which more threads or child processes live than before it."""
    threads, processes = set(threading.enumerate()), children()
    yield
    left = [thread.name for thread in threading.enumerate() if thread not in threads and thread.is_alive()]
    assert not left, f"threads left behind: {left}"
    assert not children() - processes, "child processes left behind"


@pytest.fixture
def shared_data() -> Path:
    """The folder of real data."""
    if not DATA.is_dir():
        pytest.skip("the real data is not beside this checkout")
    return DATA
