"""From the command to a window on the screen: python -m tests.bench startup [--tracks N] [--rounds N]

Starts `run.py` over a library of N tracks, on an X server of its own, beside the smallest window that PySide6 can show.
The figures that count are the ratio of the two and whether the window stands within a second. On a busy machine the
processor time of both until then says more than the clock; it holds all threads, those too that nobody waits for.
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


def until_seen(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds from starting a command until a window of the name "Undersong" is on the screen; ends it then.

    The second number is of the processor.
    """
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    look = ["xdotool", "search", "--onlyvisible", "--name", "^Undersong$"]
    while subprocess.run(look, env=environment, capture_output=True, check=False).returncode != 0:
        if process.poll() is not None:
            raise SystemExit(f"{command[0]} ended with {process.returncode} before its window was seen")
        time.sleep(0.005)
    seen = time.perf_counter() - began
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    spent = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    process.terminate()
    process.wait()
    return seen, spent


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
    for place, unit in enumerate(("by the clock", "of the processor")):
        smallest, ours = (statistics.median(times[place] for times in found) * 1000 for found in (bare, full))
        slowest = max(times[place] for times in full) * 1000
        print(
            f"{unit}: smallest window {smallest:.0f} ms, {options.tracks:,} tracks {ours:.0f} ms (medians), "
            f"ratio {ours / smallest:.2f}, slowest {slowest:.0f} ms"
        )
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
