"""The command that tells what was heard, in words and as JSON."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app import cli
from desktop_app.domain.heard import ATTRIBUTES
from desktop_app.domain.ids import TrackId
from tests.services.test_heard import hear
from tests.store.helpers import open_store
from tests.test_cli import NOW, Call, call
from tests.test_cli_library import data, ids, scanned, songs

__all__ = ["call", "data", "ids", "scanned", "songs"]


@pytest.fixture
def known(data: Path) -> Path:
    """The same library, heard."""
    with open_store(data) as store:
        hear(store, [TrackId(number) for number in range(1, 7)])
    return data


def test_what_was_heard_as_json(call: Call, known: Path, ids: dict[str, str]) -> None:
    code, found = call(known, "heard", ids["Morning"], "--neighbours", 2)
    assert code == 0 and found["heard"] and found["title"] == "Morning" and not found["excerpts"]
    assert list(found["attributes"]) == list(ATTRIBUTES)
    assert found["tempo"]["bpm"] == 165.0 and found["key"]["name"] == "E minor"
    assert found["sentences"][0].endswith("about 165 beats a minute (82 if felt in half time), in E minor.")
    assert [set(near) >= {"track_id", "likeness", "shared", "path"} for near in found["neighbours"]] == [True, True]
    assert found["neighbours"][0]["likeness"] >= found["neighbours"][1]["likeness"]
    assert found["missing"] == []


def test_the_same_sentences_for_a_person(
    call: Call, known: Path, ids: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    sentences = call(known, "heard", ids["Morning"])[1]["sentences"]
    assert cli.run(["heard", ids["Morning"], "--data-dir", str(known)], known, lambda: NOW) == 0
    said = capsys.readouterr().out
    assert all(sentence in said for sentence in sentences)
    assert "Energy" in said and "Sounds most like:" in said and "LUFS" in said


def test_a_track_that_was_not_heard_or_does_not_exist(call: Call, data: Path, ids: dict[str, str]) -> None:
    code, found = call(data, "heard", ids["Morning"])
    assert code == 0 and not found["heard"] and found["missing"] == ["It was not heard yet."]
    assert found["sentences"] == [] and found["neighbours"] == [] and found["tempo"] is None
    assert call(data, "heard", "id:999")[0] == 1
