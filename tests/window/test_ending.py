"""A window that is told to end, in the middle of analysis, ends in good order; the next start goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import soundfile

from desktop_app.audio import groups
from tests.audio.sounds import RATE, music
from tests.store.helpers import open_store

ROOT = Path(__file__).resolve().parents[2]
TRACKS = 40


@pytest.fixture
def songs(tmp_path: Path) -> Path:
    folder = tmp_path / "songs"
    folder.mkdir()
    for number in range(TRACKS):
        soundfile.write(folder / f"{number:02}.flac", music(4.0, tempo=60.0 + number, root_hz=200.0 + number), RATE)
    return folder


def start_window(data: Path, *words: str) -> subprocess.Popen[bytes]:
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    command = [sys.executable, "-m", "desktop_app", "--data-dir", str(data), *words]
    return subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)


def analysed(data: Path) -> int:
    with open_store(data, write=False) as store:
        return store.features.analysed_count(groups.of(groups.NEEDED))


def wait_for(data: Path, count: int, process: subprocess.Popen[bytes]) -> None:
    pause = threading.Event()
    while process.poll() is None and analysed(data) < count:
        pause.wait(0.1)


@pytest.mark.window
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_it_goes_on_where_it_was(songs: Path, tmp_path: Path, number: signal.Signals) -> None:
    data = tmp_path / "data"
    open_store(data).close()
    first = start_window(data, str(songs))
    wait_for(data, 3, first)
    first.send_signal(number)
    code = first.wait(20)
    assert code == (-signal.SIGKILL if number == signal.SIGKILL else 0)
    kept = analysed(data)
    assert 3 <= kept < TRACKS
    with open_store(data, write=False) as store:
        assert store.check() == []
    second = start_window(data)
    wait_for(data, TRACKS, second)
    second.send_signal(signal.SIGTERM)
    assert second.wait(20) == 0
    assert analysed(data) == TRACKS
