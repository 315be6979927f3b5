"""The library page over a large library: python -m tests.bench window [--tracks N] [--data DIR]

From the press on "Library" until its rows are painted, the same for each section, keys of a search until its result
is there, a drag from top to bottom, the longest time that the window did not answer, and the memory of its process.
Offscreen, with real services; DIR keeps the made library for the next time.
"""

from __future__ import annotations

import argparse
import functools
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication

from desktop_app.services import Services
from desktop_app.ui import style
from desktop_app.ui.window import MainWindow
from tests.store.helpers import fill, open_store

TICK_MS = 5
QUERIES = ("a", "ar", "art", "arti", "artist:artist 7", "year:1990..1999", "never:played", "zz")


class Pulse:
    """Beats on the UI thread; what lies between two beats is time in which the window did not answer."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(TICK_MS)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last - TICK_MS / 1000)
        self._last = now

    def take(self) -> float:
        """The longest wait since the last call, in ms."""
        found, self.longest = self.longest, 0.0
        return found * 1000


def until(condition: Callable[[], bool], seconds: float = 60.0) -> float:
    """Let the window work until something holds; gives the ms it took."""
    began = time.perf_counter()
    loop, look, end = QEventLoop(), QTimer(), QTimer()
    look.timeout.connect(lambda: loop.quit() if condition() else None)
    end.setSingleShot(True)
    end.timeout.connect(loop.quit)
    look.start(2)
    end.start(round(seconds * 1000))
    loop.exec()
    if not condition():
        raise SystemExit("it did not happen")
    return (time.perf_counter() - began) * 1000


def resident_mib() -> float:
    """Memory of this process now, in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def measure(window: MainWindow, pulse: Pulse) -> None:
    def there(view: QAbstractItemView) -> bool:
        index = view.indexAt(view.viewport().rect().center())
        index = index if index.isValid() else view.model().index(0, 0)
        return view.isVisible() and index.isValid() and bool(index.siblingAtColumn(1 if view is table else 0).data())

    pulse.take()
    began, spent = time.perf_counter(), time.thread_time()
    window.open_page("library")
    library = window.library
    table, shelves = library.table, library.shelves
    made, made_cpu = (time.perf_counter() - began) * 1000, (time.thread_time() - spent) * 1000
    took = made + until(lambda: shelves.current() is table and there(table))
    used = (time.thread_time() - spent) * 1000
    print(
        f"library page: rows after {took:.0f} ms (made in {made:.0f}, of the processor {made_cpu:.0f}), "
        f"{used:.0f} ms of the UI thread's processor, longest wait {pulse.take():.0f} ms"
    )
    sections: dict[str, Callable[[], QAbstractItemView]] = {
        "albums": lambda: shelves.album_grid,
        "artists": lambda: shelves.artist_grid,
        "genres": lambda: shelves.genre_grid,
    }
    for name, section in sections.items():
        pulse.take()
        began, spent = time.perf_counter(), time.thread_time()
        library.open_section(name)
        shown = functools.partial(there, section())
        until(lambda shown=shown: shelves.current() is shelves.none or shown())  # type: ignore[misc]
        took, used = (time.perf_counter() - began) * 1000, (time.thread_time() - spent) * 1000
        print(
            f"{name}: {shelves.count:,} after {took:.0f} ms, {used:.0f} ms of the UI thread's processor, "
            f"longest wait {pulse.take():.0f} ms"
        )
    for name, view in (("tracks", table), ("albums", shelves.album_grid)):
        library.open_section(name)
        until(functools.partial(there, view))
        pulse.take()
        bar, worst = view.verticalScrollBar(), 0.0
        for step in range(100):
            before = time.perf_counter()
            bar.setValue(bar.maximum() * step // 99)
            view.viewport().repaint()
            worst = max(worst, (time.perf_counter() - before) * 1000)
            QApplication.processEvents()
        until(functools.partial(there, view))
        print(f"{name}, dragged from top to bottom: longest paint {worst:.0f} ms, longest wait {pulse.take():.0f} ms")
    library.open_section("tracks")
    times = []
    for text in QUERIES:
        library.search.setText(text)
        before = time.perf_counter()
        shelves.count = None
        library.search.searched.emit(text)
        until(lambda: shelves.count is not None)
        times.append((time.perf_counter() - before) * 1000)
    told = ", ".join(f"{text}: {ms:.0f}" for text, ms in zip(QUERIES, times, strict=True))
    print(f"search, asked to shown, ms: {told}; median {statistics.median(times):.0f}, wait {pulse.take():.0f} ms")
    print(f"memory of the window's process: {resident_mib():.0f} MiB")


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tracks", type=int, default=200_000)
    parser.add_argument("--data", type=Path)
    options = parser.parse_args(words)
    app = QApplication([])
    style.apply(app, "dark")
    with tempfile.TemporaryDirectory(prefix="undersong-bench-") as folder:
        data = options.data or Path(folder) / "data"
        if not data.exists():
            with open_store(data) as store:
                fill(store, options.tracks, root=os.fsencode(Path(folder) / "music"))
        with Services.open(data, write=True, clock=lambda: datetime.now().astimezone(), output="null") as services:
            services.settings.set("library_view", "")
            window = MainWindow(services, data, theme="dark")
            window.resize(1320, 860)
            window.show()
            window._enter()
            window.guide.warm_up()
            until(lambda: not window.guide._later)
            pulse = Pulse()
            until(lambda: not window.desk.runners.reads.busy, 120)
            print(f"before: {resident_mib():.0f} MiB, load {os.getloadavg()[0]:.1f}")
            measure(window, pulse)
            window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
