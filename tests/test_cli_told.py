"""What the commands say to a person: in words that fit, and not more of it than can be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from desktop_app import cli, cli_parts
from desktop_app.__main__ import main
from desktop_app.cli_words import COMMANDS, parser
from desktop_app.domain.records import Refusal, ScanReport
from tests.test_cli import NOW, Call, call
from tests.test_cli_library import RATE, data, scanned, songs

__all__ = ["call", "data", "scanned", "songs"]


def test_short_tracks_and_folders_left_out_are_told_as_such_not_as_no_music(
    capsys: pytest.CaptureFixture[str], data: Path, songs: Path, tmp_path: Path
) -> None:
    (tmp_path / "more").mkdir()
    soundfile.write(tmp_path / "more" / "ditty.flac", np.random.default_rng(9).standard_normal(9 * RATE) * 0.05, RATE)
    said = {}
    for words in (
        ["scan", str(tmp_path / "more")],
        ["search", "ditty"],
        ["search", "chapter"],
        ["folders", "--never", str(songs / "two")],
        ["search", "sonido"],
    ):
        assert cli.run(words, data, lambda: NOW) == 0
        said[words[-1]] = capsys.readouterr().out.strip()
    assert said["ditty"].endswith("  (short)")
    assert said["chapter"].endswith("  (not music: audiobook)")
    assert said["sonido"].endswith("  (its folder is never recommended from)")


def test_a_word_to_leave_out_that_was_taken_for_an_option_is_explained(call: Call, data: Path) -> None:
    code, answer = call(data, "search", "night", "-live")
    assert (code, answer["error"]["code"]) == (2, "wrong_use")
    assert '-live"' in answer["error"]["message"] and "quotes" in answer["error"]["message"]
    assert "quotes" not in call(data, "search", "night", "--live")[1]["error"]["message"]
    assert call(data, "search", "night -live")[0] == 0


@pytest.mark.parametrize(("words", "code"), [(["recomend"], 2), (["--data-dir", "/nowhere/at/all"], 1), (["--bad"], 2)])
def test_a_fault_before_any_command_is_json_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: list[str], code: int
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert main([*words, "--json"]) == code
    said = capsys.readouterr()
    assert json.loads(said.out)["error"]["code"] == ("wrong_use" if code == 2 else "environment")
    assert not said.err
    assert main(words) == code
    said = capsys.readouterr()
    assert said.err and not said.out


def test_what_is_undone_already_is_told_by_its_words(call: Call, data: Path) -> None:
    act = call(data, "rate", "id:1", "--stars", "3")[1]["act"]
    assert call(data, "undo", act["act_id"])[0] == 0
    message = call(data, "undo", act["act_id"])[1]["error"]["message"]
    assert message == f"This is undone already: {act['words']}. acts lists what can be undone."


def test_of_many_refused_files_a_person_is_told_some_and_a_script_all() -> None:
    refused = tuple(Refusal(b"/m/%d.mp3" % number, "it is text, not sound") for number in range(cli_parts.TOLD + 30))
    report = ScanReport(
        found=len(refused) + 1,
        tracks=1,
        new=1,
        changed=0,
        away=1,
        duplicates=0,
        not_music=0,
        cue_tracks=0,
        refused=refused,
    )
    outcome = cli_parts.scanned(report)
    payload: Any = outcome.payload
    assert len(payload["refused"]) == len(refused)
    assert len(outcome.lines) == cli_parts.TOLD + 2
    assert outcome.lines[0].endswith(" 1 track away.")
    assert outcome.lines[-1].strip() == "and 30 more; --json names them all."


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {"correct"}))
def test_every_option_says_what_it_does(command: str) -> None:
    commands: Any = next(action for action in parser()._actions if action.dest == "command")
    for action in commands.choices[command]._actions:
        assert action.help or action.metavar in ("FOLDER", "QUERY", "VALUE") or action.dest == "sort", action.dest
