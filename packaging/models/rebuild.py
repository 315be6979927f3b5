"""Makes the models of resources/models again, from the packages they come from, and compares every byte.

    python -m venv /tmp/rebuild && /tmp/rebuild/bin/pip install -r packaging/models/requirements.txt
    /tmp/rebuild/bin/python packaging/models/rebuild.py [--wheels FOLDER] [--out FOLDER]

The wheels (musicnn 0.1.0, vibenet 0.1.0; 46 MB) are fetched with pip unless a folder holds them; a wheel with another
SHA-256 than in resources/models/models.toml is refused. TensorFlow and PyTorch are not needed. Exits with 1 where a
file comes out other than the one that ships.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path

import onnx
from checkpoint import read_tensors
from half_weights import halve
from musicnn_graph import musicnn
from vibenet_graph import vibenet

MANIFEST = Path(__file__).resolve().parents[2] / "resources" / "models" / "models.toml"


def main() -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(description="Make the models again and compare them with those that ship.")
    parser.add_argument("--wheels", type=Path, help="folder that holds the wheels; else they are fetched")
    parser.add_argument("--out", type=Path, help="folder to write the models to; else they are only compared")
    options = parser.parse_args()
    entries = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))["model"]
    with tempfile.TemporaryDirectory(prefix="models-") as scratch:
        packages = _unpacked(entries, options.wheels, Path(scratch))
        equal = True
        for entry in entries:
            content = _made(entry["file"], packages[entry["package"]])
            same = hashlib.sha256(content).hexdigest() == entry["sha256"] and len(content) == entry["bytes"]
            sys.stdout.write(f"{'equal    ' if same else 'DIFFERENT'} {entry['file']}\n")
            equal &= same
            if options.out:
                options.out.mkdir(parents=True, exist_ok=True)
                (options.out / entry["file"]).write_bytes(content)
    return 0 if equal else 1


def _unpacked(entries: list[dict[str, str]], wheels: Path | None, scratch: Path) -> dict[str, Path]:
    """The contents of each package's wheel, by its name. Exits where a wheel is not the one that was used."""
    packages: dict[str, Path] = {}
    for entry in entries:
        package, version = entry["package"], entry["version"]
        if package in packages:
            continue
        folder = wheels or scratch / "wheels"
        if wheels is None:
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
            subprocess.run([*pip, "--dest", str(folder), f"{package}=={version}"], check=True)
        wheel = folder / f"{package}-{version}-py3-none-any.whl"
        if not wheel.is_file():
            sys.exit(f"{wheel} is missing")
        if hashlib.sha256(wheel.read_bytes()).hexdigest() != entry["wheel_sha256"]:
            sys.exit(f"{wheel} is not the wheel that the models were made from")
        packages[package] = scratch / package
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(packages[package])
    return packages


def _made(file: str, package: Path) -> bytes:
    """The content of one of the model files."""
    if file == "vibenet_h.onnx":
        original = onnx.load(str(package / "vibenet" / "artifacts" / "efficientnet_model.onnx"))
        model = vibenet(original, "vibenet 0.1.0 (PyPI)", "GPL-3.0-or-later, Jaeheon Shim")
    else:
        name = {"musicnn_msd_h.onnx": "MSD_musicnn", "musicnn_mtt_h.onnx": "MTT_musicnn"}[file]
        model = musicnn(
            read_tensors(package / "musicnn" / name),
            f"musicnn 0.1.0 (PyPI), {name}",
            "ISC, Copyright (c) Music Technology Group, Universitat Pompeu Fabra 2019",
        )
    halve(model)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


if __name__ == "__main__":
    sys.exit(main())
