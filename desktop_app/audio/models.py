"""The models that hear music: which files they are, whether they are there and unchanged.

For every process: nothing here runs a model (`learned` does). What they answer is named in `domain.sound_words`;
sources of the models: resources/models/NOTICE.md.
"""

from __future__ import annotations

import hashlib
import importlib.util
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from desktop_app import resources
from desktop_app.audio import groups

FOLDER: Final = resources.expected("models")
MANIFEST: Final = "models.toml"

MSD_FILE: Final = "musicnn_msd_h.onnx"
MTT_FILE: Final = "musicnn_mtt_h.onnx"
MOOD_FILE: Final = "vibenet_h.onnx"
GIVES: Final[Mapping[str, frozenset[str]]] = {
    MSD_FILE: frozenset({groups.MSD, groups.MSD_TAGS}),
    MTT_FILE: frozenset({groups.MTT, groups.MTT_TAGS}),
    MOOD_FILE: frozenset({groups.MOOD}),
}
"""The feature groups that each file gives."""

_NO_RUNTIME = "onnxruntime, which runs the models, is not installed"


class ModelUnusable(Exception):
    """A model file is not there or not the one that was shipped; the text says which of the two, in words."""


def read(folder: Path, file: str) -> bytes:
    """The content of a model file, byte for byte the one that was shipped.

    Raises:
        ModelUnusable: it is missing, unreadable or changed, or the list of models is.
    """
    known = _manifest(folder).get(file)
    if known is None:
        raise ModelUnusable(f"{MANIFEST} does not name it")
    size, digest = known
    try:
        if (folder / file).stat().st_size != size:
            raise ModelUnusable("it is not the file that came with the program")
        content = (folder / file).read_bytes()
    except FileNotFoundError:
        raise ModelUnusable("it is missing") from None
    except OSError as problem:
        raise ModelUnusable(f"it cannot be read ({problem.strerror})") from problem
    if hashlib.sha256(content).hexdigest() != digest:
        raise ModelUnusable("it is not the file that came with the program")
    return content


def usable(folder: Path = FOLDER) -> dict[str, str]:
    """For each model file '' where it can be used, else the reason why not. Reads the files (12 MB)."""
    runs = importlib.util.find_spec("onnxruntime") is not None
    return {file: _reason(folder, file) if runs else _NO_RUNTIME for file in GIVES}


def groups_of(folder: Path = FOLDER) -> frozenset[str]:
    """The groups that the usable files give. Reads the files."""
    return frozenset().union(*(GIVES[file] for file, reason in usable(folder).items() if not reason))


def _reason(folder: Path, file: str) -> str:
    try:
        read(folder, file)
    except ModelUnusable as problem:
        return str(problem)
    return ""


def _manifest(folder: Path) -> dict[str, tuple[int, str]]:
    """Size and SHA-256 by file name."""
    try:
        entries = tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8"))["model"]
        return {str(entry["file"]): (int(entry["bytes"]), str(entry["sha256"])) for entry in entries}
    except FileNotFoundError:
        raise ModelUnusable(f"{MANIFEST}, the list of the models, is missing") from None
    except (OSError, LookupError, TypeError, ValueError) as problem:
        raise ModelUnusable(f"{MANIFEST}, the list of the models, cannot be read") from problem
