"""From the command to a window on the screen: python -m tests.bench.startup [--tracks N] [--rounds N]

Starts `run.py` over a library of N tracks, on an X server of its own, beside the smallest window that PySide6 can show.
The figures that count are the ratio of the two and whether the window stands within a second.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.store.helpers import fill, open_store
from tests.window.screen import screen

ROOT = Path(__file__).resolve().parents[2]
BARE = """
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window = QWidget()
window.setWindowTitle("Undersong")
window.show()
app.exec()
"""


def until_seen(command: list[str], environment: dict[str, str]) -> float:
    """Seconds from starting a command until a window of the name "Undersong" is on the screen; ends it then."""
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    look = ["xdotool", "search", "--onlyvisible", "--name", "^Undersong$"]
    while subprocess.run(look, env=environment, capture_output=True, check=False).returncode != 0:
        if process.poll() is not None:
            raise SystemExit(f"{command[0]} ended with {process.returncode} before its window was seen")
        time.sleep(0.005)
    seen = time.perf_counter() - began
    process.terminate()
    process.wait()
    return seen


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tracks", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(words)
    bare, full = [], []
    with screen() as display, tempfile.TemporaryDirectory(prefix="undersong-bench-") as folder:
        environment = dict(os.environ, DISPLAY=display, QT_QPA_PLATFORM="xcb")
        made = Path(folder) / "made"
        with open_store(made) as store:
            fill(store, options.tracks, root=os.fsencode(Path(folder) / "music"))
        for number in range(options.rounds):
            data = Path(folder) / str(number)
            shutil.copytree(made, data)
            bare.append(until_seen([sys.executable, "-c", BARE], environment))
            full.append(until_seen([sys.executable, str(ROOT / "run.py"), "--data-dir", str(data)], environment))
    smallest, ours_s = statistics.median(bare), statistics.median(full)
    print(f"smallest window {smallest * 1000:.0f} ms, {options.tracks:,} tracks {ours_s * 1000:.0f} ms (medians)")
    print(f"ratio {ours_s / smallest:.2f}, slowest {max(full) * 1000:.0f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
