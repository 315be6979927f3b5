from __future__ import annotations

import hashlib
import importlib.util
import re
import shutil
import tomllib
from pathlib import Path

import pytest

from desktop_app.audio import groups, models
from desktop_app.domain import sound_words

EVERY = set(models.GIVES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the models that a test may damage."""
    copy = tmp_path / "models"
    shutil.copytree(models.FOLDER, copy)
    return copy


def entries() -> list[dict[str, str]]:
    return tomllib.loads((models.FOLDER / models.MANIFEST).read_text(encoding="utf-8"))["model"]


def test_all_models_ship_and_are_unchanged() -> None:
    assert models.usable() == dict.fromkeys(models.GIVES, "")
    assert models.groups_of() == groups.LEARNED


def test_every_group_has_its_own_model() -> None:
    given = [name for names in models.GIVES.values() for name in names]
    assert sorted(given) == sorted(groups.LEARNED)


def test_each_answer_has_a_name() -> None:
    for names, group in (
        (sound_words.MSD_NAMES, groups.MSD_TAGS),
        (sound_words.MTT_NAMES, groups.MTT_TAGS),
        (sound_words.MOOD_NAMES, groups.MOOD),
    ):
        assert len(set(names)) == len(names) == groups.WIDTHS[group]


def test_licences_and_the_notice_lie_beside_the_models_and_name_the_same_files() -> None:
    notice = (models.FOLDER / "NOTICE.md").read_text(encoding="utf-8")
    for entry in entries():
        content = (models.FOLDER / entry["file"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (entry["bytes"], entry["sha256"])
        for said in (entry["file"], entry["sha256"], entry["wheel_sha256"], entry["source"], entry["licence"]):
            assert said in notice, f"{entry['file']}: {said}"
    assert {entry["file"] for entry in entries()} == EVERY == {path.name for path in models.FOLDER.glob("*.onnx")}
    assert "Music Technology Group" in (models.FOLDER / "LICENSE-musicnn.txt").read_text(encoding="utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in (models.FOLDER / "LICENSE-GPL-3.0.txt").read_text(encoding="utf-8")


def test_the_command_that_makes_the_models_again_knows_each_of_them() -> None:
    source = (models.FOLDER.parents[1] / "packaging" / "models" / "rebuild.py").read_text(encoding="utf-8")
    assert set(re.findall(r'"(\w+\.onnx)"', source)) >= EVERY


@pytest.mark.parametrize("file", sorted(EVERY))
def test_a_missing_file_is_named_and_the_others_stay(folder: Path, file: str) -> None:
    (folder / file).unlink()
    reasons = models.usable(folder)
    assert reasons.pop(file) == "it is missing"
    assert set(reasons.values()) == {""}
    assert models.groups_of(folder) == groups.LEARNED - models.GIVES[file]


def test_one_changed_byte_is_enough(folder: Path) -> None:
    content = bytearray((folder / models.MTT_FILE).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / models.MTT_FILE).write_bytes(content)
    assert models.usable(folder)[models.MTT_FILE] == "it is not the file that came with the program"
    assert models.groups_of(folder) == groups.LEARNED - {groups.MTT, groups.MTT_TAGS}


def test_another_length_and_what_is_no_file_are_refused(folder: Path) -> None:
    (folder / models.MSD_FILE).write_bytes(b"")
    (folder / models.MTT_FILE).unlink()
    (folder / models.MTT_FILE).mkdir()
    (folder / models.MOOD_FILE).unlink()
    (folder / models.MOOD_FILE).symlink_to(folder / models.MOOD_FILE)
    reasons = models.usable(folder)
    assert reasons[models.MSD_FILE] == reasons[models.MTT_FILE] == "it is not the file that came with the program"
    assert reasons[models.MOOD_FILE].startswith("it cannot be read (")
    assert models.groups_of(folder) == frozenset()


@pytest.mark.parametrize(
    "text", ["", "model = 3", "[[model]]\nfile = 'x'", "[[model]]\nbytes = 'many'", "\x00", "[[model", "model = [1]"]
)
def test_without_a_list_that_can_be_read_no_model_is_used(folder: Path, text: str) -> None:
    (folder / models.MANIFEST).write_text(text, encoding="utf-8")
    assert set(models.usable(folder).values()) == {"models.toml, the list of the models, cannot be read"}
    (folder / models.MANIFEST).write_bytes(b"\xff\xfe")
    assert set(models.usable(folder).values()) == {"models.toml, the list of the models, cannot be read"}
    (folder / models.MANIFEST).unlink()
    assert set(models.usable(folder).values()) == {"models.toml, the list of the models, is missing"}
    assert models.groups_of(folder) == frozenset()


def test_a_model_that_the_list_does_not_name_is_not_used(folder: Path) -> None:
    listed = (folder / models.MANIFEST).read_text(encoding="utf-8")
    (folder / models.MANIFEST).write_text(listed.replace(models.MSD_FILE, "other.onnx"), encoding="utf-8")
    assert models.usable(folder)[models.MSD_FILE] == "models.toml does not name it"


def test_a_folder_that_is_not_there_is_no_error(tmp_path: Path) -> None:
    assert models.groups_of(tmp_path / "nowhere") == frozenset()


def test_without_the_library_that_runs_them_no_model_is_usable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert set(models.usable().values()) == {"onnxruntime, which runs the models, is not installed"}
    assert models.groups_of() == frozenset()
