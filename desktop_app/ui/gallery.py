"""Every widget in every state, to look at: `python -m desktop_app.ui.gallery [--out DIR]`.

Without --out a window opens; with it the sheets are drawn offscreen, light and dark, as PNG files. All names shown are
invented.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication, QScrollArea, QTabWidget, QWidget

from desktop_app.ui import style
from desktop_app.ui.gallery_sheets import SHEETS
from desktop_app.ui.widgets import motion


def render(folder: Path, app: QApplication, *, ratio: float = 1.0) -> list[Path]:
    """Draw each sheet in each theme into `folder`; returns the files written. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    motion.set_reduced(True)
    written = []
    for theme in ("dark", "light"):
        style.apply(app, theme)
        for name, make in SHEETS.items():
            sheet = make()
            sheet.show()
            app.processEvents()
            after = sheet.property("after_show")
            if callable(after):
                after()
                app.processEvents()
            target = folder / f"{name}-{theme}.png"
            if not sheet.grab().save(str(target)):
                raise OSError(f"cannot write {target}")
            written.append(target)
            sheet.close()
            sheet.deleteLater()
            app.processEvents()
    return written


def window() -> QWidget:
    """All sheets behind tabs."""
    tabs = QTabWidget()
    for name, make in SHEETS.items():
        area = QScrollArea()
        area.setWidget(make())
        tabs.addTab(area, name)
    tabs.resize(1380, 920)
    return tabs


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Exit code 0."""
    parser = argparse.ArgumentParser(description="Every widget in every state.")
    parser.add_argument("--out", type=Path, help="write PNG files into this folder instead of opening a window")
    parser.add_argument("--theme", choices=style.CHOICES, default="system", help="theme of the window")
    chosen = parser.parse_args(arguments)
    if chosen.out is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    if chosen.out is not None:
        for file in render(chosen.out, app):
            sys.stdout.write(f"{file}\n")
        return 0
    style.apply(app, chosen.theme)
    shown = window()
    shown.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
