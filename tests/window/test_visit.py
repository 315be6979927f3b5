"""A newcomer's visit on a real X screen, with real mouse and keys, and a witness of every socket."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import mutagen.flac
import pytest
import soundfile

from tests.audio.sounds import RATE, music
from tests.window.screen import screen

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("Xvfb", "xdotool", "strace")


@pytest.fixture
def display() -> Iterator[str]:
    """The name of an X display of our own."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    with screen() as name:
        yield name


@pytest.fixture
def songs(tmp_path: Path) -> Path:
    """Twenty-four tracks of eight seconds, by six artists, each of a sound of their own."""
    folder = tmp_path / "songs"
    for artist in range(6):
        for number in range(4):
            path = folder / f"Artist {artist}" / f"{number + 1:02}.flac"
            path.parent.mkdir(parents=True, exist_ok=True)
            pitch = 110.0 * 2 ** (artist / 3) * (1 + number / 40)
            soundfile.write(path, music(8.0, tempo=60.0 + 25 * artist, root_hz=pitch), RATE)
            tagged = mutagen.flac.FLAC(path)
            tagged["title"] = f"{('Tide', 'Lantern', 'Moss', 'Glacier')[number]} {artist}"
            tagged["artist"], tagged["album"] = f"Artist {artist}", f"Album {artist}"
            tagged.save()
    return folder


@pytest.mark.window
def test_a_newcomer_chooses_a_folder_listens_asks_why_and_switches_off(
    display: str, songs: Path, tmp_path: Path
) -> None:
    shots = Path(os.environ.get("UNDERSONG_SHOTS", tmp_path / "shots"))
    trace = tmp_path / "sockets"
    environment = dict(os.environ, DISPLAY=display, QT_QPA_PLATFORM="xcb", XDG_RUNTIME_DIR=str(tmp_path))
    environment.pop("PULSE_SERVER", None)
    (tmp_path / "home").mkdir()
    environment["HOME"] = str(tmp_path / "home")
    drive = [sys.executable, "-m", "tests.window.drive", str(songs), str(tmp_path / "data"), str(shots)]
    witness = ["strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=socket,socketpair", "-o", str(trace)]
    done = subprocess.run(
        [*witness, *drive], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["listens"] >= 4
    assert told["shown"] >= 20
    assert len(list(shots.glob("*-light-1920x1080.png"))) == 10
    sockets = trace.read_text()
    assert "AF_UNIX" in sockets, "the witness saw the sockets to the screen and to the helper processes"
    assert "AF_INET" not in sockets
