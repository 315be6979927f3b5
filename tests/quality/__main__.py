"""All measurements of quality under one name: `python -m tests.quality NAME [options]`."""

from __future__ import annotations

import ast
import runpy
import sys
from pathlib import Path

NAMES = ("sound", "listener", "works", "words")


def _said(name: str) -> str:
    """The first line of a measurement's own description, read without importing it."""
    text = Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(text)) or "").splitlines()[0].partition(":")[0].rstrip(".")


def main(words: list[str]) -> int:
    """Run one of them with the rest of the words; it ends the process itself."""
    if not words or words[0] not in NAMES:
        print("python -m tests.quality NAME [options]\n")
        for name in NAMES:
            print(f"  {name:10} {_said(name)}")
        return 0 if words[:1] in ([], ["-h"], ["--help"]) else 2
    sys.argv = [f"python -m tests.quality {words[0]}", *words[1:]]
    runpy.run_module(f"tests.quality.{words[0]}", run_name="__main__", alter_sys=False)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
