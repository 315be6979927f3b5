"""Finds the folder `resources/`: in a checkout, inside a frozen program, or where it was installed."""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from desktop_app.domain.errors import EnvironmentProblem

_INSTALLED = Path("share") / "undersong" / "resources"  # as under [tool.setuptools.data-files]
_MARK = Path("fonts") / "OFL.txt"


class ResourcesMissing(EnvironmentProblem):
    """The program's own fonts, icons and models are not where they were installed."""

    code = "resources_missing"


def _candidates() -> Iterator[Path]:
    bundle = getattr(sys, "_MEIPASS", None)  # set by PyInstaller
    if bundle is not None:
        yield Path(bundle) / "resources"
    beside = Path(__file__).resolve().parents[1]
    yield beside / "resources"  # a checkout
    yield beside / _INSTALLED  # pip install --target
    yield Path(sysconfig.get_path("data")) / _INSTALLED
    from importlib import metadata  # slow to import, and hardly ever needed

    try:
        files = metadata.files("undersong") or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:  # pip install --user or --prefix
        if file.parts[-2:] == _MARK.parts:
            yield Path(str(file.locate())).resolve().parents[1]


@cache
def folder() -> Path:
    """The folder with `fonts/`, `icons/` and `models/`. Raises ResourcesMissing."""
    for candidate in _candidates():
        if (candidate / _MARK).is_file():
            return candidate
    raise ResourcesMissing(
        "The fonts and icons of Undersong are missing.", remedy="Install it again, or start it from a full checkout."
    )


def path(*parts: str) -> Path:
    """A file below resources/, for example path("icons", "play.svg")."""
    return folder().joinpath(*parts)


def expected(*parts: str) -> Path:
    """As `path`, but where the folder is missing, the place where a checkout would have it: for what may be absent."""
    try:
        return path(*parts)
    except ResourcesMissing:
        return Path(__file__).resolve().parents[1].joinpath("resources", *parts)
