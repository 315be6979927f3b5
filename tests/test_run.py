"""The one command that starts a checkout."""

from __future__ import annotations

import ast
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from desktop_app import cli_words

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def start() -> ModuleType:
    """run.py as a module."""
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_uses_the_standard_library_alone() -> None:
    for node in ast.walk(ast.parse((ROOT / "run.py").read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        assert all(name.split(".")[0] in sys.stdlib_module_names for name in names), names


def test_it_knows_every_command(start: ModuleType) -> None:
    assert (*cli_words.COMMANDS, "test") == start.COMMANDS


def test_every_requirement_is_locked_within_its_range() -> None:
    import tomllib

    from packaging.requirements import Requirement

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for group, name in ((project["dependencies"], ""), (project["optional-dependencies"]["test"], "-test")):
        lines = (ROOT / "packaging" / f"requirements{name}.lock").read_text(encoding="utf-8").splitlines()
        locked = dict(line.split("==") for line in lines if line and not line.startswith("#"))
        for line in group:
            requirement = Requirement(line)
            assert requirement.specifier.contains(locked[requirement.name]), line
            assert any(s.operator in ("<", "<=") for s in requirement.specifier), f"{line} has no upper bound"


def test_without_a_screen_it_says_so_in_one_line(tmp_path: Path) -> None:
    shutil.copy(ROOT / "run.py", tmp_path / "run.py")
    environment = {"PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, str(tmp_path / "run.py")], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "recommend" in done.stderr
    assert not (tmp_path / ".venv").exists(), "nothing is installed for a window that cannot open"


def test_a_second_start_hands_over_without_a_look_around(
    start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[list[str]] = []
    monkeypatch.setattr(start, "VENV", tmp_path)
    monkeypatch.setattr(start, "hand_over", lambda command: handed.append(command) or 0)
    setups: list[bool] = []
    monkeypatch.setattr(start, "set_up", lambda testing: setups.append(testing) or "")
    assert start.main(["scan", "/music"]) == 0
    assert start.main(["scan", "/music"]) == 0
    assert setups == [False]
    assert handed == [[str(start.python()), "-m", "desktop_app", "scan", "/music"]] * 2


def test_tests_ask_for_more_packages_and_the_program_is_then_ready_too(
    start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setups: list[bool] = []
    monkeypatch.setattr(start, "VENV", tmp_path)
    monkeypatch.setattr(start, "set_up", lambda testing: setups.append(testing) or "")
    monkeypatch.setattr(start, "test", lambda words: 0)
    monkeypatch.setattr(start, "hand_over", lambda command: 0)
    start.main(["stats"])
    start.main(["test"])
    start.main(["stats"])
    start.main(["test"])
    assert setups == [False, True]


def test_another_lock_asks_for_a_new_set_up(start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = tmp_path / "lock"
    lock.write_text("a==1")
    monkeypatch.setattr(start, "LOCK", lock)
    before = start.state(False)
    assert start.state(False) == before
    lock.write_text("a==2")
    assert start.state(False) != before


def test_a_set_up_that_fails_is_told_and_tried_again(
    start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "VENV", tmp_path)
    monkeypatch.setattr(start, "set_up", lambda testing: "There is no way.")
    assert start.main(["stats"]) == 1
    assert "There is no way." in capsys.readouterr().err
    assert not (tmp_path / "undersong.stamp").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="system libraries are looked for on Linux")
@pytest.mark.parametrize(
    ("root", "sudo", "apt", "installs", "says"),
    [
        (True, False, True, True, ""),
        (False, True, True, True, ""),
        (False, False, True, False, "sudo apt-get install"),
        (True, False, False, False, "Debian's names"),
    ],
)
def test_system_libraries_are_installed_where_it_may(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, root: bool, sudo: bool, apt: bool, installs: bool, says: str
) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], environment: object = None) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        allowed = sudo if command[0] == "sudo" else True
        return subprocess.CompletedProcess(command, 0 if allowed else 1, "", "")

    monkeypatch.setattr(start, "run", run)
    monkeypatch.setattr(start, "loads", lambda library: library != "libEGL.so.1")
    monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000)
    there = {"apt-get": apt, "sudo": True}
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if there.get(name) else None)
    said = start.system_packages()
    assert says in said
    assert bool(said) == bool(says)
    install = [command for command in ran if "install" in command]
    assert bool(install) == installs
    if installs:
        assert "libegl1" in install[0]
        assert (install[0][0] == "sudo") == (not root)


def test_nothing_is_installed_where_all_is_there(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "loads", lambda library: True)
    monkeypatch.setattr(start, "run", lambda *args: pytest.fail("nothing is to be run"))
    assert start.system_packages() == ""
