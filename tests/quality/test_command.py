"""One command for all measurements of quality."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.quality import __main__ as command


def test_every_measurement_is_listed_with_what_it_says_of_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([]) == 0
    told = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    assert [name for name, _ in told] == list(command.NAMES) and all(len(text) > 20 for _, text in told)
    runnable = {path.stem for path in Path(command.__file__).parent.glob("*.py") if "\ndef main(" in path.read_text()}
    assert runnable - {"__main__"} == set(command.NAMES)
    assert all(find_spec(f"tests.quality.{name}") for name in command.NAMES)


def test_a_name_that_is_none_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["taste"]) == 2
    assert "sound" in capsys.readouterr().out
