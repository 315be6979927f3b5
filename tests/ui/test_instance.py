"""A second start raises the first window; junk on the socket does nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from desktop_app.sandbox.bell import address, ring
from desktop_app.ui.instance import Doorbell


@pytest.fixture
def bell(tmp_path: Path, qapp: QCoreApplication) -> Iterator[Doorbell]:
    made = Doorbell(address(tmp_path))
    yield made
    made.close()


def test_without_a_window_there_is_nobody_to_ring_at(tmp_path: Path) -> None:
    assert ring(address(tmp_path), ["a.mp3"]) is False


def test_a_second_process_hands_its_files_over(bell: Doorbell, tmp_path: Path, qtbot: QtBot) -> None:
    code = (
        "import sys; from pathlib import Path; from desktop_app.sandbox.bell import address, ring;"
        "sys.exit(0 if ring(address(Path(sys.argv[1])), ['/music/a.mp3', '/music/\\udcff.mp3']) else 1)"
    )
    with qtbot.waitSignal(bell.rang, timeout=20_000) as rang:
        second = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)])
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=10_000)
    assert second.returncode == 0
    assert rang.args == [["/music/a.mp3", "/music/\udcff.mp3"]]


def test_a_socket_left_by_a_crash_is_taken_over(tmp_path: Path, qapp: QCoreApplication) -> None:
    Path(address(tmp_path)).touch()
    bell = Doorbell(address(tmp_path))
    assert bell.listening
    bell.close()


def test_only_the_owner_may_ring(bell: Doorbell, tmp_path: Path) -> None:
    assert Path(address(tmp_path)).stat().st_mode & 0o077 == 0


def test_a_long_data_folder_still_has_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/user/1")
    long = tmp_path / ("x" * 120)
    assert len(address(long)) < 100
    assert address(long) != address(tmp_path / ("y" * 120))


@pytest.mark.parametrize("junk", [b"hello\n", b"[]\n", b'{"files": 3}\n', b'{"files": [1]}\n', b"[" * 5000 + b"\n"])
def test_junk_rings_no_bell(bell: Doorbell, tmp_path: Path, qtbot: QtBot, junk: bytes) -> None:
    socket = QLocalSocket()
    socket.connectToServer(address(tmp_path))
    assert socket.waitForConnected(1000)
    with qtbot.assertNotEmitted(bell.rang):
        socket.write(junk)
        socket.flush()
        qtbot.waitUntil(lambda: socket.bytesToWrite() == 0)
        QCoreApplication.processEvents()
        QCoreApplication.processEvents()
    socket.abort()
    with qtbot.waitSignal(bell.rang):
        good = QLocalSocket()
        good.connectToServer(address(tmp_path))
        assert good.waitForConnected(1000)
        good.write(b'{"files": []}\n')
        good.flush()
    good.abort()
