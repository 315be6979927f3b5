#!/usr/bin/env python3
"""Start Undersong from a checkout: `python3 run.py`, `python3 run.py scan ~/Music`, `python3 run.py test`.

The first start makes `.venv`, installs the locked packages into it and, where it may, the system libraries that Qt
needs. Later starts hand over at once. Only the standard library is used here.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
LOCK = HERE / "packaging" / "requirements.lock"
TEST_LOCK = HERE / "packaging" / "requirements-test.lock"
COMMANDS = (
    *("scan", "analyse", "recommend", "playlist", "why", "heard", "log", "history", "stats", "settings", "doctor"),
    *("search", "albums", "artists", "folders", "correct", "remove", "undo", "acts"),
    *("versions", "join", "split", "same", "feedback", "rate", "test"),
)
OLDEST = (3, 11)
TYPING = False  # what `typing.TYPE_CHECKING` is, without the import
if TYPING:
    import subprocess

# What Qt opens at run time, with the Debian package that brings it (found on a bare Debian 12 with ldd).
LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-util.so.1": "libxcb-util1",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libpulse.so.0": "libpulse0",
    "libXext.so.6": "libxext6",
    "libXrandr.so.2": "libxrandr2",
    "libdrm.so.2": "libdrm2",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}


def main(words: list[str]) -> int:
    """Set up what is missing, then hand over; returns the exit code."""
    if sys.version_info < OLDEST:
        return complain(f"Undersong needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}.")
    testing = words[:1] == ["test"]
    if all(word.startswith("-") for word in words) and not {"-h", "--help"} & set(words) and not screen():
        return complain(f"There is no screen here. Without one these work: python3 run.py {', '.join(COMMANDS)}.")
    stamp, wanted = VENV / "undersong.stamp", state(testing)
    if not stamp.is_file() or wanted not in stamp.read_text(encoding="ascii").split():
        problem = set_up(testing)
        if problem:
            return complain(problem)
        stamp.write_text("\n".join(state(t) for t in ((False, True) if testing else (False,))), encoding="ascii")
    if testing:
        return test(words[1:])
    return hand_over([str(python()), "-m", "desktop_app", *words])


def complain(sentence: str) -> int:
    """Say what stands in the way."""
    print(sentence, file=sys.stderr)
    return 1


def screen() -> bool:
    """Whether a window can be shown."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def python() -> Path:
    """The interpreter of the virtual environment."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def locks(testing: bool) -> list[Path]:
    """The files that name the exact packages."""
    return [LOCK, TEST_LOCK] if testing else [LOCK]


def state(testing: bool) -> str:
    """What an environment is made from: another lock, another Python or another place asks for a new one."""
    digest = hashlib.sha256(f"{sys.version}{HERE}{testing}".encode())
    for path in (*locks(testing), HERE / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def set_up(testing: bool) -> str:
    """Make the environment; returns a sentence where something stands in the way."""
    import importlib.util  # what only the first start needs is imported here, so that later ones do not wait for it
    import venv

    problem = system_packages()
    if problem and importlib.util.find_spec("ensurepip") is None:
        return problem
    print("Setting up (this once): packages are fetched and installed into .venv, a few minutes.", file=sys.stderr)
    # --clear only where what is there does not work: a second lock is then added to the first without a new download
    if not (python().exists() and works([str(python()), "-m", "pip", "--version"])):
        venv.EnvBuilder(with_pip=True, clear=True, symlinks=os.name != "nt").create(VENV)
    pip = [str(python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    wanted = [word for lock in locks(testing) for word in ("-r", str(lock))]
    program = ["--no-deps", "--no-build-isolation", "--config-settings", "editable_mode=compat", "-e", str(HERE)]
    compiled = [str(python()), "-m", "compileall", "-q", str(HERE / "desktop_app")]  # else the first window is slow
    for step in ([*pip, *wanted], [*pip, *program], compiled):
        said = run(step)
        if said.returncode != 0:
            print(said.stderr, file=sys.stderr)
            return "The packages could not be installed (see above). Check the connection, then run the same again."
    if problem:
        print(problem, file=sys.stderr)
    return ""


def system_packages() -> str:
    """Install the system libraries that are missing, where we may; otherwise return the command that does."""
    import importlib.util
    import shlex
    import shutil

    if sys.platform != "linux":
        return ""
    missing = [package for library, package in LIBRARIES.items() if not loads(library)]
    if importlib.util.find_spec("ensurepip") is None:
        missing.append("python3-venv")
    if not missing:
        return ""
    if shutil.which("apt-get") is None:
        return (
            f"These system libraries are missing: {' '.join(missing)} (Debian's names). Install them, then try again."
        )
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if os.geteuid() == 0:
        prefix: list[str] = []
    elif shutil.which("sudo") and works(["sudo", "-n", "true"]):
        prefix = ["sudo", "-n"]
    else:
        return f"System libraries are missing. Run this, then start again:\n  sudo {shlex.join(install)}"
    print(f"Installing system libraries: {' '.join(missing)}", file=sys.stderr)
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for step in (["apt-get", "update", "-qq"], [*install, "-qq"]):
        result = run([*prefix, *step], environment)
        if result.returncode != 0:
            print(result.stderr, file=sys.stderr)
            return f"Installing the system libraries failed. Run this, then start again:\n  sudo {shlex.join(install)}"
    return ""


def run(command: list[str], environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command to its end and keep what it says."""
    import subprocess

    return subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace", check=False)


def works(command: list[str]) -> bool:
    """Whether a command ends well."""
    return run(command).returncode == 0


def loads(library: str) -> bool:
    """Whether the system has a shared library."""
    import ctypes

    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def test(words: list[str]) -> int:
    """Lint, types, then the tests without a screen; words go to pytest. All are run; the worst code counts."""
    import shlex
    import subprocess

    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", PYTHONUNBUFFERED="1")
    steps = [["pytest", *words]]
    if not words:
        sources = ["desktop_app", "tests", "run.py"]
        steps = [
            ["ruff", "check", "--quiet", *sources],
            ["ruff", "format", "--check", "--quiet", *sources],
            ["mypy"],
            *steps,
        ]
    codes = []
    for step in steps:
        print(f"$ {shlex.join(step)}", flush=True)
        codes.append(subprocess.run([str(python()), "-m", *step], cwd=HERE, env=environment, check=False).returncode)
    return 1 if any(codes) else 0


def hand_over(command: list[str]) -> int:
    """Become the program; where the system cannot do that, wait for it."""
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(command[0], command)
    import subprocess

    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
