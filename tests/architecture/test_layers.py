"""The layers of the program, read from the source itself: imports inside functions count too."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "desktop_app"
FILES = sorted(APP.rglob("*.py"))

ALLOWED = {
    "domain": set(),
    "settings": {"domain"},
    "resources": {"domain"},
    "sandbox": {"domain"},
    "recommend": {"domain"},
    "store": {"domain"},
    "library": {"domain", "sandbox"},
    "audio": {"domain", "sandbox", "resources"},
    "playback": {"domain", "sandbox"},
    "services": {"domain", "settings", "sandbox", "recommend", "store", "library", "audio", "playback"},
    "ui": {"domain", "services", "settings", "resources"},
    "cli": {"domain", "services", "settings", "cli_words", "cli_parts", "cli_library", "cli_heard"},
    "cli_heard": {"domain", "services", "cli_parts"},
    "cli_library": {"domain", "services", "cli_parts"},
    "cli_parts": {"domain"},
    "cli_words": {"domain", "services", "settings"},
}
"""What each layer may import of ours, besides itself. __main__ knows all."""

NETWORK = {
    "socket", "ssl", "http", "urllib.request", "urllib.robotparser", "ftplib", "smtplib", "poplib", "imaplib",
    "nntplib",
    "telnetlib", "xmlrpc", "socketserver", "asyncio", "webbrowser", "requests", "urllib3", "aiohttp", "httpx",
    "websockets",
    "pooch", "PySide6.QtNetwork", "PySide6.QtWebSockets", "PySide6.QtWebEngineCore", "PySide6.QtWebEngineWidgets",
    "PySide6.QtHttpServer", "PySide6.QtNetworkAuth",
}  # fmt: skip
NETWORK_EXCEPTIONS = {"sandbox": {"socket"}, "ui/instance.py": {"PySide6.QtNetwork"}}
"""AF_UNIX sockets to pass descriptors, and QLocalServer so that a second start raises the first window."""

UNSAFE_MODULES = {"pickle", "joblib", "marshal", "shelve", "dill", "cloudpickle", "yaml", "torch"}
UNSAFE_CALLS = {"eval", "exec", "compile", "__import__"}
HEAVY = {"librosa", "sklearn", "onnxruntime", "scipy"}


def layer(path: Path) -> str:
    part = path.relative_to(APP).parts[0]
    return part.removesuffix(".py")


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Full names of everything that a file imports, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            for name in node.names:
                yield f"{node.module}.{name.name}", node.lineno


def within(name: str, modules: set[str]) -> bool:
    return any(name == module or name.startswith(module + ".") for module in modules)


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_each_layer_imports_only_the_layers_below_it(path: Path) -> None:
    here = layer(path)
    if here in ("__main__", "__init__"):
        return
    for name, line in imported(path):
        parts = name.split(".")
        if parts[0] == "desktop_app" and len(parts) > 1 and parts[1] != here:
            assert parts[1] in ALLOWED[here], f"{path}:{line} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_qt_stays_in_the_window_and_the_engine(path: Path) -> None:
    relative = path.relative_to(APP).as_posix()
    for name, line in imported(path):
        if name.split(".")[0] != "PySide6":
            continue
        if relative.startswith("playback/engine/"):
            assert within(name, {"PySide6.QtCore", "PySide6.QtMultimedia"}), f"{path}:{line} imports {name}"
        else:
            assert relative.startswith("ui/"), f"{path}:{line} imports {name}"
            assert not within(name, {"PySide6.QtMultimedia"}), f"{path}:{line} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_no_file_can_reach_a_network(path: Path) -> None:
    relative = path.relative_to(APP).as_posix()
    excused = NETWORK_EXCEPTIONS.get(relative, NETWORK_EXCEPTIONS.get(layer(path), set()))
    for name, line in imported(path):
        assert not within(name, NETWORK - excused), f"{path}:{line} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_nothing_loads_code_from_data(path: Path) -> None:
    for name, line in imported(path):
        assert not within(name, UNSAFE_MODULES), f"{path}:{line} imports {name}"
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                assert node.func.id not in UNSAFE_CALLS, f"{path}:{node.lineno} calls {node.func.id}"
            for keyword in node.keywords:
                shell = keyword.arg in ("shell", "allow_pickle")
                assert not shell or (isinstance(keyword.value, ast.Constant) and keyword.value.value is False), (
                    f"{path}:{node.lineno} passes {keyword.arg}"
                )
            if isinstance(node.func, ast.Attribute):
                called = ast.unparse(node.func)
                assert called not in ("librosa.load", "os.system", "os.popen", "QMediaPlayer.setSource"), (
                    f"{path}:{node.lineno} calls {called}"
                )


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_sql_is_spoken_in_the_store_only(path: Path) -> None:
    if layer(path) == "store":
        return
    for name, line in imported(path):
        assert not within(name, {"sqlite3"}), f"{path}:{line} imports {name}"
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = node.value.split()
            sql = len(words) > 3 and words[0] in ("SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "PRAGMA")
            assert not sql, f"{path}:{node.lineno} holds SQL"


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_the_window_and_commands_know_no_heavy_library(path: Path) -> None:
    if layer(path).startswith("cli") or layer(path) in ("ui", "services", "store", "domain", "settings"):
        for name, line in imported(path):
            assert not within(name, HEAVY), f"{path}:{line} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_models_are_run_in_one_place(path: Path) -> None:
    if path.relative_to(APP).as_posix() != "audio/learned.py":
        for name, line in imported(path):
            assert not within(name, {"onnxruntime"}), f"{path}:{line} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_the_core_asks_nobody_for_the_time_or_for_luck(path: Path) -> None:
    if layer(path) not in ("domain", "recommend", "store", "library", "services", "settings"):
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in ("datetime.now", "datetime.utcnow", "time.time", "date.today"), (
                f"{path}:{node.lineno} calls {called}"
            )
            assert not called.startswith(("random.", "np.random.seed")), f"{path}:{node.lineno} calls {called}"


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_files_can_be_held_in_the_head(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 450


def run_python(code: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_core_starts_without_qt() -> None:
    run_python("import sys; sys.modules['PySide6'] = None; import desktop_app.services, desktop_app.cli")


def test_the_window_starts_without_the_heavy_libraries() -> None:
    heavy = sorted(HEAVY | {"mutagen", "av", "soundfile", "soxr", "numba", "matplotlib"})
    run_python(
        "import sys, desktop_app.services, desktop_app.ui.app\n"
        f"loaded = [name for name in {heavy} if name in sys.modules]\n"
        "assert not loaded, loaded"
    )


def test_every_module_can_be_imported_alone() -> None:
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in FILES if path.name != "__main__.py"]
    names = [name.removesuffix(".__init__") for name in names]
    run_python(f"import importlib\nfor name in {names}: importlib.import_module(name)")


def test_the_walk_sees_what_it_should(tmp_path: Path) -> None:
    """The checks above can fail: an import inside a function is seen by its full name."""
    path = tmp_path / "bad.py"
    path.write_text("def f():\n    import http.client\n    from urllib import request\n", encoding="utf-8")
    names = [name for name, _ in imported(path)]
    assert names == ["http.client", "urllib.request"]
    assert all(within(name, NETWORK) for name in names)
